"""The gallery's rules: which clips there are, and what people have said about them."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.ids import new_job_id
from wan22_desktop.core.plain_text import plain_line, plain_text
from wan22_desktop.core.recycle_bin import from_recycle_bin, to_recycle_bin
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.gallery.clip_reading import ReadClip, hash_of, read_clip
from wan22_desktop.gallery.domain.clip_record import (
    MAX_LABEL_CHARACTERS,
    MAX_NOTE_CHARACTERS,
    MAX_RATING,
    ClipRecord,
    ClipState,
    MadeClip,
    Origin,
    clean_words,
    without_words,
)
from wan22_desktop.gallery.domain.news import ImportOutcome, LibraryChange, RecycleResult
from wan22_desktop.gallery.store import ClipStore

_BATCH = 100
"""Clips of one transaction while many are taken in: what is read is soon safe."""

_log = logging.getLogger("wan22.gallery")


class ClipLibrary:
    """All clips in memory and in the database, changed together; for any thread.

    Ids that are unknown are passed over, because what they named can have gone meanwhile. Every
    change is told once it is on the disk; methods raise NotSavedError where it cannot be.
    """

    def __init__(
        self,
        store: ClipStore,
        tell: Callable[[LibraryChange], None] = lambda _change: None,
        *,
        outputs: Path,
        records: Iterable[ClipRecord] | None = None,
        to_bin: Callable[[Path], None] = to_recycle_bin,
        from_bin: Callable[[Path], bool] = from_recycle_bin,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`outputs` is looked through for clips that have been renamed; `records` is what the store
        holds, where somebody has read it already."""
        self._store = store
        self._tell = tell
        self._outputs = outputs
        self._to_bin = to_bin
        self._from_bin = from_bin
        self._now = now
        self._lock = threading.RLock()
        known = store.all() if records is None else records
        self._records = {record.id: record for record in known}
        self._by_sha = {record.sha256: record.id for record in self._records.values()}
        self._jobs = {record.job_id for record in self._records.values() if record.job_id}

    # --- reading --------------------------------------------------------------------------------

    def clips(self) -> tuple[ClipRecord, ...]:
        """All that are shown, in no order."""
        with self._lock:
            return tuple(record for record in self._records.values() if record.state.is_shown)

    def clip(self, clip_id: str) -> ClipRecord | None:
        """One that is shown."""
        record = self._records.get(clip_id)
        return record if record is not None and record.state.is_shown else None

    def with_hash(self, sha256: str) -> ClipRecord | None:
        """The clip of these bytes, also one that is not shown."""
        with self._lock:
            clip_id = self._by_sha.get(sha256)
            return None if clip_id is None else self._records[clip_id]

    # --- clips come -----------------------------------------------------------------------------

    def take_made(self, clips: Iterable[MadeClip]) -> tuple[str, ...]:
        """Take in what jobs have made, without what is known; sentences about what did not go.

        A clip that people have taken out of the gallery stays out.
        """
        problems: list[str] = []
        batch: list[ClipRecord] = []
        for made in clips:
            if made.job_id in self._jobs or not Path(made.path).is_file():
                continue
            try:
                read = read_clip(Path(made.path), sha256=made.sha256)
            except UserError as error:
                problems.append(error.message)
                continue
            batch.append(self._made_record(made, read))
            if len(batch) == _BATCH:
                self._save(batch)
                batch = []
        self._save(batch)
        return tuple(problems)

    def _made_record(self, made: MadeClip, read: ReadClip) -> ClipRecord:
        known = self.with_hash(read.sha256)
        record = known or read.record(new_job_id(), Origin.MADE, self._now())
        return replace(
            record,
            job_id=made.job_id,
            group_id=made.group_id,
            group_kind=made.group_kind,
            label=record.label or plain_line(made.label, MAX_LABEL_CHARACTERS),
            render_seconds=made.seconds,
            origin=Origin.MADE,
        )

    def take_in(self, read: ReadClip, origin: Origin) -> tuple[ImportOutcome, ClipRecord]:
        """Add a file, or recognise it by its bytes."""
        with self._lock:
            known = self.with_hash(read.sha256)
            if known is None:
                new = read.record(new_job_id(), origin, self._now())
                self._save((new,))
                return ImportOutcome.IMPORTED, new
            lies_there = Path(known.path).is_file()
            fresh = read.record(known.id, known.origin, known.added_at)
            if not known.request_json and fresh.request_json:
                # An older version of the app could not read what this one can.
                known = replace(
                    known,
                    request_json=fresh.request_json,
                    prompt=fresh.prompt,
                    model=fresh.model,
                    loras=fresh.loras,
                    work=fresh.work,
                )
            new = replace(
                known, path=known.path if lies_there else read.path, state=ClipState.PRESENT
            )
            shown = self._records[known.id].state.is_shown
            self._save((new,))
            if not shown:
                return ImportOutcome.BROUGHT_BACK, new
            return (ImportOutcome.KNOWN if lies_there else ImportOutcome.FOUND_AGAIN), new

    # --- what people say about clips ------------------------------------------------------------

    def rate(self, clip_ids: Iterable[str], rating: int) -> None:
        if not 0 <= rating <= MAX_RATING:
            raise UserError(
                tr("A rating is a number from 0 to {most}.", most=MAX_RATING), field="rating"
            )
        self._change(clip_ids, lambda record: replace(record, rating=rating))

    def change_tags(
        self, clip_ids: Iterable[str], add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> None:
        add, remove = tuple(add), tuple(remove)
        self._change(
            clip_ids,
            lambda record: replace(
                record, tags=clean_words((*without_words(record.tags, remove), *add))
            ),
        )

    def change_albums(
        self, clip_ids: Iterable[str], add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> None:
        """An album is there as long as a clip is in it."""
        add, remove = tuple(add), tuple(remove)
        self._change(
            clip_ids,
            lambda record: replace(
                record, albums=clean_words((*without_words(record.albums, remove), *add))
            ),
        )

    def rename_album(self, old: str, new: str) -> None:
        """Raises UserError for a name that is empty."""
        if not clean_words((new,)):
            raise UserError(tr("An album needs a name."), field="album")
        with self._lock:
            inside = [record.id for record in self._records.values() if old in record.albums]
            self.change_albums(inside, (new,), (old,))

    def rename(self, clip_id: str, label: str) -> None:
        """The name people know it by; the file keeps its own. Empty takes it away."""
        clean = plain_line(label, MAX_LABEL_CHARACTERS)
        self._change((clip_id,), lambda record: replace(record, label=clean))

    def set_note(self, clip_id: str, note: str) -> None:
        clean = plain_text(note, MAX_NOTE_CHARACTERS)
        self._change((clip_id,), lambda record: replace(record, note=clean))

    # --- clips go, and come back ----------------------------------------------------------------

    def recycle(self, clip_ids: Iterable[str]) -> RecycleResult:
        """Move the files to the recycle bin; of missing ones only the entries go."""
        moved: list[ClipRecord] = []
        problems: list[str] = []
        for record in self._shown(clip_ids):
            try:
                if Path(record.path).exists():
                    self._to_bin(Path(record.path))
            except OSError as error:
                problems.append(
                    tr(
                        "{name} stays where it is: {reason}.",
                        name=record.file_name,
                        reason=error.strerror or str(error),
                    )
                )
                continue
            moved.append(record)
            # One at a time: should the app end here, no file is in the bin whose clip is shown.
            self._save((replace(record, state=ClipState.RECYCLED),))
        return RecycleResult(tuple(moved), tuple(problems))

    def bring_back(self, clip_ids: Iterable[str]) -> None:
        """Undo `recycle`; raises UserError that names what has to be brought back by hand."""
        with self._lock:
            gone = [
                record
                for clip_id in clip_ids
                if (record := self._records.get(clip_id)) and record.state is ClipState.RECYCLED
            ]
        lost: list[str] = []
        for record in gone:
            try:
                is_there = Path(record.path).is_file() or self._from_bin(Path(record.path))
            except OSError as error:
                _log.warning("%s stays in the recycle bin: %s", record.path, error)
                is_there = False
            if is_there:
                self._save((replace(record, state=ClipState.PRESENT),))
            else:
                lost.append(record.file_name)
        if lost:
            raise UserError(
                trn(
                    "{names} could not be taken out of the recycle bin.",
                    "{count} clips could not be taken out of the recycle bin: {names}.",
                    len(lost),
                    names=", ".join(lost[:5]),
                ),
                category=ErrorCategory.DISK,
                safe=tr(
                    "Restore the file there; the clip then comes back by itself, with its rating, "
                    "tags and albums."
                ),
            )

    def forget(self, clip_ids: Iterable[str]) -> None:
        """Take clips out of the gallery; their files stay."""
        self._change(clip_ids, lambda record: replace(record, state=ClipState.FORGOTTEN))

    def look_again(self) -> None:
        """See which files have gone, come back, or been renamed; reads folders and some files."""
        with self._lock:
            records = tuple(self._records.values())
        seen = [new for record in records if (new := _as_found(record)) is not record]
        self._save_unchanged(records, seen)
        missing = {r.sha256: r for r in self.clips() if r.is_missing}
        if missing:
            found = _renamed(missing, self._outputs, {record.path for record in self.clips()})
            self._save_unchanged(tuple(missing.values()), found)

    # --- inside ---------------------------------------------------------------------------------

    def _shown(self, clip_ids: Iterable[str]) -> tuple[ClipRecord, ...]:
        with self._lock:
            return tuple(r for i in dict.fromkeys(clip_ids) if (r := self.clip(i)) is not None)

    def _change(self, clip_ids: Iterable[str], change: Callable[[ClipRecord], ClipRecord]) -> None:
        with self._lock:
            self._save([change(record) for record in self._shown(clip_ids)])

    def _save_unchanged(self, before: Iterable[ClipRecord], new: Iterable[ClipRecord]) -> None:
        """Keep what was found out while people could change clips: theirs wins."""
        with self._lock:
            looked_at = {record.id: record for record in before}
            self._save([r for r in new if self._records.get(r.id) is looked_at[r.id]])

    def _save(self, records: Iterable[ClipRecord]) -> None:
        """Store new states and tell what is different for those who show clips."""
        with self._lock:
            new = {r.id: r for r in records if self._records.get(r.id) != r}
            if not new:
                return
            self._store.put(new.values())
            added, changed, removed = [], [], []
            for record in new.values():
                old = self._records.get(record.id)
                was_shown = old is not None and old.state.is_shown
                if record.state.is_shown:
                    (changed if was_shown else added).append(record)
                elif was_shown:
                    removed.append(record.id)
                self._by_sha[record.sha256] = record.id
                if record.job_id:
                    self._jobs.add(record.job_id)
            self._records.update(new)
            change = LibraryChange(tuple(added), tuple(changed), tuple(removed))
            if not change.is_empty:
                self._tell(change)


def _as_found(record: ClipRecord) -> ClipRecord:
    """The record as its file is now; itself if nothing has changed."""
    if record.state is ClipState.FORGOTTEN:
        return record
    try:
        is_there = Path(record.path).stat().st_size == record.size_bytes
    except OSError:
        is_there = False
    if is_there:
        state = ClipState.PRESENT
    elif record.state is ClipState.RECYCLED:
        state = ClipState.RECYCLED
    else:
        state = ClipState.MISSING
    return record if state is record.state else replace(record, state=state)


def _renamed(
    missing: dict[str, ClipRecord], outputs: Path, known_paths: set[str]
) -> list[ClipRecord]:
    """Missing clips under the names they have now, in their folders and in that of the outputs.

    Only files as long as a missing clip are read.
    """
    sizes = {record.size_bytes for record in missing.values()}
    folders = {Path(record.path).parent for record in missing.values()}
    files = {file for folder in folders for file in folder.glob("*.mp4")}
    files |= set(outputs.rglob("*.mp4"))
    found: list[ClipRecord] = []
    for file in sorted(files):
        try:
            if str(file) in known_paths or file.stat().st_size not in sizes:
                continue
            record = missing.get(hash_of(file))
        except OSError:
            continue
        if record is not None:
            found.append(replace(record, path=str(file), state=ClipState.PRESENT))
    return found
