"""Proposals touch nothing else, repeat by seed, and fit what the models were trained with."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.demo_prompts import BACKGROUNDS, COLORS, DIRECTIONS, SHAPES
from wan22_desktop.generation.domain.enhancement import (
    Change,
    ChangeKind,
    Enhancement,
    PieceKind,
    compared,
    in_order,
)
from wan22_desktop.generation.domain.prompt_rules import Aspect, RuleEnhancer, missing_aspects
from wan22_desktop.generation.domain.wildcards import Wildcards, drawn
from wan22_desktop.generation.prompt_enhancers import prompt_enhancers

FULL = (
    "A red fox runs through a snowy forest, tracking shot from a low angle, soft morning light, "
    "cinematic style."
)
GRAMMAR = re.compile(
    rf"a ({'|'.join(COLORS)}) ({'|'.join(SHAPES)}) moving ({'|'.join(DIRECTIONS)})"
    rf" on a ({'|'.join(BACKGROUNDS)}) background"
)


def _rules(prompt: str, model: Variant = Variant.T2V_A14B, seed: int = 0) -> Enhancement:
    return RuleEnhancer().enhance(prompt, model, seed)


@pytest.mark.parametrize(
    ("prompt", "missing"),
    [
        (FULL, ()),
        (FULL.replace("runs through", "in"), (Aspect.MOTION,)),
        (FULL.replace("through a snowy forest", ""), (Aspect.SETTING,)),
        (FULL.replace("tracking shot from a low angle, ", ""), (Aspect.CAMERA,)),
        (FULL.replace("soft morning light, ", ""), (Aspect.LIGHT,)),
        (FULL.replace(", cinematic style", ""), (Aspect.STYLE,)),
        ("tracking shot, soft light, cinematic style, in the forest, walking", (Aspect.SUBJECT,)),
        ("a fox", tuple(Aspect)[1:]),
        ("", tuple(Aspect)),
    ],
)
def test_what_is_missing_is_seen(prompt: str, missing: tuple[Aspect, ...]) -> None:
    assert missing_aspects(prompt) == missing


@pytest.mark.parametrize("prompt", ["a fox", "A fox.", "a fox, ", "", "a {red|blue} __animal__"])
def test_one_round_is_enough(prompt: str) -> None:
    for seed in range(8):
        after = _rules(prompt, seed=seed).after
        assert missing_aspects(after) == ()
        assert _rules(after, seed=seed).changes == ()


def test_additions_are_written_as_the_prompt_is() -> None:
    assert re.fullmatch(r"a fox(, [^,.]+)+", _rules("a fox").after)
    sentences = _rules("A fox runs.").after
    assert re.fullmatch(r"A fox runs\.( [A-Z][^.]+\.)+", sentences)


def test_the_seed_decides_the_words() -> None:
    assert _rules("a fox", seed=3) == _rules("a fox", seed=3)
    assert len({_rules("a fox", seed=seed).after for seed in range(4)}) == 4


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a fox, a fox, in snow", "a fox, in snow"),
        ("a fox, in snow, A  FOX", "a fox, in snow"),
        ("a fox runs runs away", "a fox runs away"),
        ("a fox, static camera, the camera pans left", "a fox, static camera"),
        ("a fox, slow motion, timelapse", "a fox, slow motion"),
        ("at night, a fox, daylight", "at night, a fox"),
        ("{a fox|a fox}, {a fox|a fox}", "{a fox|a fox}, {a fox|a fox}"),
        # Too much else would go with the contradiction.
        (
            "daylight, a fox with a red scarf who meets an owl at night",
            "daylight, a fox with a red scarf who meets an owl at night",
        ),
    ],
)
def test_what_is_doubled_or_contradicts_goes(before: str, after: str) -> None:
    enhancement = _rules(before)
    removals = [n for n, c in enumerate(enhancement.changes) if c.kind is ChangeKind.REMOVED]
    assert enhancement.with_changes(removals) == after
    assert all(enhancement.changes[n].reason for n in removals)


def test_a_prompt_in_another_script_is_left_alone() -> None:
    assert _rules("\u4e00\u53ea\u72d0\u72f8").changes == ()


WORDS = st.lists(
    st.sampled_from(
        [
            "a fox",
            "night",
            "sunny",
            ",",
            ".",
            "the the",
            "static camera",
            "camera pans",
            "{x|y}",
            "__w__",
            "  ",
            "slow motion",
            "timelapse",
            "\u72d0",
            "red",
            "circle",
            "background",
        ]
    ),
    max_size=10,
).map(" ".join)


@given(prompt=WORDS, model=st.sampled_from(Variant), seed=st.integers(0, 50), data=st.data())
def test_everything_else_stays_as_it_was_written(
    prompt: str, model: Variant, seed: int, data: st.DataObject
) -> None:
    enhancement = _rules(prompt, model, seed)
    numbers = list(range(len(enhancement.changes)))
    chosen = data.draw(st.sets(st.sampled_from(numbers)) if numbers else st.just(set()))
    pieces = enhancement.pieces(chosen)
    before = "".join(p.text for p in pieces if p.kind is not PieceKind.ADDED)
    assert before == enhancement.before == prompt
    after = "".join(p.text for p in pieces if p.kind is not PieceKind.REMOVED)
    assert after == enhancement.with_changes(chosen)
    assert enhancement.with_changes(()) == prompt
    assert enhancement == _rules(prompt, model, seed)


# --- the demo model ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        "a cat in space",
        "circle",
        "a red circle",
        "a square moving up",
        "triangle.",
        "a red circle on a red background",
        "a circle on a white background",
        "a red circle moving left on a black background",
    ],
)
def test_the_demo_model_gets_its_own_grammar(prompt: str) -> None:
    for seed in range(9):
        after = _rules(prompt, Variant.DEMO, seed).after
        sentence = after.rstrip(".") if after.startswith("a ") else f"a {after.rstrip('.')}"
        match = GRAMMAR.fullmatch(sentence)
        assert match, after
        assert match[1] != match[4]
        assert _rules(after, Variant.DEMO, seed).changes == ()


def test_what_the_demo_prompt_says_already_stays() -> None:
    after = _rules("a purple triangle moving down", Variant.DEMO, 4).after
    assert after.startswith("a purple triangle moving down on a ")


# --- others --------------------------------------------------------------------------------------


@given(before=st.text("ab ,.\n", max_size=40), after=st.text("ab ,.\n", max_size=40))
def test_two_texts_are_compared_word_by_word(before: str, after: str) -> None:
    enhancement = compared(before, after, "why")
    assert enhancement.after == after
    assert enhancement.with_changes(()) == before


def test_of_overlapping_changes_the_first_is_taken() -> None:
    first, second = Change(2, 6, "", "one"), Change(4, 8, "x", "two")
    assert in_order("abcdefgh", (first, second)).after == "abgh"
    assert in_order("abcdefgh", (Change(8, 8, "!", ""), Change(0, 1, "A", ""))).after == "Abcdefgh!"


def test_other_enhancers_are_found_by_their_entry_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "loud_words.py").write_text(
        "from wan22_desktop.generation.domain.enhancement import compared\n"
        "class Loud:\n"
        "    title = 'Loud'\n"
        "    def enhance(self, prompt, model, seed):\n"
        "        return compared(prompt, prompt.upper(), 'louder')\n"
    )
    info = tmp_path / "loud_words-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: loud-words\nVersion: 1\n")
    (info / "entry_points.txt").write_text(
        "[wan22_desktop.prompt_enhancers]\nbroken = nowhere_at_all:Broken\nloud = loud_words:Loud\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    rules, loud = prompt_enhancers()
    assert isinstance(rules, RuleEnhancer)
    assert loud.enhance("a fox", Variant.DEMO, 0).after == "A FOX"
    assert len(prompt_enhancers("no such group")) == 1


def test_choices_survive_an_enhancement() -> None:
    after = _rules("a {red|blue} fox").after
    assert drawn(after, Wildcards(), 1) != after
