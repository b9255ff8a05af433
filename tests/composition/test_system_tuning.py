"""The optimizer with its real parts: engines in turns, the settings file, the doctor."""

import json
from pathlib import Path

import numpy as np
import psutil

from wan22_desktop.composition.optimizer import system_optimizer
from wan22_desktop.composition.plans import MachinePlans
from wan22_desktop.composition.tuning_trial import TuningTrial, pictures_digest
from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.core.hardware import Gpu, HardwareProfile, Source
from wan22_desktop.core.model_parts import find_parts
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine.video_file import Frames, write_clip
from wan22_desktop.engine_protocol.messages import PROTOCOL_VERSION, Ready
from wan22_desktop.engine_protocol.tuning import EngineTuning
from wan22_desktop.generation.engine_process import EngineProcess
from wan22_desktop.hardware.card_nodes import with_card_node
from wan22_desktop.hardware.vram_manager import VRAMManager
from wan22_desktop.optimizer.domain.comparison import Comparison, Verdict
from wan22_desktop.optimizer.domain.optimal_settings import Tuning
from wan22_desktop.optimizer.tuning_store import Applied, TuningStore

QUICK = GenerationRequest.default(prompt="a red circle moving left", seed=7).with_changes(
    width=64, height=64, num_frames=5, num_inference_steps=2
)
MACHINE = HardwareProfile(os="linux", cpu_cores=4, total_ram_bytes=16 << 30)
NO_CARD = Ready(protocol_version=PROTOCOL_VERSION, nonce="0" * 32, versions={}, devices=("cpu",))


def never(_before: EngineTuning, _after: EngineTuning, /) -> Comparison:
    raise AssertionError("nothing was to be measured")


def test_applied_settings_reach_the_next_engine_and_change_no_bit(places: Places) -> None:
    told: list[tuple[int, int]] = []
    trial = TuningTrial(
        places,
        request=QUICK,
        starts=1,
        pairs_per_start=2,
        on_progress=lambda done, total: told.append((done, total)),
    )
    optimizer = system_optimizer(places, trial, detect=lambda: MACHINE)
    result = optimizer.apply_hardware_optimizations()
    assert result.success
    compared = result.comparison
    assert compared is not None
    assert compared.same_bits
    assert len(compared.before.results) == len(compared.after.results) == 3
    assert compared.verdict is Verdict.NO_DIFFERENCE, "two pairs show nothing"
    assert told == [(done, 6) for done in range(1, 7)]
    assert not [file for file in places.cache.iterdir() if file.name.startswith("trial")]

    plans = MachinePlans(places)
    wanted = EngineTuning(interop_threads=1, preprocessing_workers=2)
    assert plans.tuning() == wanted
    engine = EngineProcess(places.logs / "engine.log", tuning=plans.tuning())
    try:
        assert engine.start().tuning == wanted
    finally:
        engine.shut_down()

    optimizer.revert()
    assert plans.tuning() == EngineTuning()
    assert not places.optimization_file.exists()


def test_a_pixel_is_noticed_and_the_time_of_day_is_not(tmp_path: Path) -> None:
    frames = np.full((5, 64, 64, 3), 90, np.uint8)
    other = frames.copy()
    other[2, 30:34, 30:34] = 140

    def digest(name: str, pixels: Frames, created_at: str) -> str:
        metadata = ClipMetadata(
            request=QUICK,
            app_version="1",
            versions={},
            device="cpu",
            precision="fp32",
            created_at=created_at,
        )
        write_clip(tmp_path / name, pixels, 8, metadata)
        return pictures_digest(tmp_path / name)

    first = digest("first.mp4", frames, "2026-11-21T08:00:00+00:00")
    assert digest("later.mp4", frames, "2027-01-01T00:00:00+00:00") == first
    assert digest("other.mp4", other, "2026-11-21T08:00:00+00:00") != first


def test_threads_are_for_large_models_only(places: Places) -> None:
    TuningStore(places.optimization_file).apply(Applied(tuning=Tuning(torch_threads=3)))
    vram = VRAMManager(places.home, ask_nvml=lambda: None, ask_smi=lambda: None)
    plans = MachinePlans(places, vram=vram)
    parts = find_parts(Variant.DEMO, places.model_folder(Variant.DEMO))
    large = GenerationRequest.default(Variant.TI2V_5B, prompt="a cat").with_changes(
        width=640, height=384, num_frames=17
    )
    assert plans.plan(large, parts, NO_CARD).plan.torch_threads == 3
    assert plans.plan(QUICK, parts, NO_CARD).plan.torch_threads == 1
    TuningStore(places.optimization_file).revert()
    assert plans.plan(large, parts, NO_CARD).plan.torch_threads is None


def test_the_settings_are_looked_at_and_mended(places: Places) -> None:
    optimizer = system_optimizer(places, never, detect=lambda: MACHINE)
    assert optimizer.initialize_system().success, "without a settings file nothing is wrong"
    broken = {"version": 2, "health": {"interval_s": "fast", "gpu_warn_c": 70.0}}
    places.settings_file.write_text(json.dumps(broken))
    assert [text for text in optimizer.initialize_system().warnings if "interval_s" in text]
    assert json.loads(places.settings_file.read_text()) == broken
    result = optimizer.validate_and_repair_system()
    assert result.success
    assert result.optimizations_applied
    mended = json.loads(places.settings_file.read_text())
    assert mended["health"]["gpu_warn_c"] == 70.0
    assert list(places.backups.iterdir())


def test_health_is_one_sample_against_the_settings(places: Places) -> None:
    optimizer = system_optimizer(places, never, detect=lambda: MACHINE)
    used = psutil.virtual_memory().percent
    places.settings_file.write_text(
        json.dumps({"version": 2, "health": {"ram_warn_percent": max(0.1, used / 4)}})
    )
    assert [text for text in optimizer.monitor_system_health().concerns if "memory" in text]


def test_the_cards_node_comes_from_driver_and_bus(tmp_path: Path) -> None:
    uuid = "GPU-4f1d2a3b-5d6e-41c3-9b1f-6f0c2a7d0001"
    gpu = Gpu(name="A card", total_vram_bytes=1 << 34, uuid=uuid)
    profile = HardwareProfile(os="linux", numa_nodes=4, gpu=gpu)
    proc, system = tmp_path / "proc", tmp_path / "sys"
    assert with_card_node(profile, proc, system) is profile
    for address, each, node in (
        ("0000:21:00.0", "GPU-00000000-5d6e-41c3-9b1f-6f0c2a7d0002", "3"),
        ("0000:41:00.0", uuid, "1"),
    ):
        folder = proc / "driver/nvidia/gpus" / address
        folder.mkdir(parents=True)
        (folder / "information").write_text(f"Model: \t\t A card\nGPU UUID: \t {each}\n")
        bus = system / "bus/pci/devices" / address
        bus.mkdir(parents=True)
        (bus / "numa_node").write_text(f"{node}\n")
    found = with_card_node(profile, proc, system).gpu
    assert found is not None
    assert found.numa_node == 1
    assert found.sources["numa_node"] is Source.SYSTEM
    (system / "bus/pci/devices/0000:41:00.0/numa_node").write_text("-1\n")
    assert with_card_node(profile, proc, system) is profile
    without = profile.model_copy(update={"gpu": None})
    assert with_card_node(without, proc, system) is without
