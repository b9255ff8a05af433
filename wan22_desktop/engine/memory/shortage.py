"""What a render that ran out of memory had, in measured numbers."""

import re

import psutil
import torch

from wan22_desktop.core.units import size
from wan22_desktop.engine_protocol.messages import Render, Stage

_DOING = {
    Stage.LOADING: "loading the model",
    Stage.ENCODING_PROMPT: "encoding the prompt",
    Stage.SAMPLING: "sampling",
    Stage.DECODING: "decoding",
    Stage.WRITING: "writing the clip",
}

_ASKED_FOR = re.compile(r"tried to allocate ([\d.]+) (bytes|[KMG]iB)", re.IGNORECASE)
"""In the messages of torch's allocators, for cards and for processors."""
_UNITS = {"bytes": 1, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30}


def shortage_of(error: BaseException, job: Render, stage: Stage | None) -> str:
    """Stage, clip and memory as sentences; call it while the exception still holds its tensors."""
    request = job.request
    doing = "" if stage is None else f" while {_DOING[stage]}"
    clip = f"{request.width}x{request.height}, {request.num_frames} frames"
    return f"Memory ran out{doing} ({clip}): {_in_use(error, job)}{_asked_for(error)}."


def _in_use(error: BaseException, job: Render) -> str:
    if torch.cuda.is_available() and _is_of_card(error):
        # Counted from the beginning of the stage (`StageClock`).
        peak_bytes = torch.cuda.max_memory_allocated()
        total_bytes = torch.cuda.get_device_properties(torch.cuda.current_device()).total_memory
        cap_bytes = job.plan.memory_cap_bytes
        if cap_bytes is not None and cap_bytes < total_bytes:
            return (
                f"the render had {size(peak_bytes)} of the {size(cap_bytes)} in use that it may "
                f"take of the card's {size(total_bytes)}"
            )
        return f"the render had {size(peak_bytes)} of the card's {size(total_bytes)} in use"
    memory = psutil.virtual_memory()
    resident_bytes = psutil.Process().memory_info().rss
    return (
        f"the engine had {size(resident_bytes)} of this computer's {size(memory.total)} in use, "
        f"{size(memory.available)} were free"
    )


def _is_of_card(error: BaseException) -> bool:
    """Whether the device's allocator or one of its libraries complained."""
    text = str(error)
    return isinstance(error, torch.OutOfMemoryError) or "CUDA" in text or "CUBLAS" in text


def _asked_for(error: BaseException) -> str:
    found = _ASKED_FOR.search(str(error))
    if found is None:
        return ""
    asked_bytes = round(float(found[1]) * _UNITS[found[2].lower()])
    return f", and {size(asked_bytes)} more were needed at once"
