"""The files of an order in its folder: which are there, and removing exactly those."""

import contextlib
from pathlib import Path

from wan22_desktop.core.downloading import DownloadOrder
from wan22_desktop.core.durable import publish
from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.downloads.part_file import part_path, remove_leftovers


def target_of(order: DownloadOrder, path: str) -> Path:
    """Where a file of the order belongs; raises UserError if a link leads out of the folder."""
    folder = Path(order.folder)
    target = folder / path
    try:
        is_inside = target.parent.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # links that lead to each other
        is_inside = False
    if not is_inside:
        raise UserError(
            tr(
                "{parent} leads out of the folder of {title}: a link or junction is in the way. "
                "Remove it and resume.",
                parent=target.parent,
                title=order.title,
            ),
            category=ErrorCategory.DISK,
            safe=tr("Nothing was written there."),
            recoveries=(Recovery.RETRY,),
        )
    return target


def bytes_there(order: DownloadOrder, path: str) -> int:
    """How much of the disk an unfinished file takes already."""
    try:
        return part_path(Path(order.folder) / path).stat().st_size
    except OSError:
        return 0


def remove_arrived(order: DownloadOrder) -> None:
    """Remove what the order has brought, and its folder if nothing else is in it.

    Only files that its manifest names. A file of `repairs` was the user's before: it gets its name
    in the folder back, as damaged as it was or as far as it was repaired. Raises OSError and
    UserError.
    """
    folder = Path(order.folder)
    folders = {folder}
    for file in order.manifest.files:
        target = target_of(order, file.path)
        if file.path in order.repairs:
            part = part_path(target)
            if part.exists() and not target.exists():
                publish(part, target)
        else:
            target.unlink(missing_ok=True)
        remove_leftovers(target)
        above = target.parent
        while above != folder:
            folders.add(above)
            above = above.parent
    for emptied in sorted(folders, key=lambda place: len(place.parts), reverse=True):
        with contextlib.suppress(OSError):  # not there, or something else is in it
            emptied.rmdir()
