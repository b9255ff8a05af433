"""Bad requests are named by field, with the nearest valid value."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Mode, Variant
from wan22_desktop.generation.domain.request_rules import problems_of, request_from

GOOD = GenerationRequest.default(prompt="a red circle")

BAD = [
    ({"prompt": "   "}, "prompt", None),
    ({"prompt": "x" * 4001}, "prompt", "x" * 4000),
    ({"prompt": "a\0b"}, "prompt", "ab"),
    ({"width": 100}, "width", "96"),
    ({"width": 0}, "width", "16"),
    ({"height": -96}, "height", "16"),
    ({"height": 100000}, "height", "4096"),
    ({"num_frames": 16}, "num_frames", "17"),
    ({"num_frames": 18}, "num_frames", "17"),
    ({"num_frames": 1}, "num_frames", "5"),
    ({"num_frames": 10**9}, "num_frames", "1001"),
    ({"num_inference_steps": 0}, "num_inference_steps", "1"),
    ({"num_inference_steps": -5}, "num_inference_steps", "1"),
    ({"guidance_scale": math.nan}, "guidance_scale", str(GOOD.guidance_scale)),
    ({"guidance_scale": math.inf}, "guidance_scale", str(GOOD.guidance_scale)),
    ({"guidance_scale": -1.0}, "guidance_scale", "0.0"),
    ({"flow_shift": 0.0}, "flow_shift", "0.1"),
    ({"fps": 0}, "fps", "1"),
    ({"seed": -1}, "seed", "0"),
    ({"seed": 2**40}, "seed", str(2**32 - 1)),
    ({"mode": "image-to-video"}, "image", None),
    ({"image_sha256": "0" * 64}, "image", None),
    ({"image_sha256": "../../etc/passwd"}, "image_sha256", None),
    ({"model": "sdxl"}, "model", None),
    ({"steps": 3}, "steps", None),
]


@pytest.mark.parametrize(("changes", "field", "suggestion"), BAD)
def test_bad_requests(changes: dict[str, object], field: str, suggestion: str | None) -> None:
    with pytest.raises(UserError) as caught:
        request_from({**GOOD.model_dump(mode="json"), **changes})
    assert caught.value.field == field
    assert caught.value.suggestion == suggestion
    assert caught.value.message.endswith(".")


def test_suggestions_are_valid() -> None:
    """Taking every suggestion leads to a request without problems of those fields."""
    bad = GOOD.with_changes(
        width=101, height=95, num_frames=22, fps=0, num_inference_steps=999, guidance_scale=99.0
    )
    fixed = bad.with_changes(**{p.field: p.suggestion for p in problems_of(bad)})
    assert problems_of(bad)
    assert problems_of(fixed) == ()


@given(st.builds(
    GenerationRequest,
    model=st.sampled_from(Variant), mode=st.sampled_from(Mode), prompt=st.text(),
    width=st.integers(), height=st.integers(), num_frames=st.integers(), fps=st.integers(),
    num_inference_steps=st.integers(), seed=st.integers(),
    guidance_scale=st.floats(allow_nan=False, allow_infinity=False),
    flow_shift=st.floats(allow_nan=False, allow_infinity=False),
))  # fmt: skip
def test_any_request_can_be_mended_but_for_prompt_and_image(request_: GenerationRequest) -> None:
    fixes = {p.field: p.suggestion for p in problems_of(request_) if p.suggestion is not None}
    left = problems_of(request_.with_changes(**fixes))
    assert {p.field for p in left} <= {"prompt", "image"}


def test_requests_survive_json() -> None:
    request = GOOD.with_changes(prompt='quotes " \n 模型 🦊', guidance_scale=0.1 + 0.2)
    assert GenerationRequest.from_json(request.to_json()) == request


@pytest.mark.parametrize("field", ["prompt", "negative_prompt"])
def test_text_that_no_json_can_hold_is_named_by_its_field(field: str) -> None:
    fields = GenerationRequest.default(prompt="a red circle").model_dump(mode="json")
    with pytest.raises(UserError, match="no text") as caught:
        request_from({**fields, field: "a \udcff red circle"})
    assert (caught.value.field, caught.value.suggestion) == (field, "a  red circle")
