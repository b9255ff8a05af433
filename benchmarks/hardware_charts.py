"""What one more sample costs the window while the hardware panel is seen.

    python benchmarks/hardware_charts.py [--samples 60] [--json FILE]

An hour of samples at 1 Hz lies in the ring, all 16 series are drawn in their charts. With each
further sample the panel shows its tiles, takes the hour out of the ring, thins it out to the pixels
that there are and hands it to pyqtgraph (update), then Qt paints it (paint); the two together are
a refresh. Beside it, in the same run: bare pyqtgraph with the same curves in as many plots, all
3600 points handed over (bare), and the same with pyqtgraph's own thinning out (bare thinned).

Medians of the samples in milliseconds of this thread's processor time, which other programs on the
machine do not lengthen; wall times are given too. A frame at 60 Hz has 16 ms.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from fixtures.machine_hours import HOUR_S, filled_ring, sample_at, workstation
from wan22_desktop.hardware.metric_ring import MetricRing
from wan22_desktop.hardware.ui.chart_kinds import CHARTS
from wan22_desktop.hardware.ui.hardware_panel import HardwarePanel
from wan22_desktop.qtkit.theme import LIGHT, Theme, apply_theme

FRAME_MS = 16.0
SIZES = ((380, 900), (900, 700))


def timed(action: Callable[[], object]) -> tuple[float, float]:
    """Processor time of this thread and wall time, in milliseconds."""
    own, wall = time.thread_time(), time.perf_counter()
    action()
    return 1000 * (time.thread_time() - own), 1000 * (time.perf_counter() - wall)


def measure_panel(app: QApplication, size: tuple[int, int], samples: int) -> dict[str, float]:
    ring = filled_ring(HOUR_S)
    panel = HardwarePanel()
    panel.resize(*size)
    panel.charts.bar.ranges.setCurrentText("1 hour")
    panel.show_profile(workstation())
    panel.set_shown_series(tuple(panel.charts.bar.curves.ticks))
    panel.set_source(ring)
    panel.show()
    while panel.charts.stack is None:
        app.processEvents()
    updates, paints = [], []
    for second in range(HOUR_S, HOUR_S + samples):
        sample = sample_at(second)
        ring.append(sample)
        updates.append(timed(lambda sample=sample: panel.show_sample(sample)))
        paints.append(timed(app.processEvents))
    panel.close()
    panel.deleteLater()
    app.processEvents()
    return {
        "update_ms": statistics.median(own for own, _ in updates),
        "paint_ms": statistics.median(own for own, _ in paints),
        "refresh_ms": statistics.median(
            update[0] + paint[0] for update, paint in zip(updates, paints, strict=True)
        ),
        "refresh_wall_ms": statistics.median(
            update[1] + paint[1] for update, paint in zip(updates, paints, strict=True)
        ),
    }


def measure_bare(app: QApplication, size: tuple[int, int], samples: int, *, thinned: bool) -> float:
    """The same curves in as many plots of pyqtgraph, antialiased as ours are."""
    ring: MetricRing = filled_ring(HOUR_S)
    pg.setConfigOptions(antialias=True, background=LIGHT.base, foreground=LIGHT.text)
    window = QWidget()
    layout = QVBoxLayout(window)
    curves: dict[str, pg.PlotDataItem] = {}
    for chart in CHARTS:
        plot = pg.PlotWidget(axisItems={"bottom": pg.DateAxisItem()})
        layout.addWidget(plot)
        for curve in chart.curves:
            item = pg.PlotDataItem(connect="finite")
            if thinned:
                item.setDownsampling(auto=True, method="peak")
                item.setClipToView(True)
            plot.addItem(item)
            curves[curve.key] = item
    window.resize(*size)
    window.show()
    app.processEvents()
    taken = []
    for second in range(HOUR_S, HOUR_S + samples):
        ring.append(sample_at(second))

        def refresh() -> None:
            hour = ring.window(HOUR_S)
            for key, item in curves.items():
                if np.isfinite(hour.values[key]).any():
                    item.setData(hour.unix_s, hour.values[key].astype(np.float64))
            app.processEvents()

        taken.append(timed(refresh)[0])
    window.close()
    window.deleteLater()
    app.processEvents()
    return statistics.median(taken)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=60)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    app = QApplication(sys.argv[:1])
    apply_theme(app, Theme.LIGHT)
    result: dict[str, object] = {"samples": arguments.samples, "series": 16, "points": HOUR_S}
    passed = True
    for size in SIZES:
        name = f"{size[0]}x{size[1]}"
        ours = measure_panel(app, size, arguments.samples)
        bare = measure_bare(app, size, arguments.samples, thinned=False)
        thinned = measure_bare(app, size, arguments.samples, thinned=True)
        passed = passed and ours["refresh_ms"] < FRAME_MS
        result |= {f"{name}_{key}": round(value, 1) for key, value in ours.items()}
        result |= {
            f"{name}_bare_ms": round(bare, 1),
            f"{name}_bare_thinned_ms": round(thinned, 1),
            f"{name}_ratio_to_bare": round(ours["refresh_ms"] / bare, 2),
        }
    result |= {"target_ms": FRAME_MS, "passed": passed, "processors": os.cpu_count()}
    for key, value in result.items():
        print(f"{key:32}{value}")
    print(json.dumps(result))
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0 if passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
