"""What the hub has said about newer versions, kept so that it need not be asked again."""

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, ValidationError

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.errors import NotSavedError
from wan22_desktop.core.manifest import Manifest, PackageId, Version
from wan22_desktop.core.model_store import ModelStore
from wan22_desktop.core.texts import tr
from wan22_desktop.core.values import Value
from wan22_desktop.model_manager.domain.versions import difference

FILE_NAME = "updates.json"
_MAX_BYTES = 1 << 20


class Latest(Value):
    """The newest version of a package when the hub was asked."""

    version: Version
    summary: str
    """What it changes, for people."""
    asked_at: AwareDatetime


class _UpdatesFile(Value):
    schema_version: Literal[1] = 1
    packages: dict[PackageId, Latest] = {}  # noqa: RUF012 - pydantic copies defaults


class KnownUpdates:
    """Safe on any thread; what cannot be read counts as never asked."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store
        self._file = store.folder / FILE_NAME
        self._lock = threading.Lock()
        self._known = dict(_read(self._file).packages)

    def latest(self, package: str) -> Latest | None:
        with self._lock:
            return self._known.get(package)

    def note(self, manifest: Manifest) -> Latest:
        """The hub has just said that this is the newest; raises NotSavedError."""
        record = self._store.record(manifest.package)
        current = None if record is None else record.current
        installed = None if current is None else self._store.manifest(manifest.package, current)
        latest = Latest(
            version=manifest.version,
            summary="" if installed is None else difference(installed, manifest),
            asked_at=datetime.now(UTC),
        )
        with self._lock:
            self._known[manifest.package] = latest
            self._save()
        return latest

    def forget(self, package: str) -> None:
        """It is not installed any more; raises NotSavedError."""
        with self._lock:
            if self._known.pop(package, None) is not None:
                self._save()

    def _save(self) -> None:
        content = _UpdatesFile(packages=self._known).to_json().encode()
        try:
            durable_write(self._file, content)
        except OSError as error:
            raise NotSavedError(tr("What the hub says about updates"), error) from error


def _read(file: Path) -> _UpdatesFile:
    try:
        with file.open("rb") as stream:
            return _UpdatesFile.from_json(stream.read(_MAX_BYTES))
    except (OSError, ValidationError, RecursionError):
        return _UpdatesFile()
