"""Taking in clips from elsewhere: files, folders, what was dropped."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from wan22_desktop.core.durable import publish
from wan22_desktop.core.errors import ErrorCategory, NotSavedError, UserError
from wan22_desktop.core.safe_names import safe_name
from wan22_desktop.core.texts import tr
from wan22_desktop.gallery.clip_reading import ReadClip, ReadingCancelledError, read_clip
from wan22_desktop.gallery.domain.clip_record import ClipRecord, Origin
from wan22_desktop.gallery.domain.news import ImportOutcome, ImportProgress, ImportResult
from wan22_desktop.gallery.library import ClipLibrary

MAX_FILES = 20_000
"""Of one import; a folder that holds more was hardly meant."""


def import_clips(
    library: ClipLibrary,
    paths: Iterable[Path],
    *,
    copy_into: Path | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
    tell: Callable[[ImportProgress], None] = lambda _progress: None,
) -> tuple[ImportResult, ...]:
    """Add clips where they lie, or copies of them in the folder `copy_into`.

    Folders are looked through for `.mp4` files, also deeper. Every file has a result, and none is
    changed. What was taken in before somebody cancelled stays.
    """
    files, results = clip_files(paths)
    for number, file in enumerate(files):
        tell(ImportProgress(number, len(files), file.name))
        if is_cancelled():
            results.append(ImportResult(str(file), ImportOutcome.CANCELLED))
            continue
        results.append(import_file(library, file, copy_into, is_cancelled))
    return tuple(results)


def import_file(
    library: ClipLibrary,
    file: Path,
    copy_into: Path | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> ImportResult:
    """As `import_clips`, for one file."""
    try:
        read = read_clip(file, is_cancelled=is_cancelled)
        if copy_into is not None and not _is_kept(library.with_hash(read.sha256)):
            copy = _copied(file, copy_into)
            read = read_clip(copy, is_cancelled=is_cancelled)
        outcome, record = library.take_in(read, Origin.IMPORTED)
    except ReadingCancelledError:
        return ImportResult(str(file), ImportOutcome.CANCELLED)
    except UserError as error:
        message = " ".join(part for part in (error.message, error.safe) if part)
        return ImportResult(str(file), ImportOutcome.REFUSED, message=message)
    return ImportResult(str(file), outcome, record.id, _message(outcome, record, read))


def _message(outcome: ImportOutcome, record: ClipRecord, read: ReadClip) -> str:
    match outcome:
        case ImportOutcome.KNOWN:
            return tr("It is in the gallery already, as {name}.", name=record.file_name)
        case ImportOutcome.FOUND_AGAIN:
            return tr("It was missing and is found again, with its rating, tags and albums.")
        case ImportOutcome.BROUGHT_BACK:
            return tr("It is back in the gallery, with its rating, tags and albums.")
        case _:
            return read.remark


def _is_kept(known: ClipRecord | None) -> bool:
    return known is not None and Path(known.path).is_file()


def clip_files(paths: Iterable[Path]) -> tuple[list[Path], list[ImportResult]]:
    """Every file once, and what is wrong with the paths themselves."""
    files: dict[Path, None] = {}
    problems: list[ImportResult] = []
    for path in paths:
        absolute = Path(os.path.abspath(path))  # noqa: PTH100 - a link is refused, not followed
        if not absolute.is_dir():
            files[absolute] = None
            continue
        for file in _clips_in(absolute):
            if len(files) == MAX_FILES:
                problems.append(
                    ImportResult(
                        str(absolute),
                        ImportOutcome.REFUSED,
                        message=tr(
                            "The folder holds more than {most} clips: the first ones were taken "
                            "in. Add the others by their folders.",
                            most=MAX_FILES,
                        ),
                    )
                )
                break
            files[file] = None
        if not files:
            problems.append(
                ImportResult(
                    str(absolute),
                    ImportOutcome.REFUSED,
                    message=tr("There is no MP4 file in {name}.", name=absolute.name),
                )
            )
    return list(files), problems


def _clips_in(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            # Our own unfinished files begin with a dot.
            if name.lower().endswith(".mp4") and not name.startswith("."):
                yield Path(place, name)


def _copied(file: Path, folder: Path) -> Path:
    """A copy on the disk under a name that was free; raises NotSavedError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        name = Path(safe_name(file.name))
        target = folder / name
        number = 2
        while os.path.lexists(target):
            target = folder / f"{name.stem} ({number}){name.suffix}"
            number += 1
        temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        try:
            with file.open("rb") as source, temporary.open("wb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
                copy.flush()
                os.fsync(copy.fileno())
            publish(temporary, target)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        refused = NotSavedError(tr("The copy of {name}", name=file.name), error)
        refused.category = ErrorCategory.DISK
        raise refused from error
    return target
