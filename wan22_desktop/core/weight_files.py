"""The weights of one part of a model: a single file, or a component folder of diffusers.

Only safetensors and GGUF are read. Pickles carry program code and are refused, whatever they are
named.
"""

import json
from pathlib import Path
from typing import cast

from wan22_desktop.core.gguf_header import GGUF_MAGIC, read_gguf_header
from wan22_desktop.core.safetensors_header import read_safetensors_header
from wan22_desktop.core.tensor_table import DamagedFileError, TensorEntry, TensorTable
from wan22_desktop.core.texts import tr

CODE_OR_PICKLE = frozenset(
    {".py", ".pyc", ".so", ".dll", ".pyd", ".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"}
)
"""Endings of files that can carry program code."""

INDEX_NAME = "model_index.json"
"""What a folder in the layout of diffusers begins with."""

WEIGHT_ENDINGS = (".safetensors", ".sft", ".gguf")

MAX_JSON_BYTES = 64 * 1024 * 1024
"""The tokenizer of the big models has 17 MB."""


def is_model_folder(folder: Path) -> bool:
    """Whether a model was put there, be it whole or not; looks at names only."""
    return folder.is_dir() and any(
        path.name == INDEX_NAME or path.suffix.lower() in WEIGHT_ENDINGS
        for path in folder.rglob("*")
    )


def read_weights(path: Path) -> TensorTable:
    """The tensors of a file or of all files of a component folder, from their headers alone.

    Raises OSError, DamagedFileError.
    """
    if not path.is_dir():
        return _read_file(path)
    tables: list[TensorTable] = []
    for name in weight_file_names(path):
        try:
            tables.append(_read_file(path / name))
        except DamagedFileError as error:
            raise DamagedFileError(str(error), name) from error
    entries: dict[str, TensorEntry] = {}
    for table in tables:
        if entries.keys() & table.entries.keys():
            raise DamagedFileError(tr("holds a tensor twice"))
        entries.update(table.entries)
    return TensorTable(tuple(file for table in tables for file in table.files), entries)


def weight_file_names(
    folder: Path, usual_names: tuple[str, ...] = ("diffusion_pytorch_model", "model")
) -> tuple[str, ...]:
    """The files that hold a component's weights; big models have several and an index.

    Raises OSError, DamagedFileError where one is missing or the index is no index.
    """
    for name in usual_names:
        if (folder / f"{name}.safetensors").is_file():
            return (f"{name}.safetensors",)
        if (folder / f"{name}.safetensors.index.json").is_file():
            return _shards(folder / f"{name}.safetensors.index.json")
    raise DamagedFileError(tr("is missing"), f"{usual_names[0]}.safetensors")


def read_json(path: Path) -> dict[str, object]:
    """The object in a JSON file; raises OSError, DamagedFileError unless it is one."""
    with path.open("rb") as file:
        text = file.read(MAX_JSON_BYTES)  # a longer one is cut off, and then damaged
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise DamagedFileError(tr("is damaged"))
    return cast("dict[str, object]", content)


def _shards(index: Path) -> tuple[str, ...]:
    try:
        weight_map = read_json(index).get("weight_map")
    except DamagedFileError as error:
        raise DamagedFileError(str(error), index.name) from error
    if not isinstance(weight_map, dict) or not weight_map:
        raise DamagedFileError(tr("names no weights"), index.name)
    names = tuple(sorted({str(name) for name in weight_map.values()}))
    for name in names:
        if Path(name).name != name or not name.endswith(".safetensors"):
            raise DamagedFileError(tr("names a file outside its folder"), index.name)
        if not (index.parent / name).is_file():
            raise DamagedFileError(tr("is missing"), name)
    return names


def _read_file(path: Path) -> TensorTable:
    if path.suffix.lower() in CODE_OR_PICKLE:
        raise DamagedFileError(tr("can carry program code"))
    with path.open("rb") as file:
        start = file.read(4)
    if not start:
        raise DamagedFileError(tr("is empty"))
    return read_gguf_header(path) if start == GGUF_MAGIC else read_safetensors_header(path)
