"""Finished clips made larger, smoother, into one, or side by side: what comes out, as jobs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wan22_desktop.core.clip_work import MAX_FACTOR, MAX_SOURCES, ClipSource, ClipWork, WorkKind
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.core.wan import MAX_FPS, Size
from wan22_desktop.generation.domain.groups import MAX_JOBS, GroupKind, NewGroup, NewJob

MAX_RESULT_SIDE_PX = 8192
"""Players and graphics chips decode H.264 and its successors up to about this."""
MAX_RESULT_FRAMES = 20_000
"""Twenty minutes at 16 frames per second: far more than all clips that can be joined."""


@dataclass(frozen=True, slots=True)
class ClipFacts:
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
    def pixels(self) -> int:
        return self.width * self.height * self.num_frames


@dataclass(frozen=True, slots=True)
class Finish:
    """What is done to each of some clips: enlarged, then made smoother; a factor of 1 leaves it.

    `upscaler` is the name of a file in `models/upscalers`; empty means Lanczos.
    """

    upscale: int = 1
    upscaler: str = ""
    interpolate: int = 1

    def outcome(self, clip: ClipFacts) -> Outcome:
        """What becomes of a clip; raises UserError for what would be too large."""
        _check_factor("upscale", self.upscale)
        _check_factor("interpolate", self.interpolate)
        now = _as_it_is(clip)
        larger = replace(now, width=now.width * self.upscale, height=now.height * self.upscale)
        smoother = replace(
            larger, num_frames=larger.num_frames * self.interpolate, fps=clip.fps * self.interpolate
        )
        if max(smoother.width, smoother.height) > MAX_RESULT_SIDE_PX:
            raise UserError(
                tr(
                    "{title} would be {size}: {most} pixels a side is the most. Choose a smaller "
                    "factor.",
                    title=clip.title,
                    size=Size(smoother.width, smoother.height),
                    most=MAX_RESULT_SIDE_PX,
                ),
                field="factor",
            )
        if smoother.fps > MAX_FPS:
            raise UserError(
                tr(
                    "{title} would have {fps} frames per second: {most} is the most. Choose a "
                    "smaller factor.",
                    title=clip.title,
                    fps=f"{smoother.fps:g}",
                    most=MAX_FPS,
                ),
                field="interpolate",
            )
        _check_frames(smoother.num_frames)
        return _with_bytes(smoother, (clip,))

    def as_group(self, clips: Sequence[ClipFacts]) -> NewGroup:
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


def join_outcome(clips: Sequence[ClipFacts]) -> Outcome:
    """One after the other, in the size and frame rate of the first; raises UserError."""
    _check_clips(clips, least=2, most=MAX_SOURCES)
    first = clips[0]
    other = next((clip for clip in clips if clip.size != first.size), None)
    if other is not None:
        message = tr(
            "{title} is {size} and the first clip {first}: only clips of one size can be joined. "
            "Enlarge the smaller ones first, or leave them out.",
            title=other.title,
            size=other.size,
            first=first.size,
        )
        raise UserError(message, field="clips")
    slower = next((clip for clip in clips if clip.fps != first.fps), None)
    if slower is not None:
        message = tr(
            "{title} has {fps} frames per second and the first clip {first}: only clips of one "
            "frame rate can be joined.",
            title=slower.title,
            fps=f"{slower.fps:g}",
            first=f"{first.fps:g}",
        )
        raise UserError(message, field="clips")
    frames = sum(clip.num_frames for clip in clips)
    _check_frames(frames)
    return _with_bytes(replace(_as_it_is(first), num_frames=frames), clips)


def join(clips: Sequence[ClipFacts], *, colour_match: bool = True) -> NewGroup:
    """The job that puts the clips one after the other; raises UserError."""
    join_outcome(clips)
    work = ClipWork(kind=WorkKind.JOIN, sources=_sources(clips), colour_match=colour_match)
    title = trn("{count} clip joined", "{count} clips joined", len(clips))
    return NewGroup(GroupKind.WORK, title, (NewJob(clips[0].request, label=title, work=work),))


def grid_outcome(clips: Sequence[ClipFacts], columns: int) -> Outcome:
    """All at once in `columns`, each cell as large as the first clip; raises UserError.

    A strip for labels comes on top of it.
    """
    _check_clips(clips, least=2, most=MAX_SOURCES)
    if not 1 <= columns <= len(clips):
        message = tr(
            "{columns} columns is out of range: 1 to {most}.", columns=columns, most=len(clips)
        )
        raise UserError(message, field="columns")
    first, rows = clips[0], -(-len(clips) // columns)
    width, height = columns * first.width, rows * first.height
    if max(width, height) > MAX_RESULT_SIDE_PX:
        message = tr(
            "The grid would be {size}: {most} pixels a side is the most. Choose fewer clips.",
            size=Size(width, height),
            most=MAX_RESULT_SIDE_PX,
        )
        raise UserError(message, field="columns")
    frames = max(clip.num_frames for clip in clips)
    _check_frames(frames)
    return _with_bytes(Outcome(width, height, frames, first.fps, 0), clips)


def grid(clips: Sequence[ClipFacts], columns: int) -> NewGroup:
    """The job that shows the clips side by side; raises UserError."""
    grid_outcome(clips, columns)
    work = ClipWork(kind=WorkKind.GRID, sources=_sources(clips), columns=columns)
    title = trn("Grid of {count} clip", "Grid of {count} clips", len(clips))
    return NewGroup(GroupKind.WORK, title, (NewJob(clips[0].request, label=title, work=work),))


def _sources(clips: Sequence[ClipFacts]) -> tuple[ClipSource, ...]:
    return tuple(
        ClipSource(path=clip.path, sha256=clip.sha256, label=clip.title[:200]) for clip in clips
    )


def _as_it_is(clip: ClipFacts) -> Outcome:
    return Outcome(clip.width, clip.height, clip.num_frames, clip.fps, clip.size_bytes)


def _with_bytes(outcome: Outcome, clips: Sequence[ClipFacts]) -> Outcome:
    """As many bytes for each pixel as the clips have; what is smooth takes less in truth."""
    pixels = sum(_as_it_is(clip).pixels for clip in clips)
    size_bytes = sum(clip.size_bytes for clip in clips)
    return replace(outcome, size_bytes=round(size_bytes * outcome.pixels / max(1, pixels)))


def _check_clips(clips: Sequence[ClipFacts], *, least: int, most: int) -> None:
    if least <= len(clips) <= most:
        return
    message = (
        trn("Choose at least {count} clip.", "Choose at least {count} clips.", least)
        if len(clips) < least
        else tr("{chosen} clips are too many: {most} is the most.", chosen=len(clips), most=most)
    )
    raise UserError(message, field="clips", safe=tr("Nothing was added to the queue."))


def _check_factor(field: str, factor: int) -> None:
    if not 1 <= factor <= MAX_FACTOR:
        message = tr("{factor} is out of range: 2 to {most}.", factor=factor, most=MAX_FACTOR)
        raise UserError(message, field=field)


def _check_frames(count: int) -> None:
    if count > MAX_RESULT_FRAMES:
        message = tr(
            "The clip would have {count} frames: {most} is the most.",
            count=f"{count:,}",
            most=f"{MAX_RESULT_FRAMES:,}",
        )
        raise UserError(message, field="clips")
