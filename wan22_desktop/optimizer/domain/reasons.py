"""Why a plan was chosen, in plain sentences with its numbers."""

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
        return "The demo model is so small that one processor core renders it fastest."
    if plan.device == "cpu":
        return (
            "No usable graphics card was found, so the processor renders: this takes long. "
            f"It needs {size(estimate.ram_bytes)} of memory in {plan.precision.value}."
        )
    sentences = [
        _weights(estimator, plan, limits),
        _activations(estimator, plan),
        _decode(plan, estimate),
    ]
    peak, budget = estimate.peak_vram_bytes.highest, limits.vram_bytes or 0
    sentences.append(f"The highest peak is {size(peak)} of {size(budget)} that may be used.")
    return " ".join(sentence for sentence in sentences if sentence)


def shortage(situation: Situation, estimate: Estimate, limits: Limits) -> str:
    """What even the smallest plan lacks."""
    request = situation.request
    peaks = estimate.peak_vram_bytes
    what = f"{request.width}x{request.height} with {request.num_frames} frames"
    lacks = []
    for name, need, limit in (
        ("graphics memory to sample", peaks.denoise, limits.vram_bytes),
        ("graphics memory to encode", peaks.encode, limits.vram_bytes),
        ("graphics memory to decode", peaks.decode, limits.vram_bytes),
        ("memory", estimate.ram_bytes, limits.ram_bytes),
        ("space on the disk", estimate.disk_bytes, limits.disk_bytes),
    ):
        if limit is not None and need > limit:
            lacks.append(f"{size(need)} of {name}, where {size(limit)} may be used")
    return f"{what} needs at least {' and '.join(lacks)}."


def warnings_for(estimator: Estimator, plan: ExecutionPlan, estimate: Estimate) -> tuple[str, ...]:
    """What the user should know before the render starts."""
    found = []
    hardware = estimator.situation.hardware
    gpu = hardware.gpu
    if plan.device == "cuda" and gpu is not None:
        if gpu.compute_capability is not None and gpu.compute_capability < _FIRST_BF16:
            found.append(f"{gpu.name} has no units for bf16: it will be several times slower.")
        if gpu.bf16_tflops is None:
            found.append(f"The speed of {gpu.name} is not known: the times are rough.")
        if gpu.free_vram_bytes is None:
            found.append("How much graphics memory is free is not known.")
    if plan.offload is Offload.SEQUENTIAL:
        found.append("Fetching weights layer by layer is many times slower than computing.")
    if plan.device == "cpu" and estimate.seconds.likely > 3600:
        found.append("Without a graphics card this takes hours.")
    if plan.device == "cuda" and plan.decode.device == "cpu":
        found.append("Decoding on the processor takes several minutes.")
    return tuple(found)


def _weights(estimator: Estimator, plan: ExecutionPlan, limits: Limits) -> str:
    expert = size(estimator.expert_bytes(plan))
    kind = "8-bit" if plan.quantization in EIGHT_BIT else plan.precision.value
    if plan.quantization is Quantization.GGUF:
        kind = "GGUF"
    if plan.offload is Offload.STREAMING:
        text = (
            f"The {kind} weights ({expert}) are streamed from memory while the card computes, "
            "which costs next to nothing and leaves its memory to the clip."
        )
    elif plan.offload is Offload.SEQUENTIAL:
        text = f"The {kind} weights ({expert}) are fetched layer by layer."
    else:
        text = f"The {kind} weights ({expert}) stay on the card while it samples."
    if plan.quantization in EIGHT_BIT:
        text += f" 8 bits, because {_why_eight_bit(estimator, plan, limits)}."
    if not plan.keep_both_experts and estimator.clip.model.num_experts > 1:
        text += " One expert is in memory at a time."
    return text


def _why_eight_bit(estimator: Estimator, plan: ExecutionPlan, limits: Limits) -> str:
    if len(estimator.situation.quantizations) == 1:
        return "that was chosen for this machine or is what worked here before"
    whole = plan.model_copy(
        update={
            "quantization": Quantization.NONE,
            "keep_both_experts": estimator.clip.model.num_experts > 1,
        }
    )
    if limits.ram_bytes is not None and estimator.ram_bytes(whole) > limits.ram_bytes:
        total = estimator.situation.hardware.total_ram_bytes
        what = "both bf16 experts" if whole.keep_both_experts else "bf16 weights"
        return f"{size(total or limits.ram_bytes)} of memory do not hold {what}"
    return "the card has no room for larger weights on their way"


def _activations(estimator: Estimator, plan: ExecutionPlan) -> str:
    needed = size(estimator.activation_bytes(plan))
    if plan.chunk_tokens is None:
        return f"One forward needs {needed} beside them."
    eager = size(estimator.activation_bytes(plan.model_copy(update={"chunk_tokens": None})))
    return f"In slices of {plan.chunk_tokens} tokens one forward needs {needed} instead of {eager}."


def _decode(plan: ExecutionPlan, estimate: Estimate) -> str:
    where = "on the processor" if plan.decode.device == "cpu" else "on the card"
    how = "as whole frames"
    if plan.decode.tiling is not None:
        how = f"in tiles of {plan.decode.tiling.tile_width}x{plan.decode.tiling.tile_height}"
    exact = "fp32" if plan.decode.precision is Precision.FP32 else "bf16"
    peak = estimate.peak_vram_bytes.decode
    needs = f", which needs {size(peak)}" if peak else ""
    return f"The clip is decoded {where} {how} in {exact}{needs}."
