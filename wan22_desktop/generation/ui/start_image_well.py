"""Where the start image goes: drop it, choose it, see how it will be cropped."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from wan22_desktop.core.wan import Size
from wan22_desktop.generation.events import StartImage
from wan22_desktop.generation.ui.picture_loader import PictureLoader
from wan22_desktop.generation.ui.problem_line import plain_label
from wan22_desktop.generation.ui.size_picker import size_text
from wan22_desktop.generation.ui.start_image_picture import StartImagePicture
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")
_SHARPEST = QSize(480, 480)


def image_path_in(mime: QMimeData) -> str | None:
    """The local image file in what is being dragged, if it is exactly one."""
    urls = mime.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = urls[0].toLocalFile()
    return path if Path(path).suffix.lower() in SUFFIXES else None


class StartImageWell(QWidget):
    """Holds the start image's hash for the request and its picture for the eye."""

    chosen = Signal(str)
    """The path of a file that the user wants; `show_image` is to follow."""
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sha256: str | None = None
        self._folder = ""
        self.picture = StartImagePicture(self)
        self.name_label = _ElidedLabel()
        self.size_label = plain_label(tone=Tone.MUTED, wraps=True)
        self.choose_button = QPushButton("Ch&oose\N{HORIZONTAL ELLIPSIS}")
        self.choose_button.setAccessibleName("Choose a start image")
        self.clear_button = GlyphButton(Glyph.CLOSE, "Remove the start image")
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_SMALL)
        buttons.addWidget(self.choose_button)
        buttons.addWidget(self.clear_button)
        buttons.addStretch(1)
        texts = QVBoxLayout()
        texts.setSpacing(SPACE_SMALL)
        texts.addWidget(self.name_label)
        texts.addWidget(self.size_label)
        texts.addStretch(1)
        texts.addLayout(buttons)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.picture)
        layout.addLayout(texts, 1)
        self.setFocusProxy(self.choose_button)
        self.choose_button.clicked.connect(self.choose)
        self.clear_button.clicked.connect(self.clear)
        self.picture.clicked.connect(self.choose)
        self._image: StartImage | None = None
        self._loader = PictureLoader(self)
        self._loader.loaded.connect(self.picture.set_image)
        self._describe()

    @property
    def image_sha256(self) -> str | None:
        return self._sha256

    @property
    def image(self) -> StartImage | None:
        return self._image

    def show_image(self, image: StartImage) -> None:
        self._put(image.sha256, image)

    def show_hash(self, sha256: str) -> None:
        """A request's start image whose file is not at hand."""
        self._put(sha256, None)

    def show_waiting(self, name: str) -> None:
        """The chosen file is being checked and copied."""
        self.name_label.set_text(name)
        self.size_label.setText("Reading\N{HORIZONTAL ELLIPSIS}")

    def stop_waiting(self) -> None:
        """The chosen file was refused: what was there before is still there."""
        self._describe()

    def set_target(self, size: Size) -> None:
        """Show what of the image a clip of this size keeps."""
        self.picture.set_target(size)

    def set_drop_hint(self, *, shown: bool) -> None:
        self.picture.set_drop_hint(shown=shown)

    @Slot()
    def clear(self) -> None:
        self._put(None, None)

    @Slot()
    def choose(self) -> None:
        """Ask for a file without stopping anything else."""
        kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        dialog = QFileDialog(self, "Choose a start image", self._folder, f"Images ({kinds})")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take)
        dialog.open()

    @Slot(str)
    def take(self, path: str) -> None:
        """The user has picked or dropped this file."""
        self._folder = str(Path(path).parent)
        self.show_waiting(Path(path).name)
        self.chosen.emit(path)

    def _put(self, sha256: str | None, image: StartImage | None) -> None:
        self._sha256, self._image = sha256, image
        self.picture.set_image(QImage())
        if image is None:
            self._loader.forget()
        else:
            self._loader.load(image.path, _SHARPEST)
        self._describe()
        self.changed.emit()

    def _describe(self) -> None:
        self.clear_button.setVisible(self._sha256 is not None)
        if self._image is not None:
            self.name_label.set_text(self._image.name)
            self.size_label.setText(size_text(Size(self._image.width, self._image.height)))
        elif self._sha256 is not None:
            self.name_label.set_text("Stored image")
            self.size_label.setText(f"{self._sha256[:12]}, no picture at hand")
        else:
            self.name_label.set_text("No image yet")
            self.size_label.setText("Drop one here or choose it.")
        self.picture.setAccessibleName(f"Start image: {self.name_label.full_text}")


class _ElidedLabel(QWidget):
    """One line of plain text, shortened in the middle where it does not fit."""

    def __init__(self) -> None:
        super().__init__()
        self.full_text = ""

    def set_text(self, text: str) -> None:
        self.full_text = " ".join(text.split())
        self.setAccessibleName(self.full_text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(80, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(20, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 -- Qt's signature
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(
            self.full_text, Qt.TextElideMode.ElideMiddle, self.width()
        )
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()
