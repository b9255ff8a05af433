"""The app's only database: which upgrades it goes through, and how it is opened."""

from wan22_desktop.core.database import Database
from wan22_desktop.core.places import Places
from wan22_desktop.gallery.store import CREATE_CLIPS
from wan22_desktop.generation.prompt_store import CREATE_PROMPTS
from wan22_desktop.generation.store import (
    ADD_GROUPS_AND_WORK,
    ADD_LORAS_AT_FAULT,
    ADD_NOTE,
    ADD_WAITS,
    CREATE_JOBS,
)
from wan22_desktop.hardware.history import CREATE_METRICS
from wan22_desktop.lora_library.store import CREATE_LORAS
from wan22_desktop.model_manager.usage.store import CREATE_RENDERS
from wan22_desktop.recovery.restore_journal import finish_restore

UPGRADES = (
    CREATE_JOBS,
    ADD_WAITS,
    CREATE_RENDERS,
    ADD_NOTE,
    CREATE_LORAS,
    ADD_LORAS_AT_FAULT,
    CREATE_METRICS,
    ADD_GROUPS_AND_WORK,
    CREATE_CLIPS,
    CREATE_PROMPTS,
)
"""The scripts of all capabilities in one order, because a file knows only how many it has seen.

New ones are appended: putting one in between, or taking one out, would have files skip a script
or run one twice.
"""


def open_database(places: Places) -> Database:
    """The database of a home, brought up to date; raises UserError as `Database` does.

    For the process that owns the home, which keeps one connection. A saved state that was being put
    back when the last process ended is put back first: nothing half of it is ever opened.
    """
    finish_restore(places)
    return Database(places.database_file, upgrades=UPGRADES, backups=places.backups)
