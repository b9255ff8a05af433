"""A grid fills in as clips get ready; stars choose the drafts that are finished."""

from collections.abc import Iterator

import pytest
from numbered_clips import MakeClip
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QAbstractButton, QComboBox, QWidget
from pytestqt.qtbot import QtBot
from running_services import running
from test_locked_clips import connect, numbers

from wan22_desktop.core.errors import UserError
from wan22_desktop.gallery.domain.reproduction import Verdict
from wan22_desktop.gallery.locked_service import LockedService
from wan22_desktop.gallery.ui.grid_page import GridPage
from wan22_desktop.gallery.ui.verdict_line import VerdictLine

LABELS = tuple(f"steps {steps}, seed {seed}" for seed in (1, 2) for steps in (4, 8, 16))


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[GridPage]:
    lifetime = running(LockedService())
    service = next(lifetime)
    page = GridPage()
    connect(page.locked, service)
    qtbot.addWidget(page)
    page.resize(640, 520)
    with qtbot.waitExposed(page):
        page.show()
    yield page
    next(lifetime, None)


def show_sweep(page: GridPage, *, has_stars: bool = False) -> None:
    page.show_grid(
        "A red circle", ("seed 1", "seed 2"), ("4", "8", "16"), LABELS, has_stars=has_stars
    )


def test_an_empty_page_says_what_comes_here(page: GridPage) -> None:
    assert "No grid yet" in page.locked.message.text()
    assert not page.open.isEnabled()
    assert not page.export_grid.isEnabled()
    assert not page.finish.isVisible()


def test_cells_fill_in_row_by_row(qtbot: QtBot, page: GridPage, make_clip: MakeClip) -> None:
    show_sweep(page)
    assert [cell.state.text() for cell in page.locked.cells] == ["Waiting"] * 6
    page.set_cell(0, 1, None, "Rendering, step 3 of 8")
    page.set_cell(1, 2, str(make_clip(count=5)))
    assert page.locked.cells[1].state.text() == "Rendering, step 3 of 8"
    qtbot.waitUntil(lambda: numbers(page.locked) == [0])
    assert page.locked.cells[5].view.isVisible()
    assert page.ready.text() == "1 of 6 clips are ready"
    page.set_cell(0, 1, str(make_clip("b.mp4", count=5)))
    qtbot.waitUntil(lambda: numbers(page.locked) == [0, 0])
    assert page.ready_count == 2
    page.locked.go_to(3)
    qtbot.waitUntil(lambda: numbers(page.locked) == [3, 3])
    with pytest.raises(IndexError):
        page.set_cell(2, 2, None)


def test_cells_that_come_together_are_opened_together(
    qtbot: QtBot, page: GridPage, make_clip: MakeClip
) -> None:
    show_sweep(page)
    asked = QSignalSpy(page.locked.clips_requested)
    path = str(make_clip(count=3))
    for index in range(6):
        page.set_cell_at(index, path)
    qtbot.waitUntil(lambda: numbers(page.locked) == [0] * 6)
    assert [asked.at(n)[1] for n in range(asked.count())] == [(path,) * 6]


def test_titles_stand_beside_and_above(page: GridPage) -> None:
    show_sweep(page)
    page.grab()  # lays everything out
    cells = page.locked.cells
    places = [cell.mapTo(page, QPoint(0, 0)) for cell in cells]
    assert len({place.y() for place in places}) == 2
    assert len({place.x() for place in places}) == 3
    shown = {label.text() for label in page.locked.findChildren(type(page.title))}
    assert {"seed 1", "seed 2", "4", "8", "16"} <= shown


def test_starred_drafts_are_finished(qtbot: QtBot, page: GridPage) -> None:
    show_sweep(page, has_stars=True)
    asked = QSignalSpy(page.finish_asked)
    assert page.finish.isVisible()
    assert not page.finish.isEnabled()
    page.locked.cells[4].setFocus()
    qtbot.keyClick(page.locked.cells[4], Qt.Key.Key_S)
    qtbot.mouseClick(page.locked.cells[1].star, Qt.MouseButton.LeftButton)
    assert page.finish.text() == "Finish 2 starred"
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(page.locked, Qt.Key.Key_Return, held)
    assert asked.count() == 1
    assert asked.at(0) == [(1, 4)]
    qtbot.keyClick(page.locked.cells[4], Qt.Key.Key_S)
    assert page.starred == (1,)
    show_sweep(page)
    assert not page.finish.isVisible()
    assert page.starred == ()


def test_a_ready_clip_is_opened_and_the_grid_exported(
    qtbot: QtBot, page: GridPage, make_clip: MakeClip
) -> None:
    show_sweep(page)
    opened, exported = QSignalSpy(page.cell_opened), QSignalSpy(page.export_grid_asked)
    page.set_cell(0, 2, str(make_clip(count=3)))
    qtbot.waitUntil(lambda: numbers(page.locked) == [0])
    qtbot.keyClick(page.locked.cells[0], Qt.Key.Key_Return)
    assert opened.count() == 0, "there is no clip yet"
    qtbot.mouseClick(page.locked.cells[2].view, Qt.MouseButton.LeftButton)
    assert page.open.isEnabled()
    assert opened.count() == 0
    qtbot.mouseClick(page.open, Qt.MouseButton.LeftButton)
    qtbot.mouseDClick(page.locked.cells[2].view, Qt.MouseButton.LeftButton)
    assert [opened.at(n) for n in range(opened.count())] == [[2], [2]]
    page.export_grid.click()
    assert exported.count() == 1


def test_another_grid_starts_empty_at_its_first_frame(
    qtbot: QtBot, page: GridPage, make_clip: MakeClip
) -> None:
    show_sweep(page)
    page.set_cell(0, 0, str(make_clip(count=9)))
    qtbot.waitUntil(lambda: numbers(page.locked) == [0])
    page.locked.go_to(6)
    show_sweep(page)
    assert numbers(page.locked) == []
    assert page.locked.number == 0


def test_every_control_of_a_grid_has_a_name_and_a_role(page: GridPage) -> None:
    show_sweep(page, has_stars=True)
    controls = [
        each
        for each in page.findChildren(QWidget)
        if isinstance(each, (QAbstractButton, QComboBox)) and each.isVisible()
    ]
    assert len(controls) > 10
    for control in (*controls, *page.locked.cells):
        spoken = QAccessible.queryAccessibleInterface(control)
        assert spoken.text(QAccessible.Text.Name), control
    star = QAccessible.queryAccessibleInterface(page.locked.cells[0].star)
    assert star.text(QAccessible.Text.Name) == "Star steps 4, seed 1"


def test_the_verdict_is_a_sentence_and_its_reasons(qtbot: QtBot) -> None:
    line = VerdictLine()
    qtbot.addWidget(line)
    assert line.isHidden()
    asked = QSignalSpy(line.compare_asked)
    line.show_verdict(
        "old.mp4", "new.mp4", Verdict(17, 3, True, 3, 41.2, 0.99, ("torch was 1, now 2.",))
    )
    assert line.headline.text() == (
        "Not identical: 3 of 17 frames are equal, the first that differs is frame 4. "
        "PSNR 41.2 dB, SSIM 0.9900."
    )
    assert "torch was 1, now 2." in line.explanation.text()
    assert line.headline.textFormat() is Qt.TextFormat.PlainText
    line.compare.click()
    assert asked.at(0) == ["old.mp4", "new.mp4"]
    line.show_verdict("old.mp4", "gone.mp4", UserError("gone.mp4 is no longer there."))
    assert "gone.mp4" in line.headline.text()
    assert line.compare.isHidden()
    line.dismiss.click()
    assert line.isHidden()
