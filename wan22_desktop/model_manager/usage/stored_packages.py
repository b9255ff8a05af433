"""What installed packages take on the disk, name by name."""

import os
import stat
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from pathlib import Path

from wan22_desktop.core.catalog import Catalog, PackageKind
from wan22_desktop.core.model_store import ModelStore, PackageRecord
from wan22_desktop.core.texts import tr
from wan22_desktop.model_manager.domain.retention import StoredFile, StoredPackage
from wan22_desktop.model_manager.domain.usage import utc


def stored_packages(
    store: ModelStore,
    catalog: Catalog,
    *,
    last_used: Callable[[str], datetime | None],
    in_use: Collection[str] = (),
) -> tuple[StoredPackage, ...]:
    """Every package with a record; `in_use` are those that jobs render with or wait for.

    Looks at names and sizes only; what cannot be read counts as not there.
    """
    active = set(store.active().packages.values())
    found: list[StoredPackage] = []
    for record in store.packages():
        known = catalog.package(record.package)
        manifest = None
        if record.current is not None:
            manifest = store.manifest(record.package, record.current)
        found.append(
            StoredPackage(
                package=record.package,
                title=record.package if known is None else known.title,
                variant=record.variant,
                is_active=record.package in active,
                files=tuple(_files_of(store, record)),
                contents={}
                if manifest is None
                else {f.digest: f.size_bytes for f in manifest.files},
                last_used=last_used(record.package),
                installed_at=_moment(record.installed_at),
                fixed_because=_why_fixed(
                    record,
                    is_lora=record.variant is None
                    or (known is not None and known.kind is PackageKind.LORA),
                    is_bundled=known is not None and known.bundled,
                    is_in_use=record.package in in_use,
                    is_listed=manifest is not None,
                ),
            )
        )
    return tuple(found)


def _why_fixed(
    record: PackageRecord, *, is_lora: bool, is_bundled: bool, is_in_use: bool, is_listed: bool
) -> str:
    if record.adopted is not None:
        return tr("Its files are your own and stay where they are.")
    if is_bundled:
        return tr("It ships with the app.")
    if is_lora:
        return tr("How often LoRAs are used is not recorded.")
    if is_in_use:
        return tr("Jobs of the queue need it.")
    if record.current is None:
        return tr("It is not installed yet.")
    if not is_listed:
        return tr("The list of its files is lost, so it cannot be told which are its own.")
    return ""


def _files_of(store: ModelStore, record: PackageRecord) -> Iterator[StoredFile]:
    """What removing the package takes away: the recorded files, and what was being fetched."""
    for version in (record.current, record.previous):
        manifest = None if version is None else store.manifest(record.package, version)
        if version is not None and manifest is not None:
            folder = store.version_folder(record.package, version)
            yield from _stored(folder / file.path for file in manifest.files)
    incoming = store.incoming_folder(record.package, "")
    for folder, _, names in os.walk(incoming):
        yield from _stored(Path(folder, name) for name in names)


def _stored(paths: Iterator[Path]) -> Iterator[StoredFile]:
    for path in paths:
        try:
            status = path.lstat()
        except OSError:
            continue
        if stat.S_ISREG(status.st_mode):
            identity = (status.st_dev, status.st_ino)
            yield StoredFile(identity, status.st_size, status.st_nlink)


def _moment(text: str) -> datetime | None:
    try:
        return utc(datetime.fromisoformat(text))
    except ValueError:
        return None
