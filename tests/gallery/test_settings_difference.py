"""Settings that differ are named, one value for each clip; equal ones are known to be equal."""

from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.gallery.domain.settings_difference import NONE, setting_rows


def clip(request: GenerationRequest | None = None, **changes: object) -> ClipMetadata:
    facts = {
        "request": request or GenerationRequest.default(prompt="a red circle", seed=1),
        "app_version": "1.0",
        "versions": {"torch": "2.9.0", "diffusers": "0.36.0"},
        "device": "cpu",
        "precision": "fp32",
        "created_at": "2026-01-01T00:00:00+00:00",
        "arithmetic": {"quantization": {"kind": "none"}, "torch_threads": 1},
    }
    return ClipMetadata.model_validate({**facts, **changes})


def differing(*clips: ClipMetadata | None) -> dict[str, tuple[str, ...]]:
    return {row.name: row.values for row in setting_rows(clips) if row.differs}


def test_equal_clips_differ_in_nothing_whenever_they_were_made() -> None:
    assert not differing(clip(), clip(created_at="2026-02-02T00:00:00+00:00"))


def test_every_field_of_a_request_is_told_apart() -> None:
    base = GenerationRequest.default(prompt="a red circle", seed=1).with_changes(
        image_sha256="a" * 64, guidance_scale_2=3.0, guided_steps=2
    )
    changes: dict[str, object] = {
        "model": "ti2v-5B",
        "mode": "image-to-video",
        "prompt": "blue",
        "negative_prompt": "grey",
        "image_sha256": "b" * 64,
        "end_image_sha256": "c" * 64,
        "image_fit": "pad",
        "image_focus_x": 0.25,
        "image_focus_y": 0.75,
        "width": 128,
        "height": 128,
        "num_frames": 9,
        "fps": 12,
        "num_inference_steps": 7,
        "guidance_scale": 1.5,
        "guidance_scale_2": 1.25,
        "guided_steps": 1,
        "flow_shift": 2.5,
        "scheduler": "euler",
        "seed": 2,
        "loras": [{"sha256": "d" * 64, "name": "glow"}],
        "compare_loras": True,
    }
    assert set(changes) == set(GenerationRequest.model_fields) - {"schema_version"}
    for name, value in changes.items():
        other = GenerationRequest.model_validate_json(
            base.model_copy(update={name: value}).model_dump_json(warnings=False)
        )
        assert len(differing(clip(base), clip(other))) == 1, name


def test_loras_are_known_by_hash_and_called_by_name() -> None:
    def with_lora(strength: float, name: str, low: float | None = None, step: int = 0):  # noqa: ANN202
        use = LoraUse(
            sha256="d" * 64,
            name=name,
            strength=strength,
            strength_2=strength if low is None else low,
            from_step=step,
        )
        return clip(GenerationRequest.default(prompt="x").with_changes(loras=(use,)))

    plain = clip(GenerationRequest.default(prompt="x"))
    found = differing(with_lora(1.0, "glow"), with_lora(0.5, "renamed", 0.25, 2), plain)
    assert found == {
        "LoRA glow (dddddddd)": (
            "1",
            "0.5 high noise, 0.25 low noise, from step 3",
            "not used",
        )
    }
    assert not differing(with_lora(1.0, "glow"), with_lora(1.0, "renamed"))


def test_versions_device_and_plan_are_told_apart() -> None:
    other = clip(
        app_version="2.0",
        versions={"torch": "2.10.0"},
        device="cuda:0",
        precision="bf16",
        arithmetic={"quantization": {"kind": "int8"}, "torch_threads": 1},
        notes=("The start image was scaled.",),
    )
    assert differing(clip(), other) == {
        "App": ("1.0", "2.0"),
        "torch": ("2.9.0", "2.10.0"),
        "diffusers": ("0.36.0", NONE),
        "Device": ("cpu", "cuda:0"),
        "Precision": ("fp32", "bf16"),
        "Plan: quantization: kind": ("none", "int8"),
        "Notes": (NONE, "The start image was scaled."),
    }


def test_a_clip_that_says_nothing_has_a_dash_everywhere() -> None:
    rows = setting_rows((clip(), None))
    assert rows
    assert all(row.values[1] == NONE for row in rows)
    assert not setting_rows((None, None))


def test_texts_of_strangers_stay_one_plain_line() -> None:
    evil = GenerationRequest.default(prompt="a\u202eb\nc\x1b[31m")
    (prompt,) = (row for row in setting_rows((clip(evil),)) if row.name == "Prompt")
    assert prompt.values[0].isprintable()
