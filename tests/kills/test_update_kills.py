"""An update is killed at moments spread over everything that it writes: the old version renders on.

`--kills 100` for the hundred of them.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fakes.hub_server import HubServer
from model_manager.managed_models import (
    DEMO,
    REPOSITORY,
    ManagedModels,
    changed_weights,
    hub_with_demo,
    package,
)
from wan22_desktop.core.installed import InstalledModels
from wan22_desktop.core.manifest import ContentHash, Manifest
from wan22_desktop.core.model_store import ModelStore
from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.domain.status import ModelAction
from wan22_desktop.model_manager.events import ModelsListed

TESTS = Path(__file__).parents[1]
VAE = "vae/diffusion_pytorch_model.safetensors"
NO_EVENT = 0


class Killer:
    """Updates homes in processes that die on order."""

    def __init__(self, process: "subprocess.Popen[str]", endpoint: str) -> None:
        self._process = process
        self._endpoint = endpoint

    def update(self, home: Path, fatal_event: int) -> int | None:
        """How many events the update had; None if it was killed."""
        order = {"home": str(home), "endpoint": self._endpoint, "fatal_event": fatal_event}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextmanager
def killer(endpoint: str) -> Iterator[Killer]:
    command = [sys.executable, "-m", "kills.update_killer"]
    with subprocess.Popen(
        command,
        cwd=TESTS,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent)))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Killer(process, endpoint)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0


def publish_update(hub: HubServer) -> None:
    hub.commit(
        REPOSITORY,
        {VAE: changed_weights(DEMO / VAE, 7), "new.json": b"{}"},
        remove=["evaluation.json"],
    )


def usable_version(places: Places) -> Manifest:
    """What renders now; fails unless it is one version, with every byte of it right."""
    parts = InstalledModels(places).parts(Variant.DEMO)
    folder = Path(parts.vae).parent
    assert folder.parent == places.models / "tiny"
    manifest = ModelStore(places.models).manifest("tiny", folder.name)
    assert manifest is not None
    for file in manifest.files:
        digest = ContentHash(file)
        digest.update((folder / file.path).read_bytes())
        assert digest.digest == file.digest, file.path
    return manifest


@pytest.mark.slow
def test_an_update_that_is_killed_leaves_a_version_that_renders(
    tmp_path: Path, kills: int, kill_seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    template = Places(tmp_path / "template")
    template.create()
    with hub_with_demo() as hub:
        with ManagedModels(template, hub.endpoint, (package(),)) as models:
            first = models.install().current_version
            models.manager.note_render("tiny", first, ok=True)
        publish_update(hub)
        with killer(hub.endpoint) as killing:
            events = killing.update(copied(template, tmp_path / "counted"), NO_EVENT)
            assert events is not None
            moments = spread(events, kills, random.Random(kill_seed))
            killed = old = 0
            for number, moment in enumerate(moments):
                places = Places(copied(template, tmp_path / f"home{number}"))
                was_killed = killing.update(places.home, moment) is None
                killed += was_killed
                old += usable_version(places).version == first
                finish(places, hub, first)
                shutil.rmtree(places.home)
    with capsys.disabled():
        print(f" {killed} kills over {events} events, {old} before the switch", end="")
    # An update does not always take the same number of events: few moments may come too late.
    assert killed >= len(moments) * 0.8
    assert 0 < old < len(moments)


def copied(template: Places, home: Path) -> Path:
    shutil.copytree(template.home, home)
    return home


def spread(events: int, kills: int, chance: random.Random) -> list[int]:
    """A moment drawn from each of as many stretches of equal length; the last is the end of it."""
    width = events / kills
    drawn = [int(width * n + chance.random() * width) + 1 for n in range(kills)]
    return [min(moment, events) for moment in drawn]


def finish(places: Places, hub: HubServer, first: str) -> None:
    """The next start settles it; then the update can be had, and nothing else is left."""
    with ManagedModels(places, hub.endpoint, (package(),)) as models:
        models.wait_for(ModelsListed)
        models.wait(lambda: not models.downloads.downloads())
        status = models.wait_until_calm()
        if status.current_version == first:
            assert ModelAction.UPDATE in status.actions or not status.update_available
            models.manager.update("tiny")
            models.wait(lambda: models.manager.status("tiny").current_version != first)
            status = models.wait_until_calm()
        second = usable_version(places).version
        assert status.current_version == second != first
        models.manager.note_render("tiny", second, ok=True)
        models.wait(lambda: models.manager.status("tiny").previous_version == "")
        models.wait(lambda: not (places.models / "tiny" / first).exists())
    left = {path.name for path in (places.models / "tiny").iterdir()}
    assert left <= {
        "package.json", second,
        *(f"{second}.{kind}.json" for kind in ("manifest", "pieces", "checks")),
    }  # fmt: skip
    assert list(places.downloads.iterdir()) == []
    manifest = usable_version(places)
    folder = places.models / "tiny" / second
    found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert found == {file.path for file in manifest.files}


def test_a_mixed_version_would_be_noticed(tmp_path: Path) -> None:
    places = Places(tmp_path / "home")
    places.create()
    with hub_with_demo() as hub, ManagedModels(places, hub.endpoint, (package(),)) as models:
        version = models.install().current_version
    usable_version(places)
    (places.models / "tiny" / version / VAE).write_bytes(changed_weights(DEMO / VAE, 7))
    with pytest.raises(AssertionError, match=VAE):
        usable_version(places)
