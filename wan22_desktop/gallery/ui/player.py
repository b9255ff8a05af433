"""The player: a finished clip, frame by frame."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import (
    QGuiApplication,
    QHideEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QShowEvent,
)
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from wan22_desktop.core.safe_names import safe_name
from wan22_desktop.core.texts import tr
from wan22_desktop.gallery.clip_decoder import ClipFacts
from wan22_desktop.gallery.events import (
    ClipFailure,
    ClipFrame,
    ImagePurpose,
    ImageToSave,
    OpenedClip,
    SavedImage,
)
from wan22_desktop.gallery.service import READ_AHEAD
from wan22_desktop.gallery.ui.clip_options import add_clip_keys, add_shortcut, press_clock_key
from wan22_desktop.gallery.ui.frame_clock import FrameClock
from wan22_desktop.gallery.ui.frame_view import FrameView, Zoom
from wan22_desktop.gallery.ui.player_controls import ClipTitle, PlayerControls, summary_of
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE_LARGE, Tone

NO_CLIP = tr("No clip yet.\nAdd one to the queue, or drop an MP4 on the window.")


class Player(QWidget):
    """Shows one clip; connect its requests to a `ClipService` and the answers to its `show_` slots.

    Only frames with the ticket of the newest opening are shown.
    """

    clip_requested = Signal(int, str)
    frame_requested = Signal(int, int)
    save_requested = Signal(object)  # ImageToSave
    start_image_chosen = Signal(str)
    """The path of a PNG in the cache folder."""
    frame_saved = Signal(str)
    frame_copied = Signal(int)
    """The frame's number, counted from 0."""
    continue_asked = Signal(str, int)
    """Of the clip at this path, from this frame on, counted from 0."""
    export_asked = Signal(str, int, int)
    """The clip's path, the first and the last frame."""

    def __init__(self, cache: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cache = cache
        self._ticket = 0
        self._path: Path | None = None
        self._facts: ClipFacts | None = None
        self._fits = True
        self._frames: dict[int, QImage] = {}
        self._start_image_number: int | None = None

        self.setAccessibleName(tr("Clip player"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clock = FrameClock(self)
        self.title = ClipTitle()
        self.view = FrameView()
        self.message = plain_label(NO_CLIP, Tone.MUTED, wraps=True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setMargin(SPACE_LARGE)
        self._area = QStackedWidget()
        self._area.addWidget(self.message)
        self._area.addWidget(self.view)
        self.controls = PlayerControls(self.clock)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.title)
        layout.addWidget(self._area, 1)
        layout.addWidget(self.controls)

        self.clock.moved.connect(self._show_number)
        self.clock.late.connect(self._request)
        options = self.controls.options
        options.smooth_changed.connect(self.view.set_smooth)
        self.view.zoom_changed.connect(options.show_zoom)
        self.view.clicked.connect(self.setFocus)
        self.controls.transport.box.left.connect(self.setFocus)
        self.controls.copy_requested.connect(self.copy_frame)
        self.controls.save_requested.connect(self.ask_where_to_save)
        self.controls.use_this_requested.connect(self.use_this_frame)
        self.controls.use_last_requested.connect(self.use_last_frame)
        self.controls.continue_requested.connect(self.continue_from_here)
        self.controls.export_requested.connect(self.export)
        add_clip_keys(self, self.clock, options, lambda: self.view)
        for text, key, slot in (
            (tr("Copy frame"), QKeySequence.StandardKey.Copy, self.copy_frame),
            (tr("Save frame"), QKeySequence.StandardKey.Save, self.ask_where_to_save),
            (tr("Continue from this frame"), "Ctrl+Shift+Return", self.continue_from_here),
            (tr("Export clip"), "Ctrl+E", self.export),
        ):
            add_shortcut(self, text, key, slot)

    @property
    def path(self) -> Path | None:
        """The clip that is open or being opened."""
        return self._path

    @property
    def number(self) -> int:
        """The frame that is shown, or about to be; counts from 0."""
        return self.clock.number

    @property
    def is_playing(self) -> bool:
        return self.clock.is_playing

    @property
    def in_out(self) -> tuple[int, int]:
        """The first and the last frame between the in and out points; all frames without them."""
        return self.clock.first, self.clock.last

    @Slot(str)
    def open_clip(self, path: str) -> None:
        """Show another clip, from its first frame on."""
        self._ticket += 1
        self._forget()
        self._path = Path(path)
        self.title.show_texts(self._path.name, "")
        self._say(tr("Opening the clip…"))
        self.clip_requested.emit(self._ticket, path)

    @Slot()
    def close_clip(self) -> None:
        """Show nothing and free the frames."""
        self._ticket += 1
        self._forget()
        self._path = None
        self.title.show_texts("", "")
        self._say(NO_CLIP)

    @Slot(object)
    def show_opened(self, clip: OpenedClip) -> None:
        if clip.ticket != self._ticket:
            return
        self._facts = clip.facts
        self._fits = clip.fits
        self.title.show_texts(clip.facts.path.name, summary_of(clip.facts, clip.metadata))
        self.controls.show_clip(clip.facts)
        self.clock.set_clip(clip.facts.num_frames, clip.facts.fps)
        self.clock.set_playing(playing=True)

    @Slot(object)
    def show_frame(self, frame: ClipFrame) -> None:
        if frame.ticket != self._ticket or self._facts is None:
            return
        self._frames[frame.number] = frame.image
        if not self._fits:
            self._drop_far_frames()
        if frame.number == self.number and not self.clock.is_shown:
            self._present(frame.number)
        if frame.number == self._start_image_number:
            self._save_start_image(frame.number, frame.image)

    @Slot(object)
    def show_failure(self, failure: ClipFailure) -> None:
        if failure.ticket != self._ticket:
            return
        self._forget()
        self._say("\n".join(filter(None, (failure.error.message, failure.error.safe))))

    @Slot(object)
    def note_saved(self, saved: SavedImage) -> None:
        if saved.purpose is ImagePurpose.START_IMAGE:
            self.start_image_chosen.emit(saved.path)
        else:
            self.frame_saved.emit(saved.path)

    @Slot()
    def toggle_play(self) -> None:
        self.clock.toggle_play()

    def go_to(self, number: int) -> None:
        """Show frame `number`, the nearest if there is no such one."""
        self.clock.go_to(number)

    @Slot()
    def copy_frame(self) -> None:
        image = self._frames.get(self.number)
        if image is not None:
            QGuiApplication.clipboard().setImage(image)
            self.frame_copied.emit(self.number)

    @Slot()
    def ask_where_to_save(self) -> None:
        if self.number not in self._frames:
            return
        self.clock.set_playing(playing=False)
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        dialog = QFileDialog(self, tr("Save frame"), pictures, tr("PNG image (*.png)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("png")
        dialog.selectFile(self._png_name(self.number))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.save_frame)
        dialog.open()

    @Slot(str)
    def save_frame(self, path: str) -> None:
        """Write the frame that is shown to `path`."""
        image = self._frames.get(self.number)
        if image is not None:
            self.save_requested.emit(ImageToSave(ImagePurpose.KEEP, image, path))

    @Slot()
    def use_this_frame(self) -> None:
        self._use_frame(self.number)

    @Slot()
    def use_last_frame(self) -> None:
        if self._facts is not None:
            self._use_frame(self._facts.num_frames - 1)

    @Slot()
    def continue_from_here(self) -> None:
        if self._facts is not None:
            self.clock.set_playing(playing=False)
            self.continue_asked.emit(str(self._facts.path), self.number)

    @Slot()
    def export(self) -> None:
        if self._facts is not None:
            self.export_asked.emit(str(self._facts.path), *self.in_out)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A button or the slider with the focus has its own use for these and comes first.
        if not press_clock_key(self.clock, event.key()):
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.clock.suspend(suspended=True)
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        self.clock.suspend(suspended=False)
        super().showEvent(event)

    def _forget(self) -> None:
        self._facts = None
        self._frames = {}
        self._start_image_number = None
        self.view.show_image(None)
        self.view.set_zoom(Zoom())
        self.controls.options.show_zoom(Zoom())
        self.clock.set_clip(0, 24.0)
        self.controls.show_clip(None)

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self._area.setCurrentWidget(self.message)

    @Slot(int)
    def _request(self, number: int) -> None:
        if not self._fits:
            self.frame_requested.emit(self._ticket, number)

    @Slot(int)
    def _show_number(self, number: int) -> None:
        self._request(number)
        self._present(number)

    def _present(self, number: int) -> None:
        """Show the frame if it has come already."""
        image = self._frames.get(number)
        if image is None or self._facts is None:
            return
        self.clock.note_shown(number)
        self.view.show_image(image)
        self.view.setAccessibleName(
            tr("Frame {number} of {all}", number=number + 1, all=self._facts.num_frames)
        )
        self._area.setCurrentWidget(self.view)

    def _drop_far_frames(self) -> None:
        near = range(self.number - READ_AHEAD, self.number + READ_AHEAD + 1)
        self._frames = {n: image for n, image in self._frames.items() if n in near}

    def _use_frame(self, number: int) -> None:
        image = self._frames.get(number)
        if image is not None:
            self._save_start_image(number, image)
        elif self._facts is not None:
            self._start_image_number = number
            self.frame_requested.emit(self._ticket, number)

    def _save_start_image(self, number: int, image: QImage) -> None:
        self._start_image_number = None
        path = self._cache / self._png_name(number)
        self.save_requested.emit(ImageToSave(ImagePurpose.START_IMAGE, image, str(path)))

    def _png_name(self, number: int) -> str:
        stem = self._path.stem if self._path is not None else "clip"
        return safe_name(tr("{clip} frame {number}.png", clip=stem, number=number + 1))
