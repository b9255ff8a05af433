"""Job states change along the table only."""

import itertools

import pytest

from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.generation.domain.job import ALLOWED, IllegalMoveError, Job, JobState

JOB = Job("0" * 12, GenerationRequest.default(prompt="x"), 1)


def test_every_pair_of_states_is_decided() -> None:
    assert set(ALLOWED) == set(JobState)
    for old, new in itertools.product(JobState, repeat=2):
        job = Job(JOB.id, JOB.request, 1, state=old)
        if new in ALLOWED[old]:
            assert job.moved_to(new).state is new
        else:
            with pytest.raises(IllegalMoveError):
                job.moved_to(new)


def test_done_is_final_and_everything_else_can_end() -> None:
    assert not ALLOWED[JobState.DONE]
    for state in JobState:
        reached, frontier = {state}, {state}
        while frontier := {n for s in frontier for n in ALLOWED[s]} - reached:
            reached |= frontier
        assert JobState.DONE in reached
