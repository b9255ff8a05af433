"""What is known of a render before it is added, as the form shows it."""

from dataclasses import dataclass
from enum import StrEnum

from wan22_desktop.core.request import GenerationRequest


class Fit(StrEnum):
    """How well a request goes with this machine."""

    FITS = "fits"
    TIGHT = "tight"
    """It works, but hardly anything is left, or it takes very long."""
    TOO_LARGE = "too-large"
    """No plan can carry it out here."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a render takes of something, and what it may take; None where there is no limit."""

    bytes: int
    limit_bytes: int | None

    @property
    def share(self) -> float:
        """Of the limit; 0 without one."""
        return self.bytes / self.limit_bytes if self.limit_bytes else 0.0


@dataclass(frozen=True, slots=True)
class Alternative:
    """A smaller request that fits."""

    change: str
    request: GenerationRequest


@dataclass(frozen=True, slots=True)
class Forecast:
    """Memory, disk and time of one request on this machine, and why they are what they are.

    The seconds are from start to clip, loading included; nine of ten renders should take between
    `seconds_low` and `seconds_high`.
    """

    request: GenerationRequest
    fit: Fit
    vram: Need | None
    """None where the processor renders."""
    ram: Need
    disk: Need
    seconds: float
    seconds_low: float
    seconds_high: float
    plan: str
    """What the plan does, in a few words."""
    reason: str
    warnings: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


def seconds_like(forecast: Forecast, request: GenerationRequest) -> float | None:
    """What a request takes that resembles the one of a forecast; None for another model.

    Time goes with steps, frames and pixels, and with whether a step computes guidance. That is
    rough for other sizes, where attention grows faster: the planner is asked before it is rendered.
    """
    known = forecast.request
    if request.model is not known.model or _amount(known) <= 0:
        return None
    return forecast.seconds * _amount(request) / _amount(known)


def _amount(request: GenerationRequest) -> float:
    guided = request.num_inference_steps if request.guidance_scale > 1 else 0
    if request.guided_steps is not None:
        guided = min(guided, request.guided_steps)
    pixels = request.width * request.height * request.num_frames
    return request.samplings * (request.num_inference_steps + guided) * pixels
