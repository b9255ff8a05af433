"""The panel of the machine in a window that has the focus, with an hour of real samples."""

import os

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fixtures.machine_hours import filled_ring, sample_at, workstation
from wan22_desktop.hardware.metric_ring import MetricRing
from wan22_desktop.hardware.ui.chart_stack import ChartStack
from wan22_desktop.hardware.ui.hardware_panel import HardwarePanel
from wan22_desktop.qtkit.theme import Theme, apply_theme

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def light_theme(qapp: QApplication) -> None:
    apply_theme(qapp, Theme.LIGHT)


@pytest.fixture(scope="session")
def hour_ring() -> MetricRing:
    """Read only."""
    return filled_ring()


@pytest.fixture
def panel(qtbot: QtBot, hour_ring: MetricRing) -> HardwarePanel:
    """Shown, with one hour in sight."""
    panel = HardwarePanel()
    qtbot.addWidget(panel)
    panel.resize(380, 900)
    panel.charts.bar.ranges.setCurrentText("1 hour")
    panel.show_profile(workstation())
    panel.set_source(hour_ring)
    panel.show_sample(sample_at(3599))
    with qtbot.waitExposed(panel):
        panel.show()
    panel.activateWindow()
    qtbot.waitUntil(lambda: panel.charts.stack is not None)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is panel)
    return panel


@pytest.fixture
def stack(panel: HardwarePanel) -> ChartStack:
    assert panel.charts.stack is not None
    return panel.charts.stack
