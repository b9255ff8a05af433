"""Every fault of the network at three positions: our downloader, and huggingface_hub beside it.

    python3 run.py bench download_faults [--only TEXT] [--workers 4]

A real server on loopback does the harm (`tests/fakes/fault_catalogue.py`); the file has 18 MiB.
Each cell is one download of a file: `ok` is the right file, `WRONG` a wrong one that was taken for
right, `no` a clear failure, `BUG` any other error, `long` no end within a minute. The number is
what the hub sent, in files; ours includes the next download without the fault, where one was
needed. huggingface_hub's `hf_hub_download` gets the same token, plain HTTP (no Xet), time limits of
2 s, and a process of its own for each cell.

Ends with 1 if ours is wrong somewhere.
"""

import argparse
import json
import os
import queue
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from huggingface_download import HuggingFaceDownloader

from downloads.fault_trial import (
    PATH,
    REPO,
    TOKEN,
    WEIGHTS,
    Attempt,
    Outcome,
    Verdict,
    complaints,
    judged,
    ours,
    try_download,
    weights_file,
)
from fakes.fault_catalogue import CASES, Ending, FaultCase
from fakes.hub_faults import POSITIONS, Position
from fakes.hub_server import HubServer

LIMIT_S = 60.0
SIGNS = {
    Verdict.FILE: "ok",
    Verdict.WRONG_FILE: "WRONG",
    Verdict.REFUSAL: "no",
    Verdict.BUG: "BUG",
    Verdict.TIMEOUT: "long",
}


@dataclass(frozen=True)
class Row:
    """What became of one fault, by position."""

    case: FaultCase
    ours: dict[Position, Outcome]
    theirs: dict[Position, Outcome]


# --- huggingface_hub ----------------------------------------------------------------------------


class Baseline:
    """As many processes of huggingface_hub as there are workers."""

    def __init__(self, workers: int) -> None:
        self._idle: queue.SimpleQueue[HuggingFaceDownloader] = queue.SimpleQueue()
        self._all = [HuggingFaceDownloader(limit_s=LIMIT_S, wait_s=2) for _ in range(workers)]
        for downloader in self._all:
            self._idle.put(downloader)

    def download(self, hub: HubServer, _case: FaultCase, target: Path) -> Attempt:
        downloader = self._idle.get()
        try:
            ended = downloader.download(hub.endpoint, REPO, PATH, target.parent, TOKEN)
        finally:
            self._idle.put(downloader)
        if ended.error is None:
            return Attempt(Verdict.TIMEOUT)
        if ended.error:
            return Attempt(Verdict.REFUSAL, ended.error)
        return judged(target.parent / PATH, hub.content(REPO, PATH))

    def close(self) -> None:
        for downloader in self._all:
            downloader.close()


# --- the table ----------------------------------------------------------------------------------


def row(case: FaultCase, weights: Path, baseline: Baseline | None) -> Row:
    """Try one fault at every position, with both."""
    by_ours: dict[Position, Outcome] = {}
    by_theirs: dict[Position, Outcome] = {}
    for position in POSITIONS:
        with tempfile.TemporaryDirectory() as folder:
            by_ours[position] = try_download(weights, Path(folder), case, position, ours)
        if baseline is not None:
            with tempfile.TemporaryDirectory() as folder:
                by_theirs[position] = try_download(
                    weights, Path(folder), case, position, baseline.download, again=False
                )
    return Row(case, by_ours, by_theirs)


def cell(outcome: Outcome | None) -> str:
    if outcome is None:
        return f"{'':11s}"
    files = outcome.sent_bytes / WEIGHTS.size_bytes
    leak = "!" if outcome.leaks else " "
    return f"{SIGNS[outcome.attempt.verdict]:>5s}{files:5.2f}{leak}"


def totals(outcomes: list[tuple[FaultCase, Outcome]]) -> dict[str, float]:
    verdicts = Counter(outcome.attempt.verdict for _, outcome in outcomes)
    possible = [o for case, o in outcomes if case.ending is Ending.FILE]
    arrived = sum(outcome.attempt.verdict is Verdict.FILE for outcome in possible)
    return {
        "cells": len(outcomes),
        "right_files": verdicts[Verdict.FILE],
        "wrong_files_accepted": verdicts[Verdict.WRONG_FILE],
        "clear_failures": verdicts[Verdict.REFUSAL],
        "bugs": verdicts[Verdict.BUG],
        "without_an_end": verdicts[Verdict.TIMEOUT],
        "cells_where_the_file_can_be_had": len(possible),
        "of_those_it_was_had": arrived,
        "tokens_leaked": sum(outcome.leaks for _, outcome in outcomes),
        "files_sent": sum(o.sent_bytes for _, o in outcomes) / WEIGHTS.size_bytes,
    }


def print_table(rows: list[Row]) -> None:
    print(f"{'':40s}{'ours':^33s}  {'huggingface_hub':^33s}")
    heads = "".join(f"{position:^11s}" for position in POSITIONS)
    print(f"{'fault':40s}{heads}  {heads}")
    for each in rows:
        mine = "".join(cell(each.ours[position]) for position in POSITIONS)
        theirs = "".join(cell(each.theirs.get(position)) for position in POSITIONS)
        print(f"{each.case.name:40s}{mine}  {theirs}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="faults whose name has this in it")
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--no-baseline", action="store_true")
    arguments = parser.parse_args()
    started = time.perf_counter()
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Baseline(0 if arguments.no_baseline else arguments.workers)) as baseline,
    ):
        weights = weights_file(Path(folder))
        cases = [case for case in CASES if arguments.only in case.name]
        with ThreadPoolExecutor(arguments.workers) as pool:
            rows = list(
                pool.map(
                    lambda case: row(case, weights, None if arguments.no_baseline else baseline),
                    cases,
                )
            )
    print_table(rows)
    found = [
        f"{each.case.name}, {position}: {complaint}"
        for each in rows
        for position, outcome in each.ours.items()
        for complaint in complaints(each.case, outcome)
    ]
    print("\n".join(found))
    mine = [(each.case, outcome) for each in rows for outcome in each.ours.values()]
    theirs = [(each.case, outcome) for each in rows for outcome in each.theirs.values()]
    result: dict[str, object] = {"ours": totals(mine), "huggingface_hub": totals(theirs)}
    result["complaints"] = len(found)
    print(f"{time.perf_counter() - started:.0f} s, load average {os.getloadavg()[0]:.1f}")
    print(json.dumps(result))
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
