"""`wan22 clips` as people and scripts use it: real clips, a real home, a real recycle bin."""

import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from terminal import Terminal

from fixtures.small_clips import metadata, write_clip
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.generation.publishing import sha256_of
from wan22_desktop.generation.store import JobStore


@pytest.fixture
def wan22(
    places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    monkeypatch.setenv("WAN22_HOME", str(places.home))
    monkeypatch.setenv("XDG_DATA_HOME", str(places.home.parent / "data"))
    monkeypatch.setenv("COLUMNS", "100")
    return Terminal(places, capsys)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_clip(tmp_path / "in" / "red.mp4", metadata=metadata("a red circle"))
    write_clip(tmp_path / "in" / "café.mp4", hue=0.4, metadata=metadata("un café", loras=("Glow",)))
    return tmp_path / "in"


def test_clips_are_imported_found_rated_tagged_and_removed(wan22: Terminal, folder: Path) -> None:
    assert "There is no such clip" in wan22.says("clips", "list")
    assert "imported" in wan22.says("clips", "import", str(folder))
    assert len(wan22.json("clips", "list")) == 2
    (red,) = wan22.json("clips", "search", "RED")
    assert red["request"]["prompt"] == "a red circle"
    (cafe,) = wan22.json("clips", "list", "--lora", "Glow")
    wan22.run("clips", "rate", "4", red["id"])
    wan22.run("clips", "tag", "red.mp4", cafe["id"][:8], "--add", "keep", "--album", "Best")
    assert [clip["id"] for clip in wan22.json("clips", "list", "--rating", "4")] == [red["id"]]
    assert len(wan22.json("clips", "list", "--album", "Best")) == 2
    assert "**** " in wan22.says("clips", "list", "--order", "rating")
    assert "--yes" in wan22.says("clips", "remove", red["id"], code=2)
    # In a process of its own: where the bin is, is asked once a process.
    removing = (sys.executable, "-m", "wan22_desktop", "clips", "remove", red["id"], "--yes")
    done = subprocess.run(removing, check=True, capture_output=True, text=True)
    assert "1 clip is in the recycle bin" in done.stdout
    assert (wan22.recycle_bin / "files" / "red.mp4").exists()
    wan22.run("clips", "remove", cafe["id"], "--keep-file")
    assert (folder / "café.mp4").exists()
    assert wan22.json("clips", "list") == []


def test_what_is_no_clip_fails_with_its_reason(wan22: Terminal, folder: Path) -> None:
    (folder / "bad.mp4").write_bytes(b"nothing")
    said = wan22.says("clips", "import", str(folder), code=3)
    assert "bad.mp4" in said
    assert len(wan22.json("clips", "list")) == 2


def test_copies_lie_in_the_outputs_folder(wan22: Terminal, folder: Path) -> None:
    wan22.run("clips", "import", str(folder), "--copy")
    paths = {Path(clip["path"]).parent for clip in wan22.json("clips", "list")}
    assert paths == {wan22.places.outputs / "imported"}


@pytest.mark.parametrize(
    "words",
    [
        ("rate", "7", "x"),
        ("rate", "3", "nobody"),
        ("search",),
        ("list", "--since", "yesterday"),
        ("list", "--order", "colour"),
    ],
)
def test_mistakes_are_told(wan22: Terminal, words: tuple[str, ...]) -> None:
    wan22.run("clips", *words, code=2)


def test_what_commands_have_rendered_is_in_it(wan22: Terminal, places: Places) -> None:
    """The gallery is opened by the window; jobs that were done before are told it then."""
    clip = write_clip(places.outputs / "rendered.mp4", metadata=metadata("a red circle"))
    with closing(open_database(places)) as database:
        store = JobStore(database)
        job = store.add("0" * 12, GenerationRequest.default(prompt="a red circle"))
        digest = sha256_of(clip)
        done = replace(job, state=JobState.DONE, clip_path=str(clip), clip_sha256=digest)
        store.save(done)
    (listed,) = wan22.json("clips", "list")
    assert listed["path"] == str(clip)
    assert listed["request"]["prompt"] == "a red circle"
