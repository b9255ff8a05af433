"""The bandwidth limit of all downloads, always in reach."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QInputDialog, QWidget

from wan22_desktop.core import units
from wan22_desktop.core.texts import tr

_MB = 1000**2
CHOICES: tuple[int | None, ...] = (None, 1 * _MB, 2 * _MB, 5 * _MB, 10 * _MB, 20 * _MB, 50 * _MB)
_OTHER = tr("Other…")


class LimitBox(QComboBox):
    """Bytes a second, or none."""

    limit_chosen = Signal(object)  # int | None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Limit of all downloads"))
        self.setToolTip(tr("How fast downloads may be, all of them together"))
        self._limit: int | None = None
        self.dialog: QInputDialog | None = None
        self.show_limit(None)
        self.activated.connect(self._choose)

    def show_limit(self, bytes_per_second: int | None) -> None:
        """What is in force; asks for nothing."""
        self._limit = bytes_per_second
        limits = [*CHOICES]
        if bytes_per_second not in limits:
            limits.append(bytes_per_second)
        self.clear()
        for limit in limits:
            self.addItem(
                tr("No limit") if limit is None else tr("{size}/s", size=units.size(limit)), limit
            )
        self.addItem(_OTHER)
        self.setCurrentIndex(limits.index(bytes_per_second))

    @Slot(int)
    def _choose(self, row: int) -> None:
        if self.itemText(row) == _OTHER:
            self._ask()
            return
        limit = self.itemData(row)
        self._limit = limit
        self.limit_chosen.emit(limit)

    def _ask(self) -> None:
        self.show_limit(self._limit)
        dialog = QInputDialog(self)
        dialog.setWindowTitle(tr("Limit of all downloads"))
        dialog.setLabelText(tr("Megabytes a second:"))
        dialog.setInputMode(QInputDialog.InputMode.DoubleInput)
        dialog.setDoubleRange(0.1, 10_000.0)
        dialog.setDoubleDecimals(1)
        dialog.setDoubleValue((self._limit or 8 * _MB) / _MB)
        dialog.doubleValueSelected.connect(self._take)
        self.dialog = dialog
        dialog.open()

    @Slot(float)
    def _take(self, megabytes: float) -> None:
        limit = round(megabytes * _MB)
        self.show_limit(limit)
        self.limit_chosen.emit(limit)
