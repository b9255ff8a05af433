"""The supervised child: however it ends, its end is told in a sentence."""

import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.engine_protocol.messages import PROTOCOL_VERSION, Hello, Ready
from wan22_desktop.generation.engine_process import (
    SILENCE_LIMIT_S,
    EngineNotStartedError,
    EngineOutcome,
    EngineProcess,
)

SPEAKS = """
import json, sys, time
hello = json.loads(sys.stdin.readline())
print(json.dumps({"type": "ready", "protocol_version": VERSION, "nonce": hello["nonce"],
                  "versions": {}, "devices": ["cpu"]}), flush=True)
"""


def scripted(
    tmp_path: Path,
    then: str,
    version: int = PROTOCOL_VERSION,
    *,
    silence_limit_s: float = SILENCE_LIMIT_S,
) -> EngineProcess:
    """A child that answers Hello truly and then does what the test needs."""
    code = SPEAKS.replace("VERSION", str(version)) + then
    return EngineProcess(
        tmp_path / "engine.log", [sys.executable, "-c", code], silence_limit_s=silence_limit_s
    )


def outcome_of(engine: EngineProcess) -> EngineOutcome:
    for _ in range(200):
        event = engine.next_event(0.1)
        if isinstance(event, EngineOutcome):
            return event
    raise AssertionError("the engine did not end")


def test_a_crash_is_told_with_the_last_words(tmp_path: Path) -> None:
    engine = scripted(tmp_path, "sys.stderr.write('torch: kaboom'); sys.exit(7)")
    assert isinstance(engine.start(), Ready)
    outcome = outcome_of(engine)
    assert "exit code 7" in outcome.sentence()
    assert outcome.last_words == "torch: kaboom"
    assert engine.pid is None


def test_a_kill_is_told(tmp_path: Path) -> None:
    engine = scripted(tmp_path, "time.sleep(100)")
    engine.start()
    assert engine.pid is not None
    os.kill(engine.pid, signal.SIGKILL)
    assert "SIGKILL" in outcome_of(engine).sentence()


def test_a_silent_engine_is_ended(tmp_path: Path) -> None:
    engine = scripted(tmp_path, "time.sleep(100)", silence_limit_s=0.5)
    engine.start()
    assert engine.pid is not None
    os.kill(engine.pid, signal.SIGSTOP)
    assert outcome_of(engine).hung


def test_a_babbling_engine_is_ended(tmp_path: Path) -> None:
    engine = scripted(tmp_path, "print('Loading 99%', flush=True); time.sleep(100)")
    engine.start()
    assert outcome_of(engine).babbled


@pytest.mark.parametrize(
    ("version", "then", "says"),
    [(99, "time.sleep(100)", "another version"), (PROTOCOL_VERSION, "", "")],
)
def test_the_handshake_is_checked(tmp_path: Path, version: int, then: str, says: str) -> None:
    engine = scripted(tmp_path, then, version)
    if says:
        with pytest.raises(UserError, match=says) as caught:
            engine.start()
        assert caught.value.category is ErrorCategory.ENGINE
    else:
        engine.start()
    engine.shut_down()
    assert engine.pid is None


@pytest.mark.parametrize(
    "command", [["/no/such/program"], [sys.executable, "-c", "raise SystemExit('no torch here')"]]
)
def test_an_engine_that_does_not_start_says_why(tmp_path: Path, command: list[str]) -> None:
    engine = EngineProcess(tmp_path / "engine.log", command)
    with pytest.raises(UserError, match="did not start") as caught:
        engine.start()
    assert ("no torch here" in caught.value.message) == (command[0] == sys.executable)
    engine.shut_down()


def test_of_a_traceback_only_the_error_is_told(tmp_path: Path) -> None:
    engine = EngineProcess(tmp_path / "engine.log", [sys.executable, "-c", "import no_such_module"])
    with pytest.raises(EngineNotStartedError) as caught:
        engine.start()
    assert "No module named 'no_such_module'" in caught.value.message
    assert "Traceback" not in caught.value.message


def test_an_engine_that_ignores_its_end_is_killed(tmp_path: Path) -> None:
    engine = scripted(tmp_path, "time.sleep(100)")
    engine.start()
    pid = engine.pid
    assert pid is not None
    engine.shut_down()
    assert not psutil.pid_exists(pid)


def test_a_log_that_cannot_be_written_is_no_reason_not_to_start(tmp_path: Path) -> None:
    (tmp_path / "engine.log").mkdir()
    engine = scripted(tmp_path, "")
    assert isinstance(engine.start(), Ready)
    engine.shut_down()


def test_a_command_that_is_no_text_is_not_dropped_in_silence(tmp_path: Path) -> None:
    engine = scripted(tmp_path, "sys.stdin.read()")
    engine.start()
    with pytest.raises(ValueError, match="surrogates"):
        engine.send(Hello(nonce="0" * 32).model_copy(update={"nonce": "\udcff"}))
    engine.shut_down()


@pytest.mark.skipif(os.name == "nt", reason="process groups are a POSIX matter")
def test_control_c_in_a_terminal_does_not_reach_the_engine(tmp_path: Path) -> None:
    engine = scripted(tmp_path, "sys.stdin.read()")
    engine.start()
    assert engine.pid is not None
    assert os.getpgid(engine.pid) != os.getpgrp()
    engine.shut_down()
