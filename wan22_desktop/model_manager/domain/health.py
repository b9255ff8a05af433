"""Rules about the health of models: how whole they are, how fast, and what should be done.

Pure: what is known goes in, what it means comes out.
"""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from wan22_desktop.core.texts import tr, trn
from wan22_desktop.core.units import size

CHECK_INTERVAL = timedelta(days=30)
"""After so long the content of a model is read again while nothing renders."""

IDLE_BYTES_PER_SECOND = 200 * 10**6
"""So fast are files read then; a SATA SSD gives 550 MB/s, so other programs have most of it."""

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


def performance_of(renders: Iterable[RenderRecord]) -> PerformanceHealth:
    """How fast the last renders were against those before, all of one model, oldest first.

    Compared is the time per step, frame and pixel; medians, so that one odd render changes
    nothing. Every render is judged in turn, because a model that was slow stays slow until it is
    clearly faster again.
    """
    costs = [cost for render in renders if (cost := _cost(render)) is not None]
    score: float | None = None
    is_slow = False
    for end in range(MIN_USUAL_RENDERS + RECENT_RENDERS, len(costs) + 1):
        start = end - RECENT_RENDERS
        usual = statistics.median(costs[max(0, start - USUAL_RENDERS) : start])
        ratio = statistics.median(costs[start:end]) / usual
        is_slow = ratio > (NORMAL_RATIO if is_slow else SLOW_RATIO)
        score = min(1.0, 1 / ratio)
    return PerformanceHealth(score, is_slow, len(costs))


def _cost(render: RenderRecord) -> float | None:
    """Seconds per step, frame and pixel; None for what cannot be compared."""
    work = render.steps * render.frames * render.pixels
    if not render.ok or work <= 0 or not (0 < render.seconds < math.inf):
        return None
    return render.seconds / work


def next_due(records: Iterable[CheckRecord], now: datetime) -> DueCheck | None:
    """The package that should be read first; None if nothing is due.

    What was never read comes first, then what was read longest ago. A time in the future was
    written under a wrong clock and counts as never.
    """
    due: list[tuple[datetime, str, datetime]] = []
    never = datetime.min.replace(tzinfo=now.tzinfo)
    for record in records:
        since = now - CHECK_INTERVAL
        if record.distrusted_at is not None:
            since = max(since, min(record.distrusted_at, now))
        checked_at = record.checked_at
        if checked_at is None or checked_at > now:
            checked_at = never
        if checked_at <= since:
            due.append((checked_at, record.package, since))
    if not due:
        return None
    _, package, since = min(due)
    return DueCheck(package, since)


def problems_of(model: ModelHealth) -> tuple[str, ...]:
    """What is the matter with a package, in sentences."""
    found: list[str] = []
    if model.damaged_files:
        found.append(trn("1 file is damaged.", "{count} files are damaged.", model.damaged_files))
    if model.missing_files:
        found.append(trn("1 file is missing.", "{count} files are missing.", model.missing_files))
    if model.performance.is_slow and model.performance.score:
        found.append(
            tr(
                "The last renders took {ratio:.1f} times as long as usual.",
                ratio=1 / model.performance.score,
            )
        )
    return tuple(found)


def system_report(
    models: Sequence[ModelHealth], storage_share: float, now: datetime
) -> SystemHealthReport:
    """All packages together; `storage_share` is how full their disk is, 0 to 1."""
    corrupted = [model for model in models if model.is_corrupted]
    slow = [model for model in models if not model.is_corrupted and model.performance.is_slow]
    scores = [_score(model) for model in models]
    return SystemHealthReport(
        overall_score=statistics.fmean(scores) if scores else 1.0,
        models_healthy=len(models) - len(corrupted) - len(slow),
        models_degraded=len(slow),
        models_corrupted=len(corrupted),
        storage_share=storage_share,
        recommendations=tuple(_recommendations(models, corrupted, slow, storage_share)),
        at=now,
    )


def _score(model: ModelHealth) -> float:
    """The worse of integrity and speed; what is not known counts as fine."""
    known = (model.integrity, model.performance.score)
    return min((score for score in known if score is not None), default=1.0)


def _recommendations(
    models: Sequence[ModelHealth],
    corrupted: Sequence[ModelHealth],
    slow: Sequence[ModelHealth],
    storage_share: float,
) -> Iterable[str]:
    for model in sorted(corrupted, key=lambda model: model.package):
        if model.repair_bytes:
            yield tr(
                "Repair {package}: at most {size} are fetched.",
                package=model.package,
                size=size(model.repair_bytes),
            )
        else:
            yield tr("Repair {package}.", package=model.package)
    if storage_share > CROWDED_SHARE:
        yield (
            tr(
                "The disk with the models is {percent:.0f}% full: remove models that you do not "
                "use.",
                percent=100 * storage_share,
            )
        )
    for model in sorted(slow, key=lambda model: model.package):
        yield (
            tr(
                "{package} is slower than usual: see whether other programs use the graphics card, "
                "and whether it gets hot.",
                package=model.package,
            )
        )
    unchecked = sorted(model.package for model in models if model.last_check is None)
    if unchecked:
        yield tr(
            "Check the files of {packages}: they have not been read completely yet.",
            packages=", ".join(unchecked),
        )
