"""What is typed becomes the request that it means."""

from pathlib import Path

import pytest

from wan22_desktop.cli.lora_options import LoraWish, is_meant_as_file
from wan22_desktop.cli.requests import ClipOptions
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Mode, Scheduler, Variant
from wan22_desktop.generation.domain.request_rules import request_from


def _mode(options: ClipOptions) -> object:
    return options.fields()["mode"]


def test_every_option_reaches_the_request() -> None:
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
        seed=7,
    )
    assert request_from(options.fields()) == GenerationRequest(
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
    )


@pytest.mark.parametrize("variant", Variant)
def test_what_is_not_typed_is_the_models_default(variant: Variant) -> None:
    fields = ClipOptions("a fox", variant, seed=1).fields()
    assert fields == GenerationRequest.default(variant, prompt="a fox", seed=1).model_dump(
        mode="json"
    )


def test_the_mode_follows_the_image_and_the_model() -> None:
    image = Path("first.png")
    assert _mode(ClipOptions("x", Variant.DEMO)) == "text-to-video"
    assert _mode(ClipOptions("x", Variant.DEMO, image=image)) == "image-to-video"
    assert _mode(ClipOptions("x", Variant.I2V_A14B)) == "image-to-video"
    assert _mode(ClipOptions("x", Variant.T2V_A14B, image=image)) == "image-to-video"


def test_images_are_named_by_their_whole_path() -> None:
    options = ClipOptions("x", Variant.I2V_A14B, image=Path("a.png"), end_image=Path("b.png"))
    arguments = options.files()
    assert arguments["image"] == str(Path("a.png").absolute())
    assert arguments["end_image"] == str(Path("b.png").absolute())


@pytest.mark.parametrize(
    ("typed", "wish"),
    [
        ("film grain", LoraWish("film grain")),
        ("film grain:0.8", LoraWish("film grain", 0.8)),
        ("film grain:0.8:0", LoraWish("film grain", 0.8, 0.0)),
        ("film grain:-1:.5", LoraWish("film grain", -1.0, 0.5)),
        ("film grain:+2:1.", LoraWish("film grain", 2.0, 1.0)),
        ("a.safetensors:1", LoraWish("a.safetensors", 1.0)),
        (r"C:\loras\a.safetensors", LoraWish(r"C:\loras\a.safetensors")),
        (r"C:\loras\a.safetensors:0.8", LoraWish(r"C:\loras\a.safetensors", 0.8)),
        (r"C:\loras\a.safetensors:0.8:0.5", LoraWish(r"C:\loras\a.safetensors", 0.8, 0.5)),
        ("C:/loras/2:1", LoraWish("C:/loras/2", 1.0)),
        ("a:strong", LoraWish("a:strong")),
        ("a:1:2:3", LoraWish("a:1", 2.0, 3.0)),
        ("a:nan", LoraWish("a:nan")),
        ("a:1e5", LoraWish("a:1e5")),
        ('"a:1"', LoraWish("a:1")),
        ('"a:1":0.5', LoraWish("a:1", 0.5)),
        ("", LoraWish("")),
        (":1", LoraWish(":1")),
    ],
)
def test_only_numbers_at_the_end_are_strengths(typed: str, wish: LoraWish) -> None:
    assert LoraWish.read(typed) == wish
    assert ClipOptions("x", lora=[typed]).wanted_loras == (wish,)


@pytest.mark.parametrize(
    ("text", "is_file"),
    [
        ("film grain", False),
        ("a.b", False),
        ("grain.SAFETENSORS", True),
        ("./grain", True),
        (r"C:\loras\grain", True),
    ],
)
def test_what_can_only_be_a_path(text: str, is_file: bool) -> None:
    assert is_meant_as_file(text) is is_file
