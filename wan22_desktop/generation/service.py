"""The render queue as a Qt service: slots for wishes, signals for what became of them."""

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from wan22_desktop.core.database import SharedDatabase
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.failures import FailureAdviser
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.settings import Automation, QueueSettings
from wan22_desktop.core.texts import tr
from wan22_desktop.core.user_idle import IdleProbe
from wan22_desktop.generation.domain.file_names import DEFAULT_TEMPLATE, check_template
from wan22_desktop.generation.domain.groups import NewGroup
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.domain.planning import PlanSource
from wan22_desktop.generation.domain.progress import Preview, Progress
from wan22_desktop.generation.domain.schedule import reason_to_wait
from wan22_desktop.generation.events import (
    EngineChanged,
    GroupAdded,
    GroupRemoved,
    ImageRole,
    JobChanged,
    JobRemoved,
    JobsAdded,
    JobsReordered,
    LorasMeasured,
    ModelLoaded,
    QueueEvent,
    QueueHold,
    QueuePause,
    Refusal,
    RenderEnded,
    StartOrderChanged,
)
from wan22_desktop.generation.recovery_steps import RepairModel
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.render_runner import RenderRunner
from wan22_desktop.generation.start_images import import_image, import_images
from wan22_desktop.generation.store import JobStore

SCHEDULE_LOOK_MS = 5_000
"""Between two looks whether jobs may begin now."""


class GenerationService(QObject):
    """Owns the queue, the runner and the engine; lives on a thread of its own.

    Signals carry frozen values: `jobs_listed`, `groups_listed` and `start_order_changed` all there
    is once after `start`, then one signal a change. `refused` answers a wish that was not granted.
    """

    jobs_listed = Signal(object)  # tuple[Job, ...]
    jobs_added = Signal(object)  # tuple[Job, ...]
    job_changed = Signal(object)  # Job
    job_removed = Signal(str)
    jobs_reordered = Signal(object)  # tuple[str, ...]
    groups_listed = Signal(object)  # tuple[JobGroup, ...]
    group_added = Signal(object)  # JobGroup
    group_removed = Signal(str)
    start_order_changed = Signal(object)  # tuple[str, ...]
    progressed = Signal(object)  # Progress
    preview_ready = Signal(object)  # Preview
    pause_changed = Signal(object)  # QueuePause
    hold_changed = Signal(object)  # QueueHold
    engine_changed = Signal(str)
    model_loaded = Signal(object)  # ModelLoaded
    loras_measured = Signal(object)  # LorasMeasured
    render_ended = Signal(object)  # RenderEnded
    image_ready = Signal(object, object)  # ImageRole, StoredImage
    images_ready = Signal(object, object)
    """A tuple of StoredImages, and what was left out: a sentence each."""
    refused = Signal(object)  # Refusal
    stopped = Signal()

    def __init__(
        self,
        places: Places,
        planner: PlanSource,
        database: SharedDatabase,
        *,
        outputs: Path | None = None,
        on_out_of_memory: Automation = Automation.ACT,
        check_loras: Callable[[GenerationRequest], None] | None = None,
        adviser: FailureAdviser | None = None,
        repair_model: RepairModel | None = None,
        pause_because: str = "",
        queue_settings: QueueSettings | None = None,
        name_template: str = DEFAULT_TEMPLATE,
        idle_seconds: IdleProbe | None = None,
        keep_prompts: Callable[[], bool] = lambda: True,
        clock: Callable[[], datetime] = datetime.now,
        schedule_look_ms: int = SCHEDULE_LOOK_MS,
    ) -> None:
        """`check_loras` is asked about each request, as `RenderQueue` does.

        `adviser` and `repair_model` are called on threads of the runner. With `pause_because` the
        queue starts paused, for that reason. `name_template` names clips; one that cannot be used
        is refused at `start`, and the usual one is taken. `idle_seconds` is called on the service's
        thread every `schedule_look_ms` while jobs wait for nobody to use the computer, `clock`
        gives local time. `keep_prompts` is asked on the runner's thread when a job begins.
        """
        super().__init__()
        self._queue_settings = queue_settings or QueueSettings()
        self._name_template = name_template
        self._idle_seconds = idle_seconds
        self._keep_prompts = keep_prompts
        self._clock = clock
        self._schedule_timer = QTimer(self)
        self._schedule_timer.setInterval(schedule_look_ms)
        self._schedule_timer.timeout.connect(self._keep_schedule)
        self._pause_because = pause_because
        self._check_loras = check_loras
        self._planner = planner
        self._on_out_of_memory = on_out_of_memory
        self._adviser = adviser
        self._repair_model = repair_model
        self._places = places
        self._outputs = outputs
        self._database = database
        self._holds_database = False
        self._runner: RenderRunner | None = None
        self._runner_thread: threading.Thread | None = None
        self.queue: RenderQueue | None = None

    @Slot()
    def start(self) -> None:
        """Open the queue, settle what was left behind and begin to render."""
        try:
            self._places.create()
            database = self._database.acquire()
            self._holds_database = True
            try:
                check_template(self._name_template)
            except UserError as error:
                self._name_template = DEFAULT_TEMPLATE
                self.refused.emit(Refusal(error))
            self.queue = RenderQueue(
                JobStore(database),
                self._places,
                outputs=self._outputs,
                listener=self._tell,
                check_loras=self._check_loras,
                settings=self._queue_settings,
                name_template=self._name_template,
            )
            self.queue.settle(at_start=True)
            if self._pause_because:
                self.queue.set_paused(paused=True, reason=self._pause_because)
        except UserError as error:
            self.refused.emit(Refusal(error))
            return
        except OSError as error:
            self.refused.emit(
                Refusal(
                    UserError(
                        tr(
                            "{folder} cannot be used: {reason}.",
                            folder=self._places.home,
                            reason=error.strerror,
                        )
                    )
                )
            )
            return
        self.groups_listed.emit(self.queue.groups())
        self.jobs_listed.emit(self.queue.jobs())
        self.start_order_changed.emit(self.queue.start_order())
        self._begin_schedule()
        self.pause_changed.emit(self.queue.pause())
        self._runner = RenderRunner(
            self.queue,
            self._places,
            planner=self._planner,
            listener=self._tell,
            on_out_of_memory=self._on_out_of_memory,
            adviser=self._adviser,
            repair_model=self._repair_model,
            keep_prompts=self._keep_prompts,
        )
        self._runner_thread = threading.Thread(target=self._runner.run, name="render-runner")
        self._runner_thread.start()

    @property
    def engine_pid(self) -> int | None:
        """The engine's process id while there is one; any thread."""
        runner = self._runner
        return None if runner is None else runner.engine_pid

    @Slot()
    def stop(self) -> None:
        """End the engine; a job that is being rendered keeps its place. Emits `stopped`."""
        self._schedule_timer.stop()
        if self._runner is not None and self._runner_thread is not None:
            self._runner.stop()
            self._runner_thread.join()
        self._runner = self._runner_thread = self.queue = None
        if self._holds_database:
            self._holds_database = False
            self._database.release()
        self.stopped.emit()

    @Slot(object, str)
    def add(self, request: GenerationRequest, note: str = "") -> None:
        """Queue a request; a job whose model is not installed waits for it.

        `note` is written into the clip.
        """

        def wish(queue: RenderQueue) -> object:
            return queue.add(request, wait_for_model=True, note=note)

        self._grant(None, wish, request)

    @Slot()
    def look_for_models(self) -> None:
        """Models have come or gone: let the jobs that wait for one begin, and say which do."""
        self._grant(None, lambda queue: queue.look_for_models())

    @Slot(object)
    def add_group(self, new: NewGroup) -> None:
        """Queue jobs that belong together, all or none."""
        first = next((job.request for job in new.jobs), None)
        self._grant(None, lambda queue: queue.add_group(new), first)

    @Slot(object)
    def readd(self, removed: tuple[Job, ...]) -> None:
        """Queue removed jobs again."""
        self._grant(None, lambda queue: queue.readd(removed))

    @Slot(str, object)
    def edit(self, job_id: str, request: GenerationRequest) -> None:
        """Let a waiting job make something else."""
        self._grant(job_id, lambda queue: queue.edit(job_id, request))

    @Slot(object)
    def duplicate(self, job_ids: tuple[str, ...]) -> None:
        """The same clips with other seeds, each right behind its original."""
        self._grant(None, lambda queue: queue.duplicate(job_ids))

    @Slot(str)
    def cancel(self, job_id: str) -> None:
        self._grant(job_id, lambda queue: queue.cancel(job_id))

    @Slot(str)
    def skip(self, job_id: str) -> None:
        """Let a job keep its place and not begin, or stop at its next step."""
        self._grant(job_id, lambda queue: queue.skip(job_id))

    @Slot(str)
    def unskip(self, job_id: str) -> None:
        self._grant(job_id, lambda queue: queue.unskip(job_id))

    @Slot(str)
    def retry(self, job_id: str) -> None:
        self._grant(job_id, lambda queue: queue.retry(job_id))

    @Slot()
    def retry_failed(self) -> None:
        self._grant(None, lambda queue: queue.retry_failed())

    @Slot(str)
    def remove(self, job_id: str) -> None:
        self._grant(job_id, lambda queue: queue.remove(job_id))

    @Slot(object)
    def remove_many(self, job_ids: tuple[str, ...]) -> None:
        self._grant(None, lambda queue: queue.remove_many(job_ids))

    @Slot(str, int)
    def move(self, job_id: str, to_row: int) -> None:
        self._grant(job_id, lambda queue: queue.move(job_id, to_row))

    @Slot(object, int)
    def move_many(self, job_ids: tuple[str, ...], to_row: int) -> None:
        self._grant(None, lambda queue: queue.move_many(job_ids, to_row))

    @Slot(object)
    def set_queue_settings(self, settings: QueueSettings) -> None:
        """Another order of starting, other times to begin: from now on."""
        self._queue_settings = settings
        if self.queue is not None:
            self.queue.use_settings(settings)
            self._begin_schedule()

    @Slot(str)
    def set_name_template(self, template: str) -> None:
        """Name clips otherwise from the next one on; what cannot be used is refused."""
        try:
            check_template(template)
        except UserError as error:
            self.refused.emit(Refusal(error))
            return
        self._name_template = template
        if self.queue is not None:
            self.queue.use_name_template(template)

    @Slot(bool)
    def set_paused(self, paused: bool) -> None:  # noqa: FBT001 - a Qt slot has no keywords
        self._grant(None, lambda queue: queue.set_paused(paused=paused))

    @Slot(str)
    def pause_because(self, reason: str) -> None:
        """As the user's own pause, but for a reason of the app's."""
        self._grant(None, lambda queue: queue.set_paused(paused=True, reason=reason))

    @Slot()
    def pause_now(self) -> None:
        """Start no new jobs, stop the running one at its next step and free the memory."""
        self._grant(None, lambda queue: queue.set_paused(paused=True, now=True))

    @Slot(str)
    def hold(self, reason: str) -> None:
        """Begin no further job until `release`, beside whatever the user wants."""
        self._grant(None, lambda queue: queue.hold(reason))

    @Slot()
    def release(self) -> None:
        """`hold` is over."""
        self._grant(None, lambda queue: queue.release())

    @Slot(str)
    def pause_at_step(self, reason: str) -> None:
        """Stop the rendered job at its next step and free the memory until `go_on`."""
        self._grant(None, lambda queue: queue.pause_at_step(reason))

    @Slot()
    def go_on(self) -> None:
        """`pause_at_step` is over; a pause of the user's stays."""
        self._grant(None, lambda queue: queue.go_on())

    @Slot(str)
    def use_next_plan(self, job_id: str) -> None:
        """Let a job, or with an empty id the rendered one, go on with less memory."""
        if self._runner is not None:
            self._runner.use_next_plan(job_id)

    @Slot()
    def clear_finished(self) -> None:
        self._grant(None, lambda queue: queue.clear_finished())

    @Slot(object, str)
    def import_image(self, role: ImageRole, path: str) -> None:
        try:
            self.image_ready.emit(role, import_image(Path(path), self._places, role))
        except UserError as error:
            self.refused.emit(Refusal(error))

    @Slot(object)
    def import_images(self, paths: tuple[str | Path, ...]) -> None:
        """Take start images of a batch into keeping; says which could not be."""
        try:
            found = import_images(map(Path, paths), self._places)
            self.images_ready.emit(found.images, found.problems)
        except UserError as error:
            self.refused.emit(Refusal(error))

    def _begin_schedule(self) -> None:
        settings = self._queue_settings
        if settings.only_between or settings.idle_minutes:
            self._schedule_timer.start()
        else:
            self._schedule_timer.stop()
        if settings.idle_minutes and self._idle_s() is None:
            self.refused.emit(
                Refusal(
                    UserError(
                        tr(
                            "This computer does not tell how long nobody has used it, so jobs do "
                            "not wait for that."
                        ),
                        field="idle_minutes",
                    )
                )
            )
        self._keep_schedule()

    @Slot()
    def _keep_schedule(self) -> None:
        """Hold the queue while the settings want no job to begin."""
        if self.queue is None:
            return
        settings = self._queue_settings
        idle_s = self._idle_s() if settings.idle_minutes else None
        self.queue.hold(reason_to_wait(settings, self._clock(), idle_s), by="schedule")

    def _idle_s(self) -> float | None:
        return None if self._idle_seconds is None else self._idle_seconds()

    def _grant(
        self,
        job_id: str | None,
        wish: Callable[[RenderQueue], object],
        request: GenerationRequest | None = None,
    ) -> None:
        if self.queue is None:
            self.refused.emit(Refusal(UserError(tr("The queue is not open.")), job_id, request))
            return
        try:
            wish(self.queue)
        except UserError as error:
            self.refused.emit(Refusal(error, job_id, request))

    def _tell(self, event: QueueEvent) -> None:
        """Turn a report into its signal; called on the thread that made the change."""
        match event:
            case JobsAdded():
                self.jobs_added.emit(event.jobs)
            case JobChanged():
                self.job_changed.emit(event.job)
            case JobRemoved():
                self.job_removed.emit(event.job_id)
            case JobsReordered():
                self.jobs_reordered.emit(event.job_ids)
            case GroupAdded():
                self.group_added.emit(event.group)
            case GroupRemoved():
                self.group_removed.emit(event.group_id)
            case StartOrderChanged():
                self.start_order_changed.emit(event.job_ids)
            case QueuePause():
                self.pause_changed.emit(event)
            case QueueHold():
                self.hold_changed.emit(event)
            case _:
                self._tell_of_engine(event)

    def _tell_of_engine(
        self, event: Progress | Preview | EngineChanged | ModelLoaded | LorasMeasured | RenderEnded
    ) -> None:
        match event:
            case Progress():
                self.progressed.emit(event)
            case Preview():
                self.preview_ready.emit(event)
            case EngineChanged():
                self.engine_changed.emit(event.sentence)
            case ModelLoaded():
                self.model_loaded.emit(event)
            case LorasMeasured():
                self.loras_measured.emit(event)
            case RenderEnded():
                self.render_ended.emit(event)
