"""Which memory a render ran out of, in measured numbers."""

import re
from typing import NamedTuple

import psutil
import torch

from wan22_desktop.core.failures import FailureCause
from wan22_desktop.core.texts import tr
from wan22_desktop.core.units import size
from wan22_desktop.engine.memory.limits import commit_left_bytes, windows_code
from wan22_desktop.engine_protocol.messages import JobCommand, Render, Stage

DOING = {
    Stage.LOADING: tr("loading the model"),
    Stage.ENCODING_PROMPT: tr("encoding the prompt"),
    Stage.SAMPLING: tr("sampling"),
    Stage.DECODING: tr("decoding"),
    Stage.PROCESSING: tr("working on clips"),
    Stage.WRITING: tr("writing the clip"),
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
    if asked_bytes is not None:
        in_use = tr(
            "{in_use}, and {size} more were needed at once", in_use=in_use, size=size(asked_bytes)
        )
    what = (
        tr("Memory ran out")
        if stage is None
        else tr("Memory ran out while {doing}", doing=DOING[stage])
    )
    if isinstance(job, Render):
        request = job.request
        what = tr(
            "{what} ({width}x{height}, {frames} frames)",
            what=what,
            width=request.width,
            height=request.height,
            frames=request.num_frames,
        )
    return Shortage(cause, f"{what}: {in_use}.")


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
        in_use = tr(
            "{in_use}, and beyond {size} the driver would have moved it into the computer's own "
            "memory, which is ten times slower",
            in_use=in_use,
            size=size(allowed_bytes),
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
        return tr(
            "the render had {peak} of the {cap} in use that it may take of the card's {total}",
            peak=size(peak_bytes),
            cap=size(cap_bytes),
            total=size(total_bytes),
        )
    return tr(
        "the render had {peak} of the card's {total} in use",
        peak=size(peak_bytes),
        total=size(total_bytes),
    )


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
    in_use = tr("{in_use}, but the system promised the engine no more", in_use=_host_in_use())
    if is_limited and left_bytes is not None:
        left = size(left_bytes)
        why = (
            tr("the page file and memory left {size}", size=left)
            if psutil.WINDOWS
            else tr("the limit of its process left {size}", size=left)
        )
        in_use = f"{in_use} ({why})"
    return FailureCause.COMMIT, in_use


def _host_in_use() -> str:
    memory = psutil.virtual_memory()
    resident_bytes = psutil.Process().memory_info().rss
    return tr(
        "the engine had {resident} of this computer's {total} in use, {free} were free",
        resident=size(resident_bytes),
        total=size(memory.total),
        free=size(memory.available),
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
