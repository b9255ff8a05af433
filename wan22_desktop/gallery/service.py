"""Decodes clips for the player, away from the window's thread."""

import logging
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QImageWriter

from wan22_desktop.core.clip_metadata import read_clip_metadata
from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.errors import NotSavedError, UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.gallery.clip_decoder import ClipDecoder, DecodedFrame
from wan22_desktop.gallery.events import (
    ClipFailure,
    ClipFrame,
    ImageToSave,
    OpenedClip,
    SavedImage,
)

FRAMES_BUDGET_BYTES = 512 * 1024 * 1024
"""Clips that take less when decoded are kept whole: 1280 x 704 with 121 frames takes 436 MB."""

READ_AHEAD = 12
"""Frames decoded beyond the one that is shown, of clips that are too large to keep."""

log = logging.getLogger("wan22.gallery")


class ClipService(QObject):
    """One clip at a time; opening the next one drops what the last one still had to do."""

    opened = Signal(object)  # OpenedClip
    frame_decoded = Signal(object)  # ClipFrame
    failed = Signal(object)  # ClipFailure
    image_saved = Signal(object)  # SavedImage
    image_refused = Signal(object)  # UserError
    stopped = Signal()

    def __init__(self, budget_bytes: int = FRAMES_BUDGET_BYTES) -> None:
        super().__init__()
        self._budget_bytes = budget_bytes
        self._decoder: ClipDecoder | None = None
        self._ticket = 0
        self._first = 0
        self._next = 0
        self._until = 0

    @Slot()
    def start(self) -> None:
        # Decoding one frame a turn of the event loop lets a newer clip come in between.
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._decode_next)

    @Slot()
    def stop(self) -> None:
        self._close()
        self.stopped.emit()

    @Slot(int, str)
    def open(self, ticket: int, path: str) -> None:
        """Open a clip and begin to send its frames."""
        self._close()
        self._ticket = ticket
        try:
            self._decoder = ClipDecoder(Path(path))
            facts = self._decoder.facts
            metadata = read_clip_metadata(Path(path))
        except UserError as error:
            self._fail(error)
            return
        except OSError as error:
            self._fail(
                UserError(
                    tr(
                        "{name} cannot be read: {reason}.",
                        name=Path(path).name,
                        reason=error.strerror,
                    )
                )
            )
            return
        fits = facts.decoded_bytes <= self._budget_bytes
        self.opened.emit(OpenedClip(ticket, facts, metadata, fits))
        self._first = self._next = 0
        self._until = facts.num_frames if fits else min(READ_AHEAD, facts.num_frames)
        self._turn.start()

    @Slot(int, int)
    def decode(self, ticket: int, number: int) -> None:
        """Send frame `number` and some after it, unless they are under way; large clips only."""
        if ticket != self._ticket or self._decoder is None:
            return
        if not self._first <= number <= self._next:
            self._first = self._next = number
        self._first = max(self._first, number - READ_AHEAD)
        self._until = min(number + READ_AHEAD, self._decoder.facts.num_frames)
        self._turn.start()

    @Slot(object)
    def save_image(self, wish: ImageToSave) -> None:
        """Write a frame as PNG, whole or not at all."""
        try:
            durable_write(Path(wish.path), _png(wish.image))
        except OSError as error:
            self.image_refused.emit(
                NotSavedError(tr("The frame {name}", name=Path(wish.path).name), error)
            )
            return
        self.image_saved.emit(SavedImage(wish.purpose, wish.path))

    @Slot()
    def _decode_next(self) -> None:
        if self._decoder is None or self._next >= self._until:
            self._turn.stop()
            return
        try:
            frame = self._decoder.frame(self._next)
        except UserError as error:
            self._fail(error)
            return
        self.frame_decoded.emit(ClipFrame(self._ticket, self._next, image_of(frame)))
        self._next += 1

    def _fail(self, error: UserError) -> None:
        self._close()
        log.warning("%s", error.message)
        self.failed.emit(ClipFailure(self._ticket, error))

    def _close(self) -> None:
        self._turn.stop()
        if self._decoder is not None:
            self._decoder.close()
            self._decoder = None


def image_of(frame: DecodedFrame) -> QImage:
    """A picture of Qt's own memory."""
    view = QImage(frame.rgb, frame.width, frame.height, frame.stride, QImage.Format.Format_RGB888)
    # The copy owns its pixels, and in this format painting needs no conversion.
    return view.convertToFormat(QImage.Format.Format_RGB32)


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # QImage.save wants its format as text at run time and as bytes in its type hints.
    if not QImageWriter(buffer, b"png").write(image):
        raise OSError(None, tr("the picture could not be encoded"))
    return bytes(buffer.data().data())
