"""The benchmark for graphics cards, run without one: every kind of cell, with tiny networks."""

import importlib
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from wan22_desktop.core.places import PROGRAM_FOLDER
from wan22_desktop.hardware.nvidia_smi import ask_nvidia_smi
from wan22_desktop.hardware.nvml import ask_nvml

SCRIPT = PROGRAM_FOLDER / "benchmarks" / "gpu.py"


def _run(*words: str) -> str:
    ended = subprocess.run(
        [sys.executable, str(SCRIPT), *words],
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """All figures of a run on the processor."""
    file: Path = tmp_path_factory.mktemp("gpu") / "figures.json"
    small = ("--models", "t2v-A14B", "--budget-gb", "8")
    _run("--device", "cpu", "--tiny", *small, "--json", str(file))
    return json.loads(file.read_text(encoding="utf-8"))


def test_every_cell_is_measured(result: dict[str, Any]) -> None:
    rows = result["rows"]
    assert rows
    for row in rows:
        assert row["note"] == "", row
        for name in ("measured_peak_bytes", "measured_seconds"):
            assert math.isfinite(row[name]), row
            assert row[name] > 0, row


def test_all_but_bare_diffusers_is_predicted(result: dict[str, Any]) -> None:
    for row in result["rows"]:
        bare = row["plan"].startswith("diffusers")
        assert ("predicted_peak_bytes" in row) is not bare
        if not bare:
            assert row["predicted_peak_bytes"] > 0
            assert row["predicted_seconds"] > 0


def test_cells_that_calibrate_are_not_judged(result: dict[str, Any]) -> None:
    predicted = [row for row in result["rows"] if "predicted_peak_bytes" in row]
    assert any(row["calibrates"] for row in predicted)
    for row in predicted:
        assert row["calibrates"] is ("calibrated_peak_bytes" not in row)


def test_every_comparison_has_its_ratio(result: dict[str, Any]) -> None:
    summary = result["summary"]
    for name in (
        "streaming_to_resident",
        "chunked_to_eager",
        "bare_resident_to_resident",
        "bare_group_to_resident",
    ):
        assert summary[name] > 0
    assert set(summary["memory_return"]) == {
        "computing",
        "after_pause",
        "after_kill",
        "milliseconds_after_kill",
    }
    assert result["attention"]["results"][0]["outcome"] == "works"


def test_without_a_card_the_plans_are_printed_and_nothing_is_measured() -> None:
    if ask_nvml() is not None or ask_nvidia_smi() is not None:
        pytest.skip("this machine has a card, where a run takes minutes")
    printed = _run("--models", "ti2v-5B", "--budget-gb", "8", "24")
    assert printed.count("not measured") > 2
    assert "ti2v-5B 1280x704x121 8 GB" in printed


def test_each_target_can_be_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(SCRIPT.parent)
    missed = importlib.import_module("gpu").missed
    met: dict[str, Any] = {
        "memory_error": 0.1,
        "time_error": 0.15,
        "streaming_to_resident": 1.05,
        "chunked_to_eager": 1.05,
        "memory_return": {"after_kill": 200_000_000, "after_pause": 800_000_000},
    }
    assert missed(met) == []
    for name in ("memory_error", "time_error", "streaming_to_resident", "chunked_to_eager"):
        assert missed(met | {name: met[name] + 0.001}) != []
    for name in ("after_kill", "after_pause"):
        returned = met["memory_return"] | {name: met["memory_return"][name] + 1}
        assert missed(met | {"memory_return": returned}) != []
    assert missed(met | {"memory_error": None, "memory_return": "not measured"}) == []
