"""A real engine process and the small client that the tests talk to it with."""

import os
import queue
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import psutil

from fixtures.engine_nursery import BornEngine
from wan22_desktop.core.model_parts import ModelParts
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.values import Value
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine_protocol.lines import decode_event, encode
from wan22_desktop.engine_protocol.messages import (
    Cancelled,
    Event,
    Failed,
    Heartbeat,
    Hello,
    Ready,
    Render,
    Rendered,
    Shutdown,
    Suspended,
)
from wan22_desktop.engine_protocol.plan import ExecutionPlan

ENGINE = "from wan22_desktop.engine.main import run; raise SystemExit(run())"
NOISY_ENGINE = f"""
import os, sys, threading, time
def babble():
    while "torch" not in sys.modules:
        time.sleep(0.01)
    while True:
        print("stray")
        print("stray", file=sys.__stdout__, flush=True)
        os.write(1, b"stray")
        os.system("echo stray")
        time.sleep(1)
threading.Thread(target=babble, daemon=True).start()
{ENGINE}
"""
"""An engine that is full of libraries that print, from Python, from C and from children."""

PATIENCE_S = 180.0
"""On a machine that does much else; every wait ends as soon as its answer is there."""

Kind = TypeVar("Kind", bound=Value)


class EngineClient:
    """Starts an engine, greets it, and hands out its events without the heartbeats."""

    def __init__(self, process: BornEngine | None = None) -> None:
        """Talks to `process`, or else to an engine that it starts itself."""
        self.process = process or subprocess.Popen(
            [sys.executable, "-c", NOISY_ENGINE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # One thread in both processes: on a busy machine more are slower, and they round
            # sums differently.
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        self._events: queue.Queue[Event | Exception | None] = queue.Queue()
        self.heartbeats: list[Heartbeat] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        nonce = secrets.token_hex(16)
        self.send(Hello(nonce=nonce))
        self.ready = self.wait_for(Ready)
        assert self.ready.nonce == nonce

    def send(self, message: Value) -> None:
        self.send_bytes(encode(message))

    def send_bytes(self, line: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line)
        self.process.stdin.flush()

    def next_event(self) -> Event:
        event = self._events.get(timeout=PATIENCE_S)
        assert event is not None, f"the engine ended with {self.process.wait()}"
        if isinstance(event, Exception):
            raise event
        return event

    def rest(self) -> list[Event]:
        """What an engine that has ended still said."""
        events: list[Event] = []
        while (event := self._events.get(timeout=PATIENCE_S)) is not None:
            if isinstance(event, Exception):
                raise event
            events.append(event)
        return events

    def wait_for(self, kind: type[Kind]) -> Kind:
        """The next event of a kind; those before it are passed over."""
        while not isinstance(event := self.next_event(), kind):
            pass
        return event

    def outcome(self, job_id: str) -> tuple[list[Event], Event]:
        """All events of a job up to its last, and that one."""
        events: list[Event] = []
        while True:
            event = self.next_event()
            events.append(event)
            last = isinstance(event, Rendered | Cancelled | Suspended | Failed)
            if last and event.job_id == job_id:
                return events, event

    def render(self, job: Render) -> Rendered:
        """Send a job that has to succeed."""
        self.send(job)
        last = self.outcome(job.job_id)[1]
        assert isinstance(last, Rendered), last
        return last

    def refusal(self, job: Render) -> Failed:
        """Send a job that has to fail."""
        self.send(job)
        last = self.outcome(job.job_id)[1]
        assert isinstance(last, Failed), last
        return last

    @contextmanager
    def limited_to(self, *, resource_kind: int, limit: int) -> Iterator[None]:
        """Run with a smaller limit of memory or file size, as on a machine that is full."""
        process = psutil.Process(self.process.pid)
        before = process.rlimit(resource_kind)
        assert before is not None
        process.rlimit(resource_kind, (limit, before[1]))
        yield
        process.rlimit(resource_kind, before)

    def shut_down(self) -> None:
        """End the engine as a window that is closed does."""
        self.send(Shutdown())
        assert self.process.wait(PATIENCE_S) == 0

    def close_stdin(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    def close(self) -> None:
        """Give back what belongs to the engine, alive or not."""
        self.close_stdin()
        self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if not line.endswith(b"\n"):
                break  # it was killed while it spoke
            try:
                event = decode_event(line[:-1])
            except Exception as error:  # noqa: BLE001 - raised again on the test's own thread
                self._events.put(error)
                return
            if isinstance(event, Heartbeat):
                self.heartbeats.append(event)
            else:
                self._events.put(event)
        self._events.put(None)


class Jobs:
    """Makes Render commands whose files lie in one folder."""

    def __init__(self, folder: Path, model_folder: Path) -> None:
        self.folder = folder
        self.model_folder = model_folder

    def quick_request(self, **changes: object) -> GenerationRequest:
        """A request that renders in a fraction of a second."""
        request = GenerationRequest.default(prompt="a red circle moving left", seed=7)
        quick = {"width": 64, "height": 64, "num_frames": 5, "num_inference_steps": 2}
        return request.with_changes(**{**quick, **changes})

    def job(
        self,
        request: GenerationRequest | None = None,
        *,
        plan: ExecutionPlan | None = None,
        model_folder: Path | None = None,
        image_path: Path | None = None,
        end_image_path: Path | None = None,
        lora_paths: tuple[Path, ...] = (),
        checkpoint_path: Path | None = None,
        clip_path: Path | None = None,
        upcoming_texts: tuple[str, ...] = (),
    ) -> Render:
        job_id = secrets.token_hex(6)
        request = request or self.quick_request()
        return Render(
            job_id=job_id,
            request=request,
            plan=plan or ExecutionPlan(),
            parts=parts_in(model_folder or self.model_folder, request.model),
            image_path=str(image_path) if image_path else None,
            end_image_path=str(end_image_path) if end_image_path else None,
            lora_paths=tuple(map(str, lora_paths)),
            checkpoint_path=str(checkpoint_path or self.folder / f"{job_id}.safetensors"),
            cache_path=str(self.folder / "cache"),
            upcoming_texts=upcoming_texts,
            clip_path=str(clip_path or self.folder / f"{job_id}.tmp.mp4"),
        )


def parts_in(folder: Path, variant: Variant) -> ModelParts:
    """The parts of a diffusers folder, whatever state they are in."""
    second = folder / "transformer_2"
    return ModelParts(
        variant=variant,
        transformer=str(folder / "transformer"),
        transformer_2=str(second) if second.is_dir() else None,
        vae=str(folder / "vae"),
        text_encoder=str(folder / "text_encoder"),
        tokenizer=str(folder / "tokenizer"),
    )
