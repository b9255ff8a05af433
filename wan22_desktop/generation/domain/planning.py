"""What rendering asks of whoever chooses plans."""

from dataclasses import dataclass
from typing import Protocol

from wan22_desktop.core.model_parts import ModelParts
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.engine_protocol.messages import Ready, RenderFigures, Stage
from wan22_desktop.engine_protocol.plan import ExecutionPlan


@dataclass(frozen=True, slots=True)
class NextPlan:
    """What to try after memory ran out, and why, in a sentence for the user."""

    plan: ExecutionPlan
    reason: str


class PlanSource(Protocol):
    """Chooses how a request is carried out on this machine, and learns from what became of it."""

    def plan(self, request: GenerationRequest, parts: ModelParts, ready: Ready) -> ExecutionPlan:
        """The plan to begin with; raises UserError that says what would fit if nothing does."""
        ...

    def after_out_of_memory(self, plan: ExecutionPlan, stage: Stage) -> NextPlan | None:
        """What to try after `plan` ran out of memory in `stage`; None if nothing is left."""
        ...

    def learn(
        self, request: GenerationRequest, plan: ExecutionPlan, figures: RenderFigures
    ) -> None:
        """Take note of what a render really took."""
        ...
