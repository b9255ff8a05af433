"""The start image is shown with what the clip will keep of it."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QThreadPool
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from queue_jobs import file_mime, start_image

from wan22_desktop.core.picture_fit import ImageFit
from wan22_desktop.core.wan import Size
from wan22_desktop.engine.start_image import fitted
from wan22_desktop.generation.events import ImageRole, StoredImage
from wan22_desktop.generation.ui.image_files import image_paths_in, single_picture
from wan22_desktop.generation.ui.image_well import ImageWell
from wan22_desktop.generation.ui.picture_loader import PictureLoader
from wan22_desktop.qtkit.pictures import read_bytes, read_file_scaled


def _well(qtbot: QtBot, image: StoredImage) -> ImageWell:
    well = ImageWell(ImageRole.START)
    qtbot.addWidget(well)
    well.show_image(image)
    well.show()
    qtbot.waitUntil(lambda: not well.picture.image.isNull())
    return well


def _put(well: ImageWell, size: Size, fit: ImageFit = ImageFit.CROP, x: float = 0.5) -> QImage:
    well.set_target(size, fit, (x, 0.5))
    return well.picture.grab().toImage()


def test_what_is_cut_off_is_dimmed(qtbot: QtBot, tmp_path: Path) -> None:
    well = _well(qtbot, start_image(tmp_path, 400, 100))
    picture = _put(well, Size(96, 96))
    middle = picture.pixelColor(picture.width() // 2, picture.height() // 2)
    edge = picture.pixelColor(12, picture.height() // 2)
    assert middle.red() > 240
    assert 60 < edge.red() < 200
    picture = _put(well, Size(400, 100))
    assert picture.pixelColor(12, picture.height() // 2).red() > 240


def _gradient(folder: Path, width: int, height: int) -> StoredImage:
    """Every place of it has a colour of its own."""
    y, x = np.mgrid[0:height, 0:width]
    pixels = np.stack([255 * x / width, 255 * y / height, 90 + 0 * x], axis=2)
    Image.fromarray(pixels.astype(np.uint8)).save(folder / "gradient", "PNG")
    return StoredImage("ab" * 32, str(folder / "gradient"), "gradient.png", width, height)


@pytest.mark.parametrize("fit", ImageFit)
@pytest.mark.parametrize("focus", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("clip", [Size(96, 96), Size(832, 480), Size(480, 832)])
def test_the_frame_in_the_preview_is_the_one_that_the_engine_makes(
    qtbot: QtBot, tmp_path: Path, fit: ImageFit, focus: float, clip: Size
) -> None:
    image = _gradient(tmp_path, 800, 500)
    well = _well(qtbot, image)
    shown = _put(well, clip, fit, focus)
    with Image.open(image.path) as opened:
        made = fitted(opened, clip, fit, (focus, 0.5))
    _, frame = well.picture._on_screen()
    for across in (0.08, 0.3, 0.5, 0.7, 0.92):
        for down in (0.08, 0.5, 0.92):
            seen = shown.pixelColor(
                int(frame.left() + across * frame.width()), int(frame.top() + down * frame.height())
            )
            meant = made.getpixel((int(across * clip.width), int(down * clip.height)))
            assert isinstance(meant, tuple)
            rgb = (seen.red(), seen.green(), seen.blue())
            off = max(abs(a - b) for a, b in zip(rgb, meant, strict=True))
            assert off <= 14, (across, down, rgb, meant)


def test_the_frame_is_moved_with_the_mouse(qtbot: QtBot, tmp_path: Path) -> None:
    well = _well(qtbot, start_image(tmp_path, 400, 100))
    _put(well, Size(96, 96))
    moves: list[tuple[float, float]] = []
    well.picture.focus_moved.connect(lambda x, y: moves.append((x, y)))
    start, button = well.picture.rect().center(), Qt.MouseButton.LeftButton
    with qtbot.assertNotEmitted(well.picture.clicked):
        QTest.mousePress(well.picture, button, pos=start)
        QTest.mouseMove(well.picture, start + QPoint(20, 30))
        QTest.mouseMove(well.picture, start + QPoint(500, 30))
        QTest.mouseRelease(well.picture, button, pos=start + QPoint(500, 30))
    assert 0.6 < moves[0][0] < 0.9
    assert moves[-1] == (1.0, 0.5), "only sideways is there anything to choose"
    with qtbot.waitSignal(well.picture.clicked):
        QTest.mouseClick(well.picture, button, pos=start)


def test_the_frame_is_moved_with_the_arrow_keys(qtbot: QtBot, tmp_path: Path) -> None:
    well = _well(qtbot, start_image(tmp_path, 100, 400))
    _put(well, Size(96, 96))
    picture = well.picture
    assert picture.focusPolicy() is Qt.FocusPolicy.StrongFocus
    moves: list[tuple[float, float]] = []
    picture.focus_moved.connect(lambda x, y: moves.append((x, y)))
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(picture, Qt.Key.Key_Down)
    QTest.keyClick(picture, Qt.Key.Key_Down, shift)
    QTest.keyClick(picture, Qt.Key.Key_Left)
    QTest.keyClick(picture, Qt.Key.Key_Home)
    assert moves == [(0.5, 0.55), (0.5, 0.56), (0.5, 0.5)]
    assert "50 % from the top" in picture.accessibleDescription()
    assert QAccessible.queryAccessibleInterface(picture).role() is QAccessible.Role.Button
    with qtbot.waitSignal(picture.clicked):
        QTest.keyClick(picture, Qt.Key.Key_Space)
    with qtbot.assertNotEmitted(picture.clicked):
        QTest.keyClick(picture, Qt.Key.Key_Down)
    QTest.keyClick(picture, Qt.Key.Key_Home)
    for fit in (ImageFit.PAD, ImageFit.STRETCH):
        _put(well, Size(96, 96), fit)
        assert picture.focusPolicy() is Qt.FocusPolicy.NoFocus
        assert picture.accessibleDescription() == ""


def test_large_pictures_are_read_small(tmp_path: Path) -> None:
    path = tmp_path / "large.image"
    Image.new("RGB", (3000, 1000)).save(path, "JPEG")
    assert read_file_scaled(str(path), QSize(300, 300)).size() == QSize(300, 100)


def test_small_pictures_stay_small(tmp_path: Path) -> None:
    path = tmp_path / "small.image"
    Image.new("RGB", (30, 10)).save(path, "WEBP")
    assert read_file_scaled(str(path), QSize(300, 300)).size() == QSize(30, 10)


def test_pictures_are_turned_upright(tmp_path: Path) -> None:
    path = tmp_path / "turned.image"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (600, 200)).save(path, "JPEG", exif=exif)
    assert read_file_scaled(str(path), QSize(300, 300)).size() == QSize(100, 300)


def test_a_file_that_is_gone_leaves_the_name(qtbot: QtBot, tmp_path: Path) -> None:
    well = ImageWell(ImageRole.START)
    qtbot.addWidget(well)
    well.show_image(StoredImage("ab" * 32, str(tmp_path / "gone"), "gone.png", 10, 10))
    well.show()
    assert well.image_sha256 == "ab" * 32
    assert well.name_label.full_text == "gone.png"


def test_bytes_that_are_no_picture_are_none() -> None:
    assert read_bytes(b"").isNull()
    assert read_bytes(b"no picture at all").isNull()


def test_pictures_and_folders_can_be_dropped() -> None:
    assert image_paths_in(file_mime("/a/b.webp")) == ("/a/b.webp",)
    assert image_paths_in(file_mime("/a/b.txt")) == ()
    assert image_paths_in(file_mime("/a.png", "/b.png")) == ("/a.png", "/b.png")
    assert image_paths_in(file_mime("/a.png", "/b.mp4")) == ()
    assert image_paths_in(file_mime("/holiday", "/holiday 2023.07")) != ()
    remote = file_mime()
    remote.setText("https://example.org/a.png")
    assert image_paths_in(remote) == ()
    assert single_picture(("/a.png",)) == "/a.png"
    assert single_picture(("/holiday",)) is None
    assert single_picture(("/a.png", "/b.png")) is None


def test_only_the_picture_asked_for_last_is_delivered(qtbot: QtBot, tmp_path: Path) -> None:
    for name, side in (("one", 900), ("two", 40), ("three", 20)):
        Image.new("RGB", (side, side)).save(tmp_path / name, "PNG")
    loader = PictureLoader()
    sizes: list[int] = []
    loader.loaded.connect(lambda image: sizes.append(image.width()))
    for name in ("one", "two", "three"):
        loader.load(str(tmp_path / name), QSize(100, 100))
    qtbot.waitUntil(lambda: sizes == [20])
    QThreadPool.globalInstance().waitForDone()
    loader.load(str(tmp_path / "two"), QSize(100, 100))
    loader.forget()
    QThreadPool.globalInstance().waitForDone()
    loader.load(str(tmp_path / "nothing"), QSize(100, 100))
    qtbot.waitUntil(lambda: len(sizes) > 1)
    assert sizes == [20, 0]


def test_a_form_may_go_while_its_picture_is_read(qtbot: QtBot, tmp_path: Path) -> None:
    Image.new("RGB", (2000, 2000)).save(tmp_path / "large", "PNG")
    loader = PictureLoader()
    with qtbot.captureExceptions() as raised:
        loader.load(str(tmp_path / "large"), QSize(100, 100))
        loader.deleteLater()
        del loader
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QThreadPool.globalInstance().waitForDone()
        QApplication.processEvents()
    assert raised == []


def test_a_picture_comes_later_and_small(qtbot: QtBot, tmp_path: Path) -> None:
    Image.new("RGB", (4000, 4000), "red").save(tmp_path / "huge", "PNG")
    well = ImageWell(ImageRole.START)
    qtbot.addWidget(well)
    well.show_image(StoredImage("ab" * 32, str(tmp_path / "huge"), "huge.png", 4000, 4000))
    assert well.picture.image.isNull()
    qtbot.waitUntil(lambda: well.picture.image.width() == 480)
