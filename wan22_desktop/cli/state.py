"""`wan22 state ...`: save what the app knows, see what was saved, put it back.

Exit codes: 0 done, 2 a state that cannot be used, 3 somebody else has the home, 130 not confirmed.
"""

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from wan22_desktop.cli.output import print_json
from wan22_desktop.cli.owner import Tree
from wan22_desktop.composition.recovery import system_state
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.instance import InstanceLock, Message, own_or_ask
from wan22_desktop.core.places import Places
from wan22_desktop.core.units import size
from wan22_desktop.recovery.state_commands import SAVE_VERB, saved_message, state_message

state_app = typer.Typer(
    help="Settings, queue, layout and libraries, saved as one file and put back.",
    no_args_is_help=True,
)

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_DONE = 0


@state_app.command("save")
def save(
    name: Annotated[str, typer.Option("--name", help="A few words to know it by.")] = "",
    *,
    as_json: JsonOption = False,
) -> int:
    """Save a state; it is kept until you delete its file."""
    places = Places.find()
    lock, reply = own_or_ask(places, {"verb": SAVE_VERB, "arguments": {"name": name}})
    if lock is None:
        message: Message = reply or {}
    else:
        try:
            message = saved_message(system_state(places), name)
        finally:
            lock.release()
    if as_json:
        print_json(message)
    else:
        Console(highlight=False, soft_wrap=True).print(escape(str(message.get("path", ""))))
    return _DONE


@state_app.command("list")
def show_list(*, as_json: JsonOption = False) -> int:
    """Print the saved states, newest first."""
    rows = [state_message(state) for state in system_state(Places.find()).list_states()]
    if as_json:
        print_json(rows)
        return _DONE
    table = Table("name", "saved", "why", "size", "jobs", "LoRAs", "version", box=None)
    for row in rows:
        table.add_row(*map(escape, _cells(row)))
    Console().print(table if rows else "No state was saved yet.")
    return _DONE


@state_app.command("restore")
def restore(
    name: Annotated[str, typer.Argument(help="As `state list` prints it, or a .wanstate file.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: JsonOption = False,
) -> int:
    """Put a state back; what it replaces is saved first."""
    places = Places.find()
    states = system_state(places)
    path = states.find(name)
    lock = InstanceLock(places)
    if not lock.acquire():
        raise UserError(
            "The window or another wan22 command is using this home: close it, then restore.",
            category=ErrorCategory.BUSY,
            safe="Nothing was changed.",
        )
    try:
        if not yes:
            question = f"Replace settings, queue, layout and libraries by {path.name}?"
            typer.confirm(question, abort=True, err=True)
        result = states.restore_system_state(path)
    finally:
        lock.release()
    if as_json:
        print_json({"restored": str(result.state), "before": str(result.before)})
    else:
        console = Console(highlight=False, soft_wrap=True)
        console.print(escape(f"Restored {result.state.name}."))
        console.print(escape(f"What was there before: {result.before}"))
    return _DONE


def _cells(row: Tree) -> tuple[str, ...]:
    if row["problem"]:
        return row["name"], "", row["problem"], size(row["size_bytes"]), "", "", ""
    why = row["title"] or row["reason"].replace("-", " ")
    saved = row["saved_at"].replace("T", " ").replace("+00:00", "")
    counts = (str(row["jobs"]), str(row["loras"]))
    return row["name"], saved, why, size(row["size_bytes"]), *counts, row["app_version"]
