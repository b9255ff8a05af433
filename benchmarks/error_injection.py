"""Failures of every cause in real engines: are they told apart, mended, and does the queue go on?

    python3 run.py bench error_injection --each 20

For each cause, troubles in stages drawn by chance (`tests/fixtures/error_injection.py`), through
the real queue, runner and error recovery system. What this machine can bring about is real:
refused allocations, limits of the process, killed and endless processes, damaged files. What needs
a graphics card is raised with torch's own words. Engines are forked from a process that has
imported the libraries; the model is a tiny one of random weights. Ends with 1 if a figure is
missed.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fixtures.error_injection import NOT_RECOVERABLE, Injector, Outcome, draw
from fixtures.forked_engines import ForkedEngines
from fixtures.render_bench import Bench
from fixtures.troubled_engine import TroubledEngine
from wan22_desktop.composition.recovery import error_recovery
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.failures import FailureCause
from wan22_desktop.core.places import Places
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.store import JobStore

LEAST_RIGHT, LEAST_RECOVERED = 0.95, 0.80


def main() -> int:
    """The table, the misses, and the JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=20, help="injections of each cause")
    parser.add_argument("--minutes", type=float, default=60.0, help="then what there is is told")
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--only", nargs="*", default=[], help="causes, by name")
    arguments = parser.parse_args()
    causes = [cause for cause in FailureCause if not arguments.only or cause in arguments.only]
    began = time.monotonic()
    ends_at = began + 60 * arguments.minutes
    outcomes = _outcomes(causes, arguments.each, arguments.seed, ends_at)
    print(f"| cause | injected | right cause | recovered | next job rendered |\n|{'---|' * 5}")
    rows = {cause: _row(cause, outcomes[cause]) for cause in causes}
    passed = all(
        row["right"] >= LEAST_RIGHT * row["injected"]
        and row["went_on"] == row["injected"]
        and (cause in NOT_RECOVERABLE or row["recovered"] >= LEAST_RECOVERED * row["injected"])
        for cause, row in rows.items()
    )
    figures = {cause.value: row for cause, row in rows.items()}
    seconds = round(time.monotonic() - began, 1)
    print(json.dumps({"causes": figures, "seconds": seconds, "passed": passed}))
    return 0 if passed else 1


def _outcomes(
    causes: list[FailureCause], each: int, seed: int, ends_at: float
) -> dict[FailureCause, list[Outcome]]:
    outcomes: dict[FailureCause, list[Outcome]] = defaultdict(list)
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="wan22-") as folder:
        places = Places(Path(folder) / "home")
        places.create()
        orders = Path(folder) / "orders"
        with (
            closing(open_database(places)) as database,
            ForkedEngines(Path(folder), orders) as fork,
        ):
            bench = Bench(places, RenderQueue(JobStore(database), places))
            engine = TroubledEngine(orders, fork)
            queue = RenderQueue(JobStore(database), places, listener=bench.hear)
            bench.queue = queue
            injector = Injector(bench, engine, error_recovery(places))
            for number in range(each):
                for cause in causes:  # in turn, so that a run that is cut short has some of each
                    if time.monotonic() > ends_at:
                        return outcomes
                    outcome = injector.inject(draw(cause, chance))
                    outcomes[cause].append(outcome)
                    if not (outcome.is_right and outcome.went_on and _is_saved(outcome)):
                        print(f"missed: {outcome}", file=sys.stderr, flush=True)
                print(f"{number + 1} of {each}", file=sys.stderr, flush=True)
    return outcomes


def _is_saved(outcome: Outcome) -> bool:
    return outcome.recovered or outcome.injection.cause in NOT_RECOVERABLE


def _row(cause: FailureCause, outcomes: list[Outcome]) -> dict[str, int]:
    row = {
        "injected": len(outcomes),
        "right": sum(outcome.is_right for outcome in outcomes),
        "recovered": sum(outcome.recovered for outcome in outcomes),
        "went_on": sum(outcome.went_on for outcome in outcomes),
    }
    recovered = "not possible" if cause in NOT_RECOVERABLE else str(row["recovered"])
    print(
        f"| {cause.value} | {row['injected']} | {row['right']} | {recovered} | {row['went_on']} |"
    )
    return row


if __name__ == "__main__":
    raise SystemExit(main())
