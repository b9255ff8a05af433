"""Random sequences of everything that can happen to a queue, each step compared with the model."""

import contextlib
import hashlib
import random
import shutil
from collections.abc import Callable
from pathlib import Path

from generation.conftest import SMALL
from generation.queue_model import ACTIVE, ENDED, ModelJob, QueueModel
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.clip_work import ClipSource, ClipWork, WorkKind
from wan22_desktop.core.durable import publish
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.settings import QueueOrder, QueueSettings
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.groups import GroupKind, NewGroup, NewJob
from wan22_desktop.generation.domain.job import ALLOWED, Job, JobState
from wan22_desktop.generation.events import JobChanged, JobRemoved, JobsAdded, QueueEvent
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.store import JobStore

ABSENT = GenerationRequest.default(Variant.TI2V_5B, prompt="a fox")
LORAS = ("a" * 64, "b" * 64)
NEXT = {"loading": "rendering", "rendering": "decoding", "decoding": "publishing"}
MOST_JOBS = 9


class _Cut(Exception):  # noqa: N818 - it is no error: it ends a transaction
    """The app ends here."""


class Sequence:
    """One queue, driven at random; raises AssertionError where it is not as the model says."""

    def __init__(
        self, home: Path, seed: int, make_queue: Callable[..., RenderQueue] = RenderQueue
    ) -> None:
        self.random = random.Random(seed)
        self.places = Places(home)
        self.places.create()
        self.places.loras.mkdir(exist_ok=True)
        for sha256 in LORAS:
            self.places.lora(sha256).write_bytes(b"")
        self.make_queue = make_queue
        self.model = QueueModel()
        self.weights = dict(WEIGHTS)
        self.attempts: dict[str, Job] = {}
        """What the runner knows of the jobs in the engine's hands, however old."""
        self.states: dict[str, JobState] = {}
        self.done: list[str] = []
        self.open()

    # --- starts and ends ----------------------------------------------------------------------

    def open(self) -> None:
        self.attempts.clear()
        self.database = open_database(self.places)
        order = QueueOrder.FEWEST_RELOADS if self.model.by_memory else QueueOrder.AS_LISTED
        self.queue = self.make_queue(
            JobStore(self.database),
            self.places,
            listener=self.hear,
            settings=QueueSettings(order=order),
        )
        self.queue.settle(at_start=True)

    def close(self) -> None:
        self.database.close()

    def hear(self, event: QueueEvent) -> None:
        if isinstance(event, JobRemoved):
            del self.states[event.job_id]
        elif isinstance(event, JobsAdded):
            self.states |= {job.id: job.state for job in event.jobs}
        elif isinstance(event, JobChanged):
            before, after = self.states[event.job.id], event.job.state
            allowed = {before} | ALLOWED[before]
            if JobState.INTERRUPTED in allowed:
                allowed |= ALLOWED[JobState.INTERRUPTED]  # both at once
            assert after in allowed, f"{before} became {after}"
            self.states[event.job.id] = after

    def run(self, steps: int) -> None:
        for _ in range(steps):
            self.step(self.draw())

    def draw(self) -> str:
        """What happens next."""
        names, weights = zip(*self.weights.items(), strict=True)
        return self.random.choices(names, weights)[0]

    def step(self, name: str) -> None:
        self.done.append(name)
        getattr(self, name)()
        self.model.settle_work()
        self.compare()

    # --- what people ask for ----------------------------------------------------------------------

    def seed(self) -> int:
        return self.random.randrange(10**6)

    def some(self, jobs: list[ModelJob]) -> list[ModelJob]:
        return self.random.sample(jobs, self.random.randint(1, len(jobs))) if jobs else []

    def new(self) -> tuple[GenerationRequest, tuple[str, str]]:
        seed = self.seed()
        if self.random.random() < 0.1:
            return ABSENT.with_changes(seed=seed), ("ti2v-5B", "")
        lora = self.random.choice(("", *LORAS))
        uses = (LoraUse(sha256=lora, name="x"),) if lora else ()
        return SMALL.with_changes(seed=seed, loras=uses), ("demo", lora)

    def add(self) -> None:
        if len(self.model.jobs) >= MOST_JOBS:
            return
        request, memory = self.new()
        job = self.queue.add(request, wait_for_model=True)
        self.model.jobs.append(ModelJob(job.id, request.seed, memory))

    def add_group(self) -> None:
        if len(self.model.jobs) >= MOST_JOBS:
            return
        new: list[NewJob] = []
        expected: list[ModelJob] = []
        known = [job.id for job in self.model.jobs]
        for _ in range(self.random.randint(1, 4)):
            request, memory = self.new()
            work = None
            needs: list[str] = []
            if known and self.random.random() < 0.4:
                needs = self.random.sample(known, min(len(known), self.random.randint(1, 2)))
                sources = tuple(ClipSource(job_id=job_id) for job_id in needs)
                work = ClipWork(kind=WorkKind.JOIN, sources=sources)
            job = NewJob(request, work=work)
            new.append(job)
            known.append(job.id)
            expected.append(ModelJob(job.id, request.seed, memory, needs, bool(needs)))
        group = self.queue.add_group(NewGroup(GroupKind.BATCH, "some", tuple(new)))
        for each in expected:
            each.group = group.id
            if each.is_work:
                # A finished job's clip is there already, whatever becomes of the job.
                each.needs = list(dict.fromkeys(each.needs))
        self.model.jobs += expected

    def refused_group(self) -> None:
        """All or none: the last one names a job that nobody knows."""
        source = ClipSource(job_id="f" * 12)
        bad = NewJob(SMALL, work=ClipWork(kind=WorkKind.UPSCALE, sources=(source,)))
        try:
            self.queue.add_group(NewGroup(GroupKind.WORK, "bad", (NewJob(SMALL), bad)))
        except UserError:
            return
        raise AssertionError("a group with an unknown source was added")

    def edit(self) -> None:
        if not self.model.jobs:
            return
        job = self.random.choice(self.model.jobs)
        request, memory = self.new()
        if self.refuses(
            lambda: self.queue.edit(job.id, request), job.state != "queued" or job.is_work
        ):
            return
        job.seed, job.memory, job.crashes = request.seed, memory, 0

    def duplicate(self) -> None:
        chosen = self.some(self.model.jobs)
        if not chosen or len(self.model.jobs) >= MOST_JOBS:
            return
        plain = [job for job in chosen if not job.is_work]
        if not plain:
            self.refuses(lambda: self.queue.duplicate([job.id for job in chosen]), is_expected=True)
            return
        copies = self.queue.duplicate([job.id for job in chosen])
        assert len(copies) == len(plain)
        for original, copy in zip(plain, copies, strict=True):
            row = self.model.jobs.index(original) + 1
            self.model.jobs.insert(row, ModelJob(copy.id, copy.request.seed, original.memory))

    def move(self) -> None:
        chosen = {job.id for job in self.some(self.model.jobs)}
        row = self.random.randint(-2, MOST_JOBS + 2)
        self.queue.move_many(chosen, row)
        self.model.move(chosen, row)

    def skip(self) -> None:
        for job in self.some(self.model.jobs)[:1]:
            cannot = job.state in (*ENDED, "publishing")
            if not self.refuses(lambda job=job: self.queue.skip(job.id), cannot):
                job.skipped = True

    def unskip(self) -> None:
        for job in self.some(self.model.jobs)[:1]:
            self.queue.unskip(job.id)
            job.skipped = False

    def cancel(self) -> None:
        for job in self.some(self.model.jobs)[:1]:
            self.queue.cancel(job.id)
            if job.state in ACTIVE:
                job.cancelling = True
            elif job.state == "queued":
                self.model.end(job, "cancelled")

    def retry(self) -> None:
        for job in self.some(self.model.jobs)[:1]:
            able = job.state in ("failed", "cancelled")
            able = able and self.model.may_come(job, self.model.by_id())
            if not self.refuses(lambda job=job: self.queue.retry(job.id), not able):
                self.model.retry([job])

    def retry_failed(self) -> None:
        expected = self.model.retriable_failed()
        assert [job.id for job in self.queue.retry_failed()] == [job.id for job in expected]
        self.model.retry(expected)

    def remove(self) -> None:
        chosen = self.some(self.model.jobs)[:3]
        ids = [job.id for job in chosen]
        is_active = any(job.state in ACTIVE for job in chosen)
        if not self.refuses(lambda: self.queue.remove_many(ids), is_active):
            self.model.remove(ids)

    def clear_finished(self) -> None:
        self.queue.clear_finished()
        self.model.remove([job.id for job in self.model.in_state(*ENDED)])

    def pause(self) -> None:
        self.model.paused = self.random.random() < 0.15
        self.queue.set_paused(paused=self.model.paused)

    def hold(self) -> None:
        by = self.random.choice(("health", "schedule"))
        self.queue.hold("because", by=by)
        self.model.holders.add(by)

    def release(self) -> None:
        for by in ("health", "schedule"):
            self.queue.release(by=by)
            self.model.holders.discard(by)

    def reorder(self) -> None:
        self.model.by_memory = not self.model.by_memory
        order = QueueOrder.FEWEST_RELOADS if self.model.by_memory else QueueOrder.AS_LISTED
        self.queue.use_settings(QueueSettings(order=order))

    def refuses(self, wish: Callable[[], object], is_expected: bool) -> bool:
        """Whether the wish was refused, which must be as expected."""
        try:
            wish()
        except UserError:
            assert is_expected, "it should have been granted"
            return True
        assert not is_expected, "it should have been refused"
        return False

    # --- what the runner does ---------------------------------------------------------------------

    def take(self) -> None:
        active = self.model.in_state(*ACTIVE)
        if any(job.state != "decoding" for job in active) or len(active) > 1:
            return  # one is sampled, one at most is written beside it
        expected = self.model.next()
        job = self.queue.take_next()
        assert (job and job.id) == (expected and expected.id), "another job began"
        if job is None or expected is None:
            return
        expected.state = "loading"
        self.attempts[job.id] = job
        if expected.is_work:
            assert all(self.model.job(i).state == "done" for i in expected.needs)
            assert len(self.queue.work_sources(job)) == len(job.work.sources if job.work else ())
        else:
            self.model.last_memory = expected.memory

    def go_on(self) -> None:
        """One of the jobs in the engine's hands gets on, or ends as it was asked to."""
        for job in self.some(self.model.in_state(*ACTIVE))[:1]:
            attempt = self.attempts[job.id]
            assert self.queue.is_cancelling(job.id) is job.cancelling
            assert self.queue.is_skipping(job.id) is job.skipped
            if job.cancelling and job.state != "publishing":
                attempt = self.queue.advance(attempt, JobState.CANCELLED)
                self.model.end(job, "cancelled")
            elif job.skipped and job.state in ("loading", "rendering"):
                attempt = self.queue.give_back(attempt, "skipped")
                self.model.give_back(job)
            elif job.state == "decoding":
                attempt = self.publish(attempt)
                job.state = "publishing"
            elif job.state == "publishing":
                final = Path(str(attempt.clip_path))
                if not final.exists():
                    publish(self.queue.temporary_clip(attempt), final)
                attempt = self.queue.advance(attempt, JobState.DONE)
                self.model.end(job, "done")
            else:
                job.state = NEXT[job.state]
                attempt = self.queue.advance(attempt, JobState(job.state))
            self.attempts[job.id] = attempt
            if job.state not in ACTIVE:
                del self.attempts[job.id]

    def publish(self, attempt: Job) -> Job:
        content = attempt.id.encode()
        temporary = self.queue.temporary_clip(attempt)
        temporary.write_bytes(content)
        return self.queue.record_clip(
            attempt,
            sha256=hashlib.sha256(content).hexdigest(),
            size_bytes=len(content),
            seconds=1.0,
            thumbnail=b"",
        )

    def fail(self) -> None:
        for job in self.some(self.model.in_state(*ACTIVE))[:1]:
            failed = self.queue.advance(self.attempts.pop(job.id), JobState.FAILED, message="no")
            self.model.end(job, "failed")
            if self.random.random() < 0.3:
                self.queue.try_again(failed, "once more")
                job.state = "queued"

    def crash_of_engine(self) -> None:
        for job in self.some(self.model.in_state("loading", "rendering", "decoding"))[:1]:
            self.queue.note_crash(self.attempts.pop(job.id), "gone")
            self.model.crash_of_engine(job)

    def restart(self) -> None:
        """Closed in order: what was in the engine's hands is given back first."""
        for job in self.model.in_state(*ACTIVE):
            attempt = self.attempts.pop(job.id)
            if job.state == "publishing":
                final = Path(str(attempt.clip_path))
                publish(self.queue.temporary_clip(attempt), final)
                self.queue.advance(attempt, JobState.DONE)
                self.model.end(job, "done")
            else:
                self.queue.give_back(attempt, "closed")
                self.model.give_back(job)
        self.close()
        self.model.crash_of_app(lambda _id: False)
        self.open()

    def crash(self) -> None:
        """Killed while something was being written: what is on the disk then is all there is."""
        file = self.places.database_file
        wal = file.with_name(f"{file.name}-wal")
        aside = {path: path.with_name(f"{path.name}.aside") for path in (file, wal)}
        with contextlib.suppress(_Cut), self.database.transaction() as connection:
            connection.execute("UPDATE jobs SET state = 'done', position = -position")
            connection.execute("DELETE FROM job_groups")
            for path, copy in aside.items():
                shutil.copyfile(path, copy)
            raise _Cut
        self.close()
        for path, copy in aside.items():
            copy.replace(path)
        # The clip had arrived, or not even been written to its end.
        for job in self.model.in_state("publishing"):
            if self.random.random() < 0.5:
                final = Path(str(self.attempts[job.id].clip_path))
                for clip in (final, final.with_name(f".{job.id}.tmp.mp4")):
                    clip.unlink(missing_ok=True)
        attempts = dict(self.attempts)
        self.model.crash_of_app(lambda job_id: self.is_published(attempts[job_id]))
        self.open()

    def is_published(self, attempt: Job) -> bool:
        final = Path(str(attempt.clip_path))
        return final.exists() or final.with_name(f".{attempt.id}.tmp.mp4").exists()

    # --- what must hold after each step -----------------------------------------------------------

    def compare(self) -> None:
        queue, model = self.queue, self.model
        assert queue.has_work() is (model.next() is not None)
        jobs = queue.jobs()
        assert [job.id for job in jobs] == [job.id for job in model.jobs], "the list"
        for job, expected in zip(jobs, model.jobs, strict=True):
            assert job.state.value == expected.state, f"{job.id} is {job.state}"
            assert job.is_skipped is expected.skipped
            assert job.group_id == expected.group
            assert job.request.seed == expected.seed
            waits = expected.state == "queued" and not model.is_able(expected)
            assert bool(job.waits) is waits, f"{job.id} waits: {job.waits}"
            if expected.state == "queued" and job.work is not None:
                assert set(job.work.waits_for) == set(expected.needs)
        waiting = [j.id for j in model.jobs if j.state == "queued" and not j.skipped]
        assert sorted(queue.start_order()) == sorted(waiting)
        assert {group.id for group in queue.groups()} == model.groups()
        assert queue.pause().paused is model.paused
        assert len(model.in_state(*ACTIVE)) <= 2
        if self.random.random() < 0.1:
            assert JobStore(self.database).all() == jobs, "what is remembered is not on the disk"


WEIGHTS = {
    "add": 5,
    "add_group": 6,
    "refused_group": 1,
    "edit": 2,
    "duplicate": 2,
    "move": 4,
    "skip": 3,
    "unskip": 5,
    "cancel": 2,
    "retry": 5,
    "retry_failed": 2,
    "remove": 2,
    "clear_finished": 1,
    "pause": 10,
    "hold": 1,
    "release": 5,
    "reorder": 1,
    "take": 26,
    "go_on": 70,
    "fail": 2,
    "crash_of_engine": 2,
    "restart": 1,
    "crash": 3,
}
"""How often each is drawn; every one is a method of `Sequence`."""
