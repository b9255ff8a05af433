"""Finished clips made larger, smoother, into one, or side by side: what comes out, as jobs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, sqrt

from wan22_desktop.core.clip_work import MAX_FACTOR, MAX_SOURCES, ClipSource, ClipWork, WorkKind
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import decimal, tr, trn
from wan22_desktop.core.wan import MAX_FPS, Size
from wan22_desktop.generation.domain.groups import MAX_JOBS, GroupKind, NewGroup, NewJob

MAX_RESULT_SIDE_PX = 8192
MAX_RESULT_PIXELS = 4096 * 4096
MAX_GRID_PIXELS = 3840 * 2160
MAX_RESULT_FRAMES = 3000
"""What the app's own player shows, and about what graphics chips decode."""


@dataclass(frozen=True, slots=True)
class FinishedClip:
    """A finished clip: its file, what it shows and what it was made with; sizes in pixels."""

    path: str
    sha256: str | None
    title: str
    width: int
    height: int
    num_frames: int
    fps: float
    size_bytes: int
    request: GenerationRequest

    @property
    def size(self) -> Size:
        return Size(self.width, self.height)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a clip is going to be; `size_bytes` is a rough estimate."""

    width: int
    height: int
    num_frames: int
    fps: float
    size_bytes: int

    @property
    def size(self) -> Size:
        return Size(self.width, self.height)

    @property
    def pixels(self) -> int:
        """Of all frames together."""
        return self.width * self.height * self.num_frames


@dataclass(frozen=True, slots=True)
class Finish:
    """What is done to each of some clips: enlarged, then made smoother; a factor of 1 leaves it.

    `upscaler` is the name of a file in `models/upscalers`; empty means Lanczos.
    """

    upscale: int = 1
    upscaler: str = ""
    interpolate: int = 1

    def outcome(self, clip: FinishedClip) -> Outcome:
        """What becomes of a clip; raises UserError for what would be too large."""
        _check_factor("upscale", self.upscale)
        _check_factor("interpolate", self.interpolate)
        now = _as_it_is(clip)
        larger = replace(now, width=now.width * self.upscale, height=now.height * self.upscale)
        smoother = replace(
            larger,
            num_frames=(larger.num_frames - 1) * self.interpolate + 1,
            fps=clip.fps * self.interpolate,
        )
        if _is_too_large(smoother):
            message = tr(
                "{title} would be {size}, which is more than players show. Choose a smaller "
                "factor.",
                title=clip.title,
                size=smoother.size,
            )
            raise UserError(message, field="factor")
        if smoother.fps > MAX_FPS:
            raise UserError(
                tr(
                    "{title} would have {fps} frames per second: {most} is the most. Choose a "
                    "smaller factor.",
                    title=clip.title,
                    fps=decimal(f"{smoother.fps:g}"),
                    most=MAX_FPS,
                ),
                field="interpolate",
            )
        _check_frames(smoother.num_frames)
        return _with_bytes(smoother, (clip,))

    def as_group(self, clips: Sequence[FinishedClip]) -> NewGroup:
        """A job for each clip and step, each step waiting for the one before.

        Raises UserError if nothing is to be done, or for what would be too large.
        """
        steps = [
            (WorkKind.UPSCALE, self.upscale),
            (WorkKind.INTERPOLATE, self.interpolate),
        ]
        wanted = [(kind, factor) for kind, factor in steps if factor > 1]
        _check_clips(clips, least=1, most=MAX_JOBS // 2)
        if not wanted:
            raise UserError(tr("Choose what to do: larger, smoother, or both."), field="factor")
        jobs: list[NewJob] = []
        for clip in clips:
            self.outcome(clip)
            source = ClipSource(path=clip.path, sha256=clip.sha256, label=clip.title[:200])
            for kind, factor in wanted:
                upscaler = self.upscaler if kind is WorkKind.UPSCALE else ""
                work = ClipWork(kind=kind, sources=(source,), factor=factor, upscaler=upscaler)
                jobs.append(NewJob(clip.request, label=clip.title, work=work))
                source = ClipSource(job_id=jobs[-1].id, label=clip.title[:200])
        return NewGroup(GroupKind.WORK, self._title(len(clips)), tuple(jobs))

    def _title(self, count: int) -> str:
        if self.upscale > 1 and self.interpolate > 1:
            return trn(
                "{count} clip larger and smoother", "{count} clips larger and smoother", count
            )
        if self.upscale > 1:
            return trn("{count} clip enlarged", "{count} clips enlarged", count)
        return trn("{count} clip made smoother", "{count} clips made smoother", count)


def join_outcome(clips: Sequence[FinishedClip]) -> Outcome:
    """One after the other, in the size and frame rate of the first; raises UserError."""
    _check_clips(clips, least=2, most=MAX_SOURCES)
    first = clips[0]
    frames = sum(ceil(clip.num_frames * first.fps / clip.fps) for clip in clips)
    _check_frames(frames)
    return _with_bytes(replace(_as_it_is(first), num_frames=frames), clips)


def join_notes(clips: Sequence[FinishedClip]) -> tuple[str, ...]:
    """What joining does to clips that are not like the first one, for people."""
    first = clips[0]
    notes: list[str] = []
    if any(clip.size != first.size for clip in clips):
        notes.append(
            tr("Clips of another size are fitted into {size}, with black beside.", size=first.size)
        )
    if any(clip.fps != first.fps for clip in clips):
        notes.append(
            tr(
                "Clips of another frame rate are shown at {fps} frames per second: frames are "
                "repeated or left out.",
                fps=decimal(f"{first.fps:g}"),
            )
        )
    return tuple(notes)


def join(clips: Sequence[FinishedClip], *, colour_match: bool = True) -> NewGroup:
    """The job that puts the clips one after the other; raises UserError."""
    join_outcome(clips)
    work = ClipWork(kind=WorkKind.JOIN, sources=_sources(clips), colour_match=colour_match)
    title = trn("{count} clip joined", "{count} clips joined", len(clips))
    return NewGroup(GroupKind.WORK, title, (NewJob(clips[0].request, label=title, work=work),))


def grid_outcome(clips: Sequence[FinishedClip], columns: int) -> Outcome:
    """All at once in `columns`, the cells as large as the largest clip; raises UserError.

    A grid of more pixels than players show without a stutter is made smaller. Lines between the
    cells and strips for labels come on top.
    """
    _check_clips(clips, least=2, most=MAX_SOURCES)
    if not 1 <= columns <= len(clips):
        message = tr(
            "{columns} columns is out of range: 1 to {most}.", columns=columns, most=len(clips)
        )
        raise UserError(message, field="columns")
    width = columns * max(clip.width for clip in clips)
    height = ceil(len(clips) / columns) * max(clip.height for clip in clips)
    scale = min(1.0, sqrt(MAX_GRID_PIXELS / (width * height)))
    frames = max(clip.num_frames for clip in clips)
    _check_frames(frames)
    size = Size(int(width * scale), int(height * scale))
    return _with_bytes(Outcome(size.width, size.height, frames, clips[0].fps, 0), clips)


def grid(clips: Sequence[FinishedClip], columns: int) -> NewGroup:
    """The job that shows the clips side by side; raises UserError."""
    grid_outcome(clips, columns)
    work = ClipWork(kind=WorkKind.GRID, sources=_sources(clips), columns=columns)
    title = trn("Grid of {count} clip", "Grid of {count} clips", len(clips))
    return NewGroup(GroupKind.WORK, title, (NewJob(clips[0].request, label=title, work=work),))


def _sources(clips: Sequence[FinishedClip]) -> tuple[ClipSource, ...]:
    return tuple(
        ClipSource(path=clip.path, sha256=clip.sha256, label=clip.title[:200]) for clip in clips
    )


def _as_it_is(clip: FinishedClip) -> Outcome:
    return Outcome(clip.width, clip.height, clip.num_frames, clip.fps, clip.size_bytes)


def _with_bytes(outcome: Outcome, clips: Sequence[FinishedClip]) -> Outcome:
    """As many bytes for each pixel as the clips have; what is smooth takes less in truth."""
    pixels = sum(_as_it_is(clip).pixels for clip in clips)
    size_bytes = sum(clip.size_bytes for clip in clips)
    return replace(outcome, size_bytes=round(size_bytes * outcome.pixels / max(1, pixels)))


def _check_clips(clips: Sequence[FinishedClip], *, least: int, most: int) -> None:
    if least <= len(clips) <= most:
        return
    message = (
        trn("Choose at least {count} clip.", "Choose at least {count} clips.", least)
        if len(clips) < least
        else tr("{chosen} clips are too many: {most} is the most.", chosen=len(clips), most=most)
    )
    raise UserError(message, field="clips", safe=tr("Nothing was added to the queue."))


def _is_too_large(outcome: Outcome) -> bool:
    area = outcome.width * outcome.height
    return max(outcome.width, outcome.height) > MAX_RESULT_SIDE_PX or area > MAX_RESULT_PIXELS


def _check_factor(field: str, factor: int) -> None:
    if not 1 <= factor <= MAX_FACTOR:
        message = tr("{factor} is out of range: 2 to {most}.", factor=factor, most=MAX_FACTOR)
        raise UserError(message, field=field)


def _check_frames(count: int) -> None:
    if count > MAX_RESULT_FRAMES:
        message = tr(
            "The clip would have {count} frames: {most} is the most.",
            count=decimal(f"{count:,}"),
            most=decimal(f"{MAX_RESULT_FRAMES:,}"),
        )
        raise UserError(message, field="clips")
