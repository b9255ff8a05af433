"""The sentences of alerts: what is measured, what it means, what is or can be done."""

from wan22_desktop.core.settings import Automation
from wan22_desktop.core.units import part_of, size
from wan22_desktop.hardware.domain.alert_rules import Event
from wan22_desktop.hardware.domain.alerts import AlertKind, GovernorAction
from wan22_desktop.hardware.domain.thresholds import Change

ACTION_LABELS = {
    GovernorAction.COOL_DOWN: "Cool down",
    GovernorAction.PAUSE_AT_STEP: "Pause at the next step",
    GovernorAction.NEXT_PLAN: "Use less memory",
    GovernorAction.STOP_QUEUE: "Stop the queue",
}
"""What a button says that does it."""

ALREADY_HELD = "The queue is paused already."
GOES_ON = "The queue goes on."
STAYS_HELD = "The queue stays paused."
START_WHEN_READY = "Start the queue when you are ready."
PLANNED_ALREADY = "This clip is rendered with the next plan already."
PAUSED_BEFORE = (
    "This clip was paused for that before: a smaller size, fewer frames or fewer other programs "
    "help."
)

_ADVICE = {
    GovernorAction.COOL_DOWN: "A break before the next clip lets it cool.",
    GovernorAction.PAUSE_AT_STEP: "Pausing at the next step keeps the clip and frees the machine.",
    GovernorAction.NEXT_PLAN: "A plan that takes less memory can be faster here.",
    GovernorAction.STOP_QUEUE: "Stopping the queue leaves the rest of the disk free.",
}


def measured(event: Event) -> str:
    """The alert's first sentence."""
    sample, is_over = event.sample, event.change is Change.OVER
    match event.kind:
        case AlertKind.GPU_TEMPERATURE:
            degrees = _rounded(None if sample.gpu is None else sample.gpu.temperature_c)
            verb = "has cooled to" if is_over else "is at"
            return f"The graphics card {verb} {degrees} °C."
        case AlertKind.SHARED_MEMORY:
            spilled = 0 if sample.gpu is None else sample.gpu.shared_bytes or 0
            if not is_over:
                return f"{size(spilled)} of graphics memory lie in the computer's memory."
            if spilled < event.limits.clear:
                return "Graphics memory is back on the card."
            return "The clip whose graphics memory was spilled is no longer rendered."
        case AlertKind.RAM:
            return _memory("memory", sample.ram_percent, sample.used_ram_bytes, is_over=is_over)
        case AlertKind.COMMIT:
            return _memory(
                "memory limit", sample.commit_percent, sample.used_commit_bytes, is_over=is_over
            )
        case AlertKind.DISK:
            percent, free = _rounded(sample.disk_percent), size(sample.free_disk_bytes or 0)
            if is_over:
                return f"The disk of the app's folder has room again: {free} are free."
            return f"The disk of the app's folder is {percent} % full: {free} are free."
        case AlertKind.GPU_LOST:
            return (
                "The graphics card answers again."
                if is_over
                else ("The graphics card does not answer any more.")
            )


def meaning(event: Event) -> str:
    """What it means; nothing where it is over."""
    if event.change is Change.OVER:
        return ""
    sample = event.sample
    match event.kind:
        case AlertKind.GPU_TEMPERATURE:
            return "Hot cards slow themselves down and age; dust or a covered fan is often why."
        case AlertKind.SHARED_MEMORY:
            return "The card's own memory is full, and the computer's is about ten times slower."
        case AlertKind.RAM:
            part = _part(sample.used_ram_bytes, sample.total_ram_bytes)
            return f"{part} are in use. When it is full, the system slows down or ends programs."
        case AlertKind.COMMIT:
            part = _part(sample.used_commit_bytes, sample.commit_limit_bytes)
            return (
                f"{part} are promised to programs. At the limit they fail although memory seems "
                "free; a larger page file helps."
            )
        case AlertKind.DISK:
            return "On a full disk neither clips nor what is sampled of them can be saved."
        case AlertKind.GPU_LOST:
            return (
                "Its driver was reset or changed, or the card has lost its power. What is rendered "
                "may fail; the queue is kept. If the card stays away, restart the computer."
            )


def done(action: GovernorAction, event: Event, *, by_itself: bool) -> str:
    """What the app has done; `by_itself` says whether it will take that back when it is over."""
    until = f"it is {_clear(event)}" if by_itself else "you start the queue"
    renders = event.sample.activity.job_id is not None
    match action:
        case GovernorAction.NEXT_PLAN:
            return "The clip goes on from its next step with a plan that takes less memory."
        case GovernorAction.PAUSE_AT_STEP if renders:
            return f"Rendering pauses at the next step until {until}."
        case _ if renders:
            return f"The next clip waits until {until}. The one that is rendered goes on."
        case _:
            return f"The next clip waits until {until}."


def advised(action: GovernorAction, automation: Automation) -> str:
    """What could be done; with a button where `automation` is ASK."""
    if automation is Automation.ASK:
        return f"{_ADVICE[action]} Shall the app do that?"
    return _ADVICE[action]


def joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _clear(event: Event) -> str:
    unit = "°C" if event.kind is AlertKind.GPU_TEMPERATURE else "%"
    return f"below {event.limits.clear:.3g} {unit}"


def _memory(name: str, percent: float | None, used: int | None, *, is_over: bool) -> str:
    if is_over:
        return f"The computer's {name} is down to {_rounded(percent)} %: {size(used or 0)} in use."
    return f"The computer's {name} is {_rounded(percent)} % full."


def _part(used: int | None, whole: int | None) -> str:
    return part_of(used or 0, whole or 0)


def _rounded(value: float | None) -> str:
    """Down, so that no text says that a threshold was reached before it was."""
    return "?" if value is None else str(int(value))
