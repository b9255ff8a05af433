"""A clip that was rendered again is identical or is told how and why not."""

import math
import shutil
from pathlib import Path

import pytest
from numbered_clips import MakeClip
from test_settings_difference import clip

from wan22_desktop.core.clip_metadata import ClipMetadata, append_metadata_box
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.gallery.domain.reproduction import explanation_of, headline_of
from wan22_desktop.gallery.reproduction import compare_renders


def saying(source: Path, name: str, metadata: ClipMetadata) -> Path:
    """A copy of a clip that says so about itself."""
    copy = source.with_name(name)
    shutil.copyfile(source, copy)
    with copy.open("r+b") as file:
        append_metadata_box(file, metadata)
    return copy


def test_the_same_frames_are_identical(make_clip: MakeClip) -> None:
    source = make_clip(count=5)
    old, new = saying(source, "old.mp4", clip()), saying(source, "new.mp4", clip())
    verdict = compare_renders(old, new)
    assert verdict.identical
    assert (verdict.frames, verdict.frames_equal, verdict.first_difference) == (5, 5, None)
    assert (verdict.psnr_db, verdict.ssim, verdict.reasons) == (math.inf, 1.0, ())
    assert headline_of(verdict) == "Identical: all 5 frames are equal, pixel by pixel."
    assert "same versions" in explanation_of(verdict)


def test_identical_although_versions_differ_is_said(make_clip: MakeClip) -> None:
    source = make_clip(count=5)
    newer = clip(versions={"torch": "2.10.0", "diffusers": "0.36.0"})
    verdict = compare_renders(saying(source, "old.mp4", clip()), saying(source, "new.mp4", newer))
    assert verdict.identical
    assert verdict.reasons == ("torch was 2.9.0, now 2.10.0.",)
    assert explanation_of(verdict).startswith("Identical although")


def test_other_frames_are_counted_and_explained(make_clip: MakeClip) -> None:
    old = saying(make_clip("a.mp4", count=7), "old.mp4", clip())
    other = clip(
        GenerationRequest.default(prompt="a red circle", seed=1).with_changes(
            loras=(LoraUse(sha256="d" * 64, name="glow"),)
        ),
        device="cuda:0",
        arithmetic={"quantization": {"kind": "int8"}, "torch_threads": 1},
    )
    # At this quality the encoder alters every frame a little.
    new = saying(make_clip("b.mp4", count=7, width=160, crf=40), "new.mp4", other)
    verdict = compare_renders(old, new)
    assert not verdict.identical
    assert verdict.first_difference is not None
    assert verdict.psnr_db is not None
    assert 5 < verdict.psnr_db < 80
    assert verdict.frames_equal < verdict.frames == 7
    assert "Device was cpu, now cuda:0." in verdict.reasons
    assert "Plan: quantization: kind was none, now int8." in verdict.reasons
    assert "LoRA glow (dddddddd) was not used, now 1." in verdict.reasons
    assert f"frame {verdict.first_difference + 1}" in headline_of(verdict)
    assert "What differs" in explanation_of(verdict)


def test_a_single_other_pixel_block_is_found(make_clip: MakeClip) -> None:
    same = make_clip("same.mp4", count=7)
    other = make_clip("other.mp4", count=7, first_number=1)
    verdict = compare_renders(same, other)
    assert verdict.first_difference == 0
    assert not verdict.identical
    assert "does not say how it was made" in verdict.reasons[0]


def test_a_clip_that_is_shorter_or_of_another_size_is_not_identical(make_clip: MakeClip) -> None:
    long, short = make_clip("long.mp4", count=7), make_clip("short.mp4", count=5)
    verdict = compare_renders(long, short)
    assert not verdict.identical
    assert "length" in headline_of(verdict)
    wide = compare_renders(long, make_clip("wide.mp4", count=7, width=320, height=192))
    assert not wide.identical
    assert (wide.frames, wide.psnr_db, wide.ssim) == (0, None, None)
    assert "different sizes" in headline_of(wide)


def test_different_frames_with_nothing_else_known(make_clip: MakeClip) -> None:
    old = saying(make_clip("a.mp4", count=3), "old.mp4", clip())
    new = saying(make_clip("b.mp4", count=3, first_number=4), "new.mp4", clip())
    verdict = compare_renders(old, new)
    assert not verdict.reasons
    assert "another driver" in explanation_of(verdict)


def test_a_missing_clip_is_named(make_clip: MakeClip, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"gone\.mp4"):
        compare_renders(tmp_path / "gone.mp4", make_clip())
