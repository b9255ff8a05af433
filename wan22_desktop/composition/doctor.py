"""The doctor: examines everything, repairs what is safe, packs what helpers need."""

import logging
import os
import platform
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from wan22_desktop import __version__
from wan22_desktop.composition.doctor_sources import (
    MODELS,
    MODELS_TITLE,
    ask_engine,
    check_models,
    config_folders,
    damaged_jobs,
    disk_kind,
    own_config_folders,
    private_texts,
)
from wan22_desktop.composition.schema import UPGRADES
from wan22_desktop.core.database import Database, SharedDatabase
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.instance import InstanceLock
from wan22_desktop.core.logs import FILE_COUNT
from wan22_desktop.core.places import PROGRAM_FOLDER, Places
from wan22_desktop.core.settings import MAX_FILE_BYTES, Settings, settings_from
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.core.units import size
from wan22_desktop.core.wan import Variant
from wan22_desktop.doctor import (
    config_check,
    database_check,
    disk_check,
    installation,
    libraries,
    log_check,
)
from wan22_desktop.doctor.config_validator import ConfigValidator
from wan22_desktop.doctor.database_check import copy_live, copy_set, examine, newest_backup
from wan22_desktop.doctor.database_rescue import rescue
from wan22_desktop.doctor.domain import gpu_check
from wan22_desktop.doctor.domain.engine_answer import EngineAnswer
from wan22_desktop.doctor.domain.findings import Finding, Severity
from wan22_desktop.doctor.domain.health_report import Check, Fact, HealthReport
from wan22_desktop.doctor.domain.redaction import Redactor, secrets_of
from wan22_desktop.doctor.installation import StoppedError
from wan22_desktop.doctor.support_bundle import (
    BundleFile,
    BundleSources,
    bundle_files,
    write_bundle,
)
from wan22_desktop.doctor.syntax_validator import SyntaxValidator, packaged_folder
from wan22_desktop.hardware.time_limit import TimeLimit
from wan22_desktop.hardware.vram_manager import VRAMManager

_log = logging.getLogger("wan22.doctor")

AskEngine = Callable[[Places, Callable[[], bool]], EngineAnswer | None]
_DISK_LIMIT_S = 5.0


@dataclass(frozen=True, slots=True)
class Fixes:
    """What a repair did and what it could not do, in whole sentences."""

    done: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


class Doctor:
    """Plain Python for one thread at a time; nothing is kept open between two calls.

    `database` is that of a process that owns the home and has it open; without one the doctor
    takes a private copy. `program` is the folder that is checked against its manifest.
    """

    def __init__(
        self,
        places: Places,
        *,
        database: SharedDatabase | None = None,
        program: Path | None = None,
        ask: AskEngine = ask_engine,
    ) -> None:
        self._places = places
        self._database = database
        self._program = program or packaged_folder() or PROGRAM_FOLDER
        self._ask = ask
        self._disk_limit = TimeLimit("doctor-disk")
        self._validator = ConfigValidator(places.backups, places.settings_file)
        self._report: HealthReport | None = None
        self._profile: HardwareProfile | None = None
        self._engine: EngineAnswer | None = None
        self._configs: dict[str, Path] = {}
        self._private: set[str] | None = None
        """None until the database could be read."""

    # --- examining ------------------------------------------------------------------------------

    def examine(
        self,
        progress: Callable[[str], None] = lambda _: None,
        should_stop: Callable[[], bool] = lambda: False,
        *,
        is_quick: bool = False,
    ) -> HealthReport:
        """Look at everything; changes nothing.

        `progress` hears what is looked at next. `is_quick` starts no engine and compares only the
        sizes of the program's files. A check that fails by itself is a finding, never an error.
        """
        steps: list[tuple[str, str, Callable[[], Check]]] = [
            (
                installation.NAME,
                installation.TITLE,
                lambda: self._installation(should_stop, is_quick=is_quick),
            ),
            (gpu_check.NAME, gpu_check.TITLE, lambda: self._gpu(should_stop, is_quick=is_quick)),
            (libraries.NAME, libraries.TITLE, self._libraries),
            (config_check.SETTINGS, config_check.SETTINGS_TITLE, self._settings_check),
            (MODELS, MODELS_TITLE, lambda: check_models(self._places)),
            (config_check.CONFIGS, config_check.CONFIGS_TITLE, self._configs_check),
            (database_check.NAME, database_check.TITLE, self._database_check),
            (disk_check.NAME, disk_check.TITLE, self._disks),
            (log_check.NAME, log_check.TITLE, self._logs),
        ]
        checks: list[Check] = []
        is_complete = not is_quick
        for name, title, make in steps:
            if should_stop():
                is_complete = False
                break
            progress(title)
            begun = time.monotonic()
            try:
                made = make()
            except StoppedError:
                is_complete = False
                break
            except Exception as error:  # noqa: BLE001 - one broken check must not cost the others
                _log.warning("the check %s failed", name, exc_info=True)
                text = tr("This could not be checked: {reason}.", reason=error)
                made = Check(name, title, (Finding(Severity.ERROR, text),))
            checks.append(replace(made, seconds=time.monotonic() - begun))
        if should_stop():
            is_complete = False
        made_at = datetime.now().astimezone().isoformat(timespec="seconds")
        self._report = HealthReport(made_at, __version__, tuple(checks), is_complete)
        return self._report

    def _installation(self, should_stop: Callable[[], bool], *, is_quick: bool) -> Check:
        return installation.check_installation(
            self._program,
            installation.read_critical_files(
                self._places.assets / "resources" / "critical_files.json"
            ),
            SyntaxValidator(self._places.backups),
            is_quick=is_quick,
            should_stop=should_stop,
        )

    def _gpu(self, should_stop: Callable[[], bool], *, is_quick: bool) -> Check:
        self._engine = None if is_quick else self._ask(self._places, should_stop)
        if should_stop():
            raise StoppedError
        manual = self._settings().hardware.manual_vram_bytes
        vram = VRAMManager(self._places.home, manual_vram_bytes=manual)
        self._profile = vram.profile(None if self._engine is None else self._engine.gpu)
        return gpu_check.check_gpu(self._profile, self._engine)

    def _libraries(self) -> Check:
        return libraries.check_libraries(self._places.assets / "constraints.txt", self._engine)

    def _settings_check(self) -> Check:
        return config_check.check_settings(self._places.settings_file, self._validator)

    def _configs_check(self) -> Check:
        folders = config_folders(self._places)
        check, results = config_check.check_configs(folders, self._validator)
        titles = {folder: title for title, folder in folders.items()}
        ids = {variant.facts.title: variant.value for variant in Variant}
        self._configs = {}
        for result in results:
            folder = next(folder for folder in titles if result.file.is_relative_to(folder))
            inside = result.file.relative_to(folder).as_posix()
            self._configs[f"{ids[titles[folder]]}/{inside}"] = result.file
        own = {titles[folder] for folder in own_config_folders(self._places) if folder in titles}
        elsewhere = tr(
            "These files came with the model: repair or install it again in the Models panel, "
            "which needs a network."
        )
        findings = tuple(
            finding
            if finding.where.split(", ")[0] in own
            else replace(finding, can_be_repaired=False, advice=elsewhere)
            for finding in check.findings
        )
        return replace(check, findings=findings)

    def _database_check(self) -> Check:
        file = self._places.database_file
        if not file.exists():
            fact = Fact(tr("Database"), tr("none yet: it is made when the app starts"))
            return Check(database_check.NAME, database_check.TITLE, facts=(fact,))
        try:
            with self._database_copy() as copy:
                examined = examine(copy, damaged_jobs)
        except (OSError, UserError, sqlite3.Error) as error:
            text = tr("The database cannot be read: {reason}.", reason=error)
            advice = tr("Check who may read the file; `wan22 doctor --fix` saves what can be read.")
            finding = Finding(Severity.ERROR, text, file.name, can_be_repaired=True, advice=advice)
            return Check(database_check.NAME, database_check.TITLE, (finding,))
        backup = newest_backup(self._places.backups, file.stem)
        return database_check.database_findings(examined, file, backup, len(UPGRADES))

    def _disks(self) -> Check:
        check, _ = disk_check.check_disks(
            self._folders(),
            kind_of=lambda folder: disk_kind(self._profile, folder),
            ask=lambda question: self._disk_limit.ask(question, _DISK_LIMIT_S),
            is_home_new=not self._places.home.exists(),
        )
        return check

    def _logs(self) -> Check:
        return log_check.check_logs(self._json_logs(), self._places.recoveries_file)

    # --- repairing ------------------------------------------------------------------------------

    def fix(self, report: HealthReport) -> Fixes:
        """Repair what `report` says can be repaired here; each original is kept.

        What needs a network, or an app that is closed, is said in `refused`. Examine again to see
        what is left.
        """
        done: list[str] = []
        refused: list[str] = []

        def wanted(name: str) -> bool:
            check = report.check(name)
            return check is not None and any(f.can_be_repaired for f in check.findings)

        if wanted(config_check.SETTINGS):
            self._mend((self._places.settings_file,), done, refused)
        if wanted(config_check.CONFIGS):
            own = own_config_folders(self._places)
            files = [
                result.file
                for folder in own
                for result in self._validator.validate_model_folder(folder)
                if any(finding.can_be_repaired for finding in result.findings)
            ]
            self._mend(tuple(files), done, refused)
        if wanted(database_check.NAME):
            try:
                done += self.rescue_database()
            except (UserError, OSError) as error:
                refused.append(error.message if isinstance(error, UserError) else str(error))
        if wanted(disk_check.NAME):
            self._remove_leftovers(done, refused)
        check = report.check(MODELS)
        if check is not None and check.worst is Severity.ERROR:
            refused.append(
                tr("Files of models are fetched again in the Models panel, with a network.")
            )
        check = report.check(installation.NAME)
        if check is not None and check.worst is Severity.ERROR:
            refused.append(tr("The program's own files are repaired by installing it again."))
        return Fixes(tuple(done), tuple(refused))

    def rescue_database(self, *, owns_home: bool = False) -> tuple[str, ...]:
        """Save what can be read of a damaged database; what was done, rows by table.

        `owns_home` says that this process holds the lock of the home and has not opened the
        database. Raises UserError while another process has the home, NotSavedError if the new
        file cannot be written.
        """
        if owns_home:
            return self._rescued()
        lock = InstanceLock(self._places)
        if self._database is not None or not lock.acquire():
            raise UserError(
                tr(
                    "The database can be repaired only while the app is closed: close it, then run "
                    "`wan22 doctor --fix`."
                ),
                category=ErrorCategory.BUSY,
                safe=tr("Nothing was changed."),
            )
        try:
            return self._rescued()
        finally:
            lock.release()

    def _rescued(self) -> tuple[str, ...]:
        file = self._places.database_file
        result = rescue(
            file,
            self._places.quarantine,
            lambda path: Database(path, upgrades=UPGRADES, backups=path.parent).close(),
            damaged_jobs,
            newest_backup(self._places.backups, file.stem),
        )
        return (
            tr(
                "The database was rebuilt from what could be read: {what}.",
                what="; ".join(result.sentences),
            ),
        )

    def _mend(self, files: tuple[Path, ...], done: list[str], refused: list[str]) -> None:
        results, problems = config_check.repair_configs(files, self._validator)
        for result in results:
            what = trn("1 thing", "{count} things", len(result.repaired))
            done.append(
                tr(
                    "{file} was mended ({what}); its original is {backup}.",
                    file=result.file,
                    what=what,
                    backup=result.backup,
                )
            )
        refused += problems

    def _remove_leftovers(self, done: list[str], refused: list[str]) -> None:
        removed, freed = 0, 0
        for leftover in disk_check.leftover_files(self._places.home):
            try:
                leftover.path.unlink()
            except OSError as error:
                refused.append(
                    tr(
                        "{file} cannot be removed: {reason}.",
                        file=leftover.path,
                        reason=error.strerror or error,
                    )
                )
                continue
            removed, freed = removed + 1, freed + leftover.size_bytes
        if removed:
            done.append(
                trn(
                    "1 temporary file was removed: {size}.",
                    "{count} temporary files were removed: {size}.",
                    removed,
                    size=size(freed),
                )
            )

    # --- the bundle -----------------------------------------------------------------------------

    def bundle_files(self) -> tuple[BundleFile, ...]:
        """What a bundle would hold: show it before it is written. Examines if nothing was yet."""
        report = self._report or self.examine(is_quick=True)
        with tempfile.TemporaryDirectory(prefix="wan22-doctor-") as scratch:
            copy, private = self._private_copy(Path(scratch))
            sources = BundleSources(
                settings=self._places.settings_file,
                json_logs=self._json_logs(),
                text_logs=(self._places.logs / "engine.log",),
                recoveries=self._places.recoveries_file,
                audit=self._places.audit_file,
                database=copy,
                model_configs=self._configs,
                versions=self._versions(),
                may_show_messages=private is not None,
            )
            return bundle_files(report, sources, self._redactor(private or set()))

    def write_bundle(
        self, target: Path, files: tuple[BundleFile, ...] | None = None
    ) -> tuple[BundleFile, ...]:
        """Write the bundle, or exactly the files that were shown; raises NotSavedError."""
        packed = self.bundle_files() if files is None else files
        write_bundle(packed, target)
        return packed

    def _private_copy(self, scratch: Path) -> tuple[Path | None, set[str] | None]:
        """A copy of the database and the private texts in it; None where they cannot be read."""
        if not self._places.database_file.exists():
            return None, set()
        try:
            with self._database_copy(scratch) as copy:
                return copy, private_texts(copy, self._places.backups)
        except (OSError, UserError, sqlite3.Error, ValueError):
            copy = scratch / self._places.database_file.name
            return (copy if copy.exists() else None), None

    def _redactor(self, private: set[str]) -> Redactor:
        places, settings = self._places, self._settings()
        user = os.environ.get("USERNAME") or os.environ.get("USER") or ""
        folders = {
            self._program: "<program>",
            PROGRAM_FOLDER: "<program>",
            Path(sys.prefix): "<python>",
            Path(sys.base_prefix): "<python>",
            Path.home(): "~",
            places.home: "<app home>",
            **{Path(watched): "<watched folder>" for watched in settings.loras.watched_folders},
        }
        if settings.files.output_folder is not None:
            folders[Path(settings.files.output_folder)] = "<outputs>"
        return Redactor(
            private=private,
            secrets=secrets_of(os.environ),
            folders={folder: name for folder, name in folders.items() if folder != Path("/usr")},
            people=(user, platform.node(), Path.home().name),
        )

    def _versions(self) -> dict[str, str]:
        engine = {} if self._engine is None else dict(self._engine.versions)
        return {
            "wan22": __version__,
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.release()} {platform.machine()}",
            "sqlite": sqlite3.sqlite_version,
            **engine,
        }

    # --- what all of them need ------------------------------------------------------------------

    @contextmanager
    def _database_copy(self, folder: Path | None = None) -> Iterator[Path]:
        """A private copy, gone afterwards unless `folder` is given; raises OSError, sqlite3.Error.

        Bytes while nobody has the database open, which shows every damage; through SQLite
        otherwise.
        """
        file = self._places.database_file
        with tempfile.TemporaryDirectory(prefix="wan22-doctor-") as scratch:
            target = folder or Path(scratch)
            if self._database is not None:
                with self._database.held() as database:
                    database.copy_to(target / file.name)
                yield target / file.name
                return
            lock = InstanceLock(self._places)
            if lock.acquire():
                try:
                    copy = copy_set(file, target)
                finally:
                    lock.release()
            else:
                copy = copy_live(file, target)
            yield copy

    def _settings(self) -> Settings:
        """As the app would read them, without setting a damaged file aside as the app does."""
        try:
            with self._places.settings_file.open("rb") as stream:
                return settings_from(stream.read(MAX_FILE_BYTES + 1)).settings
        except (OSError, ValueError):
            return Settings()

    def _folders(self) -> dict[str, Path]:
        places = self._places
        chosen = self._settings().files.output_folder
        outputs = places.outputs if chosen is None else Path(chosen)
        return {tr("home"): places.home, tr("outputs"): outputs, tr("models"): places.models}

    def _json_logs(self) -> tuple[Path, ...]:
        """Oldest first."""
        newest = self._places.logs / "wan22.log"
        older = [newest.with_name(f"wan22.log.{n}") for n in range(FILE_COUNT - 1, 0, -1)]
        return (*older, newest)
