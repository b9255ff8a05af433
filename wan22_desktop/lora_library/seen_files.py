"""Files that were looked into before, so that each is read once and complained about once."""

import time
from collections.abc import Callable
from pathlib import Path

from wan22_desktop.lora_library.events import LoraNote
from wan22_desktop.lora_library.library import Library
from wan22_desktop.lora_library.store import FileStamp


class SeenFiles:
    """By path, size and time of the last change. For one scan at a time."""

    def __init__(
        self, library: Library, *, settle_s: float, now: Callable[[], float] = time.time
    ) -> None:
        """Files that have changed within `settle_s` may still be being written."""
        self._library = library
        self._settle_ns = round(settle_s * 1e9)
        self._now = now
        self._seen: dict[Path, tuple[FileStamp, str | None]] | None = None
        self._unstored: dict[Path, tuple[FileStamp, str | None]] = {}
        self._refused: list[str] = []

    def is_known(self, file: Path, stamp: FileStamp) -> bool:
        """Whether it is as it was when it was looked into."""
        return self._known().get(file, (None, None))[0] == stamp

    def sha256_of(self, file: Path) -> str | None:
        """What it was then; None for what is no LoRA."""
        return self._known().get(file, (None, None))[1]

    def is_settled(self, stamp: FileStamp) -> bool:
        """Whether nobody seems to be writing it; true for times to come."""
        return not 0 <= self._now() * 1e9 - stamp.mtime_ns < self._settle_ns

    def note(self, file: Path, stamp: FileStamp, sha256: str | None) -> None:
        """Kept in memory until `store`: what a crash forgets is only read once more."""
        self._known()[file] = self._unstored[file] = (stamp, sha256)

    def refuse(self, file: Path, stamp: FileStamp, reason: str) -> None:
        """It is no LoRA, which is told once: see `tell`."""
        self.note(file, stamp, None)
        self._refused.append(reason)

    def store(self) -> None:
        """Raises UserError."""
        if self._unstored:
            with self._library.change(tell=False) as change:
                for file, (stamp, sha256) in self._unstored.items():
                    change.see(file, stamp, sha256)
            self._unstored.clear()

    def tell(self) -> None:
        """Say what was refused since the last time."""
        if self._refused:
            more = len(self._refused) - 1
            rest = f" There {'are' if more > 1 else 'is'} {more} more like it." if more else ""
            self._library.tell(LoraNote(self._refused[0] + rest))
            self._refused.clear()

    def _known(self) -> dict[Path, tuple[FileStamp, str | None]]:
        if self._seen is None:
            self._seen = self._library.store.seen()
        return self._seen
