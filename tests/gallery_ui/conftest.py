"""The gallery's panel in a window that has the focus."""

import os
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from wan22_desktop.gallery.ui.gallery_panel import GalleryPanel
from wan22_desktop.qtkit.theme import Theme, apply_theme

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def light_theme(qapp: QApplication) -> None:
    apply_theme(qapp, Theme.LIGHT)


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[GalleryPanel]:
    """Without clips, and not yet told that there are none."""
    made = GalleryPanel(change_interval_ms=10)
    qtbot.addWidget(made)
    made.resize(350, 800)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    yield made
    if made.dialogs.open is not None and made.isVisible():
        made.close()
