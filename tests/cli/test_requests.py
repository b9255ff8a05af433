"""What is typed becomes the request that it means."""

import json
from pathlib import Path

import pytest

from wan22_desktop.cli.requests import ClipOptions, kept_lora
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.wan import Mode, Scheduler, Variant
from wan22_desktop.generation.domain.request_rules import request_from


def save_lora(file: Path) -> Path:
    entry = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
    header = json.dumps({"lora_A.weight": entry}).encode()
    file.write_bytes(len(header).to_bytes(8, "little") + header + b"\0" * 8)
    return file


def _mode(options: ClipOptions, places: Places) -> object:
    fields = options.add_arguments(places)["fields"]
    assert isinstance(fields, dict)
    return fields["mode"]


def test_every_option_reaches_the_request(tmp_path: Path, places: Places) -> None:
    lora = save_lora(tmp_path / "a.safetensors")
    options = ClipOptions(
        prompt="a fox",
        model=Variant.T2V_A14B,
        negative="blurry",
        size="480x832",
        frames=9,
        fps=12,
        steps=4,
        guidance=1.0,
        guidance_2=1.5,
        scheduler=Scheduler.EULER,
        lora=[f"{lora}:0.5"],
        seed=7,
    )
    fields = options.add_arguments(places)["fields"]
    assert isinstance(fields, dict)
    (use,) = request_from(fields).loras
    assert places.lora(use.sha256).read_bytes() == lora.read_bytes()
    assert request_from(fields) == GenerationRequest(
        model=Variant.T2V_A14B,
        mode=Mode.TEXT_TO_VIDEO,
        prompt="a fox",
        negative_prompt="blurry",
        width=480,
        height=832,
        num_frames=9,
        fps=12,
        num_inference_steps=4,
        guidance_scale=1.0,
        guidance_scale_2=1.5,
        flow_shift=Variant.T2V_A14B.facts.flow_shift,
        scheduler=Scheduler.EULER,
        seed=7,
        loras=(LoraUse(sha256=use.sha256, name="a", strength=0.5, strength_2=0.5),),
    )


@pytest.mark.parametrize("variant", Variant)
def test_what_is_not_typed_is_the_models_default(places: Places, variant: Variant) -> None:
    fields = ClipOptions("a fox", variant, seed=1).add_arguments(places)["fields"]
    assert fields == GenerationRequest.default(variant, prompt="a fox", seed=1).model_dump(
        mode="json"
    )


def test_the_mode_follows_the_image_and_the_model(places: Places) -> None:
    image = Path("first.png")
    assert _mode(ClipOptions("x", Variant.DEMO), places) == "text-to-video"
    assert _mode(ClipOptions("x", Variant.DEMO, image=image), places) == "image-to-video"
    assert _mode(ClipOptions("x", Variant.I2V_A14B), places) == "image-to-video"
    assert _mode(ClipOptions("x", Variant.T2V_A14B, image=image), places) == "image-to-video"


def test_images_are_named_by_their_whole_path(places: Places) -> None:
    options = ClipOptions("x", Variant.I2V_A14B, image=Path("a.png"), end_image=Path("b.png"))
    arguments = options.add_arguments(places)
    assert arguments["image"] == str(Path("a.png").absolute())
    assert arguments["end_image"] == str(Path("b.png").absolute())


@pytest.mark.parametrize(
    ("suffix", "strengths"),
    [
        ("", (1.0, 1.0)),
        (":0.8", (0.8, 0.8)),
        (":0.8:0", (0.8, 0.0)),
        (":-1:.5", (-1.0, 0.5)),
    ],
)
def test_strengths_follow_the_file(
    tmp_path: Path, places: Places, suffix: str, strengths: tuple[float, float]
) -> None:
    lora = kept_lora(f"{save_lora(tmp_path / 'a.safetensors')}{suffix}", places)
    assert (lora.name, lora.strength, lora.strength_2) == ("a", *strengths)


def test_a_colon_may_be_part_of_the_name(tmp_path: Path, places: Places) -> None:
    with pytest.raises(UserError, match=r"C:\\loras\\a\.safetensors does not exist"):
        kept_lora(r"C:\loras\a.safetensors:0.8", places)
    with pytest.raises(UserError, match=r"a\.safetensors:strong does not exist"):
        kept_lora(f"{save_lora(tmp_path / 'a.safetensors')}:strong", places)
    with pytest.raises(UserError, match=r"a\.safetensors:1 does not exist"):
        kept_lora(f"{tmp_path / 'a.safetensors'}:1:2:3", places)
