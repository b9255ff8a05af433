"""`wan22 doctor` without a further word: everything is looked at."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from terminal import Terminal

from wan22_desktop.core.places import Places


@pytest.fixture
def doctor(
    places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    monkeypatch.setenv("WAN22_HOME", str(places.home))
    return Terminal(places, capsys)


def test_a_healthy_app_exits_with_zero_and_a_headline(doctor: Terminal) -> None:
    told = doctor.says("doctor", "--quick")
    assert "Nothing wrong was found" in told
    assert "Database: fine" in told


def test_errors_exit_with_three_until_they_are_fixed(doctor: Terminal) -> None:
    doctor.places.settings_file.write_bytes(b"not json")
    tree = doctor.json("doctor", "--quick", code=3)
    assert tree["has_errors"]
    assert {check["name"]: check["state"] for check in tree["checks"]}["settings"] == "error"
    told = doctor.says("doctor", "--quick", "--fix")
    assert "Repaired:" in told
    assert "its original is" in told
    assert any((doctor.places.backups / "configs").iterdir())
    assert "There was nothing to repair." in doctor.says("doctor", "--quick", "--fix")


def test_json_says_what_was_fixed(doctor: Terminal) -> None:
    doctor.places.settings_file.write_text('{"version": 2, "strange": 1}', "utf-8")
    tree = doctor.json("doctor", "--quick", "--fix")
    assert len(tree["fixed"]) == 1
    assert tree["not_fixed"] == []
    assert tree["schema_version"] == 1


@pytest.mark.parametrize("ending", [".html", ".json", ".txt"])
def test_the_report_is_written_in_the_form_of_its_ending(
    doctor: Terminal, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"report{ending}"
    assert f"Report: {file}" in doctor.run("doctor", "--quick", "--report", str(file)).stdout
    text = file.read_text("utf-8")
    assert "Nothing wrong was found" in text
    assert (ending == ".html") == text.startswith("<!DOCTYPE html>")


def test_an_unknown_form_is_refused_before_anything_is_done(doctor: Terminal) -> None:
    doctor.places.settings_file.write_bytes(b"not json")
    told = doctor.says("doctor", "--quick", "--fix", "--report", "x.pdf", code=2)
    assert "should end in .html" in told
    assert doctor.places.settings_file.read_bytes() == b"not json"


def test_the_bundles_contents_are_printed_first(doctor: Terminal, tmp_path: Path) -> None:
    target = tmp_path / "bundle.zip"
    told = doctor.run("doctor", "--quick", "--bundle", str(target))
    with zipfile.ZipFile(target) as bundle:
        names = bundle.namelist()
    assert "health.html" in names
    assert all(name in told.stderr for name in names)
    tree = doctor.json("doctor", "--quick", "--bundle", str(target))
    assert tree["files"]["bundle"]["files"] == names


def test_a_report_that_cannot_be_written_is_an_error(doctor: Terminal, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    told = doctor.says("doctor", "--quick", "--report", str(tmp_path / "file/r.txt"), code=2)
    assert "could not be saved" in told


def test_without_a_home_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, doctor: Terminal
) -> None:
    monkeypatch.setenv("WAN22_HOME", str(tmp_path / "none"))
    assert "none yet" in doctor.says("doctor", "--quick")
    assert not (tmp_path / "none").exists()
    shutil.rmtree(doctor.places.home)


def test_options_of_the_whole_are_no_options_of_a_part(doctor: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("x = 1\n", "utf-8")
    assert "without a further command" in doctor.says(
        "doctor", "--fix", "syntax", str(file), code=2
    )
    assert "fine" in doctor.says("doctor", "syntax", str(file))


def test_the_command_imports_neither_torch_nor_qt(doctor: Terminal) -> None:
    """In a process of its own, as people run it."""
    code = (
        "import sys\n"
        "from wan22_desktop.__main__ import main\n"
        "sys.argv = ['wan22', 'doctor', '--quick', '--json']\n"
        "code = main()\n"
        "assert not {'torch', 'PySide6'} & set(sys.modules)\n"
        "sys.exit(code)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=120, check=False
    )
    assert ended.returncode == 0, ended.stderr.decode()
    assert not json.loads(ended.stdout)["has_errors"]
    assert doctor.places.home.exists()
