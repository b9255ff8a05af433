"""Tiles and header in words: values, tones, reasons, sources."""

from dataclasses import replace

import pytest

from fixtures.machine_hours import GIB, heat_at, sample_at, workstation
from wan22_desktop.core.hardware import DriverProblem, HardwareProfile
from wan22_desktop.core.settings import HealthSettings
from wan22_desktop.hardware.domain.metrics import GpuMetrics, SystemMetrics
from wan22_desktop.hardware.ui import machine_text
from wan22_desktop.hardware.ui.readings import Reading, readings_of
from wan22_desktop.qtkit.theme import Tone

HEALTH = HealthSettings()
LINUX = HardwareProfile(os="linux", cpu_cores=4)


def reading(
    sample: SystemMetrics | None,
    name: str,
    *,
    profile: HardwareProfile | None = None,
    health: HealthSettings = HEALTH,
) -> Reading:
    return next(each for each in readings_of(sample, profile, health) if each.name == name)


def with_gpu(**changes: object) -> SystemMetrics:
    gpu = sample_at(2500).gpu
    assert gpu is not None
    changed = replace(gpu, **changes)
    return replace(sample_at(2500), gpu=changed, gpus=(changed,))


def test_values_have_their_units() -> None:
    sample = sample_at(2000)
    texts = {each.name: each.text for each in readings_of(sample, None, HEALTH)}
    assert texts["GPU temp."] == f"{heat_at(2000):.0f} °C"
    assert sample.gpu is not None
    assert texts["VRAM"] == f"{(sample.gpu.used_vram_bytes or 0) / GIB:.1f} / 16 GiB"
    assert texts["RAM"].endswith(" / 128 GiB")
    assert texts["Engine RAM"] == "18.5 GiB"
    assert texts["Step time"].endswith(" s")


@pytest.mark.parametrize(
    ("celsius", "tone"),
    [(79.9, Tone.PLAIN), (80.0, Tone.WARNING), (84.9, Tone.WARNING), (85.0, Tone.ERROR)],
)
def test_heat_has_the_tone_of_the_thresholds(celsius: float, tone: Tone) -> None:
    assert reading(with_gpu(temperature_c=celsius), "GPU temp.").tone is tone


def test_thresholds_are_those_of_the_settings() -> None:
    health = HealthSettings(gpu_warn_c=60, gpu_act_c=70)
    assert reading(with_gpu(temperature_c=65.0), "GPU temp.", health=health).tone is Tone.WARNING
    assert "60 °C" in reading(with_gpu(), "GPU temp.", health=health).tip


def test_full_vram_is_no_alarm_but_spilled_memory_is() -> None:
    assert reading(with_gpu(used_vram_bytes=16 * GIB), "VRAM").tone is Tone.PLAIN
    assert reading(with_gpu(shared_bytes=512 << 20), "Shared GPU").tone is Tone.PLAIN
    assert reading(with_gpu(shared_bytes=(512 << 20) + 1), "Shared GPU").tone is Tone.WARNING


def test_ram_commit_and_disk_have_tones() -> None:
    sample = replace(
        sample_at(10),
        used_ram_bytes=96 * GIB,
        total_ram_bytes=100 * GIB,
        used_commit_bytes=86 * GIB,
        commit_limit_bytes=100 * GIB,
        free_disk_bytes=9 * GIB,
        total_disk_bytes=100 * GIB,
    )
    assert reading(sample, "RAM").tone is Tone.ERROR
    assert reading(sample, "Commit").tone is Tone.WARNING
    assert reading(sample, "Disk").tone is Tone.WARNING


@pytest.mark.parametrize(
    ("sample", "name", "why"),
    [
        (None, "CPU", "Nothing has been measured yet"),
        (SystemMetrics(0, 0, gpu=GpuMetrics("x")), "GPU load", "driver"),
        (SystemMetrics(0, 0, gpu=GpuMetrics("x")), "Shared GPU", "Only Windows"),
        (SystemMetrics(0, 0), "Commit", "Linux sets no limit"),
        (SystemMetrics(0, 0), "Engine RAM", "not running"),
        (SystemMetrics(0, 0), "Step time", "Nothing is rendered"),
    ],
)
def test_what_is_not_known_is_a_dash_with_the_reason(
    sample: SystemMetrics | None, name: str, why: str
) -> None:
    told = reading(sample, name, profile=LINUX)
    assert told.text == "\N{EM DASH}"
    assert why in told.tip
    assert told.fraction is None
    assert told.tone is Tone.PLAIN


def test_a_machine_without_a_card_has_no_tiles_for_one() -> None:
    nothing = SystemMetrics(0, 0)
    assert "no graphics card" in reading(nothing, "GPU load").tip, "nobody has looked yet"
    names = {each.name for each in readings_of(nothing, LINUX, HEALTH)}
    assert "CPU" in names
    assert not [name for name in names if name.startswith(("GPU", "VRAM", "Shared"))]


def test_the_card_is_said_with_the_source_of_each_value() -> None:
    line = machine_text.card_line(workstation())
    assert line.text == "NVIDIA GeForce RTX 4080 · 16 GiB VRAM"
    assert line.facts[0] == (
        "Graphics card: NVIDIA GeForce RTX 4080 (from NVML, the driver's library)"
    )
    driver = machine_text.driver_line(workstation())
    assert driver is not None
    assert driver.text == "Driver 560.94 · CUDA 12.6 · PCIe 4 x16"
    assert "Link, at most: PCIe 4 x16 (from nvidia-smi)" in driver.facts


def test_processor_memory_and_disks_are_said() -> None:
    assert machine_text.system_line(workstation()).text.endswith("· 64 cores · 128 GiB RAM")
    disks = machine_text.disks_line(workstation())
    assert disks is not None
    assert disks.text == "C:\\ (NVMe) 211 GiB free · D:\\ (hard disk) 1890 GiB free"


@pytest.mark.parametrize("problem", DriverProblem)
def test_every_driver_problem_has_words(problem: DriverProblem) -> None:
    line = machine_text.problem_line(HardwareProfile(os="linux", driver_problem=problem))
    assert line is not None
    assert line.text.endswith(".")


def test_a_machine_of_which_nothing_is_known_is_shown() -> None:
    empty = HardwareProfile(os="windows")
    assert machine_text.card_line(empty).text == "No graphics card"
    assert machine_text.system_line(empty).text == "Processor and memory are not known"
    assert machine_text.driver_line(empty) is None
    assert machine_text.disks_line(empty) is None


def test_names_from_drivers_are_plain_text() -> None:
    profile = workstation()
    assert profile.gpu is not None
    gpu = profile.gpu.model_copy(update={"name": "<b>RTX</b>\u202e\nevil"})
    line = machine_text.card_line(profile.model_copy(update={"gpu": gpu, "gpus": (gpu,)}))
    assert line.text == "<b>RTX</b> evil · 16 GiB VRAM"
