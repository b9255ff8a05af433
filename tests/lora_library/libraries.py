"""A LoRA library with everything real behind it, and files to put into it."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Self

from fixtures.lora_bytes import lora_bytes
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.places import Places
from wan22_desktop.core.settings import LoraSettings
from wan22_desktop.lora_library.domain.importing import ImportOutcome, ImportResult
from wan22_desktop.lora_library.domain.records import LoraCard
from wan22_desktop.lora_library.events import LoraEvent
from wan22_desktop.lora_library.manager import LoRAManager
from wan22_desktop.lora_library.ports import Inspector


class Bin:
    """A recycle bin in a folder; may be out of order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.is_broken = False
        self.breaks_after: int | None = None
        """Files that it still takes."""
        folder.mkdir(exist_ok=True)

    def __call__(self, path: Path) -> None:
        if self.is_broken or len(list(self.folder.iterdir())) == self.breaks_after:
            raise OSError(5, "the recycle bin is out of order")
        path.rename(self.folder / f"{len(list(self.folder.iterdir()))}-{path.name}")


class LibraryAtWork:
    """The manager of a home and what it says; `with` it, or `close` it."""

    def __init__(
        self,
        folder: Path,
        inspector: Inspector,
        *,
        settings: Callable[[], LoraSettings] = LoraSettings,
        lacking_bytes: Callable[[Path, int], int] = lambda _folder, _size: 0,
        known_name: Callable[[str], str | None] = lambda _sha256: None,
        assets: Path | None = None,
        settle_s: float = 0.0,
    ) -> None:
        """`assets` has what ships with the app: nothing, unless it is said."""
        self.places = Places(folder / "home", assets or folder)
        self.places.create()
        self.bin = Bin(folder / "bin")
        self.events: list[LoraEvent] = []
        self._database = open_database(self.places)
        self.manager = LoRAManager(
            self.places,
            self._database,
            inspector,
            listener=self.events.append,
            settings=settings,
            known_name=known_name,
            to_bin=self.bin,
            lacking_bytes=lacking_bytes,
            settle_s=settle_s,
        )

    def close(self) -> None:
        self.manager.close()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def take_in(self, *paths: Path) -> LoraCard:
        """The card of the first file, which must have been added."""
        results = self.manager.upload_lora_files(paths)
        assert [r.outcome for r in results] == [ImportOutcome.ADDED] * len(results), results
        card = self.manager.card_of(str(results[0].card_id))
        assert card is not None
        return card

    def names(self) -> list[str]:
        return sorted(card.name for card in self.manager.cards())

    def told(self, kind: type) -> list[LoraEvent]:
        return [event for event in self.events if isinstance(event, kind)]

    def files(self) -> list[str]:
        """The names of everything in the folder of LoRAs, below it too."""
        root = self.places.loras
        return sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())


def lora_file(
    path: Path, seed: int = 0, *, rank: int = 1, metadata: Mapping[str, str] | None = None
) -> Path:
    """Write a LoRA of its own for each seed: see `lora_bytes`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(lora_bytes(seed, rank=rank, metadata=metadata))
    return path


def outcomes(results: Iterable[ImportResult]) -> list[ImportOutcome]:
    return [result.outcome for result in results]
