"""`wan22 hardware` as people and scripts use it."""

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table
from terminal import Terminal

from fixtures.driver_stub import CAN_BE_BUILT, build_driver, child_environment, two_cards_at_work
from fixtures.gpu_machines import TOLD_BY_NVML
from wan22_desktop.cli.hardware_tables import profile_tables, sample_table
from wan22_desktop.composition.machine import vram_manager
from wan22_desktop.composition.plans import MachinePlans
from wan22_desktop.core.hardware import DriverProblem, Gpu, HardwareProfile, Source
from wan22_desktop.core.places import PROGRAM_FOLDER, Places
from wan22_desktop.core.settings import HardwareSettings, Settings, save_settings
from wan22_desktop.hardware.domain.metrics import GpuMetrics, SystemMetrics
from wan22_desktop.hardware.driver_text import problem_text

GIB = 2**30
PATIENCE_S = 30.0


@pytest.fixture
def terminal(
    places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    monkeypatch.setenv("WAN22_HOME", str(places.home))
    monkeypatch.setenv("COLUMNS", "160")
    return Terminal(places, capsys)


def printed(*tables: Table) -> str:
    console = Console(width=200, record=True, file=io.StringIO())
    for table in tables:
        console.print(table)
    return console.export_text()


def test_people_get_a_table_with_who_says_what(terminal: Terminal) -> None:
    said = terminal.run("hardware").stdout
    rows = {line[:14].strip(): line[14:].split() for line in said.splitlines()}
    assert rows["memory"][-1] == "system"
    assert rows["cores"][-1] == "system"
    profile = HardwareProfile.from_json(json.dumps(without_problem(terminal.json("hardware"))))
    if not profile.gpus:
        assert "no graphics card that can be used" in said
        assert rows["NVIDIA driver"] == ["unknown"]


def without_problem(message: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in message.items() if key != "problem"}


def test_the_users_own_setting_is_the_last_resort(terminal: Terminal, places: Places) -> None:
    own = HardwareSettings(manual_vram_bytes=12 * GIB)
    save_settings(places.settings_file, Settings(hardware=own))
    told = terminal.json("hardware")
    if told["gpu"] is None or told["gpu"]["sources"]["total_vram_bytes"] == "manual":
        assert told["gpu"]["total_vram_bytes"] == 12 * GIB
        assert "12.0 GiB settings" in terminal.says("hardware")
        plan = terminal.json("plan", "--model", "ti2v-5B", "--ram", "64")
        assert plan["hardware"]["gpu"]["total_vram_bytes"] == 12 * GIB
    assert vram_manager(places).profile().gpus == MachinePlans(places)._vram.profile().gpus


def test_a_card_that_is_imagined_is_the_only_one(terminal: Terminal) -> None:
    told = terminal.json("plan", "--model", "ti2v-5B", "--gpu", "RTX 4080", "--ram", "64")
    hardware = told["hardware"]
    assert hardware["gpus"] == [hardware["gpu"]]
    assert hardware["gpu"]["name"] == "NVIDIA GeForce RTX 4080"
    assert hardware["driver_problem"] is None
    bigger = terminal.json("plan", "--model", "ti2v-5B", "--vram", "20", "--ram", "64")["hardware"]
    assert [gpu["total_vram_bytes"] for gpu in bigger["gpus"]] == [20_000_000_000]


def test_every_card_has_its_table_and_the_used_one_says_so() -> None:
    cards = TOLD_BY_NVML["display_and_a6000"].gpus
    profile = HardwareProfile(os="windows", gpus=cards, gpu=cards[1], driver_version="550.90")
    text = printed(*profile_tables(profile))
    assert text.count("graphics card") == 2
    used = text[text.index("graphics card (used)") :]
    assert "NVIDIA RTX A6000" in used
    assert "NVIDIA T400 4GB" not in used
    assert "48.0 GiB" in used
    assert "NVML" in used
    assert "unknown" in text


def test_what_is_unknown_is_said_and_names_are_only_text() -> None:
    bad = "[red]\u202e Card \x1b[31m"
    gpu = Gpu(name=bad, total_vram_bytes=8 * GIB, sources={"name": Source.ENGINE})
    text = printed(*profile_tables(HardwareProfile(os="linux", gpu=gpu, gpus=(gpu,))))
    assert "[red]" in text
    assert not {"\u202e", "\x1b"} & set(text)
    assert text.count("unknown") >= 10
    live = printed(
        sample_table(
            SystemMetrics(
                at_s=0.0, unix_s=0.0, gpus=(GpuMetrics(name=bad), GpuMetrics(name="Other"))
            )
        )
    )
    assert "[red]" in live
    assert not {"\u202e", "\x1b"} & set(live)
    assert live.count("unknown") >= 15


def test_a_live_table_shows_what_is_known() -> None:
    card = GpuMetrics(
        name="NVIDIA GeForce RTX 4080",
        load_percent=97.0,
        temperature_c=71.0,
        power_w=301.2,
        power_limit_w=320.0,
        used_vram_bytes=14 * GIB,
        total_vram_bytes=16 * GIB,
        shared_bytes=0,
    )
    sample = SystemMetrics(
        at_s=0.0,
        unix_s=0.0,
        gpus=(card,),
        gpu=card,
        cpu_percent=12.4,
        used_commit_bytes=30 * GIB,
        disk_read_bytes_s=1_500_000.0,
    )
    text = printed(sample_table(sample))
    for part in ("(used)", "97 %", "71 °C", "301 of 320 W", "14.0 of 16.0 GiB", "0.0 GiB"):
        assert part in text
    for part in ("12 %", "30.0 GiB", "1.5 MB/s"):
        assert part in text


@pytest.mark.parametrize("problem", DriverProblem)
def test_each_problem_says_what_to_do(problem: DriverProblem) -> None:
    text = problem_text(HardwareProfile(os="linux", driver_problem=problem, unreadable_gpus=2))
    assert text is not None
    assert any(word in text.lower() for word in ("restart", "install"))
    assert ("2 graphics cards" in text) == (problem is DriverProblem.CARD_UNREADABLE)


def test_where_another_source_knows_the_card_no_driver_is_to_be_installed() -> None:
    gpu = Gpu(
        name="A card", total_vram_bytes=8 * GIB, sources={"total_vram_bytes": Source.NVIDIA_SMI}
    )
    told = HardwareProfile(os="linux", gpu=gpu, gpus=(gpu,), driver_problem=DriverProblem.NO_DRIVER)
    text = problem_text(told)
    assert text is not None
    assert "nvidia-smi told" in text
    assert problem_text(HardwareProfile(os="linux")) is None


def started(environment: dict[str, str], *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "wan22_desktop", "hardware", *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def environment(places: Places) -> dict[str, str]:
    return {
        **os.environ,
        "WAN22_HOME": str(places.home),
        "PYTHONPATH": os.pathsep.join([str(PROGRAM_FOLDER), os.environ.get("PYTHONPATH", "")]),
    }


needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is a signal here")


@needs_signals
def test_watching_prints_lines_until_ctrl_c(environment: dict[str, str], places: Places) -> None:
    settings = Settings()
    health = settings.health.model_copy(update={"interval_s": 0.5})
    save_settings(places.settings_file, settings.model_copy(update={"health": health}))
    with started(environment, "--watch", "--json") as watching:
        assert watching.stdout is not None
        first, second = (json.loads(watching.stdout.readline()) for _ in range(2))
        watching.send_signal(signal.SIGINT)
        _, errors = watching.communicate(timeout=PATIENCE_S)
    assert watching.returncode == 130
    assert errors == ""
    assert second["at_s"] - first["at_s"] > 0.4
    assert first["cpu_percent"] is None
    assert second["cpu_percent"] is not None
    assert first["total_disk_bytes"] == second["total_disk_bytes"]


@needs_signals
def test_who_has_read_enough_ends_it_without_an_error(environment: dict[str, str]) -> None:
    with started(environment, "--watch", "--json") as watching:
        assert watching.stdout is not None
        assert watching.stderr is not None
        assert watching.stdout.readline()
        watching.stdout.close()
        assert watching.wait(PATIENCE_S) == 0
        assert watching.stderr.read() == ""


@needs_signals
@pytest.mark.skipif(not CAN_BE_BUILT, reason="no gcc builds the stub")
def test_the_view_for_people_ends_with_the_newest_values(
    environment: dict[str, str], tmp_path: Path
) -> None:
    build_driver(tmp_path)
    answers = tmp_path / "answers.txt"
    answers.write_text(two_cards_at_work(), "utf-8")
    driver = child_environment(tmp_path, answers)
    with started(
        {**driver, "WAN22_HOME": environment["WAN22_HOME"], "FORCE_COLOR": "1"}, "--watch"
    ) as watching:
        assert watching.stdout is not None
        seen = ""
        while "61 °C" not in seen:
            line = watching.stdout.readline()
            assert line
            seen += line
        watching.send_signal(signal.SIGINT)
        rest, errors = watching.communicate(timeout=PATIENCE_S)
    assert watching.returncode == 130
    assert errors == ""
    for part in ("(used)", "41 %", "215 of 350 W"):
        assert part in seen + rest


@pytest.mark.skipif(not CAN_BE_BUILT, reason="no gcc builds the stub")
def test_a_machine_with_two_cards_is_told_whole(
    environment: dict[str, str], tmp_path: Path
) -> None:
    build_driver(tmp_path)
    answers = tmp_path / "answers.txt"
    answers.write_text(two_cards_at_work(), "utf-8")
    driver = child_environment(tmp_path, answers)
    with started({**driver, "WAN22_HOME": environment["WAN22_HOME"]}, "--json") as asking:
        output, errors = asking.communicate(timeout=PATIENCE_S)
    assert (asking.returncode, errors) == (0, "")
    told = json.loads(output)
    assert [gpu["name"] for gpu in told["gpus"]] == ["NVIDIA GeForce RTX 3090"] * 2
    assert told["gpus"][0]["sources"]["total_vram_bytes"] == "nvml"
    assert told["problem"] is None
    assert told["gpu"] == told["gpus"][0]
