"""Spin boxes that turn what is typed into the nearest value that can be rendered.

A value that is *set* stays as it is, so that a stored request comes back unchanged; the form then
says what is wrong with it.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

_WIDEST = 999_999


class SnappingSpinBox(QSpinBox):
    """A whole number; typing and stepping end on what `snap` gives."""

    def __init__(
        self,
        snap: Callable[[int], int],
        step: int = 1,
        *,
        none_text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`none_text` is shown where `set_optional` puts no number at all; it lies below all."""
        super().__init__(parent)
        self._snap = snap
        self.setSpecialValueText(none_text)
        self.setRange(-_WIDEST, _WIDEST)
        self.setSingleStep(step)
        self.setKeyboardTracking(False)

    def set_snap(self, snap: Callable[[int], int], step: int) -> None:
        self._snap = snap
        self.setSingleStep(step)

    @property
    def optional(self) -> int | None:
        """The number, or None while there is none."""
        return None if self.value() == self.minimum() else self.value()

    def set_optional(self, value: int | None) -> None:
        self.setValue(self.minimum() if value is None else value)

    def finish_typing(self) -> None:
        """Take over a text that has not been confirmed by Enter or by leaving the field."""
        if self.lineEdit().isModified():
            self.interpretText()

    def valueFromText(self, text: str) -> int:
        if self.specialValueText() and text == self.specialValueText():
            return self.minimum()
        return self._snap(super().valueFromText(text))

    def stepBy(self, steps: int) -> None:
        self.finish_typing()
        value = self._snap(self.value() + steps * self.singleStep())
        if self.specialValueText() and steps < 0 and value >= self.value():
            self.set_optional(None)
        else:
            self.setValue(value)


class SnappingDoubleSpinBox(QDoubleSpinBox):
    """A real number within limits, shown without needless zeros."""

    def __init__(
        self,
        low: float,
        high: float,
        step: float,
        *,
        none_text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`none_text` is shown where `set_optional` puts no number at all."""
        super().__init__(parent)
        self._low, self._high = low, high
        self.setSpecialValueText(none_text)
        # Enough digits for any double of interest, so that a request comes back bit by bit.
        self.setDecimals(30)
        self.setRange(-_WIDEST, _WIDEST)
        self.setSingleStep(step)
        self.setKeyboardTracking(False)

    @property
    def optional(self) -> float | None:
        """The number, or None while there is none."""
        return None if self.value() == self.minimum() else self.value()

    def set_optional(self, value: float | None) -> None:
        self.setValue(self.minimum() if value is None else value)

    def finish_typing(self) -> None:
        """Take over a text that has not been confirmed by Enter or by leaving the field."""
        if self.lineEdit().isModified():
            self.interpretText()

    def textFromValue(self, value: float) -> str:
        return self.locale().toString(value, "g", 6)

    def valueFromText(self, text: str) -> float:
        if text == self.specialValueText():
            return self.minimum()
        return min(max(super().valueFromText(text), self._low), self._high)

    def stepBy(self, steps: int) -> None:
        self.finish_typing()
        value = round(self.value() + steps * self.singleStep(), 6)
        self.setValue(min(max(value, self._low), self._high))
