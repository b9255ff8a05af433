"""How many kills: few in the suite, as many as you like by hand."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from fixtures.engine_nursery import EngineNursery


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=6, help="kills of the engine and of the window")
    parser.addoption("--kill-seed", type=int, default=22, help="seed of the random moments")
    parser.addoption(
        "--every-step", action="store_true", help="kill renders after each of their steps"
    )


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    return int(str(request.config.getoption("--kills")))


@pytest.fixture
def kill_seed(request: pytest.FixtureRequest) -> int:
    return int(str(request.config.getoption("--kill-seed")))


@pytest.fixture
def every_step(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--every-step"))


@pytest.fixture(scope="session")
def nursery() -> Iterator[EngineNursery]:
    with closing(EngineNursery()) as nursery:
        yield nursery
