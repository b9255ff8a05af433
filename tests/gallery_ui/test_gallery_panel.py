"""The gallery's panel: tiles, search, keys, menu, details, messages; real widgets and events."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from gallery_clips import few, many, record
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QInputDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from wan22_desktop.core.errors import UserError
from wan22_desktop.gallery.domain.clip_record import ClipRecord, ClipState, Origin
from wan22_desktop.gallery.domain.news import (
    ImportOutcome,
    ImportProgress,
    ImportResult,
    RecycleResult,
)
from wan22_desktop.gallery.library_service import LoadedStrip
from wan22_desktop.gallery.thumbnails import STRIP_FRAMES
from wan22_desktop.gallery.ui.gallery_deeds import Deed, deeds_of
from wan22_desktop.gallery.ui.gallery_delegate import picture_rect
from wan22_desktop.gallery.ui.gallery_panel import GalleryPanel
from wan22_desktop.gallery.ui.gallery_strips import Strips

RED, BLUE, GREEN, BOLD = few()
LEFT = Qt.MouseButton.LeftButton


def shown(panel: GalleryPanel) -> list[int]:
    return [int(clip.id, 16) for clip in panel.rows.records]


def pick(panel: GalleryPanel, *clips: ClipRecord) -> None:
    panel.select(clips[0].id)
    for clip in clips[1:]:
        panel.view.selectionModel().select(
            panel.rows.index_of(clip.id), panel.view.selectionModel().SelectionFlag.Select
        )
    panel.view.setFocus()


def middle(panel: GalleryPanel, clip: ClipRecord, part: float = 0.5) -> QPoint:
    """In the picture of a tile, so far from its left side."""
    room = picture_rect(panel.view.visualRect(panel.rows.index_of(clip.id)))
    return QPoint(room.left() + int(part * room.width()), room.center().y())


def strip(color: str = "red") -> QImage:
    image = QImage(40 * STRIP_FRAMES, 30, QImage.Format.Format_RGB32)
    image.fill(color)
    return image


def answer(panel: GalleryPanel, text: str) -> None:
    dialog = panel.dialogs.open
    assert isinstance(dialog, QInputDialog)
    dialog.setTextValue(text)
    dialog.accept()


# --- what is shown ------------------------------------------------------------------------------


def test_the_gallery_is_not_called_empty_before_it_has_spoken(panel: GalleryPanel) -> None:
    assert not panel.empty.isVisible()
    panel.set_clips(())
    assert panel.empty.isVisible()
    assert panel.empty.title.text() == "No clips yet"
    panel.add_clips((RED,))
    assert not panel.empty.isVisible()
    assert panel.filters.count.text() == "1 clip"


def test_tiles_are_spoken_in_words_and_never_as_markup(panel: GalleryPanel) -> None:
    panel.set_clips(few())
    assert shown(panel) == [4, 3, 2, 1]
    role = Qt.ItemDataRole.AccessibleTextRole
    spoken = [panel.rows.index(row, 0).data(role) for row in range(4)]
    assert spoken[3].startswith("a red circle, 5 stars, 2.1 s, 2026-01-02")
    assert spoken[2].startswith("a blue square, Draft, Not rated")
    assert spoken[0].startswith("Nameless, ")
    panel.change_clips((replace(BOLD, label=""),))
    tip = panel.rows.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; neon" in tip


def test_rows_change_one_by_one_and_keep_to_the_rules_of_models(
    panel: GalleryPanel, qtbot: QtBot
) -> None:
    panel.set_clips(many(60))
    QAbstractItemModelTester(panel.rows, QAbstractItemModelTester.FailureReportingMode.Fatal, panel)
    resets = QSignalSpy(panel.rows.modelReset)
    inserted, removed = QSignalSpy(panel.rows.rowsInserted), QSignalSpy(panel.rows.rowsRemoved)
    pick(panel, panel.rows.records[30])
    chosen = panel.view.current()
    panel.add_clips((record(100), record(7, "changed where it is")))
    qtbot.waitUntil(lambda: panel.rows.rowCount() == 61)
    panel.remove_clips((record(5).id, record(6).id))
    qtbot.waitUntil(lambda: panel.rows.rowCount() == 59)
    assert shown(panel) == [100, *range(59, 6, -1), 4, 3, 2, 1, 0]
    assert (resets.count(), inserted.count(), removed.count()) == (0, 1, 2)
    assert panel.view.current() == chosen
    for text in ("shape 1", "ground 3", "nothing", ""):
        panel.filters.search.setText(text)
        qtbot.waitUntil(lambda text=text: panel.filters.query.text == text)
        qtbot.wait(30)
    panel.filters.order.setCurrentIndex(1)
    assert shown(panel)[:3] == [0, 1, 2]


def test_a_rating_moves_a_clip_only_where_ratings_order(panel: GalleryPanel, qtbot: QtBot) -> None:
    panel.set_clips(few())
    panel.change_clips((replace(BLUE, rating=4),))
    assert shown(panel) == [4, 3, 2, 1]
    assert panel.rows.find(BLUE.id) == replace(BLUE, rating=4)
    panel.filters.order.setCurrentIndex(2)
    assert shown(panel) == [1, 2, 4, 3]
    panel.change_clips((replace(GREEN, rating=5),))
    qtbot.waitUntil(lambda: shown(panel) == [3, 1, 2, 4])


# --- searching ----------------------------------------------------------------------------------


def test_words_and_filters_find_and_are_cleared(panel: GalleryPanel, qtbot: QtBot) -> None:
    panel.set_clips(few())
    qtbot.keyClicks(panel.filters.search, "RED circ")
    qtbot.waitUntil(lambda: shown(panel) == [1])
    assert panel.filters.count.text() == "1 of 4 clips"
    qtbot.keyClick(panel.filters.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(shown(panel)) == 4)
    panel.filters.filters_button.click()
    qtbot.waitUntil(panel.filters.tag.isVisible)
    panel.filters.tag.setCurrentIndex(panel.filters.tag.findData("keep"))
    assert shown(panel) == [1]
    assert panel.filters.filters_button.accessibleName() == "1 filter is on"
    panel.filters.rating.setCurrentIndex(5)
    assert shown(panel) == [1]
    panel.filters.lora.setCurrentIndex(panel.filters.lora.findData("Glow"))
    assert shown(panel) == []
    assert panel.empty.title.text() == "No clip matches"
    qtbot.mouseClick(panel.empty.clear_button, LEFT)
    assert len(shown(panel)) == 4
    assert panel.filters.query.num_filters == 0


def test_days_are_those_of_the_calendar(panel: GalleryPanel) -> None:
    panel.set_clips(few())
    panel.filters.date.setCurrentIndex(panel.filters.date.count() - 1)
    first = panel.filters.first_day.date()
    panel.filters.first_day.setDate(first.fromString("2026-01-04", "yyyy-MM-dd"))
    panel.filters.last_day.setDate(first.fromString("2026-01-03", "yyyy-MM-dd"))
    since, until = panel.filters.query.since, panel.filters.query.until
    assert since is not None
    assert until is not None
    assert until - since == 2 * 86400
    assert shown(panel) == [3, 2]


def test_a_filter_that_no_clip_has_any_more_goes(panel: GalleryPanel, qtbot: QtBot) -> None:
    panel.set_clips(few())
    panel.filters.filters_button.click()
    qtbot.waitUntil(lambda: panel.filters.album.count() == 2)
    panel.filters.album.setCurrentIndex(1)
    assert shown(panel) == [1]
    panel.change_clips((replace(RED, albums=()),))
    qtbot.waitUntil(lambda: len(shown(panel)) == 4)
    assert not panel.filters.album.isVisible()


def test_the_keyboard_goes_from_the_search_to_the_tiles(panel: GalleryPanel, qtbot: QtBot) -> None:
    panel.set_clips(few())
    qtbot.keyClick(panel.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert panel.filters.search.hasFocus()
    qtbot.keyClick(panel.filters.search, Qt.Key.Key_Down)
    assert panel.view.hasFocus()
    assert panel.view.current() == BOLD
    qtbot.keyClick(panel.view, Qt.Key.Key_Right)
    assert panel.view.current() == GREEN
    qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    assert panel.view.current() == RED


# --- deeds --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "signal", "expected"),
    [
        (Qt.Key.Key_Return, "clip_opened", [RED]),
        (Qt.Key.Key_4, "rate_asked", [(RED.id,), 4]),
        (Qt.Key.Key_0, "rate_asked", [(RED.id,), 0]),
        (Qt.Key.Key_Delete, "recycle_asked", [(RED.id,)]),
    ],
)
def test_keys_ask_for_deeds(
    panel: GalleryPanel, qtbot: QtBot, key: Qt.Key, signal: str, expected: list[object]
) -> None:
    panel.set_clips(few())
    pick(panel, RED)
    asked = QSignalSpy(getattr(panel, signal))
    qtbot.keyClick(panel.view, key)
    assert asked.count() == 1
    assert list(asked.at(0)) == expected


def test_everything_is_selected_and_rated_at_once(panel: GalleryPanel, qtbot: QtBot) -> None:
    panel.set_clips(few())
    panel.view.setFocus()
    asked = QSignalSpy(panel.rate_asked)
    qtbot.keyClick(panel.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(panel.view, Qt.Key.Key_3)
    assert asked.at(0) == [(BOLD.id, GREEN.id, BLUE.id, RED.id), 3]


def test_two_to_four_clips_are_compared(panel: GalleryPanel, qtbot: QtBot) -> None:
    panel.set_clips(few())
    asked = QSignalSpy(panel.compare_asked)
    pick(panel, GREEN)
    qtbot.keyClick(panel.view, Qt.Key.Key_C)
    assert asked.count() == 0
    pick(panel, GREEN, RED)
    qtbot.keyClick(panel.view, Qt.Key.Key_C)
    assert asked.at(0)[0] == (GREEN, RED)


def test_the_menu_offers_what_the_clips_can(panel: GalleryPanel) -> None:
    panel.set_clips(few())
    texts = [entry.text() for entry in panel.view.menu_for((RED,)).actions()]
    assert "Open\tEnter" in texts
    assert "Reproduce and compare" in texts
    missing = replace(RED, state=ClipState.MISSING)
    assert Deed.OPEN not in deeds_of((missing,))
    assert Deed.RENDER_AGAIN in deeds_of((missing,))
    foreign = replace(RED, request_json="", prompt="")
    assert Deed.REUSE not in deeds_of((foreign,))
    assert Deed.UPSCALE in deeds_of((foreign, BLUE))
    assert Deed.RENAME not in deeds_of((foreign, BLUE))
    assert deeds_of(()) == ()


@pytest.mark.parametrize(
    ("deed", "signal"),
    [
        (Deed.REUSE, "reuse_asked"),
        (Deed.CONTINUE, "continue_asked"),
        (Deed.RENDER_AGAIN, "render_again_asked"),
        (Deed.REPRODUCE, "reproduce_asked"),
        (Deed.SHOW_IN_FOLDER, "folder_asked"),
        (Deed.UPSCALE, "upscale_asked"),
        (Deed.INTERPOLATE, "interpolate_asked"),
        (Deed.EXPORT, "export_asked"),
    ],
)
def test_deeds_of_others_are_handed_on(panel: GalleryPanel, deed: Deed, signal: str) -> None:
    panel.set_clips(few())
    asked = QSignalSpy(getattr(panel, signal))
    panel.do(deed, (replace(GREEN, rating=1), record(99)))
    # As the gallery knows it now, and without what it does not know.
    assert asked.at(0)[0] in (GREEN, (GREEN,))


def test_words_are_asked_for_and_kept(panel: GalleryPanel) -> None:
    panel.set_clips(few())
    tags, albums = QSignalSpy(panel.tags_asked), QSignalSpy(panel.albums_asked)
    names = QSignalSpy(panel.rename_asked)
    panel.do(Deed.ADD_TAG, (GREEN, BLUE))
    answer(panel, "sea")
    assert tags.at(0) == [(GREEN.id, BLUE.id), ("sea",), ()]
    panel.do(Deed.REMOVE_TAG, (RED,))
    answer(panel, "keep")
    assert tags.at(1) == [(RED.id,), (), ("keep",)]
    panel.do(Deed.LEAVE_ALBUM, (RED,))
    answer(panel, "Best")
    assert albums.at(0) == [(RED.id,), (), ("Best",)]
    panel.do(Deed.RENAME, (RED,))
    answer(panel, "Keeper")
    assert names.at(0) == [RED.id, "Keeper"]


def test_files_of_others_are_asked_about(panel: GalleryPanel, qtbot: QtBot) -> None:
    theirs = replace(RED, origin=Origin.IMPORTED)
    panel.set_clips((theirs, BLUE))
    recycled, forgotten = QSignalSpy(panel.recycle_asked), QSignalSpy(panel.forget_asked)
    pick(panel, theirs, BLUE)
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert recycled.count() == 0
    box = panel.dialogs.open
    assert isinstance(box, QMessageBox)
    assert "1 of these clips was imported" in box.text()
    buttons = {button.text(): button for button in box.buttons()}
    buttons["Keep the files"].click()
    assert forgotten.at(0)[0] == (BLUE.id, theirs.id)
    assert recycled.count() == 0


def test_prompt_settings_and_files_are_copied(panel: GalleryPanel, qtbot: QtBot) -> None:
    panel.set_clips(few())
    pick(panel, GREEN, RED)
    qtbot.keyClick(panel.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    urls = QGuiApplication.clipboard().mimeData().urls()
    assert [url.toLocalFile() for url in urls] == [GREEN.path, RED.path]
    panel.do(Deed.COPY_PROMPT, (GREEN,))
    assert QGuiApplication.clipboard().text() == "a green star"
    QGuiApplication.clipboard().clear()


# --- the mouse ----------------------------------------------------------------------------------


def test_the_mouse_scrubs_along_a_tile(panel: GalleryPanel, qtbot: QtBot) -> None:
    panel.set_clips(few())
    panel.take_strip(LoadedStrip(BOLD.id, BOLD.sha256, strip()))
    qtbot.waitUntil(lambda: panel.view.visualRect(panel.rows.index(0, 0)).isValid())
    for part, frame in ((0.02, 0), (0.52, 6), (0.98, 11)):
        qtbot.mouseMove(panel.view.viewport(), middle(panel, BOLD, part))
        qtbot.waitUntil(lambda frame=frame: panel.view.scrubbed == (BOLD.id, frame))
    qtbot.mouseMove(panel.view.viewport(), middle(panel, GREEN, 0.5))
    qtbot.waitUntil(lambda: panel.view.scrubbed[0] == GREEN.id)
    leaving = QEvent(QEvent.Type.Leave)
    QApplication.sendEvent(panel.view, leaving)
    assert panel.view.scrubbed[0] == ""


def test_space_plays_the_tile_until_space_or_another_clip(
    panel: GalleryPanel, qtbot: QtBot
) -> None:
    panel.set_clips(few())
    pick(panel, RED)
    qtbot.keyClick(panel.view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: panel.view.scrubbed == (RED.id, 2))
    qtbot.keyClick(panel.view, Qt.Key.Key_Space)
    assert panel.view.scrubbed[0] == ""
    qtbot.keyClick(panel.view, Qt.Key.Key_Space)
    pick(panel, BLUE)
    qtbot.waitUntil(lambda: panel.view.scrubbed[0] == "")


def test_a_double_click_opens(panel: GalleryPanel, qtbot: QtBot) -> None:
    panel.set_clips(few())
    opened = QSignalSpy(panel.clip_opened)
    qtbot.waitUntil(lambda: panel.view.visualRect(panel.rows.index(0, 0)).isValid())
    qtbot.mouseClick(panel.view.viewport(), LEFT, pos=middle(panel, GREEN))
    qtbot.mouseDClick(panel.view.viewport(), LEFT, pos=middle(panel, GREEN))
    assert opened.at(0)[0] == GREEN


def test_clips_are_dragged_out_as_files_and_never_moved(panel: GalleryPanel) -> None:
    panel.set_clips((*few()[:3], replace(BOLD, state=ClipState.MISSING)))
    indexes = [panel.rows.index(row, 0) for row in (3, 0, 1)]
    urls = panel.rows.mimeData(indexes).urls()
    assert [url.toLocalFile() for url in urls] == [GREEN.path, RED.path]
    assert panel.rows.supportedDragActions() == Qt.DropAction.CopyAction
    assert panel.rows.index(0, 0).flags() & Qt.ItemFlag.ItemIsDragEnabled


def test_dropped_clips_and_folders_are_imported(panel: GalleryPanel) -> None:
    asked: list[tuple[object, bool]] = []
    panel.import_asked.connect(lambda paths, copies: asked.append((paths, copies)))
    data = QMimeData()
    paths = ["/in/a.mp4", "/in/folder", "/in/picture.png", "//server/share/b.mp4"]
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    for copies in (False, True):
        panel.copies_action.setChecked(copies)
        held = (LEFT, Qt.KeyboardModifier.NoModifier)
        enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, *held)
        QApplication.sendEvent(panel, enter)
        assert enter.isAccepted()
        event = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, *held)
        QApplication.sendEvent(panel, event)
        assert asked[-1] == (["/in/a.mp4", "/in/folder"], copies)


# --- pictures -----------------------------------------------------------------------------------


def test_pictures_in_sight_are_wanted_first_and_once(panel: GalleryPanel, qtbot: QtBot) -> None:
    wanted = QSignalSpy(panel.strips_wanted)
    panel.set_clips(many(500))
    qtbot.waitUntil(lambda: wanted.count() > 0 and len(wanted.at(wanted.count() - 1)[0]) > 4)
    first: tuple[ClipRecord, ...] = wanted.at(wanted.count() - 1)[0]
    sight = panel.view.rows_in_sight()
    assert [clip.id for clip in first[::-1][: len(sight)]] == [
        clip.id for clip in panel.rows.records[: len(sight)]
    ]
    assert len(first) <= 2 * len(sight)
    for clip in first:
        panel.take_strip(LoadedStrip(clip.id, clip.sha256, strip()))
    bar = panel.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: panel.rows.records[-1] in wanted.at(wanted.count() - 1)[0])
    last: tuple[ClipRecord, ...] = wanted.at(wanted.count() - 1)[0]
    assert not {clip.id for clip in first} & {clip.id for clip in last}


def test_a_picture_is_painted_and_a_broken_one_says_why(panel: GalleryPanel, qtbot: QtBot) -> None:
    panel.set_clips(few())
    panel.take_strip(LoadedStrip(BOLD.id, BOLD.sha256, strip("#ff0000")))
    panel.take_strip(LoadedStrip(GREEN.id, GREEN.sha256, None, "clip 3.mp4 is damaged <here>."))
    qtbot.waitUntil(lambda: panel.view.visualRect(panel.rows.index(0, 0)).isValid())
    painted = panel.view.viewport().grab().toImage()
    where = middle(panel, BOLD)
    assert painted.pixelColor(where).name() == "#ff0000"
    assert painted.pixelColor(middle(panel, GREEN)).name() != "#ff0000"
    tip = panel.rows.index_of(GREEN.id).data(Qt.ItemDataRole.ToolTipRole)
    assert "clip 3.mp4 is damaged &lt;here&gt;." in tip
    panel.change_clips((replace(GREEN, path="/found/again.mp4"),))
    assert "damaged" not in panel.rows.index_of(GREEN.id).data(Qt.ItemDataRole.ToolTipRole)


def test_memory_is_bounded_but_what_is_in_sight_stays() -> None:
    one = strip().sizeInBytes()
    strips = Strips(budget_bytes=3 * one)
    clips = many(10)
    strips.show(clips[:2])
    for clip in clips:
        strips.put(clip.sha256, strip())
    kept = [number for number, clip in enumerate(clips) if strips.strip(clip) is not None]
    assert kept == [0, 1, 9]
    assert strips.held_bytes == 3 * one
    strips.forget(clips[0].sha256)
    assert strips.held_bytes == 2 * one


# --- details and messages -----------------------------------------------------------------------


def test_details_show_the_clip_and_keep_the_note(panel: GalleryPanel, qtbot: QtBot) -> None:
    panel.resize(900, 700)
    panel.set_clips(few())
    pick(panel, GREEN)
    qtbot.waitUntil(panel.details.isVisible)
    assert panel.details.prompt.toPlainText() == "a green star"
    labels = [value.text() for _, value in panel.details._facts if value.isVisible()]
    assert "96 x 96, 17 frames at 8" in labels
    assert "Glow" in labels
    rated, noted = QSignalSpy(panel.rate_asked), QSignalSpy(panel.note_asked)
    qtbot.keyClick(panel.details.stars, Qt.Key.Key_Right)
    assert rated.at(0) == [(GREEN.id,), 1]
    qtbot.keyClicks(panel.details.note, "too dark")
    pick(panel, RED)
    assert noted.at(0) == [GREEN.id, "too dark"]
    assert panel.details.note.toPlainText() == ""
    pick(panel, RED, BLUE)
    assert panel.details.title.text() == "2 clips, 2.0 MB"


def test_details_of_nothing_are_empty(panel: GalleryPanel, qtbot: QtBot) -> None:
    panel.resize(900, 700)
    panel.set_clips(few())
    qtbot.waitUntil(panel.details.isVisible)
    details = panel.details
    parts = (details.stars, details.prompt, details.note, details.reuse, details.show_folder)
    assert [part for part in parts if part.isVisible()] == []
    assert details.title.text() == "No clip is selected"


def test_a_recycled_clip_can_be_taken_out_again(panel: GalleryPanel, qtbot: QtBot) -> None:
    panel.set_clips(few())
    back = QSignalSpy(panel.bring_back_asked)
    panel.show_recycled(RecycleResult((RED, BLUE), ("x.mp4 stays where it is: in use.",)))
    assert panel.message.text.text() == (
        "2 clips moved to the recycle bin. x.mp4 stays where it is: in use."
    )
    qtbot.mouseClick(panel.message.button, LEFT)
    assert back.at(0)[0] == (RED.id, BLUE.id)
    assert not panel.message.isVisible()
    panel.show_recycled(RecycleResult((), ("x.mp4 stays where it is: in use.",)))
    assert not panel.message.button.isVisible()


def test_an_import_tells_how_far_it_is_and_what_it_refused(
    panel: GalleryPanel, qtbot: QtBot
) -> None:
    stopped = QSignalSpy(panel.import_cancelled)
    panel.show_import(ImportProgress(4, 10, "e.mp4"))
    assert panel.message.text.text() == "Adding e.mp4 (5 of 10)"
    qtbot.mouseClick(panel.message.button, LEFT)
    assert stopped.count() == 1
    assert panel.message.isVisible()
    panel.show_import_results(
        (
            ImportResult("/a.mp4", ImportOutcome.IMPORTED, "1"),
            ImportResult("/b.mp4", ImportOutcome.KNOWN, "2", "It is in the gallery already."),
            ImportResult("/c.mp4", ImportOutcome.REFUSED, message="c.mp4 is no MP4."),
        )
    )
    assert panel.message.text.text() == ("1 clip added. 1 was here already. 1 could not be added.")
    qtbot.mouseClick(panel.message.button, LEFT)
    box = panel.dialogs.open
    assert isinstance(box, QMessageBox)
    assert "c.mp4 is no MP4." in box.detailedText()
    panel.show_refusal(UserError("No.", safe="Nothing was changed."))
    assert panel.message.text.text() == "No. Nothing was changed."


# --- looks --------------------------------------------------------------------------------------


def test_every_control_has_a_name(panel: GalleryPanel, qtbot: QtBot) -> None:
    panel.resize(900, 700)
    panel.set_clips(few())
    panel.filters.filters_button.click()
    pick(panel, RED)
    qtbot.waitUntil(panel.details.isVisible)
    kinds: tuple[type[QWidget], ...] = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit)
    found = [widget for kind in kinds for widget in panel.findChildren(kind)]
    nameless = [
        widget
        for widget in (*found, panel.view, panel.details.stars)
        if widget.isVisibleTo(panel)
        and not widget.objectName().startswith("qt_")
        and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]
    assert nameless == []
    stars = QAccessible.queryAccessibleInterface(panel.details.stars)
    assert stars.role() is QAccessible.Role.Slider


@pytest.mark.parametrize(("width", "columns"), [(350, 2), (900, 3), (1400, 7)])
def test_nothing_is_cut_off(panel: GalleryPanel, qtbot: QtBot, width: int, columns: int) -> None:
    panel.resize(width, 700)
    panel.set_clips(many(20))
    panel.filters.filters_button.click()
    qtbot.waitUntil(lambda: panel.view.visualRect(panel.rows.index(1, 0)).left() > 0)
    tops = [panel.view.visualRect(panel.rows.index(row, 0)).top() for row in range(20)]
    assert tops.count(tops[0]) == columns
    assert panel.minimumSizeHint().width() <= 350
    inside: Callable[[QWidget], bool] = lambda child: (  # noqa: E731
        child.mapTo(panel, child.rect().topRight()).x() < panel.width()
    )
    controls = [*panel.findChildren(QAbstractButton), *panel.findChildren(QComboBox)]
    assert all(inside(control) for control in controls if control.isVisible())
