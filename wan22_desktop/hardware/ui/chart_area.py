"""The charts with their controls: what is drawn of which time, and when."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QBuffer, QIODevice, QStandardPaths, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QImageWriter, QKeyEvent, QPalette
from PySide6.QtWidgets import QFileDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.settings import HealthSettings
from wan22_desktop.core.texts import tr
from wan22_desktop.hardware.chart_export import to_csv
from wan22_desktop.hardware.domain.metrics import SystemMetrics
from wan22_desktop.hardware.metric_ring import RingWindow
from wan22_desktop.hardware.ui.chart_bar import ChartBar
from wan22_desktop.hardware.ui.file_writer import FileWriter
from wan22_desktop.hardware.ui.read_out import ReadOut
from wan22_desktop.hardware.ui.readings import GIB
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE_SMALL, Tone, colors_of

if TYPE_CHECKING:
    from wan22_desktop.hardware.ui.chart_stack import ChartStack
    from wan22_desktop.hardware.ui.timeline import Timeline

_OF_CARD = ("gpu_", "vram_")
HISTORY_AGAIN_S = 60.0
"""The history of hours is asked for again so often."""


class MetricSource(Protocol):
    """Where the latest samples are: the monitor's ring. Called on the GUI thread, never waits."""

    def window(self, seconds: float) -> RingWindow:
        """The samples of the last `seconds`, as far as they are kept."""
        ...


class ChartArea(QWidget):
    """Draws when it is told to; pyqtgraph is imported by `build`."""

    history_wanted = Signal(float, float)
    """From and to, in unix seconds; `show_history` takes the answer."""
    shown_series_changed = Signal(object)  # tuple[str, ...]
    refused = Signal(object)  # UserError
    said = Signal(str, str)

    def __init__(
        self,
        health: HealthSettings,
        is_seen: Callable[[], bool],
        parent: QWidget | None = None,
    ) -> None:
        """`is_seen` says whether drawing is of use to anybody now."""
        super().__init__(parent)
        self._is_seen = is_seen
        self.bar = ChartBar()
        self.read_out = ReadOut()
        self.placeholder = plain_label(tr("The charts are being prepared."), Tone.MUTED, wraps=True)
        self.placeholder.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sight = QScrollArea()
        self.sight.setWidgetResizable(True)
        self.sight.setFrameShape(QFrame.Shape.NoFrame)
        self.sight.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sight.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sight.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.sight.setWidget(self.placeholder)
        self.stack: ChartStack | None = None
        self.dialog: QFileDialog | None = None
        self.is_building = False
        self._health = health
        self._source: MetricSource | None = None
        self._window: RingWindow | None = None
        """What is drawn now; kept while paused."""
        self._timeline: Timeline | None = None
        self._chosen: tuple[float, float] | None = None
        """What the user has zoomed to; None follows the latest sample."""
        self._history_asked_s: float | None = None
        self._totals_gib = (0.0, 0.0)
        self._has_card = True
        self._writer = FileWriter()
        self._writer.written.connect(self._tell_written)
        self._writer.refused.connect(self.refused)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(self.bar)
        layout.addWidget(self.read_out)
        layout.addWidget(self.sight, 1)
        self.bar.range_chosen.connect(self._take_range)
        self.bar.pause_toggled.connect(self._take_pause)
        self.bar.now_wanted.connect(self.go_to_now)
        self.bar.csv_wanted.connect(self.ask_for_csv)
        self.bar.png_wanted.connect(self.ask_for_png)
        self.bar.curves.shown_changed.connect(self._take_shown)

    # --- what is given -------------------------------------------------------------------------

    def set_source(self, source: MetricSource) -> None:
        self._source = source

    def set_limits(self, health: HealthSettings) -> None:
        self._health = health
        if self.stack is not None:
            self.stack.set_limits(health)

    def set_shown(self, keys: tuple[str, ...]) -> None:
        self.bar.curves.set_shown(keys)
        self._show_shown()

    def note_machine(self, sample: SystemMetrics | None, profile: HardwareProfile | None) -> None:
        """How much memory there is, for the scales; charts of a card that is not there are left
        out."""
        has_card = profile is None or profile.gpu is not None
        has_card = has_card or (sample is not None and sample.gpu is not None)
        if has_card != self._has_card:
            self._has_card = has_card
            self._show_shown()
        vram = ram = None
        if profile is not None:
            vram = None if profile.gpu is None else profile.gpu.total_vram_bytes
            ram = profile.total_ram_bytes
        if sample is not None:
            vram = (None if sample.gpu is None else sample.gpu.total_vram_bytes) or vram
            ram = sample.total_ram_bytes or ram
        totals = (round((vram or 0) / GIB, 1), round((ram or 0) / GIB, 1))
        if totals != self._totals_gib:
            self._totals_gib = totals
            if self.stack is not None:
                self.stack.set_totals(*totals)

    @Slot(object)
    def show_history(self, window: RingWindow) -> None:
        """The answer to `history_wanted`; asked again later where nobody wants it now."""
        is_wanted = self.bar.range.is_history and not self.bar.pause.isChecked()
        if is_wanted and self._is_seen():
            self._take_window(window)
            self.draw()
        else:
            self._history_asked_s = None

    # --- drawing -------------------------------------------------------------------------------

    def build(self) -> None:
        """Import pyqtgraph and make the charts, soon: first the window is painted without."""
        if self.stack is None and not self.is_building:
            self.is_building = True
            QTimer.singleShot(0, self, self._build)

    @Slot()
    def _build(self) -> None:
        from wan22_desktop.hardware.ui.chart_stack import ChartStack

        self.stack = ChartStack(colors_of(self))
        self.stack.set_limits(self._health)
        self.stack.set_totals(*self._totals_gib)
        self.stack.cross_moved.connect(self._show_moment)
        self.stack.range_chosen.connect(self._take_zoom)
        self.stack.reset_wanted.connect(self.go_to_now)
        self.sight.setWidget(self.stack)
        QWidget.setTabOrder(self.bar.export_button, self.stack)
        self._show_shown()
        self.refresh()

    def refresh(self) -> None:
        """Draw the samples that have come since, unless paused or unseen."""
        if self.stack is None or self.bar.pause.isChecked() or not self._is_seen():
            return
        if self.bar.range.is_history:
            self._ask_for_history()
        elif self._source is not None:
            self._take_window(self._source.window(self._seconds_needed()))
            self.draw()

    @property
    def range_s(self) -> tuple[float, float]:
        """What is in sight, in unix seconds."""
        if self._chosen is not None:
            return self._chosen
        latest = self._latest_s or time.time()
        return latest - self.bar.range.seconds, latest

    def _seconds_needed(self) -> float:
        """Back to where the user has gone."""
        seconds = self.bar.range.seconds
        if self._chosen is None or self._latest_s is None:
            return seconds
        return max(seconds, self._latest_s - self._chosen[0] + seconds)

    @property
    def _latest_s(self) -> float | None:
        """Of the latest sample."""
        timeline = self._timeline
        return float(timeline.x[-1]) if timeline is not None and len(timeline.x) else None

    def _ask_for_history(self) -> None:
        asked = time.monotonic()
        if self._history_asked_s is not None and asked - self._history_asked_s < HISTORY_AGAIN_S:
            return
        self._history_asked_s = asked
        now = time.time()
        self.history_wanted.emit(now - self.bar.range.seconds, now)

    def _take_window(self, window: RingWindow) -> None:
        from wan22_desktop.hardware.ui.timeline import timeline_of

        self._window, self._timeline = window, timeline_of(window)

    def draw(self) -> None:
        """Draw the samples that are there already, if anybody sees it."""
        if self.stack is not None and self._timeline is not None and self._is_seen():
            self.stack.show_timeline(self._timeline, *self.range_s)

    @Slot()
    def _show_moment(self) -> None:
        if self.stack is None:
            return
        row, timeline = self.stack.row, self.stack.timeline
        when = None if row is None else float(timeline.x[row])
        self.read_out.show_moment(when, timeline.phase(row), is_latest=self.stack.cross_s is None)

    # --- what the user wants -------------------------------------------------------------------

    @Slot(float, float)
    def _take_zoom(self, from_s: float, to_s: float) -> None:
        self._chosen = (from_s, to_s)
        self.bar.now.setEnabled(True)
        self._show_range()

    @Slot()
    def go_to_now(self) -> None:
        """Follow the latest sample again."""
        self._chosen = None
        self.bar.now.setEnabled(False)
        if self.stack is not None:
            self.stack.set_cross(None)
        self._show_range()

    def _show_range(self) -> None:
        """What is in sight has changed."""
        if self.bar.pause.isChecked() or self.bar.range.is_history:
            self.draw()
        self.refresh()

    @Slot()
    def _take_range(self) -> None:
        self._history_asked_s = None
        if self.bar.pause.isChecked():
            # Another range of old data would be a riddle: what is chosen is shown.
            self.bar.pause.setChecked(False)
        self.go_to_now()

    @Slot(bool)
    def _take_pause(self, paused: bool) -> None:  # noqa: FBT001 -- a slot
        if not paused:
            self.refresh()

    @Slot(object)
    def _take_shown(self, keys: tuple[str, ...]) -> None:
        self._show_shown()
        self.shown_series_changed.emit(keys)

    def _show_shown(self) -> None:
        if self.stack is not None:
            shown = self.bar.curves.shown
            if not self._has_card:
                shown = tuple(key for key in shown if not key.startswith(_OF_CARD))
            self.stack.set_shown(shown)
            self.draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.bar.pause.toggle()
        else:
            super().keyPressEvent(event)

    # --- export --------------------------------------------------------------------------------

    @Slot()
    def ask_for_csv(self) -> None:
        self._ask_for_file(tr("Export values"), "csv", tr("Table (*.csv)"), self.export_csv)

    @Slot()
    def ask_for_png(self) -> None:
        self._ask_for_file(tr("Export charts"), "png", tr("PNG image (*.png)"), self.export_png)

    @Slot(str)
    def export_csv(self, path: str) -> None:
        """All series of what is in sight, also those that are not drawn."""
        window, (from_s, to_s) = self._window, self.range_s
        if window is not None:
            self._writer.write(tr("The table"), Path(path), lambda: to_csv(window, from_s, to_s))

    @Slot(str)
    def export_png(self, path: str) -> None:
        """The charts as they are seen, with the moment that is read."""
        image = self._picture()
        self._writer.write(tr("The picture"), Path(path), lambda: _png(image))

    def _picture(self) -> QImage:
        below = self.sight.geometry()
        return self.grab(below.united(self.read_out.geometry())).toImage()

    def _ask_for_file(self, title: str, suffix: str, kinds: str, take: object) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, title, folder, kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(f"hardware-{time.strftime('%Y%m%d-%H%M%S')}.{suffix}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(take)
        self.dialog = dialog
        dialog.open()

    @Slot(str)
    def _tell_written(self, path: str) -> None:
        self.said.emit(tr("Exported {name}.", name=Path(path).name), path)


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # QImage.save wants its format as text at run time and as bytes in its type hints.
    if not QImageWriter(buffer, b"png").write(image):
        raise OSError(None, tr("the picture could not be encoded"))
    return bytes(buffer.data().data())
