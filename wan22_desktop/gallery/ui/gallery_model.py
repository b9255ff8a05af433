"""The clips that are shown, as rows of a list; they can be dragged to other programs."""

from collections.abc import Callable, Sequence
from operator import is_

from PySide6.QtCore import QMimeData, QModelIndex, QObject, Qt, QUrl

from wan22_desktop.gallery.domain.clip_record import ClipRecord
from wan22_desktop.gallery.ui import gallery_text
from wan22_desktop.gallery.ui.gallery_strips import Strip
from wan22_desktop.qtkit.labels import plain_tooltip
from wan22_desktop.qtkit.record_model import AnyIndex, RecordListModel

_MAX_SINGLE_CHANGES = 50
"""More at once are quicker as a new list."""


class GalleryModel(RecordListModel[ClipRecord]):
    def __init__(
        self, strip_of: Callable[[ClipRecord], Strip | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._strip_of = strip_of

    def show(self, clips: Sequence[ClipRecord]) -> None:
        """Make the rows these, row by row where little has changed, so that people keep their
        place."""
        if len(clips) == len(self._records) and all(map(is_, clips, self._records)):
            return
        if abs(len(clips) - len(self._records)) > _MAX_SINGLE_CHANGES:
            self.set_all(clips)
            return
        wanted = {clip.id for clip in clips}
        gone = [clip_id for clip_id in self._rows if clip_id not in wanted]
        new = [row for row, clip in enumerate(clips) if clip.id not in self._rows]
        if len(gone) + len(new) > _MAX_SINGLE_CHANGES:
            self.set_all(clips)
            return
        for clip_id in gone:
            self.remove(clip_id)
        for row in new:
            self.add(clips[row], row)
        self.set_order([clip.id for clip in clips])
        for clip in clips:
            if self.find(clip.id) is not clip:
                self.change(clip)

    def text_of(self, record: ClipRecord, role: int) -> object:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return gallery_text.title(record)
            case Qt.ItemDataRole.AccessibleTextRole:
                return gallery_text.spoken(record)
            case Qt.ItemDataRole.ToolTipRole:
                strip = self._strip_of(record)
                problem = strip if isinstance(strip, str) else ""
                return plain_tooltip(gallery_text.tip(record, problem))
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def mimeTypes(self) -> list[str]:
        return ["text/uri-list"]

    def supportedDragActions(self) -> Qt.DropAction:  # noqa: N802 -- Qt's name
        # Never a move: other programs would take the files away.
        return Qt.DropAction.CopyAction

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        rows = sorted({index.row() for index in indexes})
        return files_of([self._records[row] for row in rows])


def files_of(clips: Sequence[ClipRecord]) -> QMimeData:
    """The files of clips for the clipboard and other programs; missing ones are left out."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(clip.path) for clip in clips if not clip.is_missing])
    return data
