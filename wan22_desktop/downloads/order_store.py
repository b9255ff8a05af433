"""Orders on the disk, one JSON file each, so that a restart goes on with them."""

import contextlib
import logging
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from wan22_desktop.core.downloading import DownloadOrder
from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.manifest import RelativePath
from wan22_desktop.core.pieces import Pieces
from wan22_desktop.core.values import Value

_MAX_BYTES = 64 << 20
"""A package of 200 GB has 12,000 pieces of 35 bytes; the limit only stops nonsense."""

_log = logging.getLogger("wan22.downloads")


class Wish(StrEnum):
    """What is to become of an order."""

    FETCH = "fetch"
    PAUSE = "pause"
    REMOVE = "remove"
    """It was cancelled; what has arrived is being removed."""


class ProvenFile(Value):
    """A file that had the right content when it was as `stat` said then."""

    size_bytes: Annotated[int, Field(ge=0)]
    mtime_ns: int
    pieces: Pieces

    @classmethod
    def at(cls, path: Path, pieces: Pieces) -> "ProvenFile":
        """Raises OSError."""
        found = path.stat()
        return cls(size_bytes=found.st_size, mtime_ns=found.st_mtime_ns, pieces=pieces)

    def is_still(self, path: Path) -> bool:
        """Whether nothing suggests that the file has changed since."""
        try:
            found = path.stat()
        except OSError:
            return False
        return (found.st_size, found.st_mtime_ns) == (self.size_bytes, self.mtime_ns)


class Failure(Value):
    """A UserError that outlives the process."""

    message: str
    category: ErrorCategory
    safe: str = ""
    recoveries: tuple[Recovery, ...] = ()

    @classmethod
    def of(cls, error: UserError) -> "Failure":
        return cls(
            message=error.message,
            category=error.category,
            safe=error.safe,
            recoveries=error.recoveries,
        )


class StoredOrder(Value):
    """An order and how far it is."""

    schema_version: Literal[1] = 1
    order: DownloadOrder
    number: Annotated[int, Field(ge=0)]
    """Rises with each new order: of equal priority the lower one is first."""
    priority: int
    wish: Wish = Wish.FETCH
    failure: Failure | None = None
    is_done: bool = False
    proven: dict[RelativePath, ProvenFile] = {}  # noqa: RUF012 - pydantic copies defaults
    seconds: Annotated[float, Field(ge=0)] = 0.0
    """Spent on it so far, pauses left out."""
    received_bytes: Annotated[int, Field(ge=0)] = 0
    retries: Annotated[int, Field(ge=0)] = 0

    @property
    def package(self) -> str:
        return self.order.package


class OrderStore:
    """The orders in one folder; not for use by two processes at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self) -> list[StoredOrder]:
        """Every order that can be read, oldest first.

        Another one is set aside as `<name>.bad`: what has arrived of it stays where it is.
        """
        found: list[StoredOrder] = []
        for file in sorted(self._folder.glob("*.json")):
            stored = _read(file)
            if stored is not None:
                found.append(stored)
                continue
            _log.warning("the download %s cannot be read and is set aside", file.name)
            with contextlib.suppress(OSError):
                file.replace(file.with_suffix(".bad"))
        for temporary in self._folder.glob(".*.json.*.tmp"):  # of a process that was killed
            with contextlib.suppress(OSError):
                temporary.unlink()
        return sorted(found, key=lambda stored: stored.number)

    def save(self, stored: StoredOrder) -> None:
        """Raises OSError, and then the older state is untouched."""
        durable_write(self._file(stored.package), stored.to_json().encode())

    def remove(self, package: str) -> None:
        """Raises OSError."""
        self._file(package).unlink(missing_ok=True)

    def _file(self, package: str) -> Path:
        return self._folder / f"{package}.json"


def _read(file: Path) -> StoredOrder | None:
    try:
        with file.open("rb") as stream:
            stored = StoredOrder.from_json(stream.read(_MAX_BYTES))
    except (OSError, ValidationError, RecursionError):
        return None
    return stored if stored.package == file.stem else None
