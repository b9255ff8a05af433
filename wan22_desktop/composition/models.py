"""Brings together what models need: the catalog, the hub, the downloads and this machine."""

import threading
from collections.abc import Callable, Collection
from pathlib import Path

from wan22_desktop.composition.machine import vram_manager
from wan22_desktop.composition.model_repair import make_whole
from wan22_desktop.composition.performance import PerformanceRecorder
from wan22_desktop.composition.plans import installed_files, planner_for
from wan22_desktop.composition.usage import UsageRecorder
from wan22_desktop.core.catalog import Catalog
from wan22_desktop.core.database import SharedDatabase
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.free_space import DiskRoom
from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.performance_log import PerformanceLog
from wan22_desktop.core.places import Places
from wan22_desktop.core.recycle_bin import to_recycle_bin
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.settings import DownloadSettings, ModelSettings, load_settings
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.downloads.downloader import ModelDownloader
from wan22_desktop.downloads.hub import HubClient
from wan22_desktop.downloads.token import TokenStore
from wan22_desktop.generation.domain.missing_model import MissingModelAdvice, without_advice
from wan22_desktop.generation.events import ModelLoaded, RenderEnded, RenderOutcome
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.model_manager.adoption.model_adoption import ModelAdoption
from wan22_desktop.model_manager.availability import ModelAvailabilityManager
from wan22_desktop.model_manager.domain.fallback import FallbackType, Trouble
from wan22_desktop.model_manager.domain.recommendation import Machine
from wan22_desktop.model_manager.domain.replacement import request_for
from wan22_desktop.model_manager.domain.retention import CleanupRecommendations, RetentionPolicy
from wan22_desktop.model_manager.domain.status import ModelState
from wan22_desktop.model_manager.events import ModelEvent
from wan22_desktop.model_manager.fallback import FallbackManager
from wan22_desktop.model_manager.health.monitor import ModelHealthMonitor
from wan22_desktop.model_manager.model_commands import ModelCommands
from wan22_desktop.model_manager.usage.analytics import ModelUsageAnalytics
from wan22_desktop.model_manager.usage.cleanup import CleanupResult
from wan22_desktop.model_manager.usage.report import write_report
from wan22_desktop.optimizer.domain.planning import PlanReport, Situation

REPORT_NAME = "model-usage.html"
_HUB_PATIENCE_S = 15.0
"""People wait for the answer; downloads have more patience."""


class Models:
    """The manager of models with its hub and its downloads, for the owner of a home."""

    def __init__(
        self,
        places: Places,
        database: SharedDatabase,
        *,
        listener: Callable[[ModelEvent], None],
        queue: Callable[[], RenderQueue | None] = lambda: None,
        endpoint: str | None = None,
        after_unclean_end: bool = False,
        to_bin: Callable[[Path], None] = to_recycle_bin,
    ) -> None:
        """`queue` is asked what its jobs wait for; `endpoint` is used instead of the settings' one;
        after an unclean end of the last owner files are checked soon.

        Raises UserError if a token would not be safe there, or if the app's catalog is damaged.
        """
        catalog = Catalog.load()
        self._closing = threading.Event()
        self._places = places
        self._listener = listener
        self._queue = queue
        chosen = self._download_settings()
        self.endpoint = endpoint or chosen.endpoint
        self.tokens = TokenStore()
        self._hub = HubClient(self.endpoint, self._token, patience_s=_HUB_PATIENCE_S)
        self.downloads = ModelDownloader(
            places.downloads,
            endpoint=self.endpoint,
            token=self._token,
            listener=lambda event: self.manager.hear(event),
            parallel_files=chosen.parallel_files,
            limit_bytes_per_second=chosen.limit_bytes_per_second,
        )
        self._profile: HardwareProfile | None = None
        self._database = database
        self.analytics = ModelUsageAnalytics(database.acquire(), places, catalog)
        self._performance = PerformanceRecorder(PerformanceLog(places.logs))
        self._uses = UsageRecorder(self.analytics.track_model_usage)
        self.monitor = ModelHealthMonitor(
            places,
            renders=self.analytics.speed_records,
            scan_command=lambda: self._model_settings().scan_command,
        )
        if after_unclean_end:
            self.monitor.note_unclean_end()
        self.manager = ModelAvailabilityManager(
            places,
            catalog,
            self._hub,
            self.downloads,
            self.monitor,
            self.analytics,
            ModelAdoption(places, catalog),
            listener=self._hear,
            machine=self._this_machine,
            lacking_bytes=DiskRoom().lacking,
            policy=self.policy,
            awaited=self._awaited,
            to_bin=to_bin,
        )
        self.fallback = FallbackManager(
            lambda: tuple(self.manager.get_comprehensive_model_status().values()),
            seconds_for=self._seconds_for,
            machine=self._this_machine,
            queue_when_installed=self._queue_when_installed,
        )
        self.commands = ModelCommands(
            self.manager,
            self.analytics,
            policy=self.policy,
            set_limit=self.set_limit,
            in_use=self._awaited,
        )

    def start(self) -> None:
        """Begin to work; downloads that were interrupted go on."""
        self.manager.start()
        self.downloads.open()

    def close(self) -> None:
        """Returns when everything has stopped and lies on the disk."""
        self._closing.set()
        self._hub.close()
        self.downloads.close()
        self.manager.close()
        self._database.release()

    # --- what people ask for ----------------------------------------------------------------------

    def set_limit(self, bytes_per_second: int | None) -> None:
        """Of all downloads together, from now on."""
        self.downloads.set_bandwidth_limit(bytes_per_second)

    def plan_cleanup(self) -> CleanupRecommendations:
        """The dry run."""
        return self.manager.suggest_cleanup(self.policy())

    def clean_up(self, packages: Collection[str]) -> CleanupResult:
        """Remove those of these packages that still may go."""
        return self.manager.cleanup_unused_models(self.policy(), packages)

    def write_report(self, file: Path | None = None) -> Path:
        """How models are used, as HTML or JSON; raises UserError. Where it lies."""
        target = file or self._places.cache / REPORT_NAME
        report = self.analytics.generate_usage_report(self.policy(), in_use=self._awaited())
        write_report(report, target)
        return target

    def advise(self, request: GenerationRequest) -> MissingModelAdvice:
        """What can be done about a request whose model cannot render; asks nobody."""
        status = self.manager.handle_model_request(request.model).status
        is_damaged = status is not None and status.state is ModelState.CORRUPTED
        trouble = Trouble.DAMAGED if is_damaged else Trouble.MISSING
        strategies = self.fallback.get_fallback_strategies(request, trouble)
        of = {strategy.kind: strategy for strategy in strategies}
        begin = of.get(FallbackType.QUEUE_AND_WAIT) or of.get(FallbackType.DOWNLOAD_AND_RETRY)
        other = of.get(FallbackType.ALTERNATIVE_MODEL) or of.get(FallbackType.USE_DEMO)
        suggestion = None if other is None else other.suggestion
        return MissingModelAdvice(
            model=request.model,
            text=without_advice(request.model).text if begin is None else begin.user_message,
            can_install=begin is not None,
            alternative=None if suggestion is None else suggestion.request,
            alternative_text="" if other is None else other.user_message,
            alternative_note=""
            if suggestion is None
            else self.fallback.accept(suggestion, request, trouble).note,
        )

    def save_token(self, token: str) -> None:
        """Into the operating system's store of credentials; raises UserError."""
        self.tokens.save(self.endpoint, token)

    def policy(self) -> RetentionPolicy:
        """What the settings allow to be cleaned up."""
        settings = self._model_settings()
        return RetentionPolicy(unused_days=settings.unused_days, keep=frozenset(settings.keep))

    def repair_model(self, model: Variant) -> bool:
        """Make a model whole that a job has met damaged; blocks; whether it is whole now."""
        return make_whole(self.manager, model, self._closing.is_set)

    # --- what the queue tells -------------------------------------------------------------------

    def note_render(self, event: RenderEnded) -> None:
        """Record what a render was like; the first good one proves a new version."""
        self._uses.hear(event)
        self._performance.hear(event)
        in_use = event.in_use
        is_good = event.outcome is RenderOutcome.DONE
        self.manager.note_render(in_use.package, in_use.version, ok=is_good)

    def set_idle(self, *, is_idle: bool) -> None:
        """Whether nothing renders: then files are checked, if the settings want it."""
        self.manager.set_idle(is_idle=is_idle and self._model_settings().check_when_idle)

    def note_loaded(self, event: ModelLoaded) -> None:
        """What the engine has in memory is neither repaired nor removed."""
        in_use = event.in_use
        self.manager.note_loaded(() if in_use is None else (in_use.model,))

    # --- what the manager asks and tells ----------------------------------------------------------

    def _hear(self, event: ModelEvent) -> None:
        self._performance.hear_models(event)
        self.commands.hear(event)
        self._listener(event)

    def _seconds_for(self, variant: Variant, request: GenerationRequest) -> float | None:
        """What the planner expects of a render here; None if nothing fits."""
        asked = request if request.model is variant else request_for(variant, request)
        situation = Situation(
            request=asked,
            files=installed_files(asked, self._places),
            hardware=self._hardware(),
        )
        report = planner_for(situation, self._places).plan(situation)
        return report.estimate.seconds.likely if isinstance(report, PlanReport) else None

    def _queue_when_installed(self, package: str, request: GenerationRequest) -> None:
        queue = self._queue()
        if queue is None:
            raise UserError(tr("The queue is not open."), category=ErrorCategory.BUSY)
        queue.add(request, wait_for_model=True)
        self.manager.install(package)

    def _hardware(self) -> HardwareProfile:
        """Looked at once: asking the driver can take seconds."""
        if self._profile is None:
            self._profile = vram_manager(self._places).profile()
        return self._profile

    def _this_machine(self) -> Machine:
        hardware = self._hardware()
        vram_bytes = 0 if hardware.gpu is None else hardware.gpu.total_vram_bytes
        return Machine(vram_bytes / 1e9, (hardware.total_ram_bytes or 0) / 1e9)

    def _awaited(self) -> set[str]:
        """The packages that jobs render with or wait for."""
        queue = self._queue()
        if queue is None:
            return set()
        models = {job.request.model for job in queue.jobs() if not job.state.is_ended}
        return {queue.model_in_use(model).package for model in models}

    def _token(self) -> str | None:
        return self.tokens.read(self.endpoint)

    def _download_settings(self) -> DownloadSettings:
        return load_settings(self._places.settings_file).settings.downloads

    def _model_settings(self) -> ModelSettings:
        # Read each time: the window may change it meanwhile.
        return load_settings(self._places.settings_file).settings.models
