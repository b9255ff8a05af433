"""The clips of a sweep or of a set of drafts, in a grid that fills in as they get ready."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.gallery.ui.clip_options import add_shortcut
from wan22_desktop.gallery.ui.locked_clips import LockedClip, LockedClips, columns_for
from wan22_desktop.gallery.ui.title_label import TitleLabel
from wan22_desktop.qtkit.flow_layout import FlowLayout
from wan22_desktop.qtkit.labels import plain_label, plain_tooltip
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone, mark_primary

_MAX_TITLE_CHARACTERS = 200


class GridPage(QWidget):
    """Cells count row by row from 0; connect `locked` to a `LockedService` of its own.

    With stars it is a page of drafts: those that are starred can be finished.
    """

    finish_asked = Signal(object)
    """tuple[int, ...]: the starred cells, in order."""
    export_grid_asked = Signal()
    cell_opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = 1
        self._has_stars = False
        self._starred: set[int] = set()
        self._cells: list[LockedClip] = []
        self._current = 0
        self.title = TitleLabel(Tone.HEADING)
        self.ready = plain_label(tone=Tone.MUTED)
        self.locked = LockedClips(
            tr("No grid yet.\nA sweep or a set of drafts in the queue is shown here.")
        )
        self.setFocusProxy(self.locked)
        self.open = _button(tr("Open clip"), tr("Show the chosen clip in the player (Enter)"))
        self.open.clicked.connect(self._open_current)
        self.export_grid = _button(
            tr("Export grid…"), tr("Make one clip of all cells, with their labels (Ctrl+E)")
        )
        self.export_grid.clicked.connect(self.export_grid_asked)
        self.finish = _button(
            tr("Finish starred"),
            tr("Render the starred drafts in full quality (Ctrl+Shift+Return)"),
        )
        mark_primary(self.finish)
        self.finish.clicked.connect(self._ask_to_finish)
        deeds = QWidget()
        flow = FlowLayout(deeds, SPACE)
        for control in (self.finish, self.open, self.export_grid):
            flow.addWidget(control)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(self.title)
        layout.addWidget(self.ready)
        layout.addWidget(self.locked, 1)
        layout.addWidget(deeds)
        self.locked.clip_chosen.connect(self._choose)
        self.locked.clip_opened.connect(self._open_cell)
        self.locked.star_toggled.connect(self.toggle_star)
        add_shortcut(self, tr("Export grid"), "Ctrl+E", self.export_grid.click)
        add_shortcut(self, tr("Finish starred"), "Ctrl+Shift+Return", self.finish.click)
        self._show()

    @property
    def starred(self) -> tuple[int, ...]:
        return tuple(sorted(self._starred))

    @property
    def ready_count(self) -> int:
        """How many cells have their clip."""
        return sum(cell.path is not None for cell in self._cells)

    def show_grid(
        self,
        title: str,
        row_titles: tuple[str, ...],
        column_titles: tuple[str, ...],
        labels: tuple[str, ...],
        *,
        has_stars: bool = False,
        columns: int | None = None,
    ) -> None:
        """Another grid, with a cell for each label and no clips yet.

        Without titles `columns` decides the shape, None means nearly square.
        """
        self.title.setText(plain_line(title, _MAX_TITLE_CHARACTERS))
        self._has_stars = has_stars
        self._starred = set()
        self._current = 0
        self._cells = [LockedClip(None, label, tr("Waiting")) for label in labels]
        self._columns = len(column_titles) or columns or columns_for(len(labels))
        self.locked.set_clips(())
        self.locked.set_grid(row_titles, column_titles)
        self.locked.set_clips(tuple(self._cells), self._columns)
        self.locked.set_starred(self._starred if has_stars else None)
        self._show()

    def set_cell(self, row: int, column: int, path: str | None, state_text: str = "") -> None:
        """A cell's clip, or in words why there is none yet; IndexError for no such cell."""
        self.set_cell_at(row * self._columns + column, path, state_text)

    def set_cell_at(self, index: int, path: str | None, state_text: str = "") -> None:
        """As `set_cell`, by the cell's number."""
        cell = replace(self._cells[index], path=path, state_text=state_text)
        if cell != self._cells[index]:
            self._cells[index] = cell
            self.locked.set_clips(tuple(self._cells), self._columns)
            self._show()

    @Slot(object)
    def set_starred(self, starred: set[int]) -> None:
        """Star exactly these."""
        self._starred = set(starred)
        self.locked.set_starred(self._starred)
        self._show()

    @Slot(int)
    def toggle_star(self, index: int) -> None:
        self.set_starred(self._starred ^ {index})

    def _choose(self, index: int) -> None:
        self._current = index
        self.locked.set_current(index)
        self._show()

    def _open_cell(self, index: int) -> None:
        self._choose(index)
        self._open_current()

    def _open_current(self) -> None:
        if self._current < len(self._cells) and self._cells[self._current].path is not None:
            self.cell_opened.emit(self._current)

    def _ask_to_finish(self) -> None:
        if self._starred:
            self.finish_asked.emit(self.starred)

    def _show(self) -> None:
        count = len(self._cells)
        self.ready.setText(
            tr("{ready} of {count} clips are ready", ready=self.ready_count, count=count)
            if count
            else ""
        )
        self.finish.setVisible(self._has_stars)
        self.finish.setEnabled(bool(self._starred))
        self.finish.setText(
            trn("Finish {count} starred", "Finish {count} starred", len(self._starred))
            if self._starred
            else tr("Finish starred")
        )
        is_open = self._current < count and self._cells[self._current].path is not None
        self.open.setEnabled(is_open)
        self.export_grid.setEnabled(self.ready_count > 0)


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setAccessibleName(text)
    button.setToolTip(plain_tooltip(tip))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
