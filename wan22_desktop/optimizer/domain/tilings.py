"""Ways to cut a clip into tiles for the VAE, from whole frames to small tiles."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from wan22_desktop.engine_protocol.plan import Precision, Tiling
from wan22_desktop.optimizer.domain.model_shape import ClipShape, VaeShape
from wan22_desktop.optimizer.domain.vae_walk import decode_cost, encode_cost

OVERLAP_PX = 64
"""Tiles are blended into each other over so many pixels, as diffusers does by default."""

SMALLEST_TILE_PX = 192


@dataclass(frozen=True, slots=True)
class TiledCost:
    """Of the whole clip."""

    flops: int
    peak_bytes: int
    """Beside the weights."""


@lru_cache(maxsize=256)
def tilings_of(clip: ClipShape) -> tuple[Tiling | None, ...]:
    """None for whole frames, then ever smaller tiles; neighbours differ in about half the size."""
    unit = clip.model.vae.spatial_scale
    found: list[Tiling | None] = [None]
    rows = columns = 1
    while True:
        # The longer side of a tile is cut next.
        if clip.height / rows > clip.width / columns:
            rows += 1
        else:
            columns += 1
        tile = Tiling(
            tile_height=_tile(clip.height, rows, unit),
            tile_width=_tile(clip.width, columns, unit),
            stride_height=_stride(clip.height, rows, unit),
            stride_width=_stride(clip.width, columns, unit),
        )
        if min(tile.tile_height, tile.tile_width) < SMALLEST_TILE_PX or tile in found:
            return tuple(found)
        found.append(tile)


def tiled_decode_cost(clip: ClipShape, tiling: Tiling | None, precision: Precision) -> TiledCost:
    """Decoding with diffusers' loop, which keeps every tile on the device until all are joined."""
    vae = clip.model.vae
    if tiling is None:
        whole = decode_cost(
            vae, clip.latent_rows, clip.latent_columns, clip.latent_frames, precision
        )
        return TiledCost(whole.flops, whole.peak_bytes)
    costs = [
        decode_cost(vae, rows, columns, clip.latent_frames, precision)
        for rows, columns in _tiles(clip, tiling, vae)
    ]
    kept = working = 0
    for cost in costs:
        working = max(working, kept + cost.peak_bytes)
        kept += cost.result_bytes
    clip_bytes = decode_cost(
        vae, clip.latent_rows, clip.latent_columns, clip.latent_frames, precision
    ).result_bytes
    # Beside the tiles: the rows, the clip and its clamped copy.
    return TiledCost(sum(cost.flops for cost in costs), max(working, kept + 3 * clip_bytes))


def tiled_encode_cost(clip: ClipShape, tiling: Tiling | None, latent_frames: int) -> TiledCost:
    """Encoding so many latent frames in fp32, the pictures on the device included."""
    vae = clip.model.vae
    frames = (latent_frames - 1) * vae.temporal_scale + 1
    pictures = 4 * 3 * frames * clip.height * clip.width
    if vae.patch_size > 1:
        pictures *= 2  # the pixels put together are a copy
    places = (
        [(clip.latent_rows, clip.latent_columns)]
        if tiling is None
        else list(_tiles(clip, tiling, vae))
    )
    costs = [
        encode_cost(vae, rows, columns, latent_frames, Precision.FP32) for rows, columns in places
    ]
    kept = sum(cost.result_bytes for cost in costs)
    peak = pictures + kept + max(cost.peak_bytes for cost in costs)
    return TiledCost(sum(cost.flops for cost in costs), peak)


def _stride(side: int, count: int, unit: int) -> int:
    return ceil(side / count / unit) * unit


def _tile(side: int, count: int, unit: int) -> int:
    """A tile is a stride and the overlap, and no larger than the clip."""
    return min(_stride(side, count, unit) + OVERLAP_PX, side) if count > 1 else side


def _tiles(clip: ClipShape, tiling: Tiling, vae: VaeShape) -> Iterator[tuple[int, int]]:
    """Rows and columns in latents of each tile, in the order in which they are decoded."""
    unit = vae.spatial_scale
    for top in range(0, clip.latent_rows, tiling.stride_height // unit):
        rows = min(tiling.tile_height // unit, clip.latent_rows - top)
        for left in range(0, clip.latent_columns, tiling.stride_width // unit):
            yield rows, min(tiling.tile_width // unit, clip.latent_columns - left)
