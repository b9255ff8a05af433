"""One model and one engine process for all tests of the engine."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from engine_client import EngineClient, Jobs

from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Variant


@pytest.fixture(scope="session")
def demo_model() -> Path:
    """The model that ships with the app."""
    return Places.find().model_folder(Variant.DEMO)


@pytest.fixture
def jobs(tmp_path: Path, demo_model: Path) -> Jobs:
    return Jobs(tmp_path, demo_model)


@pytest.fixture(scope="session")
def engine() -> Iterator[EngineClient]:
    with closing(EngineClient()) as client:
        yield client
        client.shut_down()
