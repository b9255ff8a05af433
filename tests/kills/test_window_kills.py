"""The window is killed while jobs are added to it, again and again."""

import os
import random
import subprocess
import sys
import time

import pytest

from generation.conftest import SMALL
from kills.oracle import engines_of, judge
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.instance import ask_owner
from wan22_desktop.core.places import Places
from wan22_desktop.core.settings import QueueSettings, Settings, save_settings
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.store import JobStore

LONGEST_LIFE_S = 2.5
ENGINE_END_S = 10.0


def open_window(places: Places) -> subprocess.Popen[bytes]:
    """A real window, ready to be asked."""
    window = subprocess.Popen(
        [sys.executable, "-m", "wan22_desktop"],
        env={**os.environ, "WAN22_HOME": str(places.home), "QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert window.poll() is None, "the window ended by itself"
        try:
            if ask_owner(places, {"verb": "queue.list"}) is not None:
                return window
        except Exception:  # noqa: BLE001, S110 - any refusal means: not open yet
            pass
        time.sleep(0.05)
    raise AssertionError("the window does not answer")


def add_until(window: subprocess.Popen[bytes], places: Places, end: float) -> list[str]:
    """Ids that were acknowledged before the window was killed at `end` (monotonic seconds)."""
    fields = SMALL.model_dump(mode="json")
    acknowledged = []
    while time.monotonic() < end:
        reply = ask_owner(places, {"verb": "queue.add", "arguments": {"fields": fields}})
        if reply is not None:
            acknowledged.append(str(reply["id"]))
    window.kill()
    window.wait()
    return acknowledged


@pytest.mark.slow
def test_killed_windows_lose_nothing(
    places: Places, kills: int, kill_seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    moments = random.Random(kill_seed)
    save_settings(
        places.settings_file, Settings(queue=QueueSettings(resume_after_crash=True))
    )  # or the first kill would leave nothing to be rendered at the second
    acknowledged: list[str] = []
    slowest_engine_end_s = 0.0
    for _ in range(kills):
        window = open_window(places)
        end = time.monotonic() + moments.uniform(0.01, LONGEST_LIFE_S)
        acknowledged += add_until(window, places, end)
        killed = time.monotonic()
        while engines_of(places) and time.monotonic() - killed < ENGINE_END_S:
            time.sleep(0.02)
        slowest_engine_end_s = max(slowest_engine_end_s, time.monotonic() - killed)
    database = open_database(places)
    queue = RenderQueue(JobStore(database), places)
    queue.settle()
    verdict = judge(kills, acknowledged, queue.jobs(), places)
    database.close()
    with capsys.disabled():
        print(f"\nwindow: {verdict}; engine gone after {slowest_engine_end_s:.2f} s at most")
    assert acknowledged
    assert verdict.violations == 0
