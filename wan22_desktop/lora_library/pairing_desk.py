"""Two files become one card and two again: by hand, and by the app where there is no doubt."""

from dataclasses import replace

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.contents import Contents, Pair
from wan22_desktop.lora_library.domain.names import display_name, free_name
from wan22_desktop.lora_library.domain.pairing import find_pairs, pair_name_of
from wan22_desktop.lora_library.domain.records import LoraCard, LoraEntry
from wan22_desktop.lora_library.library import Library, card_in, require_free_name
from wan22_desktop.lora_library.store import Change


class PairingDesk:
    """Any thread."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._paired_up: Contents | None = None
        """What was looked through for pairs already."""

    def pair(self, high_id: str, low_id: str, name: str = "") -> LoraCard:
        """One card of two; raises UserError if one of them is a pair or the name is taken."""
        with self._library.change() as change:
            high, low = (_single(change.contents, card_id) for card_id in (high_id, low_id))
            if high_id == low_id:
                raise UserError(tr("A LoRA cannot be its own other half."), field="loras")
            if name.strip():
                wanted = display_name(name)
                require_free_name(change.contents, wanted, but=(high_id, low_id))
            else:
                wanted = _free_pair_name(change.contents, high, low, pair_name_of(high, low))
            change.pair(Pair(high_id, low_id, wanted))
            return card_in(change.contents, high_id)

    def split(self, card_id: str) -> tuple[LoraCard, LoraCard]:
        """The two cards, which the app does not pair again; raises UserError if it is no pair."""
        with self._library.change() as change:
            pair = _unpaired(change, card_id)
            change.keep_apart(pair.high, pair.low)
            return card_in(change.contents, pair.high), card_in(change.contents, pair.low)

    def swap(self, card_id: str) -> LoraCard:
        """The halves change places; what people have said of the pair stays with it.

        The card has another id now. Raises UserError if it is no pair.
        """
        with self._library.change() as change:
            pair = _unpaired(change, card_id)
            high, low = (change.contents.entries[half] for half in (pair.high, pair.low))
            change.put(_with_words_of(low, high))
            change.put(_with_words_of(high, low))
            change.pair(replace(pair, high=pair.low, low=pair.high, is_automatic=False))
            return card_in(change.contents, pair.low)

    def pair_up(self, *, tell: bool = True) -> None:
        """Pair what belongs together without doubt and was not split by people."""
        contents = self._library.contents
        if contents is self._paired_up or not find_pairs(_unpaired_entries(contents)):
            self._paired_up = contents
            return
        splits = self._library.store.splits()
        with self._library.change(tell=tell) as change:
            for high, low, wanted in find_pairs(_unpaired_entries(change.contents)):
                if frozenset((high.sha256, low.sha256)) not in splits:
                    name = _free_pair_name(change.contents, high, low, wanted)
                    change.pair(Pair(high.sha256, low.sha256, name, is_automatic=True))


def _unpaired_entries(contents: Contents) -> list[LoraEntry]:
    return [
        entry
        for sha256, entry in contents.entries.items()
        if sha256 not in contents.pairs and sha256 not in contents.low_halves
    ]


def _single(contents: Contents, card_id: str) -> LoraEntry:
    card = card_in(contents, card_id)
    if card.is_pair:
        raise UserError(
            tr("{name} is a pair already: split it first.", name=card.name), field="loras"
        )
    return card.lead


def _unpaired(change: Change, card_id: str) -> Pair:
    card = card_in(change.contents, card_id)
    if not card.is_pair:
        raise UserError(tr("{name} is one file and no pair.", name=card.name), field="loras")
    return change.unpair(card_id)


def _free_pair_name(contents: Contents, high: LoraEntry, low: LoraEntry, wanted: str) -> str:
    halves = (high.sha256, low.sha256)
    return free_name(
        display_name(wanted), lambda name: contents.is_taken(name, by_others_than=halves)
    )


def _with_words_of(entry: LoraEntry, other: LoraEntry) -> LoraEntry:
    """With what people see of a pair, and have said of it, taken from the other half."""
    return replace(
        entry,
        details=other.details,
        is_favourite=other.is_favourite,
        use_count=other.use_count,
        last_used=other.last_used,
        thumbnail=other.thumbnail,
    )
