"""What a job finds loaded and encoded by those before it, and what two jobs do at the same time."""

import hashlib
from contextlib import closing
from pathlib import Path

import pytest
import torch
from engine_client import EngineClient, Jobs
from test_renders import frames_of

from fixtures.sampling import picture
from fixtures.tiny_loras import diffusers, save_lora, tiny_lora
from fixtures.tiny_wan import (
    HEIGHT,
    NUM_FRAMES,
    WIDTH,
    save_diffusers_folder,
    tiny_transformer,
)
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Mode, Variant
from wan22_desktop.engine_protocol.messages import (
    Event,
    Rendered,
    Stage,
    StageChanged,
    StepDone,
    Suspend,
    Suspended,
)
from wan22_desktop.engine_protocol.plan import ExecutionPlan

BOTH_EXPERTS = ExecutionPlan(torch_threads=1, keep_both_experts=True)
EXPERTS = ("high-noise expert", "low-noise expert")


@pytest.fixture(scope="module")
def t2v_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("t2v")
    return save_diffusers_folder(folder, Variant.T2V_A14B, dtype=torch.float32)


@pytest.fixture(scope="module")
def i2v_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("i2v")
    return save_diffusers_folder(folder, Variant.I2V_A14B, dtype=torch.float32)


def tiny_request(variant: Variant, **changes: object) -> GenerationRequest:
    """Four steps, two of each expert."""
    small = {"width": WIDTH, "height": HEIGHT, "num_frames": NUM_FRAMES, "num_inference_steps": 4}
    request = GenerationRequest.default(variant, prompt="a red circle", seed=3)
    return request.with_changes(**{**small, **changes})


def test_a_second_job_loads_and_encodes_nothing(engine: EngineClient, jobs: Jobs) -> None:
    first = engine.render(jobs.job(jobs.quick_request(negative_prompt="grey"))).figures
    assert first.texts_encoded == 2, "the prompt and the negative prompt"
    second = engine.render(jobs.job(jobs.quick_request(negative_prompt="grey", seed=8))).figures
    assert (second.parts_loaded, second.texts_encoded) == ((), 0)
    assert second.seconds_loading == 0
    assert second.seconds_encoding_prompt == 0
    changed = jobs.quick_request(negative_prompt="grey", prompt="a blue square")
    other_prompt = engine.render(jobs.job(changed)).figures
    # The text encoder is let go of once it has encoded: it may be as big as the model itself.
    assert (other_prompt.parts_loaded, other_prompt.texts_encoded) == (("text encoder",), 1)


def test_waiting_prompts_are_encoded_in_the_same_go(engine: EngineClient, jobs: Jobs) -> None:
    prompts = ("a red circle", "a blue square", "a green triangle")
    first = jobs.job(jobs.quick_request(prompt=prompts[0]), upcoming_texts=prompts[1:])
    figures = engine.render(first).figures
    assert figures.texts_encoded == 4, "three prompts and the negative prompt, which is empty"
    for prompt in prompts[1:]:
        figures = engine.render(jobs.job(jobs.quick_request(prompt=prompt))).figures
        assert figures.texts_encoded == 0


def test_loras_come_change_and_go_without_a_reload(
    engine: EngineClient, jobs: Jobs, t2v_folder: Path, tmp_path: Path
) -> None:
    request = tiny_request(Variant.T2V_A14B)
    path = tmp_path / "style.safetensors"
    use = save_lora(path, diffusers(tiny_lora(tiny_transformer(Variant.T2V_A14B))))

    def rendered(*strengths: tuple[float, float]) -> Rendered:
        loras = tuple(
            use.model_copy(update={"strength": high, "strength_2": low}) for high, low in strengths
        )
        return engine.render(
            jobs.job(
                request.with_changes(loras=loras),
                plan=BOTH_EXPERTS,
                model_folder=t2v_folder,
                lora_paths=(path,) * len(loras),
            )
        )

    plain = rendered()
    assert set(EXPERTS) <= set(plain.figures.parts_loaded)
    answers = [rendered((1, 1)), rendered((0.5, 1)), rendered((0.5, 0.25)), rendered()]
    assert [answer.figures.parts_loaded for answer in answers] == [()] * 4
    assert [answer.figures.texts_encoded for answer in answers] == [0] * 4
    clips = [frames_of(answer).tobytes() for answer in (plain, *answers)]
    assert clips[-1] == clips[0], "without the LoRA everything is as it was"
    assert len(set(clips)) == 4, "each strength gives a picture of its own"


def test_another_model_loads_only_what_differs(
    engine: EngineClient, jobs: Jobs, t2v_folder: Path, i2v_folder: Path, tmp_path: Path
) -> None:
    start = tmp_path / "start.png"
    picture(1).save(start)
    text_to_video = jobs.job(
        tiny_request(Variant.T2V_A14B), plan=BOTH_EXPERTS, model_folder=t2v_folder
    )
    engine.render(text_to_video)
    image_to_video = jobs.job(
        tiny_request(
            Variant.I2V_A14B,
            mode=Mode.IMAGE_TO_VIDEO,
            prompt="another prompt",
            image_sha256=hashlib.sha256(start.read_bytes()).hexdigest(),
        ),
        plan=BOTH_EXPERTS,
        model_folder=i2v_folder,
        image_path=start,
    )
    shared = text_to_video.parts.model_dump(include={"vae", "text_encoder", "tokenizer"})
    parts = image_to_video.parts.model_copy(update=shared)
    answer = engine.render(image_to_video.model_copy(update={"parts": parts}))
    assert answer.figures.parts_loaded == ("text encoder", *EXPERTS)
    assert answer.figures.texts_encoded == 1, "the models share their negative prompt"
    again = engine.render(text_to_video.model_copy(update={"job_id": "0" * 12}))
    assert again.figures.parts_loaded == (), "its kept latents need nothing but the VAE"


def test_a_job_is_suspended_and_goes_on(engine: EngineClient, jobs: Jobs) -> None:
    steps = 12
    request = jobs.quick_request(num_inference_steps=steps, num_frames=17)
    whole = jobs.job(request)
    uninterrupted = frames_of(engine.render(whole))
    job = jobs.job(request)
    engine.send(job)
    while engine.wait_for(StepDone).step < 3:
        pass
    engine.send(Suspend(job_id=job.job_id))
    last = engine.outcome(job.job_id)[1]
    assert isinstance(last, Suspended), last
    assert 3 <= last.step < steps
    engine.render(jobs.job())  # another job comes between
    answer = engine.render(job)
    assert answer.figures.steps_sampled == steps - last.step
    assert frames_of(answer).tobytes() == uninterrupted.tobytes()
    assert Path(job.checkpoint_path).read_bytes() == Path(whole.checkpoint_path).read_bytes()


def test_a_clip_is_written_while_the_next_is_computed(engine: EngineClient, jobs: Jobs) -> None:
    requests = [
        jobs.quick_request(width=160, height=160, num_frames=13),
        jobs.quick_request(seed=8),
    ]
    alone = [frames_of(engine.render(jobs.job(request))) for request in requests]
    first, second = (jobs.job(request) for request in requests)
    engine.send(first)
    engine.send(second)
    events: list[Event] = []
    answers: list[Rendered] = []
    while len(answers) < 2:
        events.append(event := engine.next_event())
        if isinstance(event, Rendered):
            answers.append(event)
    begun = events.index(StageChanged(job_id=second.job_id, stage=Stage.LOADING))
    writing = events.index(StageChanged(job_id=first.job_id, stage=Stage.WRITING))
    written = next(n for n, e in enumerate(events) if isinstance(e, Rendered))
    assert answers[0].job_id == first.job_id
    assert writing < begun < written
    for answer, expected in zip(answers, alone, strict=True):
        assert frames_of(answer).tobytes() == expected.tobytes()


def test_a_final_after_drafts_of_its_prompt_encodes_nothing(
    engine: EngineClient, jobs: Jobs
) -> None:
    """Also in another engine: what the drafts encoded lies on the disk."""
    prompt = "a yellow square moving up, drafted"
    drafts = [
        jobs.quick_request(prompt=prompt, seed=seed, num_inference_steps=2, num_frames=5)
        for seed in (1, 2, 3)
    ]
    encoded = [engine.render(jobs.job(draft)).figures.texts_encoded for draft in drafts]
    final = drafts[1].with_changes(num_inference_steps=4, num_frames=9, width=96)
    assert encoded == [2, 0, 0], "the prompt and the negative one, once"
    assert engine.render(jobs.job(final)).figures.texts_encoded == 0
    with closing(EngineClient()) as other:
        figures = other.render(jobs.job(final)).figures
        assert figures.texts_encoded == 0
        assert "text encoder" not in figures.parts_loaded, "it is not even read"
