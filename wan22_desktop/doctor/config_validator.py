"""Configurations of models and of this app: checked, and mended with the original kept."""

import difflib
import hashlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from wan22_desktop.core.durable import durable_write, publish
from wan22_desktop.core.errors import ErrorCategory, NotSavedError, UserError
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.safe_names import safe_name
from wan22_desktop.core.settings import Settings, file_content, settings_from
from wan22_desktop.core.texts import tr
from wan22_desktop.core.weight_files import INDEX_NAME
from wan22_desktop.doctor.domain.compatibility import (
    PART_KINDS,
    CompatibilityResult,
    check_part,
    check_set,
)
from wan22_desktop.doctor.domain.config_check import FORBIDDEN, Check
from wan22_desktop.doctor.domain.findings import (
    Finding,
    RepairResult,
    Severity,
    ValidationResult,
)
from wan22_desktop.doctor.domain.json_object import (
    MAX_FILE_BYTES,
    JsonObject,
    NotAnObjectError,
    read_json_object,
)
from wan22_desktop.doctor.domain.model_schemas import ConfigKind, kind_of, schema_of

_LIBRARIES = ("diffusers", "transformers")
_MAX_KEY = 80


@dataclass(frozen=True, slots=True)
class CleanupResult:
    """A configuration without what its class does not know."""

    config: dict[str, object]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Diagnosis:
    findings: tuple[Finding, ...]
    content: bytes | None = None
    """The file as it should be; None where that cannot be told, or where it is so already."""


def installed_libraries() -> dict[str, str]:
    """Versions by name, read without importing them; those that are there."""
    found: dict[str, str] = {}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


class ConfigValidator:
    """Reads JSON only: nothing of a file is run, and what it configures is never built.

    `backups` gets the original's bytes before a file is changed. `settings_file` is this app's own;
    it is always mended as `core.settings.load_settings` reads it, whatever it holds.
    """

    def __init__(
        self,
        backups: Path,
        settings_file: Path | None = None,
        library_versions: Mapping[str, str] | None = None,
    ) -> None:
        self._backups = backups
        self._settings_file = settings_file
        self._versions = installed_libraries() if library_versions is None else library_versions

    def validate_config_schema(self, path: Path) -> ValidationResult:
        """What is wrong with the file, which stays as it is; raises UserError if unreadable."""
        return ValidationResult(path, self._diagnosis(path, _read(path)).findings)

    def clean_unexpected_attributes(
        self, config: Mapping[str, object], kind: ConfigKind | None = None
    ) -> CleanupResult:
        """The configuration without keys that its class does not know; `kind` is told by content.

        A key that stands for a part of a model stays. Raises UserError where the kind is not known.
        """
        kind = kind_of(config) if kind is None else kind
        if kind is ConfigKind.SETTINGS:
            known = Settings.model_fields
            removed = frozenset(key for key in config if key not in known)
        elif kind is not None:
            schema = schema_of(kind)
            gone = Check(schema, config).result().removed
            removed = frozenset(k for k in gone if k in FORBIDDEN or not schema.knows(k))
        else:
            raise UserError(_UNKNOWN_KIND, category=ErrorCategory.MODEL)
        kept = {key: value for key, value in config.items() if key not in removed}
        return CleanupResult(kept, tuple(key for key in config if key in removed))

    def backup_and_repair_config(self, path: Path) -> RepairResult:
        """Mend the bad keys of the file and nothing else.

        It is written only if it can be used afterwards, and after its original bytes are on the
        disk. Raises UserError if it cannot be read, NotSavedError if one of both cannot be written;
        then the file is as it was.
        """
        path = path.resolve()  # what a link points to is mended, the link stays
        raw = _read(path)
        before = self._diagnosis(path, raw)
        if before.content is None or before.content == raw:
            return RepairResult(path, is_repaired=False, remaining=before.findings)
        after = self._diagnosis(path, before.content)
        if any(finding.severity is Severity.ERROR for finding in after.findings):
            return RepairResult(path, is_repaired=False, remaining=before.findings)
        try:
            backup = self._keep(path, raw)
        except OSError as error:
            raise NotSavedError(tr("A copy of the original"), error) from error
        try:
            durable_write(path, before.content)
        except OSError as error:
            raise NotSavedError(tr("The repaired file"), error) from error
        return RepairResult(
            path,
            is_repaired=True,
            backup=backup,
            diff=_diff(path.name, raw, before.content),
            repaired=tuple(f for f in before.findings if f.can_be_repaired),
            remaining=after.findings,
        )

    def validate_model_compatibility(
        self, model_config: Mapping[str, object]
    ) -> CompatibilityResult:
        """Whether a part of a model is for Wan 2.2 and the libraries here, and for which models."""
        return check_part(model_config, self._versions)

    def compatibility_of(self, path: Path) -> CompatibilityResult | None:
        """Of the part that a file configures, or of the whole model where it is its index.

        None where the file belongs to no model; raises UserError if it cannot be read.
        """
        try:
            config = read_json_object(_read(path)).values
        except NotAnObjectError:
            return None
        if kind_of(config) in (None, ConfigKind.SETTINGS):
            return None
        is_index = path.name == INDEX_NAME
        return (
            self.validate_model_set(path.parent) if is_index else check_part(config, self._versions)
        )

    def validate_model_folder(self, path: Path) -> tuple[ValidationResult, ...]:
        """Every configuration of a model's folder by itself, and its index with the whole set.

        A file that cannot be read is an error of that file. A folder without an index holds parts
        that stand for themselves, as single files of weights do.
        """
        index = path / INDEX_NAME
        files = ([index] if index.is_file() else []) + list(_part_files(path).values())
        results: list[ValidationResult] = []
        for file in files:
            try:
                result = self.validate_config_schema(file)
            except UserError as error:
                result = ValidationResult(file, (Finding(Severity.ERROR, error.message),))
            results.append(result)
        if index.is_file() and all(result.is_valid for result in results):
            fit = self.validate_model_set(path)
            results[0] = ValidationResult(index, (*results[0].findings, *fit.findings))
        return tuple(results)

    def validate_model_set(self, folder: Path) -> CompatibilityResult:
        """Whether the parts of a model's folder belong together; raises UserError as above."""
        parts: dict[str, dict[str, object]] = {}
        faults: list[Finding] = []
        for name, file in {"model_index": folder / INDEX_NAME, **_part_files(folder)}.items():
            try:
                parts[name] = read_json_object(_read(file)).values
            except NotAnObjectError as error:
                faults.append(Finding(Severity.ERROR, tr("The file {fault}.", fault=error), name))
        result = check_set(parts, self._versions)
        variants = () if faults else result.variants
        return CompatibilityResult(variants, (*faults, *result.findings))

    def _diagnosis(self, path: Path, raw: bytes) -> _Diagnosis:
        if self._settings_file is not None and path.resolve() == self._settings_file.resolve():
            return _settings_diagnosis(raw)
        try:
            found = read_json_object(raw)
        except NotAnObjectError as error:
            return _Diagnosis((Finding(Severity.ERROR, tr("The file {fault}.", fault=error)),))
        kind = kind_of(found.values)
        if kind is None:
            return _Diagnosis((Finding(Severity.ERROR, _UNKNOWN_KIND),))
        if kind is ConfigKind.SETTINGS:
            return _settings_diagnosis(raw)
        return _config_diagnosis(kind, found)

    def _keep(self, path: Path, raw: bytes) -> Path:
        """Named by content: the same bytes are kept once, and no copy replaces another."""
        name = safe_name(f"{path.parent.name}.{path.stem}"[:60])
        digest = hashlib.sha256(raw).hexdigest()[:16]
        backup = self._backups / "configs" / f"{name}.{digest}{path.suffix[:10]}"
        if len(raw) > MAX_FILE_BYTES:
            _copy(path, backup)
        elif not backup.is_file() or backup.read_bytes() != raw:
            durable_write(backup, raw)
        return backup


_UNKNOWN_KIND = tr(
    "This is no configuration that this app knows: it names no class of a Wan model."
)


def _config_diagnosis(kind: ConfigKind, found: JsonObject) -> _Diagnosis:
    checkup = Check(schema_of(kind), found.values).result()
    findings = [
        Finding(Severity.ERROR, tr("The file {fault}.", fault=fault), can_be_repaired=True)
        for fault in found.faults
    ]
    for key in found.repeated:
        where = plain_line(key, _MAX_KEY)
        text = tr("{key} is there more than once; the last one counts.", key=where)
        findings.append(Finding(Severity.WARNING, text, where, can_be_repaired=True))
    findings += [
        Finding(Severity.WARNING, tr("{key} is there more than once in an object.", key=name), name)
        for name in (plain_line(key, _MAX_KEY) for key in found.repeated_inside)
    ]
    findings += checkup.findings
    if not any(finding.can_be_repaired for finding in findings):
        return _Diagnosis(tuple(findings))
    content = found.changed(checkup.values, checkup.removed).content()
    return _Diagnosis(tuple(findings), content)


def _settings_diagnosis(raw: bytes) -> _Diagnosis:
    """Always to be mended: the app starts with what is left."""
    try:
        settings, notes = settings_from(raw)
    except ValueError as error:
        text = tr(
            "The settings file is damaged: it is {reason}. The app would start with defaults.",
            reason=error,
        )
        whole = Finding(Severity.ERROR, text, "", can_be_repaired=True)
        return _Diagnosis((whole,), file_content(Settings()))
    if not notes:
        return _Diagnosis(())
    findings = tuple(Finding(Severity.WARNING, note, "", can_be_repaired=True) for note in notes)
    return _Diagnosis(findings, file_content(settings))


def _part_files(folder: Path) -> dict[str, Path]:
    """The configurations that are there, by the names of their folders."""
    names = {"scheduler": "scheduler_config.json", "tokenizer": "tokenizer_config.json"}
    files = {part: folder / part / names.get(part, "config.json") for part in PART_KINDS}
    return {part: file for part, file in files.items() if file.is_file()}


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():  # opening a pipe or a device would wait for it
            reason = tr("it is no file") if path.exists() else tr("it is not there")
            raise UserError(
                tr("{file} cannot be read: {reason}.", file=path, reason=reason), field="file"
            )
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(
            tr("{file} cannot be read: {reason}.", file=path, reason=reason), field="file"
        ) from error


def _copy(path: Path, backup: Path) -> None:
    """Of a file too long to be held; raises OSError."""
    backup.parent.mkdir(parents=True, exist_ok=True)
    temporary = backup.with_name(f".{backup.name}.{os.getpid()}.tmp")
    try:
        shutil.copyfile(path, temporary)
        with temporary.open("r+b") as file:
            os.fsync(file.fileno())
        publish(temporary, backup)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _diff(name: str, before: bytes, after: bytes) -> str:
    if len(before) > MAX_FILE_BYTES:
        return ""
    old, new = (
        content.decode("utf-8", "backslashreplace").splitlines(keepends=True)
        for content in (before, after)
    )
    lines = difflib.unified_diff(
        old, new, tr("{name} (before)", name=name), tr("{name} (after)", name=name)
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
