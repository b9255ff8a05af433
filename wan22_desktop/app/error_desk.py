"""Where errors come in and messages with buttons go out."""

import logging
import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from wan22_desktop.app.about import versions_text
from wan22_desktop.app.recoveries import buttons_for
from wan22_desktop.app.what_happened import EXPLAIN, PAGE, section_of
from wan22_desktop.core.errors import Recovery, UserError
from wan22_desktop.core.failures import FailureCause
from wan22_desktop.core.redaction import hide_names
from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.events import Refusal, RenderEnded
from wan22_desktop.qtkit.notification_bar import Notification, Severity
from wan22_desktop.recovery.domain.guided_steps import guided_steps

log = logging.getLogger("wan22.app")

COPY_DETAILS = "copy-details"
BUG_KEY = "bug"
MOST_BUTTONS = 4
_LONGEST_PROMPT = 60
_RECOVERIES = frozenset(recovery.value for recovery in Recovery)


class ErrorDesk(QObject):
    """Turns errors into notifications, and their buttons into wishes."""

    notified = Signal(object)  # Notification
    dismissed = Signal(str)
    field_refused = Signal(str, str, object)
    """A refusal that belongs to a field of the form: field, message, suggestion."""
    recovery_chosen = Signal(object, str)
    """A Recovery, and the id of the job it is for, or nothing."""
    help_wanted = Signal(str, str)
    """A page of the user guide, and the heading at which it explains what happened."""
    _bug_met = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: dict[str, str] = {}
        self._causes: dict[str, FailureCause] = {}
        self.bug_details = ""
        self._bug_met.connect(self._show_bug)  # from whichever thread it happens on

    # --- what comes in -------------------------------------------------------------------------

    @Slot(object)
    def show_refusal(self, refusal: Refusal) -> None:
        """A wish to the queue that was not granted."""
        error = refusal.error
        if error.field and refusal.job_id is None:
            self.field_refused.emit(error.field, error.message, None)
            return
        self._show(f"refused-{refusal.job_id or error.category.value}", error, refusal.job_id)

    @Slot(object)
    def show_error(self, error: UserError) -> None:
        self._show(f"error-{error.category.value}", error, None)

    @Slot(object)
    def show_failed_job(self, job: Job) -> None:
        key = f"job-{job.id}"
        self._jobs[key] = job.id
        recoveries = (Recovery.RETRY, Recovery.EDIT_REQUEST, Recovery.SHOW_LOG)
        detail = job.message
        if job.loras_at_fault:
            recoveries = (Recovery.RENDER_WITHOUT_LORA, Recovery.EDIT_REQUEST)
        elif (cause := self._causes.get(job.id)) is not None:
            steps = guided_steps(cause)
            recoveries = tuple(s.recovery for s in steps if s.recovery is not None)[:MOST_BUTTONS]
            detail = " ".join((detail, *(s.text for s in steps if s.recovery is None)))
        actions = buttons_for(recoveries, has_job=True)
        if (cause := self._causes.get(job.id)) is not None:
            actions = (*actions, (tr("What happened?"), f"{EXPLAIN}{cause.value}"))
        text = tr("{clip} could not be rendered.", clip=title_of(job))
        self.notified.emit(Notification(key, Severity.ERROR, text, detail, actions))

    @Slot(object)
    def note_render(self, end: RenderEnded) -> None:
        """Why an attempt failed, for what is said of its job."""
        if end.cause is not None:
            self._causes[end.job_id] = end.cause

    @Slot(object)
    def show_waiting_job(self, job: Job) -> None:
        """It is tried again by itself: the message goes when it begins."""
        key = f"job-{job.id}"
        self._jobs[key] = job.id
        actions = buttons_for((Recovery.EDIT_REQUEST, Recovery.SHOW_LOG), has_job=True)
        text = f"{title_of(job)} {job.waits[:1].lower()}{job.waits[1:]}"
        self.notified.emit(Notification(key, Severity.WARNING, text, job.message, actions))

    @Slot(object)
    def forget_job(self, job: Job) -> None:
        """The job has been taken up again: its old message is out of date."""
        self.forget_removed(job.id)

    @Slot(str)
    def forget_removed(self, job_id: str) -> None:
        """The job is no longer there: nothing can be done about it."""
        self._causes.pop(job_id, None)
        for key in (f"job-{job_id}", f"refused-{job_id}"):
            self._jobs.pop(key, None)
            self.dismissed.emit(key)

    def say(self, key: str, text: str, detail: str = "") -> None:
        """A message that is no error."""
        self.notified.emit(Notification(key, Severity.INFO, text, detail))

    def warn(self, key: str, text: str, detail: str = "") -> None:
        self.notified.emit(Notification(key, Severity.WARNING, text, detail))

    def withdraw(self, key: str) -> None:
        """What was said is no longer so."""
        self.dismissed.emit(key)

    # --- what the buttons mean -----------------------------------------------------------------

    @Slot(str, str)
    def choose(self, key: str, action: str) -> None:
        """A button of a notification was pressed; those of other desks are theirs."""
        if action == COPY_DETAILS:
            QGuiApplication.clipboard().setText(self.bug_details)
            self.say("copied", tr("The details are on the clipboard."))
            return
        if (section := section_of(action)) is not None:
            self.help_wanted.emit(PAGE, section)
            return
        if action not in _RECOVERIES:
            return
        self.recovery_chosen.emit(Recovery(action), self._jobs.get(key, ""))
        self.dismissed.emit(key)

    # --- bugs ----------------------------------------------------------------------------------

    def catch_everything(self) -> None:
        """From now on no exception of any thread goes unseen, and none ends the window."""
        self._old_hooks = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._take_exception
        threading.excepthook = self._take_thread_exception

    def let_go(self) -> None:
        sys.excepthook, threading.excepthook = self._old_hooks

    def _take_thread_exception(self, happened: threading.ExceptHookArgs) -> None:
        if happened.exc_value is not None:
            self._take_exception(happened.exc_type, happened.exc_value, happened.exc_traceback)

    def _take_exception(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.exit(130)
            return
        log.critical("Unexpected error", exc_info=(kind, error, trace))
        self._bug_met.emit("".join(traceback.format_exception(kind, error, trace)))

    @Slot(str)
    def _show_bug(self, trace: str) -> None:
        self.bug_details = f"{versions_text()}\n\n{hide_names(trace)}"
        self.notified.emit(
            Notification(
                BUG_KEY,
                Severity.ERROR,
                tr("Something went wrong inside the app. Sorry about that."),
                tr("Your queue and your clips are safe. The details help to mend it."),
                ((tr("Copy details"), COPY_DETAILS), (tr("Show the log"), Recovery.SHOW_LOG.value)),
            )
        )

    def _show(self, key: str, error: UserError, job_id: str | None) -> None:
        log.warning("%s", error.message, extra={"job": job_id, "category": error.category})
        if job_id is not None:
            self._jobs[key] = job_id
        self.notified.emit(
            Notification(
                key,
                Severity.ERROR,
                error.message,
                error.safe,
                buttons_for(error.recoveries, has_job=job_id is not None),
            )
        )


def title_of(job: Job) -> str:
    """The job in a few words, for messages."""
    prompt = " ".join(job.request.prompt.split())
    short = prompt if len(prompt) <= _LONGEST_PROMPT else f"{prompt[: _LONGEST_PROMPT - 1]}…"
    return tr("“{prompt}”", prompt=short)
