"""Beneath the form: what the clip would take on this machine, and how it would be rendered."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from wan22_desktop.core import units
from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.forecast import Fit, Forecast, Need
from wan22_desktop.generation.ui.section import Section
from wan22_desktop.qtkit.labels import plain_label, wrapping_label
from wan22_desktop.qtkit.theme import SPACE_SMALL, Tone, set_tone

_WORDS = {
    Fit.FITS: tr("Fits this computer"),
    Fit.TIGHT: tr("Just fits"),
    Fit.TOO_LARGE: tr("Too large for this computer"),
}
_TONES = {Fit.FITS: Tone.OK, Fit.TIGHT: Tone.WARNING, Fit.TOO_LARGE: Tone.ERROR}


class EstimateLine(QWidget):
    """One line that is always there, and under it the plan with its reason, folded away."""

    alternative_chosen = Signal(object)
    """A GenerationRequest that fits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._forecast: Forecast | None = None
        self.verdict = plain_label()
        self.figures = wrapping_label(tone=Tone.MUTED)
        self.details = wrapping_label(tone=Tone.MUTED)
        self.alternative_button = QPushButton()
        inner = QWidget()
        below = QVBoxLayout(inner)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(SPACE_SMALL)
        below.addWidget(self.details)
        self.section = Section(tr("&What it takes"), inner, self.verdict, beside_stays=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(self.section)
        layout.addWidget(self.figures)
        layout.addWidget(self.alternative_button)
        self.alternative_button.clicked.connect(self._choose_alternative)
        self.setAccessibleName(tr("What the clip would take"))
        self.show_forecast(None)

    @property
    def forecast(self) -> Forecast | None:
        """What is shown; None while nothing is known."""
        return self._forecast

    @Slot(object)
    def show_forecast(self, forecast: Forecast | None) -> None:
        """Show another one; None says that it is being worked out."""
        self._forecast = forecast
        if forecast is None:
            self.verdict.setText("")
            self.figures.setText(tr("Working out what the clip would take\N{HORIZONTAL ELLIPSIS}"))
            self.details.setText("")
            self.alternative_button.hide()
            return
        self.verdict.setText(_WORDS[forecast.fit])
        set_tone(self.verdict, _TONES[forecast.fit])
        self.figures.setText(figures_of(forecast))
        self.details.setText("\n".join((forecast.plan, forecast.reason, *forecast.warnings)))
        offer = forecast.alternatives if forecast.fit is Fit.TOO_LARGE else ()
        self.alternative_button.setVisible(bool(offer))
        if offer:
            self.alternative_button.setText(tr("Use {change}", change=offer[0].change))

    @Slot()
    def _choose_alternative(self) -> None:
        if self._forecast is not None and self._forecast.alternatives:
            self.alternative_chosen.emit(self._forecast.alternatives[0].request)


def figures_of(forecast: Forecast) -> str:
    """Time, memory and disk in one line; the time with its error where that matters."""
    parts = [_time(forecast)]
    if forecast.vram is not None:
        parts.append(tr("{need} graphics memory", need=_need(forecast.vram)))
    parts.append(tr("{need} memory", need=_need(forecast.ram)))
    parts.append(tr("{size} on the disk", size=units.size(forecast.disk.bytes)))
    return " \N{MIDDLE DOT} ".join(parts)


def _time(forecast: Forecast) -> str:
    low, high = units.duration(forecast.seconds_low), units.duration(forecast.seconds_high)
    if low == high:
        return tr("about {time}", time=units.duration(forecast.seconds))
    return tr("{low} to {high}", low=low, high=high)


def _need(need: Need) -> str:
    if need.limit_bytes is None:
        return units.size(need.bytes)
    return units.part_of(need.bytes, need.limit_bytes)
