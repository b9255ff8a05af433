"""Where a start or end image goes: drop it, choose it, see how it will be cropped."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from wan22_desktop.core.wan import Size
from wan22_desktop.generation.events import ImageRole, StoredImage
from wan22_desktop.generation.ui.image_picture import ImagePicture
from wan22_desktop.generation.ui.picture_loader import PictureLoader
from wan22_desktop.generation.ui.size_picker import size_text
from wan22_desktop.qtkit.elided_label import ElidedLabel
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")
_SHARPEST = QSize(480, 480)
_BUTTON_TEXTS = {
    ImageRole.START: "Ch&oose\N{HORIZONTAL ELLIPSIS}",
    ImageRole.END: "Choos&e\N{HORIZONTAL ELLIPSIS}",
}
_CHOOSE = {ImageRole.START: "Choose a start image", ImageRole.END: "Choose an end image"}
_EMPTY = {
    ImageRole.START: ("No start image", "Drop one here or choose it."),
    ImageRole.END: ("No end image", "If you like, drop one here or choose it."),
}


def image_path_in(mime: QMimeData) -> str | None:
    """The local image file in what is being dragged, if it is exactly one."""
    urls = mime.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = urls[0].toLocalFile()
    return path if Path(path).suffix.lower() in SUFFIXES else None


class ImageWell(QWidget):
    """Holds an image's hash for the request and its picture for the eye; files drop onto it."""

    chosen = Signal(str)
    """The path of a file that the user wants; `show_image` is to follow."""
    changed = Signal()

    def __init__(self, role: ImageRole, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role
        self._sha256: str | None = None
        self._folder = ""
        self.picture = ImagePicture(self)
        self.name_label = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        self.size_label = plain_label(tone=Tone.MUTED, wraps=True)
        self.choose_button = QPushButton(_BUTTON_TEXTS[role])
        self.choose_button.setAccessibleName(_CHOOSE[role])
        self.clear_button = GlyphButton(Glyph.CLOSE, f"Remove the {role.label}")
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
        self._image: StoredImage | None = None
        self._loader = PictureLoader(self)
        self._loader.loaded.connect(self.picture.set_image)
        self._describe()
        self.setAcceptDrops(True)

    @property
    def image_sha256(self) -> str | None:
        return self._sha256

    @property
    def image(self) -> StoredImage | None:
        return self._image

    def show_image(self, image: StoredImage) -> None:
        self._put(image.sha256, image)

    def show_hash(self, sha256: str | None, at_hand: tuple[StoredImage, ...] = ()) -> None:
        """A request's image, with its picture if that is among those at hand; or none."""
        self._put(sha256, next((image for image in at_hand if image.sha256 == sha256), None))

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
        dialog = QFileDialog(self, _CHOOSE[self._role], self._folder, f"Images ({kinds})")
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

    def _put(self, sha256: str | None, image: StoredImage | None) -> None:
        self._sha256, self._image = sha256, image
        self.picture.set_image(QImage())
        if image is None:
            self._loader.forget()
        else:
            self._loader.load(image.path, _SHARPEST)
        self._describe()
        self.changed.emit()

    def _describe(self) -> None:
        title = self._role.label.capitalize()
        self.clear_button.setVisible(self._sha256 is not None)
        if self._image is not None:
            self.name_label.set_text(self._image.name)
            size = size_text(Size(self._image.width, self._image.height))
            self.size_label.setText(f"{title}\n{size}")
        elif self._sha256 is not None:
            self.name_label.set_text("Stored image")
            self.size_label.setText(f"{title}\n{self._sha256[:12]}, no picture at hand")
        else:
            name, hint = _EMPTY[self._role]
            self.name_label.set_text(name)
            self.size_label.setText(hint)
        self.picture.setAccessibleName(f"{title}: {self.name_label.full_text}")

    # --- dropped images ------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if image_path_in(event.mimeData()) is not None:
            event.acceptProposedAction()
            self.set_drop_hint(shown=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.set_drop_hint(shown=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.set_drop_hint(shown=False)
        path = image_path_in(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.take(path)
