"""Clips on one clock: what is painted in all cells is one and the same frame number."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from numbered_clips import MakeClip, number_in_image
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from running_services import running

from fixtures.straggler import Straggler
from wan22_desktop.gallery.locked_service import LEAST_SETS, LockedService
from wan22_desktop.gallery.ui.frame_view import FrameView
from wan22_desktop.gallery.ui.locked_clips import MAX_CLIPS, LockedClip, LockedClips

SEEKS = 50


Make = Callable[[LockedService], LockedClips]


@pytest.fixture
def locked(qtbot: QtBot) -> Iterator[Make]:
    """Makes the widget with a service on its own thread."""
    running_services: list[Iterator[LockedService]] = []

    def make(service: LockedService) -> LockedClips:
        lifetime = running(service)
        next(lifetime)
        running_services.append(lifetime)
        clips = LockedClips("Nothing to compare.")
        connect(clips, service)
        qtbot.addWidget(clips)
        clips.resize(700, 420)
        with qtbot.waitExposed(clips):
            clips.show()
        return clips

    yield make
    for lifetime in running_services:
        next(lifetime, None)


def connect(clips: LockedClips, service: LockedService) -> None:
    clips.clips_requested.connect(service.open)
    clips.frames_requested.connect(service.decode)
    service.opened.connect(clips.show_opened)
    service.frames_decoded.connect(clips.show_frames)
    service.cell_failed.connect(clips.show_failure)


def number_in(view: FrameView, grabbed: QImage, within: QWidget) -> int:
    """The number that a picture says, read from a picture of the whole widget."""
    area = view.image_area().toAlignedRect()
    corner = view.mapTo(within, QPoint(0, 0))
    return number_in_image(grabbed.copy(QRect(corner + area.topLeft(), area.size())))


def numbers(clips: LockedClips) -> list[int]:
    """What one grab of the widget's pixels says in every cell."""
    grabbed = clips.grab().toImage()
    return [number_in(cell.view, grabbed, clips) for cell in clips.cells if cell.view.isVisible()]


def open_pair(qtbot: QtBot, clips: LockedClips, make_clip: MakeClip, count: int = 81) -> None:
    paths = [
        make_clip("a.mp4", count=count, key_every=30),
        make_clip("b.mp4", count=count, key_every=7, width=320, height=192),
    ]
    clips.set_clips(tuple(LockedClip(str(path), path.stem) for path in paths))
    qtbot.waitUntil(lambda: len(numbers(clips)) == 2)


def seek(qtbot: QtBot, clips: LockedClips, number: int) -> list[int]:
    clips.go_to(number)
    qtbot.waitUntil(lambda: clips.clock.is_shown)
    return numbers(clips)


@pytest.mark.parametrize("budget", [1 << 29, 1])
def test_both_clips_show_the_same_frame_at_random_seeks(
    qtbot: QtBot, locked: Make, make_clip: MakeClip, budget: int
) -> None:
    clips = locked(LockedService(budget_bytes=budget))
    open_pair(qtbot, clips, make_clip)
    chance = random.Random(5)
    for _ in range(SEEKS):
        number = chance.randrange(81)
        assert seek(qtbot, clips, number) == [number, number]
        assert clips.transport.box.value() == number + 1
    if budget == 1:
        assert clips.held_sets <= LEAST_SETS


def test_the_check_goes_red_when_the_lock_is_off(
    qtbot: QtBot, locked: Make, make_clip: MakeClip
) -> None:
    clips = locked(LockedService(decoder=Straggler))
    open_pair(qtbot, clips, make_clip)
    chance = random.Random(5)
    seen = [seek(qtbot, clips, chance.randrange(1, 81)) for _ in range(10)]
    assert all(a != b for a, b in seen)


@pytest.mark.parametrize("budget", [1 << 29, 1])
def test_both_clips_show_the_same_frame_while_playing(
    qtbot: QtBot, locked: Make, make_clip: MakeClip, budget: int
) -> None:
    clips = locked(LockedService(budget_bytes=budget))
    open_pair(qtbot, clips, make_clip, count=21)
    clips.clock.set_speed(4.0)
    clips.toggle_play()
    seen: list[tuple[int, ...]] = []
    moved: list[int] = []
    clips.clock.moved.connect(lambda number: moved.append(number))

    def look() -> bool:
        seen.append(tuple(numbers(clips)))
        return len(moved) > 45

    qtbot.waitUntil(look, timeout=10000)
    assert all(len(set(each)) == 1 for each in seen)
    assert len(set(seen)) > 5
    assert moved[:42] == [*range(1, 21), *range(21), 0]


def test_a_clip_that_has_ended_keeps_its_last_frame_and_says_so(
    qtbot: QtBot, locked: Make, make_clip: MakeClip
) -> None:
    clips = locked(LockedService())
    paths = make_clip("long.mp4", count=12), make_clip("short.mp4", count=5)
    clips.set_clips(tuple(LockedClip(str(path), path.stem) for path in paths))
    qtbot.waitUntil(lambda: len(numbers(clips)) == 2)
    assert seek(qtbot, clips, 4) == [4, 4]
    assert clips.cells[1].title.text() == "short"
    assert seek(qtbot, clips, 9) == [9, 4]
    assert clips.cells[1].title.text() == "short (ended at frame 5)"
    assert "ended" in clips.cells[1].accessibleName()
    assert clips.cells[0].title.text() == "long"


def test_one_bad_clip_leaves_the_others_playing(
    qtbot: QtBot, locked: Make, make_clip: MakeClip, tmp_path: Path
) -> None:
    clips = locked(LockedService())
    good = make_clip(count=9)
    half = tmp_path / "half.mp4"
    half.write_bytes(good.read_bytes()[:900])
    clips.set_clips(
        (
            LockedClip(str(good), "good"),
            LockedClip(str(tmp_path / "gone.mp4"), "gone"),
            LockedClip(str(half), "half"),
            LockedClip(None, "coming", "Waiting"),
        )
    )
    qtbot.waitUntil(lambda: numbers(clips) == [0])
    texts = [cell.state.text() for cell in clips.cells if not cell.view.isVisible()]
    assert "no longer there" in texts[0]
    assert "cannot be shown" in texts[1]
    assert texts[2] == "Waiting"
    assert "Waiting" in clips.cells[3].accessibleName()
    assert seek(qtbot, clips, 5) == [5]


def test_cells_fill_in_and_the_clock_stays(qtbot: QtBot, locked: Make, make_clip: MakeClip) -> None:
    clips = locked(LockedService())
    first, second = str(make_clip("a.mp4")), str(make_clip("b.mp4"))
    clips.set_clips((LockedClip(first, "a"), LockedClip(None, "b", "Rendering")))
    qtbot.waitUntil(lambda: numbers(clips) == [0])
    assert seek(qtbot, clips, 6) == [6]
    clips.clock.set_first(2)
    clips.set_clips((LockedClip(first, "a"), LockedClip(None, "b", "Decoding")))
    assert numbers(clips) == [6]
    clips.set_clips((LockedClip(first, "a"), LockedClip(second, "b")))
    # The picture that is there stays until the next set comes.
    assert clips.cells[0].view.isVisible()
    qtbot.waitUntil(lambda: numbers(clips) == [6, 6])
    assert clips.number == 6
    assert (clips.clock.first, clips.clock.last) == (2, 16)


@pytest.mark.parametrize(
    ("count", "columns", "places"),
    [(2, None, (1, 2)), (4, None, (2, 2)), (5, None, (2, 3)), (9, None, (3, 3)), (6, 2, (3, 2))],
)
def test_layout(locked: Make, count: int, columns: int | None, places: tuple[int, int]) -> None:
    clips = locked(LockedService())
    clips.set_clips(tuple(LockedClip(None, f"{n}", "…") for n in range(count)), columns)
    clips.grab()  # lays everything out
    rows = {cell.mapTo(clips, QPoint(0, 0)).y() for cell in clips.cells}
    lefts = {cell.mapTo(clips, QPoint(0, 0)).x() for cell in clips.cells}
    assert (len(rows), len(lefts)) == places


def test_too_many_clips_are_a_bug_of_the_caller(locked: Make) -> None:
    clips = locked(LockedService())
    with pytest.raises(ValueError, match="more than"):
        clips.set_clips(tuple(LockedClip(None) for _ in range(MAX_CLIPS + 1)))


def test_clicks_and_keys_choose_and_star(qtbot: QtBot, locked: Make, make_clip: MakeClip) -> None:
    clips = locked(LockedService())
    open_pair(qtbot, clips, make_clip, count=5)
    chosen, starred = QSignalSpy(clips.clip_chosen), QSignalSpy(clips.star_toggled)
    assert not clips.cells[0].star.isVisible()
    clips.set_starred({1})
    assert clips.cells[1].star.isChecked()
    assert "starred" in clips.cells[1].accessibleName()
    qtbot.mouseClick(clips.cells[1].view, Qt.MouseButton.LeftButton)
    opened = QSignalSpy(clips.clip_opened)
    qtbot.keyClick(clips.cells[0], Qt.Key.Key_Return)
    qtbot.mouseDClick(clips.cells[1].view, Qt.MouseButton.LeftButton)
    qtbot.keyClick(clips.cells[0], Qt.Key.Key_S)
    qtbot.mouseClick(clips.cells[1].star, Qt.MouseButton.LeftButton)
    assert chosen.at(0) == [1]
    assert [opened.at(n)[0] for n in range(opened.count())] == [0, 1]
    assert [starred.at(n)[0] for n in range(starred.count())] == [0, 1]
    clips.set_starred({0})
    assert [cell.star.isChecked() for cell in clips.cells] == [True, False]


def test_arrow_keys_reach_the_clock_from_a_cell(
    qtbot: QtBot, locked: Make, make_clip: MakeClip
) -> None:
    clips = locked(LockedService())
    open_pair(qtbot, clips, make_clip, count=9)
    clips.cells[1].setFocus()
    for key, number in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_End, 8), (Qt.Key.Key_Left, 7)):
        qtbot.keyClick(clips.cells[1], key)
        qtbot.waitUntil(lambda number=number: numbers(clips) == [number, number])
    qtbot.keyClick(clips.cells[1], Qt.Key.Key_Space)
    assert clips.clock.is_playing


def test_zoom_is_the_same_in_all_cells(qtbot: QtBot, locked: Make, make_clip: MakeClip) -> None:
    clips = locked(LockedService())
    open_pair(qtbot, clips, make_clip, count=5)
    qtbot.keyClick(clips, Qt.Key.Key_1)
    qtbot.keyClick(clips, Qt.Key.Key_Plus)
    first, second = (cell.view for cell in clips.cells)
    assert first.zoom == second.zoom
    # The clips differ in size; they lie alike all the same.
    assert first.image_area().size() == second.image_area().size()
    assert clips.options.zoom.text() == "125%"


def test_a_hidden_widget_does_not_run(qtbot: QtBot, locked: Make, make_clip: MakeClip) -> None:
    clips = locked(LockedService())
    open_pair(qtbot, clips, make_clip, count=9)
    clips.toggle_play()
    qtbot.waitUntil(lambda: clips.number > 1)
    clips.hide()
    number = clips.number
    qtbot.wait(150)
    assert clips.number == number


def test_labels_of_strangers_are_one_plain_line(locked: Make) -> None:
    clips = locked(LockedService())
    clips.set_clips((LockedClip(None, "<b>a\u202eb</b>\nc", "<i>x</i>"), LockedClip(None, "b")))
    assert clips.cells[0].title.text() == "<b>ab</b> c"
    assert clips.cells[0].title.textFormat() is Qt.TextFormat.PlainText
    assert clips.cells[0].state.textFormat() is Qt.TextFormat.PlainText
    spoken = QAccessible.queryAccessibleInterface(clips.cells[0])
    assert spoken.text(QAccessible.Text.Name).startswith("<b>ab</b> c")
