"""Which model renders the clip: the installed ones, and one that a request names but is gone."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from wan22_desktop.core.wan import Variant


class ModelPicker(QComboBox):
    """Empty while no model is installed."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._installed: tuple[Variant, ...] = ()
        self.setAccessibleName("Model")
        self.setPlaceholderText("No model is installed")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self._offer(None)
        self.currentIndexChanged.connect(self._note)

    @property
    def installed(self) -> tuple[Variant, ...]:
        return self._installed

    @property
    def value(self) -> Variant | None:
        # Qt keeps the enum as the plain text that it is, too.
        chosen = self.currentData()
        return None if chosen is None else Variant(chosen)

    def set_models(self, models: tuple[Variant, ...]) -> None:
        """Offer these models; a chosen one that is gone stays and is marked."""
        chosen = self.value
        self._installed = models
        self._offer(chosen)
        self.changed.emit()

    def set_value(self, variant: Variant) -> None:
        """Choose a model, installed or not."""
        if variant is self.value:
            return
        self._offer(variant)
        self.changed.emit()

    def _offer(self, chosen: Variant | None) -> None:
        offered = list(self._installed)
        if chosen is not None and chosen not in offered:
            offered.append(chosen)
        self.blockSignals(True)  # noqa: FBT003 -- Qt's own signature
        self.clear()
        for variant in offered:
            missing = "" if variant in self._installed else " (not installed)"
            self.addItem(f"{variant.facts.title}{missing}", variant)
        # A box with a placeholder selects nothing by itself.
        self.setCurrentIndex(offered.index(chosen) if chosen else min(0, len(offered) - 1))
        self.blockSignals(False)  # noqa: FBT003
        self.setEnabled(bool(offered))

    @Slot(int)
    def _note(self, row: int) -> None:  # noqa: ARG002 -- the signal's argument
        self.changed.emit()
