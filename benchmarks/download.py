"""A download and a full check against plain tools.

    python3 run.py bench download [--rounds 3] [--size-mib 2048] [--folder DIR] [--only PART]

- transfer: one file from a hub on loopback, in a process of its own: our `ModelDownloader` (with
  digests, flushes and journal), huggingface_hub's `hf_hub_download` (plain HTTP, no Xet) and
  `curl -o` take turns. Seconds are from the order to the file in its place; the CPU seconds are
  those of the process that downloads.
- check: `ModelHealthMonitor`'s full check and `sha256sum` read the same file in turn.

Files are written below `--folder`, by default the system's temporary folder; what is read lies in
the system's cache. On a machine that does other things as well the ratio says more about those:
ours uses two cores. `download_control` measures limits and buttons. POSIX only.
"""

import argparse
import json
import os
import resource
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
from typing import IO, NamedTuple, cast

from huggingface_download import HuggingFaceDownloader

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fakes.hub_contents import SyntheticFile, file_digest
from wan22_desktop.core.downloading import DownloadEvent, DownloadFinished, DownloadOrder
from wan22_desktop.core.manifest import Manifest, ManifestFile
from wan22_desktop.core.model_store import ModelStore, PackageRecord
from wan22_desktop.core.places import Places
from wan22_desktop.downloads.downloader import ModelDownloader
from wan22_desktop.model_manager.health.monitor import ModelHealthMonitor

TESTS = Path(__file__).resolve().parents[1] / "tests"
MIB = 1 << 20
REPO = "someone/model"
NAME = "model.safetensors"
PACKAGE = "model"
TARGET_RATIO = 0.9
PATIENCE_S = 600.0
PARTS = ("transfer", "check")


class Cost(NamedTuple):
    """Of one download."""

    seconds: float
    cpu_s: float


def manifest_of(file: Path, commit: str) -> Manifest:
    """Of a package that is one file of the hub's repository."""
    entry = ManifestFile(
        path=NAME,
        size_bytes=file.stat().st_size,
        sha256=file_digest(file, "sha256"),
        repository=REPO,
        commit=commit,
        source_path=NAME,
    )
    return Manifest(package=PACKAGE, files=(entry,))


# --- transfer -----------------------------------------------------------------------------------


@contextmanager
def hub_process(folder: Path) -> Iterator[tuple[str, str]]:
    """A hub in a process of its own that serves `folder`; its endpoint and the commit."""
    command = [sys.executable, "-m", "fakes.hub_server", "--folder", str(folder), "--repo", REPO]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=TESTS, stdin=pipe, stdout=pipe, text=True) as process:
        facts = json.loads(cast("IO[str]", process.stdout).readline())
        yield facts["endpoint"], facts["commit"]
        process.kill()


def ours(folder: Path, endpoint: str, manifest: Manifest) -> Cost:
    finished = threading.Event()

    def hear(event: DownloadEvent) -> None:
        if isinstance(event, DownloadFinished):
            finished.set()

    downloader = ModelDownloader(
        folder / "orders", endpoint=endpoint, token=lambda: None, listener=hear
    )
    target = str(folder / "incoming")
    order = DownloadOrder(package=PACKAGE, title="Model", manifest=manifest, folder=target)
    with closing(downloader):
        downloader.open()
        started, cpu_s = time.perf_counter(), time.process_time()
        downloader.download(order)
        if not finished.wait(PATIENCE_S):
            raise RuntimeError("our download does not end")
        return Cost(time.perf_counter() - started, time.process_time() - cpu_s)


def huggingface_hub(folder: Path, endpoint: str, library: HuggingFaceDownloader) -> Cost:
    ended = library.download(endpoint, REPO, NAME, folder)
    if ended.error != "":
        raise RuntimeError(f"huggingface_hub: {ended.error}")
    return Cost(ended.seconds, ended.cpu_s)


def curl(folder: Path, endpoint: str) -> Cost:
    url = f"{endpoint}/{REPO}/resolve/main/{NAME}"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run(["curl", "-sSfL", "-o", str(folder / NAME), url], check=True)  # noqa: S607
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(seconds, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def measure_transfer(file: Path, folder: Path, rounds: int) -> dict[str, float]:
    """Medians of each, after a turn that does not count."""
    turns: dict[str, list[Cost]] = {"ours": [], "huggingface_hub": [], "curl": []}
    with (
        hub_process(file.parent) as (endpoint, commit),
        closing(HuggingFaceDownloader(limit_s=PATIENCE_S)) as library,
    ):
        manifest = manifest_of(file, commit)
        ways: dict[str, Callable[[Path], Cost]] = {
            "ours": lambda below: ours(below, endpoint, manifest),
            "huggingface_hub": lambda below: huggingface_hub(below, endpoint, library),
            "curl": lambda below: curl(below, endpoint),
        }
        for number in range(rounds + 1):
            for name in list(ways)[number % 3 :] + list(ways)[: number % 3]:
                below = folder / f"{name}-{number}"
                below.mkdir(parents=True)
                cost = ways[name](below)
                (arrived,) = (path for path in below.rglob(NAME) if path.is_file())
                if arrived.stat().st_size != file.stat().st_size:
                    raise RuntimeError(f"{name} has brought another file")
                shutil.rmtree(below)
                os.sync()  # what one has left to write is not the next one's burden
                if number:
                    turns[name].append(cost)
    result: dict[str, float] = {}
    for name, costs in turns.items():
        result[f"{name}_s"], result[f"{name}_cpu_s"] = map(
            statistics.median, zip(*costs, strict=True)
        )
    faster_s = min(result["huggingface_hub_s"], result["curl_s"])
    return result | {"transfer_ratio": faster_s / result["ours_s"]}


# --- check --------------------------------------------------------------------------------------


def installed(file: Path, folder: Path) -> ModelHealthMonitor:
    """What checks a package that is this file, in a home of its own."""
    places = Places(folder)
    places.create()
    manifest = manifest_of(file, "0" * 40)
    store = ModelStore(places.models)
    version = store.version_folder(PACKAGE, manifest.version)
    version.mkdir(parents=True)
    os.link(file, version / NAME)
    store.write_manifest(manifest)
    store.write_record(PackageRecord(package=PACKAGE, current=manifest.version))
    return ModelHealthMonitor(places, renders=lambda _package: (), scan_command=lambda: None)


def check(file: Path, monitor: ModelHealthMonitor) -> float:
    """Seconds of a full check of the package that `installed` has made of the file."""
    started = time.perf_counter()
    result = monitor.check_model_integrity(PACKAGE)
    if not result.is_complete or result.read_bytes != file.stat().st_size:
        raise RuntimeError("the check has not read the file")
    return time.perf_counter() - started


def measure_check(file: Path, folder: Path, rounds: int) -> dict[str, float]:
    """Median seconds of the full check and of sha256sum, after a turn that does not count."""
    monitor = installed(file, folder)
    command = ["sha256sum", str(file)]
    turns: list[tuple[float, float]] = []
    for _ in range(rounds + 1):
        check_s = check(file, monitor)
        started = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        turns.append((check_s, time.perf_counter() - started))
    check_s, tool_s = (statistics.median(column) for column in zip(*turns[1:], strict=True))
    return {"check_s": check_s, "sha256sum_s": tool_s, "check_ratio": tool_s / check_s}


# --- all ----------------------------------------------------------------------------------------


def print_result(result: dict[str, float], size_mib: int, rounds: int) -> None:
    def line(text: str, value: str) -> None:
        print(f"  {text:44s}{value}")

    if "transfer_ratio" in result:
        print(f"One file of {size_mib} MiB on loopback, medians of {rounds}")
        for name in ("ours", "huggingface_hub", "curl"):
            seconds, cpu_s = result[f"{name}_s"], result[f"{name}_cpu_s"]
            line(name, f"{size_mib / seconds:8.0f} MiB/s{seconds:8.2f} s{cpu_s:8.2f} s CPU")
        line(f"ours / the faster (>= {TARGET_RATIO})", f"{result['transfer_ratio']:8.3f}")
    if "check_ratio" in result:
        print(f"Full check of {size_mib} MiB, medians of {rounds}")
        line("ModelHealthMonitor", f"{result['check_s']:8.2f} s")
        line("sha256sum", f"{result['sha256sum_s']:8.2f} s")
        line(f"speed of ours / sha256sum's (>= {TARGET_RATIO})", f"{result['check_ratio']:8.3f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--size-mib", type=int, default=2048)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--only", choices=PARTS, default=None)
    arguments = parser.parse_args()
    parts = PARTS if arguments.only is None else (arguments.only,)
    result: dict[str, float] = {}
    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        folder = Path(name)
        file = folder / "served" / NAME
        file.parent.mkdir()
        SyntheticFile(arguments.size_mib * MIB, seed=1).write(file)
        os.sync()
        if "transfer" in parts:
            result |= measure_transfer(file, folder / "transfer", arguments.rounds)
        if "check" in parts:
            result |= measure_check(file, folder / "home", arguments.rounds)
    print_result(result, arguments.size_mib, arguments.rounds)
    print(f"load average {os.getloadavg()[0]:.1f}")
    print(json.dumps({key: round(value, 4) for key, value in result.items()}))
    ratios = [value for key, value in result.items() if key.endswith("_ratio")]
    return int(min(ratios) < TARGET_RATIO)


if __name__ == "__main__":
    sys.exit(main())
