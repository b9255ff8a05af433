"""A LoRA that fails in the real engine, and what the window's two buttons do about it."""

from pathlib import Path

import pytest
from opened_app import OpenedApp
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from fixtures.tiny_loras import comfyui, save_lora, tiny_lora
from fixtures.tiny_wan import DEMO_FOLDER
from wan22_desktop.app.recoveries import LABELS
from wan22_desktop.core.clip_metadata import read_clip_metadata
from wan22_desktop.core.errors import Recovery
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine.loading.components import empty_transformer
from wan22_desktop.generation.domain.job import Job, JobState

LIMIT_MS = 90_000


@pytest.fixture(autouse=True)
def demo_model(places: Places) -> None:
    if Variant.DEMO not in places.installed_models():
        pytest.skip("this checkout has no demo model")


@pytest.fixture
def lora(places: Places) -> LoraUse:
    """One that is gone as soon as the job is in the queue."""
    file = places.loras / "gone.safetensors"
    file.parent.mkdir(exist_ok=True)
    skeleton = empty_transformer(DEMO_FOLDER / "transformer", Variant.DEMO)
    use = save_lora(file, comfyui(tiny_lora(skeleton)))
    file.rename(places.lora(use.sha256))
    return use


def jobs(app: OpenedApp) -> tuple[Job, ...]:
    return app.parts.queue.model.records


def buttons(app: OpenedApp) -> dict[str, QPushButton]:
    found = app.parts.notifications.findChildren(QPushButton)
    return {button.text(): button for button in found if button.isVisible() and button.text()}


@pytest.mark.slow
def test_a_lora_that_fails_is_left_out_or_the_request_is_edited(
    qtbot: QtBot, app: OpenedApp, lora: LoraUse
) -> None:
    request = GenerationRequest.default(prompt="a red circle", seed=4).with_changes(
        num_frames=5, num_inference_steps=2, loras=(lora,)
    )
    app.parts.generation.set_paused(True)
    app.parts.generation.add(request)
    app.places.lora(lora.sha256).unlink()
    app.parts.generation.set_paused(False)
    qtbot.waitUntil(lambda: bool(jobs(app)) and jobs(app)[0].state.is_ended, timeout=LIMIT_MS)
    failed = jobs(app)[0]
    assert failed.state is JobState.FAILED
    assert "cannot be read" in failed.message
    qtbot.waitUntil(lambda: bool(app.said()))
    (text,) = app.said()
    assert "could not be rendered" in text
    without, edit = LABELS[Recovery.RENDER_WITHOUT_LORA], LABELS[Recovery.EDIT_REQUEST]
    assert set(buttons(app)) >= {without, edit}
    assert LABELS[Recovery.RETRY] not in buttons(app), "it would fail in the same way"

    buttons(app)[without].click()
    qtbot.waitUntil(lambda: len(jobs(app)) == 2)
    assert jobs(app)[1].request == request.with_changes(loras=())
    qtbot.waitUntil(lambda: jobs(app)[1].state is JobState.DONE, timeout=LIMIT_MS)
    metadata = read_clip_metadata(Path(jobs(app)[1].clip_path or ""))
    assert metadata is not None
    assert metadata.notes == ('Rendered without the LoRA "gone".',)

    app.parts.desk.show_failed_job(failed)
    buttons(app)[edit].click()
    qtbot.waitUntil(lambda: app.parts.compose.request().prompt == request.prompt)
    assert app.parts.compose.request().loras == (lora,)
