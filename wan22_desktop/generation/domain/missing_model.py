"""What is said about a request whose model is not installed."""

from dataclasses import dataclass

from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant


@dataclass(frozen=True, slots=True)
class MissingModelAdvice:
    """For people; comes from whoever knows what can be installed."""

    model: Variant
    text: str
    """What is the matter, how much has to be fetched, how long that takes."""
    can_install: bool = True
    alternative: GenerationRequest | None = None
    """The request as another model can do it now."""
    alternative_text: str = ""
    """What would be different then."""
    alternative_note: str = ""
    """What the clip has to say about it."""


def without_advice(model: Variant) -> MissingModelAdvice:
    """Before anybody has answered."""
    return MissingModelAdvice(model, tr("{model} is not installed.", model=model.facts.title))
