"""Styles: words around a prompt that give a clip its look, put in as text that people see."""

import re
from typing import Annotated, Literal

from pydantic import Field, field_validator

from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr
from wan22_desktop.core.values import Value

PLACE = "{prompt}"
FORMAT_VERSION = 1
MAX_STYLES = 500

Name = Annotated[str, Field(min_length=1, max_length=60)]


class Style(Value):
    """A look by its name."""

    name: Name
    prompt: Annotated[str, Field(max_length=2000)]
    """A text with one `{prompt}` where the user's words go."""
    negative_prompt: Annotated[str, Field(max_length=2000)] = ""
    """Words that keep other looks out, separated by commas."""

    @field_validator("prompt")
    @classmethod
    def _one_place(cls, text: str) -> str:
        if text.count(PLACE) != 1:
            raise ValueError(tr("the text of a style needs the place {place} once", place=PLACE))
        return text

    @field_validator("name")
    @classmethod
    def _one_plain_line(cls, name: str) -> str:
        plain = plain_line(name, len(name))
        if not plain:
            raise ValueError(tr("a style needs a name"))
        return plain

    @property
    def key(self) -> str:
        """Names that differ only in upper and lower case are one."""
        return self.name.casefold()


class StyleFile(Value):
    """What a file of styles holds."""

    format_version: Literal[1] = FORMAT_VERSION
    styles: Annotated[tuple[Style, ...], Field(max_length=MAX_STYLES)] = ()


def styled(prompt: str, style: Style) -> str:
    """The prompt in the style; one that has the style's words already stays as it is."""
    before, after = style.prompt.split(PLACE)
    words = prompt.strip()
    if not words:
        return ", ".join(part for part in (before.strip(" ,"), after.strip(" ,")) if part)
    if _has(words, before) and _has(words, after):
        return prompt
    if after.startswith(",") and words.endswith("."):
        words = words[:-1]
    return f"{before}{words}{after}"


def styled_negative(negative: str, style: Style) -> str:
    """The negative prompt with those of the style's words that it lacks."""
    there = {phrase.casefold() for phrase in _phrases(negative)}
    new = [p for p in _phrases(style.negative_prompt) if p.casefold() not in there]
    if not new:
        return negative
    joined = ", ".join(new)
    kept = negative.rstrip().rstrip(",")
    return f"{kept}, {joined}" if kept else joined


def _has(text: str, part: str) -> bool:
    return part.strip(" ,.").casefold() in text.casefold()


def _phrases(text: str) -> list[str]:
    """Between commas of either script: the models' own negative words are often Chinese."""
    return [phrase.strip() for phrase in re.split("[,\N{FULLWIDTH COMMA}]", text) if phrase.strip()]
