"""Why a plan was chosen, in plain sentences with its numbers."""

from wan22_desktop.core.texts import tr
from wan22_desktop.core.units import size
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine_protocol.plan import ExecutionPlan, Offload, Precision, Quantization
from wan22_desktop.optimizer.domain.estimates import Estimator
from wan22_desktop.optimizer.domain.limits import Limits
from wan22_desktop.optimizer.domain.planning import Estimate, Situation
from wan22_desktop.optimizer.domain.weights import EIGHT_BIT

_FIRST_BF16 = (8, 0)


def reason_for(
    estimator: Estimator, plan: ExecutionPlan, estimate: Estimate, limits: Limits
) -> str:
    """Two to five sentences."""
    if estimator.request.model is Variant.DEMO:
        return tr("The demo model is so small that one processor core renders it fastest.")
    if plan.device == "cpu":
        return tr(
            "No usable graphics card was found, so the processor renders: this takes long. "
            "It needs {size} of memory in {precision}.",
            size=size(estimate.ram_bytes),
            precision=plan.precision.value,
        )
    sentences = [
        _weights(estimator, plan, limits),
        _activations(estimator, plan),
        _decode(plan, estimate),
    ]
    peak, budget = estimate.peak_vram_bytes.highest, limits.vram_bytes or 0
    sentences.append(
        tr(
            "The highest peak is {peak} of {budget} that may be used.",
            peak=size(peak),
            budget=size(budget),
        )
    )
    return " ".join(sentence for sentence in sentences if sentence)


def shortage(situation: Situation, estimate: Estimate, limits: Limits) -> str:
    """What even the smallest plan lacks."""
    request = situation.request
    peaks = estimate.peak_vram_bytes
    what = tr(
        "{width}x{height} with {count} frames",
        width=request.width,
        height=request.height,
        count=request.num_frames,
    )
    lacks = []
    for name, need, limit in (
        (tr("graphics memory to sample"), peaks.denoise, limits.vram_bytes),
        (tr("graphics memory to encode"), peaks.encode, limits.vram_bytes),
        (tr("graphics memory to decode"), peaks.decode, limits.vram_bytes),
        (tr("memory"), estimate.ram_bytes, limits.ram_bytes),
        (tr("space on the disk"), estimate.disk_bytes, limits.disk_bytes),
    ):
        if limit is not None and need > limit:
            lacks.append(
                tr(
                    "{need} of {what}, where {limit} may be used",
                    need=size(need),
                    what=name,
                    limit=size(limit),
                )
            )
    return tr("{what} needs at least {needs}.", what=what, needs=tr(" and ").join(lacks))


def warnings_for(estimator: Estimator, plan: ExecutionPlan, estimate: Estimate) -> tuple[str, ...]:
    """What the user should know before the render starts."""
    found = []
    hardware = estimator.situation.hardware
    gpu = hardware.gpu
    if plan.device == "cuda" and gpu is not None:
        if gpu.compute_capability is not None and gpu.compute_capability < _FIRST_BF16:
            found.append(
                tr("{card} has no units for bf16: it will be several times slower.", card=gpu.name)
            )
        if gpu.bf16_tflops is None:
            found.append(
                tr("The speed of {card} is not known: the times are rough.", card=gpu.name)
            )
        if gpu.free_vram_bytes is None:
            found.append(tr("How much graphics memory is free is not known."))
    if plan.offload is Offload.SEQUENTIAL:
        found.append(tr("Fetching weights layer by layer is many times slower than computing."))
    if plan.device == "cpu" and estimate.seconds.likely > 3600:
        found.append(tr("Without a graphics card this takes hours."))
    if plan.device == "cuda" and plan.decode.device == "cpu":
        found.append(tr("Decoding on the processor takes several minutes."))
    return tuple(found)


def _weights(estimator: Estimator, plan: ExecutionPlan, limits: Limits) -> str:
    expert = size(estimator.expert_bytes(plan))
    kind = tr("8-bit") if plan.quantization in EIGHT_BIT else plan.precision.value
    if plan.quantization is Quantization.GGUF:
        kind = "GGUF"
    if plan.offload is Offload.STREAMING:
        text = tr(
            "The {kind} weights ({size}) are streamed from memory while the card computes, "
            "which costs next to nothing and leaves its memory to the clip.",
            kind=kind,
            size=expert,
        )
    elif plan.offload is Offload.SEQUENTIAL:
        text = tr("The {kind} weights ({size}) are fetched layer by layer.", kind=kind, size=expert)
    else:
        text = tr(
            "The {kind} weights ({size}) stay on the card while it samples.", kind=kind, size=expert
        )
    if plan.quantization in EIGHT_BIT:
        why = _why_eight_bit(estimator, plan, limits)
        text += " " + tr("8 bits, because {reason}.", reason=why)
    if not plan.keep_both_experts and estimator.clip.model.num_experts > 1:
        text += tr(" One expert is in memory at a time.")
    return text


def _why_eight_bit(estimator: Estimator, plan: ExecutionPlan, limits: Limits) -> str:
    if len(estimator.situation.quantizations) == 1:
        return tr("that was chosen for this machine or is what worked here before")
    whole = plan.model_copy(
        update={
            "quantization": Quantization.NONE,
            "keep_both_experts": estimator.clip.model.num_experts > 1,
        }
    )
    if limits.ram_bytes is not None and estimator.ram_bytes(whole) > limits.ram_bytes:
        total = estimator.situation.hardware.total_ram_bytes
        what = tr("both bf16 experts") if whole.keep_both_experts else tr("bf16 weights")
        return tr(
            "{size} of memory do not hold {what}", size=size(total or limits.ram_bytes), what=what
        )
    return tr("the card has no room for larger weights on their way")


def _activations(estimator: Estimator, plan: ExecutionPlan) -> str:
    needed = size(estimator.activation_bytes(plan))
    if plan.chunk_tokens is None:
        return tr("One forward needs {needed} beside them.", needed=needed)
    eager = size(estimator.activation_bytes(plan.model_copy(update={"chunk_tokens": None})))
    return tr(
        "In slices of {count} tokens one forward needs {needed} instead of {eager}.",
        count=plan.chunk_tokens,
        needed=needed,
        eager=eager,
    )


def _decode(plan: ExecutionPlan, estimate: Estimate) -> str:
    where = tr("on the processor") if plan.decode.device == "cpu" else tr("on the card")
    how = tr("as whole frames")
    if (tiling := plan.decode.tiling) is not None:
        how = tr("in tiles of {size}", size=f"{tiling.tile_width}x{tiling.tile_height}")
    exact = "fp32" if plan.decode.precision is Precision.FP32 else "bf16"
    peak = estimate.peak_vram_bytes.decode
    needs = tr(", which needs {size}", size=size(peak)) if peak else ""
    return tr(
        "The clip is decoded {where} {how} in {precision}{needs}.",
        where=where,
        how=how,
        precision=exact,
        needs=needs,
    )
