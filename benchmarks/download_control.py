"""How soon a download obeys: pause, cancel, closing, and the bandwidth limit.

    python3 run.py bench download_control [--times 10] [--seconds 10] [--json FILE]

The downloader fetches two files at a time from a real server on loopback that flows, stalls in
the middle of a file, never answers, or asks to come back in 200 s. A pause and a close count until
the last thread that fetches has ended with everything on the disk; a cancel until the folder is
gone and that has been told. The rate is counted over `--seconds`; a changed limit counts until a
window of half a second begins in which the rate is within 10 % of it.

Ends with 1 if a promise is broken: pause 300 ms, cancel and close 1 s, rate 10 %, change 1 s.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from downloads.desk import MB, Desk, fetching_threads, seconds_until
from fakes import hub_faults
from fakes.hub_server import Fault, HubServer, SyntheticFile
from wan22_desktop.core.downloading import DownloadState
from wan22_desktop.downloads.downloader import ModelDownloader

TROUBLES = {
    "flows": None,
    "stalls": hub_faults.stall(120.0),
    "never answers": hub_faults.late_answer(120.0),
    "asks for 200 s": hub_faults.busy("200"),
}
WINDOW_S = 0.5
SAMPLE_S = 0.02


def with_trouble(kind: str, act: Callable[[Desk, ModelDownloader], float]) -> float:
    """The seconds that `act` took on a download that is in the middle of a trouble."""
    change = TROUBLES[kind]
    with HubServer() as hub, tempfile.TemporaryDirectory() as folder:
        desk = Desk(hub, Path(folder))
        hub.bytes_per_second = 20 * MB
        files = {f"{n}.safetensors": SyntheticFile(40 * MB, n) for n in range(2)}
        order = desk.order(files=files)
        faults = [
            hub.fault(Fault(change, in_stream=kind == "stalls", hits=None, path=path))
            for path in files
            if change is not None
        ]
        downloader = desk.open(parallel_files=2)
        try:
            downloader.download(order)
            if faults:
                seconds_until(lambda: all(fault.hits for fault in faults))
            else:
                desk.wait_bytes(5 * MB)
            return act(desk, downloader)
        finally:
            desk.close()


def pause(_desk: Desk, downloader: ModelDownloader) -> float:
    began = time.monotonic()
    downloader.pause_download("model")
    seconds_until(lambda: not fetching_threads())
    return time.monotonic() - began


def cancel(desk: Desk, downloader: ModelDownloader) -> float:
    began = time.monotonic()
    downloader.cancel_download("model")
    desk.wait_state(DownloadState.CANCELLED)
    seconds = time.monotonic() - began
    if any(path.is_file() for path in desk.models.rglob("*")):
        raise AssertionError("something was left")
    return seconds


def close(desk: Desk, _downloader: ModelDownloader) -> float:
    return desk.close()


DEEDS = {"pause": (pause, 0.3), "cancel": (cancel, 1.0), "close": (close, 1.0)}


def rates(seconds: float) -> list[dict[str, float]]:
    """The rate under several limits, each set while the one before was in force."""
    found: list[dict[str, float]] = []
    with HubServer() as hub, tempfile.TemporaryDirectory() as folder:
        desk = Desk(hub, Path(folder))
        files = {f"{n}.safetensors": SyntheticFile(300 * MB, n) for n in range(3)}
        downloader = desk.open(limit=4 * MB)
        try:
            downloader.download(desk.order(files=files))
            desk.wait_bytes(MB)
            for limit in (20 * MB, 2 * MB, 40 * MB, 500_000):
                samples = list[tuple[float, int]]()
                began = time.monotonic()
                downloader.set_bandwidth_limit(limit)
                while (at := time.monotonic() - began) < seconds:
                    progress = downloader.get_download_progress("model")
                    if progress is not None:
                        samples.append((at, progress.received_bytes))
                    time.sleep(SAMPLE_S)
                rate = (samples[-1][1] - samples[0][1]) / (samples[-1][0] - samples[0][0])
                found.append(
                    {
                        "limit": limit,
                        "rate": rate,
                        "off": rate / limit - 1,
                        "change_s": obeyed_after(samples, limit),
                    }
                )
        finally:
            desk.close()
    return found


def obeyed_after(samples: list[tuple[float, int]], limit: int) -> float:
    """When the first window begins in which the rate is within 10 % of the limit."""
    for index, (at, count) in enumerate(samples):
        later = next((s for s in samples[index:] if s[0] >= at + WINDOW_S), None)
        if later is None:
            break
        if abs((later[1] - count) / (later[0] - at) / limit - 1) <= 0.1:
            return at
    return float("inf")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    is_kept = True
    deeds: list[dict[str, object]] = []
    print(f"{'the hub':>16} {'deed':>7} {'median':>8} {'longest':>8}   of {arguments.times}")
    for kind in TROUBLES:
        for deed, (act, promise_s) in DEEDS.items():
            taken = [with_trouble(kind, act) for _ in range(arguments.times)]
            is_kept &= max(taken) < promise_s
            print(f"{kind:>16} {deed:>7} {median(taken):6.3f} s {max(taken):6.3f} s")
            deeds.append({"hub": kind, "deed": deed, "seconds": taken})
    limits = rates(arguments.seconds)
    print(f"\n{'limit':>12} {'rate':>12} {'off':>7} {'obeyed after':>13}")
    for row in limits:
        is_kept &= abs(row["off"]) <= 0.1 and row["change_s"] <= 1.0
        print(
            f"{row['limit'] / MB:7.1f} MB/s {row['rate'] / MB:7.2f} MB/s {row['off']:+7.1%} "
            f"{row['change_s']:11.2f} s"
        )
    if arguments.json:
        arguments.json.write_text(json.dumps({"deeds": deeds, "limits": limits}, indent=1))
    print("\nEvery promise is kept." if is_kept else "\nA promise is broken.")
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
