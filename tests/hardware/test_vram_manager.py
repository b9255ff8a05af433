"""Detecting the machine: who is asked in which order, and what odd answers become."""

import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from wan22_desktop.core.hardware import Gpu, HardwareProfile, Source
from wan22_desktop.hardware.known_cards import completed, find_card, known_cards
from wan22_desktop.hardware.nvidia_smi import ask_nvidia_smi, parse_nvidia_smi
from wan22_desktop.hardware.nvml import ask_nvml
from wan22_desktop.hardware.vram_manager import VRAMManager

MIB = 2**20

# As `--query-gpu=name,memory.total,memory.free,compute_cap --format=csv,noheader,nounits` prints.
RTX_4090 = "NVIDIA GeForce RTX 4090, 24564, 22730, 8.9\n"
LAPTOP = "NVIDIA GeForce RTX 3060 Laptop GPU, 6144, 5812, 8.6\r\n"
TWO_CARDS = "Tesla T4, 15360, 14923, 7.5\nNVIDIA A100-SXM4-80GB, 81920, 81042, 8.0\n"
WITH_UNITS = "NVIDIA GeForce RTX 3080, 10240 MiB, 9821 MiB\n"
UNIFIED = "NVIDIA GB10, [N/A], [N/A], 12.1\n"
NO_DRIVER = (
    "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that "
    "the latest NVIDIA driver is installed and running.\n"
)
OLD_TOOL = 'Field "compute_cap" is not a valid field to query.\n'


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


@pytest.mark.parametrize(
    ("text", "name", "total_mib", "free_mib", "capability"),
    [
        (RTX_4090, "NVIDIA GeForce RTX 4090", 24564, 22730, (8, 9)),
        (LAPTOP, "NVIDIA GeForce RTX 3060 Laptop GPU", 6144, 5812, (8, 6)),
        (TWO_CARDS, "NVIDIA A100-SXM4-80GB", 81920, 81042, (8, 0)),
        (WITH_UNITS, "NVIDIA GeForce RTX 3080", 10240, 9821, None),
    ],
)
def test_nvidia_smi_is_read(
    text: str, name: str, total_mib: int, free_mib: int, capability: tuple[int, int] | None
) -> None:
    gpu = parse_nvidia_smi(text)
    assert gpu is not None
    assert (gpu.name, gpu.total_vram_bytes) == (name, total_mib * MIB)
    assert (gpu.free_vram_bytes, gpu.compute_capability) == (free_mib * MIB, capability)
    assert set(gpu.sources.values()) == {Source.NVIDIA_SMI}


@pytest.mark.parametrize("text", [UNIFIED, NO_DRIVER, OLD_TOOL, "", ",,,\n", "\x00, 1e9, 5, x.y\n"])
def test_what_names_no_card_is_none(text: str) -> None:
    assert parse_nvidia_smi(text) is None


def test_nvidia_smi_is_run_with_a_limit() -> None:
    prints = [sys.executable, "-c", f"print({RTX_4090.strip()!r})"]
    gpu = ask_nvidia_smi(prints, limit_s=20.0)
    assert gpu is not None
    assert gpu.name == "NVIDIA GeForce RTX 4090"
    started = time.monotonic()
    assert ask_nvidia_smi([sys.executable, "-c", "import time; time.sleep(60)"], 0.2) is None
    assert time.monotonic() - started < 10
    assert ask_nvidia_smi(["/nowhere/nvidia-smi"]) is None


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
