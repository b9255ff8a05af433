"""What all tests share."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from wan22_desktop.core.places import Places

sys.path.insert(0, str(Path(__file__).parent))

# Before torch is imported, here and in engines: two threads for tiny tensors wait for each other,
# many times longer if another program uses the cores too.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# The gate gives the same answer twice; `--hypothesis-profile=default` draws new examples each time.
# Drawing examples takes longer where other tests run beside.
settings.register_profile(
    "repeatable", derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("repeatable")

pytest_plugins = ["guards.plugin", "pytester"]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A home folder of its own, with the assets that ship."""
    home = Places(tmp_path / "home")
    home.create()
    return home
