"""What may be done to the queue, and what an unclean end leaves behind."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fixtures.tiny_wan import save_diffusers_folder
from generation.conftest import SMALL
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.database import Database
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Mode, Variant
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.events import (
    JobChanged,
    JobsAdded,
    QueueEvent,
    StartOrderChanged,
)
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.store import JobStore

RARE = GenerationRequest.default(Variant.TI2V_5B, prompt="a fox", seed=1)
"""For a model that comes and goes."""


def taken(queue: RenderQueue) -> Job:
    job = queue.take_next()
    assert job is not None
    return job


def test_an_added_job_is_on_the_disk_before_it_is_announced(
    queue: RenderQueue, places: Places, heard: list[QueueEvent]
) -> None:
    job = queue.add(SMALL)
    assert heard == [JobsAdded((job,)), StartOrderChanged((job.id,))]
    other = open_database(places)
    assert JobStore(other).all() == (job,)
    other.close()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"prompt": " "}, "prompt"), ({"width": 7}, "width"), ({"model": Variant.TI2V_5B}, "model")],
)
def test_a_refused_request_changes_nothing(
    queue: RenderQueue, changes: dict[str, object], field: str
) -> None:
    kept = queue.add(SMALL)
    with pytest.raises(UserError) as caught:
        queue.add(SMALL.with_changes(**changes))
    assert caught.value.field == field or field == "model"
    assert queue.jobs() == (kept,)


def test_a_start_image_that_is_gone_is_refused(queue: RenderQueue) -> None:
    request = SMALL.with_changes(mode=Mode.IMAGE_TO_VIDEO, image_sha256="0" * 64)
    with pytest.raises(UserError, match="no longer stored") as caught:
        queue.add(request)
    assert caught.value.field == "image"


def test_an_output_folder_that_cannot_be_written_is_refused(
    database: Database, places: Places
) -> None:
    blocker = places.home / "a file"
    blocker.write_bytes(b"")
    queue = RenderQueue(JobStore(database), places, outputs=blocker / "inside")
    with pytest.raises(UserError) as caught:
        queue.add(SMALL)
    assert caught.value.category is ErrorCategory.DISK
    assert caught.value.field == "out"
    assert queue.jobs() == ()


def test_an_existing_clip_is_never_overwritten(queue: RenderQueue, tmp_path: Path) -> None:
    mine = tmp_path / "mine.mp4"
    mine.write_bytes(b"precious")
    with pytest.raises(UserError, match="exists already"):
        queue.add(SMALL, clip_path=mine)
    assert mine.read_bytes() == b"precious"


def test_two_jobs_never_write_the_same_clip(queue: RenderQueue, tmp_path: Path) -> None:
    first = queue.add(SMALL, clip_path=tmp_path / "mine.mp4")
    with pytest.raises(UserError, match="choose another name") as caught:
        queue.add(SMALL, clip_path=tmp_path / "mine.mp4")
    assert caught.value.field == "out"
    queue.cancel(first.id)
    queue.add(SMALL, clip_path=tmp_path / "mine.mp4")
    with pytest.raises(UserError, match="choose another name"):
        queue.retry(first.id)


@pytest.mark.parametrize("name", ["x" * 300 + ".mp4", "a\0b.mp4", "\udcff.mp4"])
def test_a_name_that_no_file_can_have_is_refused(
    queue: RenderQueue, tmp_path: Path, name: str
) -> None:
    with pytest.raises(UserError, match="cannot have the name") as caught:
        queue.add(SMALL, clip_path=tmp_path / name)
    assert caught.value.field == "out"
    assert queue.jobs() == ()


def test_jobs_are_taken_in_the_order_of_the_list(queue: RenderQueue) -> None:
    first, second, third = (queue.add(SMALL.with_changes(seed=n)) for n in range(3))
    queue.move(third.id, 0)
    queue.cancel(first.id)
    assert taken(queue).id == third.id
    assert taken(queue).id == second.id
    assert queue.take_next() is None


def test_a_paused_queue_gives_no_jobs_but_the_one_asked_for(queue: RenderQueue) -> None:
    queue.set_paused(paused=True, reason="lunch")
    queue.add(SMALL)
    wanted = queue.add(SMALL)
    assert queue.take_next() is None
    assert queue.pause().reason == "lunch"
    job = queue.take_next(only=wanted.id)
    assert job is not None
    assert job.id == wanted.id


def test_a_running_job_is_neither_removed_nor_retried(queue: RenderQueue) -> None:
    job = queue.add(SMALL)
    taken(queue)
    with pytest.raises(UserError, match="cancel it first"):
        queue.remove(job.id)
    with pytest.raises(UserError, match="nothing to retry"):
        queue.retry(job.id)
    queue.cancel(job.id)
    assert queue.is_cancelling(job.id)


def test_the_second_crash_fails_a_job_and_a_retry_clears_its_record(queue: RenderQueue) -> None:
    queue.add(SMALL)
    again = queue.note_crash(taken(queue), "The engine ended.")
    assert again.state is JobState.QUEUED
    failed = queue.note_crash(taken(queue), "The engine ended.")
    assert failed.state is JobState.FAILED
    assert "2 times" in failed.message
    assert queue.take_next() is None
    queue.retry(failed.id)
    assert taken(queue).crashes == 0


@pytest.mark.parametrize("where", ["before rename", "after rename", "file lost", "file damaged"])
def test_a_publication_that_was_cut_off_is_settled(
    queue: RenderQueue, heard: list[QueueEvent], where: str
) -> None:
    queue.add(SMALL)
    content = b"a whole clip"
    job = queue.advance(queue.advance(taken(queue), JobState.RENDERING), JobState.DECODING)
    temporary = queue.temporary_clip(job)
    job = queue.record_clip(
        job,
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        seconds=1.0,
        thumbnail=b"",
    )
    final = Path(str(job.clip_path))
    if where == "before rename":
        temporary.write_bytes(content)
    elif where == "after rename":
        final.write_bytes(content)
    elif where == "file damaged":
        temporary.write_bytes(content[:4])
    heard.clear()
    queue.settle()
    (settled,) = queue.jobs()
    whole = where in ("before rename", "after rename")
    assert settled.state is (JobState.DONE if whole else JobState.QUEUED)
    assert final.is_file() is whole
    assert not temporary.exists()


def test_only_our_own_leftovers_are_swept(queue: RenderQueue, places: Places) -> None:
    ours = places.outputs / ".0123456789ab.tmp.mp4"
    others = places.outputs / ".film.tmp.mp4"
    for file in (ours, others):
        file.write_bytes(b"frames")
    folder = places.outputs / ".ba9876543210.tmp"
    folder.mkdir()
    queue.settle()
    assert sorted(places.outputs.iterdir()) == [folder, others]


@pytest.mark.parametrize("state", [JobState.LOADING, JobState.RENDERING, JobState.DECODING])
def test_an_interrupted_job_goes_back_to_its_place(queue: RenderQueue, state: JobState) -> None:
    first = queue.add(SMALL)
    queue.add(SMALL)
    job = taken(queue)
    for step in (JobState.RENDERING, JobState.DECODING):
        if job.state is not state:
            job = queue.advance(job, step)
    queue.settle()
    again = queue.jobs()[0]
    assert (again.id, again.state, again.crashes) == (first.id, JobState.QUEUED, 0)


def test_every_change_is_told_after_it_is_stored(
    queue: RenderQueue, heard: list[QueueEvent]
) -> None:
    job = queue.add(SMALL)
    queue.cancel(job.id)
    *_, last, _order = heard
    assert isinstance(last, JobChanged)
    assert last.job == queue.job(job.id) == replace(job, state=JobState.CANCELLED)


class QueueMachine(RuleBasedStateMachine):
    """Any sequence of wishes, ends, restarts and models that come and go against a plain list."""

    places: Places

    def __init__(self) -> None:
        super().__init__()
        self.take_model_away()
        for file in self.places.home.glob("wan22.sqlite3*"):
            file.unlink()
        self.expected: list[str] = []
        self.open()

    def open(self) -> None:
        self.database = open_database(self.places)
        self.queue = RenderQueue(JobStore(self.database), self.places)
        self.queue.settle()

    def teardown(self) -> None:
        self.database.close()

    def in_state(self, *states: JobState) -> list[str]:
        return [job.id for job in self.queue.jobs() if job.state in states]

    @rule()
    def add(self) -> None:
        self.expected.append(self.queue.add(SMALL).id)

    @rule()
    def add_and_wait(self) -> None:
        self.expected.append(self.queue.add(RARE, wait_for_model=True).id)

    @rule()
    def put_model_there(self) -> None:
        if not self.model_is_there:
            (self.places.home / "aside").rename(self.places.model_folder(RARE.model))

    @rule()
    def take_model_away(self) -> None:
        if self.model_is_there:
            self.places.model_folder(RARE.model).rename(self.places.home / "aside")

    @property
    def model_is_there(self) -> bool:
        return self.places.model_folder(RARE.model).exists()

    @precondition(lambda self: self.expected)
    @rule(data=st.data(), row=st.integers(-2, 9))
    def move(self, data: st.DataObject, row: int) -> None:
        job_id = data.draw(st.sampled_from(self.expected))
        self.queue.move(job_id, row)
        self.expected.remove(job_id)
        self.expected.insert(max(0, row), job_id)

    @precondition(lambda self: self.expected)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.queue.cancel(data.draw(st.sampled_from(self.expected)))

    @precondition(lambda self: self.in_state(JobState.FAILED, JobState.CANCELLED))
    @rule()
    def retry(self) -> None:
        self.queue.retry(self.in_state(JobState.FAILED, JobState.CANCELLED)[0])

    @precondition(lambda self: self.expected)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        job_id = data.draw(st.sampled_from(self.expected))
        try:
            self.queue.remove(job_id)
        except UserError:
            assert self.queue.job(job_id).state.is_active
        else:
            self.expected.remove(job_id)

    @rule()
    def take(self) -> None:
        can_begin = [
            job.id
            for job in self.queue.jobs()
            if job.state is JobState.QUEUED and (job.request == SMALL or self.model_is_there)
        ]
        assert self.queue.has_work() is bool(can_begin)
        job = self.queue.take_next()
        assert (job.id if job else None) == (can_begin[0] if can_begin else None)
        for job in self.queue.jobs():
            lacks = job.state is JobState.QUEUED and job.id not in can_begin
            assert bool(job.waits) is lacks

    @precondition(lambda self: self.in_state(JobState.LOADING))
    @rule()
    def crash_of_the_engine(self) -> None:
        job = self.queue.job(self.in_state(JobState.LOADING)[0])
        after = self.queue.note_crash(job, "gone")
        assert after.state is (JobState.FAILED if after.crashes == 2 else JobState.QUEUED)

    @rule()
    def restart(self) -> None:
        self.database.close()
        self.open()
        assert not self.in_state(JobState.LOADING, JobState.INTERRUPTED)

    @invariant()
    def nothing_is_lost_or_reordered(self) -> None:
        assert [job.id for job in self.queue.jobs()] == self.expected


def test_any_sequence_of_wishes(places: Places) -> None:
    save_diffusers_folder(places.home / "aside", RARE.model, dtype=torch.float32)
    places.models.mkdir()
    machine = type("Machine", (QueueMachine,), {"places": places})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=60, stateful_step_count=30, deadline=None)
    )
