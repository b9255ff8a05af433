"""The one gate for names that come from outside and become file names."""

import re
import unicodedata
from pathlib import PurePosixPath

MAX_CHARACTERS = 120
MAX_PATH_CHARACTERS = 200
"""Of a path inside a folder: Windows counts 260 for the whole, the user's folders included."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)
_RESERVED = {"desktop.ini", "thumbs.db"}


def _trimmed(name: str) -> str:
    return name.strip(" ").lstrip(". ").rstrip(". ")


def _shortened(name: str) -> str:
    """At most `MAX_CHARACTERS`, with the suffix kept."""
    if len(name) <= MAX_CHARACTERS:
        return name
    stem, dot, suffix = name.rpartition(".")
    keep = MAX_CHARACTERS - len(dot) - len(suffix)
    short = _trimmed(stem[:keep]) + dot + suffix if dot and keep > 0 else name
    return _trimmed(short[:MAX_CHARACTERS])


def safe_name(name: str, *, replacement: str = "_") -> str:
    """A file name that every supported system takes, as close to `name` as can be.

    Normalised to NFC; separators and what cannot be printed (control,
    bidi, unassigned, lone surrogates) are replaced;
    no leading dot, no trailing dot or space, no device name, at most `MAX_CHARACTERS` with the
    suffix kept. An empty result becomes `replacement`.
    """
    normal = _FORBIDDEN.sub(replacement, unicodedata.normalize("NFC", name))
    spaced = "".join(" " if c.isspace() else c for c in normal)
    clean = _shortened(_trimmed("".join(c if c.isprintable() else replacement for c in spaced)))
    stem = clean.split(".", 1)[0].rstrip(" ")
    if _DEVICE.fullmatch(stem) or clean.lower() in _RESERVED:
        clean = _shortened(replacement + clean)
    return clean or replacement


def safe_relative_path(text: str) -> str:
    """`text` itself if it is a path with `/` that stays inside its folder on every system.

    Raises ValueError that says what is wrong: unlike `safe_name` nothing is replaced, because the
    files of a model refer to each other by name.
    """
    if len(text) > MAX_PATH_CHARACTERS:
        raise ValueError("a path is too long")
    segments = text.split("/")
    for segment in segments:
        if not segment or safe_name(segment) != segment:
            raise ValueError(f"{text!a} is no safe path")
    if PurePosixPath(text).as_posix() != text:
        raise ValueError(f"{text!a} is no safe path")
    return text
