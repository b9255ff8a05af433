"""LoRAs that count from a later step on: before it, the model is as it was."""

from pathlib import Path

import numpy as np
import pytest
import torch
from engine_client import Jobs
from safetensors.torch import load_file
from torch import Tensor

from fixtures.tiny_loras import use_of
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.values import Value
from wan22_desktop.engine.cancel import CancelToken, RenderSuspended
from wan22_desktop.engine.clip_writer import DecodedClip
from wan22_desktop.engine.renderer import Renderer
from wan22_desktop.engine.video_file import Frames
from wan22_desktop.engine_protocol.messages import Render, StepDone
from wan22_desktop.engine_protocol.plan import ExecutionPlan, StepCache, StepCacheKind

STEPS = 8
FROM = 4
CACHES = (None, *StepCacheKind)


class Desk:
    """One renderer, and jobs that can be stopped after a step."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        (self._lora,) = Places.find().demo_lora.glob("*.safetensors")
        self._stop_after: int | None = None
        self._token = CancelToken()
        self.stopped_at = 0
        self._renderer = Renderer(self._hear)

    def job(
        self, *, cache: StepCacheKind | None = None, from_step: int | None = None, **changes: object
    ) -> Render:
        """A render with the LoRA from a step on, or without it."""
        request = self._jobs.quick_request(num_inference_steps=STEPS, prompt="zoom", **changes)
        paths: tuple[Path, ...] = ()
        if from_step is not None:
            use = use_of(self._lora, strength=1.0).model_copy(update={"from_step": from_step})
            request = request.with_changes(loras=(use.model_dump(),))
            paths = (self._lora,)
        kept = None if cache is None else StepCache(kind=cache, strength=1.0)
        plan = ExecutionPlan(torch_threads=1, checkpoint_steps=STEPS, step_cache=kept)
        return self._jobs.job(request, plan=plan, lora_paths=paths)

    def clip(self, job: Render) -> DecodedClip:
        return self._renderer.render(job, CancelToken())

    def frames(self, job: Render) -> Frames:
        return self.clip(job).frames

    def latents_after(self, job: Render, step: int) -> Tensor:
        """What is kept of a render that is stopped after a step; it can be gone on with."""
        self._stop_after, self._token = step, CancelToken()
        with pytest.raises(RenderSuspended) as stopped:
            self._renderer.render(job, self._token)
        self._stop_after = None
        self._renderer.recover()
        self.stopped_at = stopped.value.step
        return load_file(job.checkpoint_path)["latents"]

    def _hear(self, event: Value) -> None:
        # Heard after the step was kept or not: the next one is where it stops.
        if isinstance(event, StepDone) and event.step + 1 == self._stop_after:
            self._token.suspend()


@pytest.fixture
def desk(jobs: Jobs) -> Desk:
    return Desk(jobs)


def test_from_which_step_on_it_counts_is_seen(desk: Desk) -> None:
    without = desk.frames(desk.job())
    whole = desk.frames(desk.job(from_step=0))
    late = desk.frames(desk.job(from_step=FROM))
    never = desk.clip(desk.job(from_step=STEPS))
    assert np.array_equal(never.frames, without)
    assert never.metadata is not None
    assert "changes nothing" in never.metadata.notes[0]
    assert not np.array_equal(late, without)
    assert not np.array_equal(late, whole)
    assert np.array_equal(desk.frames(desk.job()), without), "nothing is left behind"


@pytest.mark.parametrize("cache", CACHES)
def test_the_steps_before_are_those_of_the_model_alone(
    desk: Desk, cache: StepCacheKind | None
) -> None:
    if cache is StepCacheKind.MAG_CACHE:
        desk.frames(desk.job(cache=cache))  # measures what may be skipped
    alone = desk.latents_after(desk.job(cache=cache), FROM)
    late = desk.latents_after(desk.job(cache=cache, from_step=FROM), FROM)
    assert torch.equal(late, alone)
    after = desk.latents_after(desk.job(cache=cache, from_step=FROM), FROM + 2)
    assert not torch.equal(after, desk.latents_after(desk.job(cache=cache), FROM + 2))


def test_who_stops_it_right_where_the_lora_begins_loses_no_step(desk: Desk) -> None:
    """There, what computes changes, and the wish is met before the next step."""
    whole = desk.latents_after(desk.job(from_step=FROM), FROM)
    job = desk.job(from_step=FROM)
    kept = desk.latents_after(job, FROM + 1)
    assert desk.stopped_at == FROM
    assert torch.equal(kept, whole)


@pytest.mark.parametrize("stop", [2, FROM, 6])
def test_going_on_anywhere_gives_the_same_clip(desk: Desk, stop: int) -> None:
    whole = desk.frames(desk.job(from_step=FROM))
    job = desk.job(from_step=FROM)
    desk.latents_after(job, stop)
    assert desk.stopped_at == stop
    assert np.array_equal(desk.frames(job), whole)


@pytest.mark.parametrize("cache", list(StepCacheKind))
def test_with_a_step_cache_it_goes_on_as_after_an_interruption(
    desk: Desk, cache: StepCacheKind
) -> None:
    """What was kept of the other model is forgotten where the LoRA begins to count."""
    if cache is StepCacheKind.MAG_CACHE:
        desk.frames(desk.job(cache=cache))
    whole = desk.clip(desk.job(cache=cache, from_step=FROM))
    job = desk.job(cache=cache, from_step=FROM)
    desk.latents_after(job, FROM)
    assert np.array_equal(desk.frames(job), whole.frames)
    assert whole.metadata is not None
    assert whole.metadata.notes == ()


def test_what_may_be_skipped_is_not_measured_on_two_models(desk: Desk) -> None:
    late = desk.clip(desk.job(cache=StepCacheKind.MAG_CACHE, from_step=FROM))
    assert late.metadata is not None
    assert "skips nothing" in late.metadata.notes[0]
    assert "measured by one whose" in late.metadata.notes[0]


def test_a_clip_says_from_which_step_on(desk: Desk) -> None:
    metadata = desk.clip(desk.job(from_step=FROM)).metadata
    assert metadata is not None
    assert metadata.request.loras[0].from_step == FROM
    assert GenerationRequest.from_json(metadata.request.to_json()) == metadata.request
