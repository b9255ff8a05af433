"""Which memory a render ran out of, in measured numbers."""

import re
from typing import NamedTuple

import psutil
import torch

from wan22_desktop.core.failures import FailureCause
from wan22_desktop.core.units import size
from wan22_desktop.engine.memory.limits import commit_left_bytes, windows_code
from wan22_desktop.engine_protocol.messages import JobCommand, Render, Stage

DOING = {
    Stage.LOADING: "loading the model",
    Stage.ENCODING_PROMPT: "encoding the prompt",
    Stage.SAMPLING: "sampling",
    Stage.DECODING: "decoding",
    Stage.PROCESSING: "working on clips",
    Stage.WRITING: "writing the clip",
}

_SIZE = r"([\d.]+) (bytes|[KMGTPE]iB)"
_ASKED_FOR = re.compile(rf"(?:tried|unable) to allocate {_SIZE}", re.IGNORECASE)
"""In the messages of torch's allocators, for cards and for processors, and of numpy's."""
_FREE_ON_CARD = re.compile(rf"of which {_SIZE} is free", re.IGNORECASE)
_ALLOWED = re.compile(rf"{_SIZE} allowed", re.IGNORECASE)
"""What `apply_memory_cap` has set, in the message of torch's allocator for cards."""
_UNITS = {"bytes": 1} | {f"{unit}ib": 1 << 10 * (n + 1) for n, unit in enumerate("kmgtpe")}

_MARGIN_BYTES = 256 << 20
"""Memory that is free on paper but cannot be had: the system keeps it for itself."""
_PAGE_FILE_TOO_SMALL = 1455
"""Of Windows: ERROR_COMMITMENT_LIMIT."""


class Shortage(NamedTuple):
    cause: FailureCause
    message: str


def shortage_of(error: BaseException, job: JobCommand, stage: Stage | None) -> Shortage:
    """Stage, clip and memory as sentences; call it while the exception still holds its tensors."""
    text = str(error)
    asked_bytes = _bytes_in(_ASKED_FOR, text)
    if _is_of_card(error):
        cause, in_use = _on_card(text, asked_bytes, job)
    else:
        cause, in_use = _on_host(error, asked_bytes)
    doing = "" if stage is None else f" while {DOING[stage]}"
    clip = ""
    if isinstance(job, Render):
        request = job.request
        clip = f" ({request.width}x{request.height}, {request.num_frames} frames)"
    more = "" if asked_bytes is None else f", and {size(asked_bytes)} more were needed at once"
    return Shortage(cause, f"Memory ran out{doing}{clip}: {in_use}{more}.")


def _on_card(text: str, asked_bytes: int | None, job: JobCommand) -> tuple[FailureCause, str]:
    """Refused by the card, or by the cap that keeps the driver from using the computer's memory."""
    free_bytes, allowed_bytes = _bytes_in(_FREE_ON_CARD, text), _bytes_in(_ALLOWED, text)
    # The card had room, so it was the cap that refused.
    at_the_cap = (
        asked_bytes is not None
        and free_bytes is not None
        and allowed_bytes is not None
        and asked_bytes <= free_bytes
    )
    cause = FailureCause.SHARED_MEMORY if at_the_cap else FailureCause.VRAM
    in_use = _card_in_use(job)
    if at_the_cap and allowed_bytes is not None:
        in_use += (
            f", and beyond {size(allowed_bytes)} the driver would have moved it into the "
            "computer's own memory, which is ten times slower"
        )
    return cause, in_use


def _card_in_use(job: JobCommand) -> str:
    if not torch.cuda.is_available():
        return _host_in_use()
    # Counted from the beginning of the stage (`StageClock`).
    peak_bytes = torch.cuda.max_memory_allocated()
    total_bytes = torch.cuda.get_device_properties(torch.cuda.current_device()).total_memory
    cap_bytes = job.plan.memory_cap_bytes if isinstance(job, Render) else None
    if cap_bytes is not None and cap_bytes < total_bytes:
        return (
            f"the render had {size(peak_bytes)} of the {size(cap_bytes)} in use that it may "
            f"take of the card's {size(total_bytes)}"
        )
    return f"the render had {size(peak_bytes)} of the card's {size(total_bytes)} in use"


def _on_host(error: BaseException, asked_bytes: int | None) -> tuple[FailureCause, str]:
    """The computer's memory itself, or only the system's promise of more."""
    need_bytes = (asked_bytes or 0) + _MARGIN_BYTES
    left_bytes = commit_left_bytes()
    is_limited = left_bytes is not None and left_bytes < need_bytes
    is_short = psutil.virtual_memory().available < need_bytes
    # Where a process has a limit of its own, more memory in the computer would not help it.
    has_own_limit = is_limited and not psutil.WINDOWS
    page_file = isinstance(error, OSError) and windows_code(error) == _PAGE_FILE_TOO_SMALL
    if is_short and not (has_own_limit or page_file):
        return FailureCause.RAM, _host_in_use()
    in_use = f"{_host_in_use()}, but the system promised the engine no more"
    if is_limited and left_bytes is not None:
        owner = "the page file and memory" if psutil.WINDOWS else "the limit of its process"
        in_use += f" ({owner} left {size(left_bytes)})"
    return FailureCause.COMMIT, in_use


def _host_in_use() -> str:
    memory = psutil.virtual_memory()
    resident_bytes = psutil.Process().memory_info().rss
    return (
        f"the engine had {size(resident_bytes)} of this computer's {size(memory.total)} in use, "
        f"{size(memory.available)} were free"
    )


def _is_of_card(error: BaseException) -> bool:
    """Whether the device's allocator or one of its libraries complained of the device."""
    if isinstance(error, torch.OutOfMemoryError):
        return True
    text = str(error)
    if "CUDA" not in text and "CUBLAS" not in text and "CUDNN" not in text:
        return False
    # Page-locked memory is refused in the same words; then the card itself has room.
    return "CUDA error: out of memory" not in text or not _card_has_room()


def _card_has_room() -> bool:
    try:
        return torch.cuda.is_available() and torch.cuda.mem_get_info()[0] > _MARGIN_BYTES
    except RuntimeError:
        return False


def _bytes_in(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.search(text)
    return None if found is None else round(float(found[1]) * _UNITS[found[2].lower()])
