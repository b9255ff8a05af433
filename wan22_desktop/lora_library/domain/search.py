"""Finding cards: by words, by what they are for, in any order, at the speed of typing."""

import bisect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from wan22_desktop.core.word_search import folded, name_key
from wan22_desktop.lora_library.domain.records import (
    LoraCard,
    LoraFamily,
    LoraMode,
    TrainedExpert,
)

_MAX_CHARACTERS = 4000
"""Of one text that is searched: a hostile file can bring a description of a megabyte."""


class LoraOrder(StrEnum):
    """What comes first."""

    NAME = "name"
    NEWEST = "newest"
    LAST_USED = "last-used"
    MOST_USED = "most-used"
    SIZE = "size"
    """The largest first."""
    AT_HAND = "at-hand"
    """Favourites, then what was used last, then the others by name."""


class CardExpert(StrEnum):
    """Which of two transformers a card is for, all its files together."""

    PAIR = "pair"
    HIGH_NOISE = "high-noise"
    LOW_NOISE = "low-noise"
    BOTH = "both"
    SINGLE = "single"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LoraQuery:
    """What cards are asked for; the default asks for all."""

    text: str = ""
    """Every word of it must be found somewhere on the card."""
    family: LoraFamily | None = None
    mode: LoraMode | None = None
    expert: CardExpert | None = None
    tag: str = ""
    favourites_only: bool = False
    usable_only: bool = False
    order: LoraOrder = LoraOrder.NAME

    @property
    def num_filters(self) -> int:
        """How many filters apart from the text leave cards out."""
        return sum(
            (
                self.family is not None,
                self.mode is not None,
                self.expert is not None,
                bool(self.tag),
                self.favourites_only,
                self.usable_only,
            )
        )


def expert_of(card: LoraCard) -> CardExpert:
    if card.is_pair:
        return CardExpert.PAIR
    return {
        TrainedExpert.HIGH_NOISE: CardExpert.HIGH_NOISE,
        TrainedExpert.LOW_NOISE: CardExpert.LOW_NOISE,
        TrainedExpert.BOTH: CardExpert.BOTH,
        TrainedExpert.SINGLE: CardExpert.SINGLE,
        TrainedExpert.UNKNOWN: CardExpert.UNKNOWN,
    }[card.lead.facts.expert]


class _Indexed:
    """A card with what it is found by."""

    __slots__ = ("_text", "card", "card_id", "name_key")

    def __init__(self, card: LoraCard) -> None:
        self.card = card
        self.card_id = card.id
        self.name_key = name_key(card.name)
        self._text: str | None = None

    @property
    def text(self) -> str:
        return self._text if self._text is not None else self.prepare()

    def prepare(self) -> str:
        # Not before a search: a panel that is only filled does not wait for it.
        if self._text is None:
            self._text = folded("\n".join(_texts_of(self.card)))
        return self._text


def _texts_of(card: LoraCard) -> Iterable[str]:
    details = card.lead.details
    yield card.name
    yield from (text for entry in card.entries for text in (entry.name, entry.file_name))
    yield from details.tags
    yield from details.trigger_words
    yield from (
        text[:_MAX_CHARACTERS]
        for text in (details.author, details.source, details.description, details.notes)
    )


_KEYS: dict[LoraOrder, Callable[[_Indexed], tuple[object, ...]]] = {
    LoraOrder.NAME: lambda entry: (entry.name_key, entry.card_id),
    LoraOrder.NEWEST: lambda entry: (-entry.card.lead.added_at, entry.name_key),
    LoraOrder.LAST_USED: lambda entry: (-(entry.card.lead.last_used or 0.0), entry.name_key),
    LoraOrder.MOST_USED: lambda entry: (-entry.card.lead.use_count, entry.name_key),
    LoraOrder.SIZE: lambda entry: (-entry.card.size_bytes, entry.name_key),
    LoraOrder.AT_HAND: lambda entry: (
        not entry.card.lead.is_favourite,
        -(entry.card.lead.last_used or 0.0),
        entry.name_key,
    ),
}


class LoraIndex:
    """Every card in memory; use it on one thread.

    5,000 cards are searched in a few milliseconds: see `benchmarks/lora_panel.py`.
    """

    def __init__(self) -> None:
        self._entries: dict[str, _Indexed] = {}
        self._ordered: dict[LoraOrder, list[_Indexed]] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def set_cards(self, cards: Iterable[LoraCard]) -> None:
        self._entries = {card.id: _Indexed(card) for card in cards}
        self._ordered = {}

    def change(self, changed: Iterable[LoraCard], removed: Iterable[str] = ()) -> None:
        """Take new states of cards, and forget those that are no more."""
        new = {card.id: _Indexed(card) for card in changed}
        gone = {*removed, *new}
        for card_id in gone:
            self._entries.pop(card_id, None)
        self._entries |= new
        for order, entries in self._ordered.items():
            # Sorting thousands of cards again for each of a long import would be felt.
            kept = [entry for entry in entries if entry.card_id not in gone]
            for entry in new.values():
                bisect.insort(kept, entry, key=_KEYS[order])
            self._ordered[order] = kept

    def prepare(self) -> None:
        """Do now what the first search would have to do: a search is about to be typed."""
        for entry in self._entries.values():
            entry.prepare()

    def card(self, card_id: str) -> LoraCard | None:
        entry = self._entries.get(card_id)
        return None if entry is None else entry.card

    @property
    def cards(self) -> tuple[LoraCard, ...]:
        return tuple(entry.card for entry in self._entries.values())

    @property
    def tags(self) -> tuple[str, ...]:
        """Every tag once, as it is first written, sorted."""
        written: dict[str, None] = {}
        for entry in self._entries.values():
            for tag in entry.card.lead.details.tags:
                written[tag] = None
        found: dict[str, str] = {}
        for tag in written:
            found.setdefault(folded(tag), tag)
        return tuple(found[tag] for tag in sorted(found))

    def find(
        self, query: LoraQuery, is_usable: Callable[[LoraCard], bool] = lambda _card: True
    ) -> tuple[LoraCard, ...]:
        """The cards that answer the query, in its order; `is_usable` is what `usable_only` asks."""
        words = folded(query.text).split()
        tag = folded(query.tag)
        return tuple(
            entry.card
            for entry in self._in_order(query.order)
            if (query.family is None or entry.card.lead.facts.family is query.family)
            and (query.mode is None or entry.card.lead.facts.mode in (query.mode, LoraMode.BOTH))
            and (query.expert is None or expert_of(entry.card) is query.expert)
            and (not tag or any(folded(t) == tag for t in entry.card.lead.details.tags))
            and (not query.favourites_only or entry.card.lead.is_favourite)
            and (not words or all(word in entry.text for word in words))
            and (not query.usable_only or is_usable(entry.card))
        )

    @staticmethod
    def places_alike(before: LoraCard, after: LoraCard, query: LoraQuery) -> bool:
        """Whether the two states of a card have the same place in the answer."""
        if query.text or query.num_filters:
            return False
        key = _KEYS[query.order]
        return key(_Indexed(before)) == key(_Indexed(after))

    def _in_order(self, order: LoraOrder) -> list[_Indexed]:
        if order not in self._ordered:
            self._ordered[order] = sorted(self._entries.values(), key=_KEYS[order])
        return self._ordered[order]
