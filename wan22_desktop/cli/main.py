"""The commands of `wan22`.

Exit codes: 0 done, 2 bad request, 3 failed, 130 cancelled.
"""

from itertools import takewhile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from wan22_desktop import __version__
from wan22_desktop.cli.clip_jobs import (
    continue_clip,
    grid,
    interpolate,
    join,
    reproduce,
    upscale,
)
from wan22_desktop.cli.clips import clips_app
from wan22_desktop.cli.doctor import doctor_app
from wan22_desktop.cli.exit_codes import ExitCode
from wan22_desktop.cli.hardware import hardware
from wan22_desktop.cli.loras import loras_app
from wan22_desktop.cli.models import models_app
from wan22_desktop.cli.models_access import WorkFailedError
from wan22_desktop.cli.optimize import optimize
from wan22_desktop.cli.output import ProgressReport, print_error, print_json
from wan22_desktop.cli.owner import OwnerGoneError
from wan22_desktop.cli.plan import plan
from wan22_desktop.cli.queue import add_job, queue_app
from wan22_desktop.cli.queue_access import QueueAccess, open_queue
from wan22_desktop.cli.requests import (
    ClipOptions,
    JsonOption,
    OutOption,
    SeedOption,
    takes_clip_options,
)
from wan22_desktop.cli.state import state_app
from wan22_desktop.cli.sweeps import drafts_app, sweep
from wan22_desktop.core.clip_metadata import read_clip_metadata
from wan22_desktop.core.errors import ErrorCategory, NotSavedError, UserError
from wan22_desktop.core.instance import Message
from wan22_desktop.core.places import Places
from wan22_desktop.generation.domain.demo_prompts import DEMO_PROMPT

app = typer.Typer(
    help="WAN2.2 Desktop: video from text and images. Without a command, the window opens.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
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
app.add_typer(drafts_app, name="drafts")
app.command("continue")(continue_clip)
for command in (sweep, reproduce, upscale, interpolate, join, grid):
    app.command()(command)

_FAILURES = (
    ErrorCategory.ENGINE,
    ErrorCategory.BUSY,
    ErrorCategory.NETWORK,
    ErrorCategory.BUG,
)
"""Of what was asked for rightly."""


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


def _render(options: ClipOptions, *, as_json: bool) -> int:
    places = Places.find()
    with open_queue(places) as access:
        added, loras = add_job(access, options, as_json=as_json)
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


def _finished(access: QueueAccess, job_id: str, *, as_json: bool) -> Message | None:
    """The job when it has ended, or None if the owner of the queue ends before it."""
    with ProgressReport(as_json=as_json) as report:
        try:
            return access.finish(job_id, report.show)
        except OwnerGoneError:
            return None
