"""A render that was killed goes on where it was, and its clip is the same bit for bit."""

import hashlib
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import av
import pytest
import torch
from safetensors import safe_open

from engine.engine_client import EngineClient, Jobs
from fixtures.engine_nursery import EngineNursery
from fixtures.sampling import picture
from fixtures.tiny_wan import DEMO_FOLDER, HEIGHT, NUM_FRAMES, WIDTH, save_diffusers_folder
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Mode, Scheduler, Variant
from wan22_desktop.engine_protocol.messages import (
    Event,
    Render,
    Rendered,
    Stage,
    StageChanged,
    StepDone,
)
from wan22_desktop.engine_protocol.plan import ExecutionPlan

STEPS = 12
SOME_STEPS = (2, 9)
"""Before and after the second expert has taken over."""
PLAN = ExecutionPlan(checkpoint_steps=1, torch_threads=1)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Variant], Path]:
    """The folders of tiny models."""
    folder = tmp_path_factory.mktemp("models")

    def of(variant: Variant) -> Path:
        if variant is Variant.DEMO:
            return DEMO_FOLDER
        saved = folder / variant.value
        return (
            saved if saved.is_dir() else save_diffusers_folder(saved, variant, dtype=torch.float32)
        )

    return of


@dataclass(frozen=True)
class Outcome:
    """What must be the same: the kept latents and the picture's bytes in the clip."""

    latents: bytes
    video: bytes

    @classmethod
    def of(cls, job: Render) -> "Outcome":
        # The clip's file also tells when it was made.
        with av.open(job.clip_path, format="mp4") as container:
            video = b"".join(bytes(packet) for packet in container.demux(video=0))
        return cls(Path(job.checkpoint_path).read_bytes(), video)


def kept_step(job: Render) -> int:
    """How far the checkpoint on the disk has come."""
    with safe_open(job.checkpoint_path, "pt") as file:
        return int(json.loads(file.metadata()["wan22_desktop"])["step"])


@contextmanager
def new_engine(nursery: EngineNursery) -> Iterator[EngineClient]:
    with closing(EngineClient(nursery.engine())) as engine:
        yield engine


def kill(engine: EngineClient) -> None:
    engine.process.kill()
    engine.process.wait()


def wait_for_stage(engine: EngineClient, stage: Stage) -> list[Event]:
    """The events up to the beginning of a stage."""
    events: list[Event] = []
    while not (isinstance(event := engine.next_event(), StageChanged) and event.stage is stage):
        events.append(event)
    return [*events, event]


def request_of(
    variant: Variant, scheduler: Scheduler, folder: Path
) -> tuple[GenerationRequest, Path]:
    """A clip of 12 steps, and its start image if it has one."""
    start = folder / "start.png"
    picture(1).save(start)
    request = GenerationRequest.default(variant, prompt="a red circle moving left").with_changes(
        width=WIDTH,
        height=HEIGHT,
        num_frames=NUM_FRAMES,
        num_inference_steps=STEPS,
        scheduler=scheduler,
        seed=5,
    )
    if variant is Variant.I2V_A14B:
        request = request.with_changes(
            mode=Mode.IMAGE_TO_VIDEO, image_sha256=hashlib.sha256(start.read_bytes()).hexdigest()
        )
    return request, start


@pytest.mark.slow
@pytest.mark.parametrize("scheduler", [Scheduler.UNIPC, Scheduler.EULER])
@pytest.mark.parametrize("variant", [Variant.T2V_A14B, Variant.I2V_A14B])
def test_killed_after_a_step(
    nursery: EngineNursery,
    models: Callable[[Variant], Path],
    tmp_path: Path,
    variant: Variant,
    scheduler: Scheduler,
    every_step: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    request, start = request_of(variant, scheduler, tmp_path)
    jobs = Jobs(tmp_path, models(variant))

    def job() -> Render:
        image_path = start if request.mode is Mode.IMAGE_TO_VIDEO else None
        return jobs.job(request, plan=PLAN, image_path=image_path)

    whole = job()
    with new_engine(nursery) as engine:
        answer = engine.render(whole)
    assert answer.figures.steps_sampled == STEPS
    assert {"high-noise expert", "low-noise expert"} <= set(answer.figures.parts_loaded)
    uninterrupted = Outcome.of(whole)

    resumed: list[tuple[int, int]] = []
    experts_read: set[tuple[str, ...]] = set()
    for step in range(1, STEPS) if every_step else SOME_STEPS:
        interrupted = job()
        with new_engine(nursery) as engine:
            engine.send(interrupted)
            while engine.wait_for(StepDone).step < step:
                pass
            kill(engine)
        kept = kept_step(interrupted)
        with new_engine(nursery) as engine:
            answer = engine.render(interrupted)
        assert kept >= step, "a step that was reported is kept"
        assert answer.figures.steps_sampled == STEPS - kept
        assert Outcome.of(interrupted) == uninterrupted, f"killed after step {step}"
        resumed.append((step, kept))
        experts_read.add(tuple(p for p in answer.figures.parts_loaded if p.endswith("expert")))
    assert experts_read == {("high-noise expert", "low-noise expert"), ("low-noise expert",)}
    with capsys.disabled():
        print(f"\n{variant.value} {scheduler.value}: killed after, kept {resumed}: bit-equal")


@pytest.mark.slow
def test_killed_while_decoding_and_writing(
    nursery: EngineNursery,
    tmp_path: Path,
    kills: int,
    kill_seed: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """However often: what was sampled is decoded, and nothing is sampled again."""
    jobs = Jobs(tmp_path, DEMO_FOLDER)
    plan = ExecutionPlan(torch_threads=1)  # of two steps it keeps nothing but the last
    request = jobs.quick_request(width=96, height=96, num_frames=21)
    with new_engine(nursery) as engine:
        whole = jobs.job(request, plan=plan)
        figures = engine.render(whole).figures
    uninterrupted = Outcome.of(whole)
    seconds = {
        Stage.DECODING: figures.seconds_decoding,
        Stage.WRITING: figures.seconds_writing,
    }

    moments = random.Random(kill_seed)
    interrupted = jobs.job(request, plan=plan)
    with new_engine(nursery) as engine:
        engine.send(interrupted)
        wait_for_stage(engine, Stage.DECODING)
        kill(engine)
    hit: Counter[str] = Counter()
    for number in range(kills):
        stage = Stage.WRITING if number % 4 == 3 else Stage.DECODING
        with new_engine(nursery) as engine:
            engine.send(interrupted)
            before = wait_for_stage(engine, stage)
            # Spread over the stage, at random within each part of it.
            share = (number + moments.random()) / kills
            time.sleep(share * seconds[stage])
            kill(engine)
            after = engine.rest()
        assert not any(isinstance(event, StepDone) for event in before + after)
        ended = any(isinstance(event, Rendered) for event in after)
        stages = [event.stage for event in before + after if isinstance(event, StageChanged)]
        hit["finished" if ended else stages[-1].value] += 1
    with new_engine(nursery) as engine:
        answer = engine.render(interrupted)
    assert answer.figures.steps_sampled == 0
    assert Outcome.of(interrupted) == uninterrupted
    with capsys.disabled():
        print(f"\nkilled in {dict(hit)}: sampled again 0 times, bit-equal")
    assert hit[Stage.DECODING] > 0
