"""Settings and comparisons in words, for window and terminal alike."""

from math import isfinite

from wan22_desktop.core.texts import decimal, tr
from wan22_desktop.core.units import size
from wan22_desktop.optimizer.domain.comparison import Comparison, Verdict
from wan22_desktop.optimizer.domain.optimal_settings import CarriedBy, Setting, Tuning


def value_text(setting: Setting) -> str:
    """`on`, `8`, `4.0 GB`, or `by itself` where nothing is set."""
    value = setting.value
    if value is None:
        return tr("by itself")
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    if isinstance(value, int) and setting.name.endswith("_bytes"):
        return size(value)
    return str(value)


def holds(setting: Setting, applied: Tuning) -> bool:
    """Whether it is applied already; what the planner decides for each clip anew never is."""
    if setting.value is None:
        return False
    if setting.carried_by is CarriedBy.ENGINE:
        return getattr(applied.engine, setting.name) == setting.value
    return setting.name == "torch_threads" and applied.torch_threads == setting.value


def verdict_text(comparison: Comparison) -> str:
    """`4.2% faster`, or that there is no difference."""
    if comparison.verdict is Verdict.NO_DIFFERENCE:
        return tr("no measurable difference")
    share = decimal(f"{abs(1 - comparison.ratio):.1%}")
    if comparison.verdict is Verdict.FASTER:
        return tr("{share} faster", share=share)
    return tr("{share} slower", share=share)


def interval_text(comparison: Comparison) -> str:
    """Where the true ratio lies."""
    low, high = comparison.interval
    return (
        tr("{low} to {high}", low=decimal(f"{low:.3f}"), high=decimal(f"{high:.3f}"))
        if isfinite(low)
        else tr("too few renders")
    )
