"""The transfer of one file: ranged HTTP into `<target>.part`, proven before it gets its name.

`fetch_file` returns when the file lies under its own name, whole, checked against its manifest
entry and on the disk. Until then only `<target>.part` and `<target>.journal` exist; however the
process ends, the next call goes on from what the journal proves.
"""

import contextlib
import errno
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.manifest import ManifestFile
from wan22_desktop.core.pieces import Pieces
from wan22_desktop.core.texts import tr
from wan22_desktop.downloads.connection import ConnectionTroubleError
from wan22_desktop.downloads.domain.backoff import Backoff, Patience
from wan22_desktop.downloads.domain.control import DiskFullError, TransferControl
from wan22_desktop.downloads.domain.origin import Origin, RefusedAddressError
from wan22_desktop.downloads.domain.rate import TokenBucket
from wan22_desktop.downloads.http import HttpClient
from wan22_desktop.downloads.part_file import (
    BUFFER_BYTES,
    PartFile,
    WrongContentError,
    remove_leftovers,
)
from wan22_desktop.downloads.source import OtherContentError, Source, SourceTroubleError

ROOM_STEP_BYTES = 256 << 20
_WHOLE_TRIES = 2
_FULL = {errno.ENOSPC, errno.EDQUOT}
_FULL_WINDOWS = {39, 112}


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A file that lies under its name and is right."""

    pieces: Pieces
    received_bytes: int
    """Over the network, in this call; what was there already costs nothing."""
    retries: int


class TransferWatcher:
    """Told how a transfer goes, on the thread that called `fetch_file`; override what you need."""

    def content(self, done_bytes: int) -> None:
        """So much of the file has arrived or was there; falls when something has to be fetched
        again."""

    def received(self, count_bytes: int) -> None:
        """So many bytes came over the network since the last call."""

    def waiting(self, reason: str) -> None:
        """Why nothing arrives at the moment, for people; empty when it goes on."""

    def retried(self) -> None:
        """Another try begins."""


def fetch_file(
    file: ManifestFile,
    target: Path,
    *,
    origin: Origin,
    client: HttpClient,
    control: TransferControl,
    bucket: TokenBucket,
    watcher: TransferWatcher | None = None,
    known: Pieces | None = None,
    check_room: Callable[[int], None] | None = None,
    patience: Patience | None = None,
) -> FetchedFile:
    """Bring `file` to `target`; its folder is made if it is not there.

    `known` are digests of pieces that lie in `<target>.part` already: they are read and compared,
    and only the others are fetched. `check_room` is called with the bytes that are still to come,
    at the start and after every 256 MiB; it may raise DiskFullError.

    Raises TransferStopped (everything that arrived is on the disk and in the journal),
    DiskFullError (the same; call again when there is room) and UserError of the category
    NETWORK, DISK or MODEL for what needs the user.
    """
    part = None
    try:
        part = PartFile(target, file, known)
        transfer = _Transfer(
            file,
            part,
            Source(file, origin, client, (patience or Patience()).stall_s),
            control,
            bucket,
            watcher or TransferWatcher(),
            check_room or _no_check,
            patience or Patience(),
        )
        try:
            pieces = transfer.run()
        except WrongContentError:
            raise
        except BaseException:
            # What cannot be brought to the disk now is fetched again; the journal stays true.
            with contextlib.suppress(OSError):
                part.checkpoint()
            raise
        return FetchedFile(pieces, transfer.received_bytes, transfer.retries)
    except RefusedAddressError as error:
        raise UserError(
            tr("The hub's address cannot be used: {error}.", error=error),
            field="downloads.endpoint",
        ) from error
    except OSError as error:
        missing_bytes = file.size_bytes - (0 if part is None else part.done_bytes)
        raise _disk_trouble(error, file, missing_bytes) from error
    except WrongContentError as error:
        if part is not None:
            part.close()
        with contextlib.suppress(OSError):
            remove_leftovers(target)
        raise UserError(
            tr(
                "{path} has arrived {tries} times, and each time it was not the file that "
                "the hub's list describes. It was thrown away.",
                path=file.path,
                tries=_WHOLE_TRIES,
            ),
            category=ErrorCategory.MODEL,
            safe=tr("Nothing else is affected."),
            recoveries=(Recovery.RETRY, Recovery.CHECK_NETWORK),
        ) from error
    finally:
        if part is not None:
            part.close()


class _Transfer:
    """One call of `fetch_file`."""

    def __init__(
        self,
        file: ManifestFile,
        part: PartFile,
        source: Source,
        control: TransferControl,
        bucket: TokenBucket,
        watcher: TransferWatcher,
        check_room: Callable[[int], None],
        patience: Patience,
    ) -> None:
        self._file = file
        self._part = part
        self._source = source
        self._control = control
        self._bucket = bucket
        self._watcher = watcher
        self._check_room = check_room
        self._patience = patience
        self._farthest_bytes = 0
        self._until_room_check = 0
        self.received_bytes = 0
        self.retries = 0

    def run(self) -> Pieces:
        for whole_try in range(_WHOLE_TRIES):
            self._fill()
            try:
                return self._part.publish()
            except WrongContentError:
                if whole_try + 1 == _WHOLE_TRIES:
                    raise
                self._part.start_over()
                self._watcher.content(0)
        raise AssertionError

    def _fill(self) -> None:
        """Fetch what is missing, however often the network fails."""
        backoff = Backoff(self._patience)
        self._farthest_bytes = 0
        while True:
            self._watcher.content(self._part.done_bytes)
            gap = self._part.next_gap(self._control)
            if gap is None:
                return
            try:
                self._fetch(*gap, backoff)
            except (SourceTroubleError, ConnectionTroubleError) as trouble:
                if isinstance(trouble, OtherContentError):
                    self._part.start_over()
                self._wait(trouble, backoff)

    def _fetch(self, start: int, end: int, backoff: Backoff) -> None:
        """One question and its answer, as far as it goes."""
        part = self._part
        self._look_for_room()
        content = self._source.open(start, end, part.validator, self._control)
        try:
            if content.start != start:
                part.start_over()
                start, end = self._part.next_gap(self._control) or (0, 0)
            part.validator = content.validator
            while space := part.space(self._bucket.chunk(BUFFER_BYTES)):
                count_bytes = content.answer.read_into(space)
                if count_bytes == 0:
                    break
                part.filled(count_bytes)
                self._count(count_bytes, backoff)
        finally:
            content.answer.close()
        if part.position < end:
            raise SourceTroubleError(tr("The server sends less than was asked for."))

    def _count(self, count_bytes: int, backoff: Backoff) -> None:
        self.received_bytes += count_bytes
        self._until_room_check -= count_bytes
        self._look_for_room()
        done_bytes = self._part.done_bytes
        if done_bytes > self._farthest_bytes:
            self._farthest_bytes = done_bytes
            backoff.progressed()
        self._watcher.received(count_bytes)
        self._watcher.content(done_bytes)
        self._bucket.pay(count_bytes, self._control)

    def _look_for_room(self) -> None:
        if self._until_room_check <= 0:
            self._check_room(self._file.size_bytes - self._part.done_bytes)
            self._until_room_check = ROOM_STEP_BYTES

    def _wait(self, trouble: SourceTroubleError | ConnectionTroubleError, backoff: Backoff) -> None:
        asked_s = trouble.retry_after_s if isinstance(trouble, SourceTroubleError) else None
        delay_s = backoff.next_delay_s(asked_s)
        if delay_s is None:
            raise UserError(
                tr("{path} could not be fetched. {trouble}", path=self._file.path, trouble=trouble),
                category=ErrorCategory.NETWORK,
                safe=tr("What has arrived is kept; the download can go on from there."),
                recoveries=(Recovery.RETRY, Recovery.CHECK_NETWORK),
            ) from trouble
        # A wait may be long: what has arrived should not be at stake meanwhile.
        self._part.checkpoint()
        self._watcher.waiting(str(trouble))
        self._control.wait(delay_s)
        self.retries += 1
        self._watcher.retried()
        self._watcher.waiting("")


def _no_check(_bytes: int) -> None:
    """For callers that do not look."""


def _disk_trouble(error: OSError, file: ManifestFile, missing_bytes: int) -> Exception:
    """What an error of the disk means."""
    if error.errno in _FULL or getattr(error, "winerror", None) in _FULL_WINDOWS:
        return DiskFullError(missing_bytes)
    reason = error.strerror or type(error).__name__
    if error.errno == errno.EFBIG:
        reason = tr("the disk's format takes no files that large")
    return UserError(
        tr("{path} cannot be written: {reason}.", path=file.path, reason=reason),
        category=ErrorCategory.DISK,
        safe=tr("What has arrived is kept."),
        recoveries=(Recovery.RETRY,),
    )
