"""How well single mistakes in real library files are repaired.

Run `python benchmarks/syntax_repair.py [--count 306] [--seed 2026] [--json]`. Mistakes of nine
kinds are planted into files of the standard library and of installed packages, as many of each
kind, drawn with the seed; each breaks a file that compiled. Every file is then given to
`SyntaxValidator.repair_syntax_errors` on the disk:

- compiles: the file compiles afterwards,
- same meaning: of those, the syntax tree is that of the file before the mistake was planted,
- made worse: the file changed and does not compile, its backup is not what stood there, or it
  changed although no repair was claimed.

`--list` names what was missed or changed its meaning. Ends with 1 if fewer than 90 % compile, fewer
than 80 % of the repaired mean the same, or any file was made worse.
"""

import argparse
import ast
import json
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from fixtures.planted_errors import KINDS, PlantedError, compiles, planted_errors
from wan22_desktop.doctor.syntax_validator import SyntaxValidator

MIN_COMPILING = 0.9
MIN_SAME_MEANING = 0.8


@dataclass(frozen=True)
class Outcome:
    """Of one planted mistake."""

    planted: PlantedError
    is_compiling: bool
    is_same: bool
    is_worse: bool
    took_s: float
    line_now: str


def outcome(validator: SyntaxValidator, planted: PlantedError, path: Path) -> Outcome:
    """Repair one file and compare it with what it was."""
    broken = planted.broken.encode()
    path.write_bytes(broken)
    begun = time.monotonic()
    result = validator.repair_syntax_errors(path)
    took_s = time.monotonic() - begun
    data = path.read_bytes()
    now = data.decode()
    works = compiles(now)
    kept = result.backup is not None and result.backup.read_bytes() == broken
    worse = not (works and kept) if result.is_repaired else data != broken
    same = works and ast.dump(ast.parse(now)) == ast.dump(ast.parse(planted.sound))
    lines = [line for line in result.diff.splitlines()[3:] if line.startswith("+")]
    return Outcome(planted, works, same, worse, took_s, " / ".join(lines))


def main() -> int:
    """Print the table or the JSON; 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description="Repairs planted syntax errors.")
    parser.add_argument("--count", type=int, default=306)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--list", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        validator = SyntaxValidator(Path(folder) / "backups")
        outcomes = [
            outcome(validator, planted, Path(folder) / f"{number}.py")
            for number, planted in enumerate(planted_errors(chosen.count, chosen.seed))
        ]
    rows = {kind: summary([o for o in outcomes if o.planted.kind == kind]) for kind in KINDS}
    rows["all"] = total = summary(outcomes)
    if chosen.json:
        print(json.dumps({"count": chosen.count, "seed": chosen.seed, "rows": rows}, indent=1))
    else:
        print_table(rows, len({o.planted.module for o in outcomes}))
    if chosen.list:
        print_missed(outcomes)
    missed = (
        total["compiles"] < MIN_COMPILING * total["planted"]
        or total["same_meaning"] < MIN_SAME_MEANING * total["compiles"]
        or total["made_worse"] > 0
    )
    return int(missed)


def summary(outcomes: list[Outcome]) -> dict[str, float]:
    """The counts of one kind, and what a repair takes."""
    times = [o.took_s for o in outcomes] or [0.0]
    return {
        "planted": len(outcomes),
        "compiles": sum(o.is_compiling for o in outcomes),
        "same_meaning": sum(o.is_same for o in outcomes),
        "made_worse": sum(o.is_worse for o in outcomes),
        "median_s": round(statistics.median(times), 3),
        "longest_s": round(max(times), 3),
    }


def print_table(rows: dict[str, dict[str, float]], files: int) -> None:
    """One line for each kind, the shares in per cent."""
    print(f"{'kind':18}{'planted':>8}{'compiles':>15}{'same meaning':>15}{'worse':>7}{'s':>14}")
    for kind, row in rows.items():
        works, same = row["compiles"], row["same_meaning"]
        share = 100 * works / max(row["planted"], 1)
        meaning = 100 * same / max(works, 1)
        print(
            f"{kind:18}{row['planted']:8}{works:7} {share:5.1f} %{same:7} {meaning:5.1f} %"
            f"{row['made_worse']:7}{row['median_s']:7.2f}{row['longest_s']:7.2f}"
        )
    print(f"in {files} files; s: median and longest time of a repair")


def print_missed(outcomes: list[Outcome]) -> None:
    """What was not repaired, and what means something else now."""
    for one in outcomes:
        if one.is_same:
            continue
        was = one.planted.sound.split("\n")[one.planted.line - 1].strip()
        became = one.line_now if one.is_compiling else "(not repaired)"
        print(f"\n{one.planted.kind}, {one.planted.module}:{one.planted.line}\n  {was}\n  {became}")


if __name__ == "__main__":
    sys.exit(main())
