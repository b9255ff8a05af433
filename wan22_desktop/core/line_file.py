"""Lines that are only ever added to a file, which starts afresh when it is full."""

import os
from pathlib import Path


class LineFile:
    """`file`, and beside it its last `generations` predecessors: `file.1` (the newest), `file.2` …

    Nothing stays open between two calls, so that the file can be renamed on Windows too. One thread
    at a time; lines of several processes mix, but stay whole.
    """

    def __init__(
        self, file: Path, *, max_bytes: int, generations: int = 1, is_durable: bool = False
    ) -> None:
        self.file = file
        self._max_bytes = max_bytes
        self._generations = generations
        self._is_durable = is_durable

    def append(self, lines: bytes) -> None:
        """Add lines, each with its end of line; raises OSError.

        With `is_durable`, they are on the disk then. A predecessor that cannot be renamed because
        another program reads it may grow to twice the limit before that is an error.
        """
        self.file.parent.mkdir(parents=True, exist_ok=True)
        size_bytes = self.file.stat().st_size if self.file.exists() else 0
        if size_bytes and size_bytes + len(lines) > self._max_bytes:
            size_bytes = self._start_afresh(size_bytes)
        if size_bytes and not self._ends_a_line():
            lines = b"\n" + lines  # what a power loss has cut stays a line of its own
        with self.file.open("ab") as stream:
            stream.write(lines)
            stream.flush()
            if self._is_durable:
                os.fsync(stream.fileno())

    def newest(self, count: int) -> list[bytes]:
        """The last `count` lines without their ends, oldest first; raises OSError."""
        found: list[bytes] = []
        for file in self.files():
            found = self._lines_of(file) + found
            if len(found) >= count:
                break
        return found[-count:]

    def files(self) -> tuple[Path, ...]:
        """The file and its predecessors, as far as they are there, newest first."""
        names = (self.file, *(self._older(number) for number in range(1, self._generations + 1)))
        return tuple(name for name in names if name.is_file())

    def rotate_if_full(self) -> None:
        """Make a full file its own first predecessor; raises OSError. The oldest one goes.

        Of a file that another program has filled far beyond the limit only the end is kept.
        """
        if not self.file.is_file() or self.file.stat().st_size < self._max_bytes:
            return
        if self.file.stat().st_size > 2 * self._max_bytes:
            self._keep_the_end()
        self._rotate()

    def _rotate(self) -> None:
        for number in range(self._generations, 1, -1):
            younger = self._older(number - 1)
            if younger.exists():
                younger.replace(self._older(number))
        self.file.replace(self._older(1))

    def _keep_the_end(self) -> None:
        with self.file.open("r+b") as stream:
            stream.seek(-self._max_bytes, os.SEEK_END)
            end = stream.read(self._max_bytes)
            stream.seek(0)
            stream.write(end[end.find(b"\n") + 1 :])
            stream.truncate()

    def _lines_of(self, file: Path) -> list[bytes]:
        with file.open("rb") as stream:
            # Larger than this only if somebody else has written to it.
            too_many = file.stat().st_size - 3 * self._max_bytes
            stream.seek(max(0, too_many))
            lines = stream.read(3 * self._max_bytes).splitlines()
        return lines[1:] if too_many > 0 else lines

    def _start_afresh(self, size_bytes: int) -> int:
        try:
            self._rotate()
        except OSError:
            if size_bytes > 2 * self._max_bytes:
                raise
            return size_bytes
        return 0

    def _ends_a_line(self) -> bool:
        with self.file.open("rb") as stream:
            stream.seek(-1, os.SEEK_END)
            return stream.read(1) == b"\n"

    def _older(self, number: int) -> Path:
        return self.file.with_name(f"{self.file.name}.{number}")
