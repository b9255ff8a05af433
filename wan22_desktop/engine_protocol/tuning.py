"""Settings of the engine's process that hold from its start, whatever it renders."""

from typing import Annotated

from pydantic import Field

from wan22_desktop.core.values import Value

Count = Annotated[int, Field(ge=1, le=1024)]


class EngineTuning(Value):
    """None leaves what the engine does by itself.

    Threads are counts; NUMA nodes are numbered as the system does.
    """

    interop_threads: Count | None = None
    """For operations side by side (`torch.set_num_interop_threads`)."""
    numa_node: Annotated[int, Field(ge=0, le=1023)] | None = None
    """The process and its memory are bound to this group of cores."""
    pinned_budget_bytes: Annotated[int, Field(ge=0, le=1 << 50)] | None = None
    """Of page-locked memory for weights that visit the card; a plan may take less."""
    loading_threads: Count | None = None
    """Tensors of a model's files that are read at the same time."""
    preprocessing_workers: Count | None = None
    """Threads that decode and scale pictures, and convert frames for the encoder."""
    allow_tf32: bool | None = None
    """Whether matrix products in float32 may be computed with 10 bits of mantissa."""
