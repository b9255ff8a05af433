"""The panel that shows what is rendered now, what comes next and what became of the rest."""

from html import escape

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from wan22_desktop.core import units
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.events import QueuePause
from wan22_desktop.generation.ui import queue_menu
from wan22_desktop.generation.ui.hold_line import HoldLine
from wan22_desktop.generation.ui.queue_estimate import seconds_left
from wan22_desktop.generation.ui.queue_menu import QueueActions
from wan22_desktop.generation.ui.queue_model import REPAINT_INTERVAL_MS, QueueModel
from wan22_desktop.generation.ui.queue_text import one_line
from wan22_desktop.generation.ui.queue_view import QueueView
from wan22_desktop.qtkit.glyphs import Glyph, glyph_icon
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone, set_tone
from wan22_desktop.qtkit.throttle import Throttle

PAUSE_NOW_TIP = (
    "Stop the clip that is being rendered at its next step and free its memory; "
    "Resume goes on from that step"
)


class QueuePanel(QWidget):
    """Asks for changes with its signals; rows change only when the queue says so."""

    cancel_requested = Signal(str)
    retry_requested = Signal(str)
    remove_requested = Signal(str)
    move_requested = Signal(str, int)
    """A job's id and its new row, counted after it has been lifted out."""
    pause_requested = Signal(bool)
    pause_now_requested = Signal()
    """Stop the job that is being rendered, too, and free its memory."""
    go_on_requested = Signal()
    """Although the app itself holds the queue back."""
    reuse_requested = Signal(object)
    clip_opened = Signal(object)
    folder_requested = Signal(object)
    clear_finished_requested = Signal()

    def __init__(
        self, repaint_interval_ms: int = REPAINT_INTERVAL_MS, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.model = QueueModel(repaint_interval_ms, self)
        self.view = QueueView(self.model)
        self.job_actions = QueueActions(self)
        self.pause_button = QPushButton("Pause")
        self.pause_button.setCheckable(True)
        self.pause_now_button = QPushButton("Pause now")
        self.pause_now_button.setAccessibleName("Pause the queue now")
        self.pause_now_button.setToolTip(PAUSE_NOW_TIP)
        self.clear_button = QPushButton("Clear finished")
        self.clear_button.setAccessibleName("Clear finished jobs")
        self.clear_button.setToolTip("Take ended jobs off the list; clips stay where they are")
        self.pause_label = plain_label(tone=Tone.WARNING, wraps=True)
        # A word as long as a path must not widen the window.
        self.pause_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.hold_line = HoldLine()
        self.footer = plain_label(tone=Tone.MUTED)
        self._count = Throttle(self._show_footer, repaint_interval_ms, self)
        self._lay_out()
        self._connect()
        self.set_pause(QueuePause(paused=False))
        self._note_selection()
        self._show_footer()

    # --- what the queue says -------------------------------------------------------------------

    @Slot(object)
    def set_jobs(self, jobs: tuple[Job, ...]) -> None:
        """Show these jobs and nothing else; scrolls to the first that has not ended."""
        self.model.set_all(jobs)
        pending = next((job for job in jobs if not job.state.is_ended), None)
        if pending is not None:
            self.view.scrollTo(self.model.index_of(pending.id))
        elif jobs:
            self.view.scrollToBottom()

    @Slot(object)
    def add_job(self, job: Job) -> None:
        """Put it at the end, in sight if the end was in sight."""
        bar = self.view.verticalScrollBar()
        at_end = bar.value() >= bar.maximum()
        self.model.add(job)
        if at_end:
            self.view.scrollToBottom()

    @Slot(object)
    def change_job(self, job: Job) -> None:
        self.model.change(job)

    @Slot(str)
    def remove_job(self, job_id: str) -> None:
        self.model.remove(job_id)

    @Slot(object)
    def set_order(self, job_ids: tuple[str, ...]) -> None:
        self.model.set_order(job_ids)

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        self.model.show_progress(progress)
        self._count()

    @Slot(object)
    def set_pause(self, pause: QueuePause) -> None:
        """Show whether the queue waits; asks for nothing."""
        self.pause_button.setChecked(pause.paused)
        text = "Resume" if pause.paused else "Pause"
        self.pause_button.setText(text)
        self.pause_button.setAccessibleName(f"{text} the queue")
        self.pause_button.setToolTip(
            "Start waiting jobs again"
            if pause.paused
            else "Start no more jobs; the one being rendered goes on"
        )
        self._enable_pause_now()
        self._draw_icons()
        # A reason can quote a trace: its first line is enough here, the tool tip has the rest.
        reason = next(iter(pause.reason.splitlines()), "") or "no new job is started."
        self.pause_label.setText(f"Paused: {one_line(reason)}")
        self.pause_label.setToolTip(f"<p>{escape(pause.reason)}</p>" if pause.reason else "")
        self.pause_label.setVisible(pause.paused)
        set_tone(self.pause_label, Tone.WARNING)

    # --- what the user asks for ----------------------------------------------------------------

    @Slot()
    def cancel_selected(self) -> None:
        for job in filter(queue_menu.can_cancel, self.view.selected_jobs()):
            self.cancel_requested.emit(job.id)

    @Slot()
    def retry_selected(self) -> None:
        for job in filter(queue_menu.can_retry, self.view.selected_jobs()):
            self.retry_requested.emit(job.id)

    @Slot()
    def remove_selected(self) -> None:
        """Take the selected jobs off the list; one that is being rendered is cancelled."""
        for job in self.view.selected_jobs():
            if queue_menu.can_remove(job):
                self.remove_requested.emit(job.id)
            else:
                self.cancel_requested.emit(job.id)

    @Slot()
    def move_selected_to_top(self) -> None:
        ids = [job.id for job in filter(queue_menu.can_move, self.view.selected_jobs())]
        for job_id, to_row in self.model.moves_to(ids, 0):
            self.move_requested.emit(job_id, to_row)

    @Slot()
    def reuse_selected(self) -> None:
        for job in self.view.selected_jobs()[:1]:
            self.reuse_requested.emit(job)

    @Slot()
    def open_selected(self) -> None:
        for job in filter(queue_menu.has_clip, self.view.selected_jobs()[:1]):
            self.clip_opened.emit(job)

    @Slot()
    def open_folder_of_selected(self) -> None:
        for job in filter(queue_menu.has_clip, self.view.selected_jobs()[:1]):
            self.folder_requested.emit(job)

    @Slot()
    def copy_prompts(self) -> None:
        prompts = (job.request.prompt for job in self.view.selected_jobs())
        QGuiApplication.clipboard().setText("\n\n".join(prompts))

    @Slot(bool)
    def _ask_for_pause(self, wanted: bool) -> None:  # noqa: FBT001 -- a slot of clicked(bool)
        # The button shows what the queue has confirmed, not what was asked for.
        self.pause_button.setChecked(not wanted)
        self.pause_requested.emit(wanted)

    @Slot(int)
    def shift_selected(self, rows: int) -> None:
        """Move the selected waiting jobs up (-1) or down (1), all together."""
        jobs = tuple(filter(queue_menu.can_move, self.view.selected_jobs()))
        found = [row for job in jobs if (row := self.model.row_of(job.id)) is not None]
        if not found:
            return
        to = max(0, min(found) - 1) if rows < 0 else max(found) + 2
        for job_id, to_row in self.model.moves_to([job.id for job in jobs], to):
            self.move_requested.emit(job_id, to_row)

    # --- keeping in step -----------------------------------------------------------------------

    @Slot()
    def _note_selection(self) -> None:
        self.job_actions.enable_for(self.view.selected_jobs())

    @Slot()
    def _note_rows(self) -> None:
        self._note_selection()
        self._count()

    def _enable_pause_now(self) -> None:
        """Unless it has been done: the queue is paused and nothing is being rendered."""
        rendering = any(job.state.is_active for job in self.model.records)
        self.pause_now_button.setEnabled(rendering or not self.pause_button.isChecked())

    def _show_footer(self) -> None:
        self._enable_pause_now()
        jobs = self.model.records
        pending = sum(not job.state.is_ended for job in jobs)
        ended = len(jobs) - pending
        self.clear_button.setEnabled(ended > 0)
        parts = [f"{pending} to do"] if pending else []
        if ended:
            parts.append(f"{ended} ended")
        active = next((job for job in jobs if job.state.is_active), None)
        progress = None if active is None else self.model.progress_of(active)
        left = seconds_left(jobs, None if progress is None else progress.seconds_left)
        if pending and left is not None:
            parts.append(f"about {units.duration(left)} left")
        self.footer.setText(" \N{MIDDLE DOT} ".join(parts))

    @Slot(QPoint)
    def _show_menu(self, where: QPoint) -> None:
        self._note_selection()
        self.job_actions.menu(self.view).popup(self.view.viewport().mapToGlobal(where))

    @Slot(QModelIndex)
    def _take_double_click(self, index: QModelIndex) -> None:
        self.view.setCurrentIndex(index)
        self.open_selected()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icons()

    def _draw_icons(self) -> None:
        glyph = Glyph.PLAY if self.pause_button.isChecked() else Glyph.PAUSE
        self.pause_button.setIcon(glyph_icon(glyph, self.palette()))
        self.pause_now_button.setIcon(glyph_icon(Glyph.PAUSE, self.palette()))
        self.clear_button.setIcon(glyph_icon(Glyph.CLEAR, self.palette()))

    # --- building ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(SPACE, SPACE, SPACE, 0)
        bar.setSpacing(SPACE_SMALL)
        bar.addWidget(self.pause_button)
        bar.addWidget(self.pause_now_button)
        bar.addWidget(self.clear_button)
        bar.addStretch(1)
        self.pause_label.setContentsMargins(SPACE, 0, SPACE, 0)
        self.footer.setContentsMargins(SPACE, 0, SPACE, SPACE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(bar)
        layout.addWidget(self.pause_label)
        layout.addWidget(self.hold_line)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.footer)

    def _connect(self) -> None:
        self.pause_button.clicked.connect(self._ask_for_pause)
        self.pause_now_button.clicked.connect(self.pause_now_requested)
        self.clear_button.clicked.connect(self.clear_finished_requested)
        self.hold_line.go_on_asked.connect(self.go_on_requested)
        self.model.move_dropped.connect(self.move_requested)
        for changed in (
            self.model.dataChanged,
            self.model.rowsInserted,
            self.model.rowsRemoved,
            self.model.modelReset,
        ):
            changed.connect(self._note_rows)
        self.view.selectionModel().selectionChanged.connect(self._note_selection)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.view.doubleClicked.connect(self._take_double_click)
        self.view.open_pressed.connect(self.open_selected)
        self.view.delete_pressed.connect(self.remove_selected)
        self.view.shift_pressed.connect(self.shift_selected)
        actions = self.job_actions
        actions.open.triggered.connect(self.open_selected)
        actions.reuse.triggered.connect(self.reuse_selected)
        actions.copy_prompt.triggered.connect(self.copy_prompts)
        actions.folder.triggered.connect(self.open_folder_of_selected)
        actions.cancel.triggered.connect(self.cancel_selected)
        actions.retry.triggered.connect(self.retry_selected)
        actions.move_to_top.triggered.connect(self.move_selected_to_top)
        actions.remove.triggered.connect(self.remove_selected)
