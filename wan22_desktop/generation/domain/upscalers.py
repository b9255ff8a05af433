"""Models that enlarge clips: files of the user's in a folder of the app."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Upscaler:
    """A file of weights in `models/upscalers`."""

    file_name: str
    size_bytes: int

    @property
    def title(self) -> str:
        return self.file_name.removesuffix(".safetensors")
