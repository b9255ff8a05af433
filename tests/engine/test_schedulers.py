"""Timesteps as published, integration as good as promised, and state that can be carried over."""

from typing import Any

import pytest
import torch
from diffusers.schedulers.scheduling_flow_match_euler_discrete import (
    FlowMatchEulerDiscreteScheduler,
)
from torch import Tensor

from wan22_desktop.core.wan import Expert, Scheduler, Variant
from wan22_desktop.engine.sampling.schedulers import (
    AnyScheduler,
    experts_by_step,
    make_scheduler,
    restore_state,
    state_of,
    timesteps_of,
)

STEPS = 12


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Scheduler.EULER, [1000.0, 937.5, 833.3333, 625.0]),
        (Scheduler.UNIPC, [999, 937, 833, 625]),
        (Scheduler.DPMPP, [999, 937, 833, 624]),
    ],
)
def test_four_steps_at_shift_5(kind: Scheduler, expected: list[float]) -> None:
    """Lightning's timesteps: to the digit with Euler, to the integer with the others."""
    timesteps = timesteps_of(make_scheduler(kind, 5.0, 4, "cpu"))
    assert timesteps.tolist() == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("variant", "steps", "high_noise_steps"),
    [
        (Variant.T2V_A14B, 20, 13),
        (Variant.T2V_A14B, 30, 19),
        (Variant.T2V_A14B, 40, 26),
        (Variant.I2V_A14B, 20, 8),
        (Variant.I2V_A14B, 30, 11),
        (Variant.I2V_A14B, 40, 15),
    ],
)
def test_how_many_steps_are_of_high_noise(
    variant: Variant, steps: int, high_noise_steps: int
) -> None:
    facts = variant.facts
    scheduler = make_scheduler(Scheduler.UNIPC, facts.flow_shift, steps, "cpu")
    by_step = experts_by_step(scheduler, facts.boundary_ratio)
    low_noise_steps = steps - high_noise_steps
    expected = [Expert.HIGH_NOISE] * high_noise_steps + [Expert.LOW_NOISE] * low_noise_steps
    assert by_step == expected


def test_the_boundary_itself_is_of_high_noise() -> None:
    scheduler = make_scheduler(Scheduler.EULER, 5.0, 4, "cpu")
    assert experts_by_step(scheduler, 0.9375).count(Expert.HIGH_NOISE) == 2
    assert experts_by_step(scheduler, 0.9376).count(Expert.HIGH_NOISE) == 1


def test_a_model_with_one_transformer_has_one_expert() -> None:
    scheduler = make_scheduler(Scheduler.UNIPC, 5.0, STEPS, "cpu")
    assert set(experts_by_step(scheduler, None)) == {Expert.HIGH_NOISE}


@pytest.mark.parametrize("kind", Scheduler)
def test_so_many_steps_that_timesteps_repeat_begin_with_the_first(kind: Scheduler) -> None:
    scheduler = make_scheduler(kind, 12.0, 200, "cpu")
    timesteps = timesteps_of(scheduler)
    if kind is not Scheduler.EULER:  # the others round theirs
        assert timesteps[0] == timesteps[1]
    noise = torch.randn(1, 4, 2, 3, 3, generator=torch.Generator().manual_seed(1))
    stepped(scheduler, noise, range(200))
    assert state_of(scheduler)["_step_index"] == 200


def test_euler_steps_as_the_library_does() -> None:
    """Ours differs in the spacing, and where a network's output is not fp32."""
    ours = make_scheduler(Scheduler.EULER, 3.0, STEPS, "cpu")
    theirs: Any = FlowMatchEulerDiscreteScheduler(shift=3.0)
    theirs.set_timesteps(sigmas=[1 - i / STEPS for i in range(STEPS)])
    torch.testing.assert_close(ours.sigmas, theirs.sigmas, rtol=0, atol=1e-7)
    theirs.sigmas = ours.sigmas
    sample, velocity = torch.randn(2, 1, 4, 2, 3, 3)
    timestep = timesteps_of(ours)[0]
    for dtype in (torch.float32, torch.bfloat16):
        mine: Any = make_scheduler(Scheduler.EULER, 3.0, STEPS, "cpu")
        theirs._step_index = None
        (stepped,) = mine.step(velocity.to(dtype), timestep, sample, return_dict=False)
        (expected,) = theirs.step(velocity.to(dtype).float(), timestep, sample, return_dict=False)
        assert torch.equal(stepped, expected)
        assert stepped.dtype == torch.float32


def integrated(kind: Scheduler, steps: int, sample: Tensor, velocity: Any) -> Tensor:  # noqa: ANN401
    """Follow `velocity(sample, sigma)` from sigma 1 to 0."""
    scheduler: Any = make_scheduler(kind, 5.0, steps, "cpu")
    for timestep, sigma in zip(scheduler.timesteps, scheduler.sigmas, strict=False):
        output = velocity(sample, sigma)
        (sample,) = scheduler.step(output, timestep, sample, return_dict=False)
    return sample


@pytest.mark.parametrize("steps", [1, 4, STEPS, 40])
@pytest.mark.parametrize("kind", Scheduler)
def test_a_straight_path_is_followed_exactly(kind: Scheduler, steps: int) -> None:
    random = torch.Generator().manual_seed(0)
    noise, clip = torch.randn(2, 1, 4, 2, 3, 3, generator=random)
    end = integrated(kind, steps, noise, lambda _sample, _sigma: noise - clip)
    # DPM++ takes the noise for what it is at sigma 0.9998.
    torch.testing.assert_close(end, clip, rtol=0, atol=2e-3 if kind is Scheduler.DPMPP else 2e-5)


def test_a_bent_path_is_followed_better_by_the_multistep_solvers() -> None:
    """Clips drawn from a normal distribution of width c: the path ends at c times the noise."""
    random = torch.Generator().manual_seed(0)
    noise, width = torch.randn(1, 4, 2, 3, 3, generator=random), 0.3

    def velocity(sample: Tensor, sigma: Tensor) -> Tensor:
        clips = (1 - sigma) * width**2
        return sample * (sigma - clips) / ((1 - sigma) * clips + sigma**2)

    def error(kind: Scheduler, steps: int) -> float:
        end = integrated(kind, steps, noise, velocity)
        return float((end - width * noise).abs().max() / (width * noise).abs().max())

    errors = {(kind, steps): error(kind, steps) for kind in Scheduler for steps in (20, 80)}
    for kind in Scheduler:
        assert errors[kind, 80] < 0.4 * errors[kind, 20]
    for better in (Scheduler.UNIPC, Scheduler.DPMPP):
        assert errors[better, 80] < 0.3 * errors[Scheduler.EULER, 80]


def stepped(scheduler: AnyScheduler, sample: Tensor, steps: range) -> Tensor:
    for step in steps:
        velocity = torch.sin(sample * (step + 1))
        timestep = timesteps_of(scheduler)[step]
        (sample,) = scheduler.step(velocity, timestep, sample, return_dict=False)
    return sample


def same(one: object, other: object) -> bool:
    if isinstance(one, Tensor) and isinstance(other, Tensor):
        return one.dtype == other.dtype and torch.equal(one, other)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


@pytest.mark.parametrize("done", range(1, STEPS))
@pytest.mark.parametrize("kind", Scheduler)
def test_nothing_that_steps_change_is_left_out_of_the_state(kind: Scheduler, done: int) -> None:
    """Compares all attributes: one that a new release adds is missed here, not in a clip."""
    noise = torch.randn(1, 4, 2, 3, 3, generator=torch.Generator().manual_seed(1))
    interrupted = make_scheduler(kind, 5.0, STEPS, "cpu")
    half_way = stepped(interrupted, noise, range(done))
    follower = make_scheduler(kind, 5.0, STEPS, "cpu")
    restore_state(follower, state_of(interrupted))
    before, after = vars(interrupted), vars(follower)
    assert before.keys() == after.keys()
    assert [name for name in before if not same(before[name], after[name])] == []
    rest = range(done, STEPS)
    assert torch.equal(stepped(follower, half_way, rest), stepped(interrupted, half_way, rest))


@pytest.mark.parametrize("kind", Scheduler)
def test_a_state_stays_as_it_was_when_the_scheduler_goes_on(kind: Scheduler) -> None:
    noise = torch.randn(1, 4, 2, 3, 3, generator=torch.Generator().manual_seed(1))
    scheduler = make_scheduler(kind, 5.0, STEPS, "cpu")
    half_way = stepped(scheduler, noise, range(5))
    state = state_of(scheduler)
    copies = {k: v.clone() if isinstance(v, Tensor) else v for k, v in state.items()}
    stepped(scheduler, half_way, range(5, STEPS))
    assert state.keys() == copies.keys()
    assert all(same(state[name], copies[name]) for name in state)
    assert state["_step_index"] == 5
