"""The folders that the app writes to: is there room, can they be written, what was left behind?"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wan22_desktop.core.free_space import drive_of
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.core.units import size
from wan22_desktop.doctor.domain.findings import Finding, Severity
from wan22_desktop.doctor.domain.health_report import Check, Fact

NAME, TITLE = "disk", tr("Disks and folders")

LITTLE_BYTES = 2 * 1024**3
"""What downloads and renders leave free for everything else (`core.free_space`)."""
WARN_BYTES = 10 * 1024**3
"""Less holds neither a model nor many clips."""
LONGEST_HOME_CHARACTERS = 160
"""Windows ends paths at 260 characters; the longest of ours below the home folder has about 95."""
_LEFTOVER_AGE_S = 3600.0
"""Younger ones may be in use."""
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "sshfs", "fuse.sshfs", "9p", "afs"})

Ask = Callable[[Callable[[], object]], object]
"""Asks a disk and raises TimeoutError where it does not answer."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """A temporary file that nobody will finish."""

    path: Path
    size_bytes: int


def check_disks(
    folders: Mapping[str, Path],
    *,
    kind_of: Callable[[Path], str | None] = lambda _: None,
    ask: Ask = lambda question: question(),
    is_home_new: bool = False,
) -> tuple[Check, tuple[Leftover, ...]]:
    """`folders` by what they are for, the first of which is the app's home.

    `kind_of` names the disk below a folder. A disk that does not answer is a finding.
    """
    findings: list[Finding] = []
    facts: list[Fact] = []
    leftovers: list[Leftover] = []
    home = next(iter(folders.values()))
    for purpose, folder in folders.items():
        try:
            free = ask(lambda folder=folder: shutil.disk_usage(nearest(folder)).free)
        except TimeoutError:
            text = tr("The disk of the {purpose} folder does not answer.", purpose=purpose)
            advice = tr("Check that the drive is connected, or choose another folder.")
            findings.append(Finding(Severity.ERROR, text, str(folder), advice=advice))
            continue
        except OSError as error:
            text = tr(
                "The {purpose} folder cannot be asked: {reason}.",
                purpose=purpose,
                reason=error.strerror or error,
            )
            advice = tr("Check that the drive is connected, or choose another folder.")
            findings.append(Finding(Severity.ERROR, text, str(folder), advice=advice))
            continue
        free_bytes = free if isinstance(free, int) else 0
        findings += _of_room(purpose, folder, free_bytes)
        findings += _of_rights(purpose, folder, is_new=is_home_new)
        kind = kind_of(folder)
        told = tr("{size} free on {disk}", size=size(free_bytes), disk=drive_of(folder))
        facts.append(Fact(purpose[:1].upper() + purpose[1:], f"{told}, {kind}" if kind else told))
    if len(str(home)) > LONGEST_HOME_CHARACTERS and sys.platform == "win32":
        text = tr("The path of the app's folder is long: {count} characters.", count=len(str(home)))
        advice = tr(
            "Set WAN22_HOME to a shorter folder: Windows refuses paths above 260 characters."
        )
        findings.append(Finding(Severity.WARNING, text, str(home), advice=advice))
    network = network_kind(home)
    if network is not None:
        text = tr("The app's folder lies on a network drive ({kind}).", kind=network)
        advice = tr(
            "Move it to a drive of this computer: databases are not safe on network drives."
        )
        findings.append(Finding(Severity.WARNING, text, str(home), advice=advice))
    if home.is_dir():
        leftovers = list(leftover_files(home))
    if leftovers:
        total = sum(one.size_bytes for one in leftovers)
        count = len(leftovers)
        text = trn(
            "{count} temporary file of interrupted work: {size} that nobody needs.",
            "{count} temporary files of interrupted work: {size} that nobody needs.",
            count,
            size=size(total),
        )
        advice = tr("`wan22 doctor --fix` removes them.")
        findings.append(Finding(Severity.NOTE, text, can_be_repaired=True, advice=advice))
    return Check(NAME, TITLE, tuple(findings), tuple(facts)), tuple(leftovers)


def leftover_files(home: Path, *, older_than_s: float = _LEFTOVER_AGE_S) -> Iterator[Leftover]:
    """What `durable_write` and its kin leave when they are killed; not what resumes later.

    Only names of our own form: `.<name>.<process>.tmp`, in folders that are the app's.
    """
    before = time.time() - older_than_s
    for root, folders, names in os.walk(home):
        here = Path(root)
        if here == home:
            # Downloads and models settle their own when they open.
            folders[:] = [f for f in folders if f not in ("quarantine", "downloads", "models")]
        for name in names:
            if not (name.startswith(".") and name.endswith(".tmp")):
                continue
            if not name.removesuffix(".tmp").rpartition(".")[2].isdecimal():
                continue
            try:
                found = (here / name).stat(follow_symlinks=False)
            except OSError:
                continue
            if found.st_mtime < before:
                yield Leftover(here / name, found.st_size)


def network_kind(folder: Path) -> str | None:
    """The kind of network drive that a folder lies on; None for one of this computer."""
    if sys.platform == "win32":
        import ctypes

        drive = Path(os.path.realpath(folder)).anchor
        remote = 4  # DRIVE_REMOTE
        if drive.startswith("\\\\"):
            return tr("network share")
        return (
            tr("network drive") if ctypes.windll.kernel32.GetDriveTypeW(drive) == remote else None
        )
    return network_kind_in(folder, Path("/proc/self/mounts"))


def network_kind_in(folder: Path, mounts: Path) -> str | None:
    """As `network_kind`, from the system's list of mounts."""
    place = Path(os.path.realpath(nearest(folder)))
    best, kind = "", ""
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        mount = fields[1].encode().decode("unicode_escape", "replace")
        if place.is_relative_to(mount) and len(mount) >= len(best):
            best, kind = mount, fields[2]
    return kind if kind in _NETWORK else None


def nearest(folder: Path) -> Path:
    """The folder, or the closest one above it that is there."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _of_room(purpose: str, folder: Path, free_bytes: int) -> list[Finding]:
    if free_bytes >= WARN_BYTES:
        return []
    text = tr(
        "Only {size} are free for the {purpose} folder.", size=size(free_bytes), purpose=purpose
    )
    advice = tr("Remove models or clips that you do not need, or choose a folder on another drive.")
    is_error = free_bytes < LITTLE_BYTES
    severity = Severity.ERROR if is_error else Severity.WARNING
    return [Finding(severity, text, drive_of(folder), advice=advice)]


def _of_rights(purpose: str, folder: Path, *, is_new: bool) -> list[Finding]:
    """A file is really written: rights, quotas and read-only drives show in no other way."""
    advice = tr("Check who may write there, or choose another folder.")
    if folder.exists() and not folder.is_dir():
        text = tr("Where the {purpose} folder belongs there is a file.", purpose=purpose)
        return [Finding(Severity.ERROR, text, str(folder), advice=tr("Move that file away."))]
    if not folder.exists() and is_new:
        return []  # nothing was ever written: the app makes its folders when it starts
    try:
        with tempfile.TemporaryFile(dir=nearest(folder)) as probe:
            probe.write(b"wan22")
            probe.flush()
    except OSError as error:
        text = tr(
            "The {purpose} folder cannot be written: {reason}.",
            purpose=purpose,
            reason=error.strerror or error,
        )
        return [Finding(Severity.ERROR, text, str(folder), advice=advice)]
    return []
