"""What renders on this machine took, and what that says about the formulas.

One JSON line a render; the last `MAX_RECORDS` are read.
"""

import logging
from pathlib import Path
from statistics import median
from typing import Annotated

from pydantic import Field, ValidationError

from wan22_desktop.core.line_file import LineFile
from wan22_desktop.core.values import Value
from wan22_desktop.core.wan import Variant
from wan22_desktop.optimizer.domain.compute import Calibration
from wan22_desktop.optimizer.domain.estimates import Estimator
from wan22_desktop.optimizer.domain.planning import PlanReport, Situation

MAX_RECORDS = 200
_USED = 20
"""Of the newest records: drivers and libraries change."""
_FACTORS = (0.1, 10.0)
"""A measurement that is further off was of something else: a sleeping or a shared machine."""
_MAX_FILE_BYTES = 1 << 17
"""More than `MAX_RECORDS` of them, and again as much in the file before it."""

Factor = Annotated[float, Field(gt=0.0, le=1e6)]

_log = logging.getLogger(__name__)


class Measured(Value):
    """One render's figures; None where it did not come to that, or nothing was measured."""

    seconds_per_forward: Factor | None = None
    """Of one call of a transformer, on average; left out with a step cache."""
    denoise_peak_bytes: int | None = None
    """As torch's allocator counts it: without context and fragmentation."""
    decode_seconds: Factor | None = None
    decode_peak_bytes: int | None = None
    pcie_gb_s: Factor | None = None


class Record(Value):
    """How a render differed from the formulas: measured through predicted."""

    device: str
    attention: str
    forward_time: Factor | None = None
    memory: Factor | None = None
    vae_time: Factor | None = None
    vae_memory: Factor | None = None
    pcie_gb_s: Factor | None = None


def device_of(situation: Situation) -> str:
    """Whose records count: those of the card, of the processor, or of the demo model.

    The demo model's tensors are so small that its times say nothing about the others'.
    """
    hardware = situation.hardware
    if situation.request.model is Variant.DEMO:
        return Variant.DEMO.value
    return hardware.gpu.name if hardware.gpu is not None else hardware.cpu_model or "cpu"


def compare(report: PlanReport, measured: Measured) -> Record:
    """The factors between what was measured and what the plain formulas say of that plan."""
    plan = report.plan
    plain = Estimator(report.situation, Calibration())
    memory = vae_memory = None
    if measured.denoise_peak_bytes is not None and plan.device == "cuda":
        work = measured.denoise_peak_bytes - plain.denoise_weight_bytes(plan)
        memory = _factor(work, plain.activation_bytes(plan))
    if measured.decode_peak_bytes is not None and plan.decode.device == "cuda":
        work = measured.decode_peak_bytes - plain.decode_weight_bytes(plan)
        vae_memory = _factor(work, plain.decode_cost(plan.decode).peak_bytes)
    return Record(
        device=device_of(report.situation),
        attention=plan.attention,
        forward_time=_factor(measured.seconds_per_forward, plain.forward_seconds(plan))
        if plan.step_cache is None
        else None,
        memory=memory,
        vae_time=_factor(measured.decode_seconds, plain.decode_seconds(plan)),
        vae_memory=vae_memory,
        pcie_gb_s=measured.pcie_gb_s,
    )


class Records:
    """The file of records; one that is damaged costs its lines, never a render."""

    def __init__(self, file: Path) -> None:
        self._lines = LineFile(file, max_bytes=_MAX_FILE_BYTES, is_durable=True)

    def add(self, report: PlanReport, measured: Measured) -> None:
        """Keep what a render showed; raises OSError if it cannot be written."""
        self._lines.append(f"{compare(report, measured).to_json()}\n".encode())

    def read(self) -> list[Record]:
        """All that can be read, oldest first."""
        try:
            lines = self._lines.newest(MAX_RECORDS)
        except OSError as error:
            _log.warning("the records of renders cannot be read: %s", error)
            return []
        records = []
        for line in lines:
            try:
                records.append(Record.from_json(line))
            except ValidationError:
                _log.warning("a damaged line in %s is left out", self._lines.file)
        return records

    def calibration(self, device: str, attention: str) -> Calibration:
        """What the newest records of the device say; times only of the same attention."""
        mine = [record for record in self.read() if record.device == device]
        alike = [record for record in mine if record.attention == attention]
        forward = _known([record.forward_time for record in alike])
        memory = _known([record.memory for record in mine])
        vae_time = _known([record.vae_time for record in mine])
        vae_memory = _known([record.vae_memory for record in mine])
        pcie = _known([record.pcie_gb_s for record in mine])
        return Calibration(
            forward_time=median(forward or [1.0]),
            memory=median(memory or [1.0]),
            vae_time=median(vae_time or [1.0]),
            vae_memory=median(vae_memory or [1.0]),
            pcie_gb_s=median(pcie) if pcie else None,
            forward_records=len(forward),
            vae_records=len(vae_time),
        )


def _factor(measured: float | None, predicted: float) -> float | None:
    if measured is None or predicted <= 0:
        return None
    factor = measured / predicted
    return factor if _FACTORS[0] <= factor <= _FACTORS[1] else None


def _known(values: list[float | None]) -> list[float]:
    return [value for value in values if value is not None][-_USED:]
