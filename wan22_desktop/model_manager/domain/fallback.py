"""What can be done when a model cannot render a request: offered, never done by itself."""

from dataclasses import dataclass
from enum import StrEnum

from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.domain.status import ModelState


class Trouble(StrEnum):
    """Why a model cannot render."""

    MISSING = "missing"
    DAMAGED = "damaged"
    TOO_LARGE = "too-large"
    """For the memory of this machine."""

    @property
    def in_words(self) -> str:
        """What follows the model's name in a sentence."""
        return {
            Trouble.MISSING: tr("is not installed"),
            Trouble.DAMAGED: tr("is damaged"),
            Trouble.TOO_LARGE: tr("is too large for this computer"),
        }[self]


class FallbackType(StrEnum):
    ALTERNATIVE_MODEL = "alternative-model"
    """Render with another model, or with other weights of the same one."""
    QUEUE_AND_WAIT = "queue-and-wait"
    """The model is on its way: render when it has arrived."""
    DOWNLOAD_AND_RETRY = "download-and-retry"
    """Install or repair it, then render."""
    USE_DEMO = "use-demo"


class QualityDifference(StrEnum):
    """What to expect of an alternative's clips, against what was asked for."""

    SIMILAR = "similar"
    SLIGHTLY_LOWER = "slightly-lower"
    LOWER = "lower"
    ANOTHER_SUBJECT = "another-subject"
    """The demo model: it does not show what the prompt says."""


@dataclass(frozen=True, slots=True)
class ModelSuggestion:
    """A package that can do the job, and what it would be like."""

    package: str
    title: str
    variant: Variant
    score: float
    """0 to 1, to put suggestions in order."""
    state: ModelState
    is_available: bool
    """Whether it can render now."""
    download_bytes: int
    """What would have to be fetched first, about."""
    quality: QualityDifference
    quality_text: str
    seconds: float | None
    """Of the render, by the planner; None if it does not know."""
    speed_ratio: float | None
    """The asked model's seconds by these: 2 is twice as fast; None where one is not known."""
    request: GenerationRequest
    """What would be rendered."""
    changes: tuple[str, ...]
    """How that differs from what was asked for, in words."""
    reason: str
    """Why it is suggested, with quality and speed; for people."""

    @property
    def is_demo(self) -> bool:
        return self.variant is Variant.DEMO


@dataclass(frozen=True, slots=True)
class EstimatedWaitTime:
    """How long until a package can be used."""

    package: str
    seconds: float | None
    """None where nothing is measured yet or nothing is under way."""
    text: str
    """For people."""
    is_under_way: bool
    """Whether it comes by itself."""


@dataclass(frozen=True, slots=True)
class FallbackStrategy:
    """One thing to do; the user chooses."""

    kind: FallbackType
    package: str
    """What is rendered with, waited for or installed."""
    recommended_action: str
    """As a button says it."""
    user_message: str
    suggestion: ModelSuggestion | None = None
    """What would be rendered instead; None where the request stays as it is."""
    wait: EstimatedWaitTime | None = None

    @property
    def can_queue_request(self) -> bool:
        """Whether the request can be queued as it is, and is rendered later."""
        return self.kind in (FallbackType.QUEUE_AND_WAIT, FallbackType.DOWNLOAD_AND_RETRY)


@dataclass(frozen=True, slots=True)
class AcceptedFallback:
    """What the user has said yes to."""

    request: GenerationRequest
    package: str
    """Has to render its model: see `ModelAction.ACTIVATE`."""
    note: str
    """For the clip's metadata: what was done otherwise, and why."""


@dataclass(frozen=True, slots=True)
class QueueResult:
    """A request that waits for its model."""

    request: GenerationRequest
    wait: EstimatedWaitTime
    message: str
