"""A clip of the gallery, and what the queue tells about one that it has made."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from wan22_desktop.core.plain_text import plain_line

if TYPE_CHECKING:  # pydantic comes with it, and the window's first paint comes before pydantic
    from wan22_desktop.core.request import GenerationRequest

MAX_RATING = 5
MAX_WORD_CHARACTERS = 60
"""Of a tag or the name of an album."""
MAX_LABEL_CHARACTERS = 200
MAX_NOTE_CHARACTERS = 4000
MAX_TAGS = 100
"""Of one clip; far more than anybody reads."""


class Origin(StrEnum):
    MADE = "made"
    IMPORTED = "imported"


class ClipState(StrEnum):
    PRESENT = "present"
    MISSING = "missing"
    """Its file is not where it was; it is shown, and found again by its hash."""
    RECYCLED = "recycled"
    """Its file went to the recycle bin; not shown, but all of it comes back with the file."""
    FORGOTTEN = "forgotten"
    """Taken out of the gallery while its file stays; not shown until it is imported again."""

    @property
    def is_shown(self) -> bool:
        return self in (ClipState.PRESENT, ClipState.MISSING)


@dataclass(frozen=True, slots=True)
class ClipLora:
    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class ClipRecord:
    """Everything known about a clip; times are seconds since 1970, for display and order only.

    `created_at` is when it was rendered, `added_at` when the gallery got it. `model`, `work` and
    `group_kind` are the values of `Variant`, `WorkKind` and `GroupKind`, or empty. `request_json`
    is empty where the clip says nothing that this version can read. `render_seconds` is how long
    it took, 0 if unknown. `albums` and `tags` are in the order of their names.
    """

    id: str
    path: str
    sha256: str
    size_bytes: int
    added_at: float
    created_at: float
    prompt: str = ""
    model: str = ""
    request_json: str = ""
    loras: tuple[ClipLora, ...] = ()
    width: int = 0
    height: int = 0
    num_frames: int = 0
    fps: float = 0.0
    render_seconds: float = 0.0
    rating: int = 0
    tags: tuple[str, ...] = ()
    albums: tuple[str, ...] = ()
    origin: Origin = Origin.MADE
    job_id: str = ""
    group_id: str = ""
    group_kind: str = ""
    label: str = ""
    work: str = ""
    note: str = ""
    state: ClipState = ClipState.PRESENT

    @property
    def file_name(self) -> str:
        return Path(self.path).name

    @property
    def title(self) -> str:
        """What people know it by: the name they gave it, else its prompt, else its file's name."""
        return self.label or self.prompt or Path(self.path).stem

    @property
    def seconds(self) -> float:
        """How long it plays; 0 if unknown."""
        return self.num_frames / self.fps if self.fps > 0 else 0.0

    @property
    def is_missing(self) -> bool:
        return self.state is ClipState.MISSING

    @property
    def request(self) -> "GenerationRequest | None":
        """What made it; None for clips of others, of newer versions, or with a damaged entry."""
        from pydantic import ValidationError

        from wan22_desktop.core.request import GenerationRequest

        try:
            return GenerationRequest.from_json(self.request_json) if self.request_json else None
        except ValidationError:
            return None


@dataclass(frozen=True, slots=True)
class MadeClip:
    """A clip that a job of the queue has finished.

    `seconds` is how long that took; `thumbnail` a JPEG, or empty; `group_kind` the kind of the
    group that the job belongs to, empty without one.
    """

    path: str
    sha256: str
    job_id: str
    group_id: str = ""
    label: str = ""
    seconds: float = 0.0
    thumbnail: bytes = b""
    group_kind: str = ""


def clean_words(words: Iterable[str]) -> tuple[str, ...]:
    """Tags or albums as they are kept: readable, each once whatever its case, by name."""
    kept: dict[str, str] = {}
    for word in words:
        clean = plain_line(word.replace(",", " "), MAX_WORD_CHARACTERS)
        if clean:
            kept.setdefault(clean.casefold(), clean)
    return tuple(kept[key] for key in sorted(kept))[:MAX_TAGS]


def without_words(words: Iterable[str], removed: Iterable[str]) -> tuple[str, ...]:
    """`words` less those that are in `removed` in any case."""
    gone = {word.casefold() for word in clean_words(removed)}
    return tuple(word for word in words if word.casefold() not in gone)
