"""The one gate for names that come from outside and become file names."""

import re
import unicodedata

MAX_CHARACTERS = 120

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)
_RESERVED = {"desktop.ini", "thumbs.db"}


def _trimmed(name: str) -> str:
    return name.strip(" ").lstrip(". ").rstrip(". ")


def safe_name(name: str, *, replacement: str = "_") -> str:
    """A file name that every supported system takes, as close to `name` as can be.

    Normalised to NFC; separators and what cannot be printed (control,
    bidi, unassigned, lone surrogates) are replaced;
    no leading dot, no trailing dot or space, no device name, at most `MAX_CHARACTERS` with the
    suffix kept. An empty result becomes `replacement`.
    """
    normal = _FORBIDDEN.sub(replacement, unicodedata.normalize("NFC", name))
    spaced = "".join(" " if c.isspace() else c for c in normal)
    clean = _trimmed("".join(c if c.isprintable() else replacement for c in spaced))
    if len(clean) > MAX_CHARACTERS:
        stem, dot, suffix = clean.rpartition(".")
        keep = MAX_CHARACTERS - len(dot) - len(suffix)
        clean = _trimmed(stem[:keep]) + dot + suffix if dot and keep > 0 else clean
        clean = _trimmed(clean[:MAX_CHARACTERS])
    stem = clean.split(".", 1)[0].rstrip(" ")
    if _DEVICE.fullmatch(stem) or clean.lower() in _RESERVED:
        clean = replacement + clean
    return clean or replacement
