"""The smallest and most plausible change that makes a text compile."""

import itertools
from dataclasses import dataclass

from wan22_desktop.doctor.domain.plausibility import Habits
from wan22_desktop.doctor.domain.python_text import Proposal, first_problem, tree_of
from wan22_desktop.doctor.domain.source_tokens import tokens_of
from wan22_desktop.doctor.domain.syntax_proposals import BrokenText, proposals
from wan22_desktop.doctor.domain.syntax_window import statements_between, statements_outside

MAX_EDITS = 3
_WIDTH = 3
"""Texts that are followed further when one edit was not enough."""
MAX_REPAIRED_CHARACTERS = 500_000
"""Longer texts are only checked: too few attempts would be left for them."""
_MAX_CHARACTERS_PARSED = 60_000_000
"""By all attempts together: a search stops there and changes nothing, so that it always ends."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A text that compiles, and the edits that led to it."""

    text: str
    steps: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class _State:
    text: str
    steps: tuple[Proposal, ...]
    line: int
    """Of the first problem that is left."""


def mend(text: str) -> Mended | None:
    """Text that compiles with as few edits as possible; None if none was found.

    Of several with as few edits, the one that is most like the rest of the file.
    """
    if len(text) > MAX_REPAIRED_CHARACTERS:
        return None
    states = [_State(text, (), 0)]
    left = _MAX_CHARACTERS_PARSED // max(len(text), 1)
    for _depth in range(MAX_EDITS):
        further: list[_State] = []
        for state in states:
            problem = first_problem(state.text)
            if problem is None:
                return Mended(state.text, state.steps)
            broken = BrokenText(state.text, problem)
            tries = list(itertools.islice(proposals(broken), left))
            left -= len(tries)
            complete, better = _tried(state, problem.line, tries)
            if best := _best(broken, complete):
                return Mended(best.text, best.steps)
            further += better
        states = sorted(further, key=lambda state: -state.line)[:_WIDTH]
    return None


def _tried(state: _State, line: int, tries: list[Proposal]) -> tuple[list[_State], list[_State]]:
    """What compiles after one more edit, and what breaks only further down."""
    complete: dict[str, _State] = {}
    further: list[_State] = []
    for proposal in tries:
        text = proposal.edit.applied_to(state.text)
        if text in complete:
            continue
        rest = first_problem(text, tree_only=True)
        steps = (*state.steps, proposal)
        if rest is None:
            complete[text] = _State(text, steps, 0)
        elif rest.line > line:
            further.append(_State(text, steps, rest.line))
    return list(complete.values()), further


def _best(broken: BrokenText, states: list[_State]) -> _State | None:
    """The most usual one of those that the compiler takes whole."""
    ranked = states
    if len(states) > 1:
        ranked = _ranked(broken, states)
    return next((state for state in ranked if first_problem(state.text) is None), None)


def _ranked(broken: BrokenText, states: list[_State]) -> list[_State]:
    first, last = broken.first_line, broken.last_line
    around = [t for t in broken.tokens if not first <= t.line <= last]
    habits = Habits(around, statements_outside(tree_of(states[0].text), first, last))

    def oddity(state: _State) -> float:
        end = last + state.text.count("\n") - broken.text.count("\n")
        tokens = [t for t in tokens_of(state.text) if first <= t.line <= end]
        trees = statements_between(tree_of(state.text), first, end)
        return habits.oddity(tokens, trees) + state.steps[-1].cost

    return sorted(states, key=oddity)
