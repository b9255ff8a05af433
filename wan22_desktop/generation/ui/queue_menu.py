"""What can be done with the selected jobs."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.ui.queue_rows import GroupRow, QueueRow, jobs_of

_RETRYABLE = {JobState.FAILED, JobState.CANCELLED}
_WAITING = {JobState.QUEUED, JobState.INTERRUPTED}


def can_cancel(job: Job) -> bool:
    return not job.state.is_ended


def can_retry(job: Job) -> bool:
    return job.state in _RETRYABLE


def can_remove(job: Job) -> bool:
    return not job.state.is_active


def can_move(job: Job) -> bool:
    return job.state is JobState.QUEUED


def can_edit(job: Job) -> bool:
    return job.state is JobState.QUEUED and job.work is None


def can_duplicate(job: Job) -> bool:
    """Work on clips has no seed: a second time would give the same."""
    return job.work is None


def can_skip(job: Job) -> bool:
    """What is being rendered too: it stops at its next step and keeps its place."""
    return not job.is_skipped and not job.state.is_ended and job.state is not JobState.PUBLISHING


def can_unskip(job: Job) -> bool:
    return job.is_skipped and not job.state.is_ended


def can_come_back(job: Job) -> bool:
    """Whether undo adds it again once it has been removed."""
    return job.state in _WAITING


def has_clip(job: Job) -> bool:
    return job.state is JobState.DONE and job.clip_path is not None


class QueueActions(QObject):
    """One action per verb; each is enabled if it makes sense for the selection."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        key, alt = Qt.Key, Qt.KeyboardModifier.AltModifier
        self.open = _action(tr("&Show clip"), parent, QKeySequence(key.Key_Return))
        self.open_group = _action(tr("Show the &group"), parent, QKeySequence(key.Key_Return))
        self.fold = _action(tr("&Unfold or fold"), parent)
        self.reuse = _action(tr("Use these se&ttings"), parent)
        self.copy_prompt = _action(tr("Copy &prompt"), parent)
        self.folder = _action(tr("&Open folder"), parent)
        self.edit = _action(tr("&Edit"), parent, QKeySequence(key.Key_F2))
        self.duplicate = _action(
            tr("&Duplicate with new seed"),
            parent,
            QKeySequence(Qt.KeyboardModifier.ControlModifier | key.Key_D),
        )
        self.skip = _action(tr("S&kip"), parent)
        self.unskip = _action(tr("Do &not skip"), parent)
        self.cancel = _action(tr("&Cancel"), parent)
        self.retry = _action(tr("&Retry"), parent)
        self.move_up = _action(tr("Move up"), parent, QKeySequence(alt | key.Key_Up))
        self.move_down = _action(tr("Move down"), parent, QKeySequence(alt | key.Key_Down))
        self.move_to_top = _action(tr("Move to top"), parent, QKeySequence(alt | key.Key_Home))
        self.move_to_bottom = _action(
            tr("Move to &bottom"), parent, QKeySequence(alt | key.Key_End)
        )
        self.remove = _action(tr("Re&move from the list"), parent, QKeySequence(key.Key_Delete))

    def enable_for(self, rows: tuple[QueueRow, ...]) -> None:
        jobs = tuple(job for row in rows for job in jobs_of(row))
        only = rows[0] if len(rows) == 1 else None
        one = only if isinstance(only, Job) else None
        is_group = isinstance(only, GroupRow)
        self.open.setEnabled(one is not None and has_clip(one))
        self.open.setVisible(not is_group)
        self.open_group.setVisible(is_group)
        self.fold.setVisible(is_group)
        self.folder.setEnabled(one is not None and has_clip(one))
        self.reuse.setEnabled(one is not None)
        self.copy_prompt.setEnabled(bool(jobs))
        self.edit.setEnabled(one is not None and can_edit(one))
        self.duplicate.setEnabled(any(map(can_duplicate, jobs)))
        can_skip_some, can_unskip_some = any(map(can_skip, jobs)), any(map(can_unskip, jobs))
        self.skip.setEnabled(can_skip_some)
        self.unskip.setEnabled(can_unskip_some)
        self.skip.setVisible(can_skip_some or not can_unskip_some)
        self.unskip.setVisible(can_unskip_some)
        self.cancel.setEnabled(any(map(can_cancel, jobs)))
        self.retry.setEnabled(any(map(can_retry, jobs)))
        self.remove.setEnabled(any(map(can_remove, jobs)))
        movable = any(map(can_move, jobs))
        for action in (self.move_up, self.move_down, self.move_to_top, self.move_to_bottom):
            action.setEnabled(movable)

    def menu(self, parent: QWidget) -> QMenu:
        """A menu that frees itself when it closes."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self.open, self.open_group, self.fold, self.folder])
        menu.addSeparator()
        menu.addActions([self.edit, self.duplicate, self.reuse, self.copy_prompt])
        menu.addSeparator()
        menu.addActions([self.skip, self.unskip, self.cancel, self.retry])
        order = menu.addMenu(tr("Mo&ve"))
        order.addActions([self.move_up, self.move_down, self.move_to_top, self.move_to_bottom])
        order.setEnabled(self.move_up.isEnabled())
        menu.addAction(self.remove)
        return menu


def _action(text: str, parent: QWidget, shown: QKeySequence | None = None) -> QAction:
    """The keys are `shown` only: the list handles them itself, also when no menu is open."""
    action = QAction(text, parent)
    if shown is not None:
        action.setShortcut(shown)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    return action
