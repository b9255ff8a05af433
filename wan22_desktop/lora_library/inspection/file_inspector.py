"""Looks into files from outside in a process of its own, which a hostile file may have."""

import base64
import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.errors import ErrorCategory, NotSavedError, Recovery, UserError
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.domain.codec import details_from_json, facts_from_json
from wan22_desktop.lora_library.domain.records import LoraDetails, LoraFacts
from wan22_desktop.lora_library.inspection.child_process import (
    ChildEndedError,
    ChildProcess,
    ChildTooSlowError,
    child_command,
)
from wan22_desktop.lora_library.ports import WholeModelError

TIME_LIMIT_S = 5.0
"""For one file: a hundred times what the greatest honest header takes."""
START_LIMIT_S = 30.0
"""A virus scanner may look at every file of the program first."""
IDLE_LIMIT_S = 60.0
"""A process that has waited for longer is not asked again; it ends by itself soon."""
MAX_REASON_CHARACTERS = 500

_JPEG_START = b"\xff\xd8\xff"
_Value = TypeVar("_Value")
_log = logging.getLogger("wan22.loras")


class FileInspector:
    """Satisfies `lora_library.ports.Inspector`; any thread, one file at a time.

    The process is started when it is first needed, and again after a file has brought it down.
    """

    def __init__(
        self,
        command: Sequence[str] | None = None,
        *,
        time_limit_s: float = TIME_LIMIT_S,
        start_limit_s: float = START_LIMIT_S,
        idle_limit_s: float = IDLE_LIMIT_S,
    ) -> None:
        self._command = command or child_command()
        self._time_limit_s = time_limit_s
        self._start_limit_s = start_limit_s
        self._idle_limit_s = idle_limit_s
        self._lock = threading.Lock()
        self._child: ChildProcess | None = None
        self._asked_at = 0.0

    @property
    def pid(self) -> int | None:
        """Of the process, while there is one."""
        child = self._child
        return child.pid if child is not None and child.is_running else None

    def inspect(self, file: Path) -> LoraFacts:
        """What the header says; raises UserError, WholeModelError for a model."""
        return self._ask("inspect", file, facts_from_json)

    def sidecar(self, file: Path) -> LoraDetails:
        """What a file with notes beside a LoRA says; raises UserError."""
        return self._ask("sidecar", file, details_from_json)

    def thumbnail(self, picture: Path, target: Path) -> None:
        """Write `target`, whole or not at all: the picture as a small JPEG; raises UserError."""
        content = self._ask("thumbnail", picture, _jpeg_from)
        try:
            durable_write(target, content)
        except OSError as error:
            raise NotSavedError(tr("The picture"), error) from error

    def close(self) -> None:
        """End the process, also while it looks into a file; the object can be used again."""
        child = self._child
        if child is not None:
            child.kill()
        with self._lock:
            self._drop()

    def _ask(self, command: str, file: Path, read: Callable[[object], _Value]) -> _Value:
        with self._lock:
            child = self._running_child()
            wish = {"command": command, "path": str(file), "limit_s": self._time_limit_s}
            try:
                answer = child.ask(wish, self._time_limit_s)
                value = read(answer["answer"]) if "answer" in answer else None
            except ChildTooSlowError:
                self._drop()
                raise _refusal(file, tr("took too long to look into and was refused")) from None
            except (ChildEndedError, ValueError) as error:
                self._drop()
                raise _refusal(file, tr("could not be looked into and was refused")) from error
            self._asked_at = time.monotonic()
        if value is None:
            raise _error_in(answer, file)
        return value

    def _running_child(self) -> ChildProcess:
        """Raises UserError where none can be started."""
        idle_s = time.monotonic() - self._asked_at
        if self._child is not None and (not self._child.is_running or idle_s > self._idle_limit_s):
            self._drop()
        if self._child is None:
            try:
                self._child = ChildProcess(self._command, self._start_limit_s)
            except (OSError, ChildEndedError, ChildTooSlowError) as error:
                _log.exception("the process that looks into files did not start")
                raise UserError(
                    tr("The part of the app that looks into files did not start."),
                    category=ErrorCategory.BUG,
                    safe=tr("Nothing was changed."),
                    recoveries=(Recovery.RETRY, Recovery.SHOW_LOG),
                ) from error
        return self._child

    def _drop(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None


def _jpeg_from(value: object) -> bytes:
    """The picture in an answer; raises ValueError unless it is one."""
    content = base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    if not content.startswith(_JPEG_START):
        raise ValueError("no JPEG")
    return content


def _error_in(answer: dict[str, object], file: Path) -> UserError:
    reason = answer.get("refused")
    if isinstance(reason, str):
        return _refusal(file, reason, is_whole_model=answer.get("is_whole_model") is True)
    _log.error("looking into a file went wrong: %s", ascii(answer.get("mistake"))[:4000])
    return _refusal(file, tr("could not be looked into and was refused"))


def _refusal(file: Path, reason: str, *, is_whole_model: bool = False) -> UserError:
    name = plain_line(file.name, 120) or tr("This file")
    text = f"{name} {plain_line(reason, MAX_REASON_CHARACTERS)}."
    if is_whole_model:
        return WholeModelError(
            f"{text} {tr('Models are added in the models panel.')}", field="loras"
        )
    return UserError(text, field="loras")
