"""Saved states: whole, checked, bounded, and put back whole or not at all."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recovery.homes import FILES, add_jobs, fill, look, opened
from wan22_desktop.composition.recovery import system_state
from wan22_desktop.composition.schema import UPGRADES, open_database
from wan22_desktop.core.audit import AuditLog
from wan22_desktop.core.database import Database
from wan22_desktop.core.errors import NotSavedError, UserError
from wan22_desktop.core.places import Places
from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.store import JobStore
from wan22_desktop.recovery.domain.saved_state import (
    DATABASE_NAME,
    MANIFEST_NAME,
    MEMBERS,
    SUFFIX,
    SaveReason,
)
from wan22_desktop.recovery.state_file import extract_state, read_manifest
from wan22_desktop.recovery.system_state import KEPT_AUTOMATIC, SystemState


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 5, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def home(places: Places) -> Places:
    fill(places, "old")
    return places


def states_of(places: Places, clock: Clock, version: str = "1.0") -> SystemState:
    return SystemState(places, len(UPGRADES), now=clock, app_version=version)


def change(places: Places) -> None:
    """Everything is different now: files changed, added and removed, jobs added."""
    (places.home / FILES[0]).write_text("changed", "utf-8")
    (places.home / FILES[1]).unlink()
    (places.home / "optimization.json").write_text("added", "utf-8")
    add_jobs(places, "new three")


# --- saving and restoring --------------------------------------------------------------------


def test_what_was_saved_is_put_back_and_what_was_replaced_is_kept(home: Places) -> None:
    old = look(home)
    states = system_state(home)
    saved = states.save_system_state(name="Vor dem Umbau / 1")
    change(home)
    new = look(home)
    assert new["database"] != old["database"]
    result = states.restore_system_state(saved)
    assert look(home) == old
    assert not home.restoring.exists()
    assert result.before is not None
    assert read_manifest(result.before).reason is SaveReason.BEFORE_RESTORE
    (entry,) = AuditLog(home.audit_file).entries()
    assert (entry["deed"], entry["state"]) == ("restore a state", str(saved))
    states.restore_system_state(result.before)
    assert look(home) == new


def test_a_state_is_saved_while_the_database_is_in_use(home: Places) -> None:
    old = look(home)
    with opened(home) as database:
        states = system_state(home, database.copy_to)
        with database.transaction() as connection:
            connection.execute("UPDATE queue SET pause_reason = 'only in the log'")
        saved = states.save_system_state()
        with pytest.raises(RuntimeError, match="open"):
            states.restore_system_state(saved)
        assert not home.restoring.exists()
    change(home)
    system_state(home).restore_system_state(saved)
    restored = look(home)
    assert "only in the log" in str(restored.pop("database"))
    old.pop("database")
    assert restored == old


def test_what_the_list_says(home: Places) -> None:
    states = states_of(home, Clock())
    states.save_system_state(name="mine")
    states.save_system_state(SaveReason.SHUTDOWN)
    newest, oldest = states.list_states()
    assert (newest.is_automatic, oldest.is_automatic) == (True, False)
    assert oldest.manifest is not None
    assert oldest.manifest.name == "mine"
    assert oldest.manifest.contents.jobs == 2
    assert oldest.manifest.contents.schema_version == len(UPGRADES)
    assert oldest.manifest.app_version == "1.0"
    assert set(oldest.manifest.members) == set(MEMBERS) - {"optimization.json"}
    assert states.find(oldest.name) == oldest.path
    assert states.find(oldest.path.name) == oldest.path
    assert states.find(str(oldest.path)) == oldest.path
    for wrong in ("", "mine", "../" + oldest.name, str(home.settings_file)):
        with pytest.raises(UserError, match="no saved state"):
            states.find(wrong)


def test_a_new_home_can_be_saved_and_restored(places: Places) -> None:
    states = system_state(places)
    saved = states.save_system_state()
    empty = look(places)
    fill(places, "later")
    states.restore_system_state(saved)
    assert look(places) == empty
    with opened(places) as database:
        assert JobStore(database).all() == ()


def test_ten_automatic_ones_are_kept_and_all_that_were_asked_for(home: Places) -> None:
    states = states_of(home, Clock())
    mine = [states.save_system_state(name=f"mine {n}") for n in range(3)]
    automatic = [states.save_system_state(SaveReason.SHUTDOWN) for _ in range(KEPT_AUTOMATIC + 4)]
    kept = {state.path for state in states.list_states()}
    assert kept == {*mine, *automatic[-KEPT_AUTOMATIC:]}
    first = automatic[-KEPT_AUTOMATIC]
    result = states.restore_system_state(first)
    assert first.exists(), "the one that is being restored is not thrown away meanwhile"
    assert result.before is not None
    assert result.before.exists()


def test_a_clock_that_went_back_does_not_cost_the_state_just_saved(home: Places) -> None:
    clock = Clock()
    states = states_of(home, clock)
    for _ in range(KEPT_AUTOMATIC):
        states.save_system_state(SaveReason.SHUTDOWN)
    clock.now -= timedelta(days=3650)
    assert states.save_if_due(SaveReason.SHUTDOWN) is not None
    path = states.save_system_state(SaveReason.SHUTDOWN)
    assert path.exists()


def test_automatic_saves_happen_when_due(home: Places) -> None:
    clock = Clock()
    states = states_of(home, clock)
    assert states.save_if_due(SaveReason.BEFORE_UPGRADE) is None
    assert states.save_if_due(SaveReason.SHUTDOWN) is not None
    assert states.save_if_due(SaveReason.SHUTDOWN) is None
    assert states.save_if_due(SaveReason.BEFORE_UPGRADE) is None
    clock.now += timedelta(days=1)
    assert states.save_if_due(SaveReason.SHUTDOWN) is not None
    upgraded = states_of(home, clock, version="2.0")
    path = upgraded.save_if_due(SaveReason.BEFORE_UPGRADE)
    assert path is not None
    assert read_manifest(path).reason is SaveReason.BEFORE_UPGRADE
    assert upgraded.save_if_due(SaveReason.BEFORE_UPGRADE) is None


def test_an_older_schema_is_upgraded_when_it_is_opened(places: Places) -> None:
    Database(places.database_file, upgrades=UPGRADES[:1], backups=places.backups).close()
    with closing(sqlite3.connect(places.database_file)) as connection:
        connection.execute("UPDATE queue SET pause_reason = 'of version 1'")
        connection.commit()
    saved = system_state(places).save_system_state()
    assert read_manifest(saved).contents.schema_version == 1
    places.database_file.unlink()
    fill(places, "later")
    system_state(places).restore_system_state(saved)
    with opened(places) as database:
        assert database.read("PRAGMA user_version")[0][0] == len(UPGRADES)
        assert JobStore(database).pause().reason == "of version 1"
        assert JobStore(database).all() == ()
    add_jobs(places, "works")


def test_jobs_that_were_rendering_settle_as_after_any_end(home: Places, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    with opened(home) as database:
        store = JobStore(database)
        running, done = store.all()
        store.save(running.moved_to(JobState.LOADING))
        with database.transaction() as connection:
            connection.execute(
                "UPDATE jobs SET state = 'publishing', clip_path = ?, clip_sha256 = ? WHERE id = ?",
                (str(clip), "0" * 64, done.id),
            )
        saved = system_state(home, database.copy_to).save_system_state()
    system_state(home).restore_system_state(saved)
    with opened(home) as database:
        queue = RenderQueue(JobStore(database), home)
        queue.settle()
        assert [job.state for job in queue.jobs()] == [JobState.QUEUED] * 2


# --- what is asked for in the window ---------------------------------------------------------


def test_a_wish_is_carried_out_at_the_next_start(home: Places) -> None:
    old = look(home)
    with opened(home) as database:
        states = system_state(home, database.copy_to)
        saved = states.save_system_state()
        states.request_restore(saved)
    change(home)
    new = look(home)
    with opened(home):
        pass  # a command that comes first neither carries it out nor forgets it
    assert look(home) == new
    result = system_state(home).carry_out_pending()
    assert result is not None
    assert result.is_restored
    assert look(home) == old
    assert system_state(home).carry_out_pending() is None


def test_a_wish_that_cannot_be_granted_is_said_once(home: Places) -> None:
    states = system_state(home)
    saved = states.save_system_state()
    states.request_restore(saved)
    saved.write_bytes(saved.read_bytes()[:-100])
    before = look(home)
    result = states.carry_out_pending()
    assert result is not None
    assert not result.is_restored
    assert "damaged" in result.problem
    assert "Nothing was changed" in result.problem
    assert look(home) == before
    assert states.carry_out_pending() is None
    with pytest.raises(UserError, match="damaged"):
        states.request_restore(saved)
    assert not home.restoring.exists()


def test_a_restore_that_is_stuck_goes_on_and_nothing_is_opened_meanwhile(home: Places) -> None:
    old = look(home)
    states = system_state(home)
    saved = states.save_system_state()
    change(home)
    blocked = home.home / "quantization.json"
    blocked.unlink()
    (blocked / "in the way").mkdir(parents=True)
    for attempt in (lambda: states.restore_system_state(saved), states.carry_out_pending):
        with pytest.raises(UserError, match="could not be replaced"):
            attempt()
        with pytest.raises(UserError, match="could not be replaced"):
            open_database(home)
    shutil.rmtree(blocked)
    open_database(home).close()
    assert look(home) == old


# --- states that are not as they should be ---------------------------------------------------


def repacked(
    state: Path, edit: Callable[[dict[str, bytes]], None], packing: int = zipfile.ZIP_STORED
) -> Path:
    with zipfile.ZipFile(state) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    edit(files)
    other = state.with_name(f"other{SUFFIX}")
    with zipfile.ZipFile(other, "w", packing) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return other


def manifest_edit(**changes: object) -> Callable[[dict[str, bytes]], None]:
    def edit(files: dict[str, bytes]) -> None:
        tree = json.loads(files[MANIFEST_NAME])
        files[MANIFEST_NAME] = json.dumps(tree | changes).encode()

    return edit


def with_member(name: str, content: bytes) -> Callable[[dict[str, bytes]], None]:
    def edit(files: dict[str, bytes]) -> None:
        files[name] = content

    return edit


def with_same_size(files: dict[str, bytes]) -> None:
    """Nothing but the digest tells it."""
    files["settings.json"] = files["settings.json"].replace(b"old", b"bad")


def without(name: str) -> Callable[[dict[str, bytes]], None]:
    def edit(files: dict[str, bytes]) -> None:
        del files[name]

    return edit


def named_member(name: str) -> Callable[[dict[str, bytes]], None]:
    """A member that the manifest itself vouches for."""

    def edit(files: dict[str, bytes]) -> None:
        tree = json.loads(files[MANIFEST_NAME])
        tree["members"][name] = tree["members"]["settings.json"]
        files[MANIFEST_NAME] = json.dumps(tree).encode()
        files[name] = files["settings.json"]

    return edit


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (manifest_edit(version=2), "newer version"),
        (manifest_edit(version="1"), "version"),
        (manifest_edit(surprise=1), "surprise"),
        (manifest_edit(saved_at="yesterday"), "saved_at"),
        (manifest_edit(contents={"schema_version": 99}), "newer version"),
        (manifest_edit(absent=["settings.json"]), "contradicts"),
        (manifest_edit(absent=["instance.json"]), "no part of a state"),
        (manifest_edit(name="x" * 70_000), "too large"),
        (with_member(MANIFEST_NAME, b"{"), "cannot be read"),
        (with_member(MANIFEST_NAME, b"[" * 60_000), "cannot be read"),
        (with_member("settings.json", b"other"), "another size"),
        (with_member("window.json", b'{"mark":"new","file":"window.json"}X'), "window.json"),
        (with_same_size, "settings.json is not as it was saved"),
        (with_member("extra.json", b"{}"), "does not agree"),
        (with_member("../evil", b"x"), "does not agree"),
        (without("settings.json"), "does not agree"),
        (without(MANIFEST_NAME), "cannot be read"),
        (named_member("../evil"), "no part of a state"),
        (named_member("/etc/evil"), "no part of a state"),
        (named_member("wan22.lock"), "no part of a state"),
        (named_member("Settings.json"), "no part of a state"),
    ],
)
def test_a_wrong_state_is_refused_and_nothing_is_touched(
    home: Places, edit: Callable[[dict[str, bytes]], None], told: str
) -> None:
    states = system_state(home)
    other = repacked(states.save_system_state(), edit)
    before, listed = look(home), states.list_states()
    for attempt in (states.restore_system_state, states.request_restore):
        with pytest.raises(UserError, match=told) as refused:
            attempt(other)
        assert refused.value.safe == "Nothing was changed."
    assert look(home) == before
    assert not home.restoring.exists()
    assert states.list_states() == listed
    assert not list(home.home.parent.rglob("*evil*"))


def test_a_database_that_is_newer_or_damaged_inside_is_refused(home: Places) -> None:
    """Also if the manifest, with the right digests, says otherwise."""
    with closing(sqlite3.connect(home.database_file)) as connection:
        connection.execute("PRAGMA user_version = 99")
    newer = system_state(home).save_system_state()
    with closing(sqlite3.connect(home.database_file)) as connection:
        connection.execute(f"PRAGMA user_version = {len(UPGRADES)}")
    lying = repacked(newer, manifest_edit(contents={"schema_version": 1}))
    with pytest.raises(UserError, match="newer version"):
        system_state(home).restore_system_state(lying)
    assert not home.restoring.exists()


def test_bombs_cost_nothing(home: Places) -> None:
    states = system_state(home)
    saved = states.save_system_state()

    def vouched(files: dict[str, bytes]) -> None:
        tree = json.loads(files[MANIFEST_NAME])
        tree["members"]["settings.json"]["size_bytes"] = 5_000_000
        files[MANIFEST_NAME] = json.dumps(tree).encode()
        files["settings.json"] = b"\0" * 5_000_000

    for packing in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        bomb = repacked(saved, vouched, packing)
        assert bomb.stat().st_size < 200_000
        with pytest.raises(UserError, match="does not use"):
            states.restore_system_state(bomb)
    with pytest.raises(UserError, match="larger than it may be"):
        states.restore_system_state(repacked(saved, vouched))
    many = saved.with_name(f"many{SUFFIX}")
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(500):
            archive.writestr(f"{number}", b"")
    with pytest.raises(UserError, match="more files"):
        states.restore_system_state(many)


def test_any_damage_is_refused_or_harmless(home: Places, tmp_path: Path) -> None:
    """Bits flipped, bytes cut or zeroed anywhere: the files come out as saved, or not at all."""
    saved = system_state(home).save_system_state()
    raw = saved.read_bytes()
    whole = tmp_path / "whole"
    whole.mkdir()
    extract_state(saved, whole)
    good = {file.name: file.read_bytes() for file in whole.iterdir()}
    chance = random.Random(5)
    damaged = tmp_path / f"damaged{SUFFIX}"
    refused = 0
    for number in range(60):
        content = bytearray(raw)
        at = chance.randrange(len(raw)) if number % 2 else -1 - chance.randrange(600)
        match number % 4:
            case 0 | 1:
                content[at] ^= 1 << chance.randrange(8)
            case 2:
                del content[at:]
            case _:
                content[at : at + 64] = bytes(len(content[at : at + 64]))
        damaged.write_bytes(bytes(content))
        folder = tmp_path / "out"
        folder.mkdir()
        try:
            extract_state(damaged, folder)
        except UserError:
            refused += 1
        else:
            assert {file.name: file.read_bytes() for file in folder.iterdir()} == good
        shutil.rmtree(folder)
    assert refused > 30


def test_a_damaged_database_is_no_state_but_can_be_replaced_by_one(home: Places) -> None:
    states = system_state(home)
    old = look(home)
    saved = states.save_system_state()
    home.database_file.write_bytes(b"not a database" * 1000)
    with pytest.raises(UserError, match="is damaged"):
        states.save_system_state()
    assert states.save_if_due(SaveReason.SHUTDOWN) is None
    result = states.restore_system_state(saved)
    assert look(home) == old
    (aside,) = (home.backups / "damaged").iterdir()
    assert (aside / DATABASE_NAME).read_bytes() == b"not a database" * 1000
    assert result.before is not None
    assert DATABASE_NAME not in read_manifest(result.before).members
    states.restore_system_state(result.before)
    assert look(home)["database"] == old["database"], "a state without one leaves it alone"


def test_the_log_of_a_damaged_database_does_not_get_over_the_restored_one(home: Places) -> None:
    states = system_state(home)
    saved = states.save_system_state()
    old = look(home)
    log = home.home / f"{DATABASE_NAME}-wal"
    with opened(home) as database:
        for reason in ("before", "only in the log"):
            with database.transaction() as connection:
                connection.execute("UPDATE queue SET pause_reason = ?", (reason,))
        content = log.read_bytes()
    log.write_bytes(content)
    home.database_file.write_bytes(b"not a database" * 10_000)
    states.restore_system_state(saved)
    assert look(home) == old
    (aside,) = (home.backups / "damaged").iterdir()
    assert (aside / log.name).read_bytes() == content


def test_what_cannot_be_written_is_said_and_leaves_nothing(home: Places) -> None:
    states = system_state(home)
    saved = states.save_system_state()
    before = look(home)
    aside = home.backups / "aside"
    home.states.rename(aside)
    home.states.touch()
    with pytest.raises(NotSavedError):
        states.save_system_state()
    assert states.save_if_due(SaveReason.SHUTDOWN) is None
    with pytest.raises(NotSavedError):
        states.restore_system_state(aside / saved.name)
    assert look(home) == before
    assert not home.restoring.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit for the size of files")
def test_a_disk_that_fills_at_any_size_breaks_nothing(home: Places, tmp_path: Path) -> None:
    state = system_state(home).save_system_state().rename(tmp_path / f"kept{SUFFIX}")
    add_jobs(home, "another")
    tests = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-m", "recovery.full_disk_child", str(home.home), str(state), "24000"],
        cwd=tests,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(tests), str(tests.parent)))},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["broken"] == []
    assert 0 < told["refused"] < told["tries"], told


def test_what_a_killed_save_left_is_swept(home: Places) -> None:
    states = system_state(home)
    home.states.mkdir()
    (home.states / f".x{SUFFIX}.tmp").touch()
    (home.states / ".saving-x").mkdir()
    (home.states / ".saving-x" / DATABASE_NAME).touch()
    saved = states.save_system_state()
    assert list(home.states.iterdir()) == [saved]
