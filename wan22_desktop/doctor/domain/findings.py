"""What is wrong with a file, and what was done about it."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from wan22_desktop.core.texts import tr


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """The file cannot be used like this."""
    WARNING = "warning"
    """It can be used, but not as it was meant."""
    NOTE = "note"
    """Worth knowing; nothing has to be done about it."""


SEVERITY_WORDS = {
    Severity.ERROR: tr("error"),
    Severity.WARNING: tr("warning"),
    Severity.NOTE: tr("note"),
}
"""One word for people."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong; `text` is a whole sentence for people."""

    severity: Severity
    text: str
    where: str = ""
    """A key with dots, or `line 12`; empty for the file as a whole."""
    can_be_repaired: bool = False
    advice: str = ""
    """What the user can do about it, as whole sentences."""


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """Of one file; nothing was changed."""

    file: Path
    findings: tuple[Finding, ...]

    @property
    def is_valid(self) -> bool:
        """Whether nothing keeps the file from being used."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True)
class RepairResult:
    """What a repair did; the file is as it was unless `is_repaired`."""

    file: Path
    is_repaired: bool
    backup: Path | None = None
    """The original's bytes, where the file was changed."""
    diff: str = ""
    """Unified, from the original to what stands there now."""
    repaired: tuple[Finding, ...] = ()
    remaining: tuple[Finding, ...] = ()
