"""The cards and what changes them: one writer at a time, everybody is told in order."""

import difflib
import logging
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.contents import Contents
from wan22_desktop.lora_library.domain.names import free_name, name_key
from wan22_desktop.lora_library.domain.records import LoraCard
from wan22_desktop.lora_library.events import CardsChanged, LoraEvent
from wan22_desktop.lora_library.store import Change, LoraStore

MIN_PREFIX = 6
"""Digits of an id that are enough to name a card, where they are those of one card only."""

_log = logging.getLogger("wan22.loras")


class Library:
    """Safe on any thread. What is told is told after it is stored, outside of the lock."""

    def __init__(self, store: LoraStore, listener: Callable[[LoraEvent], None]) -> None:
        self.store = store
        self._listener = listener
        self._news: deque[LoraEvent] = deque()
        self._telling = threading.RLock()

    @property
    def contents(self) -> Contents:
        return self.store.contents

    def card(self, card_id: str) -> LoraCard:
        """Raises UserError if there is no such card (any more)."""
        return card_in(self.contents, card_id)

    def find(self, text: str) -> LoraCard:
        """By name, or by the first digits of the id of one of its files; raises UserError."""
        contents, wanted = self.contents, name_key(text.strip())
        named = contents.named(wanted)
        if named is not None:
            return named
        cards = contents.cards()
        if len(wanted) >= MIN_PREFIX:
            meant = [c for c in cards if any(e.sha256.startswith(wanted) for e in c.entries)]
            if len(meant) == 1:
                return meant[0]
            if meant:
                raise UserError(
                    tr(
                        "{count} LoRAs have an id that begins with {wanted}: use more of it.",
                        count=len(meant),
                        wanted=wanted,
                    ),
                    field="loras",
                )
        names = {name_key(card.name): card.name for card in cards}
        near = difflib.get_close_matches(wanted, names, n=1)
        suggestion = names[near[0]] if near else None
        raise UserError(
            tr("There is no LoRA called {name} in the library.", name=plain_line(text, 120))
            + (" " + tr("Did you mean {suggestion}?", suggestion=suggestion) if suggestion else ""),
            field="loras",
            suggestion=suggestion,
        )

    @contextmanager
    def change(self, *, tell: bool = True) -> Iterator[Change]:
        """Change the library; cards that are new, different or gone are told of afterwards.

        Without `tell` that waits for the next change or `pass_on`: for many changes in a row.
        """
        with self.store.change(self._note) as change:
            yield change
        if tell:
            self.pass_on()

    def tell(self, event: LoraEvent) -> None:
        """After everything that has happened before."""
        self._news.append(event)
        self.pass_on()

    def pass_on(self) -> None:
        """Tell what has not been told yet."""
        with self._telling:
            while self._news:
                event = self._news.popleft()
                while isinstance(event, CardsChanged) and self._news:
                    if not isinstance(following := self._news[0], CardsChanged):
                        break
                    self._news.popleft()
                    event = _both(event, following)
                try:
                    self._listener(event)
                except Exception:  # noqa: BLE001 - what listens must not harm the library
                    _log.exception("a listener failed")

    def _note(self, before: Contents, change: Change) -> None:
        ids = {c.card_id(sha256) for sha256 in change.touched for c in (before, change.contents)}
        changed: list[LoraCard] = []
        removed: list[str] = []
        for card_id in sorted(ids):
            card, old = change.contents.card(card_id), before.card(card_id)
            if card is not None and card != old:
                changed.append(card)
            elif card is None and old is not None:
                removed.append(card_id)
        if changed or removed:
            self._news.append(CardsChanged(tuple(changed), tuple(removed)))


def card_in(contents: Contents, card_id: str) -> LoraCard:
    """The card; raises UserError if there is none (any more)."""
    card = contents.card(card_id)
    if card is not None:
        return card
    if card_id in contents.low_halves:
        pair = contents.pairs[contents.low_halves[card_id]]
        raise UserError(
            tr("This LoRA is a half of the pair {name} now: split that first.", name=pair.name),
            field="loras",
        )
    raise UserError(tr("This LoRA is not in the library any more."), field="loras")


def require_free_name(contents: Contents, name: str, *, but: Collection[str]) -> None:
    """Raises UserError if others than these entries and their pairs are called so."""
    if contents.is_taken(name, by_others_than=but):
        free = free_name(name, lambda wish: contents.is_taken(wish, by_others_than=but))
        raise UserError(
            tr("The library has another LoRA called {name}.", name=name),
            field="name",
            suggestion=free,
            safe=tr("Nothing was changed."),
        )


def _both(first: CardsChanged, then: CardsChanged) -> CardsChanged:
    """Two changes as one."""
    cards = {card.id: card for card in (*first.changed, *then.changed)}
    for card_id in then.removed:
        cards.pop(card_id, None)
    gone = (*first.removed, *then.removed)
    return CardsChanged(
        tuple(cards.values()), tuple(i for i in dict.fromkeys(gone) if i not in cards)
    )
