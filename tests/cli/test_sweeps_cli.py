"""Sweeps, drafts and work on clips from the command line, with the demo model."""

from pathlib import Path

import pytest
from terminal import Terminal

from fixtures.clips import moving_square, record, save
from wan22_desktop.core.clip_metadata import read_clip_metadata
from wan22_desktop.core.clip_work import WorkKind
from wan22_desktop.core.places import Places
from wan22_desktop.gallery.clip_decoder import ClipDecoder

QUICK = ("--prompt", "a red circle", "--frames", "5", "--steps", "2", "--seed", "7")


@pytest.fixture
def wan22(
    places: Places, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    monkeypatch.setenv("WAN22_HOME", str(places.home))
    return Terminal(places, capsys)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Small, and as long as the demo model's shortest."""
    metadata = record(width=96, height=64, num_frames=5, num_inference_steps=2)
    return save(tmp_path / "a square.mp4", moving_square(5), metadata=metadata)


def test_a_sweep_is_queued_whole_with_its_labels(wan22: Terminal) -> None:
    said = wan22.json(
        "sweep", *QUICK, "--columns", "steps=2,3", "--rows", "words=red, blue", "--grid"
    )
    assert [job["label"] for job in said["jobs"]] == [
        "Steps 2, Words of the prompt: red red",
        "Steps 3, Words of the prompt: red red",
        "Steps 2, Words of the prompt: red blue",
        "Steps 3, Words of the prompt: red blue",
        "All in one clip",
    ]
    jobs = wan22.json("queue", "list")
    assert [job["group"] for job in jobs] == [said["id"]] * 5
    assert [(j["request"]["num_inference_steps"], j["request"]["prompt"]) for j in jobs[:4]] == [
        (2, "a red circle"),
        (3, "a red circle"),
        (2, "a blue circle"),
        (3, "a blue circle"),
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--columns", "steps=0,1"), "Steps 0"),
        (("--columns", "sausage=1"), "is no WHAT=VALUES"),
        (("--columns", "words=purple,red"), "does not hold"),
        (("--columns", "lora=0,1"), "give it with --lora"),
        (("--columns", "seed=1-2", "--rows", "steps=x"), "no number"),
        (("--columns", "seed=1-100000000"), "100,000,000 clips is too large: 2,000 is the most"),
        (("--columns", "seed=1-101"), "101 clips and take about"),
        (("--columns", "seed=1-65", "--grid"), "can show 64 cells"),
        (("--columns", "seed=1-2", "--out", "x.mp4"), "leave --out out"),
    ],
)
def test_what_cannot_be_swept_adds_nothing(
    wan22: Terminal, words: tuple[str, ...], told: str
) -> None:
    assert told in wan22.says("sweep", *QUICK, *words, code=2)
    assert wan22.json("queue", "list") == []


def test_many_cells_need_a_yes(wan22: Terminal) -> None:
    said = wan22.json("sweep", *QUICK, "--columns", "seed=1-101", "--yes")
    assert len(said["jobs"]) == 101


def test_only_starred_drafts_are_finished(wan22: Terminal) -> None:
    quick = ("--prompt", "a red circle", "--frames", "5", "--seed", "7")
    drafts = wan22.json("drafts", "add", *quick, "--count", "4", "--draft-steps", "1")
    jobs = wan22.json("queue", "list")
    assert {job["request"]["num_inference_steps"] for job in jobs} == {1}
    good = drafts["jobs"][2]["id"]
    wan22.says("drafts", "finish", drafts["id"], "--star", "nobody", code=2)
    finals = wan22.json("drafts", "finish", drafts["id"], "--star", good)
    (final,) = [job for job in wan22.json("queue", "list") if job["group"] == finals["id"]]
    assert final["request"]["num_inference_steps"] == 20
    assert final["request"]["seed"] == jobs[2]["request"]["seed"]
    wan22.says("drafts", "finish", "0" * 12, "--star", good, code=2)


def test_a_clip_rendered_again_is_the_same_and_another_is_not(wan22: Terminal, clip: Path) -> None:
    # It says that the demo model has made it, which has not.
    other = wan22.json("reproduce", str(clip), code=3)
    assert not other["identical"]
    assert other["psnr_db"] > 0
    assert other["reasons"]
    verdict = wan22.json("reproduce", str(other["clip"]))
    assert verdict["identical"]
    assert verdict["frames_equal"] == 5
    assert verdict["clip"] != other["clip"]


def test_what_is_missing_to_reproduce_is_named(wan22: Terminal, tmp_path: Path) -> None:
    lora = {"sha256": "ab" * 32, "name": "film grain"}
    clip = save(tmp_path / "x.mp4", moving_square(5), metadata=record(loras=(lora,)))
    assert "film grain is missing" in wan22.says("reproduce", str(clip), code=2)
    plain = save(tmp_path / "y.mp4", moving_square(5))
    assert "holds no settings" in wan22.says("reproduce", str(plain), code=2)
    assert wan22.json("queue", "list") == []


def test_clips_go_on_and_are_joined_enlarged_and_smoothed(wan22: Terminal, clip: Path) -> None:
    wan22.run("continue", str(clip), "--prompt", "a blue circle", "--from", "-2", "--seed", "3")
    wan22.run("upscale", str(clip), "--interpolate", "2", "--run")
    part, joined, larger, smoother = wan22.json("queue", "list")
    assert {job["state"] for job in (part, joined, larger, smoother)} == {"done"}
    assert part["request"]["mode"] == "image-to-video"
    with ClipDecoder(Path(joined["clip"])) as decoder:
        assert decoder.facts.num_frames == 4 + 4
    metadata = read_clip_metadata(Path(joined["clip"]))
    assert metadata is not None
    assert metadata.work is not None
    assert metadata.work.kind is WorkKind.JOIN
    assert larger["work"]["kind"] == "upscale"
    with ClipDecoder(Path(smoother["clip"])) as decoder:
        facts = decoder.facts
    assert (facts.width, facts.height, facts.num_frames, facts.fps) == (192, 128, 9, 16)


def test_what_cannot_go_on_is_said(wan22: Terminal, clip: Path) -> None:
    assert "no such frame" in wan22.says("continue", str(clip), "--from", "-6", code=2)
    assert "is not installed" in wan22.says("continue", str(clip), "--model", "ti2v-5B", code=2)
    assert "no model that begins with a picture" in wan22.says(
        "continue", str(clip), "--model", "t2v-A14B", code=2
    )
    assert wan22.json("queue", "list") == []


def test_other_work_is_queued(wan22: Terminal, clip: Path) -> None:
    for words in (
        ("interpolate", str(clip)),
        ("join", *[str(clip)] * 2),
        ("grid", *[str(clip)] * 4),
    ):
        wan22.run(*words)
    works = [job["work"] for job in wan22.json("queue", "list")]
    assert [work["kind"] for work in works] == ["interpolate", "join", "grid"]
    assert works[2]["columns"] == 2
    assert "at least 2 clips" in wan22.says("join", str(clip), code=2)
    assert "there are: none" in wan22.says("upscale", str(clip), "--upscaler", "x", code=2)
    assert "2 to 4" in wan22.says("upscale", str(clip), "--factor", "9", code=2)
