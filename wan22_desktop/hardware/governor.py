"""Watches the samples for the queue: says what is the matter, and what has to be done about it."""

from collections import Counter
from dataclasses import dataclass

from wan22_desktop.core.settings import Automation, HealthSettings
from wan22_desktop.hardware.domain import alert_texts as texts
from wan22_desktop.hardware.domain.alert_rules import RULES, AlertWatch, Event
from wan22_desktop.hardware.domain.alerts import (
    Alert,
    AlertKind,
    AlertLevel,
    GovernorAction,
    Order,
)
from wan22_desktop.hardware.domain.metrics import SystemMetrics
from wan22_desktop.hardware.domain.thresholds import Change, Steadiness

MAX_MEMORY_PAUSES = 3
"""Of one job. A pause frees what the job took, so that it would begin and pause for ever."""

_MEMORY = (AlertKind.RAM, AlertKind.COMMIT)
_ACTIONS = {rule.kind: (rule.at_warning, rule.at_critical) for rule in RULES}


@dataclass(frozen=True, slots=True)
class _Hold:
    """The queue is held because of one kind of event."""

    action: GovernorAction
    for_good: bool
    """Until the user starts the queue."""


@dataclass(frozen=True, slots=True)
class _Offer:
    """An action that waits for the user's yes."""

    action: GovernorAction
    event: Event
    reason: str


class Governor:
    """Turns samples into alerts and orders; no threads, no clock of its own, never raises.

    What the window has to know to carry orders out:

    - COOL_DOWN, PAUSE_AT_STEP and STOP_QUEUE hold the queue. They are given once per event, and
      again only where it grows worse.
    - `undo` means: the queue may go on. It comes once, when nothing holds the queue any more, and
      takes all earlier orders back; its action is that of the event that ended last. It never
      comes after `note_user_paused`, nor while STOP_QUEUE is in force.
    - NEXT_PLAN is for the job that the sample named; it holds nothing and is never undone.
    - `note_user_resumed` and `note_user_paused` are for what people do, and for a queue that was
      paused when the app began; never for what an order did.
    """

    def __init__(self, settings: HealthSettings, steadiness: Steadiness | None = None) -> None:
        self._settings = settings
        self._watch = AlertWatch(steadiness)
        self._holds: dict[AlertKind, _Hold] = {}
        self._in_force: set[GovernorAction] = set()
        """What was ordered and not undone; it can outlast its event where another holds on."""
        self._offers: dict[AlertKind, _Offer] = {}
        self._paused_by_user = False
        self._planned_jobs: set[str] = set()
        self._memory_pauses: Counter[str] = Counter()

    def set_settings(self, settings: HealthSettings) -> None:
        """Thresholds count from the next sample on, automation from an event's next change."""
        self._settings = settings

    def take(self, sample: SystemMetrics) -> tuple[Alert | Order, ...]:
        """What this sample changes: for each event an alert, then the order that goes with it."""
        said: list[Alert | Order] = []
        for event in self._watch.take(sample, self._settings):
            self._offers.pop(event.kind, None)
            said += self._ended(event) if event.change is Change.OVER else self._begun(event)
        return tuple(said)

    def accept(self, kind: AlertKind) -> Order | None:
        """What the button of an alert means now; None if its event is over or it was done."""
        offer = self._offers.pop(kind, None)
        return None if offer is None else self._order(offer.action, offer.event, offer.reason)

    def note_user_resumed(self) -> None:
        """The user let the queue go on: no event that is on holds it again unless worse."""
        self._paused_by_user = False
        self._holds.clear()
        self._in_force.clear()

    def note_user_paused(self) -> None:
        """The user wants the queue paused: that is not for us to undo."""
        self._paused_by_user = True

    def _begun(self, event: Event) -> list[Alert | Order]:
        """An event began or grew worse."""
        text, action = texts.measured(event), self._action_of(event)
        automation = Automation.TELL if action is None else self._automation(action)
        order: Order | None = None
        if action is None:
            what = texts.PLANNED_ALREADY if event.kind is AlertKind.SHARED_MEMORY else ""
        elif automation is Automation.ACT:
            order, what = self._act(action, event, text)
        else:
            what = texts.advised(action, automation)
            if automation is Automation.ASK:
                self._offers[event.kind] = _Offer(action, event, text)
            if self._may_cool_instead(event):
                order, cooling = self._act(GovernorAction.COOL_DOWN, event, text)
                what = texts.joined(cooling, what)
        detail = texts.joined(texts.meaning(event), what)
        alert = Alert(event.kind, event.level, text, detail, action=action, automation=automation)
        return [alert] if order is None else [alert, order]

    def _ended(self, event: Event) -> list[Alert | Order]:
        text, hold = texts.measured(event), self._holds.get(event.kind)
        order: Order | None = None
        if hold is None:
            detail = ""
        elif hold.for_good:
            detail = texts.START_WHEN_READY
        else:
            del self._holds[event.kind]
            if self._holds or self._paused_by_user:
                detail = texts.STAYS_HELD
            else:
                self._in_force.clear()
                detail, order = texts.GOES_ON, Order(hold.action, text, undo=True)
        alert = Alert(event.kind, event.level, text, detail, is_over=True)
        return [alert] if order is None else [alert, order]

    def _act(self, action: GovernorAction, event: Event, reason: str) -> tuple[Order | None, str]:
        """The order, unless it is in force already, and the sentence that says so."""
        if self._is_so(action, event):
            self._hold(action, event)
            return None, texts.ALREADY_HELD
        order = self._order(action, event, reason)
        hold = self._holds.get(event.kind)
        for_good = hold is not None and hold.for_good
        what = texts.done(action, event, by_itself=not for_good and not self._paused_by_user)
        if for_good and action is GovernorAction.PAUSE_AT_STEP:
            what = texts.joined(what, texts.PAUSED_BEFORE)
        return order, what

    def _order(self, action: GovernorAction, event: Event, reason: str) -> Order:
        job_id = event.sample.activity.job_id
        if action is GovernorAction.NEXT_PLAN:
            self._planned_jobs.update(() if job_id is None else (job_id,))
        else:
            if action is GovernorAction.PAUSE_AT_STEP and event.kind in _MEMORY and job_id:
                self._memory_pauses[job_id] += 1
            self._hold(action, event)
            self._in_force.add(action)
        return Order(action, reason)

    def _hold(self, action: GovernorAction, event: Event) -> None:
        before, job_id = self._holds.get(event.kind), event.sample.activity.job_id
        for_good = action is GovernorAction.STOP_QUEUE or (
            event.kind in _MEMORY
            and job_id is not None
            and self._memory_pauses[job_id] >= MAX_MEMORY_PAUSES
        )
        self._holds[event.kind] = _Hold(
            action, for_good or (before is not None and before.for_good)
        )

    def _is_so(self, action: GovernorAction, event: Event) -> bool:
        """Whether the queue is as the action wants it."""
        if action in self._in_force:
            return True
        match action:
            case GovernorAction.NEXT_PLAN:
                return False
            case GovernorAction.COOL_DOWN:
                return self._paused_by_user or bool(self._in_force)
            case GovernorAction.STOP_QUEUE:
                return self._paused_by_user
            case GovernorAction.PAUSE_AT_STEP:
                # A queue that was paused by hand still renders the clip that had begun.
                return self._paused_by_user and event.sample.activity.job_id is None

    def _action_of(self, event: Event) -> GovernorAction | None:
        at_warning, at_critical = _ACTIONS[event.kind]
        if event.level is AlertLevel.CRITICAL:
            return at_critical
        planned = event.sample.activity.job_id in self._planned_jobs
        return None if at_warning is GovernorAction.NEXT_PLAN and planned else at_warning

    def _may_cool_instead(self, event: Event) -> bool:
        """Heat that was critical at once has had no warning, whose action may be allowed."""
        return (
            event.kind is AlertKind.GPU_TEMPERATURE
            and event.level is AlertLevel.CRITICAL
            and event.change is Change.BEGUN
            and self._settings.cool_down is Automation.ACT
        )

    def _automation(self, action: GovernorAction) -> Automation:
        match action:
            case GovernorAction.COOL_DOWN:
                return self._settings.cool_down
            case GovernorAction.PAUSE_AT_STEP:
                return self._settings.pause_at_step
            case GovernorAction.NEXT_PLAN:
                return self._settings.next_plan
            case GovernorAction.STOP_QUEUE:
                return self._settings.stop_queue
