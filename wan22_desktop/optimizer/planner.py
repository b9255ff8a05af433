"""Chooses how a request is rendered on a machine, and says why.

The order of means is fixed (the specification's ladder): stream weights, compute in slices, 8-bit
weights, smaller VAE tiles, drop step caches; then fewer frames and lower resolution, which change
the request and are only suggested. Streaming comes first because it hides behind computing.
"""

from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Size, Variant, nearest_num_frames, nearest_side
from wan22_desktop.engine_protocol.messages import Stage
from wan22_desktop.engine_protocol.plan import (
    DecodePlan,
    ExecutionPlan,
    Offload,
    Precision,
    Quantization,
)
from wan22_desktop.optimizer.domain.compute import Calibration
from wan22_desktop.optimizer.domain.estimates import Estimator
from wan22_desktop.optimizer.domain.ladder import CHUNK_TOKENS, next_rung
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
from wan22_desktop.optimizer.domain.tilings import tilings_of
from wan22_desktop.optimizer.domain.weights import EIGHT_BIT, transformer_bytes

STREAM_BOUND_TOKENS = 3000
"""Clips with fewer tokens compute faster than their weights arrive (section 6)."""
EAGER_SHARE = 0.95
"""Of the budget: the unmodified forward is used only with this much to spare."""
SMALL_CARD_BYTES = 10_000_000_000
"""On cards below this other programs' share weighs most, so slices are always used."""
RESIDENT_SHARE = 2 / 3
"""Weights stay on the card where they leave a third of it to longer clips and the decode."""
TILE_SHARE = 0.74
"""Decoding leaves the rest to the workspaces of convolution kernels, which no formula sees."""
_PINNED_SHARE = 0.4
"""Of the memory: Windows allows about half of it to be page-locked."""
_MAX_LADDER = 12


class Planner:
    """Plans renders; pure arithmetic, a few milliseconds each."""

    def __init__(self, calibration: Calibration | None = None) -> None:
        self._calibration = calibration or Calibration()

    def plan(self, situation: Situation) -> PlanReport | NothingFits:
        """The best plan that fits, with its ladder; or what would fit instead."""
        estimator = self._estimator(situation)
        limits = limits_of(situation)
        plan = self._choose(estimator, limits)
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
        stage = _planned_stage(failed_stage)
        rung = next_rung(estimator, report.plan, stage)
        if rung is None:
            return None
        limits = limits_of(report.situation)
        plan = _with_budgets(estimator, limits, rung.plan)
        return self._report(report.situation, plan, estimator.of(plan), limits)

    # --- choosing -------------------------------------------------------------------------------

    def _estimator(self, situation: Situation) -> Estimator:
        return Estimator(situation, self._calibration)

    def _choose(self, estimator: Estimator, limits: Limits) -> ExecutionPlan:
        situation = estimator.situation
        if situation.request.model is Variant.DEMO:
            # Its tensors are tiny: on a card or on more threads it would only be slower.
            return ExecutionPlan(device="cpu", precision=Precision.FP32, torch_threads=1)
        if limits.vram_bytes is None:
            return self._on_processor(estimator, limits)
        return self._on_card(estimator, limits)

    def _on_processor(self, estimator: Estimator, limits: Limits) -> ExecutionPlan:
        preferences = estimator.situation.preferences
        delivered = estimator.situation.files.delivered
        both = estimator.clip.model.num_experts > 1
        candidates = [
            ExecutionPlan(
                precision=precision,
                quantization=preferences.quantization or quantization,
                keep_both_experts=keep and both,
                chunk_tokens=chunk,
                step_cache=preferences.step_cache,
                guided_share=preferences.guided_share,
                decode=DecodePlan(tiling=tiling),
            )
            for precision, quantization in (
                (Precision.FP32, delivered),
                (Precision.BF16, delivered),
                (Precision.BF16, _eight_bit(delivered)),
            )
            for keep in (True, False)
            for chunk in (None, CHUNK_TOKENS)
            for tiling in tilings_of(estimator.clip)[:6]
        ]
        return _first_within(estimator, limits, candidates)

    def _on_card(self, estimator: Estimator, limits: Limits) -> ExecutionPlan:
        plan = self._first_thought(estimator)
        plan = self._fit_memory(estimator, limits, plan)
        plan = self._fit_denoising(estimator, limits, plan)
        plan = self._fit_encoding(estimator, limits, plan)
        plan = self._fit_decoding(estimator, limits, plan)
        return _with_budgets(estimator, limits, plan)

    def _first_thought(self, estimator: Estimator) -> ExecutionPlan:
        situation = estimator.situation
        preferences, hardware = situation.preferences, situation.hardware
        default = "_native_cudnn" if hardware.os == "windows" else "native"
        return ExecutionPlan(
            device="cuda",
            precision=Precision.BF16,
            quantization=preferences.quantization or situation.files.delivered,
            text_encoder_device="cuda",
            offload=preferences.offload or Offload.STREAMING,
            keep_both_experts=estimator.clip.model.num_experts > 1,
            attention=preferences.attention or default,
            step_cache=preferences.step_cache,
            guided_share=preferences.guided_share,
            compile_blocks=preferences.compile_blocks,
            decode=DecodePlan(
                device="cuda",
                precision=Precision.FP32 if preferences.exact_decode else Precision.BF16,
            ),
        )

    def _fit_memory(
        self, estimator: Estimator, limits: Limits, plan: ExecutionPlan
    ) -> ExecutionPlan:
        """Both experts in memory, then in 8 bits, then one at a time."""
        eight_bit = _eight_bit(plan.quantization)
        if estimator.situation.preferences.quantization is not None:
            eight_bit = plan.quantization
        for quantization, keep in (
            (plan.quantization, True),
            (eight_bit, True),
            (eight_bit, False),
        ):
            wanted = plan.model_copy(
                update={
                    "quantization": quantization,
                    "keep_both_experts": keep and plan.keep_both_experts,
                    "text_encoder_quantization": Quantization.INT8
                    if quantization in EIGHT_BIT
                    else Quantization.NONE,
                }
            )
            if limits.ram_bytes is None or estimator.ram_bytes(wanted) <= limits.ram_bytes:
                return wanted
        return wanted

    def _fit_denoising(
        self, estimator: Estimator, limits: Limits, plan: ExecutionPlan
    ) -> ExecutionPlan:
        budget = limits.vram_bytes or 0
        if estimator.situation.preferences.offload is None:
            share = 1.0 if estimator.clip.tokens < STREAM_BOUND_TOKENS else RESIDENT_SHARE
            for offload in (Offload.RESIDENT, Offload.MODEL):
                resident = plan.model_copy(update={"offload": offload})
                peaks = estimator.peaks(resident)
                if max(peaks.encode, peaks.denoise) <= share * budget:
                    return resident
        # Slices are weighed with weights in full precision, as the ladder's order says.
        full = plan.model_copy(update={"quantization": estimator.situation.files.delivered})
        small = limits.card_bytes is not None and limits.card_bytes < SMALL_CARD_BYTES
        if small or estimator.peaks(full).denoise > EAGER_SHARE * budget:
            plan = plan.model_copy(update={"chunk_tokens": CHUNK_TOKENS})
        while estimator.peaks(plan).denoise > budget:
            rung = next_rung(estimator, plan, "denoise")
            if rung is None:
                break
            plan = rung.plan
        return plan

    def _fit_encoding(
        self, estimator: Estimator, limits: Limits, plan: ExecutionPlan
    ) -> ExecutionPlan:
        while estimator.peaks(plan).encode > (limits.vram_bytes or 0):
            rung = next_rung(estimator, plan, "encode")
            if rung is None:
                break
            plan = rung.plan
        return plan

    def _fit_decoding(
        self, estimator: Estimator, limits: Limits, plan: ExecutionPlan
    ) -> ExecutionPlan:
        budget = limits.vram_bytes or 0
        tried = [
            _decoded(plan, plan.decode.model_copy(update={"tiling": tiling}))
            for tiling in tilings_of(estimator.clip)
        ]
        for share in (TILE_SHARE, 1.0):
            for candidate in tried:
                if estimator.peaks(candidate).decode <= share * budget:
                    return candidate
        return _decoded(plan, DecodePlan(device="cpu", tiling=tried[-1].decode.tiling))

    # --- telling --------------------------------------------------------------------------------

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
        for variants in (_fewer_frames(request), _lower_resolutions(request)):
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
        for smaller in (other, *_fewer_frames(other), *_lower_resolutions(other)):
            suggestion = self._try(situation, smaller)
            if suggestion is not None:
                return suggestion
        return None

    def _try(self, situation: Situation, request: GenerationRequest) -> Suggestion | None:
        changed = situation.model_copy(update={"request": request})
        if request.model is not situation.request.model:
            changed = changed.model_copy(update={"files": type(situation.files)()})
        estimator, limits = self._estimator(changed), limits_of(changed)
        plan = self._choose(estimator, limits)
        estimate = estimator.of(plan)
        if not limits.hold(estimate):
            return None
        change = f"{request.width}x{request.height}, {request.num_frames} frames"
        if request.model is not situation.request.model:
            change = f"{request.model.facts.title} at {change}"
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
            current = _with_budgets(estimator, limits, rung.plan)
            steps.append(
                LadderStep(
                    stage=stage,
                    change=rung.change,
                    plan=current,
                    estimate=estimator.of(current),
                )
            )
    return tuple(steps)


def _planned_stage(stage: Stage) -> PlannedStage:
    if stage in (Stage.LOADING, Stage.ENCODING_PROMPT):
        return "encode"
    return "denoise" if stage is Stage.SAMPLING else "decode"


def _eight_bit(quantization: Quantization) -> Quantization:
    """The 8-bit kind for files that are not small already."""
    return Quantization.INT8 if quantization is Quantization.NONE else quantization


def _decoded(plan: ExecutionPlan, decode: DecodePlan) -> ExecutionPlan:
    return plan.model_copy(update={"decode": decode})


def _with_budgets(estimator: Estimator, limits: Limits, plan: ExecutionPlan) -> ExecutionPlan:
    """Page-locked memory for what streams, and the cap that turns spilling into an error."""
    changes: dict[str, object] = {"memory_cap_bytes": limits.cap_bytes}
    if plan.offload is Offload.STREAMING:
        total = estimator.situation.hardware.total_ram_bytes
        waiting = transformer_bytes(estimator.clip.model, plan.precision, plan.quantization)
        wanted = waiting * (2 if plan.keep_both_experts else 1)
        changes["pinned_bytes"] = min(wanted, int(_PINNED_SHARE * total)) if total else waiting
    if plan.quantization in EIGHT_BIT:
        stored = plan.model_copy(update={"keep_quantized": True})
        changes["keep_quantized"] = (
            limits.disk_bytes is None or estimator.disk_bytes(stored) * 2 <= limits.disk_bytes
        )
    return plan.model_copy(update=changes)


def _first_within(
    estimator: Estimator, limits: Limits, candidates: list[ExecutionPlan]
) -> ExecutionPlan:
    for plan in candidates:
        if limits.ram_bytes is None or estimator.ram_bytes(plan) <= limits.ram_bytes:
            return plan
    return candidates[-1]


def _fewer_frames(request: GenerationRequest) -> list[GenerationRequest]:
    """Three quarters, half, a quarter ... of the frames, down to five."""
    found: list[GenerationRequest] = []
    for share in (0.75, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05):
        frames = nearest_num_frames(round(request.num_frames * share))
        if frames < request.num_frames and all(r.num_frames != frames for r in found):
            found.append(request.with_changes(num_frames=frames))
    return found


def _lower_resolutions(request: GenerationRequest) -> list[GenerationRequest]:
    """The model's own smaller sizes in the same orientation, then ever smaller ones."""
    facts = request.model.facts
    upright = request.height > request.width
    area = request.width * request.height
    own = [s for s in facts.sizes if (s.height > s.width) == upright and s.width * s.height < area]
    scaled = [
        Size(
            nearest_side(round(request.width * share), facts.size_step_px),
            nearest_side(round(request.height * share), facts.size_step_px),
        )
        for share in (0.8, 0.65, 0.5, 0.35, 0.25)
    ]
    return [request.with_changes(width=s.width, height=s.height) for s in (*own, *scaled)]
