"""The sentences of alerts: what is measured, what it means, what is or can be done."""

from wan22_desktop.core.settings import Automation
from wan22_desktop.core.texts import decimal, tr
from wan22_desktop.core.units import part_of, size
from wan22_desktop.hardware.domain.alert_rules import Event
from wan22_desktop.hardware.domain.alerts import AlertKind, GovernorAction
from wan22_desktop.hardware.domain.thresholds import Change

ACTION_LABELS = {
    GovernorAction.COOL_DOWN: tr("Cool down"),
    GovernorAction.PAUSE_AT_STEP: tr("Pause at the next step"),
    GovernorAction.NEXT_PLAN: tr("Use less memory"),
    GovernorAction.STOP_QUEUE: tr("Stop the queue"),
}
"""What a button says that does it."""

ALREADY_HELD = tr("The queue is paused already.")
GOES_ON = tr("The queue goes on.")
STAYS_HELD = tr("The queue stays paused.")
START_WHEN_READY = tr("Start the queue when you are ready.")
PLANNED_ALREADY = tr("This clip is rendered with the next plan already.")
PAUSED_BEFORE = tr(
    "This clip was paused for that before: a smaller size, fewer frames or fewer other programs "
    "help."
)

_ADVICE = {
    GovernorAction.COOL_DOWN: tr("A break before the next clip lets it cool."),
    GovernorAction.PAUSE_AT_STEP: tr(
        "Pausing at the next step keeps the clip and frees the machine."
    ),
    GovernorAction.NEXT_PLAN: tr("A plan that takes less memory can be faster here."),
    GovernorAction.STOP_QUEUE: tr("Stopping the queue leaves the rest of the disk free."),
}


def measured(event: Event) -> str:
    """The alert's first sentence."""
    return _MEASURED[event.kind](event, is_over=event.change is Change.OVER)


def meaning(event: Event) -> str:
    """What it means; nothing where it is over."""
    if event.change is Change.OVER:
        return ""
    sample = event.sample
    match event.kind:
        case AlertKind.GPU_TEMPERATURE:
            return tr("Hot cards slow themselves down and age; dust or a covered fan is often why.")
        case AlertKind.SHARED_MEMORY:
            return tr(
                "The card's own memory is full, and the computer's is about ten times slower."
            )
        case AlertKind.RAM:
            part = _part(sample.used_ram_bytes, sample.total_ram_bytes)
            return tr(
                "{part} are in use. When it is full, the system slows down or ends programs.",
                part=part,
            )
        case AlertKind.COMMIT:
            part = _part(sample.used_commit_bytes, sample.commit_limit_bytes)
            return tr(
                "{part} are promised to programs. At the limit they fail although memory seems "
                "free; a larger page file helps.",
                part=part,
            )
        case AlertKind.DISK:
            return tr("On a full disk neither clips nor what is sampled of them can be saved.")
        case AlertKind.GPU_LOST:
            return tr(
                "Its driver was reset or changed, or the card has lost its power. What is rendered "
                "may fail; the queue is kept. If the card stays away, restart the computer."
            )


def done(action: GovernorAction, event: Event, *, by_itself: bool) -> str:
    """What the app has done; `by_itself` says whether it will take that back when it is over."""
    until = tr("you start the queue")
    if by_itself:
        unit = "°C" if event.kind is AlertKind.GPU_TEMPERATURE else "%"
        clear = decimal(f"{event.limits.clear:.3g}")
        until = tr("it is below {value} {unit}", value=clear, unit=unit)
    renders = event.sample.activity.job_id is not None
    match action:
        case GovernorAction.NEXT_PLAN:
            return tr("The clip goes on from its next step with a plan that takes less memory.")
        case GovernorAction.PAUSE_AT_STEP if renders:
            return tr("Rendering pauses at the next step until {until}.", until=until)
        case _ if renders:
            return tr(
                "The next clip waits until {until}. The one that is rendered goes on.", until=until
            )
        case _:
            return tr("The next clip waits until {until}.", until=until)


def advised(action: GovernorAction, automation: Automation) -> str:
    """What could be done; with a button where `automation` is ASK."""
    if automation is Automation.ASK:
        return tr("{advice} Shall the app do that?", advice=_ADVICE[action])
    return _ADVICE[action]


def joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _part(used: int | None, whole: int | None) -> str:
    return part_of(used or 0, whole or 0)


def _rounded(value: float | None) -> str:
    """Down, so that no text says that a threshold was reached before it was."""
    return "?" if value is None else str(int(value))


def _temperature(event: Event, *, is_over: bool) -> str:
    gpu = event.sample.gpu
    degrees = _rounded(None if gpu is None else gpu.temperature_c)
    if is_over:
        return tr("The graphics card has cooled to {degrees} °C.", degrees=degrees)
    return tr("The graphics card is at {degrees} °C.", degrees=degrees)


def _spill(event: Event, *, is_over: bool) -> str:
    gpu = event.sample.gpu
    spilled = 0 if gpu is None else gpu.shared_bytes or 0
    if not is_over:
        return tr(
            "{spilled} of graphics memory lie in the computer's memory.", spilled=size(spilled)
        )
    if spilled < event.limits.clear:
        return tr("Graphics memory is back on the card.")
    return tr("The clip whose graphics memory was spilled is no longer rendered.")


def _memory(event: Event, *, is_over: bool) -> str:
    percent = _rounded(event.sample.ram_percent)
    if is_over:
        return tr(
            "The computer's memory is down to {percent} %: {used} in use.",
            percent=percent,
            used=size(event.sample.used_ram_bytes or 0),
        )
    return tr("The computer's memory is {percent} % full.", percent=percent)


def _memory_limit(event: Event, *, is_over: bool) -> str:
    percent = _rounded(event.sample.commit_percent)
    if is_over:
        return tr(
            "The computer's memory limit is down to {percent} %: {used} in use.",
            percent=percent,
            used=size(event.sample.used_commit_bytes or 0),
        )
    return tr("The computer's memory limit is {percent} % full.", percent=percent)


def _disk(event: Event, *, is_over: bool) -> str:
    free = size(event.sample.free_disk_bytes or 0)
    if is_over:
        return tr("The disk of the app's folder has room again: {free} are free.", free=free)
    return tr(
        "The disk of the app's folder is {percent} % full: {free} are free.",
        percent=_rounded(event.sample.disk_percent),
        free=free,
    )


def _lost(_event: Event, *, is_over: bool) -> str:
    if is_over:
        return tr("The graphics card answers again.")
    return tr("The graphics card does not answer any more.")


_MEASURED = {
    AlertKind.GPU_TEMPERATURE: _temperature,
    AlertKind.SHARED_MEMORY: _spill,
    AlertKind.RAM: _memory,
    AlertKind.COMMIT: _memory_limit,
    AlertKind.DISK: _disk,
    AlertKind.GPU_LOST: _lost,
}
"""What says it: of the event, and of whether it is over."""
