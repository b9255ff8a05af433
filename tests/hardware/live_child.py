"""Reads the cards through the real pynvml whenever a line asks for it.

A line is the moment of the clock in seconds and, if wanted, the engine's process; the answer is a
line of JSON.
"""

import json
import sys
import threading
import time
from dataclasses import asdict
from typing import Any

import pynvml

from wan22_desktop.hardware.live_gpu import LiveGpu


class CountedNvml:
    """pynvml itself, and how often it was initialised."""

    def __init__(self) -> None:
        self.inits = 0

    def nvmlInit(self) -> None:  # noqa: N802 - NVML's name
        self.inits += 1
        pynvml.nvmlInit()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever pynvml has
        return getattr(pynvml, name)


now_s = 0.0
nvml = CountedNvml()
gpu = LiveGpu(nvml=nvml, limit_s=0.5, tool=["/nowhere/nvidia-smi"], clock=lambda: now_s)
for line in sys.stdin:
    moment, _, pid = line.strip().partition(" ")
    now_s = float(moment)
    begun = time.monotonic()
    reading = gpu.read(int(pid) if pid else None)
    answer = {
        "took_s": time.monotonic() - begun,
        "gpus": [asdict(card) for card in reading.gpus],
        "used": None if reading.gpu is None else reading.gpus.index(reading.gpu),
        "inits": nvml.inits,
        "threads": sum(thread.name == "nvml" for thread in threading.enumerate()),
    }
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
gpu.close()
