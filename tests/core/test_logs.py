"""The log keeps its bounds, belongs to jobs and parts, and never ends or holds up the program."""

import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from wan22_desktop.core import logs
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.failures import FailureCause
from wan22_desktop.core.line_file import LineFile
from wan22_desktop.core.log_entry import COMPONENTS, LogEntry, component_of, job_log
from wan22_desktop.core.logs import LogHandler, LogRing, LogWriter, start_logging, stop_logging

JOB = "0123456789ab"
OTHER_JOB = "ba9876543210"


@pytest.fixture(autouse=True)
def our_handlers_go_again() -> Iterator[None]:
    root = logging.getLogger()
    level = root.level
    yield
    stop_logging()
    root.setLevel(level)


def entries_of(ring: LogRing) -> list[LogEntry]:
    return ring.after(0)[1]


def lines_of(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text("ascii").splitlines()]


def test_records_reach_the_file_as_json_lines_and_the_ring(tmp_path: Path) -> None:
    ring = start_logging(tmp_path / "logs", home=Path("/home/ada"))
    log = logging.getLogger("wan22.models")
    log.info("opened %s", "/home/ada/videos/a.mp4")
    try:
        int("/home/ada/b")
    except ValueError:
        log.exception("two\nlines")
    kept = entries_of(ring)
    stop_logging()
    lines = lines_of(tmp_path / "logs/wan22.log")
    assert [line["message"] for line in lines] == ["opened ~/videos/a.mp4", "two\nlines"]
    assert set(lines[0]) == {
        *("time", "level", "component", "message", "process", "thread", "source")
    }
    assert lines[0]["component"] == "models"
    assert str(lines[0]["time"]).endswith("+00:00")
    assert "~/b" in str(lines[1]["details"])
    assert [entry.message for entry in kept] == ["opened ~/videos/a.mp4", "two\nlines"]
    assert ring.after(1)[1][0].level_name == "error"
    assert ring.after(2) == (2, [])
    assert [LogEntry.from_json(json.dumps(line)).message for line in lines] == [
        entry.message for entry in kept
    ]


def test_a_record_says_its_job_its_category_and_its_figures() -> None:
    ring = LogRing()
    log = logging.Logger("wan22_desktop.generation.render_runner")  # noqa: LOG001 - heard by nobody else
    log.addHandler(LogHandler(str, [ring.add]))
    with job_log(JOB):
        log.info("in its context")
        with job_log(OTHER_JOB):
            log.info("in another one")
        threading.Thread(target=log.info, args=("on a thread of its own",)).start()
    log.info("job %s: queued", JOB)
    log.info("job of another kind")
    log.info("no job", extra={"job": "../../etc"})
    log.warning(
        "slow",
        extra={
            "job": JOB,
            "category": FailureCause.VRAM,
            "duration_s": 1.25,
            "memory_bytes": 7 << 30,
        },
    )
    log.error("not saved", exc_info=UserError("full", category=ErrorCategory.DISK))
    found = {entry.message: entry for entry in entries_of(ring)}
    assert {message: entry.job for message, entry in found.items() if entry.job} == {
        "in its context": JOB,
        "in another one": OTHER_JOB,
        f"job {JOB}: queued": JOB,
        "slow": JOB,
    }
    slow = json.loads(found["slow"].to_json())
    assert (slow["category"], slow["duration_s"], slow["memory_bytes"]) == ("vram", 1.25, 7 << 30)
    assert found["not saved"].category == "disk"
    assert {entry.component for entry in found.values()} == {"queue"}
    for entry in found.values():
        again = LogEntry.from_json(entry.to_json())
        assert again.to_json() == entry.to_json()


@pytest.mark.parametrize(
    ("logger", "component"),
    [
        ("wan22.app", "app"),
        ("wan22_desktop.engine.speed.compile_blocks", "engine"),
        ("wan22_desktop.lora_library.scanning", "loras"),
        ("wan22.models", "models"),
        ("wan22_desktop.composition.loras", "loras"),
        ("wan22_desktop.core.instance", "app"),
        ("wan22_desktop.recovery.records", "recovery"),
        ("root", "app"),
        ("httpx", "libraries"),
    ],
)
def test_parts_are_told_by_the_loggers_name(logger: str, component: str) -> None:
    assert component_of(logger) == component
    assert component in COMPONENTS


@pytest.mark.parametrize(
    "line", ["", "{}", "[]", "nothing", '{"time": 5}', '{"time": "x"}', "null"]
)
def test_what_is_no_record_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"no record|Expecting|Invalid"):
        LogEntry.from_json(line)


def test_the_ring_is_bounded_and_says_what_is_new(tmp_path: Path) -> None:
    ring = start_logging(tmp_path)
    for number in range(logs.RING_ROWS + 10):
        logging.getLogger("wan22.test").warning("%d", number)
    count, kept = ring.after(0)
    assert len(kept) == logs.RING_ROWS
    assert count == ring.count == logs.RING_ROWS + 10
    assert [e.message for e in ring.after(logs.RING_ROWS + 8)[1]] == ["5008", "5009"]


def test_files_are_bounded(tmp_path: Path) -> None:
    start_logging(tmp_path, max_file_bytes=20_000)
    for number in range(3000):
        logging.getLogger("wan22.test").warning("line %d", number)
    stop_logging()
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["wan22.log", *(f"wan22.log.{n}" for n in range(1, 5))]
    assert sum(file.stat().st_size for file in files) <= logs.FILE_COUNT * 60_000
    assert lines_of(tmp_path / "wan22.log")[-1]["message"] == "line 2999"


def test_a_record_that_cannot_be_formatted_ends_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ring = LogRing()
    handler = LogHandler(str, [ring.add])
    handler.handle(logging.LogRecord("wan22", logging.INFO, "", 1, "%d", ("no number",), None))
    handler.handle(logging.LogRecord("wan22", logging.INFO, "", 1, "next", (), None))
    assert [entry.message for entry in entries_of(ring)] == ["next"]
    assert "no number" in capsys.readouterr().err, "logging's own report for developers"


def test_a_folder_that_cannot_be_made_leaves_the_ring(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file")
    ring = start_logging(tmp_path / "logs")
    assert "cannot be written" in entries_of(ring)[0].message


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_silences_the_file_and_nothing_else(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wan22.log").symlink_to("/dev/full")
    ring = start_logging(tmp_path)
    for number in range(50):
        logging.getLogger("wan22.test").warning("%d", number)
    stop_logging()
    assert len(entries_of(ring)) == 50
    assert capfd.readouterr().err == ""


class SlowFile:
    """A file that hangs whoever opens or writes it, until `drain`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        os.mkfifo(path)

    def drain(self) -> list[dict[str, object]]:
        """Answer again until the writer has ended; gives the records."""
        received = bytearray()
        handle = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)
        deadline = time.monotonic() + 10
        try:
            while True:
                ended = all(thread.name != "log-writer" for thread in threading.enumerate())
                try:
                    received += os.read(handle, 1 << 16)
                except BlockingIOError:
                    if ended:
                        break
                    time.sleep(0.001)
                assert time.monotonic() < deadline
        finally:
            os.close(handle)
        return [json.loads(line) for line in received.splitlines()]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a file that hangs")
def test_a_disk_that_hangs_holds_up_nobody(tmp_path: Path) -> None:
    slow = SlowFile(tmp_path / "slow.log")
    writer = LogWriter(LineFile(slow.path, max_bytes=1 << 30))
    ring = LogRing()
    log = logging.Logger("wan22.app")  # noqa: LOG001 - one that no other handler hears
    log.addHandler(LogHandler(str, [ring.add, writer.add]))
    started = time.monotonic()
    for number in range(2000):
        log.info("%d", number)
    assert not writer.close()
    assert time.monotonic() - started < 10, "authors wait for nothing, the end of it briefly"
    assert ring.count == 2000
    assert len(slow.drain()) == 2000


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a file that hangs")
def test_what_a_slow_disk_missed_is_counted(tmp_path: Path) -> None:
    slow = SlowFile(tmp_path / "slow.log")
    writer = LogWriter(LineFile(slow.path, max_bytes=1 << 30))
    entry = LogEntry(1.0, logging.INFO, "app", "x")
    for _ in range(logs.MAX_WAITING + 2000):
        writer.add(entry)
    assert not writer.close()
    messages = [str(line["message"]) for line in slow.drain()]
    notes = [message for message in messages if "not written" in message]
    missed = sum(int(note.split()[0]) for note in notes)
    assert missed + messages.count("x") == logs.MAX_WAITING + 2000
    assert missed >= 1000


ENGINE = """
import logging, os, sys
from wan22_desktop.core.logs import start_engine_logging
start_engine_logging()
log = logging.getLogger("wan22_desktop.core.anything")
log.info("job 0123456789ab: %s", "token hf_" + "a" * 34)
print("a library's line", file=sys.stderr)
try:
    raise ValueError("no")
except ValueError:
    log.exception("caught")
"""


def test_an_engine_writes_records_between_what_libraries_print() -> None:
    child = subprocess.run(
        [sys.executable, "-c", ENGINE], capture_output=True, text=True, check=True, timeout=60
    )
    first, plain, second = child.stderr.splitlines()
    assert json.loads(first)["component"] == "engine"
    assert json.loads(first)["job"] == JOB
    assert "aaaa" not in first
    assert plain == "a library's line"
    assert "ValueError: no" in json.loads(second)["details"]


def test_a_native_crash_of_an_engine_leaves_its_trace() -> None:
    code = f"{ENGINE}\nos.abort()"
    child = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert child.returncode != 0
    assert "Fatal Python error: Aborted" in child.stderr
    assert 'File "<string>"' in child.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_an_engine_goes_on_without_its_log() -> None:
    with Path("/dev/full").open("wb") as full:
        child = subprocess.run(
            [sys.executable, "-c", ENGINE.replace(", file=sys.stderr", "") + "\nprint('alive')"],
            stdout=subprocess.PIPE,
            stderr=full,
            check=True,
            text=True,
            timeout=60,
        )
    assert child.stdout.endswith("alive\n")
