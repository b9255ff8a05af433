"""The panel of models in a window that has the focus, without a screen."""

import os

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fixtures.model_statuses import everything
from wan22_desktop.model_manager.ui.models_panel import ModelsPanel
from wan22_desktop.qtkit.theme import Theme, apply_theme

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def light_theme(qapp: QApplication) -> None:
    apply_theme(qapp, Theme.LIGHT)


@pytest.fixture
def models(qtbot: QtBot) -> ModelsPanel:
    panel = ModelsPanel(repaint_interval_ms=10)
    qtbot.addWidget(panel)
    panel.resize(380, 900)
    panel.set_models(everything())
    with qtbot.waitExposed(panel):
        panel.show()
    panel.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is panel)
    return panel
