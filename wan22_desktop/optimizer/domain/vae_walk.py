"""What the VAE allocates and computes, found by walking through its layers with numbers only.

The walk follows diffusers 0.42.1's `AutoencoderKLWan` operation by operation, one latent frame
after another as the networks do, and notes what is alive at each moment. From the third chunk on
every chunk is like the last, so longer clips cost no longer walk. Inputs and weights are not
counted, nor what a convolution kernel needs inside itself.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from wan22_desktop.engine_protocol.plan import Precision
from wan22_desktop.optimizer.domain.model_shape import VaeShape
from wan22_desktop.optimizer.domain.weights import bytes_per_number

_FP32 = 4
_CACHE_FRAMES = 2
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


@dataclass(slots=True)
class _Walk:
    """Live bytes, their peak, and FLOPs of what is walked through."""

    number: int
    """Bytes of one number."""
    live: int = 0
    peak: int = 0
    flops: int = 0
    parameters: int = 0
    caches: list[tuple[int, int]] = field(default_factory=list)
    """Frames and bytes that each convolution keeps, in the order of the convolutions."""
    at: int = 0
    """The convolution that comes next."""
    chunk: int = 0

    def take(self, size: int) -> int:
        """Allocate `size` bytes; its size, for `drop`."""
        self.live += size
        self.peak = max(self.peak, self.live)
        return size

    def drop(self, *sizes: int) -> None:
        self.live -= sum(sizes)

    def begin(self) -> None:
        self.at = 0
        self.flops = 0

    def weights(self, count: int) -> None:
        if self.chunk == 0:
            self.parameters += count

    # Each step below takes the place of a module: its input is alive and stays so, its output is
    # alive afterwards and returned as bytes.

    def plain(self, c_in: int, c_out: int, kernel: int, numbers: int) -> int:
        """A convolution without cache, on `numbers` output places."""
        self.weights(c_in * c_out * kernel + c_out)
        self.flops += 2 * c_in * c_out * kernel * numbers
        return self.take(c_out * numbers * self.number)

    def norm_and_silu(self, channels: int, numbers: int, *, keep_input: int = 0) -> int:
        """RMS norm and activation; `keep_input` is dropped once it is normed."""
        size = channels * numbers * self.number
        self.weights(channels)
        wide = channels * numbers * _FP32
        if self.number == _FP32:
            quotient = self.take(size)
        else:
            as_float, divided = self.take(wide), self.take(wide)
            self.drop(as_float)
            quotient = self.take(size)
            self.drop(divided)
        scaled = self.take(size)
        self.drop(quotient)
        normed = self.take(size)
        self.drop(scaled, keep_input)
        out = self.take(size)
        self.drop(normed)
        return out

    def causal(self, c_in: int, c_out: int, place: "_Place") -> int:
        """A 3 x 3 x 3 convolution that keeps its last two frames for the next chunk."""
        frame = c_in * place.height * place.width * self.number
        return self._cached(
            c_in,
            c_out,
            27,
            place,
            frame,
            c_in * (place.height + 2) * (place.width + 2) * self.number,
        )

    def _cached(
        self, c_in: int, c_out: int, kernel: int, place: "_Place", frame: int, padded_frame: int
    ) -> int:
        old_frames, old = self._cache()
        kept = min(_CACHE_FRAMES, place.frames)
        new = self.take(kept * frame)
        if kept < _CACHE_FRAMES and self.chunk > 0:
            joined = self.take((kept + 1) * frame)
            self.drop(new)
            kept, new = kept + 1, joined
        together = self.take((old_frames + place.frames) * frame) if old_frames else 0
        padded = self.take((place.frames + 2) * padded_frame)
        self.drop(together)
        out = self.plain(c_in, c_out, kernel, place.numbers)
        self.drop(padded)
        self._keep(kept, new)
        self.drop(old)
        return out

    def _cache(self) -> tuple[int, int]:
        return self.caches[self.at] if self.at < len(self.caches) else (0, 0)

    def _keep(self, frames: int, size: int) -> None:
        if self.at < len(self.caches):
            self.caches[self.at] = (frames, size)
        else:
            self.caches.append((frames, size))
        self.at += 1

    def residual(self, c_in: int, c_out: int, place: "_Place") -> int:
        """A WanResidualBlock."""
        size_in = c_in * place.numbers * self.number
        shortcut = 0
        if c_in != c_out:
            copy = self.take(size_in)
            shortcut = self.plain(c_in, c_out, 1, place.numbers)
            self.drop(copy)
        x = self.norm_and_silu(c_in, place.numbers)
        y = self.causal(c_in, c_out, place)
        self.drop(x)
        z = self.norm_and_silu(c_out, place.numbers, keep_input=y)
        last = self.causal(c_out, c_out, place)
        self.drop(z)
        out = self.take(c_out * place.numbers * self.number)
        self.drop(last, shortcut)
        return out

    def attention(self, channels: int, place: "_Place") -> int:
        """A WanAttentionBlock: each frame attends to itself."""
        size = channels * place.numbers * self.number
        self.weights(channels)
        per_frame = place.height * place.width
        normed = self.take(size)
        qkv = self.plain(channels, 3 * channels, 1, place.numbers)
        turned = self.take(3 * size)
        self.drop(qkv, normed)
        self.flops += 4 * per_frame * per_frame * channels * place.frames
        attended = self.take(size)
        self.drop(turned)
        projected = self.plain(channels, channels, 1, place.numbers)
        out = self.take(size)
        self.drop(attended, projected)
        return out

    def middle(self, channels: int, place: "_Place", entering: int) -> int:
        """A WanMidBlock; drops what enters."""
        x = self.then(entering, self.residual(channels, channels, place))
        x = self.then(x, self.attention(channels, place))
        return self.then(x, self.residual(channels, channels, place))

    def then(self, before: int, after: int) -> int:
        """`after` takes the place of `before`."""
        self.drop(before)
        return after

    def upsample(self, c_in: int, c_out: int, place: "_Place", *, in_time: bool) -> "_Place":
        """A WanResample; the output's bytes are `place_bytes(c_out, result)`."""
        x = 0
        frames = place.frames
        frame = c_in * place.height * place.width * self.number
        if in_time:
            if self.chunk == 0:
                self.weights(3 * c_in * 2 * c_in + 2 * c_in)
                self._keep(0, 0)
            else:
                doubled = self._cached(c_in, 2 * c_in, 3, place, frame, frame)
                x = self.take(2 * frames * frame)
                self.drop(doubled)
                frames *= 2
        if frames > 1:
            x = self.then(x, self.take(frames * frame))
        grown = 4 * frames * c_in * place.height * place.width
        if self.number == _FP32:
            large = self.take(grown * _FP32)
        else:
            as_float = self.take(grown // 4 * _FP32)
            wide = self.take(grown * _FP32)
            self.drop(as_float)
            large = self.take(grown * self.number)
            self.drop(wide)
        self.drop(x)
        after = _Place(frames, 2 * place.height, 2 * place.width)
        self.plain(c_in, c_out, 9, after.numbers)
        self.drop(large)
        return after

    def downsample(self, channels: int, place: "_Place", *, in_time: bool) -> "_Place":
        """A WanResample that halves."""
        turned = self.take(self.bytes(channels, place)) if place.frames > 1 else 0
        padded_numbers = place.frames * (place.height + 1) * (place.width + 1)
        padded = self.take(channels * padded_numbers * self.number)
        self.drop(turned)
        after = _Place(place.frames, place.height // 2, place.width // 2)
        x = self.plain(channels, channels, 9, after.numbers)
        self.drop(padded)
        if not in_time:
            return after
        frame = channels * after.height * after.width * self.number
        if self.chunk == 0:
            self.weights(3 * channels * channels + channels)
            self._keep(1, self.take(after.frames * frame))
            return after
        _, old = self._cache()
        new = self.take(frame)
        together = self.take((after.frames + 1) * frame)
        halved = _Place(after.frames // 2, after.height, after.width)
        copy = self.take(together)  # padding by nothing copies
        self.plain(channels, channels, 3, halved.numbers)
        self.drop(together, copy, x, old)
        self._keep(1, new)
        return halved

    def bytes(self, channels: int, place: "_Place") -> int:
        return channels * place.numbers * self.number


@dataclass(frozen=True, slots=True)
class _Place:
    """Frames, rows and columns at one depth of the network."""

    frames: int
    height: int
    width: int

    @property
    def numbers(self) -> int:
        return self.frames * self.height * self.width


@lru_cache(maxsize=4096)
def decode_cost(
    vae: VaeShape, rows: int, columns: int, latent_frames: int, precision: Precision
) -> VaeCost:
    """Decoding latents of `rows` x `columns` by `latent_frames`, without `quant_conv`'s share."""
    walk = _Walk(bytes_per_number(precision))
    peaks, flops, results = [], [], []
    for chunk in range(min(latent_frames, _WALKED_CHUNKS)):
        walk.chunk, walk.peak = chunk, walk.live
        walk.begin()
        result = _decode_chunk(walk, vae, _Place(1, rows, columns))
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
    walk = _Walk(bytes_per_number(precision))
    scale = vae.spatial_scale // vae.patch_size
    peaks, flops, results = [], [], []
    for chunk in range(min(latent_frames, _WALKED_CHUNKS)):
        walk.chunk, walk.peak = chunk, walk.live
        walk.begin()
        frames = 1 if chunk == 0 else vae.temporal_scale
        result = _encode_chunk(walk, vae, _Place(frames, rows * scale, columns * scale))
        peaks.append(walk.peak)
        flops.append(walk.flops)
        results.append(result)
        walk.drop(result)
    per_place = 2 * (2 * vae.z_dim) ** 2
    return _cost(walk, peaks, flops, results, latent_frames, per_place * rows * columns)


def _cost(
    walk: _Walk,
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


def _decode_chunk(walk: _Walk, vae: VaeShape, place: _Place) -> int:
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


def _repeated_shortcut(walk: _Walk, channels: int, place: _Place) -> int:
    """DupUp3D beside a residual block's upsampling, and their sum; what went up stays alive."""
    frames = place.frames if walk.chunk else 2 * place.frames  # the first chunk drops some
    size = walk.bytes(channels, _Place(frames, place.height, place.width))
    repeated = walk.take(size)
    ordered = walk.take(size)
    walk.drop(repeated)
    total = walk.take(walk.bytes(channels, place))
    walk.drop(ordered)
    return total


def _encode_chunk(walk: _Walk, vae: VaeShape, place: _Place) -> int:
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
