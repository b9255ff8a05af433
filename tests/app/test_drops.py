"""Files dropped on the window: judged by content, never trusted, always answered."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from opened_app import OpenApp, OpenedApp
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from wan22_desktop.app.drops import (
    MAX_FILES,
    DroppedClip,
    DroppedImage,
    DroppedLora,
    DroppedModel,
    NotUsable,
    local_paths,
    understand,
)
from wan22_desktop.app.stage import View
from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Mode
from wan22_desktop.engine.video_file import write_clip
from wan22_desktop.generation.events import ImageRole
from wan22_desktop.generation.start_images import import_image

OurClip = tuple[Path, GenerationRequest]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture.png"
    Image.new("RGB", (64, 48), (10, 200, 30)).save(path)
    return path


def bare_clip(our_clip: OurClip, tmp_path: Path) -> Path:
    """The same film without our record: FFmpeg's own muxing, no tag, no box."""
    import av

    path = tmp_path / "bare.mp4"
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=8)
        stream.width, stream.height, stream.pix_fmt = 96, 96, "yuv420p"
        for _ in range(5):
            frame = av.VideoFrame.from_ndarray(np.zeros((96, 96, 3), np.uint8), "rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert path.stat().st_size != our_clip[0].stat().st_size
    return path


def drop(target: QWidget, urls: list[QUrl], at: QPoint | None = None) -> bool:
    """Drag and drop as the desktop does it; whether the widget took it."""
    mime = QMimeData()
    mime.setUrls(urls)
    where = at or target.rect().center()
    held = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(where, Qt.DropAction.CopyAction, mime, *held)
    QApplication.sendEvent(target, enter)
    if not enter.isAccepted():
        return False
    event = QDropEvent(QPointF(where), Qt.DropAction.CopyAction, mime, *held)
    QApplication.sendEvent(target, event)
    return event.isAccepted()


def prompt_in(app: OpenedApp) -> str:
    editor = app.parts.compose.findChild(QPlainTextEdit)
    assert editor is not None
    return editor.toPlainText()


def files(*paths: Path) -> list[QUrl]:
    return [QUrl.fromLocalFile(str(path)) for path in paths]


# --- what a file is ---------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "suffix"), [("PNG", "txt"), ("JPEG", "mp4"), ("WEBP", "exe")])
def test_images_are_known_by_content(
    tmp_path: Path, places: Places, kind: str, suffix: str
) -> None:
    path = tmp_path / f"picture.{suffix}"
    Image.new("RGB", (32, 32)).save(path, format=kind)
    assert understand(path, places) == DroppedImage(str(path))


def test_our_clip_says_how_it_was_made(our_clip: OurClip, places: Places) -> None:
    path, request = our_clip
    renamed = path.with_suffix(".png")
    path.rename(renamed)
    assert understand(renamed, places) == DroppedClip(str(renamed), request, ())


def test_its_images_are_found_where_they_are_kept(
    tmp_path: Path, places: Places, picture: Path, our_clip: OurClip
) -> None:
    image = import_image(picture, places)
    last = picture.with_name("last.png")
    Image.new("RGB", (32, 32), "teal").save(last)
    end = import_image(last, places, ImageRole.END)
    request = our_clip[1].with_changes(
        mode=Mode.IMAGE_TO_VIDEO, image_sha256=image.sha256, end_image_sha256=end.sha256
    )
    path = tmp_path / "from-image.mp4"
    record = ClipMetadata(
        request=request, app_version="", versions={}, device="", precision="", created_at=""
    )
    write_clip(path, np.zeros((5, 96, 96, 3), np.uint8), 8, record)
    found = understand(path, places)
    assert isinstance(found, DroppedClip)
    assert found.images == (
        replace(image, name=Path(image.path).name),
        replace(end, name=Path(end.path).name),
    )
    places.start_image(image.sha256).unlink()
    assert understand(path, places) == DroppedClip(str(path), request, found.images[1:])


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"MZ" + b"\0" * 100, b"ffconcat version 1.0\nfile x.mp4\n", b"\0" * 7],
)
def test_other_content_is_refused_whatever_its_name(
    tmp_path: Path, places: Places, content: bytes
) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    found = understand(path, places)
    assert isinstance(found, NotUsable)
    assert "Drop a PNG, JPEG or WebP" in found.reason


def test_weights_go_to_the_models_or_first_to_the_loras(tmp_path: Path) -> None:
    places = Places(tmp_path / "home")
    (tmp_path / "ComfyUI" / "models" / "unet").mkdir(parents=True)
    (tmp_path / "ComfyUI" / "models" / "unet" / "wan.gguf").write_bytes(b"GGUF")
    (tmp_path / "Wan2.2" / "vae").mkdir(parents=True)
    (tmp_path / "Wan2.2" / "vae" / "config.json").write_bytes(b"{}")
    (tmp_path / "wan.GGUF").write_bytes(b"GGUF")
    with (tmp_path / "large.safetensors").open("wb") as file:
        file.truncate(4_000_000_001)
    for name in ("ComfyUI", "Wan2.2", "wan.GGUF", "large.safetensors"):
        assert understand(tmp_path / name, places) == DroppedModel(str(tmp_path / name)), name
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "ink.safetensors").write_bytes(b"")
    (tmp_path / "ink.safetensors").write_bytes(b"")
    for name in ("styles", "ink.safetensors"):
        assert understand(tmp_path / name, places) == DroppedLora(str(tmp_path / name)), name
    (tmp_path / "wan.ckpt").write_bytes(b"\x80\x02")
    refused = understand(tmp_path / "wan.ckpt", places)
    assert isinstance(refused, NotUsable)
    assert "program code" in refused.reason


@pytest.mark.skipif(sys.platform == "win32", reason="needs rights there")
def test_links_pipes_and_shares_are_not_opened(
    tmp_path: Path, places: Places, picture: Path
) -> None:
    (tmp_path / "link.png").symlink_to(picture)
    os.mkfifo(tmp_path / "pipe.png")
    for name, reason in (
        ("link.png", "link"),
        ("pipe.png", "no regular file"),
        ("gone.png", "cannot be read"),
    ):
        found = understand(tmp_path / name, places)
        assert isinstance(found, NotUsable)
        assert reason in found.reason
    share = understand(Path("//server/share/x.png"), places)
    assert isinstance(share, NotUsable)
    assert "network share" in share.reason


def test_only_local_paths_are_taken_from_addresses() -> None:
    urls = [
        QUrl("https://example.org/a.png"),
        QUrl("file://server/share/a.png"),
        QUrl("file:////server/share/a.png"),
        QUrl.fromLocalFile("/home/a b/ü.png"),
    ]
    assert local_paths(urls) == ("/home/a b/ü.png",)


# --- what the window does with it ---------------------------------------------------------------


def test_a_picture_becomes_the_start_image(qtbot: QtBot, app: OpenedApp, picture: Path) -> None:
    renamed = picture.with_suffix(".bin")
    picture.rename(renamed)
    assert drop(app.window, files(renamed))
    qtbot.waitUntil(lambda: app.parts.compose.form.image.image is not None)
    request = app.parts.compose.request()
    assert request is None or request.mode is Mode.IMAGE_TO_VIDEO


def test_an_end_image_is_checked_and_kept_like_a_start_image(
    qtbot: QtBot, app: OpenedApp, picture: Path, places: Places
) -> None:
    form = app.parts.compose.form
    form.end_image.take(str(picture))
    qtbot.waitUntil(lambda: form.end_image.image is not None)
    assert form.image.image is None
    assert form.end_image.image_sha256 is not None
    assert places.start_image(form.end_image.image_sha256).read_bytes() == picture.read_bytes()
    broken = picture.with_name("broken.png")
    broken.write_bytes(b"no picture")
    form.end_image.take(str(broken))
    line = form.field_widget("end_image").lines["end_image"]
    qtbot.waitUntil(lambda: line.problem is not None)
    assert "not a PNG" in line.label.text()


def test_our_clip_restores_its_settings_and_plays(
    qtbot: QtBot, app: OpenedApp, our_clip: OurClip
) -> None:
    path, request = our_clip
    assert drop(app.window, files(path))
    qtbot.waitUntil(lambda: app.parts.player.view.image is not None)
    assert app.parts.stage.view is View.CLIP
    assert app.parts.player.path == path
    assert "red" in app.parts.player.title.summary.text()
    assert prompt_in(app) == request.prompt
    assert app.said() == ["The settings of ours.mp4 are in the form."]


def test_a_clip_of_others_plays_and_says_so(
    qtbot: QtBot, app: OpenedApp, our_clip: OurClip, tmp_path: Path
) -> None:
    path = bare_clip(our_clip, tmp_path)
    assert drop(app.window, files(path))
    qtbot.waitUntil(lambda: app.parts.player.view.image is not None)
    assert app.said() == ["bare.mp4 has no settings inside."]


def test_anything_else_is_answered_in_words(qtbot: QtBot, app: OpenedApp, tmp_path: Path) -> None:
    path = tmp_path / "<img src=x>.lnk"
    path.write_text("no picture")
    assert drop(app.window, files(path))
    qtbot.waitUntil(lambda: app.said() == ["<img src=x>.lnk cannot be used here."])
    assert drop(app.window, [QUrl("https://example.org/a.png")])
    qtbot.waitUntil(lambda: app.said() == ["Only files on this computer can be dropped here."])


def test_many_files_are_bounded(qtbot: QtBot, app: OpenedApp, picture: Path) -> None:
    asked: list[tuple[str, ...]] = []
    app.parts.drop_desk.read_wanted.connect(asked.append)
    said: list[str] = []
    app.parts.drop_desk.said.connect(lambda text, _detail: said.append(text))
    assert drop(app.window, files(*[picture] * 1500))
    assert [len(paths) for paths in asked] == [MAX_FILES]
    assert said == ["1500 files are too many at once."]
    qtbot.waitUntil(lambda: app.parts.compose.form.image.image is not None)
    assert said[1:] == ["One picture and one clip can be used at a time."]


def test_dropping_on_the_prompt_writes_no_path_into_it(
    qtbot: QtBot, app: OpenedApp, our_clip: OurClip
) -> None:
    editor = app.parts.compose.findChild(QPlainTextEdit)
    assert editor is not None
    assert drop(editor.viewport(), files(our_clip[0]))
    qtbot.waitUntil(lambda: app.parts.player.view.image is not None)
    assert prompt_in(app) == our_clip[1].prompt


def test_text_is_not_taken_for_files(app: OpenedApp) -> None:
    mime = QMimeData()
    mime.setText("hello")
    enter = QDragEnterEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(app.window, enter)
    assert not enter.isAccepted()


def test_files_named_at_the_start_are_opened(
    qtbot: QtBot, open_app: OpenApp, our_clip: OurClip
) -> None:
    app = open_app([str(our_clip[0])])
    qtbot.waitUntil(lambda: app.parts.player.view.image is not None)
    assert app.parts.player.path == our_clip[0]
