"""Before and after, measured in turns: what is a difference and what is noise."""

from collections.abc import Sequence
from enum import StrEnum
from math import comb, inf
from statistics import median
from typing import Annotated

from pydantic import Field

from wan22_desktop.core.values import Value

Seconds = Annotated[float, Field(gt=0.0)]
CONFIDENCE = 0.99
"""One in a hundred comparisons of equals may seem to differ; it takes eight pairs at least."""


class Verdict(StrEnum):
    """What a comparison shows."""

    FASTER = "faster"
    SLOWER = "slower"
    NO_DIFFERENCE = "no measurable difference"


class Side(Value):
    """The renders of one of the two; those with the same place in both were made in turns."""

    seconds: tuple[Seconds, ...]
    """From prompt to clip, with everything loaded."""
    loading_seconds: tuple[Seconds, ...]
    """Of each engine's first render."""
    resident_bytes: tuple[int, ...]
    """The most memory of each engine's process."""
    results: tuple[str, ...]
    """Digests of the sampled latents and of the clip's pictures; all alike if all bits are."""


class Comparison(Value):
    """Renders of the demo model before and after a change."""

    before: Side
    after: Side

    @property
    def ratios(self) -> tuple[float, ...]:
        """After to before, of each pair."""
        pairs = zip(self.before.seconds, self.after.seconds, strict=True)
        return tuple(after / before for before, after in pairs)

    @property
    def ratio(self) -> float:
        """The median; below 1 is faster."""
        return median(self.ratios)

    @property
    def interval(self) -> tuple[float, float]:
        """Holds the true median ratio with at least `CONFIDENCE`; no shape of noise is assumed."""
        return median_interval(self.ratios)

    @property
    def verdict(self) -> Verdict:
        low, high = self.interval
        if low > 1.0:
            return Verdict.SLOWER
        return Verdict.FASTER if high < 1.0 else Verdict.NO_DIFFERENCE

    @property
    def same_bits(self) -> bool:
        """Whether every render of both sides gave the same latents and pictures."""
        return len({*self.before.results, *self.after.results}) == 1

    @property
    def memory_savings_bytes(self) -> int:
        """By the medians; negative where more is used."""
        return round(median(self.before.resident_bytes) - median(self.after.resident_bytes))


def median_interval(values: Sequence[float]) -> tuple[float, float]:
    """Two of the values between which the median lies (sign test); all numbers if too few."""
    count = len(values)
    ordered = sorted(values)
    # How many values at each end may be left out.
    outside, left_out = 0.0, -1
    for k in range(count // 2):
        outside += comb(count, k) / 2**count
        if 2 * outside > 1 - CONFIDENCE:
            break
        left_out = k
    if left_out < 0:
        return -inf, inf
    return ordered[left_out], ordered[count - 1 - left_out]
