"""The LoRAs of one job: read, checked, put on its experts, and what that took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from diffusers.models.transformers.transformer_wan import WanTransformer3DModel

from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.lora_report import KeyMatchReport
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.wan import Expert
from wan22_desktop.engine.lora.files import LoraFiles
from wan22_desktop.engine.lora.fit import LoraUses
from wan22_desktop.engine.lora.format import LoraFile, suspicion
from wan22_desktop.engine.lora.lora_set import LoraSet
from wan22_desktop.engine.model_manager import ModelManager
from wan22_desktop.engine.progress import Emit
from wan22_desktop.engine_protocol.messages import LoraCost, LorasApplied, Render


class JobLoras:
    """`read`, then `check`, then `on` for each expert; all raise UserError for field `loras`."""

    def __init__(self, job: Render, emit: Emit, models: ModelManager) -> None:
        self._job = job
        self._emit = emit
        self._models = models
        self.uses: list[tuple[LoraUse, LoraFile]] = []
        self.reports: tuple[KeyMatchReport, ...] = ()
        """For each LoRA and expert on which it is on; known once they are checked."""
        self._seconds_reading: dict[str, float] = {}
        """By hash, for files that no earlier job left in memory; 0 once it is reported."""

    def read(self, files: LoraFiles) -> None:
        """The files that the job names."""
        for use, path in zip(self._job.request.loras, self._job.lora_paths, strict=True):
            reads, started = files.reads, time.perf_counter()
            self.uses.append((use, files.read(use, Path(path))))
            if files.reads > reads:
                self._seconds_reading[use.sha256] = time.perf_counter() - started

    def check(self) -> None:
        """Refuse those that do not fit the job's model, before anything is loaded for them."""
        self.reports = self._models.check_loras(self.uses)

    @contextmanager
    def on(
        self, expert: Expert, transformer: WanTransformer3DModel, uses: LoraUses
    ) -> Iterator[None]:
        """Make `uses` the LoRAs of an expert, and suspect them if it computes no picture then."""
        self._report(expert, self._models.apply_loras(expert, transformer, uses))
        try:
            yield
        except UserError as error:
            suspects = [use for use, _ in uses if use.strength_on(expert)]
            if suspects and error.category is ErrorCategory.BAD_RESULT:
                raise suspicion(error, suspects, expert) from error
            raise

    def _report(self, expert: Expert, applied: LoraSet) -> None:
        costs = tuple(
            LoraCost(
                sha256=sha256,
                load_seconds=self._load_seconds(sha256, applied),
                resident_bytes=resident_bytes,
            )
            for sha256, resident_bytes in applied.resident_bytes().items()
        )
        if costs:
            reports = tuple(report for report in self.reports if report.expert is expert)
            self._emit(LorasApplied(job_id=self._job.job_id, reports=reports, costs=costs))

    def _load_seconds(self, sha256: str, applied: LoraSet) -> float | None:
        if sha256 not in self._seconds_reading:
            return None
        reading, self._seconds_reading[sha256] = self._seconds_reading[sha256], 0.0
        return reading + applied.seconds_attaching.get(sha256, 0.0)
