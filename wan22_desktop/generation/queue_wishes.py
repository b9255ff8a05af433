"""What people ask of the queue."""

import json
import secrets
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from wan22_desktop.core.clip_work import ClipWork
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.ids import is_job_id
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.settings import QueueSettings
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import MAX_SEED
from wan22_desktop.generation.domain.file_names import check_template
from wan22_desktop.generation.domain.groups import MAX_JOBS, JobGroup, NewGroup, NewJob
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.order import moved
from wan22_desktop.generation.domain.request_rules import problems_of
from wan22_desktop.generation.events import (
    GroupAdded,
    ImageRole,
    JobsAdded,
    JobsReordered,
    QueuePause,
)
from wan22_desktop.generation.job_waits import lost_source
from wan22_desktop.generation.queue_base import QueueBase
from wan22_desktop.generation.requirements import require_free_name, require_lora, require_room
from wan22_desktop.generation.start_images import require_stored_image
from wan22_desktop.generation.work_sources import require_sources


class QueueWishes(QueueBase):
    """Each is granted whole, in one transaction, or refused with a UserError."""

    def add(
        self,
        request: GenerationRequest,
        *,
        clip_path: Path | None = None,
        wait_for_model: bool = False,
        note: str = "",
        work: ClipWork | None = None,
    ) -> Job:
        """Queue a request, or work on clips; the job is safe when this returns.

        `clip_path` is where the clip shall lie instead of the output folder. A model that cannot
        be used is refused, unless the job is to wait for it; work needs none. `note` is written
        into the clip.
        """
        new = NewJob(request, note=note, work=work)
        self._check_requests((new,))
        if work is None and not wait_for_model:
            self._models.parts(request.model)
        target = None if clip_path is None else str(clip_path.absolute())
        if target is not None:
            require_free_name(Path(target))
        require_room(Path(target).parent if target else self._outputs)
        with self._changing():
            self._require_own_name(target)
            return self._append((new,), clip_path=target)[0]

    def add_group(self, new: NewGroup) -> JobGroup:
        """Queue jobs that belong together, all or none; a model that is missing is waited for.

        Work may name jobs of the group that stand before it.
        """
        if not 1 <= len(new.jobs) <= MAX_JOBS:
            raise UserError(
                tr(
                    "{count} jobs at once are too many or too few: 1 to {most} can be added.",
                    count=len(new.jobs),
                    most=MAX_JOBS,
                ),
                safe=_nothing_added(),
            )
        ids = [job.id for job in new.jobs]
        if len(set(ids)) < len(ids) or not all(is_job_id(i) for i in (*ids, new.id)):
            raise ValueError("the ids of new jobs and groups are theirs alone and well formed")
        self._check_requests(new.jobs)
        require_room(self._outputs)
        group = JobGroup(new.id, new.kind, new.title, json.dumps(dict(new.spec)))
        with self._changing():
            self._append(new.jobs, group)
            return next(g for g in self._store.groups() if g.id == new.id)

    def readd(self, removed: Sequence[Job]) -> tuple[Job, ...]:
        """Queue removed jobs again, at the end and without their group; finished ones stay away."""
        with self._changing():
            known = self._by_id()
            new = tuple(
                replace(_new(job), id=job.id)
                for job in removed
                if job.state is not JobState.DONE and job.id not in known
            )
            self._check_requests(new)
            require_room(self._outputs)
            return self._append(new)

    def edit(self, job_id: str, request: GenerationRequest) -> Job:
        """Let a waiting job make something else; what was sampled for it is given up."""
        with self._changing():
            job = self._waiting(job_id)
            if job.work is not None:
                raise UserError(tr("Work on finished clips has no settings to edit."), field="id")
            self._check_requests((NewJob(request),))
            self._forget_checkpoint(job_id)
            edited = replace(job, request=request, crashes=0, message="")
            return self._save(edited, content=True)[0]

    def duplicate(self, job_ids: Sequence[str]) -> tuple[Job, ...]:
        """The same clips with other seeds, each right behind its original.

        Work on clips has no seed and is left out.
        """
        with self._changing():
            originals = [job for job in map(self.job, dict.fromkeys(job_ids)) if job.work is None]
            if not originals:
                raise UserError(tr("None of these jobs has a seed that could be another."))
            news = [
                NewJob(
                    job.request.with_changes(seed=secrets.randbelow(MAX_SEED + 1)), note=job.note
                )
                for job in originals
            ]
            self._check_requests(news)
            require_room(self._outputs)
            jobs = self._with_waits([_job(new) for new in news])
            pairs = [(original.id, job) for original, job in zip(originals, jobs, strict=True)]
            added = self._store.insert_behind(pairs)
            self._tell(JobsAdded(added))
            self._tell(JobsReordered(tuple(job.id for job in self._store.all())))
            return added

    def cancel(self, job_id: str) -> None:
        """Stop a job, at once if it waits, at its next step if it is being rendered."""
        with self._changing():
            job = self.job(job_id)
            if job.state.is_active:
                self._cancelling.add(job_id)
            elif not job.state.is_ended:
                self._save(job.moved_to(JobState.CANCELLED))
                self._fail_orphans()

    def skip(self, job_id: str) -> None:
        """Let a job keep its place and not begin until `unskip`.

        One that is being rendered stops at its next step and keeps what it has.
        """
        with self._changing():
            job = self.job(job_id)
            if job.state.is_ended or job.state is JobState.PUBLISHING:
                raise UserError(
                    tr("Job {id} cannot be skipped: it has ended, or is about to.", id=job_id)
                )
            self._save(replace(job, is_skipped=True))

    def unskip(self, job_id: str) -> None:
        """`skip` is over."""
        with self._changing():
            self._save(replace(self.job(job_id), is_skipped=False))

    def retry(self, job_id: str) -> None:
        """Queue a failed or cancelled job again, with a clean record."""
        with self._changing():
            job = self.job(job_id)
            if job.state not in (JobState.FAILED, JobState.CANCELLED):
                raise UserError(
                    tr(
                        "Job {id} is {state}: there is nothing to retry.",
                        id=job_id,
                        state=job.state.value,
                    )
                )
            self._check_requests((_new(job),))
            self._require_own_name(job.clip_path)
            if reason := lost_source(job, self._by_id()):
                raise UserError(reason, safe=tr("The job is kept in the queue."))
            self._save(_again(job))

    def retry_failed(self) -> tuple[Job, ...]:
        """Queue every failed job again that can be; gives those."""
        with self._changing():
            jobs = self._by_id()
            again: dict[str, Job] = {}
            for job in jobs.values():
                if job.state is JobState.FAILED and self._is_fit(job):
                    again[job.id] = _again(job)
            # Work can go on if what it needs does.
            while lost := [i for i, job in again.items() if lost_source(job, {**jobs, **again})]:
                for job_id in lost:
                    del again[job_id]
            return self._save(*again.values())

    def remove(self, job_id: str) -> None:
        """Forget a job that is not being rendered; a finished clip stays where it is."""
        self.remove_many((job_id,))

    def remove_many(self, job_ids: Collection[str]) -> None:
        """Forget jobs, none if one of them is being rendered; finished clips stay."""
        with self._changing():
            chosen = tuple(dict.fromkeys(job_ids))
            for job_id in chosen:
                if self.job(job_id).state.is_active:
                    raise UserError(
                        tr("Job {id} is being rendered: cancel it first.", id=job_id),
                        safe=tr("Nothing was removed."),
                    )
            self._forget(*chosen)

    def clear_finished(self) -> None:
        """Forget every done, failed and cancelled job."""
        with self._changing():
            self._forget(*(job.id for job in self._store.all() if job.state.is_ended))

    def move(self, job_id: str, to_row: int) -> None:
        """Put a job at row `to_row` of the list, counted from 0 after it has been lifted out."""
        self.move_many((job_id,), to_row)

    def move_many(self, job_ids: Collection[str], to_row: int) -> None:
        """Put jobs, in the order of the list, at row `to_row`, counted without them."""
        with self._changing():
            for job_id in job_ids:
                self.job(job_id)
            ids = moved([job.id for job in self._store.all()], job_ids, to_row)
            self._store.set_order(ids)
            self._tell(JobsReordered(ids))

    def set_paused(self, *, paused: bool, reason: str = "", now: bool = False) -> None:
        """Start no new jobs, or start them again.

        A running job is not touched unless `now`: then it stops at its next step, keeps what it
        has, and the engine gives all memory back.
        """
        with self._changing():
            pause = QueuePause(paused=paused, reason=reason if paused else "")
            self._store.set_pause(pause)
            self._stop_now = paused and now
            self._tell(pause)

    def use_settings(self, settings: QueueSettings) -> None:
        """Another order of starting holds from now on; times to begin are the service's affair."""
        with self._changing():
            self._settings = settings

    def use_name_template(self, template: str) -> None:
        """Clips that are not written yet are named by it; raises UserError if they cannot be."""
        check_template(template)
        with self._changing():
            self._name_template = template

    # --- what wishes have to fulfil -------------------------------------------------------------

    def _append(
        self,
        new: Sequence[NewJob],
        group: JobGroup | None = None,
        *,
        clip_path: str | None = None,
    ) -> tuple[Job, ...]:
        known = list(self._by_id())
        for job in new:
            if job.work is not None:
                require_sources(job.work, known)
            known.append(job.id)
        group_id = "" if group is None else group.id
        jobs = [replace(_job(each), group_id=group_id, clip_path=clip_path) for each in new]
        added = self._store.append(self._with_waits(jobs), group)
        if group is not None:
            self._tell(GroupAdded(next(g for g in self._store.groups() if g.id == group.id)))
        self._tell(JobsAdded(added))
        self._fail_orphans()
        return added

    def _with_waits(self, jobs: Sequence[Job]) -> list[Job]:
        by_id = {**self._by_id(), **{job.id: job for job in jobs}}
        waits = self._waits.of(tuple(jobs), by_id)
        return [replace(job, waits=waits[job.id]) for job in jobs]

    def _check_requests(self, new: Sequence[NewJob]) -> None:
        """Raises UserError for the first that cannot be rendered; what they share is asked once."""
        images: set[tuple[str, ImageRole]] = set()
        with_loras: dict[tuple[object, ...], GenerationRequest] = {}
        for request in [job.request for job in new if job.work is None]:
            for problem in problems_of(request):
                raise problem.as_error()
            for role in ImageRole:
                if (sha256 := getattr(request, role.request_field)) is not None:
                    images.add((sha256, role))
            if request.loras:
                with_loras.setdefault((request.model, request.loras), request)
        for sha256, role in sorted(images):
            require_stored_image(self._places, sha256, role)
        for request in with_loras.values():
            for lora in request.loras:
                require_lora(self._places.lora(lora.sha256), lora.name)
            if self._check_loras is not None:
                self._check_loras(request)

    def _is_fit(self, job: Job) -> bool:
        """Whether nothing keeps a job from being tried again."""
        try:
            self._check_requests((_new(job),))
            self._require_own_name(job.clip_path)
        except UserError:
            return False
        return True

    def _waiting(self, job_id: str) -> Job:
        job = self.job(job_id)
        if job.state is not JobState.QUEUED:
            raise UserError(
                tr(
                    "Job {id} is {state}: only a waiting job can be edited.",
                    id=job_id,
                    state=job.state.value,
                ),
                field="id",
                safe=tr("The job is unchanged."),
            )
        return job

    def _require_own_name(self, target: str | None) -> None:
        """No job that is still to be rendered writes `target`."""
        if target is not None and any(
            job.clip_path == target and not job.state.is_ended for job in self._store.all()
        ):
            raise UserError(
                tr("Another job of the queue will write {path}: choose another name.", path=target),
                field="out",
                safe=_nothing_added(),
            )


def _nothing_added() -> str:
    return tr("Nothing was added to the queue.")


def _new(job: Job) -> NewJob:
    return NewJob(job.request, note=job.note, label=job.label, work=job.work)


def _job(new: NewJob) -> Job:
    return Job(new.id, new.request, 0, note=new.note, label=new.label, work=new.work)


def _again(job: Job) -> Job:
    return replace(job.moved_to(JobState.QUEUED), crashes=0)
