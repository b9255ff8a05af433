"""What full checks have found, kept beside each version in `<package>/<version>.checks.json`.

A result holds as long as size, time of change and inode are the same. That is enough to tell
quickly what was read before, not to find damage that leaves them as they are.
"""

import json
import logging
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, ValidationError

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.manifest import RelativePath
from wan22_desktop.core.model_store import ModelStore
from wan22_desktop.core.pieces import Pieces
from wan22_desktop.core.values import Value
from wan22_desktop.model_manager.health.integrity import FileIdentity

_log = logging.getLogger("wan22.models")


class CheckedFile(Value):
    """The result of reading one file."""

    size_bytes: int
    mtime_ns: int
    inode: int
    is_whole: bool
    right_bytes: int
    """Of the bytes that should be there, those in pieces that are right."""
    checked_at: AwareDatetime

    @classmethod
    def of(
        cls, identity: FileIdentity, *, is_whole: bool, right_bytes: int, checked_at: AwareDatetime
    ) -> "CheckedFile":
        return cls(
            size_bytes=identity.size_bytes,
            mtime_ns=identity.mtime_ns,
            inode=identity.inode,
            is_whole=is_whole,
            right_bytes=right_bytes,
            checked_at=checked_at,
        )

    def fits(self, identity: FileIdentity) -> bool:
        """Whether it was this file, unchanged as far as can be seen without reading."""
        return (self.size_bytes, self.mtime_ns, self.inode) == (
            identity.size_bytes,
            identity.mtime_ns,
            identity.inode,
        )


class Checks(Value):
    """The results for one version."""

    schema_version: Literal[1] = 1
    files: dict[RelativePath, CheckedFile] = {}  # noqa: RUF012 - pydantic copies defaults
    distrusted_at: AwareDatetime | None = None
    """Results from before do not count for when the next check is due."""


class CheckCache:
    """Reads and writes the results, and what they teach about pieces; any thread.

    What cannot be read counts as never checked. What cannot be written, because the disk is full,
    is remembered until the app ends.
    """

    def __init__(self, store: ModelStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str], Checks] = {}

    def checks(self, package: str, version: str) -> Checks:
        with self._lock:
            return self._checks(package, version)

    def note(self, package: str, version: str, results: Mapping[str, CheckedFile | None]) -> None:
        """Keep results by path; None forgets one."""
        with self._lock:
            old = self._checks(package, version)
            merged = {**old.files, **results}
            files = {path: checked for path, checked in merged.items() if checked is not None}
            self._keep(package, version, old.model_copy(update={"files": files}))

    def learn(self, package: str, version: str, pieces: Mapping[str, Pieces]) -> None:
        """Keep the digests of the pieces of right files, by path; raises NotSavedError."""
        with self._lock:
            known = self._store.pieces(package, version)
            merged = known | dict(pieces)
            if merged != known:
                self._store.write_pieces(package, version, merged)

    def distrust(self, package: str, version: str, at: AwareDatetime | None) -> None:
        """Let everything be due for a check that was read before `at`; None ends that."""
        with self._lock:
            old = self._checks(package, version)
            self._keep(package, version, old.model_copy(update={"distrusted_at": at}))

    def _checks(self, package: str, version: str) -> Checks:
        known = self._known.get((package, version))
        if known is None:
            try:
                known = Checks.from_json(self._file(package, version).read_bytes())
            except (OSError, ValidationError, RecursionError):
                known = Checks()
            self._known[package, version] = known
        return known

    def _keep(self, package: str, version: str, checks: Checks) -> None:
        self._known[package, version] = checks
        content = json.dumps(checks.model_dump(mode="json"), indent=1).encode()
        try:
            durable_write(self._file(package, version), content)
        except OSError as error:
            _log.warning("results of a check of %s are not kept: %s", package, error)

    def _file(self, package: str, version: str) -> Path:
        return self._store.package_folder(package) / f"{version}.checks.json"
