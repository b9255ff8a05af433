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
    literal_prompt: str = ""
    """The prompt as it came from a clip or a job: braces in it are no choices."""

    def differs_in(self, other: "Snapshot") -> frozenset[str]:
        """The names of the fields."""
        fields = set(GenerationRequest.model_fields)
        changed = {f for f in fields if getattr(self.request, f) != getattr(other.request, f)}
        if self.pictures != other.pictures:
            changed.add("pictures")
        return frozenset(changed)
