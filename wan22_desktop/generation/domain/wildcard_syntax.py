"""How choices are written: `{red|blue}`, `__animals/cat__`, a backslash for plain characters."""

import re
from dataclasses import dataclass

from wan22_desktop.core.errors import Recovery, UserError
from wan22_desktop.core.texts import tr

MAX_DEPTH = 12
"""Of choices within choices, and of wildcards that name wildcards."""

NAME = re.compile(r"(?:[^\W_]|[-/]|_(?!_))+")
"""Names of wildcards: letters, digits, single underscores, hyphens, slashes between folders."""
_MARK = re.compile(rf"\\.|__({NAME.pattern})__|[{{|}}]", re.DOTALL)
_ESCAPED = "{|}_\\"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the options is taken."""

    options: tuple["Sequence", ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """One line of the wildcard is taken."""

    name: str


Sequence = tuple["str | Choice | Reference", ...]
"""Texts, choices and wildcards, one after the other."""


def has_choices(text: str) -> bool:
    """Whether the text says anything but itself."""
    return _MARK.search(text) is not None


def escaped(text: str) -> str:
    """The template that gives exactly `text`: for a prompt that has been drawn already."""
    return re.sub(r"[{|}\\]|_(?=_)", r"\\\g<0>", text)


def parsed_text(text: str) -> Sequence:
    """The text as choices and wildcards; raises UserError for braces that do not fit together."""
    parser = _Parser()
    end = 0
    for mark in _MARK.finditer(text):
        parser.add(text[end : mark.start()])
        parser.take(mark)
        end = mark.end()
    parser.add(text[end:])
    return parser.finished()


class _Parser:
    """The options of every brace that is open, the outermost first."""

    def __init__(self) -> None:
        self._levels: list[list[list[str | Choice | Reference]]] = [[[]]]

    def add(self, part: str | Choice | Reference) -> None:
        if part != "":
            self._levels[-1][-1].append(part)

    def take(self, mark: re.Match[str]) -> None:
        match mark[0][0]:
            case "_":
                self.add(Reference(mark[1]))
            case "\\":
                self.add(mark[0][1] if mark[0][1] in _ESCAPED else mark[0])
            case "{":
                self._open()
            case "}":
                self._close()
            case _ if len(self._levels) > 1:
                self._levels[-1].append([])
            case _:
                self.add("|")

    def _open(self) -> None:
        if len(self._levels) > MAX_DEPTH:
            raise too_deep()
        self._levels.append([[]])

    def _close(self) -> None:
        if len(self._levels) == 1:
            raise refused(
                tr(
                    "A brace is closed that was never opened: open it with {opening}, or write "
                    "{plain} for a plain one.",
                    opening="{",
                    plain="\\}",
                )
            )
        options = tuple(tuple(option) for option in self._levels.pop())
        if options == ((),):
            raise refused(
                tr(
                    "There is nothing between the braces: write choices such as {example}.",
                    example="{red|blue}",
                )
            )
        self.add(Choice(options))

    def finished(self) -> Sequence:
        if len(self._levels) > 1:
            raise refused(
                tr(
                    "A brace is never closed: close it with {closing}, or write {plain} for a "
                    "plain one.",
                    closing="}",
                    plain="\\{",
                )
            )
        return tuple(self._levels[0][0])


def too_deep() -> UserError:
    return refused(
        tr(
            "Choices and wildcards are nested more than {depth} deep: use fewer levels.",
            depth=MAX_DEPTH,
        )
    )


def refused(message: str, *, suggestion: str | None = None) -> UserError:
    """A prompt that cannot be drawn."""
    return UserError(
        message,
        field="prompt",
        suggestion=suggestion,
        safe=tr("Nothing was added to the queue."),
        recoveries=(Recovery.EDIT_REQUEST,),
    )
