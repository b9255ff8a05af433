"""A clip that goes on where another ends."""

import pytest

from wan22_desktop.core.clip_work import ClipSource, WorkKind
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.wan import Mode, Size, Variant
from wan22_desktop.generation.domain.continuation import (
    ContinuedClip,
    Segment,
    as_group,
    continued,
    dropped_loras,
    models_that_continue,
)

LORA = LoraUse(sha256="ab" * 32, name="film grain")
SOURCE = GenerationRequest.default(prompt="a red circle", seed=9).with_changes(
    guidance_scale=3.5, loras=(LORA,)
)
CLIP = ContinuedClip("/clips/a.mp4", "cd" * 32, 17, SOURCE)
SEGMENT = Segment(Variant.DEMO, "it turns blue", 4, 9)
IMAGE = "ef" * 32


def test_the_new_part_begins_with_the_frame_and_keeps_the_settings() -> None:
    assert continued(SOURCE, SEGMENT, IMAGE) == SOURCE.with_changes(
        mode=Mode.IMAGE_TO_VIDEO, prompt="it turns blue", seed=4, num_frames=9, image_sha256=IMAGE
    )


def test_another_model_has_its_own_settings_and_none_of_the_loras() -> None:
    source = GenerationRequest.default(Variant.T2V_A14B, prompt="a fox").with_changes(loras=(LORA,))
    segment = Segment(Variant.I2V_A14B, "it runs", 4, 81, end_image_sha256=IMAGE)
    request = continued(source, segment, IMAGE)
    assert request.model is Variant.I2V_A14B
    assert (request.flow_shift, request.guidance_scale) == (5.0, 3.5)
    assert request.size == source.size
    assert request.fps == source.fps
    assert request.end_image_sha256 == IMAGE
    assert dropped_loras(source, Variant.I2V_A14B) == ("film grain",)
    assert dropped_loras(source, Variant.T2V_A14B) == ()


@pytest.mark.parametrize(("end_frame", "kept"), [(-1, 17), (-5, 13)])
def test_both_are_joined_without_the_repeated_frame(end_frame: int, kept: int) -> None:
    part, joined = as_group(CLIP, end_frame, SEGMENT, IMAGE).jobs
    assert joined.work is not None
    assert joined.work.kind is WorkKind.JOIN
    assert joined.work.colour_match
    assert joined.work.sources == (
        ClipSource(path=CLIP.path, sha256=CLIP.sha256, num_frames=kept),
        ClipSource(job_id=part.id, first_frame=1),
    )


@pytest.mark.parametrize("end_frame", [0, 1, -6])
def test_only_the_last_frames_can_be_gone_on_from(end_frame: int) -> None:
    with pytest.raises(UserError, match="no such frame"):
        as_group(CLIP, end_frame, SEGMENT, IMAGE)


def test_a_clip_with_too_few_frames_is_refused() -> None:
    short = ContinuedClip(CLIP.path, CLIP.sha256, 2, SOURCE)
    assert as_group(short, -2, SEGMENT, IMAGE)
    with pytest.raises(UserError):
        as_group(short, -3, SEGMENT, IMAGE)


def test_a_comparison_cannot_go_on() -> None:
    with pytest.raises(UserError, match="side by side"):
        continued(SOURCE.with_changes(compare_loras=True), SEGMENT, IMAGE)


def test_what_the_model_cannot_do_is_refused() -> None:
    with pytest.raises(UserError) as caught:
        as_group(CLIP, -1, Segment(Variant.DEMO, " ", 4, 9), IMAGE)
    assert caught.value.field == "prompt"
    with pytest.raises(UserError) as caught:
        as_group(CLIP, -1, Segment(Variant.DEMO, "x", 4, 9, end_image_sha256=IMAGE), IMAGE)
    assert caught.value.field == "end_image"


def test_models_that_begin_with_a_picture_and_can_make_the_size() -> None:
    found = models_that_continue(tuple(Variant), Size(1280, 720))
    assert list(found) == [Variant.I2V_A14B, Variant.TI2V_5B, Variant.DEMO]
    assert found[Variant.I2V_A14B] == ""
    assert "multiples of 32" in found[Variant.TI2V_5B]
    assert models_that_continue((Variant.T2V_A14B,), Size(832, 480)) == {}
