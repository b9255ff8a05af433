"""A model's folder, checked before any library opens it.

The layout is that of diffusers: a `model_index.json` that names one class per component, and a
folder per component. Nothing in it may bring code along.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.safetensors_header import damage_of

COMPONENT_CLASSES: dict[str, tuple[tuple[str, str], ...]] = {
    "tokenizer": (("transformers", "T5Tokenizer"), ("transformers", "T5TokenizerFast")),
    "text_encoder": (("transformers", "UMT5EncoderModel"),),
    "transformer": (("diffusers", "WanTransformer3DModel"),),
    "vae": (("diffusers", "AutoencoderKLWan"),),
    "scheduler": (
        ("diffusers", "UniPCMultistepScheduler"),
        ("diffusers", "FlowMatchEulerDiscreteScheduler"),
    ),
}
"""The only classes ever created for a component, whatever the folder asks for."""

_WEIGHTS = {
    "text_encoder": "model.safetensors",
    "transformer": "diffusion_pytorch_model.safetensors",
    "vae": "diffusion_pytorch_model.safetensors",
}
_CONFIGS = {
    "tokenizer": "tokenizer_config.json",
    "text_encoder": "config.json",
    "transformer": "config.json",
    "vae": "config.json",
    "scheduler": "scheduler_config.json",
}
_CODE_OR_PICKLE = frozenset(
    {".py", ".pyc", ".so", ".dll", ".pyd", ".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"}
)
_MAX_JSON_BYTES = 64 * 1024 * 1024  # the tokenizer of the big models has 17 MB


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder that was found whole; `fingerprint` changes when a file of it is replaced."""

    path: Path
    scheduler_class: str
    expand_timesteps: bool
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
    """A hash over name, size and time of change of every file; cheap, reads no content."""
    digest = hashlib.sha256(str(path).encode(errors="surrogateescape"))
    for file in sorted(path.rglob("*")):
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
            if file.suffix.lower() in _CODE_OR_PICKLE:
                raise _refused(file.relative_to(path), "can carry program code")
        index = _read_json(path, Path("model_index.json"))
        scheduler_class = _check_index(index)
        for component in COMPONENT_CLASSES:
            _check_component(path, component, _class_of(index, component))
    except OSError as error:
        raise model_error(f"The model cannot be read: {error.strerror or error}.") from error
    return ModelFolder(path, scheduler_class, index.get("expand_timesteps") is True, fingerprint)


def _check_index(index: dict[str, object]) -> str:
    """Refuse what we do not know how to run; the scheduler's class."""
    name = Path("model_index.json")
    if index.get("_class_name") not in ("WanPipeline", "WanImageToVideoPipeline"):
        raise _refused(name, "asks for a pipeline that is not Wan's")
    for key, value in index.items():
        if key in COMPONENT_CLASSES:
            _class_of(index, key)
        elif isinstance(value, list) and value != [None, None]:
            raise _refused(name, f"asks for a part that this app does not run: {key}")
        elif key == "boundary_ratio" and value is not None:
            raise _refused(name, "is of a model with two experts, which this app does not run yet")
    return _class_of(index, "scheduler")


def _class_of(index: dict[str, object], component: str) -> str:
    entry = index.get(component)
    for library, name in COMPONENT_CLASSES[component]:
        if entry == [library, name]:
            return name
    raise _refused(Path("model_index.json"), f"asks for an unknown class of {component}")


def _check_component(path: Path, component: str, class_name: str) -> None:
    config_name = Path(component, _CONFIGS[component])
    config = _read_json(path, config_name)
    if "auto_map" in config:
        raise _refused(config_name, "asks for program code")
    if config.get("_class_name", class_name) != class_name:
        raise _refused(config_name, f"is not that of a {class_name}")
    if component == "tokenizer":
        _read_json(path, Path(component, "tokenizer.json"))
    elif component in _WEIGHTS:
        for file in _weight_files(path, component):
            if not (path / file).is_file():
                raise model_error(f"The model's file {file.as_posix()} is missing.")
            damage = damage_of(path / file)
            if damage:
                raise model_error(f"The model's file {file.as_posix()} {damage}.")


def _weight_files(path: Path, component: str) -> Iterator[Path]:
    """The files that hold a component's weights; big models have several and an index."""
    single = Path(component, _WEIGHTS[component])
    index_name = Path(component, _WEIGHTS[component] + ".index.json")
    if (path / single).is_file() or not (path / index_name).is_file():
        yield single
        return
    weight_map = _read_json(path, index_name).get("weight_map")
    if not isinstance(weight_map, dict) or not weight_map:
        raise model_error(f"The model's file {index_name.as_posix()} names no weights.")
    for name in sorted({str(name) for name in weight_map.values()}):
        if Path(name).name != name or not name.endswith(".safetensors"):
            raise _refused(index_name, "names a file outside its folder")
        yield Path(component, name)


def _read_json(path: Path, name: Path) -> dict[str, object]:
    if not (path / name).is_file():
        raise model_error(f"The model's file {name.as_posix()} is missing.")
    with (path / name).open("rb") as file:
        text = file.read(_MAX_JSON_BYTES)  # a longer one is cut off, and then damaged
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise model_error(f"The model's file {name.as_posix()} is damaged.")
    return cast("dict[str, object]", content)


def _refused(name: Path, reason: str) -> UserError:
    return model_error(f"This model is not used: its file {name.as_posix()} {reason}.")
