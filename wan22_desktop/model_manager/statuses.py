"""Puts together what is known of each package."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from wan22_desktop.core.catalog import Catalog, CatalogPackage, PackageKind
from wan22_desktop.core.downloading import DownloadProgress, DownloadState
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.model_store import INCOMING_NAME, ModelStore, PackageRecord
from wan22_desktop.core.places import Places
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.activity import Activity, Doing
from wan22_desktop.model_manager.domain.states import Facts, Origin, actions_of, state_of
from wan22_desktop.model_manager.domain.status import (
    DetailedModelStatus,
    FileState,
    FileStatus,
    Health,
    ModelState,
    Usage,
)
from wan22_desktop.model_manager.health.integrity import identify
from wan22_desktop.model_manager.health.monitor import ModelHealthMonitor
from wan22_desktop.model_manager.leases import Leases
from wan22_desktop.model_manager.packages.own_files import (
    StructureChecks,
    own_files_folder,
    unlisted_package,
)
from wan22_desktop.model_manager.packages.sharing import files_under
from wan22_desktop.model_manager.packages.updates import KnownUpdates


class Statuses:
    """Looks at records, names and sizes, never at content; safe on any thread."""

    def __init__(
        self,
        catalog: Catalog,
        places: Places,
        monitor: ModelHealthMonitor,
        updates: KnownUpdates,
        structure: StructureChecks,
        leases: Leases,
        *,
        usage: Callable[[str], Usage],
        recommended: Callable[[], Mapping[Variant, str]],
        progress: Callable[[str], DownloadProgress | None],
        is_repairing: Callable[[str], bool],
        activity: Activity,
    ) -> None:
        self._catalog = catalog
        self._places = places
        self._store = ModelStore(places.models)
        self._monitor = monitor
        self._updates = updates
        self._structure = structure
        self._leases = leases
        self._usage = usage
        self._recommended = recommended
        self._progress = progress
        self._is_repairing = is_repairing
        self._activity = activity

    # --- which packages there are ---------------------------------------------------------------

    def packages(self) -> Iterator[CatalogPackage]:
        """Those of the catalog, then what is installed besides, then the user's own files."""
        yield from self._catalog.packages
        for record in self._store.packages():
            if self._catalog.package(record.package) is None:
                yield self._unlisted(record)
        for variant in Variant:
            folder = own_files_folder(self._places, variant)
            if folder is not None:
                size_bytes = _size_of_all(folder)
                yield unlisted_package(
                    variant.value,
                    variant,
                    PackageKind.MODEL,
                    tr("Found in {folder}, where you have put it.", folder=folder),
                    size_bytes,
                )

    def package(self, package: str) -> CatalogPackage | None:
        """None if nothing has this id."""
        listed = self._catalog.package(package)
        if listed is not None:
            return listed
        return next((found for found in self.packages() if found.id == package), None)

    def active_package(self, variant: Variant) -> CatalogPackage | None:
        """What renders the model now; None if nothing does."""
        chosen = self._store.chosen(variant)
        # The bundled demo model and the user's own files go by the model's own id.
        found = self.package(variant.value if chosen is None else chosen.package)
        if found is None or self._origin(found, self._store.record(found.id)) is Origin.NONE:
            return None
        return found

    def _unlisted(self, record: PackageRecord) -> CatalogPackage:
        kind = PackageKind.LORA if record.variant is None else PackageKind.MODEL
        summary = tr("Installed, but no longer in the catalog.")
        if record.adopted is not None:
            summary = tr("Your own files, used where they lie.")
        elif self._is_linked(record):
            summary = tr(
                "Your own files under other names on the same disk: they take no more room."
            )
        size_bytes = sum(_size_of_all(Path(path)) for path in (record.adopted or {}).values())
        variant = record.variant or Variant.T2V_A14B
        return unlisted_package(record.package, variant, kind, summary, size_bytes)

    # --- one package ----------------------------------------------------------------------------

    def facts(self, package: CatalogPackage) -> Facts:
        """What decides its state; milliseconds."""
        record = self._store.record(package.id)
        return self._facts(package, record, self._files(package, record))

    def status(self, package: CatalogPackage) -> DetailedModelStatus:
        """Everything about it; milliseconds."""
        record = self._store.record(package.id)
        files = self._files(package, record)
        facts = self._facts(package, record, files)
        doing, progress = self._activity.doing(package.id), self._shown_progress(package, facts)
        current = (record.current if record is not None else None) or ""
        manifest = self._store.manifest(package.id, current) if current else None
        latest = self._updates.latest(package.id)
        health = self._health(package) if current else Health()
        folder = self._folder(package, facts.origin, record)
        size_bytes = package.about_bytes if manifest is None else manifest.size_bytes
        if manifest is None and progress is not None and progress.total_bytes:
            size_bytes = progress.total_bytes
        return DetailedModelStatus(
            package=package,
            state=state_of(facts),
            is_active=facts.is_active,
            size_bytes=size_bytes,
            on_disk_bytes=self._on_disk_bytes(package, facts.origin, record),
            progress=progress,
            checking_share=doing.checked_share,
            files=files,
            health=health,
            usage=self._usage(package.id),
            current_version=current,
            latest_version="" if latest is None else latest.version,
            commits=tuple(
                dict.fromkeys(f"{file.repository}@{file.commit}" for file in manifest.files)
            )
            if manifest is not None
            else (),
            folder=None if folder is None else str(folder),
            is_adopted=facts.origin is Origin.ADOPTED,
            is_own_files=facts.origin is Origin.OWN_FILES,
            is_recommended=self._recommended().get(package.variant) == package.id,
            is_available=facts.is_usable,
            is_loaded=facts.is_loaded and facts.origin is not Origin.NONE,
            previous_version=(record.previous if record is not None else None) or "",
            update_summary=latest.summary if latest is not None and facts.has_update else "",
            message=self._message(package, facts, doing, progress, record),
            actions=actions_of(facts),
        )

    def _files(
        self, package: CatalogPackage, record: PackageRecord | None
    ) -> tuple[FileStatus, ...]:
        if record is None or record.current is None:
            return ()
        try:
            return self._monitor.quick_check(package.id)
        except (UserError, OSError):  # its list of files is lost, or it is being removed just now
            return ()

    def _health(self, package: CatalogPackage) -> Health:
        try:
            return self._monitor.health(package.id)
        except (UserError, OSError):  # as above
            return Health()

    def _facts(
        self,
        package: CatalogPackage,
        record: PackageRecord | None,
        files: tuple[FileStatus, ...],
    ) -> Facts:
        origin = self._origin(package, record)
        progress, doing = self._progress(package.id), self._activity.doing(package.id)
        latest = self._updates.latest(package.id)
        current = None if record is None else record.current
        is_active = self._is_active(package, record)
        lora_sha256s = self._lora_sha256s(package, record)
        download = None if progress is None else progress.state
        if doing.unpromoted is not None and doing.task is None:
            download = DownloadState.FAILED
        return Facts(
            origin=origin,
            task=doing.task,
            download=download,
            is_repairing=origin is Origin.INSTALLED and self._is_repairing(package.id),
            bad_files=self._bad_files(package, origin, record, files),
            has_leftovers=progress is None
            and any(files_under(self._store.package_folder(package.id) / INCOMING_NAME)),
            is_loaded=is_active and self._leases.is_loaded(package.variant),
            is_in_use=(is_active and self._leases.is_in_use(package.variant.value))
            or any(self._leases.is_in_use(sha256) for sha256 in lora_sha256s),
            is_active=is_active,
            has_previous=record is not None and record.previous is not None,
            has_update=latest is not None and current is not None and latest.version != current,
            has_list=current is None or self._store.manifest(package.id, current) is not None,
            has_source=bool(package.sources),
            is_model=package.kind is PackageKind.MODEL,
        )

    def _origin(self, package: CatalogPackage, record: PackageRecord | None) -> Origin:
        if record is not None and record.adopted is not None:
            return Origin.ADOPTED
        if record is not None and record.current is not None:
            return Origin.ADOPTED if self._is_linked(record) else Origin.INSTALLED
        if package.bundled:
            return Origin.BUNDLED
        if package.id == package.variant.value and own_files_folder(self._places, package.variant):
            return Origin.OWN_FILES
        return Origin.NONE

    def _is_linked(self, record: PackageRecord) -> bool:
        """Whether its files are other names of files of the user's own."""
        manifest = self._store.manifest(record.package, record.current or "")
        return manifest is not None and any(file.is_local for file in manifest.files)

    def _is_active(self, package: CatalogPackage, record: PackageRecord | None) -> bool:
        if package.kind is not PackageKind.MODEL:
            return False
        chosen = self._store.chosen(package.variant)
        if chosen is not None:
            return record is not None and chosen.package == package.id
        return package.id == package.variant.value

    def _lora_sha256s(
        self, package: CatalogPackage, record: PackageRecord | None
    ) -> tuple[str, ...]:
        if package.kind is not PackageKind.LORA or record is None or record.current is None:
            return ()
        manifest = self._store.manifest(package.id, record.current)
        files = () if manifest is None else manifest.files
        return tuple(file.sha256 for file in files if file.sha256 is not None)

    def _bad_files(
        self,
        package: CatalogPackage,
        origin: Origin,
        record: PackageRecord | None,
        files: tuple[FileStatus, ...],
    ) -> int:
        if record is not None and record.current is not None:
            bad = sum(file.state in (FileState.MISSING, FileState.DAMAGED) for file in files)
            return bad if files else 1  # its list of files is lost
        if origin is Origin.NONE:
            return 0
        paths = self.structure_paths(package, record)
        gone = sum(not path.exists() for path in paths)
        return gone or int(bool(self._structure.problem(package.id, paths)))

    def structure_paths(
        self, package: CatalogPackage, record: PackageRecord | None
    ) -> tuple[Path, ...]:
        """Where the files of a package lie that was not fetched."""
        if record is not None and record.adopted is not None:
            return tuple(map(Path, record.adopted.values()))
        root = self._places.assets / "models" if package.bundled else self._places.models
        return (root / package.variant.value,)

    def _folder(
        self, package: CatalogPackage, origin: Origin, record: PackageRecord | None
    ) -> Path | None:
        if origin is Origin.NONE:
            return None
        if record is not None and record.current is not None:
            return self._store.version_folder(package.id, record.current)
        first = self.structure_paths(package, record)[0]
        return first if record is None else first.parent

    def _on_disk_bytes(
        self, package: CatalogPackage, origin: Origin, record: PackageRecord | None
    ) -> int:
        if origin is Origin.NONE or (record is not None and record.current is not None):
            return _size_of_all(self._store.package_folder(package.id))
        return sum(map(_size_of_all, self.structure_paths(package, record)))

    def _shown_progress(self, package: CatalogPackage, facts: Facts) -> DownloadProgress | None:
        progress = self._progress(package.id)
        if progress is not None or facts.task is None or not facts.task.leads_to_download:
            return progress
        return DownloadProgress(
            package.id, DownloadState.QUEUED, 0, 0, message=f"{facts.task.in_words}."
        )

    def _message(
        self,
        package: CatalogPackage,
        facts: Facts,
        doing: Doing,
        progress: DownloadProgress | None,
        record: PackageRecord | None,
    ) -> str:
        if facts.task is not None:
            return f"{facts.task.in_words}."
        if progress is not None and progress.message:
            return progress.message
        if doing.failure is not None:
            return doing.failure.message
        state = state_of(facts)
        if state is ModelState.PARTIAL:
            return tr("An install was interrupted. Install it again: what has arrived is not kept.")
        if state is not ModelState.CORRUPTED:
            return ""
        if facts.origin is Origin.ADOPTED and record is not None and record.current is not None:
            return tr(
                "Your own files have changed since they were adopted: remove and adopt them anew."
            )
        if facts.origin is not Origin.INSTALLED:
            paths = self.structure_paths(package, record)
            gone = [path for path in paths if not path.exists()]
            if gone:
                return tr("{path} is gone. Put it back, or install the model.", path=gone[0])
            return self._structure.problem(package.id, paths)
        if not facts.has_list:
            return tr(
                "The list of its files is lost. Install it again: only what is missing is fetched."
            )
        count = facts.bad_files
        return trn(
            "1 file is missing or damaged. A repair fetches only what is bad.",
            "{count} files are missing or damaged. A repair fetches only what is bad.",
            count,
        )


def _size_of_all(path: Path) -> int:
    """Of the plain files at or under `path`, each counted once however many names it has there."""
    sizes: dict[tuple[int, int], int] = {}
    for file in files_under(path) if path.is_dir() else (path,):
        with contextlib.suppress(OSError):  # what cannot be looked at is not counted
            identity = identify(file)
            if identity is not None:
                sizes[identity.device, identity.inode] = identity.size_bytes
    return sum(sizes.values())
