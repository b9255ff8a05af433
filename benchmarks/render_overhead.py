"""What the app adds to a render: the queue with its engine against the bare pipeline.

Run `python benchmarks/render_overhead.py`. Both sides are warm, use the same number of threads and
take turns, each with the same requests. The app's side is everything from "Add to queue" to the
clip in its place: commit to the database, kept latents, previews, metadata, reading the clip back,
publishing. The bare side is `WanPipeline(...)` to frames, then a plain H.264 file. Processor time
(both processes of the app together) is given too, because a busy machine disturbs it least.
"""

import argparse
import json
import os
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
import psutil

from wan22_desktop.composition.plans import MachinePlans
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.generation.events import JobChanged, QueueEvent
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.render_runner import RenderRunner
from wan22_desktop.generation.store import JobStore

THREADS = 1  # what the app gives the demo model
TARGET_RATIO = 1.03


def request(seed: int, steps: int) -> GenerationRequest:
    """Text to video with the demo model's own size and length."""
    base = GenerationRequest.default(prompt="a red circle moving right on a blue background")
    return base.with_changes(seed=seed, num_inference_steps=steps)


class BarePipeline:
    """diffusers, called as in its documentation."""

    def __init__(self, model_folder: Path) -> None:
        import torch
        from diffusers.pipelines.wan.pipeline_wan import WanPipeline

        torch.set_num_threads(THREADS)
        self._torch = torch
        self._pipeline: Any = WanPipeline.from_pretrained(
            str(model_folder), dtype=torch.float32, local_files_only=True
        )
        self._pipeline.set_progress_bar_config(disable=True)

    def render(self, wanted: GenerationRequest, clip: Path) -> tuple[float, float, float]:
        """Seconds to the frames, to the written file, and of processor time in all."""
        started, cpu_started = time.perf_counter(), time.process_time()
        frames = self._pipeline(
            prompt=wanted.prompt,
            negative_prompt=wanted.negative_prompt,
            height=wanted.height,
            width=wanted.width,
            num_frames=wanted.num_frames,
            num_inference_steps=wanted.num_inference_steps,
            guidance_scale=wanted.guidance_scale,
            generator=self._torch.Generator("cpu").manual_seed(wanted.seed),
        ).frames[0]
        framed = time.perf_counter()
        with av.open(str(clip), "w") as container:
            stream: Any = container.add_stream("libx264", rate=wanted.fps)
            stream.height, stream.width = frames.shape[1:3]
            stream.options = {"crf": "14", "preset": "medium"}
            for frame in (frames * 255).round().astype(np.uint8):
                container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
            container.mux(stream.encode())
        written = time.perf_counter()
        return framed - started, written - started, time.process_time() - cpu_started


class AppQueue:
    """The app's queue with its engine process, as the window uses them."""

    def __init__(self, queue: RenderQueue) -> None:
        self._queue = queue
        self.runner: RenderRunner | None = None
        self._ended = threading.Event()

    def hear(self, event: QueueEvent) -> None:
        if isinstance(event, JobChanged) and event.job.state.is_ended:
            self._ended.set()

    def render(self, wanted: GenerationRequest) -> tuple[float, float]:
        """Seconds from adding the request to the clip in its place, and of processor time."""
        self._ended.clear()
        started, cpu_started = time.perf_counter(), self._processor_seconds()
        job = self._queue.add(wanted)
        if not self._ended.wait(600):
            raise RuntimeError("the job did not end within ten minutes")
        seconds = time.perf_counter() - started
        ended = self._queue.job(job.id)
        if ended.state is not JobState.DONE:
            raise RuntimeError(ended.message)
        return seconds, self._processor_seconds() - cpu_started

    def _processor_seconds(self) -> float:
        pid = None if self.runner is None else self.runner.engine_pid
        if pid is None:
            return time.process_time()
        times = psutil.Process(pid).cpu_times()
        return time.process_time() + times.user + times.system


@contextmanager
def app_queue(places: Places) -> Iterator[AppQueue]:
    """A queue in a home of its own, with an engine that starts with the first job."""
    places.create()
    database = open_database(places)
    listeners: list[AppQueue] = []

    def tell(event: QueueEvent) -> None:
        for listener in listeners:
            listener.hear(event)

    queue = RenderQueue(JobStore(database), places, listener=tell)
    listeners.append(AppQueue(queue))
    runner = listeners[0].runner = RenderRunner(
        queue, places, planner=MachinePlans(places), listener=tell
    )
    thread = threading.Thread(target=runner.run)
    thread.start()
    try:
        yield listeners[0]
    finally:
        runner.stop()
        thread.join()
        database.close()


def preview_share_percent(log_file: Path) -> float:
    """The median share of sampling that previews took, from the engine's log."""
    found = re.findall(r"of it previews ([\d.]+) %", log_file.read_text(errors="replace"))
    return statistics.median(float(value) for value in found)


def measure(model_folder: Path, home: Path, pairs: int, steps: int) -> dict[str, float]:
    """Medians in seconds over `pairs` turns of both sides, after one turn that does not count."""
    assets = home / "assets"
    (assets / "models").mkdir(parents=True)
    (assets / "models" / "demo").symlink_to(model_folder, target_is_directory=True)
    bare = BarePipeline(model_folder)
    turns: list[tuple[float, ...]] = []
    with app_queue(Places(home, assets)) as queue:
        for seed in range(pairs + 1):
            wanted = request(seed, steps)
            turns.append((*bare.render(wanted, home / "bare.mp4"), *queue.render(wanted)))
    columns = tuple(zip(*turns[1:], strict=True))
    to_frames, to_file, bare_cpu, app, app_cpu = (statistics.median(c) for c in columns)
    return {
        "pairs": pairs,
        "steps": steps,
        "bare_frames_s": to_frames,
        "bare_file_s": to_file,
        "bare_processor_s": bare_cpu,
        "app_s": app,
        "app_processor_s": app_cpu,
        "ratio_to_file": app / to_file,
        "ratio_to_frames": app / to_frames,
        "ratio_of_fastest": min(columns[3]) / min(columns[1]),
        "ratio_of_processor_time": app_cpu / bare_cpu,
        "preview_share_percent": preview_share_percent(home / "logs" / "engine.log"),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    shipped = Places.find().model_folder(Variant.DEMO)
    parser.add_argument("--model", type=Path, default=shipped, help="folder of the demo model")
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--steps", type=int, default=20)
    arguments = parser.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    with tempfile.TemporaryDirectory() as home:
        result = measure(
            cast("Path", arguments.model).resolve(), Path(home), arguments.pairs, arguments.steps
        )
    print(f"Warm render, {result['pairs']:.0f} pairs in turn, {THREADS} thread, medians")
    for text, key in (
        ("bare WanPipeline to frames", "bare_frames_s"),
        ("bare WanPipeline to an MP4", "bare_file_s"),
        ("  of processor time", "bare_processor_s"),
        ("app, from Add to queue to its MP4", "app_s"),
        ("  of processor time", "app_processor_s"),
    ):
        print(f"  {text:36s}{result[key]:8.3f} s")
    for text, key in (
        (f"app / bare to an MP4 (<= {TARGET_RATIO})", "ratio_to_file"),
        ("app / bare to frames", "ratio_to_frames"),
        ("the fastest of each, to an MP4", "ratio_of_fastest"),
        ("processor time, to an MP4", "ratio_of_processor_time"),
    ):
        print(f"  {text:36s}{result[key]:8.3f}")
    print(f"  {'previews, share of sampling':36s}{result['preview_share_percent']:8.2f} %")
    print(json.dumps({name: round(value, 4) for name, value in result.items()}))


if __name__ == "__main__":
    main()
