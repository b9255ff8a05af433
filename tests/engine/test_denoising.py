"""The engine's own sampling: the pipelines' bits, and what the pipelines cannot do."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest
import torch
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from torch import Tensor, nn

from fixtures.sampling import CASES, Case, TinySampling, request_for
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.wan import Expert, Scheduler, Variant
from wan22_desktop.engine.sampling.denoising import Step, uses_negative_prompt

T2V = Case(Variant.T2V_A14B)
I2V_5B = Case(Variant.TI2V_5B, image=True)

tiny = cache(TinySampling)


@contextmanager
def forwards_counted(sampling: TinySampling) -> Iterator[dict[Expert, list[float]]]:
    """The timesteps of all forwards, by expert."""
    seen: dict[Expert, list[float]] = {expert: [] for expert in sampling.transformers}
    hooks = []
    for expert, transformer in sampling.transformers.items():

        def note(
            _module: nn.Module, _args: object, kwargs: dict[str, Tensor], expert: Expert = expert
        ) -> None:
            seen[expert].append(float(kwargs["timestep"].flatten()[-1]))

        hooks.append(transformer.register_forward_pre_hook(note, with_kwargs=True))
    try:
        yield seen
    finally:
        for hook in hooks:
            hook.remove()


@pytest.mark.parametrize("scheduler", Scheduler)
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_bits_of_the_pipelines(case: Case, dtype: torch.dtype, scheduler: Scheduler) -> None:
    sampling = tiny(case, dtype)
    request = request_for(case, scheduler=scheduler)
    latents = sampling.sample(request)
    assert latents.dtype == torch.float32
    assert latents.shape == sampling.latents_shape()
    assert torch.equal(latents, sampling.bare(request))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_bits_of_the_pipelines_without_guidance(case: Case) -> None:
    sampling = tiny(case)
    second = {"guidance_scale_2": 1.0} if case.variant.facts.has_two_experts else {}
    request = request_for(case, guidance_scale=1.0, **second)
    assert torch.equal(sampling.sample(request), sampling.bare(request))
    assert not torch.equal(sampling.sample(request), sampling.sample(request_for(case)))


@pytest.mark.parametrize(
    "change", [{"seed": 12}, {"scheduler": Scheduler.EULER}, {"flow_shift": 6.0}], ids=str
)
def test_other_requests_have_other_bits(change: dict[str, object]) -> None:
    request = request_for(T2V)
    other = tiny(T2V).sample(request.with_changes(**change))
    assert not torch.equal(other, tiny(T2V).sample(request))


def test_an_end_image_changes_the_clip() -> None:
    with_end, without = (tiny(case).sample(request_for(case)) for case in CASES[1:3])
    assert not torch.equal(with_end, without)


def test_5b_refuses_the_end_image_that_the_pipeline_ignores() -> None:
    case = Case(Variant.TI2V_5B, image=True, end_image=True)
    with pytest.raises(ValueError, match="end image"):
        TinySampling(case).sample(request_for(case))


def test_text_to_video_of_5b_stays_within_rounding_of_a_timestep_per_token() -> None:
    case = Case(Variant.TI2V_5B)
    request = request_for(case)
    latents = tiny(case).sample(request)
    per_token = tiny(case).bare(request, expand_timesteps=True)
    assert (latents - per_token).abs().max() < 2e-6 * per_token.abs().max()


def test_four_lightning_steps_use_the_timesteps_it_was_trained_with() -> None:
    sampling = tiny(T2V)
    request = request_for(
        T2V,
        num_inference_steps=4,
        flow_shift=5.0,
        guidance_scale=1.0,
        guidance_scale_2=1.0,
        scheduler=Scheduler.EULER,
    )
    with forwards_counted(sampling) as seen:
        latents = sampling.sample(request)
    assert seen[Expert.HIGH_NOISE] == [1000.0, 937.5]
    assert seen[Expert.LOW_NOISE] == pytest.approx([833.333, 625.0], abs=1e-3)
    assert torch.equal(latents, sampling.bare(request))


@pytest.mark.parametrize(
    ("guidance_scale", "guidance_scale_2", "guided_share", "high", "low"),
    [
        (4.0, 3.0, 1.0, 2, 2),
        (4.0, 1.0, 1.0, 2, 1),
        (1.0, 3.0, 1.0, 1, 2),
        (1.0, 1.0, 1.0, 1, 1),
        (4.0, 3.0, 0.0, 1, 1),
    ],
)
def test_only_guided_steps_cost_a_second_forward(
    guidance_scale: float, guidance_scale_2: float, guided_share: float, high: int, low: int
) -> None:
    """`high` and `low` are forwards per step of each expert."""
    sampling = tiny(T2V)
    request = request_for(T2V, guidance_scale=guidance_scale, guidance_scale_2=guidance_scale_2)
    steps: Counter[Expert] = Counter()
    with forwards_counted(sampling) as seen:
        sampling.sample(
            request, lambda step: steps.update([step.expert]), guided_share=guided_share
        )
    assert len(seen[Expert.HIGH_NOISE]) == high * steps[Expert.HIGH_NOISE] > 0
    assert len(seen[Expert.LOW_NOISE]) == low * steps[Expert.LOW_NOISE] > 0
    assert uses_negative_prompt(request, guided_share) == (high + low > 2)


@pytest.mark.parametrize(
    ("guided_share", "steps", "guided"),
    [(0.01, 5, 1), (0.4, 5, 2), (0.41, 5, 3), (0.6, 5, 3), (1.0, 5, 5), (0.55, 20, 11)],
)
def test_guidance_ends_after_its_share_of_steps(
    guided_share: float, steps: int, guided: int
) -> None:
    sampling = tiny(T2V)
    request = request_for(T2V, num_inference_steps=steps)
    with forwards_counted(sampling) as seen:
        latents = sampling.sample(request, guided_share=guided_share)
    forwards = [timestep for timesteps in seen.values() for timestep in timesteps]
    assert [forwards.count(timestep) for timestep in dict.fromkeys(forwards)] == (
        [2] * guided + [1] * (steps - guided)
    )
    assert torch.equal(latents, sampling.bare(request)) == (guided == steps)


def test_guidance_without_its_embeddings_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="negative"):
        tiny(T2V).sample(request_for(T2V), negative_prompt_embeds=None)
    unguided = request_for(T2V, guidance_scale=1.0, guidance_scale_2=1.0)
    latents = tiny(T2V).sample(unguided, negative_prompt_embeds=None)
    assert torch.equal(latents, tiny(T2V).sample(request_for(T2V), guided_share=0.0))


@pytest.mark.parametrize("scheduler", Scheduler)
@pytest.mark.parametrize("case", [T2V, I2V_5B], ids=str)
def test_the_estimate_is_the_clip_as_it_is_foreseen(case: Case, scheduler: Scheduler) -> None:
    seen: list[Step] = []
    latents = tiny(case).sample(request_for(case, scheduler=scheduler), seen.append)
    estimates = [step.estimate() for step in seen]
    for step, estimate in zip(seen[:-1], estimates, strict=False):
        state = step.checkpoint.scheduler
        if "model_outputs.1" in state:  # the multistep solvers keep theirs
            foreseen = state["model_outputs.1"]
            assert isinstance(foreseen, Tensor)
            first = 1 if case.image else 0
            torch.testing.assert_close(estimate[:, :, first:], foreseen[:, :, first:])
        assert not torch.allclose(estimate, step.checkpoint.latents)
    torch.testing.assert_close(estimates[-1], latents)
    if case.image:
        first_frame = tiny(case).conditions(request_for(case)).first_frame
        assert first_frame is not None
        assert all(torch.equal(estimate[:, :, :1], first_frame) for estimate in estimates)


def test_every_step_is_reported_once_with_its_expert() -> None:
    seen: list[Step] = []
    latents = tiny(T2V).sample(request_for(T2V), seen.append)
    assert [step.checkpoint.step for step in seen] == [1, 2, 3, 4, 5]
    assert {step.steps for step in seen} == {5}
    experts = [step.expert for step in seen]
    assert experts == sorted(experts, key=list(Expert).index)
    assert set(experts) == set(Expert)
    assert torch.equal(seen[-1].checkpoint.latents, latents)


class Around:
    """Notes when an expert's steps begin and end."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.first_steps: list[int] = []

    @contextmanager
    def __call__(
        self, expert: Expert, transformer: WanTransformer3DModel, step: int
    ) -> Iterator[None]:
        assert transformer is tiny(T2V).transformers[expert]
        self.told.append(f"in {expert}")
        self.first_steps.append(step)
        try:
            yield
        finally:
            self.told.append(f"out {expert}")


def test_what_goes_around_an_expert_is_entered_once_for_its_steps() -> None:
    around = Around()
    tiny(T2V).sample(request_for(T2V), lambda _step: around.told.append("step"), around=around)
    words = " ".join(dict.fromkeys(around.told))
    assert words == "in high-noise step out high-noise in low-noise out low-noise"
    assert around.told.count("step") == 5


def test_breaks_let_what_goes_around_be_entered_again_and_change_nothing() -> None:
    around, undisturbed = Around(), tiny(T2V).sample(request_for(T2V))
    broken = tiny(T2V).sample(request_for(T2V), around=around, breaks={1, 3})
    high = around.told.count("in high-noise")
    assert around.first_steps[:2] == [0, 1]
    assert 3 in around.first_steps
    assert len(around.first_steps) == 4, "two experts and two breaks"
    assert high in (2, 3)
    assert torch.equal(broken, undisturbed)


@pytest.mark.parametrize(("by_request", "by_plan"), [(2, 1.0), (5, 0.4), (2, 0.4)])
def test_guidance_ends_after_the_fewer_steps_of_request_and_plan(
    by_request: int, by_plan: float
) -> None:
    request = request_for(T2V)
    expected = tiny(T2V).sample(request, guided_share=0.4)
    wanted = request.with_changes(guided_steps=by_request)
    assert torch.equal(tiny(T2V).sample(wanted, guided_share=by_plan), expected)
    assert not torch.equal(tiny(T2V).sample(request), expected)


def test_without_guided_steps_the_negative_prompt_is_not_needed() -> None:
    request = request_for(T2V).with_changes(guided_steps=0)
    assert not uses_negative_prompt(request, 1.0)
    with forwards_counted(tiny(T2V)) as seen:
        tiny(T2V).sample(request, negative_prompt_embeds=None)
    assert sum(map(len, seen.values())) == request.num_inference_steps


def test_a_cancelled_sampling_ends_where_it_is_and_leaves_nothing_behind() -> None:
    around, undisturbed = Around(), tiny(T2V).sample(request_for(T2V))

    def stop(step: Step) -> None:
        if step.checkpoint.step == 2:
            raise KeyboardInterrupt

    with forwards_counted(tiny(T2V)) as seen, pytest.raises(KeyboardInterrupt):
        tiny(T2V).sample(request_for(T2V), stop, around=around)
    assert len(seen[Expert.HIGH_NOISE]) == 2 * 2
    assert around.told == ["in high-noise", "out high-noise"]
    assert torch.equal(tiny(T2V).sample(request_for(T2V)), undisturbed)


@pytest.mark.parametrize("broken", [float("nan"), float("inf"), 0.0])
def test_a_network_that_computes_nothing_is_told_after_one_step(broken: float) -> None:
    sampling = TinySampling(T2V)
    last = sampling.transformers[Expert.HIGH_NOISE].proj_out
    last.weight.data.fill_(broken)
    last.bias.data.fill_(0.0)
    seen: list[Step] = []
    with pytest.raises(UserError) as caught:
        sampling.sample(request_for(T2V), seen.append)
    assert caught.value.category is ErrorCategory.BAD_RESULT
    assert seen == []


def test_no_gradient_is_kept() -> None:
    sampling = TinySampling(T2V)
    for transformer in sampling.transformers.values():
        transformer.requires_grad_(requires_grad=True)
    assert not sampling.sample(request_for(T2V)).requires_grad
