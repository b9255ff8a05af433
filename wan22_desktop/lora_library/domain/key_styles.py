"""In which program's way the keys of a LoRA file are written.

Programs read each other's files and convert them, so this is a style and no proof of origin:
`transformer.` with diffusers' names is diffusers' own; an adapter's name between matrix and
`weight`, or `base_model.model.`, is peft's; names joined with underscores are kohya's, of Wan's
layers musubi-tuner's; `diffusion_model.` with `lora_A` is what ComfyUI, ai-toolkit and
diffusion-pipe write, with `lora_down` or whole differences what LightX2V's files have.
"""

import re
from collections.abc import Iterable

from wan22_desktop.lora_library.domain.records import LoraFormat

_STYLES = (
    (LoraFormat.PEFT, r"base_model\.model\..*|.*\.lora_[AB]\.(?!weight$|bias$)[\w-]+\.weight"),
    (
        LoraFormat.MUSUBI,
        r"lora_unet_(blocks_\d+|head|text_embedding|time_embedding|time_proj\w*)_.*",
    ),
    (LoraFormat.KOHYA, r"lora_(unet|te\d?|transformer)_.*"),
    (
        LoraFormat.LIGHTX2V,
        r"diffusion_model\..*\.(lora_(down|up)\.(weight|bias)|diff(_b|_m)?|[wb]_norm)",
    ),
    (LoraFormat.COMFYUI, r"diffusion_model\..*\.lora_[AB]\.(weight|bias)"),
    (LoraFormat.DIFFUSERS, r"(transformer(_2)?|unet|text_encoder(_2)?)\..*\.lora[._]\w+\..*"),
)
_PATTERNS = tuple((style, re.compile(pattern)) for style, pattern in _STYLES)


def format_of(keys: Iterable[str], *, is_from_musubi: bool) -> LoraFormat:
    """The one style of all keys that have any; UNKNOWN where there is none, or more than one.

    Alphas are written alike by all who write them apart from matrices.
    """
    found = {_style(key) for key in keys if not key.endswith((".alpha", ".dora_scale"))}
    if is_from_musubi and found == {LoraFormat.KOHYA}:
        return LoraFormat.MUSUBI
    return found.pop() if len(found) == 1 else LoraFormat.UNKNOWN


def _style(key: str) -> LoraFormat:
    return next((s for s, pattern in _PATTERNS if pattern.fullmatch(key)), LoraFormat.UNKNOWN)
