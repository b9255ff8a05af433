"""A model manager with everything real behind it: hub, downloader, files, threads."""

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from fakes.hub_contents import Source as HubFile
from fakes.hub_server import HubServer
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.catalog import Catalog, CatalogPackage, Layout, PackageKind, Source
from wan22_desktop.core.free_space import DiskRoom
from wan22_desktop.core.model_store import ModelStore
from wan22_desktop.core.places import PROGRAM_FOLDER, Places
from wan22_desktop.core.wan import Variant
from wan22_desktop.downloads.downloader import ModelDownloader
from wan22_desktop.downloads.hub import HubClient
from wan22_desktop.model_manager.adoption.model_adoption import ModelAdoption
from wan22_desktop.model_manager.availability import ModelAvailabilityManager
from wan22_desktop.model_manager.domain.recommendation import Machine
from wan22_desktop.model_manager.domain.retention import RetentionPolicy
from wan22_desktop.model_manager.domain.status import DetailedModelStatus, ModelState
from wan22_desktop.model_manager.events import InstallEnded, ModelEvent, ModelRefused
from wan22_desktop.model_manager.health.monitor import ModelHealthMonitor
from wan22_desktop.model_manager.usage.analytics import ModelUsageAnalytics

DEMO = PROGRAM_FOLDER / "models" / "demo"
REPOSITORY = "someone/tiny"
PATIENCE_S = 20.0
MACHINE = Machine(vram_gb=24, ram_gb=64)


def demo_files() -> dict[str, HubFile]:
    """The files of the demo model, as a repository of the hub holds them."""
    return {
        path.relative_to(DEMO).as_posix(): path
        for path in sorted(DEMO.rglob("*"))
        if path.is_file() and path.suffix in (".json", ".safetensors")
    }


def changed_weights(file: Path, mark: int) -> bytes:
    """The file with other values in its last tensor."""
    content = file.read_bytes()
    return content[:-4] + bytes([mark] * 4)


def package(package_id: str = "tiny", **changes: object) -> CatalogPackage:
    fields: dict[str, object] = {
        "id": package_id,
        "variant": Variant.DEMO,
        "title": f"The tiny model ({package_id})",
        "precision": "bf16",
        "layout": Layout.DIFFUSERS,
        "sources": (Source(repository=REPOSITORY, include=("*",)),),
        "about_bytes": 14_000_000,
        "licence": "Apache-2.0",
    }
    return CatalogPackage.model_validate(fields | changes)


def lora_package(package_id: str = "tiny-lora", repository: str = "someone/lora") -> CatalogPackage:
    return package(
        package_id,
        kind=PackageKind.LORA,
        layout=Layout.SINGLE_FILES,
        sources=(Source(repository=repository, include=("*.safetensors",)),),
    )


class Bin:
    """A recycle bin in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.is_broken = False
        folder.mkdir()

    def take(self, path: Path) -> None:
        if self.is_broken:
            raise PermissionError(13, "Permission denied")
        shutil.move(path, self.folder / f"{len(list(self.folder.iterdir()))}-{path.name}")


class ManagedModels:
    """Everything that composition brings together, in one home folder; a context manager."""

    def __init__(
        self,
        places: Places,
        endpoint: str,
        packages: tuple[CatalogPackage, ...],
        *,
        free_bytes: int = 10**12,
        machine: Machine = MACHINE,
        scan_command: str | None = None,
    ) -> None:
        self.places = places
        self.store = ModelStore(places.models)
        self.events: list[ModelEvent] = []
        self.listeners: list[Callable[[ModelEvent], None]] = []
        self.free_bytes = free_bytes
        self._heard = threading.Condition()
        bin_folder = places.home / "bin"
        if bin_folder.exists():
            shutil.rmtree(bin_folder)
        self.bin = Bin(bin_folder)
        self.room = DiskRoom(0, lambda _: self.free_bytes)
        catalog = Catalog(packages=packages)
        self._database = open_database(places)
        self.analytics = ModelUsageAnalytics(self._database, places, catalog)
        self.monitor = ModelHealthMonitor(
            places, renders=self.analytics.speed_records, scan_command=lambda: scan_command
        )
        self.hub = HubClient(endpoint, lambda: None, time_limit_s=5, patience_s=1)
        self.downloads = ModelDownloader(
            places.downloads,
            endpoint=endpoint,
            token=lambda: None,
            listener=lambda event: self.manager.hear(event),
            reserve_bytes=0,
        )
        self.manager = ModelAvailabilityManager(
            places,
            catalog,
            self.hub,
            self.downloads,
            self.monitor,
            self.analytics,
            ModelAdoption(places, catalog, usual=tuple),
            listener=self._hear,
            machine=lambda: machine,
            lacking_bytes=self.room.lacking,
            policy=RetentionPolicy,
            to_bin=self.bin.take,
        )

    def __enter__(self) -> Self:
        self.manager.start()
        self.downloads.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.hub.close()
        self.downloads.close()
        self.manager.close()
        self._database.close()

    def _hear(self, event: ModelEvent) -> None:
        with self._heard:
            self.events.append(event)
            for listener in self.listeners:
                listener(event)
            self._heard.notify_all()

    # --- waiting --------------------------------------------------------------------------------

    def wait(self, what: Callable[[], bool]) -> None:
        """Until something is so; looked at when there is news and now and then."""
        deadline = time.monotonic() + PATIENCE_S
        while not what():
            with self._heard:
                self._heard.wait(0.05)
            assert time.monotonic() < deadline, [
                event for event in self.events if not hasattr(event, "status")
            ]

    def wait_for(self, kind: type[ModelEvent], count: int = 1) -> ModelEvent:
        """The `count`th event of a kind."""
        self.wait(lambda: len(self.of(kind)) >= count)
        return self.of(kind)[count - 1]

    def of(self, kind: type) -> list[ModelEvent]:
        with self._heard:
            return [event for event in self.events if isinstance(event, kind)]

    def wait_until_calm(self, name: str = "tiny") -> DetailedModelStatus:
        """Until nothing is done with a package; its status then."""
        busy = (ModelState.DOWNLOADING, ModelState.VERIFYING)

        def is_calm() -> bool:
            status = self.manager.status(name)
            return status.state not in busy and status.progress is None and not status.message

        self.wait(is_calm)
        return self.manager.status(name)

    def install(self, name: str = "tiny") -> DetailedModelStatus:
        """Install and wait for the end of it."""
        before = len(self.of(InstallEnded))
        self.manager.install(name)
        self.wait(lambda: len(self.of(InstallEnded)) > before or bool(self.of(ModelRefused)))
        assert not self.of(ModelRefused), self.of(ModelRefused)
        return self.wait_until_calm(name)


def hub_with_demo() -> HubServer:
    hub = HubServer()
    hub.add_repo(REPOSITORY, demo_files())
    return hub
