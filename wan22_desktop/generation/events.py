"""What the render runner and the queue report, as plain values."""

from dataclasses import dataclass

from wan22_desktop.core.errors import UserError


@dataclass(frozen=True, slots=True)
class StartImage:
    """A start image as it was copied into the app's keeping; sizes in pixels after rotation."""

    sha256: str
    path: str
    name: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class QueuePause:
    """Whether the queue starts new jobs, and why not; an empty reason means the user's wish."""

    paused: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something the user asked for was not done."""

    error: UserError
    job_id: str | None = None
