"""What the machine has, from whoever can tell, each value with its source."""

import sys
from collections.abc import Callable
from pathlib import Path

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.hardware import DriverProblem, Gpu, HardwareProfile, Source
from wan22_desktop.core.texts import tr
from wan22_desktop.hardware.driver_report import UNNAMED, DriverReport
from wan22_desktop.hardware.known_cards import completed
from wan22_desktop.hardware.nvidia_smi import nvidia_smi_report
from wan22_desktop.hardware.nvml import nvml_report
from wan22_desktop.hardware.system_facts import system_facts

_LEAST_MANUAL_BYTES = 1 << 30
_MOST_MANUAL_BYTES = 1 << 40
"""No card has as much by far."""


class VRAMManager:
    """Detects the graphics cards; a machine without one is no error.

    `manual_vram_bytes` is the user's own setting and is used last; raises UserError if no card
    has so much or so little. `ask_nvml` and `ask_smi` are replaced where a test plays a machine;
    a card alone counts as a report of one.
    """

    def __init__(
        self,
        home: Path,
        *,
        manual_vram_bytes: int | None = None,
        ask_nvml: Callable[[], DriverReport | Gpu | None] = nvml_report,
        ask_smi: Callable[[], DriverReport | Gpu | None] = nvidia_smi_report,
    ) -> None:
        if manual_vram_bytes is not None and not (
            _LEAST_MANUAL_BYTES <= manual_vram_bytes <= _MOST_MANUAL_BYTES
        ):
            raise UserError(
                tr("The graphics memory in the settings must be from 1 to 1024 GB."),
                field="vram",
                safe=tr("Nothing was changed."),
            )
        self._home = home
        self._manual_vram_bytes = manual_vram_bytes
        self._ask_nvml = ask_nvml
        self._ask_smi = ask_smi

    def detect_vram_capacity(self, engine_report: Gpu | None = None) -> Gpu | None:
        """The card that is used; None if there is none. As `detect_gpus`."""
        return used_card(self.detect_gpus(engine_report), engine_report)

    def detect_gpus(self, engine_report: Gpu | None = None) -> DriverReport:
        """The cards as NVML, else the engine's torch, else nvidia-smi, else the user tells them.

        NVML and nvidia-smi get two seconds each. nvidia-smi asks the same driver, so it is not
        asked where NVML hangs.
        """
        nvml = DriverReport.of(self._ask_nvml())
        if nvml.gpus:
            return _completed(nvml, nvml.gpus)
        if engine_report is not None:
            return _completed(nvml, (engine_report,))
        if nvml.problem is not DriverProblem.NO_ANSWER:
            smi = DriverReport.of(self._ask_smi())
            if smi.gpus:
                return _completed(smi, smi.gpus)
        return _completed(nvml, DriverReport.of(self._manual()).gpus)

    def profile(self, engine_report: Gpu | None = None) -> HardwareProfile:
        """The whole machine, within six seconds even if driver and disks hang."""
        report = self.detect_gpus(engine_report)
        versions = {
            "driver_version": report.driver_version,
            "cuda_version": report.cuda_version,
        }
        told = {field: value for field, value in versions.items() if value is not None}
        system = system_facts(self._home)
        return HardwareProfile.model_validate(
            {
                **system,
                **told,
                "os": "windows" if sys.platform == "win32" else "linux",
                "gpu": used_card(report, engine_report),
                "gpus": report.gpus,
                "unreadable_gpus": report.unreadable_gpus,
                "driver_problem": report.problem,
                "sources": {
                    **dict.fromkeys(system, Source.SYSTEM),
                    **dict.fromkeys(told, report.source),
                },
            }
        )

    def _manual(self) -> Gpu | None:
        if self._manual_vram_bytes is None:
            return None
        return Gpu(
            name=UNNAMED,
            total_vram_bytes=self._manual_vram_bytes,
            sources={"total_vram_bytes": Source.MANUAL},
        )


def used_card(report: DriverReport, engine_report: Gpu | None) -> Gpu | None:
    """The card that the engine computes on; before it has said so, the one with most memory.

    Known by its uuid, else by its name and the size that is closest: which of two twins it is does
    not matter to a plan.
    """
    if engine_report is None:
        return report.largest
    if engine_report.uuid is not None:
        for card in report.gpus:
            if card.uuid == engine_report.uuid:
                return card
    same = [card for card in report.gpus if card.name == engine_report.name]
    return min(
        same or report.gpus,
        key=lambda card: abs(card.total_vram_bytes - engine_report.total_vram_bytes),
        default=None,
    )


def _completed(report: DriverReport, cards: tuple[Gpu, ...]) -> DriverReport:
    return report.model_copy(update={"gpus": tuple(completed(card) for card in cards)})
