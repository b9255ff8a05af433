"""`wan22 plan`: its table, its JSON and its exit codes."""

import json

import pytest

from wan22_desktop.cli.main import run_command
from wan22_desktop.core.places import Places

A14B = ("plan", "--model", "t2v-A14B", "--size", "1280x720", "--frames", "81")


@pytest.fixture(autouse=True)
def _home(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAN22_HOME", str(places.home))
    monkeypatch.setenv("COLUMNS", "160")


def test_720p_fits_12_gb(capsys: pytest.CaptureFixture[str]) -> None:
    words = [*A14B, "--vram", "12", "--ram", "128", "--gpu", "RTX 4070", "--json"]
    assert run_command(words) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["fits"] is True
    plan = answer["plan"]
    assert 6 < plan["peak_vram_gb"] <= plan["vram_budget_gb"] < 12
    assert plan["execution"]["offload"] == "streaming"
    assert plan["execution"]["chunk_tokens"] == 8192
    assert plan["seconds_low"] < plan["seconds"] < plan["seconds_high"]
    assert plan["ram_gb"] > 57
    assert plan["disk_gb"] > 0
    assert "slices" in plan["reason"]
    assert plan["ladder"][0]["change"] == "Use 8-bit weights"
    assert plan["ladder"][0]["peak_vram_gb_by_stage"]["denoise"] < plan["peak_vram_gb"]
    assert answer["hardware"]["gpu"]["sources"]["total_vram_bytes"] == "manual"


def test_people_get_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command([*A14B, "--vram", "12", "--ram", "128"]) == 0
    text = capsys.readouterr().out
    for part in ("graphics memory", "slices of 8192 tokens", "Use 8-bit weights", "smaller"):
        assert part in text


def test_where_nothing_fits_the_code_is_2(capsys: pytest.CaptureFixture[str]) -> None:
    words = [*A14B[:-1], "401", "--vram", "6", "--ram", "64", "--gpu", "4080"]
    assert run_command([*words, "--json"]) == 2
    answer = json.loads(capsys.readouterr().out)
    assert answer["fits"] is False
    assert answer["plan"]["peak_vram_gb"] > answer["plan"]["vram_budget_gb"]
    assert answer["suggestions"][0]["num_frames"] < 401
    assert {suggestion["model"] for suggestion in answer["suggestions"]} == {"t2v-A14B", "ti2v-5B"}
    assert run_command(words) == 2
    text = capsys.readouterr().out
    assert "Nothing fits" in text
    assert "would fit" in text


def test_the_demo_model_fits_anywhere(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["plan", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["plan"]["execution"]["device"] == "cpu"
    assert answer["plan"]["peak_vram_gb"] == 0


def test_fewer_steps_take_less_time(capsys: pytest.CaptureFixture[str]) -> None:
    seconds = []
    for steps in ("4", "40"):
        words = [*A14B, "--gpu", "4090", "--ram", "128", "--steps", steps, "--json"]
        assert run_command(words) == 0
        seconds.append(json.loads(capsys.readouterr().out)["plan"]["seconds"])
    assert seconds[0] < seconds[1] / 5


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("--frames", "80"), "frames"),
        (("--size", "1280x721"), "size"),
        (("--size", "large"), "size"),
        (("--gpu", "Voodoo 2"), "gpu"),
        (("--vram", "-1"), "vram"),
        (("--ram", "nan"), "ram"),
        (("--steps", "0"), "steps"),
        (("--mode", "image-to-video"), "mode"),
    ],
)
def test_mistakes_name_their_option(
    words: tuple[str, ...], field: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["plan", "--model", "t2v-A14B", *words, "--json"]) == 2
    answer = json.loads(capsys.readouterr().out)
    assert answer["field"] == field
