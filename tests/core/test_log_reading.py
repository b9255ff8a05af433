"""The engine's log is read whole: its own records, prints of libraries, tracebacks, crashes."""

import logging
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from wan22_desktop.core.log_entry import LogEntry
from wan22_desktop.core.log_reading import LogFollower, last_error, read_entries

BEGAN = 1_000_000.0


def record(message: str, level: int = logging.INFO, at: float = BEGAN, details: str = "") -> str:
    entry = LogEntry(at, level, "engine", message, process=7, thread="MainThread", details=details)
    return f"{entry.to_json()}\n"


TRACEBACK = """Traceback (most recent call last):
  File "a.py", line 1, in <module>
    first()
KeyError: 'x'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "a.py", line 3, in <module>
    raise RuntimeError("out of\\nluck")
RuntimeError: out of
luck
"""
CRASH = """Fatal Python error: Segmentation fault

Current thread 0x00007f (most recent call first):
  File "torch/x.py", line 1 in forward

Extension modules: numpy.core, torch._C (total: 2)
"""


def test_records_and_plain_lines_come_in_order_with_times() -> None:
    text = (
        f"early\n{record('ready')}UserWarning: old call\n  warn()\n{record('later', at=BEGAN + 5)}"
    )
    entries = read_entries(f"{text}at the end\n", BEGAN - 1, BEGAN + 9)
    assert [(e.message, e.created - BEGAN) for e in entries] == [
        ("early", -1.0),
        ("ready", 0.0),
        ("UserWarning: old call", 0.0),
        ("  warn()", 0.0),
        ("later", 5.0),
        ("at the end", 9.0),
    ]
    assert [e.level for e in entries[1:4]] == [logging.INFO, logging.WARNING, logging.INFO]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", ""),
        ("torch: kaboom", "torch: kaboom"),
        (TRACEBACK, "RuntimeError: out of"),
        (record("ready") + TRACEBACK, "RuntimeError: out of"),
        (record("ready") + CRASH, "Fatal Python error: Segmentation fault"),
        (record("job failed", logging.ERROR, details=TRACEBACK), "RuntimeError: out of"),
        (record("the disk is full", logging.WARNING) + record("sampled"), "the disk is full"),
        (record("ready"), ""),
        (record("ready") + "terminate called: bad_alloc\n", "terminate called: bad_alloc"),
        ('ord": "cut"}\n' + record("x", logging.WARNING), "x"),
        ('{"time": 5, "level": []}\n{"a": ' + "[" * 100_000, '{"a": ' + "[" * 100_000),
    ],
)
def test_the_last_error_is_told_in_its_sentence(text: str, sentence: str) -> None:
    assert last_error(text) == sentence[:20_000]


def test_a_real_crash_and_a_real_traceback_are_understood() -> None:
    start = "from wan22_desktop.core.logs import start_engine_logging as s\ns()\nimport os\n"
    for code, sentence in (
        ("os.abort()", "Fatal Python error: Aborted"),
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("raise SystemExit('no torch here')", "no torch here"),
    ):
        child = subprocess.run(
            [sys.executable, "-c", start + code],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert last_error(child.stderr) == sentence


def messages(follower: LogFollower) -> list[str]:
    return [entry.message for entry in follower.read_new()]


def follower_of(file: Path, since: float = 0.0) -> LogFollower:
    return LogFollower(file, print, since=since)


def test_only_whole_and_new_lines_are_read(tmp_path: Path) -> None:
    file = tmp_path / "engine.log"
    follower = follower_of(file)
    assert messages(follower) == []
    file.write_text(record("one") + record("two")[:20])
    assert messages(follower) == ["one"]
    assert messages(follower) == []
    with file.open("a") as stream:
        stream.write(record("two")[20:])
    assert messages(follower) == ["two"]


def test_a_new_file_is_read_from_its_beginning(tmp_path: Path) -> None:
    file = tmp_path / "engine.log"
    follower = follower_of(file)
    file.write_text(record("one"))
    assert messages(follower) == ["one"]
    file.replace(tmp_path / "engine.log.1")
    file.write_text(record("a new one that is longer"))
    assert messages(follower) == ["a new one that is longer"]


def test_what_was_before_does_not_count_and_what_libraries_print_is_redacted(
    tmp_path: Path,
) -> None:
    file = tmp_path / "engine.log"
    secret = "hf_" + "Canary7" * 5
    old = record("old", at=BEGAN - 5)
    file.write_text(f"{old}of the old one\n{record('new')}{secret} in {Path.home()}/x\n")
    follower = follower_of(file, since=BEGAN)
    assert messages(follower) == ["new", "hf_<hidden> in ~/x"]


def test_of_a_flood_the_end_is_read(tmp_path: Path) -> None:
    file = tmp_path / "engine.log"
    file.write_text("".join(record(f"line {number}") for number in range(20_000)))
    found = messages(follower_of(file))
    assert found[-1] == "line 19999"
    assert 1000 < len(found) < 12_000


def test_the_thread_lives_while_it_is_wanted(tmp_path: Path) -> None:
    file = tmp_path / "engine.log"
    file.write_text(record("one"))
    seen: list[str] = []
    heard = threading.Event()

    def take(entries: list[LogEntry]) -> None:
        seen.extend(entry.message for entry in entries)
        heard.set()

    follower = LogFollower(file, take, look_every_s=0.01)
    for expected in ("one", "two"):
        follower.start()
        follower.start()
        assert heard.wait(5)
        follower.stop()
        heard.clear()
        deadline = time.monotonic() + 5
        while any(thread.name == "engine-log" for thread in threading.enumerate()):
            assert time.monotonic() < deadline
            time.sleep(0.005)
        assert seen[-1] == expected
        with file.open("a") as stream:
            stream.write(record("two"))
    assert seen == ["one", "two"]
