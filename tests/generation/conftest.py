"""A real queue on a real file."""

from collections.abc import Iterator

import pytest

from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.database import Database
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.generation.events import QueueEvent
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.store import JobStore

SMALL = GenerationRequest.default(prompt="a red circle moving right", seed=1).with_changes(
    num_frames=5, num_inference_steps=3
)


@pytest.fixture
def database(places: Places) -> Iterator[Database]:
    database = open_database(places)
    yield database
    database.close()


@pytest.fixture
def heard() -> list[QueueEvent]:
    """What the queue and the runner have reported, oldest first."""
    return []


@pytest.fixture
def queue(database: Database, places: Places, heard: list[QueueEvent]) -> RenderQueue:
    return RenderQueue(JobStore(database), places, listener=heard.append)
