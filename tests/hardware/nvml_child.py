"""Asks the real pynvml about each machine; prints a report and the seconds taken per line."""

import os
import sys
import time

from fixtures.gpu_machines import NVML_ANSWERS
from wan22_desktop.hardware.nvml import nvml_report

for name in sys.argv[1:]:
    os.environ["WAN22_FAKE_NVML"] = str(NVML_ANSWERS / f"{name}.txt")
    begun = time.monotonic()
    report = nvml_report(limit_s=0.5)
    print(f"{time.monotonic() - begun:.3f} {report.to_json()}")
