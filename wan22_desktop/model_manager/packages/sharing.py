"""Files that several packages have are stored once: new versions begin with links to them."""

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from wan22_desktop.core.durable import publish, sync_folder
from wan22_desktop.core.errors import NotSavedError
from wan22_desktop.core.manifest import Manifest, ManifestFile
from wan22_desktop.core.model_store import ModelStore
from wan22_desktop.core.texts import tr
from wan22_desktop.model_manager.health.integrity import identify

_CHUNK_BYTES = 4 * 1024**2
_COPYING = ".copying"


class SharedFiles:
    """The files of all installed versions, by what they contain."""

    def __init__(self, store: ModelStore) -> None:
        self._known: dict[str, list[tuple[Path, ManifestFile]]] = {}
        for package, version, manifest in installed_versions(store):
            folder = store.version_folder(package, version)
            for file in manifest.files:
                self._known.setdefault(file.digest, []).append((folder / file.path, file))

    def find(self, file: ManifestFile) -> tuple[Path, bool] | None:
        """A file that had this content when it was installed, and still has the size.

        Also whether it is the user's own: those get no further names, because a repair would write
        through them.
        """
        for path, known in self._known.get(file.digest, ()):
            if size_of(path) == file.size_bytes:
                return path, known.is_local
        return None

    def missing_bytes(self, manifest: Manifest, folder: Path) -> int:
        """What `manifest` takes on the disk beyond what is there and in `folder` already."""
        needed = 0
        for file in manifest.files:
            if size_of(folder / file.path) != file.size_bytes:
                known = self.find(file)
                needed += file.size_bytes if known is None or known[1] else 0
        return needed

    def fill(self, manifest: Manifest, folder: Path, stop: threading.Event) -> None:
        """Put the files that are known into `folder`; whoever fetches the others checks them too.

        By hard link, by copy where the disk has no hard links. Raises NotSavedError.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for file in manifest.files:
                target = folder / file.path
                known = self.find(file)
                if known is None or size_of(target) is not None or stop.is_set():
                    continue
                source, is_local = known
                target.parent.mkdir(parents=True, exist_ok=True)
                link_or_copy(source, target, stop, may_link=not is_local)
        except OSError as error:
            raise NotSavedError(tr("The new version of the model"), error) from error


def installed_versions(store: ModelStore) -> Iterator[tuple[str, str, Manifest]]:
    """Package, version and manifest of all that is in use or kept."""
    for record in store.packages():
        for version in (record.current, record.previous):
            manifest = None if version is None else store.manifest(record.package, version)
            if version is not None and manifest is not None:
                yield record.package, version, manifest


def link_or_copy(
    source: Path, target: Path, stop: threading.Event | None = None, *, may_link: bool = True
) -> None:
    """Let `target`, which must not exist, have the content of `source`; raises OSError."""
    if may_link:
        with contextlib.suppress(OSError):  # no hard links here, or too many of this file
            os.link(source, target)
            return
    temporary = target.with_name(f".{target.name}{_COPYING}")
    try:
        with source.open("rb") as original, temporary.open("wb") as copy:
            while data := original.read(_CHUNK_BYTES):
                if stop is not None and stop.is_set():
                    return
                copy.write(data)
            copy.flush()
            os.fsync(copy.fileno())
        publish(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def sync_tree(folder: Path) -> None:
    """Make the names of all files under `folder` survive a power loss; raises OSError."""
    for path, _, _ in os.walk(folder):
        sync_folder(Path(path))


def files_under(folder: Path) -> Iterator[Path]:
    """Every file at any depth; what disappears meanwhile is left out."""
    for path, _, names in os.walk(folder):
        yield from (Path(path, name) for name in names)


def size_of(path: Path) -> int | None:
    """Of a plain file; None if there is none."""
    identity = identify(path)
    return None if identity is None else identity.size_bytes
