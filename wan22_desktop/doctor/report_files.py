"""The health report as a file: HTML, JSON or text, told by the name's ending."""

import json
from pathlib import Path

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.errors import NotSavedError, UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.doctor.domain.health_report import HealthReport, as_tree
from wan22_desktop.doctor.domain.report_html import as_html
from wan22_desktop.doctor.domain.report_text import as_text

ENDINGS = (".html", ".json", ".txt")


def report_bytes(report: HealthReport, ending: str) -> bytes:
    """The whole file for one of `ENDINGS`; raises KeyError for any other."""
    forms = {
        ".html": as_html,
        ".json": lambda one: json.dumps(as_tree(one), indent=2, ensure_ascii=False) + "\n",
        ".txt": as_text,
    }
    # A path may hold bytes that are no text; they become question marks.
    return forms[ending](report).encode("utf-8", "replace")


def check_report_name(file: Path) -> None:
    """Raises UserError if the name's ending says no form."""
    if file.suffix.lower() not in ENDINGS:
        raise UserError(
            tr(
                "{name} should end in .html, .json or .txt: that says in which form it is written.",
                name=file.name,
            ),
            field="report",
        )


def write_report(report: HealthReport, file: Path) -> None:
    """Raises UserError for an ending that says no form, NotSavedError if it cannot be written."""
    check_report_name(file)
    try:
        durable_write(file, report_bytes(report, file.suffix.lower()))
    except OSError as error:
        raise NotSavedError(tr("The health report"), error) from error
