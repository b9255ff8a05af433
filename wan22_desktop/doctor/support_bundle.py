"""One zip for people who help: what the doctor saw, without secrets, names and prompts.

What is in it is decided first and can be shown; only then it is written.
"""

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.errors import NotSavedError
from wan22_desktop.core.texts import tr
from wan22_desktop.core.units import size
from wan22_desktop.doctor.domain.findings import Finding
from wan22_desktop.doctor.domain.health_report import Check, Fact, HealthReport
from wan22_desktop.doctor.domain.redaction import Redactor
from wan22_desktop.doctor.report_files import ENDINGS, report_bytes

MAX_LOG_LINES = 2000
_MAX_TAIL_BYTES = 1_000_000
_MAX_SETTINGS_BYTES = 256 * 1024
_WITHHELD = "<withheld: the prompts could not be read, so they could not be taken out>"


@dataclass(frozen=True, slots=True)
class BundleFile:
    """One file of the bundle; `about` says in a few words what it holds."""

    name: str
    about: str
    content: bytes

    @property
    def line(self) -> str:
        """For the list that is shown before it is written."""
        return f"{self.name} ({size(len(self.content))}): {self.about}"


@dataclass(frozen=True, slots=True)
class BundleSources:
    """Where the bundle's files come from; what is not there is left out."""

    settings: Path
    json_logs: tuple[Path, ...]
    """Files of JSON lines, oldest first, that become one."""
    text_logs: tuple[Path, ...]
    recoveries: Path
    audit: Path
    database: Path | None
    """A copy that nobody else has open."""
    model_configs: Mapping[str, Path]
    """By the names that they get in the bundle."""
    versions: Mapping[str, str]
    may_show_messages: bool = True
    """False where nobody knows which prompts to take out: then only what is not free text goes."""


def bundle_files(
    report: HealthReport, sources: BundleSources, redactor: Redactor
) -> tuple[BundleFile, ...]:
    """Everything that the bundle will hold, made clean."""
    return tuple(file for file in _files(report, sources, redactor) if file.content)


def write_bundle(files: Iterable[BundleFile], target: Path) -> None:
    """Raises NotSavedError; then nothing was written."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        for file in files:
            # Without a time of its own: the same content gives the same bytes.
            bundle.writestr(zipfile.ZipInfo(file.name), file.content, zipfile.ZIP_DEFLATED)
    try:
        durable_write(target, packed.getvalue())
    except OSError as error:
        raise NotSavedError(tr("The support bundle"), error) from error


def _files(
    report: HealthReport, sources: BundleSources, redactor: Redactor
) -> Iterable[BundleFile]:
    clean = redacted(report, redactor)
    for ending in ENDINGS:
        yield BundleFile(
            f"health{ending}", tr("what the doctor found"), report_bytes(clean, ending)
        )
    yield BundleFile(
        "versions.json",
        tr("versions of the app and its libraries"),
        _json(redactor.tree(sources.versions)),
    )
    yield BundleFile(
        "settings.json",
        tr("your settings without folders, tokens and names"),
        _settings(sources.settings, redactor),
    )
    yield BundleFile(
        "log.jsonl",
        tr("the last {count} lines of the log", count=MAX_LOG_LINES),
        _json_lines(sources.json_logs, redactor, sources),
    )
    for log in sources.text_logs:
        yield BundleFile(
            log.name, tr("the end of what the engine wrote"), _text_tail(log, redactor, sources)
        )
    yield BundleFile(
        "recoveries.jsonl",
        tr("what went wrong before and what was done"),
        _json_lines((sources.recoveries,), redactor, sources),
    )
    yield BundleFile(
        "audit.jsonl",
        tr("what the app has moved or removed"),
        _json_lines((sources.audit,), redactor, sources),
    )
    if sources.database is not None:
        yield BundleFile(
            "database.json",
            tr("how many rows each table has and how it is built; no rows"),
            _database(sources.database, redactor),
        )
    for name, file in sorted(sources.model_configs.items()):
        yield BundleFile(
            f"models/{name}",
            tr("a configuration of a model"),
            _settings(file, redactor),
        )


def redacted(report: HealthReport, redactor: Redactor) -> HealthReport:
    """The report with every text made clean."""
    text = redactor.text

    def finding(one: Finding) -> Finding:
        return replace(one, text=text(one.text), where=text(one.where), advice=text(one.advice))

    def fact(one: Fact) -> Fact:
        return replace(one, label=text(one.label), value=text(one.value))

    def check(one: Check) -> Check:
        return replace(
            one,
            findings=tuple(map(finding, one.findings)),
            facts=tuple(map(fact, one.facts)),
        )

    return replace(report, checks=tuple(map(check, report.checks)))


def _settings(file: Path, redactor: Redactor) -> bytes:
    """Every value that is no number and no known word goes through the redactor."""
    try:
        with file.open("rb") as stream:
            tree = json.loads(stream.read(_MAX_SETTINGS_BYTES).decode("utf-8-sig"))
        return _json(redactor.tree(tree))
    except OSError:
        return b""
    except (ValueError, RecursionError):  # damaged: its bytes could be anything
        return b'"It is damaged and was left out."\n'


def _json_lines(files: Iterable[Path], redactor: Redactor, sources: BundleSources) -> bytes:
    lines: list[bytes] = []
    for file in files:
        for raw in _tail(file).splitlines():
            try:
                entry = json.loads(raw)
            except (ValueError, RecursionError):
                continue  # half a line; what it holds cannot be told apart
            if not isinstance(entry, dict):
                continue
            if not sources.may_show_messages:
                kept = ("time", "at", "level", "source", "thread", "category", "cause", "deed")
                entry = {key: entry[key] for key in kept if key in entry} | {"message": _WITHHELD}
            with suppress(RecursionError):
                lines.append(_json(redactor.tree(entry), indent=None))
    return b"".join(lines[-MAX_LOG_LINES:])


def _text_tail(file: Path, redactor: Redactor, sources: BundleSources) -> bytes:
    raw = _tail(file)
    if not raw or not sources.may_show_messages:
        return f"{_WITHHELD}\n".encode() if raw else b""
    lines = raw.decode("utf-8", "replace").splitlines()[-MAX_LOG_LINES:]
    # As one text: a prompt may stand on several lines.
    return (redactor.text("\n".join(lines)) + "\n").encode("utf-8", "replace")


def _tail(file: Path) -> bytes:
    """The last bytes of a file, from the beginning of a line."""
    try:
        with file.open("rb") as stream:
            length = stream.seek(0, 2)
            stream.seek(max(0, length - _MAX_TAIL_BYTES))
            raw = stream.read(_MAX_TAIL_BYTES)
    except OSError:
        return b""
    return raw if length <= _MAX_TAIL_BYTES else raw.partition(b"\n")[2]


def _database(copy: Path, redactor: Redactor) -> bytes:
    told: dict[str, object] = {"sqlite": sqlite3.sqlite_version, "size_bytes": copy.stat().st_size}
    try:
        with closing(sqlite3.connect(copy)) as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            schema = connection.execute("SELECT name, type, sql FROM sqlite_schema").fetchall()
            told["user_version"] = version
            told["schema"] = [redactor.text(str(sql)) for _, _, sql in schema if sql]
            counts: dict[str, object] = {}
            for name, kind, _ in schema:
                if kind == "table":
                    quoted = str(name).replace('"', '""')
                    try:
                        count = connection.execute(f'SELECT count(*) FROM "{quoted}"')  # noqa: S608 - quoted
                        counts[redactor.text(str(name))] = count.fetchone()[0]
                    except sqlite3.Error as error:
                        counts[redactor.text(str(name))] = redactor.text(str(error))
            told["rows"] = counts
    except sqlite3.Error as error:
        told["problem"] = redactor.text(str(error))
    return _json(told)


def _json(tree: object, indent: int | None = 2) -> bytes:
    return (json.dumps(tree, ensure_ascii=False, indent=indent) + "\n").encode("utf-8", "replace")
