"""What the VAE allocates and computes, found by walking through its layers with numbers only.

The walk follows diffusers 0.42.1's `AutoencoderKLWan` operation by operation, one latent frame
after another as the networks do, and notes what is alive at each moment. From the third chunk on
every chunk is like the last, so longer clips cost no longer walk. Inputs and weights are not
counted, nor what a convolution kernel needs inside itself.
"""

from dataclasses import dataclass
from functools import lru_cache

from wan22_desktop.engine_protocol.plan import Precision
from wan22_desktop.optimizer.domain.model_shape import VaeShape
from wan22_desktop.optimizer.domain.vae_layers import Place, Walk
from wan22_desktop.optimizer.domain.weights import bytes_per_number

_WALKED_CHUNKS = 4
"""The first has one frame; the third is the first whose caches are full."""


@dataclass(frozen=True, slots=True)
class VaeCost:
    """Of one pass over one tile, or over whole frames."""

    flops: int
    work_bytes: int
    """Peak of one chunk beside what the finished chunks gave."""
    chunk_bytes: int
    """What one latent frame becomes: four frames, or one after encoding."""
    first_chunk_bytes: int
    chunks: int
    parameters: int
    """Of this half of the network."""

    @property
    def result_bytes(self) -> int:
        return self.first_chunk_bytes + (self.chunks - 1) * self.chunk_bytes

    @property
    def peak_bytes(self) -> int:
        """With the finished chunks on the device: while the last one is made, or joined."""
        earlier = max(0, self.result_bytes - self.chunk_bytes)
        joining = 2 * self.result_bytes if self.chunks > 1 else self.result_bytes
        return max(earlier + self.work_bytes, joining)


@lru_cache(maxsize=4096)
def decode_cost(
    vae: VaeShape, rows: int, columns: int, latent_frames: int, precision: Precision
) -> VaeCost:
    """Decoding latents of `rows` x `columns` by `latent_frames`, without `quant_conv`'s share."""
    walk = Walk(bytes_per_number(precision))
    peaks, flops, results = [], [], []
    for chunk in range(min(latent_frames, _WALKED_CHUNKS)):
        walk.chunk, walk.peak = chunk, walk.live
        walk.begin()
        result = _decode_chunk(walk, vae, Place(1, rows, columns))
        peaks.append(walk.peak)
        flops.append(walk.flops)
        results.append(result)
        walk.drop(result)
    per_place = 2 * vae.z_dim * vae.z_dim
    return _cost(walk, peaks, flops, results, latent_frames, per_place * rows * columns)


@lru_cache(maxsize=1024)
def encode_cost(
    vae: VaeShape, rows: int, columns: int, latent_frames: int, precision: Precision
) -> VaeCost:
    """Encoding frames that become latents of `rows` x `columns` by `latent_frames`."""
    walk = Walk(bytes_per_number(precision))
    scale = vae.spatial_scale // vae.patch_size
    peaks, flops, results = [], [], []
    for chunk in range(min(latent_frames, _WALKED_CHUNKS)):
        walk.chunk, walk.peak = chunk, walk.live
        walk.begin()
        frames = 1 if chunk == 0 else vae.temporal_scale
        result = _encode_chunk(walk, vae, Place(frames, rows * scale, columns * scale))
        peaks.append(walk.peak)
        flops.append(walk.flops)
        results.append(result)
        walk.drop(result)
    per_place = 2 * (2 * vae.z_dim) ** 2
    return _cost(walk, peaks, flops, results, latent_frames, per_place * rows * columns)


def _cost(
    walk: Walk,
    peaks: list[int],
    flops: list[int],
    results: list[int],
    chunks: int,
    quant_flops: int,
) -> VaeCost:
    return VaeCost(
        flops=sum(flops) + flops[-1] * (chunks - len(flops)) + quant_flops * chunks,
        work_bytes=max(peaks),
        chunk_bytes=results[-1],
        first_chunk_bytes=results[0],
        chunks=chunks,
        parameters=walk.parameters,
    )


def _decode_chunk(walk: Walk, vae: VaeShape, place: Place) -> int:
    """WanDecoder3d on one latent frame; the bytes of its result, which is alive."""
    mult = (vae.dim_mult[-1], *reversed(vae.dim_mult))
    dims = [vae.decoder_base_dim * m for m in mult]
    in_time = tuple(reversed(vae.temporal_downsample))
    x = walk.middle(dims[0], place, walk.causal(vae.z_dim, dims[0], place))
    current = dims[0]
    for index, c_out in enumerate(dims[1:]):
        # A block's input stays with its caller until the block returns.
        entering, copy = x, walk.take(x) if vae.is_residual else 0
        x = walk.residual(current, c_out, place)
        for _ in range(vae.num_res_blocks):
            x = walk.then(x, walk.residual(c_out, c_out, place))
        current = c_out
        if index < len(vae.dim_mult) - 1:
            current = c_out if vae.is_residual else c_out // 2
            place = walk.upsample(c_out, current, place, in_time=in_time[index])
            x = walk.then(x, walk.bytes(current, place))
            if vae.is_residual:
                x = walk.then(x, _repeated_shortcut(walk, current, place))
        walk.drop(copy, entering)
    out = walk.norm_and_silu(current, place.numbers, keep_input=x)
    result = walk.causal(current, vae.image_channels, place)
    walk.drop(out)
    return result


def _repeated_shortcut(walk: Walk, channels: int, place: Place) -> int:
    """DupUp3D beside a residual block's upsampling, and their sum; what went up stays alive."""
    frames = place.frames if walk.chunk else 2 * place.frames  # the first chunk drops some
    size = walk.bytes(channels, Place(frames, place.height, place.width))
    repeated = walk.take(size)
    ordered = walk.take(size)
    walk.drop(repeated)
    total = walk.take(walk.bytes(channels, place))
    walk.drop(ordered)
    return total


def _encode_chunk(walk: Walk, vae: VaeShape, place: Place) -> int:
    """WanEncoder3d on the frames of one latent frame; the bytes of its result."""
    dims = [vae.base_dim * m for m in (1, *vae.dim_mult)]
    x = walk.causal(vae.image_channels, dims[0], place)
    current = dims[0]
    for index, c_out in enumerate(dims[1:]):
        # Wan 2.1's encoder is flat: there the input of a stage is dropped after one residual.
        entering, copy = (x, walk.take(x)) if vae.is_residual else (0, 0)
        first = walk.residual(current, c_out, place)
        x = first if vae.is_residual else walk.then(x, first)
        for _ in range(vae.num_res_blocks - 1):
            x = walk.then(x, walk.residual(c_out, c_out, place))
        current = c_out
        if index < len(vae.dim_mult) - 1:
            place = walk.downsample(c_out, place, in_time=vae.temporal_downsample[index])
            x = walk.then(x, walk.bytes(c_out, place))
        if vae.is_residual:
            ordered = walk.take(copy)
            mean = walk.take(x)
            walk.drop(ordered)
            x = walk.then(x, walk.take(x))
            walk.drop(mean)
        walk.drop(copy, entering)
    x = walk.middle(current, place, x)
    out = walk.norm_and_silu(current, place.numbers, keep_input=x)
    result = walk.causal(current, 2 * vae.z_dim, place)
    walk.drop(out)
    return result
