"""The queue, whoever owns it: opened here, or asked of the window that has it open."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from wan22_desktop.cli.owner import OwnerAccess, at_work_elsewhere, open_home
from wan22_desktop.composition.loras import Loras
from wan22_desktop.composition.performance import PerformanceRecorder
from wan22_desktop.composition.plans import MachinePlans
from wan22_desktop.composition.recovery import error_recovery
from wan22_desktop.composition.schema import open_database
from wan22_desktop.composition.usage import UsageRecorder
from wan22_desktop.core.database import SharedDatabase
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.instance import LORA_VERBS, MODEL_VERBS, CommandServer, Message
from wan22_desktop.core.logs import start_logging, stop_logging
from wan22_desktop.core.performance_log import PerformanceLog
from wan22_desktop.core.places import Places
from wan22_desktop.core.settings import load_settings
from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.events import JobChanged, LorasMeasured, QueueEvent, RenderEnded
from wan22_desktop.generation.queue_commands import QueueCommands, job_message
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.render_runner import RenderRunner
from wan22_desktop.generation.store import JobStore
from wan22_desktop.model_manager.usage.store import UsageStore

POLL_S = 0.25

Watcher = Callable[[Message], None]
"""Hears a job, as `job_message` writes it, whenever its state or its progress changes."""


class QueueAccess(OwnerAccess):
    """Asks the process that owns the queue."""

    def finish(self, job_id: str, watcher: Watcher) -> Message:
        """Wait until a job has ended and return it; Ctrl+C cancels the job and keeps waiting."""

        def wait() -> None:
            time.sleep(POLL_S)
            pause = self.ask("queue.list")
            job = self.ask("queue.job", id=job_id)
            if job["state"] == JobState.QUEUED and (pause["paused"] or _stays(job)):
                raise _not_rendered(job, str(pause["pause_reason"]))

        return self._until_ended(job_id, watcher, wait)

    def finish_all(self, watcher: Watcher) -> None:
        """Have the queue resumed and wait until nothing waits or runs, or it is paused again."""
        self.ask("queue.resume")
        while True:
            answer = self.ask("queue.list")
            jobs = answer["jobs"] if isinstance(answer["jobs"], list) else []
            unfinished = [job for job in jobs if not _ended(job) and not _stays(job)]
            at_work = [job for job in unfinished if job["state"] != JobState.QUEUED]
            if not unfinished or (answer["paused"] and not at_work):
                break
            watcher((at_work or unfinished)[0])
            time.sleep(POLL_S)
        if unfinished and answer["pause_reason"]:
            raise UserError(str(answer["pause_reason"]), category=ErrorCategory.ENGINE)

    def _until_ended(self, job_id: str, watcher: Watcher, wait: Callable[[], None]) -> Message:
        while True:
            try:
                job = self.ask("queue.job", id=job_id)
                watcher(job)
                if _ended(job):
                    return job
                wait()
            except KeyboardInterrupt:
                self.ask("queue.cancel", id=job_id)


class OwnQueueAccess(QueueAccess):
    """Owns the queue itself and renders when asked to."""

    def __init__(self, places: Places) -> None:
        super().__init__(places)
        self._watcher: Watcher | None = None
        self._failure: BaseException | None = None
        self._runner_ended = threading.Event()
        places.create()
        with ExitStack() as opened:
            shared = SharedDatabase(lambda: open_database(places))
            database = shared.acquire()
            opened.callback(shared.release)
            self._recorder = UsageRecorder(UsageStore(database).add)
            self._performance = PerformanceRecorder(PerformanceLog(places.logs))
            self._loras = Loras(places, shared)
            opened.callback(self._loras.close)
            settings = load_settings(places.settings_file).settings
            folder = settings.files.output_folder
            self._queue = RenderQueue(
                JobStore(database),
                places,
                outputs=None if folder is None else Path(folder),
                listener=self._hear,
                check_loras=self._loras.require_fit,
                settings=settings.queue,
                name_template=settings.files.name_template,
            )
            self._queue.settle(at_start=True)
            self._closing = opened.pop_all()
        self._commands = QueueCommands(self._queue, places)

    def finish(self, job_id: str, watcher: Watcher) -> Message:
        with self._rendering(watcher, only=job_id):
            job = self._until_ended(job_id, _ignore, lambda: self._wait_for_runner(job_id))
        watcher(job)
        return job

    def finish_all(self, watcher: Watcher) -> None:
        """Resume the queue and render until no job waits; raises KeyboardInterrupt on Ctrl+C."""
        self._queue.set_paused(paused=False)
        with self._rendering(watcher):
            while not self._runner_ended.is_set():
                self._wait_for_runner()

    def close(self) -> None:
        self._closing.close()

    def _reply_to(self, message: Message) -> Message:
        if str(message.get("verb")).startswith(LORA_VERBS):
            return self._loras.commands.answer(message)
        return self._commands.answer(message)

    @contextmanager
    def _rendering(self, watcher: Watcher, only: str | None = None) -> Iterator[None]:
        """A runner at work on its own thread, and an ear for other processes meanwhile."""
        self._watcher = watcher
        start_logging(self._places.logs)
        runner = RenderRunner(
            self._queue,
            self._places,
            planner=MachinePlans(self._places),
            listener=self._hear,
            previews=False,
            on_out_of_memory=load_settings(
                self._places.settings_file
            ).settings.rendering.on_out_of_memory,
            adviser=error_recovery(self._places),
        )
        self._runner_ended.clear()
        thread = threading.Thread(target=self._run, args=(runner, only), name="render-runner")
        server = CommandServer(self._places, self._answer)
        thread.start()
        try:
            yield
        finally:
            runner.stop()
            self._runner_ended.wait()
            thread.join()
            server.close()
            stop_logging()
            self._watcher = None

    def _answer(self, message: Message) -> Message:
        if str(message.get("verb")).startswith(MODEL_VERBS):
            raise at_work_elsewhere("A `wan22` command renders", "which keeps the queue")
        return self._reply_to(message)

    def _run(self, runner: RenderRunner, only: str | None) -> None:
        """On the runner's thread; what ends it early is raised where somebody waits for it."""
        try:
            runner.run(until_empty=True, only=only)
        except BaseException as error:  # noqa: BLE001 - who waits must hear of whatever it is
            self._failure = error
        finally:
            self._runner_ended.set()

    def _wait_for_runner(self, only: str | None = None) -> None:
        # Not by joining its thread: a Ctrl+C in Thread.join makes Python 3.11 take it for ended.
        self._runner_ended.wait(POLL_S)
        if self._failure is not None:
            raise self._failure
        if self._runner_ended.is_set():
            pause = self._queue.pause()
            if only is None and pause.paused and pause.reason:
                raise UserError(pause.reason, category=ErrorCategory.ENGINE)
            if only is not None and not _ended(job := self.ask("queue.job", id=only)):
                raise _not_rendered(job, pause.reason)

    def _hear(self, event: QueueEvent) -> None:
        self._recorder.hear(event)
        self._performance.hear(event)
        if isinstance(event, RenderEnded):
            self._loras.note_render(event)
        if isinstance(event, LorasMeasured):
            self._loras.note_measured(event)
        if self._watcher is None:
            return
        if isinstance(event, Progress):
            self._commands.progress = event
            job = self._queue.job(event.job_id)
        elif isinstance(event, JobChanged):
            job = event.job
        else:
            return
        self._watcher(job_message(job, self._commands.progress))


@contextmanager
def open_queue(places: Places) -> Iterator[QueueAccess]:
    """The queue of `places`: this process becomes its owner, or talks to the one it has."""
    with open_home(
        places,
        {"verb": "queue.list"},
        lambda: closing(OwnQueueAccess(places)),
        lambda: QueueAccess(places),
    ) as access:
        yield access


def _not_rendered(job: Message, pause_reason: str) -> UserError:
    reason = f"{job['waits']}." if job["waits"] else pause_reason or "The queue is paused."
    if job["is_skipped"]:
        reason = "It is skipped."
    return UserError(
        f"{reason} Job {job['id']} waits: `wan22 queue run` renders it.",
        category=ErrorCategory.ENGINE,
        safe="The job is kept in the queue.",
    )


def _stays(job: Message) -> bool:
    """Whether a queued job does not begin, whatever else becomes of the queue."""
    return bool(job["waits"]) or bool(job["is_skipped"] and job["state"] == JobState.QUEUED)


def _ended(job: Message) -> bool:
    return JobState(str(job["state"])).is_ended


def _ignore(_job: Message) -> None:
    """The runner's own thread tells the watcher already."""
