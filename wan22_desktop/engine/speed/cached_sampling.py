"""The step cache of one render: on each expert with its own steps, measured first where needed."""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from pydantic import ValidationError

from wan22_desktop.core.wan import Expert
from wan22_desktop.engine.speed.mag_calibration import (
    CalibrationKey,
    MagCalibration,
    load_calibration,
    save_calibration,
)
from wan22_desktop.engine.speed.magnitude_meter import MagnitudeMeter
from wan22_desktop.engine.speed.step_cache import (
    MIN_STEPS,
    disable_step_cache,
    enable_step_cache,
    reset_step_cache,
)
from wan22_desktop.engine_protocol.plan import StepCache, StepCacheKind

_log = logging.getLogger(__name__)


class CachedSampling:
    """Puts the plan's step cache on each expert while it samples, and takes it off again.

    MagCache needs ratios measured on this model. Where `calibrations` holds none for `key`, this
    render skips nothing, measures them as it goes, and keeps them for all later ones.
    """

    def __init__(
        self,
        cache: StepCache,
        experts_by_step: Sequence[Expert],
        *,
        first_step: int,
        calibrations: Path,
        key: CalibrationKey,
    ) -> None:
        """`first_step` is 0, or where a resumed render goes on."""
        self._cache = cache
        self._all = Counter(experts_by_step)
        self._left = Counter(experts_by_step[first_step:])
        self._folder = calibrations
        self._key = key
        self._calibration: MagCalibration | None = None
        self._measured: dict[Expert, tuple[float, ...]] = {}
        self.measures = False
        """Whether this render skips nothing because it has to measure."""
        if cache.kind is StepCacheKind.MAG_CACHE:
            self._calibration = load_calibration(calibrations, key)
            self.measures = self._calibration is None and min(self._all.values()) >= MIN_STEPS

    @contextmanager
    def on(
        self, expert: Expert, transformer: WanTransformer3DModel, _step: int = 0
    ) -> Iterator[None]:
        """For as long as `expert` samples; the `around` of `engine.sampling.denoising.denoise`."""
        if self.measures:
            with self._measuring(expert, transformer):
                yield
            return
        self._enable(expert, transformer)
        try:
            yield
        finally:
            reset_step_cache(transformer)
            disable_step_cache(transformer)

    def _enable(self, expert: Expert, transformer: WanTransformer3DModel) -> None:
        steps, left = self._all[expert], self._left[expert]
        ratios: tuple[float, ...] | None = None
        if self._cache.kind is StepCacheKind.MAG_CACHE:
            ratios = self._calibration and self._calibration.ratios_for(expert, steps)
            if ratios is None:
                return
            ratios = ratios[steps - left :]
        enable_step_cache(transformer, self._cache, num_steps=left, mag_ratios=ratios)

    @contextmanager
    def _measuring(self, expert: Expert, transformer: WanTransformer3DModel) -> Iterator[None]:
        meter = MagnitudeMeter(transformer)
        try:
            yield
        finally:
            meter.detach()
        ratios = meter.ratios()
        if len(ratios) == self._all[expert]:  # not where a resumed render began in its middle
            self._measured[expert] = ratios
        if self._measured.keys() == self._all.keys():
            self._keep()

    def _keep(self) -> None:
        try:
            save_calibration(self._folder, MagCalibration(key=self._key, ratios=self._measured))
        except (OSError, ValidationError) as error:
            # The clip is what the user waits for; the next render measures again.
            _log.warning("the calibration is not kept: %s", error)
