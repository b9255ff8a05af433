"""`wan22 loras` and `--lora` as people and scripts use them: real files, a real home.

What is stopped or met by another command is a process of its own; the rest runs here, which saves
the start.
"""

import hashlib
import json
import os
import pickle
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from terminal import Terminal

from fixtures.lora_files import write_lora
from wan22_desktop.core.clip_metadata import read_clip_metadata
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.wan import Variant

PATIENCE_S = 60.0
QUICK = ("--prompt", "a red circle", "--frames", "5", "--steps", "2", "--seed", "7")
HIGH, LOW = "glow_high_noise", "glow_low_noise"


class Wan22(Terminal):
    """With what the tests of LoRAs ask for."""

    def names(self, *words: str) -> list[str]:
        return [card["name"] for card in self.json("loras", "list", *words)]

    def kept(self) -> set[str]:
        """The hashes of the files that the library has."""
        return {file.stem for file in self.places.loras.glob("*.safetensors")}

    @property
    def staged(self) -> list[Path]:
        return [file for file in self.places.lora_staging.rglob("*") if file.is_file()]

    @contextmanager
    def open(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """A process that is waited for, whatever happens."""
        process = subprocess.Popen(
            [sys.executable, "-m", "wan22_desktop", *words],
            stdin=subprocess.DEVNULL,
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


def finished(process: subprocess.Popen[str], code: int) -> list[str]:
    """The lines that a process has yet to print when it ends."""
    out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == code, (out, err)
    assert "Traceback" not in err
    return out.splitlines()


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.fixture
def wan22(
    places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Wan22:
    monkeypatch.setenv("WAN22_HOME", str(places.home))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("XDG_DATA_HOME", str(places.home.parent / "data"))
    return Wan22(places, capsys)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder with a LoRA for each of three models; that for A14B has two files."""
    folder = tmp_path / "shelf"
    write_lora(folder / "film grain.safetensors")
    write_lora(folder / "deep" / "small.safetensors", Variant.TI2V_5B)
    for seed, name in enumerate((HIGH, LOW)):
        write_lora(folder / f"{name}.safetensors", Variant.T2V_A14B, seed=seed)
    return folder


def test_a_folder_is_taken_in_and_every_file_is_answered_for(wan22: Wan22, shelf: Path) -> None:
    (shelf / "cut.safetensors").write_bytes((shelf / "film grain.safetensors").read_bytes()[:-1])
    (shelf / "old.ckpt").write_bytes(pickle.dumps({"lora_A.weight": [0.0]}))
    before = {file: file.read_bytes() for file in shelf.rglob("*") if file.is_file()}
    answer = wan22.json("loras", "add", str(shelf), code=3)
    results = {Path(result["source"]).name: result for result in answer["results"]}
    assert set(answer["results"][0]) == {"source", "outcome", "text", "card_id", "is_in_library"}
    assert {name: each["outcome"] for name, each in results.items()} == {
        "film grain.safetensors": "added",
        "small.safetensors": "added",
        f"{HIGH}.safetensors": "added",
        f"{LOW}.safetensors": "added",
        "cut.safetensors": "refused",
        "old.ckpt": "refused",
    }
    assert "program code" in results["old.ckpt"]["text"]
    assert {file: file.read_bytes() for file in shelf.rglob("*") if file.is_file()} == before
    assert len(wan22.kept()) == 4
    assert wan22.staged == []
    assert wan22.names() == ["film grain", "glow", "small"]
    again = wan22.run("loras", "add", str(shelf / "film grain.safetensors"))
    assert "has this file already: film grain" in again.stdout

    grain = shelf / "film grain.safetensors"
    write_lora(grain, seed=9)
    said = wan22.says("loras", "add", str(grain), code=3)
    assert "another LoRA called film grain. Replace it, keep both, or give" in said
    wan22.run("loras", "add", str(grain), "--name", "fine grain")
    assert wan22.json("loras", "inspect", "FINE GRAIN")["id"] == sha256(grain)
    wan22.run("loras", "add", str(write_lora(grain, seed=10)), "--on-conflict", "keep-both")
    assert wan22.names("--search", "grain") == ["film grain", "film grain (2)", "fine grain"]


def test_the_list_is_asked_for_and_has_stable_keys(wan22: Wan22, shelf: Path) -> None:
    assert "no such LoRA" in wan22.says("loras", "list")
    assert wan22.json("loras", "list") == []
    wan22.run("loras", "add", str(shelf))
    wan22.run("loras", "tag", "glow", "--add", "Light", "--add", "night")
    wan22.run("loras", "edit", "small", "--favourite", "--description", "It is a small one.")
    assert wan22.names("--family", "demo") == ["film grain"]
    assert wan22.names("--expert", "pair") == ["glow"]
    assert wan22.names("--tag", "light") == ["glow"]
    assert wan22.names("--favourites") == ["small"]
    assert wan22.names("--search", "small one") == ["small"]
    assert wan22.names("--mode", "image-to-video", "--tag", "light") == []
    assert "cannot work" in wan22.says("loras", "list", "--model", "demo", "--family", "wan2.2-5b")
    listed = wan22.run("loras", "list").stdout
    assert re.search(r"film grain +demo, both +single +2 +3\.\d kB", listed)
    (card,) = wan22.json("loras", "list", "--search", "small", "--model", "ti2v-5B")
    assert {key: value for key, value in card.items() if key not in ("id", "added_at")} == {
        "name": "small",
        "is_pair": False,
        "is_automatic_pair": False,
        "expert": "single",
        "family": "wan2.2-5b",
        "mode": "both",
        "state": "present",
        "size_bytes": (shelf / "deep" / "small.safetensors").stat().st_size,
        "is_favourite": True,
        "use_count": 0,
        "last_used": None,
        "thumbnail": None,
        "default_strengths": [1.0, 1.0],
        "description": "It is a small one.",
        "tags": [],
        "author": "",
        "version": "",
        "notes": "",
        "source": str(shelf / "deep"),
        "trigger_words": [],
        "files": card["files"],
        "fit": {"fit": "fits", "text": card["fit"]["text"], "matched": 4, "total": 4},
    }
    (file,) = card["files"]
    assert file.keys() == {"sha256", "name", "file_name", "size_bytes", "state", "facts"}
    assert file["facts"].keys() >= {"family", "mode", "format", "expert", "rank", "matches"}


def test_what_people_say_about_a_lora(wan22: Wan22, shelf: Path) -> None:
    wan22.run("loras", "add", str(shelf))
    before = wan22.json("loras", "inspect", "film grain")
    assert wan22.json("loras", "rename", "film grain", "[b]dust[/b]")["name"] == "[b]dust[_b]"
    assert wan22.kept() >= {before["id"]}
    wan22.json("loras", "tag", before["id"][:6], "--add", "one", "--add", "two")
    assert wan22.json("loras", "tag", before["id"][:6], "--remove", "ONE")["tags"] == ["two"]
    words = ("--trigger-word", "dust", "--trigger-word", "old film")
    details = ("--author", "Ann", "--version", "2", "--notes", "[red]mine", "--source", "a shop")
    card = wan22.json("loras", "edit", "[b]dust[_b]", *words, *details)
    assert (card["author"], card["version"], card["notes"]) == ("Ann", "2", "[red]mine")
    assert card["trigger_words"] == ["dust", "old film"]
    assert wan22.json("loras", "edit", card["id"], "--favourite")["is_favourite"]
    card = wan22.json("loras", "edit", card["id"], "--no-favourite", "--trigger-word", "")
    assert (card["is_favourite"], card["trigger_words"], card["author"]) == (False, [], "Ann")
    shown = wan22.run("loras", "inspect", card["id"], "--model", "demo").stdout
    for part in (
        "[b]dust[_b]",
        "[red]mine",
        "Fits Demo",
        "of memory",
        card["id"],
        "film grain.saf",
    ):
        assert part in shown


def test_pairs_are_made_swapped_and_split(wan22: Wan22, shelf: Path) -> None:
    wan22.run("loras", "add", str(shelf))
    high, low = (sha256(shelf / f"{name}.safetensors") for name in (HIGH, LOW))
    glow = wan22.json("loras", "inspect", "glow")
    assert (glow["is_pair"], glow["is_automatic_pair"], glow["expert"]) == (True, True, "pair")
    assert [file["sha256"] for file in glow["files"]] == [high, low]
    assert [half["name"] for half in wan22.json("loras", "split", "glow")] == [HIGH, LOW]
    pair = wan22.json("loras", "pair", LOW, HIGH, "--name", "bright")
    assert [file["sha256"] for file in pair["files"]] == [low, high]
    assert wan22.json("loras", "swap", "bright")["id"] == high
    assert "no pair" in wan22.says("loras", "swap", "small", code=2)
    assert "is a pair already" in wan22.says("loras", "pair", "bright", "small", code=2)
    wan22.run("loras", "remove", "bright", "--yes", "--for-good")
    assert wan22.names() == ["film grain", "small"]
    assert wan22.kept().isdisjoint({high, low})


def test_removing_asks_and_uses_the_recycle_bin(wan22: Wan22, shelf: Path) -> None:
    wan22.run("loras", "add", str(shelf))
    kept = wan22.kept()
    assert "Add --yes." in wan22.says("loras", "remove", "film grain", code=2)  # nobody to ask
    assert wan22.kept() == kept
    # In a process of its own: where the recycle bin lies is looked up once.
    with wan22.open("loras", "remove", "film grain", "--yes") as process:
        assert finished(process, 0) == ["film grain is in the recycle bin."]
    grain = sha256(shelf / "film grain.safetensors")
    assert wan22.kept() == kept - {grain}
    (binned,) = (wan22.recycle_bin / "files").iterdir()
    assert sha256(binned) == grain
    assert "film grain" not in wan22.names()


def test_a_file_is_looked_at_and_nothing_else(wan22: Wan22, shelf: Path) -> None:
    file = shelf / "deep" / "small.safetensors"
    seen = wan22.json("loras", "inspect", str(file), "--model", "t2v-A14B")
    assert not seen["in_library"]
    assert (seen["id"], seen["family"], seen["fit"]["fit"]) == (
        sha256(file),
        "wan2.2-5b",
        "blocked",
    )
    assert "It is not in the library." in wan22.run("loras", "inspect", str(file)).stdout
    assert wan22.kept() == set()
    assert wan22.names() == []
    wan22.run("loras", "add", str(file))
    assert wan22.json("loras", "inspect", str(file))["in_library"]
    damaged = shelf / "damaged.safetensors"
    damaged.write_bytes(b"\x08\0\0\0\0\0\0\0no json!")
    assert "damaged.safetensors" in wan22.says("loras", "inspect", str(damaged), code=2)


def test_what_is_known_is_exported_and_restored(wan22: Wan22, shelf: Path, tmp_path: Path) -> None:
    wan22.run("loras", "add", str(shelf))
    wan22.run("loras", "rename", "film grain", "dust")
    wan22.run("loras", "tag", "dust", "--add", "old")
    out = tmp_path / "loras.json"
    assert wan22.run("loras", "export", str(out)).stdout == f"{out}\n"
    wan22.run("loras", "rename", "dust", "something else")
    wan22.run("loras", "tag", "something else", "--remove", "old")
    assert wan22.json("loras", "restore", str(out), "--overwrite") == {
        "updated": 1, "unchanged": 3, "missing": 0, "pairs": 0
    }  # fmt: skip
    assert wan22.json("loras", "inspect", "dust")["tags"] == ["old"]
    wan22.run("loras", "remove", "glow", "--yes", "--for-good")
    said = wan22.says("loras", "restore", str(out))
    assert said == "updated: 0 unchanged: 2 missing: 2 pairs: 1"
    assert wan22.json("loras", "inspect", "glow")["state"] == "missing"
    assert "none.json" in wan22.says("loras", "restore", str(tmp_path / "none.json"), code=2)


def test_files_that_come_and_go_are_found(wan22: Wan22, shelf: Path) -> None:
    for file in shelf.rglob("*.safetensors"):
        os.utime(file, (1.7e9, 1.7e9))  # nobody is still writing them
    assert wan22.json("loras", "watch", "add", str(shelf)) == {"folders": [str(shelf)]}
    wan22.run("loras", "watch", "add", str(shelf))  # twice is once
    assert wan22.run("loras", "watch", "list").stdout == f"{shelf}\n"
    shipped = len(list(wan22.places.demo_lora.glob("*.safetensors")))
    count = shipped + 3
    found = {"loras": count, "new": count, "missing": 0, "changed": 0}
    assert wan22.json("loras", "scan") == found
    assert wan22.json("loras", "watch", "remove", str(shelf)) == {"folders": []}
    kept = wan22.places.lora(sha256(shelf / "film grain.safetensors"))
    content = kept.read_bytes()
    kept.unlink()
    assert wan22.says("loras", "scan") == f"{count} loras, 0 new, 1 missing, 0 changed"
    assert "the file is missing" in wan22.says("loras", "list")
    said = wan22.says("generate", *QUICK, "--lora", "film grain", code=2)
    assert "is not in the library any more" in said
    kept.write_bytes(content)
    assert wan22.json("loras", "scan")["missing"] == 0
    assert "is not watched" in wan22.says("loras", "watch", "remove", str(shelf), code=2)
    assert "no folder" in wan22.says("loras", "watch", "add", str(shelf / "none"), code=2)
    assert (
        json.loads(wan22.places.settings_file.read_text("utf-8"))["loras"]["watched_folders"] == []
    )


def test_a_pair_becomes_two_uses_and_its_files_can_be_named_alone(
    wan22: Wan22, shelf: Path
) -> None:
    wan22.run("loras", "add", str(shelf))
    high, low = (shelf / f"{name}.safetensors" for name in (HIGH, LOW))
    plan = ("plan", "--model", "t2v-A14B", "--vram", "24", "--ram", "128", "--gpu", "4090")

    def uses(*loras: str) -> list[tuple[str, float, float]]:
        words = [word for lora in loras for word in ("--lora", lora)]
        found = wan22.json(*plan, *words)["request"]["loras"]
        return [(use["sha256"], use["strength"], use["strength_2"]) for use in found]

    assert uses() == []
    assert uses("glow") == [(sha256(high), 1.0, 0.0), (sha256(low), 0.0, 1.0)]
    assert uses("Glow:0.8:0.3") == [(sha256(high), 0.8, 0.0), (sha256(low), 0.0, 0.3)]
    assert uses("glow:0.8") == [(sha256(high), 0.8, 0.0), (sha256(low), 0.0, 0.8)]
    assert uses(f"{low}:0:0.4", f"{high}:1:0") == [
        (sha256(low), 0.0, 0.4),
        (sha256(high), 1.0, 0.0),
    ]
    said = wan22.run(*plan, "--lora", "glow:1:0.5").stderr
    assert "LoRA glow: 1 on the high-noise expert, 0.5 on the low-noise one" in said
    assert "glow is named twice" in wan22.says(*plan, "--lora", "glow", "--lora", "GLOW", code=2)


def test_what_cannot_work_is_refused_before_it_is_queued(wan22: Wan22, shelf: Path) -> None:
    wan22.run("loras", "add", str(shelf))
    (shelf / "text.safetensors").write_text("It is no LoRA.")
    (shelf / "old.ckpt").write_bytes(pickle.dumps({}))
    kept = wan22.kept()
    refusals = {
        "film grian": "no LoRA called film grian in the library. Did you mean film grain?",
        "abc": "no LoRA called abc",
        "/no/such.safetensors": "such.safetensors does not exist",
        r"C:\no\such.safetensors:0.8": r"C:\no\such.safetensors does not exist",
        "small": "made for Wan 2.2 TI2V 5B and cannot work on Demo",
        "glow": "cannot work on Demo",
        f"{shelf}/text.safetensors": "text.safetensors",
        f"{shelf}/old.ckpt": "program code",
        "": "none is given",
    }
    for lora, says in refusals.items():
        for command in (("queue", "add", *QUICK), ("plan",)):
            said = wan22.says(*command, "--lora", lora, code=2)
            assert "loras: " in said
            assert says in said
    said = wan22.says("queue", "add", *QUICK, "--lora", "film grain:3", code=2)
    assert "Strength of film grain 3 is out of range: -2 to 2" in said
    error = wan22.json("queue", "add", *QUICK, "--lora", "small", code=2)
    assert (error["field"], error["category"]) == ("loras", "bad-request")
    assert error["safe"] == "Nothing was added to the queue."
    assert wan22.json("queue", "list") == []
    assert wan22.kept() == kept


def test_bad_requests_say_what_is_wrong(wan22: Wan22, shelf: Path) -> None:
    wan22.run("loras", "add", str(shelf))
    before = wan22.json("loras", "list")
    refusals = {
        ("rename", "none", "x"): "no LoRA called none",
        ("rename", "film grain", "small"): "small",
        ("rename", "film grain", " "): "needs a name",
        ("add", ".", "--name", "x"): "A name can be given to one file only",
        ("add", ".", "--on-conflict", "explode"): "explode",
        ("list", "--family", "sdxl"): "sdxl",
        ("edit", "film grain", "--description", "x" * 30_000): "not well formed",
        ("inspect", "film grin"): "Did you mean film grain?",
        ("inspect",): "Missing argument 'name_or_file'. Help: wan22 loras inspect --help",
    }
    for words, says in refusals.items():
        assert says in wan22.says("loras", *words, code=2)
    assert "xxx" in wan22.says("loras", "add", "x" * 300, code=3)
    assert wan22.json("loras", "list") == before


@pytest.mark.skipif(sys.platform == "win32", reason="its names are always text")
def test_names_that_are_no_text_harm_nobody(wan22: Wan22, shelf: Path) -> None:
    strange = shelf / os.fsdecode(b"gr\xffin.safetensors")
    write_lora(shelf / "a.safetensors", seed=3).rename(strange)
    assert "rename it first" in wan22.says("loras", "add", str(strange), code=2)
    results = wan22.json("loras", "add", str(shelf))["results"]
    assert all(result["is_in_library"] for result in results)
    assert len(results) == 5


@pytest.fixture
def many(tmp_path: Path) -> Path:
    folder = tmp_path / "many"
    for number in range(150):
        write_lora(folder / f"grain {number}.safetensors", seed=number, rank=64)
    return folder


def progress_of(process: subprocess.Popen[str]) -> dict[str, Any]:
    """The next line about how far an import is."""
    assert process.stdout is not None
    return json.loads(process.stdout.readline())["progress"]


def test_ctrl_c_ends_an_import_and_leaves_nothing_half(wan22: Wan22, many: Path) -> None:
    with wan22.open("loras", "add", str(many), "--json") as process:
        progress = progress_of(process)
        assert set(progress) == {"name", "file_number", "num_files", "done_bytes", "total_bytes"}
        assert progress["total_bytes"] == sum(file.stat().st_size for file in many.iterdir())
        while progress["file_number"] < 5:
            progress = progress_of(process)
        # Others are answered meanwhile.
        assert wan22.json("loras", "list")
        assert "`wan22 loras` command is at work" in wan22.says("queue", "list", code=3)
        process.send_signal(signal.SIGINT)
        last = json.loads(finished(process, 130)[-1])
    outcomes = [result["outcome"] for result in last["results"]]
    assert len(outcomes) == 150
    assert set(outcomes) == {"added", "cancelled"}
    assert {card["id"] for card in wan22.json("loras", "list")} == wan22.kept()
    assert len(wan22.kept()) == outcomes.count("added")
    assert wan22.staged == []


def test_who_renders_takes_files_in_for_others_and_renders_with_them(
    wan22: Wan22, many: Path, shelf: Path, tmp_path: Path
) -> None:
    clip, grain = tmp_path / "clip.mp4", shelf / "film grain.safetensors"
    other = write_lora(shelf / "other.safetensors", seed=5)
    wan22.run("loras", "add", str(other))
    first = wan22.json("queue", "add", "--prompt", "long", "--steps", "200", "--lora", '"other":-2')
    assert first["request"]["loras"][0]["strength"] == -2.0
    with wan22.open("queue", "run", "--json") as owner:
        assert owner.stdout is not None
        owner.stdout.readline()  # it has the home
        with wan22.open("loras", "add", str(many), "--json") as asking:
            while progress_of(asking)["file_number"] < 3:
                pass
            asking.send_signal(signal.SIGINT)
            last = json.loads(finished(asking, 130)[-1])
        assert {result["outcome"] for result in last["results"]} == {"added", "cancelled"}
        assert wan22.staged == []
        small = f"{shelf}/deep/small.safetensors"
        assert "cannot work on Demo" in wan22.says("queue", "add", *QUICK, "--lora", small, code=2)
        assert owner.poll() is None
        loras = ("--lora", f"{grain}:0.5", "--lora", "OTHER")
        with wan22.open("generate", *QUICK, *loras, "--out", str(clip), "--json") as asking:
            assert asking.stdout is not None
            while "queued" not in asking.stdout.readline():
                pass
            wan22.run("queue", "cancel", first["id"])
            last = json.loads(finished(asking, 0)[-1])
        finished(owner, 0)
    uses = [
        LoraUse(sha256=sha256(grain), name="film grain", strength=0.5, strength_2=0.5).model_dump(),
        LoraUse(sha256=sha256(other), name="other").model_dump(),
    ]
    assert last | {"id": ""} == {"id": "", "path": str(clip), "loras": uses, "warnings": []}
    metadata = read_clip_metadata(clip)
    assert metadata is not None
    assert [use.model_dump() for use in metadata.request.loras] == uses
    cards = {card["name"]: card for card in wan22.json("loras", "list")}
    assert [cards[name]["use_count"] for name in ("film grain", "other")] == [1, 1]
    assert cards["other"]["last_used"] > cards["other"]["added_at"]
    cost = wan22.json("loras", "inspect", "film grain", "--model", "demo")["cost"]
    assert cost["is_measured"]
    assert cost["load_seconds_low"] == cost["load_seconds_high"] > 0
    assert cost["resident_bytes"] > 0
