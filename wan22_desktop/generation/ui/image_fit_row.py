"""How start and end image become frames, what that does to them, and the size that fits them."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from wan22_desktop.core.picture_fit import ImageFit
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Size, Variant, size_for_aspect
from wan22_desktop.generation.domain.picture_notes import shape_notes
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE_SMALL, Tone

_TITLES = {
    ImageFit.CROP: tr("Crop to fill"),
    ImageFit.PAD: tr("Pad with black"),
    ImageFit.STRETCH: tr("Stretch"),
}
_MIDDLE = (0.5, 0.5)


class ImageFitRow(QWidget):
    """The fit and the focus of a request; the focus is moved in the pictures themselves."""

    changed = Signal()
    size_wanted = Signal(object)
    """The Size with the picture's shape."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._focus = _MIDDLE
        self._fitting: Size | None = None
        self.combo = QComboBox()
        self.combo.setAccessibleName(tr("How pictures fit the clip"))
        self.combo.setToolTip(tr("What happens where a picture and the clip differ in shape"))
        for fit, title in _TITLES.items():
            self.combo.addItem(title, fit)
        self.centre_button = QPushButton(tr("Centre"))
        self.centre_button.setAccessibleName(tr("Keep the middle of the picture"))
        self.note = plain_label(tone=Tone.MUTED, wraps=True)
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.match_button = QPushButton(tr("Match the size to the picture"))
        row = QHBoxLayout()
        row.setSpacing(SPACE_SMALL)
        row.addWidget(self.combo, 1)
        row.addWidget(self.centre_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addLayout(row)
        layout.addWidget(self.note)
        layout.addWidget(self.match_button)
        self.setFocusProxy(self.combo)
        self.combo.currentIndexChanged.connect(self._note_fit)
        self.centre_button.clicked.connect(self._centre)
        self.match_button.clicked.connect(self._match)
        self.describe(Size(1, 1), Variant.DEMO, None, None)

    @property
    def fit(self) -> ImageFit:
        # Qt keeps the enum as the plain text that it is, too.
        return ImageFit(self.combo.currentData())

    @property
    def focus(self) -> tuple[float, float]:
        return self._focus

    def set_fit(self, fit: ImageFit) -> None:
        self.combo.setCurrentIndex(list(_TITLES).index(fit))

    @Slot(float, float)
    def set_focus(self, x: float, y: float) -> None:
        """Which part of the pictures is kept, as a request says it."""
        if (x, y) != self._focus:
            self._focus = (x, y)
            self._show_centre()
            self.changed.emit()

    def describe(self, clip: Size, variant: Variant, start: Size | None, end: Size | None) -> None:
        """Say what becomes of these pictures, and offer the size that fits the first of them."""
        notes = shape_notes(clip, self.fit, start, end)
        self.note.setText(" ".join(notes))
        self.note.setVisible(bool(notes))
        image = start or end
        fitting = None if image is None else size_for_aspect(image, variant)
        self._fitting = fitting if notes and fitting != clip else None
        self.match_button.setVisible(self._fitting is not None)
        if self._fitting is not None:
            self.match_button.setToolTip(
                tr(
                    "Make the clip {width} x {height} pixels",
                    width=self._fitting.width,
                    height=self._fitting.height,
                )
            )
        self._show_centre()

    def _show_centre(self) -> None:
        self.centre_button.setVisible(self.fit is ImageFit.CROP and self._focus != _MIDDLE)

    @Slot()
    def _centre(self) -> None:
        self.set_focus(*_MIDDLE)
        self.combo.setFocus()

    @Slot()
    def _match(self) -> None:
        if self._fitting is not None:
            self.combo.setFocus()
            self.size_wanted.emit(self._fitting)

    @Slot(int)
    def _note_fit(self, row: int) -> None:  # noqa: ARG002 -- the signal's argument
        self._show_centre()
        self.changed.emit()
