"""What renders say about how models are used: counts, times, habits, and what comes next."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from statistics import fmean, median

from wan22_desktop.core.errors import ErrorCategory
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.domain.status import Usage

RECENT_DAYS = 30
MAX_PEAK_HOURS = 3
HALF_LIFE_DAYS = 7.0
"""A render this old counts half as much as one of now when the next one is guessed."""
_HOUR_REACH = 4
"""Hours of the clock beyond which the time of day of a render says nothing."""
_HOUR_WEIGHT = 3.0
"""How much more a render at this very hour counts than one at the other end of the day."""


@dataclass(frozen=True, slots=True)
class UsageData:
    """One attempt to render with a model."""

    package: str
    """What is installed; the model's id for files that were put there by hand."""
    variant: Variant
    at: datetime
    """When it ended, with a time zone; for display and for days, never for durations."""
    ok: bool | None
    """None if it was stopped before its end: that is a use, but neither success nor failure."""
    category: ErrorCategory | None = None
    """Of a failure."""
    seconds: float = 0.0
    """Wall time, loading included."""
    seconds_per_step: float = 0.0
    """Of sampling, the median; 0 if nothing was sampled."""
    steps: int = 0
    steps_sampled: int = 0
    """Fewer than `steps` if sampling went on from a checkpoint."""
    frames: int = 0
    width: int = 0
    height: int = 0

    @property
    def is_typical(self) -> bool:
        """Whether its time is that of a whole render."""
        return self.ok is True and self.steps_sampled == self.steps


@dataclass(frozen=True, slots=True)
class DailyUsage:
    """One day in local time."""

    day: date
    uses: int = 0
    failures: int = 0
    seconds: float = 0.0
    """Spent rendering."""


@dataclass(frozen=True, slots=True)
class UsageStatistics:
    """How a package, or everything together, was used."""

    package: str
    total_uses: int
    uses_per_day: float
    """Over the last 30 days."""
    success_rate: float | None
    """Of those that were not stopped, 0 to 1."""
    average_seconds: float | None
    """Of a whole render that succeeded."""
    median_seconds: float | None
    last_used: datetime | None
    last_30_days: tuple[DailyUsage, ...]
    """Every day, the oldest first, today last."""
    by_hour: tuple[int, ...]
    """Uses in the last 30 days by the hour of the local day, 24 numbers."""
    peak_hours: tuple[int, ...]
    """The busiest of these, the busiest first."""
    failures: tuple[tuple[ErrorCategory, int], ...]
    """How often each kind of failure came, the most frequent first."""

    def as_usage(self) -> Usage:
        """What a package's status shows of it."""
        return Usage(
            uses=self.total_uses,
            uses_per_day=self.uses_per_day,
            last_used=None if self.last_used is None else self.last_used.isoformat(),
            average_seconds=self.average_seconds,
            success_rate=self.success_rate,
        )


@dataclass(frozen=True, slots=True)
class PreloadSuggestion:
    """A package that is likely to be used next."""

    package: str
    likelihood: float
    """0 to 1; those of all suggestions add up to 1."""
    reason: str


def statistics_of(
    package: str, renders: Sequence[UsageData], now: datetime, local: tzinfo | None = None
) -> UsageStatistics:
    """What `renders` say; `local` is the zone of days and hours, None for this computer's."""
    today = now.astimezone(local).date()
    first_day = today - timedelta(days=RECENT_DAYS - 1)
    recent = [r for r in renders if first_day <= r.at.astimezone(local).date() <= today]
    ended = [render for render in renders if render.ok is not None]
    times = [render.seconds for render in renders if render.is_typical]
    hours = Counter(render.at.astimezone(local).hour for render in recent)
    failures = Counter(r.category for r in renders if r.ok is False and r.category is not None)
    return UsageStatistics(
        package=package,
        total_uses=len(renders),
        uses_per_day=len(recent) / RECENT_DAYS,
        success_rate=sum(r.ok is True for r in ended) / len(ended) if ended else None,
        average_seconds=fmean(times) if times else None,
        median_seconds=median(times) if times else None,
        last_used=max((render.at for render in renders), default=None),
        last_30_days=_days(recent, first_day, local),
        by_hour=tuple(hours[hour] for hour in range(24)),
        peak_hours=tuple(
            hour for hour, _ in sorted(hours.items(), key=lambda item: (-item[1], item[0]))
        )[:MAX_PEAK_HOURS],
        failures=tuple(sorted(failures.items(), key=lambda item: (-item[1], item[0]))),
    )


def _days(
    renders: Iterable[UsageData], first: date, local: tzinfo | None
) -> tuple[DailyUsage, ...]:
    found: dict[date, list[UsageData]] = {
        first + timedelta(days=number): [] for number in range(RECENT_DAYS)
    }
    for render in renders:
        found[render.at.astimezone(local).date()].append(render)
    return tuple(
        DailyUsage(
            day,
            uses=len(of_day),
            failures=sum(render.ok is False for render in of_day),
            seconds=sum(render.seconds for render in of_day),
        )
        for day, of_day in found.items()
    )


def suggest_next(
    renders: Sequence[UsageData],
    now: datetime,
    *,
    among: Collection[str] | None = None,
    local: tzinfo | None = None,
) -> tuple[PreloadSuggestion, ...]:
    """The packages that are likely to be used next, the likeliest first.

    Every render speaks for its package, the more the newer it is and the nearer its hour of the
    day is to now. With `among`, only those packages count.
    """
    known = [r for r in renders if r.at <= now and (among is None or r.package in among)]
    weights: dict[str, float] = {}
    for render in known:
        weight = _weight(render, now, local)
        weights[render.package] = weights.get(render.package, 0.0) + weight
    total = sum(weights.values())
    if total <= 0:  # nothing is known, or it is so old that it counts for nothing
        return ()
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        PreloadSuggestion(package, weight / total, _reason(package, known, now, local))
        for package, weight in ranked
    )


def _weight(render: UsageData, now: datetime, local: tzinfo | None) -> float:
    age_days = (now - render.at) / timedelta(days=1)
    nearness = max(0.0, 1 - _hours_apart(render, now, local) / _HOUR_REACH)
    return 0.5 ** (age_days / HALF_LIFE_DAYS) * (1 + (_HOUR_WEIGHT - 1) * nearness)


def _hours_apart(render: UsageData, now: datetime, local: tzinfo | None) -> float:
    """On the clock's face: 23:00 and 1:00 are two hours apart."""
    apart = abs(_clock_hours(render.at, local) - _clock_hours(now, local))
    return min(apart, 24 - apart)


def _clock_hours(moment: datetime, local: tzinfo | None) -> float:
    on_clock = moment.astimezone(local)
    return on_clock.hour + on_clock.minute / 60


def _reason(package: str, renders: Iterable[UsageData], now: datetime, local: tzinfo | None) -> str:
    since = now - timedelta(days=RECENT_DAYS)
    nearby = [r for r in renders if r.at >= since and _hours_apart(r, now, local) < _HOUR_REACH]
    its = sum(render.package == package for render in nearby)
    last = max(render.at for render in renders if render.package == package)
    if its:
        said = tr(
            "{part} of {total} renders around this time of day in the last 30 days",
            part=its,
            total=len(nearby),
        )
    else:
        said = tr("Not used around this time of day in the last 30 days")
    return tr("{said}; last used {ago}.", said=said, ago=_ago(now - last))


def _ago(age: timedelta) -> str:
    hours = age // timedelta(hours=1)
    if hours < 1:
        return tr("less than an hour ago")
    if hours < 48:
        return trn("1 hour ago", "{count} hours ago", hours)
    return trn("1 day ago", "{count} days ago", hours // 24)


def utc(moment: datetime) -> datetime:
    """The same moment in UTC; raises ValueError if it has no zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC)
