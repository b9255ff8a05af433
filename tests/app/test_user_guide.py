"""The user guide: whole, linked to where it explains, and readable without a browser."""

import re
from pathlib import Path

import pytest
from opened_app import OpenedApp
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from wan22_desktop.app.guide_desk import PAGES_OF_PANELS, PAGES_OF_VIEWS
from wan22_desktop.app.help_dialog import HelpDialog
from wan22_desktop.app.user_guide import GuidePage, UserGuide, shortcuts_page, slug, slugs
from wan22_desktop.app.what_happened import EXPLAIN, PAGE, SECTIONS, section_of
from wan22_desktop.core.failures import FailureCause
from wan22_desktop.core.places import PROGRAM_FOLDER

FOLDER = PROGRAM_FOLDER / "docs" / "guide"
GUIDE = UserGuide(FOLDER)
LINK = re.compile(r"\[[^\]]+\]\(([^)]+)\)")


def test_every_file_is_a_page_and_stands_in_the_table_of_contents() -> None:
    names = {file.stem for file in FOLDER.glob("*.md")}
    assert {page.name for page in GUIDE.pages} == names
    contents = (PROGRAM_FOLDER / "mkdocs.yml").read_text("utf-8")
    assert set(re.findall(r": ([\w-]+)\.md", contents)) == names


@pytest.mark.parametrize("page", GUIDE.pages, ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page: GuidePage) -> None:
    for target in LINK.findall(page.text):
        if target.startswith("http"):
            continue
        name, _, section = target.partition("#")
        assert not name or (FOLDER / name).is_file(), target
        if section:
            other = GUIDE.page(name.removesuffix(".md") or page.name)
            assert other is not None
            assert section in slugs(other.text), target


def test_every_cause_of_a_failure_is_explained() -> None:
    page = GUIDE.page(PAGE)
    assert page is not None
    assert set(SECTIONS) == set(FailureCause)
    assert set(SECTIONS.values()) <= slugs(page.text)
    assert section_of(f"{EXPLAIN}vram") == SECTIONS[FailureCause.VRAM]
    assert section_of("retry") is None
    assert section_of(f"{EXPLAIN}nothing") is None


def test_every_panel_has_a_page() -> None:
    names = {page.name for page in GUIDE.pages}
    assert set(PAGES_OF_PANELS.values()) | set(PAGES_OF_VIEWS.values()) <= names


def test_a_section_is_brought_to_the_top(qtbot: QtBot) -> None:
    dialog = HelpDialog(GUIDE)
    qtbot.addWidget(dialog)
    dialog.resize(700, 300)
    dialog.show()
    dialog.open_at(PAGE, SECTIONS[FailureCause.HANG])
    assert dialog.shown == PAGE
    assert slug(dialog.text.textCursor().block().text()) == SECTIONS[FailureCause.HANG]
    top = dialog.text.cursorRect().top()
    assert 0 <= top < dialog.text.viewport().height()
    assert dialog.text.verticalScrollBar().value() > 0


def test_links_lead_from_page_to_page(qtbot: QtBot) -> None:
    dialog = HelpDialog(GUIDE)
    qtbot.addWidget(dialog)
    dialog.open_at("index")
    dialog.text.anchorClicked.emit(QUrl("models.md"))
    assert dialog.shown == "models"
    dialog.text.anchorClicked.emit(QUrl("what-happened.md#a-model-file-is-damaged"))
    assert dialog.shown == PAGE


def test_words_are_looked_for_on_all_pages(qtbot: QtBot) -> None:
    dialog = HelpDialog(GUIDE)
    qtbot.addWidget(dialog)
    dialog.search.setText("virtual memory")
    shown = [dialog.pages.item(row).text() for row in range(dialog.pages.count())]
    assert shown == ["What happened?"]
    assert dialog.shown == PAGE
    dialog.search.clear()
    assert dialog.pages.count() == len(GUIDE.pages)


def test_a_missing_guide_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = HelpDialog(UserGuide(tmp_path))
    qtbot.addWidget(dialog)
    dialog.open_at("index")
    assert "not complete" in dialog.text.toPlainText()


def test_the_keys_are_those_of_the_menus(app: OpenedApp) -> None:
    """`python -m tools.shortcuts_page` writes the page anew."""
    page = GUIDE.page("shortcuts")
    assert page is not None
    assert page.text == shortcuts_page(app.parts.actions.shortcuts())


@pytest.mark.parametrize("page", GUIDE.pages, ids=lambda page: page.name)
def test_pictures_are_as_wide_as_the_page(qtbot: QtBot, page: GuidePage) -> None:
    dialog = HelpDialog(GUIDE)
    qtbot.addWidget(dialog)
    dialog.open_at(page.name)
    dialog.show()
    names = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page.text)
    for name in names:
        image = dialog.text.document().resource(
            QTextDocument.ResourceType.ImageResource.value, QUrl(name)
        )
        assert not image.isNull()
    assert dialog.text.horizontalScrollBar().maximum() == 0
