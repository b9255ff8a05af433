"""What to do when a model is missing, damaged or too large: suggestions, never silent swaps."""

from collections.abc import Callable, Iterator, Sequence

from wan22_desktop.core.catalog import CatalogPackage, PackageKind
from wan22_desktop.core.downloading import DownloadProgress, DownloadState
from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.core.units import duration, size
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.domain.comparison import (
    quality_of,
    score_of,
    speed_in_words,
)
from wan22_desktop.model_manager.domain.fallback import (
    AcceptedFallback,
    EstimatedWaitTime,
    FallbackStrategy,
    FallbackType,
    ModelSuggestion,
    QueueResult,
    Trouble,
)
from wan22_desktop.model_manager.domain.recommendation import Machine
from wan22_desktop.model_manager.domain.replacement import (
    can_do,
    changes_between,
    request_for,
)
from wan22_desktop.model_manager.domain.status import DetailedModelStatus, ModelState

_UNDER_WAY = (
    DownloadState.QUEUED,
    DownloadState.DOWNLOADING,
    DownloadState.WAITING,
    DownloadState.VERIFYING,
)

_OTHER_MODEL = {
    Trouble.MISSING: tr(
        "{title} was used instead of {model}, which was not installed; the user has agreed."
    ),
    Trouble.DAMAGED: tr(
        "{title} was used instead of {model}, which was damaged; the user has agreed."
    ),
    Trouble.TOO_LARGE: tr(
        "{title} was used instead of {model}, which was too large for the computer; the user has "
        "agreed."
    ),
}
_OTHER_WEIGHTS = {
    Trouble.MISSING: tr(
        "{title} was used because the weights that were asked for were not installed; the user "
        "has agreed."
    ),
    Trouble.DAMAGED: tr(
        "{title} was used because the weights that were asked for were damaged; the user has "
        "agreed."
    ),
    Trouble.TOO_LARGE: tr(
        "{title} was used because the weights that were asked for were too large for the "
        "computer; the user has agreed."
    ),
}


class FallbackManager:
    """Knows what else can do a job; safe on any thread if what it is given is."""

    def __init__(
        self,
        statuses: Callable[[], Sequence[DetailedModelStatus]],
        *,
        seconds_for: Callable[[Variant, GenerationRequest], float | None],
        machine: Callable[[], Machine | None],
        queue_when_installed: Callable[[str, GenerationRequest], None],
    ) -> None:
        """`seconds_for` is the planner's estimate, None where it has none. `machine` is None if
        nothing is known of it. `queue_when_installed` queues a request that is rendered when the
        package can be used, and begins to install it unless that is under way; raises UserError.
        """
        self._statuses = statuses
        self._seconds_for = seconds_for
        self._machine = machine
        self._queue_when_installed = queue_when_installed

    def suggest_alternative_model(
        self, request: GenerationRequest, trouble: Trouble
    ) -> tuple[ModelSuggestion, ...]:
        """Every package that can do the job instead, the best first; the demo model last."""
        failed = self._asked_for(request)
        others = [
            status
            for status in self._models()
            if can_do(status.package.variant, request)
            and (failed is None or status.package.id != failed.package.id)
            and status.state is not ModelState.CORRUPTED
            and self._fits(status.package, failed, trouble)
        ]
        asked_seconds = self._seconds_for(request.model, request) if others else None
        found = [self._suggestion(request, status, failed, asked_seconds) for status in others]
        return tuple(sorted(found, key=lambda suggestion: -suggestion.score))

    def get_fallback_strategy(
        self, request: GenerationRequest, trouble: Trouble
    ) -> FallbackStrategy | None:
        """The first of `get_fallback_strategies`; None if nothing can be done."""
        return next(iter(self.get_fallback_strategies(request, trouble)), None)

    def get_fallback_strategies(
        self, request: GenerationRequest, trouble: Trouble
    ) -> tuple[FallbackStrategy, ...]:
        """One of each kind that can be done; those that keep more of what was asked for first."""
        suggestions = self.suggest_alternative_model(request, trouble)
        same = [s for s in suggestions if s.variant is request.model]
        others = [s for s in suggestions if s.variant is not request.model and not s.is_demo]
        found = [
            *(_render_with(s) for s in same if s.is_available),
            *self._waiting(request, trouble),
            *(_render_with(s) for s in others if s.is_available),
            *self._installing(request, trouble, same, others),
            *(_render_with(s) for s in suggestions if s.is_demo and s.is_available),
        ]
        first: dict[FallbackType, FallbackStrategy] = {}
        for strategy in found:
            first.setdefault(strategy.kind, strategy)
        return tuple(first.values())

    def estimate_wait_time(self, package: str) -> EstimatedWaitTime:
        """How long until the package can be used; raises UserError if it is not known."""
        status = self._status(package)
        progress = status.progress
        if status.is_available:
            return EstimatedWaitTime(package, 0.0, tr("It can be used now."), is_under_way=False)
        if progress is None or progress.state.is_ended:
            left = size(max(0, status.size_bytes - status.on_disk_bytes))
            return EstimatedWaitTime(
                package,
                None,
                tr("About {size} have to be fetched first.", size=left),
                is_under_way=False,
            )
        if progress.state is DownloadState.PAUSED:
            text = tr("Its download is paused: resume it.")
            return EstimatedWaitTime(package, None, text, is_under_way=False)
        seconds = self._seconds_left(progress)
        if seconds is None:
            text = progress.message or tr("It is on its way; how fast it comes is not known yet.")
        else:
            text = tr("About {duration} until it is installed.", duration=duration(seconds))
        return EstimatedWaitTime(package, seconds, text, is_under_way=True)

    def queue_request_for_downloading_model(
        self, package: str, request: GenerationRequest
    ) -> QueueResult:
        """Queue a request that is rendered when the package has been installed.

        Raises UserError if the package is not known, or does not render the request's model.
        """
        status = self._status(package)
        if status.package.variant is not request.model:
            raise UserError(
                tr(
                    "{title} does not render {model}.",
                    title=status.package.title,
                    model=request.model.facts.title,
                ),
                category=ErrorCategory.MODEL,
                field="model",
                safe=tr("Nothing was added to the queue."),
                recoveries=(Recovery.EDIT_REQUEST,),
            )
        self._queue_when_installed(package, request)
        wait = self.estimate_wait_time(package)
        return QueueResult(
            request,
            wait,
            tr(
                "The clip is in the queue and is rendered when {title} is there. {wait}",
                title=status.package.title,
                wait=wait.text,
            ),
        )

    def accept(
        self, suggestion: ModelSuggestion, asked: GenerationRequest, trouble: Trouble
    ) -> AcceptedFallback:
        """What is rendered after the user's yes, and what the clip has to say about it."""
        note = (_OTHER_WEIGHTS if suggestion.variant is asked.model else _OTHER_MODEL)[trouble]
        note = note.format(title=suggestion.title, model=asked.model.facts.title)
        if suggestion.changes:
            changes = "; ".join(suggestion.changes)
            note += " " + tr("Changed for it: {changes}.", changes=changes)
        return AcceptedFallback(suggestion.request, suggestion.package, note)

    # --- which packages -------------------------------------------------------------------------

    def _models(self) -> list[DetailedModelStatus]:
        return [s for s in self._statuses() if s.package.kind is PackageKind.MODEL]

    def _status(self, package: str) -> DetailedModelStatus:
        found = next((s for s in self._statuses() if s.package.id == package), None)
        if found is None:
            raise UserError(
                tr("There is no package {package!a}.", package=package),
                category=ErrorCategory.MODEL,
            )
        return found

    def _asked_for(self, request: GenerationRequest) -> DetailedModelStatus | None:
        """The package that the request means: the active one, the one on its way, the best."""
        own = [s for s in self._models() if s.package.variant is request.model]

        def rank(status: DetailedModelStatus) -> tuple[bool, bool, bool]:
            return (not status.is_active, not _is_under_way(status), not status.is_recommended)

        return min(own, key=rank, default=None)

    def _fits(
        self, package: CatalogPackage, failed: DetailedModelStatus | None, trouble: Trouble
    ) -> bool:
        machine = self._machine()
        if machine is not None and (
            package.needs_vram_gb > machine.vram_gb or package.needs_ram_gb > machine.ram_gb
        ):
            return False
        if trouble is not Trouble.TOO_LARGE or failed is None:
            return True
        return package.about_bytes < failed.package.about_bytes

    def _suggestion(
        self,
        request: GenerationRequest,
        status: DetailedModelStatus,
        failed: DetailedModelStatus | None,
        asked_seconds: float | None,
    ) -> ModelSuggestion:
        package = status.package
        new = request_for(package.variant, request)
        changes = changes_between(request, new)
        quality, quality_text = quality_of(
            request.model, package, None if failed is None else failed.package
        )
        seconds = self._seconds_for(new.model, new)
        if package.variant is Variant.DEMO:
            asked_seconds = None  # how much faster a toy is says nothing
        ratio = asked_seconds / seconds if seconds and asked_seconds else None
        availability = (
            tr("It is installed.")
            if status.is_available
            else tr("About {size} have to be fetched first.", size=size(package.about_bytes))
        )
        speed = speed_in_words(seconds, asked_seconds, ratio)
        return ModelSuggestion(
            package=package.id,
            title=package.title,
            variant=package.variant,
            score=score_of(request, new, package, is_ready=status.is_available),
            state=status.state,
            is_available=status.is_available,
            download_bytes=0 if status.is_available else package.about_bytes,
            quality=quality,
            quality_text=quality_text,
            seconds=seconds,
            speed_ratio=ratio,
            request=new,
            changes=changes,
            reason=" ".join(part for part in (quality_text, speed, availability) if part),
        )

    # --- what to do -----------------------------------------------------------------------------

    def _waiting(self, request: GenerationRequest, trouble: Trouble) -> Iterator[FallbackStrategy]:
        """Waiting helps a model that is on its way; it makes none smaller."""
        status = self._asked_for(request)
        if trouble is Trouble.TOO_LARGE or status is None or not _is_under_way(status):
            return
        wait = self.estimate_wait_time(status.package.id)
        yield FallbackStrategy(
            FallbackType.QUEUE_AND_WAIT,
            status.package.id,
            tr("Render when it is installed"),
            tr(
                "{title} is on its way. {wait} The clip can wait in the queue.",
                title=status.package.title,
                wait=wait.text,
            ),
            wait=wait,
        )

    def _installing(
        self,
        request: GenerationRequest,
        trouble: Trouble,
        same: Sequence[ModelSuggestion],
        others: Sequence[ModelSuggestion],
    ) -> Iterator[FallbackStrategy]:
        """The model itself, or where that is too large the best one that is not."""
        status = self._asked_for(request)
        if trouble is not Trouble.TOO_LARGE:
            if status is None or _is_under_way(status) or not status.package.sources:
                return
            wait = self.estimate_wait_time(status.package.id)
            what = f"{status.package.title} {trouble.in_words}."
            repair = tr("A repair fetches only what is damaged; then the clip is rendered.")
            yield FallbackStrategy(
                FallbackType.DOWNLOAD_AND_RETRY,
                status.package.id,
                tr("Repair and render") if trouble is Trouble.DAMAGED else tr("Install and render"),
                f"{what} {repair if trouble is Trouble.DAMAGED else wait.text}",
                wait=wait,
            )
            return
        for suggestion in (s for s in (*same, *others) if not s.is_available):
            wait = self.estimate_wait_time(suggestion.package)
            yield FallbackStrategy(
                FallbackType.DOWNLOAD_AND_RETRY,
                suggestion.package,
                tr("Install {title}", title=suggestion.title),
                f"{request.model.facts.title} {trouble.in_words}. {suggestion.reason}",
                suggestion=suggestion,
                wait=wait,
            )

    def _seconds_left(self, progress: DownloadProgress) -> float | None:
        """By its own speed; of one that waits its turn, by what the others leave to do."""
        if progress.seconds_left is not None or progress.state is not DownloadState.QUEUED:
            return progress.seconds_left
        running = [
            status.progress
            for status in self._statuses()
            if status.progress is not None and status.progress.state is DownloadState.DOWNLOADING
        ]
        rate = sum(other.bytes_per_second for other in running)
        left = sum(other.total_bytes - other.done_bytes for other in (*running, progress))
        return left / rate if rate > 0 else None


def _is_under_way(status: DetailedModelStatus) -> bool:
    return status.progress is not None and status.progress.state in _UNDER_WAY


def _render_with(suggestion: ModelSuggestion) -> FallbackStrategy:
    if suggestion.is_demo:
        return FallbackStrategy(
            FallbackType.USE_DEMO,
            suggestion.package,
            tr("Try it with the demo model"),
            suggestion.reason,
            suggestion=suggestion,
        )
    message = suggestion.reason
    if suggestion.changes:
        message += " " + tr("Changed: {changes}.", changes="; ".join(suggestion.changes))
    return FallbackStrategy(
        FallbackType.ALTERNATIVE_MODEL,
        suggestion.package,
        tr("Render with {title}", title=suggestion.title),
        message,
        suggestion=suggestion,
    )
