"""`wan22 doctor`: examine everything, mend what is safe, write the report and the bundle."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from wan22_desktop.cli.output import print_json
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.instance import Message
from wan22_desktop.core.places import Places

if TYPE_CHECKING:
    from wan22_desktop.composition.doctor import Doctor, Fixes
    from wan22_desktop.doctor.domain.health_report import HealthReport

_FINE, _ERRORS = 0, 3


def examine_all(
    context: typer.Context,
    *,
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what is safe to mend; originals are kept.")
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option("--report", help="Write the report here: .html, .json or .txt."),
    ] = None,
    bundle: Annotated[
        Path | None,
        typer.Option(
            "--bundle",
            help="Write a zip for people who help: the report, settings and logs without secrets, "
            "names and prompts.",
        ),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Start no engine, compare only sizes of files.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> int:
    """Check the whole app: program, libraries, graphics card, settings, models, database, disks."""
    if context.invoked_subcommand is not None:
        if fix or report or bundle or quick:
            raise UserError("These options are for `wan22 doctor` without a further command.")
        return _FINE
    from wan22_desktop.composition.doctor import Doctor
    from wan22_desktop.doctor.report_files import check_report_name, write_report

    if report is not None:
        check_report_name(report)
    errors = Console(stderr=True, highlight=False, soft_wrap=True)

    def say(text: str) -> None:
        errors.print(_visible(text), markup=False)

    doctor = Doctor(Places.find())
    found, fixes = _examined(doctor, fix=fix, quick=quick, say=None if as_json else say)
    message: Message = {"report": None, "bundle": None}
    if report is not None:
        write_report(found, report)
        message["report"] = str(report)
    if bundle is not None:
        files = doctor.bundle_files()
        say(f"{bundle} will hold:")
        for file in files:
            say(f"  {file.line}")
        doctor.write_bundle(bundle, files)
        message["bundle"] = {"file": str(bundle), "files": [file.name for file in files]}
    _print(found, fixes, message, as_json=as_json)
    return _ERRORS if found.has_errors else _FINE


def _examined(
    doctor: "Doctor", *, fix: bool, quick: bool, say: Callable[[str], None] | None
) -> "tuple[HealthReport, Fixes | None]":
    """What is left after a repair, where one was asked for."""

    def progress(title: str) -> None:
        if say is not None and Console(stderr=True).is_terminal:
            say(f"Checking: {title}")

    found = doctor.examine(progress, is_quick=quick)
    if not fix:
        return found, None
    fixes = doctor.fix(found)
    return (doctor.examine(progress, is_quick=quick) if fixes.done else found), fixes


def _print(
    found: "HealthReport", fixes: "Fixes | None", message: Message, *, as_json: bool
) -> None:
    from wan22_desktop.doctor.domain.health_report import as_tree
    from wan22_desktop.doctor.domain.report_text import as_text

    if as_json:
        told: Message = as_tree(found) | {"files": message}
        if fixes is not None:
            told["fixed"], told["not_fixed"] = list(fixes.done), list(fixes.refused)
        print_json(told)
        return
    console = Console(highlight=False, soft_wrap=True)
    console.print(_visible(as_text(found).rstrip("\n")), markup=False)
    for text in fixes.done if fixes is not None else ():
        console.print(_visible(f"Repaired: {text}"), markup=False)
    for text in fixes.refused if fixes is not None else ():
        console.print(_visible(f"Not repaired: {text}"), markup=False)
    if fixes is not None and not fixes.done and not fixes.refused:
        console.print("There was nothing to repair.")
    if message["report"]:
        console.print(_visible(f"Report: {message['report']}"), markup=False)


def _visible(text: str) -> str:
    """Control and bidi characters in names of files, as their numbers."""
    return "".join(
        c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text
    )
