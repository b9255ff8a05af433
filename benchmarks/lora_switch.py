"""What a job pays for a LoRA that it finds loaded, against what the first job paid to load it.

Run `python benchmarks/lora_switch.py`. A file with random matrices of the chosen rank for every
linear layer of all 40 blocks of A14B, 307 MB for rank 32, goes through what the engine does with a
job's LoRAs while the model is in memory: the file is read, hashed and checked, compared with the
model's layers, and put on both experts. The jobs that follow ask for other strengths. The experts
have the real size and no weights (torch's meta device), which nothing here looks at; the LoRA's own
tensors are real.

`load` is the first job, `switch` one with other strengths, `unload` one without the LoRA. Printed
are medians of the clock and of the processor's time, then one line of JSON. Ends with 1 if a switch
takes more than 5 % of a load, or if it reads a file or attaches a layer.
"""

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from fixtures.full_size_wan import full_size_transformer
from fixtures.published_loras import A14B, musubi
from fixtures.tiny_loras import save_lora
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.wan import Expert, Variant
from wan22_desktop.engine.lora.files import LoraFiles
from wan22_desktop.engine.lora.fit import check_loras
from wan22_desktop.engine.lora.lora_set import LoraSet

MODEL = Variant.T2V_A14B
MAX_RATIO = 0.05


class Engine:
    """The parts of the engine that have to do with LoRAs, kept between jobs."""

    def __init__(self) -> None:
        self.files = LoraFiles()
        self._experts = {expert: full_size_transformer(MODEL) for expert in Expert}
        self.sets = {expert: LoraSet(held, expert) for expert, held in self._experts.items()}

    def job(self, path: Path, *uses: LoraUse) -> None:
        """What a job does with its LoRAs before its experts compute."""
        read = [(use, self.files.read(use, path)) for use in uses]
        if read:
            check_loras(read, tuple(Expert), self._experts[Expert.HIGH_NOISE])
        for loras in self.sets.values():
            loras.only_rescales(read)
            loras.apply(read)
            loras.resident_bytes()

    @property
    def parts_attached(self) -> int:
        return sum(loras.parts_attached for loras in self.sets.values())

    def timed_job(self, path: Path, *uses: LoraUse) -> tuple[float, float]:
        """Seconds by the clock, and of the processor."""
        wall, cpu = perf_counter(), process_time()
        self.job(path, *uses)
        return perf_counter() - wall, process_time() - cpu


def write(path: Path, rank: int) -> LoraUse:
    generator = torch.Generator().manual_seed(0)
    shapes = musubi(A14B.in_blocks, rank=rank)
    tensors = {
        key: torch.randn(shape, generator=generator).to(torch.bfloat16)
        if shape
        else torch.tensor(float(rank))
        for key, shape in shapes.items()
    }
    return save_lora(path, tensors)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rank", type=int, default=32)
    parser.add_argument("--loads", type=int, default=3)
    parser.add_argument("--switches", type=int, default=10)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    times: dict[str, list[tuple[float, float]]] = {"load": [], "switch": [], "unload": []}
    wasted = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lora.safetensors"
        use = write(path, arguments.rank)
        size_bytes = path.stat().st_size
        for _ in range(arguments.loads):
            engine = Engine()
            times["load"].append(engine.timed_job(path, use))
            reads, attached = engine.files.reads, engine.parts_attached
            for number in range(arguments.switches):
                strengths = {"strength": 0.1 + 0.1 * number, "strength_2": 1.0 - 0.05 * number}
                other = use.model_copy(update=strengths)
                times["switch"].append(engine.timed_job(path, other))
            wasted += engine.files.reads - reads + engine.parts_attached - attached
            times["unload"].append(engine.timed_job(path))
    medians = {
        name: [statistics.median(each[clock] for each in found) for clock in (0, 1)]
        for name, found in times.items()
    }
    print(f"{size_bytes / 1e6:.0f} MB, rank {arguments.rank}, both experts, one thread")
    for name, (wall, cpu) in medians.items():
        print(f"{name:7} {wall * 1e3:8.1f} ms by the clock, {cpu * 1e3:8.1f} ms of the processor")
    ratio = medians["switch"][1] / medians["load"][1]
    is_right = ratio <= MAX_RATIO and not wasted
    print(f"a switch takes {ratio:.1%} of a load; at most {MAX_RATIO:.0%}")
    record = {"size_bytes": size_bytes, "medians_s": medians, "ratio": ratio, "wasted": wasted}
    print(json.dumps(record))
    return 0 if is_right else 1


if __name__ == "__main__":
    raise SystemExit(main())
