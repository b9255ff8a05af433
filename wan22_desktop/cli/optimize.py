"""`wan22 optimize`: settings for this machine, measured before they are applied.

Exit codes: 0 done, 2 refused, 3 failed, 130 broken off, with everything as it was.
"""

from math import isfinite
from statistics import median
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from wan22_desktop.cli.output import print_json
from wan22_desktop.composition.optimizer import system_optimizer
from wan22_desktop.composition.tuning_trial import TuningTrial
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.units import size
from wan22_desktop.optimizer.domain.comparison import Comparison
from wan22_desktop.optimizer.domain.optimal_settings import OptimalSettings, Tuning
from wan22_desktop.optimizer.domain.setting_text import (
    holds,
    interval_text,
    value_text,
    verdict_text,
)
from wan22_desktop.optimizer.system_optimizer import OptimizationResult, WAN22SystemOptimizer

_FAILED = 3


def optimize(
    *,
    apply: Annotated[
        bool,
        typer.Option("--apply", help="Measure the settings, and keep them unless they do harm."),
    ] = False,
    revert: Annotated[
        bool, typer.Option("--revert", help="Go back to what held before the last --apply.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Show the settings that suit this machine and why; without an option nothing changes."""
    if apply and revert:
        raise UserError("--apply and --revert exclude each other.", field="revert")
    places = Places.find()
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed} of {task.total} renders"),
        console=console,
        transient=True,
        disable=as_json or not console.is_terminal,
    ) as progress:

        def show(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total, visible=True)

        task = progress.add_task("measuring", total=None, visible=False)
        optimizer = system_optimizer(places, TuningTrial(places, on_progress=show))
        if revert:
            return _reverted(optimizer.revert(), as_json=as_json)
        begun = optimizer.initialize_system()
        settings = optimizer.settings
        result = optimizer.apply_hardware_optimizations() if apply else None
    if as_json:
        print_json(_as_json(optimizer, settings, begun, result))
    else:
        _print(optimizer, settings, begun, result)
    return 0 if result is None or result.success else _FAILED


def _reverted(tuning: Tuning, *, as_json: bool) -> int:
    if as_json:
        print_json({"applied": tuning.model_dump(mode="json")})
    else:
        Console(highlight=False).print("What held before holds again, from the next engine on.")
    return 0


def _as_json(
    optimizer: WAN22SystemOptimizer,
    settings: OptimalSettings,
    begun: OptimizationResult,
    result: OptimizationResult | None,
) -> dict[str, object]:
    return {
        "hardware": optimizer.profile.model_dump(mode="json"),
        "settings": [setting.model_dump(mode="json") for setting in settings.settings],
        "applied": optimizer.applied.model_dump(mode="json"),
        "warnings": list(begun.warnings),
        "errors": list(begun.errors),
        "result": None if result is None else _result_json(result),
    }


def _result_json(result: OptimizationResult) -> dict[str, object]:
    return {
        "success": result.success,
        "optimizations_applied": list(result.optimizations_applied),
        "performance_improvement": result.performance_improvement,
        "memory_savings": result.memory_savings,
        "warnings": list(result.warnings),
        "errors": list(result.errors),
        "comparison": None if result.comparison is None else comparison_json(result.comparison),
    }


def comparison_json(comparison: Comparison) -> dict[str, object]:
    """Every measured value, and what follows from them."""
    return {
        "before": comparison.before.model_dump(mode="json"),
        "after": comparison.after.model_dump(mode="json"),
        "ratio": comparison.ratio,
        # Without enough pairs there is no bound.
        "interval": [bound if isfinite(bound) else None for bound in comparison.interval],
        "verdict": comparison.verdict.value,
        "same_bits": comparison.same_bits,
        "memory_savings_bytes": comparison.memory_savings_bytes,
    }


def _print(
    optimizer: WAN22SystemOptimizer,
    settings: OptimalSettings,
    begun: OptimizationResult,
    result: OptimizationResult | None,
) -> None:
    console = Console(highlight=False)
    console.print(settings_table(settings, optimizer.applied))
    for warning in (*begun.warnings, *begun.errors):
        console.print(f"Note: {escape(warning)}")
    if result is None:
        console.print("`wan22 optimize --apply` measures the engine's and applies them.")
        return
    if result.comparison is not None:
        console.print(comparison_table(result.comparison))
    for change in result.optimizations_applied:
        console.print(f"Applied: {escape(change)}")
    for sentence in (*result.warnings, *result.errors):
        console.print(escape(sentence))


def settings_table(settings: OptimalSettings, applied: Tuning) -> Table:
    """Each setting with its reason; a star where it holds already."""
    table = Table("setting", "value", "by", "reason", "effect", box=None)
    for setting in settings.settings:
        table.add_row(
            setting.name,
            escape(value_text(setting)) + (" *" if holds(setting, applied) else ""),
            setting.carried_by.value,
            escape(setting.reason),
            f"{escape(setting.effect)} ({setting.basis.value})",
        )
    return table


def comparison_table(comparison: Comparison) -> Table:
    """Before and after, with the spread of the renders and what can be said of it."""
    table = Table("", "before", "after", "after / before", box=None)
    sides = (comparison.before, comparison.after)
    table.add_row(
        "render, median",
        *(f"{median(side.seconds):.3f} s" for side in sides),
        f"{comparison.ratio:.3f} ({interval_text(comparison)})",
    )
    table.add_row(
        "render, spread",
        *(f"{min(side.seconds):.3f} to {max(side.seconds):.3f} s" for side in sides),
        "",
    )
    table.add_row(
        "loading, median", *(f"{median(side.loading_seconds):.3f} s" for side in sides), ""
    )
    table.add_row("memory, median", *(size(int(median(s.resident_bytes))) for s in sides), "")
    bits = "the same bits" if comparison.same_bits else "other bits"
    table.add_row("result", "", bits, verdict_text(comparison))
    return table
