"""What a configuration may hold, and what can be said for certain about what it lacks."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from wan22_desktop.core.texts import tr

Config = Mapping[str, object]


class Unknown:
    """No value can be told; unlike None, which is one."""


UNKNOWN: Final = Unknown()


class Form(StrEnum):
    """The type of a value."""

    TRUTH = "truth"
    WHOLE = "whole"
    NUMBER = "number"
    TEXT = "text"
    ANY = "any"


_FORMS = {
    Form.TRUTH: tr("true or false"),
    Form.WHOLE: tr("a whole number"),
    Form.NUMBER: tr("a number"),
    Form.TEXT: tr("a text"),
    Form.ANY: tr("a value"),
}


def is_readable(value: object) -> bool:
    """Whether no number in it is NaN, as one that is too long for a reader is."""
    level = [value]
    while level:
        if any(isinstance(node, float) and math.isnan(node) for node in level):
            return False
        inner = [list(n.values()) if isinstance(n, dict) else n for n in level]
        level = [item for node in inner if isinstance(node, list) for item in node]
    return True


_WORDS: Final[Mapping[str, bool | None]] = {
    "true": True,
    "false": False,
    "null": None,
    "none": None,
}
_WHOLE = re.compile(r"[+-]?\d{1,15}")
_NUMBER = re.compile(r"[+-]?(\d{1,15}\.?\d{0,17}|\.\d{1,17})([eE][+-]?\d{1,3})?")
_MAX_TEXT = 4096


@dataclass(frozen=True, slots=True)
class Rule:
    """What a key's value has to be."""

    form: Form
    minimum: float = -math.inf
    maximum: float = math.inf
    choices: tuple[object, ...] = ()
    is_list: bool = False
    num_items: tuple[int, int] = (0, 4096)
    may_be_null: bool = False
    is_note: bool = False
    """Nothing is made from it: a bad one can go."""
    may_be_infinite: bool = False

    def accepts(self, value: object) -> bool:
        if value is None and self.may_be_null:
            return True
        if not self.is_list:
            return self._accepts_item(value)
        fewest, most = self.num_items
        return (
            isinstance(value, list)
            and fewest <= len(value) <= most
            and all(self._accepts_item(item) for item in value)
        )

    def reading_of(self, value: object) -> object:
        """The one right value that `value` can be read as, such as 5120 for "5120"; or UNKNOWN."""
        read: object
        if self.is_list and isinstance(value, list):
            read = [self._item_reading(item) for item in value]
        elif self.is_list and not isinstance(value, str):
            return UNKNOWN
        else:
            read = self._item_reading(value)
        return read if self.accepts(read) else UNKNOWN

    @property
    def in_words(self) -> str:
        """Goes on after "should be"."""
        text = _FORMS[self.form]
        if self.is_list:
            text = tr("a list of: {form}", form=text)
        if self.choices and self.form is Form.TEXT:
            text = tr("one of {values}", values=", ".join(str(choice) for choice in self.choices))
        elif self.choices:
            text = tr("one of {values}", values=list(self.choices))
        if self.minimum > -math.inf:
            text += tr(", {number} or more", number=f"{self.minimum:g}")
        if self.maximum < math.inf:
            text += tr(", {number} at most", number=f"{self.maximum:g}")
        return tr("{wanted}, or null", wanted=text) if self.may_be_null else text

    def _accepts_item(self, value: object) -> bool:
        if self.choices:
            return any(type(value) is type(one) and value == one for one in self.choices)
        if self.form is Form.ANY:
            return is_readable(value)
        if self.form is Form.TRUTH:
            return isinstance(value, bool)
        if self.form is Form.TEXT:
            return isinstance(value, str) and len(value) <= _MAX_TEXT
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        if isinstance(value, float) and self.form is Form.WHOLE:
            return False
        if isinstance(value, float) and not math.isfinite(value):
            return self.may_be_infinite and not math.isnan(value)
        return self.minimum <= value <= self.maximum

    def _item_reading(self, value: object) -> object:
        """What the value is meant to be if it is meant to be of this form; not yet checked."""
        if isinstance(value, str) and self.form is not Form.TEXT:
            word = value.strip()
            if word.lower() in _WORDS:
                return _WORDS[word.lower()]
            if _WHOLE.fullmatch(word):
                return int(word)
            if _NUMBER.fullmatch(word):
                value = float(word)
        if self.form is Form.WHOLE and isinstance(value, float) and value.is_integer():
            return int(value)
        if self.form is Form.TRUTH and type(value) is int and value in (0, 1):
            return bool(value)
        return value


@dataclass(frozen=True, slots=True)
class Schema:
    """All rules of one kind of file."""

    rules: Mapping[str, Rule]
    required: frozenset[str] = frozenset()
    published: tuple[Config, ...] = ()
    """What the published models have."""
    defaults: Config = field(default_factory=dict[str, object])
    """What the class takes for a key that is not there."""
    is_open: bool = False
    """Whether other keys are allowed too."""
    names_parts: bool = False
    """Whether a key that is not known can stand for a part of the model."""
    disagreements: Callable[[Config], Iterator[tuple[str, str]]] = lambda _: iter(())
    """Keys that do not fit the other keys, each with a whole sentence. Only good values get in."""

    def knows(self, key: str) -> bool:
        return key in self.rules or self.is_open

    def certain_value(self, key: str, good: Config) -> object:
        """What the key's value has to be, going by all the others; UNKNOWN if that is not sure.

        It is sure where the others are those of published models which all have the same value,
        and where at least half of the keys are there to tell.
        """
        found: list[object] = []
        for config in self.published:
            others = config.keys() - {key}
            present = [other for other in others if other in good]
            agrees = all(config[other] == good[other] for other in present)
            if agrees and key in config and 2 * len(present) >= len(others):
                found.append(config[key])
        same = found and all(value == found[0] for value in found)
        return found[0] if same else UNKNOWN
