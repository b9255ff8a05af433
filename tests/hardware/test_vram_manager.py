"""Detecting the machine: who is asked in which order, and what odd answers become."""

import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.hardware import DriverProblem, Gpu, HardwareProfile, Source
from wan22_desktop.hardware.driver_report import DriverReport
from wan22_desktop.hardware.known_cards import completed, find_card, known_cards
from wan22_desktop.hardware.nvidia_smi import ask_nvidia_smi
from wan22_desktop.hardware.nvml import ask_nvml
from wan22_desktop.hardware.vram_manager import VRAMManager, used_card

MIB = 2**20

RTX_4090 = "0, GPU-1, 550.120, 24564, 22730, 8.9, 4, 16, [N/A], Disabled, NVIDIA GeForce RTX 4090\n"


class StubNvml:
    """The calls of `pynvml` that are made, with the answers of a made-up machine."""

    def __init__(self, *, pcie: bool = True, hangs: threading.Event | None = None) -> None:
        self._pcie = pcie
        self._hangs = hangs

    def nvmlInit(self) -> None:  # noqa: N802
        if self._hangs is not None:
            self._hangs.wait(20)

    def nvmlShutdown(self) -> None:  # noqa: N802
        pass

    def nvmlDeviceGetCount(self) -> int:  # noqa: N802
        return 2

    def nvmlDeviceGetHandleByIndex(self, index: int) -> int:  # noqa: N802
        return index

    def nvmlDeviceGetName(self, handle: int) -> bytes | str:  # noqa: N802
        return b"NVIDIA T400" if handle == 0 else "NVIDIA GeForce RTX 4080"

    def nvmlDeviceGetMemoryInfo(self, handle: int) -> Any:  # noqa: ANN401, N802
        total = (4 if handle == 0 else 16) * 1024 * MIB
        return SimpleNamespace(total=total, free=total - 900 * MIB)

    def nvmlDeviceGetCudaComputeCapability(self, _handle: int) -> list[int]:  # noqa: N802
        return [8, 9]

    def nvmlDeviceGetMaxPcieLinkGeneration(self, _handle: int) -> int:  # noqa: N802
        if not self._pcie:
            raise RuntimeError("Not Supported")
        return 4

    def nvmlDeviceGetMaxPcieLinkWidth(self, _handle: int) -> int:  # noqa: N802
        return 16


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_nvidia_smi_names_the_largest_card(tmp_path: Path) -> None:
    tool = tmp_path / "nvidia-smi"
    tool.write_text(f"cat <<'END'\n{RTX_4090.replace('24564', '4096')}{RTX_4090}END\n")
    gpu = ask_nvidia_smi(["sh", str(tool)], limit_s=20.0)
    assert gpu is not None
    assert (gpu.name, gpu.total_vram_bytes) == ("NVIDIA GeForce RTX 4090", 24564 * MIB)
    assert set(gpu.sources.values()) == {Source.NVIDIA_SMI}


def test_nvml_names_the_largest_card() -> None:
    gpu = ask_nvml(StubNvml())
    assert gpu is not None
    assert gpu.name == "NVIDIA GeForce RTX 4080"
    assert gpu.free_vram_bytes == (16 * 1024 - 900) * MIB
    assert gpu.compute_capability == (8, 9)
    assert gpu.pcie_gb_s == pytest.approx(24, rel=0.01)
    assert gpu.sources["pcie_gb_s"] is Source.NVML
    silent = ask_nvml(StubNvml(pcie=False))
    assert silent is not None
    assert silent.pcie_gb_s is None


def test_a_driver_that_hangs_is_not_waited_for() -> None:
    release = threading.Event()
    started = time.monotonic()
    assert ask_nvml(StubNvml(hangs=release), limit_s=0.1) is None
    assert time.monotonic() - started < 5
    release.set()
    for thread in threading.enumerate():
        if thread.name == "nvml":
            thread.join(5)


def test_this_machine_has_no_card_or_a_real_one() -> None:
    gpu = ask_nvml()
    assert gpu is None or gpu.total_vram_bytes > 0


def card(source: Source) -> Gpu:
    return Gpu(
        name="NVIDIA GeForce RTX 4080",
        total_vram_bytes=16 * 1024 * MIB,
        free_vram_bytes=15 * 1024 * MIB,
        sources={"name": source, "total_vram_bytes": source},
    )


def test_sources_are_asked_in_turn(tmp_path: Path) -> None:
    nvml, engine, smi = (card(s) for s in (Source.NVML, Source.ENGINE, Source.NVIDIA_SMI))
    for answers, expected in (
        ((nvml, engine, smi, 8), Source.NVML),
        ((None, engine, smi, 8), Source.ENGINE),
        ((None, None, smi, 8), Source.NVIDIA_SMI),
        ((None, None, None, 8), Source.MANUAL),
    ):
        manager = VRAMManager(
            tmp_path,
            manual_vram_bytes=answers[3] * 1024 * MIB,
            ask_nvml=lambda answers=answers: answers[0],
            ask_smi=lambda answers=answers: answers[2],
        )
        gpu = manager.detect_vram_capacity(answers[1])
        assert gpu is not None
        assert gpu.sources["total_vram_bytes"] is expected
        if expected is not Source.MANUAL:
            assert gpu.bf16_tflops == pytest.approx(97.5, rel=0.01)
            assert gpu.sources["bf16_tflops"] is Source.KNOWN_CARDS


def test_a_machine_without_a_card_is_no_error(tmp_path: Path) -> None:
    manager = VRAMManager(tmp_path / "not yet", ask_nvml=lambda: None, ask_smi=lambda: None)
    assert manager.detect_vram_capacity() is None
    profile = manager.profile()
    assert profile.gpu is None
    assert profile.total_ram_bytes == psutil.virtual_memory().total
    assert profile.free_disk_bytes
    assert profile.cpu_cores
    assert HardwareProfile.from_json(profile.to_json()) == profile


def test_known_cards_are_plausible() -> None:
    cards = known_cards()
    assert len(cards) >= 25
    assert len({known.name for known in cards}) == len(cards)
    for known in cards:
        per_clock = known.bf16_tflops * 1000 / known.sm_count / known.boost_clock_ghz
        assert 100 < per_clock < 4200
        assert find_card(known.name) == known
        assert known.as_gpu().sources["sm_count"] is Source.KNOWN_CARDS


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("RTX 4080", "NVIDIA GeForce RTX 4080"),
        ("4070ti super", "NVIDIA GeForce RTX 4070 Ti SUPER"),
        ("NVIDIA GeForce RTX 4090 Laptop GPU", "NVIDIA GeForce RTX 4090 Laptop GPU"),
        ("4060 ti 16 GB", "NVIDIA GeForce RTX 4060 Ti 16GB"),
        ("l4", "NVIDIA L4"),
        ("T4", "Tesla T4"),
        ("h100", "NVIDIA H100 80GB HBM3"),
        ("RTX 9999", None),
        ("", None),
        ("geforce", None),
    ],
)
def test_cards_are_found_by_name(typed: str, name: str | None) -> None:
    found = find_card(typed)
    assert (found and found.name) == name


def test_memory_tells_cards_of_one_name_apart() -> None:
    for size_gb in (8, 16):
        gpu = Gpu(name="NVIDIA GeForce RTX 4060 Ti", total_vram_bytes=size_gb * 1000 * MIB)
        assert completed(gpu).sm_count == 34
        known = find_card(gpu.name, vram_bytes=gpu.total_vram_bytes)
        assert known is not None
        assert known.vram_gb == size_gb
    stranger = Gpu(name="Some card", total_vram_bytes=1)
    assert completed(stranger) == stranger


def test_the_card_that_the_engine_computes_on_is_the_used_one(tmp_path: Path) -> None:
    display = Gpu(name="NVIDIA RTX A6000", total_vram_bytes=48 * 1024 * MIB, index=0)
    fast = Gpu(name="NVIDIA GeForce RTX 5090", total_vram_bytes=32 * 1024 * MIB, index=1)
    manager = VRAMManager(
        tmp_path, ask_nvml=lambda: DriverReport(gpus=(display, fast)), ask_smi=lambda: None
    )
    before = manager.profile()
    assert before.gpu is not None
    assert [gpu.index for gpu in before.gpus] == [0, 1]
    assert before.gpu.index == 0
    engine = Gpu(name="NVIDIA GeForce RTX 5090", total_vram_bytes=31 * 1024 * MIB)
    after = manager.profile(engine)
    assert after.gpu == after.gpus[1]


def test_twins_are_told_apart_where_torch_tells_the_uuid() -> None:
    names = ("GPU-11111111-0000-0000-0000-000000000000", "GPU-22222222-0000-0000-0000-000000000000")
    twins = tuple(Gpu(name="RTX 4090", total_vram_bytes=24 << 30, uuid=uuid) for uuid in names)
    report = DriverReport(gpus=twins)
    for twin in twins:
        assert used_card(report, twin) == twin
    stranger = twins[0].model_copy(update={"uuid": "MIG-33333333-0000-0000-0000-000000000000"})
    assert used_card(report, stranger) in twins, "by its name"


def test_where_nvml_hangs_the_same_driver_is_not_asked_again(tmp_path: Path) -> None:
    asked: list[str] = []

    def smi() -> Gpu:
        asked.append("nvidia-smi")
        return card(Source.NVIDIA_SMI)

    for problem, gpus in ((DriverProblem.NO_ANSWER, 0), (DriverProblem.REFUSED, 1)):
        manager = VRAMManager(
            tmp_path,
            ask_nvml=lambda problem=problem: DriverReport(problem=problem),
            ask_smi=smi,
        )
        assert len(manager.profile().gpus) == gpus
    assert asked == ["nvidia-smi"]


def test_versions_and_problems_reach_the_profile(tmp_path: Path) -> None:
    told = DriverReport(
        gpus=(card(Source.NVML),),
        unreadable_gpus=1,
        driver_version="560.94",
        cuda_version=(12, 6),
        problem=DriverProblem.CARD_UNREADABLE,
        source=Source.NVML,
    )
    profile = VRAMManager(tmp_path, ask_nvml=lambda: told).profile()
    assert (profile.driver_version, profile.cuda_version) == ("560.94", (12, 6))
    assert profile.sources["cuda_version"] is Source.NVML
    assert (profile.unreadable_gpus, profile.driver_problem) == (1, DriverProblem.CARD_UNREADABLE)
    assert HardwareProfile.from_json(profile.to_json()) == profile


@pytest.mark.parametrize("size_bytes", [-1, 0, 2**30 - 1, 2**40 + 1])
def test_a_manual_setting_that_no_card_has_is_refused(tmp_path: Path, size_bytes: int) -> None:
    with pytest.raises(UserError, match="1 to 1024 GB"):
        VRAMManager(tmp_path, manual_vram_bytes=size_bytes)


def test_a_profile_of_an_older_version_is_read() -> None:
    old = (
        '{"os":"windows","cpu_model":"Ryzen 7","cpu_cores":8,"total_ram_bytes":34359738368,'
        '"free_ram_bytes":null,"free_disk_bytes":1,"gpu":{"name":"NVIDIA GeForce RTX 4080",'
        '"total_vram_bytes":17171480576,"free_vram_bytes":null,"compute_capability":[8,9],'
        '"sm_count":76,"boost_clock_ghz":2.505,"bf16_tflops":97.5,"memory_bandwidth_gb_s":717.0,'
        '"pcie_gb_s":24.0,"sources":{"name":"nvml"}},"sources":{"cpu_model":"system"}}'
    )
    profile = HardwareProfile.from_json(old)
    assert profile.gpu is not None
    assert profile.gpu.compute_capability == (8, 9)
    assert (profile.gpus, profile.disks, profile.driver_version) == ((), None, None)
