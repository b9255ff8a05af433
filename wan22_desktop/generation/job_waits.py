"""What a queued job waits for before it can begin, and what it will wait for in vain."""

from collections.abc import Mapping

from wan22_desktop.core.texts import tr, trn
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.model_supply import ModelSupply


class JobWaits:
    """Reasons by job: an effort that is under way, a model that lacks something, other jobs."""

    def __init__(self, models: ModelSupply) -> None:
        self._models = models
        self.kept_back: dict[str, str] = {}
        """Reasons by a job's id or its model's."""

    def of(self, queued: tuple[Job, ...], jobs: Mapping[str, Job]) -> dict[str, str]:
        """For each of the `queued` ones, empty if it can begin; `jobs` are all by their ids."""
        rendered = {job.request.model for job in queued if job.work is None}
        lacks = {model: self._models.lack(model) for model in rendered}
        return {job.id: self._of(job, jobs, lacks) for job in queued}

    def _of(self, job: Job, jobs: Mapping[str, Job], lacks: Mapping[Variant, str]) -> str:
        kept_back = self.kept_back.get(job.id)
        if job.work is None:
            model = job.request.model
            return kept_back or self.kept_back.get(model.value) or lacks[model]
        missing = sum(
            job_id not in jobs or jobs[job_id].state is not JobState.DONE
            for job_id in set(job.work.waits_for)
        )
        if missing:
            return trn(
                "Waits for {count} clip to be made", "Waits for {count} clips to be made", missing
            )
        return kept_back or ""


def lost_source(job: Job, jobs: Mapping[str, Job]) -> str:
    """Why the clips that work needs will not be made, in words; empty if they may be."""
    for job_id in () if job.work is None else job.work.waits_for:
        source = jobs.get(job_id)
        if source is None:
            return tr("The job {id}, whose clip it needs, is not in the queue any more.", id=job_id)
        if source.state is JobState.CANCELLED:
            return tr("The job {id}, whose clip it needs, was cancelled.", id=job_id)
        if source.state is JobState.FAILED:
            return tr("The job {id}, whose clip it needs, failed. Retry that one first.", id=job_id)
    return ""
