"""Where the user guide explains a failure."""

from wan22_desktop.core.failures import FailureCause

PAGE = "what-happened"
SECTIONS = {
    FailureCause.VRAM: "the-graphics-card-ran-out-of-memory",
    FailureCause.SHARED_MEMORY: "graphics-memory-spilled",
    FailureCause.RAM: "the-computer-ran-out-of-memory",
    FailureCause.COMMIT: "the-page-file-was-too-small",
    FailureCause.DISK: "the-disk-was-full-or-not-writable",
    FailureCause.DRIVER: "the-graphics-driver-failed",
    FailureCause.MODEL: "a-model-file-is-damaged",
    FailureCause.LORA: "a-lora-could-not-be-used",
    FailureCause.INPUT: "the-request-or-its-picture-could-not-be-rendered",
    FailureCause.CRASH: "the-engine-ended-unexpectedly",
    FailureCause.HANG: "the-engine-did-not-answer",
    FailureCause.BUG: "the-app-made-a-mistake",
}
"""The heading's link on that page."""
EXPLAIN = "explain-"
"""Begins the id of the button; the cause follows."""


def section_of(action: str) -> str | None:
    """What a button asks to be explained; None for other buttons."""
    cause = action.removeprefix(EXPLAIN)
    if cause == action or cause not in [each.value for each in FailureCause]:
        return None
    return SECTIONS[FailureCause(cause)]
