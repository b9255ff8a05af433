"""How often the disk is filled and transfers are killed: as many times as you like by hand."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--fill-points", type=int, default=10, help="places where the disk is full while writing"
    )
    parser.addoption("--download-kills", type=int, default=6, help="kills of a transfer")
