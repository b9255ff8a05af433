"""Several start images, each of which makes a clip of its own."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from wan22_desktop.core.plain_text import visible_text
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.core.wan import Size
from wan22_desktop.generation.events import StoredImage
from wan22_desktop.generation.ui.size_picker import size_text
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE_SMALL

_ROWS_SHOWN = 5


class PictureBatch(QWidget):
    """The list of them; the selected one is shown as the form's start image. Hidden if empty."""

    changed = Signal()
    selected = Signal(object)
    """The StoredImage that the user wants to see, or None once all are removed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: tuple[StoredImage, ...] = ()
        self.label = plain_label()
        self.remove_button = GlyphButton(Glyph.CLOSE, tr("Remove the selected picture"))
        self.clear_button = GlyphButton(Glyph.CLEAR, tr("Remove all pictures"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Start images"))
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._remove_action = QAction(tr("Remove"), self.list)
        self._remove_action.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        self._remove_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.list.addAction(self._remove_action)
        head = QHBoxLayout()
        head.setSpacing(SPACE_SMALL)
        head.addWidget(self.label, 1)
        head.addWidget(self.remove_button)
        head.addWidget(self.clear_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addLayout(head)
        layout.addWidget(self.list)
        self.setFocusProxy(self.list)
        self.list.currentRowChanged.connect(self._show_selected)
        self._remove_action.triggered.connect(self.remove_selected)
        self.remove_button.clicked.connect(self.remove_selected)
        self.clear_button.clicked.connect(self.clear)
        self.set_value(())

    @property
    def value(self) -> tuple[StoredImage, ...]:
        """Two or more, or none: a single picture is no batch."""
        return self._images

    def set_value(self, images: tuple[StoredImage, ...]) -> None:
        """Show these; `changed` is told if they are others than before."""
        images = images if len(images) > 1 else ()
        if images == self._images and self.list.count() == len(images):
            self.setVisible(bool(images))
            return
        self._images = images
        self.list.blockSignals(True)  # noqa: FBT003 -- Qt's own signature
        self.list.clear()
        for image in images:
            size = size_text(Size(image.width, image.height))
            self.list.addItem(QListWidgetItem(f"{visible_text(image.name)}  {size}"))
        self.list.blockSignals(False)  # noqa: FBT003
        rows = min(max(2, len(images)), _ROWS_SHOWN)
        row_height = max(self.list.sizeHintForRow(0), self.fontMetrics().height())
        self.list.setFixedHeight(rows * row_height + 2 * self.list.frameWidth())
        self.label.setText(
            trn("{count} picture: one clip", "{count} pictures: one clip each", len(images))
        )
        self.setVisible(bool(images))
        self.changed.emit()

    def mark(self, sha256: str | None) -> None:
        """Select the picture that the form shows."""
        for row, image in enumerate(self._images):
            if image.sha256 == sha256:
                self.list.blockSignals(True)  # noqa: FBT003 -- Qt's own signature
                self.list.setCurrentRow(row)
                self.list.blockSignals(False)  # noqa: FBT003

    @Slot()
    def remove_selected(self) -> None:
        row = self.list.currentRow()
        if not 0 <= row < len(self._images):
            return
        rest = self._images[:row] + self._images[row + 1 :]
        shown = rest[min(row, len(rest) - 1)]
        # The form is told which picture it shows before the list is without the other.
        self.selected.emit(shown)
        self.set_value(rest)
        self.mark(shown.sha256)

    @Slot()
    def clear(self) -> None:
        self.set_value(())
        self.selected.emit(None)

    @Slot(int)
    def _show_selected(self, row: int) -> None:
        if 0 <= row < len(self._images):
            self.selected.emit(self._images[row])
