"""`wan22 doctor` as people and scripts use it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from terminal import Terminal

from wan22_desktop.core.places import PROGRAM_FOLDER, Places
from wan22_desktop.core.published_models import vae_config
from wan22_desktop.core.settings import load_settings
from wan22_desktop.core.wan import Variant

VAE = vae_config(Variant.T2V_A14B)


@pytest.fixture
def doctor(
    places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    monkeypatch.setenv("WAN22_HOME", str(places.home))
    return Terminal(places, capsys)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "config.json"
    file.write_text(json.dumps({**VAE, "clip_output": 1, "base_dim": "96"}, indent=2), "utf-8")
    return file


def test_errors_are_told_and_mended_with_a_copy(doctor: Terminal, file: Path) -> None:
    raw = file.read_bytes()
    told = doctor.says("doctor", "config", str(file), code=3)
    assert "has errors" in told
    assert "error: base_dim should be a whole number" in told
    assert "warning: clip_output is not known to this class. (can be repaired)" in told
    assert file.read_bytes() == raw
    mended = doctor.says("doctor", "config", str(file), "--repair")
    assert "repaired" in mended
    assert '- "clip_output": 1' in mended
    assert "for: t2v-A14B, i2v-A14B" in mended
    assert json.loads(file.read_bytes()) == VAE
    (copy,) = (doctor.places.backups / "configs").iterdir()
    assert copy.read_bytes() == raw
    assert "fine" in doctor.says("doctor", "config", str(file))


def test_json_says_the_same(doctor: Terminal, file: Path) -> None:
    found = doctor.json("doctor", "config", str(file), code=3)
    assert (found["valid"], found["backup"], found["repaired"]) == (False, None, [])
    assert {row["where"] for row in found["findings"]} == {"base_dim", "clip_output"}
    mended = doctor.json("doctor", "config", str(file), "--repair")
    assert mended["valid"]
    assert {row["where"] for row in mended["repaired"]} == {"base_dim", "clip_output"}
    assert Path(mended["backup"]).is_file()
    assert mended["models"] == ["t2v-A14B", "i2v-A14B"]


def test_what_cannot_be_mended_stays_an_error(doctor: Terminal, file: Path) -> None:
    file.write_bytes(b'{"_class_name": "AutoencoderKLWan"')
    assert "ends in the middle" in doctor.says("doctor", "config", str(file), "--repair", code=3)
    assert file.read_bytes() == b'{"_class_name": "AutoencoderKLWan"'


def test_what_cannot_be_looked_at_is_another_code(doctor: Terminal, tmp_path: Path) -> None:
    assert "cannot be read" in doctor.says("doctor", "config", str(tmp_path / "none"), code=2)
    assert doctor.json("doctor", "config", str(tmp_path), code=2)["field"] == "file"


def test_the_index_of_a_model_stands_for_all_of_it(doctor: Terminal, tmp_path: Path) -> None:
    model = shutil.copytree(PROGRAM_FOLDER / "models" / "demo", tmp_path / "model")
    index = str(model / "model_index.json")
    assert "for: demo" in doctor.says("doctor", "config", index)
    (model / "vae" / "config.json").write_text(json.dumps(VAE), "utf-8")
    said = doctor.says("doctor", "config", index, code=3)
    assert "It belongs to t2v-A14B or i2v-A14B" in said


def test_the_apps_own_settings_are_mended(doctor: Terminal) -> None:
    file = doctor.places.settings_file
    file.write_text('{"version": 2, "logs": {"level": "debug"}, "files": 7}', "utf-8")
    assert "files" in doctor.says("doctor", "config", str(file), "--repair")
    assert load_settings(file).settings.logs.level == "debug"
    assert load_settings(file).notes == ()


def test_text_from_a_file_cannot_act_on_the_terminal(doctor: Terminal, file: Path) -> None:
    spoilt = '{"_class_name": "AutoencoderKLWan", "[red]\u202e\u009b31m": 1, "z_dim": 0}'
    file.write_text(spoilt, "utf-8")
    told = doctor.says("doctor", "config", str(file), code=3)
    assert "[red]31m" in told
    for words in ((), ("--json",)):
        file.write_text(json.dumps({**VAE, "\u202e\u009b": 1}, ensure_ascii=False), "utf-8")
        done = doctor.run("doctor", "config", str(file), "--repair", *words)
        assert "\\u202e" in done.stdout
        assert not {"\u202e", "\u009b"} & set(done.stdout)


def test_python_files_are_checked_and_one_that_is_missing_stops_none(
    doctor: Terminal, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.py", tmp_path / "bad.py"
    good.write_text("x = 1\n", "utf-8")
    bad.write_text("if x\n    y = 1\n", "utf-8")
    assert doctor.json("doctor", "syntax", str(good))["valid"]
    said = doctor.says("doctor", "syntax", str(tmp_path / "none.py"), str(bad), code=3)
    assert "bad.py: has errors" in said
    assert "good.py: fine" in doctor.says("doctor", "syntax", str(bad), str(good), code=3)
    mended = doctor.says("doctor", "syntax", "--repair", str(bad))
    assert "+if x:" in mended
    assert bad.read_text("utf-8") == "if x:\n    y = 1\n"
    assert doctor.run("doctor", "syntax", str(tmp_path / "none.py"), code=2).stderr


def test_the_program_knows_the_word_and_needs_no_torch(tmp_path: Path, file: Path) -> None:
    (tmp_path / "doctor").mkdir()  # a file of that name is not opened in its place
    script = (
        "import sys; from wan22_desktop.__main__ import main; code = main(); print("
        "{'torch', 'PySide6', 'diffusers', 'transformers'} & set(sys.modules)); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "doctor", "config", str(file)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        env={"WAN22_HOME": str(tmp_path / "home"), "PYTHONPATH": str(PROGRAM_FOLDER)},
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert done.stdout.endswith("set()\n")
