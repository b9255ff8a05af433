"""What became of every key of a LoRA file: told to the window, and kept in the clip."""

from typing import Annotated

from pydantic import Field

from wan22_desktop.core.lora_keys import IgnoredReason
from wan22_desktop.core.request import Sha256
from wan22_desktop.core.values import Value
from wan22_desktop.core.wan import Expert

MAX_EXAMPLES = 20

KeyCount = Annotated[int, Field(ge=0)]


class IgnoredKeys(Value):
    """The keys left out for one reason."""

    reason: IgnoredReason
    count: Annotated[int, Field(ge=1)]
    examples: Annotated[tuple[str, ...], Field(max_length=MAX_EXAMPLES)]
    """The first of them, as they stand in the file."""


class KeyMatchReport(Value):
    """How one LoRA file meets one transformer; `matched` and `ignored` cover all its keys."""

    sha256: Sha256
    name: str
    """For people only."""
    expert: Expert
    strength: float
    matched: KeyCount
    """Keys that are applied to this expert."""
    for_other_expert: KeyCount
    """Keys that the file means for the other expert."""
    layers: KeyCount
    """Layers and parameters of the transformer that the LoRA changes."""
    ignored: tuple[IgnoredKeys, ...] = ()

    def without_examples(self) -> "KeyMatchReport":
        """For clips, where names of keys would take more room than all the rest."""
        ignored = tuple(each.model_copy(update={"examples": ()}) for each in self.ignored)
        return self.model_copy(update={"ignored": ignored})
