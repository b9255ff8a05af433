"""Whether a LoRA goes with a model, in words, before anything is queued."""

from dataclasses import dataclass
from enum import StrEnum

from wan22_desktop.lora_library.domain.records import KeyMatch


class Fit(StrEnum):
    """The verdict."""

    FITS = "fits"
    MAY_FIT = "may-fit"
    """It can be applied; what comes of it is not certain."""
    BLOCKED = "blocked"
    """It cannot work."""


@dataclass(frozen=True, slots=True)
class FitReport:
    """The verdict on one card and one model."""

    fit: Fit
    text: str
    """One sentence that says why."""
    match: KeyMatch
    """Over all its files."""
