"""Error recovery and saved states as window and command line put them together."""

from collections.abc import Callable
from pathlib import Path

from wan22_desktop.composition.schema import UPGRADES
from wan22_desktop.core.places import Places
from wan22_desktop.core.settings import load_settings
from wan22_desktop.recovery.error_recovery_system import ErrorRecoverySystem
from wan22_desktop.recovery.records import RecoveryRecords
from wan22_desktop.recovery.system_state import SystemState


def error_recovery(places: Places) -> ErrorRecoverySystem:
    """What a runner asks after a failure; the settings are read at each call."""
    return ErrorRecoverySystem(
        RecoveryRecords(places.recoveries_file),
        on_out_of_memory=lambda: (
            load_settings(places.settings_file).settings.rendering.on_out_of_memory
        ),
    )


def system_state(
    places: Places, copy_database: Callable[[Path], None] | None = None
) -> SystemState:
    """The saved states of a home, for the process that owns it.

    `copy_database` is `Database.copy_to` of the connection that is open, or None if none is.
    """
    return SystemState(places, len(UPGRADES), copy_database=copy_database)
