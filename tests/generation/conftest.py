"""A real queue on a real file."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.forked_engines import ForkedEngines
from fixtures.render_bench import Bench
from fixtures.troubled_engine import TroubledEngine
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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--queue-sequences", type=int, default=40, help="sequences of what happens to a queue"
    )
    parser.addoption("--queue-seed", type=int, default=7, help="seed of the first of them")


@pytest.fixture
def queue_sequences(request: pytest.FixtureRequest) -> int:
    return int(str(request.config.getoption("--queue-sequences", default=40)))


@pytest.fixture
def queue_seed(request: pytest.FixtureRequest) -> int:
    return int(str(request.config.getoption("--queue-seed", default=7)))


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


@pytest.fixture
def bench(database: Database, places: Places) -> Bench:
    # The queue speaks to the bench, which is made with the queue.
    benches: list[Bench] = []
    queue = RenderQueue(JobStore(database), places, listener=lambda e: benches[0].hear(e))
    benches.append(Bench(places, queue))
    return benches[0]


@pytest.fixture(scope="session")
def _forked() -> Iterator[tuple[Path, ForkedEngines]]:
    with tempfile.TemporaryDirectory(prefix="wan22-") as folder:
        orders = Path(folder) / "orders"
        with ForkedEngines(Path(folder), orders) as engines:
            yield orders, engines


@pytest.fixture
def engine(_forked: tuple[Path, ForkedEngines]) -> Iterator[TroubledEngine]:
    """Its engines are there in a moment."""
    engine = TroubledEngine(*_forked)
    yield engine
    engine.countermand()
