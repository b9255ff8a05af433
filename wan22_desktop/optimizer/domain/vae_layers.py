"""The VAE's layers as numbers: what each allocates, drops, computes and keeps for later."""

from dataclasses import dataclass, field

_FP32 = 4
_CACHE_FRAMES = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Frames, rows and columns at one depth of the network."""

    frames: int
    height: int
    width: int

    @property
    def numbers(self) -> int:
        return self.frames * self.height * self.width


@dataclass(slots=True)
class Walk:
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

    def causal(self, c_in: int, c_out: int, place: Place) -> int:
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
        self, c_in: int, c_out: int, kernel: int, place: Place, frame: int, padded_frame: int
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

    def residual(self, c_in: int, c_out: int, place: Place) -> int:
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

    def attention(self, channels: int, place: Place) -> int:
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

    def middle(self, channels: int, place: Place, entering: int) -> int:
        """A WanMidBlock; drops what enters."""
        x = self.then(entering, self.residual(channels, channels, place))
        x = self.then(x, self.attention(channels, place))
        return self.then(x, self.residual(channels, channels, place))

    def then(self, before: int, after: int) -> int:
        """`after` takes the place of `before`."""
        self.drop(before)
        return after

    def upsample(self, c_in: int, c_out: int, place: Place, *, in_time: bool) -> Place:
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
        after = Place(frames, 2 * place.height, 2 * place.width)
        self.plain(c_in, c_out, 9, after.numbers)
        self.drop(large)
        return after

    def downsample(self, channels: int, place: Place, *, in_time: bool) -> Place:
        """A WanResample that halves."""
        turned = self.take(self.bytes(channels, place)) if place.frames > 1 else 0
        padded_numbers = place.frames * (place.height + 1) * (place.width + 1)
        padded = self.take(channels * padded_numbers * self.number)
        self.drop(turned)
        after = Place(place.frames, place.height // 2, place.width // 2)
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
        halved = Place(after.frames // 2, after.height, after.width)
        copy = self.take(together)  # padding by nothing copies
        self.plain(channels, channels, 3, halved.numbers)
        self.drop(together, copy, x, old)
        self._keep(1, new)
        return halved

    def bytes(self, channels: int, place: Place) -> int:
        return channels * place.numbers * self.number
