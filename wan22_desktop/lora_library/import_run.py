"""Many files into the library: in order, with progress, each with its result."""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from wan22_desktop.lora_library.domain.importing import (
    ImportOutcome,
    ImportProgress,
    ImportResult,
    OnConflict,
)
from wan22_desktop.lora_library.events import ImportEnded, ImportMoved
from wan22_desktop.lora_library.importer import Importer, cancelled_result
from wan22_desktop.lora_library.library import Library
from wan22_desktop.lora_library.outside_folders import find_files, shown_name
from wan22_desktop.lora_library.pairing_desk import PairingDesk

_TELL_EVERY_S = 0.1


class ImportRun:
    """One wish of somebody's."""

    def __init__(
        self,
        library: Library,
        importer: Importer,
        pairing: PairingDesk,
        *,
        on_conflict: OnConflict,
        names: Mapping[str, str],
        cancelled: Callable[[], bool],
    ) -> None:
        self._library = library
        self._importer = importer
        self._pairing = pairing
        self._on_conflict = on_conflict
        self._names = names
        self._cancelled = cancelled
        self._told_at = -math.inf

    def take_in(self, paths: tuple[Path, ...]) -> tuple[ImportResult, ...]:
        """What became of every file, those that were refused without a look last."""
        found = find_files(paths)
        sizes = {file: _size_of(file) for file in found.files}
        total, done = sum(sizes.values()), 0
        results: list[ImportResult] = []
        for number, (file, size_bytes) in enumerate(sizes.items(), start=1):
            progress = ImportProgress(shown_name(file), number, len(sizes), done, total)
            self._tell(progress)
            results.append(self._result_of(file, progress))
            done += size_bytes
        results += [
            ImportResult(str(path), ImportOutcome.REFUSED, text)
            for path, text in found.refused.items()
        ]
        self._pairing.pair_up()
        self._library.pass_on()
        # By now some may be halves of pairs.
        card_id = self._library.contents.card_id
        ended = tuple(replace(r, card_id=r.card_id and card_id(r.card_id)) for r in results)
        self._library.tell(ImportEnded(ended))
        return ended

    def _result_of(self, file: Path, progress: ImportProgress) -> ImportResult:
        if self._cancelled():
            return cancelled_result(file)
        return self._importer.take_in(
            file,
            name=self._names.get(str(file)),
            on_conflict=self._on_conflict,
            moved=lambda more: self._tell(replace(progress, done_bytes=progress.done_bytes + more)),
            cancelled=self._cancelled,
        )

    def _tell(self, progress: ImportProgress) -> None:
        """At most every so often: people cannot read faster, and windows paint once for each."""
        now = time.monotonic()
        if now - self._told_at >= _TELL_EVERY_S:
            self._told_at = now
            self._library.tell(ImportMoved(progress))


def _size_of(file: Path) -> int:
    try:
        return file.lstat().st_size
    except OSError:
        return 0  # its result will say why
