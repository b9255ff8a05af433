"""What `gpu.py` asks of its child processes, and what they answer; no torch is needed for it."""

from typing import Literal

from wan22_desktop.core.values import Value
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine_protocol.plan import ExecutionPlan

Kind = Literal["forward", "decode", "copy", "hold"]
"""`copy` is from page-locked memory to the card; `hold` computes until it is ended."""
Bare = Literal["resident", "group"]
"""diffusers without the app: on the card as a whole, or with its group offload."""


class Cell(Value):
    """One thing to measure, alone on the card."""

    name: str
    kind: Kind
    variant: Variant
    width: int
    height: int
    num_frames: int
    plan: ExecutionPlan
    bare: Bare | None = None
    repeats: int = 2
    """Measured runs; one more comes before them."""
    tiny: bool = False
    """Networks of the same classes with a few thousand weights."""


class Figures(Value):
    """What a cell showed."""

    seconds: float
    """The median of the runs."""
    peak_bytes: int
    """As torch's allocator counts tensors; of the whole process where there is no card."""
    gb_s: float | None = None
    """Of a copy, in 1e9 bytes per second."""


class Failure(Value):
    """Why a cell gave no figures."""

    reason: str


class State(Value):
    """What a `hold` does from now on."""

    state: Literal["computing", "paused"]
