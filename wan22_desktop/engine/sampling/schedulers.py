"""The three ways from noise to clip, and their state between two steps.

All are diffusers' own, set up for Wan's flow matching: a network's output is a velocity `v`, and
`latents - sigma * v` estimates the clip. Sigma falls from 1 (noise) to 0 and is spaced by
`flow_shift * s / (1 + (flow_shift - 1) * s)` over evenly spaced `s`.
"""

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
import torch
from diffusers.schedulers.scheduling_dpmsolver_multistep import DPMSolverMultistepScheduler
from diffusers.schedulers.scheduling_flow_match_euler_discrete import (
    FlowMatchEulerDiscreteScheduler,
    FlowMatchEulerDiscreteSchedulerOutput,
)
from diffusers.schedulers.scheduling_unipc_multistep import UniPCMultistepScheduler
from torch import Tensor

from wan22_desktop.core.wan import Expert, Scheduler

NUM_TRAIN_TIMESTEPS = 1000
"""Timesteps that all of Wan's models were trained with; `num_train_timesteps` upstream."""

_STATE = (
    "_step_index",
    "lower_order_nums",
    "this_order",
    "last_sample",
    "model_outputs",
    "timestep_list",
)
"""What the three change while they step; each has some of these."""

SchedulerState: TypeAlias = Mapping[str, int | Tensor]
"""Attributes of a scheduler by name; `model_outputs.1` is the second entry of a list."""


class FlowEuler(FlowMatchEulerDiscreteScheduler):
    """Euler's method on the sigmas of the reference (`get_sampling_sigmas`, Wan-Video/Wan2.2).

    Evenly spaced are 1, 1 - 1/n, ... 1/n: with four steps and shift 5 these are the timesteps
    1000, 937.5, 833.3 and 625 that Lightning was trained with. diffusers' own spacing ends at
    the smallest trained sigma and gives 1000, 910, 717 and 24.
    """

    def set_timesteps(
        self,
        num_inference_steps: int | None = None,
        device: str | torch.device | None = None,
        sigmas: list[float] | None = None,
        mu: float | None = None,
        timesteps: list[float] | None = None,
    ) -> None:
        """As the base class; evenly spaced sigmas are those of the reference."""
        if num_inference_steps is not None and sigmas is None and timesteps is None:
            sigmas = np.linspace(1, 0, num_inference_steps + 1)[:-1].tolist()
        super().set_timesteps(num_inference_steps, device, sigmas, mu, timesteps)  # pyright: ignore[reportArgumentType] - its default is None too

    def step(
        self, model_output: Tensor, *args: object, **kwargs: object
    ) -> FlowMatchEulerDiscreteSchedulerOutput | tuple[Tensor]:
        """As the base class, which would round the latents to the network's precision each step."""
        return super().step(model_output.float(), *args, **kwargs)  # pyright: ignore[reportArgumentType] - passed on as they came


AnyScheduler: TypeAlias = UniPCMultistepScheduler | FlowEuler | DPMSolverMultistepScheduler


def make_scheduler(
    kind: Scheduler, flow_shift: float, num_inference_steps: int, device: str | torch.device
) -> AnyScheduler:
    """A scheduler before its first step, with its timesteps on `device` and its sigmas in memory.

    UniPC is set up as in the published models; DPM++ likewise with what both have in common.
    """
    scheduler: AnyScheduler
    if kind is Scheduler.EULER:
        scheduler = FlowEuler(num_train_timesteps=NUM_TRAIN_TIMESTEPS, shift=flow_shift)
    else:
        solver = UniPCMultistepScheduler if kind is Scheduler.UNIPC else DPMSolverMultistepScheduler
        scheduler = solver(
            num_train_timesteps=NUM_TRAIN_TIMESTEPS,
            solver_order=2,
            prediction_type="flow_prediction",
            use_flow_sigmas=True,
            flow_shift=flow_shift,
        )
    scheduler.set_timesteps(num_inference_steps, device=device)
    # Otherwise the first step looks its timestep up, and where many steps make two of the
    # rounded timesteps equal, begins with the second.
    scheduler.set_begin_index(0)
    return scheduler


def timesteps_of(scheduler: AnyScheduler) -> Tensor:
    """[steps], int64 for the multistep solvers, fp32 for Euler; falling."""
    return torch.as_tensor(scheduler.timesteps)  # one class's annotation says more than it does


def experts_by_step(scheduler: AnyScheduler, boundary_ratio: float | None) -> list[Expert]:
    """Which expert computes each step: the high-noise one down to the boundary, inclusive."""
    boundary = (boundary_ratio or 0.0) * NUM_TRAIN_TIMESTEPS
    return [
        Expert.HIGH_NOISE if timestep >= boundary else Expert.LOW_NOISE
        for timestep in timesteps_of(scheduler).tolist()
    ]


def state_of(scheduler: AnyScheduler) -> SchedulerState:
    """All that the steps so far have changed.

    The tensors are the scheduler's own: it replaces them from step to step and changes none.
    """
    state: dict[str, int | Tensor] = {}
    for name in _STATE:
        value = getattr(scheduler, name, None)
        if isinstance(value, list):
            entries = {f"{name}.{i}": entry for i, entry in enumerate(value)}
            state.update({key: entry for key, entry in entries.items() if entry is not None})
        elif value is not None:
            state[name] = value
    return state


def restore_state(scheduler: AnyScheduler, state: SchedulerState) -> None:
    """Let a new scheduler with the same settings go on where the one of `state_of` was."""
    device = timesteps_of(scheduler).device
    for key, value in state.items():
        moved = value.to(device) if isinstance(value, Tensor) else value
        name, _, index = key.partition(".")
        if index:
            getattr(scheduler, name)[int(index)] = moved
        else:
            setattr(scheduler, name, moved)
