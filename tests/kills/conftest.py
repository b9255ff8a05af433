"""How many kills: few in the suite, as many as you like by hand."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=6, help="kills of the engine and of the window")
    parser.addoption("--kill-seed", type=int, default=22, help="seed of the random moments")


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    return int(str(request.config.getoption("--kills")))


@pytest.fixture
def kill_seed(request: pytest.FixtureRequest) -> int:
    return int(str(request.config.getoption("--kill-seed")))
