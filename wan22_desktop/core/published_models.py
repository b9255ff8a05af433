"""The architectures of the published models, from `resources/models/`.

Transformers and VAE 2.2: `scripts/convert_wan_to_diffusers.py` in huggingface/diffusers. VAE 2.1:
the defaults of diffusers' `AutoencoderKLWan`. Text encoder: google/umt5-xxl.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from wan22_desktop.core.places import PROGRAM_FOLDER
from wan22_desktop.core.wan import Variant

_FOLDER = PROGRAM_FOLDER / "resources" / "models"
_VAES = {Variant.T2V_A14B: "vae-2.1", Variant.I2V_A14B: "vae-2.1", Variant.TI2V_5B: "vae-2.2"}


def transformer_config(variant: Variant) -> dict[str, Any]:
    """What diffusers' `WanTransformer3DModel` is made from; both experts have the same."""
    return _read(f"{variant.value}/transformer" if variant in _VAES else _demo("transformer"))


def vae_config(variant: Variant) -> dict[str, Any]:
    """What diffusers' `AutoencoderKLWan` is made from."""
    return _read(_VAES.get(variant) or _demo("vae"))


def text_encoder_config(variant: Variant) -> dict[str, Any]:
    """What transformers' `UMT5Config` is made from."""
    return _read("umt5-xxl" if variant in _VAES else _demo("text_encoder"))


def _demo(component: str) -> str:
    """The demo model ships with its own."""
    return str(PROGRAM_FOLDER / "models" / "demo" / component)


def _read(folder: str) -> dict[str, Any]:
    return dict(_parsed(_FOLDER / folder / "config.json"))


@cache
def _parsed(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))
