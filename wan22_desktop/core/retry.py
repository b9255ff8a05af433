"""How long to wait before another try."""

import random
from collections.abc import Callable

_MOST_DOUBLINGS = 32
"""The bound is capped anyway; this keeps the number finite after any count of tries."""


def jittered_delay_s(
    num_tries: int,
    *,
    first_s: float,
    longest_s: float,
    draw: Callable[[], float] = random.random,
) -> float:
    """Exponential back-off with full jitter, in seconds.

    The delay is drawn between nothing and a bound that starts at `first_s` after the first try,
    doubles with each further one and never exceeds `longest_s`. `draw` gives numbers in [0, 1).
    """
    bound_s = first_s * 2.0 ** min(max(num_tries, 1) - 1, _MOST_DOUBLINGS)
    return draw() * min(bound_s, longest_s)
