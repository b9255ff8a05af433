"""Is the program whole? An installed one against its manifest, a checkout by its critical files."""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr
from wan22_desktop.core.units import size
from wan22_desktop.doctor.domain.findings import Finding, Severity
from wan22_desktop.doctor.domain.health_report import Check, Fact
from wan22_desktop.doctor.domain.install_manifest import (
    MANIFEST_NAME,
    MAX_MANIFEST_BYTES,
    InstallManifest,
    ShippedFile,
    is_shipped,
)
from wan22_desktop.doctor.syntax_validator import SyntaxValidator

NAME, TITLE = "installation", tr("Program files")
_BLOCK_BYTES = 1 << 20
_MOST_TOLD = 20
_MOST_FOREIGN = 1000
_AGAIN = tr(
    "Install the program again over this one: settings, models and clips stay. The doctor never "
    "rewrites an installed program."
)


class StoppedError(Exception):
    """The user has stopped the examination."""


def check_installation(
    folder: Path,
    critical_files: Iterable[str],
    validator: SyntaxValidator,
    *,
    is_quick: bool = False,
    should_stop: Callable[[], bool] = lambda: False,
) -> Check:
    """The files in `folder` against the manifest beside them, where there is one.

    `critical_files` are checked for their syntax where there is none. `is_quick` compares sizes
    only. Raises StoppedError soon after `should_stop` says so.
    """
    manifest_file = folder / MANIFEST_NAME
    if not manifest_file.exists():
        return _of_checkout(folder, tuple(critical_files), validator)
    try:
        with manifest_file.open("rb") as stream:
            manifest = InstallManifest.from_json(stream.read(MAX_MANIFEST_BYTES + 1))
    except (OSError, ValidationError, RecursionError):
        text = tr(
            "The list of the program's files is damaged, so nobody can say whether it is whole."
        )
        return Check(NAME, TITLE, (Finding(Severity.ERROR, text, MANIFEST_NAME, advice=_AGAIN),))
    findings = [
        finding
        for file in manifest.files
        if (finding := _judged(folder, file, should_stop, is_quick=is_quick)) is not None
    ]
    findings = [*_first(findings), *_foreign(folder, manifest)]
    compared = tr("names and sizes") if is_quick else tr("names, sizes and SHA-256")
    total = sum(file.size_bytes for file in manifest.files)
    facts = (
        Fact(tr("Kind"), tr("installed program")),
        Fact(tr("Folder"), str(folder)),
        Fact(tr("Version"), plain_line(manifest.app_version, 64), tr("manifest")),
        Fact(
            tr("Compared"),
            tr(
                "{what} of {count} files, {size}",
                what=compared,
                count=len(manifest.files),
                size=size(total),
            ),
        ),
    )
    return Check(NAME, TITLE, tuple(findings), facts)


def manifest_of(folder: Path, app_version: str) -> InstallManifest:
    """The manifest of what lies in `folder` now; raises OSError."""
    files = tuple(
        ShippedFile(path=path, size_bytes=file.stat().st_size, sha256=_sha256(file))
        for path, file in sorted(_files_in(folder))
        if is_shipped(path)
    )
    return InstallManifest(app_version=app_version, files=files)


def read_critical_files(resource: Path) -> tuple[str, ...]:
    """The list of the files that the program cannot do without; empty where it cannot be read."""
    try:
        files = json.loads(resource.read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return tuple(file for file in files if isinstance(file, str))


def _of_checkout(folder: Path, critical: tuple[str, ...], validator: SyntaxValidator) -> Check:
    findings: list[Finding] = []
    if not critical:
        text = tr("The list of critical files, resources/critical_files.json, cannot be read.")
        findings.append(
            Finding(Severity.ERROR, text, advice=tr("Get it from the repository again."))
        )
    results = validator.validate_enhanced_handlers(folder / path for path in critical)
    for result, path in zip(results, critical, strict=True):
        for finding in result.findings:
            where = f"{path}, {finding.where}" if finding.where else path
            repair = f"wan22 doctor syntax {path} --repair" if finding.can_be_repaired else ""
            advice = tr("Get the file from the repository again.")
            if repair:
                advice = tr(
                    "Try `{repair}`, or get the file from the repository again.", repair=repair
                )
            findings.append(Finding(finding.severity, finding.text, where, advice=advice))
    facts = (
        Fact(tr("Kind"), tr("source checkout, without a manifest")),
        Fact(tr("Folder"), str(folder)),
        Fact(tr("Compared"), tr("the syntax of {count} critical files", count=len(critical))),
    )
    return Check(NAME, TITLE, tuple(findings), facts)


def _judged(
    folder: Path, file: ShippedFile, should_stop: Callable[[], bool], *, is_quick: bool
) -> Finding | None:
    if should_stop():
        raise StoppedError
    path = folder / file.path
    try:
        if path.is_symlink() or not path.is_file():
            return Finding(Severity.ERROR, tr("This file is missing."), file.path, advice=_AGAIN)
        if path.stat().st_size != file.size_bytes:
            return Finding(
                Severity.ERROR,
                tr(
                    "This file was changed: it has {found} bytes instead of {wanted}.",
                    found=path.stat().st_size,
                    wanted=file.size_bytes,
                ),
                file.path,
                advice=_AGAIN,
            )
        if not is_quick and _sha256(path, should_stop) != file.sha256:
            text = tr("This file was changed: its content is not what was shipped.")
            return Finding(Severity.ERROR, text, file.path, advice=_AGAIN)
    except OSError as error:
        text = tr("This file cannot be read: {reason}.", reason=error.strerror or error)
        return Finding(Severity.ERROR, text, file.path, advice=_AGAIN)
    return None


def _first(findings: list[Finding]) -> list[Finding]:
    """A broken installation has thousands; the first few say it too."""
    if len(findings) <= _MOST_TOLD:
        return findings
    rest = tr("{count} more files are missing or were changed.", count=len(findings) - _MOST_TOLD)
    return [*findings[:_MOST_TOLD], Finding(Severity.ERROR, rest, advice=_AGAIN)]


def _foreign(folder: Path, manifest: InstallManifest) -> list[Finding]:
    known = {file.path for file in manifest.files}
    foreign: list[str] = []
    for path, _ in _files_in(folder):
        if path not in known and is_shipped(path):
            foreign.append(path)
            if len(foreign) == _MOST_FOREIGN:
                break
    if not foreign:
        return []
    named = ", ".join(plain_line(path, 120) for path in sorted(foreign)[:_MOST_TOLD])
    if (more := len(foreign) - _MOST_TOLD) > 0:
        named = tr("{names} and {count} more", names=named, count=more)
    return [
        Finding(
            Severity.WARNING,
            tr(
                "Files in the program's folder that were not shipped with it: {names}.", names=named
            ),
            advice=tr(
                "Move them elsewhere if you do not know them: a program may load what lies "
                "beside it."
            ),
        )
    ]


def _files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file with its path in `folder`; links are not followed."""
    for root, folders, names in os.walk(folder):
        here = Path(root)
        relative = here.relative_to(folder).as_posix()
        if relative == "." and "data" in folders:
            folders.remove("data")  # a portable home: large, and the user's
        for name in names:
            yield (name if relative == "." else f"{relative}/{name}"), here / name


def _sha256(file: Path, should_stop: Callable[[], bool] = lambda: False) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK_BYTES):
            digest.update(block)
            if should_stop():
                raise StoppedError
    return digest.hexdigest()
