"""From nothing to a clip: the demo model is installed as if it were remote, and rendered with.

Everything is real: the hub on loopback, the downloads, the engine, the database.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from fakes.hub_server import HubServer
from wan22_desktop.composition.models import Models
from wan22_desktop.composition.plans import MachinePlans
from wan22_desktop.composition.recovery import error_recovery
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.catalog import Catalog
from wan22_desktop.core.database import SharedDatabase
from wan22_desktop.core.failures import FailureCause, RecoveryStep
from wan22_desktop.core.pieces import PIECE_BYTES
from wan22_desktop.core.places import PROGRAM_FOLDER, Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.events import ModelLoaded, QueueEvent, RenderEnded
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.render_runner import RenderRunner
from wan22_desktop.generation.store import JobStore
from wan22_desktop.model_manager.domain.status import (
    DetailedModelStatus,
    FileState,
    ModelAction,
    ModelState,
)
from wan22_desktop.model_manager.events import InstallEnded, ModelEvent, ModelRefused
from wan22_desktop.recovery.records import RecoveryRecords

PATIENCE_S = 60.0
SHIPPED = PROGRAM_FOLDER / "models" / "demo"
REQUEST = GenerationRequest.default(Variant.DEMO, prompt="a red circle moving right", seed=7)
QUICK = {"width": 64, "height": 64, "num_frames": 5, "num_inference_steps": 2}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A home of an app that ships without any model."""
    assets = tmp_path / "assets"
    assets.mkdir()
    places = Places(tmp_path / "home", assets)
    places.create()
    return places


@pytest.fixture
def hub() -> Iterator[HubServer]:
    """Has the demo model where the catalog says that it is."""
    package = Catalog.load().package("demo")
    assert package is not None
    files = {
        path.relative_to(SHIPPED).as_posix(): path for path in SHIPPED.rglob("*") if path.is_file()
    }
    with HubServer() as server:
        server.add_repo(package.sources[0].repository, files)
        yield server


class Everything:
    """The owner of a home, without a window."""

    def __init__(self, places: Places, endpoint: str) -> None:
        self.heard: list[ModelEvent] = []
        self._shared = SharedDatabase(lambda: open_database(places))
        self.queue = RenderQueue(
            JobStore(self._shared.acquire()), places, listener=self._hear_queue
        )
        self.models = Models(
            places,
            self._shared,
            listener=self._hear_models,
            queue=lambda: self.queue,
            endpoint=endpoint,
        )
        self._runner = RenderRunner(
            self.queue,
            places,
            planner=MachinePlans(places),
            listener=self._hear_queue,
            previews=False,
            adviser=error_recovery(places),
            repair_model=self.models.repair_model,
        )
        self._thread = threading.Thread(target=self._runner.run)
        self.models.start()
        self._thread.start()

    def close(self) -> None:
        self._runner.stop()
        self._thread.join()
        self.models.close()
        self._shared.release()

    def _hear_queue(self, event: QueueEvent) -> None:
        if isinstance(event, RenderEnded):
            self.models.note_render(event)
        elif isinstance(event, ModelLoaded):
            self.models.note_loaded(event)

    def _hear_models(self, event: ModelEvent) -> None:
        self.heard.append(event)
        if isinstance(event, InstallEnded):
            self.queue.look_for_models()

    def wait_for(self, *states: ModelState) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while self.models.manager.status("demo").state not in states:
            refused = [event for event in self.heard if isinstance(event, ModelRefused)]
            assert ModelState.CORRUPTED in states or not refused, refused[0].error.message
            assert time.monotonic() < deadline, self.models.manager.status("demo")
            time.sleep(0.02)

    def status_after_use(self) -> DetailedModelStatus:
        """A render is counted just after its job has ended."""
        deadline = time.monotonic() + PATIENCE_S
        while not (status := self.models.manager.status("demo")).usage.uses:
            assert time.monotonic() < deadline, status
            time.sleep(0.02)
        return status

    def finished(self, job: Job) -> Job:
        deadline = time.monotonic() + PATIENCE_S
        while not self.queue.job(job.id).state.is_ended:
            assert time.monotonic() < deadline, self.queue.job(job.id)
            time.sleep(0.02)
        return self.queue.job(job.id)


def frames_of(job: Job) -> NDArray[np.uint8]:
    assert job.clip_path is not None
    with av.open(job.clip_path) as clip:
        frames = [frame.to_ndarray(format="rgb24") for frame in clip.decode(video=0)]
    return np.stack(frames).astype(np.uint8)


@contextmanager
def opened(places: Places, hub: HubServer) -> Iterator[Everything]:
    with closing(Everything(places, hub.endpoint)) as everything:
        yield everything


def test_a_clip_that_waited_is_rendered_and_damage_is_found_and_mended(
    places: Places, hub: HubServer
) -> None:
    assert places.installed_models() == ()
    request = REQUEST.with_changes(**QUICK)
    with opened(places, hub) as app:
        manager = app.models.manager
        waiting = app.queue.add(request, wait_for_model=True)
        assert "to be installed" in waiting.waits
        manager.install("demo")
        first = app.finished(waiting)  # nobody asks for it again: it was queued before
        assert first.state is JobState.DONE, first.message
        app.wait_for(ModelState.AVAILABLE, ModelState.LOADED)
        status = app.status_after_use()
        assert status.usage.uses == 1
        assert status.usage.success_rate == 1.0
        assert places.installed_models() == (Variant.DEMO,)

    # The disk goes bad while nobody looks; neither size nor time tell.
    folder = places.model_folder(Variant.DEMO)
    (weights,) = (folder / "transformer").glob("*.safetensors")
    before = weights.stat()
    content = bytearray(weights.read_bytes())
    content[len(content) // 2] ^= 1
    weights.write_bytes(content)
    os.utime(weights, ns=(before.st_atime_ns, before.st_mtime_ns))

    with opened(places, hub) as app:
        manager = app.models.manager
        assert manager.status("demo").state is ModelState.AVAILABLE  # sizes are right
        manager.verify("demo")
        app.wait_for(ModelState.CORRUPTED)
        status = manager.status("demo")
        damaged = [file.path for file in status.files if file.state is FileState.DAMAGED]
        assert damaged == [weights.relative_to(folder).as_posix()]
        assert status.actions[0] is ModelAction.REPAIR
        app.heard.clear()  # that it is damaged was told as an error
        sent_before = hub.bytes_sent
        manager.repair("demo")
        app.wait_for(ModelState.AVAILABLE)
        assert 0 < hub.bytes_sent - sent_before <= min(PIECE_BYTES, before.st_size)
        shipped = SHIPPED / "transformer" / weights.name
        assert weights.read_bytes() == shipped.read_bytes()
        again = app.finished(app.queue.add(request))
        assert again.state is JobState.DONE, again.message
        # Not the whole file: a clip says when it was made.
        assert np.array_equal(frames_of(again), frames_of(first))


def test_a_job_that_met_a_damaged_model_has_it_repaired_and_is_rendered(
    places: Places, hub: HubServer
) -> None:
    with opened(places, hub) as app:
        app.models.manager.install("demo")
        app.wait_for(ModelState.AVAILABLE)
    (weights,) = (places.model_folder(Variant.DEMO) / "transformer").glob("*.safetensors")
    before = weights.stat()
    content = bytearray(weights.read_bytes())
    content[-4096:] = b"\xff" * 4096  # no number in any precision
    weights.write_bytes(content)
    os.utime(weights, ns=(before.st_atime_ns, before.st_mtime_ns))

    with opened(places, hub) as app:
        job = app.queue.add(REQUEST.with_changes(**QUICK))
        deadline = time.monotonic() + PATIENCE_S
        # It is failed for a moment, until it is known what can be done about it.
        while app.queue.job(job.id).state is not JobState.DONE:
            assert time.monotonic() < deadline, app.queue.job(job.id)
            time.sleep(0.02)
    shipped = SHIPPED / "transformer" / weights.name
    assert weights.read_bytes() == shipped.read_bytes()
    (record,) = RecoveryRecords(places.recoveries_file).recent()
    assert (record.cause, record.step) == (FailureCause.MODEL, RecoveryStep.REPAIR_MODEL)
    assert record.recovered
