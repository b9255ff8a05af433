"""What is recorded of renders, what it says about models, and that nothing of it is lost."""

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wan22_desktop.composition.schema import UPGRADES, open_database
from wan22_desktop.core.catalog import Catalog
from wan22_desktop.core.database import Database
from wan22_desktop.core.errors import ErrorCategory, NotSavedError, UserError
from wan22_desktop.core.model_store import ModelStore, PackageRecord
from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.domain.retention import RetentionPolicy
from wan22_desktop.model_manager.domain.status import Usage
from wan22_desktop.model_manager.domain.usage import (
    RECENT_DAYS,
    UsageData,
    statistics_of,
    suggest_next,
)
from wan22_desktop.model_manager.usage.analytics import ModelUsageAnalytics
from wan22_desktop.model_manager.usage.store import UsageStore

NOW = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
BIG, SMALL = "ti2v-5B-fp16", "demo"


def render(package: str = BIG, *, days_ago: float = 0.0, **changes: object) -> UsageData:
    fields: dict[str, object] = {
        "variant": Variant.DEMO if package == SMALL else Variant.TI2V_5B,
        "at": NOW - timedelta(days=days_ago),
        "ok": True,
        "seconds": 60.0,
        "seconds_per_step": 1.0,
        "steps": 50,
        "steps_sampled": 50,
        "frames": 121,
        "width": 1280,
        "height": 704,
    }
    return UsageData(package, **(fields | changes))  # type: ignore[arg-type]


@pytest.fixture
def database(places: Places) -> Iterator[Database]:
    with closing(open_database(places)) as database:
        yield database


class Clock:
    """What time it is for the analytics."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def analytics(database: Database, places: Places, clock: Clock) -> ModelUsageAnalytics:
    return ModelUsageAnalytics(database, places, Catalog.load(), now=clock, local=UTC)


# --- records --------------------------------------------------------------------------------------


def test_a_record_is_on_the_disk_and_comes_back_as_it_was(places: Places) -> None:
    renders = [
        render(),
        render(SMALL, ok=False, category=ErrorCategory.OUT_OF_MEMORY, days_ago=-1e-5),
        render(ok=None, steps_sampled=7, seconds=0.25, days_ago=-1.0),
    ]
    with closing(open_database(places)) as database:
        for each in renders:
            UsageStore(database).add(each)
    with closing(open_database(places)) as database:
        kept = UsageStore(database).renders()
        assert UsageStore(database).renders(SMALL) == kept[1:2]
        assert UsageStore(database).renders(since=NOW + timedelta(hours=1)) == kept[2:]
    milliseconds = timedelta(milliseconds=1)
    for one, other in zip(kept, renders, strict=True):
        assert abs(one.at - other.at) < milliseconds
        assert replace(one, at=other.at) == other


def test_order_and_periods_do_not_depend_on_the_zone_of_a_time(database: Database) -> None:
    store = UsageStore(database)
    later = NOW.astimezone(timezone(timedelta(hours=-11)))
    earlier = (NOW - timedelta(minutes=1)).astimezone(timezone(timedelta(hours=14)))
    for at in (later, earlier):
        store.add(render(at=at))
    assert [each.at for each in store.renders()] == [earlier, later]
    assert [each.at for each in store.renders(since=NOW)] == [later]


def test_a_time_without_a_zone_is_a_mistake(database: Database) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        UsageStore(database).add(render(at=NOW.replace(tzinfo=None)))


@pytest.mark.parametrize(
    "damage", ["variant = 'wan-9'", "category = 'boredom'", "at = 'noon'", "at = '2026-01-01'"]
)
def test_rows_of_another_version_cost_only_themselves(database: Database, damage: str) -> None:
    store = UsageStore(database)
    store.add(render(days_ago=1))
    store.add(render())
    with database.transaction() as connection:
        connection.execute(f"UPDATE renders SET {damage} WHERE id = 1")  # noqa: S608 - from above
    assert [each.at for each in store.renders()] == [NOW]


def test_what_cannot_be_written_is_told(database: Database) -> None:
    database.read("PRAGMA query_only = ON")  # as on a disk that takes nothing any more
    with pytest.raises(NotSavedError):
        UsageStore(database).add(render())


def test_files_of_the_first_version_get_the_table_and_keep_their_jobs(places: Places) -> None:
    first = Database(places.database_file, upgrades=UPGRADES[:1], backups=places.backups)
    with closing(first), first.transaction() as connection:
        connection.execute(
            "INSERT INTO jobs VALUES ('0', 1, 'done', '', 0, 0, '', NULL, NULL, 0, 0, x'', '')"
        )
    with closing(open_database(places)) as database:
        UsageStore(database).add(render())
        (job,) = database.read("SELECT * FROM jobs")
        assert (job["id"], job["waits"]) == ("0", "")


# --- statistics -----------------------------------------------------------------------------------


def test_what_renders_say() -> None:
    renders = [
        render(days_ago=40, seconds=100.0),
        render(days_ago=2, ok=False, category=ErrorCategory.ENGINE, seconds=5.0),
        render(days_ago=2, seconds=50.0),
        render(days_ago=1, ok=None, seconds=3.0),
        render(days_ago=0.1, seconds=30.0),
        render(days_ago=0, seconds=2.0, steps_sampled=1),
    ]
    found = statistics_of(BIG, renders, NOW, UTC)
    assert found.total_uses == 6
    assert found.uses_per_day == pytest.approx(5 / RECENT_DAYS)
    assert found.success_rate == pytest.approx(4 / 5), "a stopped one is no failure"
    assert found.average_seconds == pytest.approx(60.0), "what a checkpoint shortened is left out"
    assert found.median_seconds == 50.0
    assert found.last_used == NOW
    assert found.failures == ((ErrorCategory.ENGINE, 1),)
    assert [(day.uses, day.failures) for day in found.last_30_days[-3:]] == [(2, 1), (1, 0), (2, 0)]
    assert found.last_30_days[-3].seconds == 55.0
    assert found.peak_hours == (9, 7)
    assert (found.by_hour[9], found.by_hour[7]) == (4, 1)


def test_nothing_recorded_is_said_as_that() -> None:
    found = statistics_of(BIG, [], NOW, UTC)
    assert (found.total_uses, found.uses_per_day) == (0, 0.0)
    assert (found.success_rate, found.average_seconds, found.last_used) == (None, None, None)
    assert found.peak_hours == ()
    assert len(found.last_30_days) == RECENT_DAYS
    assert found.as_usage() == Usage()


def test_days_and_hours_are_those_of_the_clock_on_the_wall() -> None:
    try:
        berlin = ZoneInfo("Europe/Berlin")
    except ZoneInfoNotFoundError:
        pytest.skip("this system has no time zones")
    # Clocks went forward on 29 March 2026 at 1:00 UTC.
    before, after = (
        datetime(2026, 3, 29, 0, 59, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 1, tzinfo=UTC),
    )
    late = datetime(2026, 3, 29, 22, 30, tzinfo=UTC)
    found = statistics_of(BIG, [render(at=at) for at in (before, after, late)], late, berlin)
    assert [day.uses for day in found.last_30_days[-2:]] == [2, 1]
    assert [hour for hour, uses in enumerate(found.by_hour) if uses] == [0, 1, 3]


zones = st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-11.5))])
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 4, 30), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds it
many_renders = st.lists(
    st.builds(
        render,
        st.sampled_from([BIG, SMALL, "other"]),
        at=moments,
        ok=st.sampled_from([True, False, None]),
        seconds=st.floats(0, 1e5),
        steps_sampled=st.sampled_from([0, 50]),
    ),
    max_size=25,
)


@given(many_renders, zones, st.randoms(use_true_random=False))
def test_the_numbers_agree_with_each_other(
    renders: list[UsageData], zone: tzinfo, order: random.Random
) -> None:
    found = statistics_of(BIG, renders, NOW, zone)
    recent = sum(day.uses for day in found.last_30_days)
    assert sum(found.by_hour) == recent <= found.total_uses == len(renders)
    assert found.uses_per_day == pytest.approx(recent / RECENT_DAYS)
    days = [day.day for day in found.last_30_days]
    assert days == [days[-1] - timedelta(days=n) for n in reversed(range(RECENT_DAYS))]
    assert days[-1] == NOW.astimezone(zone).date()
    assert found.success_rate is None or 0 <= found.success_rate <= 1
    assert (found.average_seconds is None) == (found.median_seconds is None)
    shuffled = renders.copy()
    order.shuffle(shuffled)
    again = statistics_of(BIG, shuffled, NOW, zone)
    assert again.by_hour == found.by_hour
    assert again.average_seconds == pytest.approx(found.average_seconds)


# --- what comes next ------------------------------------------------------------------------------


def test_habits_of_the_day_decide() -> None:
    """The big model each evening, the small one each morning."""
    renders = [
        each
        for day in range(20)
        for each in (
            render(BIG, at=NOW.replace(hour=20) - timedelta(days=day + 1)),
            render(SMALL, at=NOW.replace(hour=8) - timedelta(days=day + 1)),
        )
    ]
    morning = suggest_next(renders, NOW.replace(hour=9), local=UTC)
    evening = suggest_next(renders, NOW.replace(hour=21), local=UTC)
    assert (morning[0].package, evening[0].package) == (SMALL, BIG)
    assert "20 of 20 renders around this time of day" in morning[0].reason
    assert "Not used around this time of day" in morning[1].reason
    elsewhere = timezone(timedelta(hours=12))
    assert suggest_next(renders, NOW.replace(hour=9), local=elsewhere) == morning, (
        "the zone of both moves alike"
    )


def test_the_clock_is_round() -> None:
    renders = [render(BIG, at=NOW.replace(hour=23) - timedelta(days=2))]
    renders += [render(SMALL, at=NOW.replace(hour=6) - timedelta(days=1))]
    assert suggest_next(renders, NOW.replace(hour=1), local=UTC)[0].package == BIG


def test_a_new_habit_overtakes_an_old_one() -> None:
    renders = [render(BIG, days_ago=100 + n) for n in range(50)]
    renders += [render(SMALL, days_ago=n) for n in range(3)]
    first, second = suggest_next(renders, NOW, local=UTC)
    assert (first.package, second.package) == (SMALL, BIG)
    assert first.likelihood > 0.95


@given(many_renders, st.sampled_from([BIG, SMALL]))
def test_a_render_speaks_for_its_package(renders: list[UsageData], package: str) -> None:
    before = {each.package: each.likelihood for each in suggest_next(renders, NOW, local=UTC)}
    after = suggest_next([*renders, render(package)], NOW, local=UTC)
    assert sum(each.likelihood for each in after) == pytest.approx(1.0)
    assert [each.likelihood for each in after] == sorted(
        (each.likelihood for each in after), reverse=True
    )
    likelihoods = {each.package: each.likelihood for each in after}
    assert likelihoods[package] >= before.get(package, 0.0) - 1e-9
    only = suggest_next(renders, NOW, among=[package], local=UTC)
    assert [each.package for each in only] in ([], [package])


def test_clocks_that_were_wrong_and_times_long_past_do_no_harm() -> None:
    assert suggest_next([render(days_ago=-400)], NOW, local=UTC) == ()
    assert suggest_next([render(days_ago=300_000)], NOW, local=UTC) == ()


# --- together -------------------------------------------------------------------------------------


def test_a_status_shows_a_render_at_once_and_forgets_old_ones_overnight(
    analytics: ModelUsageAnalytics, clock: Clock
) -> None:
    assert analytics.usage(BIG) == Usage()
    analytics.track_model_usage(render())
    usage = analytics.usage(BIG)
    assert (usage.uses, usage.success_rate, usage.average_seconds) == (1, 1.0, 60.0)
    assert usage.last_used == NOW.isoformat()
    assert usage.uses_per_day > 0
    clock.now += timedelta(days=RECENT_DAYS)
    assert analytics.usage(BIG).uses_per_day == 0.0


def test_a_status_is_shown_also_if_the_records_cannot_be_read(
    analytics: ModelUsageAnalytics, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with database.transaction() as connection:
        connection.execute("DROP TABLE renders")
    assert analytics.usage(BIG) == Usage()
    assert "renders" in caplog.text
    with pytest.raises(UserError):
        analytics.get_usage_statistics(BIG)


def test_statistics_of_one_package_of_all_and_of_a_time(analytics: ModelUsageAnalytics) -> None:
    for package, days_ago in ((BIG, 20), (BIG, 1), (SMALL, 1)):
        analytics.track_model_usage(render(package, days_ago=days_ago))
    assert analytics.get_usage_statistics(BIG).total_uses == 2
    assert analytics.get_usage_statistics().total_uses == 3
    since = NOW - timedelta(days=2)
    assert analytics.get_usage_statistics(BIG, since=since).total_uses == 1


def test_speed_is_told_of_what_was_sampled(analytics: ModelUsageAnalytics) -> None:
    analytics.track_model_usage(render(seconds=70.0, seconds_per_step=1.2))
    analytics.track_model_usage(render(ok=False, seconds_per_step=0.0, steps_sampled=0))
    (record,) = analytics.speed_records(BIG)
    assert (record.model, record.frames, record.pixels, record.ok) == (BIG, 121, 1280 * 704, True)
    assert record.seconds == pytest.approx(60.0)


def test_only_what_is_installed_is_suggested(
    analytics: ModelUsageAnalytics, places: Places
) -> None:
    for package in (BIG, "ti2v-5B-fp8", SMALL):
        analytics.track_model_usage(render(package))
    ModelStore(places.models).write_record(
        PackageRecord(package="ti2v-5B-fp8", variant=Variant.TI2V_5B, current="0" * 12)
    )
    suggested = {each.package for each in analytics.suggest_preload_models()}
    assert suggested == {"ti2v-5B-fp8", SMALL}, "the demo model ships with the app"


def test_the_report_holds_everything(analytics: ModelUsageAnalytics) -> None:
    for package in (SMALL, BIG, BIG):
        analytics.track_model_usage(render(package))
    report = analytics.generate_usage_report(RetentionPolicy())
    assert [(used.statistics.package, used.is_installed) for used in report.packages] == [
        (BIG, False),
        (SMALL, True),
    ]
    assert report.packages[1].title == "Demo (moving shapes)"
    assert report.total.total_uses == 3
    assert report.preload[0].package == SMALL
    assert report.cleanup.suggestions == ()
    assert report.made_at == NOW
