"""What the LoRA library needs of others."""

from pathlib import Path
from typing import Protocol

from wan22_desktop.core.errors import UserError
from wan22_desktop.lora_library.domain.records import LoraDetails, LoraFacts


class WholeModelError(UserError):
    """The file is a model, or a part of one, and no LoRA."""


class Inspector(Protocol):
    """Parses files from outside where that can harm nobody: see `inspection/`."""

    def inspect(self, file: Path) -> LoraFacts:
        """What the header says; raises UserError for what is no LoRA."""
        ...

    def sidecar(self, file: Path) -> LoraDetails:
        """What a `.json` or `.civitai.info` beside a LoRA says; raises UserError."""
        ...

    def thumbnail(self, picture: Path, target: Path) -> None:
        """Write `target`: the picture as a JPEG of at most 512 pixels a side; raises UserError."""
        ...

    def close(self) -> None:
        """End the child process; the object can be used again."""
        ...
