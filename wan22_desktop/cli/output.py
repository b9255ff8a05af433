"""What the command line prints: people's lines on a terminal, JSON lines on request."""

import json
import sys
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    TextColumn,
)

from wan22_desktop.core.downloading import DownloadState
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.instance import Message
from wan22_desktop.core.units import duration, part_of, size

_BAR_COLUMNS = 20
"""Leaves room for the text beside it in a terminal of 80."""


def print_json(value: object) -> None:
    """One JSON value on one line of standard output, there at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def print_error(error: UserError, *, as_json: bool) -> None:
    """The error on standard error, and as a JSON line if asked for."""
    if as_json:
        print_json(
            {
                "error": error.message,
                "category": error.category.value,
                "field": error.field,
                "suggestion": error.suggestion,
                "safe": error.safe,
            }
        )
    console = Console(stderr=True, highlight=False)
    label = "" if error.field is None else f"{error.field}: "
    console.print(f"[red]Error:[/red] {escape(label + error.message)}")
    if error.safe:
        console.print(escape(error.safe))


class _Report:
    """A bar on a terminal that goes at the end, or JSON lines."""

    def __init__(self, *columns: ProgressColumn, as_json: bool) -> None:
        self._as_json = as_json
        self._last: Message | None = None
        self._bar = Progress(
            *columns, console=Console(stderr=True), disable=as_json, transient=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def _print_if_new(self, line: Message) -> None:
        if line != self._last:
            self._last = line
            print_json(line)


class ProgressReport(_Report):
    """Shows jobs as they move: a bar on a terminal, or a JSON line for each change."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[note]}", markup=False),
            as_json=as_json,
        )
        self._task = self._bar.add_task("waiting", total=None, note="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def show(self, job: Message) -> None:
        """Take note of a job as `job_message` writes it; may be called from any thread."""
        if self._as_json:
            line: Message = {
                key: job[key]
                for key in ("id", "state", "step", "steps", "seconds_left")
                if key in job
            }
            self._print_if_new(line)
            return
        step, steps, left = job.get("step", 0), job.get("steps"), job.get("seconds_left")
        note = f"step {step} of {steps}" if step else ""
        if isinstance(left, float):
            note += f", {duration(left)} left"
        self._bar.update(
            self._task,
            description=str(job["state"]),
            completed=float(str(step)),
            total=float(str(steps)) if steps else None,
            note=note,
        )


class TransferReport(_Report):
    """Shows a package as its files arrive or are checked: a bar, or a JSON line for each change."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__(
            BarColumn(bar_width=_BAR_COLUMNS),
            TextColumn("{task.description}", markup=False),
            as_json=as_json,
        )
        self._task = self._bar.add_task("", total=None)

    def say(self, text: str) -> None:
        """Print a line in place of the bar."""
        self._bar.stop()
        self._bar.console.print(text, markup=False, highlight=False)

    def show(self, status: Message) -> None:
        """Take note of a package as `status_message` writes it; the first brings up the bar."""
        progress, share = status["progress"], status["checking_share"]
        fields = progress if isinstance(progress, dict) else {}
        if self._as_json:
            line: Message = {"id": status["id"], "state": status["state"], "checked": share}
            line |= {
                key: fields[key]
                for key in ("done_bytes", "total_bytes", "bytes_per_second", "seconds_left")
                if key in fields
            }
            self._print_if_new(line)
            return
        done, total = fields.get("done_bytes", 0), fields.get("total_bytes", 0)
        if isinstance(share, float):
            total = int(str(status["size_bytes"]))
            done = round(share * total)
            text = f"checking, {part_of(done, total)}"
        else:
            text = _transfer_text(status, fields)
        self._bar.update(self._task, description=text, completed=done, total=total or None)
        self._bar.start()


class ImportReport(_Report):
    """Shows files as they are taken in: a bar, or a JSON line for each change."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__(
            BarColumn(bar_width=_BAR_COLUMNS),
            TextColumn("{task.description}", markup=False),
            as_json=as_json,
        )
        self._task = self._bar.add_task("", total=None)

    def show(self, progress: Message) -> None:
        """Take note of an `ImportProgress` as JSON has it; the first brings up the bar."""
        if self._as_json:
            self._print_if_new({"progress": progress})
            return
        done, total = int(str(progress["done_bytes"])), int(str(progress["total_bytes"]))
        text = (
            f"{progress['file_number']} of {progress['num_files']}, {part_of(done, total)}, "
            f"{progress['name']}"
        )
        self._bar.update(self._task, description=text, completed=done, total=total or None)
        self._bar.start()


def _transfer_text(status: Message, fields: dict[str, Any]) -> str:
    """Why it stands still, or how far it is, how fast, and how long it takes."""
    if fields.get("message") or not fields.get("total_bytes"):
        return str(fields.get("message") or status["message"] or status["state"])
    parts = [str(fields["state"]), part_of(fields["done_bytes"], fields["total_bytes"])]
    if fields["state"] == DownloadState.DOWNLOADING and fields["bytes_per_second"] > 0:
        parts.append(f"{size(round(fields['bytes_per_second']))}/s")
        if fields["seconds_left"] is not None:
            parts.append(f"{duration(fields['seconds_left'])} left")
    return ", ".join(parts)
