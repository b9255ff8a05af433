"""Moves suspicious files of a model to quarantine: by what they are, and by the user's program."""

import threading
from collections.abc import Callable, Collection
from pathlib import Path

from wan22_desktop.core.manifest import Manifest
from wan22_desktop.core.quarantine import Quarantine, Quarantined
from wan22_desktop.core.texts import tr
from wan22_desktop.model_manager.health.scan_hook import scan
from wan22_desktop.model_manager.health.suspicion import suspicion_of, unnamed_files


class Inspection:
    """Looks at files whose digests are known to be right."""

    def __init__(self, quarantine: Quarantine, scan_command: Callable[[], str | None]) -> None:
        self._quarantine = quarantine
        self._scan_command = scan_command

    def clear(
        self, folder: Path, manifest: Manifest, whole: Collection[str]
    ) -> tuple[Quarantined, ...]:
        """Move away what of the `whole` files is suspicious, and what the manifest does not name.

        Reads headers only; raises NotSavedError.
        """
        found: list[Quarantined | None] = []
        for file in manifest.files:
            place = folder / file.path
            if file.path in whole and place.is_file() and (reason := suspicion_of(place)):
                found.append(self._quarantine.put(place, reason, sha256=file.sha256))
        found += [
            self._quarantine.put(place, tr("does not belong to the model"))
            for place in list(unnamed_files(folder, manifest))
        ]
        return tuple(entry for entry in found if entry is not None)

    def new_files(
        self, folder: Path, manifest: Manifest, stop: threading.Event | None
    ) -> tuple[Quarantined, ...]:
        """The same for files that have just come, and then what the scan program refuses.

        Raises NotSavedError, UserError if the program cannot be run, and ScanStoppedError.
        """
        found: list[Quarantined | None] = []
        found += self.clear(folder, manifest, {file.path for file in manifest.files})
        command = self._scan_command()
        for file in manifest.files if command else ():
            place = folder / file.path
            if command and place.is_file() and (said := scan(command, place, stop=stop)):
                reason = tr("was refused by the scan program: {said}", said=said)
                found.append(self._quarantine.put(place, reason, sha256=file.sha256))
        return tuple(entry for entry in found if entry is not None)
