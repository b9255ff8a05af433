"""Two joined buttons: from text or from an image."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QPushButton, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Mode

_TITLES = {
    Mode.TEXT_TO_VIDEO: (
        tr("&Text"),
        tr("Text to video"),
        tr("Make the clip from the prompt alone"),
    ),
    Mode.IMAGE_TO_VIDEO: (
        tr("&Image"),
        tr("Image to video"),
        tr("Make the clip from the prompt and a start image"),
    ),
}


class ModeSwitch(QWidget):
    """One of the modes; the arrow keys change it."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Mode"))
        self._group = QButtonGroup(self)
        self._buttons: dict[Mode, QPushButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for mode, (text, name, tip) in _TITLES.items():
            button = QPushButton(text)
            button.setCheckable(True)
            button.setProperty("segment", True)  # noqa: FBT003 -- Qt's own signature
            button.setAccessibleName(name)
            button.setToolTip(tip)
            self._group.addButton(button)
            self._buttons[mode] = button
            layout.addWidget(button, 1)
        self._buttons[Mode.TEXT_TO_VIDEO].setChecked(True)
        self.setFocusProxy(self._buttons[Mode.TEXT_TO_VIDEO])
        self._group.buttonToggled.connect(self._note)

    @property
    def value(self) -> Mode:
        return next(mode for mode, button in self._buttons.items() if button.isChecked())

    def button(self, mode: Mode) -> QPushButton:
        return self._buttons[mode]

    def set_value(self, mode: Mode) -> None:
        self._buttons[mode].setChecked(True)

    def set_modes(self, modes: tuple[Mode, ...]) -> None:
        """Offer only what the model can do; the chosen mode stays until the user changes it."""
        for mode, button in self._buttons.items():
            button.setEnabled(mode in modes)

    @Slot(QAbstractButton, bool)
    def _note(self, button: QAbstractButton, checked: bool) -> None:  # noqa: FBT001 -- Qt's signal
        if checked:
            self.setFocusProxy(button)
            self.changed.emit()
