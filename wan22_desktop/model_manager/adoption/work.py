"""Finding and adopting models of the user's own, as long work that tells how it went."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.model_store import ModelStore
from wan22_desktop.core.texts import tr
from wan22_desktop.core.units import size
from wan22_desktop.model_manager.adoption.model_adoption import ModelAdoption
from wan22_desktop.model_manager.domain.adoption import Candidate, Findings
from wan22_desktop.model_manager.events import ModelEvent, ModelNote, ModelRefused, ModelsFound
from wan22_desktop.model_manager.health.monitor import ModelHealthMonitor


class AdoptionWork:
    """Belongs on a worker thread."""

    def __init__(
        self,
        adoption: ModelAdoption,
        store: ModelStore,
        monitor: ModelHealthMonitor,
        tell: Callable[[ModelEvent], None],
    ) -> None:
        self._adoption = adoption
        self._store = store
        self._monitor = monitor
        self._tell = tell

    def find(self, paths: Sequence[Path], stop: threading.Event) -> bool:
        """Tell what these files and folders hold, or the usual places; whether it was told."""
        findings = self._adoption.find(paths, stop=stop)
        if stop.is_set():
            return False
        self._tell(ModelsFound(findings))
        return True

    def adopt(self, candidates: Sequence[Candidate], stop: threading.Event) -> None:
        """Take them into use; what does not work is told and keeps no other from being adopted."""
        for candidate in candidates:
            if stop.is_set():
                return
            try:
                record = self._adoption.adopt(candidate, stop=stop)
                if record.current is not None:
                    # All of it was read for its digests just now.
                    pieces = self._store.pieces(record.package, record.current)
                    self._monitor.accept_version(record.package, record.current, pieces)
            except UserError as error:
                self._tell(ModelRefused(error))
                continue
            where = (
                tr("used where it lies") if record.adopted is not None else tr("linked, not copied")
            )
            self._tell(
                ModelNote(
                    tr(
                        "{title} ({size}) is adopted: {where}.",
                        title=candidate.title,
                        size=size(candidate.size_bytes),
                        where=where,
                    ),
                    record.package,
                )
            )

    def find_and_adopt(self, paths: Sequence[Path], stop: threading.Event) -> None:
        """Adopt every complete model that these files and folders are part of."""
        findings = self._adoption.find(paths, stop=stop)
        complete = [candidate for candidate in findings.candidates if candidate.is_complete]
        if not complete and not stop.is_set():
            raise _nothing_to_adopt(paths, findings)
        self.adopt(complete, stop)


def _nothing_to_adopt(paths: Sequence[Path], findings: Findings) -> UserError:
    reasons = [unusable.reason for unusable in findings.unusable]
    for candidate in findings.candidates:
        lacking = tr(" and ").join(part.words for part in candidate.missing)
        reasons.append(tr("{title} lacks {parts}.", title=candidate.title, parts=lacking))
    told = " ".join(reasons[:3]) or tr("There are no weights of Wan 2.2.")
    return UserError(
        tr(
            "Nothing in {paths} can be adopted. {told}", paths=", ".join(map(str, paths)), told=told
        ),
        category=ErrorCategory.MODEL,
        safe=tr("Nothing was changed."),
    )
