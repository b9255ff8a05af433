"""What watching the machine costs: processor, memory, disk, and waiting for a driver that hangs.

Run `python benchmarks/monitoring.py [--samples 120] [--every 0.5] [--json]`. Every row is measured
in a process of its own:

- processor: seconds of processor time of the whole process for a sample, in per cent of a second,
  which is the share of one core at one sample a second; without a driver, and with the real pynvml
  on a library that plays two cards (its answers come from a file and so take longer than a real
  one's), which an engine computes on. `--every` is the pause between two samples.
- memory: what the resident memory grew by, from a process that has opened the app's database, to
  one with the last hour full, the history open and a window of an hour asked for as charts do,
  with numpy, which only windows need.
- disk: a day of samples, one a second of a simulated clock, every series noisy: the database, its
  log and its index of the log together, less what they took before.
- hanging: how long a sample took at the first and at the worst of the following hundred, with a
  library, and with a tool, that never answer; and what became of the tool's process.

Ends with 1 if a goal is missed: 1 % of a core, 20 MB of memory, 10 MB a day, 2 s (and what starting
a thread may take on a busy machine) once.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from fixtures.driver_stub import (
    CAN_BE_BUILT,
    TESTS,
    build_driver,
    child_environment,
    two_cards_at_work,
)
from fixtures.metric_days import noisy_samples
from wan22_desktop.core.places import Places

if TYPE_CHECKING:
    from wan22_desktop.hardware.health_monitor import HealthMonitor

MOST_CORE_PERCENT = 1.0
MOST_MEMORY_MB = 20.0
MOST_DAY_MB = 10.0
MOST_WAIT_S = 2.2
AGAIN_S = 0.5
DAY_S = 86_400
BEGUN = 1_700_000_000.0

Row = dict[str, float | str]


def processor(samples: int, every_s: float) -> Row:
    """Of a monitor with a history that really measures this machine."""
    from wan22_desktop.composition.schema import open_database
    from wan22_desktop.hardware.domain.metrics import Activity, Phase
    from wan22_desktop.hardware.health_monitor import HealthMonitor
    from wan22_desktop.hardware.history import MetricHistory

    places = Places(Path(tempfile.mkdtemp()))
    database = open_database(places)
    monitor = HealthMonitor(places.home, history=MetricHistory(database))
    monitor.note(Activity(engine_pid=os.getpid(), job_id="job", phase=Phase.RENDERING))
    first = monitor.sample()
    spent_s = 0.0
    for _ in range(samples):
        time.sleep(every_s)
        begun_s = time.process_time()
        monitor.sample()
        spent_s += time.process_time() - begun_s
    begun_s = time.process_time()
    monitor.close()
    # The minutes that are written at 1 Hz, be the samples closer together here.
    spent_s += (time.process_time() - begun_s) * samples / 60
    database.close()
    cards = sum(card.load_percent is not None for card in first.gpus)
    return {"cards": cards, "samples": samples, "core_percent": 100 * spent_s / samples}


def memory() -> Row:
    """Of the last hour, full, and the history."""
    from wan22_desktop.composition.schema import open_database
    from wan22_desktop.core.settings import load_settings

    places = Places(Path(tempfile.mkdtemp()))
    load_settings(places.settings_file)
    database = open_database(places)
    process = psutil.Process()
    before = process.memory_info().rss
    from wan22_desktop.hardware.health_monitor import HealthMonitor
    from wan22_desktop.hardware.history import MetricHistory
    from wan22_desktop.hardware.metric_ring import HOUR_SAMPLES

    history = MetricHistory(database)
    monitor = HealthMonitor(places.home, history=history)
    monitor.sample()
    for sample in noisy_samples(HOUR_SAMPLES, BEGUN, seed=1):
        monitor.ring.append(sample)
        history.add(sample)
    measuring = process.memory_info().rss
    import numpy as np

    with_numpy = process.memory_info().rss
    window = monitor.ring.window(3600)
    told = history.read(BEGUN, BEGUN + 3600)
    after = process.memory_info().rss
    if len(told) < 3600 or len(window) < 3600 or not np.isfinite(window.values["cpu"]).all():
        raise RuntimeError("an hour is not there")
    monitor.close()
    database.close()
    return {
        "measuring_mb": (measuring - before) / 1e6,
        "numpy_mb": (with_numpy - measuring) / 1e6,
        "windows_mb": (after - with_numpy) / 1e6,
        "whole_mb": (after - before) / 1e6,
    }


def disk(seconds: int) -> Row:
    """Of a day."""
    from wan22_desktop.composition.schema import open_database
    from wan22_desktop.hardware.history import MetricHistory

    places = Places(Path(tempfile.mkdtemp()))
    database = open_database(places)
    before = _size(places)
    history = MetricHistory(database)
    most, begun_s = 0, time.process_time()
    for number, sample in enumerate(noisy_samples(seconds, BEGUN, seed=1)):
        history.add(sample)
        if number % 600 == 0:
            most = max(most, _size(places))
    history.flush()
    most = max(most, _size(places))
    kept = history.read(BEGUN, BEGUN + seconds)
    row: Row = {
        "samples": len(kept),
        "most_mb": (most - before) / 1e6,
        "database_mb": places.database_file.stat().st_size / 1e6,
        "cpu_s": time.process_time() - begun_s,
    }
    database.close()
    row["closed_mb"] = (_size(places) - before) / 1e6
    return row


def _size(places: Places) -> int:
    name = places.database_file.name
    return sum(file.stat().st_size for file in places.home.glob(f"{name}*"))


def hanging_library() -> Row:
    """The environment names a library that never answers."""
    from wan22_desktop.hardware.health_monitor import HealthMonitor

    return _waits(HealthMonitor(Path(tempfile.mkdtemp())))


def hanging_tool() -> Row:
    """A tool that sleeps in the place of nvidia-smi."""
    from wan22_desktop.hardware.health_monitor import HealthMonitor
    from wan22_desktop.hardware.live_gpu import LiveGpu

    folder = Path(tempfile.mkdtemp())
    script = f"echo $$ > {folder / 'pid'}; exec sleep 600"
    monitor = HealthMonitor(folder, gpu=LiveGpu(tool=["sh", "-c", script, "nvidia-smi"]))
    row = _waits(monitor)
    time.sleep(0.2)
    pid = int((folder / "pid").read_text("utf-8"))
    alive = psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return {**row, "tool": "still runs" if alive else "killed"}


def _waits(monitor: "HealthMonitor") -> Row:
    took: list[float] = []
    for _ in range(101):
        begun = time.monotonic()
        sample = monitor.sample()
        took.append(time.monotonic() - begun)
        if sample.gpu is not None or not sample.total_ram_bytes:
            raise RuntimeError("a sample is not what it should be")
    return {"first_s": took[0], "worst_of_100_s": max(took[1:])}


PARTS: dict[str, Callable[[argparse.Namespace], Row]] = {
    "processor": lambda chosen: processor(chosen.samples, chosen.every),
    "memory": lambda _: memory(),
    "disk": lambda chosen: disk(chosen.seconds),
    "hanging-library": lambda _: hanging_library(),
    "hanging-tool": lambda _: hanging_tool(),
}


def in_child(part: str, chosen: argparse.Namespace, environment: dict[str, str]) -> Row:
    """The row that a process of its own prints."""
    words = [
        *("--part", part, "--samples", str(chosen.samples)),
        *("--every", str(chosen.every), "--seconds", str(chosen.seconds)),
    ]
    done = subprocess.run(
        [sys.executable, __file__, *words],
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
        timeout=900,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def measured(chosen: argparse.Namespace) -> dict[str, Row]:
    """All rows, one after another."""
    bare = {**os.environ, "PYTHONPATH": str(TESTS.parent)}
    rows: dict[str, Row] = {"processor, no card": in_child("processor", chosen, bare)}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        answers, hang = folder / "answers.txt", folder / "hang.txt"
        answers.write_text(two_cards_at_work(pid=1), "utf-8")
        hang.write_text("Init=hang\n", "utf-8")
        if CAN_BE_BUILT:
            build_driver(folder)
            playing = child_environment(folder, answers)
            rows["processor, two cards"] = in_child("processor", chosen, playing)
        rows["memory"] = in_child("memory", chosen, bare)
        rows["disk"] = in_child("disk", chosen, bare)
        if CAN_BE_BUILT:
            rows["NVML hangs"] = in_child(
                "hanging-library", chosen, child_environment(folder, hang)
            )
        if sys.platform != "win32":
            rows["nvidia-smi hangs"] = in_child("hanging-tool", chosen, bare)
    return rows


def missed(rows: dict[str, Row], seconds: int) -> list[str]:
    """The goals that were not reached."""
    most = {
        "core_percent": MOST_CORE_PERCENT,
        "whole_mb": MOST_MEMORY_MB,
        "most_mb": MOST_DAY_MB * max(1.0, seconds / DAY_S),
        "first_s": MOST_WAIT_S,
        "worst_of_100_s": AGAIN_S,
    }
    found = [
        f"{name}: {key} {row[key]:.3f} > {limit}"
        for name, row in rows.items()
        for key, limit in most.items()
        if key in row and float(row[key]) > limit
    ]
    return found + [
        f"{name}: its process runs" for name, row in rows.items() if row.get("tool") == "still runs"
    ]


def main() -> int:
    """Print the table or the JSON; 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description="What watching the machine costs.")
    parser.add_argument("--samples", type=int, default=120)
    parser.add_argument("--every", type=float, default=0.5, help="Seconds between two samples.")
    parser.add_argument("--seconds", type=int, default=DAY_S, help="Of the simulated history.")
    parser.add_argument("--part", choices=tuple(PARTS))
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    if chosen.part:
        print(json.dumps(PARTS[chosen.part](chosen)))
        return 0
    rows = measured(chosen)
    problems = missed(rows, chosen.seconds)
    if chosen.json:
        print(json.dumps({"rows": rows, "missed": problems}, indent=1))
    else:
        for name, row in rows.items():
            values = (
                f"{key} {value:.3f}" if isinstance(value, float) else f"{key} {value}"
                for key, value in row.items()
            )
            print(f"{name:22} {', '.join(values)}")
        print("missed: " + ("; ".join(problems) or "nothing"))
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
