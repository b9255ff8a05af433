"""One notification as a row: its sign, its texts, its buttons."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton, draw_glyph
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone, colors_of, set_tone


class Severity(StrEnum):
    INFO = "info"
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notification:
    """What happened; a later one with the same `key` takes its place.

    `actions` are pairs of a button's text and the id that `NotificationBar.action_chosen` carries.
    """

    key: str
    severity: Severity
    text: str
    detail: str = ""
    actions: tuple[tuple[str, str], ...] = ()

    @property
    def stays(self) -> bool:
        """Whether it waits for the user; mere news leaves by itself."""
        return bool(self.actions) or self.severity in (Severity.WARNING, Severity.ERROR)


_GLYPHS = {
    Severity.INFO: Glyph.INFO,
    Severity.OK: Glyph.OK,
    Severity.WARNING: Glyph.WARNING,
    Severity.ERROR: Glyph.ERROR,
}
_TONES = {
    Severity.INFO: Tone.PLAIN,
    Severity.OK: Tone.OK,
    Severity.WARNING: Tone.WARNING,
    Severity.ERROR: Tone.ERROR,
}
_SPOKEN = {
    Severity.INFO: tr("Info"),
    Severity.OK: tr("Ok"),
    Severity.WARNING: tr("Warning"),
    Severity.ERROR: tr("Error"),
}


class NotificationRow(QFrame):
    """One notification: mark, texts, buttons, close."""

    action_chosen = Signal(str, str)
    close_requested = Signal(str)
    expired = Signal(str)

    def __init__(self, leave_after_ms: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._age = QTimer(self)
        self._age.setSingleShot(True)
        self._age.setInterval(leave_after_ms)
        self._age.timeout.connect(self._expire)
        self._notification = Notification("", Severity.INFO, "")
        self._text = _text_label(Tone.HEADING)
        self._detail = _text_label(Tone.MUTED)
        self.close_button = GlyphButton(Glyph.CLOSE, tr("Close this message"))
        self.close_button.clicked.connect(self._ask_to_close)
        self._buttons: list[QPushButton] = []
        self._mark = _Mark(self)

        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._text)
        texts.addWidget(self._detail)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(SPACE_SMALL)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE + SPACE_SMALL, SPACE_SMALL, SPACE_SMALL, SPACE_SMALL)
        layout.setSpacing(SPACE)
        layout.addWidget(self._mark)
        layout.addLayout(texts, 1)
        layout.addLayout(self._actions)
        layout.addWidget(self.close_button)

    @property
    def notification(self) -> Notification:
        return self._notification

    def show_notification(self, notification: Notification) -> None:
        self._notification = notification
        self._text.setText(notification.text)
        self._detail.setText(notification.detail)
        self._detail.setVisible(bool(notification.detail))
        self._mark.show_severity(notification.severity)
        self.setAccessibleName(
            ": ".join(filter(None, (_SPOKEN[notification.severity], notification.text)))
        )
        self.setAccessibleDescription(notification.detail)
        for button in self._buttons:
            self._actions.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [self._button(label, action) for label, action in notification.actions]
        before: QWidget | None = None
        for button in (*self._buttons, self.close_button):
            if before is not None:
                QWidget.setTabOrder(before, button)
            before = button
        self._age.stop()
        if not notification.stays:
            self._age.start()
        self.update()

    def _button(self, label: str, action: str) -> QPushButton:
        # A doubled ampersand stays one; a single one would become a mnemonic.
        button = QPushButton(label.replace("&", "&&"), self)
        button.setProperty("action", action)
        button.setAccessibleName(label)
        button.clicked.connect(self._choose)
        self._actions.addWidget(button)
        button.show()
        return button

    @Slot()
    def _choose(self) -> None:
        button: QObject = self.sender()
        self.action_chosen.emit(self._notification.key, str(button.property("action")))

    @Slot()
    def _ask_to_close(self) -> None:
        self.close_requested.emit(self._notification.key)

    @Slot()
    def _expire(self) -> None:
        focused = self.window().focusWidget()
        if self.underMouse() or (focused is not None and self.isAncestorOf(focused)):
            self._age.start()
        else:
            self.expired.emit(self._notification.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._ask_to_close()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = colors_of(self)
        tone = severity_color(self._notification.severity, self)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colors.raised))
        painter.fillRect(0, 0, 4, self.height(), tone)
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(colors.line))
        painter.end()
        super().paintEvent(event)


class _Mark(QWidget):
    """The sign of a severity: its shape says the same as its colour."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._severity = Severity.INFO
        self.setFixedSize(QSize(18, 18))

    def show_severity(self, severity: Severity) -> None:
        self._severity = severity
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 -- Qt's signature
        painter = QPainter(self)
        color = severity_color(self._severity, self)
        draw_glyph(painter, _GLYPHS[self._severity], QRectF(self.rect()), color)
        painter.end()


def severity_color(severity: Severity, widget: QWidget) -> QColor:
    colors = colors_of(widget)
    if severity is Severity.INFO:
        return QColor(colors.accent)
    return colors.tone(_TONES[severity])


def _text_label(tone: Tone) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    set_tone(label, tone)
    return label
