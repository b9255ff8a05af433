"""Settings of a finished clip used again, with what is missing."""

import json

import pytest

from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.core.clip_work import ClipSource, ClipWork, WorkKind
from wan22_desktop.core.errors import Recovery, UserError
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.wan import Mode, Variant
from wan22_desktop.generation.domain.groups import GroupKind, JobGroup
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.domain.reproduction_request import (
    LackKind,
    Stock,
    as_group,
    lacks_of,
    lacks_text,
    reproduction_of,
    without,
)

GRAIN = LoraUse(sha256="ab" * 32, name="film grain")
NEON = LoraUse(sha256="cd" * 32, name="neon")
IMAGE = "ef" * 32
REQUEST = GenerationRequest.default(prompt="a red circle", seed=9).with_changes(
    mode=Mode.IMAGE_TO_VIDEO, image_sha256=IMAGE, loras=(GRAIN, NEON), compare_loras=True
)
ALL = Stock(lambda _model: True, lambda _image: True, lambda _lora: True)
NONE = Stock(lambda _model: False, lambda _image: False, lambda _lora: False)


def made(request: GenerationRequest, work: ClipWork | None = None) -> ClipMetadata:
    return ClipMetadata(
        request=request,
        app_version="1",
        versions={},
        device="cpu",
        precision="fp32",
        created_at="2026-01-01T00:00:00Z",
        work=work,
    )


def test_nothing_is_missing_where_all_is_there() -> None:
    assert lacks_of(REQUEST, ALL) == ()
    assert without(REQUEST, ()) == (REQUEST, "")


def test_everything_that_is_missing_is_named_with_what_to_do() -> None:
    lacks = lacks_of(REQUEST, NONE)
    assert [(lack.kind, lack.name) for lack in lacks] == [
        (LackKind.MODEL, "Demo (moving shapes)"),
        (LackKind.IMAGE, "Start image"),
        (LackKind.LORA, "film grain"),
        (LackKind.LORA, "neon"),
    ]
    told = lacks_text(lacks).splitlines()
    assert len(told) == 4
    assert "Install" in told[0]
    assert "abababababab" in told[2]


def test_one_missing_lora_leaves_the_other() -> None:
    stock = Stock(ALL.has_model, ALL.has_image, lambda sha256: sha256 == NEON.sha256)
    request, note = without(REQUEST, lacks_of(REQUEST, stock))
    assert request == REQUEST.with_changes(loras=(NEON,))
    assert note == "Rendered again without: film grain."


def test_no_lora_left_is_no_comparison_and_no_picture_is_text_to_video() -> None:
    stock = Stock(ALL.has_model, NONE.has_image, NONE.has_lora)
    request, _ = without(REQUEST, lacks_of(REQUEST, stock))
    assert request == REQUEST.with_changes(
        mode=Mode.TEXT_TO_VIDEO, image_sha256=None, loras=(), compare_loras=False
    )


def test_no_model_is_no_request() -> None:
    with pytest.raises(UserError, match="Install") as caught:
        without(REQUEST, lacks_of(REQUEST, NONE))
    assert caught.value.recoveries == (Recovery.INSTALL_MODEL,)


def test_a_reproduction_is_the_very_same_request() -> None:
    group = as_group(made(REQUEST), "/clips/a.mp4", "12" * 32, ALL)
    assert group.kind is GroupKind.REPRODUCTION
    assert [job.request for job in group.jobs] == [REQUEST]
    stored = JobGroup(group.id, group.kind, group.title, json.dumps(dict(group.spec)))
    job = Job(group.jobs[0].id, REQUEST, 0, group_id=group.id)
    original = reproduction_of(stored, job)
    assert original is not None
    assert (original.path, original.sha256) == ("/clips/a.mp4", "12" * 32)
    assert reproduction_of(stored, Job("x", REQUEST, 0)) is None
    damaged = JobGroup(group.id, group.kind, "", '{"version":7}')
    assert reproduction_of(damaged, job) is None


def test_a_reproduction_lacks_nothing() -> None:
    with pytest.raises(UserError, match="film grain") as caught:
        as_group(
            made(REQUEST), "/a.mp4", "12" * 32, Stock(ALL.has_model, ALL.has_image, NONE.has_lora)
        )
    assert caught.value.loras == (GRAIN.sha256, NEON.sha256)


def test_a_clip_of_clips_is_not_reproduced() -> None:
    work = ClipWork(kind=WorkKind.UPSCALE, sources=(ClipSource(path="/a.mp4"),))
    with pytest.raises(UserError, match="made from other clips"):
        as_group(made(REQUEST, work), "/b.mp4", "12" * 32, ALL)


def test_a_request_for_a_model_that_takes_only_pictures_still_needs_one() -> None:
    source = GenerationRequest.default(Variant.I2V_A14B, prompt="x").with_changes(
        image_sha256=IMAGE, end_image_sha256=IMAGE
    )
    lacks = lacks_of(source, Stock(ALL.has_model, NONE.has_image, ALL.has_lora))
    assert [lack.kind for lack in lacks] == [LackKind.IMAGE, LackKind.END_IMAGE]
    request, _ = without(source, lacks)
    assert (request.image_sha256, request.end_image_sha256) == (None, None)
    assert request.mode is Mode.IMAGE_TO_VIDEO
