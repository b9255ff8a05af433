"""What LoRA files are told to be: all that is certain, and nothing that is not."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import save_file

from fixtures import published_loras as published
from fixtures.published_loras import PublishedLora, published_loras, table_of
from wan22_desktop.core.published_models import transformer_config
from wan22_desktop.core.safetensors_header import read_safetensors_header
from wan22_desktop.core.wan import Variant
from wan22_desktop.core.wan_architecture import transformer_shapes
from wan22_desktop.lora_library.domain.name_hints import NameHints, half_name, hints_in
from wan22_desktop.lora_library.domain.recognition import NotALoraError, facts_of
from wan22_desktop.lora_library.domain.records import (
    KeyMatch,
    LoraFacts,
    LoraFamily,
    LoraFormat,
    LoraMode,
    TrainedExpert,
)

LORAS = published_loras()
ATTENTION = published.comfyui(published.A14B.attention)


def told(facts: LoraFacts) -> tuple[LoraFamily, LoraMode, LoraFormat, TrainedExpert, int | None]:
    return facts.family, facts.mode, facts.format, facts.expert, facts.rank


def with_notes(**metadata: str) -> LoraFacts:
    return facts_of(table_of(ATTENTION, metadata))


@pytest.mark.parametrize("name", LORAS)
def test_published_files_are_told_for_what_they_are(name: str) -> None:
    lora = LORAS[name]
    facts = facts_of(lora.table)

    assert told(facts) == (lora.family, lora.mode, lora.format, lora.expert, lora.rank)
    assert lora.obstacle in facts.obstacle
    assert bool(facts.obstacle) == bool(lora.obstacle)
    assert facts.num_tensors == len(lora.shapes)
    assert facts.tensor_bytes == sum(e.size_bytes for e in lora.table.entries.values())


def verdict(said: object, true: object, unknown: tuple[object, ...]) -> str:
    return "right" if said == true else "open" if said in unknown else "wrong"


def count(loras: dict[str, PublishedLora], *, with_metadata: bool) -> Counter[str]:
    counts: Counter[str] = Counter()
    for lora in loras.values():
        facts = facts_of(table_of(lora.shapes, lora.metadata if with_metadata else {}))
        family, mode, expert = lora.truth
        families = (LoraFamily.UNKNOWN,)
        if family in (LoraFamily.A14B, LoraFamily.WAN_2_1):
            families += (LoraFamily.WAN_14B,)
        counts["family " + verdict(facts.family, family, families)] += 1
        counts["mode " + verdict(facts.mode, mode, (LoraMode.UNKNOWN,))] += 1
        counts["expert " + verdict(facts.expert, expert, (TrainedExpert.UNKNOWN,))] += 1
        formats = (LoraFormat.UNKNOWN,)
        if lora.format is LoraFormat.MUSUBI:  # which writes as kohya's scripts do
            formats += (LoraFormat.KOHYA,)
        counts["format " + verdict(facts.format, lora.format, formats)] += 1
    return counts


@pytest.mark.parametrize("with_metadata", [True, False])
def test_nothing_is_told_wrongly(with_metadata: bool) -> None:
    assert len(LORAS) >= 60

    counts = count(LORAS, with_metadata=with_metadata)

    print(f"\n{len(LORAS)} files, metadata {with_metadata}: {dict(sorted(counts.items()))}")
    assert not [what for what in counts if what.endswith("wrong")]
    assert counts["family right"] > counts["family open"]


def test_a_wrong_certainty_would_be_counted() -> None:
    lora = LORAS["diffusion-pipe t2v high"]
    told_old = replace(lora, truth=(LoraFamily.TI2V_5B, LoraMode.BOTH, TrainedExpert.SINGLE))

    assert count({"": told_old}, with_metadata=True)["family wrong"] == 1


@pytest.mark.parametrize(
    "name", [name for name, lora in LORAS.items() if lora.family is LoraFamily.DEMO]
)
def test_real_files_are_read_alike(name: str, tmp_path: Path) -> None:
    lora, path = LORAS[name], tmp_path / "lora.safetensors"
    tensors = {key: torch.zeros(shape, dtype=torch.bfloat16) for key, shape in lora.shapes.items()}
    save_file(tensors, path, dict(lora.metadata) or None)

    assert facts_of(read_safetensors_header(path)) == facts_of(lora.table)


def test_twenty_thousand_tensors_take_half_a_second_at_most() -> None:
    names = [f"diffusion_model.blocks.{i}.self_attn.q" for i in range(10_000)]
    shapes = published.comfyui(dict.fromkeys(names, (5120, 5120)), "")
    table = table_of(shapes, published.musubi_metadata("wan2.2_t2v_low_noise_14B.safetensors"))
    started = process_time()

    facts = facts_of(table)

    assert process_time() - started < 0.5
    assert facts.num_tensors == 20_000
    assert facts.matches[Variant.T2V_A14B] == KeyMatch(80, 20_000)


def test_matches_count_what_each_model_has_a_place_for() -> None:
    image = facts_of(LORAS["2.1 i2v musubi"].table)
    both = facts_of(LORAS["diffusers both"].table)
    distilled = facts_of(LORAS["distilled i2v high"].table)

    per_block = 3 * len(published.WAN_2_1_I2V.in_blocks) // 40
    assert image.num_tensors == 40 * per_block
    assert image.matches[Variant.T2V_A14B] == KeyMatch(40 * (per_block - 6), 40 * (per_block - 6))
    assert both.matches[Variant.I2V_A14B] == KeyMatch(both.num_tensors, both.num_tensors)
    assert both.matches[Variant.TI2V_5B] == KeyMatch(0, both.num_tensors // 2)
    # Only the first layer's difference has another size.
    assert distilled.matches[Variant.I2V_A14B].share == 1
    assert distilled.matches[Variant.T2V_A14B].matched == distilled.num_tensors - 2


def test_a_family_needs_every_size_to_fit() -> None:
    one_more = ATTENTION | published.comfyui({"blocks.40.self_attn.q": (5120, 5120)})
    wider = ATTENTION | published.comfyui({"blocks.0.ffn.0": (14336, 5120)})

    assert facts_of(table_of(one_more)).family is LoraFamily.UNKNOWN
    assert facts_of(table_of(wider)).family is LoraFamily.UNKNOWN


def test_numbers_that_are_added_are_counted() -> None:
    facts = facts_of(LORAS["musubi t2v high"].table)
    pairs = sum(16 * (out + into) for out, into in published.A14B.in_blocks.values())

    assert facts.num_values == pairs
    assert facts.num_layers == len(published.A14B.in_blocks)
    assert facts.alpha == 8


# -- What is no LoRA -----------------------------------------------------------------------------


@pytest.mark.parametrize("variant", Variant)
def test_whole_models_are_no_loras(variant: Variant) -> None:
    with pytest.raises(NotALoraError) as caught:
        facts_of(table_of(transformer_shapes(transformer_config(variant))))
    assert caught.value.is_whole_model


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["text_encoders.t5.weight", "vae.x"], "bundles"),
        (["vace_blocks.0.self_attn.q.weight"], "VACE"),
        (["double_blocks.0.img_attn.qkv.weight"], "Flux"),
        (["some.layer.weight"], "a model, or a part of one"),
    ],
)
def test_parts_of_models_are_told(names: list[str], words: str) -> None:
    with pytest.raises(NotALoraError, match=words) as caught:
        facts_of(table_of(dict.fromkeys(names, (4, 4))))
    assert caught.value.is_whole_model


@pytest.mark.parametrize("names", [[], ["emb_params"], ["latents"]])
def test_other_files_hold_no_lora(names: list[str]) -> None:
    with pytest.raises(NotALoraError, match="holds no LoRA") as caught:
        facts_of(table_of(dict.fromkeys(names, (4, 4))))
    assert not caught.value.is_whole_model


# -- Metadata ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("timesteps", "expert"),
    [
        ("875,1000", TrainedExpert.HIGH_NOISE),
        ("900, 1000", TrainedExpert.HIGH_NOISE),
        ("0,875", TrainedExpert.LOW_NOISE),
        ("0,900", TrainedExpert.LOW_NOISE),
        ("0,1000", TrainedExpert.UNKNOWN),
        ("500,1000", TrainedExpert.UNKNOWN),
        ("100,900", TrainedExpert.UNKNOWN),
        ("1000,875", TrainedExpert.UNKNOWN),
        ("875,99999", TrainedExpert.UNKNOWN),
        ("high", TrainedExpert.UNKNOWN),
        ("", TrainedExpert.UNKNOWN),
    ],
)
def test_trained_timesteps_tell_the_expert(timesteps: str, expert: TrainedExpert) -> None:
    assert with_notes(**{"modelspec.timestep_range": timesteps}).expert is expert


def test_what_trainers_note_is_shown() -> None:
    facts = facts_of(LORAS["musubi t2v high"].table)
    toolkit = facts_of(LORAS["ai-toolkit high"].table)

    assert facts.title == "Orbit"
    assert dict(facts.training)["Steps"] == "1600"
    assert dict(facts.training)["Timesteps"] == "875,1000"
    assert dict(facts.training)["Pictures and clips"] == "24"
    assert toolkit.trigger_words == ("0rbit",)
    assert dict(toolkit.training)["Program"] == "ai-toolkit 0.5.1"
    assert dict(toolkit.training)["Steps"] == "3000"


def test_trigger_words_are_the_tags_of_every_caption() -> None:
    counts = {"10_sks": {"sks woman": 24, "smile": 9, "outdoors": 3}, "5_more": {"sks woman": 5}}

    facts = with_notes(ss_tag_frequency=json.dumps(counts))
    named = with_notes(**{"modelspec.trigger_phrase": "orb1t, spin"})
    alike = with_notes(ss_tag_frequency=json.dumps({"1_x": {f"tag {i}": 1 for i in range(30)}}))

    assert facts.trigger_words == ("sks woman",)
    assert named.trigger_words == ("orb1t", "spin")
    assert alike.trigger_words == ()


HOSTILE = "\u202e\x00<b>bold</b>\u2066 &amp; \x1b[31mred\ud800\r\nnext"


def test_texts_from_strangers_are_cleaned_and_stay_text() -> None:
    facts = with_notes(
        **{
            "modelspec.title": HOSTILE,
            "modelspec.author": HOSTILE * 1000,
            "modelspec.description": HOSTILE * 10_000,
            "modelspec.tags": ",".join(HOSTILE + str(i) for i in range(1000)),
            "ss_training_comment": HOSTILE,
        }
    )

    assert facts.title == "<b>bold</b> &amp; [31mred next"
    assert len(facts.author) <= 200
    assert len(facts.description) <= 4000
    assert len(facts.tags) <= 20
    shown = (facts.title, facts.author, *facts.tags, *(v for _, v in facts.training))
    assert all(text.isprintable() for text in shown)
    assert all(line.isprintable() for line in facts.description.splitlines())


DAMAGED_NOTES = (
    "[" * 100_000,
    "{" * 100_000,
    "null",
    "[1]",
    '{"transformer.lora_alpha": 1e999}',
    '{"1_x": {"a": true, "b": -1, "c": 1e400, "d": "2"}}',
    '{"1_x": [1, 2], "2": null}',
    "9" * 5000,
    "\ud800",
    "NaN",
)


@pytest.mark.parametrize("text", DAMAGED_NOTES)
def test_damaged_notes_are_left_out(text: str) -> None:
    keys = ("ss_tag_frequency", "training_info", "software", "ss_network_alpha")

    facts = with_notes(**dict.fromkeys(keys, text))

    assert facts.trigger_words == ()
    assert facts.alpha is None
    assert "Steps" not in dict(facts.training)
    assert facts.obstacle == ""


@pytest.mark.parametrize("text", ["", "[", "[]", "{" * 9000, '{"lora_alpha": NaN}'])
def test_damaged_settings_are_an_obstacle(text: str) -> None:
    assert "damaged settings" in with_notes(lora_adapter_metadata=text).obstacle


@given(
    st.dictionaries(
        st.sampled_from(
            (
                *("modelspec.title", "modelspec.tags", "modelspec.architecture", "software"),
                *("modelspec.timestep_range", "ss_tag_frequency", "ss_sd_model_name"),
                *("ss_base_model_version", "ss_network_alpha", "training_info", "ss_steps"),
            )
        ),
        st.text(max_size=60) | st.from_regex(r"[\[{\"0-9,:a-z._}\]]{0,30}", fullmatch=True),
    )
)
def test_metadata_never_moves_what_sizes_prove(metadata: dict[str, str]) -> None:
    small = published.comfyui({"blocks.0.self_attn.q": (3072, 3072)})

    facts = facts_of(table_of(small, metadata))

    assert told(facts)[:4] == (
        LoraFamily.TI2V_5B,
        LoraMode.BOTH,
        LoraFormat.COMFYUI,
        TrainedExpert.SINGLE,
    )
    assert all(value.isprintable() for _, value in facts.training)


# -- File names ----------------------------------------------------------------------------------

_F, _M, _E = LoraFamily, LoraMode, TrainedExpert
HINTS = {
    "wan2.2_t2v_high_noise_14B_fp16.safetensors": (_F.A14B, _M.TEXT_TO_VIDEO, _E.HIGH_NOISE),
    "Wan2_2-I2V-A14B-LOW_fp8.safetensors": (_F.A14B, _M.IMAGE_TO_VIDEO, _E.LOW_NOISE),
    "Wan22_Orbit_HIGH_v2.safetensors": (_F.A14B, _M.UNKNOWN, _E.HIGH_NOISE),
    "OrbitHighNoise.safetensors": (_F.UNKNOWN, _M.UNKNOWN, _E.HIGH_NOISE),
    "orbit-LN-wan22.safetensors": (_F.A14B, _M.UNKNOWN, _E.LOW_NOISE),
    "wan2.2_ti2v_5B.safetensors": (_F.TI2V_5B, _M.BOTH, _E.UNKNOWN),
    "wan2.1_i2v_480p_14B.safetensors": (_F.WAN_2_1, _M.IMAGE_TO_VIDEO, _E.UNKNOWN),
    "orbit_14b_t2v.safetensors": (_F.WAN_14B, _M.TEXT_TO_VIDEO, _E.UNKNOWN),
    "wan2.1_and_2.2.safetensors": (_F.UNKNOWN, _M.UNKNOWN, _E.UNKNOWN),
    "wan22_t2v_i2v.safetensors": (_F.UNKNOWN, _M.UNKNOWN, _E.UNKNOWN),
    "high_kick_wan22.safetensors": (_F.UNKNOWN, _M.UNKNOWN, _E.UNKNOWN),
    "low_poly_high.safetensors": (_F.UNKNOWN, _M.UNKNOWN, _E.UNKNOWN),
    "wan22_high_low.safetensors": (_F.UNKNOWN, _M.UNKNOWN, _E.UNKNOWN),
    "HIGHLANDER_wan22.safetensors": (_F.UNKNOWN, _M.UNKNOWN, _E.UNKNOWN),
    "style.safetensors": (_F.UNKNOWN, _M.UNKNOWN, _E.UNKNOWN),
    "": (_F.UNKNOWN, _M.UNKNOWN, _E.UNKNOWN),
}


@pytest.mark.parametrize("file_name", HINTS)
def test_names_are_read_as_hints(file_name: str) -> None:
    assert hints_in(file_name) == NameHints(*HINTS[file_name])


@given(st.text(max_size=120))
def test_any_name_can_be_read(name: str) -> None:
    assert isinstance(hints_in(name), NameHints)
    half = half_name(name)
    assert half is None or half.expert in (_E.HIGH_NOISE, _E.LOW_NOISE)
