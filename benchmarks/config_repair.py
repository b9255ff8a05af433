"""Broken configurations by the thousand: is anything lost, and does a repair do what it says.

    python3 run.py bench config_repair [--inputs 20000] [--start 0] [--seed 1] [--json FILE]
    python3 run.py bench config_repair --only settings --inputs 10000

Each input is a whole configuration of every kind (published models, schedulers, the app's settings)
that is broken in one way to three: bit flips, cuts, NULs, marks, wrong types, what is huge, nested,
missing, strange or there twice (`tests/fixtures/config_mutations.py`). Input number n of a seed is
always the same. At the end stands the control: repairs that break one promise each, and how many of
them were seen.

Ends with 1 if a promise is broken, or if a control is not seen.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fixtures.config_mutations import CONTROLS, Repair, Tally, judge, mend, originals

CONTROL_INPUTS = 300
PROMISES = {
    "uncaught": "no exception escapes",
    "key": "good keys are kept",
    "original": "original bytes are kept",
    "claim": "what is called repaired is valid",
    "restored": "what is restored is what was there",
    "boot": "the app starts with the settings",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--start", type=int, default=0, help="number of the first input")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="file for the figures")
    names = sorted(originals())
    parser.add_argument("--only", choices=names, help="inputs of one kind; START is its number")
    arguments = parser.parse_args()
    started = time.perf_counter()
    inputs = range(arguments.start, arguments.start + arguments.inputs)
    if arguments.only:  # input n is made from the n-th original, going round
        step, first = len(names), names.index(arguments.only)
        inputs = range(inputs.start * step + first, inputs.stop * step, step)
    tally = judged(inputs, arguments.seed, mend)
    wall_s = time.perf_counter() - started
    cases = {"key": tally.good_keys, "original": tally.inputs, "uncaught": tally.inputs}
    cases |= {"claim": tally.repaired, "restored": tally.restored, "boot": tally.settings_inputs}
    print(f"{'promise':38s} {'cases':>9s} {'broken':>7s}")
    for promise, words in PROMISES.items():
        print(f"{words:38s} {cases[promise]:9,d} {tally.broken_promises(promise):7,d}")
    controls: dict[str, int] = {}
    for repair, promise in CONTROLS:
        wrong = judged(range(CONTROL_INPUTS), arguments.seed, repair)
        controls[f"{repair.__name__}: {promise}"] = wrong.broken_promises(promise)
    for control, count in controls.items():
        print(f"control {control:36s} seen {count:,} times in {CONTROL_INPUTS} inputs")
    result = {
        "seed": arguments.seed,
        "start": arguments.start,
        "inputs": tally.inputs,
        "kinds": 1 if arguments.only else len(names),
        "with_findings": tally.found_bad,
        "repaired": tally.repaired,
        "cases": cases,
        "broken": {promise: tally.broken_promises(promise) for promise in PROMISES},
        "control_inputs": CONTROL_INPUTS,
        "controls_seen": controls,
        "wall_s": round(wall_s, 1),
    }
    for name, count in sorted(tally.by_kind.items()):
        print(f"{name:50s} {count:7,d} repaired")
    for number, what in tally.wrong[:20]:
        print(f"BROKEN: --seed {arguments.seed} --start {number} --inputs 1: {what}")
    text = json.dumps(result)
    print(text)
    if arguments.json:
        arguments.json.write_text(text, encoding="utf-8")
    return int(bool(tally.wrong) or not all(controls.values()))


def judged(inputs: range, seed: int, repair: Repair) -> Tally:
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        for number in inputs:
            judge(number, seed, Path(folder), tally, repair)
    return tally


if __name__ == "__main__":
    sys.exit(main())
