"""Jobs that belong together: a sweep, drafts, a continuation and whatever follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from wan22_desktop.core.clip_work import ClipWork
from wan22_desktop.core.ids import new_job_id
from wan22_desktop.core.request import GenerationRequest

MAX_JOBS = 2000
"""Of one group, and far more than anybody waits for."""


class GroupKind(StrEnum):
    SWEEP = "sweep"
    """The same clip with some settings varied; its cells make a grid."""
    DRAFTS = "drafts"
    """Quick clips to choose from; the chosen ones are rendered in full."""
    BATCH = "batch"
    """Clips that were added together: seeds, prompts of a matrix, pictures of a folder."""
    CONTINUATION = "continuation"
    """A clip that goes on where another ends, and the two joined."""
    REPRODUCTION = "reproduction"
    """A clip rendered again, to be compared with the first."""
    WORK = "work"
    """Upscaling and the like, one after the other."""


@dataclass(frozen=True, slots=True)
class JobGroup:
    """`spec` is JSON that says what makes the group what it is; its form is its kind's own."""

    id: str
    kind: GroupKind
    title: str
    spec: str = "{}"
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job that is to be added; `work` may name the ids of others that are added with it."""

    request: GenerationRequest
    id: str = field(default_factory=new_job_id)
    note: str = ""
    """Written into the clip."""
    label: str = ""
    """What sets it apart in its group."""
    work: ClipWork | None = None


@dataclass(frozen=True, slots=True)
class NewGroup:
    """Jobs that are added together, all or none."""

    kind: GroupKind
    title: str
    jobs: tuple[NewJob, ...]
    spec: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    id: str = field(default_factory=new_job_id)
