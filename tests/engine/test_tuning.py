"""What the engine's process is tuned to really holds, and changes no result."""

import hashlib
import os
import struct
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
import pytest
import torch
from engine_client import Jobs
from PIL import Image

from fixtures.tiny_wan import DEMO_FOLDER, tiny_transformer
from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Mode, Variant
from wan22_desktop.engine.cancel import CancelToken
from wan22_desktop.engine.in_order import in_order
from wan22_desktop.engine.loading.components import load_transformer
from wan22_desktop.engine.lora.files import LoraFiles
from wan22_desktop.engine.memory.offload import Placement
from wan22_desktop.engine.model_manager import ModelManager
from wan22_desktop.engine.numa import bind_to_node, cpu_sets_of, processors_in
from wan22_desktop.engine.render_run import RenderRun
from wan22_desktop.engine.renderer import Renderer
from wan22_desktop.engine.video_file import Frames, write_clip
from wan22_desktop.engine_protocol.plan import ExecutionPlan, Offload
from wan22_desktop.engine_protocol.tuning import EngineTuning
from wan22_desktop.generation.engine_process import EngineProcess

TRANSFORMER = DEMO_FOLDER / "transformer"
WANTED = EngineTuning(
    interop_threads=3,
    numa_node=0,
    pinned_budget_bytes=1 << 30,
    loading_threads=2,
    preprocessing_workers=2,
    allow_tf32=False,
)
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc and /sys")


@contextmanager
def engine_with(tuning: EngineTuning, log: Path) -> Iterator[EngineProcess]:
    process = EngineProcess(log, tuning=tuning)
    try:
        process.start()
        yield process
    finally:
        process.shut_down()


@on_linux
def test_an_engine_says_what_holds_and_it_does(tmp_path: Path) -> None:
    node = Path("/sys/devices/system/node/node0/cpulist")
    if not node.is_file():
        pytest.skip("this system tells no nodes")
    with engine_with(WANTED, tmp_path / "engine.log") as engine:
        applied = engine.ready.tuning
        assert engine.pid is not None
        running = psutil.Process(engine.pid)
        processors = processors_in(node.read_text()) & set(psutil.Process().cpu_affinity())
        assert set(running.cpu_affinity()) == processors
        maps = Path(f"/proc/{engine.pid}/numa_maps")
        if maps.is_file():
            assert "prefer:0" in maps.read_text()
        on_card = "cuda" in engine.ready.devices
    assert applied == EngineTuning(
        interop_threads=3,
        numa_node=0,
        loading_threads=2,
        preprocessing_workers=2,
        pinned_budget_bytes=1 << 30 if on_card else None,
        allow_tf32=False if on_card else None,
    )
    assert "interop_threads" in (tmp_path / "engine.log").read_text()


@on_linux
def test_a_node_that_is_not_there_costs_nothing(tmp_path: Path) -> None:
    node = tmp_path / "devices/system/node/node1"
    before = os.sched_getaffinity(0)
    assert bind_to_node(1, tmp_path) is None
    node.mkdir(parents=True)
    for text in ("", "what", "4000-4003"):
        (node / "cpulist").write_text(text)
        assert bind_to_node(1, tmp_path) is None
    assert os.sched_getaffinity(0) == before


def test_processors_and_cpu_sets_are_read_as_the_systems_write_them() -> None:
    assert processors_in("0-3,8,64-65\n") == {0, 1, 2, 3, 8, 64, 65}
    # Size, type, id, group, processor, core, cache, node, efficiency, flags, reserved, tag.
    entries = [(256 + i, i // 64, i % 64, i // 16) for i in range(128)]
    table = b"".join(
        struct.pack("<IIIHBBBBBBIQ", 32, 0, number, group, place, place, 0, node, 0, 0, 0, 0)
        for number, group, place, node in entries
    )
    # Node 5 lies in the second group, out of reach of this process's affinity mask.
    assert cpu_sets_of(table, 5) == list(range(256 + 80, 256 + 96))
    assert cpu_sets_of(table, 9) == []
    assert cpu_sets_of(table[:40], 0) == [256]
    with pytest.raises(ValueError, match="not understood"):
        cpu_sets_of(bytes(64), 1)


def test_weights_read_on_four_threads_are_those_read_on_one() -> None:
    one = load_transformer(TRANSFORMER, Variant.DEMO, torch.float32)
    four = load_transformer(TRANSFORMER, Variant.DEMO, torch.float32, threads=4)
    expected = one.state_dict()
    assert expected.keys() == four.state_dict().keys()
    assert all(torch.equal(tensor, expected[name]) for name, tensor in four.state_dict().items())


def test_a_load_that_is_stopped_leaves_no_thread() -> None:
    calls = 0

    def stop() -> None:
        nonlocal calls
        calls += 1
        if calls == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_transformer(TRANSFORMER, Variant.DEMO, torch.float32, check=stop, threads=4)
    assert not [thread for thread in threading.enumerate() if "weights" in thread.name]


def test_a_file_that_shrinks_while_it_is_read_is_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "transformer"
    folder.mkdir()
    for file in TRANSFORMER.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    weights = next(folder.glob("*.safetensors"))
    calls = 0

    def shrink() -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            os.truncate(weights, weights.stat().st_size // 2)

    with pytest.raises(UserError, match="was changed while it was read"):
        load_transformer(folder, Variant.DEMO, torch.float32, check=shrink, threads=3)


def test_results_come_in_order_and_never_far_ahead() -> None:
    begun: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        return number * number

    for threads in (1, 3):
        begun.clear()
        with in_order(work, range(50), threads, name="test") as results:
            for index, result in enumerate(results):
                assert result == index * index
                assert len(begun) <= index + threads + 1
        assert sorted(begun) == list(range(50))


def test_a_clip_converted_on_several_threads_has_the_same_bytes(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    stills = random.integers(0, 255, (21, 8, 12, 3), np.uint8)
    frames = stills.repeat(16, axis=1).repeat(16, axis=2)
    metadata = ClipMetadata(
        request=GenerationRequest.default(prompt="noise", seed=1),
        app_version="1",
        versions={},
        device="cpu",
        precision="fp32",
        created_at="2026-11-21T08:00:00+00:00",
    )
    files = [
        write_clip(tmp_path / f"{threads}.mp4", frames, 8, metadata, threads=threads)
        for threads in (1, 4)
    ]
    assert files[0] == files[1]


def test_the_budget_limits_what_a_plan_may_lock() -> None:
    plan = ExecutionPlan(offload=Offload.STREAMING, pinned_bytes=1 << 20)

    def locked(budget: int | None) -> int:
        placement = Placement(plan, budget)
        placement.add(tiny_transformer(Variant.TI2V_5B))
        return sum(placement._pinned_bytes.values())

    whole = locked(None)
    assert whole == locked(1 << 30) > 0
    assert 0 < locked(whole - 1) < whole
    assert locked(0) == 0


@contextmanager
def threads_seen(kind: str) -> Iterator[set[str]]:
    """Names of the threads of one kind that run meanwhile."""
    names: set[str] = set()

    def look(*_event: object) -> None:
        names.update(each.name for each in threading.enumerate() if each.name.startswith(kind))

    threading.setprofile(look)
    try:
        yield names
    finally:
        threading.setprofile(None)


def test_a_renderer_uses_as_many_threads_as_its_tuning_says(jobs: Jobs) -> None:
    def rendered(tuning: EngineTuning) -> tuple[set[str], Frames]:
        job = jobs.job()
        with threads_seen("weights") as names:
            clip = Renderer(lambda _event: None, tuning).render(job, CancelToken())
        return names, clip.frames

    plain, expected = rendered(EngineTuning())
    assert not plain
    many, frames = rendered(EngineTuning(loading_threads=3))
    assert "weights_0" in many
    assert many <= {"weights_0", "weights_1", "weights_2"}
    assert np.array_equal(frames, expected)


def test_both_pictures_of_a_clip_are_read_at_the_same_time(jobs: Jobs) -> None:
    paths = [jobs.folder / "first.png", jobs.folder / "last.png"]
    for path, colour in zip(paths, ("red", "blue"), strict=True):
        Image.new("RGB", (80, 64), colour).save(path)
    first, last = (hashlib.sha256(path.read_bytes()).hexdigest() for path in paths)
    request = GenerationRequest.default(Variant.I2V_A14B, prompt="a fox").with_changes(
        mode=Mode.IMAGE_TO_VIDEO, image_sha256=first, end_image_sha256=last
    )
    job = jobs.job(request, image_path=paths[0], end_image_path=paths[1])
    for threads in (1, 2):
        models = ModelManager(lambda _event: None)
        run = RenderRun(
            job,
            CancelToken(),
            lambda _event: None,
            models,
            finishing_s=0.0,
            picture_threads=threads,
        )
        with threads_seen("picture") as names:
            run.read_inputs(LoraFiles())
        assert bool(names) == (threads == 2)
        pictures = (run._image, run._end_image)
        colours = [picture and picture.getpixel((0, 0)) for picture in pictures]
        assert colours == [(255, 0, 0), (0, 0, 255)]
