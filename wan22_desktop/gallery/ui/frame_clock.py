"""Which frame is to be shown, and when the next: playing, speed, in and out points, loop.

No frame is ever left out: where pictures come late, the clock waits for them.
"""

from PySide6.QtCore import QObject, Qt, QTimer, Signal

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)


class FrameClock(QObject):
    """Numbers count from 0; `first` and `last` are the in and out points, both inclusive.

    The owner tells through `note_shown` which frame is on the screen.
    """

    moved = Signal(int)
    """To another frame, or to this one again because somebody asked for it."""
    late = Signal(int)
    """It is time for the next frame, and this one is not on the screen yet."""
    playing_changed = Signal(bool)
    range_changed = Signal()
    speed_changed = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.loop = True
        self.num_frames = 0
        self.number = 0
        self.first = 0
        self.last = 0
        self.speed = 1.0
        self.is_playing = False
        self._fps = 24.0
        self._shown: int | None = None
        self._suspended = True
        self._tick = QTimer(self)
        self._tick.setTimerType(Qt.TimerType.PreciseTimer)
        self._tick.timeout.connect(self._advance)

    @property
    def has_range(self) -> bool:
        """Whether an in or out point leaves something out."""
        return (self.first, self.last) != (0, max(0, self.num_frames - 1))

    @property
    def is_shown(self) -> bool:
        """Whether the frame that is to be shown is on the screen."""
        return self._shown == self.number

    def set_clip(self, num_frames: int, fps: float) -> None:
        """Another clip, at its first frame, all of it; 0 frames mean none."""
        self.set_playing(playing=False)
        self.num_frames = num_frames
        self.number = self.first = 0
        self.last = max(0, num_frames - 1)
        self._fps = fps
        self._shown = None
        self._set_interval()
        self.range_changed.emit()

    def suspend(self, *, suspended: bool) -> None:
        """Hold the clock while nobody can see it; it begins held."""
        self._suspended = suspended
        self._run()

    def note_shown(self, number: int) -> None:
        self._shown = number

    def go_to(self, number: int) -> None:
        """Frame `number`, the nearest if there is no such one."""
        if self.num_frames:
            self.number = min(max(number, 0), self.num_frames - 1)
            self.moved.emit(self.number)

    def step_to(self, number: int) -> None:
        """As `go_to`, and stay there."""
        self.set_playing(playing=False)
        self.go_to(number)

    def toggle_play(self) -> None:
        if not self.is_playing and not self.first <= self.number < self.last:
            self.go_to(self.first)
        self.set_playing(playing=not self.is_playing)

    def set_playing(self, *, playing: bool) -> None:
        playing = playing and self.num_frames > 1
        if playing != self.is_playing:
            self.is_playing = playing
            self.playing_changed.emit(playing)
        self._run()

    def set_speed(self, speed: float) -> None:
        """One of `SPEEDS`, as a multiple of the clip's own."""
        self.speed = speed
        self._set_interval()
        self.speed_changed.emit(speed)

    def change_speed(self, by: int) -> None:
        """So many places further in `SPEEDS`."""
        place = min(max(SPEEDS.index(self.speed) + by, 0), len(SPEEDS) - 1)
        self.set_speed(SPEEDS[place])

    def set_first(self, number: int) -> None:
        """The in point; an out point before it goes back to the end."""
        self._set_range(number, self.last if self.last >= number else self.num_frames - 1)

    def set_last(self, number: int) -> None:
        """The out point; an in point behind it goes back to the start."""
        self._set_range(self.first if self.first <= number else 0, number)

    def clear_first(self) -> None:
        self._set_range(0, self.last)

    def clear_last(self) -> None:
        self._set_range(self.first, self.num_frames - 1)

    def _set_range(self, first: int, last: int) -> None:
        if self.num_frames:
            self.first, self.last = first, last
            self.range_changed.emit()

    def _set_interval(self) -> None:
        self._tick.setInterval(max(1, round(1000 / (self._fps * self.speed))))

    def _run(self) -> None:
        if self.is_playing and not self._suspended:
            if not self._tick.isActive():
                self._tick.start()
        else:
            self._tick.stop()

    def _advance(self) -> None:
        if not self.is_shown:
            self.late.emit(self.number)
        elif self.number != self.last and self.number + 1 < self.num_frames:
            self.go_to(self.number + 1)
        elif self.loop:
            self.go_to(self.first)
        else:
            self.set_playing(playing=False)
