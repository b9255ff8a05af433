"""Frames between frames, by FFmpeg's motion-compensated filter `minterpolate`."""

from collections.abc import Iterator
from fractions import Fraction
from typing import cast

import av
import av.filter
from av.error import BlockingIOError as NothingYetError
from av.error import EOFError as EndError
from av.video.reformatter import ColorRange, Colorspace

from wan22_desktop.engine.video_file import Frames

_PIXELS = av.VideoFormat("yuv444p")
_FILTER = "mi_mode=mci:mc_mode=aobmc:me_mode=bidir:vsbmc=1"
"""Blocks of the picture are followed in both directions and blended where they overlap."""


def interpolated(frames: Iterator[Frames], factor: int) -> Iterator[Frames]:
    """`factor - 1` new frames between each two: (n - 1) * factor + 1 of n.

    The given frames come out as they are; only those between are the filter's. It computes on one
    thread and holds four frames.
    """
    first = next(frames, None)
    if first is None:
        return
    graph = _graph(first, factor)
    waiting = {0: first}
    """What the filter was given, by number, as long as it has not come to it."""
    last = first
    graph.vpush(_for_the_filter(first, 0))
    count = 1
    for last in frames:
        waiting[count] = last
        graph.vpush(_for_the_filter(last, count))
        count += 1
        yield from _placed(graph, factor, waiting)
    # It ends one frame before its last: this one is shown again.
    graph.vpush(_for_the_filter(last, count))
    graph.vpush(None)
    yield from _placed(graph, factor, waiting)
    yield from waiting.values()  # a clip of one frame has nothing between


def _graph(frame: Frames, factor: int) -> av.filter.Graph:
    height, width = frame.shape[:2]
    graph = av.filter.Graph()
    chain = (
        graph.add_buffer(width=width, height=height, format=_PIXELS, time_base=Fraction(1)),
        graph.add("minterpolate", f"fps={factor}:{_FILTER}"),
        graph.add("buffersink"),
    )
    graph.link_nodes(*chain).configure()
    return graph


def _for_the_filter(frame: Frames, number: int) -> av.VideoFrame:
    """One second for each frame."""
    converted = av.VideoFrame.from_ndarray(frame, format="rgb24").reformat(
        format=_PIXELS.name,
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
    )
    converted.pts, converted.time_base = number, Fraction(1)
    return converted


def _placed(graph: av.filter.Graph, factor: int, waiting: dict[int, Frames]) -> Iterator[Frames]:
    """What the filter has ready, its copies of given frames replaced by those."""
    while True:
        try:
            frame = graph.vpull()
        except (NothingYetError, EndError):
            return
        if not isinstance(frame, av.VideoFrame) or frame.pts is None or not waiting:
            continue
        number, between = divmod(frame.pts, factor)
        if between:
            pixels = frame.to_ndarray(
                format="rgb24", src_colorspace=Colorspace.ITU709, src_color_range=ColorRange.MPEG
            )
            yield cast("Frames", pixels)
        elif number in waiting:
            yield waiting.pop(number)
