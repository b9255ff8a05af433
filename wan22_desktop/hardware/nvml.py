"""The graphics cards as NVIDIA's management library tells them; needs no CUDA context."""

from collections.abc import Callable
from typing import Any, TypeVar

from wan22_desktop.core.hardware import DriverProblem, Gpu, Source
from wan22_desktop.hardware.driver_report import DriverReport, card
from wan22_desktop.hardware.time_limit import LIMIT_S, TimeLimit

_PCIE_LANE_GB_S = {1: 0.25, 2: 0.5, 3: 0.985, 4: 1.97, 5: 3.94, 6: 7.56}
"""Of one lane, by generation (PCI-SIG)."""
_PCIE_SHARE = 0.76
"""What copies from page-locked memory reach of it (24 of 31.5 GB/s on 4.0 x16)."""

MOST_CARDS = 64
"""A count beyond this is garbage; NVIDIA's largest machines have 16."""
_MOST_INSTANCES = 8
"""No card is split into more than seven."""

_NO_DRIVER = frozenset({9, 12})
"""NVML_ERROR_DRIVER_NOT_LOADED, NVML_ERROR_LIBRARY_NOT_FOUND."""
_VERSION_MISMATCH = 18
"""NVML_ERROR_LIB_RM_VERSION_MISMATCH."""

LIMIT = TimeLimit("nvml")
"""For every question to the library: one that hangs hangs them all."""
_Answer = TypeVar("_Answer")


def ask_nvml(nvml: Any = None, limit_s: float = LIMIT_S) -> Gpu | None:  # noqa: ANN401
    """The card with the most memory; None without driver, library or an answer in time."""
    return nvml_report(nvml, limit_s).largest


def nvml_report(nvml: Any = None, limit_s: float = LIMIT_S) -> DriverReport:  # noqa: ANN401
    """All cards, within `limit_s`; a value that the driver refuses is unknown.

    `nvml` is the module `pynvml`, imported when it is needed.
    """
    try:
        return LIMIT.ask(lambda: _report(nvml), limit_s)
    except TimeoutError:
        return DriverReport(problem=DriverProblem.NO_ANSWER)


def _report(nvml: Any) -> DriverReport:  # noqa: ANN401
    try:
        if nvml is None:
            import pynvml as nvml
        nvml.nvmlInit()
    except Exception as error:  # noqa: BLE001 - NVML raises a class of its own for each reason
        return DriverReport(problem=problem_of(error))
    try:
        return _cards(nvml)
    finally:
        optional(nvml.nvmlShutdown)


def _cards(nvml: Any) -> DriverReport:  # noqa: ANN401
    cards: list[Gpu] = []
    unreadable = 0
    count = optional(lambda: int(nvml.nvmlDeviceGetCount()))
    if count is None or not 0 <= count <= MOST_CARDS:
        return DriverReport(problem=DriverProblem.REFUSED)
    for index in range(count):
        # One that is gone takes only itself along.
        found = optional(lambda index=index: _instances_or_card(nvml, index)) or []
        unreadable += not found
        cards += found
    report = DriverReport(
        gpus=tuple(cards),
        unreadable_gpus=unreadable,
        problem=DriverProblem.CARD_UNREADABLE if unreadable else None,
        source=Source.NVML,
    )
    cuda = optional(lambda: int(nvml.nvmlSystemGetCudaDriverVersion_v2()))
    return report.with_versions(
        optional(lambda: _text(nvml.nvmlSystemGetDriverVersion())),
        # 12060 is 12.6.
        None if cuda is None else (cuda // 1000, cuda % 1000 // 10),
    )


def _instances_or_card(nvml: Any, index: int) -> list[Gpu]:  # noqa: ANN401
    handle = nvml.nvmlDeviceGetHandleByIndex(index)
    mig = _is_split(nvml, handle)
    shared = {
        "index": index,
        "mig_enabled": mig,
        "ecc_enabled": optional(lambda: _switch(nvml.nvmlDeviceGetEccMode(handle))),
        "compute_capability": optional(
            lambda: tuple(map(int, nvml.nvmlDeviceGetCudaComputeCapability(handle)))
        ),
        **_pcie(nvml, handle),
    }
    handles = usable_handles(nvml, handle)
    cards = [card({**shared, **own_facts(nvml, each)}, Source.NVML) for each in handles]
    return [each for each in cards if each is not None]


def usable_handles(nvml: Any, handle: Any) -> list[Any]:  # noqa: ANN401
    """What programs can use of a card: itself, or its instances if it is split."""
    return _instances(nvml, handle) if _is_split(nvml, handle) else [handle]


def _is_split(nvml: Any, handle: Any) -> bool | None:  # noqa: ANN401
    return optional(lambda: _switch(nvml.nvmlDeviceGetMigMode(handle)))


def _instances(nvml: Any, handle: Any) -> list[Any]:  # noqa: ANN401
    found = [
        optional(lambda place=place: nvml.nvmlDeviceGetMigDeviceHandleByIndex(handle, place))
        for place in range(_MOST_INSTANCES)
    ]
    return [instance for instance in found if instance is not None]


def own_facts(nvml: Any, handle: Any) -> dict[str, object]:  # noqa: ANN401
    """What an instance has of its own."""
    memory = optional(lambda: nvml.nvmlDeviceGetMemoryInfo(handle))
    return {
        "name": optional(lambda: _text(nvml.nvmlDeviceGetName(handle))),
        "uuid": optional(lambda: _text(nvml.nvmlDeviceGetUUID(handle))),
        "total_vram_bytes": None if memory is None else int(memory.total),
        "free_vram_bytes": None if memory is None else int(memory.free),
    }


def _pcie(nvml: Any, handle: Any) -> dict[str, object]:  # noqa: ANN401
    """Of the slot and card together, not of the present state, which saves power while idle."""
    generation = optional(lambda: int(nvml.nvmlDeviceGetMaxPcieLinkGeneration(handle)))
    lanes = optional(lambda: int(nvml.nvmlDeviceGetMaxPcieLinkWidth(handle)))
    return {
        "pcie_generation": generation,
        "pcie_width": lanes,
        "pcie_gb_s": pcie_gb_s(generation, lanes),
    }


def pcie_gb_s(generation: int | None, lanes: int | None) -> float | None:
    """What copies from page-locked memory reach, in 1e9 bytes per second; None if unknown."""
    if generation not in _PCIE_LANE_GB_S or lanes is None or not 1 <= lanes <= 32:
        return None
    return _PCIE_LANE_GB_S[generation] * lanes * _PCIE_SHARE


def _switch(states: Any) -> bool | None:  # noqa: ANN401
    """Of the present state and that after a restart, the present."""
    return {0: False, 1: True}.get(int(states[0]))


def _text(said: str | bytes) -> str:
    """Older versions of pynvml give bytes; raises ValueError if they are no text."""
    return said.decode() if isinstance(said, bytes) else said


def problem_of(error: Exception) -> DriverProblem:
    """Why the library cannot be used."""
    code = getattr(error, "value", None)
    if code in _NO_DRIVER or isinstance(error, ImportError):
        return DriverProblem.NO_DRIVER
    if code == _VERSION_MISMATCH:
        return DriverProblem.VERSION_MISMATCH
    return DriverProblem.REFUSED


def optional(ask: Callable[[], _Answer]) -> _Answer | None:
    """What not every card and driver can say."""
    try:
        return ask()
    except Exception:  # noqa: BLE001 - NVML raises a class of its own for each reason
        return None
