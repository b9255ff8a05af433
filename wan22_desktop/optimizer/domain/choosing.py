"""Which plan suits a situation best, by rules of the specification's section 6."""

from wan22_desktop.core.wan import Variant
from wan22_desktop.engine_protocol.plan import (
    DecodePlan,
    ExecutionPlan,
    Offload,
    Precision,
    Quantization,
)
from wan22_desktop.optimizer.domain.estimates import Estimator
from wan22_desktop.optimizer.domain.ladder import CHUNK_TOKENS, next_rung
from wan22_desktop.optimizer.domain.limits import Limits
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
PINNED_SHARE = 0.4
"""Of the memory: Windows allows about half of it to be page-locked."""


def choose(estimator: Estimator, limits: Limits) -> ExecutionPlan:
    """The best plan within the limits, or the one that comes closest."""
    situation = estimator.situation
    if situation.request.model is Variant.DEMO:
        # Its tensors are tiny: on a card or on more threads it would only be slower.
        return ExecutionPlan(
            device="cpu",
            precision=Precision.FP32,
            torch_threads=1,
            step_cache=situation.preferences.step_cache,
        )
    if limits.vram_bytes is None:
        return _on_processor(estimator, limits)
    return _on_card(estimator, limits)


def _on_processor(estimator: Estimator, limits: Limits) -> ExecutionPlan:
    preferences = estimator.situation.preferences
    kinds = estimator.situation.quantizations
    both = estimator.clip.model.num_experts > 1
    candidates = [
        ExecutionPlan(
            precision=precision,
            quantization=quantization,
            keep_both_experts=keep and both,
            chunk_tokens=chunk,
            step_cache=preferences.step_cache,
            guided_share=preferences.guided_share,
            torch_threads=preferences.torch_threads,
            decode=DecodePlan(tiling=tiling),
        )
        for precision, quantization in (
            (Precision.FP32, kinds[0]),
            (Precision.BF16, kinds[0]),
            (Precision.BF16, kinds[-1]),
        )
        for keep in (True, False)
        for chunk in (None, CHUNK_TOKENS)
        for tiling in tilings_of(estimator.clip)[:6]
    ]
    return _first_within(estimator, limits, candidates)


def _on_card(estimator: Estimator, limits: Limits) -> ExecutionPlan:
    plan = _first_thought(estimator)
    plan = _fit_memory(estimator, limits, plan)
    plan = _fit_denoising(estimator, limits, plan)
    plan = _fit_encoding(estimator, limits, plan)
    plan = _fit_decoding(estimator, limits, plan)
    return with_budgets(estimator, limits, plan)


def _first_thought(estimator: Estimator) -> ExecutionPlan:
    situation = estimator.situation
    preferences, hardware = situation.preferences, situation.hardware
    default = "_native_cudnn" if hardware.os == "windows" else "native"
    return ExecutionPlan(
        device="cuda",
        precision=Precision.BF16,
        quantization=situation.quantizations[0],
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


def _fit_memory(estimator: Estimator, limits: Limits, plan: ExecutionPlan) -> ExecutionPlan:
    """Both experts in memory, then in 8 bits, then one at a time."""
    kinds = estimator.situation.quantizations
    for quantization, keep in ((kinds[0], True), (kinds[-1], True), (kinds[-1], False)):
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


def _fit_denoising(estimator: Estimator, limits: Limits, plan: ExecutionPlan) -> ExecutionPlan:
    budget = limits.vram_bytes or 0
    if estimator.situation.preferences.offload is None:
        share = 1.0 if estimator.clip.tokens < STREAM_BOUND_TOKENS else RESIDENT_SHARE
        for offload in (Offload.RESIDENT, Offload.MODEL):
            resident = plan.model_copy(update={"offload": offload})
            peaks = estimator.peaks(resident)
            if max(peaks.encode, peaks.denoise) <= share * budget:
                return resident
    # Slices are weighed with weights in full precision, as the ladder's order says.
    full = plan.model_copy(update={"quantization": estimator.situation.quantizations[0]})
    small = limits.card_bytes is not None and limits.card_bytes < SMALL_CARD_BYTES
    if small or estimator.peaks(full).denoise > EAGER_SHARE * budget:
        plan = plan.model_copy(update={"chunk_tokens": CHUNK_TOKENS})
    while estimator.peaks(plan).denoise > budget:
        rung = next_rung(estimator, plan, "denoise")
        if rung is None:
            break
        plan = rung.plan
    return plan


def _fit_encoding(estimator: Estimator, limits: Limits, plan: ExecutionPlan) -> ExecutionPlan:
    while estimator.peaks(plan).encode > (limits.vram_bytes or 0):
        rung = next_rung(estimator, plan, "encode")
        if rung is None:
            break
        plan = rung.plan
    return plan


def _fit_decoding(estimator: Estimator, limits: Limits, plan: ExecutionPlan) -> ExecutionPlan:
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


def _decoded(plan: ExecutionPlan, decode: DecodePlan) -> ExecutionPlan:
    return plan.model_copy(update={"decode": decode})


def with_budgets(estimator: Estimator, limits: Limits, plan: ExecutionPlan) -> ExecutionPlan:
    """Page-locked memory for what streams, and the cap that turns spilling into an error."""
    changes: dict[str, object] = {"memory_cap_bytes": limits.cap_bytes}
    if plan.offload is Offload.STREAMING:
        total = estimator.situation.hardware.total_ram_bytes
        waiting = transformer_bytes(estimator.clip.model, plan.precision, plan.quantization)
        wanted = waiting * (2 if plan.keep_both_experts else 1)
        changes["pinned_bytes"] = min(wanted, int(PINNED_SHARE * total)) if total else waiting
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
