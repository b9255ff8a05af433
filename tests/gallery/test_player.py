"""The player shows exactly the frame it says, and never one of a clip that is no longer open."""

from pathlib import Path

import pytest
from numbered_clips import MakeClip, number_in_image
from PySide6.QtCore import QObject, QPoint, QPointF, QSize, Qt, Slot
from PySide6.QtGui import QAccessible, QGuiApplication, QImage, QWheelEvent
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFileDialog,
    QWidget,
)
from pytestqt.qtbot import QtBot

from wan22_desktop.core.errors import UserError
from wan22_desktop.gallery.service import ClipService
from wan22_desktop.gallery.ui.frame_view import MAX_SCALE
from wan22_desktop.gallery.ui.player import Player


def connected(qtbot: QtBot, service: ClipService, cache: Path) -> Player:
    player = Player(cache)
    player.clip_requested.connect(service.open)
    player.frame_requested.connect(service.decode)
    player.save_requested.connect(service.save_image)
    service.opened.connect(player.show_opened)
    service.frame_decoded.connect(player.show_frame)
    service.failed.connect(player.show_failure)
    service.image_saved.connect(player.note_saved)
    qtbot.addWidget(player)
    player.resize(500, 400)
    with qtbot.waitExposed(player):
        player.show()
    return player


@pytest.fixture
def player(qtbot: QtBot, service: ClipService, tmp_path: Path) -> Player:
    return connected(qtbot, service, tmp_path / "cache")


@pytest.fixture
def small_player(qtbot: QtBot, small_service: ClipService, tmp_path: Path) -> Player:
    """A player for a clip that is too large to be kept whole."""
    return connected(qtbot, small_service, tmp_path / "cache")


def shown(player: Player) -> int | None:
    """The number in the picture that is on the screen, without the bars around it."""
    if player.view.image is None or not player.view.isVisible():
        return None
    area = player.view.image_area().toAlignedRect()
    return number_in_image(player.view.grab().toImage().copy(area)) if area.isValid() else None


def opened_and_paused(qtbot: QtBot, player: Player, path: Path, at: int = 0) -> None:
    player.open_clip(str(path))
    qtbot.waitUntil(lambda: player.view.isVisible())
    if player.is_playing:
        player.toggle_play()
    player.go_to(at)
    qtbot.waitUntil(lambda: shown(player) == at)


class Recorder(QObject):
    """Takes what a service says on the window's thread; pytest-qt's own waiting would not."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[object] = []

    @Slot(object)
    def take(self, value: object) -> None:
        self.taken.append(value)


def test_a_clip_plays_every_frame_in_order_and_loops(
    qtbot: QtBot, player: Player, make_clip: MakeClip
) -> None:
    seen: list[int] = []
    real = player.view.show_image

    def note(image: QImage | None, nominal: QSize | None = None) -> None:
        real(image, nominal)
        if image is not None:
            seen.append(number_in_image(image))

    player.view.show_image = note  # the only place where pictures come on the screen
    player.open_clip(str(make_clip(count=9, fps=50)))
    qtbot.waitUntil(lambda: len(seen) >= 21, timeout=5000)
    assert seen[:21] == [*range(9), *range(9), *range(3)]


def test_without_loop_it_stops_at_the_end_and_plays_again_from_the_start(
    qtbot: QtBot, player: Player, make_clip: MakeClip
) -> None:
    player.controls.options.loop.setChecked(False)
    player.open_clip(str(make_clip(count=5, fps=50)))
    qtbot.waitUntil(lambda: player.number == 4 and not player.is_playing)
    assert shown(player) == 4
    qtbot.keyClick(player, Qt.Key.Key_Space)
    assert player.is_playing
    assert player.number == 0


@pytest.mark.parametrize("which", ["player", "small_player"])
def test_stepping_and_scrubbing_show_exactly_that_frame(
    qtbot: QtBot, request: pytest.FixtureRequest, make_clip: MakeClip, which: str
) -> None:
    player: Player = request.getfixturevalue(which)
    opened_and_paused(qtbot, player, make_clip(count=61, key_every=20))
    keys = [Qt.Key.Key_Right] * 3 + [Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Left]
    keys += [Qt.Key.Key_Home, Qt.Key.Key_Left, Qt.Key.Key_Right]
    for key, number in zip(keys, [1, 2, 3, 60, 59, 58, 0, 0, 1], strict=True):
        qtbot.keyClick(player, key)
        qtbot.waitUntil(lambda number=number: shown(player) == number)
        assert player.controls.transport.slider.value() == number
    for number in (45, 7, 33, 34, 60, 0):
        player.controls.transport.slider.setValue(number)
        qtbot.waitUntil(lambda number=number: shown(player) == number)


def test_a_large_clip_plays_on_while_frames_are_fetched(
    qtbot: QtBot, small_player: Player, make_clip: MakeClip
) -> None:
    small_player.open_clip(str(make_clip(count=41, fps=100, key_every=10)))
    numbers: list[int] = []

    def note() -> bool:
        now = shown(small_player)
        if now is not None and (not numbers or numbers[-1] != now):
            numbers.append(now)
        return len(numbers) > 20

    qtbot.waitUntil(note, timeout=8000)
    assert len(small_player._frames) <= 25


def test_number_time_and_summary(qtbot: QtBot, player: Player, make_clip: MakeClip) -> None:
    opened_and_paused(qtbot, player, make_clip(count=17), at=6)
    assert player.controls.transport.box.text() == "7 / 17"
    assert player.controls.transport.time.text() == "0.75 of 2.12 s"
    assert player.title.name.text() == "clip.mp4"
    assert player.title.summary.text().startswith("160x96, 17 frames at 8 per second")


@pytest.mark.parametrize(
    ("typed", "number"),
    [("12", 11), ("1.5s", 12), ("0s", 0), ("1,25 s", 10), ("99s", 16), ("99", 8), ("x", 6)],
)
def test_a_number_or_a_time_is_typed(
    qtbot: QtBot, player: Player, make_clip: MakeClip, typed: str, number: int
) -> None:
    opened_and_paused(qtbot, player, make_clip(count=17), at=6)
    box = player.controls.transport.box
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, typed)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown(player) == number)
    assert box.text() == f"{number + 1} / 17"
    assert player.hasFocus()


def test_in_and_out_points_bound_what_is_played(
    qtbot: QtBot, player: Player, make_clip: MakeClip
) -> None:
    opened_and_paused(qtbot, player, make_clip(count=17, fps=50), at=4)
    slider = player.controls.transport.slider
    bare = slider.grab().toImage()
    qtbot.keyClick(player, Qt.Key.Key_I)
    player.go_to(7)
    qtbot.keyClick(player, Qt.Key.Key_O)
    assert player.in_out == (4, 7)
    assert slider.accessibleDescription() == "In point at frame 5, out point at frame 8"
    player.go_to(0)
    whole = player.controls.transport.slider.grab().toImage()
    player.go_to(4)
    assert whole != bare
    seen: list[int] = []
    player.clock.moved.connect(seen.append)
    player.go_to(15)
    player.toggle_play()
    qtbot.waitUntil(lambda: len(seen) > 12)
    assert seen[1:12] == [4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6]
    player.toggle_play()
    qtbot.keyClick(player, Qt.Key.Key_I, Qt.KeyboardModifier.ShiftModifier)
    assert player.in_out == (0, 7)
    qtbot.keyClick(player, Qt.Key.Key_O, Qt.KeyboardModifier.ShiftModifier)
    assert player.in_out == (0, 16)
    assert not slider.accessibleDescription()


def test_points_that_would_cross_give_way(
    qtbot: QtBot, player: Player, make_clip: MakeClip
) -> None:
    opened_and_paused(qtbot, player, make_clip(count=9))
    player.clock.set_last(3)
    player.clock.set_first(5)
    assert player.in_out == (5, 8)
    player.clock.set_last(2)
    assert player.in_out == (0, 2)


def test_speed_by_keys_and_by_mouse(qtbot: QtBot, player: Player, make_clip: MakeClip) -> None:
    opened_and_paused(qtbot, player, make_clip(count=9))
    speed = player.controls.options.speed
    qtbot.keyClick(player, Qt.Key.Key_L)
    assert player.is_playing
    assert player.clock.speed == 1
    for key, wanted in [
        (Qt.Key.Key_L, 2),
        (Qt.Key.Key_L, 4),
        (Qt.Key.Key_L, 4),
        *zip([Qt.Key.Key_J] * 5, [2, 1, 0.5, 0.25, 0.25], strict=True),
    ]:
        qtbot.keyClick(player, key)
        assert player.clock.speed == wanted
        assert speed.currentText() == f"{wanted:g}x"
    qtbot.keyClick(player, Qt.Key.Key_K)
    assert not player.is_playing
    speed.activated.emit(4)
    assert player.clock.speed == 4


def test_four_times_the_speed_leaves_no_frame_out(
    qtbot: QtBot, player: Player, make_clip: MakeClip
) -> None:
    seen: list[int] = []
    player.clock.moved.connect(lambda number: seen.append(number))
    player.clock.set_speed(4.0)
    player.open_clip(str(make_clip(count=9, fps=25)))
    qtbot.waitUntil(lambda: len(seen) > 20, timeout=5000)
    assert seen[:17] == [*range(1, 9), *range(9)]


def test_zoom_by_keys_wheel_and_drag(qtbot: QtBot, player: Player, make_clip: MakeClip) -> None:
    opened_and_paused(qtbot, player, make_clip(count=9), at=3)
    view, label = player.view, player.controls.options.zoom
    fitting = view.image_area()
    assert label.text() == "Fit"
    qtbot.keyClick(player, Qt.Key.Key_1)
    assert view.shown_scale == pytest.approx(1)
    assert label.text() == "100%"
    qtbot.keyClick(player, Qt.Key.Key_Plus)
    assert view.shown_scale == pytest.approx(1.25)
    qtbot.keyClick(player, Qt.Key.Key_Minus)
    assert view.shown_scale == pytest.approx(1)
    qtbot.keyClick(player, Qt.Key.Key_0)
    assert view.image_area() == fitting
    # The point under the pointer stays where it is.
    at = fitting.topLeft() + QPointF(0.25 * fitting.width(), 0.25 * fitting.height())
    for _ in range(8):
        turn_wheel(view, at, 120)
    area = view.image_area()
    assert (at.x() - area.left()) / area.width() == pytest.approx(0.25, abs=0.02)
    assert (at.y() - area.top()) / area.height() == pytest.approx(0.25, abs=0.02)
    before = view.image_area().topLeft()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.mouseMove(view, QPoint(90, 95))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(90, 95))
    assert view.image_area().topLeft() - before == QPointF(-10, -5)
    for _ in range(40):
        turn_wheel(view, at, 120)
    assert view.shown_scale == MAX_SCALE
    qtbot.keyClick(player, Qt.Key.Key_0)
    assert label.text() == "Fit"


def turn_wheel(view: QWidget, at: QPointF, angle: int) -> None:
    event = QWheelEvent(
        at,
        view.mapToGlobal(at),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def test_continue_and_export_name_clip_and_frames(
    qtbot: QtBot, player: Player, make_clip: MakeClip
) -> None:
    path = make_clip(count=9)
    continued, exported = QSignalSpy(player.continue_asked), QSignalSpy(player.export_asked)
    player.continue_from_here()
    player.export()
    assert (continued.count(), exported.count()) == (0, 0)
    opened_and_paused(qtbot, player, path, at=5)
    qtbot.mouseClick(player.controls.go_on, Qt.MouseButton.LeftButton)
    assert continued.at(0) == [str(path), 5]
    player.clock.set_first(2)
    player.clock.set_last(6)
    player.setFocus()
    qtbot.keyClick(player, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert exported.at(0) == [str(path), 2, 6]


def test_clicking_into_the_slider_goes_there(
    qtbot: QtBot, player: Player, make_clip: MakeClip
) -> None:
    opened_and_paused(qtbot, player, make_clip(count=61))
    slider = player.controls.transport.slider
    middle = slider.rect().center()
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.waitUntil(lambda: abs((shown(player) or 0) - 30) <= 1)


def test_frames_of_the_clip_before_are_never_shown(
    qtbot: QtBot, player: Player, make_clip: MakeClip
) -> None:
    long = make_clip("long.mp4", count=200)
    short = make_clip("short.mp4", count=3, width=96, height=160)
    sizes: set[tuple[int, int]] = set()
    for _ in range(8):
        player.open_clip(str(long))
        qtbot.wait(5)
        player.open_clip(str(short))
        assert player.view.image is None
        for _ in range(6):
            qtbot.wait(2)
            image = player.view.image
            if image is not None:
                sizes.add((image.width(), image.height()))
    qtbot.waitUntil(lambda: player.view.image is not None)
    assert sizes | {(96, 160)} == {(96, 160)}
    assert player.title.name.text() == "short.mp4"


def test_copy_puts_the_exact_frame_on_the_clipboard(
    qtbot: QtBot, player: Player, make_clip: MakeClip
) -> None:
    opened_and_paused(qtbot, player, make_clip(), at=11)
    player.setFocus()
    with qtbot.waitSignal(player.frame_copied) as copied:
        qtbot.keyClick(player, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert copied.args == [11]
    assert number_in_image(QGuiApplication.clipboard().image()) == 11


def test_save_writes_a_png_of_the_frame(
    qtbot: QtBot, player: Player, make_clip: MakeClip, tmp_path: Path
) -> None:
    opened_and_paused(qtbot, player, make_clip(), at=5)
    target = tmp_path / "kept.png"
    with qtbot.waitSignal(player.frame_saved) as saved:
        player.save_frame(str(target))
    assert saved.args == [str(target)]
    image = QImage(str(target))
    assert (image.width(), image.height()) == (160, 96)
    assert number_in_image(image) == 5


def test_save_asks_with_a_name_that_says_clip_and_frame(
    qtbot: QtBot, player: Player, make_clip: MakeClip
) -> None:
    opened_and_paused(qtbot, player, make_clip(), at=4)
    player.ask_where_to_save()
    dialog = player.findChild(QFileDialog)
    assert dialog is not None
    assert [Path(name).name for name in dialog.selectedFiles()] == ["clip frame 5.png"]
    dialog.reject()


@pytest.mark.parametrize("which", ["player", "small_player"])
def test_this_and_the_last_frame_become_start_images(
    qtbot: QtBot, request: pytest.FixtureRequest, make_clip: MakeClip, which: str
) -> None:
    player: Player = request.getfixturevalue(which)
    opened_and_paused(qtbot, player, make_clip(count=61), at=3)
    for use, number in ((player.use_this_frame, 3), (player.use_last_frame, 60)):
        with qtbot.waitSignal(player.start_image_chosen) as chosen:
            use()
        assert chosen.args is not None
        assert number_in_image(QImage(chosen.args[0])) == number


def test_a_frame_that_cannot_be_saved_is_said(
    qtbot: QtBot, player: Player, service: ClipService, make_clip: MakeClip, tmp_path: Path
) -> None:
    opened_and_paused(qtbot, player, make_clip())
    (tmp_path / "file").write_text("")
    recorder = Recorder()
    service.image_refused.connect(recorder.take)
    player.save_frame(str(tmp_path / "file" / "frame.png"))
    qtbot.waitUntil(lambda: len(recorder.taken) == 1)
    assert isinstance(recorder.taken[0], UserError)
    assert "could not be saved" in recorder.taken[0].message


def test_missing_and_damaged_clips_are_explained_in_place(
    qtbot: QtBot, player: Player, make_clip: MakeClip, tmp_path: Path
) -> None:
    player.open_clip(str(tmp_path / "<b>gone</b>.mp4"))
    qtbot.waitUntil(lambda: "no longer there" in player.message.text())
    assert player.message.textFormat() is Qt.TextFormat.PlainText
    assert not player.controls.isEnabled()

    half = tmp_path / "half.mp4"
    half.write_bytes(make_clip().read_bytes()[:900])
    player.open_clip(str(half))
    qtbot.waitUntil(lambda: "half.mp4 cannot be shown" in player.message.text())
    assert "copy it again" in player.message.text()


def test_soft_and_hard_pixels(qtbot: QtBot, player: Player, make_clip: MakeClip) -> None:
    opened_and_paused(qtbot, player, make_clip(count=86), at=0b0001010101)

    def colours() -> int:
        image = player.view.grab().toImage()
        y = image.height() // 2
        return len({image.pixel(x, y) for x in range(image.width())})

    smooth = colours()
    player.controls.options.smooth.setChecked(False)
    assert colours() < smooth


def test_a_hidden_player_does_not_run(qtbot: QtBot, player: Player, make_clip: MakeClip) -> None:
    player.open_clip(str(make_clip(fps=50)))
    qtbot.waitUntil(lambda: player.number > 2)
    player.hide()
    number = player.number
    qtbot.wait(120)
    assert player.number == number
    player.show()
    qtbot.waitUntil(lambda: player.number != number)


def test_closing_frees_the_frames(qtbot: QtBot, player: Player, make_clip: MakeClip) -> None:
    opened_and_paused(qtbot, player, make_clip())
    player.close_clip()
    assert not player._frames
    assert "No clip yet" in player.message.text()


@pytest.mark.parametrize("width", [350, 500, 900])
def test_no_control_is_cut_off_in_a_narrow_player(
    qtbot: QtBot, player: Player, make_clip: MakeClip, width: int
) -> None:
    opened_and_paused(qtbot, player, make_clip())
    player.resize(width, 500)
    qtbot.waitUntil(lambda: player.width() == width)
    for control in player.controls.findChildren(QWidget):
        if control.isVisible() and isinstance(control, (QAbstractButton, QComboBox)):
            assert control.width() >= control.sizeHint().width()
            corner = control.mapTo(player, control.rect().bottomRight())
            assert player.rect().contains(corner), control.accessibleName()


def test_every_control_has_a_name(qtbot: QtBot, player: Player, make_clip: MakeClip) -> None:
    opened_and_paused(qtbot, player, make_clip())
    controls = [
        control
        for control in player.findChildren(QWidget)
        if isinstance(control, (QAbstractButton, QComboBox, QAbstractSlider, QAbstractSpinBox))
        and control.isVisible()
    ]
    assert len(controls) > 10
    for control in controls:
        spoken = QAccessible.queryAccessibleInterface(control)
        assert spoken.text(QAccessible.Text.Name), control
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_whole_title_is_in_its_tool_tip_as_plain_text(player: Player) -> None:
    player.title.show_texts("a.mp4", "“<b>red</b>”")
    assert "&lt;b&gt;red" in player.title.toolTip()
    player.title.show_texts("", "")
    assert not player.title.toolTip()
