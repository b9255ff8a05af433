"""The long work on packages; every method here may take its time and belongs on a worker thread."""

import logging
import re
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from wan22_desktop.core.audit import AuditLog
from wan22_desktop.core.catalog import CatalogPackage, PackageKind
from wan22_desktop.core.downloading import DownloadFinished
from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.manifest import Manifest
from wan22_desktop.core.model_store import ModelStore, PackageRecord
from wan22_desktop.core.places import Places
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.domain.states import Origin
from wan22_desktop.model_manager.domain.versions import after_good_render, after_roll_back
from wan22_desktop.model_manager.events import ModelEvent, ModelNote, ModelRefused
from wan22_desktop.model_manager.health.monitor import ModelHealthMonitor
from wan22_desktop.model_manager.health.work import HealthWork
from wan22_desktop.model_manager.packages.installing import Installer
from wan22_desktop.model_manager.packages.own_files import own_files_folder
from wan22_desktop.model_manager.packages.promotion import NotUsableError, Promotion
from wan22_desktop.model_manager.packages.removal import Removal
from wan22_desktop.model_manager.packages.sharing import size_of
from wan22_desktop.model_manager.packages.updates import KnownUpdates
from wan22_desktop.model_manager.ports import Downloads, Hub
from wan22_desktop.model_manager.statuses import Statuses

_VERSION_DIGITS = 12
_LISTING = re.compile(rf"[0-9a-f]{{{_VERSION_DIGITS}}}\.[a-z]+\.json")

_log = logging.getLogger("wan22.models")


class PackageWork:
    """What the manager's wishes lead to. Methods raise UserError; then it says what became of it.

    Records are read and replaced by one thread at a time.
    """

    def __init__(
        self,
        places: Places,
        hub: Hub,
        downloads: Downloads,
        monitor: ModelHealthMonitor,
        health: HealthWork,
        updates: KnownUpdates,
        statuses: Statuses,
        audit: AuditLog,
        *,
        tell: Callable[[ModelEvent], None],
        lacking_bytes: Callable[[Path, int], int],
        room_hint: Callable[[int], str],
        to_bin: Callable[[Path], None],
    ) -> None:
        self._health = health
        self._places = places
        self._store = ModelStore(places.models)
        self._hub = hub
        self._downloads = downloads
        self._updates = updates
        self._statuses = statuses
        self._audit = audit
        self._tell = tell
        self._records = threading.RLock()
        self._removal = Removal(places, audit, to_bin, records=self._records)
        self._promotion = Promotion(places, monitor, audit, self._records)
        self._installer = Installer(self._store, self._removal, lacking_bytes, room_hint)

    # --- installing and updating ----------------------------------------------------------------

    def newest(self, package: CatalogPackage) -> Manifest | None:
        """What the hub offers; None if just that is in use."""
        manifest = self._hub.manifest(package)
        record = self._store.record(package.id)
        if record is None or record.current is None:
            return manifest
        self._updates.note(manifest)
        if record.current == manifest.version:
            if self._store.manifest(package.id, manifest.version) is None:
                self._store.write_manifest(manifest)
            self._tell(ModelNote(tr("{title} is up to date.", title=package.title), package.id))
            return None
        return manifest

    def order(self, package: CatalogPackage, manifest: Manifest, stop: threading.Event) -> None:
        """Let a version be fetched; one that lies there already is used at once."""
        self._health.end_repair(package.id)
        folder = self._store.version_folder(package.id, manifest.version)
        if folder.is_dir():
            self._reuse(package, manifest, folder)
            return
        order = self._installer.order(package, manifest, stop)
        if order is not None:
            self._downloads.download(order)

    def promote(
        self, package: CatalogPackage, finished: DownloadFinished, stop: threading.Event
    ) -> bool:
        """Put in place what has arrived; whether that is a version and not what repairs one."""
        if self._health.repairs.is_under_way(package.id):
            self._health.finish_repair(package, finished)
            return False
        try:
            self._promotion.promote(package, finished, stop)
        except NotUsableError:
            self._downloads.forget(package.id)
            self._removal.clear_incoming(package.id, keep=None)
            raise
        self._downloads.forget(package.id)
        try:
            self.tidy(package.id)
        except UserError as error:  # the version is in use all the same
            self._tell(ModelRefused(error, package.id))
        return True

    def _reuse(self, package: CatalogPackage, manifest: Manifest, folder: Path) -> None:
        """The version is the one that a roll-back left behind: it was whole when it came."""
        record = self._store.record(package.id)
        if record is None or record.previous != manifest.version:
            self._removal.remove_version(package.id, manifest.version)
            raise UserError(
                tr(
                    "What was left of an earlier install of {title} has been removed: try again.",
                    title=package.title,
                ),
                category=ErrorCategory.MODEL,
                recoveries=(Recovery.RETRY,),
            )
        self._check_sizes(package, manifest, folder)
        self.roll_back(package)

    # --- versions -------------------------------------------------------------------------------

    def roll_back(self, package: CatalogPackage) -> None:
        """Quick. Raises UserError if the version before is not whole."""
        with self._records:
            record = self._store.record(package.id)
            if record is None or record.previous is None:
                raise UserError(tr("No earlier version of {title} is kept.", title=package.title))
            manifest = self._store.manifest(package.id, record.previous)
            folder = self._store.version_folder(package.id, record.previous)
            self._check_sizes(package, manifest, folder)
            self._audit.note(
                "roll back", package=package.id, version=record.previous, instead_of=record.current
            )
            self._store.write_record(after_roll_back(record, _now()))

    def note_good_render(self, package: str, version: str) -> bool:
        """A render with this version has succeeded: the one before is not needed any more."""
        with self._records:
            record = self._store.record(package)
            if record is None or record.current != version:
                return True
            if record.proven and record.previous is None:
                return True
            self._audit.note("proven", package=package, version=version)
            self._store.write_record(after_good_render(record))
        self.tidy(package)
        return True

    def activate(self, package: CatalogPackage) -> None:
        """Quick."""
        with self._records:
            # What has no record renders where no other package is chosen.
            chosen = None if self._store.record(package.id) is None else package.id
            self._audit.note("choose", model=package.variant.value, package=package.id)
            self._store.set_active(package.variant, chosen)

    def tidy(self, package: str) -> bool:
        """Delete versions and leftovers that nothing needs, unless somebody may be reading them."""
        found = self._statuses.package(package)
        if found is not None:
            facts = self._statuses.facts(found)
            if facts.is_in_use or self._downloads.get_download_progress(package) is not None:
                return True
        record = self._store.record(package)
        kept = set() if record is None else {record.current, record.previous}
        names = {path.name[:_VERSION_DIGITS] for path in self._listings(package)}
        for version in sorted(names - kept):
            has_files = self._store.version_folder(package, version).exists()
            # A folder without its list might be anybody's.
            if not has_files or self._store.manifest(package, version) is not None:
                self._removal.remove_version(package, version)
        if not self._health.repairs.is_under_way(package):
            self._removal.clear_incoming(package, keep=None)
        return True

    def _listings(self, package: str) -> list[Path]:
        """What is written down of each version, beside its folder."""
        entries = self._store.package_folder(package).glob("*.json")
        return [path for path in entries if _LISTING.fullmatch(path.name)]

    def after_cancel(self, package: str) -> bool:
        """A download was cancelled, and what had arrived is gone."""
        self._health.end_repair(package)
        return self.tidy(package)

    # --- the rest -------------------------------------------------------------------------------

    def remove(self, package: CatalogPackage, *, for_good: bool) -> None:
        """Remove a package; what it has rendered is rendered by another installed one, if any."""
        self._health.end_repair(package.id)  # other packages may share the files that are out
        was_active = self._statuses.facts(package).is_active
        self._removal.remove_package(package.id, for_good=for_good)
        self._updates.forget(package.id)
        self._tell(ModelNote(tr("{title} is removed.", title=package.title), package.id))
        if was_active and own_files_folder(self._places, package.variant) is None:
            self._choose_another(package.variant)

    def _choose_another(self, variant: Variant) -> None:
        for package in self._statuses.packages():
            if package.variant is variant and package.kind is PackageKind.MODEL:
                facts = self._statuses.facts(package)
                if facts.origin is not Origin.BUNDLED and facts.is_usable and not facts.is_active:
                    self.activate(package)
                    text = tr(
                        "{title} renders {model} from now on.",
                        title=package.title,
                        model=variant.facts.title,
                    )
                    self._tell(ModelNote(text, package.id))
                    return

    def ask_for_updates(self, packages: Sequence[CatalogPackage], stop: threading.Event) -> bool:
        newer: list[str] = []
        for package in packages:
            if stop.is_set():
                return True
            try:
                latest = self._updates.note(self._hub.manifest(package))
            except UserError as error:
                if Recovery.CHECK_NETWORK in error.recoveries:
                    raise  # the others would wait for the same network
                self._tell(ModelRefused(error, package.id))
                continue
            record = self._store.record(package.id)
            if record is not None and record.current not in (None, latest.version):
                newer.append(package.title)
        found = (
            tr("There are newer versions of {titles}.", titles=", ".join(newer))
            if newer
            else tr("All are up to date.")
        )
        self._tell(
            ModelNote(
                trn(
                    "1 model was looked up. {found}",
                    "{count} models were looked up. {found}",
                    len(packages),
                    found=found,
                )
            )
        )
        return True

    def settle(self, stop: threading.Event) -> bool:
        """At start: finish or undo what was interrupted."""
        self._health.settle()
        for record in list(self._store.packages()):
            if not stop.is_set() and record.current is not None:
                self._settle_package(record)
        for package in self._statuses.packages():
            facts = self._statuses.facts(package)
            if facts.origin is Origin.OWN_FILES and not stop.is_set():
                self._health.look_at_structure(package)
        return True

    def _settle_package(self, record: PackageRecord) -> None:
        """Make record and folders agree; a version whose folder is gone was being removed."""
        package = record.package
        try:
            if record.previous is not None and not self._has_folder(package, record.previous):
                record = record.model_copy(update={"previous": None})
                with self._records:
                    self._store.write_record(record)
            if record.previous is None and not self._has_folder(package, record.current):
                self._removal.remove_package(package, for_good=True)
                self._updates.forget(package)
            self.tidy(package)
        except UserError as error:
            _log.warning("%s could not be settled: %s", package, error.message)

    def _has_folder(self, package: str, version: str | None) -> bool:
        return version is not None and self._store.version_folder(package, version).is_dir()

    def _check_sizes(
        self, package: CatalogPackage, manifest: Manifest | None, folder: Path
    ) -> None:
        files = () if manifest is None else manifest.files
        bad = [file.path for file in files if size_of(folder / file.path) != file.size_bytes]
        if manifest is None or bad:
            if bad:
                message = tr(
                    "The earlier version of {title} is not whole any more: {file} is missing or "
                    "damaged.",
                    title=package.title,
                    file=bad[0],
                )
            else:
                title = package.title
                message = tr("The earlier version of {title} is not whole any more.", title=title)
            raise UserError(
                message,
                category=ErrorCategory.MODEL,
                safe=tr("The version in use is unchanged."),
            )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
