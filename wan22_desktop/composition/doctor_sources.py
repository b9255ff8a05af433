"""What other parts of the app tell the doctor: models, the engine, jobs and their prompts."""

import json
import re
import sqlite3
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

from pydantic import ValidationError

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.hardware import Disk, HardwareProfile
from wan22_desktop.core.installed import InstalledModels
from wan22_desktop.core.model_store import ModelStore
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.core.units import size
from wan22_desktop.core.wan import Variant
from wan22_desktop.doctor.database_check import tables_of, wal_of
from wan22_desktop.doctor.domain.engine_answer import EngineAnswer
from wan22_desktop.doctor.domain.findings import Finding, Severity
from wan22_desktop.doctor.domain.health_report import Check, Fact
from wan22_desktop.generation.engine_process import EngineProcess
from wan22_desktop.model_manager.domain.status import FileState, FileStatus
from wan22_desktop.model_manager.health.monitor import ModelHealthMonitor

MODELS, MODELS_TITLE = "models", tr("Models")
_BAD_STATES = {FileState.MISSING: tr("missing"), FileState.DAMAGED: tr("damaged")}
ENGINE_LIMIT_S = 90.0
"""torch takes ten seconds from a slow disk, several times that behind a virus scanner."""
_MOST_FILES = 10
_WATCH_S = 0.1
_STORED_PROMPT = re.compile(rb'"(?:negative_)?prompt"\s*:\s*"((?:[^"\\]|\\.){1,20000})')


# --- the engine ----------------------------------------------------------------------------------


def ask_engine(
    places: Places,
    should_stop: Callable[[], bool],
    *,
    limit_s: float = ENGINE_LIMIT_S,
    command: list[str] | None = None,
) -> EngineAnswer | None:
    """Start a real engine, hear what it says of itself, end it; None if the user has stopped.

    It renders nothing and is no part of the queue's engine, which may be at work meanwhile.
    """
    with tempfile.TemporaryDirectory(prefix="wan22-doctor-") as scratch:
        # A home that is not there is not made by looking at it.
        folder = places.logs if places.logs.is_dir() else Path(scratch)
        engine = EngineProcess(folder / "engine.log", command)
        watch = _Watch(engine, should_stop, limit_s)
        begun = time.monotonic()
        try:
            ready = engine.start()
        except UserError as error:
            if watch.stopped:
                return None
            reason = error.message
            if watch.late:
                reason = tr("it was not ready within {seconds} s.", seconds=f"{limit_s:.0f}")
            return EngineAnswer(problem=reason)
        finally:
            watch.end()
            engine.shut_down()
        return EngineAnswer(ready.versions, ready.devices, ready.gpu, time.monotonic() - begun)


class _Watch:
    """Ends an engine that takes too long, or that nobody waits for any more."""

    def __init__(
        self, engine: EngineProcess, should_stop: Callable[[], bool], limit_s: float
    ) -> None:
        self.stopped = False
        self.late = False
        self._engine = engine
        self._should_stop = should_stop
        self._deadline = time.monotonic() + limit_s
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="doctor-engine-watch")
        self._thread.start()

    def end(self) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_WATCH_S):
            self.stopped = self._should_stop()
            self.late = time.monotonic() > self._deadline
            if self.stopped or self.late:
                # Again and again: the process may not have been started when this was first seen.
                self._engine.kill()


# --- models --------------------------------------------------------------------------------------


def check_models(places: Places) -> Check:
    """Every installed package by names and sizes, and every model by the headers of its files."""
    findings: list[Finding] = []
    facts: list[Fact] = []
    told: set[Variant] = set()
    monitor = ModelHealthMonitor(places, renders=lambda _: (), scan_command=lambda: None)
    for record in ModelStore(places.models).packages():
        if record.current is None:
            continue
        try:
            files = monitor.quick_check(record.package)
        except (UserError, OSError) as error:
            text = error.message if isinstance(error, UserError) else str(error)
            advice = tr(
                "Install it again: `wan22 models install {package}` (needs a network).",
                package=record.package,
            )
            findings.append(Finding(Severity.ERROR, text, record.package, advice=advice))
            continue
        facts.append(Fact(record.package, _in_words(files)))
        bad = [file for file in files if file.state in _BAD_STATES]
        if bad:
            findings.append(_bad_files(record.package, bad))
            if record.variant is not None:
                told.add(record.variant)
    installed = InstalledModels(places)
    for variant in places.installed_models():
        title = variant.facts.title
        try:
            installed.parts(variant)
        except (UserError, OSError) as error:
            if variant in told:
                continue
            text = error.message if isinstance(error, UserError) else str(error)
            advice = tr("Install the model again, or put its files back.")
            findings.append(Finding(Severity.ERROR, text, title, advice=advice))
        else:
            facts.append(Fact(title, tr("can be loaded, by the headers of its files")))
    return Check(MODELS, MODELS_TITLE, tuple(findings), tuple(facts))


def _in_words(files: Sequence[FileStatus]) -> str:
    total = size(sum(file.size_bytes for file in files))
    said = tr("{count} files, {size}", count=len(files), size=total)
    unread = sum(file.state is FileState.UNCHECKED for file in files)
    return tr("{files}, {count} not read yet", files=said, count=unread) if unread else said


def _bad_files(package: str, bad: Sequence[FileStatus]) -> Finding:
    named = ", ".join(f"{file.path} ({_BAD_STATES[file.state]})" for file in bad[:_MOST_FILES])
    if len(bad) > _MOST_FILES:
        named = tr("{names} and {count} more", names=named, count=len(bad) - _MOST_FILES)
    advice = tr(
        "Repair it in the Models panel or with `wan22 models repair {package}`: "
        "only what is bad is fetched again, which needs a network.",
        package=package,
    )
    text = tr("Files of this model are missing or damaged: {files}.", files=named)
    return Finding(Severity.ERROR, text, package, advice=advice)


def config_folders(places: Places) -> dict[str, Path]:
    """The folders of installed models by title; files that are used where they lie have none."""
    store = ModelStore(places.models)
    return {
        variant.facts.title: folder
        for variant in places.installed_models()
        if (folder := places.model_folder(variant)).is_dir()
        and not ((chosen := store.chosen(variant)) is not None and chosen.adopted is not None)
    }


def own_config_folders(places: Places) -> set[Path]:
    """Those whose configurations may be mended here: files that the user has put there by hand.

    What was fetched has digests to keep to and is fetched again, what ships is installed again,
    and what was adopted is never changed.
    """
    store = ModelStore(places.models)
    return {
        places.model_folder(variant)
        for variant in places.installed_models()
        if store.chosen(variant) is None
        and places.model_folder(variant).is_relative_to(places.models)
    }


def disk_kind(profile: HardwareProfile | None, folder: Path) -> str | None:
    """Of the disk that a folder lies on, as far as the machine tells."""
    disks: tuple[Disk, ...] = (profile.disks or ()) if profile is not None else ()
    holding = [disk for disk in disks if folder.is_relative_to(disk.mount)]
    best = max(holding, key=lambda disk: len(disk.mount), default=None)
    return best.kind.value.upper() if best is not None and best.kind is not None else None


# --- the database --------------------------------------------------------------------------------


def damaged_jobs(connection: sqlite3.Connection) -> list[str]:
    """The ids of jobs whose request is not what was written; raises sqlite3.Error."""
    rows = connection.execute(
        "SELECT CAST(id AS BLOB), CAST(request AS BLOB), request_crc32 FROM jobs"
    )
    return [
        (job_id or b"?").decode("utf-8", "replace")
        for job_id, request, checksum in rows
        if not _is_as_written(request or b"", checksum)
    ]


_PRIVATE_TEXTS = {
    "clips": "prompt, note",
    "lora_pairs": "name",
    "prompts": "text, negative_prompt",
}
_PRIVATE_NAMES = {"clips": "path", "jobs": "clip_path", "loras": "name, file_name"}
"""Files by what they are called, whatever folder they lie in and however they end."""


def private_texts(copy: Path, backups: Path) -> set[str]:
    """Prompts, notes, names of clips and of LoRAs in a copy of the database.

    Prompts of removed jobs too, as far as backups or unused bytes of the file still have them.
    Raises sqlite3.Error where the rows cannot be read: then nobody knows what is private.
    """
    found: set[str] = set()
    for file in (copy, wal_of(copy), *sorted(backups.glob("*.sqlite3"))):
        with suppress(OSError):
            found.update(map(_unescaped, _STORED_PROMPT.findall(file.read_bytes())))
    with closing(sqlite3.connect(copy)) as connection:
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        for (request,) in connection.execute("SELECT request FROM jobs"):
            found.update(_prompts_in(str(request)))
        tables = tables_of(connection)  # a database of an older app has fewer
        for table, columns in _PRIVATE_TEXTS.items():
            if table in tables:
                for row in connection.execute(f"SELECT {columns} FROM {table}"):  # noqa: S608 - of constants
                    found.update(str(text) for text in row if text)
        for table, columns in _PRIVATE_NAMES.items():
            if table in tables:
                for row in connection.execute(f"SELECT {columns} FROM {table}"):  # noqa: S608 - of constants
                    found.update(Path(str(n).replace("\\", "/")).stem for n in row if n)
    return found


def _is_as_written(request: bytes, checksum: object) -> bool:
    if zlib.crc32(request) != checksum:
        return False
    try:
        GenerationRequest.from_json(request)
    except ValidationError:
        return False
    return True


def _prompts_in(request: str) -> Iterator[str]:
    try:
        tree = json.loads(request)
    except (ValueError, RecursionError):
        return  # what can be seen of it was found in the bytes
    if isinstance(tree, dict):
        yield from (str(tree[key]) for key in ("prompt", "negative_prompt") if tree.get(key))


def _unescaped(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace")
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text
