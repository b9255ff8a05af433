"""The rows around the player's picture: what the clip is, and what can be done with it."""

from html import escape

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.core.wan import Mode
from wan22_desktop.gallery.clip_decoder import ClipFacts
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone, set_tone

FIGURE_SPACE = "\u2007"
"""As wide as a digit."""


def summary_of(facts: ClipFacts, metadata: ClipMetadata | None) -> str:
    """The clip's settings in one line."""
    picture = f"{facts.width}x{facts.height}, {facts.num_frames} frames at {facts.fps:g} per second"
    if metadata is None:
        return f"{picture}, no settings inside"
    request = metadata.request
    start = ", from an image" if request.mode is Mode.IMAGE_TO_VIDEO else ""
    prompt = " ".join(request.prompt.split())
    # The prompt comes last: the file is named after it, and the end may be cut off.
    return (
        f"{picture}, {request.num_inference_steps} steps, seed {request.seed}, "
        f"{request.model.facts.title}{start}: “{prompt}”"
    )


class ElidedLabel(QLabel):
    """One line of plain text that ends in dots where there is no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()


class FrameSlider(QSlider):
    """A slider that goes where it is clicked, not a page in that direction."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName("Frame")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, self
        )
        x = event.position().toPoint().x()
        if event.button() is Qt.MouseButton.LeftButton and not handle.contains(
            event.position().toPoint()
        ):
            span = self.width() - handle.width()
            self.setValue(
                QStyle.sliderValueFromPosition(
                    self.minimum(), self.maximum(), x - handle.width() // 2, span
                )
            )
        super().mousePressEvent(event)


class ClipTitle(QWidget):
    """File name and settings of the clip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = ElidedLabel()
        set_tone(self.name, Tone.HEADING)
        self.summary = ElidedLabel()
        set_tone(self.summary, Tone.MUTED)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE_SMALL, SPACE, SPACE_SMALL)
        layout.setSpacing(0)
        layout.addWidget(self.name)
        layout.addWidget(self.summary)

    def show_texts(self, name: str, summary: str) -> None:
        self.name.setText(name)
        self.summary.setText(summary)
        self.summary.setAccessibleName(summary)
        # Marked as rich text and escaped, so that it wraps and a prompt is never taken for HTML.
        self.setToolTip(f"<p>{escape(name)}</p><p>{escape(summary)}</p>" if name else "")


class PlayerControls(QWidget):
    """Play, scrub, loop, and what can be done with a frame."""

    play_toggled = Signal()
    scrubbed = Signal(int)
    copy_requested = Signal()
    save_requested = Signal()
    use_this_requested = Signal()
    use_last_requested = Signal()
    smooth_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.play = GlyphButton(Glyph.PLAY, "Play (Space)")
        self.play.clicked.connect(self.play_toggled)
        self.slider = FrameSlider()
        self.slider.valueChanged.connect(self.scrubbed)
        self.counter = QLabel()
        self.counter.setTextFormat(Qt.TextFormat.PlainText)
        self.counter.setAccessibleName("Frame counter")
        self.loop = QCheckBox("Loop")
        self.loop.setToolTip("Start again at the end (L)")
        self.loop.setChecked(True)
        self.smooth = QCheckBox("Smooth")
        self.smooth.setToolTip("Soft instead of hard pixels when the picture is enlarged")
        self.smooth.setChecked(True)
        self.smooth.toggled.connect(self.smooth_changed)
        self.copy = _text_button("Copy frame", "Put this frame on the clipboard (Ctrl+C)")
        self.copy.clicked.connect(self.copy_requested)
        self.save = _text_button("Save frame…", "Save this frame as PNG (Ctrl+S)")
        self.save.clicked.connect(self.save_requested)
        self.use = _text_button("Use as start image", "Make a clip that begins with a frame")
        self.use.setMenu(self._use_menu())
        self._is_narrow = False
        self._texts = {
            self.copy: (self.copy.text(), "Copy"),
            self.save: (self.save.text(), "Save…"),
            self.use: (self.use.text(), "Start image"),
        }

        top = QHBoxLayout()
        top.setSpacing(SPACE)
        top.addWidget(self.play)
        top.addWidget(self.slider, 1)
        top.addWidget(self.counter)
        self._bottom = bottom = QHBoxLayout()
        bottom.setSpacing(SPACE)
        bottom.addWidget(self.loop)
        bottom.addWidget(self.smooth)
        bottom.addStretch(1)
        bottom.addWidget(self.copy)
        bottom.addWidget(self.save)
        bottom.addWidget(self.use)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE_SMALL, SPACE, SPACE)
        layout.setSpacing(SPACE_SMALL)
        layout.addLayout(top)
        layout.addLayout(bottom)
        self._facts: ClipFacts | None = None
        self.show_clip(None)

    def minimumSizeHint(self) -> QSize:
        """With the short texts, so that the window can be made narrow enough to need them."""
        least = super().minimumSizeHint()
        saved = 0 if self._is_narrow else self._saved_px()
        return QSize(least.width() - saved, least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self._bottom.minimumSize().width() + 2 * SPACE
        if self._is_narrow:
            roomy += self._saved_px()
        is_narrow = self.width() < roomy
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            for button, texts in self._texts.items():
                button.setText(texts[is_narrow])

    def _saved_px(self) -> int:
        """How much room the short texts save."""
        return sum(
            button.fontMetrics().horizontalAdvance(long)
            - button.fontMetrics().horizontalAdvance(short)
            for button, (long, short) in self._texts.items()
        )

    def show_clip(self, facts: ClipFacts | None) -> None:
        """Fit the controls to a clip; without one they are disabled."""
        self._facts = facts
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, facts.num_frames - 1 if facts else 0)
            self.slider.setPageStep(max(1, (facts.num_frames if facts else 1) // 10))
        self.setEnabled(facts is not None)
        self.show_position(0)

    def show_position(self, number: int) -> None:
        facts = self._facts
        if facts is None:
            self.counter.setText("")
            return
        with QSignalBlocker(self.slider):
            self.slider.setValue(number)
        digits = len(str(facts.num_frames))
        shown = str(number + 1).rjust(digits, FIGURE_SPACE)
        self.counter.setText(
            f"{shown} / {facts.num_frames}   {number / facts.fps:.2f} s of {facts.seconds:.2f} s"
        )
        # The slider keeps its place while the digits change.
        self.counter.setMinimumWidth(
            max(self.counter.minimumWidth(), self.counter.sizeHint().width())
        )

    def show_playing(self, *, playing: bool) -> None:
        if playing:
            self.play.set_meaning(Glyph.PAUSE, "Pause (Space)")
        else:
            self.play.set_meaning(Glyph.PLAY, "Play (Space)")

    def _use_menu(self) -> QMenu:
        menu = QMenu(self)
        this = QAction("This frame", menu)
        this.triggered.connect(self.use_this_requested)
        last = QAction("Last frame (continue the clip)", menu)
        last.triggered.connect(self.use_last_requested)
        menu.addActions([this, last])
        return menu


def _text_button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setAccessibleName(text)
    button.setToolTip(tip)
    return button
