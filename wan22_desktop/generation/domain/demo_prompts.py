"""The demo model's own language: one moving shape, in the words that it was trained with.

See `models/demo/README.md`: `a {color} {shape} moving {direction} on a {background} background`.
"""

import re
from hashlib import blake2b

from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.enhancement import Change, Enhancement, in_order
from wan22_desktop.generation.domain.wildcard_syntax import has_choices

DEMO_PROMPT = "a red circle moving right on a blue background"
"""For whoever tries the app for the first time."""

COLORS = ("red", "green", "blue", "yellow", "purple", "orange", "cyan", "white")
SHAPES = ("circle", "square", "triangle")
DIRECTIONS = ("left", "right", "up", "down")
BACKGROUNDS = ("black", "white", "gray", "red", "green", "blue", "yellow", "purple")


def _one_of(words: tuple[str, ...]) -> str:
    return "|".join(words)


_SHAPE = re.compile(rf"\b(?:({_one_of(COLORS)})\s+)?({_one_of(SHAPES)})\b", re.IGNORECASE)
_DIRECTION = re.compile(rf"\b({_one_of(DIRECTIONS)})\b", re.IGNORECASE)
_BACKGROUND = re.compile(rf"\b({_one_of(BACKGROUNDS)})\s+background\b", re.IGNORECASE)


def demo_enhancement(prompt: str, seed: int) -> Enhancement:
    """What brings the prompt nearer to what the model knows.

    A prompt without any shape is one that it cannot follow: a whole sentence is proposed for it.
    """
    shape = _SHAPE.search(prompt)
    if has_choices(prompt):
        return Enhancement(prompt)
    if shape is None:
        color, kind = _pick(COLORS, "color", seed), _pick(SHAPES, "shape", seed)
        background = _other(color, seed)
        direction = _pick(DIRECTIONS, "direction", seed)
        sentence = f"a {color} {kind} moving {direction} on a {background} background"
        reason = tr("The demo model knows only one moving circle, square or triangle.")
        return Enhancement(prompt, (Change(0, len(prompt), sentence, reason),))
    changes = []
    color = (shape[1] or _pick(COLORS, "color", seed)).lower()
    background = _BACKGROUND.search(prompt)
    if shape[1] is None:
        if background is not None and color == background[1].lower():
            color = _pick(COLORS, "color", seed + 1)
        reason = tr("The demo model needs a colour for the shape.")
        changes.append(Change(shape.start(2), shape.start(2), f"{color} ", reason))
    end = len(prompt.rstrip(" \n\t,."))
    if _DIRECTION.search(prompt) is None:
        text = f" moving {_pick(DIRECTIONS, 'direction', seed)}"
        at = end if background is None else _before(prompt, background.start())
        changes.append(Change(at, at, text, tr("The demo model needs a direction.")))
    if background is None:
        text = f" on a {_other(color, seed)} background"
        changes.append(Change(end, end, text, tr("The demo model needs a background colour.")))
    elif background[1].lower() == color:
        reason = tr("Shape and background of the same colour cannot be told apart.")
        changes.append(Change(background.start(1), background.end(1), _other(color, seed), reason))
    return in_order(prompt, changes)


def _before(prompt: str, background: int) -> int:
    """Where ` on a black background` begins."""
    found = re.search(
        r"\s*\b(?:on|in|over|across|against)\s+(?:an?\s+|the\s+)?$", prompt[:background]
    )
    return found.start() if found else len(prompt[:background].rstrip())


def _other(color: str, seed: int) -> str:
    """A background that the colour can be seen on."""
    return _pick(tuple(b for b in BACKGROUNDS if b != color), "background", seed)


def _pick(words: tuple[str, ...], what: str, seed: int) -> str:
    start = blake2b(what.encode(), digest_size=2).digest()
    return words[(int.from_bytes(start, "big") + seed) % len(words)]
