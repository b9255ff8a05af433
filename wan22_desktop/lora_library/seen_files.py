"""Files that were looked into before, so that each is read once and complained about once."""

from collections.abc import Callable
from pathlib import Path

from wan22_desktop.core.texts import trn
from wan22_desktop.lora_library.contents import FileStamp
from wan22_desktop.lora_library.events import LoraNote
from wan22_desktop.lora_library.library import Library
from wan22_desktop.lora_library.own_files import OwnFiles


class SeenFiles:
    """By path, size and time of the last change. For one scan at a time."""

    def __init__(
        self, library: Library, own_files: OwnFiles, *, settle_s: float, now: Callable[[], float]
    ) -> None:
        """Files that have changed within `settle_s` may still be being written."""
        self._library = library
        self._own = own_files
        self._settle_ns = round(settle_s * 1e9)
        self._now = now
        self._seen: dict[Path, tuple[FileStamp, str | None]] | None = None
        self._unstored: dict[Path, tuple[FileStamp, str | None]] = {}
        self._refused: list[str] = []

    def is_wanted(self, file: Path, stamp: FileStamp) -> bool:
        """Whether to look into it: it is new and settled, or the library has lost its content.

        What people have deleted from the library stays away.
        """
        known, sha256 = self._known().get(file, (None, None))
        if known != stamp:
            # Times to come are wrong clocks, not programs that write.
            return not 0 <= self._now() * 1e9 - stamp.mtime_ns < self._settle_ns
        contents = self._library.contents
        return (
            sha256 is not None
            and sha256 in contents.entries
            and not self._own.is_whole(contents, sha256)
        )

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
            rest = (
                " " + trn("There is {count} more like it.", "There are {count} more like it.", more)
                if more
                else ""
            )
            self._library.tell(LoraNote(self._refused[0] + rest))
            self._refused.clear()

    def _known(self) -> dict[Path, tuple[FileStamp, str | None]]:
        if self._seen is None:
            self._seen = self._library.store.seen()
        return self._seen
