"""What people see about a LoRA at first: what its file says, and the texts that lie beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from wan22_desktop.core.plain_text import plain_line, plain_text
from wan22_desktop.lora_library.domain.records import LoraDetails, LoraFacts

MAX_TEXT_CHARACTERS = 10_000
MAX_LINE_CHARACTERS = 1000
MAX_WORDS = 50
MAX_TAG_CHARACTERS = 64


def filled_details(facts: LoraFacts, said: Sequence[LoraDetails], *, source: str) -> LoraDetails:
    """The first text that says something wins; tags and trigger words are put together.

    `said` is what lies beside the file, the best first; the file itself comes last. `source` is
    where the file was, for the case that nobody knows an address.
    """
    return clean_details(
        LoraDetails(
            description=_first(d.description for d in said) or facts.description,
            tags=(*(tag for d in said for tag in d.tags), *facts.tags),
            author=_first(d.author for d in said) or facts.author,
            version=_first(d.version for d in said),
            notes=_first(d.notes for d in said),
            source=_first(d.source for d in said) or source,
            trigger_words=(*(w for d in said for w in d.trigger_words), *facts.trigger_words),
        )
    )


def clean_details(details: LoraDetails) -> LoraDetails:
    """What is stored, whoever has written it: plain text within limits, every tag once."""
    return LoraDetails(
        description=plain_text(details.description, MAX_TEXT_CHARACTERS),
        tags=_words(details.tags, MAX_TAG_CHARACTERS),
        author=plain_line(details.author, MAX_LINE_CHARACTERS),
        version=plain_line(details.version, MAX_LINE_CHARACTERS),
        notes=plain_text(details.notes, MAX_TEXT_CHARACTERS),
        source=plain_line(details.source, MAX_LINE_CHARACTERS),
        trigger_words=_words(details.trigger_words, MAX_LINE_CHARACTERS),
    )


def with_tags(
    details: LoraDetails, *, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> LoraDetails:
    """With other tags; capitals make no difference."""
    gone = {plain_line(tag, MAX_TAG_CHARACTERS).casefold() for tag in remove}
    kept = tuple(tag for tag in details.tags if tag.casefold() not in gone)
    return replace(details, tags=_words((*kept, *add), MAX_TAG_CHARACTERS))


def restored_details(
    own: LoraDetails, other: LoraDetails, *, overwrite: bool = False
) -> LoraDetails:
    """What a saved list says, where the user has said nothing yet, or everywhere."""
    first, second = (other, own) if overwrite else (own, other)
    return LoraDetails(**{name: getattr(first, name) or getattr(second, name) for name in _FIELDS})


_FIELDS = ("description", "tags", "author", "version", "notes", "source", "trigger_words")


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")


def _words(words: Iterable[str], max_characters: int) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for word in words:
        clean = plain_line(word, max_characters)
        if clean:
            found.setdefault(clean.casefold(), clean)
    return tuple(found.values())[:MAX_WORDS]
