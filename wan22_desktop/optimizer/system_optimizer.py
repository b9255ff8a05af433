"""One flow from what the machine has to settings that are applied because they were measured."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.texts import decimal, tr
from wan22_desktop.engine_protocol.tuning import EngineTuning
from wan22_desktop.optimizer.domain.comparison import Comparison, Verdict
from wan22_desktop.optimizer.domain.optimal_settings import CarriedBy, OptimalSettings, Tuning
from wan22_desktop.optimizer.hardware_optimizer import HardwareOptimizer
from wan22_desktop.optimizer.tuning_store import Applied, TuningStore


@dataclass(frozen=True, slots=True)
class ConfigReport:
    """Of the app's configuration: what is wrong with it, and what was mended."""

    problems: tuple[str, ...] = ()
    repaired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HealthStatus:
    """How the machine is at this moment; `concerns` are sentences."""

    concerns: tuple[str, ...] = ()

    @property
    def is_healthy(self) -> bool:
        return not self.concerns


@dataclass(frozen=True, slots=True)
class OptimizationResult:
    """What was done. `performance_improvement` is the share of a render's time that is saved.

    It is None where nothing was measured or no difference was found. `memory_savings` are bytes.
    """

    success: bool
    optimizations_applied: tuple[str, ...] = ()
    performance_improvement: float | None = None
    memory_savings: int | None = None
    warnings: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    comparison: Comparison | None = None
    """The last that was measured."""


class ConfigCheck(Protocol):
    """Looks at the app's configuration, and mends it if `repair`; raises UserError, OSError."""

    def __call__(self, *, repair: bool) -> ConfigReport: ...


class Benchmark(Protocol):
    """Renders with both tunings in turns; raises UserError if an engine cannot."""

    def __call__(self, before: EngineTuning, after: EngineTuning, /) -> Comparison: ...


class WAN22SystemOptimizer:
    """Detects, checks, applies and watches; whoever does each of these is passed in.

    Nothing is applied before it has been measured, so that a measurement that is broken off
    leaves everything as it was.
    """

    def __init__(
        self,
        optimizer: HardwareOptimizer,
        store: TuningStore,
        *,
        check_config: ConfigCheck,
        check_health: Callable[[], HealthStatus],
        benchmark: Benchmark,
    ) -> None:
        self._optimizer = optimizer
        self._store = store
        self._check_config = check_config
        self._check_health = check_health
        self._benchmark = benchmark
        self._profile: HardwareProfile | None = None

    @property
    def profile(self) -> HardwareProfile:
        """The machine, detected once."""
        if self._profile is None:
            self._profile = self._optimizer.detect_hardware_profile()
        return self._profile

    @property
    def settings(self) -> OptimalSettings:
        """What suits the machine."""
        return self._optimizer.generate_optimal_settings(self.profile)

    @property
    def applied(self) -> Tuning:
        """What holds at the moment."""
        return self._store.tuning

    @property
    def can_revert(self) -> bool:
        """Whether anything was applied."""
        return self._store.current is not None

    def initialize_system(self) -> OptimizationResult:
        """Look at everything and change nothing; tells what keeps the rest from working."""
        warnings: list[str] = []
        errors: list[str] = []
        try:
            warnings += self._check_config(repair=False).problems
        except (UserError, OSError) as error:
            errors.append(str(error))
        current = self._store.current
        if current is not None and current.machine != machine_text(self.profile):
            warnings.append(
                tr(
                    "The settings that hold were made for another machine "
                    "({machine}): apply anew or revert.",
                    machine=current.machine,
                )
            )
        warnings += self._check_health().concerns
        return OptimizationResult(
            success=not errors, warnings=tuple(warnings), errors=tuple(errors)
        )

    def validate_and_repair_system(self) -> OptimizationResult:
        """Mend the configuration; its original is kept by whoever mends."""
        try:
            report = self._check_config(repair=True)
        except (UserError, OSError) as error:
            return OptimizationResult(success=False, errors=(str(error),))
        return OptimizationResult(
            success=not report.problems,
            optimizations_applied=report.repaired,
            errors=report.problems,
        )

    def apply_hardware_optimizations(self) -> OptimizationResult:
        """Measure the machine's settings against those that hold, and keep what does no harm.

        If all together are slower each is measured alone, and the slower ones are dropped. A
        tuning after which a render has other bits is never applied. Raises NotSavedError, and
        what the benchmark raises.
        """
        settings, before = self.settings, self._store.tuning
        wanted, dropped = settings.tuning, list[str]()
        if wanted == before:
            note = tr("These settings hold already.")
            return OptimizationResult(success=True, warnings=(note,))
        comparison = self._benchmark(before.engine, wanted.engine)
        if comparison.verdict is Verdict.SLOWER:
            wanted, dropped = self._without_slower(before, wanted)
            if wanted.engine != before.engine:
                comparison = self._benchmark(before.engine, wanted.engine)
                if comparison.verdict is Verdict.SLOWER:
                    dropped.append(tr("What is left is slower together."))
                    wanted = wanted.model_copy(update={"engine": before.engine})
        if not comparison.same_bits and wanted.engine != before.engine:
            error = tr("Renders would have other bits than before, so nothing was applied.")
            return OptimizationResult(
                success=False, warnings=tuple(dropped), errors=(error,), comparison=comparison
            )
        if wanted == before:
            return OptimizationResult(
                success=True, warnings=(*dropped, tr("Nothing was applied.")), comparison=comparison
            )
        self._store.apply(Applied(tuning=wanted, machine=machine_text(self.profile)))
        measured = wanted.engine != before.engine
        faster = measured and comparison.verdict is Verdict.FASTER
        return OptimizationResult(
            success=True,
            optimizations_applied=_changes(before, wanted, settings),
            performance_improvement=1 - comparison.ratio if faster else None,
            memory_savings=comparison.memory_savings_bytes if measured else None,
            warnings=tuple(dropped + _consequences(before, wanted)),
            comparison=comparison,
        )

    def revert(self) -> Tuning:
        """Go back to what held before; raises UserError if nothing is applied."""
        applied = self._store.revert()
        return Tuning() if applied is None else applied.tuning

    def monitor_system_health(self) -> HealthStatus:
        """The machine at this moment."""
        return self._check_health()

    def _without_slower(self, before: Tuning, wanted: Tuning) -> tuple[Tuning, list[str]]:
        """The tuning without what is slower alone, and a sentence for each of those."""
        kept, dropped = wanted.engine, list[str]()
        for name in EngineTuning.model_fields:
            value = getattr(before.engine, name)
            if getattr(wanted.engine, name) == value:
                continue
            alone = before.engine.model_copy(update={name: getattr(wanted.engine, name)})
            comparison = self._benchmark(before.engine, alone)
            if comparison.verdict is Verdict.SLOWER:
                kept = kept.model_copy(update={name: value})
                dropped.append(
                    tr(
                        "{name} is not applied: renders took {ratio} times.",
                        name=name,
                        ratio=decimal(f"{comparison.ratio:.2f}"),
                    )
                )
        return wanted.model_copy(update={"engine": kept}), dropped


def machine_text(profile: HardwareProfile) -> str:
    """What settings depend on; parts that can be changed without a new machine.

    It is kept and compared, so it is the same in every language.
    """
    gpu = profile.gpu
    card = "no card" if gpu is None else f"{gpu.name} with {gpu.total_vram_bytes / 1e9:.1f} GB"
    memory = profile.total_ram_bytes
    return ", ".join(
        (
            (profile.cpu_model or "unknown processor")[:100],
            f"{profile.cpu_cores or '?'} cores in {profile.numa_nodes or '?'} groups",
            "unknown memory" if memory is None else f"{memory / 1e9:.1f} GB of memory",
            card[:200],
        )
    )


def _changes(before: Tuning, after: Tuning, settings: OptimalSettings) -> tuple[str, ...]:
    """Each setting that changes, with its values."""
    changes: list[str] = []
    for setting in settings.settings:
        side = "engine" if setting.carried_by is CarriedBy.ENGINE else "torch_threads"
        if side == "torch_threads" and setting.name != side:
            continue
        old, new = (
            getattr(each.engine if side == "engine" else each, setting.name)
            for each in (before, after)
        )
        if old != new:
            changes.append(f"{setting.name}: {_said(old)} -> {_said(new)}")
    return tuple(changes)


def _consequences(before: Tuning, after: Tuning) -> list[str]:
    if before.torch_threads == after.torch_threads:
        return []
    return [
        tr("A render on the processor that is half done begins anew: threads round differently.")
    ]


def _said(value: object) -> str:
    return tr("by itself") if value is None else str(value)
