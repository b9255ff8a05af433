"""`wan22 models ...`: install, check, repair, update, adopt, measure and remove models."""

import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from wan22_desktop.cli.models_access import ModelsAccess, Watcher, open_models
from wan22_desktop.cli.output import TransferReport, print_json
from wan22_desktop.cli.owner import OwnerGoneError, Tree, rows_of
from wan22_desktop.core import units
from wan22_desktop.core.catalog import UNKNOWN_LICENCE
from wan22_desktop.core.downloading import DownloadState
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.instance import Message
from wan22_desktop.core.places import Places
from wan22_desktop.core.settings import MIN_LIMIT_BYTES_PER_SECOND
from wan22_desktop.model_manager.domain.status import ModelState

models_app = typer.Typer(
    help="Models: what there is, and what is on this computer.", no_args_is_help=True
)

Package = Annotated[
    str,
    typer.Argument(
        help="A package as `models list` names it, or a model: then what renders it, or suits here."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one value a line.")]
EndpointOption = Annotated[
    str | None, typer.Option("--endpoint", metavar="URL", help="Another hub than the settings'.")
]
RateOption = Annotated[
    str | None,
    typer.Option(
        "--limit-rate",
        metavar="RATE",
        help="Bytes a second of all downloads, such as 500k or 2.5M; 0 is no limit.",
    ),
]
_FETCHING = ("install", "resume", "repair", "update")

_RATE = re.compile(r"(\d+(?:\.\d+)?)([kKmMgG]?)")
_UNITS = {"": 1, "k": 1000, "m": 1000**2, "g": 1000**3}


@models_app.command("list")
def list_models(*, as_json: JsonOption = False) -> int:
    """Print every package and how it stands."""
    with open_models(Places.find(), works=False) as access:
        models = rows_of(access.ask("list"), "models")
    if as_json:
        print_json(models)
        return 0
    table = Table("package", "model", "state", "size", "note", box=None)
    for status in models:
        table.add_row(
            status["id"],
            status["package"]["variant"],
            _state_words(status),
            units.size(status["on_disk_bytes"] or status["size_bytes"]),
            escape(_note(status)),
        )
    Console(highlight=False).print(table)
    return 0


@models_app.command("status")
def show_status(package: Package, *, as_json: JsonOption = False) -> int:
    """Print everything about a package, every file of it included."""
    with open_models(Places.find(), works=False) as access:
        status = access.ask("status", package=package)
    if as_json:
        print_json(status)
    else:
        _print_status(status)
    return 0


@models_app.command()
def install(
    package: Package,
    endpoint: EndpointOption = None,
    limit_rate: RateOption = None,
    *,
    as_json: JsonOption = False,
) -> int:
    """Fetch a package, check every byte of it, and take it into use."""
    return _work("install", package, endpoint, limit_rate, as_json=as_json)


@models_app.command()
def resume(
    package: Package,
    endpoint: EndpointOption = None,
    limit_rate: RateOption = None,
    *,
    as_json: JsonOption = False,
) -> int:
    """Go on with a download that was paused or has failed."""
    return _work("resume", package, endpoint, limit_rate, as_json=as_json)


@models_app.command()
def pause(package: Package) -> int:
    """Stop fetching a package; what has arrived is kept."""
    with open_models(Places.find(), works=False) as access:
        status = access.ask("pause", package=package)
    Console(highlight=False).print(_outcome("pause", status))
    return 0


@models_app.command()
def cancel(package: Package) -> int:
    """Give up a download and remove what has arrived of it."""
    return _work("cancel", package)


@models_app.command()
def verify(package: Package, *, as_json: JsonOption = False) -> int:
    """Compare every file of a package with its digest.

    The exit code is 3 if one is damaged.
    """
    return _work("verify", package, as_json=as_json)


@models_app.command()
def repair(
    package: Package,
    endpoint: EndpointOption = None,
    limit_rate: RateOption = None,
    *,
    as_json: JsonOption = False,
) -> int:
    """Fetch the damaged pieces of a package again, and nothing else."""
    return _work("repair", package, endpoint, limit_rate, as_json=as_json)


@models_app.command()
def update(
    package: Package,
    endpoint: EndpointOption = None,
    limit_rate: RateOption = None,
    *,
    as_json: JsonOption = False,
) -> int:
    """Fetch the newest version and change over to it.

    The one in use stays until the new one is whole.
    """
    return _work("update", package, endpoint, limit_rate, as_json=as_json)


@models_app.command()
def rollback(package: Package) -> int:
    """Use the version before again."""
    return _work("rollback", package)


@models_app.command()
def activate(package: Package) -> int:
    """Let a package render its model instead of another one."""
    return _work("activate", package)


@models_app.command()
def adopt(
    paths: Annotated[list[Path], typer.Argument(help="Folders or files of weights.")],
    *,
    as_json: JsonOption = False,
) -> int:
    """Use models that are on this computer already.

    The files stay where they are.
    """
    with open_models(Places.find()) as access:
        before = {status["id"] for status in rows_of(access.ask("list"), "models")}
        access.notes()
        access.ask("adopt", paths=[str(path.absolute()) for path in paths])
        access.wait_for_errands()
        notes = access.notes()
        models = rows_of(access.ask("list"), "models")
    adopted = [status for status in models if status["id"] not in before]
    if as_json:
        print_json({"adopted": adopted, "notes": [note["text"] for note in notes]})
    console = Console(stderr=True, highlight=False)
    for note in notes:
        console.print(escape(str(note["text"])))
    if not as_json:
        for status in adopted:
            Console(highlight=False).print(status["id"])
    return 0 if adopted else 3


@models_app.command()
def remove(
    package: Package,
    *,
    for_good: Annotated[
        bool, typer.Option("--for-good", help="Delete it instead of using the recycle bin.")
    ] = False,
) -> int:
    """Move a package to the recycle bin."""
    with open_models(Places.find()) as access:
        access.remove(package, for_good=for_good)
    for line in access.told:
        Console(highlight=False).print(escape(line))
    return 0


@models_app.command()
def cleanup(
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help="Remove it; without, only say what could go.")
    ] = False,
    unused_days: Annotated[
        int | None,
        typer.Option(min=1, max=3650, help="Days without a render; the settings' otherwise."),
    ] = None,
    free_gb: Annotated[
        float | None,
        typer.Option("--free", min=0, help="Gigabytes that shall be free afterwards."),
    ] = None,
    keep: Annotated[list[str] | None, typer.Option(help="A package that stays.")] = None,
    as_json: JsonOption = False,
) -> int:
    """Say what is not needed any more, or remove it."""
    wish: dict[str, object] = {"unused_days": unused_days, "keep": keep or []}
    if free_gb is not None:
        wish["target_free_bytes"] = round(free_gb * 1e9)
    with open_models(Places.find(), works=apply) as access:
        plan = access.ask("cleanup", **wish)
        result: Message | None = None
        if apply:
            result = access.ask("cleanup", **wish, dry_run=False)
            access.wait_for_errands()
    if as_json:
        print_json(plan | ({"result": result} if result else {}))
        return 0
    console = Console(highlight=False)
    for suggestion in rows_of(plan, "suggestions"):
        console.print(
            escape(
                f"{suggestion['package']}: {suggestion['reason']} "
                f"({units.size(suggestion['frees_bytes'])})"
            )
        )
    for kept in rows_of(plan, "kept"):
        console.print(escape(f"{kept['package']} stays: {kept['reason']}"))
    frees = units.size(int(str(plan["frees_bytes"])))
    if not plan["suggestions"]:
        console.print("There is nothing to clean up.")
    elif apply:
        _print_removed(console, result or {})
    else:
        console.print(f"{frees} could be freed: `wan22 models cleanup --apply` does it.")
    return 0


@models_app.command()
def usage(
    packages: Annotated[list[str] | None, typer.Argument(help="All together if none.")] = None,
    *,
    as_json: JsonOption = False,
) -> int:
    """Print how models were used on this computer."""
    with open_models(Places.find(), works=False) as access:
        found = rows_of(access.ask("usage", packages=packages or []), "usage")
    if as_json:
        print_json(found)
        return 0
    table = Table("package", "uses", "a day", "went well", "a render takes", box=None)
    for each in found:
        rate, seconds = each["success_rate"], each["average_seconds"]
        table.add_row(
            each["package"] or "all",
            str(each["total_uses"]),
            f"{each['uses_per_day']:.1f}",
            "" if rate is None else f"{rate:.0%}",
            "" if seconds is None else units.duration(seconds),
        )
    Console(highlight=False).print(table)
    return 0


@models_app.command()
def report(
    out: Annotated[Path, typer.Argument(help="A file that ends in .html or .json.")],
) -> int:
    """Write how models are used as a page or as JSON."""
    with open_models(Places.find(), works=False) as access:
        written = access.ask("report", out=str(out.absolute()))
    Console(highlight=False, soft_wrap=True).print(escape(str(written["out"])))
    return 0


def _print_removed(console: Console, result: Message) -> None:
    for refused in rows_of(result, "refused"):
        console.print(escape(f"{refused['package']} stays: {refused['reason']}"))
    if result["removed"]:
        frees = units.size(int(str(result["frees_bytes"])))
        console.print(f"Moved to the recycle bin; {frees} are free once it is emptied.")


def rate_from(text: str) -> int | None:
    """Bytes a second; None is no limit. Raises UserError."""
    match = _RATE.fullmatch(text)
    if match is None:
        raise UserError(
            f"{text} is no rate: write 500k, 2.5M or 0.", field="limit-rate", suggestion="5M"
        )
    rate = round(float(match[1]) * _UNITS[match[2].lower()])
    if 0 < rate < MIN_LIMIT_BYTES_PER_SECOND:
        raise UserError(
            f"{text} is too little: the least is 17k, and 0 is no limit.",
            field="limit-rate",
            suggestion="17k",
        )
    return rate or None


def _work(
    verb: str,
    package: str,
    endpoint: str | None = None,
    limit_rate: str | None = None,
    *,
    as_json: bool = False,
) -> int:
    """Begin something, show how far it is, and say how it ended."""
    rates = [] if limit_rate is None else [rate_from(limit_rate)]
    with TransferReport(as_json=as_json) as shown:
        status, told = _carry_out(verb, package, endpoint, rates, shown)
    code = _exit_code(verb, status, told)
    if as_json:
        print_json(status)
    else:
        for line in told or [_outcome(verb, status)]:
            Console(highlight=False).print(escape(line))
    return code


def _carry_out(
    verb: str,
    package: str,
    endpoint: str | None,
    rates: list[int | None],
    shown: TransferReport,
) -> tuple[Message, list[str]]:
    """The status at the end, and what was told meanwhile.

    If the process that does the work ends, this one goes on with it.
    """
    has_begun = False
    while True:
        with (
            open_models(Places.find(), endpoint=endpoint) as access,
            suppress(OwnerGoneError),
        ):
            for rate in rates:
                access.limit(rate)
            try:
                begin = _go_on if has_begun else ModelsAccess.act
                return begin(access, verb, shown.show, package), access.told
            except KeyboardInterrupt:
                shown.say(_stop(access, package))
                raise
        has_begun = True


def _go_on(access: ModelsAccess, verb: str, watcher: Watcher, package: str) -> Message:
    """What another process has begun: to its end, or anew where nothing has come of it."""
    if verb == "cancel":
        progress = _part(access.ask("status", package=package), "progress")
        if progress.get("state") in (None, DownloadState.CANCELLED):
            return access.wait(package, watcher)
    elif verb in _FETCHING:
        status = access.wait(package, watcher)
        if status["is_available"]:
            return status
    return access.act(verb, watcher, package)


def _stop(access: ModelsAccess, package: str) -> str:
    """End what Ctrl+C is meant to end; what is kept."""
    if not access.is_owner:
        return "Only the watching has ended: the window or terminal that is at work goes on."
    try:
        access.ask("pause", package=package)
    except UserError:  # nothing was being fetched
        return "Stopped."
    return f"Stopped; what has arrived is kept: `wan22 models resume {package}` goes on."


def _exit_code(verb: str, status: Message, told: list[str]) -> int:
    """130 if somebody else has paused or cancelled it."""
    state = status["state"]
    if state in (ModelState.CORRUPTED, ModelState.PARTIAL):
        return 3
    if verb in _FETCHING:
        is_done = status["is_available"] and state != ModelState.PAUSED
        is_old = verb == "update" and state == ModelState.UPDATE_AVAILABLE
        return 0 if is_done and not is_old else 130
    return 130 if verb == "verify" and not told else 0


def _outcome(verb: str, status: Message) -> str:
    """One line about a package; for what ended without a word of its own."""
    name = status["id"]
    if status["state"] == ModelState.PAUSED:
        return f"{name}: {_state_words(status)}. `wan22 models resume {name}` goes on."
    if verb == "cancel" or _exit_code(verb, status, []) == 130:
        return f"{name}: cancelled."
    parts = [_state_words(status)]
    if status["current_version"]:
        parts.append(f"version {status['current_version']}")
    if note := _note(status):
        parts.append(note)
    return f"{name}: {', '.join(parts)}"


def _print_status(status: Tree) -> None:
    package, health, uses = status["package"], status["health"], status["usage"]["uses"]
    table = Table(show_header=False, box=None)
    facts = {
        "package": package["title"],
        "state": _state_words(status),
        "renders": package["variant"] if status["is_active"] else "",
        "size": units.size(status["size_bytes"]),
        "on the disk": units.size(status["on_disk_bytes"]) if status["on_disk_bytes"] else "",
        "folder": status["folder"] or "",
        "licence": "" if package["licence"] == UNKNOWN_LICENCE else package["licence"],
        "version": status["current_version"],
        "newest": status["latest_version"] if status["update_available"] else "",
        "checked": _minute(health["last_check"]),
        "uses": str(uses or ""),
        "note": _note(status),
    }
    for name, value in facts.items():
        if value:
            table.add_row(name, escape(str(value)))
    console = Console(highlight=False)
    console.print(table)
    files = Table("file", "size", "state", box=None)
    for file in rows_of(status, "files"):
        files.add_row(escape(file["path"]), units.size(file["size_bytes"]), file["state"])
    if files.row_count:
        console.print(files)


def _minute(moment: str | None) -> str:
    """Of an ISO 8601 time, on this computer's clock."""
    if moment is None:
        return ""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")


def _state_words(status: Message) -> str:
    progress = _part(status, "progress")
    state = str(status["state"])
    if progress.get("state") in (DownloadState.QUEUED, DownloadState.WAITING):
        state = str(progress["state"])  # a download that nobody is busy with
    if progress.get("total_bytes"):
        return f"{state}, {progress['done_bytes'] / progress['total_bytes']:.0%}"
    return state.replace("-", " ")


def _note(status: Message) -> str:
    if status["message"]:
        return str(status["message"])
    if status["is_active"]:
        return f"renders {_part(status, 'package')['variant']}"
    return "recommended here" if status["is_recommended"] else ""


def _part(message: Message, key: str) -> Tree:
    part = message[key]
    return part if isinstance(part, dict) else {}
