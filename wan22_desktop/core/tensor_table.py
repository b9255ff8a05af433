"""What a file of tensors holds, as its header says: names, types, shapes, places."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wan22_desktop.core.texts import tr

MAX_SMALL_BYTES = 32 * 1024 * 1024
"""More than any text or vocabulary that is stored as a tensor."""


class DamagedFileError(ValueError):
    """The file is not what it should be; the text is the end of a sentence about it.

    `file_name` is the file at fault where that is one in a folder that was asked for.
    """

    def __init__(self, reason: str, file_name: str = "") -> None:
        super().__init__(reason)
        self.file_name = file_name


@dataclass(frozen=True, slots=True)
class TensorEntry:
    """One tensor and where its bytes lie."""

    dtype: str
    """In the names of safetensors (`BF16`, `F8_E4M3`) or, quantized, of GGUF (`Q4_K`)."""
    shape: tuple[int, ...]
    """As torch has it: the last dimension varies fastest. Of the values, not of packed bytes."""
    file: Path
    offset: int
    """Of the first byte, from the start of the file."""
    size_bytes: int

    def read(self) -> bytes:
        """The bytes of a small tensor.

        Raises OSError, DamagedFileError if the file is shorter now or the tensor is not small.
        """
        if self.size_bytes > MAX_SMALL_BYTES:
            raise DamagedFileError(tr("holds a text of impossible length"))
        with self.file.open("rb") as file:
            file.seek(self.offset)
            content = file.read(self.size_bytes)
        if len(content) != self.size_bytes:
            raise DamagedFileError(tr("was changed while it was read"))
        return content


@dataclass(frozen=True, slots=True)
class TensorTable:
    """The tensors of one file, or of all files of one part, by name."""

    files: tuple[Path, ...]
    entries: Mapping[str, TensorEntry]
    metadata: Mapping[str, str] = field(default_factory=dict)
    """The file's free texts, where it has any."""
    is_gguf: bool = False
