"""Low-rank changes of the demo transformer's layers: attach them, and write them as a LoRA file.

While training, a layer's weight W is replaced by W + up @ down through a parametrization, so that
:func:`tools.demo_model.transformer.fast_forward` works as it is. Files are written by diffusers'
own ``WanPipeline.save_lora_weights``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import torch
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from diffusers.pipelines.wan.pipeline_wan import WanPipeline
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn.utils import parametrize

RANK: Final = 8


class LowRank(nn.Module):
    """Adds ``up @ down`` to a weight; nothing until it is trained, for ``up`` starts at zero."""

    def __init__(self, layer: nn.Linear, rank: int) -> None:
        super().__init__()
        self.down = nn.Parameter(torch.randn(rank, layer.in_features) * layer.in_features**-0.5)
        self.up = nn.Parameter(torch.zeros(layer.out_features, rank))

    def forward(self, weight: Tensor) -> Tensor:
        """The changed weight, computed in fp32 whatever the layer is computed in."""
        with torch.autocast(weight.device.type, enabled=False):
            return weight + self.up @ self.down


def attach(transformer: WanTransformer3DModel, rank: int = RANK) -> dict[str, LowRank]:
    """Freeze the transformer and make every linear layer of its blocks trainable in low rank.

    Returns what was added, by the layer's name.
    """
    transformer.requires_grad_(requires_grad=False)
    added: dict[str, LowRank] = {}
    for name, module in list(transformer.named_modules()):
        if name.startswith("blocks.") and isinstance(module, nn.Linear):
            added[name] = LowRank(module, rank)
    for name, low_rank in added.items():
        parametrize.register_parametrization(
            transformer.get_submodule(name), "weight", low_rank, unsafe=True
        )
    return added


def matrices(added: Mapping[str, LowRank]) -> dict[str, Tensor]:
    """The trained tensors in bfloat16, named as diffusers names them."""
    tensors: dict[str, Tensor] = {}
    for name, low_rank in added.items():
        tensors[f"{name}.lora_A.weight"] = low_rank.down.detach().to(torch.bfloat16)
        tensors[f"{name}.lora_B.weight"] = low_rank.up.detach().to(torch.bfloat16)
    return tensors


def save(path: Path, tensors: dict[str, Tensor], metadata: dict[str, str]) -> None:
    """Write :func:`matrices` as a LoRA file with ``metadata`` in its header."""

    def write(weights: dict[str, Tensor], target: str) -> None:
        save_file(weights, target, {"format": "pt", **metadata})

    WanPipeline.save_lora_weights(
        path.parent,
        transformer_lora_layers={**tensors},
        weight_name=path.name,
        save_function=write,
    )
