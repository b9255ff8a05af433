"""What a saved state costs, against copying the same files without any check, and what damage does.

    python benchmarks/saved_states.py [--jobs 2000] [--rounds 5] [--damaged 2000] [--seed 22]

Both sides save and put back the same home in turn, in this process. Then states are damaged (a bit
flipped, cut off, zeroed) and read. Prints a table and a line of JSON.
"""

import argparse
import json
import os
import random
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from wan22_desktop.composition.recovery import system_state
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.settings import Settings, save_settings
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.store import JobStore
from wan22_desktop.recovery.state_file import extract_state
from wan22_desktop.recovery.unclean_starts import UncleanStarts

THUMBNAIL_BYTES = 8000
STARTS = 300


def filled(places: Places, jobs: int) -> None:
    """A home with jobs whose pictures are as large as real ones, and do not shrink either."""
    places.create()
    save_settings(places.settings_file, Settings())
    places.window_state_file.write_text("{}", "utf-8")
    request = GenerationRequest.default(Variant.DEMO, prompt="a red circle", seed=1)
    with closing(open_database(places)) as database:
        store = JobStore(database)
        store.add("first", request)
        with database.transaction() as connection:
            connection.execute("UPDATE jobs SET thumbnail = randomblob(?)", (THUMBNAIL_BYTES,))
            names = [str(row["name"]) for row in connection.execute("PRAGMA table_info(jobs)")]
            own = {"id": "'job' || value", "thumbnail": f"randomblob({THUMBNAIL_BYTES})"}
            columns = ", ".join(own.get(name) or name for name in names)
            connection.execute(
                f"INSERT INTO jobs ({', '.join(names)}) WITH RECURSIVE numbers(value) AS (SELECT 1"  # noqa: S608
                " UNION ALL SELECT value + 1 FROM numbers WHERE value < ?)"
                f" SELECT {columns} FROM numbers, jobs WHERE id = 'first'",
                (jobs - 1,),
            )


def bare_save(places: Places, target: Path) -> None:
    """The files as they are, with nothing that would notice damage or survive a kill."""
    target.mkdir()
    for file in (places.settings_file, places.window_state_file):
        shutil.copyfile(file, target / file.name)
    with (
        closing(sqlite3.connect(places.database_file)) as source,
        closing(sqlite3.connect(target / places.database_file.name)) as copy,
    ):
        source.backup(copy)


def bare_restore(places: Places, source: Path) -> None:
    for file in source.iterdir():
        shutil.copyfile(file, places.home / file.name)


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def costs(folder: Path, jobs: int, rounds: int) -> dict[str, float]:
    places = Places(folder / "home")
    filled(places, jobs)
    states = system_state(places)
    taken: dict[str, list[float]] = {"save": [], "restore": [], "bare save": [], "bare restore": []}
    size_bytes = 0
    for number in range(rounds):
        bare = folder / f"bare{number}"
        taken["bare save"].append(seconds(lambda bare=bare: bare_save(places, bare)))
        taken["save"].append(seconds(states.save_system_state))
        state = states.list_states()[0].path
        size_bytes = state.stat().st_size
        taken["bare restore"].append(seconds(lambda bare=bare: bare_restore(places, bare)))
        taken["restore"].append(seconds(lambda state=state: states.restore_system_state(state)))
        shutil.rmtree(bare)
    middle = {f"{name} s": statistics.median(values) for name, values in taken.items()}
    return {
        **middle,
        "database MB": places.database_file.stat().st_size / 1e6,
        "state MB": size_bytes / 1e6,
        "save / bare": middle["save s"] / middle["bare save s"],
        "restore / bare (it saves first)": middle["restore s"] / middle["bare restore s"],
    }


def start_ms(folder: Path) -> dict[str, float]:
    """Of noting a start, each after so many others that were not ended."""
    starts = UncleanStarts(folder / "starts.txt")
    taken = sorted(1000 * seconds(starts.begin) for _ in range(STARTS))
    return {"start median ms": taken[STARTS // 2], "start p99 ms": taken[STARTS * 99 // 100]}


def damage(folder: Path, count: int, chance: random.Random) -> dict[str, float]:
    """Reads states that are not as they were saved: refused, harmless, or wrong."""
    places = Places(folder / "small")
    filled(places, 3)
    state = system_state(places).save_system_state()
    raw = state.read_bytes()
    out, target = folder / "out", folder / "damaged.wanstate"
    out.mkdir()
    extract_state(state, out)
    good = {file.name: file.read_bytes() for file in out.iterdir()}
    found = {"refused": 0.0, "harmless": 0.0, "wrong": 0.0}
    for number in range(count):
        content = bytearray(raw)
        # The end holds the directory, and most of what can be told wrongly.
        at = len(raw) - 1 - chance.randrange(len(raw) if number % 2 else 600)
        match number // 2 % 3:
            case 0:
                content[at] ^= 1 << chance.randrange(8)
            case 1:
                del content[at:]
            case _:
                content[at : at + 64] = bytes(len(content[at : at + 64]))
        target.write_bytes(bytes(content))
        try:
            extract_state(target, out)
        except UserError:
            found["refused"] += 1
        else:
            is_same = {file.name: file.read_bytes() for file in out.iterdir()} == good
            found["harmless" if is_same else "wrong"] += 1
    return {"damaged states": float(count), **found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--damaged", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=22)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wan22-states-") as name:
        folder = Path(name)
        figures = costs(folder, arguments.jobs, arguments.rounds)
        figures |= start_ms(folder)
        figures |= damage(folder, arguments.damaged, random.Random(arguments.seed))
    for title, value in figures.items():
        print(f"{title:34}{value:12.3f}")
    facts = {"jobs": arguments.jobs, "seed": arguments.seed, "cores": os.cpu_count()}
    print(json.dumps(facts | {key: round(value, 4) for key, value in figures.items()}))


if __name__ == "__main__":
    main()
