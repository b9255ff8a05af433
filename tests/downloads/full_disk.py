"""Orders on a disk that is really full: a program for a mount namespace of its own.

Run by `test_disk_full.py`. It mounts a small tmpfs, lets the downloader believe that there is
room, and fills the disk up to a point, so that a write fails there: pages of 4 KiB, or names
(inodes). Then it looks at what lies there, asks for something, and makes room. One line of JSON
for each point says what happened.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from wan22_desktop.core.downloading import (
    DownloadEvent,
    DownloadFinished,
    DownloadOrder,
    DownloadProgress,
    DownloadState,
)
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.manifest import ContentHash
from wan22_desktop.downloads.domain.backoff import Patience
from wan22_desktop.downloads.downloader import ModelDownloader
from wan22_desktop.downloads.order_store import StoredOrder

PAGE_BYTES = 4096
DISK_BYTES = 4 << 20
DISK_NAMES = 64
LIMIT_S = 15.0


class FailedTrialError(Exception):
    """A promise was broken; says which."""


class Disk:
    """A tmpfs that can be filled up to some pages or names, and freed again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        options = f"size={DISK_BYTES},nr_inodes={DISK_NAMES}"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", folder], check=True)  # noqa: S607
        self._ballast = folder / "ballast"

    def fill(self, free_pages: int | None, free_names: int | None) -> None:
        state = os.statvfs(self.folder)
        if free_names is not None:
            for number in range(state.f_favail - free_names):
                (self.folder / f"name-{number}").touch()
        if free_pages is not None:
            pages = os.statvfs(self.folder).f_bavail - free_pages
            self._ballast.write_bytes(bytes(pages * PAGE_BYTES))

    def free(self) -> None:
        self._ballast.unlink(missing_ok=True)
        for name in self.folder.glob("name-*"):
            name.unlink()

    def make_writable(self, *, writable: bool) -> None:
        mode = "rw" if writable else "ro"
        subprocess.run(["mount", "-o", f"remount,{mode}", self.folder], check=True)  # noqa: S607

    def unmount(self) -> None:
        subprocess.run(["umount", self.folder], check=True)  # noqa: S607


class Told:
    """Everything that a downloader has told."""

    def __init__(self) -> None:
        self.events: list[DownloadEvent] = []
        self._changed = threading.Condition()

    def take(self, event: DownloadEvent) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def state(self, *states: DownloadState) -> DownloadEvent:
        """The newest event, once it is one of these states."""
        return self._wait(
            lambda: next(
                (e for e in self.events[-1:] if getattr(e, "state", None) in states), None
            ),
            f"never {' or '.join(states)}",
        )

    def ever(self, state: DownloadState) -> DownloadEvent:
        return self._wait(
            lambda: next((e for e in self.events if getattr(e, "state", None) is state), None),
            f"never {state}",
        )

    def waiting_or_finished(self) -> DownloadEvent:
        """Whichever came first."""
        return self._wait(
            lambda: next(
                (
                    e
                    for e in self.events
                    if isinstance(e, DownloadFinished) or e.state is DownloadState.WAITING
                ),
                None,
            ),
            "neither waiting nor finished",
        )

    def finished(self) -> DownloadEvent:
        return self._wait(
            lambda: next((e for e in self.events if isinstance(e, DownloadFinished)), None),
            "never finished",
        )

    def _wait(self, find: Callable[[], DownloadEvent | None], what: str) -> DownloadEvent:
        deadline = time.monotonic() + LIMIT_S
        with self._changed:
            while (found := find()) is None:
                if not self._changed.wait(deadline - time.monotonic()):
                    raise FailedTrialError(f"{what}: {self.events[-2:]}")
        return found


@contextmanager
def downloader(home: Path, endpoint: str, told: Told) -> Iterator[ModelDownloader]:
    made = ModelDownloader(
        home / "downloads",
        endpoint=endpoint,
        token=lambda: None,
        listener=told.take,
        look_again_s=0.05,
        reserve_bytes=0,
        free=lambda _: 1 << 50,  # the count of a disk may be wrong: quotas, other writers
        patience=Patience(first_delay_s=0.05),
    )
    made.open()
    try:
        yield made
    finally:
        made.close()


def check_nothing_is_corrupt(home: Path, order: DownloadOrder) -> None:
    """What has its name is right, and what is written down can be read."""
    for file in order.manifest.files:
        target = Path(order.folder) / file.path
        if target.exists():
            digest = ContentHash(file)
            digest.update(target.read_bytes())
            if digest.digest != file.digest:
                raise FailedTrialError(f"{file.path} passes for whole, but it is not")
    for record in (home / "downloads").glob("*.json"):
        StoredOrder.from_json(record.read_bytes())


def check_nothing_is_left(home: Path, order: DownloadOrder, *, is_whole: bool) -> None:
    folder = Path(order.folder)
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    wanted = {file.path for file in order.manifest.files} if is_whole else set[str]()
    if there != wanted:
        raise FailedTrialError(f"in the folder: {sorted(there)}")
    records = [path.name for path in (home / "downloads").iterdir()]
    if records != (["model.json"] if is_whole else []):
        raise FailedTrialError(f"records: {records}")


def trial(
    disk: Disk, order: DownloadOrder, endpoint: str, deed: str, fill: Callable[[], None]
) -> dict[str, object]:
    """Fill the disk, fetch, look, do a deed, make room, and see it go on; what was seen."""
    home = disk.folder
    told = Told()
    seen: dict[str, object] = {"deed": deed}
    fill()
    with downloader(home, endpoint, told) as fetching:
        try:
            fetching.download(order)
        except UserError as error:
            seen |= {"refused": error.message}
            check_nothing_is_corrupt(home, order)
            if fetching.downloads():
                raise FailedTrialError("refused, but kept") from error
            disk.free()
            fetching.download(order)
        else:
            first = told.waiting_or_finished()
            if isinstance(first, DownloadProgress):
                seen["waited"] = first.message
                if "GB more are needed on drive" not in first.message:
                    raise FailedTrialError(f"nobody says what is needed: {first}")
            check_nothing_is_corrupt(home, order)
            if "waited" in seen:
                do(deed, fetching, told, order, disk)
        if deed != "restart":
            disk.free()
            told.finished()
    if deed == "restart":
        told = Told()
        with downloader(home, endpoint, told):
            if "waited" in seen:
                told.ever(DownloadState.WAITING)
            check_nothing_is_corrupt(home, order)
            disk.free()
            told.finished()
    check_nothing_is_corrupt(home, order)
    check_nothing_is_left(home, order, is_whole=True)
    told = Told()
    with downloader(home, endpoint, told) as fetching:
        told.finished()  # it was written down
        fetching.forget("model")
    return seen


def do(deed: str, fetching: ModelDownloader, told: Told, order: DownloadOrder, disk: Disk) -> None:
    """Something that people do while the disk is full."""
    if deed == "pause":
        fetching.pause_download("model")
        told.state(DownloadState.PAUSED)
        fetching.resume_download("model")
    elif deed == "cancel":
        fetching.cancel_download("model")
        told.state(DownloadState.CANCELLED)
        left = [path for path in Path(order.folder).rglob("*") if path.is_file()]
        if left:
            raise FailedTrialError(f"left after a cancel: {left}")
        try:
            fetching.download(order)
        except UserError:  # it cannot be written down yet
            disk.free()
            fetching.download(order)


def read_only_trial(disk: Disk, order: DownloadOrder, endpoint: str) -> dict[str, object]:
    """A folder that cannot be written to needs the user, and goes on when it can."""
    told = Told()
    models = Path(order.folder).parents[2]
    models.mkdir(parents=True, exist_ok=True)
    other = Disk(models)
    other.make_writable(writable=False)
    with downloader(disk.folder, endpoint, told) as fetching:
        fetching.download(order)
        message = str(getattr(told.ever(DownloadState.FAILED), "message", ""))
        other.make_writable(writable=True)
        fetching.resume_download("model")
        told.finished()
        check_nothing_is_left(disk.folder, order, is_whole=True)
        fetching.forget("model")
    other.unmount()
    return {"deed": "read-only", "failed": message}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("order", type=Path)
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--pages", type=int, nargs="*", default=[])
    parser.add_argument("--names", type=int, nargs="*", default=[])
    arguments = parser.parse_args()
    order = DownloadOrder.from_json(arguments.order.read_text())
    deeds = ("wait", "restart", "pause", "cancel")
    points: list[tuple[int | None, int | None]] = [
        *((pages, None) for pages in arguments.pages),
        *((None, names) for names in arguments.names),
    ]
    for number, (pages, names) in enumerate(points):
        disk = Disk(arguments.folder)
        began = time.monotonic()
        seen: dict[str, object] = {"pages": pages, "names": names}
        try:
            seen |= trial(
                disk,
                order,
                arguments.endpoint,
                deeds[number % len(deeds)],
                lambda disk=disk, pages=pages, names=names: disk.fill(pages, names),
            )
        except FailedTrialError as error:
            seen["broken"] = str(error)
        print(json.dumps(seen | {"seconds": round(time.monotonic() - began, 2)}), flush=True)
        disk.unmount()
    disk = Disk(arguments.folder)
    print(json.dumps(read_only_trial(disk, order, arguments.endpoint)), flush=True)
    disk.unmount()


if __name__ == "__main__":
    main()
