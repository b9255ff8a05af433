"""The health report as one HTML file: no scripts, nothing from elsewhere, light and dark."""

import re
from html import escape

from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import decimal, tr
from wan22_desktop.doctor.domain.findings import Finding, Severity
from wan22_desktop.doctor.domain.health_report import Check, HealthReport

_MOST_CHARACTERS = 2000
_CODE = re.compile(r"`([^`]*)`")
_LANGUAGE = tr("en")
"""The code of the language in which the page is written."""
_TITLE = tr("health report")
_WHAT_TO_DO = tr("What to do:")
_STYLE = """
:root { color-scheme: light dark;
  --page: #f5f6f8; --card: #ffffff; --ink: #1c2430; --soft: #5a6575; --line: #dfe3e9;
  --fine: #1a7f45; --fine-back: #e4f5ea; --warning: #8f5a00; --warning-back: #fdf1d8;
  --error: #b3261e; --error-back: #fde8e6; --note: #34609c; --note-back: #e6eefa; }
@media screen and (prefers-color-scheme: dark) { :root {
  --page: #15181d; --card: #1e2229; --ink: #e7eaef; --soft: #9ba6b5; --line: #323842;
  --fine: #6fd398; --fine-back: #183426; --warning: #f1c063; --warning-back: #3a2d12;
  --error: #ff9d94; --error-back: #45201d; --note: #9dc1f5; --note-back: #1d2f48; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); line-height: 1.5;
  font: 15px/1.5 "Segoe UI", system-ui, -apple-system, "Noto Sans", sans-serif; }
main { max-width: 860px; margin: 0 auto; padding: 32px 20px 48px; }
h1 { font-size: 15px; font-weight: 600; color: var(--soft); margin: 0 0 12px; }
h2 { font-size: 17px; margin: 0; }
.status { border-radius: 12px; padding: 20px 24px; margin-bottom: 20px; }
.status strong { display: block; font-size: 26px; line-height: 1.25; }
.status p { margin: 4px 0 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px;
  padding: 16px 20px; margin-bottom: 14px; }
.head { display: flex; align-items: center; gap: 12px; }
.head h2 { flex: 1; }
.head .time { color: var(--soft); font-size: 13px; font-variant-numeric: tabular-nums; }
.badge { border-radius: 999px; padding: 2px 12px; font-size: 13px; font-weight: 600; }
.fine { color: var(--fine); background: var(--fine-back); }
.warning { color: var(--warning); background: var(--warning-back); }
.error { color: var(--error); background: var(--error-back); }
.note { color: var(--note); background: var(--note-back); }
ul { list-style: none; margin: 12px 0 0; padding: 0; }
li { border-left: 4px solid; border-radius: 6px; padding: 8px 14px; margin-top: 8px; }
li p { margin: 0; color: var(--ink); overflow-wrap: anywhere; }
li .where { font-size: 13px; font-weight: 600; }
li .advice { margin-top: 4px; }
code { font: 13px/1.4 "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace; padding: 1px 5px;
  border-radius: 4px; background: var(--card); }
li .advice b { font-weight: 600; }
table { width: 100%; border-collapse: collapse; margin-top: 12px; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: 5px 12px 5px 0;
  border-top: 1px solid var(--line); overflow-wrap: anywhere; }
tr:first-child > * { border-top: 0; }
th { font-weight: 500; color: var(--soft); width: 34%; }
td.source { color: var(--soft); text-align: right; width: 20%; padding-right: 0; }
footer { color: var(--soft); font-size: 13px; margin-top: 20px; }
@media (max-width: 560px) { th { width: 42%; } td.source { display: none; } }
@media print { body { background: none; font-size: 12px; } main { padding: 0; max-width: none; }
  .card, .status, li { break-inside: avoid; print-color-adjust: exact; } }
"""


def as_html(report: HealthReport) -> str:
    """A whole page; every text in it is escaped."""
    worst = next((s for s in Severity if any(check.worst is s for check in report.checks)), None)
    colour = "fine" if worst in (None, Severity.NOTE) else worst.value
    # What needs attention stands first; the rest keeps its order.
    order = (Severity.ERROR, Severity.WARNING)
    checks = "".join(
        map(
            _card,
            sorted(report.checks, key=lambda c: order.index(c.worst) if c.worst in order else 2),
        )
    )
    made = tr(
        "Checked {time}. This file was made on this computer and was sent nowhere.",
        time=_moment(report.made_at),
    )
    return f"""<!DOCTYPE html>
<html lang="{_LANGUAGE}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>WAN2.2 Desktop: {_text(report.headline)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>WAN2.2 Desktop {_text(report.app_version)} &middot; {_text(_TITLE)}</h1>
<div class="status {colour}"><strong>{_text(report.headline)}</strong>{_summary(report)}</div>
{checks}<footer>{_text(made)}</footer>
</main>
</body>
</html>
"""


def _summary(report: HealthReport) -> str:
    names = list(dict.fromkeys(check.title for check, _ in report.attention))
    said = (
        tr("Look at: {names}.", names=", ".join(names))
        if names
        else tr("Every check that was made is fine.")
    )
    left_out = "" if report.is_complete else tr(" Some checks were left out or stopped.")
    return f"<p>{_text(said + left_out)}</p>"


def _card(check: Check) -> str:
    findings = "".join(map(_item, check.findings))
    with_source = any(fact.source for fact in check.facts)
    rows = "".join(
        f'<tr><th scope="row">{_text(fact.label)}</th><td>{_text(fact.value)}</td>'
        + (f'<td class="source">{_text(fact.source)}</td>' if with_source else "")
        + "</tr>"
        for fact in check.facts
    )
    return (
        f'<section class="card"><div class="head"><h2>{_text(check.title)}</h2>'
        + (
            f'<span class="time">{decimal(f"{check.seconds:.1f}")} s</span>'
            if check.seconds >= 0.1
            else ""
        )
        + f'<span class="badge {check.state}">{_text(check.state_in_words)}</span></div>'
        + (f"<ul>{findings}</ul>" if findings else "")
        + (f"<table>{rows}</table>" if rows else "")
        + "</section>\n"
    )


def _item(finding: Finding) -> str:
    shown = finding.where and finding.where not in finding.text
    where = f'<div class="where">{_text(finding.where)}</div>' if shown else ""
    repair = tr("Run `wan22 doctor --fix`.") if finding.can_be_repaired else ""
    said = _CODE.sub(r"<code>\1</code>", _text(finding.advice or repair))
    advice = f'<p class="advice"><b>{_text(_WHAT_TO_DO)}</b> {said}</p>' if said else ""
    return f'<li class="{finding.severity.value}">{where}<p>{_text(finding.text)}</p>{advice}</li>'


def _text(text: str) -> str:
    return escape(plain_line(text, _MOST_CHARACTERS))


def _moment(iso: str) -> str:
    return iso.replace("T", " ")[:16]
