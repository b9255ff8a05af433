"""One clip among several: its label, its star, and its picture or why there is none."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QImage, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr
from wan22_desktop.gallery.ui.frame_view import FrameView
from wan22_desktop.gallery.ui.title_label import TitleLabel
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton, draw_glyph
from wan22_desktop.qtkit.labels import plain_tooltip
from wan22_desktop.qtkit.theme import RADIUS, SPACE_SMALL, Tone, colors_of, set_tone

_MAX_LABEL_CHARACTERS = 200


class StarButton(GlyphButton):
    """A star that is filled while it is checked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Glyph.STAR, tr("Star"), parent)
        self.setCheckable(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.isChecked():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        where = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        draw_glyph(painter, Glyph.STAR, where, QColor(colors_of(self).accent), is_filled=True)
        if self.hasFocus():
            painter.setPen(QColor(colors_of(self).accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.end()


class _StateText(QLabel):
    """Wraps in the room that the grid gives it, and asks for none."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMargin(SPACE_SMALL)
        set_tone(self, Tone.MUTED)

    def hasHeightForWidth(self) -> bool:
        # A grid of cells with a height of their own would not shrink to its window.
        return False

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)


class ClipCell(QWidget):
    """Shows what it is given; a click chooses it, a double click or Enter opens it, S stars it."""

    chosen = Signal(int)
    opened = Signal(int)
    star_toggled = Signal(int)

    def __init__(self, index: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.index = index
        self._label = ""
        self._state = ""
        self._is_current = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.title = TitleLabel(elide=Qt.TextElideMode.ElideMiddle)
        self.star = StarButton()
        self.star.clicked.connect(self._toggle_star)
        self.star.hide()
        self.view = FrameView()
        self.view.setMinimumSize(QSize(80, 60))
        self.view.clicked.connect(self._choose)
        self.view.double_clicked.connect(self._open)
        self.state = _StateText()
        self._area = QStackedWidget()
        self._area.addWidget(self.state)
        self._area.addWidget(self.view)
        row = QHBoxLayout()
        row.setSpacing(SPACE_SMALL)
        row.addWidget(self.title, 1)
        row.addWidget(self.star)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_SMALL, SPACE_SMALL, SPACE_SMALL, SPACE_SMALL)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self._area, 1)

    @property
    def label(self) -> str:
        return self._label

    def show_label(self, label: str, addition: str = "") -> None:
        """What the clip is called; `addition` is said behind it."""
        self._label = plain_line(label, _MAX_LABEL_CHARACTERS)
        text = f"{self._label} ({addition})" if addition else self._label
        if text != self.title.text():
            self.title.setText(text)
            self.title.setToolTip(plain_tooltip(text) if text else "")
            self.star.setAccessibleName(tr("Star {clip}", clip=self._label))
            self._name()

    def show_image(self, image: QImage, nominal: QSize | None) -> None:
        self.view.show_image(image, nominal)
        self._state = ""
        self._area.setCurrentWidget(self.view)

    def show_state(self, text: str, tone: Tone = Tone.MUTED) -> None:
        """No picture, but why."""
        self.view.show_image(None)
        self._state = text
        self.state.setText(text)
        set_tone(self.state, tone)
        self._area.setCurrentWidget(self.state)
        self._name()

    def show_star(self, starred: bool | None) -> None:  # noqa: FBT001 - a state, not a switch
        """None hides the star."""
        self.star.setVisible(starred is not None)
        self.star.setChecked(bool(starred))
        self.star.setToolTip(
            plain_tooltip(tr("Take the star away (S)") if starred else tr("Star this one (S)"))
        )
        self._name()

    def show_current(self, *, is_current: bool) -> None:
        """Outline the one that was chosen last."""
        self._is_current = is_current
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.index)
        elif event.key() == Qt.Key.Key_S and not self.star.isHidden():
            self._toggle_star()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = colors_of(self)
        if self._area.currentWidget() is self.state:
            painter.setPen(QPen(QColor(colors.line), 1, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(
                QRectF(self._area.geometry()).adjusted(3.5, 3.5, -3.5, -3.5), RADIUS, RADIUS
            )
        if self.hasFocus() or self._is_current:
            color = colors.accent if self.hasFocus() else colors.line
            painter.setPen(QPen(QColor(color), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        painter.end()

    def _choose(self) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.chosen.emit(self.index)

    def _open(self) -> None:
        self.opened.emit(self.index)

    def _toggle_star(self) -> None:
        self.star_toggled.emit(self.index)

    def _name(self) -> None:
        starred = tr("starred") if self.star.isChecked() else ""
        parts = (self.title.text() or tr("Clip {number}", number=self.index + 1), self._state)
        self.setAccessibleName(", ".join(filter(None, (*parts, starred))))
