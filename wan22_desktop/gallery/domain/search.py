"""Finding clips: by words, by what people said of them, in any order, at the speed of typing."""

import bisect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from wan22_desktop.core.word_search import folded, name_key
from wan22_desktop.gallery.domain.clip_record import ClipRecord, Origin

_MAX_CHARACTERS = 4000
"""Of one text that is searched: a clip from elsewhere can bring a prompt of a megabyte."""


class ClipOrder(StrEnum):
    """What comes first."""

    NEWEST = "newest"
    OLDEST = "oldest"
    RATING = "rating"
    """The best first, the newer of equals first."""
    NAME = "name"
    SIZE = "size"
    """The largest file first."""


@dataclass(frozen=True, slots=True)
class ClipQuery:
    """Which clips are asked for; the default asks for all.

    `since` and `until` are seconds since 1970; the clip has to be made at `since` or later and
    before `until`. `model`, `lora` (the name), `album` and `tag` are compared as they are.
    """

    text: str = ""
    """Every word of it must be found somewhere in prompt, label, tags, LoRAs or file name."""
    model: str = ""
    lora: str = ""
    min_rating: int = 0
    since: float | None = None
    until: float | None = None
    album: str = ""
    tag: str = ""
    origin: Origin | None = None
    missing_only: bool = False
    order: ClipOrder = ClipOrder.NEWEST

    @property
    def num_filters(self) -> int:
        """How many filters apart from the text leave clips out."""
        return sum(
            (
                bool(self.model),
                bool(self.lora),
                self.min_rating > 0,
                self.since is not None or self.until is not None,
                bool(self.album),
                bool(self.tag),
                self.origin is not None,
                self.missing_only,
            )
        )


class _Indexed:
    """A clip with what it is found by."""

    __slots__ = ("_text", "clip")

    def __init__(self, clip: ClipRecord) -> None:
        self.clip = clip
        self._text: str | None = None

    @property
    def text(self) -> str:
        # Not before a search: a panel that is only filled does not wait for it.
        if self._text is None:
            clip = self.clip
            self._text = folded(
                "\n".join(
                    (
                        clip.prompt[:_MAX_CHARACTERS],
                        clip.label,
                        *clip.tags,
                        *(lora.name for lora in clip.loras),
                        Path(clip.path).name,
                    )
                )
            )
        return self._text


_KEYS: dict[ClipOrder, Callable[[_Indexed], tuple[object, ...]]] = {
    ClipOrder.NEWEST: lambda entry: (-entry.clip.created_at, entry.clip.id),
    ClipOrder.OLDEST: lambda entry: (entry.clip.created_at, entry.clip.id),
    ClipOrder.RATING: lambda entry: (-entry.clip.rating, -entry.clip.created_at, entry.clip.id),
    ClipOrder.NAME: lambda entry: (name_key(entry.clip.title), entry.clip.id),
    ClipOrder.SIZE: lambda entry: (-entry.clip.size_bytes, entry.clip.id),
}


class ClipIndex:
    """All clips that are shown, in memory; held by the panel."""

    def __init__(self) -> None:
        self._entries: dict[str, _Indexed] = {}
        self._order = ClipOrder.NEWEST
        self._sorted: list[_Indexed] | None = None

    def __len__(self) -> int:
        return len(self._entries)

    def clip(self, clip_id: str) -> ClipRecord | None:
        entry = self._entries.get(clip_id)
        return None if entry is None else entry.clip

    @property
    def clips(self) -> Iterator[ClipRecord]:
        return (entry.clip for entry in self._entries.values())

    def set_clips(self, clips: Iterable[ClipRecord]) -> None:
        """Replace everything."""
        self._entries = {clip.id: _Indexed(clip) for clip in clips}
        self._sorted = None

    def change(self, changed: Iterable[ClipRecord], removed: Iterable[str] = ()) -> None:
        """Clips that are new or different, and ids of those that are no more."""
        new = {clip.id: _Indexed(clip) for clip in changed}
        old = {*new, *removed}
        if self._sorted is not None:
            self._sorted = [entry for entry in self._sorted if entry.clip.id not in old]
            for entry in new.values():
                bisect.insort(self._sorted, entry, key=_KEYS[self._order])
        for clip_id in old:
            self._entries.pop(clip_id, None)
        self._entries.update(new)

    @staticmethod
    def places_alike(old: ClipRecord, new: ClipRecord, query: ClipQuery) -> bool:
        """Whether a new state of a clip leaves it at its place among what the query finds."""
        key = _KEYS[query.order]
        before, after = _Indexed(old), _Indexed(new)
        return key(before) == key(after) and _matches(before, query) == _matches(after, query)

    def prepare(self, start: int, count: int) -> int | None:
        """Make ready to be searched so many from `start` on; where to go on, None at the end."""
        entries = list(self._entries.values())
        for entry in entries[start : start + count]:
            _ = entry.text
        return start + count if start + count < len(entries) else None

    def find(self, query: ClipQuery) -> list[ClipRecord]:
        """What the query asks for, in its order."""
        if self._sorted is None or query.order is not self._order:
            self._order = query.order
            self._sorted = sorted(self._entries.values(), key=_KEYS[query.order])
        found: Iterable[_Indexed] = self._sorted
        if query.num_filters:
            found = [entry for entry in found if _passes(entry.clip, query)]
        # The longest word leaves the fewest for the others.
        for word in sorted(set(folded(query.text).split()), key=len, reverse=True):
            found = [entry for entry in found if word in entry.text]
        return [entry.clip for entry in found]


def _matches(entry: _Indexed, query: ClipQuery) -> bool:
    return _passes(entry.clip, query) and all(
        word in entry.text for word in folded(query.text).split()
    )


def _passes(clip: ClipRecord, query: ClipQuery) -> bool:
    return (
        (not query.model or clip.model == query.model)
        and clip.rating >= query.min_rating
        and (query.since is None or clip.created_at >= query.since)
        and (query.until is None or clip.created_at < query.until)
        and (not query.album or query.album in clip.albums)
        and (not query.tag or query.tag in clip.tags)
        and (query.origin is None or clip.origin is query.origin)
        and (not query.missing_only or clip.is_missing)
        and (not query.lora or any(lora.name == query.lora for lora in clip.loras))
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be filtered by, each in the order of names."""

    models: tuple[str, ...] = ()
    loras: tuple[str, ...] = ()
    albums: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def choices_of(clips: Iterable[ClipRecord]) -> Choices:
    """What clips have."""
    models: set[str] = set()
    loras: set[str] = set()
    albums: set[str] = set()
    tags: set[str] = set()
    for clip in clips:
        models.add(clip.model)
        albums.update(clip.albums)
        tags.update(clip.tags)
        loras.update(lora.name for lora in clip.loras)
    return Choices(*(_by_name(names) for names in (models, loras, albums, tags)))


def _by_name(names: set[str]) -> tuple[str, ...]:
    return tuple(sorted(names - {""}, key=lambda name: (folded(name), name)))
