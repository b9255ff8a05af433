"""Messages as lines of bytes, checked on both sides."""

from typing import BinaryIO, TypeVar

from pydantic import TypeAdapter, ValidationError

from wan22_desktop.core.values import Value
from wan22_desktop.engine_protocol.messages import MAX_LINE_BYTES, Command, Event

_COMMANDS: TypeAdapter[Command] = TypeAdapter(Command)
_EVENTS: TypeAdapter[Event] = TypeAdapter(Event)


T = TypeVar("T")


class ProtocolError(Exception):
    """The other side sent something that is no message."""


def encode(message: Value) -> bytes:
    """The message as one line with its newline; raises ProtocolError if it is too long."""
    line = message.to_json().encode() + b"\n"
    if len(line) > MAX_LINE_BYTES:
        raise ProtocolError(f"a message of {len(line)} bytes is longer than {MAX_LINE_BYTES}")
    return line


def read_line(stream: BinaryIO) -> bytes | None:
    """The next line without its newline, None at the end; memory stays bounded.

    Raises ProtocolError for a line that is too long or was cut off by the end of the stream.
    """
    line = stream.readline(MAX_LINE_BYTES)
    if not line:
        return None
    if not line.endswith(b"\n"):
        raise ProtocolError("a line is too long or was cut off")
    return line[:-1]


def decode_command(line: bytes) -> Command:
    """The command in `line`; raises ProtocolError."""
    return _decode(_COMMANDS, line)


def decode_event(line: bytes) -> Event:
    """The event in `line`; raises ProtocolError."""
    return _decode(_EVENTS, line)


def _decode(adapter: TypeAdapter[T], line: bytes) -> T:
    try:
        return adapter.validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ProtocolError(f"not a message: {where}: {first['msg']}") from error
