"""The keyboard's way from panel to panel."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from wan22_desktop.app.window import MainWindow


@dataclass(frozen=True, slots=True)
class Stop:
    """A panel that the keyboard can be moved to.

    `title` is its entry in the menu and `keys` are the usual ones; `focus` puts the keyboard into
    it once it can be seen, `reveal` brings it into sight where that is not a dock's business.
    """

    name: str
    title: str
    keys: str
    widget: QWidget
    focus: Callable[[], object]
    reveal: Callable[[], object] | None = None


class PanelFocus(QObject):
    """Moves the keyboard from panel to panel."""

    def __init__(self, window: MainWindow, stops: tuple[Stop, ...]) -> None:
        super().__init__(window)
        self._window = window
        self.stops = stops

    def to(self, stop: Stop) -> None:
        """Bring a panel into sight and give it the keyboard."""
        dock = next((d for d in self._window.docks if d.isAncestorOf(stop.widget)), None)
        if dock is not None:
            dock.show()
            dock.raise_()
        if stop.reveal is not None:
            stop.reveal()
        stop.focus()

    def to_name(self, name: str) -> None:
        """As `to`; nothing happens for a name that no stop has."""
        for stop in self.stops:
            if stop.name == name:
                self.to(stop)

    def to_next(self) -> None:
        self.to(self.stops[(self._now() + 1) % len(self.stops)])

    def to_previous(self) -> None:
        self.to(self.stops[(self._now() - 1) % len(self.stops)])

    @property
    def current(self) -> Stop | None:
        """The panel that has the keyboard."""
        now = self._now()
        return self.stops[now] if now >= 0 else None

    def _now(self) -> int:
        """The number of the panel that has the keyboard; before the first if none has."""
        focused = self._window.focusWidget()
        for number, stop in enumerate(self.stops):
            widget = stop.widget
            if focused is not None and (focused is widget or widget.isAncestorOf(focused)):
                return number
        return -1
