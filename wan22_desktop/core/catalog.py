"""What can be installed: packages of models and LoRAs, from `resources/catalog.json`."""

from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from wan22_desktop.core.catalog_texts import SHOWN
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.manifest import PackageId
from wan22_desktop.core.model_store import PartName
from wan22_desktop.core.places import PROGRAM_FOLDER
from wan22_desktop.core.texts import tr
from wan22_desktop.core.values import Value
from wan22_desktop.core.wan import Variant

CATALOG_FILE = PROGRAM_FOLDER / "resources" / "catalog.json"

UNKNOWN_LICENCE = "unknown"
"""Of the user's own files."""

Repository = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,95}/[A-Za-z0-9][A-Za-z0-9_.-]{0,95}$")
]


class PackageKind(StrEnum):
    MODEL = "model"
    LORA = "lora"


class Layout(StrEnum):
    """How a package's weights are stored."""

    DIFFUSERS = "diffusers"
    SINGLE_FILES = "single-files"
    GGUF = "gguf"


class Source(Value):
    """Files of one repository."""

    repository: Repository
    revision: Annotated[str, Field(min_length=1, max_length=200)] = "main"
    include: Annotated[tuple[str, ...], Field(min_length=1)]
    """Patterns of `fnmatch` for paths in the repository; `*` also matches `/`."""
    strip: str = ""
    """A folder in the repository that is left out of the file's path in the package."""
    into: str = ""
    """A folder in the package that the files go to: of single files the part's name."""

    def selects(self, path: str) -> bool:
        """Whether a file of the repository belongs to the package."""
        return any(fnmatchcase(path, pattern) for pattern in self.include)

    def path_in_package(self, path: str) -> str:
        """Where a file of the repository lies in the package's folder."""
        if self.strip:
            path = path.removeprefix(self.strip.rstrip("/") + "/")
        return f"{self.into.rstrip('/')}/{path}" if self.into else path


class CatalogPackage(Value):
    """One thing that can be installed."""

    id: PackageId
    kind: PackageKind = PackageKind.MODEL
    variant: Variant
    """The model that it renders, or that the LoRA is for."""
    title: Annotated[str, Field(min_length=1, max_length=80)]
    summary: Annotated[str, Field(max_length=300)] = ""
    precision: Literal["fp32", "bf16", "fp16", "fp8", "q8_0", "q6_k", "q5_k_m", "q4_k_m", "unknown"]
    """Of the transformers, or of the LoRA; not known of the user's own files."""
    layout: Layout
    sources: tuple[Source, ...]
    """Never empty in the catalog; files of the user's own have none."""
    about_bytes: Annotated[int, Field(gt=0)]
    """The size of everything, until the hub has said it exactly."""
    licence: Annotated[str, Field(max_length=80)]
    needs_vram_gb: Annotated[float, Field(ge=0)] = 0.0
    """Below this the planner finds no plan for the default request, however much memory there is.
    In 1e9 bytes, of the card's whole memory."""
    needs_ram_gb: Annotated[float, Field(ge=0)] = 0.0
    """The same for the machine's whole memory, however large the card is."""
    bundled: bool = False
    """Whether it also ships with the app."""

    def source_of(self, part: PartName) -> Source | None:
        """Where a part alone comes from; None if the package has it only among others."""
        return next((source for source in self.sources if source.into == part), None)


class Catalog(Value):
    schema_version: Literal[1] = 1
    packages: tuple[CatalogPackage, ...]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        ids = [package.id.casefold() for package in self.packages]
        if len(ids) != len(set(ids)):
            raise ValueError("two packages have the same id")
        return self

    @model_validator(mode="after")
    def _all_come_from_somewhere(self) -> Self:
        if lost := [package.id for package in self.packages if not package.sources]:
            raise ValueError(f"{lost[0]} has no source")
        return self

    @classmethod
    def load(cls, file: Path = CATALOG_FILE) -> "Catalog":
        """Raises UserError if the app's own file is missing or damaged."""
        try:
            catalog = cls.from_json(file.read_bytes())
        except (OSError, ValidationError) as error:
            raise UserError(
                tr("The catalog {name} cannot be read: install the app again.", name=file.name),
                category=ErrorCategory.BUG,
            ) from error
        return _in_language(catalog)

    def package(self, package: str) -> CatalogPackage | None:
        return next((known for known in self.packages if known.id == package), None)


def _in_language(catalog: Catalog) -> Catalog:
    """With titles and summaries in the language of the process."""
    packages = (
        package.model_copy(
            update={
                "title": SHOWN.get(package.title, package.title),
                "summary": SHOWN.get(package.summary, package.summary),
            }
        )
        for package in catalog.packages
    )
    return catalog.model_copy(update={"packages": tuple(packages)})
