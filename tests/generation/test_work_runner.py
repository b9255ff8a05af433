"""Work on clips and skipped renders, with the real engine: the whole path."""

import os
import signal
from pathlib import Path

import pytest

from fixtures.clips import frames_in, moving_square, rate_of, record, save
from generation.conftest import SMALL
from generation.test_pause import Plans
from generation.test_render_runner import Ear, outcomes, states
from wan22_desktop.composition.plans import MachinePlans
from wan22_desktop.core.clip_metadata import read_clip_metadata
from wan22_desktop.core.clip_tails import tail_frame
from wan22_desktop.core.clip_work import ClipSource, ClipWork, WorkKind
from wan22_desktop.core.places import Places
from wan22_desktop.generation.domain.groups import GroupKind, NewGroup, NewJob
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.events import QueueEvent, RenderOutcome
from wan22_desktop.generation.publishing import sha256_of
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.render_runner import RenderRunner


def clip_of(job: Job) -> Path:
    return Path(str(job.clip_path))


def long_work(folder: Path) -> ClipWork:
    """Joins the same clip thirty times: 300 frames."""
    clip = save(folder / "clip.mp4", moving_square(10, 96, 96), metadata=record())
    sources = (ClipSource(path=str(clip)),) * 30
    return ClipWork(kind=WorkKind.JOIN, sources=sources, colour_match=False)


def test_work_follows_the_renders_whose_clips_it_takes(queue: RenderQueue, places: Places) -> None:
    renders = [NewJob(SMALL.with_changes(seed=seed), label=f"seed {seed}") for seed in (1, 2)]
    cells = tuple(ClipSource(job_id=new.id, label=new.label) for new in renders)
    grid = NewJob(SMALL, work=ClipWork(kind=WorkKind.GRID, sources=cells, columns=2))
    smooth = NewJob(SMALL, work=ClipWork(kind=WorkKind.INTERPOLATE, sources=cells[:1]))
    queue.add_group(NewGroup(GroupKind.SWEEP, "Seeds", (*renders, grid, smooth)))
    ear = Ear()
    RenderRunner(queue, places, planner=MachinePlans(places), listener=ear).run(until_empty=True)

    jobs = [queue.job(new.id) for new in (*renders, grid, smooth)]
    assert [(job.state, job.message) for job in jobs] == [(JobState.DONE, "")] * 4
    frames = [frames_in(clip_of(job)) for job in jobs]
    assert frames[2].shape[2] > 2 * frames[0].shape[2]
    assert len(frames[3]) == 2 * len(frames[0]) - 1
    assert rate_of(clip_of(jobs[3])) == 2 * SMALL.fps
    for job in jobs:
        told = read_clip_metadata(clip_of(job))
        assert told is not None
        assert told.request.seed == (2 if job is jobs[1] else 1)
        assert (told.work is None) == (job.work is None)
        assert sha256_of(clip_of(job)) == job.clip_sha256
        assert job.thumbnail.startswith(b"\xff\xd8")
        assert (tail_frame(places, str(job.clip_sha256), 1) is None) == (job.work is not None)
    # Only renders count as uses of a model.
    assert outcomes(ear) == [(RenderOutcome.DONE, None)] * 2
    told_steps = [e.steps for e in ear.events if isinstance(e, Progress) and e.job_id == grid.id]
    assert max(told_steps) == SMALL.num_frames


def test_killed_work_begins_anew_and_leaves_no_half_clip(
    queue: RenderQueue, places: Places, tmp_path: Path
) -> None:
    job = queue.add(SMALL, work=long_work(tmp_path))
    killed: list[int] = []

    def kill_once(event: QueueEvent) -> None:
        if isinstance(event, Progress) and event.step > 1 and not killed:
            assert runner.engine_pid is not None
            killed.append(event.step)
            os.kill(runner.engine_pid, signal.SIGKILL)

    runner = RenderRunner(queue, places, planner=MachinePlans(places), listener=Ear(kill_once))
    runner.run(until_empty=True)
    done = queue.job(job.id)
    assert (done.state, done.crashes) == (JobState.DONE, 1)
    assert killed[0] < 300
    assert list(places.outputs.iterdir()) == [clip_of(done)]
    assert len(frames_in(clip_of(done))) == 300


def test_work_that_cannot_be_done_costs_itself_only(
    queue: RenderQueue, places: Places, tmp_path: Path
) -> None:
    clip = save(tmp_path / "clip.mp4", moving_square(3), metadata=record())
    path = ClipSource(path=str(clip))
    pickled = places.models / "upscalers" / "old.pth"
    pickled.parent.mkdir(parents=True)
    pickled.write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    works = [
        ClipWork(kind=WorkKind.UPSCALE, sources=(path,), upscaler=name)
        for name in ("../../../etc/passwd", "old.pth", "gone.safetensors", "")
    ]
    jobs = [queue.add(SMALL, work=work) for work in works]
    stopped = queue.add(SMALL, work=long_work(tmp_path / "long"))
    private = queue.add(SMALL, work=works[-1])

    def cancel(event: QueueEvent) -> None:
        if isinstance(event, Progress) and event.job_id == stopped.id and event.step > 1:
            queue.cancel(stopped.id)

    keeping = [True]

    def keep_prompts() -> bool:
        return keeping[0] and queue.job(private.id).state is JobState.QUEUED

    RenderRunner(
        queue,
        places,
        planner=MachinePlans(places),
        listener=Ear(cancel),
        keep_prompts=keep_prompts,
    ).run(until_empty=True)
    failed = (JobState.FAILED,) * 3
    assert tuple(states(queue)) == (*failed, JobState.DONE, JobState.CANCELLED, JobState.DONE)
    for job, words in zip(jobs, ("no plain file name", "any program", "cannot be"), strict=False):
        assert words in queue.job(job.id).message
    public, silent = (clip_of(queue.job(job.id)) for job in (jobs[-1], private))
    assert sorted(places.outputs.iterdir()) == sorted([public, silent])
    assert frames_in(public).shape == (3, 128, 192, 3)
    assert read_clip_metadata(public) is not None
    assert read_clip_metadata(silent) is None


@pytest.mark.parametrize("kind", ["render", "work"])
def test_a_skipped_job_lets_the_next_begin_and_goes_on_later(
    queue: RenderQueue, places: Places, tmp_path: Path, kind: str
) -> None:
    steps = 20
    request = SMALL.with_changes(num_inference_steps=steps)
    work = long_work(tmp_path) if kind == "work" else None
    first, second = queue.add(request, work=work), queue.add(SMALL)
    began: list[str] = []

    def skip_once(event: QueueEvent) -> None:
        if isinstance(event, Progress) and event.step >= 2:
            if not began:
                queue.skip(first.id)
            if began[-1:] != [event.job_id]:
                began.append(event.job_id)

    plans = Plans(places)
    RenderRunner(queue, places, planner=plans, listener=Ear(skip_once)).run(until_empty=True)
    assert states(queue) == [JobState.QUEUED, JobState.DONE]
    skipped = queue.job(first.id)
    assert skipped.is_skipped
    assert skipped.message.startswith("Paused")
    assert [job.id for job in queue.jobs()] == [first.id, second.id], "it keeps its place"

    queue.unskip(first.id)
    RenderRunner(queue, places, planner=plans, listener=Ear(skip_once)).run(until_empty=True)
    assert states(queue) == [JobState.DONE] * 2
    assert began == [first.id, second.id, first.id]
    if kind == "render":
        assert 0 < plans.figures[-1].steps_sampled < steps - 1, "it went on from its step"
