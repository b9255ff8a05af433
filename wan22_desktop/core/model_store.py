"""Where packages of models lie, and which of them renders a model.

Under the home's `models/`:

    active.json                       the package that renders each model
    <package>/package.json            its state: `PackageRecord`
    <package>/<version>/...           the files, just as the manifest names them
    <package>/<version>.manifest.json
    <package>/<version>.pieces.json   digests of pieces, for repairs
    <package>/<version>.checks.json   what full checks have found
    <package>/<version>.repair.json   which files are out for a repair, while there is one
    <package>/incoming/<version>/...  a version that is not whole yet
    <variant>/...                     files that the user has put there by hand, without a record

A version appears under its own name only when all of it has been checked; `package.json` and
`active.json` are pointers that are replaced whole.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field, ValidationError

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.errors import NotSavedError
from wan22_desktop.core.manifest import Manifest, PackageId, Version
from wan22_desktop.core.pieces import Pieces
from wan22_desktop.core.texts import tr
from wan22_desktop.core.values import Value
from wan22_desktop.core.wan import Variant

RECORD_NAME = "package.json"
ACTIVE_NAME = "active.json"
INCOMING_NAME = "incoming"
_MAX_RECORD_BYTES = 1 << 20
_MAX_MANIFEST_BYTES = 16 << 20

PartName = Literal["transformer", "transformer_2", "vae", "text_encoder", "tokenizer"]

_Kind = TypeVar("_Kind", bound=Value)


class PackageRecord(Value):
    """What is installed of a package."""

    schema_version: Literal[1] = 1
    package: PackageId
    variant: Variant | None = None
    """The model that it renders; None for LoRAs."""
    current: Version | None = None
    """The version in use; None before the first is whole, and for what was adopted."""
    previous: Version | None = None
    """What a roll-back returns to."""
    proven: bool = False
    """Whether a render with `current` has succeeded; until then `previous` is kept."""
    adopted: dict[PartName, Annotated[str, Field(max_length=4096)]] | None = None
    """Files of the user's own that are used where they lie and never changed: the absolute path of
    each part, as `ModelParts` has them."""
    installed_at: str = ""
    """When `current` came into use, in ISO 8601 with a time zone."""


class Active(Value):
    """Which package renders each model, by the model's id."""

    schema_version: Literal[1] = 1
    packages: dict[Variant, PackageId] = {}  # noqa: RUF012 - pydantic copies defaults


class ModelStore:
    """Paths and records of the packages under one folder.

    What cannot be read counts as not there: the files themselves are never touched by that.
    Writing raises NotSavedError.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._manifests: dict[Path, tuple[tuple[int, int, int], Manifest]] = {}
        """Those that were read, until their files change: they are asked for all the time."""

    # --- paths ----------------------------------------------------------------------------------

    def package_folder(self, package: str) -> Path:
        return self.folder / package

    def version_folder(self, package: str, version: str) -> Path:
        return self.folder / package / version

    def incoming_folder(self, package: str, version: str) -> Path:
        """Where a version is put together before it is whole."""
        return self.folder / package / INCOMING_NAME / version

    # --- records --------------------------------------------------------------------------------

    def packages(self) -> Iterator[PackageRecord]:
        """Every package with a record, in the order of their names."""
        for file in sorted(self.folder.glob(f"*/{RECORD_NAME}")):
            record = self.record(file.parent.name)
            if record is not None:
                yield record

    def record(self, package: str) -> PackageRecord | None:
        """None if there is none that can be read."""
        record = _read(self.folder / package / RECORD_NAME, PackageRecord, _MAX_RECORD_BYTES)
        return record if record is not None and record.package == package else None

    def write_record(self, record: PackageRecord) -> None:
        _write(self.folder / record.package / RECORD_NAME, record, tr("The state of a model"))

    def manifest(self, package: str, version: str) -> Manifest | None:
        """None if there is none that can be read, or if it is that of another version."""
        file = self.folder / package / f"{version}.manifest.json"
        try:
            found = file.stat()
        except OSError:
            return None
        identity = (found.st_ino, found.st_size, found.st_mtime_ns)
        known = self._manifests.get(file)
        if known is not None and known[0] == identity:
            return known[1]
        manifest = _read(file, Manifest, _MAX_MANIFEST_BYTES)
        if manifest is None or (manifest.package, manifest.version) != (package, version):
            return None
        self._manifests[file] = (identity, manifest)
        return manifest

    def write_manifest(self, manifest: Manifest) -> None:
        file = self.folder / manifest.package / f"{manifest.version}.manifest.json"
        _write(file, manifest, tr("The list of a model's files"))

    def pieces(self, package: str, version: str) -> dict[str, Pieces]:
        """The digests of pieces by the file's path in the package; those that are known."""
        file = self.folder / package / f"{version}.pieces.json"
        known = _read(file, _PiecesFile, _MAX_MANIFEST_BYTES)
        return {} if known is None else dict(known.files)

    def write_pieces(self, package: str, version: str, pieces: dict[str, Pieces]) -> None:
        file = self.folder / package / f"{version}.pieces.json"
        _write(file, _PiecesFile(files=pieces), tr("The digests of a model's files"))

    # --- which package renders a model ----------------------------------------------------------

    def active(self) -> Active:
        return _read(self.folder / ACTIVE_NAME, Active, _MAX_RECORD_BYTES) or Active()

    def set_active(self, variant: Variant, package: str | None) -> None:
        """Let a package render a model; None lets go of it."""
        packages = dict(self.active().packages)
        if package is None:
            packages.pop(variant, None)
        else:
            packages[variant] = package
        _write(self.folder / ACTIVE_NAME, Active(packages=packages), tr("The choice of a model"))

    def chosen(self, variant: Variant) -> PackageRecord | None:
        """The package that renders `variant`; None if none was chosen or it is gone."""
        package = self.active().packages.get(variant)
        record = None if package is None else self.record(package)
        if record is None or record.variant is not variant:
            return None
        return record if record.current or record.adopted else None


class _PiecesFile(Value):
    files: dict[str, Pieces]


def _read(file: Path, kind: type[_Kind], max_bytes: int) -> _Kind | None:
    try:
        with file.open("rb") as stream:
            content = stream.read(max_bytes + 1)
        if len(content) > max_bytes:
            return None
        return kind.from_json(content)
    except (OSError, ValidationError, RecursionError):
        return None


def _write(file: Path, value: Value, what: str) -> None:
    content = json.dumps(value.model_dump(mode="json"), indent=1).encode()
    try:
        durable_write(file, content)
    except OSError as error:
        raise NotSavedError(what, error) from error
