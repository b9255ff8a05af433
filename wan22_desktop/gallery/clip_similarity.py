"""Two clips compared frame by frame; plain Python, one frame at a time so that it can be left."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Self

from wan22_desktop.gallery.clip_decoder import ClipDecoder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from wan22_desktop.gallery.clip_decoder import DecodedFrame
    from wan22_desktop.gallery.domain.similarity import Similarity


class ClipComparison:
    """Frame n of one clip against frame n of the other, as far as both go.

    A second clip of another size is scaled to the first one's (bicubic). Raises UserError, here
    and in `next_frame`, for clips that cannot be read.
    """

    def __init__(self, first: Path, second: Path) -> None:
        self._first = ClipDecoder(first)
        try:
            self._second = ClipDecoder(second)
        except BaseException:
            self._first.close()
            raise
        self.frames: list[Similarity] = []
        self.num_frames = min(self._first.facts.num_frames, self._second.facts.num_frames)
        """How many frames both have."""

    @property
    def same_length(self) -> bool:
        return self._first.facts.num_frames == self._second.facts.num_frames

    @property
    def same_size(self) -> bool:
        return self._size(self._first) == self._size(self._second)

    @property
    def is_complete(self) -> bool:
        return len(self.frames) == self.num_frames

    def next_frame(self) -> "Similarity":
        """Compare one frame more and keep what comes of it; not to be asked when complete."""
        from wan22_desktop.gallery.domain.similarity import similarity_of

        number = len(self.frames)
        first = self._first.frame(number)
        second = self._second.frame(number, size=self._size(self._first))
        self.frames.append(similarity_of(_pixels(first), _pixels(second)))
        return self.frames[-1]

    def close(self) -> None:
        self._first.close()
        self._second.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @staticmethod
    def _size(clip: ClipDecoder) -> tuple[int, int]:
        return clip.facts.width, clip.facts.height


def compare_clips(
    first: Path, second: Path, check_cancelled: Callable[[], None] = lambda: None
) -> "tuple[Similarity, ...]":
    """Every frame that both clips have; raises UserError, and what `check_cancelled` raises."""
    with ClipComparison(first, second) as comparison:
        while not comparison.is_complete:
            check_cancelled()
            comparison.next_frame()
        return tuple(comparison.frames)


def _pixels(frame: "DecodedFrame") -> "NDArray[np.uint8]":
    import numpy as np

    rows = np.frombuffer(frame.rgb, np.uint8)[: frame.stride * frame.height]
    return rows.reshape(frame.height, frame.stride)[:, : frame.width * 3].reshape(
        frame.height, frame.width, 3
    )
