"""The database survives bad ends, upgrades with a backup and refuses what it must not touch."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest

from generation.conftest import SMALL
from wan22_desktop.composition.schema import UPGRADES, open_database
from wan22_desktop.core.database import Database, SharedDatabase
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.places import Places
from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.generation.store import JobStore


@contextmanager
def opened(places: Places, upgrades: tuple[str, ...] = UPGRADES) -> Iterator[Database]:
    with closing(
        Database(places.database_file, upgrades=upgrades, backups=places.backups)
    ) as database:
        yield database


def test_commits_reach_the_disk(places: Places) -> None:
    with opened(places) as database:
        assert database.read("PRAGMA journal_mode")[0][0] == "wal"
        assert database.read("PRAGMA synchronous")[0][0] == 2  # FULL


def test_upgrade_makes_a_backup_and_keeps_the_rows(places: Places) -> None:
    with opened(places) as database:
        JobStore(database).add("0" * 12, SMALL)
    with opened(places, (*UPGRADES, "CREATE TABLE more (id INTEGER) STRICT")) as database:
        assert database.read("SELECT count(*) FROM more")[0][0] == 0
        assert JobStore(database).all()[0].request == SMALL
    (backup,) = places.backups.iterdir()
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("PRAGMA user_version").fetchone()[0] == len(UPGRADES)
        assert copy.execute("SELECT count(*) FROM jobs").fetchone()[0] == 1


def test_a_failed_upgrade_changes_nothing(places: Places) -> None:
    with opened(places) as database:
        JobStore(database).add("0" * 12, SMALL)
    broken = "CREATE TABLE half (id INTEGER);\nCREATE TABEL oops"
    with pytest.raises(UserError), opened(places, (*UPGRADES, broken)):
        pass
    with opened(places) as database:
        assert len(JobStore(database).all()) == 1
        assert not database.read("SELECT 1 FROM sqlite_master WHERE name = 'half'")


def test_a_file_of_a_newer_app_is_refused_untouched(places: Places) -> None:
    with opened(places, (*UPGRADES, "CREATE TABLE more (id INTEGER) STRICT")):
        pass
    before = places.database_file.read_bytes()
    with pytest.raises(UserError, match="newer version"), opened(places):
        pass
    assert places.database_file.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database, but longer than a header" * 9, b"\0" * 4096])
def test_a_damaged_file_is_kept_and_explained(places: Places, content: bytes) -> None:
    places.database_file.write_bytes(content)
    with pytest.raises(UserError, match="damaged") as caught, opened(places):
        pass
    assert caught.value.category is ErrorCategory.DISK
    assert places.database_file.read_bytes() == content


def test_a_flipped_byte_in_a_request_is_noticed(places: Places) -> None:
    with opened(places) as database:
        store = JobStore(database)
        store.add("0" * 12, SMALL)
        with database.transaction() as connection:
            connection.execute("UPDATE jobs SET request = replace(request, 'red', 'rod')")
        (job,) = store.all()
        assert job.state is JobState.FAILED
        assert "damaged" in job.message


def test_an_unknown_state_is_damage_too(places: Places) -> None:
    with opened(places) as database:
        store = JobStore(database)
        store.add("0" * 12, SMALL)
        with database.transaction() as connection:
            connection.execute("UPDATE jobs SET state = 'quaued'")
        assert [(job.state, job.request.prompt) for job in store.all()] == [(JobState.FAILED, "")]
        assert "damaged" in store.all()[0].message


def test_damage_that_is_met_while_reading_is_explained(places: Places) -> None:
    with opened(places) as database:
        for number in range(40):
            JobStore(database).add(f"{number:012}", SMALL)
    content = places.database_file.read_bytes()
    places.database_file.write_bytes(content[:8192] + b"\xff" * (len(content) - 8192))
    with (
        pytest.raises(UserError, match="damaged") as caught,
        opened(places) as database,
    ):
        JobStore(database).all()
    assert caught.value.category is ErrorCategory.DISK


def test_a_place_that_refuses_is_not_called_damage(places: Places) -> None:
    places.database_file.mkdir()
    with pytest.raises(UserError) as caught, opened(places):
        pass
    assert "damaged" not in caught.value.message
    places.database_file.rmdir()
    with opened(places):
        pass
    (places.database_file.parent / f"{places.database_file.name}-wal").mkdir()
    with pytest.raises(UserError, match="cannot be used"), opened(places):
        pass


def test_a_shared_database_is_one_connection_until_the_last_lets_go(places: Places) -> None:
    opened: list[Database] = []

    def open_it() -> Database:
        opened.append(open_database(places))
        return opened[-1]

    shared = SharedDatabase(open_it)
    with ThreadPoolExecutor(8) as threads:
        held = list(threads.map(lambda _number: shared.acquire(), range(8)))
    assert len(opened) == 1
    assert set(held) == {opened[0]}
    for _ in range(7):
        shared.release()
    assert JobStore(opened[0]).all() == ()
    shared.release()
    with pytest.raises(UserError):
        JobStore(opened[0]).all()
    assert JobStore(shared.acquire()).all() == ()
    shared.release()
    assert len(opened) == 2


def test_a_shared_database_that_does_not_open_is_tried_again(places: Places) -> None:
    shared = SharedDatabase(lambda: open_database(places))
    places.database_file.mkdir()
    with pytest.raises(UserError):
        shared.acquire()
    places.database_file.rmdir()
    assert JobStore(shared.acquire()).all() == ()
    shared.release()
