"""What the library knows of a LoRA: the facts in its file, and what people say about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from wan22_desktop.core.wan import Variant

if TYPE_CHECKING:  # it brings pydantic, for which the process that inspects files need not wait
    from wan22_desktop.core.request import LoraUse


class LoraFamily(StrEnum):
    """Which models a LoRA was trained on, as far as its file proves."""

    A14B = "wan2.2-a14b"
    WAN_14B = "wan-14b"
    """Wan 2.1 14B or Wan 2.2 A14B: their names and shapes are the same."""
    TI2V_5B = "wan2.2-5b"
    WAN_2_1 = "wan2.1"
    DEMO = "demo"
    NOT_WAN = "not-wan"
    UNKNOWN = "unknown"


class LoraMode(StrEnum):
    """What kind of clips it was trained for."""

    TEXT_TO_VIDEO = "text-to-video"
    IMAGE_TO_VIDEO = "image-to-video"
    BOTH = "both"
    """The model does both with the same weights."""
    UNKNOWN = "unknown"


class LoraFormat(StrEnum):
    """Which program's way to write it down."""

    DIFFUSERS = "diffusers"
    PEFT = "peft"
    KOHYA = "kohya"
    MUSUBI = "musubi"
    COMFYUI = "comfyui"
    LIGHTX2V = "lightx2v"
    UNKNOWN = "unknown"


class TrainedExpert(StrEnum):
    """Which of the two transformers of A14B a file is for."""

    HIGH_NOISE = "high-noise"
    LOW_NOISE = "low-noise"
    BOTH = "both"
    """The file holds weights for each of them."""
    SINGLE = "single"
    """The model has only one transformer."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class KeyMatch:
    """How many of a file's tensors a model has a place of the right size for."""

    matched: int
    total: int

    @property
    def share(self) -> float:
        return self.matched / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class LoraFacts:
    """What the header of a file says. Texts come from strangers: shown as plain text only."""

    family: LoraFamily = LoraFamily.UNKNOWN
    mode: LoraMode = LoraMode.UNKNOWN
    format: LoraFormat = LoraFormat.UNKNOWN
    expert: TrainedExpert = TrainedExpert.UNKNOWN
    rank: int | None = None
    """The greatest of its layers."""
    alpha: float | None = None
    """As the metadata says; alphas stored as tensors are not read."""
    num_tensors: int = 0
    num_layers: int = 0
    """Layers and parameters of the transformer that it changes."""
    tensor_bytes: int = 0
    num_values: int = 0
    """Numbers that are added to a model; where the file tells two experts apart, to both."""
    trigger_words: tuple[str, ...] = ()
    title: str = ""
    author: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    training: tuple[tuple[str, str], ...] = ()
    """Label and value, for people: the base model, steps, the size of the data set."""
    matches: Mapping[Variant, KeyMatch] = field(default_factory=dict)
    """Of the tensors that each model would have to take: what may be left out is not among them."""
    obstacle: str = ""
    """Why no Wan 2.2 model can use it, as the end of a sentence: `was made with DoRA`."""


class FileState(StrEnum):
    """What became of the library's copy since it was taken in."""

    PRESENT = "present"
    MISSING = "missing"
    CHANGED = "changed"
    """Another program has written to it: its content is not what was taken in."""


@dataclass(frozen=True, slots=True)
class LoraDetails:
    """What people say about a LoRA; first filled from the file and what lies beside it."""

    description: str = ""
    tags: tuple[str, ...] = ()
    author: str = ""
    version: str = ""
    notes: str = ""
    source: str = ""
    """Where it came from: an address or the folder, as text."""
    trigger_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LoraEntry:
    """One file of the library."""

    sha256: str
    name: str
    """Unique among entries, whatever the case of its letters."""
    file_name: str
    """What it was called where it came from."""
    size_bytes: int
    facts: LoraFacts
    details: LoraDetails = LoraDetails()
    state: FileState = FileState.PRESENT
    is_favourite: bool = False
    use_count: int = 0
    last_used: float | None = None
    """Seconds since 1970."""
    added_at: float = 0.0
    thumbnail: str | None = None
    """The SHA-256 that names the picture in `Places.lora_thumbnails`."""


@dataclass(frozen=True, slots=True)
class LoraCard:
    """What people see as one LoRA: a file, or a pair of files with one for each expert.

    Details, favourite, uses and picture of a pair are those of its high-noise half, which leads;
    the other half keeps its own for the day on which the pair is split.
    """

    lead: LoraEntry
    low_noise: LoraEntry | None = None
    """The other half of a pair."""
    pair_name: str = ""
    is_automatic: bool = False
    """Whether the app has put the pair together."""

    @property
    def id(self) -> str:
        return self.lead.sha256

    @property
    def is_pair(self) -> bool:
        return self.low_noise is not None

    @property
    def name(self) -> str:
        return self.pair_name if self.low_noise is not None else self.lead.name

    @property
    def entries(self) -> tuple[LoraEntry, ...]:
        return (self.lead,) if self.low_noise is None else (self.lead, self.low_noise)

    @property
    def size_bytes(self) -> int:
        return sum(entry.size_bytes for entry in self.entries)

    @property
    def state(self) -> FileState:
        """The worst of its files'."""
        return next(
            (e.state for e in self.entries if e.state is not FileState.PRESENT), FileState.PRESENT
        )

    def uses(self, strength: float, strength_2: float) -> "tuple[LoraUse, ...]":
        """What a request says to apply it with these strengths on the two experts.

        A single file is on both; see `default_strengths` for one that was trained for one.
        """
        if self.low_noise is None:
            return (_use(self.lead, self.name, strength, strength_2),)
        return (
            _use(self.lead, self.lead.name, strength, 0.0),
            _use(self.low_noise, self.low_noise.name, 0.0, strength_2),
        )

    @property
    def default_strengths(self) -> tuple[float, float]:
        """As trained, and nothing on an expert that the only file was not trained for."""
        if not self.is_pair and self.lead.facts.expert is TrainedExpert.HIGH_NOISE:
            return (1.0, 0.0)
        if not self.is_pair and self.lead.facts.expert is TrainedExpert.LOW_NOISE:
            return (0.0, 1.0)
        return (1.0, 1.0)


def _use(entry: LoraEntry, name: str, strength: float, strength_2: float) -> "LoraUse":
    from wan22_desktop.core.request import LoraUse

    return LoraUse(sha256=entry.sha256, name=name, strength=strength, strength_2=strength_2)
