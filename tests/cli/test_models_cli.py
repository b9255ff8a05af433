"""`wan22 models` as people and scripts use it: a real hub, real files.

What is stopped, killed or met by another command is a process of its own; the rest runs here, which
saves the start.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from terminal import Done, Terminal

from fakes.hub_server import HubServer, SyntheticFile
from fixtures.installed_packages import InstalledPackages, small_files
from wan22_desktop.cli.main import run_command
from wan22_desktop.core.pieces import PIECE_BYTES
from wan22_desktop.core.places import PROGRAM_FOLDER, Places
from wan22_desktop.core.wan import Variant

LORA = "t2v-A14B-lightning"
REPOSITORY = "Comfy-Org/Wan_2.2_ComfyUI_Repackaged"
FILES = "split_files/loras/wan2.2_t2v_lightx2v_4steps_lora_v1.1_{}_noise.safetensors"
HIGH, LOW = FILES.format("high"), FILES.format("low")
MIB = 1 << 20
SIZES = {HIGH: 18 * MIB, LOW: 6 * MIB}
WHOLE_BYTES = sum(SIZES.values())
PATIENCE_S = 60.0


class Models(Terminal):
    """Runs `wan22 models`."""

    def set_endpoint(self, endpoint: str) -> None:
        """In the settings, as the window keeps it."""
        settings = {"version": 2, "downloads": {"endpoint": endpoint}}
        self.places.settings_file.write_text(json.dumps(settings), "utf-8")

    def run(self, *words: str, code: int = 0) -> Done:
        return super().run("models", *words, code=code)

    def status(self) -> dict[str, Any]:
        return self.json("status", LORA)

    @contextmanager
    def open(self, *words: str, command: str = "models") -> Iterator[subprocess.Popen[str]]:
        """A process that is waited for, whatever happens."""
        process = subprocess.Popen(
            [sys.executable, "-m", "wan22_desktop", *filter(None, (command, *words))],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()

    @property
    def version_folder(self) -> Path:
        (record,) = self.places.models.glob(f"{LORA}/package.json")
        return record.parent / json.loads(record.read_text("utf-8"))["current"]

    def file(self, path: str) -> Path:
        return self.version_folder / Path(path).name


def wait_until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def finished(process: subprocess.Popen[str], code: int) -> str:
    """What a process has printed when it ends."""
    out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == code, (out, err)
    assert "Traceback" not in err
    return " ".join((out + err).split())


@pytest.fixture
def hub() -> Iterator[HubServer]:
    """Has a LoRA pair where the catalog says that it is."""
    with HubServer(tokens=("right",)) as server:
        server.add_repo(
            REPOSITORY,
            {path: SyntheticFile(size, n) for n, (path, size) in enumerate(SIZES.items())},
        )
        yield server


@pytest.fixture
def models(
    places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Models:
    monkeypatch.setenv("WAN22_HOME", str(places.home))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("XDG_DATA_HOME", str(places.home.parent / "data"))
    return Models(places, capsys)


def test_everything_that_can_be_done_with_a_package(models: Models, hub: HubServer) -> None:
    listed = {status["id"]: status for status in models.json("list")}
    assert listed[LORA]["state"] == "missing"
    assert re.search(rf"{LORA}\s+t2v-A14B\s+missing\s+2\.5 GB", models.run("list").stdout)

    lines = models.run("install", LORA, "--endpoint", hub.endpoint, "--json").stdout.splitlines()
    steps = [json.loads(line) for line in lines]
    assert steps[-1]["state"] == "available"
    done = [step["done_bytes"] for step in steps if "done_bytes" in step]
    assert done == sorted(done)
    assert hub.bytes_sent == WHOLE_BYTES
    assert "cannot be installed: it is installed already" in models.says("install", LORA, code=2)

    assert "is whole: 2 files, 25.2 MB read" in models.says("verify", LORA)
    assert str(models.version_folder) in models.run("status", LORA).stdout
    assert {file["state"] for file in models.status()["files"]} == {"whole"}

    # The disk goes bad; neither size nor time tell.
    high = models.file(HIGH)
    before = high.stat()
    with high.open("r+b") as stream:
        stream.seek(17 * MIB)
        stream.write(b"not as published")
    os.utime(high, ns=(before.st_atime_ns, before.st_mtime_ns))
    said = models.says("verify", LORA, code=3)
    assert "is damaged: 1 file is missing or not as published. A repair fetches only" in said
    assert "corrupted" in models.run("list").stdout
    sent_before = hub.bytes_sent
    assert "is repaired: 2.1 MB fetched" in models.says("repair", LORA, "--endpoint", hub.endpoint)
    assert hub.bytes_sent - sent_before == SIZES[HIGH] - PIECE_BYTES  # the second of two pieces
    assert models.status()["state"] == "available"

    assert "is up to date" in models.says("update", LORA, "--endpoint", hub.endpoint)
    first = models.version_folder.name
    hub.commit(REPOSITORY, {LOW: SyntheticFile(SIZES[LOW], seed=9)})
    sent_before = hub.bytes_sent
    models.run("update", LORA, "--endpoint", hub.endpoint)
    second = models.version_folder.name
    assert second != first
    assert hub.bytes_sent - sent_before == SIZES[LOW]
    assert f"version {first}" in models.says("rollback", LORA)
    assert models.version_folder.name == first

    assert "is removed" in models.says("remove", LORA, "--for-good")
    assert models.status()["state"] == "missing"
    assert not any(path.is_file() for path in (models.places.models / LORA).rglob("*"))
    assert "cannot be removed: it is not installed" in models.says("remove", LORA, code=2)


def test_ctrl_c_keeps_what_has_arrived(models: Models, hub: HubServer) -> None:
    hub.bytes_per_second = 4 * MIB
    with models.open("install", LORA, "--endpoint", hub.endpoint) as process:
        wait_until(lambda: hub.bytes_sent > 3 * MIB)
        process.send_signal(signal.SIGINT)
        said = finished(process, 130)
    assert f"what has arrived is kept: `wan22 models resume {LORA}` goes on" in said
    status = models.status()
    assert status["state"] == "paused"
    kept, sent = status["progress"]["done_bytes"], hub.bytes_sent
    assert 2 * MIB < kept <= sent
    assert "paused, " in models.run("list").stdout
    hub.bytes_per_second = None
    models.run("resume", LORA, "--endpoint", hub.endpoint)
    assert hub.bytes_sent - sent == WHOLE_BYTES - kept
    assert models.status()["state"] == "available"


def test_a_killed_command_goes_on_where_it_was(models: Models, hub: HubServer) -> None:
    hub.bytes_per_second = 6 * MIB
    with models.open("install", LORA, "--endpoint", hub.endpoint) as process:
        wait_until(lambda: hub.bytes_sent > 8 * MIB)
        process.kill()
        finished(process, -signal.SIGKILL)
    assert models.status()["progress"]["state"] == "queued"
    assert "queued, " in models.run("list").stdout
    assert models.run("pause", LORA).stdout.startswith(f"{LORA}: paused, ")
    hub.bytes_per_second = None
    models.run("resume", LORA, "--endpoint", hub.endpoint)
    assert models.status()["state"] == "available"
    assert "is whole" in models.says("verify", LORA)


def test_other_terminals_pause_watch_cancel_and_take_over(models: Models, hub: HubServer) -> None:
    hub.bytes_per_second = MIB
    with models.open("install", LORA, "--endpoint", hub.endpoint) as first:
        wait_until(lambda: hub.bytes_sent > MIB)
        # What the owner is asked for needs no second owner; it cannot be told another hub.
        said = models.says("install", LORA, "--endpoint", hub.endpoint, code=3)
        assert "endpoint: This is up to the window or terminal that fetches" in said
        assert models.json("list")
        assert run_command(["queue", "list"]) == 3
        with models.open("install", LORA, "--json") as second:
            assert second.stdout is not None
            second.stdout.readline()  # it watches
            second.send_signal(signal.SIGINT)
            assert "Only the watching has ended" in finished(second, 130)
        assert first.poll() is None
        models.run("pause", LORA)
        assert f"`wan22 models resume {LORA}` goes on" in finished(first, 130)

    with models.open("resume", LORA, "--endpoint", hub.endpoint, "--json") as first:
        assert first.stdout is not None
        first.stdout.readline()  # it has the home
        assert f"{LORA}: cancelled" in models.says("cancel", LORA)
        finished(first, 130)
    assert models.status()["state"] == "missing"
    assert not any(path.is_file() for path in (models.places.models / LORA).rglob("*"))

    models.set_endpoint(hub.endpoint)
    hub.bytes_per_second = 2 * MIB
    sent_before = hub.bytes_sent
    with models.open("install", LORA) as first:
        wait_until(lambda: hub.bytes_sent - sent_before > MIB)
        with models.open("install", LORA, "--json") as second:
            assert second.stdout is not None
            second.stdout.readline()  # it watches
            first.kill()
            first.wait()
            hub.bytes_per_second = None
            assert '"state": "available"' in finished(second, 0)


def test_a_terminal_that_renders_is_not_disturbed(models: Models) -> None:
    words = ("generate", "--prompt", "a red circle", "--steps", "150", "--json")
    with models.open(*words, command="") as process:
        assert process.stdout is not None
        process.stdout.readline()  # it has the home
        said = models.says("install", LORA, code=3)
        assert "renders in another terminal: let it end first" in said
        process.send_signal(signal.SIGINT)
        finished(process, 130)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("install", "lightnig"), "no model 'lightnig'. Did you mean t2v-A14B-lightning or"),
        (("status", "sdxl"), "There is no model 'sdxl'"),
        (("verify", LORA), "cannot be verified: it is not installed"),
        (("pause", LORA), "cannot be paused: nothing of it is being fetched"),
        (("resume", LORA), "cannot be resumed: no download of it is paused or has failed"),
        (("rollback", LORA), "no earlier version of it is kept"),
        (("remove", "demo"), "cannot be removed: it ships with the app"),
        (("install", LORA, "--limit-rate", "fast"), "limit-rate: fast is no rate"),
        (("install", LORA, "--limit-rate", "1k"), "limit-rate: 1k is too little"),
        (("install", LORA, "--endpoint", "http://example.com"), "has to begin with https"),
        (("install",), "Missing argument 'package'. Help: wan22 models install --help"),
        (("report", "models.txt"), "written as .json or .html"),
        (("cleanup", "--unused-days", "0"), "unused"),
    ],
)
def test_bad_requests_exit_with_2(models: Models, words: tuple[str, ...], says: str) -> None:
    assert says in models.says(*words, code=2)
    assert not any(path.is_file() for path in models.places.models.rglob("*"))


def test_what_the_hub_refuses_is_said_with_the_next_step(models: Models, hub: HubServer) -> None:
    files = {HIGH: SyntheticFile(MIB, 1), LOW: SyntheticFile(MIB, 2)}
    other = "i2v-A14B-lightning"
    said = models.says("install", other, "--endpoint", hub.endpoint, code=3)
    assert f"{REPOSITORY} no longer has the files of" in said
    with HubServer() as gated:
        gated.add_repo(REPOSITORY, files, gated=True)
        said = models.says("install", LORA, "--endpoint", gated.endpoint, code=3)
        assert "accept its terms on its web page" in said
        assert f"does not give out {REPOSITORY}" in said
        assert gated.bytes_sent == 0
    assert "does not give out" in models.status()["message"]
    with HubServer() as changed:
        changed.add_repo(REPOSITORY, {"config.json": b"{}"})
        # Not what had failed before, but what fails now.
        said = models.says("resume", LORA, "--endpoint", changed.endpoint, code=3)
        assert "does not give out" not in said
        assert "no longer" in said
    models.run("cancel", LORA)
    assert models.status()["state"] == "missing"


def test_hostile_names_are_refused(models: Models) -> None:
    evil = "transformer/../../../evil.json"
    with HubServer() as hub:
        hub.add_repo("Wan-AI/Wan2.2-TI2V-5B-Diffusers", {"model_index.json": b"{}", evil: b"{}"})
        said = models.says("install", "ti2v-5B-diffusers", "--endpoint", hub.endpoint, code=3)
        assert evil in said
        assert hub.bytes_sent == 0
    assert not list(models.places.home.parent.rglob("evil*"))


def test_no_room_and_no_folder_to_write_to(models: Models, hub: HubServer) -> None:
    huge = hub.content(REPOSITORY, HIGH)
    object.__setattr__(huge, "size_bytes", 10**11)
    said = models.says("install", LORA, "--endpoint", hub.endpoint, code=3)
    assert re.search(r"lacks \d+\.\d [TG]B|\d+\.\d [TG]B (more|are missing)", said)
    object.__setattr__(huge, "size_bytes", SIZES[HIGH])
    shutil.rmtree(models.places.models, ignore_errors=True)
    models.places.models.write_bytes(b"a file where the folder belongs")
    said = models.says("install", LORA, "--endpoint", hub.endpoint, code=3)
    assert "could not be saved" in said
    assert hub.bytes_sent == 0
    assert models.status()["state"] == "missing"


def test_reports_usage_and_cleanup(models: Models, hub: HubServer, tmp_path: Path) -> None:
    models.run("install", LORA, "--endpoint", hub.endpoint)
    assert re.search(rf"{LORA}\s+0\s", models.run("usage", LORA).stdout)
    assert models.json("usage")[0]["total_uses"] == 0
    for name in ("report.html", "report.json"):
        assert models.run("report", str(tmp_path / name)).stdout == f"{tmp_path / name}\n"
    assert "</html>" in (tmp_path / "report.html").read_text("utf-8")
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))

    said = models.says("cleanup")
    assert said.startswith(f"{LORA} stays: ")
    assert said.endswith("There is nothing to clean up.")

    old = "ti2v-5B-fp16"
    installed = InstalledPackages(models.places, tmp_path / "shelf")
    installed.install(old, small_files(), variant=Variant.TI2V_5B)
    record = installed.store.record(old)
    assert record is not None
    past = "2025-01-01T00:00:00+00:00"
    installed.store.write_record(record.model_copy(update={"installed_at": past}))
    said = models.says("cleanup")
    assert said.startswith(f"{old}: ")
    assert "409.7 kB could be freed: `wan22 models cleanup --apply` does it." in said
    assert "nothing to clean up" in models.says("cleanup", "--keep", old)
    assert installed.is_right(old)
    # In a process of its own: where the recycle bin lies is looked up once.
    with models.open("cleanup", "--apply") as process:
        said = " ".join(finished(process, 0).split())
    assert "Moved to the recycle bin; 409.7 kB are free" in said
    assert models.json("status", old)["state"] == "missing"
    assert any((models.recycle_bin / "files").rglob("model_index.json"))


def test_a_folder_is_adopted(models: Models, tmp_path: Path) -> None:
    folder = tmp_path / "other app" / "models"
    shutil.copytree(PROGRAM_FOLDER / "models" / "demo", folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = models.run("adopt", str(folder))
    assert "is adopted" in done.stderr
    name = done.stdout.strip()
    assert {status["id"]: status for status in models.json("list")}[name]["is_adopted"]
    assert "remove" in models.run("remove", name).stdout
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert "There is no file or folder" in models.says("adopt", str(tmp_path / "none"), code=3)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_the_bar_of_a_terminal_stays_on_its_line(models: Models, hub: HubServer) -> None:
    hub.bytes_per_second = 8 * MIB
    ours, its = os.openpty()
    words = ("models", "install", LORA, "--endpoint", hub.endpoint)
    process = subprocess.Popen(
        [sys.executable, "-m", "wan22_desktop", *words],
        env={**os.environ, "WAN22_HOME": str(models.places.home), "COLUMNS": "80", "TERM": "xterm"},
        stdin=its,
        stdout=its,
        stderr=its,
    )
    os.close(its)
    shown = b""
    with suppress(OSError):  # how Linux says that nobody writes any more
        while content := os.read(ours, 65536):
            shown += content
    os.close(ours)
    assert process.wait() == 0, shown
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode())
    frames = re.split(r"[\r\n]+", text)
    assert any(re.search(r"downloading, \d+\.\d of 25\.2 MB, .* MB/s", frame) for frame in frames)
    assert all(len(frame) < 80 for frame in frames)
    # Each frame replaces the one before, the last one is wiped away, and one line is left.
    assert text.count("\n") == 2
    assert frames[-2].startswith(f"{LORA}: available")
