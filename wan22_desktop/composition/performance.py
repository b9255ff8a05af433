"""What renders and installs took, handed from queue and models to the performance records."""

from functools import cache
from importlib import metadata

from wan22_desktop import __version__
from wan22_desktop.core.performance_log import (
    PerformanceLog,
    PerformanceRecord,
    Work,
    plan_digest,
)
from wan22_desktop.engine_protocol.messages import RenderFigures
from wan22_desktop.generation.events import QueueEvent, RenderEnded
from wan22_desktop.model_manager.events import InstallEnded, ModelEvent

_LIBRARIES = ("torch", "diffusers", "transformers")


class PerformanceRecorder:
    """Listens to the queue and to the models; a disk that refuses costs the record only."""

    def __init__(self, log: PerformanceLog) -> None:
        self._log = log

    def hear(self, event: QueueEvent) -> None:
        if isinstance(event, RenderEnded):
            self._log.add(render_record(event))

    def hear_models(self, event: ModelEvent) -> None:
        if isinstance(event, InstallEnded):
            self._log.add(install_record(event))


def render_record(end: RenderEnded) -> PerformanceRecord:
    """The record of an attempt at a job; without figures where no clip came of it."""
    request, figures = end.request, end.figures or RenderFigures()
    stage_seconds = {
        "loading": figures.seconds_loading,
        "encoding-prompt": figures.seconds_encoding_prompt,
        "sampling": figures.seconds_sampling,
        "decoding": figures.seconds_decoding,
        "writing": figures.seconds_writing,
    }
    return PerformanceRecord(
        work=Work.RENDER,
        seconds=end.seconds,
        outcome=end.outcome.value,
        category=None if end.category is None else end.category.value,
        job=end.job_id,
        model=end.in_use.model.value,
        package=end.in_use.package,
        package_version=end.in_use.version,
        width=request.width,
        height=request.height,
        frames=request.num_frames,
        steps=request.num_inference_steps,
        steps_done=None if end.figures is None else figures.steps_sampled,
        loras=len(request.loras),
        plan=None if end.plan is None else plan_digest(end.plan),
        stage_seconds={} if end.figures is None else stage_seconds,
        seconds_per_step=figures.seconds_per_step or None,
        peak_device_bytes={stage.value: n for stage, n in figures.peak_device_bytes.items()},
        peak_resident_bytes=figures.peak_resident_bytes or None,
        versions=versions(),
    )


def install_record(end: InstallEnded) -> PerformanceRecord:
    """The record of a package that was fetched, checked and put into place."""
    return PerformanceRecord(
        work=Work.INSTALL,
        seconds=end.seconds,
        model=end.status.package.variant.value,
        package=end.status.package.id,
        package_version=end.status.current_version or None,
        size_bytes=end.status.size_bytes,
        versions={"wan22": __version__},
    )


@cache
def versions() -> dict[str, str]:
    """Of the app and the libraries that compute, without importing them."""
    found = {"wan22": __version__}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
