"""What the history of prompts holds."""

from dataclasses import dataclass

MAX_ENTRIES = 10_000
"""The oldest beyond it are forgotten; favourites never are."""
SHOWN_ENTRIES = 200


@dataclass(frozen=True, slots=True)
class PromptEntry:
    """A prompt that has been rendered, with its negative prompt."""

    id: str
    text: str
    negative_prompt: str
    last_used: float
    """Seconds since 1970."""
    uses: int
    is_favourite: bool = False


@dataclass(frozen=True, slots=True)
class FoundPrompts:
    """The answer to a search: favourites first, then the latest."""

    query: str
    entries: tuple[PromptEntry, ...]
    """At most `SHOWN_ENTRIES`."""
    total: int
    """How many there are that match."""
