"""Every text that people read, in their language.

English stands in the code, inside `tr` or `trn`; the other languages are Qt Linguist files in
`resources/translations`, one for each. The language is set once, before anything else of the app
is imported, and holds as long as the process lives: so texts may also be made while modules are
imported, and threads need no lock. Window, command line and engine all read the same file.
"""

import ctypes
import json
import locale
import os
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from string import Formatter

LANGUAGES = {"en": "English", "de": "Deutsch"}
"""By the code that settings and file names use; each language names itself."""

SYSTEM = "system"
"""As the desktop is set, where that is one of ours."""

LANGUAGE_VARIABLE = "WAN22_LANGUAGE"
"""Of the environment: how a process tells those it starts what to speak."""

MAX_FILE_BYTES = 8 << 20

_MARKS = {"en": {}, "de": str.maketrans(".,", ",.")}
"""What stands for the decimal point and for the comma between thousands."""

_found: dict[str, tuple[str, ...]] = {}
"""Translations by their English text: one, or one for each grammatical number."""
_language = "en"


def tr(text: str, **values: object) -> str:
    """`text` in the language of the process, its `{names}` filled with `values`.

    The text is a literal, never an f-string: it is the key under which translators find it.
    Numbers among the values are written as the language does.
    """
    found = _found.get(text, (text,))[0]
    return _filled(found, values) if values else found


def trn(singular: str, plural: str, count: int, **values: object) -> str:
    """As `tr`, by grammatical number; `{count}` is filled in too.

    English and all languages of `LANGUAGES` have two forms: one, and all others.
    """
    forms = _found.get(singular, (singular, plural))
    form = forms[0] if count == 1 or len(forms) == 1 else forms[1]
    return _filled(form, {"count": count, **values})


def decimal(number: str) -> str:
    """A number that was formatted with a point, as the language of the process writes it."""
    return number.translate(_MARKS[_language])


def language() -> str:
    """The code of the language of the process."""
    return _language


def use_language(code: str, folder: Path) -> None:
    """Take the translations of a language from its file in `folder`; English for what lacks one.

    A file that is missing or damaged leaves English.
    """
    global _language  # noqa: PLW0603 - set once, before anybody asks
    _found.clear()
    _language = code if code in LANGUAGES else "en"
    if _language != "en":
        _found.update(translations_in(folder / f"{code}.ts"))


def translations_in(file: Path) -> dict[str, tuple[str, ...]]:
    """The finished translations of a Qt Linguist file by their English texts."""
    try:
        content = file.read_bytes()
        if len(content) > MAX_FILE_BYTES:
            return {}
        root = ET.fromstring(content)  # noqa: S314 - shipped with the program, size bounded
    except (OSError, ET.ParseError):
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for message in root.iter("message"):
        source, translation = message.findtext("source"), message.find("translation")
        if not source or translation is None or translation.get("type"):
            continue
        forms = tuple(form.text or "" for form in translation.findall("numerusform"))
        forms = forms or (translation.text or "",)
        if all(forms):
            found[source] = forms
    return found


def chosen_language(settings_file: Path) -> str:
    """What the settings say, read without the machinery that checks them; else the system's."""
    try:
        tree = json.loads(settings_file.read_text("utf-8-sig"))
        code = tree["appearance"]["language"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        code = SYSTEM
    return code if isinstance(code, str) and code in LANGUAGES else system_language()


def system_language() -> str:
    """The language of the desktop if it is one of ours, else English."""
    if sys.platform == "win32":
        name = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    else:
        # In the order in which POSIX asks them.
        variables = ("LC_ALL", "LC_MESSAGES", "LANG")
        name = next((os.environ[key] for key in variables if os.environ.get(key)), "")
    code = name[:2].lower()
    return code if code in LANGUAGES else "en"


class _Numbers(Formatter):
    """Fills texts as `str.format` does, with the marks that the language has in numbers."""

    def format_field(self, value: object, format_spec: str) -> str:
        text = super().format_field(value, format_spec)
        return decimal(text) if isinstance(value, int | float) else text


def _filled(text: str, values: dict[str, object]) -> str:
    return text.format(**values) if _language == "en" else _Numbers().vformat(text, (), values)
