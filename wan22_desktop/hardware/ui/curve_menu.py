"""Which curves are drawn: a menu that stays open while one after another is ticked."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.hardware.domain.metrics import SERIES
from wan22_desktop.hardware.ui.chart_kinds import CHARTS, SHOWN_AT_FIRST


class CurveMenu(QMenu):
    """One entry for each series, under the title of its chart."""

    shown_changed = Signal(object)  # tuple[str, ...]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ticks: dict[str, QAction] = {}
        labels = {series.key: series.label for series in SERIES}
        for number, chart in enumerate(CHARTS):
            if number:
                self.addSeparator()
            for curve in chart.curves:
                action = self.addAction(f"{labels[curve.key]} ({chart.unit})")
                action.setCheckable(True)
                action.setChecked(curve.key in SHOWN_AT_FIRST)
                action.triggered.connect(self._tell)
                self.ticks[curve.key] = action
        self.addSeparator()
        self.usual = self.addAction(tr("Show the usual ones"))
        self.usual.triggered.connect(self._show_usual)

    @property
    def shown(self) -> tuple[str, ...]:
        """Keys, in the order of the charts."""
        return tuple(key for key, action in self.ticks.items() if action.isChecked())

    def set_shown(self, keys: tuple[str, ...]) -> None:
        """Tick these; keys that no version knows any more are passed over."""
        for key, action in self.ticks.items():
            action.setChecked(key in keys)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._ticked(self.actionAt(event.position().toPoint())):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Space or not self._ticked(self.activeAction()):
            super().keyPressEvent(event)

    def _ticked(self, action: QAction | None) -> bool:
        if action is None or not action.isCheckable():
            return False
        action.trigger()
        return True

    @Slot()
    def _tell(self) -> None:
        self.shown_changed.emit(self.shown)

    @Slot()
    def _show_usual(self) -> None:
        self.set_shown(SHOWN_AT_FIRST)
        self._tell()
