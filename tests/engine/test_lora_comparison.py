"""With and without LoRAs in one clip: both halves are the clips that two jobs would make."""

from pathlib import Path

import numpy as np
import pytest
from engine_client import EngineClient, Jobs
from safetensors.torch import load_file
from test_renders import frames_of

from fixtures.tiny_loras import comfyui, save_lora, tiny_lora
from fixtures.tiny_wan import DEMO_FOLDER
from wan22_desktop.core.clip_metadata import read_clip_metadata
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.wan import Expert, Variant
from wan22_desktop.engine.loading.components import empty_transformer
from wan22_desktop.engine_protocol.messages import (
    Cancel,
    Cancelled,
    LorasApplied,
    Render,
    Rendered,
    Stage,
    StageChanged,
    StepDone,
    Suspend,
    Suspended,
)

STEPS = 6


@pytest.fixture
def lora_file(tmp_path: Path) -> Path:
    return tmp_path / "style.safetensors"


def written(path: Path, seed: int) -> LoraUse:
    """A LoRA for the demo model."""
    skeleton = empty_transformer(DEMO_FOLDER / "transformer", Variant.DEMO)
    return save_lora(path, comfyui(tiny_lora(skeleton, seed=seed)), strength=0.5)


@pytest.fixture
def use(lora_file: Path) -> LoraUse:
    return written(lora_file, seed=0)


@pytest.fixture
def request_(jobs: Jobs, use: LoraUse) -> GenerationRequest:
    return jobs.quick_request(num_inference_steps=STEPS, loras=(use,), compare_loras=True)


@pytest.fixture
def comparison(jobs: Jobs, request_: GenerationRequest, lora_file: Path) -> Render:
    return jobs.job(request_, lora_paths=(lora_file,))


def plain_checkpoint(job: Render) -> Path:
    return Path(job.checkpoint_path).with_suffix(".plain.safetensors")


def test_the_left_half_is_without_and_the_right_half_with_loras(
    engine: EngineClient, jobs: Jobs, comparison: Render, lora_file: Path
) -> None:
    request = comparison.request
    engine.send(comparison)
    events, answer = engine.outcome(comparison.job_id)
    assert isinstance(answer, Rendered), answer

    with_loras = jobs.job(request.with_changes(compare_loras=False), lora_paths=(lora_file,))
    without = jobs.job(request.with_changes(compare_loras=False, loras=()))
    for job, checkpoint in (
        (without, plain_checkpoint(comparison)),
        (with_loras, Path(comparison.checkpoint_path)),
    ):
        engine.render(job)
        alone = load_file(job.checkpoint_path)["latents"]
        assert alone.equal(load_file(checkpoint)["latents"]), "the same bits"

    frames = frames_of(answer)
    assert frames.shape[1:3] == (request.height, 2 * request.width)
    left, right = np.split(frames.astype(int), 2, axis=2)
    # The halves share an encoder's decisions: they are nearly what each clip shows by itself.
    assert np.abs(left - right).mean() > 5 * np.abs(left - _shown(engine, without)).mean()
    assert np.abs(left - right).mean() > 5 * np.abs(right - _shown(engine, with_loras)).mean()

    steps = [event for event in events if isinstance(event, StepDone)]
    assert [event.step for event in steps] == list(range(1, 2 * STEPS + 1))
    assert {event.steps for event in steps} == {2 * STEPS} == {request.total_steps}
    assert answer.figures.steps_sampled == 2 * STEPS
    stages = [event.stage for event in events if isinstance(event, StageChanged)]
    assert stages.count(Stage.SAMPLING) == stages.count(Stage.DECODING) == 1
    metadata = read_clip_metadata(Path(answer.clip_path))
    assert metadata is not None
    assert metadata.request == request


def _shown(engine: EngineClient, job: Render) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """What the clip shows; the latents are kept, so nothing is sampled again."""
    return frames_of(engine.render(job)).astype(np.int64)


@pytest.mark.parametrize("at_step", [2, STEPS + 2])
def test_a_pause_in_either_half_loses_nothing(
    engine: EngineClient,
    jobs: Jobs,
    request_: GenerationRequest,
    lora_file: Path,
    at_step: int,
) -> None:
    whole = jobs.job(request_.with_changes(num_frames=9), lora_paths=(lora_file,))
    job = jobs.job(whole.request, lora_paths=(lora_file,))
    engine.send(job)
    while engine.wait_for(StepDone).step < at_step:
        pass
    engine.send(Suspend(job_id=job.job_id))
    last = engine.outcome(job.job_id)[1]
    assert isinstance(last, Suspended), last
    assert at_step <= last.step < 2 * STEPS
    answer = engine.render(job)
    assert answer.figures.steps_sampled == 2 * STEPS - last.step
    assert frames_of(answer).tobytes() == frames_of(engine.render(whole)).tobytes()


def test_it_is_cancelled_in_its_second_half(
    engine: EngineClient, jobs: Jobs, request_: GenerationRequest, lora_file: Path
) -> None:
    job = jobs.job(request_.with_changes(num_frames=9), lora_paths=(lora_file,))
    engine.send(job)
    while engine.wait_for(StepDone).step < STEPS + 1:
        pass
    engine.send(Cancel(job_id=job.job_id))
    assert isinstance(engine.outcome(job.job_id)[1], Cancelled)
    assert not Path(job.clip_path).exists()


def test_what_was_applied_is_told_and_stands_in_the_clip(
    engine: EngineClient, jobs: Jobs, lora_file: Path
) -> None:
    use = written(lora_file, seed=1)  # no other test has left it in the engine's memory
    request = jobs.quick_request(loras=(use,))
    told: list[LorasApplied] = []
    for seed in (1, 2):
        job = jobs.job(request.with_changes(seed=seed), lora_paths=(lora_file,))
        engine.send(job)
        events, answer = engine.outcome(job.job_id)
        assert isinstance(answer, Rendered), answer
        told += [event for event in events if isinstance(event, LorasApplied)]
    metadata = read_clip_metadata(Path(answer.clip_path))
    assert metadata is not None
    (report,) = metadata.loras
    assert (report.sha256, report.name, report.strength) == (use.sha256, "style", 0.5)
    assert report.expert is Expert.HIGH_NOISE
    assert report.matched == len(load_file(lora_file))
    assert [event.reports for event in told] == [(report,), (report,)]

    first, second = (event.costs[0] for event in told)
    assert first.load_seconds is not None
    assert first.load_seconds > 0
    assert second.load_seconds is None, "it was still in memory"
    # The demo model computes in fp32 here, as the file is written; alphas become numbers.
    matrices = [t for t in load_file(lora_file).values() if t.ndim == 2]
    assert first.resident_bytes == second.resident_bytes == sum(t.nbytes for t in matrices)


def test_a_comparison_goes_on_after_its_first_half_was_kept(
    engine: EngineClient, comparison: Render
) -> None:
    engine.render(comparison)
    Path(comparison.checkpoint_path).unlink()
    answer = engine.render(comparison)
    assert answer.figures.steps_sampled == STEPS, "only the half that was lost"
