"""Measures how alike clips are, away from the window's thread; a newer wish ends an older one."""

import logging
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from wan22_desktop.core.errors import UserError
from wan22_desktop.gallery.clip_similarity import ClipComparison
from wan22_desktop.gallery.locked_events import ClipsMeasured, FrameMeasured, NotMeasured
from wan22_desktop.gallery.reproduction import metadata_of, verdict_of

log = logging.getLogger("wan22.gallery")


class SimilarityService(QObject):
    """Compares clips with the first of them, frame by frame, one frame a turn."""

    frame_measured = Signal(object)  # FrameMeasured
    clip_measured = Signal(object)  # ClipsMeasured
    not_measured = Signal(object)  # NotMeasured
    judged = Signal(str, str, object)
    """Path of the old and of the new clip; the Verdict, or the UserError why there is none."""
    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._ticket = 0
        self._waiting: list[tuple[int, str, str]] = []
        self._index = 0
        self._comparison: ClipComparison | None = None
        self._to_judge: list[tuple[str, str]] = []
        self._judging: tuple[str, str] | None = None

    @Slot()
    def start(self) -> None:
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._step)

    @Slot()
    def stop(self) -> None:
        self._to_judge = []
        self._drop()
        self._turn.stop()
        self.stopped.emit()

    @Slot(int, object)
    def measure(self, ticket: int, paths: tuple[str, ...]) -> None:
        """Compare every clip with the first; fewer than two clips end what is under way."""
        if self._judging is not None:
            # It begins again when this is done: a verdict is never lost.
            self._to_judge.insert(0, self._judging)
        self._drop()
        self._ticket = ticket
        self._waiting = [(index, paths[0], path) for index, path in enumerate(paths) if index]
        self._turn.start()

    @Slot(str, str)
    def judge(self, old_path: str, new_path: str) -> None:
        """Whether a clip that was rendered again is as it was; `judged` follows."""
        self._to_judge.append((old_path, new_path))
        self._turn.start()

    @Slot()
    def _step(self) -> None:
        try:
            if self._comparison is None:
                self._begin_next()
            elif self._is_done(self._comparison):
                self._finish(self._comparison)
            else:
                self._compare_frame(self._comparison)
        except UserError as error:
            log.warning("%s", error.message)
            judging = self._judging
            self._end()
            if judging is None:
                self.not_measured.emit(NotMeasured(self._ticket, self._index, error))
            else:
                self.judged.emit(*judging, error)

    def _begin_next(self) -> None:
        if self._waiting:
            self._index, first, second = self._waiting.pop(0)
        elif self._to_judge:
            self._judging = first, second = self._to_judge.pop(0)
        else:
            self._turn.stop()
            return
        self._comparison = ClipComparison(Path(first), Path(second))

    def _is_done(self, comparison: ClipComparison) -> bool:
        # Pictures of two sizes are never the same render: there is nothing to measure.
        return comparison.is_complete or (self._judging is not None and not comparison.same_size)

    def _compare_frame(self, comparison: ClipComparison) -> None:
        found = comparison.next_frame()
        if self._judging is None:
            number = len(comparison.frames) - 1
            self.frame_measured.emit(FrameMeasured(self._ticket, self._index, number, found))

    def _finish(self, comparison: ClipComparison) -> None:
        if self._judging is None:
            from wan22_desktop.gallery.domain.similarity import over_a_clip

            whole = over_a_clip(comparison.frames)
            self.clip_measured.emit(ClipsMeasured(self._ticket, self._index, whole))
        else:
            old, new = self._judging
            verdict = verdict_of(comparison, metadata_of(Path(old)), metadata_of(Path(new)))
            self.judged.emit(old, new, verdict)
        self._end()

    def _end(self) -> None:
        if self._comparison is not None:
            self._comparison.close()
        self._comparison = None
        self._judging = None

    def _drop(self) -> None:
        self._waiting = []
        self._end()
