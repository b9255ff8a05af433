"""The process that tries the compiler: `python -m wan22_desktop.engine.speed.compile_probe cpu`.

Ends with 0 if a compiled kernel computes what torch computes. Compilers are foreign programs
(Triton, a C++ compiler) that may be missing, hang or crash.
"""

import os
import sys
from typing import TYPE_CHECKING

from wan22_desktop.engine.process import die_with_parent, prepare_environment

if TYPE_CHECKING:
    from torch import Tensor

WIDTH = 64


def main(device: str) -> int:
    """Compile and run what a block does between its matrices."""
    die_with_parent(os.getppid())
    prepare_environment()

    import torch
    from torch._inductor import config as inductor
    from torch.nn import functional

    def between(states: "Tensor", weight: "Tensor", gate: "Tensor") -> "Tensor":
        normed = functional.layer_norm((states @ weight).float(), (WIDTH,))
        return states + functional.gelu(normed, approximate="tanh") * gate

    inductor.compile_threads = 1
    random = torch.Generator().manual_seed(0)
    shapes = ((4, WIDTH), (WIDTH, WIDTH), (WIDTH,))
    inputs = [torch.randn(shape, generator=random).to(device) for shape in shapes]
    with torch.inference_mode():
        difference = torch.compile(between, fullgraph=True)(*inputs) - between(*inputs)
    if difference.abs().max() < 1e-3:
        return 0
    sys.stderr.write("it computes something else\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
