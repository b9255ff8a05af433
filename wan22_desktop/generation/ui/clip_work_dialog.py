"""Finished clips made larger and smoother, joined, or put side by side."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core import units
from wan22_desktop.core.clip_work import MAX_FACTOR, MAX_SOURCES, WorkKind
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import decimal, tr, trn
from wan22_desktop.generation.domain.clip_jobs import (
    Finish,
    FinishedClip,
    Outcome,
    grid,
    grid_outcome,
    join,
    join_notes,
    join_outcome,
)
from wan22_desktop.generation.domain.groups import NewGroup
from wan22_desktop.generation.domain.upscalers import Upscaler
from wan22_desktop.generation.ui.group_dialog import GroupDialog, wrapping_label
from wan22_desktop.qtkit.labels import plain_tooltip
from wan22_desktop.qtkit.theme import SPACE, Tone

_CLIP_ROLE = Qt.ItemDataRole.UserRole
_TITLE_CHARACTERS = 120


class ClipWorkDialog(GroupDialog):
    """Three pages, one for each thing that can be done; the clips keep the order of the list."""

    upscaler_offered = Signal(str)
    """The path of a file that is to be taken in; `set_upscalers` or `refuse_upscaler` follows."""
    upscalers_folder_asked = Signal()
    """The folder for them is to be shown."""

    def __init__(
        self,
        clips: tuple[FinishedClip, ...],
        upscalers_folder: str,
        upscalers: tuple[Upscaler, ...] = (),
        kind: WorkKind = WorkKind.UPSCALE,
        parent: QWidget | None = None,
    ) -> None:
        """`kind` is what is offered first."""
        super().__init__(tr("Finish clips"), tr("Add to queue"), parent)
        self._folder = upscalers_folder
        self.chooser: QFileDialog | None = None
        self.setAcceptDrops(True)
        self.clips = _clip_list(clips)
        self.up_button = QPushButton(tr("Move &up"))
        self.down_button = QPushButton(tr("Move &down"))
        beside = QVBoxLayout()
        beside.addWidget(self.up_button)
        beside.addWidget(self.down_button)
        beside.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.clips, 1)
        row.addLayout(beside)
        self.body.addLayout(row, 1)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(tr("What to do"))
        self.tabs.setExpanding(False)
        self._pages = QStackedWidget()
        for text, page in (
            (tr("Larger and smoother"), self._finish_page()),
            (tr("Join"), self._join_page()),
            (tr("Grid"), self._grid_page(len(clips))),
        ):
            self.tabs.addTab(text)
            self._pages.addWidget(page)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self._pages)
        self.up_button.clicked.connect(self._move_up)
        self.down_button.clicked.connect(self._move_down)
        self.clips.currentRowChanged.connect(self._note_row)
        self.clips.model().rowsMoved.connect(self.judge)
        self.tabs.currentChanged.connect(self._show_page)
        self.set_upscalers(upscalers)
        first = {WorkKind.JOIN: 1, WorkKind.GRID: 2}.get(kind, 0)
        self.tabs.setCurrentIndex(first)
        if kind is WorkKind.INTERPOLATE:
            self.upscale.setCurrentIndex(0)
            self.interpolate.setCurrentIndex(1)
        self.clips.setCurrentRow(0)
        self.resize(620, 540)
        self.tabs.setFocus()
        self.judge()

    # --- what is shown ---------------------------------------------------------------------------

    @Slot(object)
    def set_upscalers(self, upscalers: tuple[Upscaler, ...], chosen: str = "") -> None:
        """The models that are there now; `chosen` is the file to use from now on."""
        before = chosen or self.upscaler.currentData()
        self.upscaler.blockSignals(True)  # noqa: FBT003 -- Qt's own signature
        self.upscaler.clear()
        self.upscaler.addItem(tr("None: Lanczos filtering"), "")
        for upscaler in upscalers:
            text = f"{plain_line(upscaler.title, 60)} ({units.size(upscaler.size_bytes)})"
            self.upscaler.addItem(text, upscaler.file_name)
        wanted = self.upscaler.findData(before) if before else len(upscalers) and 1
        self.upscaler.setCurrentIndex(max(0, wanted))
        self.upscaler.blockSignals(False)  # noqa: FBT003 -- Qt's own signature
        self.no_upscaler.setVisible(not upscalers)
        self.refusal.hide()
        self.judge()

    @Slot(str)
    def refuse_upscaler(self, message: str) -> None:
        """Say why a file was not taken in."""
        self.refusal.setText(message)
        self.refusal.show()

    def chosen_clips(self) -> tuple[FinishedClip, ...]:
        """The clips in the order of the list."""
        return tuple(self.clips.item(row).data(_CLIP_ROLE) for row in range(self.clips.count()))

    @property
    def finish(self) -> Finish:
        """What the first page says."""
        return Finish(
            upscale=self.upscale.currentData(),
            upscaler=self.upscaler.currentData() or "",
            interpolate=self.interpolate.currentData(),
        )

    def described(self) -> str:
        clips = self.chosen_clips()
        page = self.tabs.currentIndex()
        if page == 1:
            told = [_outcome_text(join_outcome(clips)), *join_notes(clips)]
            return "\n".join(told)
        if page == 2:
            return _outcome_text(grid_outcome(clips, self.columns.value()))
        finish = self.finish
        finish.as_group(clips)
        outcomes = [finish.outcome(clip) for clip in clips]
        if len(outcomes) == 1:
            return _outcome_text(outcomes[0])
        return tr(
            "{clips}, together about {size}. The first becomes {outcome}",
            clips=trn("{count} clip", "{count} clips", len(outcomes)),
            size=units.size(sum(outcome.size_bytes for outcome in outcomes)),
            outcome=_outcome_text(outcomes[0]),
        )

    def new_group(self) -> NewGroup:
        clips = self.chosen_clips()
        page = self.tabs.currentIndex()
        if page == 1:
            return join(clips, colour_match=self.colour_match.isChecked())
        if page == 2:
            return grid(clips, self.columns.value())
        return self.finish.as_group(clips)

    # --- pages -----------------------------------------------------------------------------------

    def _finish_page(self) -> QWidget:
        page, form = self.page_with_form()
        self.upscale = _factors(tr("Enlarge"), tr("As it is"), chosen=2)
        self.add_field(form, tr("&Enlarge"), self.upscale, "factor", "upscale")
        self.upscaler = QComboBox()
        self.upscaler.setAccessibleName(tr("Upscaling model"))
        self.upscaler.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.add_field(form, tr("&With"), self.upscaler, "upscaler")
        self.no_upscaler = wrapping_label(
            Tone.MUTED,
            tr(
                "No upscaling model is installed: put a .safetensors file of a model that spandrel "
                "reads into {folder}, or drop it here.",
                folder=self._folder,
            ),
        )
        self.refusal = wrapping_label(Tone.ERROR)
        self.refusal.hide()
        self.add_button = QPushButton(tr("&Add file\N{HORIZONTAL ELLIPSIS}"))
        self.folder_button = QPushButton(tr("&Open folder"))
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.folder_button)
        buttons.addStretch(1)
        form.addRow("", self.no_upscaler)
        form.addRow("", self.refusal)
        form.addRow("", buttons)
        self.interpolate = _factors(tr("Frame rate"), tr("As it is"), chosen=1)
        self.add_field(form, tr("&Frame rate"), self.interpolate, "interpolate")
        form.addRow(
            "",
            wrapping_label(
                Tone.MUTED,
                tr(
                    "The frames between are computed from the motion of the picture, without a "
                    "model: fast motion can smear."
                ),
            ),
        )
        self.upscale.currentIndexChanged.connect(self.judge)
        self.upscaler.currentIndexChanged.connect(self.judge)
        self.interpolate.currentIndexChanged.connect(self.judge)
        self.add_button.clicked.connect(self._choose_upscaler)
        self.folder_button.clicked.connect(self.upscalers_folder_asked)
        return page

    def _join_page(self) -> QWidget:
        page, form = self.page_with_form()
        form.addRow(
            wrapping_label(Tone.MUTED, tr("One after the other, in the order of the list above."))
        )
        self.colour_match = QCheckBox(tr("&Fit the colours of each clip to the one before"))
        self.colour_match.setChecked(True)
        self.add_field(form, "", self.colour_match, "colour_match")
        return page

    def _grid_page(self, count: int) -> QWidget:
        page, form = self.page_with_form()
        form.addRow(
            wrapping_label(
                Tone.MUTED, tr("All at once, each with its name above, in the order of the list.")
            )
        )
        self.columns = QSpinBox()
        self.columns.setRange(1, max(1, min(count, MAX_SOURCES)))
        self.columns.setValue(max(1, round(count**0.5)))
        self.columns.setAccessibleName(tr("Columns"))
        self.columns.valueChanged.connect(self.judge)
        self.add_field(form, tr("&Columns"), self.columns, "columns")
        return page

    # --- deeds -----------------------------------------------------------------------------------

    @Slot(int)
    def _show_page(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        self.judge()

    @Slot()
    def _move_up(self) -> None:
        self._move(-1)

    @Slot()
    def _move_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        row = self.clips.currentRow()
        item = self.clips.takeItem(row)
        self.clips.insertItem(row + by, item)
        self.clips.setCurrentRow(row + by)
        self.judge()

    @Slot(int)
    def _note_row(self, row: int) -> None:
        self.up_button.setEnabled(row > 0)
        self.down_button.setEnabled(0 <= row < self.clips.count() - 1)

    @Slot()
    def _choose_upscaler(self) -> None:
        dialog = QFileDialog(self, tr("Add an upscaling model"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([tr("Models (*.safetensors)"), tr("All files (*)")])
        dialog.fileSelected.connect(self.upscaler_offered)
        self.chooser = dialog
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.tabs.setCurrentIndex(0)
            self.upscaler_offered.emit(str(Path(files[0])))


def _clip_list(clips: tuple[FinishedClip, ...]) -> QListWidget:
    listing = QListWidget()
    listing.setAccessibleName(tr("Clips"))
    listing.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
    listing.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    for clip in clips:
        text = tr(
            "{title}, {size}, {frames} frames",
            title=plain_line(clip.title, _TITLE_CHARACTERS),
            size=clip.size,
            frames=clip.num_frames,
        )
        item = QListWidgetItem(text)
        item.setData(_CLIP_ROLE, clip)
        item.setToolTip(plain_tooltip(clip.path))
        listing.addItem(item)
    return listing


def _factors(name: str, as_it_is: str, *, chosen: int) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.addItem(as_it_is, 1)
    for factor in range(2, MAX_FACTOR + 1):
        combo.addItem(f"{factor}\N{MULTIPLICATION SIGN}", factor)
    combo.setCurrentIndex(combo.findData(chosen))
    return combo


def _outcome_text(outcome: Outcome) -> str:
    return tr(
        "{size}, {frames} frames at {fps} per second, about {bytes}.",
        size=outcome.size,
        frames=decimal(f"{outcome.num_frames:,}"),
        fps=decimal(f"{outcome.fps:g}"),
        bytes=units.size(outcome.size_bytes),
    )
