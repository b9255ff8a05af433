"""`wan22 doctor ...`: the whole installation, configurations and Python files.

Exit codes: 0 fine or repaired, 2 a file that cannot be looked at, 3 errors remain.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from wan22_desktop.cli.doctor_all import examine_all
from wan22_desktop.cli.output import print_error, print_json
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.instance import Message
from wan22_desktop.core.places import Places
from wan22_desktop.doctor.domain.findings import (
    Finding,
    RepairResult,
    Severity,
    ValidationResult,
)

doctor_app = typer.Typer(
    help="Find what is wrong with the app and its files, and mend it with the originals kept."
)
doctor_app.callback(invoke_without_command=True)(examine_all)

RepairOption = Annotated[
    bool, typer.Option("--repair", help="Mend what can be mended; a copy goes to the backups.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one file a line.")]
_FINE, _NOT_READ, _ERRORS = 0, 2, 3


@doctor_app.command("config")
def check_config(
    file: Annotated[
        Path,
        typer.Argument(help="The app's settings, or a configuration or index of a Wan model."),
    ],
    *,
    repair: RepairOption = False,
    as_json: JsonOption = False,
) -> int:
    """Check a configuration, and the model's parts against each other if it is their index."""
    from wan22_desktop.doctor.config_validator import ConfigValidator

    places = Places.find()
    validator = ConfigValidator(places.backups, places.settings_file)
    mend = validator.backup_and_repair_config if repair else None
    validated = validator.validate_config_schema

    def look(path: Path) -> Message:
        message = _looked_at(path, validated, mend)
        fit = validator.compatibility_of(path) if message["valid"] else None
        if fit is not None:
            message["models"] = list(fit.variants)
            message["findings"] = [*_rows(message), *map(_finding_row, fit.findings)]
            message["valid"] = fit.is_compatible
        return message

    return _run((file,), look, as_json=as_json)


@doctor_app.command("syntax")
def check_syntax(
    files: Annotated[list[Path], typer.Argument(help="Python files.")],
    *,
    repair: RepairOption = False,
    as_json: JsonOption = False,
) -> int:
    """Check that Python files can be compiled; nothing of them is run."""
    from wan22_desktop.doctor.syntax_validator import SyntaxValidator

    validator = SyntaxValidator(Places.find().backups)
    mend = validator.repair_syntax_errors if repair else None
    return _run(files, lambda f: _looked_at(f, validator.validate_file, mend), as_json=as_json)


def _looked_at(
    path: Path,
    validate: Callable[[Path], ValidationResult],
    mend: Callable[[Path], RepairResult] | None,
) -> Message:
    """One file, mended first if that is asked for; raises UserError."""
    if not path.is_file() or not os.access(path, os.R_OK):
        raise UserError(f"{path} cannot be read: it is no file, or it is not yours.", field="file")
    message: Message = {"file": str(path), "repaired": [], "backup": None, "diff": ""}
    if mend is not None and (result := mend(path)).is_repaired:
        message["repaired"] = [_finding_row(finding) for finding in result.repaired]
        message["backup"] = None if result.backup is None else str(result.backup)
        message["diff"] = _visible(result.diff)
    found = validate(path)
    message["valid"] = found.is_valid
    message["findings"] = [_finding_row(finding) for finding in found.findings]
    return message


def _run(files: Iterable[Path], look: Callable[[Path], Message], *, as_json: bool) -> int:
    """Look at every file, also after one that cannot be read; the exit code."""
    code = _FINE
    for file in files:
        try:
            message = look(file)
        except UserError as error:
            print_error(error, as_json=as_json)
            code = max(code, _NOT_READ)
            continue
        if as_json:
            print_json(message)
        else:
            _print(message)
        if not message["valid"]:
            code = _ERRORS
    return code


def _print(message: Message) -> None:
    console = Console(highlight=False, soft_wrap=True)

    def say(text: str) -> None:
        console.print(_visible(text), markup=False)

    is_repaired = message["backup"] is not None
    state = "repaired" if is_repaired else "fine"
    say(f"{message['file']}: {state if message['valid'] else 'has errors'}")
    for row in message["repaired"] if isinstance(message["repaired"], list) else []:
        say(f"  mended: {row['text']}")
    for row in _rows(message):
        text, where = str(row["text"]), str(row["where"])
        place = "" if where in text else f"{where}: "
        hint = " (can be repaired)" if row["can_be_repaired"] else ""
        say(f"  {row['severity']}: {place}{text}{hint}")
    models = message.get("models")
    if isinstance(models, list) and models:
        say(f"  for: {', '.join(models)}")
    if is_repaired:
        say(f"  original: {message['backup']}")
        say(str(message["diff"]).rstrip("\n"))


def _rows(message: Message) -> list[dict[str, object]]:
    rows = message["findings"]
    return rows if isinstance(rows, list) else []


def _finding_row(finding: Finding) -> dict[str, object]:
    return {
        "severity": Severity(finding.severity).value,
        "where": finding.where,
        "text": finding.text,
        "can_be_repaired": finding.can_be_repaired,
    }


def _visible(text: str) -> str:
    """Control, bidi and other characters that do not show, as their numbers."""
    return "".join(
        c if c.isprintable() or c in "\n\t" else c.encode("unicode_escape").decode() for c in text
    )
