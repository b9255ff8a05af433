"""The grid of tiles: keys, hover scrub, context menu, drag to other programs."""

from collections.abc import Iterable

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.gallery.domain.clip_record import MAX_RATING, ClipRecord
from wan22_desktop.gallery.thumbnails import STRIP_FRAMES
from wan22_desktop.gallery.ui import gallery_text
from wan22_desktop.gallery.ui.gallery_deeds import (
    GROUP_STARTS,
    KEYS,
    Deed,
    deed_text,
    deeds_of,
)
from wan22_desktop.gallery.ui.gallery_delegate import GalleryDelegate, picture_rect, tile_height
from wan22_desktop.gallery.ui.gallery_model import GalleryModel
from wan22_desktop.gallery.ui.gallery_strips import Strips
from wan22_desktop.qtkit.throttle import Throttle

_NATIVE = QKeySequence.SequenceFormat.NativeText
_TILE_WIDTH_PX = 150
"""The least; tiles share the width that is there. Two fit into a dock of 350."""
_LOOK_INTERVAL_MS = 30
_PREVIEW_INTERVAL_MS = 160
_KEYS = {
    Qt.Key.Key_Return: Deed.OPEN,
    Qt.Key.Key_Enter: Deed.OPEN,
    Qt.Key.Key_F2: Deed.RENAME,
    Qt.Key.Key_Delete: Deed.RECYCLE,
    Qt.Key.Key_T: Deed.ADD_TAG,
    Qt.Key.Key_A: Deed.ADD_TO_ALBUM,
    Qt.Key.Key_C: Deed.COMPARE,
}
_NOT_BY_MOUSE = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
)
_RATINGS = {Qt.Key(Qt.Key.Key_0 + number): number for number in range(MAX_RATING + 1)}


class GalleryView(QListView):
    deed_chosen = Signal(object, object)
    """A Deed, and the selected clips from top to bottom."""
    rating_chosen = Signal(object, int)
    """tuple[ClipRecord, ...], and 0 to 5."""

    def __init__(self, model: GalleryModel, strips: Strips, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._strips = strips
        self._delegate = GalleryDelegate(strips, self)
        self._preview = QTimer(self)
        self._preview.setInterval(_PREVIEW_INTERVAL_MS)
        self._preview.timeout.connect(self._show_next_frame)
        self._look_soon = Throttle(self._look, _LOOK_INTERVAL_MS, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(tr("Clips"))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        # One size for all: 10,000 tiles are laid out without asking each.
        self.setUniformItemSizes(True)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there, so that tiles do not change their width when it comes and goes.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setTabKeyNavigation(False)
        self.customContextMenuRequested.connect(self._show_menu)
        self.verticalScrollBar().valueChanged.connect(self._note_move)
        for changed in (
            model.modelReset,
            model.rowsInserted,
            model.rowsRemoved,
            model.layoutChanged,
            model.dataChanged,
        ):
            changed.connect(self._note_move)

    # --- look -----------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_tiles()
        self._look_soon()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_tiles()

    def _fit_tiles(self) -> None:
        # Qt breaks a row that is exactly full.
        width = max(_TILE_WIDTH_PX, self.viewport().width() - 1)
        width //= width // _TILE_WIDTH_PX
        tile = QSize(width, tile_height(self.fontMetrics(), width))
        if tile != self.gridSize():
            self._delegate.cell = tile
            self.verticalScrollBar().setSingleStep(max(20, tile.height() // 3))
            self.setGridSize(tile)

    def rows_in_sight(self) -> range:
        """The rows of tiles that can be seen, also in part."""
        tile = self.gridSize()
        if tile.isEmpty():
            return range(0)
        columns = max(1, (self.viewport().width() - 1) // tile.width())
        top = self.verticalScrollBar().value()
        first = top // tile.height() * columns
        last = ((top + self.viewport().height()) // tile.height() + 1) * columns
        return range(min(first, self._rows.rowCount()), min(last, self._rows.rowCount()))

    @Slot()
    def _note_move(self) -> None:
        """Other tiles may be in sight; takes none of the arguments of the signals."""
        self._look_soon()

    def _look(self) -> None:
        """Ask for the pictures that are in sight, then for those a page further down."""
        if not self.isVisible():
            return
        rows = self.rows_in_sight()
        clips = self._rows.records
        self._strips.show(clips[rows.start : rows.stop], clips[rows.stop : rows.stop + len(rows)])

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look_soon()

    def repaint_clip(self, clip_id: str) -> None:
        self.update(self._rows.index_of(clip_id))

    # --- scrubbing ------------------------------------------------------------------------------

    @property
    def scrubbed(self) -> tuple[str, int]:
        """Which clip shows which frame of its strip, because of the mouse or a preview."""
        return self._delegate.scrubbed

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        where = event.position().toPoint()
        index = self.indexAt(where)
        clip = self._rows.record_at(index)
        if clip is None:
            self._stop_scrubbing()
            return
        self._preview.stop()
        room = picture_rect(self.visualRect(index))
        part = (where.x() - room.left()) / max(1, room.width())
        self._scrub(clip.id, min(STRIP_FRAMES - 1, max(0, int(part * STRIP_FRAMES))))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._stop_scrubbing()

    def _scrub(self, clip_id: str, frame: int) -> None:
        before = self._delegate.scrubbed
        if before == (clip_id, frame):
            return
        self._delegate.scrubbed = (clip_id, frame)
        for changed in {before[0], clip_id}:
            self.repaint_clip(changed)

    def _stop_scrubbing(self) -> None:
        self._preview.stop()
        self._scrub("", 0)

    @Slot()
    def _show_next_frame(self) -> None:
        clip_id, frame = self._delegate.scrubbed
        current = self.current()
        if current is None or current.id != clip_id:
            self._stop_scrubbing()
            return
        self._scrub(clip_id, (frame + 1) % STRIP_FRAMES)

    def toggle_preview(self) -> None:
        """Play the current clip's strip in its tile, or stop."""
        current = self.current()
        if self._preview.isActive() or current is None:
            self._stop_scrubbing()
            return
        self._scrub(current.id, 0)
        self._preview.start()

    # --- selection ------------------------------------------------------------------------------

    def current(self) -> ClipRecord | None:
        """The clip with the focus."""
        return self._rows.record_at(self.currentIndex())

    def choose(self, index: QModelIndex) -> None:
        """Make one clip the current and the only selected one.

        `setCurrentIndex` would look at the keys that are held down just then, whoever asks.
        """
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    def selected(self) -> tuple[ClipRecord, ...]:
        """The selected clips from top to bottom."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        records = self._rows.records
        return tuple(records[row] for row in rows)

    # --- deeds ----------------------------------------------------------------------------------

    def menu_for(self, clips: tuple[ClipRecord, ...]) -> QMenu:
        """What can be done with the clips; frees itself when it closes."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for deed in deeds_of(clips):
            if deed in GROUP_STARTS and menu.actions():
                menu.addSeparator()
            if deed is Deed.RENAME:
                self._add_ratings(menu, clips)
            key = QKeySequence(KEYS.get(deed, "")).toString(_NATIVE)
            text = deed_text(deed, len(clips))
            # Only shown: the key itself is taken by the view.
            menu.addAction(f"{text}\t{key}" if key else text).setData((deed, clips))
        menu.triggered.connect(self._take_entry)
        return menu

    @staticmethod
    def _add_ratings(menu: QMenu, clips: tuple[ClipRecord, ...]) -> None:
        ratings = menu.addMenu(tr("Rating"))
        for rating in range(MAX_RATING + 1):
            entry = ratings.addAction(f"{gallery_text.stars(rating)}\t{rating}")
            entry.setData((rating, clips))
            entry.setCheckable(True)
            entry.setChecked(all(clip.rating == rating for clip in clips))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """With the keyboard, keys and the menu mean the clip that is marked."""
        super().focusInEvent(event)
        here = self.currentIndex()
        if event.reason() in _NOT_BY_MOUSE and here.isValid() and not self.selectedIndexes():
            self.choose(here)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self._do_if_possible(Deed.COPY_FILES)
            return
        key = Qt.Key(event.key())
        if plain != Qt.KeyboardModifier.NoModifier:
            super().keyPressEvent(event)
        elif key in _RATINGS:
            if clips := self.selected():
                self.rating_chosen.emit(clips, _RATINGS[key])
        elif key == Qt.Key.Key_Space:
            self.toggle_preview()
        elif key in _KEYS:
            self._do_if_possible(_KEYS[key])
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.indexAt(event.position().toPoint()).isValid():
            self._do_if_possible(Deed.OPEN)

    def _do_if_possible(self, deed: Deed) -> None:
        clips = self.selected()
        if deed in deeds_of(clips):
            self.deed_chosen.emit(deed, clips)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 -- Qt's name
        """Letters are for deeds; words are looked for in the search field."""

    @Slot(QPoint)
    def _show_menu(self, where: QPoint) -> None:
        index = self.indexAt(where)
        if index.isValid() and not self.selectionModel().isSelected(index):
            self.choose(index)
        clips = self.selected()
        if clips:
            self.menu_for(clips).popup(self.viewport().mapToGlobal(where))

    @Slot(object)
    def _take_entry(self, entry: object) -> None:
        chosen, clips = entry.data()  # pyright: ignore[reportAttributeAccessIssue] - a QAction
        if isinstance(chosen, Deed):
            self.deed_chosen.emit(chosen, clips)
        else:
            self.rating_chosen.emit(clips, chosen)


def ids_of(clips: Iterable[ClipRecord]) -> tuple[str, ...]:
    return tuple(clip.id for clip in clips)
