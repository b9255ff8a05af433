"""Databases damaged at random: is anything lost that nobody is told of?

    python3 run.py bench database_rescue [--inputs 1000] [--kills 20] [--seed 1] [--json FILE]

Each input is a database with jobs in the file and in its write-ahead log, as after a kill, that is
flipped, overwritten, zeroed, cut or has pages swapped (`tests/fixtures/damaged_databases.py`). It
is examined and rescued, and compared with what was in it. Then a process that adds jobs is killed
again and again, which is no damage and must not be called so. At the end stands the control: a
repair that keeps quiet about what it lost, which must be seen.

Ends with 1 if a promise is broken, or if the control is not seen.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fixtures.damaged_databases import (
    Repair,
    Tally,
    judge,
    kill_while_writing,
    make_home,
    repair,
)
from wan22_desktop.composition.doctor_sources import damaged_jobs
from wan22_desktop.core.places import Places
from wan22_desktop.doctor.database_check import copy_set, examine
from wan22_desktop.doctor.database_rescue import Rescue, TableRescue

CONTROL_INPUTS = 100


def quiet(places: Places) -> Rescue:
    """The control: what is lost is not said."""
    result = repair(places)
    tables = tuple(TableRescue(table.name, table.kept) for table in result.tables)
    return replace(result, tables=tables)


def judged(inputs: int, seed: int, mend: Repair) -> Tally:
    tally, rng = Tally(), random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        template = Places(Path(folder) / "template")
        template.create()
        make_home(template)
        for _ in range(inputs):
            with tempfile.TemporaryDirectory(dir=folder) as scratch:
                judge(template, Path(scratch), rng, tally, mend)
    return tally


def false_alarms(kills: int, seed: int) -> int:
    """How often the database of a killed process is called damaged."""
    rng, alarms = random.Random(seed), 0
    with tempfile.TemporaryDirectory() as folder:
        places = Places(Path(folder) / "home")
        places.create()
        for number in range(kills):
            kill_while_writing(places, rng.randint(1, 60))
            look = Path(folder) / str(number)
            look.mkdir()
            alarms += not examine(copy_set(places.database_file, look), damaged_jobs).is_whole
    return alarms


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="file for the figures")
    arguments = parser.parse_args()
    begun = time.perf_counter()
    tally = judged(arguments.inputs, arguments.seed, repair)
    wall_s = time.perf_counter() - begun
    control = len(judged(CONTROL_INPUTS, arguments.seed, quiet).silent)
    alarms = false_alarms(arguments.kills, arguments.seed)
    figures = {
        "inputs": tally.inputs,
        "without harm": tally.harmless,
        "found damaged": tally.detected,
        "crashes": len(tally.crashes),
        "silent losses": len(tally.silent),
        "not usable afterwards": len(tally.unusable),
        "jobs": tally.all_jobs,
        "jobs kept": tally.kept_jobs,
        f"false alarms after {arguments.kills} kills": alarms,
        f"control: silent losses of {CONTROL_INPUTS}": control,
        "seconds": round(wall_s, 1),
    }
    for name, value in figures.items():
        print(f"{name:34s} {value:>9,}")
    for line in (*tally.crashes, *tally.silent, *tally.unusable)[:10]:
        print(line)
    print(json.dumps(figures))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures), "utf-8")
    broken = bool(tally.crashes or tally.silent or tally.unusable or alarms)
    return 1 if broken or not control else 0


if __name__ == "__main__":
    sys.exit(main())
