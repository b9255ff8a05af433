"""Where other programs keep models of Wan: their usual folders, and those that their settings name.

Only names and small settings files are read here. The names are those that the programs document:
ComfyUI (`models/*`, `extra_model_paths.yaml`) and its desktop app (`config.json`,
`extra_models_config.yaml`), Stability Matrix (`library.json`, `settings.json`), WanGP (`ckpts`) and
huggingface_hub (its cache).
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wan22_desktop.core.texts import tr
from wan22_desktop.model_manager.adoption.extra_model_paths import extra_model_paths

COMFYUI_FOLDERS = ("diffusion_models", "unet", "vae", "text_encoders", "clip", "diffusers")
"""Of `ComfyUI/models`: those that may hold a part of Wan."""
_MATRIX_FOLDERS = ("DiffusionModels", "Unet", "VAE", "TextEncoders", "CLIP", "Diffusers")
_HUB_NAMES = ("wan", "umt5")
"""What the name of a cached repository has to hold: caches are full of other models."""

COMFYUI, WANGP = "ComfyUI", "WanGP"
STABILITY_MATRIX, HUGGING_FACE = "Stability Matrix", tr("Hugging Face cache")

_MAX_SETTINGS_BYTES = 4 << 20
_MAX_CHILDREN = 500


@dataclass(frozen=True, slots=True)
class Place:
    """A folder that may hold parts of models."""

    program: str
    """Whose it is, for people."""
    folder: Path
    owner: Path
    """The program's folder: parts of one owner belong together before others are asked."""
    depth: int = 4
    """Levels of folders that are looked into."""
    blobs: Path | None = None
    """A folder outside that links may lead to: the files of a Hugging Face cache."""


def usual_places(
    environment: Mapping[str, str], home: Path, *, windows: bool, drives: Sequence[Path] = ()
) -> tuple[Place, ...]:
    """Every folder of this user that exists, each once. `drives` are roots that count as well."""
    roaming = Path(environment.get("APPDATA") or home / "AppData" / "Roaming")
    local = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
    config = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    settings = roaming if windows else config
    bases = (home, *(home / name for name in ("Documents", "Desktop", "Downloads")), *drives)

    found: list[Place] = []
    for root in _comfyui_roots(bases, settings / "ComfyUI", local, home):
        found += _of_comfyui(root, environment, home)
    desktop = settings / "ComfyUI"
    found += _named_by(desktop / "extra_models_config.yaml", desktop, environment, home)
    for base in bases:
        for name in ("Wan2GP", "WanGP"):
            found += _of_wangp(base / name)
    for app in _children(home / "pinokio" / "api"):
        found += [*_of_wangp(app), *_of_wangp(app / "app")]
        found += _of_comfyui(app / "app", environment, home)
    for library in _libraries(bases, settings / "StabilityMatrix"):
        found += _of_stability_matrix(library, environment, home)
    found += _of_hub_cache(_hub_cache(environment, home))
    return tuple({_key(place.folder): place for place in reversed(found)}.values())[::-1]


def comfyui_places(models: Path, root: Path) -> Iterator[Place]:
    """The folders of a `models` folder of ComfyUI that are there."""
    for name in COMFYUI_FOLDERS:
        if (models / name).is_dir():
            yield Place(COMFYUI, models / name, root)


def _comfyui_roots(
    bases: Sequence[Path], settings: Path, local: Path, home: Path
) -> Iterator[Path]:
    for base in bases:
        yield base / "ComfyUI"
        yield base / "comfy" / "ComfyUI"
        for name in ("ComfyUI_windows_portable", "ComfyUI_windows_portable_nvidia"):
            yield base / name / "ComfyUI"
            yield base / name / "ComfyUI_windows_portable" / "ComfyUI"
    named = _setting(settings / "config.json", "basePath")
    if named is not None:
        yield named
    for base in (local / "Comfy-Desktop", home):
        yield base / "ComfyUI-Shared"
        for install in _children(base / "ComfyUI-Installs"):
            yield install / "ComfyUI"


def _of_comfyui(root: Path, environment: Mapping[str, str], home: Path) -> Iterator[Place]:
    yield from comfyui_places(root / "models", root)
    yield from _named_by(root / "extra_model_paths.yaml", root, environment, home)


def _named_by(
    file: Path, root: Path, environment: Mapping[str, str], home: Path
) -> Iterator[Place]:
    for folder in extra_model_paths(file, COMFYUI_FOLDERS, environment, home):
        if folder.is_dir():
            yield Place(COMFYUI, folder, root)


def _of_wangp(root: Path) -> Iterator[Place]:
    if (root / "ckpts").is_dir():
        yield Place(WANGP, root / "ckpts", root)


def _libraries(bases: Sequence[Path], settings: Path) -> Iterator[Path]:
    named = _setting(settings / "library.json", "LibraryPath")
    if named is not None:
        yield named
    yield settings
    for base in bases:
        yield base / "StabilityMatrix" / "Data"
        yield base / "StabilityMatrix"


def _of_stability_matrix(
    library: Path, environment: Mapping[str, str], home: Path
) -> Iterator[Place]:
    models = _setting(library / "settings.json", "ModelDirectoryOverride") or library / "Models"
    for name in _MATRIX_FOLDERS:
        if (models / name).is_dir():
            yield Place(STABILITY_MATRIX, models / name, models)
    for package in _children(library / "Packages"):
        yield from _of_comfyui(package, environment, home)
        yield from _of_wangp(package)


def _hub_cache(environment: Mapping[str, str], home: Path) -> Path:
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if environment.get(name):
            return Path(environment[name])
    if environment.get("HF_HOME"):
        return Path(environment["HF_HOME"]) / "hub"
    cache = Path(environment.get("XDG_CACHE_HOME") or home / ".cache")
    return cache / "huggingface" / "hub"


def _of_hub_cache(cache: Path) -> Iterator[Place]:
    for repository in _children(cache):
        name = repository.name.casefold()
        if not name.startswith("models--") or not any(part in name for part in _HUB_NAMES):
            continue
        for snapshot in _children(repository / "snapshots"):
            yield Place(HUGGING_FACE, snapshot, snapshot, blobs=repository / "blobs")


def _children(folder: Path) -> list[Path]:
    """The folders in a folder; none if it cannot be read."""
    try:
        return [path for path in sorted(folder.iterdir())[:_MAX_CHILDREN] if path.is_dir()]
    except OSError:
        return []


def _setting(file: Path, name: str) -> Path | None:
    """An absolute path that a program's settings name; None if they name none."""
    try:
        with file.open("rb") as stream:
            tree = json.loads(stream.read(_MAX_SETTINGS_BYTES))
    except (OSError, ValueError, RecursionError):
        return None
    value = tree.get(name) if isinstance(tree, dict) else None
    if not isinstance(value, str) or "\0" in value or not Path(value).is_absolute():
        return None
    return Path(value)


def _key(folder: Path) -> str:
    """The same for two ways to one folder."""
    return os.path.normcase(os.path.realpath(folder))
