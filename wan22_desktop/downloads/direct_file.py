"""Writing a file past the system's cache, where the system can.

A download is larger than the cache and is read once, for its digest, from the buffer that it came
in. Buffered, every byte is copied into the cache and has to be flushed from there for each
checkpoint, which takes more processor time than everything else about a download.
"""

import contextlib
import errno
import mmap
import os
from pathlib import Path

BLOCK_BYTES = 4096
"""Place, length and memory have to be whole blocks; no disk in use has larger ones."""


def aligned_buffer(size_bytes: int) -> mmap.mmap:
    """Memory that begins with a page; `size_bytes` is more than 0."""
    return mmap.mmap(-1, size_bytes)


class DirectFile:
    """A second handle on a file that another one has open, too; close it.

    Where the system or the disk's format does not offer this, `write` takes nothing.
    """

    def __init__(self, path: Path) -> None:
        """The file exists."""
        self._number: int | None = None
        flag = getattr(os, "O_DIRECT", None)
        if flag is not None:
            with contextlib.suppress(OSError):
                self._number = os.open(path, os.O_WRONLY | flag)

    def write(self, content: memoryview, position: int) -> int:
        """How many bytes of `content` lie on the disk at `position` now: whole blocks, perhaps 0.

        `content` begins at a whole block of an `aligned_buffer`. Raises OSError, of a full disk
        for instance.
        """
        whole_bytes = len(content) // BLOCK_BYTES * BLOCK_BYTES
        if self._number is None or whole_bytes == 0 or position % BLOCK_BYTES:
            return 0
        try:
            written_bytes = os.pwrite(self._number, content[:whole_bytes], position)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            self.close()  # the disk's format wants something else
            return 0
        return written_bytes // BLOCK_BYTES * BLOCK_BYTES

    def close(self) -> None:
        if self._number is not None:
            os.close(self._number)
            self._number = None
