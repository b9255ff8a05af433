"""A restore is killed at moments spread over everything that it does: old or new, never a mixture.

`--kills 200` kills it at each of them.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from recovery.homes import add_jobs, fill, look, opened
from wan22_desktop.composition.recovery import system_state
from wan22_desktop.core.places import Places
from wan22_desktop.generation.store import JobStore
from wan22_desktop.recovery.domain.saved_state import SaveReason

TESTS = Path(__file__).parents[1]
NO_EVENT = 0
FROM_THE_MIDDLE_TO_THE_END = 28
"""About twenty events tidy up after the files have been replaced, which takes as many."""


class Killer:
    """Restores homes in processes that die on order."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def restore(self, home: Path, state: Path | None, fatal_event: int) -> int | None:
        """How many events there were; None if it was killed. Without a state it starts up."""
        path = "" if state is None else str(state)
        order = {"home": str(home), "state": path, "fatal_event": fatal_event}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@pytest.fixture
def killing() -> Iterator[Killer]:
    with killer() as killing:
        yield killing


@contextmanager
def killer() -> Iterator[Killer]:
    with subprocess.Popen(
        [sys.executable, "-m", "kills.restore_killer"],
        cwd=TESTS,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent)))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Killer(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0


class Scene:
    """A home whose present differs from a saved state in every file; copied for each kill."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.template = Places(folder / "template")
        fill(self.template, "saved")
        states = system_state(self.template)
        self.state = states.save_system_state(name="the good one").rename(folder / "good.wanstate")
        self.saved = look(self.template)
        fill(self.template, "present")
        (self.template.home / "optimization.json").write_text("present", "utf-8")
        (self.template.home / "window.json").unlink()
        present = self.home(0)
        self.present = look(present)
        shutil.rmtree(present.home)
        assert all(self.saved[name] != self.present[name] for name in self.saved)

    def home(self, number: int) -> Places:
        """A copy, as a window that was killed leaves it: with the log beside the database."""
        home = self._folder / f"home{number}"
        with opened(self.template) as database:
            for reason in ("before", "only in the log"):
                with database.transaction() as connection:
                    connection.execute("UPDATE queue SET pause_reason = ?", (reason,))
            shutil.copytree(self.template.home, home)
        assert (home / "wan22.sqlite3-wal").stat().st_size > 0
        return Places(home)


def moments_of(events: int, kills: int, chance: random.Random) -> list[int]:
    if kills >= events:
        return list(range(1, events + 1))
    width = events / kills
    amid = events - FROM_THE_MIDDLE_TO_THE_END
    return [amid] + [
        min(int(width * n + chance.random() * width) + 1, events) for n in range(kills)
    ]


def is_whole(scene: Scene, seen: dict[str, str | None]) -> bool:
    return seen in (scene.saved, scene.present)


@pytest.mark.slow
@pytest.mark.parametrize("asked_in_window", [False, True])
def test_a_restore_that_is_killed_leaves_old_or_new(
    tmp_path: Path,
    killing: Killer,
    kills: int,
    kill_seed: int,
    asked_in_window: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    scene = Scene(tmp_path)
    chance = random.Random(kill_seed)
    state = None if asked_in_window else scene.state
    counted = scene.home(0)
    if asked_in_window:
        system_state(counted).request_restore(scene.state)
    events = killing.restore(counted.home, state, NO_EVENT)
    assert events is not None
    assert look(counted) == scene.saved
    moments = moments_of(events, kills, chance)
    killed = old = mixtures = second = 0
    for number, moment in enumerate(moments, start=1):
        places = scene.home(number)
        if asked_in_window:
            system_state(places).request_restore(scene.state)
        killed += killing.restore(places.home, state, moment) is None
        mixtures += not is_whole(scene, quietly(places))
        # The start after it may be killed, too.
        second += killing.restore(places.home, None, chance.randrange(1, 40)) is None
        if number % 2:
            system_state(places).carry_out_pending()
        else:
            with opened(places):  # a command that opens the database settles a begun one as well
                pass
        seen = look(places)
        assert is_whole(scene, seen), f"a mixture after a kill at event {moment} of {events}"
        old += seen == scene.present
        finish(scene, places)
        shutil.rmtree(places.home)
    with capsys.disabled():
        print(
            f" {killed} + {second} kills over {events} events: {mixtures} mixtures on the disk, "
            f"0 after the start, {old} old",
            end="",
        )
    assert killed == len(moments)
    assert mixtures > 0, "no kill has hit the middle, so this has proven nothing"


def quietly(places: Places) -> dict[str, str | None]:
    """What lies there now, read from a copy, for reading a database tidies up its log."""
    copy = Places(places.home.with_name("peeked"))
    shutil.copytree(places.home, copy.home)
    try:
        return look(copy)
    finally:
        shutil.rmtree(copy.home)


def finish(scene: Scene, places: Places) -> None:
    """The home is in order: it renders on, nothing is left over, and both ways lead back."""
    states = system_state(places)
    pending = states.carry_out_pending()
    assert pending is None or pending.is_restored
    assert not places.restoring.exists()
    if look(places) == scene.saved:
        before = next(
            state.path
            for state in states.list_states()
            if state.manifest is not None and state.manifest.reason is SaveReason.BEFORE_RESTORE
        )
        add_jobs(places, "goes on")
        with opened(places) as database:
            assert len(JobStore(database).all()) == 3
        states.restore_system_state(before)
        assert look(places) == scene.present
    else:
        states.restore_system_state(scene.state)
        assert look(places) == scene.saved
    left = {path.name for path in places.states.iterdir()}
    assert all(name.endswith(".wanstate") and not name.startswith(".") for name in left)
