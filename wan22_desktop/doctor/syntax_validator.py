"""Finds mistakes in Python files, and repairs those that one or a few small edits mend.

Works on the files that the caller names and on nothing else. Nothing in them is ever run.
"""

import difflib
import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.errors import ErrorCategory, NotSavedError, UserError
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.safe_names import safe_name
from wan22_desktop.core.texts import tr
from wan22_desktop.doctor.domain.findings import Finding, RepairResult, Severity, ValidationResult
from wan22_desktop.doctor.domain.python_text import (
    MAX_SIZE_BYTES,
    Problem,
    PythonText,
    UnreadableSourceError,
    first_problem,
    has_mixed_newlines,
    read_python,
)
from wan22_desktop.doctor.domain.syntax_search import MAX_REPAIRED_CHARACTERS, Mended, mend

_MAX_MESSAGE_CHARACTERS = 200


def packaged_folder() -> Path | None:
    """The folder of the installed program; None where it runs from its source."""
    if getattr(sys, "frozen", False):
        return Path(sys.executable).resolve().parent
    return None


class SyntaxValidator:
    """Checks and repairs the files it is given, one call at a time on any thread; keeps nothing.

    `backups` is where originals are kept. Files below `installation` are never rewritten: a
    packaged program is checked against its manifest and installed again where it is damaged.
    """

    def __init__(self, backups: Path, *, installation: Path | None = None) -> None:
        self._backups = backups
        self._installation = (installation or packaged_folder() or Path()).resolve()
        self._is_packaged = installation is not None or packaged_folder() is not None

    def validate_file(self, path: Path) -> ValidationResult:
        """What keeps the file from compiling, and what is odd about it; reads only."""
        try:
            data = _read(path)
            python = read_python(data)
        except UserError as error:
            return ValidationResult(path, (Finding(Severity.ERROR, error.message),))
        except UnreadableSourceError as error:
            return ValidationResult(path, (Finding(Severity.ERROR, str(error)),))
        return ValidationResult(path, _findings(data, python))

    def validate_enhanced_handlers(self, files: Iterable[Path]) -> tuple[ValidationResult, ...]:
        """`validate_file` for each of the files that the program cannot do without."""
        return tuple(self.validate_file(path) for path in files)

    def repair_syntax_errors(self, path: Path) -> RepairResult:
        """Mend the file if a few small edits make it compile; else it stays as it is.

        The original is kept in the backup folder first. Raises UserError if the file belongs to the
        installed program, cannot be read, or changed meanwhile, and NotSavedError if the disk
        refuses; then the file is untouched.
        """
        target = path.resolve()
        if self._is_packaged and target.is_relative_to(self._installation):
            raise UserError(
                tr(
                    "{name} belongs to the installed program, which is never edited. Install the "
                    "program again to repair it.",
                    name=path.name,
                ),
                category=ErrorCategory.BAD_REQUEST,
                safe=tr("Nothing was changed."),
            )
        data = _read(target)
        try:
            python = read_python(data)
        except UnreadableSourceError as error:
            return RepairResult(
                path, is_repaired=False, remaining=(Finding(Severity.ERROR, str(error)),)
            )
        findings = _findings(data, python)
        if first_problem(data) is None:
            return RepairResult(path, is_repaired=False, remaining=findings)
        mended = mend(python.text)
        repaired = None if mended is None else python.encoded(mended.text)
        if mended is None or repaired is None or first_problem(repaired) is not None:
            return RepairResult(path, is_repaired=False, remaining=findings)
        backup = self.backup_file(target)
        if _read(target) != data:
            raise UserError(
                tr(
                    "{name} was changed by another program just now; it was not repaired.",
                    name=path.name,
                ),
                category=ErrorCategory.BUSY,
                safe=tr("Its new content is untouched."),
            )
        _replace(target, repaired)
        return RepairResult(
            path,
            is_repaired=True,
            backup=backup,
            diff=_diff(path.name, python.text, mended.text),
            repaired=_repaired(mended),
            remaining=_findings(repaired, read_python(repaired)),
        )

    def backup_file(self, path: Path) -> Path:
        """Keep the file's bytes in the backup folder and say where; the same bytes only once.

        Raises UserError if the file cannot be read, NotSavedError if it cannot be kept.
        """
        data = _read(path)
        kept = self._backups / f"{safe_name(path.name)[:80]}.{hashlib.sha256(data).hexdigest()}.bak"
        try:
            if not kept.is_file() or kept.read_bytes() != data:
                durable_write(kept, data)
        except OSError as error:
            raise NotSavedError(tr("The backup of {name}", name=path.name), error) from error
        return kept


def _read(path: Path) -> bytes:
    """At most one byte more than is allowed, so that a huge file costs nothing."""
    try:
        if not path.is_file():
            raise UserError(
                tr("{name} is no file.", name=path.name), safe=tr("Nothing was changed.")
            )
        with path.open("rb") as file:
            return file.read(MAX_SIZE_BYTES + 1)
    except OSError as error:
        raise UserError(
            tr("{name} cannot be read: {reason}.", name=path.name, reason=error.strerror or error),
            category=ErrorCategory.DISK,
            safe=tr("Nothing was changed."),
        ) from error


def _replace(path: Path, content: bytes) -> None:
    try:
        mode = path.stat().st_mode
        durable_write(path, content)
        path.chmod(mode)  # scripts stay executable
    except OSError as error:
        raise NotSavedError(tr("The repaired {name}", name=path.name), error) from error


def _findings(data: bytes, python: PythonText) -> tuple[Finding, ...]:
    findings: list[Finding] = []
    if problem := first_problem(data):
        findings.append(_finding(problem, len(python.text)))
    if has_mixed_newlines(python.text):
        text = tr("Lines end in different ways; Python reads them, other tools may not.")
        findings.append(Finding(Severity.WARNING, text))
    return tuple(findings)


def _finding(problem: Problem, characters: int) -> Finding:
    said = plain_line(problem.message, _MAX_MESSAGE_CHARACTERS)
    return Finding(
        Severity.ERROR,
        tr(
            "This is no valid Python at column {column}: {problem}.",
            column=problem.column,
            problem=said,
        ),
        where=tr("line {number}", number=problem.line),
        can_be_repaired=characters <= MAX_REPAIRED_CHARACTERS,
    )


def _repaired(mended: Mended) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            Severity.ERROR,
            tr("The repair {repair}.", repair=step.words),
            tr("line {number}", number=step.line),
            can_be_repaired=True,
        )
        for step in mended.steps
    )


def _diff(name: str, before: str, after: str) -> str:
    shown = plain_line(name, _MAX_MESSAGE_CHARACTERS)
    lines = difflib.unified_diff(
        before.splitlines(),
        after.splitlines(),
        tr("{name} (before)", name=shown),
        tr("{name} (after)", name=shown),
        lineterm="",
    )
    return "\n".join(lines)
