"""What the app and the process that inspects files say to each other: one JSON object per line."""

import json
from collections.abc import Mapping
from typing import BinaryIO, cast

MAX_LINE_BYTES = 1024 * 1024
"""Four times the largest answer that is meant: a picture of 512 pixels a side."""


class LineError(ValueError):
    """The other side sent something that is no message."""


def write_line(stream: BinaryIO, message: Mapping[str, object]) -> None:
    """Send a message; raises OSError if nobody is there, ValueError if it cannot be sent."""
    line = json.dumps(message, allow_nan=False).encode() + b"\n"
    if len(line) > MAX_LINE_BYTES:
        raise ValueError(f"a message of {len(line)} bytes is longer than {MAX_LINE_BYTES}")
    stream.write(line)
    stream.flush()


def read_line(stream: BinaryIO) -> dict[str, object] | None:
    """The next message, None at the end; memory stays bounded. Raises LineError."""
    line = stream.readline(MAX_LINE_BYTES)
    if not line:
        return None
    try:
        message = json.loads(line) if line.endswith(b"\n") else None
    except (ValueError, RecursionError) as error:
        raise LineError("a line is no JSON") from error
    if not isinstance(message, dict):
        raise LineError("a line is no message")
    return cast("dict[str, object]", message)
