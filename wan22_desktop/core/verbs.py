"""Commands as messages `{"verb": ..., "arguments": {...}}`: looked up, checked, carried out."""

import json
from collections.abc import Callable, Mapping
from typing import TypeVar

from pydantic import ValidationError

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.instance import Message
from wan22_desktop.core.texts import tr
from wan22_desktop.core.values import Value

Verb = Callable[[object], Message]
"""Gets the arguments as they came; raises UserError, and ValidationError where they are wrong."""
_Arguments = TypeVar("_Arguments", bound=Value)


def carry_out(verbs: Mapping[str, Verb], message: Message) -> Message:
    """The reply to `message`; raises UserError for what cannot be done or understood."""
    name = message.get("verb")
    verb = verbs.get(str(name))
    if verb is None:
        raise UserError(tr("There is no command {name!r}.", name=name), field="verb")
    try:
        return verb(message.get("arguments", {}))
    except ValidationError as error:
        raise UserError(
            tr("The command {name!r} is not well formed.", name=name), field="verb"
        ) from error


def checked(kind: type[_Arguments], arguments: object) -> _Arguments:
    """Raises ValidationError; only lists and names of choices change their type."""
    return kind.from_json(json.dumps(arguments))
