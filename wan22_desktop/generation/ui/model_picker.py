"""Which model renders the clip: the installed ones first, the others marked."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant


class ModelPicker(QComboBox):
    """Offers every model of the family; until the user has chosen one, the first installed."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._installed: tuple[Variant, ...] = ()
        self._wanted: Variant | None = None
        """What was chosen; it stays chosen whatever is installed or removed."""
        self.setAccessibleName(tr("Model"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self._offer(Variant.DEMO)
        self.currentIndexChanged.connect(self._note)

    @property
    def installed(self) -> tuple[Variant, ...]:
        return self._installed

    @property
    def value(self) -> Variant:
        # Qt keeps the enum as the plain text that it is, too.
        return Variant(self.currentData())

    def set_models(self, installed: tuple[Variant, ...]) -> None:
        """What is installed now."""
        self._installed = installed
        self._offer(self._wanted or next(iter(installed), self.value))
        self.changed.emit()

    def set_value(self, variant: Variant) -> None:
        """Choose a model, installed or not."""
        self._wanted = variant
        if variant is self.value:
            return
        self._offer(variant)
        self.changed.emit()

    def _offer(self, chosen: Variant) -> None:
        others = tuple(variant for variant in Variant if variant not in self._installed)
        offered = (*self._installed, *others)
        self.blockSignals(True)  # noqa: FBT003 -- Qt's own signature
        self.clear()
        for variant in offered:
            title = variant.facts.title
            if variant not in self._installed:
                title = tr("{model} (not installed)", model=title)
            self.addItem(title, variant)
        self.setCurrentIndex(offered.index(chosen))
        self.blockSignals(False)  # noqa: FBT003

    @Slot(int)
    def _note(self, row: int) -> None:  # noqa: ARG002 -- the signal's argument
        self._wanted = self.value
        self.changed.emit()
