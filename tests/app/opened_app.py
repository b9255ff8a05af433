"""One run of the whole program, its event loop left to pytest-qt."""

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from wan22_desktop.app.error_desk import BUG_KEY
from wan22_desktop.app.layout_file import layout_for, load_layouts
from wan22_desktop.app.parts import Parts
from wan22_desktop.app.start import Opening
from wan22_desktop.app.window import MainWindow
from wan22_desktop.core.places import Places
from wan22_desktop.core.settings import Settings, WindowSettings, save_settings


class OpenedApp:
    """One run of the program without its event loop, which pytest-qt provides."""

    def __init__(self, qtbot: QtBot, places: Places, paths: list[str]) -> None:
        self._qtbot = qtbot
        self.places = places
        if not places.settings_file.exists():  # somebody who has seen the first steps
            settings = Settings(window=WindowSettings(guide_done=True))
            save_settings(places.settings_file, settings)
        self.window = MainWindow()
        layouts = load_layouts(places.window_state_file)
        self.window.restore_layout(layout_for(layouts, self.window.screens()))
        self._opening = Opening(self.window, places, paths)
        self.window.first_painted.connect(self._opening.begin)
        with qtbot.waitExposed(self.window):
            self.window.show()
        qtbot.waitUntil(lambda: self._opening.is_complete, timeout=10_000)
        qtbot.waitUntil(lambda: bool(self.window.queue_label.text()), timeout=10_000)

    @property
    def parts(self) -> Parts:
        assert self._opening.wiring is not None
        return self._opening.wiring.parts

    def said(self) -> list[str]:
        """The texts of all notifications, newest first; a checkout may lack the demo model."""
        shown = self.parts.notifications.notifications
        return [n.text for n in shown if n.key != "no-model"]

    def close(self, *, bug_expected: bool = False) -> None:
        wiring = self._opening.wiring
        assert wiring is not None
        bugs = [n for n in self.parts.notifications.notifications if n.key == BUG_KEY]
        details = self.parts.desk.bug_details
        wiring.leave()
        # Not the signal: idle services can have ended before anybody could wait for it.
        self._qtbot.waitUntil(lambda: wiring.shutdown.is_finished, timeout=25_000)
        self._opening.close()
        self.window.close_for_good()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        assert bool(bugs) == bug_expected, details


OpenApp = Callable[..., OpenedApp]
