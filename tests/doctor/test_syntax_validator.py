"""Mistakes in Python files are found, and mended only where the result compiles."""

import os
from pathlib import Path

import pytest

from wan22_desktop.core.errors import UserError
from wan22_desktop.doctor.domain.findings import Severity
from wan22_desktop.doctor.domain.python_text import MAX_SIZE_BYTES
from wan22_desktop.doctor.syntax_validator import SyntaxValidator

SOUND = "def half(value):\n    if value:\n        return value / 2\n    return None\n"


@pytest.fixture
def validator(tmp_path: Path) -> SyntaxValidator:
    return SyntaxValidator(tmp_path / "backups")


def written(folder: Path, content: str | bytes, name: str = "handlers.py") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("broken", "sound"),
    [
        ("if x\n    y = 1\n", "if x:\n    y = 1\n"),
        ("if x:  # why\nelse:\n    y = 1\n", "if x:  # why\n    pass\nelse:\n    y = 1\n"),
        ("if x:\n    y = 1\nelse:\nz = 2\n", "if x:\n    y = 1\nelse:\n    pass\nz = 2\n"),
        ("def f():\n", "def f():\n    pass\n"),
        ("def f():", "def f():\n    pass"),
        ("a = len(b\nc = 1\n", "a = len(b)\nc = 1\n"),
        ("a = [1, 2\nc = 1\n", "a = [1, 2]\nc = 1\n"),
        ("a = {'b': 1\nc = 1\n", "a = {'b': 1}\nc = 1\n"),
        ("a = lenb)\nb = 1\n", "a = len(b)\nb = 1\n"),
        ("a = 'b\nc = 1\n", "a = 'b'\nc = 1\n"),
        ('def f():\n    """Is b.\n    a = 1\n', 'def f():\n    """Is b."""\n    a = 1\n'),
        ("a = 1 if b\nc = 1\n", "a = 1 if b else None\nc = 1\n"),
        ("if a:\n    b = 1\n\tc = 1\n", "if a:\n    b = 1\n    c = 1\n"),
        ("if a:\n    b = 1\n  c = 1\n", "if a:\n    b = 1\n    c = 1\n"),
    ],
)
def test_each_kind_of_mistake_is_mended(
    validator: SyntaxValidator, tmp_path: Path, broken: str, sound: str
) -> None:
    path = written(tmp_path, broken)
    assert not validator.validate_file(path).is_valid
    result = validator.repair_syntax_errors(path)
    assert result.is_repaired
    assert path.read_text().rstrip("\n") == sound.rstrip("\n")
    assert validator.validate_file(path).is_valid
    assert result.backup is not None
    assert result.backup.read_bytes() == broken.encode()
    assert result.diff.startswith("--- handlers.py (before)")


def test_several_mistakes_are_mended_together(validator: SyntaxValidator, tmp_path: Path) -> None:
    path = written(tmp_path, "def f(a)\n    return (a\n\nif f(1)\n    b = 1\n")
    result = validator.repair_syntax_errors(path)
    assert path.read_text() == "def f(a):\n    return (a)\n\nif f(1):\n    b = 1\n"
    assert len(result.repaired) == 3


def test_what_cannot_be_mended_stays_as_it_is(validator: SyntaxValidator, tmp_path: Path) -> None:
    prose = "This is a letter, not a program; it has\nno code at all in it, dear reader!\n"
    path = written(tmp_path, prose)
    changed_ns = path.stat().st_mtime_ns
    result = validator.repair_syntax_errors(path)
    assert not result.is_repaired
    assert result.remaining
    assert result.backup is None
    assert (path.read_text(), path.stat().st_mtime_ns) == (prose, changed_ns)


def test_a_valid_file_is_never_touched(validator: SyntaxValidator, tmp_path: Path) -> None:
    path = written(tmp_path, SOUND.replace("\n", "\r\n", 1))
    changed_ns = path.stat().st_mtime_ns
    result = validator.repair_syntax_errors(path)
    assert not result.is_repaired
    assert path.stat().st_mtime_ns == changed_ns
    (finding,) = validator.validate_file(path).findings
    assert finding.severity is Severity.WARNING
    assert "end in different ways" in finding.text


def test_the_place_of_the_mistake_is_told(validator: SyntaxValidator, tmp_path: Path) -> None:
    path = written(tmp_path, "a = 1\nif a\n    b = 2\n")
    (finding,) = validator.validate_file(path).findings
    assert finding.where == "line 2"
    assert "column 5: expected ':'" in finding.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a = 1\nb = \0\n", "Line 2 holds a NUL byte"),
        ("a = 1\n".encode("utf-16"), "UTF-16"),
        (b"a = 1\nb = '\xff'\n", "no utf-8 text"),
        (b"# coding: klingon\n", "encoding that the file declares"),
        (b"# coding: rot13\n", "encoding that the file declares"),
        (b"# coding: undefined\n", "encoding that the file declares"),
        (b"\xef\xbb\xbf# coding: latin-1\n", "encoding that the file declares"),
        (b"#" * (MAX_SIZE_BYTES + 1), "larger than 5 MB"),
    ],
)
def test_bytes_that_are_no_source_are_told_and_kept(
    validator: SyntaxValidator, tmp_path: Path, content: bytes, said: str
) -> None:
    path = written(tmp_path, content)
    (finding,) = validator.validate_file(path).findings
    assert said in finding.text
    assert not validator.repair_syntax_errors(path).is_repaired
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "prefix", [b"\xef\xbb\xbf", b"# coding: latin-1\n", b"\xef\xbb\xbf# coding: utf-8\r\n"]
)
def test_mark_encoding_and_newlines_survive(
    validator: SyntaxValidator, tmp_path: Path, prefix: bytes
) -> None:
    word = "é".encode("latin-1" if b"latin" in prefix else "utf-8")
    path = written(tmp_path, prefix + b"a = '" + word + b"'\r\nif a\r\n    b = 1\r\n")
    assert validator.repair_syntax_errors(path).is_repaired
    assert path.read_bytes() == prefix + b"a = '" + word + b"'\r\nif a:\r\n    b = 1\r\n"


def test_nothing_in_the_file_runs(validator: SyntaxValidator, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    path = written(tmp_path, f"open({str(mark)!r}, 'w').close()\nif 1\n    b = 1\n")
    assert validator.repair_syntax_errors(path).is_repaired
    assert not mark.exists()


def test_the_installed_program_is_never_rewritten(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.mkdir()
    broken = written(program, "if x\n    y = 1\n")
    validator = SyntaxValidator(tmp_path / "backups", installation=program)
    link = tmp_path / "link.py"
    link.symlink_to(broken)
    for path in (broken, link):
        with pytest.raises(UserError, match="belongs to the installed program"):
            validator.repair_syntax_errors(path)
    assert broken.read_text() == "if x\n    y = 1\n"
    outside = written(tmp_path, "if x\n    y = 1\n")
    assert validator.repair_syntax_errors(outside).is_repaired


def test_a_script_stays_executable_and_a_link_a_link(
    validator: SyntaxValidator, tmp_path: Path
) -> None:
    script = written(tmp_path, "if x\n    y = 1\n", "script.py")
    script.chmod(0o750)
    link = tmp_path / "link.py"
    link.symlink_to(script)
    assert validator.repair_syntax_errors(link).is_repaired
    assert link.is_symlink()
    assert os.name == "nt" or script.stat().st_mode & 0o777 == 0o750


def test_without_a_backup_nothing_is_changed(tmp_path: Path) -> None:
    blocked = written(tmp_path, "no folder", "backups")
    path = written(tmp_path, "if x\n    y = 1\n")
    with pytest.raises(UserError, match="The backup of handlers"):
        SyntaxValidator(blocked).repair_syntax_errors(path)
    assert path.read_text() == "if x\n    y = 1\n"


def test_every_critical_file_is_checked(validator: SyntaxValidator, tmp_path: Path) -> None:
    sound = written(tmp_path, SOUND)
    broken = written(tmp_path, "if x\n    y = 1\n", "broken.py")
    results = validator.validate_enhanced_handlers([sound, broken, tmp_path / "missing.py"])
    assert [result.is_valid for result in results] == [True, False, False]
    assert "is no file" in results[2].findings[0].text
