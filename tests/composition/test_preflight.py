"""What is said about a render beforehand is what the planner would do."""

from pathlib import Path

import pytest

from wan22_desktop.composition.plans import Foresight
from wan22_desktop.composition.preflight import Preflight
from wan22_desktop.core.hardware import Gpu, HardwareProfile
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.forecast import Fit
from wan22_desktop.hardware.known_cards import find_card
from wan22_desktop.hardware.vram_manager import VRAMManager
from wan22_desktop.optimizer.domain.planning import PlanReport

A14B = GenerationRequest.default(Variant.T2V_A14B, prompt="a fox in the snow")


class Machine(VRAMManager):
    """A machine with a known card."""

    def __init__(self, home: Path, gpu: Gpu | None, ram_bytes: int) -> None:
        super().__init__(home)
        self.looks = 0
        self._profile = HardwareProfile(
            os="linux",
            total_ram_bytes=ram_bytes,
            free_disk_bytes=500_000_000_000,
            gpu=gpu,
            gpus=() if gpu is None else (gpu,),
        )

    def profile(self, engine_report: Gpu | None = None) -> HardwareProfile:  # noqa: ARG002 - as its base
        self.looks += 1
        return self._profile


def card(name: str) -> Gpu:
    known = find_card(name)
    assert known is not None
    return known.as_gpu()


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path)


def test_it_says_what_the_planner_says(places: Places) -> None:
    machine = Machine(places.home, card("RTX 4080"), 64_000_000_000)
    forecast = Preflight(places, vram=machine).of(A14B)
    report = Foresight(places).of(A14B, machine.profile(), "")
    assert isinstance(report, PlanReport)
    assert forecast.vram is not None
    assert forecast.vram.bytes == report.estimate.peak_vram_bytes.highest
    assert forecast.vram.limit_bytes == report.vram_budget_bytes
    assert forecast.ram.bytes == report.estimate.ram_bytes
    assert forecast.seconds == report.estimate.seconds.likely
    assert forecast.reason == report.reason
    assert forecast.seconds_low < forecast.seconds < forecast.seconds_high


def test_a_request_that_nothing_can_carry_out_comes_with_one_that_fits(places: Places) -> None:
    machine = Machine(places.home, card("RTX 3060"), 16_000_000_000)
    huge = A14B.with_changes(width=4096, height=4096, num_frames=401)
    forecast = Preflight(places, vram=machine).of(huge)
    assert forecast.fit is Fit.TOO_LARGE
    assert forecast.reason
    for alternative in forecast.alternatives:
        assert Preflight(places, vram=machine).of(alternative.request).fit is not Fit.TOO_LARGE


def test_without_a_card_no_graphics_memory_is_spoken_of(places: Places) -> None:
    forecast = Preflight(places, vram=Machine(places.home, None, 64_000_000_000)).of(
        GenerationRequest.default(Variant.DEMO, prompt="a red circle")
    )
    assert forecast.vram is None
    assert forecast.fit is Fit.FITS


def test_the_driver_is_not_asked_at_every_keystroke(places: Places) -> None:
    machine = Machine(places.home, card("RTX 4080"), 64_000_000_000)
    preflight = Preflight(places, vram=machine)
    for seed in range(20):
        preflight.of(A14B.with_changes(seed=seed))
    assert machine.looks == 1
