"""One render from command to clip, and the model that stays loaded between renders."""

import gc
import logging
import time
from datetime import UTC, datetime
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

import wan22_desktop
from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.core.errors import NotSavedError
from wan22_desktop.core.model_folder import check_model_folder, fingerprint_of
from wan22_desktop.core.wan import Mode
from wan22_desktop.engine.cancel import CancelToken, stopping_before
from wan22_desktop.engine.clip_writer import DecodedClip
from wan22_desktop.engine.latents_file import keep_latents, kept_latents, latents_key
from wan22_desktop.engine.pipelines import LoadedModel, load_model
from wan22_desktop.engine.preview import PreviewMaker
from wan22_desktop.engine.process import library_versions
from wan22_desktop.engine.progress import Emit, StepReporter
from wan22_desktop.engine.sampling import check_shape, decode, sample
from wan22_desktop.engine.start_image import load_start_image
from wan22_desktop.engine_protocol.messages import (
    ModelLoaded,
    Render,
    RenderFigures,
    Stage,
    StageChanged,
)

_log = logging.getLogger(__name__)


class Renderer:
    """Renders jobs one after another; usable again after any of them failed."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._versions = library_versions()
        self._model: LoadedModel | None = None
        self._usual_threads = torch.get_num_threads()
        self._finishing_s_per_pixel = 0.0
        """Decoding and writing per pixel of all frames, as last measured with this model."""

    def render(self, job: Render, token: CancelToken) -> DecodedClip:
        """Compute the frames; raises UserError, OSError, RenderCancelled, and library errors."""
        request = job.request
        # What can be refused is refused before anything slow begins.
        image = None
        if request.mode is Mode.IMAGE_TO_VIDEO:
            image = load_start_image(Path(job.image_path or ""), request)
        _check_writable(Path(job.clip_path))
        model = self._loaded(job, token)
        check_shape(model, request)

        key = latents_key(job, model.folder.fingerprint, self._versions)
        shape = model.latents_shape(request.width, request.height, request.num_frames)
        latents = kept_latents(Path(job.latents_path), shape, key)
        steps = 0
        with stopping_before(model.interruptible_modules(), token):
            started = time.perf_counter()
            if latents is None:
                steps = request.num_inference_steps
                latents = self._sample(model, job, image, token)
                keep_latents(Path(job.latents_path), latents, key)
            sampled_at = time.perf_counter()
            self._enter(job, Stage.DECODING, token)
            frames = decode(model, latents)
        decoded_at = time.perf_counter()
        token.raise_if_set()
        self._finishing_s_per_pixel = (decoded_at - sampled_at) / (frames.size / 3)
        return DecodedClip(
            frames,
            ClipMetadata(
                request=request,
                app_version=wan22_desktop.__version__,
                versions=self._versions,
                device=job.plan.device,
                precision=job.plan.precision.value,
                created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            ),
            RenderFigures(
                seconds_sampling=sampled_at - started if steps else 0.0,
                seconds_decoding=decoded_at - sampled_at,
                steps_sampled=steps,
            ),
        )

    def recover(self) -> None:
        """Leave nothing of the last render behind but the loaded model."""
        if self._model is not None:
            self._model.forget_interrupted_render()
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()

    def _enter(self, job: Render, stage: Stage, token: CancelToken) -> None:
        token.raise_if_set()
        self._emit(StageChanged(job_id=job.job_id, stage=stage))

    def _loaded(self, job: Render, token: CancelToken) -> LoadedModel:
        """The job's model, loaded anew if the plan or a file of it has changed."""
        path = Path(job.model_folder)
        loaded = self._model
        if (
            loaded is not None
            and loaded.folder.path == path
            and loaded.plan == job.plan
            and loaded.folder.fingerprint == fingerprint_of(path)
        ):
            return loaded
        self._enter(job, Stage.LOADING, token)
        started = time.perf_counter()
        folder = check_model_folder(path)
        # The old model goes first: there may be no room for two.
        self._model = loaded = None
        self._finishing_s_per_pixel = 0.0
        gc.collect()
        torch.set_num_threads(job.plan.torch_threads or self._usual_threads)
        self._model = load_model(folder, job.plan, token)
        self._emit(ModelLoaded(job_id=job.job_id, seconds=time.perf_counter() - started))
        return self._model

    def _sample(
        self, model: LoadedModel, job: Render, image: Image.Image | None, token: CancelToken
    ) -> Tensor:
        request = job.request
        previews = None
        if job.preview:
            previews = PreviewMaker(model.latent_to_rgb, skip_first_frame=image is not None)
        pixels = request.width * request.height * request.num_frames
        finishing_s = self._finishing_s_per_pixel * pixels

        self._enter(job, Stage.ENCODING_PROMPT, token)
        started = time.perf_counter()
        latents = sample(
            model,
            request,
            image,
            on_prompt_encoded=lambda: self._enter(job, Stage.SAMPLING, token),
            on_step=lambda: StepReporter(
                job, token, self._emit, previews=previews, finishing_s=finishing_s
            ),
        )
        if previews is not None:
            seconds = time.perf_counter() - started
            share = previews.seconds_spent / seconds
            _log.info("sampled in %.2f s, of it previews %.2f %%", seconds, 100 * share)
        return latents


def _check_writable(clip_path: Path) -> None:
    """Find out now, not after an hour of sampling, that the clip has no place to go."""
    try:
        with clip_path.open("wb"):
            pass
        clip_path.unlink()
    except OSError as error:
        raise NotSavedError("The clip", error) from error
