"""Suspicious files: what is one, where it goes, and how it comes back."""

import os
import pickle
import shlex
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

from fakes.hub_contents import SyntheticFile
from fixtures.installed_packages import KIB, InstalledPackages, small_files
from wan22_desktop.core.audit import AuditLog
from wan22_desktop.core.errors import NotSavedError, UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.quarantine import Quarantine
from wan22_desktop.model_manager.domain.status import FileState
from wan22_desktop.model_manager.health.monitor import ModelHealthMonitor
from wan22_desktop.model_manager.health.scan_hook import ScanStoppedError, scan
from wan22_desktop.model_manager.health.suspicion import suspicion_of

WEIGHTS = "transformer/diffusion_pytorch_model.safetensors"


@pytest.fixture
def packages(places: Places, tmp_path: Path) -> InstalledPackages:
    return InstalledPackages(places, tmp_path / "shelf")


def monitor_of(places: Places, scan_command: str | None = None) -> ModelHealthMonitor:
    return ModelHealthMonitor(places, renders=lambda _: (), scan_command=lambda: scan_command)


def script(code: str) -> str:
    """A command that runs Python code; the file is `sys.argv[1]`."""
    return shlex.join([sys.executable, "-S", "-c", code])


# --- what is suspicious -------------------------------------------------------------------------


def pickled() -> bytes:
    return pickle.dumps({"weight": [1.0]})


def zipped(folder: Path) -> bytes:
    with zipfile.ZipFile(folder / "x.zip", "w") as archive:
        archive.writestr("data.pkl", pickled())
    return (folder / "x.zip").read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("model.bin", b"x", "of a kind"),
        ("model.py", b"x", "of a kind"),
        ("README", b"x", "of a kind"),
        ("model.safetensors", pickled(), "pickle"),
        ("model.safetensors", b"no weights at all", "no safetensors"),
        ("model.gguf", b"GGUF\xff\xff\xff\xff", "version"),
        ("model.safetensors", b"", "empty"),
        ("config.json", b'{"auto_map": {"AutoModel": "evil.Model"}}', "asks for program code"),
        ("config.json", b"{", "damaged"),
        ("tokenizer.json", b"MZ\x90\0", "program for Windows"),
        ("vocab.txt", b"\x7fELF\2", "program for Linux"),
        ("merges.txt", b"#!/bin/sh\n", "script"),
        ("spiece.model", pickled(), "pickle"),
    ],
)
def test_files_that_could_carry_code_are_suspicious(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert reason in (suspicion_of(file) or "")


def test_archives_are_suspicious_whatever_they_are_named(tmp_path: Path) -> None:
    for name in ("model.safetensors", "spiece.model", "tokenizer.json"):
        (tmp_path / name).write_bytes(zipped(tmp_path))
        assert suspicion_of(tmp_path / name) is not None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config.json", b'{"_class_name": "WanTransformer3DModel"}'),
        ("tokenizer.json", b"[1, 2]"),
        ("vocab.txt", b"hello\n"),
        ("spiece.model", b"\x0a\x0e\x0a\x05<unk>"),
    ],
)
def test_what_models_consist_of_is_not(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert suspicion_of(tmp_path / name) is None
    SyntheticFile(KIB, seed=1).write(tmp_path / "model.safetensors")
    assert suspicion_of(tmp_path / "model.safetensors") is None


def test_a_full_check_moves_away_what_does_not_belong_there(
    places: Places, packages: InstalledPackages
) -> None:
    files = small_files()
    packages.install("demo", files | {"vae/model.safetensors": pickled() * 99})
    folder = packages.folder("demo")
    (folder / "evil.py").write_bytes(b"import os")
    (folder / "vae" / ".DS_Store").write_bytes(b"")
    (folder / "linked").symlink_to("/etc")
    monitor = monitor_of(places)
    result = monitor.check_model_integrity("demo")
    moved = {Path(entry.origin).relative_to(folder).as_posix() for entry in result.quarantined}
    assert moved == {"vae/model.safetensors", "evil.py", "linked"}
    assert Path("/etc").is_dir()
    assert (folder / "vae" / ".DS_Store").exists()
    states = {status.path: status.state for status in result.files}
    assert states.pop("vae/model.safetensors") is FileState.MISSING
    assert set(states.values()) == {FileState.WHOLE}
    assert len(monitor.quarantine.entries()) == 3
    deeds = [(entry["deed"], entry["file"]) for entry in AuditLog(places.audit_file).entries()]
    assert ("quarantine", str(folder / "evil.py")) in deeds
    assert monitor.check_model_integrity("demo").quarantined == ()


def test_damage_is_no_suspicion(places: Places, packages: InstalledPackages) -> None:
    packages.install("demo", small_files())
    packages.file("demo", WEIGHTS).write_bytes(pickled())
    result = monitor_of(places).check_model_integrity("demo")
    assert result.quarantined == ()
    assert packages.file("demo", WEIGHTS).exists()


# --- there and back -----------------------------------------------------------------------------


def test_what_the_user_takes_back_stays(places: Places, packages: InstalledPackages) -> None:
    packages.install("demo", small_files())
    note = packages.folder("demo") / "notes.md"
    note.write_bytes(b"mine")
    monitor = monitor_of(places)
    (entry,) = monitor.check_model_integrity("demo").quarantined
    assert not note.exists()
    assert (places.quarantine / entry.id).read_bytes() == b"mine"
    assert monitor.quarantine.restore(entry.id) == note
    assert note.read_bytes() == b"mine"
    assert monitor.quarantine.entries() == ()
    assert monitor.check_model_integrity("demo").quarantined == ()
    note.write_bytes(b"something else")
    assert len(monitor.check_model_integrity("demo").quarantined) == 1


def test_nothing_is_overwritten_and_nothing_comes_from_elsewhere(places: Places) -> None:
    quarantine = Quarantine(places)
    (places.models / "demo").mkdir(parents=True)
    file = places.models / "demo" / "x.bin"
    file.write_bytes(b"first")
    entry = quarantine.put(file, "is odd")
    assert entry is not None
    file.write_bytes(b"second")
    with pytest.raises(UserError, match="there again"):
        quarantine.restore(entry.id)
    assert file.read_bytes() == b"second"
    with pytest.raises(UserError, match="not in quarantine"):
        quarantine.restore("../settings.json")
    with pytest.raises(UserError, match="not in quarantine"):
        quarantine.remove("../settings.json")
    # A record that leads out of the models' folder was not written by us.
    forged = entry.model_copy(update={"origin": str(places.home / "settings.json")})
    (places.quarantine / f"{entry.id}.quarantine.json").write_text(forged.to_json())
    with pytest.raises(UserError, match="no place of a model"):
        quarantine.restore(entry.id)
    quarantine.remove(entry.id)
    assert quarantine.entries() == ()
    assert list(places.quarantine.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"id": "../x"}'])
def test_damaged_records_are_left_out(places: Places, content: bytes) -> None:
    places.quarantine.mkdir()
    (places.quarantine / "x.quarantine.json").write_bytes(content)
    assert Quarantine(places).entries() == ()


def test_what_cannot_be_moved_stays_where_it_is(places: Places) -> None:
    places.quarantine.write_bytes(b"a file where the folder belongs")
    places.models.mkdir()
    file = places.models / "x.bin"
    file.write_bytes(b"content")
    with pytest.raises(NotSavedError):
        Quarantine(places).put(file, "is odd")
    assert file.read_bytes() == b"content"


# --- the scan program ---------------------------------------------------------------------------


def test_the_program_gets_the_file_and_its_code_decides(tmp_path: Path) -> None:
    file = tmp_path / "a file; with $(odd) name.safetensors"
    file.write_bytes(b"content")
    look = "import sys; sys.exit(open(sys.argv[1], 'rb').read() != b'content')"
    assert scan(script(look), file) is None
    tell = "import sys; print(' Evil.Thing found \\nmore'); sys.exit(3)"
    assert scan(script(tell), file) == "Evil.Thing found"
    assert scan(script("import sys; sys.exit(3)"), file) == "the scan program ended with code 3"
    assert scan(script("import os; os.kill(os.getpid(), 9)"), file) is not None


@pytest.mark.parametrize("command", ["/nowhere/scanner --now", "", "  ", "'unfinished"])
def test_a_program_that_cannot_be_run_is_said_so(tmp_path: Path, command: str) -> None:
    with pytest.raises(UserError, match="scan program"):
        scan(command, tmp_path / "x")


def test_a_program_that_does_not_end_is_ended_with_its_children(tmp_path: Path) -> None:
    mark = tmp_path / "child"
    code = (
        "import subprocess, sys, pathlib\n"
        "child = subprocess.Popen([sys.executable, '-S', '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(mark)!r}).write_text(str(child.pid))\n"
        "child.wait()"
    )
    with pytest.raises(UserError, match="did not end within"):
        scan(script(code), tmp_path / "x", time_limit_s=1.5)
    deadline = time.monotonic() + 5
    while is_alive(int(mark.read_text())) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not is_alive(int(mark.read_text()))


def is_alive(pid: int) -> bool:
    """A process that has ended but that nobody has asked about is not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_a_scan_can_be_stopped(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    started = time.monotonic()
    with pytest.raises(ScanStoppedError):
        scan(script("import time; time.sleep(60)"), tmp_path / "x", stop=stop)
    assert time.monotonic() - started < 5


def test_new_files_are_scanned_before_they_are_used(
    places: Places, packages: InstalledPackages
) -> None:
    manifest = packages.install("demo", small_files())
    folder = packages.folder("demo")
    assert monitor_of(places).inspect_new(manifest, folder) == ()
    refuse = "import sys; 'vae' in sys.argv[1] and sys.exit('Evil.Thing')"
    monitor = monitor_of(places, script(refuse))
    (entry,) = monitor.inspect_new(manifest, folder)
    assert entry.reason == "was refused by the scan program: Evil.Thing"
    assert not (folder / "vae/diffusion_pytorch_model.safetensors").exists()
    monitor.quarantine.restore(entry.id)
    assert monitor.inspect_new(manifest, folder) == ()  # the user has decided
    with pytest.raises(UserError, match="cannot be started"):
        monitor_of(places, "/nowhere/scanner").inspect_new(manifest, folder)
