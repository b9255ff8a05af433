"""The panel of finished clips: found, looked at, rated, sorted, and handed on."""

from collections.abc import Iterable
from functools import partial
from pathlib import PurePath

from PySide6.QtCore import QItemSelectionModel, QMimeData, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QMenu,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.outside_files import is_network_path
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.gallery.domain.clip_record import ClipRecord, ClipState, Origin
from wan22_desktop.gallery.domain.news import (
    ImportOutcome,
    ImportProgress,
    ImportResult,
    RecycleResult,
)
from wan22_desktop.gallery.domain.search import ClipIndex, choices_of
from wan22_desktop.gallery.library_service import LoadedStrip
from wan22_desktop.gallery.ui.details import Details
from wan22_desktop.gallery.ui.filter_bar import FilterBar
from wan22_desktop.gallery.ui.gallery_deeds import Deed
from wan22_desktop.gallery.ui.gallery_dialogs import GalleryDialogs
from wan22_desktop.gallery.ui.gallery_empty import GalleryEmpty
from wan22_desktop.gallery.ui.gallery_model import GalleryModel, files_of
from wan22_desktop.gallery.ui.gallery_strips import Strips
from wan22_desktop.gallery.ui.gallery_view import GalleryView, ids_of
from wan22_desktop.gallery.ui.message_row import MessageRow
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone
from wan22_desktop.qtkit.throttle import Throttle

CHANGE_INTERVAL_MS = 200
_WIDE_PX = 620
"""From here on the details stand beside the tiles, and are shown at first."""
_DETAILS_PX = 280
_PREPARED_AT_ONCE = 500
"""Clips made ready to be searched in one turn of the event loop: some 2 ms."""
_MAX_SHOWN_RESULTS = 500


class GalleryPanel(QWidget):
    """Asks for changes with its signals; clips change when the library says so."""

    clip_opened = Signal(object)  # ClipRecord
    compare_asked = Signal(object)  # tuple[ClipRecord, ...]
    reuse_asked = Signal(object)  # ClipRecord
    continue_asked = Signal(object)  # ClipRecord
    render_again_asked = Signal(object)  # ClipRecord
    reproduce_asked = Signal(object)  # ClipRecord
    upscale_asked = Signal(object)  # tuple[ClipRecord, ...]
    interpolate_asked = Signal(object)  # tuple[ClipRecord, ...]
    export_asked = Signal(object)  # tuple[ClipRecord, ...]
    folder_asked = Signal(object)  # ClipRecord
    rate_asked = Signal(object, int)  # ids, 0 to 5
    tags_asked = Signal(object, object, object)  # ids, words to add, words to remove
    albums_asked = Signal(object, object, object)  # ids, names to add, names to remove
    album_rename_asked = Signal(str, str)  # the old name, the new one
    rename_asked = Signal(str, str)  # id, name
    note_asked = Signal(str, str)  # id, note
    recycle_asked = Signal(object)  # ids
    bring_back_asked = Signal(object)  # ids
    forget_asked = Signal(object)  # ids
    import_asked = Signal(object, bool)  # list[str] of paths, whether copies are kept
    import_cancelled = Signal()
    strips_wanted = Signal(object)  # tuple[ClipRecord, ...]

    def __init__(
        self, change_interval_ms: int = CHANGE_INTERVAL_MS, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.index = ClipIndex()
        self.strips = Strips(parent=self)
        self.rows = GalleryModel(self.strips.strip, self)
        self.view = GalleryView(self.rows, self.strips)
        self.filters = FilterBar()
        self.details = Details()
        self.empty = GalleryEmpty()
        self.message = MessageRow()
        self.dialogs = GalleryDialogs(self)
        self.details_button = GlyphButton(Glyph.INFO, tr("Details of the selected clip"))
        self.details_button.setCheckable(True)
        self.add_button = QToolButton()
        self._pages = QStackedWidget()
        self._splitter = QSplitter()
        self._is_told = False
        self._for_one = {
            Deed.OPEN: self.clip_opened,
            Deed.REUSE: self.reuse_asked,
            Deed.CONTINUE: self.continue_asked,
            Deed.RENDER_AGAIN: self.render_again_asked,
            Deed.REPRODUCE: self.reproduce_asked,
            Deed.SHOW_IN_FOLDER: self.folder_asked,
        }
        self._for_all = {
            Deed.COMPARE: self.compare_asked,
            Deed.UPSCALE: self.upscale_asked,
            Deed.INTERPOLATE: self.interpolate_asked,
            Deed.EXPORT: self.export_asked,
        }
        # An import tells of every file; thousands of clips are not searched that often.
        self._show_found_soon = Throttle(self._show_found, change_interval_ms, self)
        self._show_choices_soon = Throttle(self._show_choices, change_interval_ms, self)
        self._preparing = QTimer(self)
        self._preparing.setInterval(0)
        self._preparing.timeout.connect(self._prepare_some)
        self._prepared: int | None = None
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()
        self._show_found()

    # --- what the library says ------------------------------------------------------------------

    @Slot(object)
    def set_clips(self, clips: tuple[ClipRecord, ...]) -> None:
        """Every clip."""
        self._is_told = True
        self.index.set_clips(clips)
        self._show_found()
        self._show_choices_soon()

    @Slot(object)
    def add_clips(self, clips: tuple[ClipRecord, ...]) -> None:
        """New ones, and such that have come back."""
        for clip in clips:
            self.strips.forget(clip.sha256)
        self._take(clips, ())

    @Slot(object)
    def change_clips(self, clips: tuple[ClipRecord, ...]) -> None:
        for clip in clips:
            old = self.index.clip(clip.id)
            if old is not None and (old.state, old.path) != (clip.state, clip.path):
                self.strips.forget(clip.sha256)
        self._take(clips, ())

    @Slot(object)
    def remove_clips(self, clip_ids: tuple[str, ...]) -> None:
        self._take((), clip_ids)

    @Slot(object)
    def take_strip(self, loaded: LoadedStrip) -> None:
        """A picture that was wanted, or why there is none."""
        self.strips.put(loaded.sha256, loaded.problem if loaded.image is None else loaded.image)
        self.view.repaint_clip(loaded.clip_id)

    @Slot(object)
    def show_import(self, progress: ImportProgress) -> None:
        text = tr(
            "Adding {name} ({number:,} of {total:,})",
            name=progress.name,
            number=progress.done + 1,
            total=progress.total,
        )
        self.message.say(text, Tone.PLAIN, tr("Stop"), self.import_cancelled.emit, stays=True)

    @Slot(object)
    def show_import_results(self, results: tuple[ImportResult, ...]) -> None:
        """The import has ended; what there is to know about single files is a click away."""
        new = sum(r.is_in_gallery and r.outcome is not ImportOutcome.KNOWN for r in results)
        known = sum(result.outcome is ImportOutcome.KNOWN for result in results)
        refused = sum(result.outcome is ImportOutcome.REFUSED for result in results)
        parts = [trn("{count:,} clip added.", "{count:,} clips added.", new)]
        if known:
            parts.append(trn("{count:,} was here already.", "{count:,} were here already.", known))
        if refused:
            parts.append(
                trn("{count:,} could not be added.", "{count:,} could not be added.", refused)
            )
        text = " ".join(parts)
        told = [f"{result.path}\n{result.message}" for result in results if result.message]
        tone = Tone.WARNING if refused else Tone.OK
        if told:
            lines = "\n\n".join(told[:_MAX_SHOWN_RESULTS])
            self.message.say(
                text, tone, tr("Show"), partial(self.dialogs.show_results, text, lines)
            )
        else:
            self.message.say(text, tone)

    @Slot(object)
    def show_recycled(self, result: RecycleResult) -> None:
        """Files are in the recycle bin; until the next message they can be taken out again."""
        moved = len(result.moved)
        parts = list(result.problems[:3])
        if moved:
            parts.insert(
                0,
                trn(
                    "{count:,} clip moved to the recycle bin.",
                    "{count:,} clips moved to the recycle bin.",
                    moved,
                ),
            )
        tone = Tone.WARNING if result.problems else Tone.PLAIN
        undo = partial(self.bring_back_asked.emit, ids_of(result.moved))
        self.message.say(" ".join(parts), tone, tr("Undo") if moved else "", undo)

    @Slot(object)
    def show_refusal(self, error: UserError) -> None:
        """Something that was asked for here did not go."""
        self.message.say(f"{error.message} {error.safe}".strip(), Tone.WARNING)

    def select(self, clip_id: str) -> None:
        """Bring a clip into sight; filters that hide it are cleared."""
        if self.index.clip(clip_id) is None:
            return
        if self.rows.row_of(clip_id) is None:
            self.filters.clear()
            self._show_found()
        where = self.rows.index_of(clip_id)
        self.view.choose(where)
        self.view.scrollTo(where)

    # --- searching ------------------------------------------------------------------------------

    def _take(self, clips: tuple[ClipRecord, ...], gone: tuple[str, ...]) -> None:
        query = self.filters.query
        before = [self.index.clip(clip.id) for clip in clips]
        self.index.change(clips, gone)
        # What stays at its place is shown at once; only other places need a search.
        if not gone and all(
            old is not None and ClipIndex.places_alike(old, new, query)
            for old, new in zip(before, clips, strict=True)
        ):
            for clip in clips:
                self.rows.change(clip)
            self._show_details()
        else:
            self._show_found_soon()
        self._show_choices_soon()

    @Slot()
    def _show_found(self) -> None:
        current = self.view.current()
        chosen = {clip.id for clip in self.view.selected()}
        self.rows.show(self.index.find(self.filters.query))
        if chosen and not self.view.selectionModel().hasSelection():
            self._select_again(chosen, current)
        self.filters.show_count(self.rows.rowCount(), len(self.index))
        self._show_page()
        self._show_details()

    def _select_again(self, chosen: set[str], current: ClipRecord | None) -> None:
        """After the rows were replaced."""
        selection = self.view.selectionModel()
        if current is not None and self.rows.row_of(current.id) is not None:
            where = self.rows.index_of(current.id)
            selection.setCurrentIndex(where, QItemSelectionModel.SelectionFlag.NoUpdate)
        for clip_id in chosen:
            where = self.rows.index_of(clip_id)
            if where.isValid():
                selection.select(where, QItemSelectionModel.SelectionFlag.Select)

    def _show_choices(self) -> None:
        self.filters.set_choices(choices_of(self.index.clips))

    def _show_page(self) -> None:
        is_empty = not len(self.index)
        if self._is_told and is_empty:
            self.empty.show_no_clips()
        elif self._is_told and not self.rows.rowCount():
            self.empty.show_nothing_found()
        else:
            self.filters.setEnabled(self._is_told)
            self._pages.setCurrentWidget(self.view)
            return
        self.filters.setEnabled(not is_empty)
        self._pages.setCurrentWidget(self.empty)

    @Slot()
    def _clear_filters(self) -> None:
        self.filters.clear()
        self._show_found()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _begin_preparing(self) -> None:
        self._prepared = 0
        self._preparing.start()

    @Slot()
    def _prepare_some(self) -> None:
        if self._prepared is not None:
            self._prepared = self.index.prepare(self._prepared, _PREPARED_AT_ONCE)
        if self._prepared is None:
            self._preparing.stop()

    @Slot()
    def _focus_found(self) -> None:
        if not self.rows.rowCount():
            return
        if not self.view.currentIndex().isValid():
            self.view.choose(self.rows.index(0, 0))
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what the user asks for -----------------------------------------------------------------

    @Slot(object, object)
    def do(self, deed: Deed, clips: tuple[ClipRecord, ...]) -> None:
        """Ask for it, after a question where one is due; clips that are no more are left out."""
        clips = tuple(now for clip in clips if (now := self.index.clip(clip.id)) is not None)
        if not clips:
            return
        if deed in self._for_one:
            self._for_one[deed].emit(clips[0])
        elif deed in self._for_all:
            self._for_all[deed].emit(clips)
        elif deed is Deed.FORGET:
            self.forget_asked.emit(ids_of(clips))
        elif deed is Deed.RECYCLE:
            self._recycle(clips)
        elif deed is Deed.COPY_PROMPT:
            QGuiApplication.clipboard().setText(clips[0].prompt)
        elif deed is Deed.COPY_FILES:
            QGuiApplication.clipboard().setMimeData(files_of(clips))
        else:
            self._ask_for_words(deed, clips)

    def _ask_for_words(self, deed: Deed, clips: tuple[ClipRecord, ...]) -> None:
        ids, ask = ids_of(clips), self.dialogs
        choices = choices_of(self.index.clips)
        theirs = choices_of(clips)
        match deed:
            case Deed.RENAME:
                ask.ask_text(
                    tr("Rename"),
                    tr("Name in the gallery (the file keeps its own):"),
                    clips[0].label,
                    partial(self.rename_asked.emit, clips[0].id),
                )
            case Deed.ADD_TAG:
                ask.ask_word(
                    tr("Add a tag"),
                    tr("Tag:"),
                    choices.tags,
                    lambda word: self.tags_asked.emit(ids, (word,), ()),
                    may_be_new=True,
                )
            case Deed.REMOVE_TAG:
                ask.ask_word(
                    tr("Remove a tag"),
                    tr("Tag:"),
                    theirs.tags,
                    lambda word: self.tags_asked.emit(ids, (), (word,)),
                    may_be_new=False,
                )
            case Deed.ADD_TO_ALBUM:
                ask.ask_word(
                    tr("Add to an album"),
                    tr("Album:"),
                    choices.albums,
                    lambda word: self.albums_asked.emit(ids, (word,), ()),
                    may_be_new=True,
                )
            case Deed.LEAVE_ALBUM:
                ask.ask_word(
                    tr("Take out of an album"),
                    tr("Album:"),
                    theirs.albums,
                    lambda word: self.albums_asked.emit(ids, (), (word,)),
                    may_be_new=False,
                )
            case _:
                raise AssertionError(deed)

    def _recycle(self, clips: tuple[ClipRecord, ...]) -> None:
        ids = ids_of(clips)
        others = sum(
            clip.origin is Origin.IMPORTED and clip.state is ClipState.PRESENT for clip in clips
        )
        if others:
            self.dialogs.ask_about_others_files(
                others,
                partial(self.recycle_asked.emit, ids),
                partial(self.forget_asked.emit, ids),
            )
        else:
            self.recycle_asked.emit(ids)

    @Slot(object, int)
    def _rate(self, clips: tuple[ClipRecord, ...], rating: int) -> None:
        self.rate_asked.emit(ids_of(clips), rating)

    @Slot(object)
    def _copy_settings(self, clip: ClipRecord) -> None:
        QGuiApplication.clipboard().setText(clip.request_json)

    @Slot()
    def _rename_album(self) -> None:
        album = self.filters.query.album
        if album:
            self.dialogs.ask_text(
                tr("Rename the album"),
                tr("Name of the album:"),
                album,
                partial(self.album_rename_asked.emit, album),
            )

    # --- clips from elsewhere -------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        # What is dragged out of the gallery itself is here already.
        if event.source() is not self.view and _paths_in(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = _paths_in(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self._import(paths)

    @Slot()
    def ask_for_import(self) -> None:
        """Let files be chosen that are to be taken in."""
        self.dialogs.choose_files(self._import)

    def _import(self, paths: Iterable[str]) -> None:
        self.import_asked.emit(list(paths), self.copies_action.isChecked())

    # --- details --------------------------------------------------------------------------------

    @Slot()
    def _show_details(self) -> None:
        if self.details.isVisibleTo(self):
            self.details.show_clips(self.view.selected())

    @Slot(bool)
    def _set_details_shown(self, shown: bool) -> None:  # noqa: FBT001 -- a slot of toggled(bool)
        self.details.setVisible(shown)
        self._show_details()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = event.size().width() >= _WIDE_PX
        was_wide = event.oldSize().width() >= _WIDE_PX
        if is_wide == was_wide and event.oldSize().isValid():
            return
        # Once, when the room changes from narrow to wide or back; people can change it.
        self.details_button.setChecked(is_wide)
        across = Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical
        self._splitter.setOrientation(across)
        size = self.width() if is_wide else self.height()
        details = _DETAILS_PX if is_wide else size // 3
        self._splitter.setSizes([size - details, details])

    # --- building -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        menu = QMenu(self)
        menu.addAction(tr("Add files…"), partial(self.dialogs.choose_files, self._import))
        menu.addAction(tr("Add a folder…"), partial(self.dialogs.choose_folder, self._import))
        menu.addSeparator()
        self.copies_action = menu.addAction(tr("Keep copies in the outputs folder"))
        self.copies_action.setCheckable(True)
        menu.addSeparator()
        self.rename_album_action = menu.addAction(tr("Rename the album…"), self._rename_album)
        menu.aboutToShow.connect(self._note_album)
        self.add_button.setText(tr("Add"))
        self.add_button.setAccessibleName(tr("Add clips from elsewhere"))
        self.add_button.setToolTip(tr("Add clips from elsewhere"))
        self.add_button.setMenu(menu)
        self.add_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.filters.foot.addWidget(self.add_button)
        self.filters.foot.addWidget(self.details_button)
        self._pages.addWidget(self.view)
        self._pages.addWidget(self.empty)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._pages)
        self._splitter.addWidget(self.details)
        self._splitter.setStretchFactor(0, 1)
        self.details.hide()
        self.setFocusProxy(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(self.filters)
        layout.addWidget(self._splitter, 1)
        layout.addWidget(self.message)

    def _connect(self) -> None:
        self.view.selectionModel().selectionChanged.connect(self._show_details)
        self.view.deed_chosen.connect(self.do)
        self.view.rating_chosen.connect(self._rate)
        self.details.deed_chosen.connect(self.do)
        self.details.rating_chosen.connect(self._rate)
        self.details.note_written.connect(self.note_asked)
        self.details.settings_copied.connect(self._copy_settings)
        self.details_button.toggled.connect(self._set_details_shown)
        self.filters.query_changed.connect(self._show_found)
        self.filters.search_entered.connect(self._begin_preparing)
        self.filters.left_downwards.connect(self._focus_found)
        self.empty.add_asked.connect(self.ask_for_import)
        self.empty.clear_asked.connect(self._clear_filters)
        self.strips.wanted.connect(self.strips_wanted)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.filters.focus_search)

    @Slot()
    def _note_album(self) -> None:
        self.rename_album_action.setEnabled(bool(self.filters.query.album))


def _paths_in(data: QMimeData) -> list[str]:
    """Files and folders of this computer; other files than MP4 belong elsewhere."""
    paths = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    return [
        path
        for path in paths
        # Folders are known by having no suffix: looking at them would hold up the window.
        if not is_network_path(path) and PurePath(path).suffix.lower() in ("", ".mp4")
    ]
