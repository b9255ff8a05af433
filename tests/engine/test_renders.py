"""Renders one after another in one process: repeated, cancelled, continued from kept latents."""

import base64
import io
from pathlib import Path

import av
import numpy as np
from engine_client import EngineClient, Jobs
from numpy.typing import NDArray
from PIL import Image

from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.engine_protocol.messages import (
    Cancel,
    Cancelled,
    PreviewReady,
    Rendered,
    Stage,
    StageChanged,
    StepDone,
)
from wan22_desktop.engine_protocol.plan import ExecutionPlan, Quantization


def frames_of(answer: Rendered) -> NDArray[np.uint8]:
    with av.open(answer.clip_path, format="mp4") as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    return np.stack(frames).astype(np.uint8)


def cancel_after_step(engine: EngineClient, jobs: Jobs, step: int) -> list[StepDone]:
    """Cancel a render after a step; the steps that were reported all the same."""
    job = jobs.job(jobs.quick_request(num_inference_steps=200))
    engine.send(job)
    while engine.wait_for(StepDone).step < step:
        pass
    engine.send(Cancel(job_id=job.job_id))
    events, last = engine.outcome(job.job_id)
    assert last == Cancelled(job_id=job.job_id)
    assert not Path(job.clip_path).exists()
    return [event for event in events if isinstance(event, StepDone)]


def test_what_a_render_reports(engine: EngineClient, jobs: Jobs) -> None:
    request = jobs.quick_request(num_inference_steps=12)
    job = jobs.job(request)
    engine.send(job)
    events, answer = engine.outcome(job.job_id)
    assert isinstance(answer, Rendered)

    stages = [event.stage for event in events if isinstance(event, StageChanged)]
    in_memory = [Stage.ENCODING_PROMPT, Stage.SAMPLING, Stage.DECODING, Stage.WRITING]
    assert [stage for stage in stages if stage is not Stage.LOADING] == in_memory
    steps = [event for event in events if isinstance(event, StepDone)]
    assert [event.step for event in steps] == list(range(1, 13))
    assert all(event.seconds_left is not None for event in steps)

    previews = [event for event in events if isinstance(event, PreviewReady)]
    assert previews
    assert all(event.step < 12 for event in previews)
    strip = Image.open(io.BytesIO(base64.b64decode(previews[0].jpeg_base64)))
    assert strip.size == (128 * previews[0].frame_count, 128)

    thumbnail = Image.open(io.BytesIO(base64.b64decode(answer.thumbnail_jpeg_base64)))
    assert thumbnail.size == (64, 64)
    assert frames_of(answer).shape == (request.num_frames, request.height, request.width, 3)


def test_preview_shows_the_clip(engine: EngineClient, jobs: Jobs) -> None:
    """The last preview has about the colours of the clip: nearer to it than to plain grey."""
    wanted = GenerationRequest.default(prompt="a red circle moving left on a blue background")
    job = jobs.job(wanted)
    engine.send(job)
    events, answer = engine.outcome(job.job_id)
    assert isinstance(answer, Rendered)
    last = [event for event in events if isinstance(event, PreviewReady)][-1]
    strip = Image.open(io.BytesIO(base64.b64decode(last.jpeg_base64))).convert("RGB")
    shown = np.asarray(strip, float).mean(axis=(0, 1))
    clip = frames_of(answer).astype(float).mean(axis=(0, 1, 2))
    assert np.linalg.norm(shown - clip) < np.linalg.norm(127.5 - clip) / 2, (shown, clip)


def test_no_preview_unless_wanted(engine: EngineClient, jobs: Jobs) -> None:
    job = jobs.job().model_copy(update={"preview": False})
    engine.send(job)
    assert not any(isinstance(event, PreviewReady) for event in engine.outcome(job.job_id)[0])


def test_cancel_is_answered_within_one_step(engine: EngineClient, jobs: Jobs) -> None:
    # The step that ends while the command is on its way may still be reported.
    assert len(cancel_after_step(engine, jobs, step=2)) <= 1


def test_cancel_while_decoding_keeps_the_latents(engine: EngineClient, jobs: Jobs) -> None:
    job = jobs.job(jobs.quick_request(num_frames=81, width=96, height=96))
    engine.send(job)
    while engine.wait_for(StageChanged).stage is not Stage.DECODING:
        pass
    engine.send(Cancel(job_id=job.job_id))
    events, last = engine.outcome(job.job_id)
    assert (events, last) == ([last], Cancelled(job_id=job.job_id))
    assert Path(job.checkpoint_path).exists()


def test_cancel_of_a_waiting_and_of_a_finished_job(engine: EngineClient, jobs: Jobs) -> None:
    first, second = jobs.job(), jobs.job()
    engine.send(first)
    engine.send(second)
    engine.send(Cancel(job_id=second.job_id))
    # The second may end before the clip of the first is written.
    ends = {}
    while len(ends) < 2:
        event = engine.next_event()
        if isinstance(event, Rendered | Cancelled):
            ends[event.job_id] = type(event)
    assert ends == {first.job_id: Rendered, second.job_id: Cancelled}
    engine.send(Cancel(job_id=first.job_id))  # too late; its answer has been given
    engine.render(jobs.job())


def test_same_request_gives_the_same_frames(engine: EngineClient, jobs: Jobs) -> None:
    first = frames_of(engine.render(jobs.job()))
    assert np.array_equal(frames_of(engine.render(jobs.job())), first)
    cancel_after_step(engine, jobs, step=1)
    assert np.array_equal(frames_of(engine.render(jobs.job())), first)
    other = engine.render(jobs.job(jobs.quick_request(seed=8)))
    assert not np.array_equal(frames_of(other), first)


def test_kept_latents_are_decoded_without_sampling(
    engine: EngineClient, jobs: Jobs, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.safetensors"
    first = engine.render(jobs.job(checkpoint_path=kept))
    again = engine.render(jobs.job(checkpoint_path=kept))
    assert (first.figures.steps_sampled, again.figures.steps_sampled) == (2, 0)
    assert again.figures.seconds_sampling == 0
    assert np.array_equal(frames_of(again), frames_of(first))


def test_foreign_or_damaged_latents_are_ignored(
    engine: EngineClient, jobs: Jobs, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.safetensors"
    assert engine.render(jobs.job(checkpoint_path=kept)).figures.steps_sampled
    assert engine.render(
        jobs.job(jobs.quick_request(seed=8), checkpoint_path=kept)
    ).figures.steps_sampled
    whole = kept.read_bytes()
    flipped = whole[:-5] + bytes([whole[-5] ^ 1]) + whole[-4:]
    for damaged in (flipped, whole[:-1], b"", b"\xff" * 100):
        kept.write_bytes(damaged)
        assert engine.render(
            jobs.job(jobs.quick_request(seed=8), checkpoint_path=kept)
        ).figures.steps_sampled
    assert kept.read_bytes() == whole


def test_quantizes_although_the_first_imports_are_told_there_is_no_torchao(
    engine: EngineClient, jobs: Jobs
) -> None:
    rendered = engine.render(jobs.job(plan=ExecutionPlan(quantization=Quantization.INT8)))
    assert rendered.figures.quantization is Quantization.INT8
