"""Width and height: the model's own sizes, the image's shape, or anything on the grid."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Size, Variant, nearest_side, size_for_aspect
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.spin_boxes import SnappingSpinBox
from wan22_desktop.qtkit.theme import SPACE_SMALL, Tone


def size_text(size: Size) -> str:
    return f"{size.width} \N{MULTIPLICATION SIGN} {size.height}"


class SizePicker(QWidget):
    """A size that the model accepts, or a custom one whose sides snap to the model's grid."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._variant = Variant.DEMO
        self._image: Size | None = None
        self.combo = QComboBox()
        self.combo.setAccessibleName(tr("Size"))
        self.combo.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.combo.setMinimumContentsLength(8)
        self.swap_button = GlyphButton(Glyph.SWAP, tr("Swap width and height"))
        self.width_box = SnappingSpinBox(self._snap)
        self.width_box.setAccessibleName(tr("Width in pixels"))
        self.height_box = SnappingSpinBox(self._snap)
        self.height_box.setAccessibleName(tr("Height in pixels"))
        self._custom = QWidget()
        sides = QHBoxLayout(self._custom)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(SPACE_SMALL)
        sides.addWidget(self.width_box, 1)
        sides.addWidget(plain_label("\N{MULTIPLICATION SIGN}", Tone.MUTED))
        sides.addWidget(self.height_box, 1)
        sides.addWidget(plain_label(tr("px"), Tone.MUTED))
        row = QHBoxLayout()
        row.setSpacing(SPACE_SMALL)
        row.addWidget(self.combo, 1)
        row.addWidget(self.swap_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addLayout(row)
        layout.addWidget(self._custom)
        self.setFocusProxy(self.combo)

        self.set_variant(self._variant)
        self.set_value(self._variant.facts.size)
        self.combo.activated.connect(self._choose)
        self.swap_button.clicked.connect(self._swap)
        self.width_box.valueChanged.connect(self._note_side)
        self.height_box.valueChanged.connect(self._note_side)

    @property
    def value(self) -> Size:
        return Size(self.width_box.value(), self.height_box.value())

    @property
    def is_custom(self) -> bool:
        return self.combo.currentData() is None

    def set_value(self, size: Size) -> None:
        """Show any size, also one that is off the grid."""
        self._put(size)
        self._select(size)

    def set_variant(self, variant: Variant) -> None:
        """Offer the sizes of another model; the chosen size stays."""
        self._variant = variant
        step = variant.facts.size_step_px
        for box in (self.width_box, self.height_box):
            box.set_snap(self._snap, step)
            box.setToolTip(tr("Multiples of {step}", step=step))
        self._offer()

    def set_image_size(self, image: Size | None) -> None:
        """Offer the size that fits the start image's shape."""
        if image != self._image:
            self._image = image
            self._offer()

    def finish_typing(self) -> None:
        self.width_box.finish_typing()
        self.height_box.finish_typing()

    def _snap(self, pixels: int) -> int:
        return nearest_side(pixels, self._variant.facts.size_step_px)

    def _offer(self) -> None:
        custom = self.is_custom and self.combo.count() > 0
        self.combo.clear()
        for size in self._variant.facts.sizes:
            self.combo.addItem(size_text(size), size)
        if self._image is not None:
            fitting = size_for_aspect(self._image, self._variant)
            if fitting not in self._variant.facts.sizes:
                text = tr("{size} like the image", size=size_text(fitting))
                self.combo.addItem(text, fitting)
        self.combo.addItem(tr("Custom"), None)
        self._select(self.value, custom=custom)

    def _select(self, size: Size, *, custom: bool = False) -> None:
        offered = [self.combo.itemData(row) for row in range(self.combo.count())]
        listed = size in offered and not custom
        self.combo.setCurrentIndex(offered.index(size) if listed else len(offered) - 1)
        self._custom.setVisible(not listed)

    def _put(self, size: Size) -> None:
        before = self.value
        for box, pixels in ((self.width_box, size.width), (self.height_box, size.height)):
            box.blockSignals(True)  # noqa: FBT003 -- Qt's own signature
            box.setValue(min(max(pixels, box.minimum()), box.maximum()))
            box.blockSignals(False)  # noqa: FBT003
        if self.value != before:
            self.changed.emit()

    @Slot(int)
    def _choose(self, row: int) -> None:
        size = self.combo.itemData(row)
        self._custom.setVisible(size is None)
        if isinstance(size, Size):
            self._put(size)
        else:
            self.width_box.setFocus()
            self.width_box.selectAll()

    @Slot()
    def _swap(self) -> None:
        self.finish_typing()
        self.set_value(Size(self.value.height, self.value.width))

    @Slot(int)
    def _note_side(self, pixels: int) -> None:  # noqa: ARG002 -- the signal's argument
        self.changed.emit()
