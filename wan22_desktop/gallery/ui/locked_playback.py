"""Several clips on one clock: which frames are held, and when a set of them is shown."""

from dataclasses import dataclass
from itertools import count

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from wan22_desktop.gallery.locked_events import CellFailure, FrameSet, OpenedClips
from wan22_desktop.gallery.ui.frame_clock import FrameClock

_tickets = count(1)


class LockedPlayback(QObject):
    """Presents a frame only when every clip has it: all of them at once, in one `presented`."""

    clips_requested = Signal(int, object)
    frames_requested = Signal(int, int)
    opened = Signal(object)  # OpenedClips
    presented = Signal(object)  # FrameSet
    failed = Signal(object)  # CellFailure

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clock = FrameClock(self)
        self.clock.moved.connect(self._show_number)
        self.clock.late.connect(self._request)
        self._ticket = 0
        self._clips: OpenedClips | None = None
        self._sets: dict[int, FrameSet] = {}
        self._resume: _Place | None = None
        self._paths: tuple[str | None, ...] = ()
        # A grid takes its cells one by one: they are opened together, at the end of the turn.
        self._ask = QTimer(self)
        self._ask.setSingleShot(True)
        self._ask.setInterval(0)
        self._ask.timeout.connect(self._ask_for_clips)

    @property
    def clips(self) -> OpenedClips | None:
        """What is open; None while it is being opened."""
        return self._clips

    @property
    def held_sets(self) -> int:
        return len(self._sets)

    def open(self, paths: tuple[str | None, ...], *, keep_place: bool) -> None:
        """Take other clips; with `keep_place` the clock goes on from where it is."""
        clock = self.clock
        if not keep_place:
            self._resume = None
        elif clock.num_frames:
            points = (clock.first, clock.last) if clock.has_range else None
            self._resume = _Place(clock.number, points, clock.is_playing)
        self._ticket = next(_tickets)
        self._clips = None
        self._sets = {}
        clock.set_clip(0, 24.0)
        self._paths = paths
        self._ask.start()

    @Slot(object)
    def take_opened(self, clips: OpenedClips) -> None:
        if clips.ticket != self._ticket:
            return
        self._clips = clips
        self.clock.set_clip(clips.num_frames, clips.fps)
        self.opened.emit(clips)
        place, self._resume = self._resume, None
        if place is not None:
            if place.points is not None and place.points[1] < clips.num_frames:
                self.clock.set_first(place.points[0])
                self.clock.set_last(place.points[1])
            self.clock.go_to(place.number)
            self.clock.set_playing(playing=place.is_playing)

    @Slot(object)
    def take_frames(self, frames: FrameSet) -> None:
        if frames.ticket != self._ticket or self._clips is None:
            return
        self._sets[frames.number] = frames
        if len(self._sets) > self._clips.keeps:
            farthest = max(self._sets, key=lambda number: abs(number - self.clock.number))
            del self._sets[farthest]
        if frames.number == self.clock.number and not self.clock.is_shown:
            self._present(frames.number)

    @Slot(object)
    def take_failure(self, failure: CellFailure) -> None:
        if failure.ticket == self._ticket:
            self.failed.emit(failure)

    def _ask_for_clips(self) -> None:
        self.clips_requested.emit(self._ticket, self._paths)

    def _request(self, number: int) -> None:
        if self._clips is not None and self._clips.keeps < self._clips.num_frames:
            self.frames_requested.emit(self._ticket, number)

    def _show_number(self, number: int) -> None:
        self._request(number)
        self._present(number)

    def _present(self, number: int) -> None:
        frames = self._sets.get(number)
        if frames is not None:
            self.clock.note_shown(number)
            self.presented.emit(frames)


@dataclass(frozen=True, slots=True)
class _Place:
    number: int
    points: tuple[int, int] | None
    """In and out; None without."""
    is_playing: bool
