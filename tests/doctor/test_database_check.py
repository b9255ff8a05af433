"""A damaged database: found, saved row by row, and what is lost is said."""

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from fixtures.damaged_databases import (
    PAGE_BYTES,
    Tally,
    judge,
    kill_while_writing,
    make_home,
    new_database,
    repair,
    requests_in,
)
from wan22_desktop.composition.doctor_sources import damaged_jobs
from wan22_desktop.composition.schema import UPGRADES, open_database
from wan22_desktop.core.places import Places
from wan22_desktop.doctor.database_check import (
    copy_live,
    copy_set,
    database_findings,
    examine,
    wal_of,
)
from wan22_desktop.doctor.database_rescue import Rescue, TableRescue, rescue
from wan22_desktop.doctor.domain.findings import Severity
from wan22_desktop.doctor.domain.wal_reading import wal_state

INPUTS = 12


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Places:
    places = Places(tmp_path_factory.mktemp("template") / "home")
    places.create()
    make_home(places)
    return places


@pytest.fixture
def home(template: Places, tmp_path: Path) -> Places:
    places = Places(tmp_path / "copy")
    shutil.copytree(template.home, places.home)
    return places


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "scratch"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


def test_nothing_is_lost_in_silence(template: Places, tmp_path: Path) -> None:
    """A share of `benchmarks/database_rescue.py`."""
    tally, rng = Tally(), random.Random(11)
    for number in range(INPUTS):
        folder = tmp_path / str(number)
        folder.mkdir()
        judge(template, folder, rng, tally)
    assert (tally.crashes, tally.silent, tally.unusable) == ([], [], [])
    assert tally.detected > INPUTS // 3


def test_a_repair_that_keeps_quiet_is_seen(template: Places, tmp_path: Path) -> None:
    def quiet(places: Places) -> Rescue:
        result = repair(places)
        return replace(result, tables=tuple(TableRescue(t.name, t.kept) for t in result.tables))

    tally, rng = Tally(), random.Random(11)
    for number in range(INPUTS):
        folder = tmp_path / str(number)
        folder.mkdir()
        judge(template, folder, rng, tally, quiet)
    assert tally.silent


def test_a_whole_database_is_fine_and_its_log_is_read(home: Places, scratch: Path) -> None:
    examined = examine(copy_set(home.database_file, scratch), damaged_jobs)
    assert examined.is_whole
    assert examined.counts is not None
    assert examined.counts["jobs"] == 60, "those of the write-ahead log too"
    check = database_findings(examined, home.database_file, None, len(UPGRADES))
    assert check.findings == ()


def test_the_original_is_never_written_to(home: Places, scratch: Path) -> None:
    before = {file.name: file.read_bytes() for file in home.home.iterdir() if file.is_file()}
    examine(copy_set(home.database_file, scratch), damaged_jobs)
    after = {file.name: file.read_bytes() for file in home.home.iterdir() if file.is_file()}
    assert after == before


def test_a_database_in_use_is_copied_with_what_was_just_written(
    tmp_path: Path, scratch: Path
) -> None:
    places = Places(tmp_path / "used")
    places.create()
    make_home(places, jobs=3, unclean=False)
    with closing(sqlite3.connect(places.database_file, isolation_level=None)) as owner:
        owner.execute("UPDATE jobs SET note = 'new'")
        copy = copy_live(places.database_file, scratch)
        with closing(sqlite3.connect(copy)) as read:
            assert read.execute("SELECT DISTINCT note FROM jobs").fetchall() == [("new",)]


def test_a_job_whose_request_changed_is_named(home: Places, scratch: Path) -> None:
    with closing(sqlite3.connect(home.database_file, isolation_level=None)) as connection:
        connection.execute("UPDATE jobs SET request = replace(request, 'demo', 'dema')")
    examined = examine(copy_set(home.database_file, scratch), damaged_jobs)
    assert examined.problems == ()
    assert len(examined.damaged_rows) == 60
    check = database_findings(examined, home.database_file, None, len(UPGRADES))
    assert [finding.severity for finding in check.findings] == [Severity.WARNING]
    assert "60 jobs" in check.findings[0].text


def test_a_newer_database_is_not_touched_but_named(home: Places, scratch: Path) -> None:
    examined = replace(examine(copy_set(home.database_file, scratch), damaged_jobs), version=99)
    (finding,) = database_findings(examined, home.database_file, None, len(UPGRADES)).findings
    assert "newer version" in finding.text
    assert not finding.can_be_repaired


@pytest.mark.parametrize("keep_bytes", [0, 100, 0.5])
def test_a_log_that_ends_too_early_is_told_by_its_index(home: Places, keep_bytes: float) -> None:
    content = wal_of(home.database_file).read_bytes()
    index = home.database_file.with_name("wan22.sqlite3-shm").read_bytes()
    assert wal_state(content, index).lost_commits == 0
    assert wal_state(content, index).readable_commits == 20
    kept = int(keep_bytes * len(content)) if isinstance(keep_bytes, float) else keep_bytes
    assert wal_state(content[:kept], index).lost_commits == 1
    at_a_frame = content[: 32 + 3 * (24 + PAGE_BYTES)]
    assert wal_state(at_a_frame).lost_commits == 0, "without the index nobody can tell"


def test_a_kill_is_no_damage(tmp_path: Path, scratch: Path) -> None:
    """What was never finished is not called lost, or every crash would look like damage."""
    places = Places(tmp_path / "killed")
    places.create()
    for number, after_jobs in enumerate((1, 7, 30)):
        acknowledged = kill_while_writing(places, after_jobs)
        folder = scratch / str(number)
        folder.mkdir()
        examined = examine(copy_set(places.database_file, folder), damaged_jobs)
        assert examined.is_whole, examined
        assert acknowledged >= after_jobs
        assert examined.counts is not None
        assert examined.counts["jobs"] >= acknowledged


def test_a_broken_frame_loses_those_behind_it(home: Places) -> None:
    content = bytearray(wal_of(home.database_file).read_bytes())
    content[32 + 24 + 10] ^= 1
    state = wal_state(bytes(content))
    assert (state.readable_commits, state.lost_commits) == (0, 20)


def test_what_is_readable_is_saved_and_the_damaged_files_are_kept(home: Places) -> None:
    database = home.database_file
    raw = bytearray(database.read_bytes())
    truth = requests_in(copy_set(database, home.cache))
    with closing(sqlite3.connect(home.cache / database.name)) as connection:
        root = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'jobs_by_position'"
        )
        page = int(root.fetchone()[0]) - 1
    raw[page * PAGE_BYTES : (page + 1) * PAGE_BYTES] = bytes(PAGE_BYTES)
    database.write_bytes(raw)
    wal_of(database).unlink()
    result = rescue(database, home.quarantine, new_database, damaged_jobs)
    assert (result.quarantine / database.name).read_bytes() == bytes(raw)
    saved = requests_in(database)
    assert saved.items() <= truth.items()
    assert len(saved) == 40, "all that was in the file"
    assert not wal_of(database).exists()
    open_database(home).close()


def test_an_unreadable_database_becomes_its_newest_backup(home: Places) -> None:
    home.database_file.write_bytes(random.Random(1).randbytes(50_000))
    wal_of(home.database_file).unlink()
    backup = max(home.backups.glob("*.sqlite3"))
    result = rescue(home.database_file, home.quarantine, new_database, damaged_jobs, backup)
    assert result.backup == backup
    assert len(requests_in(home.database_file)) == 40
    (jobs,) = (table for table in result.tables if table.name == "jobs")
    assert jobs.sentence == "jobs: 40 rows kept, 40 of them from the backup, an unknown number lost"
    assert backup.name in " ".join(result.sentences)


def test_without_anything_readable_a_new_database_begins(home: Places) -> None:
    home.database_file.write_bytes(b"")
    wal_of(home.database_file).write_bytes(b"no log")
    result = rescue(home.database_file, home.quarantine, new_database, damaged_jobs)
    assert requests_in(home.database_file) == {}
    with closing(sqlite3.connect(home.database_file)) as connection:
        assert connection.execute("SELECT paused FROM queue").fetchall() == [(0,)]
    assert all("lost" in line for line in result.sentences[:1])


def test_a_row_lost_from_a_page_is_counted_by_its_index(home: Places) -> None:
    """The table's leaf is gone, its index still names the rows."""
    database = home.database_file
    wal_of(database).unlink()
    raw = bytearray(database.read_bytes())
    at = raw.index(b"note 7")
    page = at // PAGE_BYTES * PAGE_BYTES
    raw[page : page + PAGE_BYTES] = bytes(PAGE_BYTES)
    database.write_bytes(raw)
    result = rescue(database, home.quarantine, new_database, damaged_jobs)
    (jobs,) = (table for table in result.tables if table.name == "jobs")
    assert jobs.lost >= 1
    assert jobs.kept + jobs.lost == 40
    assert len(requests_in(database)) == jobs.kept
