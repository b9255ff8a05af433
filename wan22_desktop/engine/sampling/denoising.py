"""From noise to latents, step by step, with every model of the family.

The arithmetic is that of diffusers' `WanPipeline` and `WanImageToVideoPipeline` and gives the same
bits. Three things differ on purpose. Each expert's guidance counts for itself: at 1 or less it
costs no second forward (the pipelines ask the first expert's only). Guidance may end before the
last step. And `Conditions.network_timestep` says what text-to-video on the 5B model leaves out.
"""

import math
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import groupby

import torch
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from torch import Tensor

from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Expert
from wan22_desktop.engine.bad_result import is_usable, no_picture
from wan22_desktop.engine.sampling.checkpoint import Checkpoint
from wan22_desktop.engine.sampling.conditions import Conditions
from wan22_desktop.engine.sampling.experts import Experts
from wan22_desktop.engine.sampling.schedulers import (
    experts_by_step,
    make_scheduler,
    restore_state,
    state_of,
    timesteps_of,
)


@dataclass(frozen=True, slots=True)
class Step:
    """A step that is done."""

    expert: Expert
    checkpoint: Checkpoint
    """How far the sampling is, without copies: tensors that no later step changes."""
    steps: int
    estimate: Callable[[], Tensor]
    """Computes the clip's latents as they are foreseen now; shaped as the checkpoint's."""


Around = Callable[[Expert, WanTransformer3DModel, int], AbstractContextManager[object]]
"""Called with the step, counted from 0, that is computed first inside."""


def nothing_around(
    _expert: Expert, _transformer: WanTransformer3DModel, _step: int
) -> nullcontext[None]:
    """For samplings that nobody interrupts."""
    return nullcontext()


def uses_negative_prompt(request: GenerationRequest, guided_share: float) -> bool:
    """Whether any step computes guidance, and so needs the negative prompt's embeddings."""
    guidances = map(request.guidance_on, request.model.facts.experts)
    return guided_steps(request, guided_share) > 0 and any(guidance > 1 for guidance in guidances)


def guided_steps(request: GenerationRequest, guided_share: float) -> int:
    """How many of the first steps compute guidance: the request's wish, or the plan's if less."""
    # Rounded first, for 0.55 * 20 is a little more than 11.
    by_plan = math.ceil(round(guided_share * request.num_inference_steps, 6))
    return by_plan if request.guided_steps is None else min(by_plan, request.guided_steps)


@torch.no_grad()
def denoise(
    request: GenerationRequest,
    experts: Experts,
    conditions: Conditions,
    prompt_embeds: Tensor,
    negative_prompt_embeds: Tensor | None,
    *,
    guided_share: float = 1.0,
    resume: Checkpoint | None = None,
    on_step: Callable[[Step], None],
    around: Around = nothing_around,
    breaks: Collection[int] = (),
) -> Tensor:
    """fp32 latents [1, channels, latent frames, rows, columns], normalised, not yet decoded.

    The embeddings [1, 512, text width] lie on the device of the conditions and have the precision
    that the transformers compute in; those of the negative prompt are needed where
    `uses_negative_prompt` says so. With `resume` only the steps after it are computed, and the
    result is bit-equal to that of an uninterrupted sampling (not with a step cache: it begins
    empty, so the first steps are computed in full). What `on_step` raises ends the sampling;
    `around` is entered for as long as one expert computes, and again before each step of `breaks`.
    Raises UserError for a model that
    computes nothing usable, and what `experts` and `around` raise.
    """
    sampling = _Sampling(
        request, conditions, prompt_embeds, negative_prompt_embeds, guided_share, resume
    )
    try:
        for expert, steps in sampling.stretches(breaks):
            sampling.sample(expert, steps, experts, on_step, around)
    finally:
        experts.stop_reading()
    _check_numbers(sampling.latents)
    return sampling.latents


class _Sampling:
    """The latents and the scheduler of one clip on their way."""

    def __init__(
        self,
        request: GenerationRequest,
        conditions: Conditions,
        prompt_embeds: Tensor,
        negative_prompt_embeds: Tensor | None,
        guided_share: float,
        resume: Checkpoint | None,
    ) -> None:
        if negative_prompt_embeds is None and uses_negative_prompt(request, guided_share):
            raise ValueError("guidance needs the negative prompt's embeddings")
        self._request = request
        self._conditions = conditions
        self._prompt_embeds = prompt_embeds
        self._negative_prompt_embeds = negative_prompt_embeds
        self.latents = conditions.latents
        self._steps = request.num_inference_steps
        self._guided_steps = guided_steps(request, guided_share)
        device = conditions.latents.device
        self._scheduler = make_scheduler(request.scheduler, request.flow_shift, self._steps, device)
        self._timesteps = timesteps_of(self._scheduler)
        self._sigmas: list[float] = torch.as_tensor(self._scheduler.sigmas).tolist()
        self._done = 0
        if resume is not None:
            self._done = resume.step
            self.latents = resume.latents.to(device)
            restore_state(self._scheduler, resume.scheduler)

    def stretches(self, breaks: Collection[int]) -> list[tuple[Expert, list[int]]]:
        """The steps that are left, counted from 0, by what computes them."""
        by_step = experts_by_step(self._scheduler, self._request.model.facts.boundary_ratio)

        def stretch(step: int) -> tuple[Expert, int]:
            return by_step[step], sum(at <= step for at in breaks)

        left = groupby(range(self._done, self._steps), stretch)
        return [(expert, list(steps)) for (expert, _), steps in left]

    def sample(
        self,
        expert: Expert,
        steps: list[int],
        experts: Experts,
        on_step: Callable[[Step], None],
        around: Around,
    ) -> None:
        """Compute the steps of one expert; no reference to it is left afterwards."""
        guidance = self._request.guidance_on(expert)
        transformer = experts.get(expert)
        with around(expert, transformer, steps[0]):
            for step in steps:
                finished = self._step(expert, transformer, step, guidance)
                if steps[-1] + 1 < self._steps:  # those of another expert may follow
                    experts.read_ahead(Expert.LOW_NOISE)
                on_step(finished)

    def _step(
        self, expert: Expert, transformer: WanTransformer3DModel, step: int, guidance: float
    ) -> Step:
        before, sigma = self.latents, self._sigmas[step]
        velocity = self._velocity(transformer, step, guidance)
        _check_numbers(velocity)
        timestep = self._timesteps[step]
        (self.latents,) = self._scheduler.step(velocity, timestep, before, return_dict=False)
        self._done = step + 1
        state = state_of(self._scheduler)
        if self._done == self._steps:
            self.latents = self._conditions.with_first_frame(self.latents)
            state = {}
        return Step(
            expert=expert,
            checkpoint=Checkpoint(self._done, self.latents, state),
            steps=self._steps,
            estimate=lambda: self._conditions.with_first_frame(before - sigma * velocity),
        )

    def _velocity(self, transformer: WanTransformer3DModel, step: int, guidance: float) -> Tensor:
        network_input = self._conditions.network_input(self.latents).to(self._prompt_embeds.dtype)
        timestep = self._conditions.network_timestep(self._timesteps[step])

        def predicted(name: str, embeds: Tensor) -> Tensor:
            place = {"step_index": step, "sigma": self._sigmas[step]}
            with transformer.cache_context(name, **place, num_inference_steps=self._steps):
                (velocity,) = transformer(
                    hidden_states=network_input,
                    timestep=timestep,
                    encoder_hidden_states=embeds,
                    return_dict=False,
                )
            return velocity

        cond = predicted("cond", self._prompt_embeds)
        if self._negative_prompt_embeds is None or guidance <= 1 or step >= self._guided_steps:
            return cond
        uncond = predicted("uncond", self._negative_prompt_embeds)
        return uncond + guidance * (cond - uncond)


def _check_numbers(tensor: Tensor) -> None:
    if not is_usable(tensor):
        raise no_picture(
            tr(
                "The model computed no picture while sampling: its numbers left the range that can "
                "be shown."
            )
        )
