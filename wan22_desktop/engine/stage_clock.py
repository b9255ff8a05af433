"""How long each stage of a render takes, and how much memory it needs."""

import sys
import time
from collections import defaultdict

import psutil
import torch

from wan22_desktop.engine_protocol.messages import Stage


class StageClock:
    """Runs from `enter` to the next `enter` or `stop`."""

    def __init__(self) -> None:
        self.seconds: defaultdict[Stage, float] = defaultdict(float)
        self.peak_device_bytes: dict[Stage, int] = {}
        """Most device memory that was in use; empty without a graphics card."""
        self._stage: Stage | None = None
        self._entered_at = 0.0

    def enter(self, stage: Stage) -> None:
        """Everything from now on is spent on `stage`."""
        if stage is not self._stage:
            self.stop()
            self._stage = stage
            self._entered_at = time.perf_counter()
            if torch.cuda.is_available():
                torch.cuda.reset_peak_memory_stats()

    def stop(self) -> None:
        """The stage that was entered last has ended."""
        stage, self._stage = self._stage, None
        if stage is None:
            return
        if torch.cuda.is_available():
            torch.cuda.synchronize()
            peak_bytes = max(
                self.peak_device_bytes.get(stage, 0), torch.cuda.max_memory_allocated()
            )
            self.peak_device_bytes[stage] = peak_bytes
        self.seconds[stage] += time.perf_counter() - self._entered_at


def peak_resident_bytes() -> int:
    """Most memory that this process has ever had in use."""
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    import resource

    in_use = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return in_use if sys.platform == "darwin" else in_use * 1024
