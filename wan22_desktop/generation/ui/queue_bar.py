"""The buttons above the queue: pausing, order, schedule, clearing up."""

from PySide6.QtCore import QEvent, QPoint, Signal, Slot
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from wan22_desktop.core.settings import QueueOrder, QueueSettings
from wan22_desktop.core.texts import tr
from wan22_desktop.generation.ui.queue_schedule import (
    SchedulePopup,
    schedule_sentence,
    schedule_text,
)
from wan22_desktop.qtkit.flow_layout import FlowLayout
from wan22_desktop.qtkit.glyphs import Glyph, glyph_icon
from wan22_desktop.qtkit.theme import SPACE_SMALL

PAUSE_NOW_TIP = tr(
    "Stop the clip that is being rendered at its next step and free its memory; "
    "Resume goes on from that step"
)
_ORDERS = {
    QueueOrder.AS_LISTED: (
        tr("Order: as listed"),
        tr("Jobs begin from top to bottom"),
    ),
    QueueOrder.FEWEST_RELOADS: (
        tr("Order: fewest reloads"),
        tr("Jobs with the model and LoRAs that are loaded begin first; numbers show the order"),
    ),
}


class QueueBar(QWidget):
    """Buttons in rows that break where the room ends."""

    order_chosen = Signal(object)  # QueueOrder

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pause = QPushButton()
        self.pause.setCheckable(True)
        self.pause_now = _button(tr("Pause now"), tr("Pause the queue now"), PAUSE_NOW_TIP)
        self.clear = _button(
            tr("Clear finished"),
            tr("Clear finished jobs"),
            tr("Take ended jobs off the list; clips stay where they are"),
        )
        self.retry_failed = _button(
            tr("Retry failed"),
            tr("Retry all failed jobs"),
            tr("Put every failed job back into the queue"),
        )
        self.retry_failed.hide()
        self.order = QComboBox()
        self.order.setAccessibleName(tr("Order in which jobs begin"))
        for order, (text, _) in _ORDERS.items():
            self.order.addItem(text, order)
        self.popup = SchedulePopup(self)
        self.schedule = QPushButton()
        self.schedule.setAccessibleName(tr("When jobs may begin"))
        flow = FlowLayout(self, SPACE_SMALL)
        for part in (
            self.pause,
            self.pause_now,
            self.clear,
            self.retry_failed,
            self.order,
            self.schedule,
        ):
            flow.addWidget(part)
        self.order.activated.connect(self._choose_order)
        self.schedule.clicked.connect(self._open_schedule)
        self.popup.chosen.connect(self._show_schedule)
        self.show_order(QueueOrder.AS_LISTED)
        self._show_schedule(QueueSettings())
        self.show_pause(paused=False)

    def show_pause(self, *, paused: bool) -> None:
        self.pause.setChecked(paused)
        self.pause.setText(tr("Resume") if paused else tr("Pause"))
        self.pause.setAccessibleName(tr("Resume the queue") if paused else tr("Pause the queue"))
        self.pause.setToolTip(
            tr("Start waiting jobs again")
            if paused
            else tr("Start no more jobs; the one being rendered goes on")
        )
        self._draw_icons()

    def show_order(self, order: QueueOrder) -> None:
        """Show what holds; asks for nothing."""
        self.order.setCurrentIndex(self.order.findData(order))
        self.order.setToolTip(_ORDERS[order][1])

    def show_settings(self, settings: QueueSettings) -> None:
        self.show_order(settings.order)
        self.popup.show_settings(settings)
        self._show_schedule(settings)

    @Slot(object)
    def _show_schedule(self, settings: QueueSettings) -> None:
        self.schedule.setText(schedule_text(settings))
        self.schedule.setToolTip(schedule_sentence(settings))
        self.schedule.setAccessibleDescription(schedule_sentence(settings))
        self.updateGeometry()

    @Slot(int)
    def _choose_order(self, row: int) -> None:
        order = QueueOrder(self.order.itemData(row))
        self.show_order(order)
        self.order_chosen.emit(order)

    @Slot()
    def _open_schedule(self) -> None:
        self.popup.adjustSize()
        below = self.schedule.mapToGlobal(QPoint(0, self.schedule.height()))
        screen = self.screen().availableGeometry()
        below.setX(max(screen.left(), min(below.x(), screen.right() - self.popup.width())))
        if below.y() + self.popup.height() > screen.bottom():
            above = self.schedule.mapToGlobal(QPoint(0, 0)).y() - self.popup.height()
            below.setY(max(screen.top(), above))
        self.popup.move(below)
        self.popup.show()
        self.popup.by_hours.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icons()

    def _draw_icons(self) -> None:
        pause = Glyph.PLAY if self.pause.isChecked() else Glyph.PAUSE
        for button, glyph in (
            (self.pause, pause),
            (self.pause_now, Glyph.PAUSE),
            (self.clear, Glyph.CLEAR),
            (self.retry_failed, Glyph.SWAP),
            (self.schedule, Glyph.CLOCK),
        ):
            button.setIcon(glyph_icon(glyph, self.palette()))


def _button(text: str, name: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setAccessibleName(name)
    button.setToolTip(tip)
    return button
