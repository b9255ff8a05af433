"""How often the disk is filled: few times in the suite, as many as you like by hand."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--fill-points", type=int, default=10, help="places where the disk is full while writing"
    )
