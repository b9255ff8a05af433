"""`wan22 state` as people and scripts use it."""

import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from terminal import Terminal

from recovery.homes import fill, look
from wan22_desktop import __version__
from wan22_desktop.__main__ import COMMANDS
from wan22_desktop.composition.recovery import system_state
from wan22_desktop.core.instance import CommandServer, InstanceLock
from wan22_desktop.core.places import Places
from wan22_desktop.recovery.domain.saved_state import SUFFIX
from wan22_desktop.recovery.state_commands import StateCommands


@pytest.fixture
def wan22(
    places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    monkeypatch.setenv("WAN22_HOME", str(places.home))
    monkeypatch.setenv("COLUMNS", "200")
    fill(places, "old")
    return Terminal(places, capsys)


def test_save_list_restore(wan22: Terminal) -> None:
    assert "No state was saved yet." in wan22.says("state", "list")
    old = look(wan22.places)
    saved = Path(wan22.run("state", "save", "--name", "vor dem Umbau").stdout.strip())
    assert saved.is_file()
    fill(wan22.places, "new")
    told = wan22.says("state", "list")
    assert f"{saved.name.removesuffix(SUFFIX)} " in told
    assert "vor dem Umbau" in told
    assert f" 2 0 {__version__}" in told
    assert "name saved why size jobs LoRAs version" in told
    told = wan22.says("state", "restore", saved.name.removesuffix(SUFFIX), "--yes")
    assert f"Restored {saved.name}." in told
    assert "before-restore.wanstate" in told
    assert look(wan22.places) == old
    assert "before restore" in wan22.says("state", "list")


def test_json_says_the_same(wan22: Terminal) -> None:
    saved = wan22.json("state", "save", "--name", "[red]x\u202e")
    assert (saved["reason"], saved["title"], saved["jobs"], saved["loras"]) == (
        "by-hand", "[red]x", 2, 0
    )  # fmt: skip
    assert "wan22.sqlite3" in saved["files"]
    assert wan22.json("state", "list") == [saved]
    done = wan22.json("state", "restore", saved["path"], "--yes")
    assert done["restored"] == saved["path"]
    assert Path(done["before"]).is_file()


def test_a_file_from_elsewhere_is_taken(wan22: Terminal, tmp_path: Path) -> None:
    saved = Path(wan22.json("state", "save")["path"])
    old = look(wan22.places)
    elsewhere = saved.rename(tmp_path / f"stick{SUFFIX}")
    fill(wan22.places, "new")
    wan22.run("state", "restore", str(elsewhere), "--yes")
    assert look(wan22.places) == old


def test_what_cannot_be_used_is_refused(wan22: Terminal) -> None:
    assert "no saved state" in wan22.says("state", "restore", "none", "--yes", code=2)
    saved = Path(wan22.json("state", "save")["path"])
    saved.write_bytes(saved.read_bytes()[:-50])
    before = look(wan22.places)
    told = wan22.says("state", "restore", saved.name, "--yes", code=2)
    assert "is damaged and was not restored" in told
    assert "Nothing was changed." in told
    assert look(wan22.places) == before
    assert "is damaged" in wan22.says("state", "list")
    assert "damaged" in wan22.json("state", "list")[0]["problem"]


@pytest.mark.parametrize(("answer", "code"), [("", 130), ("y\n", 0)])
def test_it_is_done_only_after_a_yes(wan22: Terminal, answer: str, code: int) -> None:
    saved = wan22.json("state", "save")
    fill(wan22.places, "new")
    before = look(wan22.places)
    done = subprocess.run(
        [sys.executable, "-m", "wan22_desktop", "state", "restore", saved["name"]],
        input=answer,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == code, done
    assert "Replace settings, queue, layout and libraries" in done.stderr
    assert (look(wan22.places) == before) == (code == 130)


def test_a_home_in_use_is_not_restored_but_saved_by_its_owner(wan22: Terminal) -> None:
    saved = wan22.json("state", "save")
    commands = StateCommands(system_state(wan22.places))
    held, done = threading.Event(), threading.Event()

    def own() -> None:
        lock = InstanceLock(wan22.places)
        assert lock.acquire()
        with closing(CommandServer(wan22.places, commands.answer)):
            held.set()
            done.wait(30)
        lock.release()

    owner = threading.Thread(target=own)
    owner.start()
    try:
        assert held.wait(10)
        told = wan22.says("state", "restore", saved["name"], "--yes", code=3)
        assert "close it, then restore" in told
        assert wan22.json("state", "restore", saved["name"], "--yes", code=3)["category"] == "busy"
        by_owner = wan22.json("state", "save", "--name", "by the owner")
        assert by_owner["title"] == "by the owner"
        assert [row["name"] for row in wan22.json("state", "list")] == [
            by_owner["name"],
            saved["name"],
        ]
    finally:
        done.set()
        owner.join()


def test_the_program_knows_the_word() -> None:
    assert "state" in COMMANDS
