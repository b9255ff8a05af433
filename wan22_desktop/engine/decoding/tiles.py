"""How a frame is cut into overlapping tiles, and how their overlaps are blended."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from wan22_desktop.engine_protocol.plan import Tiling

_OVERLAP_PX = 48
"""Of tiles that we choose: seams stay unseen, and a tenth is computed twice."""
_SMALLEST_PX = 256


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile by its place in the grid and the latents that it is decoded from."""

    row: int
    column: int
    latent_rows: slice
    latent_columns: slice


def whole(height: int, width: int) -> Tiling:
    """One tile for a frame of so many pixels."""
    return Tiling(tile_height=height, tile_width=width, stride_height=height, stride_width=width)


def smaller_tilings(height: int, width: int, scale: int) -> Iterator[Tiling]:
    """Ever smaller tiles for a frame of so many pixels, `scale` pixels per latent.

    The longer side of the tile is divided each time, until none is longer than 256 pixels.
    """
    rows = columns = 1
    tiling = whole(height, width)
    while max(tiling.tile_height, tiling.tile_width) > _SMALLEST_PX:
        if tiling.tile_height > tiling.tile_width:
            rows += 1
        else:
            columns += 1
        tile_height, stride_height = _side(height, rows, scale)
        tile_width, stride_width = _side(width, columns, scale)
        tiling = Tiling(
            tile_height=tile_height,
            tile_width=tile_width,
            stride_height=stride_height,
            stride_width=stride_width,
        )
        yield tiling


def tiles_of(tiling: Tiling, height: int, width: int, scale: int) -> list[Tile]:
    """Row by row; a tiling that is no smaller than the frame makes one tile."""
    if tiling.tile_height >= height and tiling.tile_width >= width:
        return [Tile(0, 0, slice(0, height // scale), slice(0, width // scale))]
    tile_rows, tile_columns = tiling.tile_height // scale, tiling.tile_width // scale
    return [
        Tile(row, column, slice(top, top + tile_rows), slice(left, left + tile_columns))
        for row, top in enumerate(range(0, height // scale, tiling.stride_height // scale))
        for column, left in enumerate(range(0, width // scale, tiling.stride_width // scale))
    ]


class Blender:
    """Blends each tile with the one above and the one to its left.

    Of those it keeps the edges only: [batch, channels, frames, rows, columns] per group of frames.
    """

    def __init__(self, overlap_rows: int, overlap_columns: int) -> None:
        self._overlap_rows = overlap_rows
        self._overlap_columns = overlap_columns
        self._lower_edges: dict[tuple[int, int], Tensor] = {}
        """Of the last tile in each column, by column and group."""
        self._right_edges: dict[int, Tensor] = {}
        """Of the last tile, by group."""

    def blend(self, tile: Tile, group: int, pixels: Tensor) -> None:
        """Change the upper and left overlaps of `pixels` in place."""
        if tile.row > 0:
            _fade(self._lower_edges[tile.column, group], pixels, dim=-2)
        if tile.column > 0:
            _fade(self._right_edges[group], pixels, dim=-1)
        rows, columns = pixels.shape[-2:]
        self._lower_edges[tile.column, group] = pixels[
            ..., max(0, rows - self._overlap_rows) :, :
        ].clone()
        self._right_edges[group] = pixels[..., max(0, columns - self._overlap_columns) :].clone()


def _fade(before: Tensor, after: Tensor, dim: int) -> None:
    """Go over from the end of `before` to the beginning of `after`, in place in `after`."""
    extent = min(before.shape[dim], after.shape[dim])
    share = torch.arange(extent, dtype=torch.float64) / max(1, extent)
    shape = (-1, 1) if dim == -2 else (-1,)
    old, new = (s.to(after).view(shape) for s in (1 - share, share))
    start = after.narrow(dim, 0, extent)
    start.copy_(before.narrow(dim, before.shape[dim] - extent, extent) * old + start * new)


def _side(pixels: int, count: int, scale: int) -> tuple[int, int]:
    """Tile and stride in pixels where `count` tiles share a side."""
    stride = -(-pixels // scale // count) * scale
    if count == 1:
        return pixels, pixels
    return stride + _OVERLAP_PX, stride
