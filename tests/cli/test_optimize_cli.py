"""`wan22 optimize`: what it shows, what it takes back, and how it is broken off."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from terminal import Terminal

from wan22_desktop.core.places import Places
from wan22_desktop.engine_protocol.tuning import EngineTuning
from wan22_desktop.optimizer.domain.optimal_settings import Tuning
from wan22_desktop.optimizer.tuning_store import Applied, TuningStore

PATIENCE_S = 120.0


@pytest.fixture
def terminal(
    places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    monkeypatch.setenv("WAN22_HOME", str(places.home))
    monkeypatch.setenv("COLUMNS", "160")
    return Terminal(places, capsys)


def test_it_shows_every_setting_with_its_reason_and_changes_nothing(terminal: Terminal) -> None:
    before = {file: file.stat().st_mtime_ns for file in terminal.places.home.rglob("*")}
    answer = terminal.json("optimize")
    names = {setting["name"] for setting in answer["settings"]}
    assert names == {"vae_tiles", "attention", "torch_threads", *EngineTuning.model_fields}
    for setting in answer["settings"]:
        assert setting["reason"]
        assert setting["effect"]
        assert setting["basis"] in ("measured", "estimated")
        assert setting["carried_by"] in ("engine", "planner")
    assert answer["result"] is None
    said = terminal.says("optimize")
    for word in (*names, "reason", "effect", "--apply"):
        assert word in said
    after = {file: file.stat().st_mtime_ns for file in terminal.places.home.rglob("*")}
    assert {file: after[file] for file in before} == before
    assert not terminal.places.optimization_file.exists()


def test_what_holds_is_marked_and_taken_back(terminal: Terminal) -> None:
    wanted = Tuning.model_validate(
        {
            "engine": {
                setting["name"]: setting["value"]
                for setting in terminal.json("optimize")["settings"]
                if setting["carried_by"] == "engine"
            }
        }
    )
    store = TuningStore(terminal.places.optimization_file)
    store.apply(Applied(tuning=wanted, machine="another computer"))
    said = terminal.says("optimize")
    assert "1 *" in said, "interop threads hold"
    assert "made for another machine" in said
    assert terminal.json("optimize")["applied"]["engine"] == wanted.engine.model_dump(mode="json")
    assert terminal.json("optimize", "--revert")["applied"] == Tuning().model_dump(mode="json")
    assert store.current is None
    assert "nothing to revert" in terminal.says("optimize", "--revert", code=2)


def test_both_at_once_are_refused(terminal: Terminal) -> None:
    assert "exclude each other" in terminal.says("optimize", "--apply", "--revert", code=2)


def test_settings_that_hold_are_not_measured_again(terminal: Terminal) -> None:
    answer = terminal.json("optimize")
    values = {setting["name"]: setting for setting in answer["settings"]}
    tuning = Tuning.model_validate(
        {
            "engine": {name: values[name]["value"] for name in EngineTuning.model_fields},
            "torch_threads": values["torch_threads"]["value"],
        }
    )
    TuningStore(terminal.places.optimization_file).apply(Applied(tuning=tuning))
    result = terminal.json("optimize", "--apply")["result"]
    assert result["success"]
    assert result["comparison"] is None
    assert "hold already" in result["warnings"][0]


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is no signal to a process there")
def test_ctrl_c_leaves_everything_as_it_was(places: Places) -> None:
    TuningStore(places.optimization_file).apply(Applied(tuning=Tuning(torch_threads=77)))
    before = places.optimization_file.read_bytes()
    running = subprocess.Popen(
        [sys.executable, "-X", "utf8", "-m", "wan22_desktop", "optimize", "--apply", "--json"],
        env={**os.environ, "WAN22_HOME": str(places.home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        wait_for_render(places.cache, running)
        children = psutil.Process(running.pid).children(recursive=True)
        assert children, "engines were measuring"
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=PATIENCE_S)
    finally:
        running.kill()
        running.communicate()
    assert running.returncode == 130
    psutil.wait_procs(children, timeout=PATIENCE_S)
    assert not [child for child in children if child.is_running()]
    assert list(places.cache.glob("trial-*")) == []
    assert places.optimization_file.read_bytes() == before


def wait_for_render(cache: Path, running: "subprocess.Popen[bytes]") -> None:
    """Until an engine of the trial has begun to read what a render needs."""
    deadline = time.monotonic() + PATIENCE_S
    while not list(cache.glob("trial-*/*/cache")):
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)
