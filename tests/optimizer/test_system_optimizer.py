"""From detection to settings that hold: measured, kept unless they do harm, and taken back."""

import json
import random
import threading
from collections.abc import Callable
from math import comb, inf, isfinite
from pathlib import Path

import pytest

from wan22_desktop.core.errors import NotSavedError, UserError
from wan22_desktop.core.hardware import Gpu, HardwareProfile
from wan22_desktop.core.texts import use_language
from wan22_desktop.engine_protocol.tuning import EngineTuning
from wan22_desktop.optimizer.domain.comparison import (
    CONFIDENCE,
    Comparison,
    Side,
    Verdict,
    median_interval,
)
from wan22_desktop.optimizer.domain.optimal_settings import Tuning
from wan22_desktop.optimizer.hardware_optimizer import HardwareOptimizer
from wan22_desktop.optimizer.system_optimizer import (
    Benchmark,
    ConfigReport,
    HealthStatus,
    WAN22SystemOptimizer,
    machine_text,
)
from wan22_desktop.optimizer.tuning_store import Applied, TuningStore

MACHINE = HardwareProfile(
    os="linux",
    cpu_model="A processor",
    cpu_cores=8,
    numa_nodes=2,
    total_ram_bytes=64 << 30,
    gpu=Gpu(name="A card", total_vram_bytes=16 << 30, compute_capability=(8, 9), numa_node=1),
)
WANTED = EngineTuning(
    interop_threads=1,
    numa_node=1,
    pinned_budget_bytes=int(0.4 * (64 << 30)),
    preprocessing_workers=4,
    allow_tf32=False,
)
PAIRS = 12


def side(seconds: float, *, resident: int = 100, results: tuple[str, ...] = ("a",)) -> Side:
    return Side(
        seconds=(seconds,) * PAIRS,
        loading_seconds=(1.0,),
        resident_bytes=(resident,),
        results=results,
    )


class Measured:
    """A machine on which some settings cost and others gain, each by its factor."""

    def __init__(self, *, other_bits: bool = False, **factors: float) -> None:
        self._factors = factors
        self._other_bits = other_bits
        self.asked: list[tuple[EngineTuning, EngineTuning]] = []

    def __call__(self, before: EngineTuning, after: EngineTuning, /) -> Comparison:
        self.asked.append((before, after))
        seconds = 2.0
        for name, factor in self._factors.items():
            if getattr(before, name) != getattr(after, name):
                seconds *= factor
        results = ("b",) if self._other_bits else ("a",)
        return Comparison(before=side(2.0), after=side(seconds, resident=90, results=results))


@pytest.fixture
def store(tmp_path: Path) -> TuningStore:
    return TuningStore(tmp_path / "optimization.json")


def system(
    store: TuningStore,
    benchmark: Benchmark,
    *,
    check_config: Callable[..., ConfigReport] = lambda **_: ConfigReport(),
    health: HealthStatus | None = None,
    machine: HardwareProfile = MACHINE,
) -> WAN22SystemOptimizer:
    return WAN22SystemOptimizer(
        HardwareOptimizer(lambda: machine, "/models"),
        store,
        check_config=check_config,
        check_health=lambda: health or HealthStatus(),
        benchmark=benchmark,
    )


# --- applying ------------------------------------------------------------------------------------


def test_what_is_faster_is_applied_with_what_it_brings(store: TuningStore) -> None:
    measured = Measured(numa_node=0.8)
    result = system(store, measured).apply_hardware_optimizations()
    assert result.success
    assert result.performance_improvement == pytest.approx(0.2)
    assert result.memory_savings == 10
    assert "numa_node: by itself -> 1" in result.optimizations_applied
    assert len(result.optimizations_applied) == 5
    assert store.tuning == Tuning(engine=WANTED)
    assert measured.asked == [(EngineTuning(), WANTED)]


def test_no_difference_is_said_as_it_is(store: TuningStore) -> None:
    result = system(store, Measured()).apply_hardware_optimizations()
    assert result.success
    assert result.performance_improvement is None
    assert result.comparison is not None
    assert result.comparison.verdict is Verdict.NO_DIFFERENCE
    assert store.tuning.engine == WANTED


def test_a_setting_that_is_slower_is_dropped_alone(store: TuningStore) -> None:
    measured = Measured(numa_node=1.5, preprocessing_workers=0.9)
    result = system(store, measured).apply_hardware_optimizations()
    assert store.tuning.engine == WANTED.model_copy(update={"numa_node": None})
    assert result.performance_improvement == pytest.approx(0.1)
    assert [text for text in result.warnings if "numa_node is not applied" in text]
    assert "1.50 times" in result.warnings[0]
    assert not [text for text in result.optimizations_applied if "numa_node" in text]


def test_settings_that_are_slower_only_together_are_not_applied(store: TuningStore) -> None:
    class Together(Measured):
        def __call__(self, before: EngineTuning, after: EngineTuning, /) -> Comparison:
            self.asked.append((before, after))
            changed = [
                name
                for name in EngineTuning.model_fields
                if getattr(before, name) != getattr(after, name)
            ]
            return Comparison(before=side(2.0), after=side(3.0 if len(changed) > 1 else 2.0))

    result = system(store, Together()).apply_hardware_optimizations()
    assert result.success
    assert result.optimizations_applied == ()
    assert result.warnings[-1] == "Nothing was applied."
    assert store.current is None


def test_other_bits_are_never_applied(store: TuningStore) -> None:
    result = system(store, Measured(other_bits=True)).apply_hardware_optimizations()
    assert not result.success
    assert "other bits" in result.errors[0]
    assert store.current is None


def test_what_holds_already_is_not_measured_again(store: TuningStore) -> None:
    measured = Measured()
    system(store, measured).apply_hardware_optimizations()
    again = system(store, measured).apply_hardware_optimizations()
    assert again.warnings == ("These settings hold already.",)
    assert len(measured.asked) == 1
    store.revert()
    assert store.current is None, "the second time added nothing"


def test_a_measurement_that_is_broken_off_changes_nothing(store: TuningStore) -> None:
    def broken(_before: EngineTuning, _after: EngineTuning, /) -> Comparison:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        system(store, broken).apply_hardware_optimizations()
    assert store.current is None


def test_threads_of_the_processor_are_applied_with_their_consequence(store: TuningStore) -> None:
    machine = MACHINE.model_copy(update={"gpu": None})
    result = system(store, Measured(), machine=machine).apply_hardware_optimizations()
    assert store.tuning.torch_threads == 8
    assert "torch_threads: by itself -> 8" in result.optimizations_applied
    assert "begins anew" in result.warnings[-1]


# --- looking, mending, watching -------------------------------------------------------------------


def test_looking_changes_nothing_and_tells_everything(store: TuningStore) -> None:
    asked: list[bool] = []

    def check(*, repair: bool) -> ConfigReport:
        asked.append(repair)
        return ConfigReport(problems=("A key is wrong.",))

    store.apply(Applied(tuning=Tuning(engine=WANTED), machine="another computer"))
    optimizer = system(
        store, Measured(), check_config=check, health=HealthStatus(("The disk is full.",))
    )
    result = optimizer.initialize_system()
    assert result.success
    assert asked == [False]
    assert result.warnings[0] == "A key is wrong."
    assert "another computer" in result.warnings[1]
    assert result.warnings[2] == "The disk is full."
    assert not optimizer.monitor_system_health().is_healthy
    assert machine_text(MACHINE).startswith("A processor, 8 cores in 2 groups")


def test_a_change_of_language_is_no_other_machine(store: TuningStore, tmp_path: Path) -> None:
    store.apply(Applied(tuning=Tuning(engine=WANTED), machine=machine_text(MACHINE)))
    use_language("de", tmp_path)
    try:
        assert system(store, Measured()).initialize_system().warnings == ()
    finally:
        use_language("en", tmp_path)


def test_mending_tells_what_was_mended_and_what_was_not(store: TuningStore) -> None:
    def check(*, repair: bool) -> ConfigReport:
        assert repair
        return ConfigReport(problems=("One is left.",), repaired=("One was mended.",))

    result = system(store, Measured(), check_config=check).validate_and_repair_system()
    assert not result.success
    assert result.optimizations_applied == ("One was mended.",)
    assert result.errors == ("One is left.",)

    def unreadable(*, repair: bool) -> ConfigReport:
        raise PermissionError(13, f"refused {repair}")

    optimizer = system(store, Measured(), check_config=unreadable)
    assert not optimizer.validate_and_repair_system().success
    assert not optimizer.initialize_system().success


# --- the store -----------------------------------------------------------------------------------


def test_reverting_gives_the_very_bytes_back(tmp_path: Path) -> None:
    file = tmp_path / "optimization.json"
    store = TuningStore(file)
    contents: list[bytes | None] = [None]
    for threads in (1, 2, 3):
        tuning = Tuning(engine=EngineTuning(interop_threads=threads), torch_threads=threads)
        store.apply(Applied(tuning=tuning, machine="this one"))
        contents.append(file.read_bytes())
    for before in reversed(contents[:-1]):
        store.revert()
        assert (file.read_bytes() if file.exists() else None) == before
    with pytest.raises(UserError, match="nothing to revert"):
        store.revert()
    assert store.tuning == Tuning()


def test_a_damaged_file_counts_as_none_and_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "optimization.json"
    store = TuningStore(file)
    store.apply(Applied(tuning=Tuning(torch_threads=4)))
    whole = file.read_bytes()
    seeds = random.Random(3)
    damages = [whole[:40], b"", b"\0" * 200, b"[]", b'{"version": 9}', b"\xff\xfe{}"]
    damages += [bytes(seeds.randbytes(50)), whole.replace(b"4", b'"4"'), b"{" * 5000]
    damages += [whole.replace(b"4", b"0"), b" " * (1 << 20)]
    for damaged in damages:
        file.write_bytes(damaged)
        assert store.tuning == Tuning()
        assert not file.exists()
        assert (tmp_path / "optimization.damaged.json").read_bytes() == damaged
    store.apply(Applied(tuning=Tuning(torch_threads=2)))
    assert TuningStore(file).tuning.torch_threads == 2


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    store = TuningStore(tmp_path / "optimization.json")
    for threads in range(1, 30):
        store.apply(Applied(tuning=Tuning(torch_threads=threads)))
    content = json.loads((tmp_path / "optimization.json").read_text())
    assert [each["tuning"]["torch_threads"] for each in content["applied"]] == list(range(20, 30))


def test_a_place_that_refuses_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(NotSavedError):
        TuningStore(blocked / "optimization.json").apply(Applied(tuning=Tuning()))


def test_a_reader_sees_whole_files_only(tmp_path: Path) -> None:
    store = TuningStore(tmp_path / "optimization.json")
    seen: set[int | None] = set()
    stop = threading.Event()

    def read() -> None:
        reader = TuningStore(tmp_path / "optimization.json")
        while not stop.is_set():
            seen.add(reader.tuning.torch_threads)

    thread = threading.Thread(target=read)
    thread.start()
    for threads in range(1, 40):
        store.apply(Applied(tuning=Tuning(torch_threads=threads)))
    stop.set()
    thread.join()
    assert seen <= {None, *range(1, 40)}
    assert not (tmp_path / "optimization.damaged.json").exists()


# --- what is a difference ------------------------------------------------------------------------


def test_the_interval_leaves_out_as_many_as_confidence_allows() -> None:
    for count in range(1, 40):
        values = [float(each) for each in range(count)]
        random.Random(count).shuffle(values)
        low, high = median_interval(values)
        if not isfinite(low):
            assert (low, high) == (-inf, inf)
            assert 2 / 2**count > 1 - CONFIDENCE
            continue
        left_out = int(low)
        assert high == count - 1 - left_out
        outside = 2 * sum(comb(count, k) for k in range(left_out + 1)) / 2**count
        assert outside <= 1 - CONFIDENCE
        assert outside + 2 * comb(count, left_out + 1) / 2**count > 1 - CONFIDENCE


def test_equals_hardly_ever_differ_and_a_real_difference_is_seen() -> None:
    draw = random.Random(11)

    def compared(factor: float) -> Verdict:
        # One render in five is disturbed by something else on the machine.
        def seconds(factor: float) -> float:
            return factor * draw.gauss(2.0, 0.02) * (1.8 if draw.random() < 0.2 else 1.0)

        sides = [
            side(1.0).model_copy(update={"seconds": tuple(seconds(f) for _ in range(PAIRS))})
            for f in (1.0, factor)
        ]
        return Comparison(before=sides[0], after=sides[1]).verdict

    equals = [compared(1.0) for _ in range(1000)]
    assert 1000 - equals.count(Verdict.NO_DIFFERENCE) <= 15
    assert [compared(3.0) for _ in range(50)] == [Verdict.SLOWER] * 50
    assert [compared(0.3) for _ in range(50)] == [Verdict.FASTER] * 50


def test_one_render_with_other_bits_is_noticed() -> None:
    same = Comparison(before=side(1.0), after=side(1.0))
    assert same.same_bits
    other = Comparison(before=side(1.0), after=side(1.0, results=("a", "a", "b")))
    assert not other.same_bits
