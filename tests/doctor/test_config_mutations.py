"""Thousands of broken configurations; `benchmarks/config_repair.py` goes through many more."""

from pathlib import Path

import pytest

from fixtures.config_mutations import CONTROLS, Repair, Tally, judge, mend, originals

INPUTS = 1500


def judged(folder: Path, repair: Repair = mend, inputs: int = INPUTS) -> Tally:
    tally = Tally()
    for number in range(inputs):
        judge(number, 1, folder, tally, repair)
    return tally


def test_no_promise_is_broken(tmp_path: Path) -> None:
    tally = judged(tmp_path)
    assert tally.wrong == []
    assert tally.inputs == INPUTS
    assert tally.found_bad > INPUTS // 2
    assert tally.repaired > INPUTS // 3
    assert tally.restored > 100
    assert set(tally.by_kind) == set(originals())


@pytest.mark.parametrize(
    ("repair", "promise"),
    CONTROLS,
)
def test_the_judge_sees_a_repair_that_breaks_a_promise(
    tmp_path: Path, repair: Repair, promise: str
) -> None:
    assert judged(tmp_path, repair, inputs=150).broken_promises(promise) > 0
