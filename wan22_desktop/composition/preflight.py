"""What a render would take on this machine, said before anything is queued."""

import time
from importlib.metadata import PackageNotFoundError, version

from wan22_desktop.composition.machine import vram_manager
from wan22_desktop.composition.plans import Foresight
from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.engine_protocol.plan import ExecutionPlan, Offload, Quantization
from wan22_desktop.generation.domain.forecast import Alternative, Fit, Forecast, Need
from wan22_desktop.hardware.vram_manager import VRAMManager
from wan22_desktop.optimizer.domain.planning import NothingFits, PlanReport

LOOK_AGAIN_S = 30.0
"""How long what was found out about the machine is taken for true; asking the driver is slow."""
TIGHT_SHARE = 0.92
"""Of memory or disk: the planner's own error is a few per cent (docs/MEASUREMENTS.md)."""
LONG_S = 3600.0

_OFFLOADS = {
    Offload.RESIDENT: tr("weights on the card"),
    Offload.MODEL: tr("one part of the model on the card at a time"),
    Offload.STREAMING: tr("weights streamed from memory"),
    Offload.SEQUENTIAL: tr("weights fetched layer by layer"),
}


class Preflight:
    """Asks the planner as a render would; for a thread that may wait for the driver."""

    def __init__(self, places: Places, *, vram: VRAMManager | None = None) -> None:
        self._vram = vram or vram_manager(places)
        self._foresight = Foresight(places)
        self._profile: HardwareProfile | None = None
        self._looked_at = 0.0

    def of(self, request: GenerationRequest) -> Forecast:
        """What `request` would take; also one that is not complete yet."""
        report = self._foresight.of(request, self.machine(), _torch_version())
        estimate = report.estimate
        plan = report.closest if isinstance(report, NothingFits) else report.plan
        vram = Need(estimate.peak_vram_bytes.highest, report.vram_budget_bytes)
        ram = Need(estimate.ram_bytes, report.ram_budget_bytes)
        disk = Need(estimate.disk_bytes, self.machine().free_disk_bytes)
        on_card = plan.device == "cuda"
        return Forecast(
            request=request,
            fit=_fit(report, (vram, ram, disk) if on_card else (ram, disk)),
            vram=vram if on_card else None,
            ram=ram,
            disk=disk,
            seconds=estimate.seconds.likely,
            seconds_low=estimate.seconds.low,
            seconds_high=estimate.seconds.high,
            plan=plan_in_words(plan),
            reason=report.reason,
            warnings=report.warnings if isinstance(report, PlanReport) else (),
            alternatives=tuple(
                Alternative(suggestion.change, suggestion.request)
                for suggestion in report.suggestions
            ),
        )

    def machine(self) -> HardwareProfile:
        """This computer, as it was a moment ago."""
        now = time.monotonic()
        if self._profile is None or now - self._looked_at > LOOK_AGAIN_S:
            self._profile = self._vram.profile()
            self._looked_at = now
        return self._profile


def plan_in_words(plan: ExecutionPlan) -> str:
    """The main points of a plan in one line."""
    precision = plan.precision.value
    if plan.quantization is not Quantization.NONE:
        precision = plan.quantization.value
    if plan.device == "cpu":
        return tr("On the processor in {precision}", precision=precision)
    parts = [precision, _OFFLOADS[plan.offload]]
    if plan.chunk_tokens is not None:
        parts.append(tr("computed in slices"))
    if plan.decode.device == "cpu":
        parts.append(tr("decoded on the processor"))
    elif plan.decode.tiling is not None:
        parts.append(tr("decoded in tiles"))
    return ", ".join(parts)


def _fit(report: PlanReport | NothingFits, needs: tuple[Need, ...]) -> Fit:
    if isinstance(report, NothingFits):
        return Fit.TOO_LARGE
    is_tight = any(need.share > TIGHT_SHARE for need in needs)
    is_slow = report.plan.offload is Offload.SEQUENTIAL or report.estimate.seconds.likely > LONG_S
    return Fit.TIGHT if is_tight or is_slow else Fit.FITS


def _torch_version() -> str:
    """Without importing torch; empty where it is not installed beside the window."""
    try:
        return version("torch")
    except PackageNotFoundError:
        return ""
