"""The engine as a supervised child process: started, spoken to, watched, ended."""

import contextlib
import os
import queue
import secrets
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.line_file import LineFile
from wan22_desktop.core.log_reading import last_error
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr
from wan22_desktop.core.values import Value
from wan22_desktop.engine_protocol.lines import ProtocolError, decode_event, encode, read_line
from wan22_desktop.engine_protocol.messages import (
    PROTOCOL_VERSION,
    Event,
    Failed,
    Hello,
    Ready,
    Shutdown,
)
from wan22_desktop.engine_protocol.tuning import EngineTuning
from wan22_desktop.generation.engine_job_object import kill_with_this_process

READY_TIMEOUT_S = 120.0
SILENCE_LIMIT_S = 60.0
"""An engine that sends no heartbeat for this long hangs: it beats every second."""
EXIT_GRACE_S = 5.0
_LOG_LIMIT_BYTES = 1_000_000
_LOG_COUNT = 4
_TAIL_BYTES = 64_000
_ENGINE_ENVIRONMENT = {
    "PYTHONUTF8": "1",
    # glibc gives every large tensor back to the system and asks for it again at the next step:
    # 0.1 s of page faults in a render of 2 s. Other C libraries ignore these.
    "MALLOC_MMAP_THRESHOLD_": str(256 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(512 << 20),
}
_LAST_LINE_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class EngineOutcome:
    """How an engine process ended."""

    exit_code: int
    last_words: str
    """The end of what it wrote to its log: records as JSON, what libraries print as text."""
    hung: bool = False
    babbled: bool = False

    def last_line(self) -> str:
        """The sentence of the last error in its last words; empty if it told of none."""
        return plain_line(last_error(self.last_words), _LAST_LINE_CHARACTERS)

    def sentence(self) -> str:
        """What happened, for people."""
        if self.hung:
            return tr("The engine did not answer any more and was ended.")
        if self.babbled:
            return tr("The engine sent something that could not be understood and was ended.")
        if self.exit_code < 0:
            with contextlib.suppress(ValueError):
                name = signal.Signals(-self.exit_code).name
                return tr("The engine was ended by the system ({name}).", name=name)
            return tr(
                "The engine was ended by the system (signal {number}).", number=-self.exit_code
            )
        return tr("The engine stopped unexpectedly (exit code {code}).", code=self.exit_code)


class EngineNotStartedError(UserError):
    """There is no engine, which is no job's fault."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            tr("The engine did not start: {reason}.", reason=reason),
            category=ErrorCategory.ENGINE,
            safe=tr("The queue is unchanged."),
            recoveries=(Recovery.RETRY, Recovery.SHOW_LOG),
        )


def engine_command() -> list[str]:
    """How to start the engine: the packaged program calls itself, a checkout its interpreter."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--engine"]
    return [sys.executable, "-X", "utf8", "-m", "wan22_desktop", "--engine"]


class EngineProcess:
    """One engine child; used by one thread at a time, except `kill`.

    stderr goes to `log_file`; when that has grown large, the next engine starts a new one.
    """

    def __init__(
        self,
        log_file: Path,
        command: list[str] | None = None,
        *,
        tuning: EngineTuning | None = None,
        silence_limit_s: float = SILENCE_LIMIT_S,
    ) -> None:
        self._tuning = tuning or EngineTuning()
        self._log_file = log_file
        self._silence_limit_s = silence_limit_s
        self._command = command or engine_command()
        self._process: subprocess.Popen[bytes] | None = None
        self._events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._reader: threading.Thread | None = None
        self._last_event = 0.0
        self._hung = False
        self._babbled = False
        self._ready: Ready | None = None
        self._log_start = 0

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if running and self._process else None

    @property
    def ready(self) -> Ready:
        """What the engine said about itself; raises RuntimeError before it is ready."""
        if self._ready is None:
            raise RuntimeError("the engine is not ready")
        return self._ready

    def start(self) -> Ready:
        """Start the child and wait until it is ready; raises EngineNotStartedError if it is not."""
        flags = 0
        if sys.platform == "win32":
            # Elsewhere the engine lowers its priority by itself.
            flags = subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
        with self._open_log() as log:
            try:
                self._process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    creationflags=flags,
                    # Ctrl+C in a terminal is for the supervisor: it decides what becomes of a job.
                    process_group=None if sys.platform == "win32" else 0,
                    env={**os.environ, **_ENGINE_ENVIRONMENT},
                )
            except OSError as error:
                reason = tr("it could not be started: {reason}", reason=error.strerror)
                raise EngineNotStartedError(reason) from error
        kill_with_this_process(self._process)
        self._last_event = time.monotonic()
        self._reader = threading.Thread(target=self._read, name="engine-reader", daemon=True)
        self._reader.start()
        nonce = secrets.token_hex(16)
        self._write(Hello(nonce=nonce, tuning=self._tuning))
        deadline = time.monotonic() + READY_TIMEOUT_S
        while time.monotonic() < deadline:
            event = self.next_event(1.0)
            if isinstance(event, Ready):
                if event.nonce != nonce or event.protocol_version != PROTOCOL_VERSION:
                    self.kill()
                    raise EngineNotStartedError(tr("it belongs to another version of this app"))
                self._ready = event
                return event
            if isinstance(event, Failed):
                self.kill()
                raise EngineNotStartedError(event.message)
            if isinstance(event, EngineOutcome):
                raise EngineNotStartedError(f"{event.sentence()} {event.last_line()}".strip())
        self.kill()
        raise EngineNotStartedError(
            tr("it was not ready within {seconds:.0f} s", seconds=READY_TIMEOUT_S)
        )

    def send(self, command: Value) -> None:
        """Send a command; if the engine is gone, `next_event` tells how it ended."""
        self._write(command)

    def next_event(self, timeout_s: float) -> Event | EngineOutcome | None:
        """The next event, the outcome once the process has ended, or None after `timeout_s`."""
        try:
            event = self._events.get(timeout=timeout_s)
        except queue.Empty:
            silent_s = time.monotonic() - self._last_event
            if silent_s > self._silence_limit_s and self.pid is not None:
                self._hung = True
                self.kill()
                return self._outcome()
            return None
        return self._outcome() if event is None else event

    def shut_down(self) -> None:
        """End the engine in good order, or by force after a grace time; harmless if it ended."""
        if self._process is None:
            return
        if self.pid is not None:
            self._write(Shutdown())
            self._close_stdin()
        self._outcome()

    def kill(self) -> None:
        """End the engine at once; may be called from any thread."""
        process = self._process
        if process is not None and process.poll() is None:
            process.kill()

    def _open_log(self) -> BinaryIO:
        """The log to add to; a place that refuses it is no reason not to render.

        An engine has its log open as long as it lives, and no program can rename an open file on
        Windows: so files change only here, between two engines.
        """
        lines = LineFile(self._log_file, max_bytes=_LOG_LIMIT_BYTES, generations=_LOG_COUNT - 1)
        try:
            self._log_file.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(OSError):  # where another engine still lives, it goes on
                lines.rotate_if_full()
            log = self._log_file.open("ab")
        except OSError:
            return Path(os.devnull).open("wb")
        self._log_start = log.tell()
        return log

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("the engine was not started")
        return self._process

    def _write(self, command: Value) -> None:
        stdin = self._running().stdin
        line = encode(command)
        # A broken pipe means that the child is gone; its end arrives through the reader.
        with contextlib.suppress(OSError, ValueError):
            if stdin is not None:
                stdin.write(line)
                stdin.flush()

    def _close_stdin(self) -> None:
        stdin = self._running().stdin
        with contextlib.suppress(OSError):
            if stdin is not None:
                stdin.close()

    def _read(self) -> None:
        stream = cast("BinaryIO", self._running().stdout)
        try:
            while (line := read_line(stream)) is not None:
                self._last_event = time.monotonic()
                self._events.put(decode_event(line))
        except ProtocolError:
            self._babbled = self.pid is not None
            self.kill()
        finally:
            self._events.put(None)

    def _outcome(self) -> EngineOutcome:
        process = self._running()
        try:
            exit_code = process.wait(EXIT_GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            exit_code = process.wait()
        self._close_stdin()
        if self._reader is not None:
            self._reader.join()
        if process.stdout is not None:
            process.stdout.close()
        return EngineOutcome(exit_code, self._last_words(), self._hung, self._babbled)

    def _last_words(self) -> str:
        try:
            with self._log_file.open("rb") as log:
                log.seek(max(self._log_start, self._log_file.stat().st_size - _TAIL_BYTES))
                return log.read().decode(errors="replace").strip()
        except OSError:
            return ""
