"""Chooses how a request is rendered on a machine, and says why.

The order of means is fixed (the specification's ladder): stream weights, compute in slices, 8-bit
weights, smaller VAE tiles, drop step caches; then fewer frames and lower resolution, which change
the request and are only suggested. Streaming comes first because it hides behind computing.
"""

from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine_protocol.messages import Stage
from wan22_desktop.engine_protocol.plan import ExecutionPlan
from wan22_desktop.optimizer.domain.choosing import choose, with_budgets
from wan22_desktop.optimizer.domain.compute import Calibration
from wan22_desktop.optimizer.domain.estimates import Estimator
from wan22_desktop.optimizer.domain.ladder import next_rung
from wan22_desktop.optimizer.domain.limits import Limits, limits_of
from wan22_desktop.optimizer.domain.planning import (
    Estimate,
    LadderStep,
    NothingFits,
    PlannedStage,
    PlanReport,
    Situation,
    Suggestion,
)
from wan22_desktop.optimizer.domain.reasons import reason_for, shortage, warnings_for
from wan22_desktop.optimizer.domain.smaller_requests import fewer_frames, lower_resolutions

_MAX_LADDER = 12


class Planner:
    """Plans renders; pure arithmetic, a few milliseconds each."""

    def __init__(self, calibration: Calibration | None = None) -> None:
        self._calibration = calibration or Calibration()

    def plan(self, situation: Situation) -> PlanReport | NothingFits:
        """The best plan that fits, with its ladder; or what would fit instead."""
        estimator = self._estimator(situation)
        limits = limits_of(situation)
        plan = choose(estimator, limits)
        estimate = estimator.of(plan)
        if not limits.hold(estimate):
            return NothingFits(
                situation=situation,
                closest=plan,
                estimate=estimate,
                vram_budget_bytes=limits.vram_bytes,
                ram_budget_bytes=limits.ram_bytes,
                reason=shortage(situation, estimate, limits),
                suggestions=self._suggestions(situation),
            )
        return self._report(situation, plan, estimate, limits)

    def next_plan(self, report: PlanReport, failed_stage: Stage) -> PlanReport | None:
        """The report of the next plan after `failed_stage` ran out of memory; None at the end.

        Only what lowers that stage's memory changes: a decode that failed never costs the
        sampled latents.
        """
        estimator = self._estimator(report.situation)
        rungs = (next_rung(estimator, report.plan, stage) for stage in _planned(failed_stage))
        rung = next((rung for rung in rungs if rung is not None), None)
        if rung is None:
            return None
        limits = limits_of(report.situation)
        plan = with_budgets(estimator, limits, rung.plan)
        return self._report(report.situation, plan, estimator.of(plan), limits)

    def _estimator(self, situation: Situation) -> Estimator:
        return Estimator(situation, self._calibration)

    def _report(
        self, situation: Situation, plan: ExecutionPlan, estimate: Estimate, limits: Limits
    ) -> PlanReport:
        estimator = self._estimator(situation)
        return PlanReport(
            situation=situation,
            plan=plan,
            estimate=estimate,
            vram_budget_bytes=limits.vram_bytes,
            ram_budget_bytes=limits.ram_bytes,
            reason=reason_for(estimator, plan, estimate, limits),
            warnings=warnings_for(estimator, plan, estimate),
            ladder=_ladder(estimator, limits, plan),
            suggestions=self._smaller(situation, tries=1) if plan.device == "cuda" else (),
        )

    def _suggestions(self, situation: Situation) -> tuple[Suggestion, ...]:
        """Requests that fit: fewer frames, a lower resolution, another model."""
        found = self._smaller(situation, tries=20)
        other = self._other_model(situation)
        return found if other is None else (*found, other)

    def _smaller(self, situation: Situation, *, tries: int) -> tuple[Suggestion, ...]:
        request = situation.request
        found: list[Suggestion] = []
        for variants in (fewer_frames(request), lower_resolutions(request)):
            for smaller in variants[:tries]:
                suggestion = self._try(situation, smaller)
                if suggestion is not None:
                    found.append(suggestion)
                    break
        return tuple(found)

    def _other_model(self, situation: Situation) -> Suggestion | None:
        request = situation.request
        if request.model is Variant.TI2V_5B or request.model is Variant.DEMO:
            return None
        default = GenerationRequest.default(Variant.TI2V_5B, prompt=request.prompt)
        mode = request.mode if request.mode in Variant.TI2V_5B.facts.modes else default.mode
        other = default.with_changes(mode=mode, image_sha256=request.image_sha256, num_frames=81)
        for smaller in (other, *fewer_frames(other), *lower_resolutions(other)):
            suggestion = self._try(situation, smaller)
            if suggestion is not None:
                return suggestion
        return None

    def _try(self, situation: Situation, request: GenerationRequest) -> Suggestion | None:
        changed = situation.model_copy(update={"request": request})
        if request.model is not situation.request.model:
            changed = changed.model_copy(update={"files": type(situation.files)()})
        estimator, limits = self._estimator(changed), limits_of(changed)
        plan = choose(estimator, limits)
        estimate = estimator.of(plan)
        if not limits.hold(estimate):
            return None
        change = tr(
            "{width}x{height}, {count} frames",
            width=request.width,
            height=request.height,
            count=request.num_frames,
        )
        if request.model is not situation.request.model:
            change = tr("{model} at {change}", model=request.model.facts.title, change=change)
        return Suggestion(
            change=change,
            request=request,
            peak_vram_bytes=estimate.peak_vram_bytes.highest,
            ram_bytes=estimate.ram_bytes,
            seconds=estimate.seconds,
        )


def _ladder(estimator: Estimator, limits: Limits, plan: ExecutionPlan) -> tuple[LadderStep, ...]:
    """Every step down, in the order in which they are taken when each stage fails in turn."""
    steps: list[LadderStep] = []
    stages: tuple[PlannedStage, ...] = ("denoise", "decode", "encode")
    for stage in stages:
        current = plan
        while len(steps) < _MAX_LADDER:
            rung = next_rung(estimator, current, stage)
            if rung is None:
                break
            current = with_budgets(estimator, limits, rung.plan)
            steps.append(
                LadderStep(
                    stage=stage,
                    change=rung.change,
                    plan=current,
                    estimate=estimator.of(current),
                )
            )
    return tuple(steps)


def _planned(stage: Stage) -> tuple[PlannedStage, ...]:
    """Whose memory to lower; what is loaded may be the text encoder or a transformer."""
    if stage is Stage.LOADING:
        return ("encode", "denoise")
    if stage is Stage.ENCODING_PROMPT:
        return ("encode",)
    return ("denoise",) if stage is Stage.SAMPLING else ("decode",)
