"""What rendering asks of whoever chooses plans."""

from dataclasses import dataclass
from typing import Protocol

from wan22_desktop.core.model_parts import ModelParts
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.engine_protocol.messages import Ready, RenderFigures, Stage
from wan22_desktop.engine_protocol.plan import ExecutionPlan
from wan22_desktop.engine_protocol.quantization import QuantizationOrder
from wan22_desktop.engine_protocol.tuning import EngineTuning


@dataclass(frozen=True, slots=True)
class PlannedRender:
    """How a request is to be carried out, and what to do if quantizing does not work out.

    `reason` is a sentence for the user; empty unless the plan follows one that failed.
    """

    plan: ExecutionPlan
    order: QuantizationOrder
    reason: str = ""


class PlanSource(Protocol):
    """Chooses how a request is carried out on this machine, and learns from what became of it."""

    def tuning(self) -> EngineTuning:
        """What the next engine is started with."""
        ...

    def plan(self, request: GenerationRequest, parts: ModelParts, ready: Ready) -> PlannedRender:
        """The plan to begin with; raises UserError that says what would fit if nothing does."""
        ...

    def after_out_of_memory(self, plan: ExecutionPlan, stage: Stage) -> PlannedRender | None:
        """What to try after `plan` ran out of memory in `stage`; None if nothing is left."""
        ...

    def learn(self, plan: ExecutionPlan, figures: RenderFigures, notes: tuple[str, ...]) -> None:
        """Take note of what a render really took; `notes` say what was done otherwise."""
        ...
