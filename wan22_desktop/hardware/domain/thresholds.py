"""When a measured value is an event: thresholds that noise and short spikes do not cross."""

from dataclasses import dataclass
from enum import StrEnum

from wan22_desktop.core.settings import HealthSettings
from wan22_desktop.hardware.domain.alerts import AlertLevel

LONGEST_GAP_S = 120.0
"""Two of the longest intervals in the settings: what was measured before it proves nothing now."""


@dataclass(frozen=True, slots=True)
class Steadiness:
    """How far and how long a value has to move before that is told.

    The figures are choices of ours: sensors jitter by 1 or 2 °C, memory by the size of one
    tensor; a sample a second is the default.
    """

    temperature_c: float = 3.0
    """An event is over so far below the warning, and not before."""
    memory_percent: float = 3.0
    disk_percent: float = 1.0
    """Disks do not jitter, and 3 % of a large one are more than a clip ever needs."""
    spill_share: float = 0.25
    """Of the threshold itself."""
    hold_s: float = 2.0
    """A value counts when it was beyond a threshold in every sample of so long a time."""
    spill_hold_s: float = 5.0
    """Loading a model spills for moments, which costs nothing worth a message."""
    lost_hold_s: float = 5.0
    """A driver that is busy answers late; resets take about so long."""


@dataclass(frozen=True, slots=True)
class Limits:
    """One value's thresholds: a warning from `warn` on, critical from `act` on, over below `clear`.

    `act` is None where nothing is critical. Times are seconds.
    """

    warn: float
    act: float | None
    clear: float
    hold_s: float

    @classmethod
    def between(cls, warn: float, act: float, hysteresis: float, hold_s: float) -> "Limits":
        """Thresholds that hold in any order of `warn` and `act`: both come from the user."""
        lower = min(warn, act)
        # Half of a very low threshold, for a share of memory cannot fall below nothing.
        return cls(lower, act, lower - min(hysteresis, lower / 2), hold_s)


def temperature_limits(settings: HealthSettings, steadiness: Steadiness) -> Limits:
    """In °C."""
    return Limits.between(
        settings.gpu_warn_c, settings.gpu_act_c, steadiness.temperature_c, steadiness.hold_s
    )


def memory_limits(settings: HealthSettings, steadiness: Steadiness) -> Limits:
    """In percent of RAM, and of the commit limit."""
    return Limits.between(
        settings.ram_warn_percent,
        settings.ram_act_percent,
        steadiness.memory_percent,
        steadiness.hold_s,
    )


def disk_limits(settings: HealthSettings, steadiness: Steadiness) -> Limits:
    """In percent of the disk that is full."""
    return Limits.between(
        settings.disk_warn_percent,
        settings.disk_act_percent,
        steadiness.disk_percent,
        steadiness.hold_s,
    )


def spill_limits(settings: HealthSettings, steadiness: Steadiness) -> Limits:
    """In bytes; the threshold itself is no spill yet."""
    clear = settings.spill_bytes * (1 - steadiness.spill_share) + 1
    return Limits(settings.spill_bytes + 1, None, clear, steadiness.spill_hold_s)


def lost_limits(_settings: HealthSettings, steadiness: Steadiness) -> Limits:
    """Of a value that is 1 while a card is silent and 0 while it answers."""
    return Limits(1.0, 1.0, 1.0, steadiness.lost_hold_s)


class Change(StrEnum):
    """What happened to an event."""

    BEGUN = "begun"
    WORSE = "worse"
    """It was a warning and is critical now."""
    OVER = "over"


class EventWatch:
    """Follows one value and says when its event begins, grows worse and is over, each once.

    An event that was critical stays so until it is over. Samples without the value change
    nothing: they neither begin an event nor end one. Times are monotonic.
    """

    def __init__(self) -> None:
        self.level: AlertLevel | None = None
        """Of the event that is on; None while there is none."""
        self._warn_since: float | None = None
        self._act_since: float | None = None
        self._clear_since: float | None = None
        self._known_s: float | None = None

    def take(self, at_s: float, value: float | None, limits: Limits) -> Change | None:
        """What this sample changes; None if nothing."""
        if value is None:
            return None
        if self._known_s is not None and at_s - self._known_s > LONGEST_GAP_S:
            self._warn_since = self._act_since = self._clear_since = None
        self._known_s = at_s
        critical = limits.act is not None and value >= limits.act
        self._warn_since = _since(self._warn_since, at_s, holds=value >= limits.warn)
        self._act_since = _since(self._act_since, at_s, holds=critical)
        self._clear_since = _since(self._clear_since, at_s, holds=value < limits.clear)
        if self.level is None:
            if _lasted(self._act_since, at_s, limits.hold_s):
                self.level = AlertLevel.CRITICAL
                return Change.BEGUN
            if _lasted(self._warn_since, at_s, limits.hold_s):
                self.level = AlertLevel.WARNING
                return Change.BEGUN
        elif _lasted(self._clear_since, at_s, limits.hold_s):
            self.level = None
            return Change.OVER
        elif self.level is AlertLevel.WARNING and _lasted(self._act_since, at_s, limits.hold_s):
            self.level = AlertLevel.CRITICAL
            return Change.WORSE
        return None

    def forget(self) -> Change | None:
        """Start anew: what was measured belongs to something that has ended."""
        was_on = self.level is not None
        self.level = None
        self._warn_since = self._act_since = self._clear_since = self._known_s = None
        return Change.OVER if was_on else None


def _since(since: float | None, at_s: float, *, holds: bool) -> float | None:
    if not holds:
        return None
    return at_s if since is None else since


def _lasted(since: float | None, at_s: float, hold_s: float) -> bool:
    return since is not None and at_s - since >= hold_s
