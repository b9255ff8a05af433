"""What a selection of LoRAs costs, estimated and measured."""

from pathlib import Path

import pytest
import torch

from fixtures.published_loras import published_loras, table_of
from fixtures.tiny_loras import musubi, save_lora, tiny_lora
from fixtures.tiny_wan import tiny_transformer
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.safetensors_header import read_safetensors_header
from wan22_desktop.core.wan import Expert, Variant
from wan22_desktop.engine.lora.files import read_lora
from wan22_desktop.engine.lora.lora_set import LoraSet
from wan22_desktop.lora_library.domain.costs import (
    FAST_BYTES_PER_SECOND,
    SLOW_BYTES_PER_SECOND,
    MeasuredCost,
    resident_bytes,
    selection_cost,
)
from wan22_desktop.lora_library.domain.recognition import facts_of
from wan22_desktop.lora_library.domain.records import LoraFacts

LORAS = published_loras()
FACTS = facts_of(LORAS["musubi t2v high"].table)
A14B = Variant.T2V_A14B


def use(letter: str, strength: float = 1.0, strength_2: float = 1.0) -> LoraUse:
    return LoraUse(sha256=letter * 64, name=letter, strength=strength, strength_2=strength_2)


def test_nothing_costs_nothing() -> None:
    assert selection_cost([], A14B).resident_bytes == 0
    off = selection_cost([(use("a", 0, 0), FACTS)], A14B)
    assert (off.resident_bytes, off.load_seconds_high, off.is_measured) == (0, 0, True)


def test_a_file_is_on_each_expert_but_loaded_once() -> None:
    one = selection_cost([(use("a", 1, 0), FACTS)], A14B)
    both = selection_cost([(use("a"), FACTS)], A14B)
    pair = selection_cost([(use("a", 1, 0), FACTS), (use("b", 0, 1), FACTS)], A14B)
    twice = selection_cost([(use("a"), FACTS), (use("a", 0.5, 0.5), FACTS)], A14B)

    assert one.resident_bytes == 2 * FACTS.num_values
    assert both.resident_bytes == pair.resident_bytes == 2 * one.resident_bytes
    assert both.load_seconds_high == one.load_seconds_high
    assert pair.load_seconds_high == 2 * one.load_seconds_high
    assert twice == both


def test_the_second_strength_means_nothing_on_one_transformer() -> None:
    facts = facts_of(LORAS["5B musubi"].table)

    assert selection_cost([(use("a", 0, 1), facts)], Variant.TI2V_5B).resident_bytes == 0
    assert selection_cost([(use("a"), facts)], Variant.TI2V_5B).resident_bytes == (
        2 * facts.num_values
    )


def test_a_file_for_both_experts_gives_each_its_half() -> None:
    facts = facts_of(LORAS["diffusers both"].table)

    assert resident_bytes(facts, tuple(Expert), A14B) == 2 * facts.num_values
    assert resident_bytes(facts, (Expert.LOW_NOISE,), A14B) == facts.num_values


def test_files_in_double_precision_are_kept_in_half() -> None:
    shapes = LORAS["musubi t2v high"].shapes

    wide = facts_of(table_of(shapes, dtype="F32"))

    assert resident_bytes(wide, (Expert.HIGH_NOISE,), A14B) == 2 * FACTS.num_values


def test_load_times_span_fast_and_slow_machines() -> None:
    cost = selection_cost([(use("a"), FACTS)], A14B)

    assert cost.load_seconds_low == pytest.approx(FACTS.tensor_bytes / FAST_BYTES_PER_SECOND)
    assert cost.load_seconds_high == pytest.approx(FACTS.tensor_bytes / SLOW_BYTES_PER_SECOND)
    assert not cost.is_measured


def test_what_was_measured_replaces_the_estimate() -> None:
    measured = {"a" * 64: MeasuredCost(load_seconds=2.0, resident_bytes=700)}
    double = LoraFacts(tensor_bytes=2 * FACTS.tensor_bytes, num_values=2 * FACTS.num_values)

    known = selection_cost([(use("a"), FACTS)], A14B, measured)
    mixed = selection_cost([(use("a"), FACTS), (use("b", 1, 0), double)], A14B, measured)

    assert known.is_measured
    assert (known.load_seconds_low, known.load_seconds_high) == (2.0, 2.0)
    assert known.resident_bytes == 700
    # The machine is as fast with the other file: twice the bytes, twice the time.
    assert not mixed.is_measured
    assert (mixed.load_seconds_low, mixed.load_seconds_high) == pytest.approx((6.0, 6.0))
    assert mixed.resident_bytes == 700 + 4 * FACTS.num_values


def test_a_measure_of_no_time_says_nothing_about_speed() -> None:
    measured = {"a" * 64: MeasuredCost(load_seconds=0.0, resident_bytes=1)}

    cost = selection_cost([(use("a"), FACTS), (use("b"), FACTS)], A14B, measured)

    assert cost.load_seconds_high == pytest.approx(FACTS.tensor_bytes / SLOW_BYTES_PER_SECOND)


def test_the_estimate_is_what_the_engine_keeps(tmp_path: Path) -> None:
    transformer = tiny_transformer(Variant.TI2V_5B).to(torch.bfloat16)
    path = tmp_path / "lora.safetensors"
    lora = save_lora(path, musubi(tiny_lora(transformer)))
    before = {id(parameter) for parameter in transformer.parameters()}

    LoraSet(transformer, Expert.HIGH_NOISE).apply([(lora, read_lora(lora, path))])

    added = sum(
        parameter.nbytes for parameter in transformer.parameters() if id(parameter) not in before
    )
    facts = facts_of(read_safetensors_header(path))
    assert resident_bytes(facts, (Expert.HIGH_NOISE,), Variant.TI2V_5B) == added
