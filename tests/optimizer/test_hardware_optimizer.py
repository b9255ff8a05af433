"""Settings follow from facts: known machines exactly, all others by their rules."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wan22_desktop.core.hardware import Disk, DiskKind, Gpu, HardwareProfile
from wan22_desktop.optimizer.domain.choosing import PINNED_SHARE
from wan22_desktop.optimizer.domain.optimal_settings import (
    Basis,
    CarriedBy,
    OptimalSettings,
    Setting,
    Tuning,
)
from wan22_desktop.optimizer.domain.tuning_rules import SYSTEM_RAM_BYTES, disk_of
from wan22_desktop.optimizer.hardware_optimizer import HardwareOptimizer

KNOWN: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "known_machines.json").read_text(encoding="utf-8")
)
GIB = 1 << 30


def settings_of(profile: HardwareProfile, models: str = "/models") -> OptimalSettings:
    return HardwareOptimizer(lambda: profile, models).generate_optimal_settings(profile)


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known["machine"])
def test_known_machines_get_exactly_these_settings(known: dict[str, Any]) -> None:
    profile = HardwareProfile.model_validate_json(json.dumps(known["profile"]))
    found = settings_of(profile, known["models_folder"])
    assert {each.name: each.value for each in found.settings} == known["settings"]


def test_the_name_of_a_card_or_processor_decides_nothing() -> None:
    for known in KNOWN:
        profile = HardwareProfile.model_validate_json(json.dumps(known["profile"]))
        gpu = profile.gpu
        renamed = profile.model_copy(
            update={
                "cpu_model": "Another",
                "gpu": None if gpu is None else gpu.model_copy(update={"name": "Another"}),
            }
        )
        assert settings_of(profile).settings == settings_of(renamed).settings


cards = st.builds(
    Gpu,
    name=st.just("A card"),
    total_vram_bytes=st.integers(2, 96).map(lambda gib: gib * GIB),
    compute_capability=st.none() | st.sampled_from([(6, 1), (7, 5), (8, 0), (8, 9), (12, 0)]),
    pcie_gb_s=st.none() | st.floats(1.0, 60.0),
    numa_node=st.none() | st.integers(0, 9),
)
disks = st.builds(
    Disk,
    mount=st.sampled_from(["/", "/models", "/home"]),
    total_bytes=st.just(1 << 40),
    free_bytes=st.just(1 << 39),
    kind=st.none() | st.sampled_from(list(DiskKind)),
)
machines = st.builds(
    HardwareProfile,
    os=st.sampled_from(["windows", "linux"]),
    cpu_cores=st.none() | st.integers(1, 4096),
    numa_nodes=st.none() | st.integers(1, 8),
    total_ram_bytes=st.none() | st.integers(2, 1024).map(lambda gib: gib * GIB),
    disks=st.none() | st.lists(disks, max_size=3).map(tuple),
    gpu=st.none() | cards,
)


def value(found: OptimalSettings, name: str) -> Any:  # noqa: ANN401 - as settings have it
    return found.setting(name).value


@settings(max_examples=50, deadline=None)
@given(machines)
def test_no_setting_goes_beyond_the_facts(profile: HardwareProfile) -> None:
    found = settings_of(profile)
    cores, gpu = profile.cpu_cores, profile.gpu
    threads = ("torch_threads", "interop_threads", "loading_threads", "preprocessing_workers")
    for name in threads:
        count = value(found, name)
        assert count is None or (cores is not None and 1 <= count <= cores), name
    assert (value(found, "torch_threads") is None) == (cores is None or gpu is not None)
    budget = value(found, "pinned_budget_bytes")
    ram = profile.total_ram_bytes
    if gpu is None or ram is None:
        assert budget is None
    else:
        assert 0 <= budget <= PINNED_SHARE * ram
        assert budget == 0 or ram - budget >= SYSTEM_RAM_BYTES
    node = value(found, "numa_node")
    if node is not None:
        assert gpu is not None
        assert node == gpu.numa_node
        assert node < (profile.numa_nodes or 0)
    elif gpu is not None and gpu.numa_node is not None and (profile.numa_nodes or 1) > 1:
        assert gpu.numa_node >= (profile.numa_nodes or 0)
    assert value(found, "allow_tf32") is not True, "renders promise their bits"
    if gpu is None or (gpu.compute_capability or (0, 0)) < (8, 0):
        assert value(found, "allow_tf32") is None
    disk = disk_of(profile, "/models")
    assert (value(found, "loading_threads") is None) == (
        disk is None or disk.kind is None or cores is None
    )


@settings(max_examples=20, deadline=None)
@given(machines, st.integers(2, 1024), st.integers(0, 512))
def test_more_memory_never_means_a_smaller_budget(
    profile: HardwareProfile, gib: int, more: int
) -> None:
    budgets = [
        value(
            settings_of(profile.model_copy(update={"total_ram_bytes": ram * GIB})),
            "pinned_budget_bytes",
        )
        for ram in (gib, gib + more)
    ]
    if profile.gpu is None:
        assert budgets == [None, None]
    else:
        assert budgets[0] <= budgets[1]


@settings(max_examples=20, deadline=None)
@given(machines)
def test_every_setting_says_why_and_what_it_brings(profile: HardwareProfile) -> None:
    found = settings_of(profile)
    fields = HardwareProfile.model_fields
    for setting in found.settings:
        assert setting.reason.endswith(".")
        assert setting.effect.endswith(".")
        assert setting.facts
        assert all(fact.split(".")[0] in fields for fact in setting.facts)
    tuning = found.tuning
    for setting in found.settings:
        if setting.carried_by is CarriedBy.ENGINE:
            assert getattr(tuning.engine, setting.name) == setting.value
    assert Tuning.from_json(tuning.to_json()) == tuning


def test_a_backend_that_was_tried_counts_as_measured() -> None:
    gpu = Gpu(name="A card", total_vram_bytes=16 * GIB)
    profile = HardwareProfile(os="linux", cpu_cores=8, gpu=gpu)
    asked: list[Gpu] = []

    def fastest(card: Gpu) -> str:
        asked.append(card)
        return "_native_flash"

    optimizer = HardwareOptimizer(lambda: profile, "/models", fastest)
    assert optimizer.detect_hardware_profile() is profile
    attention = optimizer.generate_optimal_settings(profile).setting("attention")
    assert (attention.value, attention.basis) == ("_native_flash", Basis.MEASURED)
    assert asked == [gpu]


def test_the_disk_is_that_with_the_longest_mount() -> None:
    def disk(mount: str, kind: DiskKind) -> Disk:
        return Disk(mount=mount, total_bytes=1, free_bytes=0, kind=kind)

    linux = HardwareProfile(
        os="linux",
        disks=(disk("/", DiskKind.NVME), disk("/data", DiskKind.HDD), disk("/da", DiskKind.SSD)),
    )
    assert [disk_of(linux, folder) for folder in ("/data/models", "/database")] == [
        linux.disks[1] if linux.disks else None,
        linux.disks[0] if linux.disks else None,
    ]
    windows = HardwareProfile(
        os="windows", disks=(disk("C:\\", DiskKind.NVME), disk("D:\\", DiskKind.HDD))
    )
    found = disk_of(windows, r"d:\Models")
    assert found is not None
    assert found.kind is DiskKind.HDD
    assert disk_of(windows, r"E:\Models") is None
    assert disk_of(HardwareProfile(os="linux"), "/") is None


def test_a_setting_that_is_not_there_is_a_mistake() -> None:
    found = OptimalSettings(settings=(Setting(name="a", value=1, reason="b.", effect="c."),))
    with pytest.raises(KeyError):
        found.setting("z")
