"""`wan22 hardware`: what this machine has, and with `--watch` what it does.

Exit codes: 0 done, 130 watching was ended with Ctrl+C.
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.live import Live

from wan22_desktop.cli.hardware_tables import profile_tables, sample_table
from wan22_desktop.cli.output import print_json
from wan22_desktop.cli.requests import JsonOption
from wan22_desktop.composition.machine import vram_manager
from wan22_desktop.core.places import Places
from wan22_desktop.core.settings import load_settings
from wan22_desktop.hardware.domain.metrics import SystemMetrics
from wan22_desktop.hardware.driver_text import problem_text
from wan22_desktop.hardware.health_monitor import HealthMonitor

WatchOption = Annotated[
    bool, typer.Option("--watch", help="Show what the machine does until Ctrl+C is pressed.")
]


def hardware(watch: WatchOption = False, as_json: JsonOption = False) -> int:  # noqa: FBT002
    """Print what this machine has, each value with who says it."""
    places = Places.find()
    if watch:
        return _watch(places, as_json=as_json)
    profile = vram_manager(places).profile()
    problem = problem_text(profile)
    if as_json:
        print_json(profile.model_dump(mode="json") | {"problem": problem})
        return 0
    console = Console(highlight=False)
    for table in profile_tables(profile):
        console.print(table)
    if problem is not None:
        console.print(problem, markup=False)
    return 0


def _watch(places: Places, *, as_json: bool) -> int:
    """Show a sample at each interval of the settings; ends with KeyboardInterrupt."""
    interval_s = load_settings(places.settings_file).settings.health.interval_s
    monitor = HealthMonitor(places.home)
    try:
        if as_json:
            _show_each(monitor, interval_s, lambda sample: print_json(asdict(sample)))
        with Live(console=Console(highlight=False), auto_refresh=False) as live:
            _show_each(
                monitor,
                interval_s,
                lambda sample: live.update(sample_table(sample), refresh=True),
            )
    except BrokenPipeError:
        # Who read the lines has had enough; what is still buffered must not fail once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    finally:
        monitor.close()
    return 0


def _show_each(
    monitor: HealthMonitor, interval_s: float, show: Callable[[SystemMetrics], None]
) -> None:
    due_s = time.monotonic()
    while True:
        show(monitor.sample())
        # Not sooner because a sample took long.
        due_s = max(due_s + interval_s, time.monotonic())
        time.sleep(due_s - time.monotonic())
