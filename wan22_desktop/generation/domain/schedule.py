"""When jobs may begin: a time of day, and only while nobody uses the computer."""

from datetime import datetime, time

from wan22_desktop.core.settings import QueueSettings
from wan22_desktop.core.texts import tr, trn


def reason_to_wait(settings: QueueSettings, now: datetime, idle_s: float | None) -> str:
    """Why no job may begin now, in words; empty if one may.

    `now` is what clocks on the wall show: the hour that is left out or comes twice when they are
    changed needs no rule of its own then. `idle_s` is the time since somebody last used the
    computer; where it is not known (None), that rule holds nothing back.
    """
    if settings.only_between is not None:
        begin, end = settings.only_between
        if not _is_between(now.time(), time.fromisoformat(begin), time.fromisoformat(end)):
            return tr("Jobs begin between {begin} and {end} only.", begin=begin, end=end)
    minutes = settings.idle_minutes
    if minutes is not None and idle_s is not None and idle_s < minutes * 60:
        return trn(
            "Jobs begin after nobody has used the computer for {count} minute.",
            "Jobs begin after nobody has used the computer for {count} minutes.",
            minutes,
        )
    return ""


def _is_between(now: time, begin: time, end: time) -> bool:
    """Whether `now` lies in a span that may cross midnight; two equal ends mean the whole day."""
    if begin < end:
        return begin <= now < end
    return now >= begin or now < end
