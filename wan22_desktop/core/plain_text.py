"""Texts from strangers, made fit to be shown as plain text."""

import unicodedata

_JOINER = "\u200d"
"""Emojis are joined with it; the only invisible character that is kept."""


def plain_line(text: str, max_characters: int) -> str:
    """One line of at most `max_characters`: no control, bidi or other invisible characters.

    Whatever separates lines or words becomes one space. Markup stays as it is: it is only text.
    """
    return " ".join(_clean(text, max_characters).split())[:max_characters].rstrip()


def plain_text(text: str, max_characters: int) -> str:
    """As `plain_line`, but lines stay lines, with at most one empty line between two."""
    lines = [plain_line(line, max_characters) for line in _cut(text, max_characters).splitlines()]
    kept = [line for number, line in enumerate(lines) if line or (number and lines[number - 1])]
    return "\n".join(kept).strip()[:max_characters].rstrip()


def _cut(text: str, max_characters: int) -> str:
    """Some more than will be kept, for much of it can be invisible."""
    return text[: 4 * max_characters]


def _clean(text: str, max_characters: int) -> str:
    normal = unicodedata.normalize("NFC", _cut(text, max_characters))
    return "".join(
        " " if c.isspace() else c for c in normal if c.isprintable() or c.isspace() or c == _JOINER
    )


def visible_text(text: str) -> str:
    r"""The text with control, bidi and other invisible characters written out, such as `\x1b`.

    Nothing is lost, so that a log shows what there really was. Lines stay lines, tabs stay tabs.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\t" else _escape(c) for c in text)


def _escape(character: str) -> str:
    # A space that is no plain one is shown as the space that it looks like.
    return " " if character.isspace() and ord(character) > 0x7F else ascii(character)[1:-1]
