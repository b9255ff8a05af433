"""Files of lines: bounded, whole after a cut, in order over all their predecessors."""

import contextlib
from pathlib import Path

import pytest

from wan22_desktop.core.audit import AuditLog
from wan22_desktop.core.errors import NotSavedError
from wan22_desktop.core.line_file import LineFile

LINE = b"x" * 99 + b"\n"


def numbered(number: int) -> bytes:
    return f"{number:04}\n".encode()


def test_lines_come_back_in_order_over_all_files(tmp_path: Path) -> None:
    lines = LineFile(tmp_path / "a.log", max_bytes=50, generations=3)
    assert lines.newest(5) == []
    for number in range(100):
        lines.append(numbered(number))
    assert [file.name for file in lines.files()] == ["a.log", "a.log.1", "a.log.2", "a.log.3"]
    assert [int(line) for line in lines.newest(25)] == list(range(75, 100))
    assert [int(line) for line in lines.newest(1000)] == list(range(60, 100))


def test_a_cut_line_stays_a_line_of_its_own(tmp_path: Path) -> None:
    lines = LineFile(tmp_path / "a.log", max_bytes=1000)
    lines.append(b"one\n")
    with lines.file.open("ab") as stream:
        stream.write(b"tw")
    lines.append(b"three\n")
    assert lines.newest(9) == [b"one", b"tw", b"three"]


def test_a_predecessor_that_cannot_be_renamed_bounds_the_file_all_the_same(tmp_path: Path) -> None:
    lines = LineFile(tmp_path / "a.log", max_bytes=1000)
    (tmp_path / "a.log.1").mkdir()
    (tmp_path / "a.log.1" / "held").touch()
    added = 0
    with contextlib.suppress(OSError):
        while added < 100:
            lines.append(LINE)
            added += 1
    assert 15 < added < 25
    assert 1000 < lines.file.stat().st_size <= 2000 + len(LINE)


def test_what_another_program_filled_is_cut_to_its_end(tmp_path: Path) -> None:
    lines = LineFile(tmp_path / "engine.log", max_bytes=1000, generations=2)
    lines.rotate_if_full()
    lines.file.write_bytes(b"".join(numbered(number) for number in range(5000)))
    lines.rotate_if_full()
    assert not lines.file.exists()
    kept = [int(line) for line in (tmp_path / "engine.log.1").read_bytes().splitlines()]
    assert kept == list(range(5000 - len(kept), 5000))
    assert 150 < len(kept) <= 200
    lines.file.write_bytes(b"little\n")
    lines.rotate_if_full()
    assert lines.file.exists()


def test_the_audit_log_is_bounded_and_survives_odd_lines(tmp_path: Path) -> None:
    audit = AuditLog(tmp_path / "logs" / "audit.jsonl", max_file_bytes=2000)
    assert audit.entries() == []
    for number in range(300):
        audit.note("removed", file=f"a\u2028b{number}", path=Path("x"))
    entries = audit.entries()
    assert entries[-1]["file"] == "a\u2028b299"
    numbers = [int(str(entry["file"])[3:]) for entry in entries]
    assert numbers == list(range(300 - len(numbers), 300))
    size_bytes = sum(file.stat().st_size for file in (tmp_path / "logs").iterdir())
    assert size_bytes <= 5 * 2000
    with (tmp_path / "logs" / "audit.jsonl").open("ab") as stream:
        stream.write(b'{"deed": "cu')
    audit.note("after a power loss")
    assert audit.entries()[-1]["deed"] == "after a power loss"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_deed_that_cannot_be_noted_is_refused(tmp_path: Path) -> None:
    (tmp_path / "audit.jsonl").symlink_to("/dev/full")
    with pytest.raises(NotSavedError):
        AuditLog(tmp_path / "audit.jsonl").note("removed")
