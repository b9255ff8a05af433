"""The queue against a plain model: any sequence of wishes, ends, crashes and starts."""

import shutil
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from generation.queue_sequences import WEIGHTS, Sequence
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.render_queue import RenderQueue

STEPS = 50


class Careless(RenderQueue):
    """Does not look whether the clips that work needs are there."""

    def _that_can_begin(self) -> list[Job]:
        return list(self._in_start_order())


class Forgetful(RenderQueue):
    """Takes what the runner knows of a job for all there is to know."""

    def _in_place(self, job: Job) -> Job:
        return job


def run_one(folder: Path, seed: int, queue: type[RenderQueue] = RenderQueue) -> list[str]:
    """The steps of a sequence, each compared with the model; its folder is removed."""
    home = folder / f"home-{seed}"
    with closing(Sequence(home, seed, queue)) as sequence:
        try:
            sequence.run(STEPS)
        except Exception as error:
            last = ", ".join(sequence.done[-8:])
            raise AssertionError(f"seed {seed}, step {len(sequence.done)} ({last})") from error
    shutil.rmtree(home)
    return sequence.done


def test_any_sequence(
    tmp_path: Path, queue_sequences: int, queue_seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    steps: Counter[str] = Counter()
    for seed in range(queue_seed, queue_seed + queue_sequences):
        steps.update(run_one(tmp_path, seed))
    with capsys.disabled():
        crashes = f"{steps['crash']} crashes, {steps['restart']} restarts"
        print(f"\nqueue: {queue_sequences} sequences, {steps.total()} steps, {crashes}")
    assert set(steps) == set(WEIGHTS) or queue_sequences < 20


@pytest.mark.parametrize("queue", [Careless, Forgetful])
def test_a_queue_without_one_guard_is_found_out(tmp_path: Path, queue: type[RenderQueue]) -> None:
    def run_some() -> None:
        for seed in range(60):
            run_one(tmp_path, seed, queue)

    with pytest.raises(AssertionError, match="seed"):
        run_some()
