"""How long adding takes while few and many jobs wait; prints a table and a JSON line.

    python benchmarks/queue_adding.py [--waiting 10 500] [--adds 30]

For each number of waiting jobs a queue in a folder of its own is filled; then single jobs are
added, each from the call until it is on the disk and told, including the new order of starting.
Beside it: reading the whole list after a change, asking for work when nothing has changed, and a
bare SQLite transaction of one row on the same disk, which is the floor.
"""

import argparse
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.generation.domain.groups import GroupKind, NewGroup, NewJob
from wan22_desktop.generation.events import QueueEvent
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.store import JobStore

REQUEST = GenerationRequest.default(prompt="a red circle moving right on a blue background")


def median_ms(call: Callable[[], object], times: int) -> float:
    """The median of so many calls, in milliseconds."""
    took: list[float] = []
    for _ in range(times):
        started = time.perf_counter()
        call()
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took)


def measured(folder: Path, waiting: int, adds: int) -> dict[str, float]:
    """Milliseconds with so many jobs waiting."""
    places = Places(folder / f"home-{waiting}")
    places.create()
    heard: list[QueueEvent] = []
    with closing(open_database(places)) as database:
        queue = RenderQueue(JobStore(database), places, listener=heard.append)
        jobs = tuple(NewJob(REQUEST.with_changes(seed=seed)) for seed in range(waiting))
        started = time.perf_counter()
        queue.add_group(NewGroup(GroupKind.BATCH, "waiting", jobs))
        group_ms = (time.perf_counter() - started) * 1000
        add_ms = median_ms(lambda: queue.add(REQUEST), adds)
        last_first = iter([job.id for job in reversed(queue.jobs())])
        return {
            "add": add_ms,
            "add_group": group_ms,
            "move": median_ms(lambda: queue.move(next(last_first), 0), adds),
            "poll": median_ms(queue.has_work, adds),
            "first_read": median_ms(JobStore(database).all, 1),
        }


def floor_ms(folder: Path, times: int) -> float:
    """One row in one transaction that reaches the disk."""
    with closing(sqlite3.connect(folder / "floor.sqlite3", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE t (text TEXT)")
        return median_ms(
            lambda: connection.execute("INSERT INTO t VALUES (?)", (REQUEST.to_json(),)), times
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--waiting", type=int, nargs="+", default=[10, 500])
    parser.add_argument("--adds", type=int, default=30)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        results = {n: measured(folder, n, arguments.adds) for n in arguments.waiting}
        floor = floor_ms(folder, arguments.adds)
    kinds = list(next(iter(results.values())))
    print(f"{'waiting':>8}" + "".join(f"{kind + ' ms':>16}" for kind in kinds))
    for waiting, figures in results.items():
        print(f"{waiting:>8}" + "".join(f"{figures[kind]:>16.2f}" for kind in kinds))
    fewest, most = (results[pick(results)]["add"] for pick in (min, max))
    print(f"one bare transaction: {floor:.2f} ms; add with most to add with fewest: "
          f"{most / fewest:.1f}")  # fmt: skip
    print(json.dumps({"ms": results, "floor_ms": floor, "add_ratio": most / fewest}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
