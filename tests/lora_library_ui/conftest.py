"""The panel of LoRAs and the editor of the form in windows that have the focus."""

import os
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fixtures.lora_cards import few
from wan22_desktop.core.wan import Variant
from wan22_desktop.lora_library.ui.loras_panel import LorasPanel
from wan22_desktop.lora_library.ui.selection_editor import LoraSelectionEditor
from wan22_desktop.qtkit.theme import Theme, apply_theme

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def light_theme(qapp: QApplication) -> None:
    apply_theme(qapp, Theme.LIGHT)


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[LorasPanel]:
    """With three cards, for T2V A14B."""
    made = LorasPanel(change_interval_ms=10)
    qtbot.addWidget(made)
    made.resize(380, 900)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    made.set_cards(few())
    made.set_variant(Variant.T2V_A14B)
    yield made
    QThreadPool.globalInstance().waitForDone(5000)


@pytest.fixture
def editor(qtbot: QtBot) -> Iterator[LoraSelectionEditor]:
    """With three cards to choose from, for T2V A14B."""
    made = LoraSelectionEditor()
    qtbot.addWidget(made)
    made.resize(340, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    made.set_cards(few())
    made.set_variant(Variant.T2V_A14B)
    yield made
    QThreadPool.globalInstance().waitForDone(5000)
