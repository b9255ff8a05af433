"""Suspicious files: moved out of the way, kept until the user decides."""

from typing import Annotated

from pydantic import Field

from wan22_desktop.core.values import Value


class Quarantined(Value):
    """A file in quarantine."""

    id: str
    """The name that it lies under."""
    origin: Annotated[str, Field(max_length=4096)]
    """The absolute path that it had."""
    reason: str
    """The end of a sentence that begins with the file's name."""
    sha256: str
    at: str
    """In ISO 8601."""
