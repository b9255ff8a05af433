"""What the app has said about the machine lately, with a button where it asks."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.settings import Automation
from wan22_desktop.core.texts import tr
from wan22_desktop.hardware.domain.alert_texts import ACTION_LABELS
from wan22_desktop.hardware.domain.alerts import Alert, AlertKind, AlertLevel
from wan22_desktop.qtkit.elided_label import ElidedLabel
from wan22_desktop.qtkit.glyphs import Glyph, draw_glyph
from wan22_desktop.qtkit.labels import plain_label, plain_tooltip
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone, colors_of

KEPT = 20
_ROWS_IN_SIGHT = 3


@dataclass(frozen=True, slots=True)
class Event:
    """An alert, and when it was said last."""

    alert: Alert
    unix_s: float


class AlertList(QWidget):
    """The latest first. An alert that grows worse or is over changes its row."""

    action_accepted = Signal(object)  # AlertKind

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.events: list[Event] = []
        self.rows: list[AlertRow] = []
        self.empty = _mark_line(Glyph.OK, Tone.OK, tr("Nothing to report"))
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, SPACE_SMALL, 0)
        self._column.setSpacing(2)
        self._column.addStretch(1)
        content = QWidget()
        content.setLayout(self._column)
        content.setAutoFillBackground(False)
        self._area = QScrollArea()
        self._area.setWidget(content)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self._area.setAccessibleName(tr("Alerts"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.empty)
        layout.addWidget(self._area)
        self._fit()

    def show_alert(self, alert: Alert, unix_s: float) -> None:
        """An event has begun, grown worse or is over, at `unix_s`."""
        for place, event in enumerate(self.events):
            if event.alert.kind is alert.kind and not event.alert.is_over:
                self._remove(place)
                break
        self.events.insert(0, Event(alert, unix_s))
        row = AlertRow(self.events[0])
        row.accepted.connect(self.action_accepted)
        self.rows.insert(0, row)
        self._column.insertWidget(0, row)
        while len(self.events) > KEPT:
            self._remove(KEPT)
        self._fit()

    def _remove(self, place: int) -> None:
        del self.events[place]
        row = self.rows.pop(place)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _fit(self) -> None:
        """A few rows high at most; the others are reached by scrolling."""
        self.empty.setVisible(not self.rows)
        self._area.setVisible(bool(self.rows))
        seen = self.rows[:_ROWS_IN_SIGHT]
        self._area.setFixedHeight(sum(row.sizeHint().height() + 2 for row in seen))


class AlertRow(QWidget):
    """One alert: when, what, and what to press."""

    accepted = Signal(object)  # AlertKind

    def __init__(self, event: Event) -> None:
        super().__init__()
        alert = event.alert
        self._kind: AlertKind = alert.kind
        tone = Tone.ERROR if alert.level is AlertLevel.CRITICAL else Tone.WARNING
        glyph = Glyph.ERROR if alert.level is AlertLevel.CRITICAL else Glyph.WARNING
        if alert.is_over:
            tone, glyph = Tone.OK, Glyph.OK
        when = datetime.fromtimestamp(event.unix_s).astimezone()
        self.time = plain_label(f"{when:%H:%M}", Tone.MUTED)
        self.text = ElidedLabel()
        self.text.set_text(alert.text)
        tip = "\n".join(
            part for part in (when.strftime(tr("%c")), alert.text, alert.detail) if part
        )
        self.text.setToolTip(plain_tooltip(tip))
        self.text.setAccessibleDescription(alert.detail)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        first = QHBoxLayout()
        first.setSpacing(SPACE_SMALL)
        first.addWidget(_Mark(glyph, tone))
        first.addWidget(self.time)
        first.addWidget(self.text, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(first)
        self.button: QPushButton | None = None
        if alert.automation is Automation.ASK and alert.action is not None and not alert.is_over:
            self.button = QPushButton(ACTION_LABELS[alert.action])
            self.button.setAccessibleDescription(alert.text)
            self.button.clicked.connect(self._accept)
            detail = ElidedLabel()
            detail.set_text(alert.detail)
            detail.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            detail.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            second = QHBoxLayout()
            second.setSpacing(SPACE)
            second.setContentsMargins(16 + SPACE_SMALL, 0, 0, 0)
            second.addWidget(detail, 1)
            second.addWidget(self.button)
            layout.addLayout(second)

    @Slot()
    def _accept(self) -> None:
        """Once: what was asked for is on its way."""
        if self.button is not None:
            self.button.setEnabled(False)
        self.accepted.emit(self._kind)


class _Mark(QWidget):
    """A glyph in the colour of a meaning."""

    def __init__(self, glyph: Glyph, tone: Tone) -> None:
        super().__init__()
        self._glyph, self._tone = glyph, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(16, 16)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 -- Qt's signature
        painter = QPainter(self)
        draw_glyph(painter, self._glyph, QRectF(self.rect()), colors_of(self).tone(self._tone))
        painter.end()


def _mark_line(glyph: Glyph, tone: Tone, text: str) -> QWidget:
    line = QWidget()
    layout = QHBoxLayout(line)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACE)
    layout.addWidget(_Mark(glyph, tone))
    layout.addWidget(plain_label(text, Tone.MUTED), 1)
    return line
