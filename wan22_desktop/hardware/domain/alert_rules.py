"""What is watched in the samples, and the events that come of it."""

from collections.abc import Callable
from dataclasses import dataclass

from wan22_desktop.core.settings import HealthSettings
from wan22_desktop.hardware.domain.alerts import AlertKind, AlertLevel, GovernorAction
from wan22_desktop.hardware.domain.metrics import GpuMetrics, SystemMetrics
from wan22_desktop.hardware.domain.thresholds import (
    Change,
    EventWatch,
    Limits,
    Steadiness,
    disk_limits,
    lost_limits,
    memory_limits,
    spill_limits,
    temperature_limits,
)


@dataclass(frozen=True, slots=True)
class Event:
    """A change that people are told once."""

    kind: AlertKind
    change: Change
    level: AlertLevel
    """The highest that the event has reached."""
    sample: SystemMetrics
    """The one that brought the change."""
    limits: Limits


@dataclass(frozen=True, slots=True)
class AlertRule:
    """One kind: its value in a sample, its thresholds, and what can be done at each level."""

    kind: AlertKind
    value: Callable[[SystemMetrics], float | None]
    limits: Callable[[HealthSettings, Steadiness], Limits]
    at_warning: GovernorAction | None = None
    at_critical: GovernorAction | None = None


def answers(gpu: GpuMetrics | None) -> bool:
    """Whether the card's driver said anything about its state."""
    if gpu is None:
        return False
    said = (gpu.load_percent, gpu.temperature_c, gpu.power_w, gpu.used_vram_bytes)
    return any(value is not None for value in said)


def _temperature(sample: SystemMetrics) -> float | None:
    return None if sample.gpu is None else sample.gpu.temperature_c


def _spilled(sample: SystemMetrics) -> float | None:
    return None if sample.gpu is None else sample.gpu.shared_bytes


def _silence(sample: SystemMetrics) -> float:
    return 0.0 if answers(sample.gpu) else 1.0


RULES = (
    AlertRule(AlertKind.GPU_LOST, _silence, lost_limits),
    AlertRule(
        AlertKind.GPU_TEMPERATURE,
        _temperature,
        temperature_limits,
        GovernorAction.COOL_DOWN,
        GovernorAction.PAUSE_AT_STEP,
    ),
    AlertRule(
        AlertKind.RAM,
        lambda sample: sample.ram_percent,
        memory_limits,
        at_critical=GovernorAction.PAUSE_AT_STEP,
    ),
    AlertRule(
        AlertKind.COMMIT,
        lambda sample: sample.commit_percent,
        memory_limits,
        at_critical=GovernorAction.PAUSE_AT_STEP,
    ),
    AlertRule(AlertKind.SHARED_MEMORY, _spilled, spill_limits, at_warning=GovernorAction.NEXT_PLAN),
    AlertRule(
        AlertKind.DISK,
        lambda sample: sample.disk_percent,
        disk_limits,
        at_critical=GovernorAction.STOP_QUEUE,
    ),
)
"""In the order in which changes of one sample are told."""


class AlertWatch:
    """Turns samples into events. Values that are unknown neither begin nor end one.

    A card is lost only after it has answered. A spill belongs to the job in which it is measured:
    without a job it costs nobody anything, and with the next job it is another event.
    """

    def __init__(self, steadiness: Steadiness | None = None) -> None:
        self._steadiness = steadiness or Steadiness()
        self._watches = {rule.kind: EventWatch() for rule in RULES}
        self._card_seen = False
        self._job_id: str | None = None

    def take(self, sample: SystemMetrics, settings: HealthSettings) -> tuple[Event, ...]:
        """The events that begin, grow worse or end with this sample."""
        self._card_seen = self._card_seen or answers(sample.gpu)
        new_job = sample.activity.job_id != self._job_id
        self._job_id = sample.activity.job_id
        events: list[Event] = []
        for rule in RULES:
            watch, limits = self._watches[rule.kind], rule.limits(settings, self._steadiness)
            level = watch.level
            change = None
            if rule.kind is AlertKind.SHARED_MEMORY and new_job:
                change = watch.forget()
            if change is None and self._counts(rule.kind):
                change = watch.take(sample.at_s, rule.value(sample), limits)
            level = watch.level or level
            if change is not None and level is not None:
                events.append(Event(rule.kind, change, level, sample, limits))
        return tuple(events)

    def level_of(self, kind: AlertKind) -> AlertLevel | None:
        """Of the event that is on."""
        return self._watches[kind].level

    def _counts(self, kind: AlertKind) -> bool:
        if kind is AlertKind.GPU_LOST:
            return self._card_seen
        return kind is not AlertKind.SHARED_MEMORY or self._job_id is not None
