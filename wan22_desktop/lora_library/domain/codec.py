"""Facts and details of a LoRA as what JSON can hold, and back, strictly.

Both the library's database and the process that inspects files speak it.
"""

import math
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar, cast

from wan22_desktop.core.wan import Variant
from wan22_desktop.lora_library.domain.records import (
    KeyMatch,
    LoraDetails,
    LoraFacts,
    LoraFamily,
    LoraFormat,
    LoraMode,
    TrainedExpert,
)

PROBE_VERSION = 1
"""Of what recognition tells of a file; facts stored under another one are looked up again."""

_Choice = TypeVar("_Choice", bound=StrEnum)
_MAX_COUNT = 2**53
"""What every JSON reader holds exactly."""


def facts_to_json(facts: LoraFacts) -> dict[str, object]:
    """What `facts_from_json` takes: only dicts, lists, texts, numbers, None."""
    return {name: _plain(getattr(facts, name)) for name in _FACTS}


def facts_from_json(value: object) -> LoraFacts:
    """The facts that `facts_to_json` wrote; raises ValueError on anything else."""
    return LoraFacts(**_read(value, _FACTS))


def details_to_json(details: LoraDetails) -> dict[str, object]:
    """What `details_from_json` takes."""
    return {name: _plain(getattr(details, name)) for name in _DETAILS}


def details_from_json(value: object) -> LoraDetails:
    """The details that `details_to_json` wrote; raises ValueError on anything else."""
    return LoraDetails(**_read(value, _DETAILS))


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, KeyMatch):
        return [value.matched, value.total]
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, Mapping):
        return {_plain(key): _plain(entry) for key, entry in value.items()}
    return value


def _read(value: object, fields: Mapping[str, Callable[[object], object]]) -> dict[str, Any]:
    found = _object(value)
    if found.keys() != fields.keys():
        raise ValueError("fields are missing or unknown")
    return {name: read(found[name]) for name, read in fields.items()}


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError("no object")  # noqa: TRY004 - one kind of error for the caller
    return cast("dict[str, object]", value)


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError("no list")  # noqa: TRY004 - one kind of error for the caller
    return cast("list[object]", value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("no text")  # noqa: TRY004 - one kind of error for the caller
    if not value.isascii():
        value.encode()  # half a character would fail later, where it is written or shown
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple([_text(entry) for entry in _list(value)])  # faster than from a generator


def _count(value: object) -> int:
    # `True` is an int for isinstance.
    if type(value) is not int or not 0 <= value <= _MAX_COUNT:
        raise ValueError("no count")
    return value


def _count_or_none(value: object) -> int | None:
    return None if value is None else _count(value)


def _number_or_none(value: object) -> float | None:
    if value is None:
        return None
    if type(value) is int and abs(value) <= _MAX_COUNT:
        return float(value)
    if not isinstance(value, float) or not math.isfinite(value):
        raise ValueError("no number")
    return value


def _choice(kind: type[_Choice]) -> Callable[[object], _Choice]:
    members = {member.value: member for member in kind}  # many times faster than `kind(value)`

    def read(value: object) -> _Choice:
        member = members.get(value) if isinstance(value, str) else None
        if member is None:
            raise ValueError("no known choice")
        return member

    return read


def _labelled(value: object) -> tuple[tuple[str, str], ...]:
    pairs = [_texts(pair) for pair in _list(value)]
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError("no pair")
    return tuple((label, text) for label, text in pairs)


_variant = _choice(Variant)


def _matches(value: object) -> dict[Variant, KeyMatch]:
    return {_variant(name): _match(counts) for name, counts in _object(value).items()}


def _match(value: object) -> KeyMatch:
    counts = _list(value)
    if len(counts) != 2:
        raise ValueError("no two counts")
    matched, total = _count(counts[0]), _count(counts[1])
    if matched > total:
        raise ValueError("more matches than tensors")
    return KeyMatch(matched, total)


_FACTS: dict[str, Callable[[object], object]] = {
    "family": _choice(LoraFamily),
    "mode": _choice(LoraMode),
    "format": _choice(LoraFormat),
    "expert": _choice(TrainedExpert),
    "rank": _count_or_none,
    "alpha": _number_or_none,
    "num_tensors": _count,
    "num_layers": _count,
    "tensor_bytes": _count,
    "num_values": _count,
    "trigger_words": _texts,
    "title": _text,
    "author": _text,
    "description": _text,
    "tags": _texts,
    "training": _labelled,
    "matches": _matches,
    "obstacle": _text,
}
_DETAILS: dict[str, Callable[[object], object]] = {
    "description": _text,
    "tags": _texts,
    "author": _text,
    "version": _text,
    "notes": _text,
    "source": _text,
    "trigger_words": _texts,
}
