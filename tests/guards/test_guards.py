"""The guards of the suite go red when something is wrong, and the suite keeps its own rules."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]

PREAMBLE = f"""
import sys
sys.path.insert(0, {str(TESTS)!r})
pytest_plugins = ["guards.plugin"]
"""


CONNECT = 'import socket; socket.create_connection(("192.0.2.1", 80), 0.1)'
IN_A_CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {CONNECT!r}])"
LOOK_UP = "import socket; socket.getaddrinfo('example.com', 80)"
LISTEN = "import socket; socket.create_server(('127.0.0.1', 0)).close()"
THREAD = (
    "import threading, time; threading.Thread(target=time.sleep, args=(20,), daemon=True).start()"
)
PROCESS = "import subprocess; subprocess.Popen(['sleep', '20'])"


@pytest.mark.parametrize("body", [CONNECT, IN_A_CHILD, LOOK_UP, THREAD, PROCESS])
def test_what_is_forbidden_fails(pytester: pytest.Pytester, body: str) -> None:
    assert run_inner(pytester, body) == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize("body", [LISTEN, "pass"])
def test_what_is_allowed_passes(pytester: pytest.Pytester, body: str) -> None:
    assert run_inner(pytester, body) == pytest.ExitCode.OK


def run_inner(pytester: pytest.Pytester, body: str) -> int:
    """The exit code of a suite of one test with our guards."""
    pytester.makeconftest(PREAMBLE)
    pytester.makepyfile(f"def test_it():\n    {body}\n")
    return int(pytester.runpytest_subprocess("-p", "no:cacheprovider", timeout=60).ret)


@pytest.mark.parametrize("pattern", [r"unittest\.mock", r"monkeypatch\.setattr", r"\bmocker\b"])
def test_nothing_of_ours_is_patched(pattern: str) -> None:
    offenders = [
        str(file.relative_to(TESTS))
        for file in TESTS.rglob("*.py")
        if file != Path(__file__) and re.search(pattern, file.read_text(encoding="utf-8"))
    ]
    assert offenders == []
