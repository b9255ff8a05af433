"""Downloads and checks against plain tools; how exact the limit and how quick the buttons are.

    python3 run.py bench download [--rounds 3] [--size-mib 2048] [--folder DIR] [--only PART]

- transfer: one file from a hub on loopback, in a process of its own: our `ModelDownloader` (with
  digests, flushes and journal), huggingface_hub's `hf_hub_download` (plain HTTP, no Xet) and
  `curl -o` take turns. Seconds are from the order to the file in its place.
- check: `ModelHealthMonitor`'s full check and `sha256sum` read the same file in turn.
- limit: bytes that arrive in ten seconds against the limit, and how soon a changed one holds.
- buttons: from a click on pause to "paused", and from one on cancel to "cancelled" with the files
  gone, while content flows and while the connection is silent.

Files are written below `--folder`, by default the system's temporary folder; they lie in the
system's cache when they are read. POSIX only.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, cast

from huggingface_download import HuggingFaceDownloader

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fakes import hub_faults
from fakes.hub_contents import file_digest
from fakes.hub_server import Fault, HubServer, SyntheticFile
from wan22_desktop.core.downloading import (
    DownloadEvent,
    DownloadFinished,
    DownloadOrder,
    DownloadProgress,
    DownloadState,
)
from wan22_desktop.core.manifest import Manifest, ManifestFile
from wan22_desktop.core.model_store import PackageRecord
from wan22_desktop.core.places import Places
from wan22_desktop.downloads.downloader import ModelDownloader
from wan22_desktop.model_manager.health_monitor import ModelHealthMonitor

MIB = 1 << 20
REPO = "someone/model"
NAME = "model.safetensors"
PACKAGE = "model"
TARGET_RATIO = 0.9
TARGET_RATE_ERROR = 0.1
TARGET_CHANGE_S = 1.0
TARGET_PAUSE_S = 0.3
TARGET_CANCEL_S = 1.0
RATE_SECONDS = 10.0
PARTS = ("transfer", "check", "limit", "buttons")


# --- our side -----------------------------------------------------------------------------------


def manifest_of(file: Path, commit: str) -> Manifest:
    """The manifest of a package that is one file of the hub's repository."""
    entry = ManifestFile(
        path=NAME,
        size_bytes=file.stat().st_size,
        sha256=file_digest(file, "sha256"),
        repository=REPO,
        commit=commit,
        source_path=NAME,
    )
    return Manifest(package=PACKAGE, files=(entry,))


class Downloads:
    """A `ModelDownloader` with what it has told, below a folder of its own."""

    def __init__(self, folder: Path, endpoint: str, limit: int | None = None) -> None:
        self.folder = folder
        self._changed = threading.Condition()
        self._state: DownloadState | None = None
        self._is_finished = False
        self.downloader = ModelDownloader(
            folder / "orders",
            endpoint=endpoint,
            token=lambda: None,
            listener=self._hear,
            limit_bytes_per_second=limit,
        )
        self.downloader.open()

    def order(self, manifest: Manifest) -> DownloadOrder:
        target = str(self.folder / "incoming")
        return DownloadOrder(package=PACKAGE, title="Model", manifest=manifest, folder=target)

    def received_bytes(self) -> int:
        progress = self.downloader.get_download_progress(PACKAGE)
        return 0 if progress is None else progress.received_bytes

    def wait_finished(self) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: self._is_finished, timeout=600):
                raise RuntimeError("the download does not end")

    def wait_state(self, state: DownloadState) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: self._state is state, timeout=60):
                raise RuntimeError(f"never {state}, but {self._state}")

    def wait_received(self, count_bytes: int) -> None:
        while self.received_bytes() < count_bytes:
            time.sleep(0.002)

    def close(self) -> None:
        self.downloader.close()

    def _hear(self, event: DownloadEvent) -> None:
        with self._changed:
            if isinstance(event, DownloadProgress):
                self._state = event.state
            self._is_finished |= isinstance(event, DownloadFinished)
            self._changed.notify_all()


# --- transfer -----------------------------------------------------------------------------------


@contextmanager
def hub_process(folder: Path) -> Iterator[dict[str, str]]:
    """A hub in a process of its own that serves `folder`; its endpoint and commit."""
    tests = Path(__file__).resolve().parents[1] / "tests"
    command = [sys.executable, "-m", "fakes.hub_server", "--folder", str(folder), "--repo", REPO]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=tests, stdin=pipe, stdout=pipe, text=True) as process:
        yield json.loads(cast("IO[str]", process.stdout).readline())
        process.kill()


def ours(folder: Path, endpoint: str, manifest: Manifest) -> float:
    with closing(Downloads(folder, endpoint)) as downloads:
        started = time.perf_counter()
        downloads.downloader.download(downloads.order(manifest))
        downloads.wait_finished()
        return time.perf_counter() - started


def curl(folder: Path, endpoint: str) -> float:
    url = f"{endpoint}/{REPO}/resolve/main/{NAME}"
    started = time.perf_counter()
    subprocess.run(["curl", "-sSfL", "-o", str(folder / NAME), url], check=True)  # noqa: S607
    return time.perf_counter() - started


def measure_transfer(file: Path, folder: Path, rounds: int) -> dict[str, float]:
    """Median seconds of each, after a turn that does not count."""
    turns: dict[str, list[float]] = {"ours": [], "huggingface_hub": [], "curl": []}
    with (
        hub_process(file.parent) as hub,
        closing(HuggingFaceDownloader(limit_s=600)) as library,
    ):
        endpoint = hub["endpoint"]
        manifest = manifest_of(file, hub["commit"])

        def theirs(below: Path) -> float:
            ended = library.download(endpoint, REPO, NAME, below)
            if ended.error != "":
                raise RuntimeError(f"huggingface_hub: {ended.error}")
            return ended.seconds

        ways: dict[str, Callable[[Path], float]] = {
            "ours": lambda below: ours(below, endpoint, manifest),
            "huggingface_hub": theirs,
            "curl": lambda below: curl(below, endpoint),
        }
        for number in range(rounds + 1):
            # Whoever begins finds another disk than the others.
            order = list(ways)[number % 3 :] + list(ways)[: number % 3]
            for name in order:
                below = folder / f"{name}-{number}"
                below.mkdir(parents=True)
                seconds = ways[name](below)
                (arrived,) = (path for path in below.rglob(NAME) if path.is_file())
                if arrived.stat().st_size != file.stat().st_size:
                    raise RuntimeError(f"{name} has brought another file")
                shutil.rmtree(below)
                os.sync()  # what one has left to write is not the next one's burden
                if number:
                    turns[name].append(seconds)
    mib = file.stat().st_size / MIB
    result = {f"{name}_s": statistics.median(seconds) for name, seconds in turns.items()}
    result |= {f"{name}_mib_per_s": mib / result[f"{name}_s"] for name in turns}
    faster_s = min(result["huggingface_hub_s"], result["curl_s"])
    return result | {"transfer_ratio": faster_s / result["ours_s"]}


# --- check --------------------------------------------------------------------------------------


def measure_check(file: Path, folder: Path, rounds: int) -> dict[str, float]:
    """Median seconds of the full check and of sha256sum, after a turn that does not count."""
    places = Places(folder / "home")
    places.create()
    manifest = manifest_of(file, "0" * 40)
    monitor = ModelHealthMonitor(places, renders=lambda _package: (), scan_command=lambda: None)
    store = monitor._store  # noqa: SLF001 - the very store that it reads
    version = store.version_folder(PACKAGE, manifest.version)
    version.mkdir(parents=True)
    os.link(file, version / NAME)
    store.write_manifest(manifest)
    store.write_record(PackageRecord(package=PACKAGE, current=manifest.version))
    turns: list[tuple[float, float]] = []
    for _ in range(rounds + 1):
        started = time.perf_counter()
        result = monitor.check_model_integrity(PACKAGE)
        checked = time.perf_counter()
        subprocess.run(
            ["sha256sum", str(version / NAME)],  # noqa: S607
            check=True,
            stdout=subprocess.DEVNULL,
        )
        turns.append((checked - started, time.perf_counter() - checked))
        if not result.is_complete or result.read_bytes != file.stat().st_size:
            raise RuntimeError("the check has not read the file")
    check_s, tool_s = (statistics.median(column) for column in zip(*turns[1:], strict=True))
    return {"check_s": check_s, "sha256sum_s": tool_s, "check_ratio": tool_s / check_s}


# --- limit --------------------------------------------------------------------------------------


def measure_limit(folder: Path) -> dict[str, float]:
    """The largest relative error over ten seconds, and the seconds until a changed limit holds."""
    size_bytes = 1 << 30
    limits = (2_000_000, 20_000_000, 80_000_000)
    errors: dict[int, float] = {}
    with HubServer() as hub:
        commit = hub.add_repo(REPO, {NAME: SyntheticFile(size_bytes, seed=1)})
        manifest = manifest_of(hub.content(REPO, NAME).file, commit)
        for limit in limits:
            with closing(Downloads(folder / str(limit), hub.endpoint, limit)) as downloads:
                downloads.downloader.download(downloads.order(manifest))
                downloads.wait_received(1)
                began_s, began_bytes = time.perf_counter(), downloads.received_bytes()
                time.sleep(RATE_SECONDS)
                arrived = downloads.received_bytes() - began_bytes
                rate = arrived / (time.perf_counter() - began_s)
                errors[limit] = abs(rate / limit - 1)
        change_s = max(
            seconds_until_limit_holds(folder / f"change-{new}", hub, manifest, old, new)
            for old, new in ((2_000_000, 40_000_000), (40_000_000, 2_000_000))
        )
    return {
        **{f"rate_error_at_{limit // 1_000_000}_mb_per_s": e for limit, e in errors.items()},
        "rate_error": max(errors.values()),
        "limit_change_s": change_s,
    }


def seconds_until_limit_holds(
    folder: Path, hub: HubServer, manifest: Manifest, old: int, new: int
) -> float:
    """From the change to the begin of the first half second that keeps within 10 % of it."""
    window_s, step_s = 0.5, 0.05
    with closing(Downloads(folder, hub.endpoint, old)) as downloads:
        downloads.downloader.download(downloads.order(manifest))
        downloads.wait_received(old)
        downloads.downloader.set_bandwidth_limit(new)
        changed_s = time.perf_counter()
        seen = [(changed_s, downloads.received_bytes())]
        while True:
            time.sleep(step_s)
            now_s = time.perf_counter()
            seen.append((now_s, downloads.received_bytes()))
            begin_s, begin_bytes = max(s for s in seen if s[0] <= max(changed_s, now_s - window_s))
            rate = (seen[-1][1] - begin_bytes) / (now_s - begin_s)
            if now_s - begin_s >= window_s and abs(rate / new - 1) <= TARGET_RATE_ERROR:
                return begin_s - changed_s
            if now_s - changed_s > 30:
                return now_s - changed_s


# --- buttons ------------------------------------------------------------------------------------


def measure_buttons(folder: Path, clicks: int) -> dict[str, float]:
    """The longest of `clicks` tries each."""
    longest: dict[str, float] = {}
    for kind in ("flowing", "silent"):
        for button in ("pause", "cancel"):
            seconds = [
                seconds_of_click(folder / f"{button}-{kind}-{number}", button, kind)
                for number in range(clicks)
            ]
            longest[f"{button}_{kind}_s"] = max(seconds)
    return longest


def seconds_of_click(folder: Path, button: str, kind: str) -> float:
    """From a click in the middle of a download to what it asks for."""
    with HubServer() as hub:
        commit = hub.add_repo(REPO, {NAME: SyntheticFile(64 * MIB, seed=1)})
        if kind == "silent":
            hub.fault(Fault(hub_faults.stall(3600), in_stream=True, position="middle", hits=None))
        else:
            hub.bytes_per_second = 32.0 * MIB
        manifest = manifest_of(hub.content(REPO, NAME).file, commit)
        with closing(Downloads(folder, hub.endpoint)) as downloads:
            order = downloads.order(manifest)
            downloads.downloader.download(order)
            downloads.wait_received(30 * MIB if kind == "silent" else 10 * MIB)
            time.sleep(0.3)
            started = time.perf_counter()
            if button == "pause":
                downloads.downloader.pause_download(PACKAGE)
                downloads.wait_state(DownloadState.PAUSED)
                return time.perf_counter() - started
            downloads.downloader.cancel_download(PACKAGE)
            downloads.wait_state(DownloadState.CANCELLED)
            seconds = time.perf_counter() - started
            if Path(order.folder).exists():
                raise RuntimeError("cancelled, and files are left")
            return seconds


# --- all ----------------------------------------------------------------------------------------


def line(text: str, value: str) -> None:
    print(f"  {text:58s}{value:>12s}")


def print_result(result: dict[str, float], size_mib: int, rounds: int) -> list[str]:
    """Prints a table; the targets that were missed."""
    missed: list[str] = []

    def judge(key: str, *, text: str, target: float, least: bool) -> None:
        value = result[key]
        line(f"{text} ({'>=' if least else '<='} {target})", f"{value:.3f}")
        if (value < target) if least else (value > target):
            missed.append(key)

    if "transfer_ratio" in result:
        print(f"One file of {size_mib} MiB on loopback, medians of {rounds}")
        for name in ("ours", "huggingface_hub", "curl"):
            line(name, f"{result[f'{name}_mib_per_s']:.0f} MiB/s")
        judge("transfer_ratio", text="ours / the faster", target=TARGET_RATIO, least=True)
    if "check_ratio" in result:
        print(f"Full check of {size_mib} MiB, medians of {rounds}")
        line("ModelHealthMonitor", f"{result['check_s']:.2f} s")
        line("sha256sum", f"{result['sha256sum_s']:.2f} s")
        judge("check_ratio", text="speed, check / sha256sum", target=TARGET_RATIO, least=True)
    if "rate_error" in result:
        print(f"Bandwidth limit, {RATE_SECONDS:.0f} s each at 2, 20 and 80 MB/s")
        judge("rate_error", text="largest error", target=TARGET_RATE_ERROR, least=False)
        text = "seconds until a changed limit holds"
        judge("limit_change_s", text=text, target=TARGET_CHANGE_S, least=False)
    for button, target in (("pause", TARGET_PAUSE_S), ("cancel", TARGET_CANCEL_S)):
        for kind in ("flowing", "silent"):
            key = f"{button}_{kind}_s"
            if key in result:
                text = f"seconds from {button} to its effect, {kind}, longest"
                judge(key, text=text, target=target, least=False)
    return missed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--size-mib", type=int, default=2048)
    parser.add_argument("--clicks", type=int, default=10)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--only", choices=PARTS, default=None)
    arguments = parser.parse_args()
    parts = PARTS if arguments.only is None else (arguments.only,)
    result: dict[str, float] = {}
    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        folder = Path(name)
        file = folder / "served" / NAME
        if {"transfer", "check"} & set(parts):
            file.parent.mkdir()
            SyntheticFile(arguments.size_mib * MIB, seed=1).write(file)
            os.sync()
        if "transfer" in parts:
            result |= measure_transfer(file, folder / "transfer", arguments.rounds)
        if "check" in parts:
            result |= measure_check(file, folder / "check", arguments.rounds)
        if "limit" in parts:
            result |= measure_limit(folder / "limit")
        if "buttons" in parts:
            result |= measure_buttons(folder / "buttons", arguments.clicks)
    missed = print_result(result, arguments.size_mib, arguments.rounds)
    print(f"load average {os.getloadavg()[0]:.1f}")
    print(json.dumps({key: round(value, 4) for key, value in result.items()}))
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
