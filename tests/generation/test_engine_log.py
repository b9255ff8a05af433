"""The engine's log: bounded over many engines, and of each the words that count."""

import logging
import sys
from pathlib import Path

import pytest

from wan22_desktop.core.log_entry import LogEntry
from wan22_desktop.generation.engine_process import (
    _LOG_COUNT,
    _LOG_LIMIT_BYTES,
    EngineNotStartedError,
    EngineOutcome,
    EngineProcess,
)


def words_of(log: Path, code: str) -> str:
    """What is told of an engine that ends before it is ready."""
    with pytest.raises(EngineNotStartedError) as caught:
        EngineProcess(log, [sys.executable, "-c", f"import sys\n{code}"]).start()
    return caught.value.message


def record(message: str, level: int, details: str = "") -> str:
    return LogEntry(1.0, level, "engine", message, process=7, details=details).to_json()


def test_every_engine_is_told_by_its_own_words(tmp_path: Path) -> None:
    log = tmp_path / "engine.log"
    assert "first: kaboom" in words_of(log, "sys.exit('first: kaboom')")
    silent = words_of(log, "sys.exit(7)")
    assert "exit code 7" in silent
    assert "kaboom" not in silent
    assert log.read_text() == "first: kaboom\n"


def test_of_many_records_the_last_error_is_told() -> None:
    trace = 'Traceback …:\n  File "a.py", line 1\n    x()\nRuntimeError: the\x1b[1m card is gone'
    lines = (
        record("ready", logging.INFO),
        record("job failed", logging.ERROR, trace),
        record("one more thing", logging.INFO),
    )
    outcome = EngineOutcome(1, "\n".join(lines))
    assert outcome.last_line() == "RuntimeError: the[1m card is gone"
    assert EngineOutcome(1, lines[0]).last_line() == ""


def test_logs_are_bounded_over_many_engines(tmp_path: Path) -> None:
    log = tmp_path / "engine.log"
    lines = 3 * _LOG_LIMIT_BYTES // 100
    noisy = f"sys.stderr.write(('y' * 99 + chr(10)) * {lines})"
    for _ in range(_LOG_COUNT + 2):
        words_of(log, noisy)
    words_of(log, "sys.exit('the last one')")
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["engine.log", *(f"engine.log.{n}" for n in (1, 2, 3))]
    assert log.read_text() == "the last one\n"
    assert all(file.stat().st_size <= _LOG_LIMIT_BYTES for file in files)
