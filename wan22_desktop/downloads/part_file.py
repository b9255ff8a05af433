"""A file that is not whole yet: `<target>.part`, and `<target>.journal` that says what is proven.

It is put together in one pass from its beginning to its end: what the journal claims is read and
compared, the gaps are filled by who fetches. So the digest of the whole is there when the last
byte is, whatever was there before.
"""

import contextlib
import mmap
import os
import queue
import time
from collections.abc import Callable
from glob import escape
from pathlib import Path

from wan22_desktop.core.durable import durable_write, publish, sync_folder
from wan22_desktop.core.manifest import ManifestFile
from wan22_desktop.core.pieces import PieceHash, Pieces
from wan22_desktop.downloads.direct_file import BLOCK_BYTES, DirectFile, aligned_buffer
from wan22_desktop.downloads.domain.claims import Claims
from wan22_desktop.downloads.domain.control import TransferControl
from wan22_desktop.downloads.domain.journal import MAX_JOURNAL_BYTES, Journal, Proof
from wan22_desktop.downloads.prover import Prover, Worker

BUFFER_BYTES = 1 << 20
_BUFFERS = 8
_CHECKPOINT_BYTES = 8 << 20
"""A kill costs about twice as much: what came since, and what is being flushed."""
_CHECKPOINT_S = 2.0
_REST = 3.0
"""So many times as long as a checkpoint took none is begun: flushing slows writing down."""
_MOST_UNSAVED_BYTES = 64 << 20
"""Where the disk is slower than the network, the network waits for it."""
_LONGEST_IN_BUFFER_S = 1.0


class WrongContentError(Exception):
    """All of the file is there, and it is not what the manifest says."""


def part_path(target: Path) -> Path:
    """Where the content of `target` lies until it is whole."""
    return target.with_name(f"{target.name}.part")


def journal_path(target: Path) -> Path:
    return target.with_name(f"{target.name}.journal")


def remove_leftovers(target: Path) -> None:
    """Remove what an unfinished transfer to `target` has left; raises OSError."""
    part_path(target).unlink(missing_ok=True)
    _remove_journal(target)


class PartFile:
    """Puts one file together; one thread uses it, and closes it.

    `next_gap` says what to fetch; `space` and `filled` take it; `publish` ends it. Every method
    may raise OSError: then what the journal said before is still true.
    """

    def __init__(
        self,
        target: Path,
        file: ManifestFile,
        known: Pieces | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._target = target
        self._file = file
        self._clock = clock
        target.parent.mkdir(parents=True, exist_ok=True)
        self._part = part_path(target)
        journal = self._read_journal()
        journal = journal if known is None else journal.with_known(known)
        self._claims = Claims.of(journal)
        self.validator = journal.validator
        """Which content is being fetched, as its host names it."""
        self._position = 0
        self._filled_bytes = 0
        self._gap_end = 0
        self._buffer: mmap.mmap | None = None
        self._buffer_room = 0
        self._filled_since = 0.0
        self._spare: queue.SimpleQueue[mmap.mmap] = queue.SimpleQueue()
        self._buffers_made = 0
        self._saving_position = 0
        """Where the last checkpoint was begun."""
        self._saving_since = clock()
        self._is_saving = False
        self._has_flush_failed = False
        self._unsaved_from = 0
        """Where the last checkpoint is whole."""
        self._next_save_at = clock()
        is_new = not self._part.exists()
        self._stream = self._part.open("w+b" if is_new else "r+b", buffering=0)
        try:
            if is_new:
                sync_folder(target.parent)
            there_bytes = os.fstat(self._stream.fileno()).st_size
            self._stream.truncate(self._claims.drop_beyond(there_bytes))
            self._claimed_bytes = self._claims.total_bytes
        except BaseException:
            self._stream.close()
            raise
        self._direct = DirectFile(self._part)
        self._prover = Prover(file)
        self._saver = Worker("journal")

    # --- how far it is --------------------------------------------------------------------------

    @property
    def position(self) -> int:
        """Where the next byte goes."""
        return self._position + self._filled_bytes

    @property
    def done_bytes(self) -> int:
        """What is there of the content: before `position`, and claimed after it."""
        return self.position + self._claimed_bytes

    # --- putting it together --------------------------------------------------------------------

    def next_gap(self, control: TransferControl) -> tuple[int, int] | None:
        """Where the next bytes to fetch begin and end (exclusive); None when nothing is missing.

        Reads and compares what is claimed up to there; raises TransferStopped.
        """
        self.flush()
        while self._position < self._file.size_bytes:
            control.check()
            claim = self._claims.take(self._position)
            if claim is None or not self._adopt(*claim):
                self._gap_end = self._claims.end_of_gap(self._position)
                self._claimed_bytes = self._claims.total_bytes
                return self._position, self._gap_end
        self._claimed_bytes = 0
        return None

    def space(self, most_bytes: int) -> memoryview:
        """Where to put the next bytes of the gap, at most `most_bytes`; call `filled` then."""
        if self._buffer is None:
            self._buffer = self._spare_buffer()
            # It ends with a whole block of the file, so that the next one begins with one.
            self._buffer_room = len(self._buffer) - self._position % BLOCK_BYTES
            self._filled_since = self._clock()
        room = min(self._buffer_room - self._filled_bytes, self._gap_end - self.position)
        end = self._filled_bytes + min(room, most_bytes)
        return memoryview(self._buffer)[self._filled_bytes : end]

    def filled(self, count_bytes: int) -> None:
        """So many bytes have been put into `space`."""
        self._filled_bytes += count_bytes
        is_full = self._buffer is not None and self._filled_bytes == self._buffer_room
        if is_full or self._clock() - self._filled_since >= _LONGEST_IN_BUFFER_S:
            self.flush()

    def flush(self) -> None:
        """Write what is in the buffer, and begin a checkpoint if one is due."""
        buffer, count_bytes = self._buffer, self._filled_bytes
        if buffer is None or count_bytes == 0:
            return
        content = memoryview(buffer)[:count_bytes]
        self._write(content)
        self._buffer, self._filled_bytes = None, 0
        self._position += count_bytes
        self._prover.feed(content, lambda: self._spare.put(buffer))
        if self._position - self._unsaved_from >= _MOST_UNSAVED_BYTES:
            self.checkpoint()
        elif self._is_checkpoint_due():
            self._begin_checkpoint()

    def checkpoint(self) -> None:
        """Bring all that has been filled to the disk and into the journal; returns when it is."""
        if self._stream.closed:
            return
        self.flush()
        if self._position != self._unsaved_from:
            self._begin_checkpoint()
        self._prover.drain()
        self._saver.drain()

    def start_over(self) -> None:
        """Forget everything: what is there cannot be built upon."""
        self._prover.drain()
        self._saver.drain()
        self._prover.start_over()
        self._claims = Claims.of(Journal.empty(self._file))
        self.validator = None
        self._position = self._filled_bytes = self._gap_end = self._claimed_bytes = 0
        self._saving_position = self._unsaved_from = 0
        _remove_journal(self._target)
        self._stream.truncate(0)

    def publish(self) -> Pieces:
        """Give the whole file its name, once it is proven and on the disk; closes it.

        Raises WrongContentError if it is not what the manifest says; then it is still open.
        """
        self.flush()
        digest, digests = self._prover.finish()
        self._saver.drain()
        if digest != self._file.digest:
            raise WrongContentError
        os.fsync(self._stream.fileno())
        self.close()
        publish(self._part, self._target)
        _remove_journal(self._target)
        return Pieces(size_bytes=self._file.size_bytes, digests=digests)

    def close(self) -> None:
        """End its threads and close the file; what has not been checkpointed may be lost."""
        self._prover.close()
        self._saver.close()
        self._direct.close()
        self._stream.close()

    # --- inside ---------------------------------------------------------------------------------

    def _adopt(self, end: int, digest: str) -> bool:
        """Whether the content from `position` to `end` is what is claimed; then it is taken in."""
        content = memoryview(bytearray(end - self._position))
        self._stream.seek(self._position)
        read_bytes = 0
        while read_bytes < len(content):
            count_bytes = self._stream.readinto(content[read_bytes:])
            if not count_bytes:
                return False
            read_bytes += count_bytes
        if not self._fits(content, digest):
            return False
        self._prover.drain()  # one piece is digested while the next is read, not more
        self._prover.feed(content, content.release)
        self._saving_position += end - self._position
        self._unsaved_from += end - self._position
        self._position = end
        return True

    def _fits(self, content: memoryview, digest: str) -> bool:
        piece = PieceHash()
        whole = [*piece.update(content)]
        return digest == (whole[0] if whole else piece.unfinished[1])

    def _spare_buffer(self) -> mmap.mmap:
        with contextlib.suppress(queue.Empty):
            return self._spare.get_nowait()
        if self._buffers_made < _BUFFERS:
            self._buffers_made += 1
            return aligned_buffer(BUFFER_BYTES)
        return self._spare.get()

    def _write(self, content: memoryview) -> None:
        position = self._position
        try:
            while content:
                written_bytes = self._direct.write(content, position)
                if not written_bytes:
                    self._stream.seek(position)
                    written_bytes = self._stream.write(content)
                position += written_bytes
                content = content[written_bytes:]
        except OSError:
            # What did not fit whole makes room: on a full disk the journal needs some.
            self._filled_bytes = 0
            if not self._claimed_bytes:
                with contextlib.suppress(OSError):
                    self._stream.truncate(self._position)
            raise

    def _is_checkpoint_due(self) -> bool:
        if self._is_saving:
            return False
        now = self._clock()
        is_much = self._position - self._saving_position >= _CHECKPOINT_BYTES
        return (is_much and now >= self._next_save_at) or now - self._saving_since >= _CHECKPOINT_S

    def _begin_checkpoint(self) -> None:
        """Flush and journal on threads of their own; several of them are done in order."""
        claims, validator = self._claims.copy(), self.validator
        position = self._position

        def save(proof: Proof) -> None:
            try:
                began_s = self._clock()
                self._save(claims.journal(self._file.digest, proof, validator))
                self._unsaved_from = position
                now_s = self._clock()
                self._next_save_at = now_s + _REST * (now_s - began_s)
            finally:
                self._is_saving = False

        self._is_saving = True
        self._saving_position = position
        self._saving_since = self._clock()
        self._prover.prove(lambda proof: self._saver.put(lambda: save(proof)))

    def _save(self, journal: Journal) -> None:
        """Bring the data to the disk first: a journal never says more than is there."""
        if self._has_flush_failed:
            return
        # Cleared by success alone: after a failure nobody knows what is on the disk.
        self._has_flush_failed = True
        os.fsync(self._stream.fileno())
        self._has_flush_failed = False
        durable_write(journal_path(self._target), journal.to_json().encode())

    def _read_journal(self) -> Journal:
        try:
            with journal_path(self._target).open("rb") as stream:
                content = stream.read(MAX_JOURNAL_BYTES + 1)
        except FileNotFoundError:
            content = b""
        _remove_temporaries(self._target)
        if len(content) > MAX_JOURNAL_BYTES:
            return Journal.empty(self._file)
        return Journal.read(content, self._file)


def _remove_journal(target: Path) -> None:
    journal_path(target).unlink(missing_ok=True)
    _remove_temporaries(target)


def _remove_temporaries(target: Path) -> None:
    """What `durable_write` leaves where it is killed."""
    name = escape(journal_path(target).name)
    for temporary in target.parent.glob(f".{name}.*.tmp"):
        temporary.unlink(missing_ok=True)
