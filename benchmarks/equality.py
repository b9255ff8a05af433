"""Every plan gives the same clip: the engine's latents against the bare diffusers pipeline's.

Run `python benchmarks/equality.py`. Tiny models of every variant, and the demo model, are rendered
by the engine in every mode, precision and plan that a processor can run; the reference is the
unmodified pipeline on the same files, quantized by torchao or diffusers themselves. `equal` means
bit for bit. A number is the distance as a share of the latents' norm, within the bound of
`fixtures.equality.Matrix.cell`. Ends with 1 if a cell is wrong.
"""

import gc
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import torch
from diffusers.utils import logging as diffusers_logging
from transformers.utils import logging as transformers_logging

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fixtures.equality import CASES, Cell, Matrix, Way
from wan22_desktop.engine_protocol.plan import Quantization

COLUMNS = (
    Way.RESIDENT,
    Way.MODEL,
    Way.STREAMING,
    Way.SEQUENTIAL,
    Way.CHUNKED,
    Way.CHUNKED_STREAMING,
    Way.ODD_CHUNKS,
)


def named(quantization: Quantization) -> str:
    return "bf16" if quantization is Quantization.NONE else quantization.value


def row(cells: list[Cell]) -> str:
    """One model and mode in one precision, by plan."""
    by_way = {cell.way: cell for cell in cells}
    columns = " | ".join(str(by_way[way]) for way in COLUMNS)
    return f"| {cells[0].case} | {named(cells[0].quantization)} | {columns} |"


def summary(cells: list[Cell]) -> str:
    """All models and modes together, by precision and plan."""
    lines = [f"| precision | {' | '.join(COLUMNS)} |", "|---" * (1 + len(COLUMNS)) + "|"]
    for quantization in Quantization:
        texts: list[str] = []
        for way in COLUMNS:
            run = [
                cell
                for cell in cells
                if (cell.quantization, cell.way) == (quantization, way) and not cell.refusal
            ]
            equal = sum(cell.error == 0 for cell in run)
            text = f"{equal} of {len(run)} equal" if run else "not on CPU"
            if equal < len(run):
                text += f", else to {max(cell.error for cell in run):.1e}"
            texts.append(text)
        lines.append(f"| {named(quantization)} | {' | '.join(texts)} |")
    return "\n".join(lines)


def main() -> int:
    torch.set_num_threads(1)
    diffusers_logging.disable_progress_bar()
    diffusers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    gc.collect()
    gc.freeze()  # letting go of a model collects garbage: there is none among what is imported
    cells: list[Cell] = []
    print(f"| model | precision | {' | '.join(COLUMNS)} |")
    print("|---" * (2 + len(COLUMNS)) + "|")
    with tempfile.TemporaryDirectory() as folder:
        matrix = Matrix(Path(folder))
        for case in CASES:
            for quantization in Quantization:
                # In the order in which the engine has least to load.
                cells += [matrix.cell(case, quantization, way) for way in Way]
                print(row(cells[-len(Way) :]), flush=True)
    print(f"\n{summary(cells)}\n")
    run = [cell for cell in cells if not cell.refusal]
    wrong = [cell for cell in run if not cell.is_right]
    equal = sum(cell.error == 0 for cell in run)
    print(f"{len(run)} cells: {equal} equal bit for bit, {len(wrong)} wrong")
    for refusal in dict.fromkeys(cell.refusal for cell in cells if cell.refusal):
        print(f"refused: {refusal}")
    print(json.dumps([{**asdict(cell), "case": str(cell.case)} for cell in run]))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
