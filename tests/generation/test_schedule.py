"""When jobs may begin."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from wan22_desktop.core.settings import QueueSettings
from wan22_desktop.core.user_idle import find_idle_probe
from wan22_desktop.generation.domain.schedule import reason_to_wait

NIGHT = QueueSettings(only_between=("22:00", "06:00"))
DAY = QueueSettings(only_between=("09:30", "17:00"))


@pytest.mark.parametrize(
    ("settings", "clock", "may_begin"),
    [
        (NIGHT, "21:59", False),
        (NIGHT, "22:00", True),
        (NIGHT, "00:00", True),
        (NIGHT, "05:59", True),
        (NIGHT, "06:00", False),
        (DAY, "09:29", False),
        (DAY, "09:30", True),
        (DAY, "16:59", True),
        (DAY, "17:00", False),
        (QueueSettings(only_between=("08:00", "08:00")), "07:59", True),
        (QueueSettings(), "12:00", True),
    ],
)
def test_a_span_of_the_day(settings: QueueSettings, clock: str, may_begin: bool) -> None:
    now = datetime.fromisoformat(f"2026-03-01T{clock}")
    reason = reason_to_wait(settings, now, None)
    assert (not reason) is may_begin
    if reason:
        assert settings.only_between is not None
        assert all(end in reason for end in settings.only_between)


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_days_on_which_clocks_change_have_one_span_too(day: str) -> None:
    """Berlin leaves out 2 to 3 in spring and has it twice in autumn; the wall clock decides."""
    begin = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=ZoneInfo("Europe/Berlin"))
    settings = QueueSettings(only_between=("01:30", "03:30"))
    instants = [begin.astimezone(UTC) + timedelta(minutes=n) for n in range(6 * 60)]
    local = [instant.astimezone(ZoneInfo("Europe/Berlin")) for instant in instants]
    open_at = [not reason_to_wait(settings, now, None) for now in local]
    changes = sum(a != b for a, b in pairwise(open_at))
    assert changes == 2, "it opens once and closes once"
    assert sum(open_at) == (60 if day < "2026-06" else 180)


@pytest.mark.parametrize(
    ("idle_s", "may_begin"), [(0.0, False), (599.0, False), (600.0, True), (None, True)]
)
def test_nobody_must_have_used_the_computer(idle_s: float | None, may_begin: bool) -> None:
    reason = reason_to_wait(
        QueueSettings(idle_minutes=10), datetime.fromisoformat("2026-03-01T12:00"), idle_s
    )
    assert (not reason) is may_begin
    assert may_begin or "10 minutes" in reason


def test_the_probe_answers_or_is_none() -> None:
    """Whether this system tells, the answer is a time."""
    probe = find_idle_probe()
    if probe is not None:
        idle_s = probe()
        assert idle_s is not None
        assert idle_s >= 0.0
