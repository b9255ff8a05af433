"""Groups of jobs on their way from the command line to the queue."""

import json

import pytest

from generation.conftest import SMALL
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.places import Places
from wan22_desktop.generation.domain.groups_json import group_from, new_group_message
from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.generation.domain.sweep import Axis, AxisKind, Sweep
from wan22_desktop.generation.domain.sweep_grid import as_group, grid_of
from wan22_desktop.generation.queue_commands import QueueCommands
from wan22_desktop.generation.render_queue import RenderQueue

SWEEP = Sweep(SMALL, (Axis.parse(AxisKind.SEED, "1-3"), Axis.parse(AxisKind.STEPS, "2,3")))


def test_a_group_arrives_whole(queue: RenderQueue, places: Places) -> None:
    new = as_group(SWEEP, grid_clip=True)
    said = json.loads(json.dumps(new_group_message(new)))
    commands = QueueCommands(queue, places)
    added = group_from(commands.answer({"verb": "queue.add_group", "arguments": said}))
    jobs = queue.jobs()
    assert [(job.id, job.request, job.label, job.work) for job in jobs] == [
        (job.id, job.request, job.label, job.work) for job in new.jobs
    ]
    assert {job.state for job in jobs} == {JobState.QUEUED}
    grid = grid_of(added, jobs)
    assert grid.job(2, 1) is not None
    assert grid.grid_job is not None
    listed = commands.answer({"verb": "queue.groups"})["groups"]
    assert isinstance(listed, list)
    assert [group_from(group) for group in listed] == [added]


@pytest.mark.parametrize(
    "change",
    [
        {"id": "../../x"},
        {"kind": "party"},
        {"jobs": []},
        {"extra": 1},
        {"title": "x" * 5000},
    ],
)
def test_what_is_no_group_changes_nothing(
    queue: RenderQueue, places: Places, change: dict[str, object]
) -> None:
    said = {**new_group_message(as_group(SWEEP)), **change}
    with pytest.raises(UserError, match="not well formed"):
        QueueCommands(queue, places).answer({"verb": "queue.add_group", "arguments": said})
    assert queue.jobs() == ()


def test_a_request_that_cannot_be_rendered_is_refused(queue: RenderQueue, places: Places) -> None:
    said = json.loads(json.dumps(new_group_message(as_group(SWEEP))))
    said["jobs"][3]["request"]["num_frames"] = 6
    with pytest.raises(UserError, match="6 frames"):
        QueueCommands(queue, places).answer({"verb": "queue.add_group", "arguments": said})
    assert queue.jobs() == ()
