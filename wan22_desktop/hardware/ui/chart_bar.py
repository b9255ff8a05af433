"""The controls above the charts: time range, pause, back to now, curves, export."""

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.hardware.ui.curve_menu import CurveMenu
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton
from wan22_desktop.qtkit.theme import SPACE_SMALL


@dataclass(frozen=True, slots=True)
class TimeRange:
    """What is drawn: the last `seconds`."""

    name: str
    seconds: float
    is_history: bool = False
    """Too long for what is kept in memory: it is asked of the history."""


RANGES = (
    TimeRange(tr("1 minute"), 60),
    TimeRange(tr("5 minutes"), 300),
    TimeRange(tr("15 minutes"), 900),
    TimeRange(tr("1 hour"), 3600),
    TimeRange(tr("6 hours"), 6 * 3600, is_history=True),
    TimeRange(tr("24 hours"), 24 * 3600, is_history=True),
    TimeRange(tr("7 days"), 7 * 24 * 3600, is_history=True),
)
FIRST_RANGE = 1


class ChartBar(QWidget):
    """Says what the user wants; the panel does it."""

    range_chosen = Signal(object)  # TimeRange
    pause_toggled = Signal(bool)
    now_wanted = Signal()
    csv_wanted = Signal()
    png_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ranges = QComboBox()
        self.ranges.setAccessibleName(tr("Time range of the charts"))
        self.ranges.setToolTip(tr("Time range of the charts"))
        for choice in RANGES:
            self.ranges.addItem(choice.name)
        self.ranges.setCurrentIndex(FIRST_RANGE)
        self.ranges.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.ranges.setMinimumContentsLength(8)
        self.pause = GlyphButton(Glyph.PAUSE, tr("Pause the charts"))
        self.pause.setCheckable(True)
        self.now = QToolButton()
        self.now.setText(tr("Now"))
        self.now.setAccessibleName(tr("Back to now"))
        self.now.setToolTip(tr("Back to now (double click in a chart)"))
        self.now.setEnabled(False)
        self.curves = CurveMenu(self)
        self.curves_button = _menu_button(tr("Curves"), tr("Which curves are drawn"), self.curves)
        menu = QMenu(self)
        self.csv = menu.addAction(tr("All values as &table (CSV)\N{HORIZONTAL ELLIPSIS}"))
        self.png = menu.addAction(tr("Charts as &picture (PNG)\N{HORIZONTAL ELLIPSIS}"))
        self.export_button = _menu_button(tr("Export"), tr("Export what is shown"), menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(self.ranges)
        layout.addWidget(self.pause)
        layout.addWidget(self.now)
        layout.addStretch(1)
        layout.addWidget(self.curves_button)
        layout.addWidget(self.export_button)
        self.ranges.currentIndexChanged.connect(self._tell_range)
        self.pause.toggled.connect(self._tell_pause)
        self.now.clicked.connect(self.now_wanted)
        self.csv.triggered.connect(self.csv_wanted)
        self.png.triggered.connect(self.png_wanted)

    @property
    def range(self) -> TimeRange:
        return RANGES[self.ranges.currentIndex()]

    @Slot(int)
    def _tell_range(self, index: int) -> None:
        self.range_chosen.emit(RANGES[index])

    @Slot(bool)
    def _tell_pause(self, paused: bool) -> None:  # noqa: FBT001 -- a slot
        if paused:
            self.pause.set_meaning(Glyph.PLAY, tr("Let the charts go on"))
        else:
            self.pause.set_meaning(Glyph.PAUSE, tr("Pause the charts"))
        self.pause_toggled.emit(paused)


def _menu_button(text: str, name: str, menu: QMenu) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button
