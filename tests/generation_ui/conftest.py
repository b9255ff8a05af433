"""Panels in a window that has the focus, without a screen."""

import os
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.ui.compose_panel import ComposePanel
from wan22_desktop.generation.ui.queue_panel import QueuePanel
from wan22_desktop.qtkit.theme import Theme, apply_theme

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

Show = Callable[[QWidget], None]


@pytest.fixture(autouse=True)
def light_theme(qapp: QApplication) -> None:
    apply_theme(qapp, Theme.LIGHT)


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Shows a widget as the active window."""

    def show_it(widget: QWidget) -> None:
        qtbot.addWidget(widget)
        with qtbot.waitExposed(widget):
            widget.show()
        widget.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is widget)

    return show_it


@pytest.fixture
def panel(show: Show) -> ComposePanel:
    """Two models, seeds 1001, 1002 and so on."""
    seeds = iter(range(1001, 9999))
    panel = ComposePanel(lambda: next(seeds))
    panel.set_models((Variant.DEMO, Variant.TI2V_5B))
    panel.resize(340, 700)
    show(panel)
    return panel


@pytest.fixture
def queue(show: Show) -> QueuePanel:
    queue = QueuePanel(repaint_interval_ms=20)
    queue.resize(420, 600)
    show(queue)
    return queue
