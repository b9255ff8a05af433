"""Groups, work on clips, edits, copies and skipping: what people ask of the queue."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from generation.conftest import SMALL
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.clip_work import ClipSource, ClipWork, WorkKind
from wan22_desktop.core.database import Database
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.settings import QueueOrder, QueueSettings
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.groups import GroupKind, NewGroup, NewJob
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.events import (
    GroupAdded,
    GroupRemoved,
    JobsAdded,
    QueueEvent,
    StartOrderChanged,
)
from wan22_desktop.generation.publishing import sha256_of
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.store import JobStore


def seeded(seed: int) -> NewJob:
    return NewJob(SMALL.with_changes(seed=seed), label=f"seed {seed}")


def joining(*job_ids: str, path: Path | None = None) -> ClipWork:
    sources = [ClipSource(job_id=job_id) for job_id in job_ids]
    if path is not None:
        sources.append(ClipSource(path=str(path), sha256=sha256_of(path)))
    return ClipWork(kind=WorkKind.JOIN, sources=tuple(sources))


def sweep(*cells: NewJob) -> NewGroup:
    grid = NewJob(SMALL, label="grid", work=joining(*(cell.id for cell in cells)))
    return NewGroup(GroupKind.SWEEP, "Two seeds", (*cells, grid), {"axes": ["seed"]})


def begun(queue: RenderQueue) -> Job:
    job = queue.take_next()
    assert job is not None
    return job


def done(queue: RenderQueue, job: Job) -> Job:
    """The job, taken already, with a clip."""
    job = queue.advance(queue.advance(job, JobState.RENDERING), JobState.DECODING)
    content = job.id.encode()
    job = queue.record_clip(
        job,
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        seconds=1.0,
        thumbnail=b"",
    )
    Path(str(job.clip_path)).write_bytes(content)
    return queue.advance(job, JobState.DONE)


def test_a_group_is_added_whole_and_forgotten_with_its_last_job(
    queue: RenderQueue, places: Places, heard: list[QueueEvent]
) -> None:
    new = sweep(seeded(1), seeded(2))
    group = queue.add_group(new)
    assert (group.kind, group.title, group.spec) == (
        GroupKind.SWEEP,
        "Two seeds",
        '{"axes": ["seed"]}',
    )
    assert heard[0] == GroupAdded(group)
    assert [job.label for event in heard if isinstance(event, JobsAdded) for job in event.jobs] == [
        "seed 1",
        "seed 2",
        "grid",
    ]
    other = open_database(places)
    assert JobStore(other).groups() == (group,)
    assert JobStore(other).all() == queue.jobs()
    other.close()
    ids = [job.id for job in queue.jobs()]
    queue.remove_many(ids[:2])
    assert queue.groups() == (group,)
    queue.remove(ids[2])
    assert queue.groups() == ()
    assert heard.count(GroupRemoved(group.id)) == 1


@pytest.mark.parametrize("fault", ["request", "source", "path", "none", "too many"])
def test_a_group_with_one_fault_is_not_added_at_all(
    queue: RenderQueue, tmp_path: Path, fault: str
) -> None:
    bad = {
        "request": NewJob(SMALL.with_changes(width=7)),
        "source": NewJob(SMALL, work=joining("f" * 12)),
        "path": NewJob(
            SMALL,
            work=ClipWork(
                kind=WorkKind.UPSCALE, sources=(ClipSource(path=str(tmp_path / "gone.mp4")),)
            ),
        ),
    }
    jobs = (seeded(1), bad[fault]) if fault in bad else ()
    if fault == "too many":
        jobs = tuple(seeded(1) for _ in range(2001))
    with pytest.raises(UserError):
        queue.add_group(NewGroup(GroupKind.BATCH, "x", jobs))
    assert queue.jobs() == ()
    assert queue.groups() == ()


def test_work_waits_for_its_clips_and_gets_them(queue: RenderQueue) -> None:
    queue.add_group(sweep(seeded(1), seeded(2)))
    grid = queue.jobs()[2]
    assert grid.waits == "Waits for 2 clips to be made"
    queue.move(grid.id, 0)
    first = done(queue, begun(queue))
    second = begun(queue)
    assert queue.job(grid.id).waits == "Waits for 1 clip to be made"
    assert queue.take_next() is None, "it never begins before its clips"
    second = done(queue, second)
    assert queue.job(grid.id).waits == ""
    grid = begun(queue)
    assert grid.label == "grid"
    files = queue.work_sources(grid)
    assert [str(file) for file in files] == [first.clip_path, second.clip_path]
    files[0].write_bytes(b"other")
    with pytest.raises(UserError, match="has been changed"):
        queue.work_sources(grid)
    files[0].unlink()
    with pytest.raises(UserError, match="is gone"):
        queue.work_sources(grid)


@pytest.mark.parametrize("how", ["failed", "cancelled", "removed"])
def test_work_whose_clip_is_not_made_fails_and_says_why(queue: RenderQueue, how: str) -> None:
    queue.add_group(sweep(seeded(1), seeded(2)))
    cell, _, grid = queue.jobs()
    if how == "failed":
        queue.advance(begun(queue), JobState.FAILED, message="No.")
        queue.has_work()  # as the runner does when a failure is not tried again
    elif how == "cancelled":
        queue.cancel(cell.id)
    else:
        queue.remove(cell.id)
    grid = queue.job(grid.id)
    assert grid.state is JobState.FAILED
    assert cell.id in grid.message
    with pytest.raises(UserError, match=cell.id):
        queue.retry(grid.id)
    if how == "failed":
        assert [job.id for job in queue.retry_failed()] == [cell.id, grid.id]


def test_a_failure_that_is_tried_again_fails_no_work(queue: RenderQueue) -> None:
    queue.add_group(sweep(seeded(1), seeded(2)))
    failed = queue.advance(begun(queue), JobState.FAILED, message="Memory ran out.")
    queue.try_again(failed, "Once more.")
    queue.has_work()
    assert [job.state for job in queue.jobs()] == [JobState.QUEUED] * 3


def test_a_finished_job_that_is_removed_leaves_its_clip_to_work(queue: RenderQueue) -> None:
    queue.add_group(sweep(seeded(1), seeded(2)))
    first = done(queue, begun(queue))
    queue.clear_finished()
    done(queue, begun(queue))
    grid = begun(queue)
    assert str(queue.work_sources(grid)[0]) == first.clip_path


def test_work_needs_no_model(queue: RenderQueue, tmp_path: Path) -> None:
    clip = tmp_path / "fox.mp4"
    clip.write_bytes(b"frames")
    request = SMALL.with_changes(model=Variant.T2V_A14B)
    job = queue.add(request, work=joining(path=clip))
    assert job.waits == ""
    assert begun(queue).id == job.id
    assert queue.clip_target(job).name == "fox-joined.mp4"


def test_damaged_work_makes_a_failed_job(queue: RenderQueue, database: Database) -> None:
    queue.add_group(sweep(seeded(1), seeded(2)))
    with database.transaction() as connection:
        connection.execute("UPDATE jobs SET work = replace(work, 'join', 'grid')")
    *cells, grid = queue.jobs()
    assert grid.state is JobState.FAILED
    assert "damaged" in grid.message
    assert [job.state for job in cells] == [JobState.QUEUED] * 2


def test_a_waiting_job_is_edited_in_its_place(queue: RenderQueue, database: Database) -> None:
    first, second = queue.add(SMALL), queue.add(SMALL)
    queue.checkpoint_file(first.id).write_bytes(b"of the old request")
    edited = queue.edit(first.id, SMALL.with_changes(prompt="a fox", seed=9))
    assert JobStore(database).all() == (edited, second)
    assert edited.request.prompt == "a fox"
    assert not queue.checkpoint_file(first.id).exists()
    with pytest.raises(UserError, match="nearest"):
        queue.edit(first.id, SMALL.with_changes(width=7))
    begun(queue)
    with pytest.raises(UserError, match="only a waiting job"):
        queue.edit(first.id, SMALL)
    assert queue.job(first.id).request == edited.request


def test_copies_have_other_seeds_and_stand_behind_their_originals(queue: RenderQueue) -> None:
    first, second, third = (queue.add(SMALL.with_changes(seed=n), note="n") for n in range(3))
    copy_1, copy_3 = queue.duplicate([third.id, first.id])[::-1]
    ids = [job.id for job in queue.jobs()]
    assert ids == [first.id, copy_1.id, second.id, third.id, copy_3.id]
    seeds = {job.request.seed for job in queue.jobs()}
    assert len(seeds) == 5
    assert copy_1.request == replace_seed(first, copy_1)
    assert copy_1.note == "n"


def replace_seed(original: Job, copy: Job) -> object:
    return original.request.with_changes(seed=copy.request.seed)


def test_many_are_moved_and_removed_at_once(queue: RenderQueue) -> None:
    a, b, c, d = (queue.add(SMALL).id for _ in range(4))
    queue.move_many((d, a), 1)
    assert [job.id for job in queue.jobs()] == [b, a, d, c]
    begun(queue)
    with pytest.raises(UserError, match="cancel it first"):
        queue.remove_many((a, b))
    assert len(queue.jobs()) == 4
    queue.remove_many((a, c))
    assert [job.id for job in queue.jobs()] == [b, d]


def test_a_move_during_a_render_stays(queue: RenderQueue) -> None:
    """What the runner knows of a job is older than what the user has done to the list."""
    first, second = queue.add(SMALL), queue.add(SMALL)
    job = begun(queue)
    queue.move(first.id, 1)
    job = queue.advance(job, JobState.RENDERING)
    assert [job.id for job in queue.jobs()] == [second.id, first.id]
    assert job.position == 2


def test_a_skipped_job_keeps_its_place(queue: RenderQueue) -> None:
    first, second = queue.add(SMALL), queue.add(SMALL)
    queue.skip(first.id)
    assert queue.start_order() == (second.id,)
    job = begun(queue)
    assert job.id == second.id
    assert not queue.is_skipping(second.id)
    queue.skip(second.id)
    assert queue.is_skipping(second.id)
    given_back = queue.give_back(queue.advance(job, JobState.RENDERING), "Paused after step 2.")
    assert (given_back.state, given_back.is_skipped) == (JobState.QUEUED, True)
    assert not queue.is_skipping(second.id)
    assert queue.take_next() is None
    assert not queue.has_waiting()
    queue.unskip(second.id)
    assert begun(queue).id == second.id


def test_the_order_is_told_and_taken(
    database: Database, places: Places, heard: list[QueueEvent]
) -> None:
    queue = RenderQueue(JobStore(database), places, listener=heard.append)
    rare = SMALL.with_changes(model=Variant.T2V_A14B)
    absent = queue.add(rare, wait_for_model=True)
    ids = [queue.add(SMALL.with_changes(seed=n)).id for n in range(3)]
    assert queue.start_order() == (*ids, absent.id)
    queue.use_settings(QueueSettings(order=QueueOrder.FEWEST_RELOADS))
    queue.move(ids[2], 0)
    told = [event.job_ids for event in heard if isinstance(event, StartOrderChanged)]
    assert told[-1] == queue.start_order() == (ids[2], *ids[:2], absent.id)
    assert begun(queue).id == ids[2]


@pytest.mark.parametrize("resume", [False, True])
def test_after_a_crash_the_queue_is_paused_unless_it_shall_go_on(
    database: Database, places: Places, resume: bool
) -> None:
    settings = QueueSettings(resume_after_crash=resume)
    queue = RenderQueue(JobStore(database), places, settings=settings)
    queue.add(SMALL)
    queue.settle(at_start=True)
    assert not queue.pause().paused, "nothing was being rendered"
    begun(queue)
    queue.settle(at_start=True)
    assert queue.pause().paused is not resume
    assert resume or "ended unexpectedly" in queue.pause().reason
    assert queue.jobs()[0].state is JobState.QUEUED


def test_several_hold_the_queue(queue: RenderQueue) -> None:
    queue.add(SMALL)
    queue.hold("The card is hot.")
    queue.hold("Jobs begin at night.", by="schedule")
    queue.release()
    assert queue.held().reason == "Jobs begin at night."
    assert queue.take_next() is None
    queue.release(by="schedule")
    assert queue.held().reason == ""
    assert queue.has_work()


def test_what_is_remembered_of_the_list_is_what_is_on_the_disk(
    places: Places, database: Database
) -> None:
    """Also after a change that another connection has made."""
    store = JobStore(database)
    jobs = store.append([Job(f"{n:012}", SMALL, 0) for n in range(3)])
    assert store.all() == jobs
    assert store.all() is store.all()
    other = open_database(places)
    JobStore(other).save(replace(jobs[1], message="changed"))
    other.close()
    assert store.all()[1].message == "changed"
    assert store.all()[0] is store.all()[0]


def test_removed_jobs_come_back(queue: RenderQueue) -> None:
    queue.add_group(sweep(seeded(1), seeded(2)))
    jobs = queue.jobs()
    queue.remove_many([job.id for job in jobs])
    again = queue.readd(jobs)
    assert [(job.id, job.request, job.work, job.label) for job in again] == [
        (job.id, job.request, job.work, job.label) for job in jobs
    ]
    assert queue.readd(jobs) == (), "they are there"
    assert len(queue.jobs()) == 3
