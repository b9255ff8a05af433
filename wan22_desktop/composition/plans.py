"""Plans for renders on this machine: the planner, what the machine has, and its own records."""

import sys
from collections import deque
from pathlib import Path

import psutil

from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.model_parts import ModelParts
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan_layout import Storage, recognise
from wan22_desktop.engine_protocol.messages import Ready, RenderFigures, Stage
from wan22_desktop.engine_protocol.plan import ExecutionPlan, Quantization
from wan22_desktop.generation.domain.planning import NextPlan
from wan22_desktop.optimizer.domain.planning import (
    ModelFiles,
    NothingFits,
    PlanReport,
    Situation,
)
from wan22_desktop.optimizer.planner import Planner

_DELIVERED = {
    Storage.GGUF: Quantization.GGUF,
}
"""Files that keep their linear layers small in memory; others are widened when they are read."""


_REMEMBERED = 8
"""More than a runner ever has in flight."""


class MachinePlans:
    """The `PlanSource` of this machine; used by the thread that renders."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._planner = Planner()
        self._reports: deque[PlanReport] = deque(maxlen=_REMEMBERED)
        """Of the plans that were handed out last, for those that follow them."""

    def plan(self, request: GenerationRequest, parts: ModelParts, ready: Ready) -> ExecutionPlan:
        """The plan to begin with; raises UserError that says what would fit if nothing does."""
        report = self._planner.plan(
            Situation(
                request=request,
                files=files_of(parts, request, self._places),
                hardware=self._hardware(ready),
            )
        )
        if isinstance(report, NothingFits):
            raise nothing_fits(report)
        return self._handed_out(report)

    def after_out_of_memory(self, plan: ExecutionPlan, stage: Stage) -> NextPlan | None:
        """What to try after `plan` ran out of memory in `stage`; None if nothing is left."""
        report = next((report for report in self._reports if report.plan == plan), None)
        following = None if report is None else self._planner.next_plan(report, stage)
        if following is None:
            return None
        return NextPlan(self._handed_out(following), following.reason)

    def learn(
        self, request: GenerationRequest, plan: ExecutionPlan, figures: RenderFigures
    ) -> None:
        """Take note of what a render really took."""

    def _hardware(self, ready: Ready) -> HardwareProfile:
        memory = psutil.virtual_memory()
        return HardwareProfile(
            os="windows" if sys.platform == "win32" else "linux",
            total_ram_bytes=memory.total,
            free_ram_bytes=memory.available,
        )

    def _handed_out(self, report: PlanReport) -> ExecutionPlan:
        self._reports.append(report)
        return report.plan


def files_of(parts: ModelParts, request: GenerationRequest, places: Places) -> ModelFiles:
    """What the planner has to know of the files of a render."""
    transformer = recognise(Path(parts.transformer))
    loras = [places.lora(lora.sha256) for lora in request.loras]
    return ModelFiles(
        delivered=_DELIVERED.get(transformer.storage, Quantization.NONE),
        transformer_bytes=sum(file.stat().st_size for file in transformer.files),
        lora_bytes=tuple(lora.stat().st_size for lora in loras if lora.is_file()),
    )


def nothing_fits(report: NothingFits) -> UserError:
    """What would fit instead, as an error about the request."""
    fitting = "; ".join(suggestion.change for suggestion in report.suggestions)
    return UserError(
        f"{report.reason} " + (f"What would fit: {fitting}." if fitting else ""),
        category=ErrorCategory.OUT_OF_MEMORY,
        field="num_frames",
        safe="Nothing was rendered.",
        recoveries=(Recovery.LOWER_RESOLUTION, Recovery.FEWER_FRAMES, Recovery.EDIT_REQUEST),
    )
