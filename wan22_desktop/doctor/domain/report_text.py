"""The health report as plain text, for terminals and messages."""

import textwrap

from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr
from wan22_desktop.doctor.domain.findings import SEVERITY_WORDS, Finding
from wan22_desktop.doctor.domain.health_report import Check, HealthReport

_COLUMNS = 88
_MOST_LABEL = 60
_MOST_CHARACTERS = 2000


def as_text(report: HealthReport) -> str:
    """The headline, what needs attention, then every check with what it saw."""
    lines = [
        f"WAN2.2 Desktop {report.app_version}: {report.headline}.",
        tr("Checked {time}", time=report.made_at.replace("T", " ")[:16]),
    ]
    if not report.is_complete:
        lines.append(tr("Some checks were left out or stopped."))
    for check in report.checks:
        lines += ["", *_check(check)]
    return "\n".join(lines) + "\n"


def _check(check: Check) -> list[str]:
    lines = [f"{plain_line(check.title, _MOST_LABEL)}: {check.state_in_words}"]
    for finding in check.findings:
        lines += _finding(finding)
    labels = [plain_line(fact.label, _MOST_LABEL) for fact in check.facts]
    width = max(map(len, labels), default=0)
    for fact, name in zip(check.facts, labels, strict=True):
        source = f" ({fact.source})" if fact.source else ""
        label = f"  {name:{width}}  "
        lines += _wrapped(f"{fact.value}{source}", label, " " * len(label)) or [label.rstrip()]
    return lines


def _finding(finding: Finding) -> list[str]:
    place = f"{finding.where}: " if finding.where and finding.where not in finding.text else ""
    hint = tr(" (can be repaired)") if finding.can_be_repaired else ""
    told = _wrapped(
        f"{SEVERITY_WORDS[finding.severity]}: {place}{finding.text}{hint}", "  ", "    "
    )
    return told + (_wrapped(finding.advice, "    -> ", "       ") if finding.advice else [])


def _wrapped(text: str, first: str, following: str) -> list[str]:
    return textwrap.wrap(
        plain_line(text, _MOST_CHARACTERS),
        _COLUMNS,
        initial_indent=first,
        subsequent_indent=following,
        break_long_words=False,
        break_on_hyphens=False,
    )
