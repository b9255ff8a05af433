"""How names and texts are compared where people look for them."""

import re
import unicodedata

_DIGITS = re.compile(r"([0-9]+)")


def folded(text: str) -> str:
    """`text` without case and accents: what is typed finds what was meant."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold()


def name_key(name: str) -> tuple[str | tuple[int, str], ...]:
    """Sorts `clip 2` before `clip 10`, and both beside `Clip`."""
    parts = _DIGITS.split(folded(name))
    return tuple(
        # Length before digits compares numbers of any length without reading them.
        (len(part.lstrip("0")), part.lstrip("0")) if place % 2 else part
        for place, part in enumerate(parts)
    )
