"""What the model manager tells whoever listens; frozen values, safe on any thread."""

from dataclasses import dataclass

from wan22_desktop.core.errors import UserError
from wan22_desktop.model_manager.domain.adoption import Findings
from wan22_desktop.model_manager.domain.status import DetailedModelStatus


@dataclass(frozen=True, slots=True)
class ModelsListed:
    """Every package, in the order in which it is shown."""

    models: tuple[DetailedModelStatus, ...]


@dataclass(frozen=True, slots=True)
class ModelChanged:
    """Something about one package is different now."""

    status: DetailedModelStatus


@dataclass(frozen=True, slots=True)
class InstallEnded:
    """A package can be used now, for the first time or in a new version."""

    status: DetailedModelStatus
    seconds: float


@dataclass(frozen=True, slots=True)
class ModelRefused:
    """A wish was not granted, or something failed."""

    error: UserError
    package: str | None = None


@dataclass(frozen=True, slots=True)
class ModelNote:
    """Something that people should know, in one sentence."""

    text: str
    package: str | None = None


@dataclass(frozen=True, slots=True)
class ModelsFound:
    """What was looked for on the disk and could be adopted."""

    findings: Findings


ModelEvent = ModelsListed | ModelChanged | InstallEnded | ModelRefused | ModelNote | ModelsFound
