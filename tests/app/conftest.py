"""The whole window with its real services, opened and closed as the program does it."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from opened_app import OpenApp, OpenedApp
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.engine.video_file import write_clip
from wan22_desktop.qtkit.theme import Theme, apply_theme


@pytest.fixture
def open_app(qtbot: QtBot, qapp: QApplication, places: Places) -> Iterator[OpenApp]:
    """Opens the window; what is still open at the end is closed as a user would."""
    opened: list[OpenedApp] = []

    def open_one(paths: list[str] | None = None) -> OpenedApp:
        app = OpenedApp(qtbot, places, paths or [])
        opened.append(app)
        close = app.close

        def close_once(*, bug_expected: bool = False) -> None:
            opened.remove(app)
            close(bug_expected=bug_expected)

        app.close = close_once
        return app

    yield open_one
    for app in tuple(opened):
        app.close()
    apply_theme(qapp, Theme.LIGHT)


@pytest.fixture
def app(open_app: OpenApp) -> OpenedApp:
    return open_app()


def metadata_of(request: GenerationRequest) -> ClipMetadata:
    return ClipMetadata(
        request=request,
        app_version="0",
        versions={},
        device="cpu",
        precision="float32",
        created_at="2026-01-01T00:00:00Z",
    )


@pytest.fixture
def our_clip(tmp_path: Path) -> tuple[Path, GenerationRequest]:
    """A clip with settings inside, written as the engine writes it."""
    request = GenerationRequest.default(
        prompt="a <b>red</b> circle moves right & up", seed=77
    ).with_changes(num_frames=9, num_inference_steps=12)
    frames = np.zeros((9, 96, 96, 3), np.uint8)
    for number in range(9):
        frames[number, :, : 8 * (number + 1)] = (200, 60, 40)
    path = tmp_path / "ours.mp4"
    write_clip(path, frames, 8, metadata_of(request))
    return path, request
