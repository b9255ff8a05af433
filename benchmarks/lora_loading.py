"""How fast the engine reads, hashes and checks LoRA files: what load times are estimated from.

Run `python benchmarks/lora_loading.py`. A file of rank 32 for A14B as musubi-tuner writes it is
read several times while the system has it in memory, so disks have no part in it. The time of the
processor is told apart from the clock's, for a busy machine stretches only the latter.
"""

import argparse
import hashlib
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

import torch
from safetensors.torch import save_file

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from fixtures import published_loras
from wan22_desktop.core.request import LoraUse
from wan22_desktop.engine.lora.files import read_lora


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--rank", type=int, default=32)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    shapes = published_loras.musubi(published_loras.A14B.in_blocks, rank=arguments.rank)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lora.safetensors"
        save_file(
            {key: torch.ones(shape, dtype=torch.bfloat16) for key, shape in shapes.items()}, path
        )
        size = path.stat().st_size
        use = LoraUse(sha256=hashlib.sha256(path.read_bytes()).hexdigest(), name=path.stem)
        print(f"{size / 1e6:.0f} MB, {len(shapes):,} tensors, one thread")
        for _ in range(arguments.repeats):
            wall, cpu = perf_counter(), process_time()
            read_lora(use, path)
            wall, cpu = perf_counter() - wall, process_time() - cpu
            speeds = (size / seconds / 1e6 for seconds in (wall, cpu))
            print("{:.0f} MB/s by the clock, {:.0f} by the processor".format(*speeds))


if __name__ == "__main__":
    main()
