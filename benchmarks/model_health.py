"""What checks of a model's files find, what repairs fetch, and how fast files are read.

    python3 run.py bench model_health [--corruptions 100] [--mib 1024]

A package lies in a home folder, as it was fetched from a
hub on loopback. Again and again something of it is damaged (one bit flipped, cut off, a block
zeroed, two blocks swapped, two files of the same size swapped), with the time of change and, where
that is possible, the size kept. Printed are

- found: damage that the full check found, and how much of it the quick check saw,
- fetched: the bytes that the hub has sent for the repairs, against bad pieces x 16 MiB, and those
  sent for files that were whole,
- speed: the full check against `sha256sum` on the same files, in turn; against OpenSSL in the same
  process as well, because `sha256sum` may be built without the processor's instructions for it;
  how long another thread had to wait for its turn meanwhile; and the quick check.

Ends with 1 if a target is missed.
"""

import argparse
import hashlib
import json
import os
import queue
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Self

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from fakes.hub_contents import Source, SyntheticFile
from fakes.hub_server import HubServer
from fixtures.corruptions import Corruption, bad_pieces, corrupt
from fixtures.installed_packages import InstalledPackages
from wan22_desktop.core.downloading import (
    DownloadEvent,
    DownloadFinished,
    DownloadOrder,
    DownloadProgress,
    DownloadState,
)
from wan22_desktop.core.pieces import PIECE_BYTES
from wan22_desktop.core.places import Places
from wan22_desktop.downloads.downloader import ModelDownloader
from wan22_desktop.model_manager.domain.status import FileState
from wan22_desktop.model_manager.health.monitor import ModelHealthMonitor
from wan22_desktop.model_manager.health.repair import ModelRepairs

MIB = 1024**2
PATIENCE_S = 60.0
TICK_S = 0.001
QUICK_FILES = 100
TARGET_RATIO = 0.9
TARGET_QUICK_MS = 50.0


def weights(scale: int) -> dict[str, Source]:
    """The files of a package; two weights are of the same size."""
    return {
        "model_index.json": b'{"_class_name": "WanPipeline"}',
        "transformer/diffusion_pytorch_model.safetensors": SyntheticFile(3 * scale, seed=1),
        "text_encoder/model.safetensors": SyntheticFile(2 * scale, seed=2),
        "vae/diffusion_pytorch_model.safetensors": SyntheticFile(2 * scale, seed=3),
    }


class Home:
    """A home folder with a package, and all that checks and repairs it."""

    def __init__(self, folder: Path, hub: HubServer, files: dict[str, Source]) -> None:
        places = Places(folder / "home")
        places.create()
        self.packages = InstalledPackages(places, folder / "shelf", hub)
        self.packages.install("bench", files)
        self.monitor = ModelHealthMonitor(places, renders=lambda _: (), scan_command=lambda: None)
        self.repairs = ModelRepairs(places, self.monitor, in_use=lambda _: False)
        self._told: queue.SimpleQueue[DownloadEvent] = queue.SimpleQueue()
        self._downloader = ModelDownloader(
            places.downloads,
            endpoint=hub.endpoint,
            token=lambda: None,
            listener=self._told.put,
            reserve_bytes=0,
        )
        self._downloader.open()

    def close(self) -> None:
        self._downloader.close()

    def damaged(self) -> set[str]:
        """By the full check."""
        result = self.monitor.check_model_integrity("bench")
        return {status.path for status in result.files if status.state is FileState.DAMAGED}

    def repair(self) -> None:
        order = self.repairs.begin(self.monitor.detect_corruption("bench"), "Bench")
        if order is None:
            raise RuntimeError("there is nothing to repair")
        if not self.repairs.finish("bench", self._fetched(order)):
            raise RuntimeError("the repair did not help")
        self._downloader.forget("bench")

    def _fetched(self, order: DownloadOrder) -> DownloadFinished:
        self._downloader.download(order)
        while not isinstance(event := self._told.get(timeout=PATIENCE_S), DownloadFinished):
            if isinstance(event, DownloadProgress) and event.state is DownloadState.FAILED:
                raise RuntimeError(event.message)
        return event


def measure_corruptions(count: int, seed: int) -> Counter[str]:
    """Damage, find and repair `count` times; what was found and fetched."""
    figures: Counter[str] = Counter()
    draw = random.Random(seed)
    kinds = list(Corruption)
    with (
        tempfile.TemporaryDirectory() as folder,
        HubServer() as hub,
        closing(Home(Path(folder), hub, weights(PIECE_BYTES))) as home,
    ):
        contents = home.packages.contents["bench"]
        if home.damaged():
            raise RuntimeError("the package was damaged before")
        for number in range(count):
            sent = hub.bytes_sent_of.copy()
            root = home.packages.folder("bench")
            damaged = corrupt(kinds[number % len(kinds)], root, contents, draw)
            quick = {
                status.path
                for status in home.monitor.quick_check("bench")
                if status.state is FileState.DAMAGED
            }
            figures["damaged"] += 1
            figures["seen_quickly"] += quick == damaged
            figures["found"] += home.damaged() == damaged
            figures["bad_pieces"] += sum(
                bad_pieces(root / path, contents[path]) for path in damaged
            )
            home.repair()
            fetched = hub.bytes_sent_of - sent
            figures["fetched_bytes"] += fetched.total()
            figures["fetched_of_whole"] += sum(
                fetched[path] for path in contents if path not in damaged
            )
            figures["repaired"] += home.packages.is_right("bench") and not home.damaged()
    return figures


def measure_speed(size_bytes: int, rounds: int) -> dict[str, float]:
    """Medians of MiB/s, each way in turn, after a round that does not count."""
    with (
        tempfile.TemporaryDirectory() as folder,
        HubServer() as hub,
        closing(Home(Path(folder), hub, weights(size_bytes // 7))) as home,
    ):
        root = home.packages.folder("bench")
        files = [root / path for path in home.packages.contents["bench"]]
        total = sum(file.stat().st_size for file in files) / MIB
        stalls: list[float] = []

        def full_check() -> None:
            with Ticker() as ticker:
                home.damaged()
            stalls.append(ticker.longest_s)

        def openssl() -> None:
            for file in files:
                with file.open("rb") as stream:
                    hashlib.file_digest(stream, "sha256")

        ways: dict[str, Callable[[], object]] = {"check": full_check, "openssl": openssl}
        if program := shutil.which("sha256sum"):
            command = [program, *(str(file) for file in files)]
            ways["sha256sum"] = lambda: subprocess.run(command, check=True, capture_output=True)
        turns = [{name: seconds(way) for name, way in ways.items()} for _ in range(rounds + 1)]
    medians = {name: statistics.median(turn[name] for turn in turns[1:]) for name in ways}
    ratios = {
        f"check_to_{name}": medians[name] / medians["check"] for name in ways if name != "check"
    }
    speeds = {f"{name}_mib_per_s": total / median for name, median in medians.items()}
    return {**speeds, **ratios, "longest_stall_ms": statistics.median(stalls[1:]) * 1000}


class Ticker:
    """How long another thread, such as a window's, does not get its turn."""

    def __init__(self) -> None:
        self.longest_s = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._tick, name="ticker")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _tick(self) -> None:
        last = time.perf_counter()
        while not self._ended.wait(TICK_S):
            now = time.perf_counter()
            self.longest_s = max(self.longest_s, now - last - TICK_S)
            last = now


def measure_quick_check(rounds: int) -> float:
    """Milliseconds for `QUICK_FILES` files, the median."""
    files: dict[str, Source] = {
        f"text_encoder/{number:03}.safetensors": SyntheticFile(1024, seed=number)
        for number in range(QUICK_FILES)
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        HubServer() as hub,
        closing(Home(Path(folder), hub, files)) as home,
    ):
        home.damaged()
        times = [seconds(lambda: home.monitor.quick_check("bench")) for _ in range(rounds)]
    return statistics.median(times) * 1000


def seconds(deed: Callable[[], object]) -> float:
    started = time.perf_counter()
    deed()
    return time.perf_counter() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corruptions", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mib", type=int, default=1024, help="to be read for the speed")
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    result: dict[str, float] = {}
    missed = False
    if chosen.corruptions:
        found = measure_corruptions(chosen.corruptions, chosen.seed)
        allowed = found["bad_pieces"] * PIECE_BYTES
        result |= dict(found)
        print(f"{chosen.corruptions} corruptions, size and time kept where that is possible")
        print(f"  {'found by the full check':44s}{found['found']:8d}")
        print(f"  {'seen by the quick check':44s}{found['seen_quickly']:8d}")
        print(f"  {'right again after the repair':44s}{found['repaired']:8d}")
        print(f"  {'fetched for the repairs':44s}{found['fetched_bytes'] / MIB:8.1f} MiB")
        print(f"  {'bad pieces x 16 MiB':44s}{allowed / MIB:8.1f} MiB")
        print(f"  {'fetched of files that were whole':44s}{found['fetched_of_whole']:8d} B")
        missed |= found["found"] < chosen.corruptions or found["repaired"] < chosen.corruptions
        missed |= found["fetched_bytes"] > allowed or found["fetched_of_whole"] > 0
    if chosen.rounds:
        speed = measure_speed(chosen.mib * MIB, chosen.rounds)
        speed["quick_check_ms"] = measure_quick_check(4 * chosen.rounds)
        result |= speed
        print(f"Reading {chosen.mib} MiB, medians of {chosen.rounds}")
        for name, text in (("check", "full check"), ("openssl", "OpenSSL in the same process"),
                           ("sha256sum", "sha256sum")):  # fmt: skip
            if (figure := speed.get(f"{name}_mib_per_s")) is not None:
                print(f"  {text:44s}{figure:8.0f} MiB/s")
        ratio = speed.get("check_to_sha256sum")
        if ratio is not None:
            print(f"  {f'full check / sha256sum (>= {TARGET_RATIO})':44s}{ratio:8.2f}")
            missed |= ratio < TARGET_RATIO
        print(f"  {'full check / OpenSSL':44s}{speed['check_to_openssl']:8.2f}")
        print(f"  {'longest stall of another thread':44s}{speed['longest_stall_ms']:8.1f} ms")
        text = f"quick check of {QUICK_FILES} files (<= {TARGET_QUICK_MS} ms)"
        print(f"  {text:44s}{speed['quick_check_ms']:8.1f} ms")
        missed |= speed["quick_check_ms"] > TARGET_QUICK_MS
    print(f"load average {os.getloadavg()[0]:.1f}")
    print(json.dumps({name: round(value, 3) for name, value in result.items()}))
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
