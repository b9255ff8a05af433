"""Carries out work on clips: sources in, one clip out, with the answers that a render gives."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import torch

import wan22_desktop
from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.core.clip_work import ClipWork, WorkKind
from wan22_desktop.core.errors import NotSavedError
from wan22_desktop.core.texts import tr
from wan22_desktop.engine.cancel import CancelToken, RenderSuspended
from wan22_desktop.engine.clips.grid import Grid
from wan22_desktop.engine.clips.interpolation import interpolated
from wan22_desktop.engine.clips.joining import Joined
from wan22_desktop.engine.clips.sources import SourceClip, even, open_source
from wan22_desktop.engine.clips.upscaler_model import load_upscaler
from wan22_desktop.engine.clips.upscaling import upscaled, upscaled_size
from wan22_desktop.engine.decoding.preview import jpeg_base64
from wan22_desktop.engine.process import library_versions
from wan22_desktop.engine.progress import Emit
from wan22_desktop.engine.stage_clock import peak_resident_bytes
from wan22_desktop.engine.video_file import Frames, small_picture, write_clip
from wan22_desktop.engine_protocol.messages import (
    Noted,
    Process,
    Rendered,
    RenderFigures,
    Stage,
    StageChanged,
    StepDone,
)

REPORT_INTERVAL_S = 0.1


@dataclass(frozen=True, slots=True)
class _Result:
    """The clip to be: frames one by one, `num_frames` as foreseen."""

    frames: Iterator[Frames]
    num_frames: int
    fps: Fraction
    notes: list[str] = field(default_factory=list[str])


class ClipProcessor:
    """Usable again after any job failed."""

    def __init__(self, emit: Emit, threads: int = 1) -> None:
        """`threads` convert frames for the encoder, which has its own."""
        self._emit = emit
        self._threads = threads
        self.stage: Stage | None = None
        """What was last done for the job; None before anything was."""

    def process(self, job: Process, token: CancelToken) -> Rendered:
        """Make the clip; memory holds a few frames of it at a time.

        Raises UserError, OSError, RenderCancelled, RenderSuspended, and what libraries raise;
        nothing stays behind then.
        """
        started = time.perf_counter()
        self.stage = None
        clip_path = Path(job.clip_path)
        if not clip_path.parent.is_dir():
            reason = FileNotFoundError(2, tr("its folder is not there"))
            raise NotSavedError(tr("The clip"), reason)
        self._enter(job, Stage.LOADING)
        sources = [
            open_source(Path(path), source)
            for path, source in zip(job.source_paths, job.work.sources, strict=True)
        ]
        result = _result(job, sources, token)
        for note in result.notes:
            self._emit(Noted(job_id=job.job_id, message=note))
        loaded = time.perf_counter()
        run = _Run(job, result, token, self._emit)
        self._enter(job, Stage.PROCESSING)
        file = write_clip(
            clip_path,
            self._followed(job, run),
            result.fps,
            _metadata(job, sources, result.notes) if job.keep_metadata else None,
            token.raise_if_set,
            threads=self._threads,
        )
        return Rendered(
            job_id=job.job_id,
            clip_path=job.clip_path,
            sha256=file.sha256,
            size_bytes=file.size_bytes,
            thumbnail_jpeg_base64=run.thumbnail,
            figures=RenderFigures(
                seconds_loading=loaded - started,
                seconds_writing=time.perf_counter() - loaded,
                peak_resident_bytes=peak_resident_bytes(),
            ),
        )

    def _followed(self, job: Process, run: "_Run") -> Iterator[Frames]:
        yield from run.frames()
        self._enter(job, Stage.WRITING)

    def _enter(self, job: Process, stage: Stage) -> None:
        self.stage = stage
        self._emit(StageChanged(job_id=job.job_id, stage=stage))


class _Run:
    """Frames on their way to the encoder: counted, and stopped between two of them."""

    def __init__(self, job: Process, result: _Result, token: CancelToken, emit: Emit) -> None:
        self._job = job
        self._result = result
        self._token = token
        self._emit = emit
        self.thumbnail = ""
        """The middle frame, small, as a JPEG."""

    def frames(self) -> Iterator[Frames]:
        count, started = self._result.num_frames, time.perf_counter()
        told_at = 0.0
        for number, frame in enumerate(self._result.frames):
            self._token.raise_if_set()
            if self._token.is_suspending:
                raise RenderSuspended(0)
            if number in (0, count // 2):
                self.thumbnail = jpeg_base64(small_picture(frame))
            yield frame
            now, done = time.perf_counter(), number + 1
            if now - told_at >= REPORT_INTERVAL_S or done == count:
                told_at = now
                left = (now - started) / done * max(0, count - done)
                # A damaged file may hold other frames than it says.
                self._tell(min(done, count), left)

    def _tell(self, done: int, seconds_left: float) -> None:
        self._emit(
            StepDone(
                job_id=self._job.job_id,
                step=done,
                steps=self._result.num_frames,
                seconds_left=seconds_left,
            )
        )


def _result(job: Process, sources: list[SourceClip], token: CancelToken) -> _Result:
    """How the work is done; what can be refused is refused here."""
    work, first = job.work, sources[0]
    match work.kind:
        case WorkKind.UPSCALE:
            upscaled_size(first, work.factor)
            model = None
            if job.upscaler_path is not None:
                device = "cuda" if torch.cuda.is_available() else "cpu"
                path = Path(job.upscaler_path)
                model = load_upscaler(path, device=device, check=token.raise_if_set)
            return _Result(upscaled(first, work.factor, model), first.num_frames, first.fps)
        case WorkKind.INTERPOLATE:
            size = even(first.size)
            cropped = (frame[: size.height, : size.width] for frame in first.frames())
            count = (first.num_frames - 1) * work.factor + 1
            return _Result(interpolated(cropped, work.factor), count, first.fps * work.factor)
        case WorkKind.JOIN:
            joined = Joined(sources, colour_match=work.colour_match, check=token.raise_if_set)
            return _Result(joined.frames(), joined.num_frames, joined.fps, joined.notes)
        case WorkKind.GRID:
            grid = Grid(sources, work.columns)
            return _Result(grid.frames(), grid.num_frames, grid.fps, grid.notes)


def _metadata(job: Process, sources: list[SourceClip], notes: list[str]) -> ClipMetadata | None:
    """How the first source was made, with what was done to it; None if that is not known."""
    told = {
        "work": _portable(job.work, sources),
        "app_version": wan22_desktop.__version__,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    notes = [job.note, *notes] if job.note else notes
    made = sources[0].metadata
    if made is not None:
        return made.model_copy(update={**told, "notes": (*made.notes, *notes)})
    if job.request is None:
        return None
    return ClipMetadata(
        request=job.request,
        versions=library_versions(),
        device="cuda" if torch.cuda.is_available() else "cpu",
        precision="fp32",
        notes=tuple(notes),
        **told,
    )


def _portable(work: ClipWork, sources: list[SourceClip]) -> ClipWork:
    """The work without the user's folders: clips are named by their bytes."""
    named = tuple(
        asked.model_copy(update={"path": source.path.name, "sha256": source.sha256, "job_id": None})
        for asked, source in zip(work.sources, sources, strict=True)
    )
    return work.model_copy(update={"sources": named})
