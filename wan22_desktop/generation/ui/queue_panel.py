"""The panel that shows what is rendered now, what comes next and what became of the rest."""

from collections.abc import Callable, Mapping
from html import escape
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from wan22_desktop.core import units
from wan22_desktop.core.settings import QueueOrder, QueueSettings
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.generation.domain.groups import JobGroup
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.events import QueuePause
from wan22_desktop.generation.ui import queue_menu
from wan22_desktop.generation.ui.hold_line import HoldLine
from wan22_desktop.generation.ui.queue_bar import PAUSE_NOW_TIP, QueueBar
from wan22_desktop.generation.ui.queue_estimate import time_left
from wan22_desktop.generation.ui.queue_menu import QueueActions
from wan22_desktop.generation.ui.queue_model import REPAINT_INTERVAL_MS, QueueModel
from wan22_desktop.generation.ui.queue_moves import Move
from wan22_desktop.generation.ui.queue_rows import GroupRow
from wan22_desktop.generation.ui.queue_text import one_line, pieces
from wan22_desktop.generation.ui.queue_undo import UndoLine
from wan22_desktop.generation.ui.queue_view import QueueView
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, Tone, set_tone
from wan22_desktop.qtkit.throttle import Throttle

__all__ = ["PAUSE_NOW_TIP", "QueuePanel"]

_Shown = TypeVar("_Shown")


class QueuePanel(QWidget):
    """Asks for changes with its signals; rows change only when the queue says so.

    What names several jobs gives a tuple of their ids in the order of the list.
    """

    cancel_requested = Signal(str)
    retry_requested = Signal(str)
    retry_failed_requested = Signal()
    removes_requested = Signal(object)
    readd_requested = Signal(object)
    """Removed jobs, as they were: a tuple of `Job`."""
    moves_requested = Signal(object, int)
    """Ids, and the row where the first of them is to be, counted after all of them have been
    lifted out."""
    duplicate_requested = Signal(object)
    edit_requested = Signal(object)
    """A waiting `Job`, to be changed in the form."""
    skip_requested = Signal(str)
    unskip_requested = Signal(str)
    pause_requested = Signal(bool)
    pause_now_requested = Signal()
    """Stop the job that is being rendered, too, and free its memory."""
    go_on_requested = Signal()
    """Although the app itself holds the queue back."""
    order_chosen = Signal(object)  # QueueOrder
    schedule_chosen = Signal(object)  # QueueSettings
    reuse_requested = Signal(object)
    clip_opened = Signal(object)
    group_opened = Signal(object)  # JobGroup
    folder_requested = Signal(object)
    clear_finished_requested = Signal()

    def __init__(
        self, repaint_interval_ms: int = REPAINT_INTERVAL_MS, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.model = QueueModel(repaint_interval_ms, self)
        self.view = QueueView(self.model)
        self.job_actions = QueueActions(self)
        self.bar = QueueBar()
        self.pause_button = self.bar.pause
        self.pause_now_button = self.bar.pause_now
        self.clear_button = self.bar.clear
        self.pause_label = plain_label(tone=Tone.WARNING, wraps=True)
        # A word as long as a path must not widen the window.
        self.pause_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.hold_line = HoldLine()
        self.undo_line = UndoLine()
        self.footer = plain_label(tone=Tone.MUTED, wraps=True)
        self._count = Throttle(self._show_footer, repaint_interval_ms, self)
        # Scrolling lays all rows out, which many jobs that come at once need but once.
        self._follow = Throttle(self.view.scrollToBottom, repaint_interval_ms, self)
        self._lay_out()
        self._connect()
        self.set_pause(QueuePause(paused=False))
        self._show_footer()

    # --- what the queue says -------------------------------------------------------------------

    @Slot(object)
    def set_jobs(self, jobs: tuple[Job, ...]) -> None:
        """Show these jobs and nothing else; scrolls to the first that has not ended."""
        self.model.set_all(jobs)
        pending = next((job for job in jobs if not job.state.is_ended), None)
        if pending is not None:
            self._scroll_to(pending)
        elif jobs:
            self.view.scrollToBottom()

    @Slot(object)
    def set_groups(self, groups: tuple[JobGroup, ...]) -> None:
        """Fold the jobs of these groups into one row each; before or after the jobs are there."""
        self.model.set_groups(groups)

    @Slot(object)
    def add_group(self, group: JobGroup) -> None:
        self.model.add_group(group)

    @Slot(str)
    def remove_group(self, group_id: str) -> None:
        self.model.remove_group(group_id)

    @Slot(object)
    def add_jobs(self, jobs: tuple[Job, ...]) -> None:
        """Put them at the end, in sight if the end was in sight."""
        bar = self.view.verticalScrollBar()
        at_end = bar.value() >= bar.maximum()
        self.model.add(jobs)
        if at_end or self._follow.is_waiting:
            self._follow()

    @Slot(object)
    def change_job(self, job: Job) -> None:
        self.model.change(job)

    @Slot(str)
    def remove_job(self, job_id: str) -> None:
        self.model.remove(job_id)
        self.undo_line.note_removed(job_id)

    @Slot(object)
    def set_order(self, job_ids: tuple[str, ...]) -> None:
        self.model.set_order(job_ids)

    @Slot(object)
    def set_start_order(self, job_ids: tuple[str, ...]) -> None:
        """Number the waiting jobs as they will begin."""
        self.model.set_start_order(job_ids)

    @Slot(object)
    def set_expected_seconds(self, expected: Mapping[str, float]) -> None:
        """What the planner expects, by job id."""
        self.model.set_expected_seconds(expected)

    @Slot(object)
    def show_order(self, order: QueueOrder) -> None:
        self.bar.show_order(order)

    @Slot(object)
    def show_settings(self, settings: QueueSettings) -> None:
        """Order and schedule that hold; asks for nothing."""
        self.bar.show_settings(settings)

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        self.model.show_progress(progress)
        self._count()

    @Slot(object)
    def set_pause(self, pause: QueuePause) -> None:
        """Show whether the queue waits; asks for nothing."""
        self.bar.show_pause(paused=pause.paused)
        self._enable_pause_now()
        # A reason can quote a trace: its first line is enough here, the tool tip has the rest.
        first_line = next(iter(pause.reason.splitlines()), "")
        reason = one_line(first_line) or tr("no new job is started.")
        self.pause_label.setText(tr("Paused: {reason}", reason=reason))
        self.pause_label.setToolTip(f"<p>{escape(pause.reason)}</p>" if pause.reason else "")
        self.pause_label.setVisible(pause.paused)
        set_tone(self.pause_label, Tone.WARNING)

    # --- what the user asks for ----------------------------------------------------------------

    @Slot()
    def cancel_selected(self) -> None:
        for job_id in self._selected(queue_menu.can_cancel):
            self.cancel_requested.emit(job_id)

    @Slot()
    def retry_selected(self) -> None:
        for job_id in self._selected(queue_menu.can_retry):
            self.retry_requested.emit(job_id)

    @Slot()
    def remove_selected(self) -> None:
        """Take the selected jobs off the list; one that is being rendered is cancelled."""
        jobs = self.view.selected_jobs()
        for job in jobs:
            if not queue_menu.can_remove(job):
                self.cancel_requested.emit(job.id)
        ids = self._selected(queue_menu.can_remove)
        if ids:
            self.undo_line.expect(job for job in jobs if queue_menu.can_come_back(job))
            self.removes_requested.emit(ids)

    @Slot()
    def duplicate_selected(self) -> None:
        ids = self._selected(queue_menu.can_duplicate)
        if ids:
            self.duplicate_requested.emit(ids)

    @Slot()
    def edit_selected(self) -> None:
        for job in filter(queue_menu.can_edit, self._only(Job)):
            self.edit_requested.emit(job)

    @Slot()
    def skip_selected(self) -> None:
        for job_id in self._selected(queue_menu.can_skip):
            self.skip_requested.emit(job_id)

    @Slot()
    def unskip_selected(self) -> None:
        for job_id in self._selected(queue_menu.can_unskip):
            self.unskip_requested.emit(job_id)

    @Slot()
    def move_selected_to_top(self) -> None:
        self._move_to_end(first=True)

    @Slot()
    def move_selected_to_bottom(self) -> None:
        self._move_to_end(first=False)

    @Slot()
    def move_selected_up(self) -> None:
        self.shift_selected(-1)

    @Slot()
    def move_selected_down(self) -> None:
        self.shift_selected(1)

    @Slot(int)
    def shift_selected(self, rows: int) -> None:
        """Move the selected waiting rows up (-1) or down (1), all together.

        Rows that lie elsewhere than the first of them, in another group, stay.
        """
        found = [self.model.index_of(row.id) for row in self.view.selected_rows()]
        found = [index for index in found if index.flags() & Qt.ItemFlag.ItemIsDragEnabled]
        if not found:
            return
        parent = found[0].parent()
        found = [index for index in found if index.parent() == parent]
        at = [index.row() for index in found]
        to = max(0, min(at) - 1) if rows < 0 else max(at) + 2
        ids = [row.id for index in found if (row := self.model.row_at(index)) is not None]
        self._ask_for_move(self.model.move_to(ids, to, parent))

    @Slot()
    def reuse_selected(self) -> None:
        for job in self._only(Job):
            self.reuse_requested.emit(job)

    @Slot()
    def open_selected(self) -> None:
        """The clip of a job, or a group."""
        for row in self._only(GroupRow):
            self.group_opened.emit(row.group)
        for job in filter(queue_menu.has_clip, self._only(Job)):
            self.clip_opened.emit(job)

    @Slot()
    def fold_selected(self) -> None:
        for row in self._only(GroupRow):
            self.view.toggle_fold(self.model.index_of(row.id))

    @Slot()
    def open_folder_of_selected(self) -> None:
        for job in filter(queue_menu.has_clip, self._only(Job)):
            self.folder_requested.emit(job)

    @Slot()
    def copy_prompts(self) -> None:
        prompts = dict.fromkeys(job.request.prompt for job in self.view.selected_jobs())
        QGuiApplication.clipboard().setText("\n\n".join(prompts))

    @Slot(bool)
    def _ask_for_pause(self, wanted: bool) -> None:  # noqa: FBT001 -- a slot of clicked(bool)
        # The button shows what the queue has confirmed, not what was asked for.
        self.pause_button.setChecked(not wanted)
        self.pause_requested.emit(wanted)

    @Slot(bool)
    def _move_to_end(self, first: bool) -> None:  # noqa: FBT001 -- a slot of end_pressed
        ids = [row.id for row in self.view.selected_rows()]
        self._ask_for_move(self.model.move_to_end(ids, first=first))

    def _ask_for_move(self, move: Move | None) -> None:
        if move is not None:
            self.moves_requested.emit(*move)

    def _selected(self, can: Callable[[Job], bool]) -> tuple[str, ...]:
        return tuple(job.id for job in self.view.selected_jobs() if can(job))

    def _only(self, kind: type[_Shown]) -> tuple[_Shown, ...]:
        """The selected row if it is the only one and of this kind."""
        rows = self.view.selected_rows()
        return tuple(row for row in rows if len(rows) == 1 and isinstance(row, kind))

    # --- keeping in step -----------------------------------------------------------------------

    def _scroll_to(self, job: Job) -> None:
        index = self.model.index_of(job.id)
        is_shown = not index.parent().isValid() or self.view.isExpanded(index.parent())
        self.view.scrollTo(index if is_shown else index.parent())

    def enable_actions(self) -> None:
        """As the selection allows; done when the menu opens, for only there it is seen."""
        self.job_actions.enable_for(self.view.selected_rows())

    @Slot()
    def _note_rows(self) -> None:
        self._count()

    def _enable_pause_now(self) -> None:
        """Unless it has been done: the queue is paused and nothing is being rendered."""
        rendering = any(job.state.is_active for job in self.model.records)
        self.pause_now_button.setEnabled(rendering or not self.pause_button.isChecked())

    def _show_footer(self) -> None:
        self._enable_pause_now()
        jobs = self.model.records
        pending = [job for job in jobs if not job.state.is_ended]
        skipped = sum(job.is_skipped for job in pending)
        ended = len(jobs) - len(pending)
        failed = sum(job.state is JobState.FAILED for job in jobs)
        self.clear_button.setEnabled(ended > 0)
        self.bar.retry_failed.setVisible(failed > 0)
        parts = [tr("{count} to do", count=len(pending))] if pending else []
        if skipped:
            parts.append(trn("{count} skipped", "{count} skipped", skipped))
        if failed:
            parts.append(trn("{count} failed", "{count} failed", failed))
        if ended > failed:
            parts.append(trn("{count} ended", "{count} ended", ended - failed))
        self.footer.setText(pieces(*parts, self._time_left(pending)))

    def _time_left(self, pending: list[Job]) -> str:
        """Empty while nothing is known."""
        active = next((job for job in pending if job.state.is_active), None)
        progress = None if active is None else self.model.progress_of(active)
        known = None if progress is None else progress.seconds_left
        left = time_left(pending, self.model.times(), known)
        if left.seconds <= 0:
            return ""
        text = units.duration(left.seconds)
        if left.unknown:
            return tr("more than {time} left", time=text)
        return tr("about {time} left", time=text)

    @Slot(QPoint)
    def _show_menu(self, where: QPoint) -> None:
        self.enable_actions()
        self.job_actions.menu(self.view).popup(self.view.viewport().mapToGlobal(where))

    @Slot(QModelIndex)
    def _take_double_click(self, index: QModelIndex) -> None:
        self.view.setCurrentIndex(index)
        self.open_selected()

    # --- building ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        for part in (self.bar, self.pause_label, self.footer):
            part.setContentsMargins(SPACE, 0, SPACE, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACE, 0, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self.bar)
        layout.addWidget(self.pause_label)
        layout.addWidget(self.hold_line)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.undo_line)
        layout.addWidget(self.footer)

    def _connect(self) -> None:
        bar, model, view = self.bar, self.model, self.view
        bar.pause.clicked.connect(self._ask_for_pause)
        bar.pause_now.clicked.connect(self.pause_now_requested)
        bar.clear.clicked.connect(self.clear_finished_requested)
        bar.retry_failed.clicked.connect(self.retry_failed_requested)
        bar.order_chosen.connect(self.order_chosen)
        bar.popup.chosen.connect(self.schedule_chosen)
        self.hold_line.go_on_asked.connect(self.go_on_requested)
        self.undo_line.asked.connect(self.readd_requested)
        model.moves_dropped.connect(self.moves_requested)
        for changed in (
            model.dataChanged,
            model.rowsInserted,
            model.rowsRemoved,
            model.modelReset,
        ):
            changed.connect(self._note_rows)
        view.customContextMenuRequested.connect(self._show_menu)
        view.doubleClicked.connect(self._take_double_click)
        view.open_pressed.connect(self.open_selected)
        view.edit_pressed.connect(self.edit_selected)
        view.duplicate_pressed.connect(self.duplicate_selected)
        view.undo_pressed.connect(self.undo_line.bring_back)
        view.delete_pressed.connect(self.remove_selected)
        view.shift_pressed.connect(self.shift_selected)
        view.end_pressed.connect(self._move_to_end)
        verbs = self.job_actions
        for action, deed in (
            (verbs.open, self.open_selected),
            (verbs.open_group, self.open_selected),
            (verbs.fold, self.fold_selected),
            (verbs.reuse, self.reuse_selected),
            (verbs.copy_prompt, self.copy_prompts),
            (verbs.folder, self.open_folder_of_selected),
            (verbs.edit, self.edit_selected),
            (verbs.duplicate, self.duplicate_selected),
            (verbs.skip, self.skip_selected),
            (verbs.unskip, self.unskip_selected),
            (verbs.cancel, self.cancel_selected),
            (verbs.retry, self.retry_selected),
            (verbs.move_up, self.move_selected_up),
            (verbs.move_down, self.move_selected_down),
            (verbs.move_to_top, self.move_selected_to_top),
            (verbs.move_to_bottom, self.move_selected_to_bottom),
            (verbs.remove, self.remove_selected),
        ):
            action.triggered.connect(deed)
