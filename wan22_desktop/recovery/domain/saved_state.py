"""What a saved state consists of, and what it says of itself."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from wan22_desktop.core.request import Sha256
from wan22_desktop.core.values import Value

VERSION = 1
"""Raise it when older apps would restore a state wrongly."""
SUFFIX = ".wanstate"
MANIFEST_NAME = "manifest.json"
DATABASE_NAME = "wan22.sqlite3"
MAX_MANIFEST_BYTES = 64 * 1024
_SMALL_FILE_BYTES = 1 << 20
MAX_DATABASE_BYTES = 1 << 31
"""A database of ten thousand jobs with their pictures has about 100 MB."""
MAX_NAME_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class StateMember:
    """One file of a state: its name in the archive, and where it lies below the home."""

    name: str
    path: str
    max_bytes: int = _SMALL_FILE_BYTES


MEMBERS = {
    member.name: member
    for member in (
        StateMember("settings.json", "settings.json"),
        StateMember("window.json", "window.json"),
        StateMember("quantization.json", "quantization.json"),
        StateMember("optimization.json", "optimization.json"),
        StateMember("styles.json", "styles.json"),
        StateMember("active.json", "models/active.json"),
        StateMember(DATABASE_NAME, "wan22.sqlite3", MAX_DATABASE_BYTES),
    )
}
"""Records of what lies on the disk (`package.json` of each model) are not among them: put back,
they would name files that may have gone since."""


class SaveReason(StrEnum):
    """Why a state was saved."""

    BY_HAND = "by-hand"
    """The user asked for it: such a state is never removed by the app."""
    SHUTDOWN = "shutdown"
    BEFORE_RESTORE = "before-restore"
    BEFORE_UPGRADE = "before-upgrade"


class MemberFacts(Value):
    """A file of the state as it must come out of it."""

    size_bytes: Annotated[int, Field(ge=0, le=MAX_DATABASE_BYTES)]
    sha256: Sha256


class StateContents(Value):
    """What is in the database of a state; zeros if it has none."""

    jobs: Annotated[int, Field(ge=0)] = 0
    loras: Annotated[int, Field(ge=0)] = 0
    renders: Annotated[int, Field(ge=0)] = 0
    schema_version: Annotated[int, Field(ge=0)] = 0


class StateManifest(Value):
    """The first file of a state."""

    version: Literal[1] = VERSION
    app_version: Annotated[str, Field(max_length=40)]
    saved_at: AwareDatetime
    reason: SaveReason
    name: Annotated[str, Field(max_length=MAX_NAME_CHARACTERS)] = ""
    """The user's name for it."""
    contents: StateContents = StateContents()
    members: dict[Annotated[str, Field(max_length=40)], MemberFacts]
    absent: tuple[Annotated[str, Field(max_length=40)], ...] = ()
    """Members that the home did not have; what is in neither list is left alone by a restore."""


@dataclass(frozen=True, slots=True)
class SavedState:
    """A state in the list; `manifest` is None, and `problem` says why, if it cannot be used."""

    path: Path
    size_bytes: int
    manifest: StateManifest | None
    problem: str = ""

    @property
    def name(self) -> str:
        """What the command line calls it."""
        return self.path.name.removesuffix(SUFFIX)

    @property
    def is_automatic(self) -> bool:
        """Whether the app saved it by itself, and may remove it."""
        return self.manifest is not None and self.manifest.reason is not SaveReason.BY_HAND


def stamp(at: datetime) -> str:
    """The beginning of a state's file name: sorted as text, the newest is last."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
