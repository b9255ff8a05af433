"""What of the optimizer's settings is applied, and what was before: `<home>/optimization.json`."""

import logging
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from wan22_desktop.core.durable import durable_write, publish
from wan22_desktop.core.errors import NotSavedError, UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.core.values import Value
from wan22_desktop.optimizer.domain.optimal_settings import Tuning

VERSION = 1
MAX_FILE_BYTES = 256 * 1024
_MAX_APPLIED = 10

_log = logging.getLogger("wan22.tuning")


class Applied(Value):
    """One tuning, and for which machine it was made."""

    tuning: Tuning
    machine: Annotated[str, Field(max_length=500)] = ""


class _Content(Value):
    version: Literal[1] = VERSION
    applied: Annotated[tuple[Applied, ...], Field(min_length=1, max_length=_MAX_APPLIED)]
    """The last one holds; those before it are what reverting goes back to."""


class TuningStore:
    """Without the file nothing is applied. Reads the disk at each call."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @property
    def current(self) -> Applied | None:
        """What holds; None if nothing was applied.

        A damaged file counts as none, and is kept beside its place under another name.
        """
        content = self._read()
        return None if content is None else content.applied[-1]

    @property
    def tuning(self) -> Tuning:
        """What the next engine is started with."""
        current = self.current
        return Tuning() if current is None else current.tuning

    def apply(self, applied: Applied) -> None:
        """Let it hold from the next engine on; raises NotSavedError, then nothing has changed."""
        content = self._read()
        before = () if content is None else content.applied
        kept = (*before, applied)[-_MAX_APPLIED:]
        self._write(_Content(applied=kept))

    def revert(self) -> Applied | None:
        """What held before the last `apply`, and holds again; None is nothing at all.

        Raises UserError if nothing is applied, and NotSavedError.
        """
        content = self._read()
        if content is None:
            raise UserError(
                tr("There is nothing to revert: no settings of the optimizer are applied."),
                safe=tr("Nothing was changed."),
            )
        before = content.applied[:-1]
        if before:
            self._write(_Content(applied=before))
            return before[-1]
        try:
            self._file.unlink(missing_ok=True)
        except OSError as error:
            raise NotSavedError(tr("The revert"), error) from error
        return None

    def _write(self, content: _Content) -> None:
        try:
            durable_write(self._file, f"{content.to_json()}\n".encode())
        except OSError as error:
            raise NotSavedError(tr("The optimizer's settings"), error) from error

    def _read(self) -> _Content | None:
        try:
            with self._file.open("rb") as stream:
                raw = stream.read(MAX_FILE_BYTES + 1)
            return _Content.from_json(raw[:MAX_FILE_BYTES])
        except FileNotFoundError:
            return None
        except OSError as error:
            _log.warning("the optimizer's settings are not used: %s", error)
            return None
        except ValidationError as error:
            count = error.error_count()
            _log.warning("the optimizer's settings have %d errors and are set aside", count)
            self._set_aside()
            return None

    def _set_aside(self) -> None:
        try:
            publish(self._file, self._file.with_name(f"{self._file.stem}.damaged.json"))
        except OSError as error:
            _log.warning("the damaged file stays in its place: %s", error)
