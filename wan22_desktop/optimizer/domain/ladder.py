"""The next plan down when a stage ran out of memory.

Each rung changes only what lowers that stage's memory and leaves the others' results alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from wan22_desktop.core.texts import tr
from wan22_desktop.engine_protocol.plan import DecodePlan, ExecutionPlan, Offload, Quantization
from wan22_desktop.optimizer.domain.estimates import Estimator
from wan22_desktop.optimizer.domain.planning import PlannedStage
from wan22_desktop.optimizer.domain.tilings import tilings_of

CHUNK_TOKENS = 8192
"""Large enough that kernels run at full speed (section 2)."""
SMALL_CHUNK_TOKENS = 2048


@dataclass(frozen=True, slots=True)
class Rung:
    """A plan that needs less, and in what it differs."""

    plan: ExecutionPlan
    change: str


def next_rung(estimator: Estimator, plan: ExecutionPlan, stage: PlannedStage) -> Rung | None:
    """The first change that lowers the stage's peak; None if there is none left."""
    candidates = {"denoise": _denoising, "decode": _decoding, "encode": _encoding}[stage]
    before = _peak(estimator, plan, stage)
    for rung in candidates(estimator, plan):
        if _peak(estimator, rung.plan, stage) < before:
            return rung
    return None


def _peak(estimator: Estimator, plan: ExecutionPlan, stage: PlannedStage) -> int:
    """Device memory of a stage; on the processor, the memory that its rungs can lower."""
    if plan.device == "cpu":
        if stage == "decode":
            return estimator.decode_cost(plan.decode).peak_bytes
        if stage == "denoise":
            return estimator.denoise_weight_bytes(plan) + estimator.activation_bytes(plan)
        return 0
    peaks = estimator.peaks(plan)
    return {"denoise": peaks.denoise, "decode": peaks.decode, "encode": peaks.encode}[stage]


def _changed(plan: ExecutionPlan, change: str, **update: object) -> Rung:
    return Rung(plan.model_copy(update=update), change)


def _denoising(estimator: Estimator, plan: ExecutionPlan) -> Iterator[Rung]:
    if plan.device == "cuda" and plan.offload in (Offload.RESIDENT, Offload.MODEL):
        yield _changed(
            plan, tr("Stream the weights from memory"), offload=Offload.STREAMING, resident_blocks=0
        )
    if plan.resident_blocks:
        yield _changed(plan, tr("Keep no block on the card"), resident_blocks=0)
    if plan.chunk_tokens is None:
        yield _changed(
            plan,
            tr("Compute in slices of {count} tokens", count=CHUNK_TOKENS),
            chunk_tokens=CHUNK_TOKENS,
        )
    eight_bit = estimator.situation.quantizations[-1]
    if plan.quantization is Quantization.NONE and eight_bit is not Quantization.NONE:
        yield _changed(plan, tr("Use 8-bit weights"), quantization=eight_bit)
    if plan.step_cache is not None:
        yield _changed(plan, tr("Drop the step cache"), step_cache=None)
    if plan.chunk_tokens is not None and plan.chunk_tokens > SMALL_CHUNK_TOKENS:
        yield _changed(
            plan,
            tr("Compute in slices of {count} tokens", count=SMALL_CHUNK_TOKENS),
            chunk_tokens=SMALL_CHUNK_TOKENS,
        )
    if plan.offload is Offload.STREAMING:
        yield _changed(plan, tr("Fetch weights layer by layer (slow)"), offload=Offload.SEQUENTIAL)


def _decoding(estimator: Estimator, plan: ExecutionPlan) -> Iterator[Rung]:
    if plan.decode.device != plan.device:
        return
    options = tilings_of(estimator.clip)
    current = plan.decode.tiling
    for tiling in options[options.index(current) + 1 if current in options else 1 :]:
        if tiling is not None:
            yield _changed(
                plan,
                tr(
                    "Decode in tiles of {width}x{height}",
                    width=tiling.tile_width,
                    height=tiling.tile_height,
                ),
                decode=plan.decode.model_copy(update={"tiling": tiling}),
            )
    if plan.device == "cpu":
        return
    yield _changed(
        plan, tr("Decode on the processor (slow)"), decode=DecodePlan(tiling=plan.decode.tiling)
    )


def _encoding(estimator: Estimator, plan: ExecutionPlan) -> Iterator[Rung]:
    if plan.device == "cpu":
        return
    if plan.text_encoder_device == "cuda" and plan.offload in (Offload.RESIDENT, Offload.MODEL):
        yield _changed(plan, tr("Encode the prompt on the processor"), text_encoder_device="cpu")
    if estimator.encodes_picture:
        options = tilings_of(estimator.clip)
        current = plan.encode_tiling
        for tiling in options[options.index(current) + 1 if current in options else 1 :]:
            if tiling is not None:
                yield _changed(
                    plan,
                    tr(
                        "Encode the picture in tiles of {width}x{height}",
                        width=tiling.tile_width,
                        height=tiling.tile_height,
                    ),
                    encode_tiling=tiling,
                )
    if plan.text_encoder_device == "cuda":
        yield _changed(plan, tr("Encode the prompt on the processor"), text_encoder_device="cpu")
