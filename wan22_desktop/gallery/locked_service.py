"""Decodes several clips on one clock, away from the window's thread.

Frames leave in sets, one picture for each clip: so no cell can be ahead of another.
"""

import logging
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from wan22_desktop.core.clip_metadata import read_clip_metadata
from wan22_desktop.core.errors import UserError
from wan22_desktop.gallery.clip_decoder import ClipDecoder
from wan22_desktop.gallery.locked_events import CellFailure, FrameSet, OpenedCell, OpenedClips
from wan22_desktop.gallery.service import image_of

SETS_BUDGET_BYTES = 512 * 1024 * 1024
"""What all frames that are held together take: 16 clips of 832 x 480 with 20 frames."""

LEAST_SETS = 3
"""Held whatever they take: the one that is shown and one on either side."""

DECODING_THREADS = 8
"""Shared by all clips of a group; each has one at least."""

log = logging.getLogger("wan22.gallery")


class LockedService(QObject):
    """One group of clips at a time; opening the next drops what the last still had to do."""

    opened = Signal(object)  # OpenedClips
    frames_decoded = Signal(object)  # FrameSet
    cell_failed = Signal(object)  # CellFailure
    stopped = Signal()

    def __init__(
        self,
        budget_bytes: int = SETS_BUDGET_BYTES,
        decoder: type[ClipDecoder] = ClipDecoder,
    ) -> None:
        super().__init__()
        self._budget_bytes = budget_bytes
        self._decoder = decoder
        self._ticket = 0
        self._decoders: list[ClipDecoder | None] = []
        self._held: dict[int, QImage] = {}
        self._num_frames = 0
        self._ahead = 0
        self._first = 0
        self._next = 0
        self._until = 0

    @Slot()
    def start(self) -> None:
        # Decoding one set a turn of the event loop lets a newer wish come in between.
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._decode_next)

    @Slot()
    def stop(self) -> None:
        self._close()
        self.stopped.emit()

    @Slot(int, object)
    def open(self, ticket: int, paths: tuple[str | None, ...]) -> None:
        """Open clips, None for cells without one, and begin to send their frames."""
        self._close()
        self._ticket = ticket
        threads = max(1, DECODING_THREADS // max(1, len(paths)))
        cells = tuple(self._open_cell(path, threads) for path in paths)
        opened = OpenedClips(ticket, cells, LEAST_SETS)
        set_bytes = sum(
            cell.facts.width * cell.facts.height * 4 for cell in opened.cells if cell.facts
        )
        keeps = max(LEAST_SETS, self._budget_bytes // max(1, set_bytes))
        self._num_frames = opened.num_frames
        self.opened.emit(OpenedClips(ticket, opened.cells, keeps))
        # As much behind the shown frame as ahead of it may be held.
        self._ahead = self._num_frames if keeps >= self._num_frames else (keeps - 1) // 2
        self._first = self._next = 0
        self._until = min(self._ahead + 1, self._num_frames)
        self._turn.start()

    @Slot(int, int)
    def decode(self, ticket: int, number: int) -> None:
        """Send set `number` and some after it, unless they are under way."""
        if ticket != self._ticket:
            return
        if not self._first <= number <= self._next:
            self._first = self._next = number
        self._first = max(self._first, number - self._ahead)
        self._until = min(number + self._ahead + 1, self._num_frames)
        self._turn.start()

    def _open_cell(self, path: str | None, threads: int) -> OpenedCell:
        if path is None:
            self._decoders.append(None)
            return OpenedCell()
        try:
            decoder = self._decoder(Path(path), threads=threads)
        except UserError as error:
            log.warning("%s", error.message)
            self._decoders.append(None)
            return OpenedCell(error=error)
        self._decoders.append(decoder)
        try:
            return OpenedCell(decoder.facts, read_clip_metadata(Path(path)))
        except OSError as error:
            log.warning("%s: %s", path, error)
            return OpenedCell(decoder.facts)

    @Slot()
    def _decode_next(self) -> None:
        if self._next >= self._until:
            self._turn.stop()
            return
        number = self._next
        self._next += 1
        images = tuple(self._image(index, number) for index in range(len(self._decoders)))
        self.frames_decoded.emit(FrameSet(self._ticket, number, images))

    def _image(self, index: int, number: int) -> QImage | None:
        """The picture of one cell; a clip that has ended keeps its last."""
        decoder = self._decoders[index]
        if decoder is None:
            return None
        last = decoder.facts.num_frames - 1
        if number > last and index in self._held:
            return self._held[index]
        try:
            image = image_of(decoder.frame(min(number, last)))
        except UserError as error:
            log.warning("%s", error.message)
            decoder.close()
            self._decoders[index] = None
            self.cell_failed.emit(CellFailure(self._ticket, index, error))
            return None
        if number >= last:
            self._held[index] = image
        return image

    def _close(self) -> None:
        self._turn.stop()
        for decoder in self._decoders:
            if decoder is not None:
                decoder.close()
        self._decoders = []
        self._held = {}
        self._num_frames = self._next = self._until = 0
