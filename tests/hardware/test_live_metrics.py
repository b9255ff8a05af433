"""Live values: the real pynvml on a stub of the driver's library, nvidia-smi, and this machine."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from fixtures.driver_stub import (
    ANSWERS_VARIABLE,
    CAN_BE_BUILT,
    TESTS,
    build_driver,
    child_environment,
    two_cards_at_work,
)
from fixtures.gpu_machines import MIB, NVML_ANSWERS, SMI_OUTPUTS, TOLD_BY_NVML
from fixtures.other_processes import wait_until_gone
from wan22_desktop.core.free_space import drive_bytes
from wan22_desktop.hardware.adapter_memory import AdapterMemory, adapter_memory
from wan22_desktop.hardware.domain.metrics import GpuMetrics
from wan22_desktop.hardware.live_cards import Cards
from wan22_desktop.hardware.live_gpu import REOPEN_S, TOOL_BACK_OFF_S, TOOL_INTERVAL_S, LiveGpu
from wan22_desktop.hardware.live_smi import LIVE_QUERY, parse_live
from wan22_desktop.hardware.live_system import LiveSystem, commit_bytes
from wan22_desktop.hardware.time_limit import LIMIT_S, TimeLimit

PATIENCE_S = 20.0
NAMED_ONLY = {"name", "uuid"}

needs_compiler = pytest.mark.skipif(not CAN_BE_BUILT, reason="no gcc builds the stub")
needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")


class Machine:
    """A child that reads the cards whenever it is asked, and the answers that its driver gives."""

    def __init__(self, driver: Path, answers: Path) -> None:
        self._answers = answers
        self._child = subprocess.Popen(
            [sys.executable, TESTS / "hardware" / "live_child.py"],
            env=child_environment(driver, answers),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def plays(self, answers: str) -> None:
        """Replaced at once: the library may be reading."""
        new = self._answers.with_suffix(".new")
        new.write_text(answers, "utf-8")
        new.replace(self._answers)

    def read(self, now_s: float, pid: int | None = None) -> dict[str, Any]:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(f"{now_s} {'' if pid is None else pid}\n")
        self._child.stdin.flush()
        return json.loads(self._child.stdout.readline())

    def end(self) -> None:
        """Returns when it has ended by itself: nothing that hangs keeps it."""
        self._child.communicate(timeout=PATIENCE_S)
        assert self._child.returncode == 0


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("driver")
    build_driver(folder)
    return folder


@pytest.fixture
def machine(driver: Path, tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(driver, tmp_path / "answers.txt")
    machine.plays(two_cards_at_work())
    yield machine
    machine.end()


def known(card: dict[str, Any]) -> set[str]:
    return {field for field, value in card.items() if value is not None}


@needs_compiler
def test_all_values_come_from_one_open_nvml(machine: Machine) -> None:
    machine.plays(two_cards_at_work(pid=4321))
    told = [machine.read(second, 4321) for second in range(20)][-1]
    first, second_card = told["gpus"]
    assert told["inits"] == 1
    assert second_card == {
        "name": "NVIDIA GeForce RTX 3090",
        "uuid": "GPU-00006001-5d6e-41c3-9b1f-6f0c2a7d6001",
        "load_percent": 41.0,
        "temperature_c": 62.0,
        "power_w": 214.6,
        "power_limit_w": 350.0,
        "core_clock_mhz": 1695.0,
        "memory_clock_mhz": 9501.0,
        "used_vram_bytes": (24576 - 24251) * MIB,
        "total_vram_bytes": 24576 * MIB,
        "shared_bytes": None,
        "engine_vram_bytes": 3 << 30,
    }
    # The one that the engine computes on, though both are as large.
    assert told["used"] == 1
    assert first["engine_vram_bytes"] is None
    assert machine.read(20)["gpus"][1]["engine_vram_bytes"] is None


REFUSALS = [
    ("DeviceGetUtilizationRates", "!3", "load_percent"),
    ("DeviceGetUtilizationRates", "400 0", "load_percent"),
    ("DeviceGetTemperature", "!999", "temperature_c"),
    ("DeviceGetTemperature", "4294967295", "temperature_c"),
    ("DeviceGetPowerUsage", "!4", "power_w"),
    ("DeviceGetPowerUsage", "4294967295", "power_w"),
    ("DeviceGetEnforcedPowerLimit", "0", "power_limit_w"),
    ("DeviceGetClockInfo", "4294967295 9501", "core_clock_mhz"),
    ("DeviceGetClockInfo", "1695 4294967295", "memory_clock_mhz"),
    ("DeviceGetComputeRunningProcesses", "!3", "engine_vram_bytes"),
    # Windows' drivers know who runs, not what they hold.
    ("DeviceGetComputeRunningProcesses", "4321 -", "engine_vram_bytes"),
    ("DeviceGetComputeRunningProcesses", "77 1024", "engine_vram_bytes"),
    ("DeviceGetComputeRunningProcesses", "4321 99999999999999", "engine_vram_bytes"),
]


@needs_compiler
def test_what_is_refused_or_garbage_is_unknown_and_costs_nothing_else(machine: Machine) -> None:
    for second, (question, answer, lost) in enumerate(REFUSALS):
        machine.plays(f"{question}.1={answer}\n{two_cards_at_work(pid=4321)}")
        card = machine.read(second, 4321)["gpus"][1]
        assert set(card) - known(card) == {lost, "shared_bytes"}, (question, answer)


@needs_compiler
def test_a_card_that_disappears_has_no_values_and_comes_back(machine: Machine) -> None:
    whole = two_cards_at_work(pid=4321)
    machine.plays(whole)
    before = machine.read(0, 4321)
    machine.plays(f"DeviceGetHandleByIndex.1=!15\nDeviceGetMemoryInfo.1=!15\n{whole}")
    # NVML is opened again once in a while, not at each reading.
    inits: list[int] = []
    for now_s in (1, REOPEN_S, REOPEN_S + 1, REOPEN_S + 2):
        lost = machine.read(now_s, 4321)
        assert known(lost["gpus"][1]) == NAMED_ONLY
        assert lost["gpus"][0] == before["gpus"][0]
        assert lost["used"] == 1
        inits.append(lost["inits"])
    assert inits == [1, 2, 2, 2]
    # The card is there again: who does not open NVML again does not see it.
    machine.plays(whole)
    assert known(machine.read(REOPEN_S + 3, 4321)["gpus"][1]) == NAMED_ONLY
    back = machine.read(2 * REOPEN_S + 3, 4321)
    assert back["gpus"] == before["gpus"]
    assert back["inits"] == 3
    assert machine.read(4 * REOPEN_S, 4321)["inits"] == 3


@needs_compiler
def test_a_driver_that_is_updated_or_restarted_is_opened_again(machine: Machine) -> None:
    before = machine.read(0)
    gone = "".join(f"DeviceGetMemoryInfo.{index}=!1\n" for index in (0, 1))
    machine.plays(f"Init=!18\n{gone}{two_cards_at_work()}")
    for now_s in (1, REOPEN_S, 2 * REOPEN_S):
        assert [known(card) for card in machine.read(now_s)["gpus"]] == [NAMED_ONLY] * 2
    machine.plays(two_cards_at_work())
    assert machine.read(4 * REOPEN_S)["gpus"] == before["gpus"]


@needs_compiler
@pytest.mark.parametrize("question", ["Init", "DeviceGetCount", "DeviceGetPowerUsage.0"])
def test_a_library_that_hangs_is_waited_for_once(machine: Machine, question: str) -> None:
    if "." in question:
        assert len(known(machine.read(0)["gpus"][0])) > 5
    machine.plays(f"{question}=hang\n{two_cards_at_work()}")
    first = machine.read(1)
    assert 0.5 <= first["took_s"] < LIMIT_S
    begun = time.monotonic()
    for second in range(100):
        told = machine.read(2 + second)
        assert [known(card) for card in told["gpus"]] == [NAMED_ONLY] * len(first["gpus"])
        assert told["threads"] == 1
    # One hundred times half a second, if each waited again.
    assert time.monotonic() - begun < 10.0
    assert len(first["gpus"]) == (2 if question == "DeviceGetPowerUsage.0" else 0)


@needs_compiler
def test_without_the_limit_the_library_would_hang_who_samples(driver: Path) -> None:
    bare = (
        "from wan22_desktop.hardware.live_nvml import NvmlSession\n"
        "print('asks', flush=True)\n"
        "NvmlSession().read(None)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", bare],
        env=child_environment(driver, NVML_ANSWERS / "hang.txt"),
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "asks\n"
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(1.0)
        child.kill()


@needs_compiler
def test_every_recorded_machine_is_read_as_it_was_detected(driver: Path) -> None:
    script = (
        "import os, sys\n"
        "from fixtures.gpu_machines import NVML_ANSWERS\n"
        "from wan22_desktop.hardware.live_gpu import LiveGpu\n"
        "for name in sys.argv[1:]:\n"
        f"    os.environ['{ANSWERS_VARIABLE}'] = str(NVML_ANSWERS / (name + '.txt'))\n"
        "    gpu = LiveGpu(tool=['/nowhere/nvidia-smi'])\n"
        "    cards = gpu.read(1).gpus\n"
        "    gpu.close()\n"
        "    print([(card.uuid, card.name, card.total_vram_bytes) for card in cards])\n"
    )
    names = [name for name in TOLD_BY_NVML if name != "hang"]
    done = subprocess.run(
        [sys.executable, "-c", script, *names],
        env=child_environment(driver, NVML_ANSWERS),
        capture_output=True,
        timeout=60,
        check=True,
        text=True,
    )
    for name, line in zip(names, done.stdout.splitlines(), strict=True):
        cards = TOLD_BY_NVML[name].gpus
        expected = [(card.uuid, card.name, card.total_vram_bytes) for card in cards]
        assert line == str(expected), name


class NoLibrary:
    """pynvml where there is no library of a driver; `calls` counts who asks."""

    def __init__(self) -> None:
        self.calls = 0

    def nvmlInit(self) -> None:  # noqa: N802 - NVML's name
        self.calls += 1
        error = RuntimeError("NVML Shared Library Not Found")
        error.value = 12  # type: ignore[attr-defined]
        raise error


SMI_LINE = (
    "0, GPU-00003ff8-5d6e-41c3-9b1f-6f0c2a7d3ff8, 97, 71, 301.25, 320.00, 2730, 11201, 14020, "
    "16376, [N/A], NVIDIA GeForce RTX 4080\n"
)


@pytest.fixture
def clock() -> "Clock":
    return Clock()


class Clock:
    """A clock that stands still between two steps."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def by_tool(
    script: str,
    clock: Callable[[], float],
    limit_s: float = PATIENCE_S,
    nvml: NoLibrary | None = None,
) -> LiveGpu:
    return LiveGpu(
        nvml=nvml or NoLibrary(),
        limit=TimeLimit("no driver"),
        limit_s=limit_s,
        tool=["sh", "-c", script, "nvidia-smi"],
        clock=clock,
    )


@needs_shell
def test_without_the_library_the_tool_is_asked_now_and_then(tmp_path: Path, clock: Clock) -> None:
    log = tmp_path / "log"
    nvml = NoLibrary()
    script = f"echo \"$@\" >> {log}; cat <<'END'\n{SMI_LINE}END\n"
    gpu = by_tool(script, clock, nvml=nvml)
    for second in range(int(2 * TOOL_INTERVAL_S) + 1):
        clock.now_s = second
        reading = gpu.read()
        assert reading.gpu == GpuMetrics(
            name="NVIDIA GeForce RTX 4080",
            uuid="GPU-00003ff8-5d6e-41c3-9b1f-6f0c2a7d3ff8",
            load_percent=97.0,
            temperature_c=71.0,
            power_w=301.25,
            power_limit_w=320.0,
            core_clock_mhz=2730.0,
            memory_clock_mhz=11201.0,
            used_vram_bytes=14020 * MIB,
            total_vram_bytes=16376 * MIB,
        )
    asked = log.read_text("utf-8").splitlines()
    assert len(asked) == 3
    assert nvml.calls == 2
    assert asked[0] == f"--query-gpu={','.join(LIVE_QUERY)} --format=csv,noheader,nounits"


@needs_shell
def test_a_tool_that_hangs_is_killed_and_left_alone_for_a_while(
    tmp_path: Path, clock: Clock
) -> None:
    file = tmp_path / "sleepers"
    gpu = by_tool(f"echo $$ >> {file}; exec sleep 60", clock, limit_s=0.8)
    begun = time.monotonic()
    for second in range(int(TOOL_BACK_OFF_S)):
        clock.now_s = second
        assert gpu.read() == ((), None)
    # Once, not sixty times.
    assert time.monotonic() - begun < PATIENCE_S
    clock.now_s = TOOL_BACK_OFF_S
    gpu.read()
    sleepers = [int(line) for line in file.read_text("utf-8").splitlines()]
    # On a busy machine one may be ended before it has written its number.
    assert 1 <= len(sleepers) <= 2
    for pid in sleepers:
        wait_until_gone(pid, PATIENCE_S)
    for thread in threading.enumerate():
        if thread.name == "nvidia-smi":
            thread.join(PATIENCE_S)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        (SMI_LINE.replace("301.25", "301,25"), "power_w", 301.25),
        (SMI_LINE.replace("301.25", "[N/A]"), "power_w", None),
        (SMI_LINE.replace("301.25", "301.25 W"), "power_w", 301.25),
        (SMI_LINE.replace(" 97,", " [Not Supported],"), "load_percent", None),
        (SMI_LINE.replace(" 97,", " 970,"), "load_percent", None),
        (SMI_LINE.replace("14020", "99999"), "used_vram_bytes", None),
        (SMI_LINE.replace("14020", "14020 MiB"), "used_vram_bytes", 14020 * MIB),
        (SMI_LINE.replace("71", "-3"), "temperature_c", -3.0),
    ],
)
def test_odd_figures_of_the_tool_are_read_or_unknown(
    text: str, field: str, value: float | None
) -> None:
    (reading,) = parse_live(text)
    assert getattr(reading.metrics, field) == value


def test_what_the_tool_says_amiss_is_no_card() -> None:
    assert parse_live(SMI_LINE.replace("[N/A], NVIDIA", "Enabled, NVIDIA")) == []
    assert parse_live(SMI_LINE.replace("16376", "[N/A]")) == []
    for file in SMI_OUTPUTS.iterdir():
        # Answers to another question have other columns.
        assert parse_live(file.read_bytes().decode(errors="replace")) == [], file.name
    for end in range(len(SMI_LINE)):
        assert parse_live(SMI_LINE[:end]) == []
    assert len(parse_live(SMI_LINE * 4)) == 4


def test_a_driver_that_comes_back_is_asked_again() -> None:
    stuck = threading.Event()

    class Hanging(NoLibrary):
        def nvmlInit(self) -> None:  # noqa: N802 - NVML's name
            self.calls += 1
            stuck.wait(PATIENCE_S)

        def nvmlShutdown(self) -> None:  # noqa: N802 - NVML's name
            pass

        def nvmlDeviceGetCount(self) -> int:  # noqa: N802 - NVML's name
            return 0

    nvml = Hanging()
    gpu = LiveGpu(nvml=nvml, limit=TimeLimit("stuck driver"), limit_s=0.2, tool=["/nowhere"])
    assert gpu.read() == gpu.read() == ((), None)
    gpu.close()
    stuck.set()
    for thread in threading.enumerate():
        if thread.name == "stuck driver":
            thread.join(PATIENCE_S)
    gpu.read()
    gpu.close()
    gpu.read()
    assert nvml.calls == 2


def test_twins_without_numbers_stay_two_cards() -> None:
    cards = Cards()
    twins = [GpuMetrics(name="Tesla T4", total_vram_bytes=16 << 30, load_percent=n) for n in (1, 2)]
    assert cards.reading(twins).gpus == tuple(twins)
    assert cards.reading(twins[:1]).gpus == (twins[0], GpuMetrics(name="Tesla T4"))
    assert cards.are_missing
    assert Cards().reading(()).gpu is None


def test_the_counters_of_windows_are_matched_by_the_slot() -> None:
    nvidia, onboard, software = "0x00000000_0x0000D3A4", "0x00000000_0x0000A1B2", "0x0_0x9"
    places = {(0, 0xD3A4): (1, 0), (0, 0xA1B2): (0, 2)}
    told = adapter_memory(
        [
            (f"luid_{nvidia}_phys_0", 700 * MIB),
            (f"luid_{nvidia}_phys_1", 1 * MIB),
            (f"luid_{onboard}_phys_0", 1900 * MIB),
            (f"luid_{software}_phys_0", 5),
            ("_Total", 99),
            (f"luid_{nvidia}_phys_0#1", 99),
            (f"luid_{onboard}_phys_0", -1),
        ],
        [
            (f"pid_4321_luid_{nvidia}_phys_0", 9000 * MIB),
            (f"pid_4321_luid_{onboard}_phys_0", 3 * MIB),
            (f"pid_77_luid_{nvidia}_phys_0", 2**60),
            ("pid_x_luid_0x0_0x0_phys_0", 1),
        ],
        places.get,
    )
    assert told.shared_bytes == {(1, 0): 701 * MIB, (0, 2): 1900 * MIB}
    assert told.dedicated_bytes == {((1, 0), 4321): 9000 * MIB, ((0, 2), 4321): 3 * MIB}


class Counters:
    """Windows' counters of a machine that is played."""

    def __init__(self, memory: AdapterMemory) -> None:
        self._memory = memory
        self.closed = 0

    def read(self) -> AdapterMemory:
        return self._memory

    def close(self) -> None:
        self.closed += 1


class OneCard:
    """pynvml on a laptop under Windows: what a process holds is not told."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def refuse(*_: object) -> None:
            error = RuntimeError("Not Supported")
            error.value = 3  # type: ignore[attr-defined]
            raise error

        told = {
            "nvmlInit": lambda: None,
            "nvmlShutdown": lambda: None,
            "nvmlDeviceGetCount": lambda: 1,
            "nvmlDeviceGetHandleByIndex": lambda index: index,
            "nvmlDeviceGetName": lambda _: "NVIDIA GeForce RTX 4060 Laptop GPU",
            "nvmlDeviceGetMemoryInfo": lambda _: _memory(),
            "nvmlDeviceGetPciInfo": lambda _: _slot(),
        }
        return told.get(name, refuse)


def _memory() -> Any:  # noqa: ANN401 - as pynvml has it
    return type("Memory", (), {"total": 8 << 30, "free": 5 << 30})


def _slot() -> Any:  # noqa: ANN401 - as pynvml has it
    return type("Pci", (), {"bus": 1, "device": 0})


def test_on_windows_shared_memory_and_the_engines_come_from_counters() -> None:
    counters = Counters(
        AdapterMemory({(1, 0): 700 * MIB, (0, 2): 1900 * MIB}, {((1, 0), 4321): 900 * MIB})
    )
    gpu = LiveGpu(nvml=OneCard(), limit=TimeLimit("played driver"), counters=counters)
    card = gpu.read(4321).gpu
    assert card is not None
    assert (card.shared_bytes, card.engine_vram_bytes) == (700 * MIB, 900 * MIB)
    assert card.used_vram_bytes == 3 << 30
    other = gpu.read(99).gpu
    assert other is not None
    assert other.engine_vram_bytes is None
    gpu.close()
    assert counters.closed == 1


def test_this_machine_is_read_as_other_programs_read_it(tmp_path: Path, clock: Clock) -> None:
    system = LiveSystem(tmp_path / "not yet", clock=clock)
    first = system.read()
    assert (first.cpu_percent, first.disk_read_bytes_s, first.disk_write_bytes_s) == (None,) * 3
    clock.now_s = 1.0
    told = system.read(os.getpid())
    assert told.total_ram_bytes == psutil.virtual_memory().total
    assert 0 < (told.ram_percent or 0) < 100
    assert told.total_disk_bytes == drive_bytes(tmp_path)[0]
    assert told.engine_ram_bytes == pytest.approx(psutil.Process().memory_info().rss, rel=0.2)
    assert 0 <= (told.disk_percent or -1) <= 100
    assert system.read().engine_ram_bytes is None


def test_work_shows_as_load_of_the_processor(tmp_path: Path) -> None:
    system = LiveSystem(tmp_path)
    system.read()
    busy_until = time.process_time() + 0.3
    while time.process_time() < busy_until:
        pass
    percent = system.read().cpu_percent
    assert percent is not None
    # One of these cores at least was busy for at least a part of the time.
    assert 1.0 < percent <= 100.0


def test_an_engine_that_has_ended_has_no_memory(tmp_path: Path) -> None:
    system = LiveSystem(tmp_path)
    child = subprocess.Popen(
        [sys.executable, "-c", "print(flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline()  # before, it may still be an empty process
        assert (system.read(child.pid).engine_ram_bytes or 0) > MIB
        child.kill()
        deadline = time.monotonic() + PATIENCE_S
        # Dead and not yet buried, then buried.
        while system.read(child.pid).engine_ram_bytes is not None:
            assert time.monotonic() < deadline
    assert system.read(child.pid).engine_ram_bytes is None
    assert LiveSystem(tmp_path).read(child.pid).engine_ram_bytes is None


def test_a_disk_that_hangs_or_fails_costs_one_wait_and_nothing_else(tmp_path: Path) -> None:
    stuck = threading.Event()

    def hangs(_: Path) -> tuple[int, int]:
        stuck.wait(PATIENCE_S)
        return (0, 0)

    def fails(_: Path) -> tuple[int, int]:
        raise OSError(5, "the server is gone")

    system = LiveSystem(tmp_path, drive=hangs, disk_limit=TimeLimit("stuck disk"), limit_s=0.3)
    begun = time.monotonic()
    for _ in range(50):
        told = system.read()
        assert (told.total_disk_bytes, told.disk_percent) == (None, None)
        assert told.total_ram_bytes
    assert time.monotonic() - begun < 5.0
    names = [thread.name for thread in threading.enumerate()]
    assert names.count("stuck disk") == 1
    stuck.set()
    failing = LiveSystem(tmp_path, drive=fails, disk_limit=TimeLimit("failing disk"))
    assert failing.read().free_disk_bytes is None


@pytest.mark.skipif(sys.platform == "win32", reason="the files are Linux'")
def test_commit_has_a_limit_only_where_the_system_keeps_to_it(tmp_path: Path) -> None:
    text = "CommitLimit:    12342044 kB\nCommitted_AS:    4330500 kB\n"
    (tmp_path / "meminfo").write_text(text, "utf-8")
    mode = tmp_path / "sys/vm/overcommit_memory"
    mode.parent.mkdir(parents=True)
    for said, limit in (("0", None), ("2", 12342044 * 1024)):
        mode.write_text(said, "utf-8")
        assert commit_bytes(tmp_path) == (4330500 * 1024, limit)
    assert commit_bytes(tmp_path / "nowhere") == (None, None)
