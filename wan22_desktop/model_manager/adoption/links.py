"""Gives files of other programs further names under this app's models, as a version with digests.

A hard link changes neither content nor times of a file, only how many names it has. When the other
program deletes its name, the file stays; when this app deletes its own, so does theirs.
"""

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

from wan22_desktop.core.durable import sync_folder
from wan22_desktop.core.errors import NotSavedError, UserError
from wan22_desktop.core.manifest import LOCAL_COMMIT, LOCAL_REPOSITORY, Manifest, ManifestFile
from wan22_desktop.core.model_folder import model_error
from wan22_desktop.core.model_parts import find_parts
from wan22_desktop.core.model_store import ModelStore
from wan22_desktop.core.pieces import Pieces
from wan22_desktop.core.safe_names import safe_name
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Expert
from wan22_desktop.core.weight_files import INDEX_NAME
from wan22_desktop.model_manager.domain.adoption import TOKENIZER, Candidate, FoundPart
from wan22_desktop.model_manager.health.integrity import read_file

_DIGEST_UNKNOWN = "0" * 64


class AdoptionStoppedError(UserError):
    """The user has stopped an adoption; nothing of it is left."""


def layout_of(candidate: Candidate) -> dict[str, Path]:
    """Every file of a candidate by its name in a version folder, so that `find_parts` finds it."""
    files: dict[str, Path] = {}
    if candidate.whole_folder is not None:
        folder = candidate.whole_folder
        files[INDEX_NAME] = folder / INDEX_NAME
        for path in sorted((folder / "scheduler").glob("*.json")):
            files[f"scheduler/{path.name}"] = path
    for role, part in candidate.parts.items():
        if role == TOKENIZER and part.kind != TOKENIZER:
            continue  # it lies in the text encoder's file
        folder_name = role
        if candidate.whole_folder is None:
            folder_name = _expert_folder(part) or role
        for path in part.files:
            files[f"{folder_name}/{safe_name(path.name)}"] = path
    return {name: Path(os.path.realpath(path)) for name, path in files.items()}


def _expert_folder(part: FoundPart) -> str | None:
    """A name by which a folder with an expert is recognised; files have names of their own."""
    if part.expert is None:
        return None
    return "high_noise" if part.expert is Expert.HIGH_NOISE else "low_noise"


def link(candidate: Candidate, folder: Path) -> bool:
    """Whether every file now has another name under `folder`; False where links do not work."""
    remove_links(folder)
    try:
        for name, source in layout_of(candidate).items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(source, target)
    except (OSError, NotImplementedError):
        remove_links(folder)
        return False
    return True


def keep_links(
    store: ModelStore,
    package: str,
    candidate: Candidate,
    linked: Path,
    stop: threading.Event,
    on_bytes: Callable[[int], None],
) -> str:
    """Make a version of what `link` has put into `linked`, so that damage is found; its name.

    Reads everything once. Raises AdoptionStoppedError, NotSavedError, or UserError where a file has
    changed meanwhile.
    """
    find_parts(candidate.variant, linked)
    files: list[ManifestFile] = []
    pieces: dict[str, Pieces] = {}
    try:
        for name, source in layout_of(candidate).items():
            file, before = linked / name, identity_of(source)
            reading = read_file(file, _entry(name, file), stop=stop, on_bytes=on_bytes)
            if reading is None:
                raise AdoptionStoppedError(
                    tr("The adoption was stopped."), safe=tr("Nothing was changed.")
                )
            # Replaced under its own name, or written to: the links show the latter too.
            if not before == identity_of(source) == identity_of(file) or reading.digest is None:
                raise model_error(
                    tr("{source} was written to in the meantime: try again.", source=source)
                )
            files.append(_entry(name, file, reading.digest.partition(":")[2]))
            pieces[name] = reading.pieces
        manifest = Manifest(package=package, files=tuple(files))
        folder = store.version_folder(package, manifest.version)
        store.write_manifest(manifest)
        store.write_pieces(package, manifest.version, pieces)
        linked.rename(folder)
        linked.parent.rmdir()
        sync_folder(folder.parent)
    except OSError as error:
        raise NotSavedError(tr("The adopted model"), error) from error
    return manifest.version


def remove_links(folder: Path) -> None:
    """Take away a folder that this app has filled with links; the files have their other names."""
    if folder.is_dir():
        shutil.rmtree(folder, ignore_errors=True)


def identity_of(path: Path) -> tuple[int, int, int, int] | None:
    """Changes when a file is replaced or written; None if it is gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _entry(name: str, file: Path, sha256: str = _DIGEST_UNKNOWN) -> ManifestFile:
    return ManifestFile(
        path=name,
        size_bytes=file.stat().st_size,
        sha256=sha256,
        repository=LOCAL_REPOSITORY,
        commit=LOCAL_COMMIT,
        source_path=name,
    )
