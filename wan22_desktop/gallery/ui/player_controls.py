"""The rows around the player's picture: what the clip is, and what can be done with it."""

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Mode
from wan22_desktop.gallery.clip_decoder import ClipFacts
from wan22_desktop.gallery.ui.clip_options import ClipOptions
from wan22_desktop.gallery.ui.frame_clock import FrameClock
from wan22_desktop.gallery.ui.title_label import TitleLabel
from wan22_desktop.gallery.ui.transport import Transport
from wan22_desktop.qtkit.flow_layout import FlowLayout
from wan22_desktop.qtkit.labels import plain_tooltip
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone


def summary_of(facts: ClipFacts, metadata: ClipMetadata | None) -> str:
    """The clip's settings in one line."""
    picture = tr(
        "{width}x{height}, {num_frames} frames at {fps:g} per second",
        width=facts.width,
        height=facts.height,
        num_frames=facts.num_frames,
        fps=facts.fps,
    )
    if metadata is None:
        return tr("{picture}, no settings inside", picture=picture)
    request = metadata.request
    # The prompt comes last: the file is named after it, and the end may be cut off.
    parts = (
        picture,
        tr("{steps} steps", steps=request.num_inference_steps),
        tr("seed {seed}", seed=request.seed),
        request.model.facts.title,
        tr("from an image") if request.mode is Mode.IMAGE_TO_VIDEO else "",
    )
    prompt = " ".join(request.prompt.split())
    return tr("{facts}: “{prompt}”", facts=", ".join(filter(None, parts)), prompt=prompt)


class ClipTitle(QWidget):
    """File name and settings of the clip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = TitleLabel(Tone.HEADING)
        self.summary = TitleLabel(Tone.MUTED)
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

    copy_requested = Signal()
    save_requested = Signal()
    use_this_requested = Signal()
    use_last_requested = Signal()
    continue_requested = Signal()
    export_requested = Signal()

    def __init__(self, clock: FrameClock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.transport = Transport(clock)
        self.options = ClipOptions(clock)
        self.copy = _text_button(tr("Copy frame"), tr("Put this frame on the clipboard (Ctrl+C)"))
        self.copy.clicked.connect(self.copy_requested)
        self.save = _text_button(tr("Save frame…"), tr("Save this frame as PNG (Ctrl+S)"))
        self.save.clicked.connect(self.save_requested)
        self.use = _text_button(
            tr("Use as start image"), tr("Make another clip that begins with a frame")
        )
        self.use.setMenu(self._use_menu())
        self.go_on = _text_button(
            tr("Continue…"), tr("Make a clip that goes on from this frame (Ctrl+Shift+Return)")
        )
        self.go_on.setAccessibleName(tr("Continue from this frame"))
        self.go_on.clicked.connect(self.continue_requested)
        self.export = _text_button(
            tr("Export…"), tr("Save what lies between in and out point in another format (Ctrl+E)")
        )
        self.export.setAccessibleName(tr("Export clip"))
        self.export.clicked.connect(self.export_requested)

        deeds = QWidget()
        flow = FlowLayout(deeds, SPACE)
        for control in (
            self.options,
            self.copy,
            self.save,
            self.use,
            self.go_on,
            self.export,
        ):
            flow.addWidget(control)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE_SMALL, SPACE, SPACE)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(self.transport)
        layout.addWidget(deeds)
        self.show_clip(None)

    def show_clip(self, facts: ClipFacts | None) -> None:
        """Fit the controls to a clip; without one they are disabled."""
        self.setEnabled(facts is not None)
        self.transport.show_clip(facts.num_frames if facts else 0, facts.fps if facts else 24.0)

    def _use_menu(self) -> QMenu:
        menu = QMenu(self)
        this = QAction(tr("This frame"), menu)
        this.triggered.connect(self.use_this_requested)
        last = QAction(tr("Last frame"), menu)
        last.triggered.connect(self.use_last_requested)
        menu.addActions([this, last])
        return menu


def _text_button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setAccessibleName(text)
    button.setToolTip(plain_tooltip(tip))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
