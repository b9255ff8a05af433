"""The facts of the model family, and the nearest valid values."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wan22_desktop.core.places import PROGRAM_FOLDER
from wan22_desktop.core.wan import (
    MAX_FRAMES,
    MAX_SIDE_PX,
    Variant,
    nearest_num_frames,
    nearest_side,
)


def test_the_demo_models_defaults_are_those_it_was_judged_with() -> None:
    facts = Variant.DEMO.facts
    judged = json.loads((PROGRAM_FOLDER / "models/demo/demo_model.json").read_text("utf-8"))
    assert judged == {
        "width": facts.size.width,
        "height": facts.size.height,
        "num_frames": facts.num_frames,
        "fps": facts.fps,
        "num_inference_steps": facts.num_inference_steps,
        "guidance_scale": facts.guidance_scale,
        "flow_shift": facts.flow_shift,
    }


@pytest.mark.parametrize("variant", Variant)
def test_defaults_are_valid(variant: Variant) -> None:
    facts = variant.facts
    assert nearest_num_frames(facts.num_frames) == facts.num_frames
    for size in facts.sizes:
        assert nearest_side(size.width, facts.size_step_px) == size.width
        assert nearest_side(size.height, facts.size_step_px) == size.height


@given(st.integers(-10, 2 * MAX_FRAMES))
def test_frames_are_4n_plus_1_and_nearest(count: int) -> None:
    nearest = nearest_num_frames(count)
    valid = range(5, MAX_FRAMES + 1, 4)
    assert nearest in valid
    assert abs(nearest - count) == min(abs(other - count) for other in valid)


@given(st.integers(-10, 2 * MAX_SIDE_PX), st.sampled_from((16, 32)))
def test_sides_are_multiples_and_nearest(pixels: int, step_px: int) -> None:
    nearest = nearest_side(pixels, step_px)
    valid = range(step_px, MAX_SIDE_PX + 1, step_px)
    assert nearest in valid
    assert abs(nearest - pixels) == min(abs(other - pixels) for other in valid)
