"""What all tests share."""

import sys
from pathlib import Path

import pytest

from wan22_desktop.core.places import Places

sys.path.insert(0, str(Path(__file__).parent))

pytest_plugins = ["guards.plugin", "pytester"]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A home folder of its own, with the assets that ship."""
    home = Places(tmp_path / "home")
    home.create()
    return home
