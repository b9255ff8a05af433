"""What the engine said when it was started to be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from wan22_desktop.core.hardware import Gpu


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """`problem` is a sentence where it did not start; then nothing else is known."""

    versions: Mapping[str, str] = field(default_factory=dict)
    devices: tuple[str, ...] = ()
    gpu: Gpu | None = None
    """The card as torch sees it."""
    seconds: float = 0.0
    """Until it was ready."""
    problem: str = ""
