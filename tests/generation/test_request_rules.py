"""Bad requests are named by field, with the nearest valid value."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.wan import MAX_LORAS, Mode, Scheduler, Variant
from wan22_desktop.generation.domain.request_rules import problems_of, request_from

GOOD = GenerationRequest.default(prompt="a red circle")
SHA = "ab" * 32
GOOD_I2V = GenerationRequest.default(Variant.I2V_A14B, prompt="a fox").with_changes(
    image_sha256=SHA
)


def lora(number: int = 0, *, strength: float = 1.0, strength_2: float = 1.0) -> LoraUse:
    return LoraUse(
        sha256=f"{number:064x}", name=f"lora {number}", strength=strength, strength_2=strength_2
    )


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
    ({"image_fit": "zoom"}, "image_fit", None),
    ({"image_focus_x": -0.1}, "image_focus_x", "0.0"),
    ({"image_focus_y": 1.5}, "image_focus_y", "1.0"),
    ({"image_focus_y": math.nan}, "image_focus_y", "0.5"),
    ({"guided_steps": -1}, "guided_steps", "0"),
    ({"guided_steps": 21}, "guided_steps", str(GOOD.num_inference_steps)),
    ({"loras": [lora().model_dump() | {"from_step": 20}]}, "loras", None),
    ({"loras": [lora().model_dump() | {"from_step": -1}]}, "loras", None),
    ({"seed": -1}, "seed", "0"),
    ({"seed": 2**40}, "seed", str(2**32 - 1)),
    ({"mode": "image-to-video"}, "image", None),
    ({"image_sha256": "0" * 64}, "image", None),
    ({"image_sha256": "../../etc/passwd"}, "image_sha256", None),
    ({"model": "sdxl"}, "model", None),
    ({"end_image_sha256": SHA}, "end_image", None),
    ({"guidance_scale_2": 3.0}, "guidance_scale_2", None),
    ({"scheduler": "ddim"}, "scheduler", None),
    ({"loras": [lora().model_dump(), lora().model_dump()]}, "loras", None),
    ({"loras": [lora(n).model_dump() for n in range(MAX_LORAS + 1)]}, "loras", None),
    (
        {"loras": [lora(n, strength=0.0).model_dump() for n in range(2 * MAX_LORAS + 1)]},
        "loras",
        None,
    ),
    ({"loras": [lora(strength=4.1).model_dump()]}, "loras", None),
    ({"loras": [lora(strength_2=-5.0).model_dump()]}, "loras", None),
    ({"loras": [{"sha256": "../a", "name": "a"}]}, "loras", None),
    ({"steps": 3}, "steps", None),
]


@pytest.mark.parametrize(("changes", "field", "suggestion"), BAD)
def test_bad_requests(changes: dict[str, object], field: str, suggestion: str | None) -> None:
    with pytest.raises(UserError) as caught:
        request_from({**GOOD.model_dump(mode="json"), **changes})
    assert caught.value.field == field
    assert caught.value.suggestion == suggestion
    assert caught.value.message.endswith(".")


BAD_I2V = [
    ({"mode": "text-to-video"}, "mode", "image-to-video"),
    ({"image_sha256": None}, "image", None),
    ({"image_sha256": None, "end_image_sha256": SHA}, "image", None),
    ({"guidance_scale_2": 30.5}, "guidance_scale_2", "30.0"),
    ({"guidance_scale_2": -1.0}, "guidance_scale_2", "0.0"),
    ({"guidance_scale_2": math.nan}, "guidance_scale_2", "3.5"),
    ({"model": "t2v-A14B"}, "mode", "text-to-video"),
    ({"model": "ti2v-5B", "guidance_scale_2": None, "end_image_sha256": SHA}, "end_image", None),
]


@pytest.mark.parametrize(("changes", "field", "suggestion"), BAD_I2V)
def test_bad_requests_of_a_model_with_two_experts(
    changes: dict[str, object], field: str, suggestion: str | None
) -> None:
    with pytest.raises(UserError) as caught:
        request_from({**GOOD_I2V.model_dump(mode="json"), **changes})
    assert (caught.value.field, caught.value.suggestion) == (field, suggestion)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"end_image_sha256": "cd" * 32},
        {"end_image_sha256": SHA},
        {"guidance_scale_2": None},
        {"scheduler": Scheduler.DPMPP},
        {"loras": tuple(lora(n, strength=2.0, strength_2=-2.0) for n in range(MAX_LORAS))},
    ],
)
def test_good_requests_of_a_model_with_two_experts(changes: dict[str, object]) -> None:
    assert problems_of(GOOD_I2V.with_changes(**changes)) == ()


@pytest.mark.parametrize("variant", Variant)
def test_every_models_defaults_can_be_rendered(variant: Variant) -> None:
    request = GenerationRequest.default(variant, prompt="a fox")
    image = {"image_sha256": SHA} if request.mode is Mode.IMAGE_TO_VIDEO else {}
    assert problems_of(request.with_changes(**image)) == ()


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
    scheduler=st.sampled_from(Scheduler), end_image_sha256=st.none() | st.just(SHA),
    guidance_scale_2=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    loras=st.lists(st.builds(lora, st.integers(0, 3), strength=st.floats(-9, 9))).map(tuple),
))  # fmt: skip
def test_any_request_can_be_mended_but_for_what_only_the_user_knows(
    request_: GenerationRequest,
) -> None:
    fixes = {p.field: p.suggestion for p in problems_of(request_) if p.suggestion is not None}
    left = problems_of(request_.with_changes(**fixes))
    assert {p.field for p in left if p.suggestion is not None} == set()
    user_only = {"prompt", "image", "end_image", "guidance_scale_2", "loras"}
    assert {p.field for p in left} <= user_only


def test_requests_survive_json() -> None:
    request = GOOD.with_changes(prompt='quotes " \n 模型 🦊', guidance_scale=0.1 + 0.2)
    assert GenerationRequest.from_json(request.to_json()) == request


@pytest.mark.parametrize("field", ["prompt", "negative_prompt"])
def test_text_that_no_json_can_hold_is_named_by_its_field(field: str) -> None:
    fields = GenerationRequest.default(prompt="a red circle").model_dump(mode="json")
    with pytest.raises(UserError, match="no text") as caught:
        request_from({**fields, field: "a \udcff red circle"})
    assert (caught.value.field, caught.value.suggestion) == (field, "a  red circle")
