"""What tests of the model manager share."""

import shutil
from pathlib import Path

import pytest

from model_manager.managed_models import ManagedModels, hub_with_demo, package
from wan22_desktop.core.places import Places


@pytest.fixture(scope="session")
def template_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the package `tiny` was installed from a hub."""
    places = Places(tmp_path_factory.mktemp("template") / "home")
    places.create()
    with hub_with_demo() as hub, ManagedModels(places, hub.endpoint, (package(),)) as models:
        models.install()
    return places.home


@pytest.fixture
def installed(tmp_path: Path, template_home: Path) -> Places:
    """A home of its own with `tiny` in it, which any hub with the demo model's files can repair."""
    shutil.copytree(template_home, tmp_path / "installed")
    return Places(tmp_path / "installed")
