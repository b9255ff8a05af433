"""Keeps the Qt Linguist files in step with the texts of the program.

    python -m tools.translations            adds new texts, drops those that are gone
    python -m tools.translations --check    says what is missing; exit code 1 if anything is

A text is a literal in `tr("…")` or `trn("…", "…", …)`. Files are sorted and written the same way
each time, so that a change shows only what changed.
"""

import ast
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import NamedTuple

from wan22_desktop.core.texts import LANGUAGES, translations_in

PROGRAM = Path(__file__).resolve().parents[1]
FOLDER = PROGRAM / "resources" / "translations"


class Text(NamedTuple):
    """A text as the code has it; `plural` is empty for those without a number."""

    source: str
    plural: str
    where: str


def texts_of(folder: Path) -> dict[str, Text]:
    """Every text of the window by its English form; raises ValueError for what is no literal.

    Commands speak English: what they print is read by scripts, too.
    """
    found: dict[str, Text] = {}
    files = (file for file in folder.rglob("*.py") if not file.is_relative_to(folder / "cli"))
    for file in sorted(files):
        for text in _texts_in(file, folder.parent):
            known = found.setdefault(text.source, text)
            if bool(known.plural) is not bool(text.plural):
                raise ValueError(f"{text.source!r} has a number in {known.where} or {text.where}")
    return found


def placeholders(text: str) -> frozenset[str]:
    """The names in braces."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def updated(texts: dict[str, Text], known: dict[str, tuple[str, ...]], language: str) -> str:
    """The content of a language's file: what was translated stays, what is new is unfinished."""
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = "wan22"
    for text in sorted(texts.values()):
        message = ET.SubElement(context, "message")
        ET.SubElement(message, "location", filename=text.where)
        ET.SubElement(message, "source").text = text.source
        translation = ET.SubElement(message, "translation")
        forms = known.get(text.source)
        if forms is None:
            translation.set("type", "unfinished")
        if text.plural:
            message.set("numerus", "yes")
            ET.SubElement(message, "extracomment").text = f"Plural: {text.plural}"
            for form in forms or ("", ""):
                ET.SubElement(translation, "numerusform").text = form
        elif forms is not None:
            translation.text = forms[0]
    ET.indent(root, "  ")
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n'


def main(arguments: list[str]) -> int:
    texts = texts_of(PROGRAM / "wan22_desktop")
    missing = 0
    for language in LANGUAGES:
        if language == "en":
            continue
        file = FOLDER / f"{language}.ts"
        known = translations_in(file)
        lacking = sorted(set(texts) - set(known))
        missing += len(lacking)
        sys.stdout.write(f"{language}: {len(texts) - len(lacking)} of {len(texts)} texts\n")
        if "--check" in arguments:
            sys.stdout.writelines(f"  {texts[source].where}: {source!r}\n" for source in lacking)
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(updated(texts, known, language), "utf-8", newline="\n")
    return 1 if missing and "--check" in arguments else 0


def _texts_in(file: Path, program: Path) -> Iterator[Text]:
    where = file.relative_to(program).as_posix()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id not in ("tr", "trn"):
            continue
        count = 1 if node.func.id == "tr" else 2
        forms = [_literal(argument, where) for argument in node.args[:count]]
        yield Text(forms[0], forms[1] if count == 2 else "", where)


def _literal(node: ast.expr, where: str) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise ValueError(f"{where}:{node.lineno}: translators cannot find a text that is no literal")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
