"""The parts of models in memory: read when a job first needs them, kept while jobs share them."""

import gc
import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import psutil
import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from torch import nn

from wan22_desktop.core.lora_report import KeyMatchReport
from wan22_desktop.core.model_folder import fingerprint_of
from wan22_desktop.core.wan import Expert
from wan22_desktop.core.wan_architecture import Kind
from wan22_desktop.core.wan_layout import recognise
from wan22_desktop.engine.dtypes import DTYPES
from wan22_desktop.engine.loading.components import (
    empty_transformer,
    load_text_encoder,
    load_transformer,
    load_vae,
    require_part,
)
from wan22_desktop.engine.loading.quantization import apply_quantization_with_timeout, quantize
from wan22_desktop.engine.loading.quantized_store import QuantizedStore
from wan22_desktop.engine.loading.smoke_test import smoke_test
from wan22_desktop.engine.loading.tokenizer import load_tokenizer
from wan22_desktop.engine.lora.fit import LoraUses, check_loras
from wan22_desktop.engine.lora.lora_set import LoraSet
from wan22_desktop.engine.memory.chunked_forward import use_chunked_forward
from wan22_desktop.engine.memory.offload import Placement
from wan22_desktop.engine.progress import Emit
from wan22_desktop.engine.sampling.experts import Experts
from wan22_desktop.engine.sampling.text_embeddings import Encoder, encoder_of
from wan22_desktop.engine.speed.attention import apply_attention
from wan22_desktop.engine.speed.compile_blocks import compile_blocks
from wan22_desktop.engine_protocol.attention import DEFAULT_BACKEND
from wan22_desktop.engine_protocol.messages import PartLoaded, Render
from wan22_desktop.engine_protocol.plan import Quantization
from wan22_desktop.engine_protocol.tuning import EngineTuning

Held = TypeVar("Held")

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Slot:
    """One part and what it was loaded for."""

    key: tuple[object, ...]
    part: Any


class ModelManager:
    """Holds what is loaded; `begin` a job, then ask for its parts.

    A job that differs from the one before in a few parts loads only those. Methods raise UserError
    for files that cannot be used, and what `check` raises.
    """

    def __init__(self, emit: Emit, tuning: EngineTuning | None = None) -> None:
        self._emit = emit
        self._tuning = tuning or EngineTuning()
        self._reading_threads = self._tuning.loading_threads or 1
        self._slots: dict[str, _Slot] = {}
        self._placement: Placement | None = None
        self._placed_for: tuple[object, ...] = ()
        self._placed: list[nn.Module] = []
        self._keys: dict[str, tuple[object, ...]] = {}
        self._loras: dict[nn.Module, LoraSet] = {}
        self._forwards: dict[nn.Module, tuple[object, ...]] = {}
        """How each transformer computes: attention, slices of tokens, whether compiled."""
        self._attention = DEFAULT_BACKEND
        """Of the whole process: the library knows only one."""
        self.loaded: list[str] = []
        """What was read from the disk since `begin`, in that order."""
        self.seconds_loading = 0.0

    def begin(self, job: Render, check: Callable[[], None]) -> None:
        """Get ready for `job`: what it has no use for is let go of now, to make room."""
        self._job = job
        self._check = check
        self.loaded.clear()
        self.seconds_loading = 0.0
        self._keys = _keys(job)
        for name, slot in tuple(self._slots.items()):
            if slot.key != self._keys[name]:
                self.release(name)
        self._place_anew()
        if "vae" not in self._slots:
            # It may be needed only after hours of sampling: what its header says is checked now.
            require_part(Path(job.parts.vae), Kind.VAE, job.parts.variant)

    def release(self, name: str) -> None:
        """Let go of a part by its name in `ModelParts`; harmless if it is not there."""
        slot = self._slots.pop(name, None)
        if slot is not None:
            if isinstance(slot.part, Experts):
                slot.part.release()
            elif isinstance(slot.part, nn.Module):
                self._unplace(slot.part)
            del slot
            gc.collect()
            if torch.cuda.is_available():
                torch.cuda.empty_cache()

    def leave_device(self) -> None:
        """Take what visits the device off it; what is resident stays."""
        if self._placement is not None:
            self._placement.clear()

    @property
    def fingerprint(self) -> str:
        """Changes when a file of the model's that shapes the latents is replaced."""
        names = ("tokenizer", "text_encoder", "vae", "transformer")
        return _digest(*(self._keys[name] for name in names))

    @property
    def vae_key(self) -> str:
        """Names the VAE's files."""
        return _digest(self._keys["vae"])

    @property
    def encoder_key(self) -> str:
        """Names the text encoder's files and precision: equal keys give equal embeddings."""
        return _digest(self._keys["tokenizer"], self._keys["text_encoder"])

    def encoder(self) -> Encoder:
        """The text encoder on its device, ready for texts."""
        plan = self._job.plan
        parts = self._job.parts
        tokenizer = self._kept("tokenizer", lambda: load_tokenizer(Path(parts.tokenizer)))

        def load() -> object:
            dtype = DTYPES[plan.precision]
            encoder = load_text_encoder(
                Path(parts.text_encoder), dtype, check=self._check, threads=self._reading_threads
            )
            device = torch.device(plan.text_encoder_device)
            quantize(
                encoder, plan.text_encoder_quantization, dtype, device=device, check=self._check
            )
            if plan.text_encoder_device == plan.device:
                self._place(encoder)
            return encoder

        text_encoder = self._kept("text_encoder", lambda: self._timed("text encoder", load))
        return encoder_of(tokenizer, text_encoder, plan.text_encoder_device)

    def vae(self) -> AutoencoderKLWan:
        """The VAE in fp32; on the device whenever it is called."""
        parts = self._job.parts

        def load() -> AutoencoderKLWan:
            vae = load_vae(
                Path(parts.vae), parts.variant, check=self._check, threads=self._reading_threads
            )
            self._place(vae)
            return vae

        return self._kept("vae", lambda: self._timed("VAE", load))

    def experts(self) -> Experts:
        """The transformers; each is loaded when it is first asked for."""
        return self._kept("transformer", self._new_experts)

    def check_loras(self, uses: LoraUses) -> tuple[KeyMatchReport, ...]:
        """Refuse LoRAs that do not fit the job's model before anything is loaded for them.

        One report for each LoRA and expert on which it is on. Raises UserError for field `loras`.
        """
        if not uses:
            return ()
        parts = self._job.parts
        experts = self.experts()
        # Building a transformer, even without weights, takes longer than all else about LoRAs.
        transformer = (
            experts.get(experts.held[0])
            if experts.held
            else empty_transformer(Path(parts.transformer), parts.variant)
        )
        return check_loras(uses, parts.variant.facts.experts, transformer)

    def apply_loras(
        self, expert: Expert, transformer: WanTransformer3DModel, uses: LoraUses
    ) -> LoraSet:
        """Make `uses` the LoRAs of an expert in memory; changes of strength move no weights."""
        loras = self._loras.get(transformer)
        if loras is None:
            loras = self._loras[transformer] = LoraSet(transformer, expert)
        if loras.only_rescales(uses):
            loras.apply(uses)
            return loras
        self._unplace(transformer)
        try:
            loras.apply(uses)
        finally:
            self._place(transformer)
        return loras

    def choose_forward(self, transformer: WanTransformer3DModel) -> str | None:
        """Compute as the job's plan says; why not compiled, in words.

        A transformer that was just read computes a single token first: weights that give nothing
        usable are found out now. Raises UserError.
        """
        plan = self._job.plan
        wanted = (plan.attention, plan.chunk_tokens, plan.compile_blocks)
        if self._forwards.get(transformer) == wanted:
            return None
        if transformer not in self._forwards:
            smoke_test(transformer, torch.device(plan.device), DTYPES[plan.precision])
        if plan.attention != self._attention:
            apply_attention(transformer, plan.attention)
            self._attention = plan.attention
        use_chunked_forward(transformer, plan.chunk_tokens)
        self._forwards[transformer] = wanted
        return compile_blocks(transformer, device=plan.device) if plan.compile_blocks else None

    @property
    def placement(self) -> Placement:
        """Where the networks are."""
        if self._placement is None:
            raise RuntimeError("no job has begun")
        return self._placement

    # --- how parts are loaded -------------------------------------------------------------------

    def _new_experts(self) -> Experts:
        parts = self._job.parts
        paths = {Expert.HIGH_NOISE: Path(parts.transformer)}
        if parts.transformer_2 is not None:
            paths[Expert.LOW_NOISE] = Path(parts.transformer_2)

        def load(expert: Expert) -> WanTransformer3DModel:
            name = f"{expert.value} expert" if len(paths) > 1 else "transformer"
            return self._timed(name, lambda: self._transformer(paths[expert]))

        return Experts(
            load,
            before_release=self._forget_transformer,
            keep_both=self._job.plan.keep_both_experts,
            files={expert: recognise(path).files for expert, path in paths.items()}
            if len(paths) > 1
            else {},
        )

    def _transformer(self, path: Path) -> WanTransformer3DModel:
        """One expert with its layers as the plan wants them, placed."""
        job, check = self._job, self._check
        dtype = DTYPES[job.plan.precision]
        device = torch.device(job.plan.device)

        def load() -> WanTransformer3DModel:
            threads = self._reading_threads
            return load_transformer(path, job.parts.variant, dtype, check=check, threads=threads)

        transformer = self._quantized(path, load, dtype, device)
        self._place(transformer)
        return transformer

    def _quantized(
        self,
        path: Path,
        load: Callable[[], WanTransformer3DModel],
        dtype: torch.dtype,
        device: torch.device,
    ) -> WanTransformer3DModel:
        """The transformer with its layers as planned, from the kept copy if there is one."""
        job, plan = self._job, self._job.plan
        if plan.quantization in (Quantization.NONE, Quantization.GGUF):
            transformer = load()
            quantize(transformer, plan.quantization, dtype, device=device)  # refuses what is not so
            return transformer
        store = QuantizedStore(Path(job.cache_path) / "quantized")
        key = store.key(_fingerprint(str(path)), plan.quantization, dtype, device)
        kept = store.load(
            key,
            lambda: empty_transformer(path, job.parts.variant),
            plan.quantization,
            dtype,
            device,
        )
        if kept is not None:
            return kept
        transformer = apply_quantization_with_timeout(
            load,
            plan.quantization,
            dtype,
            device=device,
            limit_s=job.quantization_limit_s,
            check=self._check,
        )
        if plan.keep_quantized:
            store.keep(key, transformer, self._check)
        return transformer

    def _forget_transformer(self, transformer: WanTransformer3DModel) -> None:
        self._loras.pop(transformer, None)
        self._forwards.pop(transformer, None)
        self._unplace(transformer)

    # --- where parts are ------------------------------------------------------------------------

    def _place(self, network: nn.Module) -> None:
        self.placement.add(network)
        self._placed.append(network)

    def _unplace(self, network: nn.Module) -> None:
        if network in self._placed:
            self.placement.remove(network)
            self._placed.remove(network)

    def _place_anew(self) -> None:
        """Move everything that is in memory if this job's plan puts it elsewhere."""
        plan = self._job.plan
        wanted = (plan.device, plan.offload, plan.resident_blocks, plan.pinned_bytes)
        if wanted == self._placed_for:
            return
        networks = tuple(self._placed)
        for network in networks:
            self._unplace(network)
            network.to("cpu")
        self._placed_for = wanted
        self._placement = Placement(plan, self._tuning.pinned_budget_bytes)
        for network in networks:
            self._place(network)

    def _kept(self, name: str, load: Callable[[], Held]) -> Held:
        slot = self._slots.get(name)
        if slot is None:
            slot = self._slots[name] = _Slot(self._keys[name], load())
        return slot.part

    def _timed(self, part: str, load: Callable[[], Held]) -> Held:
        """Load a part and report it."""
        started = time.perf_counter()
        loaded = load()
        seconds = time.perf_counter() - started
        self.loaded.append(part)
        self.seconds_loading += seconds
        resident_bytes = psutil.Process().memory_info().rss
        self._emit(
            PartLoaded(
                job_id=self._job.job_id, part=part, seconds=seconds, resident_bytes=resident_bytes
            )
        )
        return loaded


def _keys(job: Render) -> dict[str, tuple[object, ...]]:
    """What each part is loaded for: a part is as good for another job whose key is the same."""
    plan, parts = job.plan, job.parts
    return {
        "tokenizer": (_fingerprint(parts.tokenizer),),
        "text_encoder": (
            _fingerprint(parts.text_encoder),
            plan.precision,
            plan.text_encoder_quantization,
            plan.text_encoder_device,
        ),
        "vae": (_fingerprint(parts.vae),),
        "transformer": (
            parts.variant,
            _fingerprint(parts.transformer),
            parts.transformer_2 and _fingerprint(parts.transformer_2),
            plan.precision,
            plan.quantization,
            plan.device,
            plan.keep_both_experts,
        ),
    }


def _digest(*keys: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(keys).encode()).hexdigest()


def _fingerprint(part: str) -> str:
    """Changes when a file of the part is replaced; reads no content."""
    return fingerprint_of(Path(part))
