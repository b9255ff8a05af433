"""Where things lie: the user's home for this app, and the assets that ship with it."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from wan22_desktop.core.wan import Variant
from wan22_desktop.core.weight_files import is_model_folder

if TYPE_CHECKING:
    from wan22_desktop.core.model_store import ModelStore

PROGRAM_FOLDER = Path(__file__).resolve().parents[2]
"""The source checkout, or the folder of the packaged program's assets."""


@dataclass(frozen=True, slots=True)
class Places:
    """Every folder and file of one user's installation."""

    home: Path
    assets: Path = PROGRAM_FOLDER

    @classmethod
    def find(cls) -> "Places":
        """`WAN22_HOME`, else the folder of a `portable.txt` beside the program, else user data."""
        named = os.environ.get("WAN22_HOME", "")
        if named:
            return cls(Path(named).absolute())
        if (PROGRAM_FOLDER / "portable.txt").is_file():
            return cls(PROGRAM_FOLDER / "data")
        return cls(Path(platformdirs.user_data_dir("WAN22 Desktop", appauthor=False)))

    @property
    def settings_file(self) -> Path:
        return self.home / "settings.json"

    @property
    def database_file(self) -> Path:
        return self.home / "wan22.sqlite3"

    @property
    def lock_file(self) -> Path:
        return self.home / "wan22.lock"

    @property
    def instance_file(self) -> Path:
        """How to reach the process that owns the queue, while there is one."""
        return self.home / "instance.json"

    @property
    def quantization_file(self) -> Path:
        """Which quantization each model uses on which machine; kept when the cache is cleared."""
        return self.home / "quantization.json"

    @property
    def optimization_file(self) -> Path:
        """What of the optimizer's settings is applied; kept when the cache is cleared."""
        return self.home / "optimization.json"

    @property
    def outputs(self) -> Path:
        return self.home / "outputs"

    @property
    def inputs(self) -> Path:
        """Start images, named by the SHA-256 of their bytes."""
        return self.home / "inputs"

    @property
    def cache(self) -> Path:
        return self.home / "cache"

    @property
    def checkpoints(self) -> Path:
        return self.home / "checkpoints"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def backups(self) -> Path:
        return self.home / "backups"

    @property
    def states(self) -> Path:
        """Saved states of the app, each one file: see `recovery/system_state.py`."""
        return self.backups / "states"

    @property
    def restoring(self) -> Path:
        """The state that is being put back, with its journal; only there meanwhile."""
        return self.home / "restoring"

    @property
    def starts_file(self) -> Path:
        """The starts that have not ended cleanly; none after a clean end."""
        return self.home / "starts.txt"

    @property
    def recoveries_file(self) -> Path:
        """Every failure, what was done about it, and what became of that."""
        return self.logs / "recoveries.jsonl"

    @property
    def window_state_file(self) -> Path:
        return self.home / "window.json"

    @property
    def loras(self) -> Path:
        """LoRA files, named by the SHA-256 of their bytes."""
        return self.home / "loras"

    def lora(self, lora_sha256: str) -> Path:
        """A LoRA file of the library; may be missing."""
        return self.loras / f"{lora_sha256}.safetensors"

    @property
    def lora_thumbnails(self) -> Path:
        """Pictures of LoRAs as JPEG, named by the SHA-256 of their bytes."""
        return self.loras / "thumbnails"

    @property
    def lora_staging(self) -> Path:
        """Copies that are being checked; what lies here belongs to nobody after a restart."""
        return self.loras / "staging"

    @property
    def demo_lora(self) -> Path:
        """The folder of the LoRA that ships with the app."""
        return self.assets / "loras" / "demo"

    @property
    def wildcards(self) -> Path:
        """Lists of words for prompts, one entry a line."""
        return self.home / "wildcards"

    @property
    def styles_file(self) -> Path:
        return self.home / "styles.json"

    @property
    def presets(self) -> Path:
        """The user's own presets, one file each."""
        return self.home / "presets"

    @property
    def models(self) -> Path:
        """See `ModelStore`."""
        return self.home / "models"

    @property
    def downloads(self) -> Path:
        """What is being fetched, so that it goes on after a restart."""
        return self.home / "downloads"

    @property
    def quarantine(self) -> Path:
        """Files that are not what they should be, kept until the user decides."""
        return self.home / "quarantine"

    @property
    def audit_file(self) -> Path:
        """Every deed that destroyed or replaced something."""
        return self.logs / "audit.jsonl"

    def model_folder(self, model: Variant) -> Path:
        """Where the model's files are, or belong.

        Files that are used where the user has them may lie anywhere: see `installed_parts`.
        """
        store = self._model_store()
        chosen = store.chosen(model)
        if chosen is not None and chosen.current is not None:
            return store.version_folder(chosen.package, chosen.current)
        if model is Variant.DEMO:
            return self.assets / "models" / "demo"
        return self.models / model.value

    def installed_models(self) -> tuple[Variant, ...]:
        """The models that have files, be they whole or not."""
        store = self._model_store()
        return tuple(
            model
            for model in Variant
            if ((chosen := store.chosen(model)) is not None and chosen.adopted is not None)
            or is_model_folder(self.model_folder(model))
        )

    def _model_store(self) -> "ModelStore":
        # Not before it is needed: the window's first paint comes before pydantic.
        from wan22_desktop.core.model_store import ModelStore

        return ModelStore(self.models)

    def start_image(self, image_sha256: str) -> Path:
        """The stored copy of a start image; may be missing."""
        return self.inputs / f"{image_sha256}.image"

    def create(self) -> None:
        """Make the folders that the app writes to; raises OSError where that is refused."""
        for folder in (
            self.outputs,
            self.inputs,
            self.cache,
            self.checkpoints,
            self.logs,
            self.backups,
        ):
            folder.mkdir(parents=True, exist_ok=True)
