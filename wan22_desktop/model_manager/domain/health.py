"""Rules about the health of models: how whole they are, how fast, and what should be done.

Pure: what is known goes in, what it means comes out.
"""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from wan22_desktop.core.units import size

CHECK_INTERVAL = timedelta(days=30)
"""After so long the content of a model is read again while nothing renders."""

RECENT_RENDERS = 3
USUAL_RENDERS = 20
MIN_USUAL_RENDERS = 5
"""With fewer renders before the recent ones nothing is said about speed."""
SLOW_RATIO = 1.5
"""From here on a model is called slow: below it lies what another program on the machine costs."""
NORMAL_RATIO = 1.25
"""A model that was slow is called normal again below this, so that it does not flicker."""

CROWDED_SHARE = 0.9
"""A disk that is fuller than this is worth a word."""


@dataclass(frozen=True, slots=True)
class RenderRecord:
    """One render, as far as its speed is concerned."""

    model: str
    """The package that rendered."""
    steps: int
    frames: int
    pixels: int
    """Of one frame."""
    seconds: float
    """Of sampling, or of the whole render: the same for all records of a model."""
    ok: bool
    at: datetime
    """When it ended, with a time zone."""


@dataclass(frozen=True, slots=True)
class PerformanceHealth:
    """How fast a model renders now, compared with before."""

    score: float | None = None
    """1 as fast as usual or faster, 0.5 half as fast; None without enough renders."""
    is_slow: bool = False
    renders: int = 0
    """How many renders could be compared."""


@dataclass(frozen=True, slots=True)
class ModelHealth:
    """What is known of one package's health."""

    package: str
    integrity: float | None = None
    """Share of bytes that are as they should be; None before the first full check."""
    damaged_files: int = 0
    missing_files: int = 0
    repair_bytes: int = 0
    """At most, of what has to be fetched again."""
    performance: PerformanceHealth = PerformanceHealth()
    last_check: datetime | None = None
    """Since when all of the content has been read and compared."""

    @property
    def is_corrupted(self) -> bool:
        return bool(self.damaged_files or self.missing_files)


@dataclass(frozen=True, slots=True)
class SystemHealthReport:
    """The health of all packages together."""

    overall_score: float
    """0 to 1: the mean over the packages; 1 where there are none."""
    models_healthy: int
    models_degraded: int
    """Whole, but slower than usual."""
    models_corrupted: int
    """With damaged or missing files."""
    storage_share: float
    """How full the disk with the models is, 0 to 1."""
    recommendations: tuple[str, ...]
    """Sentences for people, the most urgent first."""
    at: datetime


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """When a package's content was read."""

    package: str
    checked_at: datetime | None
    """When the file that was read longest ago was read; None if one never was."""
    distrusted_at: datetime | None = None
    """When something happened, such as an unclean end, after which it should be read again."""


@dataclass(frozen=True, slots=True)
class DueCheck:
    """A package whose content should be read."""

    package: str
    since: datetime
    """Files that were read at this time or later need not be read again."""
