"""What the app says about the machine's state, and what it may do about it."""

from dataclasses import dataclass
from enum import StrEnum

from wan22_desktop.core.settings import Automation


class AlertKind(StrEnum):
    """What is watched. How full VRAM is, is none: an allocator that caches fills it."""

    GPU_TEMPERATURE = "gpu-temperature"
    SHARED_MEMORY = "shared-memory"
    """The driver has moved graphics memory into the computer's own: ten times slower."""
    RAM = "ram"
    COMMIT = "commit"
    DISK = "disk"
    GPU_LOST = "gpu-lost"
    """A card that gave values does not any more."""


class AlertLevel(StrEnum):
    WARNING = "warning"
    CRITICAL = "critical"


class GovernorAction(StrEnum):
    """What can be done about it."""

    COOL_DOWN = "cool-down"
    """Begin no further job until it is cool again; the one that is rendered goes on."""
    PAUSE_AT_STEP = "pause-at-step"
    """Keep what is sampled, stop at the next step and free the memory; goes on when it is over."""
    NEXT_PLAN = "next-plan"
    """Go on from the next step with a plan that takes less memory."""
    STOP_QUEUE = "stop-queue"
    """Begin no further job until the user says so."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One event: begun, grown worse, or over (`is_over`). Sentences are for people."""

    kind: AlertKind
    level: AlertLevel
    text: str
    """What is the matter, with the measured value."""
    detail: str = ""
    """What that means, and what the app does or the user can do."""
    is_over: bool = False
    action: GovernorAction | None = None
    automation: Automation = Automation.TELL
    """Of `action`: ACT was done already, ASK wants a button, TELL is only said."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the window has to do with the queue now; `undo` takes an earlier order back."""

    action: GovernorAction
    reason: str
    """A sentence, for the queue's own line."""
    undo: bool = False
