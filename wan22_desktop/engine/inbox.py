"""Commands, taken by their own thread so that Cancel arrives while a step is computed."""

import queue
import threading
from typing import NamedTuple

from wan22_desktop.core.errors import ErrorCategory
from wan22_desktop.core.texts import tr
from wan22_desktop.engine.cancel import CancelToken
from wan22_desktop.engine.channel import Channel, leave
from wan22_desktop.engine_protocol.lines import ProtocolError, decode_command, read_line
from wan22_desktop.engine_protocol.messages import (
    MAX_LINE_BYTES,
    Cancel,
    Command,
    Failed,
    Hello,
    JobCommand,
    Process,
    Render,
    Shutdown,
    Suspend,
)


class Job(NamedTuple):
    """A clip to make and the token that stops it."""

    command: JobCommand
    token: CancelToken


class Inbox:
    """Turns lines into jobs; several are taken in their order."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._tokens: dict[str, CancelToken] = {}
        self._lock = threading.Lock()
        self._work_done_before = 0
        """For jobs that have ended."""

    def start(self) -> None:
        """Read commands from now on."""
        threading.Thread(target=self._read_all, name="commands", daemon=True).start()

    def next_job(self) -> Job | None:
        """Wait for the next job; None once the engine was asked to shut down."""
        return self._jobs.get()

    @property
    def work_done(self) -> int:
        """Small pieces of work in all jobs so far."""
        with self._lock:
            return self._work_done_before + sum(token.looks for token in self._tokens.values())

    def finished(self, job: Job) -> None:
        """Forget the job: a Cancel that comes late is answered by the job's own end."""
        with self._lock:
            self._work_done_before += job.token.looks
            self._tokens.pop(job.command.job_id, None)

    def _read_all(self) -> None:
        while True:
            try:
                line = read_line(self._channel.commands)
            except ProtocolError as error:
                self._skip_line()
                self._refuse(error)
                continue
            if line is None:
                leave(0)
            try:
                command = decode_command(line)
            except ProtocolError as error:
                self._refuse(error)
                continue
            if not self._take(command):
                return

    def _skip_line(self) -> None:
        """Read past the rest of a line that is too long, without keeping it."""
        rest = self._channel.commands.readline(MAX_LINE_BYTES)
        while rest and not rest.endswith(b"\n"):
            rest = self._channel.commands.readline(MAX_LINE_BYTES)

    def _take(self, command: Command) -> bool:
        """Act on one command; False after the last one."""
        match command:
            case Render() | Process():
                job = Job(command, CancelToken())
                with self._lock:
                    self._tokens[command.job_id] = job.token
                self._jobs.put(job)
            case Cancel(job_id=job_id) | Suspend(job_id=job_id):
                with self._lock:
                    token = self._tokens.get(job_id)
                if token is not None:
                    token.set() if isinstance(command, Cancel) else token.suspend()
            case Shutdown():
                with self._lock:
                    tokens = tuple(self._tokens.values())
                if not tokens:
                    leave(0)  # also while the libraries are still being imported
                for token in tokens:
                    token.set()
                self._jobs.put(None)
                return False
            case Hello():
                self._refuse(ProtocolError("a second greeting"))
        return True

    def _refuse(self, error: ProtocolError) -> None:
        self._channel.emit(
            Failed(
                job_id=None,
                category=ErrorCategory.BUG,
                message=tr("The engine was sent something it cannot read: {reason}.", reason=error),
            )
        )
