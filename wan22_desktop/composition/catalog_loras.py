"""What LoRAs of the catalog are called in the library."""

from pathlib import PurePosixPath

from wan22_desktop.core.catalog import Catalog, PackageKind
from wan22_desktop.core.model_store import ModelStore
from wan22_desktop.core.places import Places
from wan22_desktop.lora_library.domain.name_hints import hints_in
from wan22_desktop.lora_library.domain.records import TrainedExpert

_HALVES = {TrainedExpert.HIGH_NOISE: " high noise", TrainedExpert.LOW_NOISE: " low noise"}


class CatalogLoras:
    """The names of LoRA files that packages of the catalog have brought."""

    def __init__(self, places: Places) -> None:
        self._store = ModelStore(places.models)
        self._catalog = Catalog.load()

    def name_of(self, sha256: str) -> str | None:
        """The package's title with the file's half, or None for a file of no package."""
        store = self._store
        for package in self._catalog.packages:
            record = store.record(package.id) if package.kind is PackageKind.LORA else None
            if record is None or record.current is None:
                continue
            manifest = store.manifest(package.id, record.current)
            for file in () if manifest is None else manifest.files:
                if file.sha256 == sha256:
                    half = hints_in(PurePosixPath(file.path).stem).expert
                    return f"{package.title}{_HALVES.get(half, '')}"
        return None
