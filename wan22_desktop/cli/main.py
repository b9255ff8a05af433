"""The commands of `wan22`.

Exit codes: 0 done, 2 bad request, 3 failed, 130 cancelled.
"""

from collections import Counter
from contextlib import suppress
from enum import IntEnum
from itertools import takewhile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from wan22_desktop import __version__
from wan22_desktop.cli.clips import clips_app
from wan22_desktop.cli.doctor import doctor_app
from wan22_desktop.cli.hardware import hardware
from wan22_desktop.cli.lora_options import AppliedLoras, applied_loras
from wan22_desktop.cli.loras import loras_app
from wan22_desktop.cli.loras_access import LorasAccess
from wan22_desktop.cli.models import models_app
from wan22_desktop.cli.models_access import WorkFailedError
from wan22_desktop.cli.optimize import optimize
from wan22_desktop.cli.output import ProgressReport, print_error, print_json
from wan22_desktop.cli.owner import OwnerGoneError
from wan22_desktop.cli.plan import plan
from wan22_desktop.cli.queue_access import QueueAccess, open_queue
from wan22_desktop.cli.requests import (
    ClipOptions,
    JsonOption,
    OutOption,
    SeedOption,
    WaitOption,
    takes_clip_options,
)
from wan22_desktop.cli.state import state_app
from wan22_desktop.core.clip_metadata import read_clip_metadata
from wan22_desktop.core.errors import ErrorCategory, NotSavedError, UserError
from wan22_desktop.core.instance import Message
from wan22_desktop.core.places import Places

DEMO_PROMPT = "a red circle moving right on a blue background"

app = typer.Typer(
    help="WAN2.2 Desktop: video from text and images. Without a command, the window opens.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
queue_app = typer.Typer(
    help="The queue that the window and the command line share.", no_args_is_help=True
)
app.add_typer(queue_app, name="queue")
app.add_typer(models_app, name="models")
app.add_typer(loras_app, name="loras")
app.add_typer(clips_app, name="clips")
app.add_typer(doctor_app, name="doctor")
app.add_typer(state_app, name="state")
app.command()(plan)
app.command()(optimize)
app.command()(hardware)

_FAILURES = (
    ErrorCategory.ENGINE,
    ErrorCategory.BUSY,
    ErrorCategory.NETWORK,
    ErrorCategory.BUG,
)
"""Of what was asked for rightly."""

JobId = Annotated[str, typer.Argument(help="The id of a job, as `queue list` prints it.")]
NowOption = Annotated[
    bool,
    typer.Option(
        "--now", help="Stop the running job at its next step, keep it, and free its memory."
    ),
]


class ExitCode(IntEnum):
    DONE = 0
    BAD_REQUEST = 2
    FAILED = 3
    CANCELLED = 130


def run_command(arguments: list[str]) -> int:
    """Run one command line; returns its exit code and never raises for a user's mistake."""
    as_json = "--json" in arguments
    try:
        result = app(arguments, prog_name="wan22", standalone_mode=False)
    except typer.TyperException as error:
        command = " ".join(("wan22", *takewhile(lambda word: not word.startswith("-"), arguments)))
        message = f"{error.format_message().rstrip('.')}. Help: {command} --help"
        print_error(UserError(message), as_json=as_json)
        return ExitCode.BAD_REQUEST
    except UserError as error:
        print_error(error, as_json=as_json)
        failed = isinstance(error, WorkFailedError) or error.category in _FAILURES
        return ExitCode.FAILED if failed else ExitCode.BAD_REQUEST
    except OSError as error:
        what = "What this command needs" if error.filename is None else str(error.filename)
        print_error(NotSavedError(what, error), as_json=as_json)
        return ExitCode.BAD_REQUEST
    except (KeyboardInterrupt, typer.Abort):
        return ExitCode.CANCELLED
    return int(result or 0)


@app.command()
@takes_clip_options
def generate(options: ClipOptions, *, as_json: JsonOption = False) -> int:
    """Render one clip now and print where it lies."""
    return _render(options, as_json=as_json)


@app.command()
def demo(
    prompt: Annotated[str, typer.Argument(help="About one moving shape.")] = DEMO_PROMPT,
    seed: SeedOption = None,
    out: OutOption = None,
    as_json: JsonOption = False,  # noqa: FBT002 - a flag of the command line
) -> int:
    """Render a clip with the small model that ships with the app."""
    options = ClipOptions(prompt, seed=seed, out=out)
    return _render(options, as_json=as_json)


@app.command()
def info(
    file: Annotated[Path, typer.Argument(help="A clip that this app made.")],
    as_json: JsonOption = False,  # noqa: FBT002 - a flag of the command line
) -> int:
    """Print the settings that made a clip."""
    try:
        metadata = read_clip_metadata(file)
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}.", field="file") from error
    if metadata is None:
        raise UserError(f"{file} holds no settings of this app.", field="file")
    if as_json:
        print_json(metadata.model_dump(mode="json"))
        return ExitCode.DONE
    table = Table(show_header=False, box=None)
    record = metadata.model_dump(mode="json")
    request = record.pop("request")
    for name, value in {**request, **record}.items():
        table.add_row(name, escape(str(value)))
    Console().print(table)
    return ExitCode.DONE


@app.command()
def version() -> int:
    """Print the version of this app."""
    Console(highlight=False).print(__version__)
    return ExitCode.DONE


@queue_app.command("add")
@takes_clip_options
def queue_add(
    options: ClipOptions, *, wait_for_model: WaitOption = False, as_json: JsonOption = False
) -> int:
    """Add a clip to the end of the queue and print its id."""
    with open_queue(Places.find()) as access:
        job, loras = _added(access, options, as_json=as_json, wait_for_model=wait_for_model)
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
            job["state"],
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
    return _ask("queue.move", id=job_id, row=row)


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
def queue_retry(job_id: JobId) -> int:
    """Queue a failed or cancelled job again."""
    return _ask("queue.retry", id=job_id)


@queue_app.command("remove")
def queue_remove(job_id: JobId) -> int:
    """Forget a job; its clip stays."""
    return _ask("queue.remove", id=job_id)


def _ask(verb: str, **arguments: object) -> int:
    with open_queue(Places.find()) as access:
        access.ask(verb, **arguments)
    return ExitCode.DONE


def _render(options: ClipOptions, *, as_json: bool) -> int:
    places = Places.find()
    with open_queue(places) as access:
        added, loras = _added(access, options, as_json=as_json)
        job_id = str(added["id"])
        job = _finished(access, job_id, as_json=as_json)
    while job is None:  # it is on the disk: this process renders it, or whoever owns the queue now
        with open_queue(places) as access:
            job = _finished(access, job_id, as_json=as_json)
    if job["state"] == "cancelled":
        return ExitCode.CANCELLED
    if job["state"] != "done":
        hint = " Leave its --lora out to render without it." if job["faulty_loras"] else ""
        raise UserError(f"{job['message']}{hint}", category=ErrorCategory.ENGINE)
    if as_json:
        warnings = list(loras.warnings)
        print_json({"id": job_id, "path": job["clip"], "loras": loras.uses, "warnings": warnings})
    else:
        Console(highlight=False, soft_wrap=True).print(escape(str(job["clip"])))
    return ExitCode.DONE


def _added(
    access: QueueAccess, options: ClipOptions, *, as_json: bool, wait_for_model: bool = False
) -> tuple[Message, AppliedLoras]:
    """The new job, and the LoRAs that it is rendered with."""
    fields, wishes = options.fields(), options.wanted_loras
    loras = applied_loras(LorasAccess(access.ask), wishes, options.model, as_json=as_json)
    fields["loras"] = loras.uses
    job = access.ask("queue.add", fields=fields, **options.files(), wait_for_model=wait_for_model)
    return job, loras


def _finished(access: QueueAccess, job_id: str, *, as_json: bool) -> Message | None:
    """The job when it has ended, or None if the owner of the queue ends before it."""
    with ProgressReport(as_json=as_json) as report:
        try:
            return access.finish(job_id, report.show)
        except OwnerGoneError:
            return None


def _reasons_to_wait(answer: Message) -> list[str]:
    """Why jobs of the queue could not begin, each with how many."""
    jobs = answer["jobs"]
    reasons = Counter(job["waits"] for job in jobs) if isinstance(jobs, list) else Counter()
    return [f"{count} waiting: {reason}" for reason, count in reasons.items() if reason]


def _ids_in_state(answer: Message, state: str) -> set[str]:
    jobs = answer["jobs"]
    return {job["id"] for job in jobs if job["state"] == state} if isinstance(jobs, list) else set()
