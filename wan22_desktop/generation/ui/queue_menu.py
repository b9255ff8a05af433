"""What can be done with the selected jobs."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from wan22_desktop.generation.domain.job import Job, JobState

_RETRYABLE = {JobState.FAILED, JobState.CANCELLED}


def can_cancel(job: Job) -> bool:
    return not job.state.is_ended


def can_retry(job: Job) -> bool:
    return job.state in _RETRYABLE


def can_remove(job: Job) -> bool:
    return not job.state.is_active


def can_move(job: Job) -> bool:
    return job.state is JobState.QUEUED


def has_clip(job: Job) -> bool:
    return job.state is JobState.DONE and job.clip_path is not None


class QueueActions(QObject):
    """One action per verb; each is enabled if it makes sense for the selection."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.open = _action("&Show clip", parent)
        self.reuse = _action("&Use these settings", parent)
        self.copy_prompt = _action("Copy &prompt", parent)
        self.folder = _action("Open &folder", parent)
        self.cancel = _action("&Cancel", parent)
        self.retry = _action("&Retry", parent)
        self.move_to_top = _action("Move to &top", parent)
        self.remove = _action("Re&move from the list", parent)
        # Shown only: the list handles these keys itself, also when no menu is open.
        self.open.setShortcut(QKeySequence(Qt.Key.Key_Return))
        self.remove.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        for action in (self.open, self.remove):
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)

    def all(self) -> tuple[QAction, ...]:
        return (
            self.open,
            self.reuse,
            self.copy_prompt,
            self.folder,
            self.cancel,
            self.retry,
            self.move_to_top,
            self.remove,
        )

    def enable_for(self, jobs: tuple[Job, ...]) -> None:
        one = jobs[0] if len(jobs) == 1 else None
        self.open.setEnabled(one is not None and has_clip(one))
        self.folder.setEnabled(one is not None and has_clip(one))
        self.reuse.setEnabled(one is not None)
        self.copy_prompt.setEnabled(bool(jobs))
        self.cancel.setEnabled(any(map(can_cancel, jobs)))
        self.retry.setEnabled(any(map(can_retry, jobs)))
        self.move_to_top.setEnabled(any(map(can_move, jobs)))
        self.remove.setEnabled(any(map(can_remove, jobs)))

    def menu(self, parent: QWidget) -> QMenu:
        """A menu that frees itself when it closes."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self.open, self.reuse, self.copy_prompt, self.folder])
        menu.addSeparator()
        menu.addActions([self.cancel, self.retry, self.move_to_top, self.remove])
        return menu


def _action(text: str, parent: QWidget) -> QAction:
    return QAction(text, parent)
