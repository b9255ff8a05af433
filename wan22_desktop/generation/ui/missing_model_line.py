"""Beneath the model: that it is not installed, and the ways out."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.missing_model import MissingModelAdvice, without_advice
from wan22_desktop.qtkit.flow_layout import FlowLayout
from wan22_desktop.qtkit.labels import plain_label, plain_tooltip
from wan22_desktop.qtkit.theme import SPACE_SMALL, Tone

WAITS = tr("The clip can be queued now: it is rendered once the model is installed.")


class MissingModelLine(QWidget):
    """Hidden while the chosen model is installed."""

    install_asked = Signal(object)  # Variant
    alternative_chosen = Signal(object, str)
    """A GenerationRequest, and what its clip shall say about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._advice: MissingModelAdvice | None = None
        self.label = plain_label(tone=Tone.WARNING, wraps=True)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.install_button = QPushButton(tr("Install it\N{HORIZONTAL ELLIPSIS}"))
        self.alternative_button = QPushButton(tr("Use another model"))
        buttons = QWidget()
        flow = FlowLayout(buttons, SPACE_SMALL)
        flow.addWidget(self.install_button)
        flow.addWidget(self.alternative_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, SPACE_SMALL)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(self.label)
        layout.addWidget(buttons)
        self.install_button.clicked.connect(self._install)
        self.alternative_button.clicked.connect(self._use_alternative)
        self.show_missing(None)

    @property
    def missing(self) -> Variant | None:
        """The model that is spoken of."""
        return None if self._advice is None else self._advice.model

    def show_missing(self, model: Variant | None) -> None:
        """Speak of this model, as far as is known without advice; None hides the line."""
        if model is not self.missing:
            self._show(None if model is None else without_advice(model))
        self.setVisible(self._advice is not None)

    def show_advice(self, advice: MissingModelAdvice) -> None:
        """Ignored if another model has been chosen meanwhile."""
        if advice.model is self.missing:
            self._show(advice)

    def _show(self, advice: MissingModelAdvice | None) -> None:
        self._advice = advice
        if advice is None:
            return
        self.label.setText(f"{advice.text} {WAITS}")
        self.install_button.setVisible(advice.can_install)
        other = advice.alternative
        self.alternative_button.setVisible(other is not None)
        if other is not None:
            self.alternative_button.setText(tr("Use {what}", what=other.model.facts.title))
            self.alternative_button.setToolTip(plain_tooltip(advice.alternative_text))
            self.alternative_button.setAccessibleDescription(advice.alternative_text)

    @Slot()
    def _install(self) -> None:
        if self._advice is not None:
            self.install_asked.emit(self._advice.model)

    @Slot()
    def _use_alternative(self) -> None:
        if self._advice is not None and self._advice.alternative is not None:
            self.alternative_chosen.emit(self._advice.alternative, self._advice.alternative_note)
