"""How much a transformer's work changes from step to step, measured on this machine and kept.

MagCache skips a step where the transformer would hardly add anything else than at the step before.
It knows by the ratio of the magnitudes of both additions, which depends on model, scheduler and
flow shift, hardly on the prompt: one render of the user's own measures them for all later ones.
"""

import hashlib
import itertools
import json
import logging
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.values import Value
from wan22_desktop.core.wan import MAX_STEPS, Expert, Mode, Scheduler

Ratio = Annotated[float, Field(gt=0.0, lt=1e6)]

_log = logging.getLogger(__name__)


class CalibrationKey(Value):
    """What magnitudes depend on; those of another key are of no use."""

    model_fingerprint: str
    mode: Mode
    scheduler: Scheduler
    flow_shift: float

    @property
    def file_name(self) -> str:
        return f"mag-{hashlib.sha256(self.to_json().encode()).hexdigest()[:24]}.json"


class MagCalibration(Value):
    """The ratios of one render: per expert one for each of its steps, the first being 1."""

    key: CalibrationKey
    ratios: dict[Expert, Annotated[tuple[Ratio, ...], Field(min_length=2, max_length=MAX_STEPS)]]

    def ratios_for(self, expert: Expert, num_steps: int) -> tuple[float, ...] | None:
        """The expert's ratios for another number of steps; None if it was not measured."""
        measured = self.ratios.get(expert)
        return None if measured is None else resampled(measured, num_steps)


def resampled(ratios: Sequence[float], num_steps: int) -> tuple[float, ...]:
    """`ratios` for `num_steps` steps over the same range of noise.

    Half the steps are twice as far apart, so that each changes as much as two did: what is
    interpolated is the magnitude itself (the product of all ratios so far), never the ratio.
    """
    magnitude = [0.0]
    for ratio in ratios[1:]:
        magnitude.append(magnitude[-1] + math.log(ratio))
    last = len(ratios) - 1
    points: list[float] = []
    for step in range(num_steps):
        position = step * last / max(1, num_steps - 1)
        before = min(int(position), last - 1)
        share = position - before
        points.append(magnitude[before] * (1 - share) + magnitude[before + 1] * share)
    return (1.0, *(math.exp(b - a) for a, b in itertools.pairwise(points)))


def load_calibration(folder: Path, key: CalibrationKey) -> MagCalibration | None:
    """What `save_calibration` kept for `key`; None where it is missing or cannot be read."""
    path = folder / key.file_name
    try:
        calibration = MagCalibration.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError, json.JSONDecodeError) as error:
        _log.warning("the calibration %s is measured again: %s", path.name, error)
        return None
    return calibration if calibration.key == key else None


def save_calibration(folder: Path, calibration: MagCalibration) -> None:
    """Keep `calibration` for later renders; raises OSError."""
    durable_write(folder / calibration.key.file_name, calibration.to_json().encode())
