"""Why the app itself holds the queue back, beside whatever the user wants."""

from wan22_desktop.generation.events import QueueHold


class QueueHolds:
    """Several may hold it at once, each by its name; it goes on when the last has let go."""

    def __init__(self) -> None:
        self._between_jobs: dict[str, str] = {}
        """Reasons by who holds."""
        self.at_step = ""
        """Why the job that is being rendered stops at its next step, too."""
        self.by_disk = ""
        """Why no file can be written; over as soon as there is room."""

    def put(self, by: str, reason: str) -> None:
        """`by` holds the queue for this reason, or with an empty one no longer."""
        if reason:
            self._between_jobs[by] = reason
        else:
            self._between_jobs.pop(by, None)

    def held(self) -> QueueHold:
        """The reason that matters most."""
        between = next(iter(self._between_jobs.values()), "")
        return QueueHold(self.at_step or between or self.by_disk, at_step=bool(self.at_step))

    @property
    def is_by_wish(self) -> bool:
        """Whether somebody has to let go before a job begins."""
        return bool(self.at_step or self._between_jobs)
