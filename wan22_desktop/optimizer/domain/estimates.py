"""What a plan costs for a request on a machine: memory of each stage, disk and time."""

from dataclasses import dataclass

from wan22_desktop.core.hardware import Gpu
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Expert, Mode, Variant
from wan22_desktop.engine_protocol.plan import (
    DecodePlan,
    ExecutionPlan,
    Offload,
    Precision,
    Quantization,
)
from wan22_desktop.optimizer.domain.activations import (
    chunked_bytes,
    eager_bytes,
    step_cache_bytes,
)
from wan22_desktop.optimizer.domain.compute import (
    READ_GB_S,
    UNPINNED_GB_S,
    VAE_EFFICIENCY,
    Calibration,
    Seconds,
    bf16_flops_per_s,
    cpu_flops_per_s,
    forward_flops,
    gpu_forward_seconds,
    text_encoder_flops,
)
from wan22_desktop.optimizer.domain.model_shape import ClipShape, model_shape
from wan22_desktop.optimizer.domain.planning import Estimate, Situation, StagePeaks
from wan22_desktop.optimizer.domain.tilings import (
    TiledCost,
    tiled_decode_cost,
    tiled_encode_cost,
)
from wan22_desktop.optimizer.domain.vae_walk import decode_cost, encode_cost
from wan22_desktop.optimizer.domain.weights import (
    EIGHT_BIT,
    block_bytes,
    bytes_per_number,
    outside_bytes,
    text_encoder_bytes,
    transformer_bytes,
)

CONTEXT_BYTES = 600_000_000
"""Driver, CUDA context and cuBLAS workspaces of one process (0.5 to 0.7 GB measured)."""
FRAGMENTATION = 1.07
"""What the caching allocator holds beyond what is in use."""
PROCESS_BYTES = 1_500_000_000
"""The engine with its libraries, without weights; 1 GB more with a card."""
CUDA_PROCESS_BYTES = 1_000_000_000
_TEXT_WORK_BYTES = 200_000_000
_CLIP_BITS_PER_PIXEL = 1.0
"""Of a clip at crf 14, generously."""
_STEP_CACHE_SPEED = 1.6
"""MagCache and FirstBlockCache give 1.5 to 1.8 at full strength and 20 steps or more."""

_SPREAD_GPU, _SPREAD_UNKNOWN_GPU, _SPREAD_CPU = 0.4, 1.0, 3.0
_SPREAD_VAE, _SPREAD_LOADING = 0.6, 1.0
_SPREAD_CALIBRATED = 0.1


@dataclass(frozen=True, slots=True)
class Estimator:
    """Prices plans for one situation."""

    situation: Situation
    calibration: Calibration

    @property
    def request(self) -> GenerationRequest:
        return self.situation.request

    @property
    def clip(self) -> ClipShape:
        request = self.request
        return ClipShape(
            model_shape(request.model), request.width, request.height, request.num_frames
        )

    @property
    def gpu(self) -> Gpu:
        """The card; only asked for with plans that use one."""
        gpu = self.situation.hardware.gpu
        if gpu is None:
            raise ValueError("this machine has no card")
        return gpu

    @property
    def encodes_picture(self) -> bool:
        return self.request.mode is Mode.IMAGE_TO_VIDEO

    @property
    def timestep_per_token(self) -> bool:
        """A first frame without noise has a timestep of its own (TI2V-5B, the demo model)."""
        return self.encodes_picture and self.request.model is not Variant.I2V_A14B

    def of(self, plan: ExecutionPlan) -> Estimate:
        """Memory, disk and time of `plan`."""
        forward = self.forward_seconds(plan)
        forwards = self.forwards(plan)
        return Estimate(
            peak_vram_bytes=self.peaks(plan),
            ram_bytes=self.ram_bytes(plan),
            disk_bytes=self.disk_bytes(plan),
            seconds=self._seconds(plan, forward * forwards),
            seconds_per_forward=forward,
            forwards=forwards,
            flops=float(forward_flops(self.clip).total) * forwards
            + self.decode_cost(plan.decode).flops * self.request.samplings,
        )

    # --- memory ---------------------------------------------------------------------------------

    def peaks(self, plan: ExecutionPlan) -> StagePeaks:
        """Device memory of each stage; all 0 on a processor."""
        if plan.device != "cuda":
            return StagePeaks()
        decode = 0
        if plan.decode.device == "cuda":
            work = self._vae_work(self.decode_cost(plan.decode).peak_bytes)
            decode = self._on_card(self.decode_weight_bytes(plan) + work)
        return StagePeaks(
            encode=self._encode_peak(plan),
            denoise=self._on_card(self.denoise_bytes(plan)),
            decode=decode,
        )

    def denoise_bytes(self, plan: ExecutionPlan) -> int:
        """Tensors on the device while a transformer computes, without context."""
        activations = round(self.activation_bytes(plan) * self.calibration.memory)
        return self.denoise_weight_bytes(plan) + activations

    def denoise_weight_bytes(self, plan: ExecutionPlan) -> int:
        """Weights on the device while a transformer computes, LoRAs included."""
        lora = sum(self.situation.files.lora_bytes)
        return self._transformer_on_device(plan) + self._lora_share(plan, lora)

    def decode_weight_bytes(self, plan: ExecutionPlan) -> int:
        """Weights on the device while latents become frames."""
        vae = self._vae_bytes(plan.decode.precision)
        return vae + self._resident_bytes(plan, beside_vae=True)

    def activation_bytes(self, plan: ExecutionPlan) -> int:
        """Peak of one forward beside weights, with what a step cache keeps."""
        clip, request = self.clip, self.request
        if plan.chunk_tokens is None:
            needed = eager_bytes(clip, plan.precision, timestep_per_token=self.timestep_per_token)
        else:
            needed = chunked_bytes(clip, plan.precision, plan.chunk_tokens)
        if plan.step_cache is not None:
            guided = any(request.guidance_on(e) > 1 for e in request.model.facts.experts)
            needed += step_cache_bytes(clip, plan.precision, plan.step_cache.kind, guided=guided)
        latents = 8 * clip.latents_count * 4  # the scheduler's history, noise and prediction
        return needed + latents

    def ram_bytes(self, plan: ExecutionPlan) -> int:
        """Of the engine's process at its peak; the text encoder is freed before sampling."""
        clip = self.clip
        base = PROCESS_BYTES + (CUDA_PROCESS_BYTES if plan.device == "cuda" else 0)
        experts = clip.model.num_experts if plan.keep_both_experts else 1
        waiting = experts * (self.expert_bytes(plan) + sum(self.situation.files.lora_bytes))
        waiting = 0 if plan.device == "cuda" and plan.offload is Offload.RESIDENT else waiting
        sampling = waiting
        if plan.device == "cpu":
            sampling += self.activation_bytes(plan)
        encoder = text_encoder_bytes(clip.model, plan.precision, plan.text_encoder_quantization)
        decoding = waiting + 3 * clip.pixels
        if plan.decode.device == "cpu":
            decoding += self.decode_cost(plan.decode).peak_bytes
        return base + self._vae_bytes(Precision.FP32) + max(sampling, encoder, decoding)

    def disk_bytes(self, plan: ExecutionPlan) -> int:
        """Latents and checkpoint, each written anew before the old one goes, and the clip."""
        latents = 4 * self.clip.latents_count
        clip = round(self.clip.pixels * _CLIP_BITS_PER_PIXEL / 8)
        stored = 0
        if plan.keep_quantized:
            stored = self.clip.model.num_experts * self.expert_bytes(plan)
        return 2 * 4 * latents + 2 * clip + stored

    def expert_bytes(self, plan: ExecutionPlan) -> int:
        """One transformer as it waits and computes."""
        known = self.situation.files.transformer_bytes
        if plan.quantization is Quantization.GGUF and known is not None:
            return known
        return transformer_bytes(self.clip.model, plan.precision, plan.quantization)

    def decode_cost(self, decode: DecodePlan) -> TiledCost:
        return tiled_decode_cost(self.clip, decode.tiling, decode.precision)

    def encode_cost(self, plan: ExecutionPlan) -> TiledCost | None:
        """Of the pictures; A14B encodes all frames, the others only the first."""
        if not self.encodes_picture:
            return None
        frames = 1 if self.timestep_per_token else self.clip.latent_frames
        return tiled_encode_cost(self.clip, plan.encode_tiling, frames)

    def _encode_peak(self, plan: ExecutionPlan) -> int:
        clip = self.clip
        needed = [0]
        if plan.text_encoder_device == "cuda":
            encoder = text_encoder_bytes(clip.model, plan.precision, plan.text_encoder_quantization)
            if plan.offload in (Offload.STREAMING, Offload.SEQUENTIAL):
                number = bytes_per_number(plan.precision)
                shape = clip.model.text_encoder
                table = shape.vocab_size * shape.d_model * number
                encoder = table + 2 * (encoder - table) // shape.num_layers
            needed.append(encoder + _TEXT_WORK_BYTES)
        pictures = self.encode_cost(plan)
        if pictures is not None:
            needed.append(self._vae_bytes(Precision.FP32) + self._vae_work(pictures.peak_bytes))
        if max(needed) == 0:
            return 0
        return self._on_card(max(needed) + self._resident_bytes(plan, beside_vae=True))

    def _transformer_on_device(self, plan: ExecutionPlan) -> int:
        model = self.clip.model
        layers = model.transformer.num_layers
        expert = self.expert_bytes(plan)
        block = block_bytes(model, plan.precision, plan.quantization)
        if plan.quantization is Quantization.GGUF:
            block = (expert - outside_bytes(model, plan.precision)) // layers
        unpacked = 0
        if plan.quantization in EIGHT_BIT or plan.quantization is Quantization.GGUF:
            # One matrix at a time is spread out to the plan's precision.
            shape = model.transformer
            unpacked = bytes_per_number(plan.precision) * shape.dim * shape.ffn_dim
        outside = expert - layers * block
        if plan.offload is Offload.STREAMING:
            blocks = min(layers, 2 + plan.resident_blocks)
            return outside + blocks * block + unpacked
        if plan.offload is Offload.SEQUENTIAL:
            return outside + block + unpacked
        return expert + unpacked + self._resident_bytes(plan, beside_vae=False)

    def _resident_bytes(self, plan: ExecutionPlan, *, beside_vae: bool) -> int:
        """With RESIDENT, what else is on the device while one network computes."""
        if plan.offload is not Offload.RESIDENT:
            return 0
        model = self.clip.model
        experts = model.num_experts if beside_vae else model.num_experts - 1
        others = experts * self.expert_bytes(plan)
        return others + (0 if beside_vae else self._vae_bytes(Precision.FP32))

    def _lora_share(self, plan: ExecutionPlan, lora: int) -> int:
        if plan.offload is Offload.STREAMING:
            layers = self.clip.model.transformer.num_layers
            return lora * min(layers, 2 + plan.resident_blocks) // layers
        return lora

    def _vae_bytes(self, precision: Precision) -> int:
        vae = self.clip.model.vae
        halves = (
            decode_cost(vae, 1, 1, 1, precision).parameters,
            encode_cost(vae, 1, 1, 1, precision).parameters,
        )
        return sum(halves) * bytes_per_number(precision)

    def _vae_work(self, size: int) -> int:
        return round(size * self.calibration.vae_memory)

    def _on_card(self, size: int) -> int:
        return round((CONTEXT_BYTES + size) * FRAGMENTATION)

    # --- time -----------------------------------------------------------------------------------

    def forwards(self, plan: ExecutionPlan) -> int:
        """Calls of a transformer: one a step, two where guidance is computed; of all samplings."""
        request = self.request
        steps = request.num_inference_steps
        guided_steps = round(steps * plan.guided_share)
        if request.guided_steps is not None:
            guided_steps = min(guided_steps, request.guided_steps)
        share = _high_noise_share(request)
        total = steps
        for expert in request.model.facts.experts:
            if request.guidance_on(expert) <= 1:
                continue
            first = 0 if expert is Expert.HIGH_NOISE else round(steps * share)
            last = round(steps * share) if expert is Expert.HIGH_NOISE else steps
            total += max(0, min(last, guided_steps) - first)
        return total * request.samplings

    def forward_seconds(self, plan: ExecutionPlan) -> float:
        """One call of a transformer, on average."""
        if plan.device == "cuda":
            seconds = gpu_forward_seconds(
                self.clip,
                plan,
                self.gpu,
                windows=self.situation.hardware.os == "windows",
                calibration=self.calibration,
            )
        else:
            flops = forward_flops(self.clip).total
            seconds = flops / self._cpu_rate(plan) * self.calibration.forward_time
        if plan.step_cache is not None:
            seconds /= 1 + (_STEP_CACHE_SPEED - 1) * plan.step_cache.strength
        return seconds

    def _cpu_rate(self, plan: ExecutionPlan) -> float:
        cores = self.situation.hardware.cpu_cores
        return cpu_flops_per_s(cores, plan.torch_threads, plan.precision)

    def decode_seconds(self, plan: ExecutionPlan) -> float:
        """From the latents of one sampling to frames, without writing the file."""
        decode = plan.decode
        return self._vae_seconds(self.decode_cost(decode).flops, decode.precision, decode.device)

    def _vae_seconds(self, flops: int, precision: Precision, device: str) -> float:
        if device == "cuda":
            slower = 2 if precision is Precision.FP32 else 1
            rate = bf16_flops_per_s(self.gpu) * VAE_EFFICIENCY / slower
        else:
            rate = cpu_flops_per_s(self.situation.hardware.cpu_cores, None, Precision.FP32)
        return flops / rate * self.calibration.vae_time

    def _seconds(self, plan: ExecutionPlan, sampling: float) -> Seconds:
        calibration = self.calibration
        spread = _SPREAD_CPU
        if plan.device == "cuda":
            known = self.gpu.bf16_tflops is not None
            spread = _SPREAD_GPU if known else _SPREAD_UNKNOWN_GPU
        vae = self.decode_seconds(plan) * self.request.samplings
        pictures = self.encode_cost(plan)
        if pictures is not None:
            vae += self._vae_seconds(pictures.flops, Precision.FP32, plan.device)
        return (
            Seconds.within(sampling, _narrowed(spread, calibration.forward_records))
            + Seconds.within(vae, _narrowed(max(spread, _SPREAD_VAE), calibration.vae_records))
            + Seconds.within(self._loading_seconds(plan), _SPREAD_LOADING)
        )

    def _loading_seconds(self, plan: ExecutionPlan) -> float:
        """Reading the transformers and the text encoder, and encoding two texts."""
        model = self.clip.model
        encoder = text_encoder_bytes(model, plan.precision, plan.text_encoder_quantization)
        read = model.num_experts * self.expert_bytes(plan) + encoder
        flops = 2 * text_encoder_flops(model)
        if plan.text_encoder_device == "cuda":
            text = 2 * encoder / (UNPINNED_GB_S * 1e9) + flops / bf16_flops_per_s(self.gpu)
        else:
            text = flops / self._cpu_rate(plan)
        return read / (READ_GB_S * 1e9) + text


def _high_noise_share(request: GenerationRequest) -> float:
    """Of the steps: those whose timestep lies above the boundary, with shifted sigmas."""
    boundary = request.model.facts.boundary_ratio
    if boundary is None:
        return 1.0
    # sigma = shift * t / (1 + (shift - 1) * t) >= boundary, solved for the unshifted t.
    shift = request.flow_shift
    unshifted = boundary / (shift - (shift - 1) * boundary)
    return 1 - unshifted


def _narrowed(spread: float, records: int) -> float:
    """The error bar after so many records of this machine."""
    return max(_SPREAD_CALIBRATED, spread / (1 + records)) if records else spread
