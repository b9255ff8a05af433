"""Thousands of broken headers: none brings the reader down, none is read otherwise than it should.

`benchmarks/header_fuzz.py` reads as many as one likes.
"""

import pytest

from fixtures.header_fuzzing import mutated, run
from fixtures.plain_header_reader import GUARDS, plain_reader

SEED = 5
ENOUGH = 6000
"""Inputs among which each guard is needed."""
BLOCK = 250


def test_broken_headers_are_read_as_the_library_reads_them_or_refused(
    request: pytest.FixtureRequest,
) -> None:
    tally = run(range(int(str(request.config.getoption("--fuzz")))), SEED)
    assert tally.failures == []
    # Otherwise the oracle would have had nothing to compare.
    assert tally.accepted > tally.inputs / 20


@pytest.mark.parametrize("guard", GUARDS)
def test_with_any_guard_off_the_same_inputs_go_red(guard: str) -> None:
    reader = plain_reader(without=guard)
    blocks = (range(begin, begin + BLOCK) for begin in range(0, ENOUGH, BLOCK))
    assert any(run(block, SEED, reader).failures for block in blocks)


def test_with_all_guards_the_plain_way_stays_green() -> None:
    """What goes red above is the missing guard and not the plain way."""
    assert run(range(ENOUGH // 2), SEED, plain_reader(without="")).failures == []


def test_an_input_is_known_by_its_number() -> None:
    assert [mutated(number, 1) for number in range(50)] == [mutated(n, 1) for n in range(50)]
    assert len({mutated(number, 1) for number in range(50)}) > 25
