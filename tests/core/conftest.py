"""How many broken headers: few in the suite, as many as you like by hand."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fuzz", type=int, default=20_000, help="broken headers to read")
