"""What the log says of the last days: errors by source, and what was recovered from."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.doctor.domain.findings import Finding, Severity
from wan22_desktop.doctor.domain.health_report import Check, Fact

NAME, TITLE = "logs", tr("Log and recoveries")
RECENT = timedelta(days=7)
_MAX_BYTES = 2_000_000
_MOST_SOURCES = 8
_ERRORS = frozenset({"error", "critical"})


def check_logs(logs: Iterable[Path], recoveries: Path, *, now: datetime | None = None) -> Check:
    """Counts of the last seven days; lines that are no JSON are skipped."""
    since = (now or datetime.now(UTC)) - RECENT
    errors: Counter[str] = Counter()
    warnings, last = 0, ""
    for file in logs:
        for entry in json_lines(file):
            at = moment(entry.get("time"))
            if at is None or at < since:
                continue
            if entry.get("level") in _ERRORS:
                source = plain_line(str(entry.get("source", "unknown")), 60)
                errors[source] += 1
                last = plain_line(str(entry.get("message", "")), 200)
            warnings += entry.get("level") == "warning"
    facts = [Fact(tr("Errors in 7 days"), str(errors.total())), Fact(tr("Warnings"), str(warnings))]
    facts += [
        Fact(tr("Errors of {source}", source=source), str(n))
        for source, n in errors.most_common(_MOST_SOURCES)
    ]
    if last:
        facts.append(Fact(tr("Last error"), last))
    facts += _recoveries(recoveries, since)
    findings = ()
    if errors:
        count = errors.total()
        text = trn(
            "{count} error was logged in the last 7 days.",
            "{count} errors were logged in the last 7 days.",
            count,
        )
        advice = tr("If something does not work, the log panel has the details.")
        findings = (Finding(Severity.NOTE, text, advice=advice),)
    return Check(NAME, TITLE, findings, tuple(facts))


def json_lines(file: Path) -> Iterator[dict[str, object]]:
    """The objects in the last part of a file of JSON lines; whatever else is in it is skipped."""
    try:
        with file.open("rb") as stream:
            length = stream.seek(0, 2)
            stream.seek(max(0, length - _MAX_BYTES))
            lines = stream.read(_MAX_BYTES).splitlines()
    except OSError:
        return
    for line in lines:
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(entry, dict):
            yield entry


def moment(said: object) -> datetime | None:
    """A time as the log and its kin write it; None if it is none."""
    if isinstance(said, int | float) and not isinstance(said, bool):
        try:
            return datetime.fromtimestamp(said, UTC)
        except (OverflowError, OSError, ValueError):
            return None
    try:
        at = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def _recoveries(file: Path, since: datetime) -> list[Fact]:
    """By cause, as far as the lines tell it: outcomes have lines of their own."""
    causes: dict[object, str] = {}
    recovered: set[object] = set()
    for number, entry in enumerate(json_lines(file)):
        at = moment(entry.get("at"))
        if at is None or at < since:
            continue
        record = entry.get("record")
        key: object = record if isinstance(record, int) else ("line", number)
        if "cause" in entry:
            causes[key] = plain_line(str(entry["cause"]), 60)
        if entry.get("recovered") is True:
            recovered.add(key)
    counts = Counter(causes.values()).most_common(_MOST_SOURCES)
    good = len(recovered & causes.keys())
    told = ", ".join(f"{cause} {count}" for cause, count in counts)
    return [
        Fact(
            tr("Failures in 7 days"),
            tr("{causes}; {count} recovered", causes=told, count=good) if told else tr("none"),
        )
    ]
