"""What the library's commands are given; strict, for it comes from other processes."""

from typing import Annotated

from pydantic import Field

from wan22_desktop.core.request import Sha256
from wan22_desktop.core.values import Value
from wan22_desktop.core.wan import MAX_LORAS, Variant
from wan22_desktop.lora_library.domain.importing import OnConflict
from wan22_desktop.lora_library.domain.records import LoraFamily, LoraMode
from wan22_desktop.lora_library.domain.search import CardExpert

MAX_PATHS = 1000
MAX_WORDS = 100

_Text = Annotated[str, Field(max_length=20_000)]
_Name = Annotated[str, Field(min_length=1, max_length=300)]
"""Of a card, or the beginning of its id."""
_Path = Annotated[str, Field(min_length=1, max_length=4096)]
"""Absolute."""
_Paths = Annotated[tuple[_Path, ...], Field(min_length=1, max_length=MAX_PATHS)]
_Words = Annotated[tuple[_Name, ...], Field(max_length=MAX_WORDS)]
_Start = Annotated[int, Field(ge=0)]


class ListArguments(Value):
    search: _Text = ""
    family: LoraFamily | None = None
    mode: LoraMode | None = None
    expert: CardExpert | None = None
    tag: Annotated[str, Field(max_length=300)] = ""
    favourites: bool = False
    model: Variant | None = None
    """Whether each goes with this model is said, too."""
    start: _Start = 0


class CardArguments(Value):
    lora: _Name


class ShowArguments(Value):
    lora: _Name
    model: Variant | None = None


class WantedLora(Value):
    """One LoRA for a render; without strengths as trained, with one the same on both experts."""

    lora: _Name
    file: Sha256 | None = None
    """Only this file of the card."""
    strength: float | None = None
    strength_2: float | None = None


class UseArguments(Value):
    loras: Annotated[tuple[WantedLora, ...], Field(max_length=2 * MAX_LORAS)]
    model: Variant


class AddArguments(Value):
    paths: _Paths
    on_conflict: OnConflict = OnConflict.ASK
    name: _Name | None = None
    """For the only path."""


class ErrandArguments(Value):
    errand: Annotated[int, Field(ge=1)]
    start: _Start = 0


class PairArguments(Value):
    high: _Name
    low: _Name
    name: Annotated[str, Field(max_length=300)] = ""


class RenameArguments(Value):
    lora: _Name
    name: _Name


class TagArguments(Value):
    lora: _Name
    add: _Words = ()
    remove: _Words = ()


class EditArguments(Value):
    """What is not given stays as it is."""

    lora: _Name
    description: _Text | None = None
    author: _Text | None = None
    version: _Text | None = None
    notes: _Text | None = None
    source: _Text | None = None
    trigger_words: _Words | None = None
    favourite: bool | None = None


class RemoveArguments(Value):
    lora: _Name
    for_good: bool = False
    """Past the recycle bin."""


class FileArguments(Value):
    file: _Path


class RestoreArguments(Value):
    file: _Path
    overwrite: bool = False
    """What the file says wins over what is said here."""


class FoldersArguments(Value):
    folders: _Paths
