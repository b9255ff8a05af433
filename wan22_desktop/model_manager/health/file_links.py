"""Which files of different versions are one file on the disk: hard links of each other."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from wan22_desktop.core.manifest import Manifest, ManifestFile, PackageId, RelativePath, Version
from wan22_desktop.core.model_store import ModelStore
from wan22_desktop.model_manager.health.integrity import FileIdentity, identify

_MANIFEST = ".manifest.json"


@dataclass(frozen=True, slots=True)
class StoredName:
    """One file of one version."""

    package: PackageId
    version: Version
    path: RelativePath

    def place(self, store: ModelStore) -> Path:
        return store.version_folder(self.package, self.version) / self.path


LinkMap = dict[tuple[int, int], list[tuple[StoredName, ManifestFile]]]
"""By device and inode: every name of the store that the file has."""


def linked_names(store: ModelStore) -> LinkMap:
    """Every file of the store's versions that has several names, here or elsewhere."""
    found: LinkMap = {}
    for listing in sorted(store.folder.glob(f"*/*{_MANIFEST}")):
        package, version = listing.parent.name, listing.name.removesuffix(_MANIFEST)
        folder = store.version_folder(package, version)
        written = identify(listing)
        manifest = _manifest(store.folder, package, version, written) if folder.is_dir() else None
        for file in () if manifest is None else manifest.files:
            identity = identify(folder / file.path)
            if identity is not None and identity.links > 1:
                name = StoredName(package=package, version=version, path=file.path)
                found.setdefault((identity.device, identity.inode), []).append((name, file))
    return found


@lru_cache(maxsize=64)
def _manifest(
    folder: Path,
    package: str,
    version: str,
    written: FileIdentity | None,  # noqa: ARG001 - a new one is read again
) -> Manifest | None:
    """Reading all of them for each look at one package would take most of its time."""
    return ModelStore(folder).manifest(package, version)


def names_of(identity: FileIdentity, links: LinkMap) -> list[tuple[StoredName, ManifestFile]]:
    """The names of a file in `links`, its own included; empty for a file with one name."""
    return links.get((identity.device, identity.inode), []) if identity.links > 1 else []


def other_packages(identity: FileIdentity | None, package: str, links: LinkMap) -> tuple[str, ...]:
    """Who else uses the same bytes on the disk."""
    if identity is None:
        return ()
    names = {name.package for name, _ in names_of(identity, links)}
    return tuple(sorted(names - {package}))


def link_over(source: Path, name: Path) -> None:
    """Give `source` another name, in place of what is there.

    A crash leaves what was there, or the link. Raises OSError where links do not work.
    """
    name.parent.mkdir(parents=True, exist_ok=True)
    temporary = name.with_name(f".{name.name}.link")
    temporary.unlink(missing_ok=True)
    if name.exists() and name.samefile(source):
        return  # and a rename from one name of a file to another one would do nothing at all
    os.link(source, temporary)
    temporary.replace(name)
