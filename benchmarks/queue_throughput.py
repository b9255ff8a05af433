"""A queue of clips against a bare diffusers loop, and a cold start against a plain script.

    python3 run.py bench queue_throughput [--rounds 3] [--starts 5]

Both loops are warm, in processes of their own, with the same number of threads; they take turns,
each with the same requests. The app's side is everything from the first "Add to queue" to the last
clip in its place. The bare side is `WanPipeline(...)` and a plain H.264 file with the app's
settings, clip after clip.

A cold start is a new process, its imports, the model from the disk, and the first step: the engine
as the window starts it against a script that does nothing else. Files are in the system's cache on
both sides. The app's home is either new (texts are encoded and colours are fitted, as at the very
first render) or has rendered before; the script encodes its prompt each time.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import IO, cast

from render_overhead import THREADS, BarePipeline

from wan22_desktop.composition.plans import MachinePlans
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.events import JobChanged, QueueEvent
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.render_runner import RenderRunner
from wan22_desktop.generation.store import JobStore

JOBS = 10
TARGET_SPEEDUP = 1.05
TARGET_COLD_START_RATIO = 1.0
PATIENCE_S = 900.0

PLAIN_SCRIPT = """
import sys
from pathlib import Path
import torch
from diffusers import WanPipeline

torch.set_num_threads(int(sys.argv[2]))
pipeline = WanPipeline.from_pretrained(sys.argv[1], dtype=torch.float32, local_files_only=True)

def first_step(pipeline, step, timestep, tensors):
    print("step", flush=True)
    sys.stdin.read()

pipeline(
    prompt="a red circle moving right on a blue background", height=96, width=96, num_frames=17,
    num_inference_steps=20, guidance_scale=2.0, generator=torch.Generator().manual_seed(1),
    callback_on_step_end=first_step,
)
"""


def requests_of_round(round_number: int) -> list[GenerationRequest]:
    """Ten clips as people queue them: two prompts, five seeds of each."""
    prompts = ("a red circle moving right on a blue background", "a green square moving up")
    return [
        GenerationRequest.default(prompt=prompts[number % 2]).with_changes(
            seed=round_number * JOBS + number
        )
        for number in range(JOBS)
    ]


# --- the two loops ------------------------------------------------------------------------------


def serve_bare(model_folder: Path) -> None:
    """Render a round for each number read; answers with the seconds it took."""
    pipeline = BarePipeline(model_folder)
    print("ready", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for line in sys.stdin:
            started = time.perf_counter()
            for number, request in enumerate(requests_of_round(int(line))):
                pipeline.render(request, Path(folder) / f"{number}.mp4")
            print(time.perf_counter() - started, flush=True)


class BareLoop:
    """diffusers in a process of its own."""

    def __init__(self, model_folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, "--bare", "--model", str(model_folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._answer()

    def seconds(self, round_number: int) -> float:
        print(round_number, file=self._process.stdin, flush=True)
        return float(self._answer())

    def close(self) -> None:
        self._process.communicate()

    def _answer(self) -> str:
        line = cast("IO[str]", self._process.stdout).readline()
        if not line:
            raise RuntimeError("the bare loop ended")
        return line


class AppQueue:
    """The app's queue with its engine process, as the window uses them."""

    def __init__(self, places: Places) -> None:
        self._ended = threading.Event()
        self._stepped = threading.Event()
        self._database = open_database(places)
        self._queue = RenderQueue(JobStore(self._database), places, listener=self._hear)
        self._runner = RenderRunner(
            self._queue, places, planner=MachinePlans(places), listener=self._hear
        )
        self._thread = threading.Thread(target=self._runner.run)
        self._thread.start()

    def seconds(self, round_number: int) -> float:
        """From adding the first request of a round to its last clip in its place."""
        started = time.perf_counter()
        jobs = [self._queue.add(request) for request in requests_of_round(round_number)]
        while not all(self._queue.job(job.id).state.is_ended for job in jobs):
            self._ended.clear()
            self._ended.wait(0.1)
        seconds = time.perf_counter() - started
        for job in jobs:
            ended = self._queue.job(job.id)
            if ended.state is not JobState.DONE:
                raise RuntimeError(ended.message)
        return seconds

    def seconds_to_first_step(self) -> float:
        """From adding a request to its first step."""
        started = time.perf_counter()
        self._queue.add(requests_of_round(0)[0])
        if not self._stepped.wait(PATIENCE_S):
            raise RuntimeError("no step was done")
        return time.perf_counter() - started

    def close(self) -> None:
        self._runner.stop()
        self._thread.join()
        self._database.close()

    def _hear(self, event: QueueEvent) -> None:
        if isinstance(event, JobChanged) and event.job.state.is_ended:
            self._ended.set()
        if isinstance(event, Progress) and event.step:
            self._stepped.set()


# --- what is measured ---------------------------------------------------------------------------


def home_with(model_folder: Path, home: Path) -> Places:
    """A new home folder whose demo model is `model_folder`."""
    models = home / "assets" / "models"
    models.mkdir(parents=True)
    (models / "demo").symlink_to(model_folder, target_is_directory=True)
    places = Places(home, home / "assets")
    places.create()
    return places


def measure_throughput(model_folder: Path, home: Path, rounds: int) -> dict[str, float]:
    """Medians over the rounds, after one that does not count."""
    turns: list[tuple[float, float]] = []
    with (
        closing(BareLoop(model_folder)) as bare,
        closing(AppQueue(home_with(model_folder, home))) as app,
    ):
        turns += [(bare.seconds(number), app.seconds(number)) for number in range(rounds + 1)]
    bare_s, app_s = (statistics.median(column) for column in zip(*turns[1:], strict=True))
    return {"bare_s": bare_s, "app_s": app_s, "speedup": bare_s / app_s}


def plain_seconds_to_first_step(model_folder: Path) -> float:
    """Of the script, from the start of its process."""
    started = time.perf_counter()
    command = [sys.executable, "-c", PLAIN_SCRIPT, str(model_folder), str(THREADS)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as script:
        if cast("IO[bytes]", script.stdout).readline() != b"step\n":
            raise RuntimeError("the plain script failed")
        seconds = time.perf_counter() - started
        script.kill()
    return seconds


def measure_cold_start(model_folder: Path, folder: Path, starts: int) -> dict[str, float]:
    """Medians over the starts, after one that does not count."""
    turns: list[tuple[float, ...]] = []
    for number in range(starts + 1):
        turn = [plain_seconds_to_first_step(model_folder)]
        places = home_with(model_folder, folder / str(number))
        for _home in ("new", "used"):
            with closing(AppQueue(places)) as app:
                turn.append(app.seconds_to_first_step())
            # The job that was begun must not go on from its first step the next time.
            shutil.rmtree(places.checkpoints)
            places.database_file.unlink()
            places.create()
        turns.append(tuple(turn))
    plain_s, new_s, used_s = (statistics.median(c) for c in zip(*turns[1:], strict=True))
    return {
        "plain_script_s": plain_s,
        "app_new_home_s": new_s,
        "app_used_home_s": used_s,
        "cold_start_ratio": new_s / plain_s,
        "cold_start_ratio_used_home": used_s / plain_s,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    shipped = Places.find().model_folder(Variant.DEMO)
    parser.add_argument("--model", type=Path, default=shipped, help="folder of the demo model")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--bare", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    model_folder = cast("Path", arguments.model).resolve()
    os.environ["HF_HUB_OFFLINE"] = "1"
    if arguments.bare:
        serve_bare(model_folder)
        return 0
    result: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        if arguments.rounds:
            result |= measure_throughput(model_folder, Path(folder) / "queue", arguments.rounds)
            print(f"{JOBS} demo clips in a row, {THREADS} thread, medians of {arguments.rounds}")
            print(f"  {'bare diffusers loop':44s}{result['bare_s']:8.2f} s")
            print(f"  {'app, from the first Add to the last clip':44s}{result['app_s']:8.2f} s")
            print(f"  {f'times faster (>= {TARGET_SPEEDUP})':44s}{result['speedup']:8.3f}")
        if arguments.starts:
            result |= measure_cold_start(model_folder, Path(folder), arguments.starts)
            print(f"Cold start to the first step, medians of {arguments.starts}")
            for text, key in (
                ("plain script", "plain_script_s"),
                ("app in a new home", "app_new_home_s"),
                ("app in a home that has rendered before", "app_used_home_s"),
            ):
                print(f"  {text:44s}{result[key]:8.2f} s")
            for text, key in (
                (f"new home / plain script (<= {TARGET_COLD_START_RATIO})", "cold_start_ratio"),
                ("used home / plain script", "cold_start_ratio_used_home"),
            ):
                print(f"  {text:44s}{result[key]:8.3f}")
    print(f"load average {os.getloadavg()[0]:.1f}")
    print(json.dumps({name: round(value, 4) for name, value in result.items()}))
    missed = result.get("speedup", TARGET_SPEEDUP) < TARGET_SPEEDUP
    missed |= result.get("cold_start_ratio", 0.0) > TARGET_COLD_START_RATIO
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
