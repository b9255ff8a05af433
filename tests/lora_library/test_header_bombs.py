"""Hostile headers cost the process that looks into them little, and the window nothing."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, Qt, QTimer

from fixtures.header_bombs import BOMBS, ODD_BUT_RIGHT
from wan22_desktop.core.errors import UserError
from wan22_desktop.lora_library.inspection.file_inspector import FileInspector

MAX_WALL_S = 1.0
MAX_GROWTH_BYTES = 64 * 1024**2
MAX_STALL_MS = 100.0
TICK_MS = 5

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux about another process")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    folder = tmp_path_factory.mktemp("bombs")
    found: dict[str, Path] = {}
    for number, (name, bomb) in enumerate(BOMBS.items()):
        found[name] = folder / f"{number}.safetensors"
        found[name].write_bytes(bomb.content())
    yield found
    for file in found.values():  # 400 MB that pytest would keep
        file.unlink()


@pytest.fixture(scope="module")
def inspector(files: dict[str, Path]) -> Iterator[FileInspector]:
    with closing(FileInspector()) as inspector:
        refuse(inspector, files["empty"])  # it runs from here on
        yield inspector


def refuse(inspector: FileInspector, file: Path) -> str:
    with pytest.raises(UserError) as caught:
        inspector.inspect(file)
    return caught.value.message


class PeakMemory:
    """How far a process's resident memory has grown since this was made."""

    def __init__(self, pid: int) -> None:
        self._folder = Path(f"/proc/{pid}")
        (self._folder / "clear_refs").write_text("5")  # the peak is now what is in use now
        self._before = self._bytes("VmRSS")

    def growth_bytes(self) -> int:
        return self._bytes("VmHWM") - self._before

    def _bytes(self, name: str) -> int:
        lines = (self._folder / "status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_quickly_and_with_little_memory(
    name: str, inspector: FileInspector, files: dict[str, Path]
) -> None:
    pid = inspector.pid
    assert pid is not None
    peak, started = PeakMemory(pid), time.perf_counter()
    message = refuse(inspector, files[name])
    wall_s = time.perf_counter() - started
    assert wall_s <= MAX_WALL_S
    assert peak.growth_bytes() <= MAX_GROWTH_BYTES
    assert inspector.pid == pid, "it was killed instead of refusing"
    assert "could not be looked into" not in message


def test_the_greatest_header_is_as_cheap(inspector: FileInspector, tmp_path: Path) -> None:
    file = tmp_path / "20,000.safetensors"
    file.write_bytes(ODD_BUT_RIGHT["20,000 tensors"]())
    pid = inspector.pid
    assert pid is not None
    peak, started = PeakMemory(pid), time.perf_counter()
    refuse(inspector, file)  # for none of them is one of a LoRA
    assert time.perf_counter() - started <= MAX_WALL_S
    assert peak.growth_bytes() <= MAX_GROWTH_BYTES


def test_the_library_itself_would_not_stay_within_the_limits(files: dict[str, Path]) -> None:
    """What is measured above is not always small."""
    script = (
        "import sys, safetensors\n"
        "print('ready', flush=True)\n"
        "safetensors.safe_open(sys.stdin.readline().strip(), 'numpy')\n"
        "print('done', flush=True)\n"
        "sys.stdin.readline()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdout.readline()
        peak = PeakMemory(child.pid)
        print(files["99 MB text"], file=child.stdin, flush=True)
        assert child.stdout.readline() == "done\n"
        growth_bytes = peak.growth_bytes()
        child.stdin.close()
    assert growth_bytes > MAX_GROWTH_BYTES


def longest_stall_ms(work: Callable[[], None]) -> float:
    """How late the event loop of this thread ever was while another thread did the work.

    Without the time in which the system let other programs have the processor.
    """
    schedule = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")

    def waited_ms() -> float:
        return int(schedule.read_text().split()[1]) / 1e6

    loop, timer, stalls = QEventLoop(), QTimer(), [0.0]
    last = [time.perf_counter(), waited_ms()]
    worker = threading.Thread(target=work, name="bombs")

    def tick() -> None:
        now, waited = time.perf_counter(), waited_ms()
        stalls.append(1000 * (now - last[0]) - TICK_MS - (waited - last[1]))
        last[:] = now, waited
        if not worker.is_alive():
            loop.quit()

    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    timer.start(TICK_MS)
    worker.start()
    loop.exec()
    timer.stop()
    worker.join()
    return max(stalls)


@pytest.mark.usefixtures("qapp")
def test_the_window_goes_on_while_bombs_are_looked_into(files: dict[str, Path]) -> None:
    """And while the process is started for the first of them."""
    refused: list[str] = []

    def work() -> None:
        with closing(FileInspector()) as inspector:
            refused.extend(refuse(inspector, file) for file in files.values())

    assert longest_stall_ms(work) <= MAX_STALL_MS
    assert len(refused) == len(BOMBS)


@pytest.mark.usefixtures("qapp")
def test_the_window_would_not_go_on_if_it_read_them_itself(files: dict[str, Path]) -> None:
    header = files["8 MiB of texts"].read_bytes()[8:]
    assert longest_stall_ms(lambda: json.loads(header)) > MAX_STALL_MS
