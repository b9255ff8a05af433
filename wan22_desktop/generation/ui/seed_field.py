"""The seed: typed, drawn anew, or kept."""

import secrets
from collections.abc import Callable

from PySide6.QtCore import QRegularExpression, Signal, Slot
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import MAX_SEED
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton


def draw_seed() -> int:
    return secrets.randbelow(MAX_SEED + 1)


class SeedField(QWidget):
    """A seed; while it is not locked every added clip is followed by a new random one."""

    changed = Signal()

    def __init__(self, draw: Callable[[], int] = draw_seed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draw = draw
        self.edit = QLineEdit()
        self.edit.setAccessibleName(tr("Seed"))
        self.edit.setToolTip(tr("The same seed and settings give the same clip"))
        self.edit.setValidator(
            QRegularExpressionValidator(QRegularExpression(r"\d{0,10}"), self.edit)
        )
        self.lock_button = GlyphButton(Glyph.UNLOCK, tr("Keep this seed"))
        self.lock_button.setCheckable(True)
        self.dice_button = GlyphButton(Glyph.DICE, tr("New random seed"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.edit, 1)
        layout.addWidget(self.lock_button)
        layout.addWidget(self.dice_button)
        self.setFocusProxy(self.edit)
        self.renew()
        self.edit.textChanged.connect(self.changed)
        self.edit.editingFinished.connect(self.finish_typing)
        self.lock_button.toggled.connect(self._show_lock)
        self.dice_button.clicked.connect(self.renew)

    @property
    def value(self) -> int:
        """The seed; 0 while the field is empty."""
        return int(self.edit.text() or "0")

    def set_value(self, seed: int) -> None:
        self.edit.setText(str(seed))

    @property
    def is_locked(self) -> bool:
        return self.lock_button.isChecked()

    @Slot()
    def renew(self) -> None:
        """Put a new random seed in."""
        self.set_value(self._draw())

    @Slot()
    def finish_typing(self) -> None:
        """An emptied field means that any seed will do."""
        if not self.edit.text():
            self.renew()

    def seeds(self, count: int) -> tuple[int, ...]:
        """Different seeds for `count` clips: this one, then random ones, or the next if locked."""
        if self.is_locked:
            return tuple((self.value + offset) % (MAX_SEED + 1) for offset in range(count))
        seeds = {self.value: None}
        while len(seeds) < count:
            seeds[self._draw()] = None
        return tuple(seeds)

    @Slot(bool)
    def _show_lock(self, locked: bool) -> None:  # noqa: FBT001 -- a slot of toggled(bool)
        self.lock_button.set_meaning(Glyph.LOCK if locked else Glyph.UNLOCK, tr("Keep this seed"))
