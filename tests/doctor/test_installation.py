"""The program's files against their manifest, a checkout by its critical files."""

import json
from pathlib import Path

import pytest

from tools.install_manifest import main as write_manifest
from wan22_desktop.core.places import PROGRAM_FOLDER
from wan22_desktop.doctor.domain.findings import Severity
from wan22_desktop.doctor.domain.health_report import Check
from wan22_desktop.doctor.domain.install_manifest import MANIFEST_NAME
from wan22_desktop.doctor.domain.library_versions import (
    judged_python,
    judged_versions,
    pinned_versions,
)
from wan22_desktop.doctor.installation import (
    StoppedError,
    check_installation,
    read_critical_files,
)
from wan22_desktop.doctor.syntax_validator import SyntaxValidator


@pytest.fixture
def program(tmp_path: Path) -> Path:
    folder = tmp_path / "program"
    for path in ("wan22.exe", "app/core.py", "app/deep/data.bin", "runtime/torch.dll"):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(f"content of {path}".encode())
    assert write_manifest([str(folder), "--version", "1.2.3"]) == 0
    return folder


def examine(folder: Path, *, is_quick: bool = False) -> Check:
    return check_installation(folder, (), SyntaxValidator(folder / "backups"), is_quick=is_quick)


def test_a_whole_installation_is_fine(program: Path) -> None:
    check = examine(program)
    assert check.findings == ()
    facts = {fact.label: fact.value for fact in check.facts}
    assert facts["Version"] == "1.2.3"
    assert facts["Compared"].startswith("names, sizes and SHA-256 of 4 files")


def test_what_the_app_makes_itself_is_not_foreign(program: Path) -> None:
    for path in ("portable.txt", "data/settings.json", "app/__pycache__/core.pyc", "Uninstall.exe"):
        file = program / path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"x")
    assert examine(program).findings == ()


def test_missing_changed_and_foreign_files_are_named(program: Path) -> None:
    (program / "app/core.py").unlink()
    (program / "wan22.exe").write_bytes(b"longer than what was shipped")
    same_size = program / "app/deep/data.bin"
    same_size.write_bytes(same_size.read_bytes().replace(b"c", b"k"))
    (program / "runtime/version.dll").write_bytes(b"planted")
    before = {file: file.read_bytes() for file in program.rglob("*") if file.is_file()}
    check = examine(program)
    errors = {f.where: f.text for f in check.findings if f.severity is Severity.ERROR}
    assert errors.keys() == {"app/core.py", "wan22.exe", "app/deep/data.bin"}
    assert "missing" in errors["app/core.py"]
    assert "bytes instead of" in errors["wan22.exe"]
    assert "content" in errors["app/deep/data.bin"]
    (foreign,) = (f for f in check.findings if f.severity is Severity.WARNING)
    assert "runtime/version.dll" in foreign.text
    assert all("Install the program again" in f.advice for f in check.findings[:3])
    assert not any(finding.can_be_repaired for finding in check.findings)
    after = {file: file.read_bytes() for file in program.rglob("*") if file.is_file()}
    assert after == before, "a program never rewrites itself"


def test_quick_compares_sizes_only(program: Path) -> None:
    same_size = program / "app/deep/data.bin"
    same_size.write_bytes(same_size.read_bytes().replace(b"c", b"k"))
    assert examine(program, is_quick=True).findings == ()


def test_a_link_in_place_of_a_file_is_a_missing_file(program: Path, tmp_path: Path) -> None:
    outside = tmp_path / "same"
    (program / "wan22.exe").rename(outside)
    (program / "wan22.exe").symlink_to(outside)
    (finding,) = examine(program).findings
    assert "missing" in finding.text


@pytest.mark.parametrize("content", [b"", b"{", b'{"files": []}', b"\0" * 100, b"[" * 100_000])
def test_a_damaged_manifest_is_an_error(program: Path, content: bytes) -> None:
    (program / MANIFEST_NAME).write_bytes(content)
    (finding,) = examine(program).findings
    assert "list of the program's files is damaged" in finding.text


def test_a_manifest_cannot_name_files_elsewhere(program: Path) -> None:
    tree = json.loads((program / MANIFEST_NAME).read_bytes())
    tree["files"][0]["path"] = "../outside"
    (program / MANIFEST_NAME).write_text(json.dumps(tree), "utf-8")
    (finding,) = examine(program).findings
    assert finding.where == MANIFEST_NAME


def test_thousands_of_faults_are_summed_up(tmp_path: Path) -> None:
    folder = tmp_path / "program"
    folder.mkdir()
    for number in range(100):
        (folder / f"{number:03}.py").write_bytes(b"x")
    write_manifest([str(folder)])
    for number in range(90):
        (folder / f"{number:03}.py").unlink()
    findings = examine(folder).findings
    assert len(findings) == 21
    assert findings[-1].text == "70 more files are missing or were changed."


def test_it_stops_when_asked(program: Path) -> None:
    with pytest.raises(StoppedError):
        check_installation(program, (), SyntaxValidator(program), should_stop=lambda: True)


def test_this_checkout_has_all_its_critical_files() -> None:
    critical = read_critical_files(PROGRAM_FOLDER / "resources" / "critical_files.json")
    assert len(critical) > 20
    check = check_installation(PROGRAM_FOLDER, critical, SyntaxValidator(Path("unused")))
    assert [f for f in check.findings if "is no file" in f.text] == []


def test_a_broken_critical_file_of_a_checkout_is_told_with_its_repair(tmp_path: Path) -> None:
    (tmp_path / "good.py").write_text("x = 1\n", "utf-8")
    (tmp_path / "bad.py").write_text("def f()\n    return 1\n", "utf-8")
    files = ("good.py", "bad.py", "gone.py")
    check = check_installation(tmp_path, files, SyntaxValidator(tmp_path / "backups"))
    bad, gone = check.findings
    assert bad.where == "bad.py, line 1"
    assert "wan22 doctor syntax bad.py --repair" in bad.advice
    assert gone.where == "gone.py"
    assert check_installation(tmp_path, (), SyntaxValidator(tmp_path)).findings, "no list"


def test_versions_are_compared_without_their_builds() -> None:
    tested = pinned_versions("# pins\ntorch==2.13.0\nav==18.1.0\npytest==9.0\nrich==15.0\n")
    assert tested.keys() == {"torch", "av", "rich"}
    findings, facts = judged_versions({"torch": "2.13+cu130", "av": "17.0"}, tested)
    assert [(f.where, f.severity) for f in findings] == [
        ("av", Severity.WARNING),
        ("rich", Severity.ERROR),
    ]
    assert {fact.label for fact in facts} == {"av", "rich", "As tested"}
    assert judged_versions({"av": "18.2"}, {"av": "18.1"})[0][0].severity is Severity.NOTE
    assert judged_versions({}, {"gguf": "1.0"})[0] == (), "not needed by everyone"
    assert judged_python((3, 10))
    assert not judged_python((3, 11))
