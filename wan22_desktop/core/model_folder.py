"""A model's folder, checked before any library opens it.

The layout is that of diffusers: a `model_index.json` that names one class per component, and a
folder per component. Nothing in it may bring code along.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.safetensors_header import damage_of
from wan22_desktop.core.tensor_table import DamagedFileError
from wan22_desktop.core.texts import tr
from wan22_desktop.core.weight_files import CODE_OR_PICKLE, INDEX_NAME, read_json, weight_file_names

COMPONENT_CLASSES: dict[str, tuple[tuple[str, str], ...]] = {
    "tokenizer": (("transformers", "T5Tokenizer"), ("transformers", "T5TokenizerFast")),
    "text_encoder": (("transformers", "UMT5EncoderModel"),),
    "transformer": (("diffusers", "WanTransformer3DModel"),),
    "transformer_2": (("diffusers", "WanTransformer3DModel"),),
    "vae": (("diffusers", "AutoencoderKLWan"),),
    "scheduler": (
        ("diffusers", "UniPCMultistepScheduler"),
        ("diffusers", "FlowMatchEulerDiscreteScheduler"),
    ),
}
"""The only classes ever created for a component, whatever the folder asks for."""


_CONFIGS = {"tokenizer": "tokenizer_config.json", "scheduler": "scheduler_config.json"}
_WEIGHTLESS = frozenset(_CONFIGS)


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder that was found whole; `fingerprint` changes when a file of it is replaced."""

    path: Path
    scheduler_class: str
    expand_timesteps: bool
    boundary_ratio: float | None
    """Where the second transformer takes over; None for models with one."""
    fingerprint: str


def model_error(message: str) -> UserError:
    """The model on the disk is at fault."""
    return UserError(
        message,
        category=ErrorCategory.MODEL,
        field="model",
        recoveries=(Recovery.REINSTALL_MODEL, Recovery.USE_DEMO_MODEL),
    )


def fingerprint_of(path: Path) -> str:
    """A hash over name, size and time of change of a file, or of every file of a folder.

    Cheap, reads no content; raises OSError.
    """
    digest = hashlib.sha256(str(path).encode(errors="surrogateescape"))
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        stat = file.stat()
        if file.is_file():
            name = file.relative_to(path).as_posix()
            digest.update(f"\0{name}\0{stat.st_size}\0{stat.st_mtime_ns}".encode())
    return digest.hexdigest()


def check_model_folder(path: Path) -> ModelFolder:
    """Check everything but the weights' values; raises UserError naming the file at fault."""
    try:
        fingerprint = fingerprint_of(path)
        for file in path.rglob("*"):
            if file.suffix.lower() in CODE_OR_PICKLE:
                raise _refused(file.relative_to(path), tr("can carry program code"))
        index = _read_json(path, Path(INDEX_NAME))
        boundary_ratio = _check_index(index)
        for component in _components(boundary_ratio):
            _check_component(path, component, _class_of(index, component))
    except OSError as error:
        raise model_error(
            tr("The model cannot be read: {reason}.", reason=error.strerror or error)
        ) from error
    return ModelFolder(
        path=path,
        scheduler_class=_class_of(index, "scheduler"),
        expand_timesteps=index.get("expand_timesteps") is True,
        boundary_ratio=boundary_ratio,
        fingerprint=fingerprint,
    )


def check_config(config: Mapping[str, object], class_name: str) -> None:
    """Refuse a component's configuration that is not for us; raises DamagedFileError."""
    architectures = config.get("architectures")
    named = architectures[0] if isinstance(architectures, list) and architectures else class_name
    if "auto_map" in config:
        raise DamagedFileError(tr("asks for program code"))
    if config.get("_class_name", named) != class_name:
        raise DamagedFileError(tr("is not that of a {class_name}", class_name=class_name))
    if config.get("quantization_config") is not None:
        raise DamagedFileError(
            tr("says that the weights are quantized in a way this app does not read")
        )


def _check_index(index: dict[str, object]) -> float | None:
    """Refuse what we do not know how to run; where the second transformer takes over."""
    name = Path(INDEX_NAME)
    if index.get("_class_name") not in ("WanPipeline", "WanImageToVideoPipeline"):
        raise _refused(name, tr("asks for a pipeline that is not Wan's"))
    for key, value in index.items():
        if isinstance(value, list) and value != [None, None]:
            if key not in COMPONENT_CLASSES:
                raise _refused(
                    name, tr("asks for a part that this app does not run: {key}", key=key)
                )
            _class_of(index, key)
    boundary_ratio = index.get("boundary_ratio")
    second = index.get("transformer_2") not in (None, [None, None])
    if second is not isinstance(boundary_ratio, float):
        raise _refused(name, tr("has a second transformer without a boundary, or the reverse"))
    return boundary_ratio if isinstance(boundary_ratio, float) else None


def _components(boundary_ratio: float | None) -> Iterator[str]:
    for component in COMPONENT_CLASSES:
        if component != "transformer_2" or boundary_ratio is not None:
            yield component


def _class_of(index: dict[str, object], component: str) -> str:
    entry = index.get(component)
    for library, name in COMPONENT_CLASSES[component]:
        if entry == [library, name]:
            return name
    raise _refused(
        Path(INDEX_NAME), tr("asks for an unknown class of {component}", component=component)
    )


def _check_component(path: Path, component: str, class_name: str) -> None:
    config_name = Path(component, _CONFIGS.get(component, "config.json"))
    config = _read_json(path, config_name)
    try:
        check_config(config, class_name)
    except DamagedFileError as error:
        raise _refused(config_name, str(error)) from error
    if component == "tokenizer":
        _read_json(path, Path(component, "tokenizer.json"))
    elif component not in _WEIGHTLESS:
        _check_weights(path, component)


def _check_weights(path: Path, component: str) -> None:
    """Every file that holds the component's weights is there and whole."""
    usual_name = "model" if component == "text_encoder" else "diffusion_pytorch_model"
    try:
        names = weight_file_names(path / component, (usual_name,))
    except DamagedFileError as error:
        raise model_error(
            tr(
                "The model's file {component}/{file_name} {error}.",
                component=component,
                file_name=error.file_name,
                error=error,
            )
        ) from error
    for name in names:
        damage = damage_of(path / component / name)
        if damage:
            raise model_error(
                tr(
                    "The model's file {component}/{name} {damage}.",
                    component=component,
                    name=name,
                    damage=damage,
                )
            )


def _read_json(path: Path, name: Path) -> dict[str, object]:
    if not (path / name).is_file():
        raise model_error(tr("The model's file {name} is missing.", name=name.as_posix()))
    try:
        return read_json(path / name)
    except DamagedFileError as error:
        raise model_error(
            tr("The model's file {name} {error}.", name=name.as_posix(), error=error)
        ) from error


def _refused(name: Path, reason: str) -> UserError:
    return model_error(
        tr("This model is not used: its file {name} {reason}.", name=name.as_posix(), reason=reason)
    )
