"""The usage report as JSON for programs, and as one HTML page that needs nothing else."""

import dataclasses
import json
from datetime import date, datetime
from enum import Enum
from html import escape
from pathlib import Path

from wan22_desktop.core import units
from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.errors import NotSavedError, UserError
from wan22_desktop.core.texts import decimal, language, tr
from wan22_desktop.model_manager.domain.retention import CleanupRecommendations
from wan22_desktop.model_manager.domain.usage import PreloadSuggestion, UsageStatistics

SUFFIXES = (".json", ".html")


@dataclasses.dataclass(frozen=True, slots=True)
class PackageUsage:
    """One package's part of the report."""

    title: str
    is_installed: bool
    statistics: UsageStatistics


@dataclasses.dataclass(frozen=True, slots=True)
class UsageReport:
    """How models were used, at one moment."""

    made_at: datetime
    """In the zone of its days and hours."""
    total: UsageStatistics
    packages: tuple[PackageUsage, ...]
    """The most used first."""
    preload: tuple[PreloadSuggestion, ...]
    cleanup: CleanupRecommendations


def write_report(report: UsageReport, file: Path) -> None:
    """Write it as JSON or HTML, as the file's ending says; raises UserError."""
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        raise UserError(
            tr(
                "A report is written as {endings}: {name} ends otherwise.",
                endings=tr(" or ").join(SUFFIXES),
                name=file.name,
            ),
            field="out",
            suggestion=str(file.with_suffix(".html")),
            safe=tr("Nothing was written."),
        )
    text = report_json(report) if suffix == ".json" else report_html(report)
    try:
        durable_write(file, text.encode("utf-8", errors="replace"))
    except OSError as error:
        raise NotSavedError(tr("The report"), error) from error


def report_json(report: UsageReport) -> str:
    """Times in ISO 8601, durations in seconds, sizes in bytes."""
    return json.dumps(as_plain(report), indent=2, ensure_ascii=False) + "\n"


def cleanup_message(plan: CleanupRecommendations) -> dict[str, object]:
    """The recommendations as plain values, for JSON."""
    return {
        "suggestions": as_plain(plan.suggestions),
        "kept": as_plain(plan.kept),
        "frees_bytes": plan.frees_bytes,
        "download_bytes": plan.download_bytes,
        "free_bytes": plan.free_bytes,
        "target_free_bytes": plan.target_free_bytes,
        "missing_bytes": plan.missing_bytes,
    }


def as_plain(value: object) -> object:
    """A value of the report as what JSON knows."""
    if isinstance(value, CleanupRecommendations):
        return cleanup_message(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {field.name: as_plain(getattr(value, field.name)) for field in fields}
    if isinstance(value, tuple | list):
        return [as_plain(each) for each in value]
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


# --- HTML -----------------------------------------------------------------------------------------

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
:root {{ --ground: #fff; --text: #1d2126; --muted: #5c6670; --line: #d9dee3; --bar: #2f6fd0;
  --bad: #c2452d; }}
@media (prefers-color-scheme: dark) {{ :root {{ --ground: #16191d; --text: #e7eaed;
  --muted: #9aa5b0; --line: #343b43; --bar: #6ea2f2; --bad: #f08a73; }} }}
body {{ background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif;
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
h1 {{ font-size: 1.5rem; }} h2 {{ font-size: 1.15rem; margin-top: 2.2rem; }}
p.muted, td.muted {{ color: var(--muted); }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }}
td.number, th.number {{ text-align: right; font-variant-numeric: tabular-nums; }}
svg {{ display: block; width: 100%; overflow: visible; }}
svg rect {{ fill: var(--bar); }} svg rect.bad {{ fill: var(--bad); }}
svg line {{ stroke: var(--line); }} svg text {{ fill: var(--muted); font-size: 11px; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p class="muted">{origin}</p>
{body}
</body>
</html>
"""
_CHART_WIDTH = 900
_BAR_HEIGHT = 80
_FOOT = 94
"""Where the bars stand, from the top; all three in the units of the drawing."""
_DOT = "\N{MIDDLE DOT}"


def report_html(report: UsageReport) -> str:
    """A whole page: no script, nothing from elsewhere, every text as plain text."""
    days = [(day.day.isoformat(), day.uses, day.failures) for day in report.total.last_30_days]
    hours = [(f"{hour}:00", uses, 0) for hour, uses in enumerate(report.total.by_hour)]
    sections = (
        _summary(report.total),
        _headed(tr("Last {days} days", days=len(days)), _bars(days, tr("Renders by day"), every=7)),
        _headed(tr("By hour of the day"), _bars(hours, tr("Renders by hour"), every=6)),
        _headed(tr("Models"), _models(report)),
        _headed(tr("Likely next"), _preload(report)),
        _headed(tr("What could be removed"), _cleanup(report.cleanup)),
    )
    origin = tr(
        "Made on {time}, from what this computer has recorded. It was sent nowhere.",
        time=report.made_at.strftime("%Y-%m-%d %H:%M"),
    )
    return _PAGE.format(
        language=language(),
        title=escape(tr("How models were used")),
        origin=escape(origin),
        body="\n".join(sections),
    )


def _headed(heading: str, content: str) -> str:
    return f"<h2>{escape(heading)}</h2>{content}"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _summary(total: UsageStatistics) -> str:
    peak = ", ".join(f"{hour}:00" for hour in total.peak_hours)
    parts = (
        tr("{number} renders", number=total.total_uses),
        tr("{number:.1f} a day over the last 30 days", number=total.uses_per_day),
        *(
            (tr("{percent:.0f}% succeeded", percent=100 * total.success_rate),)
            if total.success_rate is not None
            else ()
        ),
        *((tr("busiest at {hours}", hours=peak),) if peak else ()),
        *(
            tr("{number} failed with {category}", number=count, category=category.value)
            for category, count in total.failures
        ),
    )
    return _paragraph(f" {_DOT} ".join(parts))


def _bars(bars: list[tuple[str, int, int]], title: str, *, every: int) -> str:
    """Columns with a label beneath each `every`-th: label, height, and how much of it is bad."""
    top = max((height for _, height, _ in bars), default=0) or 1
    pitch = _CHART_WIDTH / len(bars)
    drawn: list[str] = []
    for place, (label, height, bad) in enumerate(bars):
        left = f"{place * pitch:.1f}"

        def bar(count: int, mark: str = "", left: str = left) -> str:
            tall = _BAR_HEIGHT * count / top
            return (
                f'<rect{mark} x="{left}" y="{_FOOT - tall:.2f}" width="{pitch * 0.8:.1f}" '
                f'height="{tall:.2f}"/>'
            )

        red = bar(bad, ' class="bad"') if bad else ""
        drawn.append(f"<g><title>{escape(label)}: {height}</title>{bar(height)}{red}</g>")
        if place % every == 0:
            drawn.append(f'<text x="{left}" y="{_FOOT + 13}">{escape(label)}</text>')
    return (
        f'<svg viewBox="0 0 {_CHART_WIDTH} {_FOOT + 16}" role="img" aria-label="{escape(title)}">'
        f'<text x="0" y="9">{top}</text>'
        f'<line x1="0" x2="{_CHART_WIDTH}" y1="{_FOOT}" y2="{_FOOT}"/>{"".join(drawn)}</svg>'
    )


def _models(report: UsageReport) -> str:
    rows = [
        (
            used.title if used.is_installed else tr("{title} (not installed)", title=used.title),
            str(used.statistics.total_uses),
            decimal(f"{used.statistics.uses_per_day:.1f}"),
            _percent(used.statistics.success_rate),
            _duration(used.statistics.average_seconds),
            _duration(used.statistics.median_seconds),
            _day(used.statistics.last_used, report.made_at),
        )
        for used in report.packages
    ]
    heads = (
        tr("Model"),
        tr("Uses"),
        tr("A day"),
        tr("Succeeded"),
        tr("Average"),
        tr("Median"),
        tr("Last used"),
    )
    return _table(heads, rows, numbers=range(1, 6)) or _paragraph(tr("None was used yet."))


def _preload(report: UsageReport) -> str:
    titles = {used.statistics.package: used.title for used in report.packages}
    rows = [
        (titles.get(next_.package, next_.package), _percent(next_.likelihood), next_.reason)
        for next_ in report.preload
    ]
    heads = (tr("Model"), tr("Likelihood"), tr("Why"))
    return _table(heads, rows, numbers=(1,)) or _paragraph(tr("Nothing can be said yet."))


def _cleanup(plan: CleanupRecommendations) -> str:
    rows = [
        (each.title, units.size(each.frees_bytes), units.size(each.download_bytes), each.reason)
        for each in plan.suggestions
    ]
    heads = (tr("Model"), tr("Frees"), tr("To have it back"), tr("Why"))
    table = _table(heads, rows, numbers=(1, 2)) or _paragraph(tr("Nothing."))
    said = [tr("{size} of the disk are free now.", size=units.size(plan.free_bytes))]
    if plan.suggestions:
        more = units.size(plan.frees_bytes)
        said.append(tr("{size} more once the recycle bin is emptied.", size=more))
    if plan.missing_bytes:
        lacking = units.size(plan.missing_bytes)
        said.append(tr("{size} are missing for the target even then.", size=lacking))
    return f'{table}<p class="muted">{escape(" ".join(said))}</p>'


def _table(
    heads: tuple[str, ...],
    rows: list[tuple[str, ...]],
    *,
    numbers: range | tuple[int, ...],
) -> str:
    """Empty without rows."""

    def line(tag: str, cells: tuple[str, ...]) -> str:
        marks = [' class="number"' if column in numbers else "" for column in range(len(cells))]
        texts = (f"<{tag}{mark}>{escape(c)}</{tag}>" for mark, c in zip(marks, cells, strict=True))
        return f"<tr>{''.join(texts)}</tr>"

    if not rows:
        return ""
    body = "".join(line("td", row) for row in rows)
    return f"<table><thead>{line('th', heads)}</thead><tbody>{body}</tbody></table>"


def _percent(share: float | None) -> str:
    return "" if share is None else tr("{percent:.0f}%", percent=100 * share)


def _duration(seconds: float | None) -> str:
    return "" if seconds is None else units.duration(seconds)


def _day(moment: datetime | None, made_at: datetime) -> str:
    """In the zone of the report."""
    return tr("never") if moment is None else f"{moment.astimezone(made_at.tzinfo):%Y-%m-%d}"
