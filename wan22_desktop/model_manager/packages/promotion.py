"""A version that has arrived whole comes into use.

It is put together under `incoming/<version>`. One rename gives it its own name, then its record is
replaced: a crash at any instant leaves the old version in use or the new one. Doing it again is
harmless, so whatever was interrupted is simply done again.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from wan22_desktop.core.audit import AuditLog
from wan22_desktop.core.catalog import CatalogPackage, PackageKind
from wan22_desktop.core.downloading import DownloadFinished
from wan22_desktop.core.durable import sync_folder
from wan22_desktop.core.errors import ErrorCategory, NotSavedError, Recovery, UserError
from wan22_desktop.core.manifest import Manifest
from wan22_desktop.core.model_parts import find_parts
from wan22_desktop.core.model_store import ModelStore, PackageRecord
from wan22_desktop.core.places import Places
from wan22_desktop.core.safetensors_header import damage_of
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.domain.versions import after_update
from wan22_desktop.model_manager.health.monitor import ModelHealthMonitor
from wan22_desktop.model_manager.packages.own_files import own_files_folder
from wan22_desktop.model_manager.packages.sharing import link_or_copy, size_of, sync_tree


class NotUsableError(UserError):
    """What has arrived is not what was ordered, or not what this app can render with."""


class Promotion:
    """Brings versions into use; one at a time."""

    def __init__(
        self,
        places: Places,
        monitor: ModelHealthMonitor,
        audit: AuditLog,
        records: threading.RLock,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`records` is held while records and choices are replaced, and only then."""
        self._places = places
        self._records = records
        self._store = ModelStore(places.models)
        self._monitor = monitor
        self._audit = audit
        self._now = now

    def promote(
        self, package: CatalogPackage, finished: DownloadFinished, stop: threading.Event
    ) -> PackageRecord:
        """Let the version be the package's current one, and give its record.

        Raises NotUsableError: then nothing has changed and never will with these files. Raises
        another UserError, NotSavedError among them: then it can be tried again.
        """
        manifest = finished.order.manifest
        folder = self._store.version_folder(package.id, manifest.version)
        incoming = self._store.incoming_folder(package.id, manifest.version)
        try:
            if not folder.is_dir():
                self._inspect(package, finished, incoming, stop)
                self._store.write_manifest(manifest)
                sync_tree(incoming)
                incoming.rename(folder)
                sync_folder(folder.parent)
                sync_folder(incoming.parent)
            self._monitor.accept_version(package.id, manifest.version, finished.pieces)
            if package.kind is PackageKind.LORA:
                self._offer_loras(manifest, folder)
            with self._records:
                return self._switch(package, manifest)
        except OSError as error:
            raise NotSavedError(
                tr("The new version of {title}", title=package.title), error
            ) from error

    def _inspect(
        self,
        package: CatalogPackage,
        finished: DownloadFinished,
        folder: Path,
        stop: threading.Event,
    ) -> None:
        """Everything that has to be right before a render may see these files."""
        manifest = finished.order.manifest
        for file in manifest.files:
            found = size_of(folder / file.path)
            if file.path not in finished.pieces or found != file.size_bytes:
                raise _not_usable(package, tr("{path} is not what was fetched", path=file.path))
        suspicious = self._monitor.inspect_new(manifest, folder, stop=stop)
        if suspicious:
            first = suspicious[0]
            raise _not_usable(package, f"{Path(first.origin).name} {first.reason}")
        if package.kind is PackageKind.LORA:
            self._inspect_lora(package, manifest, folder)
            return
        lenders = [
            self._places.model_folder(other)
            for other in self._places.installed_models()
            if other is not package.variant
        ]
        try:
            find_parts(package.variant, folder, lenders)
        except UserError as error:
            raise _not_usable(package, error.message.rstrip(".")) from error

    def _inspect_lora(self, package: CatalogPackage, manifest: Manifest, folder: Path) -> None:
        weights = [file for file in manifest.files if file.path.endswith(".safetensors")]
        if not weights:
            raise _not_usable(package, tr("there is no LoRA among its files"))
        for file in weights:
            damage = damage_of(folder / file.path)
            if damage is not None:
                raise _not_usable(package, f"{file.path} {damage}")

    def _switch(self, package: CatalogPackage, manifest: Manifest) -> PackageRecord:
        known = self._store.record(package.id)
        variant = package.variant if package.kind is PackageKind.MODEL else None
        record = after_update(
            known or PackageRecord(package=package.id, variant=variant),
            manifest.version,
            self._now().isoformat(timespec="seconds"),
        )
        if record != known:
            self._audit.note(
                "use version",
                package=package.id,
                version=record.current,
                instead_of=None if known is None else known.current,
            )
            self._store.write_record(record)
        if variant is not None and not self._has_a_choice(variant):
            self._audit.note("choose", model=variant.value, package=package.id)
            self._store.set_active(variant, package.id)
        return record

    def _has_a_choice(self, variant: Variant) -> bool:
        """Whether something renders the model that the user has chosen or put there."""
        return (
            self._store.chosen(variant) is not None
            or own_files_folder(self._places, variant) is not None
        )

    def _offer_loras(self, manifest: Manifest, folder: Path) -> None:
        """Let renders find the LoRA files by their hashes."""
        self._places.loras.mkdir(parents=True, exist_ok=True)
        for file in manifest.files:
            if file.path.endswith(".safetensors") and file.sha256 is not None:
                offered = self._places.lora(file.sha256)
                if size_of(offered) != file.size_bytes:
                    offered.unlink(missing_ok=True)
                    link_or_copy(folder / file.path, offered)
        sync_folder(self._places.loras)


def _not_usable(package: CatalogPackage, reason: str) -> NotUsableError:
    return NotUsableError(
        tr(
            "What the hub gave for {title} cannot be used: {reason}.",
            title=package.title,
            reason=reason,
        ),
        category=ErrorCategory.MODEL,
        safe=tr("What was installed before is unchanged."),
        recoveries=(Recovery.RETRY, Recovery.SHOW_LOG),
    )
