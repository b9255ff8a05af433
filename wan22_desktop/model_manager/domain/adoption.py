"""What other programs' folders hold, as values."""

from dataclasses import dataclass, field
from pathlib import Path

from wan22_desktop.core.catalog import Source
from wan22_desktop.core.model_store import PartName
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Expert, Variant
from wan22_desktop.core.wan_architecture import Kind

TOKENIZER = "tokenizer"
PartKind = Kind | str
"""One of the kinds of weights, or `TOKENIZER`."""


@dataclass(frozen=True, slots=True)
class FoundPart:
    """A file or folder that is a part of a model."""

    path: Path
    kind: PartKind
    variants: tuple[Variant, ...]
    """The models that it can belong to."""
    program: str
    owner: Path
    """The program's folder: parts of one owner belong together before others are asked."""
    precision: str = ""
    """`fp16`, `fp8-scaled`, `q4_k` and the like."""
    expert: Expert | None = None
    """Which expert its name says that it is."""
    text_width: int = 0
    """Of what a text encoder gives and a transformer takes, in numbers."""
    vocabulary: int = 0
    """How many tokens a text encoder knows, or a tokenizer has."""
    files: tuple[Path, ...] = ()
    """Every file of it."""
    size_bytes: int = 0
    has_tokenizer: bool = False
    """Whether a text encoder brings its tokenizer along."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """Something that was found and is no part of a model that this app renders."""

    path: Path
    reason: str
    """A sentence."""


@dataclass(frozen=True, slots=True)
class MissingPart:
    """What a candidate lacks, and what of the catalog would supply it."""

    part: PartName
    words: str
    """For sentences, such as `its VAE`."""
    package: str | None = None
    source: Source | None = None
    """The files of that package that are this part; None if it has them only among others."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model of the user's own, as far as it is there."""

    variant: Variant
    program: str
    precision: str
    parts: dict[PartName, FoundPart]
    missing: tuple[MissingPart, ...] = ()
    borrowed: frozenset[PartName] = frozenset()
    """Those of `parts` that come from models that are installed already."""
    whole_folder: Path | None = None
    """A folder in the layout of diffusers that holds all of it."""

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def size_bytes(self) -> int:
        return sum(part.size_bytes for part in {p.path: p for p in self.parts.values()}.values())

    @property
    def title(self) -> str:
        return tr(
            "{title}, {precision}, of {program}",
            title=self.variant.facts.title,
            precision=self.precision,
            program=self.program,
        )


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search has found."""

    candidates: tuple[Candidate, ...] = ()
    """Complete ones first."""
    unusable: tuple[Unusable, ...] = ()
    was_cut_short: bool = False
    """Whether there was more than is looked at, or the search was stopped."""


@dataclass(slots=True)
class Scanned:
    """What lies in some folders, not yet put together."""

    parts: list[FoundPart] = field(default_factory=list)
    models: list[Candidate] = field(default_factory=list)
    """Whole folders in the layout of diffusers."""
    unusable: list[Unusable] = field(default_factory=list)
    was_cut_short: bool = False
