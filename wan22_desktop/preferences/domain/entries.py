"""Every setting as people see it: where it stands, what it is called, how it is edited.

What values it takes stands in `core.settings` alone: limits are read from there.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, cast

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from wan22_desktop.core.settings import Settings
from wan22_desktop.core.texts import tr


class Kind(StrEnum):
    """How a value is edited."""

    SWITCH = "switch"
    NUMBER = "number"
    CHOICE = "choice"
    TEXT = "text"
    FOLDER = "folder"
    FOLDERS = "folders"
    HOURS = "hours"


class Choice(NamedTuple):
    """One of several values; `value` is as in the settings file."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting. `key` is its path in the settings file, with dots.

    A number is shown divided by `scale`, with `unit`. Where none is allowed, `none_text` says what
    that means.
    """

    key: str
    title: str
    help: str = ""
    kind: Kind = Kind.SWITCH
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    scale: float = 1.0
    decimals: int = 0
    step: float = 1.0
    none_text: str = ""
    waits_for_restart: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Settings that are looked for in the same place."""

    title: str
    entries: tuple[Entry, ...]


class Limits(NamedTuple):
    """The least and the greatest value, as the settings file has them."""

    low: float
    high: float


def value_of(settings: Settings, key: str) -> object:
    """What stands at `key`; raises AttributeError for a key that does not exist."""
    value: object = settings
    for name in key.split("."):
        value = getattr(value, name)
    return value


def with_value(settings: Settings, key: str, value: object) -> Settings:
    """The settings with one value replaced; raises ValueError with a sentence if it is refused."""
    tree = settings.model_dump(mode="json")
    node: dict[str, object] = tree
    *above, last = key.split(".")
    for name in above:
        node = cast("dict[str, object]", node[name])
    node[last] = value
    try:
        # As from the file: there a choice is a word, and a list of folders is a list.
        return Settings.model_validate_json(json.dumps(tree))
    except ValidationError as error:
        raise ValueError(error.errors(include_url=False)[0]["msg"]) from error


def default_of(key: str) -> object:
    """What a new installation has."""
    return value_of(Settings(), key)


def limits_of(key: str) -> Limits:
    """Of a number, from the definition of the settings."""
    model: type[BaseModel] = Settings
    field: FieldInfo | None = None
    for name in key.split("."):
        field = model.model_fields[name]
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            model = field.annotation
    low, high = 0.0, float("inf")
    for bound in _bounds(field):
        match bound:
            case Ge(ge=least) | Gt(gt=least):
                low = float(str(least))
            case Le(le=most) | Lt(lt=most):
                high = float(str(most))
            case _:
                continue
    return Limits(low, high)


def _bounds(field: FieldInfo | None) -> Iterator[object]:
    """The constraints of a field, also inside `X | None`."""
    if field is None:
        return
    waiting: list[object] = [*field.metadata, field.annotation]
    while waiting:
        item = waiting.pop()
        if isinstance(item, FieldInfo):
            waiting += item.metadata
            continue
        yield item
        waiting += getattr(item, "__metadata__", ())
        waiting += [part for part in getattr(item, "__args__", ()) if part is not type(None)]


def matches(entry: Entry, page: Page, words: str) -> bool:
    """Whether every word stands in what is said of the entry, whatever its case."""
    said = " ".join(
        (
            entry.title,
            entry.help,
            entry.key,
            page.title,
            *(choice.label for choice in entry.choices),
        )
    ).casefold()
    return all(word in said for word in words.casefold().split())


def language_choices(languages: dict[str, str]) -> tuple[Choice, ...]:
    """The system's first, then each under its own name."""
    own = (Choice(code, name) for code, name in languages.items())
    return (Choice("system", tr("Like the system")), *own)
