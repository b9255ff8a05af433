"""Writes finished clips on a thread of its own, while the next one is being computed."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.engine.cancel import CancelToken, RenderCancelled
from wan22_desktop.engine.clip_tails import keep_tail
from wan22_desktop.engine.decoding.preview import jpeg_base64
from wan22_desktop.engine.failures import failure_of
from wan22_desktop.engine.inbox import Job
from wan22_desktop.engine.progress import Emit
from wan22_desktop.engine.video_file import Frames, thumbnail, write_clip
from wan22_desktop.engine_protocol.messages import (
    Cancelled,
    Render,
    Rendered,
    RenderFigures,
    Stage,
    StageChanged,
)


@dataclass(frozen=True, slots=True)
class DecodedClip:
    """Frames that are ready to be written, and what is to be said of them."""

    render: Render
    frames: Frames
    metadata: ClipMetadata | None
    figures: RenderFigures


class ClipWriter:
    """Writes one clip at a time; `finished` is told of each job that has ended."""

    def __init__(self, emit: Emit, finished: Callable[[Job], None], threads: int = 1) -> None:
        """`threads` convert frames for the encoder, which has its own."""
        self._emit = emit
        self._threads = threads
        self._finished = finished
        self._thread: threading.Thread | None = None

    def write(self, job: Job, clip: DecodedClip) -> None:
        """Begin to write; waits for the clip before, so that memory holds two at most."""
        self.close()
        self._emit(StageChanged(job_id=clip.render.job_id, stage=Stage.WRITING))
        self._thread = threading.Thread(target=self._write, args=(job, clip), name="clip-writer")
        self._thread.start()

    def close(self) -> None:
        """Wait for the clip that is being written."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _write(self, job: Job, clip: DecodedClip) -> None:
        try:
            answer = _written(clip, job.token, self._threads)
        except RenderCancelled:
            answer = Cancelled(job_id=clip.render.job_id)
        except Exception as error:  # noqa: BLE001 - the border of the thread: all become events
            answer = failure_of(error, clip.render, Stage.WRITING)
        self._emit(answer)
        self._finished(job)


def _written(clip: DecodedClip, token: CancelToken, threads: int) -> Rendered:
    started = time.perf_counter()
    render = clip.render
    file = write_clip(
        Path(render.clip_path),
        clip.frames,
        render.request.fps,
        clip.metadata,
        token.raise_if_set,
        threads=threads,
    )
    if not render.request.compare_loras:  # two pictures beside each other start no clip
        keep_tail(Path(render.cache_path), file.sha256, clip.frames)
    seconds = time.perf_counter() - started
    return Rendered(
        job_id=render.job_id,
        clip_path=render.clip_path,
        sha256=file.sha256,
        size_bytes=file.size_bytes,
        thumbnail_jpeg_base64=jpeg_base64(thumbnail(clip.frames)),
        figures=clip.figures.model_copy(update={"seconds_writing": seconds}),
    )
