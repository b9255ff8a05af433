"""The start image is shown with what the clip will keep of it."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QRectF, QSize, QSizeF, QThreadPool
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from queue_jobs import file_mime, start_image

from wan22_desktop.core.wan import Size
from wan22_desktop.generation.events import ImageRole, StoredImage
from wan22_desktop.generation.ui.image_picture import crop_of
from wan22_desktop.generation.ui.image_well import ImageWell, image_path_in
from wan22_desktop.generation.ui.picture_loader import PictureLoader
from wan22_desktop.qtkit.pictures import read_bytes, read_file_scaled


@pytest.mark.parametrize(
    ("image", "size", "kept"),
    [
        (QSizeF(200, 100), Size(96, 96), QRectF(50, 0, 100, 100)),
        (QSizeF(100, 200), Size(96, 96), QRectF(0, 50, 100, 100)),
        (QSizeF(192, 96), Size(1280, 640), QRectF(0, 0, 192, 96)),
    ],
)
def test_the_middle_is_kept(image: QSizeF, size: Size, kept: QRectF) -> None:
    assert crop_of(image, size) == kept


def test_what_is_cut_off_is_dimmed(qtbot: QtBot, tmp_path: Path) -> None:
    well = ImageWell(ImageRole.START)
    qtbot.addWidget(well)
    well.show_image(start_image(tmp_path, 400, 100))
    well.set_target(Size(96, 96))
    well.show()
    qtbot.waitUntil(lambda: not well.picture.image.isNull())
    picture = well.picture.grab().toImage()
    middle = picture.pixelColor(picture.width() // 2, picture.height() // 2)
    edge = picture.pixelColor(12, picture.height() // 2)
    assert middle.red() > 240
    assert 60 < edge.red() < 200
    well.set_target(Size(400, 100))
    picture = well.picture.grab().toImage()
    assert picture.pixelColor(12, picture.height() // 2).red() > 240


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


def test_only_one_local_picture_can_be_dropped() -> None:
    assert image_path_in(file_mime("/a/b.webp")) == "/a/b.webp"
    assert image_path_in(file_mime("/a/b.txt")) is None
    assert image_path_in(file_mime("/a.png", "/b.png")) is None
    remote = file_mime()
    remote.setText("https://example.org/a.png")
    assert image_path_in(remote) is None


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
