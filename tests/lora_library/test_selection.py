"""The selection: to and from a request without loss, order, strengths, judgement."""

import random
from dataclasses import replace
from datetime import UTC, datetime

from fixtures.lora_cards import card, facts, few, pair, sha
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.wan import MAX_LORAS, Variant
from wan22_desktop.lora_library.domain.compatibility import fit_of
from wan22_desktop.lora_library.domain.costs import MeasuredCost
from wan22_desktop.lora_library.domain.importing import ImportProgress
from wan22_desktop.lora_library.domain.records import FileState, LoraCard, TrainedExpert
from wan22_desktop.lora_library.domain.selection import LoRAUIState

PAIR, FIVE_B, DEMO = few()
A14B = Variant.T2V_A14B


def state_of(*cards: LoraCard) -> LoRAUIState:
    state = LoRAUIState(fit_of)
    state.set_cards(cards)
    return state


def use(name: str, strength: float = 1.0, strength_2: float = 1.0) -> LoraUse:
    return LoraUse(sha256=sha(name), name=name, strength=strength, strength_2=strength_2)


def test_both_uses_of_a_pair_are_one_row() -> None:
    state = state_of(*few())
    uses = (*PAIR.uses(0.7, -0.2), *DEMO.uses(1.0, 1.0))
    state.set_uses(uses)
    assert [chosen.name for chosen in state.chosen] == ["Super eight film", "Red shapes"]
    assert state.chosen[0].strengths == (0.7, -0.2)
    assert state.uses == uses
    assert state.selected_loras == {PAIR.id: (0.7, -0.2), DEMO.id: (1.0, 1.0)}


def test_halves_that_are_used_in_another_way_stay_apart() -> None:
    high, low = PAIR.uses(1.0, 1.0)
    state = state_of(*few())
    for uses in (
        (high,),
        (low,),
        (high, *DEMO.uses(1, 1), low),
        (high.model_copy(update={"strength_2": 0.5}), low),
        (high, high),
    ):
        state.set_uses(uses)
        assert len(state.chosen) == len(uses)
        assert state.uses == uses
    state.set_uses((high,))
    assert state.chosen[0].name == "Super eight film high noise"
    state.set_uses((low, high))
    assert len(state.chosen) == 1
    assert state.uses == (low, high)


def test_any_request_comes_back_unchanged_whatever_the_library_has() -> None:
    draw = random.Random(3)
    names = ["a", "b", "c", "d", PAIR.lead.name, PAIR.entries[1].name]
    cards = [card("a"), card("b"), PAIR]
    for _ in range(500):
        uses = tuple(
            LoraUse(
                sha256=sha(draw.choice(names)),
                name=draw.choice(["x", "", "<b>y</b>", "long " * 50]),
                strength=draw.choice([0.0, 1.0, -0.0, 99.0, 0.1 + 0.2, -2.0, 5e-324]),
                strength_2=draw.choice([0.0, 1.0, 0.333333333333, -1e300]),
            )
            for _ in range(draw.randrange(12))
        )
        state = state_of(*draw.sample(cards, draw.randrange(4)))
        state.set_uses(uses)
        assert state.uses == uses
        state.set_cards(cards)
        state.change_cards([], [PAIR.id])
        assert state.uses == uses


def test_an_edit_changes_one_strength_and_keeps_the_names() -> None:
    state = state_of(PAIR)
    uses = tuple(u.model_copy(update={"name": "as it was"}) for u in PAIR.uses(1.0, 0.5))
    state.set_uses(uses)
    state.set_strengths(0, 0.25, 0.5)
    high, low = state.uses
    assert (high.strength, high.strength_2, high.name) == (0.25, 0.0, "as it was")
    assert low == uses[1]
    state.set_uses((use("gone", 1.0, 99.0),))
    state.set_strengths(0, 0.5, 99.0)
    assert state.uses == (use("gone", 0.5, 99.0),)


def test_a_card_is_used_as_it_was_trained() -> None:
    high = card("high", facts(expert=TrainedExpert.HIGH_NOISE))
    state = state_of(high, PAIR)
    assert state.update_selection(high.id)
    assert state.update_selection(PAIR.id, 0.5)
    assert state.selected_loras == {high.id: (1.0, 0.0), PAIR.id: (0.5, 1.0)}
    assert state.update_selection(PAIR.id, strength_2=0.1)
    assert state.selected_loras[PAIR.id] == (0.5, 0.1)
    assert not state.update_selection("no such card")
    assert state.is_selected(high.id)
    state.deselect(high.id)
    assert not state.is_selected(high.id)
    state.clear_selection()
    assert state.uses == ()


def test_rows_move_and_leave() -> None:
    state = state_of(PAIR, FIVE_B, DEMO)
    for one in (PAIR, FIVE_B, DEMO):
        state.update_selection(one.id)
    state.move(2, 0)
    assert list(state.selected_loras) == [DEMO.id, PAIR.id, FIVE_B.id]
    state.move(0, 99)
    state.remove(0)
    assert list(state.selected_loras) == [FIVE_B.id, DEMO.id]


def test_eight_are_the_most_and_a_pair_counts_once() -> None:
    pairs = [pair(f"pair {number}") for number in range(MAX_LORAS + 1)]
    state = state_of(*pairs)
    for one in pairs[:-1]:
        assert not state.is_full
        assert state.update_selection(one.id)
    assert state.is_full
    assert not state.update_selection(pairs[-1].id)
    assert len(state.uses) == 2 * MAX_LORAS
    # What is in can still be changed.
    assert state.update_selection(pairs[0].id, 0.5)


def test_a_replaced_card_is_known_by_its_file() -> None:
    single = card("a")
    state = state_of(single)
    state.update_selection(single.id)
    renamed = replace(single, lead=replace(single.lead, name="b"))
    state.change_cards([renamed])
    assert state.chosen[0].name == "b"
    state.change_cards([], [single.id])
    assert state.chosen[0].card is None
    assert state.chosen[0].name == "a"


def test_the_summary_says_what_keeps_a_render_from_being_made() -> None:
    gone = card("gone", state=FileState.MISSING)
    state = state_of(PAIR, FIVE_B, gone)
    state.set_uses((*PAIR.uses(1, 1), *FIVE_B.uses(1, 1), *gone.uses(1, 1), use("nobody's")))
    summary = state.get_selection_summary(A14B)
    assert summary.names == ("Super eight film", "Slow orbit 5B", "gone", "nobody's")
    assert summary.num_files == 5
    assert [text.split(":")[0] for text in summary.blocked] == [
        "This LoRA is made for Wan 2.2 TI2V 5B and cannot work on Wan 2.2 T2V A14B.",
        "The file of gone is missing",
        "nobody's is not in the library",
    ]
    assert state.problem(A14B).startswith("3 LoRAs cannot be used here")
    state.set_uses(PAIR.uses(1, 1))
    assert state.problem(A14B) == ""
    assert "Super eight film cannot be used here" in state.problem(Variant.TI2V_5B)


def test_half_a_pair_is_judged_by_itself() -> None:
    state = state_of(PAIR)
    state.set_uses(PAIR.uses(1, 1)[:1])
    (warning,) = state.get_selection_summary(A14B).compatibility_warnings
    assert "stays without it" in warning


def test_costs_are_those_of_what_is_used() -> None:
    state = state_of(PAIR, DEMO)
    assert state.get_selection_summary(A14B).cost.resident_bytes == 0
    state.set_uses(PAIR.uses(1, 1))
    both = state.get_selection_summary(A14B).cost
    state.set_uses(PAIR.uses(1, 0))
    assert state.get_selection_summary(A14B).cost.resident_bytes * 2 == both.resident_bytes
    measured = {entry.sha256: MeasuredCost(2.0, 50) for entry in PAIR.entries}
    state.set_uses(PAIR.uses(1, 1))
    cost = state.get_selection_summary(A14B, measured).cost
    assert (cost.resident_bytes, cost.load_seconds_high, cost.is_measured) == (100, 4.0, True)


def test_an_import_and_the_last_news_are_noted() -> None:
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    state = LoRAUIState(fit_of, now=lambda: moment)
    state.note_progress(ImportProgress("a.safetensors", 1, 2, 25, 100))
    assert state.upload_progress == {"a.safetensors": 0.25}
    state.note_progress(ImportProgress("b.safetensors", 2, 2, 0, 0))
    assert state.upload_progress == {"b.safetensors": 0.0}
    state.note_progress(None)
    assert state.upload_progress == {}
    moment = datetime(2026, 1, 3, tzinfo=UTC)
    state.set_cards([DEMO])
    assert state.last_refresh == moment
