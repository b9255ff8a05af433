"""Presets change what they name, find their LoRAs, and survive whatever lies in their folder."""

import json
from pathlib import Path

import pytest

from wan22_desktop.core.errors import Recovery, UserError
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.wan import Expert, Scheduler, Variant
from wan22_desktop.generation.domain.presets import (
    KnownLora,
    LoraFinder,
    MissingLoraError,
    Preset,
    PresetPart,
    PresetValues,
    applied,
    is_few_step_name,
    matching,
    obstacle,
    preset_of,
)
from wan22_desktop.generation.domain.request_rules import problems_of
from wan22_desktop.generation.preset_files import (
    MAX_FILE_BYTES,
    PresetFiles,
    built_in_presets,
    read_preset,
    write_preset,
)

BUILT_IN = {preset.name: preset for preset in built_in_presets()}
A14B = (Variant.T2V_A14B, Variant.I2V_A14B)
STYLE = LoraUse(sha256="5" * 64, name="Paper cut", strength=0.7, strength_2=0.4)


def _lora(digit: str, name: str, expert: Expert | None, file_name: str = "") -> KnownLora:
    return KnownLora(digit * 64, name, frozenset(A14B), expert, file_name)


LIBRARY = LoraFinder(
    (
        _lora("0", "Paper cut", Expert.HIGH_NOISE),
        _lora("a", "Lightning for Wan 2.2 T2V A14B", Expert.HIGH_NOISE),
        _lora("b", "Lightning for Wan 2.2 T2V A14B", Expert.LOW_NOISE),
        _lora("c", "fast", None, "wan2.2_i2v_lightx2v_4steps_lora_v1_high_noise.safetensors"),
        _lora("d", "fast", None, "wan2.2_i2v_lightx2v_4steps_lora_v1_low_noise.safetensors"),
        KnownLora("e" * 64, "lightning 5B", frozenset({Variant.TI2V_5B}), Expert.HIGH_NOISE),
    )
)


def _request(model: Variant, **changes: object) -> GenerationRequest:
    request = GenerationRequest.default(model, prompt="a fox", seed=7)
    images = {"image_sha256": "1" * 64} if model is Variant.I2V_A14B else {}
    return request.with_changes(**images, **changes)


@pytest.mark.parametrize("model", Variant)
def test_every_model_has_its_presets_and_all_can_be_rendered(model: Variant) -> None:
    presets = [preset for preset in BUILT_IN.values() if model in preset.models]
    names = {"Draft", "Balanced", "Quality"}
    if model in A14B:
        names |= {"Lightning, 4 steps", "Lightning, more motion"}
    assert {preset.name for preset in presets} == names
    for preset in presets:
        assert preset.built_in
        assert preset.description
        request = applied(preset, _request(model), LIBRARY)
        assert problems_of(request) == ()
        assert matching(presets, request, LIBRARY) == preset
    steps = [
        applied(BUILT_IN[name], _request(model), LIBRARY).num_inference_steps
        for name in ("Draft", "Balanced", "Quality")
    ]
    assert steps == sorted(set(steps))
    assert matching(presets, _request(model), LIBRARY) == BUILT_IN["Quality"]


@pytest.mark.parametrize(("model", "digits"), [(A14B[0], "ab"), (A14B[1], "cd")])
def test_lightning_takes_the_pair_of_its_model(model: Variant, digits: str) -> None:
    request = applied(BUILT_IN["Lightning, 4 steps"], _request(model, loras=(STYLE,)), LIBRARY)
    high, low = digits[0] * 64, digits[1] * 64
    assert [(u.sha256, u.strength, u.strength_2, u.from_step) for u in request.loras] == [
        (STYLE.sha256, 0.7, 0.4, 0),
        (high, 1.0, 0.0, 0),
        (low, 0.0, 1.0, 0),
    ]
    assert (request.num_inference_steps, request.scheduler) == (4, Scheduler.EULER)
    assert request.guidance_on(Expert.HIGH_NOISE) == request.guidance_on(Expert.LOW_NOISE) == 1.0


def test_the_motion_variant_guides_one_step_before_the_lora_begins() -> None:
    request = applied(BUILT_IN["Lightning, more motion"], _request(Variant.T2V_A14B), LIBRARY)
    high, low = request.loras
    assert request.guided_steps == 1
    assert request.guidance_on(Expert.HIGH_NOISE) > 1.0
    assert request.guidance_on(Expert.LOW_NOISE) == 1.0
    assert (high.from_step, low.from_step) == (1, 0)


def test_another_preset_takes_lightning_off_again_and_keeps_the_rest() -> None:
    before = _request(Variant.T2V_A14B, loras=(STYLE,))
    fast = applied(BUILT_IN["Lightning, more motion"], before, LIBRARY)
    assert applied(BUILT_IN["Quality"], fast, LIBRARY) == before
    slow = applied(BUILT_IN["Lightning, 4 steps"], fast, LIBRARY)
    assert [use.from_step for use in slow.loras] == [0, 0, 0]
    assert slow.guided_steps is None


def test_lightning_goes_under_whatever_name_it_is_known() -> None:
    before = _request(Variant.I2V_A14B, loras=(STYLE,))
    fast = applied(BUILT_IN["Lightning, 4 steps"], before, LIBRARY)
    assert {use.name for use in fast.loras} == {"Paper cut", "fast"}
    assert applied(BUILT_IN["Quality"], fast, LIBRARY) == before


@pytest.mark.parametrize(
    ("name", "is_few"),
    [
        ("wan2.2_t2v_lightx2v_4steps_lora_v1.1_high_noise", True),
        ("Lightning for Wan 2.2 T2V A14B high noise", True),
        ("my 4-step LoRA", True),
        ("Wan distilled", True),
        ("style_e8_steps2000", False),
        ("dance_14steps", False),
        ("lightroom look", False),
    ],
)
def test_names_tell_what_renders_in_few_steps(name: str, is_few: bool) -> None:
    assert is_few_step_name(name) is is_few


@pytest.mark.parametrize("model", Variant)
def test_a_preset_chosen_twice_is_chosen_once(model: Variant) -> None:
    for first in BUILT_IN.values():
        for second in BUILT_IN.values():
            once = applied(second, _request(model, loras=(STYLE,)), LIBRARY)
            after = applied(second, applied(first, once, LIBRARY), LIBRARY)
            assert matching([second], after, LIBRARY) == (
                second if model in second.models else None
            )
            assert after == once or model not in second.models


def test_nothing_is_left_to_compare_without_loras() -> None:
    request = applied(BUILT_IN["Lightning, 4 steps"], _request(Variant.T2V_A14B), LIBRARY)
    request = request.with_changes(compare_loras=True)
    assert not applied(BUILT_IN["Draft"], request, LIBRARY).compare_loras


def test_the_order_of_loras_does_not_make_settings_ones_own() -> None:
    request = applied(
        BUILT_IN["Lightning, 4 steps"], _request(Variant.T2V_A14B, loras=(STYLE,)), LIBRARY
    )
    turned = request.with_changes(loras=tuple(reversed(request.loras)))
    assert matching(BUILT_IN.values(), turned, LIBRARY) == BUILT_IN["Lightning, 4 steps"]


@pytest.mark.parametrize("known", [(), LIBRARY._known[:2]])
def test_a_missing_lora_is_named_with_where_to_get_it(known: tuple[KnownLora, ...]) -> None:
    preset, request = BUILT_IN["Lightning, 4 steps"], _request(Variant.T2V_A14B)
    with pytest.raises(MissingLoraError) as missing:
        applied(preset, request, LoraFinder(known))
    assert missing.value.package == "t2v-A14B-lightning"
    assert "Lightning for Wan 2.2 T2V A14B" in missing.value.message
    assert missing.value.field == "loras"
    assert missing.value.recoveries == (Recovery.INSTALL_MODEL,)
    found = obstacle(preset, Variant.T2V_A14B, LoraFinder(known))
    assert found is not None
    assert found.message == missing.value.message
    assert obstacle(preset, Variant.T2V_A14B, LIBRARY) is None
    assert obstacle(BUILT_IN["Draft"], Variant.T2V_A14B, LoraFinder()) is None
    assert matching([preset], request, LoraFinder()) is None


def test_a_preset_says_nothing_about_what_it_does_not_name() -> None:
    preset = Preset(
        name="Mine",
        models={Variant.DEMO: PresetValues(num_inference_steps=3), Variant.TI2V_5B: PresetValues()},
    )
    request = _request(Variant.DEMO, guidance_scale=3.3)
    assert applied(preset, request, LIBRARY) == request.with_changes(num_inference_steps=3)
    other = _request(Variant.TI2V_5B)
    assert applied(preset, other, LIBRARY) == other
    assert applied(preset, _request(Variant.T2V_A14B), LIBRARY) == _request(Variant.T2V_A14B)


@pytest.mark.parametrize("parts", [(), tuple(PresetPart)])
def test_the_form_becomes_a_preset_and_comes_back(
    parts: tuple[PresetPart, ...], tmp_path: Path
) -> None:
    request = _request(
        Variant.T2V_A14B,
        num_inference_steps=9,
        guidance_scale=2.5,
        guidance_scale_2=None,
        guided_steps=2,
        flow_shift=7.5,
        scheduler=Scheduler.DPMPP,
        width=480,
        height=832,
        num_frames=33,
        fps=12,
        loras=(STYLE,),
    )
    preset = preset_of(request, "Mine", "for tests", parts)
    write_preset(preset, tmp_path / "mine.json")
    assert read_preset(tmp_path / "mine.json") == preset
    default = _request(Variant.T2V_A14B).with_changes(prompt="other", seed=3)
    back = applied(read_preset(tmp_path / "mine.json"), default, LIBRARY)
    kept = ("model", "mode", "prompt", "seed") + (
        () if parts else ("width", "height", "num_frames", "fps", "loras")
    )
    for field in GenerationRequest.model_fields:
        source = default if field in kept else request
        assert getattr(back, field) == getattr(source, field), field


# --- files ---------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path) -> PresetFiles:
    return PresetFiles(tmp_path / "presets", tuple(BUILT_IN.values()))


def _mine(name: str = "Mine", steps: int = 5) -> Preset:
    return Preset(name=name, models={Variant.DEMO: PresetValues(num_inference_steps=steps)})


def _own(files: PresetFiles) -> dict[str, Preset]:
    return {preset.name: preset for preset in files.load().presets if not preset.built_in}


def test_own_presets_are_saved_renamed_and_deleted(files: PresetFiles) -> None:
    files.save(_mine())
    files.save(_mine("con: a/b?"))
    assert list(_own(files)) == ["con: a/b?", "Mine"]
    with pytest.raises(UserError, match="already"):
        files.save(_mine("MINE"))
    files.save(_mine(steps=6), replace=True)
    assert _own(files)["Mine"] == _mine(steps=6)
    renamed = files.rename(_mine(steps=6), "  Better ")
    assert renamed.name == "Better"
    with pytest.raises(UserError, match="already"):
        files.rename(renamed, "Con: A/B?")
    with pytest.raises(UserError, match="1 to 60"):
        files.rename(renamed, "   ")
    files.rename(renamed, "BETTER")
    files.delete(_mine("better"))
    assert list(_own(files)) == ["con: a/b?"]
    for deed in (files.delete, lambda preset: files.rename(preset, "x")):
        with pytest.raises(UserError, match="any more"):
            deed(_mine("gone"))


def test_presets_of_the_app_stay(files: PresetFiles) -> None:
    for deed in (
        lambda: files.save(_mine("draft"), replace=True),
        lambda: files.delete(BUILT_IN["Draft"]),
        lambda: files.rename(BUILT_IN["Draft"], "Mine"),
    ):
        with pytest.raises(UserError):
            deed()
    files.save(_mine())
    with pytest.raises(UserError, match="preset of the app"):
        files.rename(_mine(), "Quality")
    assert [p for p in files.load().presets if p.built_in] == list(BUILT_IN.values())


GOOD = {"format_version": 1, "name": "x", "models": {"demo": {"num_inference_steps": 5}}}


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (json.dumps({**GOOD, "format_version": 2, "new": True}).encode(), "newer version"),
        (b"{", "damaged"),
        (b"\xff\xfe\x00", "damaged"),
        (b"[]", "cannot be used"),
        (b"[" * 60_000, "cannot be used"),
        (b" " * (MAX_FILE_BYTES + 1), "too large"),
        (json.dumps({**GOOD, "name": "\ud800"}).encode(), "damaged"),
        (json.dumps({**GOOD, "models": {"demo": {"num_inference_steps": 0}}}).encode(), "models"),
        (json.dumps({**GOOD, "models": {"other": {}}}).encode(), "models"),
        (json.dumps({**GOOD, "models": {}}).encode(), "models"),
        (json.dumps({**GOOD, "built_in": "yes"}).encode(), "built_in"),
    ],
)
def test_a_file_that_is_no_preset_is_told_and_kept(
    files: PresetFiles, tmp_path: Path, content: bytes, word: str
) -> None:
    files.save(_mine())
    file = tmp_path / "presets" / "x.json"
    file.write_bytes(content)
    loaded = files.load()
    assert [preset.name for preset in loaded.presets if not preset.built_in] == ["Mine"]
    assert len(loaded.notes) == 1
    assert "x.json" in loaded.notes[0]
    assert word in loaded.notes[0]
    assert "unchanged" in loaded.notes[0]
    with pytest.raises(UserError, match=word):
        files.import_file(file)
    files.save(_mine("x"))  # under the name that the file would have
    assert file.read_bytes() == content
    assert set(_own(files)) == {"Mine", "x"}


def test_a_file_cannot_call_itself_one_of_the_app(files: PresetFiles, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.json"
    foreign.write_text(json.dumps({**GOOD, "name": "Draft", "built_in": True}))
    imported = files.import_file(foreign)
    assert imported.name == "Draft (2)"
    assert not _own(files)["Draft (2)"].built_in
    (tmp_path / "presets" / "draft.json").write_text(json.dumps({**GOOD, "name": "Draft"}))
    (note,) = files.load().notes
    assert "draft.json" in note


def test_a_name_from_a_stranger_is_one_plain_line(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text(json.dumps({**GOOD, "name": " a\u202eb\n<i>c\x07 ", "description": "d\n\te"}))
    preset = read_preset(file)
    assert (preset.name, preset.description) == ("ab <i>c", "d e")
    file.write_text(json.dumps({**GOOD, "name": "\u202e\u200b"}))
    with pytest.raises(UserError, match="name"):
        read_preset(file)


def test_a_preset_goes_out_and_comes_in(files: PresetFiles, tmp_path: Path) -> None:
    write_preset(BUILT_IN["Lightning, more motion"], tmp_path / "out.json")
    imported = files.import_file(tmp_path / "out.json")
    assert imported.name == "Lightning, more motion (2)"
    assert imported.models == BUILT_IN["Lightning, more motion"].models
    files.save(_mine("n" * 60))
    write_preset(_mine("n" * 60), tmp_path / "long.json")
    assert files.import_file(tmp_path / "long.json").name == f"{'n' * 50} (2)"
    with pytest.raises(UserError, match="cannot be used"):
        files.import_file(tmp_path / "missing.json")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    files = PresetFiles(tmp_path / "file" / "presets", ())
    assert files.load().presets == ()
    with pytest.raises(UserError, match="could not be saved"):
        files.save(_mine())
