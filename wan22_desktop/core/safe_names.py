"""The one gate for names that come from outside and become file names."""

import re
import unicodedata

MAX_CHARACTERS = 120

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)
_RESERVED = {"desktop.ini", "thumbs.db"}


def safe_name(name: str, *, replacement: str = "_") -> str:
    """A file name that every supported system takes, as close to `name` as can be.

    Normalised to NFC; separators, control, format (bidi) and unassigned characters are replaced;
    no leading dot, no trailing dot or space, no device name, at most `MAX_CHARACTERS` with the
    suffix kept. An empty result becomes `replacement`.
    """
    normal = unicodedata.normalize("NFC", name)
    clean = "".join(
        replacement if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn") else c
        for c in _FORBIDDEN.sub(replacement, normal)
    )
    clean = clean.strip().lstrip(".").rstrip(". ")
    if len(clean) > MAX_CHARACTERS:
        stem, dot, suffix = clean.rpartition(".")
        keep = MAX_CHARACTERS - len(dot) - len(suffix)
        clean = stem[:keep].rstrip(". ") + dot + suffix if dot and keep > 0 else clean
        clean = clean[:MAX_CHARACTERS].rstrip(". ")
    stem = clean.split(".", 1)[0].rstrip(" ")
    if _DEVICE.fullmatch(stem) or clean.lower() in _RESERVED:
        clean = replacement + clean
    return clean or replacement
