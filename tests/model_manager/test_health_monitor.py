"""Quick and full checks, what they remember, and what they say about health."""

import os
import random
import statistics
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.hub_contents import SyntheticFile
from fixtures.corruptions import Corruption, corrupt, rewrite
from fixtures.installed_packages import KIB, InstalledPackages, small_files
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.model_store import PackageRecord
from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.domain.health import (
    CHECK_INTERVAL,
    MIN_USUAL_RENDERS,
    RECENT_RENDERS,
    CheckRecord,
    ModelHealth,
    PerformanceHealth,
    RenderRecord,
    next_due,
    performance_of,
    problems_of,
    system_report,
)
from wan22_desktop.model_manager.domain.status import FileState
from wan22_desktop.model_manager.health.monitor import CheckProgress, ModelHealthMonitor

WEIGHTS = "transformer/diffusion_pytorch_model.safetensors"
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def packages(places: Places, tmp_path: Path) -> InstalledPackages:
    return InstalledPackages(places, tmp_path / "shelf")


def monitor_of(
    places: Places, *, now: datetime | None = None, renders: Sequence[RenderRecord] = ()
) -> ModelHealthMonitor:
    clock = {} if now is None else {"now": lambda: now}
    return ModelHealthMonitor(places, renders=lambda _: renders, scan_command=lambda: None, **clock)


def states(monitor: ModelHealthMonitor, package: str = "demo") -> dict[str, FileState]:
    return {status.path: status.state for status in monitor.quick_check(package)}


# --- quick check --------------------------------------------------------------------------------


def test_a_file_is_whole_only_after_it_was_read(
    places: Places, packages: InstalledPackages
) -> None:
    packages.install("demo", small_files())
    monitor = monitor_of(places)
    assert set(states(monitor).values()) == {FileState.UNCHECKED}
    assert monitor.health("demo").integrity_score is None
    result = monitor.check_model_integrity("demo")
    assert result.is_complete
    assert result.score == 1.0
    assert set(states(monitor).values()) == {FileState.WHOLE}
    assert set(states(monitor_of(places)).values()) == {FileState.WHOLE}  # also after a restart
    packages.file("demo", WEIGHTS).touch()
    assert states(monitor)[WEIGHTS] is FileState.UNCHECKED


def test_size_and_absence_are_seen_at_once(places: Places, packages: InstalledPackages) -> None:
    packages.install("demo", small_files())
    monitor = monitor_of(places)
    monitor.check_model_integrity("demo")
    with packages.file("demo", WEIGHTS).open("ab") as stream:
        stream.write(b"more")
    packages.file("demo", "model_index.json").unlink()
    packages.file("demo", "transformer/config.json").unlink()
    packages.file("demo", "transformer/config.json").symlink_to(packages.file("demo", WEIGHTS))
    found = states(monitor)
    assert found[WEIGHTS] is FileState.DAMAGED
    assert found["model_index.json"] is FileState.MISSING
    assert found["transformer/config.json"] is FileState.DAMAGED
    assert found["text_encoder/model.safetensors"] is FileState.WHOLE


def test_a_part_beside_a_file_makes_it_unchecked(
    places: Places, packages: InstalledPackages
) -> None:
    packages.install("demo", small_files())
    monitor = monitor_of(places)
    monitor.check_model_integrity("demo")
    packages.file("demo", f"{WEIGHTS}.part").write_bytes(b"")
    assert states(monitor)[WEIGHTS] is FileState.UNCHECKED


def test_a_hundred_files_are_looked_at_in_milliseconds(
    places: Places, packages: InstalledPackages
) -> None:
    files = {f"text_encoder/{n:03}.safetensors": SyntheticFile(KIB, seed=n) for n in range(100)}
    for package in ("demo", "second", "third"):
        packages.install(package, files)
    monitor = monitor_of(places)
    monitor.check_model_integrity("demo")
    found = monitor.quick_check("demo")
    assert len(found) == 100
    assert {status.shared_with for status in found} == {("second", "third")}
    assert {status.state for status in found} == {FileState.WHOLE}
    seconds: list[float] = []
    for _ in range(5):
        started = time.perf_counter()
        monitor.quick_check("demo")
        seconds.append(time.perf_counter() - started)
    assert statistics.median(seconds) < 0.05


def test_what_is_not_ours_or_not_there_is_not_checked(
    places: Places, packages: InstalledPackages
) -> None:
    store = packages.store
    adopted = {"transformer": "/somewhere/model.safetensors"}
    store.write_record(
        PackageRecord.model_validate(
            {"package": "mine", "variant": Variant.DEMO, "adopted": adopted}
        )
    )
    packages.install("listless", small_files())
    for listing in (store.package_folder("listless")).glob("*.manifest.json"):
        listing.write_bytes(b"{")
    monitor = monitor_of(places)
    assert monitor.quick_check("mine") == ()
    assert monitor.quick_check("nothing") == ()
    for package, said in (("mine", "own copy"), ("nothing", "install"), ("listless", "again")):
        with pytest.raises(UserError, match=said):
            monitor.check_model_integrity(package)
        with pytest.raises(UserError, match=said):
            monitor.detect_corruption(package)
    assert monitor.schedule_health_checks() is None
    assert monitor.get_health_report().models_corrupted == 0


# --- full check ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(Corruption))
def test_every_corruption_is_found_although_size_and_time_stay(
    places: Places, packages: InstalledPackages, kind: Corruption
) -> None:
    draw = random.Random(kind.value)
    for number in range(4):
        package = f"demo-{number}"
        packages.install(package, small_files(), linked=False)
        monitor = monitor_of(places)
        monitor.check_model_integrity(package)
        damaged = corrupt(kind, packages.folder(package), packages.contents[package], draw)
        if kind is not Corruption.TRUNCATE:
            # What the quick check cannot see is why the full check exists.
            assert set(states(monitor, package).values()) == {FileState.WHOLE}
        result = monitor.check_model_integrity(package)
        found = {status.path for status in result.files if status.state is FileState.DAMAGED}
        assert found == damaged
        assert result.score is not None
        assert result.score < 1
        assert states(monitor_of(places), package)[damaged.pop()] is FileState.DAMAGED


def test_a_scheduled_check_leaves_out_what_was_read_lately(
    places: Places, packages: InstalledPackages
) -> None:
    manifest = packages.install("demo", small_files())
    monitor_of(places, now=NOW).check_model_integrity("demo")
    later = monitor_of(places, now=NOW + timedelta(days=1))
    assert later.check_model_integrity("demo", since=NOW - timedelta(1)).read_bytes == 0
    packages.file("demo", WEIGHTS).touch()
    one = later.check_model_integrity("demo", since=NOW - timedelta(1))
    assert one.read_bytes == packages.contents["demo"][WEIGHTS].size_bytes
    # One that the user asks for reads everything, and so does one under a clock that was wrong.
    assert later.check_model_integrity("demo").read_bytes == manifest.size_bytes
    earlier = monitor_of(places, now=NOW - timedelta(days=9))
    again = earlier.check_model_integrity("demo", since=NOW - timedelta(20))
    assert again.read_bytes == manifest.size_bytes


def test_shared_files_are_read_once(places: Places, packages: InstalledPackages) -> None:
    files = small_files()
    packages.install("demo", files)
    shared = "vae/diffusion_pytorch_model.safetensors"
    packages.install("other", {shared: files[shared], "vae/copy.safetensors": files[shared]})
    monitor = monitor_of(places)
    started = datetime.now(UTC)
    monitor.check_model_integrity("demo")
    assert states(monitor, "other")[shared] is FileState.WHOLE
    assert monitor.check_model_integrity("other", since=started).read_bytes == 0
    size = packages.contents["other"][shared].size_bytes
    assert monitor.check_model_integrity("other").read_bytes == size  # two names, one reading
    rewrite(packages.file("demo", shared), bytes(size))
    monitor.check_model_integrity("other")
    assert states(monitor)[shared] is FileState.DAMAGED


def test_a_stopped_check_keeps_what_it_has_read(
    places: Places, packages: InstalledPackages
) -> None:
    manifest = packages.install("demo", small_files())
    monitor = monitor_of(places)
    started = datetime.now(UTC)
    stop = threading.Event()
    seen: list[CheckProgress] = []

    def watch(progress: CheckProgress) -> None:
        seen.append(progress)
        if len({one.path for one in seen}) == 3:
            stop.set()

    result = monitor.check_model_integrity("demo", stop=stop, progress=watch)
    assert not result.is_complete
    whole = [status for status in result.files if status.state is FileState.WHOLE]
    assert 2 <= len(whole) < len(result.files)
    rest = monitor.check_model_integrity("demo", since=started, progress=seen.append)
    assert rest.is_complete
    assert rest.read_bytes == manifest.size_bytes - sum(status.size_bytes for status in whole)
    assert seen[-1].done_bytes == seen[-1].total_bytes == manifest.size_bytes


def test_a_check_that_is_stopped_ends_at_once(places: Places, packages: InstalledPackages) -> None:
    packages.install("demo", {WEIGHTS: SyntheticFile(8 * KIB * KIB, seed=1)})
    stop = threading.Event()
    stopped_at: list[float] = []

    def stop_it(_: CheckProgress) -> None:
        stopped_at.append(time.monotonic())
        stop.set()

    result = monitor_of(places).check_model_integrity(
        "demo", stop=stop, progress=stop_it, limit_bytes_per_second=KIB * KIB
    )
    assert time.monotonic() - stopped_at[0] < 0.3
    assert not result.is_complete
    assert result.files[0].state is FileState.UNCHECKED


def test_pieces_are_learned_from_files_that_are_right(
    places: Places, packages: InstalledPackages
) -> None:
    manifest = packages.install("demo", small_files())
    rewrite(packages.file("demo", WEIGHTS), bytes(200 * KIB))
    monitor_of(places).check_model_integrity("demo")
    known = packages.store.pieces("demo", manifest.version)
    assert set(known) == set(packages.contents["demo"]) - {WEIGHTS}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_no_damage(
    places: Places, packages: InstalledPackages
) -> None:
    packages.install("demo", small_files())
    packages.file("demo", WEIGHTS).chmod(0)
    monitor = monitor_of(places)
    with pytest.raises(UserError, match="cannot be read"):
        monitor.check_model_integrity("demo")
    assert states(monitor)[WEIGHTS] is FileState.UNCHECKED
    assert monitor.schedule_health_checks() is None  # not at once again


def test_results_that_cannot_be_saved_count_until_the_end(
    places: Places, packages: InstalledPackages
) -> None:
    manifest = packages.install("demo", small_files())
    (packages.store.package_folder("demo") / f"{manifest.version}.checks.json").mkdir()
    monitor = monitor_of(places)
    assert monitor.check_model_integrity("demo").score == 1.0
    assert set(states(monitor).values()) == {FileState.WHOLE}
    assert set(states(monitor_of(places)).values()) == {FileState.UNCHECKED}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"files": {"../x": 1}}', b"\0" * 99])
def test_damaged_results_count_as_never_checked(
    places: Places, packages: InstalledPackages, content: bytes
) -> None:
    manifest = packages.install("demo", small_files())
    (packages.store.package_folder("demo") / f"{manifest.version}.checks.json").write_bytes(content)
    assert set(states(monitor_of(places)).values()) == {FileState.UNCHECKED}


def test_checks_on_several_threads_agree(places: Places, packages: InstalledPackages) -> None:
    for package in ("demo", "other"):
        packages.install(package, small_files())
    monitor = monitor_of(places)
    rewrite(packages.file("demo", WEIGHTS), bytes(200 * KIB))
    threads = [
        threading.Thread(target=monitor.check_model_integrity, args=(package,))
        for package in ("demo", "other", "demo", "other")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for package in ("demo", "other"):
        found = states(monitor_of(places), package)
        assert found.pop(WEIGHTS) is FileState.DAMAGED  # it is one file on the disk
        assert set(found.values()) == {FileState.WHOLE}


# --- when ---------------------------------------------------------------------------------------


def test_checks_are_due_after_a_while_and_after_an_unclean_end(
    places: Places, packages: InstalledPackages
) -> None:
    packages.install("demo", small_files())
    first = monitor_of(places, now=NOW)
    due = first.schedule_health_checks()
    assert due is not None
    assert due.package == "demo"
    first.check_model_integrity(due.package, since=due.since)
    assert first.schedule_health_checks() is None
    assert monitor_of(places, now=NOW + CHECK_INTERVAL).schedule_health_checks() is not None
    killed = monitor_of(places, now=NOW + timedelta(hours=1))
    killed.note_unclean_end()
    # It is still due when the next end is a clean one.
    after = monitor_of(places, now=NOW + timedelta(hours=2))
    due = after.schedule_health_checks()
    assert due is not None
    assert after.check_model_integrity(due.package, since=due.since).read_bytes > 0
    assert after.schedule_health_checks() is None


def test_a_missing_file_does_not_make_a_package_due_for_ever(
    places: Places, packages: InstalledPackages
) -> None:
    packages.install("demo", small_files())
    packages.file("demo", WEIGHTS).unlink()
    monitor = monitor_of(places, now=NOW)
    monitor.check_model_integrity("demo")
    assert monitor.schedule_health_checks() is None


moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
check_records = st.builds(
    CheckRecord, st.sampled_from(["a", "b", "c"]), st.none() | moments, st.none() | moments
)


@given(st.lists(check_records, unique_by=lambda record: record.package), moments)
def test_checking_what_is_due_comes_to_an_end(records: list[CheckRecord], now: datetime) -> None:
    seen: list[str] = []
    while (due := next_due(records, now)) is not None:
        assert due.package not in seen
        assert due.since <= now
        seen.append(due.package)
        # Read a moment later, as every file of it would be.
        now += timedelta(microseconds=1)
        records = [
            CheckRecord(record.package, now) if record.package == due.package else record
            for record in records
        ]
    for record in records:
        if record.package not in seen:
            assert record.checked_at is not None
            assert now - CHECK_INTERVAL < record.checked_at <= now
            assert record.distrusted_at is None or record.checked_at > min(
                record.distrusted_at, now
            )


# --- speed --------------------------------------------------------------------------------------


def renders(seconds: Sequence[float], *, work: int = 1, ok: bool = True) -> list[RenderRecord]:
    return [RenderRecord("demo", 4 * work, 17, 64 * 64, s * work, ok, NOW) for s in seconds]


def test_slower_than_usual_is_noticed_and_forgotten_with_hysteresis() -> None:
    usual = renders([1.0] * 20)
    assert performance_of(usual) == PerformanceHealth(1.0, is_slow=False, renders=20)
    assert not performance_of([*usual, *renders([1.4] * 3)]).is_slow
    slow = performance_of([*usual, *renders([2.0] * 3)])
    assert slow.is_slow
    assert slow.score == pytest.approx(0.5)
    # One odd render is none, and neither is a failed one.
    assert not performance_of([*usual, *renders([1.0, 9.0, 1.0])]).is_slow
    assert not performance_of([*usual, *renders([9.0] * 3, ok=False)]).is_slow
    # 1.4 is not slow by itself, but it is no recovery either.
    assert performance_of([*usual, *renders([2.0] * 3), *renders([1.4] * 3)]).is_slow
    assert not performance_of([*usual, *renders([2.0] * 3), *renders([1.1] * 3)]).is_slow


def test_more_work_is_not_slower() -> None:
    assert not performance_of([*renders([1.0] * 20), *renders([1.0] * 3, work=10)]).is_slow


@given(st.lists(st.floats(0.01, 1e4), max_size=MIN_USUAL_RENDERS + RECENT_RENDERS - 1))
def test_too_few_renders_say_nothing(seconds: list[float]) -> None:
    assert performance_of(renders(seconds)) == PerformanceHealth(renders=len(seconds))


@given(st.lists(st.floats(0.01, 1e4), min_size=8, max_size=60), st.floats(0.01, 100))
def test_the_speed_of_the_machine_does_not_matter(seconds: list[float], factor: float) -> None:
    found = performance_of(renders(seconds))
    scaled = performance_of(renders([factor * s for s in seconds]))
    assert found.score is not None
    assert 0 < found.score <= 1
    assert scaled.score == pytest.approx(found.score)


@given(st.lists(st.builds(RenderRecord, st.just("demo"), st.integers(-1, 9), st.integers(-1, 9),
    st.integers(-1, 9), st.floats(), st.booleans(), st.just(NOW)), max_size=40))  # fmt: skip
def test_nonsense_in_the_records_does_no_harm(records: list[RenderRecord]) -> None:
    score = performance_of(records).score
    assert score is None or 0 <= score <= 1


# --- health -------------------------------------------------------------------------------------


def test_the_report_counts_each_package_once_and_says_what_to_do(
    places: Places, packages: InstalledPackages
) -> None:
    files = {WEIGHTS: SyntheticFile(40 * KIB, seed=1)}
    others = {WEIGHTS: SyntheticFile(50 * KIB, seed=2)}
    packages.install("broken", files)
    packages.install("fine", others)
    monitor = monitor_of(places)
    packages.file("broken", WEIGHTS).unlink()
    monitor.check_model_integrity("fine")
    report = monitor.get_health_report()
    assert (report.models_healthy, report.models_degraded, report.models_corrupted) == (1, 0, 1)
    assert report.overall_score == 0.5
    assert 0 < report.storage_share < 1
    assert report.recommendations[0] == "Repair broken: at most 41.0 kB are fetched."
    health = monitor.health("broken")
    assert health.problems == ("1 file is missing.",)
    assert health.integrity_score == 0.0
    assert monitor.health("fine").last_check is not None
    slow = monitor_of(places, renders=[*renders([1.0] * 20), *renders([2.0] * 3)])
    assert slow.get_health_report().models_degraded == 1
    assert slow.health("fine").problems == (
        "The last renders took 2.0 times as long as usual.",
    )  # fmt: skip


model_healths = st.builds(
    ModelHealth,
    package=st.sampled_from(["a", "b", "c", "d"]),
    integrity=st.none() | st.floats(0, 1),
    damaged_files=st.integers(0, 3),
    missing_files=st.integers(0, 3),
    repair_bytes=st.integers(0, 10**12),
    performance=st.builds(PerformanceHealth, st.none() | st.floats(0, 1), st.booleans()),
    last_check=st.none() | st.just(NOW),
)


@given(st.lists(model_healths, max_size=4), st.floats(0, 1))
def test_the_report_adds_up(models: list[ModelHealth], share: float) -> None:
    report = system_report(models, share, NOW)
    counted = report.models_healthy + report.models_degraded + report.models_corrupted
    assert counted == len(models)
    assert report.models_corrupted == sum(model.is_corrupted for model in models)
    assert 0 <= report.overall_score <= 1
    assert len(report.recommendations) >= report.models_corrupted + report.models_degraded
    assert all(text.endswith(".") for text in report.recommendations)
    assert all(bool(problems_of(model)) or not model.is_corrupted for model in models)
