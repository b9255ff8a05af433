"""The player: a finished clip, frame by frame."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QHideEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QShowEvent,
)
from PySide6.QtWidgets import QFileDialog, QLabel, QStackedWidget, QVBoxLayout, QWidget

from wan22_desktop.core.safe_names import safe_name
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
from wan22_desktop.gallery.ui.frame_view import FrameView
from wan22_desktop.gallery.ui.player_controls import ClipTitle, PlayerControls, summary_of
from wan22_desktop.qtkit.theme import SPACE_LARGE, Tone, set_tone

NO_CLIP = "No clip yet.\nAdd one to the queue, or drop an MP4 on the window."


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

    def __init__(self, cache: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cache = cache
        self._ticket = 0
        self._path: Path | None = None
        self._facts: ClipFacts | None = None
        self._fits = True
        self._frames: dict[int, QImage] = {}
        self._number = 0
        self._shown: int | None = None
        self._playing = False
        self._start_image_number: int | None = None

        self.setAccessibleName("Clip player")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.title = ClipTitle()
        self.view = FrameView()
        self.message = QLabel(NO_CLIP)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setWordWrap(True)
        self.message.setMargin(SPACE_LARGE)
        set_tone(self.message, Tone.MUTED)
        self._area = QStackedWidget()
        self._area.addWidget(self.message)
        self._area.addWidget(self.view)
        self.controls = PlayerControls()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.title)
        layout.addWidget(self._area, 1)
        layout.addWidget(self.controls)

        self._tick = QTimer(self)
        self._tick.setTimerType(Qt.TimerType.PreciseTimer)
        self._tick.timeout.connect(self._play_next)
        self.controls.play_toggled.connect(self.toggle_play)
        self.controls.scrubbed.connect(self._scrub)
        self.controls.smooth_changed.connect(self.view.set_smooth)
        self.controls.copy_requested.connect(self.copy_frame)
        self.controls.save_requested.connect(self.ask_where_to_save)
        self.controls.use_this_requested.connect(self.use_this_frame)
        self.controls.use_last_requested.connect(self.use_last_frame)
        self._add_shortcut("Loop", "L", self.controls.loop.toggle)
        self._add_shortcut("Copy frame", QKeySequence.StandardKey.Copy, self.copy_frame)
        self._add_shortcut("Save frame", QKeySequence.StandardKey.Save, self.ask_where_to_save)

    @property
    def path(self) -> Path | None:
        """The clip that is open or being opened."""
        return self._path

    @property
    def number(self) -> int:
        """The frame that is shown, or about to be; counts from 0."""
        return self._number

    @property
    def is_playing(self) -> bool:
        return self._playing

    @Slot(str)
    def open_clip(self, path: str) -> None:
        """Show another clip, from its first frame on."""
        self._ticket += 1
        self._forget()
        self._path = Path(path)
        self.title.show_texts(self._path.name, "")
        self._say("Opening the clip…")
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
        self._tick.setInterval(max(1, round(1000 / clip.facts.fps)))
        self._set_playing(playing=clip.facts.num_frames > 1)

    @Slot(object)
    def show_frame(self, frame: ClipFrame) -> None:
        if frame.ticket != self._ticket or self._facts is None:
            return
        self._frames[frame.number] = frame.image
        if not self._fits:
            self._drop_far_frames()
        if frame.number == self._number and self._shown != self._number:
            self._present()
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
        if self._facts is None:
            return
        if not self._playing and self._number == self._facts.num_frames - 1:
            self.go_to(0)
        self._set_playing(playing=not self._playing)

    def go_to(self, number: int) -> None:
        """Show frame `number`, the nearest if there is no such one."""
        if self._facts is None:
            return
        self._number = min(max(number, 0), self._facts.num_frames - 1)
        if not self._fits:
            self.frame_requested.emit(self._ticket, self._number)
        self._present()

    @Slot()
    def copy_frame(self) -> None:
        image = self._frames.get(self._number)
        if image is not None:
            QGuiApplication.clipboard().setImage(image)
            self.frame_copied.emit(self._number)

    @Slot()
    def ask_where_to_save(self) -> None:
        if self._number not in self._frames:
            return
        self._set_playing(playing=False)
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        dialog = QFileDialog(self, "Save frame", pictures, "PNG image (*.png)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("png")
        dialog.selectFile(self._png_name(self._number))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.save_frame)
        dialog.open()

    @Slot(str)
    def save_frame(self, path: str) -> None:
        """Write the frame that is shown to `path`."""
        image = self._frames.get(self._number)
        if image is not None:
            self.save_requested.emit(ImageToSave(ImagePurpose.KEEP, image, path))

    @Slot()
    def use_this_frame(self) -> None:
        self._use_frame(self._number)

    @Slot()
    def use_last_frame(self) -> None:
        if self._facts is not None:
            self._use_frame(self._facts.num_frames - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A button or the slider with the focus has its own use for these and comes first.
        match event.key():
            case Qt.Key.Key_Space:
                self.toggle_play()
            case Qt.Key.Key_Left:
                self._step_to(self._number - 1)
            case Qt.Key.Key_Right:
                self._step_to(self._number + 1)
            case Qt.Key.Key_Home:
                self._step_to(0)
            case Qt.Key.Key_End if self._facts is not None:
                self._step_to(self._facts.num_frames - 1)
            case _:
                super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._tick.stop()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        if self._playing:
            self._tick.start()
        super().showEvent(event)

    def _add_shortcut(
        self, text: str, key: QKeySequence.StandardKey | str, slot: Callable[[], None]
    ) -> None:
        action = QAction(text, self)
        action.setShortcut(key)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(slot)
        self.addAction(action)

    def _forget(self) -> None:
        self._set_playing(playing=False)
        self._facts = None
        self._frames = {}
        self._number = 0
        self._shown = None
        self._start_image_number = None
        self.view.show_image(None)
        self.controls.show_clip(None)

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self._area.setCurrentWidget(self.message)

    def _set_playing(self, *, playing: bool) -> None:
        self._playing = playing
        self.controls.show_playing(playing=playing)
        if playing and self.isVisible():
            self._tick.start()
        else:
            self._tick.stop()

    @Slot()
    def _play_next(self) -> None:
        if self._facts is None:
            return
        if self._shown != self._number:
            # The decoder is behind: wait for it rather than skip frames.
            if not self._fits:
                self.frame_requested.emit(self._ticket, self._number)
        elif self._number + 1 < self._facts.num_frames:
            self.go_to(self._number + 1)
        elif self.controls.loop.isChecked():
            self.go_to(0)
        else:
            self._set_playing(playing=False)

    @Slot(int)
    def _scrub(self, number: int) -> None:
        self._step_to(number)

    def _step_to(self, number: int) -> None:
        self._set_playing(playing=False)
        self.go_to(number)

    def _present(self) -> None:
        """Show the current frame if it has come already."""
        self.controls.show_position(self._number)
        image = self._frames.get(self._number)
        if image is None or self._facts is None:
            return
        self._shown = self._number
        self.view.show_image(image)
        self.view.setAccessibleName(f"Frame {self._number + 1} of {self._facts.num_frames}")
        self._area.setCurrentWidget(self.view)

    def _drop_far_frames(self) -> None:
        near = range(self._number - READ_AHEAD, self._number + READ_AHEAD + 1)
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
        return safe_name(f"{stem} frame {number + 1}.png")
