"""What trainers write into the metadata of a LoRA file.

The keys are those of kohya's scripts and musubi-tuner (`ss_*`, `modelspec.*`), ai-toolkit
(`ss_base_model_version`, `training_info`, `software`) and diffusers (`lora_adapter_metadata`).
diffusion-pipe and LightX2V write none. Everything is text from strangers: cut, cleaned, and
believed only as far as the tensors do not say otherwise (see `recognition`).
"""

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from wan22_desktop.core.plain_text import plain_line, plain_text
from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.domain.name_hints import hints_in
from wan22_desktop.lora_library.domain.records import LoraFamily, LoraMode, TrainedExpert

MAX_TITLE_CHARACTERS = 200
MAX_TEXT_CHARACTERS = 4000
MAX_WORD_CHARACTERS = 100
MAX_WORDS = 20
MAX_JSON_CHARACTERS = 512 * 1024
_MAX_LINES = 16
_MAX_ALPHA = 1e6

_SETTINGS = "lora_adapter_metadata"
_TRANSFORMERS = ("transformer.", "transformer_2.", "")
"""How diffusers prefixes its settings."""

_BASE_MODELS = {
    "wan_2.2_14b": LoraFamily.A14B,
    "wan_2.2_5b": LoraFamily.TI2V_5B,
    "wan_2.1": LoraFamily.WAN_2_1,
}
"""What ai-toolkit calls them in `ss_base_model_version`; musubi-tuner says `wan` of all."""
_MUSUBI_MODELS = {
    *("wan", "hunyuan_video", "hunyuan_video_1_5", "framepack", "flux_kontext", "flux_2_dev"),
    *("flux_2_klein_4b", "flux_2_klein_9b", "qwen_image", "qwen_image_edit", "kandinsky5"),
    *("qwen_image_layered", "z_image"),
}
"""In `ss_base_model_version`, where kohya's own scripts have other names (`sdxl_base_v1-0`)."""
_NOISE_SCALE = 1000
_HIGH_NOISE_FROM = 800
_LOW_NOISE_UP_TO = 950
"""Timesteps. The experts meet at 875 (T2V) or 900 (I2V); people train with some overlap."""

_TRAINING = (
    ("Base model", ("ss_sd_model_name", "ss_base_model_version", "modelspec.architecture")),
    ("Steps", ("ss_steps", "ss_max_train_steps")),
    ("Epochs", ("ss_epoch", "ss_num_epochs")),
    ("Pictures and clips", ("ss_num_train_items", "ss_num_train_images")),
    ("Learning rate", ("ss_learning_rate",)),
    ("Optimizer", ("ss_optimizer",)),
    ("Timesteps", ("modelspec.timestep_range",)),
    ("Date", ("modelspec.date",)),
    ("License", ("modelspec.license",)),
    ("How to use it", ("modelspec.usage_hint",)),
    ("Comment", ("ss_training_comment",)),
)
"""What is shown, and where it may stand, best first."""


@dataclass(frozen=True, slots=True)
class FileNotes:
    """What the metadata says."""

    title: str = ""
    author: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    trigger_words: tuple[str, ...] = ()
    training: tuple[tuple[str, str], ...] = ()
    alpha: float | None = None
    family: LoraFamily = LoraFamily.UNKNOWN
    """What it claims to be trained on."""
    mode: LoraMode = LoraMode.UNKNOWN
    expert: TrainedExpert = TrainedExpert.UNKNOWN
    is_from_musubi: bool = False
    """Whether musubi-tuner has written it."""


def notes_in(metadata: Mapping[str, str]) -> FileNotes:
    """What the metadata says, cut and cleaned; what makes no sense is left out."""
    base = hints_in(metadata.get("ss_sd_model_name", "")[:MAX_TITLE_CHARACTERS])
    family = _claimed_family(metadata, base.family)
    software = _json_object(metadata, "software")
    return FileNotes(
        title=_line(metadata, "modelspec.title", "ss_output_name", "name"),
        author=_line(metadata, "modelspec.author"),
        description=plain_text(metadata.get("modelspec.description", ""), MAX_TEXT_CHARACTERS),
        tags=words_of(_listed(metadata, "modelspec.tags")),
        trigger_words=words_of(_trigger_words(metadata)),
        training=_training(metadata, software),
        alpha=_alpha(metadata),
        family=family,
        mode=base.mode if base.mode is not LoraMode.BOTH else LoraMode.UNKNOWN,
        expert=_expert(metadata.get("modelspec.timestep_range", ""), base.expert),
        is_from_musubi=metadata.get("ss_base_model_version") in _MUSUBI_MODELS,
    )


def settings_problem(metadata: Mapping[str, str]) -> str:
    """Why the engine cannot use what diffusers keeps with a file, as the end of a sentence."""
    try:
        settings = json.loads(metadata.get(_SETTINGS, "{}"))
    except (ValueError, RecursionError):
        settings = None
    if not isinstance(settings, dict):
        return tr("has damaged settings; save or download it again")
    known = cast("dict[str, object]", settings)
    alphas = [known[name] for name in _alpha_names() if known.get(name) is not None]
    for prefix in _TRANSFORMERS:
        pattern = known.get(f"{prefix}alpha_pattern")
        if isinstance(pattern, dict):
            alphas += cast("dict[str, object]", pattern).values()
    if any(isinstance(alpha, str) or _number(alpha) is None for alpha in alphas):
        return tr("has damaged settings: an alpha is no number")
    return ""


def words_of(texts: Iterable[object]) -> tuple[str, ...]:
    """Cleaned words or phrases without doubles, as many as are shown."""
    found: dict[str, None] = {}
    for text in texts:
        word = plain_line(text, MAX_WORD_CHARACTERS) if isinstance(text, str) else ""
        if word:
            found.setdefault(word)
        if len(found) == MAX_WORDS:
            break
    return tuple(found)


def _claimed_family(metadata: Mapping[str, str], of_base: LoraFamily) -> LoraFamily:
    named = _BASE_MODELS.get(metadata.get("ss_base_model_version", ""))
    if named is not None:
        return named
    if of_base not in (LoraFamily.UNKNOWN, LoraFamily.WAN_14B):
        return of_base
    # musubi-tuner writes wan2.1 for Wan 2.2 too, so only the other answer means something.
    stated = hints_in(metadata.get("modelspec.architecture", "")[:MAX_TITLE_CHARACTERS]).family
    return stated if stated in (LoraFamily.A14B, LoraFamily.TI2V_5B) else LoraFamily.UNKNOWN


def _expert(timesteps: str, of_base: TrainedExpert) -> TrainedExpert:
    """By the timesteps that were trained. The base model alone does not tell.

    musubi-tuner trains one LoRA for both experts as well, and names only one of the two then.
    """
    parts = re.fullmatch(r"\s*(\d{1,4})\s*,\s*(\d{1,4})\s*", timesteps)
    if parts is None:
        return TrainedExpert.UNKNOWN
    least, most = int(parts[1]), int(parts[2])
    if not least < most <= _NOISE_SCALE:
        return TrainedExpert.UNKNOWN
    if least >= _HIGH_NOISE_FROM:
        found = TrainedExpert.HIGH_NOISE
    elif least == 0 and most <= _LOW_NOISE_UP_TO:
        found = TrainedExpert.LOW_NOISE
    else:
        return TrainedExpert.UNKNOWN
    return found if of_base in (found, TrainedExpert.UNKNOWN) else TrainedExpert.UNKNOWN


def _trigger_words(metadata: Mapping[str, str]) -> Iterable[str]:
    """Named ones, then the tags that stand in most captions of a data set."""
    yield from _listed(metadata, "modelspec.trigger_phrase")
    for counts in _json_object(metadata, "ss_tag_frequency").values():
        if not isinstance(counts, dict):
            continue
        known = {
            tag.strip(): count
            for tag, count in cast("dict[str, object]", counts).items()
            if type(count) is int and count > 0 and len(tag) <= MAX_WORD_CHARACTERS
        }
        most = max(known.values(), default=0)
        often = [tag for tag, count in known.items() if count == most]
        if len(often) <= MAX_WORDS // 4:  # where all are as frequent, none stands out
            yield from often


def _training(
    metadata: Mapping[str, str], software: Mapping[str, object]
) -> tuple[tuple[str, str], ...]:
    info = _json_object(metadata, "training_info")
    steps = info.get("step")
    program = " ".join(filter(None, (_text(software.get("name")), _text(software.get("version")))))
    found = {label: _line(metadata, *keys) for label, keys in _TRAINING}
    if not found["Steps"] and type(steps) is int and 0 <= steps < 2**53:
        found["Steps"] = str(steps)
    found["Program"] = program or _line(metadata, "ss_network_module")
    lines = [(label, value) for label, value in found.items() if value]
    return tuple(lines[:_MAX_LINES])


def _alpha(metadata: Mapping[str, str]) -> float | None:
    settings = _json_object(metadata, _SETTINGS)
    values = (metadata.get("ss_network_alpha"), *map(settings.get, _alpha_names()))
    return next((alpha for alpha in map(_number, values) if alpha is not None), None)


def _alpha_names() -> tuple[str, ...]:
    return tuple(f"{prefix}lora_alpha" for prefix in _TRANSFORMERS)


def _number(value: object) -> float | None:
    if isinstance(value, str):
        try:
            value = float(value[:MAX_WORD_CHARACTERS])
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not abs(value) <= _MAX_ALPHA or math.isnan(value):
        return None
    return float(value)


def _line(metadata: Mapping[str, str], *keys: str) -> str:
    """The first of the values that says anything."""
    for key in keys:
        line = plain_line(metadata.get(key, ""), MAX_TITLE_CHARACTERS)
        if line and line != "None":  # how kohya's scripts write that there is none
            return line
    return ""


def _listed(metadata: Mapping[str, str], key: str) -> list[str]:
    """What stands between commas."""
    return metadata.get(key, "")[:MAX_TEXT_CHARACTERS].split(",")


def _text(value: object) -> str:
    return plain_line(value, MAX_WORD_CHARACTERS) if isinstance(value, str) else ""


def _json_object(metadata: Mapping[str, str], key: str) -> Mapping[str, object]:
    text = metadata.get(key, "")
    if not text or len(text) > MAX_JSON_CHARACTERS:
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}
