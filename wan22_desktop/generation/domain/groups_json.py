"""Groups of jobs as JSON: what the command line says to the process that owns the queue."""

from typing import Annotated

from pydantic import Field, JsonValue, field_validator

from wan22_desktop.core.clip_work import ClipWork
from wan22_desktop.core.ids import is_job_id
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.values import Value
from wan22_desktop.generation.domain.groups import (
    MAX_JOBS,
    GroupKind,
    JobGroup,
    NewGroup,
    NewJob,
)
from wan22_desktop.generation.domain.request_rules import problems_of

_MAX_TITLE_CHARACTERS = 2000


class NewJobArguments(Value):
    id: str
    request: GenerationRequest
    note: str = ""
    label: Annotated[str, Field(max_length=200)] = ""
    work: ClipWork | None = None

    @field_validator("id")
    @classmethod
    def _is_an_id(cls, text: str) -> str:
        return _checked_id(text)


class NewGroupArguments(Value):
    id: str
    kind: GroupKind
    title: Annotated[str, Field(max_length=_MAX_TITLE_CHARACTERS)]
    jobs: Annotated[tuple[NewJobArguments, ...], Field(min_length=1, max_length=MAX_JOBS)]
    spec: dict[str, JsonValue] = Field(default_factory=dict)

    @field_validator("id")
    @classmethod
    def _is_an_id(cls, text: str) -> str:
        return _checked_id(text)


def new_group_message(group: NewGroup) -> dict[str, object]:
    """What `new_group_from` reads."""
    return {
        "id": group.id,
        "kind": group.kind.value,
        "title": group.title[:_MAX_TITLE_CHARACTERS],
        "jobs": [
            {
                "id": job.id,
                "request": job.request.model_dump(mode="json"),
                "note": job.note,
                "label": job.label,
                "work": None if job.work is None else job.work.model_dump(mode="json"),
            }
            for job in group.jobs
        ],
        "spec": dict(group.spec),
    }


def new_group_from(arguments: NewGroupArguments) -> NewGroup:
    """The group to be added; raises the first problem of a request as UserError."""
    for job in arguments.jobs:
        if job.work is None:
            for problem in problems_of(job.request):
                raise problem.as_error()
    return NewGroup(
        arguments.kind,
        arguments.title,
        tuple(
            NewJob(job.request, id=job.id, note=job.note, label=job.label, work=job.work)
            for job in arguments.jobs
        ),
        spec=arguments.spec,
        id=arguments.id,
    )


def group_message(group: JobGroup) -> dict[str, object]:
    """A group of the queue as the command line reads it with `group_from`."""
    return {
        "id": group.id,
        "kind": group.kind.value,
        "title": group.title,
        "spec": group.spec,
        "created_at": group.created_at,
    }


def group_from(message: dict[str, object]) -> JobGroup:
    """The group that `group_message` wrote."""
    return JobGroup(
        str(message["id"]),
        GroupKind(str(message["kind"])),
        str(message["title"]),
        str(message["spec"]),
        str(message["created_at"]),
    )


def _checked_id(text: str) -> str:
    if not is_job_id(text):
        raise ValueError("an id has twelve hexadecimal digits")
    return text
