"""What becomes of renders, handed from the queue to the usage records."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from wan22_desktop.core.errors import UserError
from wan22_desktop.generation.events import QueueEvent, RenderEnded, RenderOutcome
from wan22_desktop.model_manager.domain.usage import UsageData

_log = logging.getLogger("wan22.models")

_OK = {RenderOutcome.DONE: True, RenderOutcome.FAILED: False, RenderOutcome.STOPPED: None}


def usage_of(end: RenderEnded, at: datetime) -> UsageData:
    """The record of a render that has ended at `at`."""
    figures, request = end.figures, end.request
    return UsageData(
        package=end.in_use.package,
        variant=end.in_use.model,
        at=at,
        ok=_OK[end.outcome],
        category=end.category,
        seconds=end.seconds,
        seconds_per_step=0.0 if figures is None else figures.seconds_per_step,
        steps=request.num_inference_steps,
        steps_sampled=0 if figures is None else figures.steps_sampled,
        frames=request.num_frames,
        width=request.width,
        height=request.height,
    )


class UsageRecorder:
    """Listens to the queue; what cannot be recorded is logged and costs no render.

    `track` is `ModelUsageAnalytics.track_model_usage`, or `UsageStore.add` where nobody asks for
    statistics.
    """

    def __init__(self, track: Callable[[UsageData], None]) -> None:
        self._track = track

    def hear(self, event: QueueEvent) -> None:
        if isinstance(event, RenderEnded):
            try:
                self._track(usage_of(event, datetime.now(UTC)))
            except UserError as error:
                _log.warning("a render is not recorded: %s", error)
