"""Detection against recorded outputs of nvidia-smi and a stub of NVML that the real pynvml loads.

`pytest tests/hardware/test_detection.py -s` prints a table of what was detected.
"""

import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from pydantic import ValidationError

from fixtures.gpu_machines import MIB, NVML_ANSWERS, SMI_OUTPUTS, TOLD_BY_NVML, TOLD_BY_SMI
from fixtures.other_processes import wait_until_gone
from wan22_desktop.core.hardware import DriverProblem, Gpu, Source
from wan22_desktop.hardware.driver_report import DriverReport, card
from wan22_desktop.hardware.nvidia_smi import nvidia_smi_report, parse_nvidia_smi

TESTS = Path(__file__).parents[1]
LIBRARY = TESTS / "fakes" / "libnvidia_ml" / "libnvidia_ml.c"
TOOL = TESTS / "fakes" / "nvidia_smi.sh"
PATIENCE_S = 20.0

needs_compiler = pytest.mark.skipif(
    sys.platform == "win32" or shutil.which("gcc") is None, reason="no gcc builds the stub"
)
needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")


@pytest.fixture(scope="module")
def stub_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Holds a libnvidia-ml.so.1 that answers from a file."""
    folder = tmp_path_factory.mktemp("driver")
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-o", folder / "libnvidia-ml.so.1", LIBRARY],  # noqa: S607
        check=True,
        timeout=60,
    )
    return folder


def child_environment(folder: Path) -> dict[str, str]:
    """Of a process that finds the stub where a driver's library would be."""
    paths = [str(TESTS), str(TESTS.parent), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "LD_LIBRARY_PATH": str(folder),
        "PYTHONPATH": os.pathsep.join(paths),
    }


def asked_through_pynvml(folder: Path, names: Sequence[str]) -> list[tuple[float, DriverReport]]:
    """Seconds and report of each machine, from one child process."""
    done = subprocess.run(
        [sys.executable, TESTS / "hardware" / "nvml_child.py", *names],
        env=child_environment(folder),
        capture_output=True,
        timeout=60,
        check=True,
        text=True,
    )
    lines = [line.partition(" ") for line in done.stdout.splitlines()]
    return [(float(seconds), DriverReport.from_json(text)) for seconds, _, text in lines]


@needs_compiler
def test_every_machine_is_told_right_or_unknown_by_nvml(stub_folder: Path) -> None:
    told = asked_through_pynvml(stub_folder, list(TOLD_BY_NVML))
    reports = [report for _, report in told]
    show("NVML through pynvml", dict(zip(TOLD_BY_NVML, reports, strict=True)))
    for (name, expected), report in zip(TOLD_BY_NVML.items(), reports, strict=True):
        assert report == expected, name


@needs_compiler
def test_a_library_that_hangs_is_waited_for_once_and_does_not_keep_the_program(
    stub_folder: Path,
) -> None:
    begun = time.monotonic()
    (first_s, first), (second_s, second) = asked_through_pynvml(stub_folder, ["hang", "rtx_4080"])
    assert first.problem is second.problem is DriverProblem.NO_ANSWER
    assert 0.5 <= first_s < 2.0
    # Nobody waits again, and no second thread joins the one that hangs.
    assert second_s < 0.25
    assert time.monotonic() - begun < PATIENCE_S


@needs_compiler
def test_without_the_limit_the_library_would_hang_the_caller(stub_folder: Path) -> None:
    bare = (
        "from wan22_desktop.hardware import nvml\n"
        "print('asks', flush=True)\n"
        "nvml._report(None)\n"
        "print('answered', flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", bare],
        env={
            **child_environment(stub_folder),
            "WAN22_FAKE_NVML": str(NVML_ANSWERS / "hang.txt"),
        },
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "asks\n"
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(1.0)
        child.kill()
        assert child.stdout.read() == ""


@needs_shell
def test_every_machine_is_told_right_or_unknown_by_nvidia_smi() -> None:
    told = {
        name: nvidia_smi_report(["sh", str(TOOL), str(SMI_OUTPUTS / f"{name}.csv")], PATIENCE_S)
        for name in TOLD_BY_SMI
    }
    show("nvidia-smi", told)
    assert told == TOLD_BY_SMI


def test_all_recorded_outputs_are_used() -> None:
    files = {file.name.split(".")[0] for file in SMI_OUTPUTS.iterdir()}
    assert files == set(TOLD_BY_SMI)
    assert len(files) >= 12


def test_output_cut_anywhere_tells_nothing_wrong() -> None:
    cuts = 0
    for name, expected in TOLD_BY_SMI.items():
        text = (SMI_OUTPUTS / f"{name}.csv").read_bytes().decode(errors="replace")
        for end in range(min(len(text), 400)):
            found = parse_nvidia_smi(text[:end]).gpus
            assert found == expected.gpus[: len(found)], (name, end)
            cuts += 1
    assert cuts > 1500
    # The check is what does it: with a line's end the second card would have a wrong name.
    cut = (SMI_OUTPUTS / "cut_in_the_name.csv").read_text()
    assert parse_nvidia_smi(cut + "\n").gpus[1].name == "NVIDIA GeForce RTX"


def test_damaged_output_never_raises() -> None:
    draw = random.Random(6)
    texts = [(SMI_OUTPUTS / f"{name}.csv").read_bytes() for name in TOLD_BY_SMI]
    for _ in range(1000):
        damaged = bytearray(draw.choice(texts) or b"\n")
        for _ in range(draw.randint(1, 8)):
            damaged[draw.randrange(len(damaged))] = draw.randrange(256)
        for found in parse_nvidia_smi(bytes(damaged).decode(errors="replace")).gpus:
            assert found.name.isprintable()
            assert (found.free_vram_bytes or 0) <= found.total_vram_bytes


def test_what_a_driver_says_is_not_taken_unchecked() -> None:
    said = {"name": "NVIDIA GeForce RTX 4080", "total_vram_bytes": 16376 * MIB}
    garbage = {"free_vram_bytes": 2**64 - 1, "pcie_width": 9, "uuid": "../x"}
    with pytest.raises(ValidationError):
        Gpu.model_validate({**said, **garbage})
    checked = card({**said, **garbage}, Source.NVML)
    assert checked == Gpu(**said, sources=dict.fromkeys(said, Source.NVML))


@needs_shell
def test_a_tool_that_hangs_or_never_stops_is_ended(tmp_path: Path) -> None:
    file = tmp_path / "sleeper"
    for script, limit_s, problem in (
        (f"echo $$ > {file}; exec sleep 60", 0.3, DriverProblem.NO_ANSWER),
        # A wrapper that has ended while its child holds the output.
        (f"sleep 60 & echo $! > {file}; echo 0", 0.3, DriverProblem.NO_ANSWER),
        # Given up before it was started.
        (f"echo $$ > {file}; exec sleep 60", 0.0, DriverProblem.NO_ANSWER),
        (f"echo $$ > {file}; exec yes 0, GPU-1", PATIENCE_S, None),
    ):
        begun = time.monotonic()
        report = nvidia_smi_report(["sh", "-c", script, "nvidia-smi"], limit_s)
        assert report.problem is problem
        assert time.monotonic() - begun < limit_s + 5.0
        wait_until_gone(int(file.read_text()), PATIENCE_S)
        for thread in threading.enumerate():
            if thread.name == "nvidia-smi":
                thread.join(PATIENCE_S)


def test_a_tool_that_is_not_there_is_no_error() -> None:
    report = nvidia_smi_report(["/nowhere/nvidia-smi"])
    assert report == DriverReport(problem=DriverProblem.NO_DRIVER)


def show(title: str, told: dict[str, DriverReport]) -> None:
    lines = [f"\n{title}: {len(told)} machines"]
    for name, report in told.items():
        cards = "; ".join(
            f"{each.index} {each.name}, {each.total_vram_bytes // MIB} MiB, "
            f"{each.compute_capability}, PCIe {each.pcie_generation} x{each.pcie_width}, "
            f"ECC {each.ecc_enabled}, MIG {each.mig_enabled}"
            for each in report.gpus
        )
        driver = f"driver {report.driver_version}, CUDA {report.cuda_version}"
        lines.append(f"  {name:24} {driver}, {report.problem}, {cards or 'no card'}")
    sys.stdout.write("\n".join(lines) + "\n")
