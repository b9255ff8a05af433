"""Renders jobs one after another, with the parts of models that stay loaded between them."""

from datetime import UTC, datetime
from pathlib import Path

import torch

import wan22_desktop
from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.core.errors import NotSavedError, UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.engine.cancel import CancelToken
from wan22_desktop.engine.clip_writer import DecodedClip
from wan22_desktop.engine.comparison import side_by_side
from wan22_desktop.engine.lora.files import LoraFiles
from wan22_desktop.engine.memory.limits import free_memory
from wan22_desktop.engine.model_manager import ModelManager
from wan22_desktop.engine.process import library_versions
from wan22_desktop.engine.progress import Emit
from wan22_desktop.engine.render_run import RenderRun
from wan22_desktop.engine.request_shape import check_shape
from wan22_desktop.engine.speed.attention import BrokenAttentionError
from wan22_desktop.engine_protocol.attention import DEFAULT_BACKEND
from wan22_desktop.engine_protocol.messages import Render, Stage
from wan22_desktop.engine_protocol.plan import Quantization
from wan22_desktop.engine_protocol.tuning import EngineTuning


class Renderer:
    """Usable again after any job failed."""

    def __init__(self, emit: Emit, tuning: EngineTuning | None = None) -> None:
        self._emit = emit
        self._versions = library_versions()
        self._tuning = tuning or EngineTuning()
        self._models = ModelManager(emit, self._tuning)
        self._lora_files = LoraFiles()
        self._usual_threads = torch.get_num_threads()
        self._decoding_s_per_pixel = 0.0
        """Of all frames, as last measured."""
        self._run: RenderRun | None = None

    @property
    def stage(self) -> Stage | None:
        """What was last done for the job; None before anything was."""
        return self._run.stage if self._run is not None else None

    def render(self, job: Render, token: CancelToken) -> DecodedClip:
        """Compute the frames.

        Raises UserError, OSError, RenderCancelled, RenderSuspended, and what libraries raise.
        """
        self._run = None  # what is refused now is no stage's fault
        # What can be refused is refused before anything slow begins.
        check_shape(job.request)
        _check_writable(Path(job.clip_path))
        torch.set_num_threads(job.plan.torch_threads or self._usual_threads)
        notes: list[str] = []
        while True:
            try:
                return self._rendered(job, token, notes)
            except BrokenAttentionError as error:
                notes.append(
                    tr(
                        "The attention backend {backend} computed nothing usable: the default was "
                        "used.",
                        backend=error.backend,
                    )
                )
                job = _with_plan(job, attention=DEFAULT_BACKEND)
            except UserError as error:
                if error.field != "quantization" or not job.quantization_fallbacks:
                    raise
                following, *rest = job.quantization_fallbacks
                other = (
                    tr("No quantization was used instead.")
                    if following is Quantization.NONE
                    else tr("{name} was used instead.", name=following.value)
                )
                notes.append(f"{error.message} {other}")
                job = _with_plan(job, quantization=following).model_copy(
                    update={"quantization_fallbacks": tuple(rest)}
                )
            self.recover()

    def _rendered(self, job: Render, token: CancelToken, notes: list[str]) -> DecodedClip:
        request = job.request
        pixels = request.width * request.height * request.num_frames * request.samplings
        run = self._run = RenderRun(
            job,
            token,
            self._emit,
            self._models,
            finishing_s=self._decoding_s_per_pixel * pixels,
            picture_threads=self._tuning.preprocessing_workers or 1,
        )
        for note in notes:
            run.note(note)
        run.read_inputs(self._lora_files)
        frames = side_by_side([run.decoded(latents) for latents in run.sampled(self._versions)])
        self._decoding_s_per_pixel = run.figures.seconds_decoding / pixels
        metadata = self._metadata(job, run) if job.keep_metadata else None
        return DecodedClip(job, frames, metadata, run.figures)

    def _metadata(self, job: Render, run: RenderRun) -> ClipMetadata:
        return ClipMetadata(
            request=job.request,
            app_version=wan22_desktop.__version__,
            versions=self._versions,
            device=job.plan.device,
            precision=job.plan.precision.value,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            arithmetic=job.plan.arithmetic(),
            notes=((job.note,) if job.note else ()) + tuple(run.notes),
            loras=tuple(report.without_examples() for report in run.loras.reports),
        )

    def recover(self) -> None:
        """Leave nothing of the last render behind but the loaded model, which waits on the host."""
        self._models.leave_device()
        free_memory()


def _check_writable(clip_path: Path) -> None:
    """Find out now, not after an hour of sampling, that the clip has no place to go."""
    try:
        with clip_path.open("wb"):
            pass
        clip_path.unlink()
    except OSError as error:
        raise NotSavedError(tr("The clip"), error) from error


def _with_plan(job: Render, **changes: object) -> Render:
    return job.model_copy(update={"plan": job.plan.model_copy(update=changes)})
