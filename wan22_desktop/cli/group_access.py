"""Groups of jobs: queued, looked up and printed by commands."""

from typing import Annotated

import typer
from rich.console import Console

from wan22_desktop.cli.exit_codes import ExitCode
from wan22_desktop.cli.output import print_json
from wan22_desktop.cli.owner import rows_of
from wan22_desktop.cli.queue import queue_run
from wan22_desktop.cli.queue_access import QueueAccess
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.groups import JobGroup, NewGroup
from wan22_desktop.generation.domain.groups_json import group_from, new_group_message
from wan22_desktop.generation.domain.job import Job

RunOption = Annotated[
    bool, typer.Option("--run", help="Then work through the queue, as `queue run` does.")
]


def added_group(access: QueueAccess, group: NewGroup) -> NewGroup:
    """The group once it is safe in the queue; raises UserError."""
    access.ask("queue.add_group", **new_group_message(group))
    return group


def print_group(group: NewGroup, *, as_json: bool) -> None:
    """The ids of the group and of its jobs, each with what sets it apart."""
    if as_json:
        jobs = [{"id": job.id, "label": job.label} for job in group.jobs]
        print_json({"id": group.id, "title": group.title, "jobs": jobs})
        return
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{group.id}  {group.title}", markup=False)
    for job in group.jobs:
        console.print(f"  {job.id}  {job.label}", markup=False)


def run_if_asked(run: bool, *, as_json: bool) -> int:  # noqa: FBT001 - a flag of the command line
    """How the command ends."""
    return queue_run(as_json=as_json) if run else ExitCode.DONE


def group_with_jobs(access: QueueAccess, group_id: str) -> tuple[JobGroup, tuple[Job, ...]]:
    """A group of the queue and its jobs; raises UserError if there is none."""
    groups = [group_from(row) for row in rows_of(access.ask("queue.groups"), "groups")]
    group = next((group for group in groups if group.id == group_id), None)
    if group is None:
        message = tr("There is no group {id} in the queue.", id=group_id[:40])
        raise UserError(message, field="group")
    jobs = tuple(
        Job(
            str(row["id"]),
            GenerationRequest.model_validate_json(_json(row["request"])),
            number,
            group_id=str(row["group"]),
        )
        for number, row in enumerate(rows_of(access.ask("queue.list"), "jobs"))
        if row["group"] == group_id
    )
    return group, jobs


def _json(value: object) -> str:
    import json

    return json.dumps(value)
