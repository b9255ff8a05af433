"""Broken safetensors headers by the million: is the strict reader ever wrong, and how quick is it.

    python3 run.py bench header_fuzz [--inputs 1000000] [--start 0] [--seed 1] [--json FILE]
    python3 run.py bench header_fuzz --guided FOLDER --inputs 1000000

Each input is a header of a LoRA, or one of the list of hostile ones, changed in one way to six, in
its JSON and in its bytes (`tests/fixtures/header_fuzzing.py`). The oracle is the safetensors
library on the same bytes: what our reader accepts, the library must accept with the same names,
types, shapes and bytes. Input number n of a seed is always the same: `--start` goes on where
another run ended, and shows a single one again.

With `--guided` the coverage of the reader's code guides the changes: libFuzzer through atheris,
which is installed for that by hand (`pip install atheris`, Linux and macOS). It keeps in
FOLDER what led on, prints its own figures and stops at the first input that is judged wrongly.

Ends with 1 if anything is wrong.
"""

import argparse
import contextlib
import importlib
import json
import sys
import time
from pathlib import Path
from types import FunctionType

import safetensors

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fixtures.header_fuzzing import Tally, judge, mutated, strict_reader
from wan22_desktop.core import safetensors_header

TELL_EVERY = 50_000
FIRST_INPUTS = 500
"""From which a guided run sets out."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--start", type=int, default=0, help="number of the first input")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="file for the figures")
    parser.add_argument("--guided", type=Path, metavar="FOLDER", help="by coverage, with atheris")
    arguments = parser.parse_args()
    if arguments.guided:
        return guided(arguments.guided, arguments.inputs, arguments.seed)
    tally, started = Tally(), time.perf_counter()
    end = arguments.start + arguments.inputs
    with contextlib.suppress(KeyboardInterrupt):  # then the figures are of what was read
        for number in range(arguments.start, end):
            judge(number, mutated(number, arguments.seed), strict_reader, tally)
            if (number + 1) % TELL_EVERY == 0:
                sys.stderr.write(f"up to {number + 1:,}: {len(tally.failures)} wrong\n")
    result = figures(tally, time.perf_counter() - started)
    for reason, count in tally.reasons.most_common():
        print(f"{count:12,d}  {reason}")
    for name, value in result.items():
        print(f"{name:32s} {value:,}" if isinstance(value, int) else f"{name:32s} {value}")
    for number, what in tally.failures[:20]:
        print(f"WRONG: --seed {arguments.seed} --start {number} --inputs 1: {what}")
    text = json.dumps({"seed": arguments.seed, "start": arguments.start, **result})
    print(text)
    if arguments.json:
        arguments.json.write_text(text, encoding="utf-8")
    return int(bool(tally.failures))


def guided(folder: Path, inputs: int, seed: int) -> int:
    """Does not return: libFuzzer ends the process, with 77 if an input was judged wrongly."""
    atheris = importlib.import_module("atheris")
    found = list(vars(safetensors_header).values())
    found += [part for owner in found if isinstance(owner, type) for part in vars(owner).values()]
    for function in found:
        is_code = isinstance(function, FunctionType)
        if is_code and function.__module__ == safetensors_header.__name__:
            atheris.instrument_func(function)

    def look(content: bytes) -> None:
        tally = Tally()
        judge(0, content, strict_reader, tally)
        if tally.failures:
            raise AssertionError(tally.failures[0][1])

    folder.mkdir(parents=True, exist_ok=True)
    for number in range(FIRST_INPUTS):
        (folder / str(number)).write_bytes(mutated(number, seed))
    limits = [f"-runs={inputs}", f"-seed={seed}", "-max_len=2048", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], str(folder), *limits], look)
    atheris.Fuzz()
    return 0


def figures(tally: Tally, wall_s: float) -> dict[str, int | float | str]:
    uncaught = sum(what.startswith("uncaught") for _, what in tally.failures)
    return {
        "inputs": tally.inputs,
        "accepted": tally.accepted,
        "uncaught": uncaught,
        "accepted_wrongly": len(tally.failures) - uncaught,
        "refused_though_library_accepts": tally.refused_but_library_accepts,
        "p50_us": round(tally.percentile_us(0.5), 1),
        "p99_us": round(tally.percentile_us(0.99), 1),
        "max_us": round(tally.percentile_us(1.0), 1),
        "inputs_per_s_with_the_library": round(tally.inputs / wall_s),
        "safetensors": safetensors.__version__,
    }


if __name__ == "__main__":
    sys.exit(main())
