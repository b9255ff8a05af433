"""What can be done with cards: one table for the menu, the keys and the details."""

from enum import Enum, auto

from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.domain.records import LoraCard


class Deed(Enum):
    USE = auto()
    RENAME = auto()
    FAVOURITE = auto()
    ADD_TAG = auto()
    PAIR = auto()
    SWAP = auto()
    SPLIT = auto()
    CHOOSE_PICTURE = auto()
    TAKE_FRAME = auto()
    TEST_RENDER = auto()
    CLEAR_PICTURE = auto()
    DELETE = auto()


PICTURE_DEEDS = (
    Deed.CHOOSE_PICTURE,
    Deed.TAKE_FRAME,
    Deed.TEST_RENDER,
    Deed.CLEAR_PICTURE,
)


def deeds_of(cards: tuple[LoraCard, ...]) -> tuple[Deed, ...]:
    """What can be done with all of these at once, in the order of the menu."""
    if not cards:
        return ()
    card, *others = cards
    if others:
        both_single = len(cards) == 2 and not any(card.is_pair for card in cards)
        pair = (Deed.PAIR,) if both_single else ()
        return (Deed.FAVOURITE, Deed.ADD_TAG, *pair, Deed.DELETE)
    pair = (Deed.SWAP, Deed.SPLIT) if card.is_pair else (Deed.PAIR,)
    clear = PICTURE_DEEDS if card.lead.thumbnail else PICTURE_DEEDS[:-1]
    return (
        Deed.USE,
        Deed.FAVOURITE,
        Deed.RENAME,
        Deed.ADD_TAG,
        *pair,
        *clear,
        Deed.DELETE,
    )


def starts_group(deed: Deed) -> bool:
    """Whether a line stands above it in a menu."""
    return deed in (Deed.RENAME, Deed.PAIR, Deed.SWAP, Deed.CHOOSE_PICTURE, Deed.DELETE)


def deed_text(deed: Deed, cards: tuple[LoraCard, ...], *, is_used: bool) -> str:
    """The words of a menu or button."""
    count = len(cards)
    match deed:
        case Deed.USE:
            return tr("Stop using") if is_used else tr("Use")
        case Deed.FAVOURITE:
            all_are = all(card.lead.is_favourite for card in cards)
            return tr("Remove from favourites") if all_are else tr("Add to favourites")
        case Deed.PAIR:
            return tr("Make a pair…") if count == 2 else tr("Pair with…")
        case Deed.DELETE:
            return tr("Remove…") if count == 1 else tr("Remove {number:,} LoRAs…", number=count)
        case _:
            return _TEXTS[deed]


_TEXTS = {
    Deed.RENAME: tr("Rename…"),
    Deed.ADD_TAG: tr("Add a tag…"),
    Deed.SWAP: tr("Swap high and low noise"),
    Deed.SPLIT: tr("Split into two"),
    Deed.CHOOSE_PICTURE: tr("Choose a picture…"),
    Deed.TAKE_FRAME: tr("Use a frame of its latest clip"),
    Deed.TEST_RENDER: tr("Render with and without it"),
    Deed.CLEAR_PICTURE: tr("Remove the picture"),
}
