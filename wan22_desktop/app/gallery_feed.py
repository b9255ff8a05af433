"""Tells the gallery of the clips that the queue has made."""

from PySide6.QtCore import QObject, Signal, Slot

from wan22_desktop.composition.made_clips import made_clip, made_clips
from wan22_desktop.gallery.domain.clip_record import MadeClip
from wan22_desktop.generation.domain.groups import JobGroup
from wan22_desktop.generation.domain.job import Job


class GalleryFeed(QObject):
    """Follows the queue; what was done before the gallery came into being is told as well."""

    made = Signal(object)  # MadeClip
    made_before = Signal(object)  # tuple[MadeClip, ...]
    look_wanted = Signal()
    """Files may have been moved while another program was in front."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kinds: dict[str, str] = {}
        self._done: tuple[MadeClip, ...] = ()
        self._is_listed = False

    @Slot(object)
    def take_groups(self, groups: tuple[JobGroup, ...]) -> None:
        self._kinds = {group.id: group.kind.value for group in groups}

    @Slot(object)
    def take_group(self, group: JobGroup) -> None:
        self._kinds[group.id] = group.kind.value

    @Slot(object)
    def take_jobs(self, jobs: tuple[Job, ...]) -> None:
        self._done = tuple(made_clips(jobs, self._kinds))
        self._tell_before()

    @Slot()
    def note_listed(self) -> None:
        """The gallery is open."""
        self._is_listed = True
        self._tell_before()

    @Slot(bool)
    def note_activation(self, active: bool) -> None:  # noqa: FBT001 - a slot
        if active and self._is_listed:
            self.look_wanted.emit()

    @Slot(object)
    def take_done(self, job: Job) -> None:
        if (clip := made_clip(job, self._kinds)) is not None:
            self.made.emit(clip)

    def _tell_before(self) -> None:
        if self._is_listed and self._done:
            self.made_before.emit(self._done)
            self._done = ()
