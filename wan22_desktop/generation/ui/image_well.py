"""Where a start or end image goes: drop it, choose it, see which frame it makes."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from wan22_desktop.core.picture_fit import ImageFit
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Size
from wan22_desktop.generation.events import ImageRole, StoredImage
from wan22_desktop.generation.ui.image_files import SUFFIXES, image_paths_in, single_picture
from wan22_desktop.generation.ui.image_picture import ImagePicture
from wan22_desktop.generation.ui.picture_loader import PictureLoader
from wan22_desktop.generation.ui.size_picker import size_text
from wan22_desktop.qtkit.elided_label import ElidedLabel
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone

_SHARPEST = QSize(480, 480)
_BUTTON_TEXTS = {
    ImageRole.START: tr("Ch&oose\N{HORIZONTAL ELLIPSIS}"),
    ImageRole.END: tr("Choos&e\N{HORIZONTAL ELLIPSIS}"),
}
_TITLES = {ImageRole.START: tr("Start image"), ImageRole.END: tr("End image")}
_CHOOSE = {
    ImageRole.START: tr("Choose a start image, or several"),
    ImageRole.END: tr("Choose an end image"),
}
_REMOVE = {ImageRole.START: tr("Remove the start image"), ImageRole.END: tr("Remove the end image")}
_EMPTY = {
    ImageRole.START: (
        tr("No start image"),
        tr("Drop one here or choose it. Several, or a folder, make one clip each."),
    ),
    ImageRole.END: (tr("No end image"), tr("If you like, drop one here or choose it.")),
}


class ImageWell(QWidget):
    """Holds an image's hash for the request and its picture for the eye; files drop onto it."""

    chosen = Signal(str)
    """The path of a file that the user wants; `show_image` is to follow."""
    many_chosen = Signal(object)
    """The paths, tuple[str, ...], of several files or folders; for the start image only."""
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
        self.clear_button = GlyphButton(Glyph.CLOSE, _REMOVE[role])
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
        self.size_label.setText(tr("Reading\N{HORIZONTAL ELLIPSIS}"))

    def stop_waiting(self) -> None:
        """The chosen file was refused: what was there before is still there."""
        self._describe()

    def set_target(self, size: Size, fit: ImageFit, focus: tuple[float, float]) -> None:
        """Show the frame that a clip of this size makes of the image."""
        self.picture.set_target(size, fit, focus)

    def set_drop_hint(self, *, shown: bool) -> None:
        self.picture.set_drop_hint(shown=shown)

    @Slot()
    def clear(self) -> None:
        self._put(None, None)

    @Slot()
    def choose(self) -> None:
        """Ask for a file without stopping anything else."""
        kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        title, pictures = _CHOOSE[self._role], tr("Pictures ({kinds})", kinds=kinds)
        dialog = QFileDialog(self, title, self._folder, pictures)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._role is ImageRole.START:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
            dialog.filesSelected.connect(self.take_all)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.fileSelected.connect(self.take)
        dialog.open()

    @Slot(list)
    def take_all(self, paths: list[str] | tuple[str, ...]) -> None:
        """The user has picked or dropped these files or folders."""
        single = single_picture(tuple(paths))
        if single is not None:
            self.take(single)
        elif paths and self._role is ImageRole.START:
            self._folder = str(Path(paths[0]).parent)
            self.show_waiting(tr("Several pictures"))
            self.many_chosen.emit(tuple(paths))

    @Slot(str)
    def take(self, path: str) -> None:
        """The user has picked or dropped this file."""
        self._folder = str(Path(path).parent)
        self.show_waiting(Path(path).name)
        self.chosen.emit(path)

    def _put(self, sha256: str | None, image: StoredImage | None) -> None:
        self._sha256, self._image = sha256, image
        self.picture.set_natural_size(None if image is None else Size(image.width, image.height))
        self.picture.set_image(QImage())
        if image is None:
            self._loader.forget()
        else:
            self._loader.load(image.path, _SHARPEST)
        self._describe()
        self.changed.emit()

    def _describe(self) -> None:
        title = _TITLES[self._role]
        self.clear_button.setVisible(self._sha256 is not None)
        if self._image is not None:
            self.name_label.set_text(self._image.name)
            size = size_text(Size(self._image.width, self._image.height))
            self.size_label.setText(f"{title}\n{size}")
        elif self._sha256 is not None:
            self.name_label.set_text(tr("Stored image"))
            missing = tr("{start}, no picture at hand", start=self._sha256[:12])
            self.size_label.setText(f"{title}\n{missing}")
        else:
            name, hint = _EMPTY[self._role]
            self.name_label.set_text(name)
            self.size_label.setText(hint)
        self.picture.setAccessibleName(f"{title}: {self.name_label.full_text}")

    # --- dropped images ------------------------------------------------------------------------

    def _accepts(self, paths: tuple[str, ...]) -> bool:
        several = self._role is ImageRole.START and bool(paths)
        return several or single_picture(paths) is not None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._accepts(image_paths_in(event.mimeData())):
            event.acceptProposedAction()
            self.set_drop_hint(shown=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.set_drop_hint(shown=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.set_drop_hint(shown=False)
        paths = image_paths_in(event.mimeData())
        if self._accepts(paths):
            event.acceptProposedAction()
            self.take_all(paths)
