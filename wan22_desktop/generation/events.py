"""What the render runner and the queue report, as plain values."""

from dataclasses import dataclass
from enum import StrEnum

from wan22_desktop.core.errors import UserError
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.domain.progress import Preview, Progress


class ImageRole(StrEnum):
    """Which frame of a clip a picture stands for; the value names it in problems and refusals."""

    START = "image"
    END = "end_image"

    @property
    def label(self) -> str:
        return "start image" if self is ImageRole.START else "end image"

    @property
    def request_field(self) -> str:
        """Where a request names the picture."""
        return f"{self.value}_sha256"


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A picture as it was copied into the app's keeping; sizes in pixels after rotation."""

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


@dataclass(frozen=True, slots=True)
class JobAdded:
    job: Job


@dataclass(frozen=True, slots=True)
class JobChanged:
    job: Job


@dataclass(frozen=True, slots=True)
class JobRemoved:
    job_id: str


@dataclass(frozen=True, slots=True)
class JobsReordered:
    """The whole list, first to last."""

    job_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EngineChanged:
    """What the engine process is doing, in one sentence."""

    sentence: str


QueueEvent = (
    JobAdded
    | JobChanged
    | JobRemoved
    | JobsReordered
    | QueuePause
    | Progress
    | Preview
    | EngineChanged
)
