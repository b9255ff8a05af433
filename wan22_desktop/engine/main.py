"""The engine's life: greet, render what is asked for, end when nobody asks any more."""

import logging
import os
import threading
import time
from typing import TYPE_CHECKING, NoReturn

import psutil

from wan22_desktop.core.errors import ErrorCategory
from wan22_desktop.core.log_entry import job_log
from wan22_desktop.core.texts import tr
from wan22_desktop.engine.cancel import RenderCancelled, RenderSuspended
from wan22_desktop.engine.channel import Channel, leave
from wan22_desktop.engine.inbox import Inbox
from wan22_desktop.engine.process import (
    die_with_parent,
    library_versions,
    prepare_environment,
    without_torchao,
    yield_to_the_window,
)
from wan22_desktop.engine.tuning import TuningAtStart
from wan22_desktop.engine_protocol.lines import ProtocolError, decode_command, read_line
from wan22_desktop.engine_protocol.messages import (
    HEARTBEAT_INTERVAL_S,
    PROTOCOL_VERSION,
    Cancelled,
    Failed,
    Heartbeat,
    Hello,
    Ready,
    Render,
    Suspended,
)
from wan22_desktop.engine_protocol.tuning import EngineTuning

if TYPE_CHECKING:  # torch and the pipelines are imported by `run`, when their time has come
    from wan22_desktop.engine.renderer import Renderer

EXIT_OK = 0
EXIT_BAD_GREETING = 3
EXIT_DEVICE_LOST = 4

_log = logging.getLogger(__name__)


def run() -> int:
    """Serve until the window says Shutdown or closes the pipe; returns only if it never greets."""
    parent_pid = os.getppid()
    die_with_parent(parent_pid)
    channel = Channel.take_over()
    prepare_environment()
    yield_to_the_window()
    greeting = _greeting(channel)
    if greeting is not None:
        _live(channel, greeting)
    return EXIT_BAD_GREETING


def _live(channel: Channel, greeting: Hello) -> NoReturn:
    started = time.perf_counter()
    tuning = TuningAtStart(greeting.tuning)
    tuning.before_torch()
    inbox = Inbox(channel)
    inbox.start()

    import torch

    from wan22_desktop.engine.memory.limits import gpu_of_torch

    applied = tuning.after_torch()
    channel.emit(
        Ready(
            protocol_version=PROTOCOL_VERSION,
            nonce=greeting.nonce,
            versions=library_versions(),
            devices=("cpu", "cuda") if torch.cuda.is_available() else ("cpu",),
            gpu=gpu_of_torch(),
            tuning=applied,
        )
    )
    ready = time.perf_counter()
    threading.Thread(target=_beat, args=(channel, inbox), name="heartbeat", daemon=True).start()
    # The pipelines take longer to import than torch itself: the window need not wait for them.
    with without_torchao():
        from wan22_desktop.engine.renderer import Renderer

    _log.info(
        "ready %.2f s after the greeting, pipelines imported in %.2f s more",
        ready - started,
        time.perf_counter() - ready,
    )
    _serve(channel, inbox, Renderer(channel.emit, applied), applied)
    # Taking torch down in order costs a second and frees nothing that the system would not.
    leave(EXIT_OK)


def _greeting(channel: Channel) -> Hello | None:
    """The window's first line, if it speaks our version; otherwise it is told why not."""
    try:
        line = read_line(channel.commands)
        if line is None:
            leave(EXIT_OK)
        greeting = decode_command(line)
        if isinstance(greeting, Hello) and greeting.protocol_version == PROTOCOL_VERSION:
            return greeting
        reason = tr("it speaks protocol version {number} only", number=PROTOCOL_VERSION)
    except ProtocolError as error:
        reason = str(error)
    channel.emit(
        Failed(
            job_id=None,
            category=ErrorCategory.ENGINE,
            message=tr(
                "Window and engine do not belong together: {reason}. Install the app again.",
                reason=reason,
            ),
        )
    )
    return None


def _beat(channel: Channel, inbox: Inbox) -> None:
    process = psutil.Process()
    while True:
        resident_bytes = process.memory_info().rss
        channel.emit(Heartbeat(resident_bytes=resident_bytes, work_done=inbox.work_done))
        time.sleep(HEARTBEAT_INTERVAL_S)


def _serve(channel: Channel, inbox: Inbox, renderer: "Renderer", tuning: EngineTuning) -> None:
    from wan22_desktop.engine.clip_writer import ClipWriter
    from wan22_desktop.engine.clips.processor import ClipProcessor
    from wan22_desktop.engine.failures import failure_of, is_device_lost

    threads = tuning.preprocessing_workers or 1
    writer = ClipWriter(channel.emit, inbox.finished, threads)
    processor = ClipProcessor(channel.emit, threads)
    while (job := inbox.next_job()) is not None:
        command = job.command
        worker = renderer if isinstance(command, Render) else processor
        try:
            with job_log(command.job_id):
                if isinstance(command, Render):
                    writer.write(job, renderer.render(command, job.token))
                    continue
                renderer.recover()  # the card's memory is for the frames now
                answer = processor.process(command, job.token)
        except RenderCancelled:
            answer = Cancelled(job_id=command.job_id)
            renderer.recover()
        except RenderSuspended as suspension:
            answer = Suspended(job_id=command.job_id, step=suspension.step)
            renderer.recover()
        except Exception as error:  # noqa: BLE001 - the border of the process: all become events
            answer = failure_of(error, command, worker.stage)
            if is_device_lost(error):
                channel.emit(answer)
                leave(EXIT_DEVICE_LOST)
            error.__traceback__ = None  # its frames hold tensors
            renderer.recover()
        channel.emit(answer)
        inbox.finished(job)
    writer.close()
