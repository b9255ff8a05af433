"""The gallery's service on its thread: every wish is answered by a signal."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMetaObject, QObject, Qt, QThread, Signal
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from fixtures.small_clips import metadata, sha256_of, write_clip
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.database import SharedDatabase
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.places import Places
from wan22_desktop.gallery.domain.clip_record import ClipRecord, MadeClip
from wan22_desktop.gallery.domain.news import ImportResult, RecycleResult
from wan22_desktop.gallery.library import ClipLibrary
from wan22_desktop.gallery.library_service import LibraryService, LoadedStrip


class Asker(QObject):
    """Signals to the service's slots, as the panel has them."""

    made = Signal(object)
    made_many = Signal(object)
    rate = Signal(object, int)
    add = Signal(object, bool)
    recycle = Signal(object)
    bring_back = Signal(object)
    strips = Signal(object)

    def __init__(self, service: LibraryService, bin_folder: Path) -> None:
        super().__init__()
        self.service = service
        self.bin = bin_folder
        self.listed = QSignalSpy(service.clips_listed)
        self.added = QSignalSpy(service.clips_added)
        self.changed = QSignalSpy(service.clips_changed)
        self.removed = QSignalSpy(service.clips_removed)
        self.loaded = QSignalSpy(service.strip_loaded)
        self.moved = QSignalSpy(service.import_moved)
        self.ended = QSignalSpy(service.import_ended)
        self.recycled = QSignalSpy(service.recycled)
        self.refused = QSignalSpy(service.refused)
        self.made.connect(service.take_made)
        self.made_many.connect(service.take_made_many)
        self.rate.connect(service.rate)
        self.add.connect(service.import_files)
        self.recycle.connect(service.recycle)
        self.bring_back.connect(service.bring_back)
        self.strips.connect(service.want_strips, Qt.ConnectionType.DirectConnection)


@pytest.fixture
def asker(places: Places, qtbot: QtBot) -> Iterator[Asker]:
    bin_folder = places.home / "bin"
    bin_folder.mkdir()

    def to_bin(path: Path) -> None:
        path.rename(bin_folder / path.name)

    def make(*given: object, **named: object) -> ClipLibrary:
        return ClipLibrary(*given, to_bin=to_bin, from_bin=lambda _path: False, **named)  # pyright: ignore[reportArgumentType]

    shared = SharedDatabase(lambda: open_database(places))
    service = LibraryService(shared, places.outputs, places.cache / "thumbnails", make=make)
    asker = Asker(service, bin_folder)
    thread = QThread()
    service.moveToThread(thread)
    thread.started.connect(service.start)
    thread.start()
    qtbot.waitUntil(lambda: asker.listed.count() == 1)
    yield asker
    QMetaObject.invokeMethod(service, "stop", Qt.ConnectionType.BlockingQueuedConnection)
    thread.quit()
    assert thread.wait(5000)
    names = {running.name for running in threading.enumerate()}
    assert not any(name.startswith(("clip-strips", "clip-files")) for name in names)


def added(asker: Asker) -> list[ClipRecord]:
    return [clip for row in range(asker.added.count()) for clip in asker.added.at(row)[0]]


def test_a_clip_is_listed_rated_shown_and_recycled(
    asker: Asker, places: Places, qtbot: QtBot
) -> None:
    assert asker.listed.at(0)[0] == ()
    file = write_clip(places.outputs / "a.mp4", metadata=metadata())
    asker.made.emit(MadeClip(str(file), sha256_of(file), "0" * 12))
    qtbot.waitUntil(lambda: asker.added.count() == 1)
    (clip,) = added(asker)
    asker.rate.emit((clip.id,), 3)
    qtbot.waitUntil(lambda: asker.changed.count() == 1)
    assert asker.changed.at(0)[0][0].rating == 3
    asker.strips.emit((clip,))
    qtbot.waitUntil(lambda: asker.loaded.count() == 1)
    loaded: LoadedStrip = asker.loaded.at(0)[0]
    assert loaded.image is not None
    assert loaded.image.width() == 12 * 96
    asker.recycle.emit((clip.id,))
    qtbot.waitUntil(lambda: asker.recycled.count() == 1)
    result: RecycleResult = asker.recycled.at(0)[0]
    assert [moved.id for moved in result.moved] == [clip.id]
    assert asker.removed.at(0)[0] == (clip.id,)
    (asker.bin / "a.mp4").unlink()
    asker.bring_back.emit((clip.id,))
    qtbot.waitUntil(lambda: asker.refused.count() == 1)
    refused: UserError = asker.refused.at(0)[0]
    assert "a.mp4" in refused.message


def test_imports_tell_how_far_they_are_and_what_became_of_them(
    asker: Asker, tmp_path: Path, qtbot: QtBot
) -> None:
    write_clip(tmp_path / "in" / "good.mp4")
    (tmp_path / "in" / "bad.mp4").write_bytes(b"no clip")
    asker.add.emit([str(tmp_path / "in")], False)
    qtbot.waitUntil(lambda: asker.ended.count() == 1)
    results: tuple[ImportResult, ...] = asker.ended.at(0)[0]
    assert [result.is_in_gallery for result in results] == [False, True]
    assert asker.moved.count() == 2
    assert len(added(asker)) == 1


def test_a_clip_without_a_picture_says_why(asker: Asker, places: Places, qtbot: QtBot) -> None:
    file = write_clip(places.outputs / "a.mp4")
    asker.made.emit(MadeClip(str(file), sha256_of(file), "0" * 12))
    qtbot.waitUntil(lambda: asker.added.count() == 1)
    file.write_bytes(b"overwritten")
    asker.strips.emit(tuple(added(asker)))
    qtbot.waitUntil(lambda: asker.loaded.count() == 1)
    assert "a.mp4 cannot be shown" in asker.loaded.at(0)[0].problem


def test_many_made_clips_are_taken_once(asker: Asker, places: Places, qtbot: QtBot) -> None:
    made = []
    for number in range(3):
        file = write_clip(places.outputs / f"{number}.mp4", hue=number / 3)
        made.append(MadeClip(str(file), sha256_of(file), f"{number:012x}"))
    for _ in range(2):
        asker.made_many.emit(tuple(made))
    asker.made.emit(made[0])
    qtbot.waitUntil(lambda: len(added(asker)) == 3)
    asker.rate.emit(tuple(clip.id for clip in added(asker)), 1)
    qtbot.waitUntil(lambda: asker.changed.count() >= 1)
    assert len(added(asker)) == 3
