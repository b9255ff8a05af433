"""How long until the window can be seen, compared with a bare PySide6 window.

    python benchmarks/startup.py [--runs 15] [--json FILE]

Both are real processes, started in turns. Time runs from just before the process is started to the
first paint event of its main window. For ours, the time until every panel and service is there is
measured too, and that torch has not been imported by then.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

TARGET_RATIO = 2.0
TIMEOUT_S = 60

BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print("first-paint", repr(time.perf_counter()), flush=True)
        app.exit()

app = QApplication(sys.argv)
window = Window()
window.resize(1280, 800)
window.show()
app.exec()
"""


def run(command: list[str], environment: dict[str, str]) -> tuple[float, list[str]]:
    """When the process was started, and the words it printed."""
    started = time.perf_counter()
    ran = subprocess.run(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=TIMEOUT_S,
        check=True,
        text=True,
    )
    return started, ran.stdout.split()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    root = Path(__file__).resolve().parents[1]
    environment["PYTHONPATH"] = str(root)
    bare_ms: list[float] = []
    paint_ms: list[float] = []
    complete_ms: list[float] = []
    torch = False
    with tempfile.TemporaryDirectory(prefix="wan22-startup-") as home:
        environment["WAN22_HOME"] = home
        ours = [sys.executable, "-m", "wan22_desktop", "--exit-after-first-paint"]
        bare = [sys.executable, "-c", BARE]
        for number in range(arguments.runs + 1):
            started, words = run(bare, environment)
            bare_now = 1000 * (float(words[1]) - started)
            started, words = run(ours, environment)
            if number == 0:
                continue  # the first of each fills the file cache
            bare_ms.append(bare_now)
            paint_ms.append(1000 * (float(words[1]) - started))
            complete_ms.append(1000 * (float(words[3]) - started))
            torch = torch or words[5] != "False"
    ratio = median(paint_ms) / median(bare_ms)
    result = {
        "runs": arguments.runs,
        "platform": environment["QT_QPA_PLATFORM"],
        "bare_first_paint_ms": round(median(bare_ms), 1),
        "first_paint_ms": round(median(paint_ms), 1),
        "complete_ms": round(median(complete_ms), 1),
        "ratio": round(ratio, 2),
        "target_ratio": TARGET_RATIO,
        "torch_imported": torch,
        "passed": ratio <= TARGET_RATIO and not torch,
    }
    print(f"{'':30}{'median':>10}{'fastest':>10}{'slowest':>10}")
    for name, times in (
        ("bare PySide6, first paint", bare_ms),
        ("ours, first paint", paint_ms),
        ("ours, everything there", complete_ms),
    ):
        print(f"{name:30}{median(times):7.0f} ms{min(times):7.0f} ms{max(times):7.0f} ms")
    print(f"first paint: {ratio:.2f} times the bare window (target: at most {TARGET_RATIO})")
    print(f"torch imported: {'yes' if torch else 'no'}")
    print(json.dumps(result))
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0 if result["passed"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
