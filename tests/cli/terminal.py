"""A terminal: `wan22` with a home of its own, in this process."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from wan22_desktop.cli.main import run_command
from wan22_desktop.core.places import Places


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    stdout: str
    stderr: str

    @property
    def said(self) -> str:
        """Everything that was printed, as one line."""
        return " ".join((self.stdout + self.stderr).split())


class Terminal:
    """Runs `wan22`."""

    def __init__(self, places: Places, capsys: pytest.CaptureFixture[str]) -> None:
        self.places = places
        self.recycle_bin = places.home.parent / "data" / "Trash"
        self._capsys = capsys

    def run(self, *words: str, code: int = 0) -> Done:
        self._capsys.readouterr()
        ended = run_command(list(words))
        printed = self._capsys.readouterr()
        done = Done(printed.out, printed.err)
        assert ended == code, (words, done)
        return done

    def says(self, *words: str, code: int = 0) -> str:
        return self.run(*words, code=code).said

    def json(self, *words: str, code: int = 0) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.run(*words, "--json", code=code).stdout.splitlines()[-1])
