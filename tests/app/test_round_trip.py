"""Every field of a request comes back: form, job, clip, drop, form; also when something is gone."""

import shutil
from collections.abc import Callable
from pathlib import Path

import av
import pytest
from made_clips import made_clip
from opened_app import OpenedApp
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fixtures.lora_files import write_lora
from wan22_desktop.core.clip_metadata import BOX_ID, read_clip_metadata
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.wan import Mode, Variant
from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.generation.events import ImageRole
from wan22_desktop.generation.start_images import import_image

LIMIT_MS = 90_000
_NOT_EDITED = {"schema_version"}
"""What no editor is for: it says how a request is written down."""

DEMO_FIELDS: dict[str, object] = {
    "mode": Mode.IMAGE_TO_VIDEO,
    "prompt": 'a red circle & a <b>"bold"</b> ring\nmove right, slowly: \N{SNOWMAN}',
    "negative_prompt": "blur, \N{LEFT DOUBLE QUOTATION MARK}noise\N{RIGHT DOUBLE QUOTATION MARK}",
    "image_fit": "pad",
    "image_focus_x": 0.25,
    "image_focus_y": 0.75,
    "width": 112,
    "height": 80,
    "num_frames": 9,
    "fps": 11,
    "num_inference_steps": 3,
    "guidance_scale": 3.5,
    "guided_steps": 2,
    "flow_shift": 4.5,
    "scheduler": "euler",
    "seed": 2**31 + 7,
}
"""Typed one by one; pictures and LoRAs are chosen."""
DEMO_CHOSEN = {"image_sha256", "loras", "compare_loras"}
EXPERT_FIELDS: dict[str, object] = {
    "model": Variant.I2V_A14B,
    "mode": Mode.IMAGE_TO_VIDEO,
    "guidance_scale_2": 2.5,
    "width": 480,
    "height": 832,
}
EXPERT_CHOSEN = {"end_image_sha256"}
"""What only a model with two experts has a use for."""


def test_every_field_of_a_request_takes_the_round_trip() -> None:
    taken = {*DEMO_FIELDS, *DEMO_CHOSEN, *EXPERT_FIELDS, *EXPERT_CHOSEN}
    assert taken == set(GenerationRequest.model_fields) - _NOT_EDITED, "a new field: send it too"
    usual = GenerationRequest.default().model_dump()
    assert not [name for name, value in DEMO_FIELDS.items() if usual[name] == value]


# --- carriers: what tools leave of a clip ---------------------------------------------------------


def as_written(_clip: Path) -> None:
    """Nobody has touched it."""


def remuxed(clip: Path) -> None:
    """Streams and tags copied into a new container: our own box is not known there."""
    copy = clip.with_name("copy.mp4")
    with av.open(str(clip)) as old, av.open(str(copy), "w", format="mp4") as new:
        new.metadata.update(old.metadata)
        stream = new.add_stream_from_template(old.streams.video[0])
        for packet in old.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                new.mux(packet)
    copy.replace(clip)
    assert BOX_ID.bytes not in clip.read_bytes(), "only the tag is left"


def without_comment(clip: Path) -> None:
    """A tag editor has taken the comment away and left the boxes that it does not know."""
    content = clip.read_bytes()
    assert content.count(b"\xa9cmt") == 1
    clip.write_bytes(content.replace(b"\xa9cmt", b"\xa9lyr"))
    assert BOX_ID.bytes in clip.read_bytes(), "only the box is left"


CARRIERS = (as_written, remuxed, without_comment)


# --- the window -----------------------------------------------------------------------------------


class Form:
    """The prompt panel of the real window, and what is dropped on it."""

    def __init__(self, qtbot: QtBot, app: OpenedApp) -> None:
        self._qtbot = qtbot
        self.app = app
        self.compose = app.parts.compose
        self.wait(lambda: bool(app.parts.loras.index.cards))
        self.wait(lambda: bool(app.parts.lora_editor.state.cards))

    def wait(self, what: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(what, timeout=LIMIT_MS)

    def empty(self) -> None:
        """Everything at its usual value: what is there afterwards has come from the drop."""
        self.compose.show_request(GenerationRequest.default())

    def drop(self, clip: Path) -> GenerationRequest:
        told = f"The settings of {clip.name} are in the form."
        self.app.parts.notifications.dismiss("drop")
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(clip))])
        held = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        window = self.app.window
        enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, mime, *held)
        QApplication.sendEvent(window, enter)
        drop = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, mime, *held)
        QApplication.sendEvent(window, drop)
        self.wait(lambda: told in self.app.said())
        return self.compose.request()

    def problem_at(self, field: str) -> str:
        line = self.compose.form.field_widget(field).lines[field]
        return line.label.text() if line.problem is not None else ""


@pytest.fixture
def form(qtbot: QtBot, app: OpenedApp) -> Form:
    return Form(qtbot, app)


def picture(folder: Path, name: str, color: str) -> Path:
    path = folder / name
    Image.new("RGB", (64, 48), color).save(path)
    return path


@pytest.mark.slow
def test_form_job_clip_drop_form(form: Form, tmp_path: Path, places: Places) -> None:
    if Variant.DEMO not in places.installed_models():
        pytest.skip("this checkout has no demo model")
    parts, editors = form.app.parts, form.compose.form
    form.compose.choose_start_image(str(picture(tmp_path, "start.png", "teal")))
    form.wait(lambda: editors.image.image is not None)
    for field, value in DEMO_FIELDS.items():
        editors.put(field, value)
    card = next(iter(parts.loras.index.cards))
    late = LoraUse(sha256=card.id, name=card.name, strength=0.75, strength_2=0.5, from_step=1)
    form.compose.apply_request(form.compose.request().with_changes(loras=(late,)))
    editors.loras.compare.setChecked(True)
    held = form.compose.request()
    assert {name: getattr(held, name) for name in DEMO_FIELDS} == DEMO_FIELDS
    assert (held.loras, held.compare_loras) == ((late,), True)

    form.compose.add_button.click()
    form.wait(lambda: bool(parts.queue.model.records) or bool(form.app.said()))
    assert form.app.said() == []
    form.wait(lambda: parts.queue.model.records[0].state.is_ended)
    (job,) = parts.queue.model.records
    assert job.state is JobState.DONE, job.message
    assert job.request == held
    clip = Path(job.clip_path or "")
    metadata = read_clip_metadata(clip)
    assert metadata is not None
    assert metadata.request == held
    for change in CARRIERS:
        copy = tmp_path / f"{change.__name__}.mp4"
        shutil.copy(clip, copy)
        change(copy)
        form.empty()
        assert form.drop(copy) == held
        assert editors.image.image is not None, "the picture itself is there too"


@pytest.mark.parametrize("change", CARRIERS)
def test_what_only_two_experts_take_comes_back(
    form: Form, tmp_path: Path, places: Places, change: Callable[[Path], None]
) -> None:
    start = import_image(picture(tmp_path, "start.png", "teal"), places)
    end = import_image(picture(tmp_path, "end.png", "plum"), places, ImageRole.END)
    request = GenerationRequest.default(Variant.I2V_A14B, prompt="it goes on", seed=5).with_changes(
        **EXPERT_FIELDS, image_sha256=start.sha256, end_image_sha256=end.sha256
    )
    clip = made_clip(tmp_path / "clip.mp4", request)
    change(clip)
    assert form.drop(clip) == request
    wells = form.compose.form
    assert wells.image.image is not None
    assert wells.end_image.image is not None


def test_a_lora_that_is_gone_is_named_and_kept(form: Form, tmp_path: Path) -> None:
    parts = form.app.parts
    file = write_lora(tmp_path / "film grain.safetensors")
    parts.lora_service.upload([str(file)])
    form.wait(lambda: any(card.name == "film grain" for card in parts.loras.index.cards))
    card = next(card for card in parts.loras.index.cards if card.name == "film grain")
    use = LoraUse(sha256=card.id, name=card.name, strength=0.5, strength_2=0.25, from_step=3)
    request = GenerationRequest.default(prompt="a red circle", seed=3).with_changes(
        loras=(use,), compare_loras=True
    )
    clip = made_clip(tmp_path / "clip.mp4", request)
    parts.loras.delete_asked.emit(card.id, True)
    form.wait(lambda: all(card.name != "film grain" for card in parts.loras.index.cards))
    form.wait(lambda: parts.lora_editor.state.card(card.id) is None)

    assert form.drop(clip) == request
    assert "film grain" in form.problem_at("loras")
    form.compose.add_button.click()
    assert not parts.queue.model.records, "it is not rendered without what it needs"
    assert form.compose.request() == request

    # Once the file is back, the request that was kept can be rendered.
    parts.lora_service.upload([str(file)])
    form.wait(lambda: not form.problem_at("loras"))
    assert form.compose.request() == request


def test_a_start_image_that_is_gone_is_said_and_kept(
    form: Form, tmp_path: Path, places: Places
) -> None:
    start = import_image(picture(tmp_path, "start.png", "teal"), places)
    request = GenerationRequest.default(prompt="it moves", seed=3).with_changes(
        mode=Mode.IMAGE_TO_VIDEO, image_sha256=start.sha256, image_focus_x=0.25
    )
    clip = made_clip(tmp_path / "clip.mp4", request)
    places.start_image(start.sha256).unlink()

    assert form.drop(clip) == request
    well = form.compose.form.image
    assert "no picture at hand" in well.size_label.text()
    form.compose.add_button.click()
    form.wait(lambda: bool(form.problem_at("image")))
    assert "no longer stored" in form.problem_at("image")
    assert not form.app.parts.queue.model.records
    assert form.compose.request() == request

    # The same picture chosen again is the one that the clip was made from.
    form.compose.choose_start_image(str(tmp_path / "start.png"))
    form.wait(lambda: well.image is not None)
    assert form.compose.request() == request
    assert form.problem_at("image") == ""
