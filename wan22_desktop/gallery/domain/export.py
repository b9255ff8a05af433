"""What a clip can be exported as, and what that means for names, sizes and times."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from wan22_desktop.core.safe_names import MAX_CHARACTERS, safe_name
from wan22_desktop.core.texts import tr

BEST_QUALITY = 100
_BEST_CRF, _WORST_CRF = 10, 36
"""x264's constant rate factor: 0 is lossless, 51 the worst; 23 is its own default, 17 to 18 are
said to be visually lossless (FFmpeg's H.264 guide)."""
_MOST_COLOURS, _FEWEST_COLOURS = 256, 32
_SHORTEST_GIF_DELAY = 2
"""In 1/100 s; browsers show frames with less as if they had 10."""
MIN_WIDTH_PX, MAX_WIDTH_PX = 16, 8192
_MOST_TRIES = 10_000


class ExportFormat(StrEnum):
    MP4 = "mp4"
    GIF = "gif"
    WEBP = "webp"
    FRAMES = "frames"
    """Every frame as a PNG, in a folder of their own."""
    FRAME = "frame"
    """The first frame of the range as a PNG."""

    @property
    def suffix(self) -> str:
        """Of the file; empty for a folder."""
        return {ExportFormat.FRAMES: "", ExportFormat.FRAME: ".png"}.get(self, f".{self.value}")

    @property
    def has_quality(self) -> bool:
        return self in (ExportFormat.MP4, ExportFormat.GIF, ExportFormat.WEBP)


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How clips are exported.

    `quality` goes from 0 to 100; None means an MP4 whose pictures are copied as they are, which
    asks for the whole clip in its size. `first` and `last` are frame numbers from 0, both included;
    a `last` of None, or beyond the end, means the end. `width` of None means the clip's own.
    """

    format: ExportFormat = ExportFormat.MP4
    quality: int | None = 80
    first: int = 0
    last: int | None = None
    width: int | None = None
    keep_metadata: bool = True

    def __post_init__(self) -> None:
        if self.quality is not None and not 0 <= self.quality <= BEST_QUALITY:
            raise ValueError(f"a quality of {self.quality} is not within 0 to {BEST_QUALITY}")
        if self.first < 0 or (self.last is not None and self.last < self.first):
            raise ValueError(f"{self.first} to {self.last} is no range of frames")
        if self.width is not None and not MIN_WIDTH_PX <= self.width <= MAX_WIDTH_PX:
            raise ValueError(f"a width of {self.width} is out of range")
        if self.quality is None and not self.can_copy:
            raise ValueError("pictures can be copied only whole and into an MP4")

    @property
    def can_copy(self) -> bool:
        """Whether the pictures may be copied without encoding them again."""
        whole = self.first == 0 and self.last is None and self.width is None
        return self.format is ExportFormat.MP4 and whole

    @property
    def crf(self) -> int:
        """x264's constant rate factor."""
        return round(_WORST_CRF - self._share * (_WORST_CRF - _BEST_CRF))

    @property
    def colours(self) -> int:
        """Of a GIF's palette."""
        return round(_FEWEST_COLOURS + self._share * (_MOST_COLOURS - _FEWEST_COLOURS))

    @property
    def _share(self) -> float:
        return (BEST_QUALITY if self.quality is None else self.quality) / BEST_QUALITY

    def frames_of(self, num_frames: int) -> range:
        """The numbers of the frames of a clip with so many; empty if the range begins behind it."""
        if self.format is ExportFormat.FRAME:
            return range(self.first, min(self.first + 1, num_frames))
        end = num_frames if self.last is None else min(self.last + 1, num_frames)
        return range(self.first, max(self.first, end))

    def size_of(self, width: int, height: int) -> tuple[int, int]:
        """Width and height of the export of a clip with this size; even for an MP4."""
        if self.width is not None:
            width, height = self.width, max(1, round(height * self.width / width))
        if self.format is ExportFormat.MP4:
            width, height = max(2, width // 2 * 2), max(2, height // 2 * 2)
        return width, height


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """Clips that are exported one after the other into `folder`."""

    sources: tuple[str, ...]
    folder: str
    options: ExportOptions
    replaces: bool = False
    """Whether a file of the same name is replaced; otherwise the new one gets a number. A clip
    that is exported is never replaced by itself."""


def export_name(stem: str, options: ExportOptions, copy: int = 1) -> str:
    """A safe file or folder name for the export of the clip `stem`; copies have a number."""
    ending = options.format.suffix
    if options.format is ExportFormat.FRAMES:
        ending = "-frames"
    elif options.format is ExportFormat.FRAME:
        ending = f"-{options.first + 1:04d}.png"
    if copy > 1:
        dot = ending.rfind(".")
        at = len(ending) if dot < 0 else dot
        ending = f"{ending[:at]} ({copy}){ending[at:]}"
    kept = safe_name(safe_name(stem)[: MAX_CHARACTERS - len(ending) - 1])
    return safe_name(kept + ending)


def frame_name(number: int) -> str:
    """Of a frame in a folder of frames; people count from 1."""
    return f"{number + 1:05d}.png"


def quality_words(quality: int | None) -> str:
    """How good it is going to look."""
    if quality is None:
        return tr("As it is: the pictures are copied")
    for least, words in (
        (90, tr("Best: no difference can be seen")),
        (70, tr("Very good")),
        (45, tr("Good, for sending")),
        (20, tr("Small, with visible loss")),
    ):
        if quality >= least:
            return words
    return tr("Smallest, blocks can be seen")


def largest_bytes(options: ExportOptions, width: int, height: int, num_frames: int) -> int | None:
    """What the export takes at most; None where that depends on what is seen.

    A PNG that does not shrink at all takes its samples and less than a hundredth more.
    """
    count = len(options.frames_of(num_frames))
    wide, high = options.size_of(width, height)
    if options.format not in (ExportFormat.FRAMES, ExportFormat.FRAME):
        return None
    return int(count * (wide * high * 3 * 1.01 + 1024))


def gif_times(count: int, fps: float) -> tuple[dict[int, int], int]:
    """When each of `count` frames begins, and how long all take, in 1/100 s.

    Rounding does not add up: every time is rounded by itself. Frames that would be shown for less
    than browsers can are left out.
    """
    exact = Fraction(fps).limit_denominator(1001)
    times: dict[int, int] = {}
    latest = -_SHORTEST_GIF_DELAY
    for number in range(count):
        begins = round(number * 100 / exact)
        if begins - latest >= _SHORTEST_GIF_DELAY:
            times[number] = latest = begins
    return times, max(round(count * 100 / exact), latest + _SHORTEST_GIF_DELAY)


def copies() -> range:
    """The numbers that are tried for a name that is taken."""
    return range(1, _MOST_TRIES)
