"""What the queue promises, once more and in plain lists: for tests that compare the two."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

ACTIVE = ("loading", "rendering", "decoding", "publishing")
ENDED = ("done", "failed", "cancelled")


@dataclass
class ModelJob:
    id: str
    seed: int
    memory: tuple[str, str] = ("demo", "")
    """The model it needs in memory, and the LoRA."""
    needs: list[str] = field(default_factory=list[str])
    """Whose clips it works on."""
    is_work: bool = False
    group: str = ""
    state: str = "queued"
    skipped: bool = False
    cancelling: bool = False
    crashes: int = 0


@dataclass
class QueueModel:
    """Every job in the order of the list, and what holds the queue back."""

    jobs: list[ModelJob] = field(default_factory=list[ModelJob])
    paused: bool = False
    holders: set[str] = field(default_factory=set[str])
    by_memory: bool = False
    last_memory: tuple[str, str] | None = None

    def job(self, job_id: str) -> ModelJob:
        return next(job for job in self.jobs if job.id == job_id)

    def in_state(self, *states: str) -> list[ModelJob]:
        return [job for job in self.jobs if job.state in states]

    def groups(self) -> set[str]:
        return {job.group for job in self.jobs} - {""}

    # --- what begins next -----------------------------------------------------------------------

    def is_able(self, job: ModelJob) -> bool:
        """Whether nothing but its turn keeps a queued job from beginning."""
        if job.is_work:
            return all(self.has(i) and self.job(i).state == "done" for i in job.needs)
        return job.memory[0] == "demo"  # the only model that is installed

    def has(self, job_id: str) -> bool:
        return any(job.id == job_id for job in self.jobs)

    def next(self) -> ModelJob | None:
        if self.paused or self.holders:
            return None
        able = [j for j in self.jobs if j.state == "queued" and not j.skipped and self.is_able(j)]
        if not able:
            return None
        if not self.by_memory or able[0].is_work or self.last_memory is None:
            return able[0]
        rendered = [job for job in able if not job.is_work]
        model = self.last_memory[0]
        same = [job for job in rendered if job.memory == self.last_memory]
        related = [job for job in rendered if job.memory[0] == model]
        return (same or related or rendered)[0]

    # --- what happens -----------------------------------------------------------------------------

    def settle_work(self) -> None:
        """Work whose clips will not be made has failed."""
        while lost := [j for j in self.in_state("queued") if not self.may_come(j, self.by_id())]:
            for job in lost:
                self.end(job, "failed")

    def may_come(self, job: ModelJob, states: dict[str, str]) -> bool:
        return all(states.get(i, "failed") not in ("failed", "cancelled") for i in job.needs)

    def by_id(self) -> dict[str, str]:
        return {job.id: job.state for job in self.jobs}

    def end(self, job: ModelJob, state: str) -> None:
        job.state, job.skipped, job.cancelling = state, False, False

    def give_back(self, job: ModelJob) -> None:
        job.state, job.cancelling = "queued", False

    def crash_of_engine(self, job: ModelJob) -> None:
        job.crashes += 1
        self.last_memory = None
        if job.crashes == 2:
            self.end(job, "failed")
        else:
            self.give_back(job)

    def retry(self, jobs: Iterable[ModelJob]) -> None:
        for job in jobs:
            job.state, job.crashes = "queued", 0

    def retriable_failed(self) -> list[ModelJob]:
        again = self.in_state("failed")
        while True:
            states = self.by_id() | {job.id: "queued" for job in again}
            kept = [job for job in again if self.may_come(job, states)]
            if len(kept) == len(again):
                return kept
            again = kept

    def remove(self, ids: Iterable[str]) -> None:
        gone = {i: self.job(i).state for i in ids}
        self.jobs = [job for job in self.jobs if job.id not in gone]
        for job in self.jobs:
            if job.state != "done":  # the clips of finished jobs stay
                job.needs = [i for i in job.needs if gone.get(i) != "done"]

    def move(self, ids: set[str], row: int) -> None:
        moved = [job for job in self.jobs if job.id in ids]
        rest = [job for job in self.jobs if job.id not in ids]
        row = sorted((0, row, len(rest)))[1]
        self.jobs = rest[:row] + moved + rest[row:]

    def crash_of_app(self, is_published: Callable[[str], bool]) -> None:
        """And the start after it."""
        active = self.in_state(*ACTIVE)
        for job in active:
            if job.state == "publishing" and is_published(job.id):
                self.end(job, "done")
            else:
                self.give_back(job)
        self.paused = self.paused or bool(active)
        self.holders.clear()
        self.last_memory = None
