"""Film strips in memory, bounded; asked of the service, which has them decoded."""

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from wan22_desktop.gallery.domain.clip_record import ClipRecord

BUDGET_BYTES = 128 * 1024 * 1024
"""Some 130 strips; what is in sight is kept whatever it takes."""
_MAX_PROBLEMS = 5000

Strip = QImage | str
"""The picture, or why there is none."""


class Strips(QObject):
    """`wanted` asks for those in sight that are not here; they come through `put`."""

    wanted = Signal(object)
    """tuple[ClipRecord, ...], the most wanted last."""

    def __init__(self, budget_bytes: int = BUDGET_BYTES, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._budget_bytes = budget_bytes
        self._strips: OrderedDict[str, QImage] = OrderedDict()
        self._problems: OrderedDict[str, str] = OrderedDict()
        self._in_sight: frozenset[str] = frozenset()
        self.held_bytes = 0

    def strip(self, clip: ClipRecord) -> Strip | None:
        """None while it is not here yet."""
        image = self._strips.get(clip.sha256)
        if image is None:
            return self._problems.get(clip.sha256)
        self._strips.move_to_end(clip.sha256)
        return image

    def show(self, clips: Sequence[ClipRecord], soon: Sequence[ClipRecord] = ()) -> None:
        """What is in sight now, the topmost first, and what may be in a moment."""
        self._in_sight = frozenset(clip.sha256 for clip in clips)
        lacking = tuple(clip for clip in (*clips, *soon) if self.strip(clip) is None)
        self.wanted.emit(lacking[::-1])

    def put(self, sha256: str, strip: Strip) -> None:
        if isinstance(strip, str):
            self._problems[sha256] = strip
            if len(self._problems) > _MAX_PROBLEMS:
                self._problems.popitem(last=False)
            return
        self.forget(sha256)
        self._strips[sha256] = strip
        self.held_bytes += strip.sizeInBytes()
        for old in list(self._strips):
            if self.held_bytes <= self._budget_bytes:
                return
            if old not in self._in_sight and old != sha256:
                self.held_bytes -= self._strips.pop(old).sizeInBytes()

    def forget(self, sha256: str) -> None:
        """Ask again when it is looked at: its clip has come back, or is another."""
        self._problems.pop(sha256, None)
        old = self._strips.pop(sha256, None)
        if old is not None:
            self.held_bytes -= old.sizeInBytes()
