"""Says how a model's weights may be kept, and remembers what worked on which machine."""

import logging
from collections.abc import Collection
from pathlib import Path

from pydantic import Field, ValidationError

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.errors import NotSavedError
from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.texts import tr
from wan22_desktop.core.values import Value
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine_protocol.plan import ExecutionPlan, Quantization
from wan22_desktop.engine_protocol.quality import QualityMetrics
from wan22_desktop.engine_protocol.quantization import (
    DEFAULT_LIMIT_S,
    EXTENDED_LIMIT_S,
    QuantizationOrder,
)
from wan22_desktop.optimizer.domain.planning import Situation
from wan22_desktop.optimizer.domain.quantization import (
    MAX_REASON,
    QualityVerdict,
    QuantizationChoice,
    candidates,
    fallbacks_of,
    possible,
    quality_verdict,
)

MAX_FILE_BYTES = 512 * 1024
MAX_REMEMBERED = 50

_log = logging.getLogger(__name__)


class _Remembered(Value):
    """The file: choices by model and machine, the latest last."""

    choices: dict[str, QuantizationChoice] = Field(default_factory=dict, max_length=MAX_REMEMBERED)


class QuantizationController:
    """One per process; reads its file once and writes it at every change."""

    def __init__(self, file: Path, libraries: Collection[str] = ("torchao", "gguf")) -> None:
        """`libraries` are the distributions of the engine's runtime that matter here."""
        self._file = file
        self._libraries = frozenset(libraries)
        self._remembered = _read(file)

    def determine_optimal_quantization(
        self, variant: Variant, hardware: HardwareProfile
    ) -> tuple[Quantization, ...]:
        """How weights may be kept here, the most exact first: the planner takes what has room.

        Only one where the user chose it, or where it is what worked here before.
        """
        remembered = self._remembered.choices.get(_key(variant, hardware))
        if remembered is not None and possible(remembered.quantization, hardware, self._libraries):
            return (remembered.quantization,)
        return candidates(hardware, self._libraries)

    def remember(
        self, variant: Variant, hardware: HardwareProfile, quantization: Quantization, reason: str
    ) -> None:
        """Use what the user chose or what the engine fell back to; raises NotSavedError."""
        choice = QuantizationChoice(quantization=quantization, reason=reason[:MAX_REASON])
        choices = dict(self._remembered.choices)
        key = _key(variant, hardware)
        choices.pop(key, None)
        choices[key] = choice
        self._write(dict(list(choices.items())[-MAX_REMEMBERED:]))

    def forget(self, variant: Variant, hardware: HardwareProfile) -> None:
        """Decide anew from now on; raises NotSavedError."""
        choices = dict(self._remembered.choices)
        if choices.pop(_key(variant, hardware), None) is not None:
            self._write(choices)

    def order(self, situation: Situation, plan: ExecutionPlan) -> QuantizationOrder:
        """What the engine shall do; it has ten minutes instead of five if nothing else is left."""
        fallbacks = fallbacks_of(situation, plan, self._libraries)
        return QuantizationOrder(
            quantization=plan.quantization,
            limit_s=DEFAULT_LIMIT_S if fallbacks else EXTENDED_LIMIT_S,
            fallbacks=fallbacks,
        )

    @staticmethod
    def validate_quantization_quality(metrics: QualityMetrics) -> QualityVerdict:
        """What the engine's comparison of two renders means that differ in quantization only."""
        return quality_verdict(metrics)

    def _write(self, choices: dict[str, QuantizationChoice]) -> None:
        changed = _Remembered(choices=choices)
        try:
            durable_write(self._file, f"{changed.to_json()}\n".encode())
        except OSError as error:
            raise NotSavedError(tr("The choice of quantization"), error) from error
        self._remembered = changed


def _read(file: Path) -> _Remembered:
    """What is remembered; nothing if the file is missing or no such file."""
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
        return _Remembered.from_json(content[:MAX_FILE_BYTES])
    except FileNotFoundError:
        return _Remembered()
    except (OSError, ValidationError) as error:
        _log.warning("remembered quantizations are not used: %s", error)
        return _Remembered()


def _key(variant: Variant, hardware: HardwareProfile) -> str:
    """Model and machine as far as they matter; what changes by the minute is left out."""
    gpu = hardware.gpu
    card = "no card" if gpu is None else f"{gpu.name}, {gpu.total_vram_bytes >> 30} GiB"
    memory = f"{(hardware.total_ram_bytes or 0) >> 30} GiB of memory"
    return f"{variant.value} on {hardware.os}, {card}, {memory}"
