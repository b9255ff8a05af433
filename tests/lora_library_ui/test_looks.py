"""Everything has a name, can be reached with the keyboard, and fits into a narrow dock."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from fixtures.lora_cards import few, many
from wan22_desktop.core.wan import Variant
from wan22_desktop.lora_library.domain.importing import ImportProgress
from wan22_desktop.lora_library.ui.loras_panel import LorasPanel
from wan22_desktop.lora_library.ui.selection_editor import LoraSelectionEditor
from wan22_desktop.qtkit.theme import Theme, apply_theme

PAIR, FIVE_B, DEMO = few()
INTERACTIVE = (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QSlider,
)


def interactive(widget: QWidget) -> list[QWidget]:
    """Without the inner parts of Qt's own widgets."""
    found = [child for child in widget.findChildren(QWidget) if isinstance(child, INTERACTIVE)]
    return [
        child
        for child in found
        if not isinstance(child.parentWidget(), QAbstractSpinBox | QComboBox | QLineEdit)
        and not child.objectName().startswith("qt_")
        and "QComboBoxPrivate" not in type(child.window()).__name__
        and child.isVisibleTo(widget)
    ]


def open_all(panel: LorasPanel) -> None:
    panel.filters.filters_button.setChecked(True)
    panel.show_import(ImportProgress("a" * 200, 3, 9, 5, 10))
    panel.select(PAIR.id)
    panel.details.editor.notes.setPlainText("changed")


def test_every_control_has_a_name(panel: LorasPanel, editor: LoraSelectionEditor) -> None:
    open_all(panel)
    editor.set_value((*PAIR.uses(1, 0.5), *FIVE_B.uses(1, 1)))
    for top in (panel, editor, panel.results):
        nameless = [
            child
            for child in interactive(top)
            if not child.accessibleName()
            and not (isinstance(child, QAbstractButton) and child.text())
        ]
        assert nameless == []


def test_tab_goes_through_the_panel(panel: LorasPanel) -> None:
    panel.add_button.setFocus()
    seen = []
    for _ in range(30):
        focused = QApplication.focusWidget()
        assert focused is not None
        text = focused.text() if isinstance(focused, QAbstractButton) else ""
        seen.append(focused.accessibleName() or text)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    start = ["Add…", "Add folder…", "More about LoRAs", "Search LoRAs", "Filters", "Order"]
    assert seen[:8] == [*start, "Show as a list", "LoRAs"]
    for name in ("Use", "Rename…", "Picture of this LoRA", "Trigger words", "Notes"):
        assert name in seen


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
@pytest.mark.parametrize("width", [300, 320, 520])
def test_nothing_is_cut_off(
    panel: LorasPanel, qapp: QApplication, qtbot: QtBot, theme: Theme, width: int
) -> None:
    apply_theme(qapp, theme)
    open_all(panel)
    panel.resize(width, 900)
    qtbot.wait(20)
    assert panel.width() == width
    page = panel.details.widget()
    assert page is not None
    assert page.width() <= panel.details.viewport().width()
    for child in interactive(panel):
        if child.isVisible():
            right = child.mapTo(panel, child.rect().topRight()).x()
            assert right <= panel.width(), child.accessibleName()
    wrapped = [label for label in panel.findChildren(QLabel) if label.hasHeightForWidth()]

    def all_have_their_height() -> None:
        for label in wrapped:
            if label.isVisible() and label.text():
                assert label.height() >= label.heightForWidth(label.width()), label.text()

    # Qt lays out what has changed at later turns of the event loop.
    qtbot.waitUntil(all_have_their_height, timeout=2000)
    for button in panel.details.buttons.values():
        if button.isVisible():
            assert button.width() >= button.minimumSizeHint().width(), button.text()


def test_five_thousand_cards_are_all_reachable(panel: LorasPanel, qtbot: QtBot) -> None:
    panel.set_cards(many(5000))
    assert panel.filters.count.text() == "5,000 LoRAs"
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_End)
    last = panel.rows.records[-1]
    assert panel.view.current() == last
    assert (
        panel.view.viewport().rect().intersects(panel.view.visualRect(panel.rows.index_of(last.id)))
    )
    panel.set_variant(Variant.DEMO)
    panel.filters.usable.setChecked(True)
    assert all(panel.rows.is_usable(card) for card in panel.rows.records)
    assert 0 < len(panel.rows.records) < 5000
