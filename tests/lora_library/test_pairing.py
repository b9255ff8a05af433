"""Which files become one card by themselves, and which never do."""

import itertools
import random
from dataclasses import replace

import pytest

from fixtures import published_loras as published
from fixtures.published_loras import published_loras, table_of
from wan22_desktop.lora_library.domain.pairing import find_pairs, pair_name_of
from wan22_desktop.lora_library.domain.recognition import facts_of
from wan22_desktop.lora_library.domain.records import (
    LoraEntry,
    LoraFacts,
    LoraFamily,
    LoraFormat,
    LoraMode,
    TrainedExpert,
)

FACTS = facts_of(table_of(published.comfyui({"blocks.0.self_attn.q": (5120, 5120)}), published.PT))
LORAS = published_loras()
_numbers = itertools.count()


def entry(name: str, facts: LoraFacts = FACTS) -> LoraEntry:
    sha256 = f"{next(_numbers):064x}"
    return LoraEntry(sha256, name, f"{name}.safetensors", facts.tensor_bytes, facts)


def pairs_of(*entries: LoraEntry | str) -> list[tuple[str, str, str]]:
    all_ = [entry(one) if isinstance(one, str) else one for one in entries]
    found = find_pairs(all_)
    random.Random(0).shuffle(all_)
    assert sorted(found, key=str) == sorted(find_pairs(all_), key=str), "the order matters"
    return [(high.name, low.name, name) for high, low, name in found]


PAIRS = (
    ("orbit_high_noise", "orbit_low_noise", "orbit"),
    ("orbit-high-noise", "orbit-low-noise", "orbit"),
    ("orbit_highnoise", "orbit_lownoise", "orbit"),
    ("OrbitHighNoise", "OrbitLowNoise", "Orbit"),
    ("high_noise_orbit", "low_noise_orbit", "orbit"),
    ("Orbit HIGH NOISE v2", "Orbit LOW NOISE v2", "Orbit v2"),
    ("Wan22_Orbit_HIGH", "Wan22_Orbit_LOW", "Wan22_Orbit"),
    ("Wan2.2-Orbit-High-v1.2", "Wan2.2-Orbit-Low-v1.2", "Wan2.2-Orbit-v1.2"),
    ("orbit-wan22-i2v-high", "orbit-wan22-i2v-low", "orbit-wan22-i2v"),
    ("OrbitWan22HIGH", "OrbitWan22LOW", "OrbitWan22"),
    ("orbit_14b_t2v_HN", "orbit_14b_t2v_LN", "orbit_14b_t2v"),
    ("W22-Orbit-H-e40", "W22-Orbit-L-e40", "W22-Orbit-e40"),
    ("wan2.2_orbit_h", "wan2.2_orbit_l", "wan2.2_orbit"),
    ("orbit_000002000_high_noise", "orbit_000002000_low_noise", "orbit_000002000"),
    ("ORBIT_A14B_high", "orbit_a14b_LOW", "ORBIT_A14B"),
    ("low_angle_high_noise", "low_angle_low_noise", "low_angle"),
    ("Lichtstraße_wan22_high", "Lichtstraße_wan22_low", "Lichtstraße_wan22"),
    ("轨道_wan22_high", "轨道_wan22_low", "轨道_wan22"),
)


@pytest.mark.parametrize(("high", "low", "name"), PAIRS)
def test_halves_find_each_other(high: str, low: str, name: str) -> None:
    assert pairs_of(low, "unrelated", high) == [(high, low, name)]


def test_all_of_them_find_each_other_at_once() -> None:
    """Names that differ only in how the expert is written would be ambiguous together."""
    names = [
        (high, low) for high, low, _ in PAIRS if not high.lower().startswith(("orbit", "high"))
    ]

    found = pairs_of(*itertools.chain.from_iterable(names))

    assert sorted((high, low) for high, low, _ in found) == sorted(names)


NO_PAIRS = (
    ("high_kick_wan22", "low_kick_wan22"),
    ("wan22_high_poly", "wan22_low_poly"),
    ("camera_angle_high", "camera_angle_low"),
    ("wan2.1_style_high", "wan2.1_style_low"),
    ("wan21_style_high_noise", "wan21_style_low_noise"),
    ("orbit_high_noise", "spin_low_noise"),
    ("orbit_v1_high_noise", "orbit_v2_low_noise"),
    ("orbit_t2v_high_noise", "orbit_i2v_low_noise"),
    ("orbit_high_noise", "orbit_high_noise (2)"),
    ("orbit_high_noise", "orbit"),
    ("orbit_high_low_wan22", "orbit_low_wan22"),
    ("high_noise_model", "low_noise_model"),
    ("high_noise", "low_noise"),
    ("wan2.2_high_noise", "wan2.2_low_noise"),
    ("wan22_i2v_high", "wan22_i2v_low"),
    ("wan22_orbith", "wan22_orbitl"),
    ("highlander_wan22", "lowlander_wan22"),
    ("wan22_ti2v_5b_high_noise", "wan22_ti2v_5b_low_noise"),
    ("c++_high_noise", "c_low_noise"),
    ("orbit high\u202enoise", "orbit low\u202enoise"),
    ("14b_v21_high", "14b_v21_low"),
    ("adapter_model_high_noise_e40", "adapter_model_low_noise_e60"),
    ("", ""),
)


@pytest.mark.parametrize("names", NO_PAIRS)
def test_names_that_prove_nothing_make_no_pair(names: tuple[str, str]) -> None:
    assert pairs_of(*names) == []


def test_more_than_one_candidate_makes_no_pair() -> None:
    assert pairs_of("orbit_high_noise", "orbit_low_noise", "Orbit-low-noise") == []
    assert pairs_of("orbit_high_noise", "orbit-HIGH-noise", "orbit_low_noise") == []


def test_training_steps_may_differ_where_there_is_no_choice() -> None:
    assert pairs_of("wan22_orbit_high_e40", "wan22_orbit_low_e60") == [
        ("wan22_orbit_high_e40", "wan22_orbit_low_e60", "wan22_orbit_e40")
    ]
    assert pairs_of("orbit-000010_high_noise", "orbit-000020_low_noise")
    assert pairs_of("orbit_high_noise_e40", "orbit_low_noise_e60", "orbit_low_noise_e80") == []
    # The step that both have is taken; what is left over of that LoRA is no pair.
    found = pairs_of(
        "orbit_e10_high_noise", "orbit_e20_high_noise", "orbit_e20_low_noise", "orbit_e30_low_noise"
    )
    assert found == [("orbit_e20_high_noise", "orbit_e20_low_noise", "orbit_e20")]


HIGH = "orbit_high_noise"
LOW = "orbit_low_noise"
DIFFERENT = {
    "rank": replace(FACTS, rank=32),
    "format": replace(FACTS, format=LoraFormat.MUSUBI),
    "layers": replace(FACTS, num_layers=2),
    "tensors": replace(FACTS, num_tensors=3),
    "size": replace(FACTS, tensor_bytes=2 * FACTS.tensor_bytes),
    "obstacle": replace(FACTS, obstacle="was made with DoRA"),
    "5B": replace(FACTS, family=LoraFamily.TI2V_5B),
    "Wan 2.1": replace(FACTS, family=LoraFamily.WAN_2_1),
    "unknown family": replace(FACTS, family=LoraFamily.UNKNOWN),
    "other expert": replace(FACTS, expert=TrainedExpert.HIGH_NOISE),
    "both experts": replace(FACTS, expert=TrainedExpert.BOTH),
    "nothing in it": replace(FACTS, tensor_bytes=0),
}


@pytest.mark.parametrize("what", DIFFERENT)
def test_headers_have_to_agree(what: str) -> None:
    assert pairs_of(entry(HIGH), entry(LOW))
    assert pairs_of(entry(HIGH), entry(LOW, DIFFERENT[what])) == []


def test_modes_may_be_open_but_not_different() -> None:
    text = replace(FACTS, mode=LoraMode.TEXT_TO_VIDEO)
    image = replace(FACTS, mode=LoraMode.IMAGE_TO_VIDEO)

    assert pairs_of(entry(HIGH, text), entry(LOW, FACTS))
    assert pairs_of(entry(HIGH, text), entry(LOW, image)) == []


def test_published_pairs_are_found_and_nothing_else() -> None:
    """All files of the set at once, under names as their trainers give them."""
    names = {
        "musubi t2v high": "wan22-orbit-t2v-high",
        "musubi t2v low": "wan22-orbit-t2v-low",
        "musubi i2v high": "wan22-orbit-i2v-high",
        "musubi i2v low": "wan22-orbit-i2v-low",
        "ai-toolkit high": "spin_high_noise",
        "ai-toolkit i2v low": "spin_low_noise",
        "Lightning t2v high": "Wan2.2-Lightning_T2V-v1.1-A14B-4steps-lora_HIGH_fp16",
        "Lightning t2v low": "Wan2.2-Lightning_T2V-v1.1-A14B-4steps-lora_LOW_fp16",
        # One file of these two is for another model.
        "5B musubi": "drift_high_noise",
        "musubi one for both": "drift_low_noise",
    }
    entries = [
        entry(names.get(key, key.replace(" ", "_")), facts_of(lora.table))
        for key, lora in LORAS.items()
    ]

    found = {name for _, _, name in find_pairs(entries)}

    assert found == {
        "wan22-orbit-t2v",
        "wan22-orbit-i2v",
        "spin",
        "Wan2.2-Lightning_T2V-v1.1-A14B-4steps-lora_fp16",
    }


def test_a_header_that_says_otherwise_beats_the_name() -> None:
    high, low = (facts_of(LORAS[f"musubi t2v {half}"].table) for half in ("high", "low"))

    assert pairs_of(entry(HIGH, high), entry(LOW, low))
    assert pairs_of(entry(HIGH, low), entry(LOW, high)) == []


def test_a_pair_by_hand_gets_a_name_too() -> None:
    assert pair_name_of(entry("wan22_orbit_HIGH"), entry("other")) == "wan22_orbit"
    assert pair_name_of(entry("first"), entry("second")) == "first"
    assert pair_name_of(entry("high_noise_model"), entry("low_noise_model")) == "high_noise_model"


def test_five_thousand_files_are_paired_quickly() -> None:
    entries = [entry(f"wan22 style {i} {half}") for i in range(2500) for half in ("high", "low")]

    assert len(find_pairs(entries)) == 2500
