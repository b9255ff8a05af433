"""What an examination of the whole installation has found."""

from collections.abc import Iterator
from dataclasses import dataclass

from wan22_desktop.core.texts import tr, trn
from wan22_desktop.doctor.domain.findings import SEVERITY_WORDS, Finding, Severity

SCHEMA_VERSION = 1
"""Of the report as JSON; raised when a key is renamed or changes its meaning."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One value that was seen, and who said it; `source` is empty where that is obvious."""

    label: str
    value: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """What one examination has found; `name` is a stable key, `title` is for people."""

    name: str
    title: str
    findings: tuple[Finding, ...] = ()
    facts: tuple[Fact, ...] = ()
    seconds: float = 0.0

    @property
    def worst(self) -> Severity | None:
        """None where nothing was found."""
        found = {finding.severity for finding in self.findings}
        return next((severity for severity in Severity if severity in found), None)

    @property
    def state(self) -> str:
        """A stable key: `fine`, or how serious the worst finding is."""
        return "fine" if self.worst is None else self.worst.value

    @property
    def state_in_words(self) -> str:
        """One word for people."""
        return tr("fine") if self.worst is None else SEVERITY_WORDS[self.worst]


@dataclass(frozen=True, slots=True)
class HealthReport:
    """Every check that was made, in the order in which they are shown."""

    made_at: str
    """Local time in ISO 8601, with the zone."""
    app_version: str
    checks: tuple[Check, ...]
    is_complete: bool = True
    """False where it was stopped, or where slow checks were left out."""

    def findings(self, *severities: Severity) -> Iterator[tuple[Check, Finding]]:
        """Those of these severities, with the check that found them; the worst first."""
        for severity in severities:
            for check in self.checks:
                for finding in check.findings:
                    if finding.severity is severity:
                        yield check, finding

    @property
    def attention(self) -> tuple[tuple[Check, Finding], ...]:
        """What the user should look at, errors first."""
        return tuple(self.findings(Severity.ERROR, Severity.WARNING))

    @property
    def has_errors(self) -> bool:
        return any(check.worst is Severity.ERROR for check in self.checks)

    @property
    def headline(self) -> str:
        """The state of everything in one line."""
        count = len(self.attention)
        if count == 0:
            return tr("All is well") if self.is_complete else tr("Nothing wrong was found")
        return trn("1 thing needs attention", "{count} things need attention", count)

    def check(self, name: str) -> Check | None:
        return next((check for check in self.checks if check.name == name), None)


def as_tree(report: HealthReport) -> dict[str, object]:
    """The report for JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "made_at": report.made_at,
        "app_version": report.app_version,
        "headline": report.headline,
        "has_errors": report.has_errors,
        "is_complete": report.is_complete,
        "checks": [
            {
                "name": check.name,
                "title": check.title,
                "state": check.state,
                "seconds": round(check.seconds, 3),
                "findings": [finding_tree(finding) for finding in check.findings],
                "facts": [
                    {"label": fact.label, "value": fact.value, "source": fact.source}
                    for fact in check.facts
                ],
            }
            for check in report.checks
        ],
    }


def finding_tree(finding: Finding) -> dict[str, object]:
    """A finding for JSON."""
    return {
        "severity": finding.severity.value,
        "where": finding.where,
        "text": finding.text,
        "advice": finding.advice,
        "can_be_repaired": finding.can_be_repaired,
    }
