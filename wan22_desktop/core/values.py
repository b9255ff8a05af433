"""The base of every value that is stored, sent or shown."""

from typing import Self

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen, strictly validated record with lossless JSON.

    Strict means that `"5"` is no number and `1` no truth value; unknown keys and non-finite
    numbers are refused. Violations raise `pydantic.ValidationError` with every problem at once.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    def to_json(self) -> str:
        """One line of JSON in UTF-8-safe text."""
        return self.model_dump_json()

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The value that `to_json` wrote; raises `pydantic.ValidationError` on anything else."""
        return cls.model_validate_json(text)
