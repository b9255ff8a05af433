"""The dock of the machine: what it is, how it is, what is the matter, and how it was."""

import time

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.settings import HealthSettings
from wan22_desktop.hardware.domain.alerts import Alert
from wan22_desktop.hardware.domain.metrics import SystemMetrics
from wan22_desktop.hardware.metric_ring import RingWindow
from wan22_desktop.hardware.ui.alert_list import AlertList
from wan22_desktop.hardware.ui.chart_area import ChartArea, MetricSource
from wan22_desktop.hardware.ui.machine_header import MachineHeader
from wan22_desktop.hardware.ui.readings import readings_of
from wan22_desktop.hardware.ui.tiles import TileGrid
from wan22_desktop.qtkit.theme import SPACE


class HardwarePanel(QWidget):
    """Has no timer of its own: each sample that comes draws once, and only while it is seen."""

    history_wanted = Signal(float, float)
    """From and to, in unix seconds; `show_history` takes the answer."""
    action_accepted = Signal(object)  # AlertKind
    shown_series_changed = Signal(object)  # tuple[str, ...]
    refused = Signal(object)  # UserError
    said = Signal(str, str)
    """A sentence and its detail."""

    def __init__(self, health: HealthSettings | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.refreshes = 0
        """How often anything was drawn: nothing is while nobody sees it."""
        self._health = health or HealthSettings()
        self._profile: HardwareProfile | None = None
        self._sample: SystemMetrics | None = None
        self.header = MachineHeader()
        self.alerts = AlertList()
        self.tiles = TileGrid()
        self.charts = ChartArea(self._health, self.is_seen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self.header)
        layout.addWidget(self.alerts)
        layout.addWidget(self.tiles)
        layout.addWidget(self.charts, 1)
        self.alerts.action_accepted.connect(self.action_accepted)
        self.charts.history_wanted.connect(self.history_wanted)
        self.charts.shown_series_changed.connect(self.shown_series_changed)
        self.charts.refused.connect(self.refused)
        self.charts.said.connect(self.said)
        self.tiles.show_readings(readings_of(None, None, self._health))

    # --- what the monitor says -----------------------------------------------------------------

    def set_source(self, source: MetricSource) -> None:
        """Where the curves come from; until then the charts are empty."""
        self.charts.set_source(source)
        self._refresh_if_seen()

    @Slot(object)
    def show_profile(self, profile: HardwareProfile) -> None:
        """What the machine has."""
        self._profile = profile
        self.header.show_profile(profile)
        self._refresh_if_seen()

    @Slot(object)
    def show_sample(self, sample: SystemMetrics) -> None:
        """A new sample is in the ring."""
        self._sample = sample
        self._refresh_if_seen()

    @Slot(object)
    def show_alert(self, alert: Alert) -> None:
        """At the time of the sample it came from."""
        at = self._sample
        self.alerts.show_alert(alert, time.time() if at is None else at.unix_s)

    @Slot(object)
    def show_history(self, window: RingWindow) -> None:
        """The answer to `history_wanted`."""
        self.charts.show_history(window)

    @Slot(object)
    def set_limits(self, health: HealthSettings) -> None:
        """The thresholds that hold from now on."""
        self._health = health
        self.charts.set_limits(health)
        self._refresh_if_seen()

    # --- what is remembered --------------------------------------------------------------------

    @property
    def shown_series(self) -> tuple[str, ...]:
        """The keys of the curves that are drawn."""
        return self.charts.bar.curves.shown

    def set_shown_series(self, keys: tuple[str, ...]) -> None:
        """As they were last time; unknown keys are passed over."""
        self.charts.set_shown(keys)

    # --- drawing -------------------------------------------------------------------------------

    def is_seen(self) -> bool:
        """Whether drawing is of use to anybody."""
        # A dock behind another tab counts as visible; only its region is empty.
        return (
            self.isVisible()
            and not self.window().isMinimized()
            and not self.visibleRegion().isEmpty()
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Whether it is behind a tab is known once the dock has put it into place.
        QTimer.singleShot(0, self, self.begin_if_seen)

    @Slot()
    def begin_if_seen(self) -> None:
        """Its tab may have come to the front."""
        if self.is_seen():
            self.charts.build()
            # A paused picture may have been given other curves meanwhile.
            self.charts.draw()
            self._refresh_if_seen()

    def _refresh_if_seen(self) -> None:
        if not self.is_seen():
            return
        self.refreshes += 1
        self.tiles.show_readings(readings_of(self._sample, self._profile, self._health))
        self.charts.note_machine(self._sample, self._profile)
        self.charts.refresh()
