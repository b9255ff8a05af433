"""The process: greeting, pipes, stray output, and an end that leaves no orphan."""

import io
import os
import secrets
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from engine_client import ENGINE, EngineClient, Jobs

from wan22_desktop.core.errors import ErrorCategory
from wan22_desktop.engine.cancel import RenderCancelled
from wan22_desktop.engine.channel import Channel
from wan22_desktop.engine.inbox import Inbox
from wan22_desktop.engine_protocol.lines import decode_event, encode
from wan22_desktop.engine_protocol.messages import (
    MAX_LINE_BYTES,
    PROTOCOL_VERSION,
    Failed,
    Hello,
    Rendered,
    Shutdown,
    StepDone,
)


def test_stray_output_does_not_reach_the_stream(engine: EngineClient, jobs: Jobs) -> None:
    engine.send(jobs.job(jobs.quick_request(num_inference_steps=20)))
    beats = len(engine.heartbeats)
    engine.wait_for(Rendered)
    while len(engine.heartbeats) < beats + 2:
        time.sleep(0.05)  # it prints once a second; every line that comes has to be an event
    assert engine.heartbeats[-1].resident_bytes > 100e6


def test_closed_stdin_ends_the_process_in_the_middle_of_a_step(jobs: Jobs) -> None:
    long = jobs.quick_request(num_inference_steps=200, num_frames=41, width=192, height=192)
    with closing(EngineClient()) as client:
        client.send(jobs.job(long))
        client.wait_for(StepDone)
        client.close_stdin()
        assert client.process.wait(timeout=2) == 0


def test_shutdown_stops_what_runs_and_what_waits(jobs: Jobs) -> None:
    read_end, write_end = os.pipe()
    with os.fdopen(read_end, "rb") as commands, os.fdopen(write_end, "wb") as sender:
        inbox = Inbox(Channel(commands, io.BytesIO()))
        inbox.start()
        sender.write(encode(jobs.job()) + encode(jobs.job()) + encode(Shutdown()))
        sender.flush()
        running, waiting, nothing = (inbox.next_job() for _ in range(3))
        assert running is not None
        assert waiting is not None
        assert nothing is None
        for job in (running, waiting):
            with pytest.raises(RenderCancelled):
                job.token.raise_if_set()


def test_garbage_is_refused_and_survived(engine: EngineClient, jobs: Jobs) -> None:
    unknown_field = encode(jobs.job())[:-2] + b',"extra":1}\n'
    deep = b"[" * 100_000 + b"\n"
    lines = (
        b"\n",
        b"\xff\xfe\n",
        b"{}\n",
        deep,
        b"x" * (3 * MAX_LINE_BYTES) + b"\n",
        unknown_field,
    )
    for line in lines:
        engine.send_bytes(line)
        failed = engine.next_event()
        assert isinstance(failed, Failed)
        assert failed.job_id is None
    engine.send(Hello(nonce=secrets.token_hex(16)))
    assert isinstance(engine.next_event(), Failed)
    engine.render(jobs.job())


def start_ungreeted(*lines: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", ENGINE],
        input=b"".join(lines),
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "line",
    [
        encode(Hello(protocol_version=PROTOCOL_VERSION + 1, nonce="0" * 32)),
        encode(Shutdown()),
        b"GET / HTTP/1.1\r\n",
    ],
)
def test_wrong_greeting_is_refused(line: bytes) -> None:
    ended = start_ungreeted(line)
    (answer,) = ended.stdout.splitlines()
    failed = decode_event(answer)
    assert isinstance(failed, Failed)
    assert failed.category is ErrorCategory.ENGINE
    assert ended.returncode == 3


def test_closed_stdin_before_any_greeting() -> None:
    assert start_ungreeted().returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="Windows ends it through a job object")
def test_killed_parent_takes_the_engine_along() -> None:
    """Also while someone else still holds the engine's standard input open."""
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', sys.argv[1]])\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    read_end, write_end = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-c", code, ENGINE], stdin=read_end, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        # It has asked Linux for its end before it puts its pipes aside.
        while Path(f"/proc/{child.pid}/fd/0").readlink() != Path(os.devnull):
            time.sleep(0.02)
        parent.send_signal(signal.SIGKILL)
    child.wait(timeout=10)
    assert not child.is_running()
    os.close(read_end)
    os.close(write_end)
