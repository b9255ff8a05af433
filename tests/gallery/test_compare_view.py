"""Two to four clips compared: the same frame in every mode, figures, and settings that differ."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numbered_clips import MakeClip, number_in_image
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot
from running_services import running
from test_locked_clips import connect, numbers
from test_reproduction import saying
from test_settings_difference import clip

from wan22_desktop.gallery.locked_service import LockedService
from wan22_desktop.gallery.similarity_service import SimilarityService
from wan22_desktop.gallery.ui.compare_view import CompareView
from wan22_desktop.gallery.ui.pair_view import difference_of


@pytest.fixture
def compare(qtbot: QtBot) -> Iterator[CompareView]:
    yield from connected(qtbot, LockedService())


def connected(qtbot: QtBot, locked: LockedService) -> Iterator[CompareView]:
    lifetimes = running(locked), running(SimilarityService())
    _, similarity = (next(lifetime) for lifetime in lifetimes)
    assert isinstance(similarity, SimilarityService)
    view = CompareView()
    connect(view.locked, locked)
    view.measure_requested.connect(similarity.measure)
    similarity.frame_measured.connect(view.show_frame_measured)
    similarity.clip_measured.connect(view.show_clip_measured)
    similarity.not_measured.connect(view.show_not_measured)
    qtbot.addWidget(view)
    view.resize(700, 640)
    with qtbot.waitExposed(view):
        view.show()
    yield view
    for lifetime in lifetimes:
        next(lifetime, None)


def opened(qtbot: QtBot, view: CompareView, *paths: Path) -> None:
    view.show_clips(tuple(str(path) for path in paths))
    qtbot.waitUntil(lambda: view.locked.clock.is_shown)


def seek(qtbot: QtBot, view: CompareView, number: int) -> None:
    view.locked.go_to(number)
    qtbot.waitUntil(lambda: view.locked.clock.is_shown)


def grabbed(view: CompareView) -> QImage:
    """The picture in the place where both clips are shown."""
    return view.pair.grab().toImage().copy(view.pair.image_area().toAlignedRect())


def test_without_clips_it_says_how_to_choose_some(compare: CompareView) -> None:
    for paths in ((), ("one.mp4",)):
        compare.show_clips(paths)
        assert compare.locked.message.isVisible()
        assert "gallery" in compare.locked.message.text()
        assert not compare.wipe.isEnabled()
        assert not compare.settings.isVisible()
    with pytest.raises(ValueError, match="more than 4"):
        compare.show_clips(("a",) * 5)


def test_every_mode_shows_the_same_frame_at_random_seeks(
    qtbot: QtBot, compare: CompareView, make_clip: MakeClip
) -> None:
    a = make_clip("a.mp4", count=61)
    b = make_clip("b.mp4", count=61, key_every=20)
    opened(qtbot, compare, a, b)
    chance = random.Random(9)
    for _ in range(12):
        number = chance.randrange(61)
        seek(qtbot, compare, number)
        compare.side_by_side.click()
        assert numbers(compare.locked) == [number, number]
        compare.wipe.click()
        for divider in (0.0, 0.31, 1.0):
            compare.pair.move_divider(divider)
            whole = grabbed(compare)
            # The line itself is painted over a block's middle nowhere.
            assert number_in_image(whole) == number, divider


def test_wipe_shows_the_first_clip_left_and_the_second_right(
    qtbot: QtBot, compare: CompareView, make_clip: MakeClip
) -> None:
    a = make_clip("a.mp4", count=3, first_number=0)
    b = make_clip("b.mp4", count=3, first_number=1023 - 2)
    opened(qtbot, compare, a, b)
    seek(qtbot, compare, 2)
    compare.wipe.click()
    compare.pair.move_divider(0.45)
    image = grabbed(compare)
    y, width = image.height() // 2, image.width()
    assert image.pixelColor(int(width * 0.3), y).lightness() < 60
    assert image.pixelColor(int(width * 0.6), y).lightness() > 200
    compare.setFocus()
    qtbot.keyClick(compare.locked, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert compare.pair.divider == pytest.approx(0.43)
    assert compare.locked.number == 2, "the arrow with Shift moves the divider alone"
    area = compare.pair.image_area()
    grip = QPoint(int(area.left() + 0.43 * area.width()), int(area.center().y()))
    qtbot.mousePress(compare.pair, Qt.MouseButton.LeftButton, pos=grip)
    qtbot.mouseMove(compare.pair, QPoint(int(area.left() + 0.8 * area.width()), grip.y()))
    qtbot.mouseRelease(compare.pair, Qt.MouseButton.LeftButton)
    assert compare.pair.divider == pytest.approx(0.8, abs=0.02)
    assert grabbed(compare).pixelColor(int(width * 0.6), y).lightness() < 60


@pytest.mark.parametrize("gain", [1, 4, 16])
def test_difference_is_absolute_and_amplified(gain: int) -> None:
    first, second = (
        QImage(2, 1, QImage.Format.Format_RGB32),
        QImage(2, 1, QImage.Format.Format_RGB32),
    )
    first.setPixelColor(0, 0, QColor(100, 50, 7))
    second.setPixelColor(0, 0, QColor(90, 60, 7))
    first.setPixelColor(1, 0, QColor(255, 0, 1))
    second.setPixelColor(1, 0, QColor(0, 255, 0))
    shown = difference_of(first, second, gain)
    expected = [[10, 10, 0], [255, 255, 1]]
    for x in range(2):
        colour = shown.pixelColor(x, 0)
        found = (colour.red(), colour.green(), colour.blue())
        assert found == tuple(min(255, value * gain) for value in expected[x])


def test_difference_of_equal_clips_is_black(
    qtbot: QtBot, compare: CompareView, make_clip: MakeClip
) -> None:
    path = make_clip(count=9)
    opened(qtbot, compare, path, path)
    seek(qtbot, compare, 5)
    compare.difference.click()
    qtbot.keyClick(compare.locked, Qt.Key.Key_G)
    assert compare.gain.currentText() == "x4"
    image = compare.pair.difference
    assert image is not None
    assert not np.any(np.frombuffer(image.constBits(), np.uint8).reshape(-1, 4)[:, :3])
    qtbot.waitUntil(lambda: "identical; whole clip identical" in compare.similarity.label.text())


def test_figures_of_the_shown_frame_and_of_the_whole_clip(
    qtbot: QtBot, compare: CompareView, make_clip: MakeClip
) -> None:
    a = make_clip("a.mp4", count=9)
    b, c = make_clip("b.mp4", count=9, crf=45), make_clip("c.mp4", count=5, first_number=3)
    opened(qtbot, compare, a, b, c)
    label = compare.similarity.label
    qtbot.waitUntil(lambda: "…" not in label.text())
    at_first = label.text().splitlines()
    assert [line[:7] for line in at_first] == ["A and B", "A and C"]
    assert all(line.count("dB") == 2 or "identical" in line for line in at_first)
    seek(qtbot, compare, 7)
    at_seventh = label.text().splitlines()
    assert "this frame not compared" in at_seventh[1], "the third clip has ended"
    whole = [line.split("whole clip")[1] for line in at_first]
    assert [line.split("whole clip")[1] for line in at_seventh] == whole


def test_settings_that_differ_are_listed_and_equal_ones_on_demand(
    qtbot: QtBot, compare: CompareView, make_clip: MakeClip
) -> None:
    source = make_clip(count=3)
    a = saying(source, "a.mp4", clip())
    b = saying(source, "b.mp4", clip(device="cuda:0", versions={"torch": "2.10.0"}))
    opened(qtbot, compare, a, b)
    table = compare.settings
    assert table.summary.text() == "3 settings differ"
    listed = [row.name for row in table.model.rows]
    assert sorted(listed) == ["Device", "diffusers", "torch"]
    assert table.model.headerData(1, Qt.Orientation.Horizontal) == "A"
    table.show_equal.setChecked(True)
    assert "Seed" in [row.name for row in table.model.rows]
    opened(qtbot, compare, source, source)
    assert "do not say" in table.summary.text()


def test_sizes_lengths_and_rates_that_differ_are_said(
    qtbot: QtBot, compare: CompareView, make_clip: MakeClip
) -> None:
    a = make_clip("a.mp4", count=9)
    opened(qtbot, compare, a, make_clip("b.mp4", count=5, width=320, height=192, fps=16))
    text = compare.remark.text()
    assert compare.remark.isVisible()
    assert "160x96, 320x192" in text
    assert "9, 5 frames" in text
    assert "8, 16 per second" in text
    seek(qtbot, compare, 3)
    compare.wipe.click()
    compare.pair.move_divider(0.0)
    assert number_in_image(grabbed(compare)) == 3
    opened(qtbot, compare, a, a)
    assert not compare.remark.isVisible()


def test_a_missing_clip_leaves_the_other(
    qtbot: QtBot, compare: CompareView, make_clip: MakeClip, tmp_path: Path
) -> None:
    opened(qtbot, compare, make_clip(count=5), tmp_path / "gone.mp4")
    assert "no longer there" in compare.locked.cells[1].state.text()
    qtbot.waitUntil(lambda: "not compared" in compare.similarity.label.text())


def test_other_clips_end_the_measuring_of_the_first(
    qtbot: QtBot, compare: CompareView, make_clip: MakeClip
) -> None:
    long = make_clip("long.mp4", count=200)
    short = make_clip("short.mp4", count=3)
    told = QSignalSpy(compare.measure_requested)
    opened(qtbot, compare, long, long)
    opened(qtbot, compare, short, short)
    qtbot.waitUntil(lambda: "whole clip identical" in compare.similarity.label.text())
    assert told.count() == 2
    assert compare.similarity._frames.keys() == {(1, number) for number in range(3)}


def test_a_clip_that_is_opened_is_told_by_its_path(
    qtbot: QtBot, compare: CompareView, make_clip: MakeClip
) -> None:
    a, b = make_clip("a.mp4", count=3), make_clip("b.mp4", count=3)
    opened(qtbot, compare, a, b)
    chosen = QSignalSpy(compare.clip_chosen)
    qtbot.mouseClick(compare.locked.cells[1].view, Qt.MouseButton.LeftButton)
    assert chosen.count() == 0, "a click is how a drag begins"
    qtbot.mouseDClick(compare.locked.cells[1].view, Qt.MouseButton.LeftButton)
    qtbot.keyClick(compare.locked.cells[0], Qt.Key.Key_Return)
    assert [chosen.at(n) for n in range(chosen.count())] == [[str(b)], [str(a)]]


def test_modes_and_clock_by_keys_alone(
    qtbot: QtBot, compare: CompareView, make_clip: MakeClip
) -> None:
    opened(qtbot, compare, make_clip("a.mp4", count=9), make_clip("b.mp4", count=9))
    compare.locked.setFocus()
    for key, button in (
        (Qt.Key.Key_W, compare.wipe),
        (Qt.Key.Key_D, compare.difference),
        (Qt.Key.Key_B, compare.side_by_side),
    ):
        qtbot.keyClick(compare.locked, key)
        assert button.isChecked()
    qtbot.keyClick(compare.locked, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: numbers(compare.locked) == [1, 1])


class Asker(QObject):
    judge_asked = Signal(str, str)


def test_a_verdict_is_judged_away_from_the_window(
    qtbot: QtBot, make_clip: MakeClip, tmp_path: Path
) -> None:
    lifetime = running(SimilarityService())
    service = next(lifetime)
    asker, judged = Asker(), QSignalSpy(service.judged)
    asker.judge_asked.connect(service.judge)
    a, b = str(make_clip("a.mp4", count=5)), str(make_clip("b.mp4", count=5, first_number=1))
    for old, new in ((a, a), (a, b), (a, str(tmp_path / "gone.mp4"))):
        asker.judge_asked.emit(old, new)
    qtbot.waitUntil(lambda: judged.count() == 3)
    assert judged.at(0)[2].identical
    assert not judged.at(1)[2].identical
    assert "gone.mp4" in judged.at(2)[2].message
    next(lifetime, None)


def test_a_verdict_survives_a_comparison_that_comes_between(
    qtbot: QtBot, compare: CompareView, make_clip: MakeClip
) -> None:
    path = make_clip(count=150)
    lifetime = running(SimilarityService())
    service = next(lifetime)
    asker, judged = Asker(), QSignalSpy(service.judged)
    asker.judge_asked.connect(service.judge)
    compare.measure_requested.connect(service.measure)
    asker.judge_asked.emit(str(path), str(path))
    qtbot.wait(5)
    opened(qtbot, compare, path, path)
    qtbot.waitUntil(lambda: judged.count() == 1)
    assert judged.at(0)[2].frames_equal == 150
    next(lifetime, None)
