"""`wan22 queue`: the queue that the window and the command line share."""

from collections import Counter
from contextlib import suppress
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from wan22_desktop.cli.exit_codes import ExitCode
from wan22_desktop.cli.lora_options import AppliedLoras, applied_loras
from wan22_desktop.cli.loras_access import LorasAccess
from wan22_desktop.cli.output import ProgressReport, print_json
from wan22_desktop.cli.owner import OwnerGoneError
from wan22_desktop.cli.queue_access import QueueAccess, open_queue
from wan22_desktop.cli.requests import (
    ClipOptions,
    FpsOption,
    FramesOption,
    Guidance2Option,
    GuidanceOption,
    JsonOption,
    NegativeOption,
    SizeOption,
    StepsOption,
    WaitOption,
    parse_size,
    takes_clip_options,
)
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.instance import Message
from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Variant

queue_app = typer.Typer(
    help="The queue that the window and the command line share.", no_args_is_help=True
)

JobId = Annotated[str, typer.Argument(help="The id of a job, as `queue list` prints it.")]
JobIds = Annotated[list[str], typer.Argument(help="Ids of jobs, as `queue list` prints them.")]
NowOption = Annotated[
    bool,
    typer.Option(
        "--now", help="Stop the running job at its next step, keep it, and free its memory."
    ),
]


@queue_app.command("add")
@takes_clip_options
def queue_add(
    options: ClipOptions, *, wait_for_model: WaitOption = False, as_json: JsonOption = False
) -> int:
    """Add a clip to the end of the queue and print its id."""
    with open_queue(Places.find()) as access:
        job, loras = add_job(access, options, as_json=as_json, wait_for_model=wait_for_model)
    if as_json:
        print_json(job | {"warnings": list(loras.warnings)})
    else:
        Console(highlight=False).print(job["id"])
    return ExitCode.DONE


@queue_app.command("list")
def queue_list(as_json: JsonOption = False) -> int:  # noqa: FBT002 - a flag of the command line
    """Print every job in order."""
    with open_queue(Places.find()) as access:
        answer = access.ask("queue.list")
    jobs = answer["jobs"]
    if as_json:
        print_json(jobs)
        return ExitCode.DONE
    table = Table("id", "state", "prompt", "clip or message", box=None)
    for job in jobs if isinstance(jobs, list) else []:
        table.add_row(
            job["id"],
            "skipped" if job["is_skipped"] else job["state"],
            escape(job["request"]["prompt"]),
            escape(job["clip"] if job["state"] == "done" else job["waits"] or job["message"]),
        )
    console = Console()
    console.print(table if table.row_count else "The queue is empty.")
    if answer["paused"]:
        console.print(f"Paused. {escape(str(answer['pause_reason']))}")
    return ExitCode.DONE


@queue_app.command("run")
def queue_run(as_json: JsonOption = False) -> int:  # noqa: FBT002 - a flag of the command line
    """Work through the queue and end; Ctrl+C puts the running job back."""
    places = Places.find()
    before: set[str] | None = None
    failed: set[str] | None = None
    reasons: list[str] = []
    with ProgressReport(as_json=as_json) as report:
        while failed is None:
            with open_queue(places) as access, suppress(OwnerGoneError):
                if before is None:
                    before = _ids_in_state(access.ask("queue.list"), "failed")
                access.finish_all(report.show)
                answer = access.ask("queue.list")
                failed = _ids_in_state(answer, "failed") - before
                reasons = _reasons_to_wait(answer)
    for reason in reasons:
        Console(stderr=True, highlight=False).print(escape(reason))
    return ExitCode.FAILED if failed else ExitCode.DONE


@queue_app.command("move")
def queue_move(job_id: JobId, row: Annotated[int, typer.Argument(help="From 0.")]) -> int:
    """Put a job at another place of the list."""
    return _ask("queue.move", ids=[job_id], row=row)


@queue_app.command("pause")
def queue_pause(now: NowOption = False) -> int:  # noqa: FBT002 - a flag of the command line
    """Start no new jobs; a running one goes on unless --now is given."""
    return _ask("queue.pause", now=now)


@queue_app.command("resume")
def queue_resume() -> int:
    """Start jobs again."""
    return _ask("queue.resume")


@queue_app.command("cancel")
def queue_cancel(job_id: JobId) -> int:
    """Stop a job, also one that is being rendered."""
    return _ask("queue.cancel", id=job_id)


@queue_app.command("retry")
def queue_retry(
    job_id: Annotated[str | None, typer.Argument(help="The id of a job.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Every failed one.")] = False,  # noqa: FBT002 - a flag of the command line
) -> int:
    """Queue a failed or cancelled job again."""
    if (job_id is None) is not failed:
        raise UserError("Name one job, or all with --failed.", field="id")
    if job_id is not None:
        return _ask("queue.retry", id=job_id)
    with open_queue(Places.find()) as access:
        ids = access.ask("queue.retry_failed")["ids"]
    _print_ids(ids)
    return ExitCode.DONE


@queue_app.command("remove")
def queue_remove(job_ids: JobIds) -> int:
    """Forget jobs; their clips stay."""
    return _ask("queue.remove", ids=job_ids)


@queue_app.command("edit")
def queue_edit(
    job_id: JobId,
    prompt: Annotated[str | None, typer.Option("--prompt", help="What the clip shows.")] = None,
    negative: NegativeOption = None,
    size: SizeOption = None,
    frames: FramesOption = None,
    fps: FpsOption = None,
    steps: StepsOption = None,
    guidance: GuidanceOption = None,
    guidance_2: Guidance2Option = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Another one.")] = None,
) -> int:
    """Change settings of a waiting job; what is not given stays."""
    typed = {
        "prompt": prompt,
        "negative_prompt": negative,
        "num_frames": frames,
        "fps": fps,
        "num_inference_steps": steps,
        "guidance_scale": guidance,
        "guidance_scale_2": guidance_2,
        "seed": seed,
    }
    fields: dict[str, object] = {name: value for name, value in typed.items() if value is not None}
    with open_queue(Places.find()) as access:
        if size is not None:
            request = access.ask("queue.job", id=job_id)["request"]
            model = Variant(request["model"]) if isinstance(request, dict) else Variant.DEMO
            fields["width"], fields["height"] = parse_size(size, model)
        access.ask("queue.edit", id=job_id, fields=fields)
    return ExitCode.DONE


@queue_app.command("duplicate")
def queue_duplicate(job_ids: JobIds) -> int:
    """Add the same clips with other seeds, each behind its original, and print their ids."""
    with open_queue(Places.find()) as access:
        ids = access.ask("queue.duplicate", ids=job_ids)["ids"]
    _print_ids(ids)
    return ExitCode.DONE


@queue_app.command("skip")
def queue_skip(job_id: JobId) -> int:
    """Let a job keep its place and not begin; one that is rendered stops at its next step."""
    return _ask("queue.skip", id=job_id)


@queue_app.command("unskip")
def queue_unskip(job_id: JobId) -> int:
    """Let a skipped job begin again when it is its turn."""
    return _ask("queue.unskip", id=job_id)


@queue_app.command("groups")
def queue_groups(as_json: JsonOption = False) -> int:  # noqa: FBT002 - a flag of the command line
    """Print sweeps, drafts and other jobs that belong together."""
    with open_queue(Places.find()) as access:
        groups = access.ask("queue.groups")["groups"]
        jobs = access.ask("queue.list")["jobs"]
    if as_json:
        print_json(groups)
        return ExitCode.DONE
    listed = jobs if isinstance(jobs, list) else []
    table = Table("id", "kind", "title", "jobs", "done", "failed", box=None)
    for group in groups if isinstance(groups, list) else []:
        states = Counter(j["state"] for j in listed if j["group"] == group["id"])
        table.add_row(
            group["id"],
            group["kind"],
            escape(group["title"]),
            str(states.total()),
            str(states["done"]),
            str(states["failed"]),
        )
    Console().print(table if table.row_count else "There are no groups.")
    return ExitCode.DONE


def add_job(
    access: QueueAccess, options: ClipOptions, *, as_json: bool, wait_for_model: bool = False
) -> tuple[Message, AppliedLoras]:
    """The new job, and the LoRAs that it is rendered with."""
    fields, wishes = options.fields(), options.wanted_loras
    loras = applied_loras(LorasAccess(access.ask), wishes, options.model, as_json=as_json)
    fields["loras"] = loras.uses
    job = access.ask("queue.add", fields=fields, **options.files(), wait_for_model=wait_for_model)
    return job, loras


def _ask(verb: str, **arguments: object) -> int:
    with open_queue(Places.find()) as access:
        access.ask(verb, **arguments)
    return ExitCode.DONE


def _print_ids(ids: object) -> None:
    for job_id in ids if isinstance(ids, list) else []:
        Console(highlight=False).print(job_id)


def _reasons_to_wait(answer: Message) -> list[str]:
    """Why jobs of the queue could not begin, each with how many."""
    jobs = answer["jobs"]
    reasons = Counter(job["waits"] for job in jobs) if isinstance(jobs, list) else Counter()
    return [f"{count} waiting: {reason}" for reason, count in reasons.items() if reason]


def _ids_in_state(answer: Message, state: str) -> set[str]:
    jobs = answer["jobs"]
    return {job["id"] for job in jobs if job["state"] == state} if isinstance(jobs, list) else set()
