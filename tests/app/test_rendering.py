"""From a prompt to a clip that plays, in the real window with the real engine."""

import time
from pathlib import Path

import pytest
from opened_app import OpenApp, OpenedApp
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from wan22_desktop.app.stage import View
from wan22_desktop.core.clip_metadata import read_clip_metadata
from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Mode, Variant
from wan22_desktop.generation.domain.job import Job, JobState

LIMIT_MS = 90_000


@pytest.fixture(autouse=True)
def demo_model(places: Places) -> None:
    if Variant.DEMO not in places.installed_models():
        pytest.skip("this checkout has no demo model")


def jobs(app: OpenedApp) -> tuple[Job, ...]:
    return app.parts.queue.model.records


def add(app: OpenedApp, prompt: str, *, steps: int = 2) -> None:
    form = app.parts.compose.form
    form.put("prompt", prompt)
    form.put("num_inference_steps", steps)
    app.parts.compose.add_button.click()


@pytest.mark.slow
def test_a_prompt_becomes_a_clip_and_its_last_frame_the_next_start(
    qtbot: QtBot, app: OpenedApp
) -> None:
    add(app, "a red circle moves right")
    qtbot.waitUntil(lambda: bool(jobs(app)))
    qtbot.waitUntil(lambda: jobs(app)[0].state is JobState.DONE, timeout=LIMIT_MS)
    qtbot.waitUntil(lambda: app.parts.player.view.image is not None)
    assert app.parts.stage.view is View.CLIP
    clip = Path(jobs(app)[0].clip_path or "")
    assert app.parts.player.path == clip
    assert app.parts.window.queue_label.text() == "Queue: nothing to do"

    app.parts.player.use_last_frame()
    qtbot.waitUntil(lambda: app.parts.compose.form.image.image is not None)
    request = app.parts.compose.request()
    assert request is not None
    assert request.mode is Mode.IMAGE_TO_VIDEO
    add(app, "it goes on")
    qtbot.waitUntil(lambda: len(jobs(app)) == 2)
    qtbot.waitUntil(lambda: jobs(app)[1].state is JobState.DONE, timeout=LIMIT_MS)
    metadata = read_clip_metadata(Path(jobs(app)[1].clip_path or ""))
    assert metadata is not None
    assert metadata.request.image_sha256 == request.image_sha256


@pytest.mark.slow
def test_leaving_while_rendering_keeps_the_job_and_the_window_alive(
    qtbot: QtBot, open_app: OpenApp
) -> None:
    app = open_app()
    add(app, "a blue square", steps=150)
    qtbot.waitUntil(
        lambda: any(job.state is JobState.RENDERING for job in jobs(app)), timeout=LIMIT_MS
    )
    app.window.close()
    box = app.parts.question.box
    assert box is not None
    stop = next(b for b in box.buttons() if "Stop" in b.text())
    began = time.monotonic()
    qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    assert time.monotonic() - began < 0.5, "nothing is waited for"
    assert not app.window.isVisible()
    app.close()
    assert time.monotonic() - began < 15

    again = open_app()
    assert [job.state for job in jobs(again)] != []
    assert jobs(again)[0].state in (JobState.QUEUED, JobState.LOADING, JobState.RENDERING)
    again.parts.queue.pause_button.click()
    again.parts.queue.cancel_requested.emit(jobs(again)[0].id)
    qtbot.waitUntil(lambda: jobs(again)[0].state is JobState.CANCELLED, timeout=LIMIT_MS)


@pytest.mark.slow
def test_pause_now_keeps_the_job_frees_the_engine_and_goes_on_later(
    qtbot: QtBot, app: OpenedApp
) -> None:
    add(app, "a blue square", steps=200)
    panel = app.parts.queue

    def has_steps() -> bool:
        return panel.model.progress is not None and panel.model.progress.step > 1

    qtbot.waitUntil(has_steps, timeout=LIMIT_MS)
    qtbot.mouseClick(panel.pause_now_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: jobs(app)[0].state is JobState.QUEUED, timeout=LIMIT_MS)
    assert jobs(app)[0].message.startswith("Paused after step ")
    assert panel.pause_button.isChecked()
    qtbot.waitUntil(
        lambda: app.parts.window.engine_label.text() == "Engine ended: the queue is paused",
        timeout=LIMIT_MS,
    )
    paused_after = int(jobs(app)[0].message.split()[3])
    seen: list[int] = []
    app.parts.generation.progressed.connect(lambda progress: seen.append(progress.step))
    qtbot.mouseClick(panel.pause_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any(seen), timeout=LIMIT_MS)
    assert next(filter(None, seen)) >= paused_after
    panel.cancel_requested.emit(jobs(app)[0].id)
    qtbot.waitUntil(lambda: jobs(app)[0].state is JobState.CANCELLED, timeout=LIMIT_MS)


@pytest.mark.slow
def test_a_job_whose_folder_is_gone_says_so_and_goes_on_when_it_is_back(
    qtbot: QtBot, open_app: OpenApp, places: Places
) -> None:
    app = open_app()
    app.parts.actions.pause_asked.emit(True)
    add(app, "a green triangle")
    qtbot.waitUntil(lambda: bool(jobs(app)))
    places.outputs.rmdir()
    places.outputs.write_text("a file where the folder was")
    app.parts.actions.pause_asked.emit(False)
    qtbot.waitUntil(lambda: bool(app.said()), timeout=LIMIT_MS)
    (said,) = app.said()
    assert said.startswith("“a green triangle” waits for the disk: ")
    assert jobs(app)[0].state is JobState.QUEUED
    places.outputs.unlink()
    places.outputs.mkdir()
    qtbot.waitUntil(lambda: jobs(app)[0].state is JobState.DONE, timeout=LIMIT_MS)
    assert app.said() == []
