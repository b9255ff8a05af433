"""Several clips on one clock: whatever is seen of them is one and the same frame number.

Clips of different length: the clock runs as long as the longest, and a clip that has ended keeps
its last frame and says so. The first clip's frame rate is the clock's.
"""

import math
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.texts import tr
from wan22_desktop.gallery.locked_events import CellFailure, FrameSet, OpenedClips
from wan22_desktop.gallery.ui.clip_cell import ClipCell
from wan22_desktop.gallery.ui.clip_options import ClipOptions, add_clip_keys, press_clock_key
from wan22_desktop.gallery.ui.frame_view import FrameView, Zoom
from wan22_desktop.gallery.ui.locked_playback import LockedPlayback
from wan22_desktop.gallery.ui.title_label import TitleLabel
from wan22_desktop.gallery.ui.transport import Transport
from wan22_desktop.qtkit.labels import plain_label, plain_tooltip
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE, SPACE_SMALL, Tone

MAX_CLIPS = 64
MAX_ROW_TITLE_PX = 160
BOLD = 1.15
"""How much wider bold letters are, at most."""

SIDE_BY_SIDE = 3
"""So many clips stand in one row; more make a grid that is nearly square."""


@dataclass(frozen=True, slots=True)
class LockedClip:
    """`path` is None for a clip that is not made yet; `state_text` is shown in its place."""

    path: str | None
    label: str = ""
    state_text: str = ""


class LockedClips(QWidget):
    """Connect its requests to a `LockedService` of its own, the answers to its `show_` slots."""

    clips_requested = Signal(int, object)
    frames_requested = Signal(int, int)
    clip_chosen = Signal(int)
    """By a click."""
    clip_opened = Signal(int)
    """By a double click, or Enter."""
    star_toggled = Signal(int)
    opened = Signal(object)  # OpenedClips
    presented = Signal(object)  # FrameSet

    def __init__(self, empty_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clips: tuple[LockedClip, ...] = ()
        self._opened: OpenedClips | None = None
        self._columns: int | None = None
        self._titles: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._starred: frozenset[int] | None = None
        self._zoom = Zoom()
        self.cells: list[ClipCell] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Clips side by side"))
        self._playback = LockedPlayback(self)
        self.clock = self._playback.clock
        self.message = plain_label(empty_text, Tone.MUTED, wraps=True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setMargin(SPACE_LARGE)
        self._scroll = _Cells()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area = QStackedWidget()
        self._area.addWidget(self.message)
        self._area.addWidget(self._scroll)
        self.transport = Transport(self.clock)
        self.options = ClipOptions(self.clock)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(self._area, 1)
        layout.addWidget(self.transport)
        layout.addWidget(self.options, 0, Qt.AlignmentFlag.AlignLeft)
        self._instead: FrameView | None = None

        self._playback.clips_requested.connect(self.clips_requested)
        self._playback.frames_requested.connect(self.frames_requested)
        self._playback.opened.connect(self._show_facts)
        self._playback.presented.connect(self._present)
        self._playback.failed.connect(self._show_cell_failure)
        self.transport.box.left.connect(self.setFocus)
        self.options.smooth_changed.connect(self._set_smooth)
        add_clip_keys(self, self.clock, self.options, self._zoomed_view)
        self.options.setEnabled(False)

    @property
    def number(self) -> int:
        """The frame that is shown in every cell, or about to be; counts from 0."""
        return self.clock.number

    @property
    def clips(self) -> tuple[LockedClip, ...]:
        return self._clips

    @property
    def held_sets(self) -> int:
        """How many frames of all clips are in memory."""
        return self._playback.held_sets

    def set_clips(self, clips: tuple[LockedClip, ...], columns: int | None = None) -> None:
        """Show these; where the number of cells is what it was, the clock stays where it is.

        Raises ValueError for more than `MAX_CLIPS`.
        """
        if len(clips) > MAX_CLIPS:
            raise ValueError(f"{len(clips)} clips are more than {MAX_CLIPS}")
        before, self._clips = self._clips, clips
        is_same_grid = len(before) == len(clips) and columns == self._columns
        if not is_same_grid:
            self._columns = columns
            self._build()
        known = before if is_same_grid else (None,) * len(clips)
        for cell, clip, old in zip(self.cells, clips, known, strict=True):
            if clip == old:
                continue
            cell.show_label(clip.label)
            # A picture of the same clip stays until the next one comes.
            if clip.path is None or old is None or clip.path != old.path:
                cell.show_state(clip.state_text if clip.path is None else tr("Opening the clip…"))
        self._area.setCurrentWidget(self._picture_area() if clips else self.message)
        self.options.setEnabled(bool(clips))
        if [clip.path for clip in clips] != [clip.path for clip in before]:
            self._opened = None
            paths = tuple(clip.path for clip in clips)
            self._playback.open(paths, keep_place=is_same_grid)
            self.transport.show_clip(0, 24.0)

    def set_grid(self, row_titles: tuple[str, ...], column_titles: tuple[str, ...]) -> None:
        """Titles beside and above the cells; they decide the number of columns."""
        self._titles = (row_titles, column_titles)
        self._build()
        if self._opened is not None:
            self._show_errors(self._opened)
            self.clock.go_to(self.clock.number)

    def set_starred(self, starred: set[int] | None) -> None:
        """Show a star on every cell, filled on these; None shows no stars."""
        self._starred = None if starred is None else frozenset(starred)
        for cell in self.cells:
            cell.show_star(None if starred is None else cell.index in starred)

    def set_current(self, index: int) -> None:
        """Outline the cell that was chosen last."""
        for cell in self.cells:
            cell.show_current(is_current=cell.index == index)

    def show_instead(self, view: FrameView | None) -> None:
        """Show one picture in place of the cells; None brings them back."""
        if view is not None and self._area.indexOf(view) < 0:
            self._area.addWidget(view)
            view.zoom_changed.connect(self._share_zoom)
            view.clicked.connect(self.setFocus)
        self._instead = view
        if view is not None:
            view.set_zoom(self._zoom)
        if self._clips:
            self._area.setCurrentWidget(self._picture_area())

    @Slot(int)
    def go_to(self, number: int) -> None:
        """Show frame `number` everywhere, the nearest if there is no such one."""
        self.clock.go_to(number)

    @Slot()
    def toggle_play(self) -> None:
        self.clock.toggle_play()

    @Slot(object)
    def show_opened(self, clips: OpenedClips) -> None:
        self._playback.take_opened(clips)

    @Slot(object)
    def show_frames(self, frames: FrameSet) -> None:
        self._playback.take_frames(frames)

    @Slot(object)
    def show_failure(self, failure: CellFailure) -> None:
        self._playback.take_failure(failure)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_clock_key(self.clock, event.key()):
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.clock.suspend(suspended=True)
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        self.clock.suspend(suspended=False)
        super().showEvent(event)

    def _build(self) -> None:
        """New cells in a new grid."""
        rows, columns = self._titles
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        grid.setSpacing(SPACE_SMALL)
        wide = self._columns or len(columns) or columns_for(len(self._clips))
        for column, title in enumerate(columns):
            grid.addWidget(_header(title, Qt.AlignmentFlag.AlignHCenter), 0, column + 1)
        for row, title in enumerate(rows):
            header = _header(title, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(header, row + 1, 0)
        if rows:
            widest = max(self.fontMetrics().horizontalAdvance(title) for title in rows)
            grid.setColumnMinimumWidth(0, min(round(BOLD * widest) + SPACE, MAX_ROW_TITLE_PX))
        self.cells = [ClipCell(index) for index in range(len(self._clips))]
        for cell, clip in zip(self.cells, self._clips, strict=True):
            row, column = divmod(cell.index, wide)
            grid.addWidget(cell, row + 1, column + 1)
            grid.setColumnStretch(column + 1, 1)
            grid.setRowStretch(row + 1, 1)
            cell.show_label(clip.label)
            cell.show_state(clip.state_text)
            cell.show_star(None if self._starred is None else cell.index in self._starred)
            cell.view.set_smooth(self.options.smooth.isChecked())
            cell.view.set_zoom(self._zoom)
            cell.view.zoom_changed.connect(self._share_zoom)
            cell.chosen.connect(self.clip_chosen)
            cell.opened.connect(self.clip_opened)
            cell.star_toggled.connect(self.star_toggled)
        self._scroll.setWidget(holder)

    def _picture_area(self) -> QWidget:
        return self._instead or self._scroll

    def _show_facts(self, clips: OpenedClips) -> None:
        self._opened = clips
        self._show_errors(clips)
        self.transport.show_clip(clips.num_frames, clips.fps)
        self.opened.emit(clips)

    def _show_errors(self, clips: OpenedClips) -> None:
        for cell, found in zip(self.cells, clips.cells, strict=True):
            if found.error is not None:
                cell.show_state(found.error.message, Tone.ERROR)

    def _present(self, frames: FrameSet) -> None:
        """All cells in one go: they are painted together."""
        if self._opened is None:
            return
        first = next((cell.facts for cell in self._opened.cells if cell.facts), None)
        for cell, found, image in zip(self.cells, self._opened.cells, frames.images, strict=True):
            if image is None or found.facts is None or first is None:
                continue
            facts = found.facts
            nominal = QSize(first.width, round(facts.height * first.width / facts.width))
            cell.show_image(image, nominal)
            has_ended = frames.number >= facts.num_frames
            ended = tr("ended at frame {number}", number=facts.num_frames) if has_ended else ""
            cell.show_label(cell.label, ended)
        self.presented.emit(frames)

    def _show_cell_failure(self, failure: CellFailure) -> None:
        self.cells[failure.index].show_state(failure.error.message, Tone.ERROR)

    def _zoomed_view(self) -> FrameView | None:
        if self._instead is not None:
            return self._instead
        shown = (cell.view for cell in self.cells if cell.view.image is not None)
        return next(shown, None)

    def _share_zoom(self, zoom: Zoom) -> None:
        self._zoom = zoom
        self.options.show_zoom(zoom)
        for view in (*(cell.view for cell in self.cells), self._instead):
            if view is not None:
                view.set_zoom(zoom)

    def _set_smooth(self, smooth: bool) -> None:  # noqa: FBT001 - a slot of a check box
        for view in (*(cell.view for cell in self.cells), self._instead):
            if view is not None:
                view.set_smooth(smooth)


class _Cells(QScrollArea):
    """Leaves the keys of the clock to it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End):
            event.ignore()
        else:
            super().keyPressEvent(event)


def columns_for(count: int) -> int:
    """Of a grid that nobody has given a shape."""
    return count if count <= SIDE_BY_SIDE else math.ceil(math.sqrt(count))


def _header(title: str, align: Qt.AlignmentFlag) -> QLabel:
    label = TitleLabel(Tone.HEADING, align)
    label.setText(title)
    label.setToolTip(plain_tooltip(title))
    return label
