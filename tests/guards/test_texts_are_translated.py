"""Texts of the window go through `tr`, and every one of them has its translation."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.translations import FOLDER, PROGRAM, placeholders, texts_of
from wan22_desktop.core.texts import LANGUAGES, translations_in

SHOWN = {
    "setText",
    "setToolTip",
    "setStatusTip",
    "setWindowTitle",
    "setAccessibleName",
    "setAccessibleDescription",
    "setPlaceholderText",
    "setTitle",
    "setPrefix",
    "setSuffix",
    "setSpecialValueText",
    "setInformativeText",
    "setLabelText",
    "setOkButtonText",
    "set_text",
    "show_doing",
    "add_button",
    "addButton",
    "setHorizontalHeaderLabels",
    "addTab",
    "addItem",
    "addItems",
    "addMenu",
    "addAction",
    "plain_label",
    "wrapping_label",
    "plain_tooltip",
    "QAction",
    "QCheckBox",
    "QGroupBox",
    "QLabel",
    "QMenu",
    "QPushButton",
    "QRadioButton",
    "GlyphButton",
    "UserError",
    "NotSavedError",
    "Section",
    "GuidedStep",
    "ReportRow",
}
"""What puts a text on the screen: Qt's own and ours."""
PRODUCT = "WAN2.2 Desktop"
KEYWORDS = {
    "advice",
    "detail",
    "effect",
    "explanation",
    "label",
    "message",
    "reason",
    "safe",
    "text",
    "tip",
    "title",
}
COMMAND_LINE = PROGRAM / "wan22_desktop" / "cli"
"""Speaks English: what it prints is read by scripts, too."""
TEXTS = texts_of(PROGRAM / "wan22_desktop")


def untranslated_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Where a literal with a word in it is shown as it is."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        if name not in SHOWN:
            continue
        values = [*node.args, *(k.value for k in node.keywords if k.arg in KEYWORDS)]
        for part in values:
            yield from literals_in(part)


def literals_in(node: ast.AST) -> Iterator[tuple[int, str]]:
    """The words that are there as they are; what another call makes of its own is its business."""
    if isinstance(node, ast.Constant) and is_words(node.value):
        yield node.lineno, str(node.value)
    elif not isinstance(node, ast.Call):
        for child in ast.iter_child_nodes(node):
            yield from literals_in(child)


def is_words(value: object) -> bool:
    """Whether people could read it: a word of three letters at least, and no key or address."""
    if not isinstance(value, str) or len(value) < 3 or ("/" in value and " " not in value):
        return False
    plain = value.replace("&", "").replace(PRODUCT, "")
    return any(word.isalpha() and len(word) > 2 for word in plain.split())


@pytest.mark.parametrize(
    "folder", sorted((PROGRAM / "wan22_desktop").iterdir()), ids=lambda path: path.name
)
def test_what_is_shown_goes_through_the_translator(folder: Path) -> None:
    found = [
        f"{file.relative_to(PROGRAM)}:{line}: {text!r}"
        for file in ([folder] if folder.suffix == ".py" else sorted(folder.rglob("*.py")))
        if not file.is_relative_to(COMMAND_LINE)
        for line, text in untranslated_in(ast.parse(file.read_text("utf-8")))
    ]
    assert not found, "\n".join(found)


def test_the_check_sees_what_it_is_for() -> None:
    seen = untranslated_in(ast.parse('label.setText("Not translated")\nlabel.setText(tr("Is"))'))
    assert list(seen) == [(1, "Not translated")]
    later = untranslated_in(ast.parse('label.setText("A" + f(x) + "Long words")'))
    assert list(later) == [(1, "Long words")]
    joined = untranslated_in(ast.parse('QLabel(f"Some {count} clips")'))
    assert len(list(joined)) > 0


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_every_text_has_its_translation(language: str) -> None:
    known = translations_in(FOLDER / f"{language}.ts")
    missing = sorted(set(TEXTS) - set(known))
    assert not missing, f"{len(missing)} texts: {missing[:20]}"
    for source, forms in known.items():
        text = TEXTS.get(source)
        if text is None:
            continue
        assert len(forms) == (2 if text.plural else 1), source
        for form in forms:
            needed = placeholders(text.plural or text.source)
            assert placeholders(form) <= needed | {"count"}, (source, form)
            assert placeholders(forms[-1]) == needed, (source, form)
