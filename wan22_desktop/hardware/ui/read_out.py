"""The line that says which moment is read, and what the colours of the bands mean."""

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.hardware.domain.metrics import Phase
from wan22_desktop.hardware.ui.chart_colors import PHASE_NAMES, phase_color
from wan22_desktop.hardware.ui.tiles import small_font
from wan22_desktop.qtkit.elided_label import ElidedLabel
from wan22_desktop.qtkit.flow_layout import FlowLayout
from wan22_desktop.qtkit.theme import SPACE_LARGE, SPACE_SMALL, colors_of

NOTHING = tr("Nothing measured in this time")
_SWATCH_PX = 8
_GAP_PX = 4
_BETWEEN_PX = 10
_WIDEST = tr("Wed 88 Nov 88:88:88 \N{MIDDLE DOT} Rendering")
_IN_BANDS = tuple(phase for phase in Phase if phase is not Phase.IDLE)
_DAY_S = 86400.0


class ReadOut(QWidget):
    """Two parts side by side, or one below the other where it is narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.moment = _Moment()
        self.phases = PhaseLegend()
        self.moment.set_text(NOTHING)
        layout = FlowLayout(self, SPACE_SMALL)
        layout.addWidget(self.moment)
        layout.addWidget(self.phases)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_moment(self, unix_s: float | None, phase: Phase, *, is_latest: bool) -> None:
        """`unix_s` is None while there are no samples at all."""
        if unix_s is None:
            self.moment.set_text(NOTHING)
            return
        when = datetime.fromtimestamp(unix_s).astimezone()
        today = datetime.now().astimezone().date()
        said = when.strftime("%H:%M:%S" if when.date() == today else tr("%a %d %b %H:%M:%S"))
        latest = tr(" (latest)") if is_latest and phase is Phase.IDLE else ""
        doing = "" if phase is Phase.IDLE else f" \N{MIDDLE DOT} {PHASE_NAMES[phase]}"
        self.moment.set_text(f"{said}{doing}{latest}")


class _Moment(ElidedLabel):
    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(_WIDEST) + SPACE_LARGE
        return QSize(width, self.fontMetrics().height())


class PhaseLegend(QWidget):
    """The colours of the phases in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        names = ", ".join(PHASE_NAMES[phase] for phase in _IN_BANDS)
        self.setAccessibleName(tr("Colours of a job's phases: {names}", names=names))

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(small_font(self.font()))
        words = sum(metrics.horizontalAdvance(PHASE_NAMES[phase]) for phase in _IN_BANDS)
        swatches = len(_IN_BANDS) * (_SWATCH_PX + _GAP_PX + _BETWEEN_PX)
        return QSize(words + swatches, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 -- Qt's signature
        colors = colors_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(small_font(self.font()))
        metrics = painter.fontMetrics()
        left = 0
        for phase in _IN_BANDS:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(phase_color(colors, phase)))
            top = (self.height() - _SWATCH_PX) / 2
            painter.drawRect(QRectF(left, top, _SWATCH_PX, _SWATCH_PX))
            left += _SWATCH_PX + _GAP_PX
            painter.setPen(QColor(colors.muted))
            name = PHASE_NAMES[phase]
            painter.drawText(
                QRectF(left, 0, metrics.horizontalAdvance(name) + 2, self.height()),
                Qt.AlignmentFlag.AlignVCenter,
                name,
            )
            left += metrics.horizontalAdvance(name) + _BETWEEN_PX
        painter.end()
