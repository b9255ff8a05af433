"""From a list of files to an order for what is not there yet."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from wan22_desktop.core.catalog import CatalogPackage
from wan22_desktop.core.downloading import DownloadOrder
from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.manifest import Manifest
from wan22_desktop.core.model_store import ModelStore
from wan22_desktop.core.texts import tr
from wan22_desktop.core.units import size
from wan22_desktop.model_manager.domain.retention import RetentionPolicy
from wan22_desktop.model_manager.packages.removal import Removal
from wan22_desktop.model_manager.packages.sharing import SharedFiles
from wan22_desktop.model_manager.usage.analytics import ModelUsageAnalytics


class Installer:
    """Prepares versions under `incoming`."""

    def __init__(
        self,
        store: ModelStore,
        removal: Removal,
        lacking_bytes: Callable[[Path, int], int],
        room_hint: Callable[[int], str],
    ) -> None:
        """`lacking_bytes` says how much room a folder's disk lacks for so many bytes, and
        `room_hint` what could be removed to gain so many."""
        self._store = store
        self._removal = removal
        self._lacking_bytes = lacking_bytes
        self._room_hint = room_hint

    def order(
        self, package: CatalogPackage, manifest: Manifest, stop: threading.Event
    ) -> DownloadOrder | None:
        """Put in place what other versions have already; the order for all of it.

        None if it was stopped. Raises UserError if the disk has too little room: then nothing was
        begun.
        """
        folder = self._store.incoming_folder(package.id, manifest.version)
        shared = SharedFiles(self._store)
        needed = shared.missing_bytes(manifest, folder)
        lacking = self._lacking_bytes(self._store.folder, needed)
        if lacking:
            raise self._too_large(package, needed, lacking)
        self._removal.clear_incoming(package.id, keep=manifest.version)
        shared.fill(manifest, folder, stop)
        if stop.is_set():
            self._removal.clear_incoming(package.id, keep=None)
            return None
        return DownloadOrder(
            package=package.id, title=package.title, manifest=manifest, folder=str(folder)
        )

    def _too_large(self, package: CatalogPackage, needed: int, lacking: int) -> UserError:
        return UserError(
            tr(
                "{title} needs {size} on the disk of {folder}: {gigabytes:.1f} GB are missing. "
                "{hint}",
                title=package.title,
                size=size(needed),
                folder=self._store.folder,
                gigabytes=lacking / 1000000000.0,
                hint=self._room_hint(lacking),
            ),
            category=ErrorCategory.DISK,
            safe=tr("Nothing was begun."),
            recoveries=(Recovery.FREE_DISK_SPACE,),
        )


def room_hint(analytics: ModelUsageAnalytics, policy: RetentionPolicy, lacking_bytes: int) -> str:
    """What to remove for so much more room."""
    free_bytes = analytics.recommend_model_cleanup(policy).free_bytes
    target = replace(policy, target_free_bytes=free_bytes + lacking_bytes)
    plan = analytics.recommend_model_cleanup(target)
    titles = [f"{each.title} ({size(each.frees_bytes)})" for each in plan.suggestions]
    if not titles:
        return tr("Free some space there and try again.")
    if plan.frees_bytes < lacking_bytes:
        return tr(
            "Removing {titles} would not be enough: free some more space there.",
            titles=tr(" and ").join(titles),
        )
    return tr("Removing {titles} would make room.", titles=tr(" and ").join(titles))
