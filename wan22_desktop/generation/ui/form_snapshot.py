"""One state of the form, as its history keeps it."""

from dataclasses import dataclass

from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.generation.events import StoredImage


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that a form holds. `pictures` are start images of a clip each."""

    request: GenerationRequest
    images: tuple[StoredImage, ...] = ()
    pictures: tuple[StoredImage, ...] = ()
    prompt_text: str = ""
    """As it is typed, which is not the request's where that holds braces that are no choices."""

    def differs_in(self, other: "Snapshot") -> frozenset[str]:
        """The names of the fields."""
        fields = set(GenerationRequest.model_fields)
        changed = {f for f in fields if getattr(self.request, f) != getattr(other.request, f)}
        if self.pictures != other.pictures:
            changed.add("pictures")
        if self.prompt_text != other.prompt_text:
            changed.add("prompt")
        return frozenset(changed)
