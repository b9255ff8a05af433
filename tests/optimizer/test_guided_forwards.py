"""Guidance that ends early is foreseen as the engine carries it out."""

import pytest

from fixtures.machines import A14B_480P, machine, situation
from wan22_desktop.core.wan import Expert
from wan22_desktop.engine.sampling.denoising import guided_steps
from wan22_desktop.optimizer.planner import Planner

STEPS = 40


@pytest.mark.parametrize(("wanted", "forwards"), [(None, 80), (40, 80), (25, 65), (1, 41), (0, 40)])
def test_steps_without_guidance_take_one_forward(wanted: int | None, forwards: int) -> None:
    request = A14B_480P.with_changes(guided_steps=wanted)
    assert request.num_inference_steps == STEPS
    assert min(map(request.guidance_on, Expert)) > 1
    found = Planner().plan(situation(request, machine(16))).estimate
    assert found.forwards == forwards
    assert found.forwards == STEPS + guided_steps(request, 1.0)
