"""The child processes of `gpu.py`: a `Cell` per line on stdin, its figures per line on stdout.

Networks have their published sizes and random weights; what brings them to the card, cuts the
forward into slices, quantizes and decodes are the engine's own modules.
"""

import os
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

import psutil
import torch
from accelerate import init_empty_weights
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from gpu_cells import Cell, Failure, Figures, State
from torch import Tensor, nn

from wan22_desktop.core.published_models import transformer_config, vae_config
from wan22_desktop.core.values import Value
from wan22_desktop.engine.decoding.decoder import decode
from wan22_desktop.engine.dtypes import DTYPES
from wan22_desktop.engine.loading.quantization import quantize
from wan22_desktop.engine.memory.chunked_forward import use_chunked_forward
from wan22_desktop.engine.memory.limits import apply_memory_cap, free_memory
from wan22_desktop.engine.memory.offload import Placement
from wan22_desktop.engine.speed.attention import apply_attention
from wan22_desktop.engine_protocol.plan import Offload

TEXT_TOKENS = 512
COPIED_BYTES = 1 << 30
WARM_UP_LATENT_FRAMES = 3
"""Of a decode: the first is computed in another way than those after it."""
_PATTERN_COUNT = (1 << 24) - 3
"""Random numbers that are repeated: an odd count, so that no two rows of a matrix are alike."""
_WEIGHT_DEVIATION = 0.02
_TINY_TRANSFORMER = {
    "num_attention_heads": 2,
    "attention_head_dim": 16,
    "ffn_dim": 64,
    "num_layers": 3,
    "text_dim": 32,
    "freq_dim": 32,
}
_TINY_VAE = {"base_dim": 8, "num_res_blocks": 1}


class Meter:
    """Time and memory of what runs on a device."""

    def __init__(self, device: torch.device) -> None:
        self._cuda = device.type == "cuda"

    def forget_peak(self) -> None:
        if self._cuda:
            torch.cuda.synchronize()
            torch.cuda.reset_peak_memory_stats()

    def peak_bytes(self) -> int:
        if self._cuda:
            return torch.cuda.max_memory_allocated()
        return psutil.Process().memory_info().rss

    def seconds(self, run: Callable[[], object]) -> float:
        """Of one run, from an idle device to an idle device."""
        if self._cuda:
            torch.cuda.synchronize()
        started = time.perf_counter()
        run()
        if self._cuda:
            torch.cuda.synchronize()
        return time.perf_counter() - started

    def figures(
        self, run: Callable[[], object], repeats: int, *, warm_up: Callable[[], object]
    ) -> Figures:
        """The median of `repeats` runs and the highest peak, warming up included."""
        self.forget_peak()
        warm_up()
        seconds = [self.seconds(run) for _ in range(repeats)]
        return Figures(seconds=statistics.median(seconds), peak_bytes=self.peak_bytes())


def random_transformer(cell: Cell, device: torch.device) -> WanTransformer3DModel:
    """One expert in the plan's precision, its fp32 parts in fp32, on `device`."""
    config = transformer_config(cell.variant) | (_TINY_TRANSFORMER if cell.tiny else {})
    with init_empty_weights():
        network: Any = WanTransformer3DModel.from_config(config)
    in_fp32 = frozenset(network._keep_in_fp32_modules)  # noqa: SLF001 - has no public name
    dtype = DTYPES[cell.plan.precision]

    def dtype_of(name: str) -> torch.dtype:
        return dtype if in_fp32.isdisjoint(name.split(".")) else torch.float32

    return _filled(network, dtype_of, device)


def random_vae(cell: Cell) -> AutoencoderKLWan:
    """In fp32 on the host, where the app keeps it."""
    config = vae_config(cell.variant)
    if cell.tiny:
        config |= _TINY_VAE | ({"decoder_base_dim": 8} if "decoder_base_dim" in config else {})
    with init_empty_weights():
        network: Any = AutoencoderKLWan.from_config(config)
    return _filled(network, lambda _name: torch.float32, torch.device("cpu"))


def _filled(network: Any, dtype_of: Callable[[str], torch.dtype], device: torch.device) -> Any:  # noqa: ANN401
    """Every parameter from one seeded pattern, small enough that no layer overflows."""
    random = torch.Generator().manual_seed(0)
    pattern = torch.randn(_PATTERN_COUNT if device.type == "cuda" else 1 << 20, generator=random)
    pattern = (pattern * _WEIGHT_DEVIATION).to(device)
    patterns = {dtype: pattern.to(dtype) for dtype in (torch.float32, torch.bfloat16)}
    for name, parameter in tuple(network.named_parameters()):
        tensor = torch.empty(parameter.shape, dtype=dtype_of(name), device=device)
        if name.endswith("gamma") or (name.endswith("weight") and tensor.ndim == 1):
            tensor.fill_(1.0)  # norms
        else:
            flat, source = tensor.view(-1), patterns[tensor.dtype]
            for start in range(0, flat.numel(), source.numel()):
                part = flat[start : start + source.numel()]
                part.copy_(source[: part.numel()])
        module_name, _, own_name = name.rpartition(".")
        filled = nn.Parameter(tensor, requires_grad=False)
        network.get_submodule(module_name).register_parameter(own_name, filled)
    return network.eval().requires_grad_(requires_grad=False)


def latents_of(cell: Cell, channels: int, spatial_scale: int) -> Tensor:
    """Noise [1, channels, latent frames, rows, columns] on the host, in fp32."""
    frames = (cell.num_frames - 1) // 4 + 1
    shape = (1, channels, frames, cell.height // spatial_scale, cell.width // spatial_scale)
    return torch.randn(shape, generator=torch.Generator().manual_seed(1))


def forward_of(cell: Cell, network: Any, device: torch.device) -> Callable[[], None]:  # noqa: ANN401
    """One call as the sampling makes it; raises ArithmeticError if its numbers are not finite."""
    dtype = DTYPES[cell.plan.precision]
    scale = int(vae_config(cell.variant).get("scale_factor_spatial") or 8)
    latents = latents_of(cell, network.config["in_channels"], scale).to(device, dtype)
    text = torch.randn(
        (1, TEXT_TOKENS, network.config["text_dim"]), generator=torch.Generator().manual_seed(2)
    ).to(device, dtype)
    timestep = torch.tensor([500], device=device)

    @torch.no_grad()
    def forward() -> None:
        (velocity,) = network(
            hidden_states=latents, timestep=timestep, encoder_hidden_states=text, return_dict=False
        )
        if not bool(torch.isfinite(velocity).all()):
            raise ArithmeticError("the forward gave numbers that are not finite")

    return forward


@contextmanager
def placed(cell: Cell) -> Iterator[tuple[Any, Placement | None]]:
    """The transformer as the cell wants it; its placement if it is the app's."""
    plan = cell.plan
    device, host = torch.device(plan.device), torch.device("cpu")
    stays = cell.bare == "resident" or (cell.bare is None and plan.offload is Offload.RESIDENT)
    network = random_transformer(cell, device if stays else host)
    apply_attention(network, plan.attention)
    if cell.bare == "group":
        network.enable_group_offload(
            onload_device=device,
            offload_device=host,
            offload_type="block_level",
            num_blocks_per_group=1,
            use_stream=device.type == "cuda",
            record_stream=device.type == "cuda",
        )
    if cell.bare is not None:
        yield network, None
        return
    quantize(network, plan.quantization, DTYPES[plan.precision], device=device)
    use_chunked_forward(network, plan.chunk_tokens)
    placement = Placement(plan)
    free_memory()  # what filling and quantizing left in the allocator
    placement.add(network)
    yield network, placement
    placement.remove(network)


def measure_forward(cell: Cell) -> Figures:
    device = torch.device(cell.plan.device)
    with placed(cell) as (network, _):
        forward = forward_of(cell, network, device)
        return Meter(device).figures(forward, cell.repeats, warm_up=forward)


def measure_decode(cell: Cell) -> Figures:
    plan = cell.plan.decode
    device = torch.device(plan.device)
    vae = random_vae(cell)
    latents = latents_of(
        cell, int(vae.config["z_dim"]), int(vae.config["scale_factor_spatial"])
    ).to(device)
    return Meter(device).figures(
        lambda: decode(vae, latents, plan),
        1,
        warm_up=lambda: decode(vae, latents[:, :, :WARM_UP_LATENT_FRAMES], plan),
    )


def measure_copy(cell: Cell) -> Figures:
    """From page-locked memory, as blocks are streamed."""
    device = torch.device(cell.plan.device)
    size_bytes = 1 << 20 if cell.tiny else COPIED_BYTES
    source = torch.zeros(size_bytes, dtype=torch.uint8, pin_memory=device.type == "cuda")
    target = torch.empty_like(source, device=device)

    def copy() -> None:
        target.copy_(source, non_blocking=True)

    found = Meter(device).figures(copy, 5, warm_up=copy)
    return found.model_copy(update={"gb_s": size_bytes / found.seconds / 1e9})


def hold(cell: Cell, orders: TextIO) -> None:
    """Compute until a line comes, take the network off the card, and go on at the next line."""
    told = threading.Event()

    def listen() -> None:
        for _ in orders:
            told.set()
        os._exit(0)  # nobody is there any more

    threading.Thread(target=listen, daemon=True).start()
    with placed(cell) as (network, placement):
        forward = forward_of(cell, network, torch.device(cell.plan.device))
        while True:
            forward()
            _say(State(state="computing"))
            while not told.is_set():
                forward()
            told.clear()
            if placement is not None:
                placement.clear()
            free_memory()
            _say(State(state="paused"))
            told.wait()
            told.clear()


def answer(cell: Cell) -> Value:
    """Figures, or why there are none; this process serves on either way."""
    measures = {"forward": measure_forward, "decode": measure_decode, "copy": measure_copy}
    try:
        apply_memory_cap(cell.plan)
        return measures[cell.kind](cell)
    except torch.OutOfMemoryError:
        return Failure(reason="out of memory")
    except Exception as error:  # noqa: BLE001 - a cell that fails costs only itself
        lines = str(error).strip().splitlines() or [""]
        return Failure(reason=f"{type(error).__name__}: {lines[0][:160]}")


def _say(value: Value) -> None:
    sys.stdout.write(f"{value.to_json()}\n")
    sys.stdout.flush()


def main() -> None:
    while line := sys.stdin.readline():
        cell = Cell.from_json(line)
        if cell.kind == "hold":
            apply_memory_cap(cell.plan)
            hold(cell, sys.stdin)
        _say(answer(cell))
        free_memory()


if __name__ == "__main__":
    main()
