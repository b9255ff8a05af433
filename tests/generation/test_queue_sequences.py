"""The queue against a plain model: any sequence of wishes, ends, crashes and starts."""

import json
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from generation.queue_sequences import WEIGHTS, Sequence
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.places import Places
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.store import JobStore

STEPS = 50
KILLS = 4


class Careless(RenderQueue):
    """Does not look whether the clips that work needs are there."""

    def _that_can_begin(self) -> list[Job]:
        waits = self._refresh_waits()
        return [job for job in self._in_start_order() if job.work or not waits[job.id]]


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


Listed = list[tuple[str, str, int, str]]
"""Jobs in order: id, state, seed and group."""


def test_a_killed_process_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    moments = random.Random(22)
    steps = 0
    for seed in range(KILLS):
        home = tmp_path / f"killed-{seed}"
        said = said_until_killed(home, seed, moments.uniform(0.0, 0.6))
        lists = [line for line in said if isinstance(line, list)]
        steps += len(lists)
        before: Listed = [(job[0], job[1], job[2], job[3]) for job in lists[-1]] if lists else []
        unfinished = said[-1] if isinstance(said[-1], str) else ""
        with closing(open_database(Places(home))) as database:
            store = JobStore(database)
            found = [(j.id, j.state.value, j.request.seed, j.group_id) for j in store.all()]
            require_kept(unfinished, before, found)
            assert {group.id for group in store.groups()} == {job[3] for job in found} - {""}
            queue = RenderQueue(store, Places(home))
            queue.settle(at_start=True)
            assert not any(job.state.is_active for job in queue.jobs())
    assert steps > KILLS


def said_until_killed(home: Path, seed: int, after_s: float) -> list[object]:
    """The lines of a child that is killed so long after its first one."""
    child = subprocess.Popen(
        [sys.executable, "-m", "generation.queue_killing_child", str(home), str(seed)],
        cwd=Path(__file__).parents[1],
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    first = child.stdout.readline()
    time.sleep(after_s)
    child.kill()
    rest = child.stdout.read().splitlines(keepends=True)
    child.stdout.close()
    child.wait()
    return [json.loads(line) for line in (first, *rest) if line.endswith(b"\n")]


def require_kept(step: str, before: Listed, found: Listed) -> None:
    """Whether a list is the one that was acknowledged, but for what `step` may have begun to do."""
    known = {job[0] for job in before}
    kept = [job for job in found if job[0] in known]
    match step:
        case "" | "pause" | "hold" | "release" | "reorder" | "skip" | "unskip" | "refused_group":
            assert found == before
        case "add" | "duplicate":
            assert kept == before
        case "add_group":
            assert kept == before
            assert len({job[3] for job in found} - {job[3] for job in before}) <= 1
        case "move":
            assert sorted(found) == sorted(before)
        case "remove" | "clear_finished":
            changed = [job for job in kept if job not in before]
            assert kept == found
            assert all(state == "failed" for _, state, _, _ in changed), "work that lost its clip"
        case _:
            assert [job[0] for job in found] == [job[0] for job in before]


@pytest.mark.parametrize("step", ["pause", "add", "move", "remove", "go_on", ""])
def test_a_job_that_is_lost_is_noticed(step: str) -> None:
    before: Listed = [("a", "queued", 1, ""), ("b", "queued", 2, "g")]
    after: Listed = [("b", "done", 2, "g")]
    with pytest.raises(AssertionError):
        require_kept(step, before, after)
