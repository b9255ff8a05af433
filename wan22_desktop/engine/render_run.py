"""One render: what it reads, samples and decodes, and what that took."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from PIL import Image
from torch import Tensor

from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Expert, Mode
from wan22_desktop.engine.cancel import CancelToken, RenderSuspended, stopping_before
from wan22_desktop.engine.comparison import Sampling, samplings_of
from wan22_desktop.engine.decoding.colour_fit import (
    ColourFit,
    fit_to_stills,
    learn_clip,
    read_fit,
    write_fit,
)
from wan22_desktop.engine.decoding.decoder import decode_with_fallback
from wan22_desktop.engine.decoding.preview import PreviewMaker
from wan22_desktop.engine.dtypes import DTYPES
from wan22_desktop.engine.in_order import in_order
from wan22_desktop.engine.job_loras import JobLoras
from wan22_desktop.engine.lora.files import LoraFiles
from wan22_desktop.engine.memory.limits import apply_memory_cap
from wan22_desktop.engine.model_manager import ModelManager
from wan22_desktop.engine.progress import Emit, StepReporter
from wan22_desktop.engine.request_shape import latents_shape
from wan22_desktop.engine.sampling.checkpoint import (
    Checkpoint,
    read_checkpoint,
    sampling_key,
    write_checkpoint,
)
from wan22_desktop.engine.sampling.conditions import (
    Conditions,
    encoding_in_tiles,
    image_conditions,
    text_conditions,
)
from wan22_desktop.engine.sampling.denoising import Step, denoise, uses_negative_prompt
from wan22_desktop.engine.sampling.schedulers import experts_by_step, make_scheduler
from wan22_desktop.engine.sampling.text_embeddings import MAX_TOKENS, TextEmbeddings
from wan22_desktop.engine.speed.attention import attention_guarded
from wan22_desktop.engine.speed.cached_sampling import CachedSampling
from wan22_desktop.engine.speed.mag_calibration import CalibrationKey
from wan22_desktop.engine.stage_clock import StageClock, peak_resident_bytes
from wan22_desktop.engine.start_image import load_picture
from wan22_desktop.engine.video_file import Frames
from wan22_desktop.engine_protocol.messages import (
    Noted,
    Render,
    RenderFigures,
    Stage,
    StageChanged,
)
from wan22_desktop.engine_protocol.plan import DecodePlan


class RenderRun:
    """A job on its way through the engine; its methods are called in their order.

    Each is called once, `decoded` for each of the latents that `sampled` gives.

    They raise UserError for what the user can mend, RenderCancelled, RenderSuspended, OSError, and
    what libraries raise.
    """

    def __init__(
        self,
        job: Render,
        token: CancelToken,
        emit: Emit,
        models: ModelManager,
        *,
        finishing_s: float,
        picture_threads: int = 1,
    ) -> None:
        """`finishing_s` is the expected time from the last step to the frames."""
        self._job = job
        self._token = token
        self._emit = emit
        self._models = models
        self._finishing_s = finishing_s
        self._picture_threads = picture_threads
        self._image: Image.Image | None = None
        self._end_image: Image.Image | None = None
        self.loras = JobLoras(job, emit, models)
        self._embeddings = TextEmbeddings(Path(job.cache_path) / "embeddings")
        self._clock = StageClock()
        self._cache: CachedSampling | None = None
        self._done = 0
        """Steps that are sampled and kept, or about to be."""
        self._keep_step: Callable[[], object] | None = None
        """Keeps the last step, unless that was done."""
        self._steps_sampled = 0
        self._seconds_per_step = 0.0
        self.stage: Stage | None = None
        self.notes: list[str] = []
        """What was done otherwise than planned, for the user and the clip."""

    @property
    def figures(self) -> RenderFigures:
        """What it has taken so far."""
        seconds = self._clock.seconds
        return RenderFigures(
            seconds_loading=self._models.seconds_loading,
            seconds_encoding_prompt=seconds[Stage.ENCODING_PROMPT],
            seconds_sampling=seconds[Stage.SAMPLING],
            seconds_decoding=seconds[Stage.DECODING],
            seconds_per_step=self._seconds_per_step,
            steps_sampled=self._steps_sampled,
            texts_encoded=self._embeddings.encoded_count,
            parts_loaded=tuple(self._models.loaded),
            quantization=self._job.plan.quantization,
            peak_device_bytes=self._clock.peak_device_bytes,
            peak_resident_bytes=peak_resident_bytes(),
        )

    def read_inputs(self, lora_files: LoraFiles) -> None:
        """The pictures and LoRAs that the request names."""
        job, request = self._job, self._job.request
        wanted: dict[str, tuple[str | None, str | None]] = {}
        if request.mode is Mode.IMAGE_TO_VIDEO:
            wanted["image_sha256"] = (job.image_path, request.image_sha256)
        if request.end_image_sha256 is not None:
            wanted["end_image_sha256"] = (job.end_image_path, request.end_image_sha256)

        def load(field: str) -> Image.Image:
            path, sha256 = wanted[field]
            return load_picture(Path(path or ""), sha256, request, field)

        threads = min(self._picture_threads, len(wanted))
        with in_order(load, wanted, threads, name="picture") as pictures:
            loaded = dict(zip(wanted, pictures, strict=True))
        self._image = loaded.get("image_sha256")
        self._end_image = loaded.get("end_image_sha256")
        self.loras.read(lora_files)

    def sampled(self, versions: Mapping[str, str]) -> tuple[Tensor, ...]:
        """fp32 latents [1, channels, latent frames, rows, columns]; of a comparison, those of both.

        Goes on from the checkpoints if there are some of these very samplings.
        """
        job = self._job
        apply_memory_cap(job.plan)
        self._models.begin(job, self._token.raise_if_set)
        self.loras.check()
        for use in job.request.loras:
            if use.from_step >= job.request.num_inference_steps:
                self.note(
                    tr(
                        "The LoRA {name} begins after the last step: it changes nothing.",
                        name=use.name,
                    )
                )
        begun = tuple(
            self._begun(sampling, versions) for sampling in samplings_of(job, self.loras.uses)
        )
        self._done = sum(each.step for each in begun)
        finished = tuple(each.finished for each in begun if each.finished is not None)
        if len(finished) == len(begun):
            return finished
        self._enter(Stage.LOADING)
        prompt_embeds, negative_prompt_embeds = self._embeds()
        self._enter(Stage.LOADING)
        conditions = self._conditions()
        reporter = StepReporter(
            job,
            self._emit,
            previews=self._previews(),
            finishing_s=self._finishing_s,
        )

        def latents(each: _Begun) -> Tensor:
            if each.finished is not None:
                return each.finished
            self._cache = self._step_cache(each.step, each.sampling)
            return denoise(
                each.sampling.request,
                self._models.experts(),
                conditions,
                prompt_embeds,
                negative_prompt_embeds,
                guided_share=job.plan.guided_share,
                resume=each.checkpoint,
                on_step=lambda step: self._take_step(step, each, reporter),
                around=partial(self._around, each.sampling),
                breaks=each.sampling.breaks,
            )

        sampled = tuple(latents(each) for each in begun)
        reporter.log_cost()
        return sampled

    def _begun(self, sampling: Sampling, versions: Mapping[str, str]) -> "_Begun":
        request = sampling.request
        key = sampling_key(request, self._job.plan, self._models.fingerprint, versions)
        checkpoint = read_checkpoint(sampling.checkpoint, key)
        if checkpoint is not None and checkpoint.latents.shape != latents_shape(request):
            checkpoint = None
        return _Begun(sampling, key, checkpoint)

    def _take_step(self, step: Step, begun: "_Begun", reporter: StepReporter) -> None:
        """Keep it if it is time, and tell of it."""
        sampling, done = begun.sampling, step.checkpoint.step
        self._steps_sampled += 1
        self._done = sampling.steps_before + done
        suspended = self._token.is_suspending and done < step.steps
        keep = partial(write_checkpoint, sampling.checkpoint, step.checkpoint, begun.key)
        self._keep_step = keep
        if suspended or done == step.steps or done % self._job.plan.checkpoint_steps == 0:
            keep()
            self._keep_step = None
        # Who hears of a step that is to be kept can rely on it.
        reporter.report(step, sampling.steps_before)
        self._seconds_per_step = reporter.seconds_per_step
        if suspended:
            raise RenderSuspended(self._done)
        self._token.raise_if_set()
        reporter.preview(step, sampling.steps_before)

    def decoded(self, latents: Tensor) -> Frames:
        """The frames; latents are kept, so that decoding again costs no second sampling."""
        self._enter(Stage.DECODING)
        vae = self._models.vae()
        self._models.placement.clear()  # the transformer's memory is needed now
        decoded = decode_with_fallback(
            vae,
            latents,
            self._job.plan.decode,
            check=self._stop_if_asked,
            on_change=self._note_decoding,
        )
        if decoded.is_blank:
            self.note(tr("Every frame of this clip has one colour: the model computed no picture."))
        self._learn_colours(latents, decoded.frames)
        self._clock.stop()
        return decoded.frames

    def _stop_if_asked(self) -> None:
        self._token.raise_if_set()
        if self._token.is_suspending:
            if self._keep_step is not None:  # between two steps, where what computes changes
                self._keep_step()
            raise RenderSuspended(self._done)

    def _note_decoding(self, old: DecodePlan, new: DecodePlan) -> None:
        self.note(
            tr(
                "Decoding {old} needed more memory than there is: it was done {new} instead.",
                old=_in_words(old),
                new=_in_words(new),
            )
        )

    # --- sampling ------------------------------------------------------------------------------

    def _embeds(self) -> tuple[Tensor, Tensor | None]:
        """Of the prompt, and of the negative prompt where guidance is computed.

        Whatever else waits to be encoded goes along, for the encoder is loaded only once then.
        """
        job, request, models = self._job, self._job.request, self._models
        texts = [request.prompt]
        if uses_negative_prompt(request, job.plan.guided_share):
            texts.append(request.negative_prompt)
        dtype = DTYPES[job.plan.precision]
        key = models.encoder_key
        found = []
        if self._embeddings.missing(key, tuple(texts)):
            encoder = models.encoder()
            self._enter(Stage.ENCODING_PROMPT)
            for text in self._embeddings.missing(key, (*texts, *job.upcoming_texts)):
                self._token.raise_if_set()
                self._embeddings.get(key, text, lambda: encoder, dtype)
            del encoder
        for text in texts:
            encoded = self._embeddings.get(key, text, models.encoder, dtype)
            if encoded.is_cut:
                self.note(
                    tr(
                        "The prompt is longer than the model reads: {count} tokens, of which the "
                        "first {most} count.",
                        count=encoded.token_count,
                        most=MAX_TOKENS,
                    )
                )
            found.append(encoded.padded().to(job.plan.device, dtype))
        models.release("text_encoder")  # no render that follows with these texts needs it
        return found[0], found[1] if len(found) > 1 else None

    def _conditions(self) -> Conditions:
        request, device = self._job.request, self._job.plan.device
        if self._image is None:
            return text_conditions(latents_shape(request), request.seed, device)
        vae = self._models.vae()
        tiling = self._job.plan.encode_tiling
        with stopping_before([vae.encoder], self._token), encoding_in_tiles(vae, tiling):
            return image_conditions(request, vae, self._image, self._end_image, device)

    @contextmanager
    def _around(
        self, sampling: Sampling, expert: Expert, transformer: WanTransformer3DModel, step: int
    ) -> Iterator[None]:
        """Everything that surrounds an expert while it samples, from a step on."""
        plan = self._job.plan
        if step in sampling.breaks:
            # What was kept is of another model; what follows goes on as after an interruption.
            self._cache = self._step_cache(step, sampling)
        with ExitStack() as stack:
            stack.enter_context(self.loras.on(expert, transformer, sampling.loras_at(step)))
            # Caches wrap the forward that they find: it is chosen first.
            reason = self._models.choose_forward(transformer)
            if reason is not None:
                self.note(tr("Not compiled, for {reason}.", reason=reason))
            stack.enter_context(attention_guarded(transformer, plan.attention))
            if self._cache is not None:
                stack.enter_context(self._cache.on(expert, transformer))
            stack.enter_context(stopping_before(transformer.blocks, self._token))
            self._enter(Stage.SAMPLING)
            yield

    def _step_cache(self, first_step: int, of: Sampling) -> CachedSampling | None:
        cache, request = self._job.plan.step_cache, self._job.request
        if cache is None:
            return None
        steps = request.num_inference_steps
        scheduler = make_scheduler(request.scheduler, request.flow_shift, steps, "cpu")
        sampling = CachedSampling(
            cache,
            experts_by_step(scheduler, request.model.facts.boundary_ratio),
            first_step=first_step,
            calibrations=Path(self._job.cache_path) / "calibrations",
            key=CalibrationKey(
                model_fingerprint=self._models.fingerprint,
                mode=request.mode,
                scheduler=request.scheduler,
                flow_shift=request.flow_shift,
            ),
        )
        if sampling.measures and of.breaks:
            self.note(
                tr(
                    "This render skips nothing: what may be skipped is measured by one whose LoRAs "
                    "count from its first step on."
                )
            )
        elif sampling.measures:
            self.note(
                tr("This render measures what later ones may skip, and skips nothing itself.")
            )
        return sampling

    # --- previews -----------------------------------------------------------------------------

    def _colour_file(self) -> Path:
        return Path(self._job.cache_path) / "colours" / f"{self._models.vae_key}.safetensors"

    def _colour_fit(self) -> ColourFit:
        """What this VAE's latents look like, as far as it is known; made and kept if it is not."""
        fit = read_fit(self._colour_file())
        if fit is None:
            fit = fit_to_stills(self._models.vae())
            write_fit(self._colour_file(), fit)
        return fit

    def _previews(self) -> PreviewMaker | None:
        if not self._job.preview:
            return None
        return PreviewMaker(lambda: self._colour_fit().solved())

    def _learn_colours(self, latents: Tensor, frames: Frames) -> None:
        if self._job.preview:
            learn_clip(self._colour_file(), self._colour_fit(), latents, frames)

    # --- reports ------------------------------------------------------------------------------

    def _enter(self, stage: Stage) -> None:
        self._stop_if_asked()
        self._clock.enter(stage)
        if stage is not self.stage:
            self.stage = stage
            self._emit(StageChanged(job_id=self._job.job_id, stage=stage))

    def note(self, message: str) -> None:
        """Say something that the user should know of this job, once."""
        if message in self.notes:
            return
        self.notes.append(message)
        self._emit(Noted(job_id=self._job.job_id, message=message))


@dataclass(frozen=True, slots=True)
class _Begun:
    """A sampling, and how far it had come before."""

    sampling: Sampling
    key: str
    checkpoint: Checkpoint | None

    @property
    def step(self) -> int:
        return 0 if self.checkpoint is None else self.checkpoint.step

    @property
    def finished(self) -> Tensor | None:
        """The latents, if nothing is left to sample."""
        if self.checkpoint is None or self.step < self.sampling.request.num_inference_steps:
            return None
        return self.checkpoint.latents


def _in_words(plan: DecodePlan) -> str:
    tiles = tr("whole frames")
    if plan.tiling is not None:
        tiles = tr(
            "tiles of {width}x{height}",
            width=plan.tiling.tile_width,
            height=plan.tiling.tile_height,
        )
    if plan.device == "cuda":
        return tr("in {tiles} on the graphics card", tiles=tiles)
    return tr("in {tiles} on the processor", tiles=tiles)
