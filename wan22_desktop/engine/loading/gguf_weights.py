"""Weights that stay packed as in their GGUF file and are unpacked where they are used.

The package `gguf` is optional; without it this module cannot be imported.
"""

import gguf
import torch
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from diffusers.quantizers.gguf.gguf_quantizer import GGUFQuantizer
from diffusers.quantizers.gguf.utils import GGUFParameter, dequantize_gguf_tensor
from diffusers.quantizers.quantization_config import GGUFQuantizationConfig
from torch import Tensor

from wan22_desktop.core.tensor_table import TensorEntry


def packed(data: Tensor, entry: TensorEntry) -> GGUFParameter:
    """The packed tensor whose bytes are `data`."""
    kind = gguf.GGMLQuantizationType[entry.dtype]
    block, block_bytes = gguf.GGML_QUANT_SIZES[kind]
    columns = entry.shape[-1] // block * block_bytes
    return _parameter(data.reshape(*entry.shape[:-1], columns), kind)


def unpacked(data: Tensor, entry: TensorEntry) -> Tensor:
    """The values of the tensor whose bytes are `data`, in fp16 or fp32."""
    kind = gguf.GGMLQuantizationType[entry.dtype]
    return dequantize_gguf_tensor(_parameter(data, kind)).reshape(entry.shape)


def can_stay_packed(entry: TensorEntry) -> bool:
    """Whether every row is a whole number of blocks; else several rows were packed as one."""
    block, _ = gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType[entry.dtype]]
    return entry.shape[-1] % block == 0


def take_packed(model: WanTransformer3DModel, state: dict[str, Tensor], dtype: torch.dtype) -> None:
    """Make the model's linear layers unpack weights that `state` has packed, to `dtype`."""
    quantizer = GGUFQuantizer(GGUFQuantizationConfig(compute_dtype=dtype))
    quantizer.preprocess_model(model, device_map=None, state_dict=state)
    quantizer.postprocess_model(model)
    setattr(model, "hf_quantizer", quantizer)  # noqa: B010 - by its type a module takes no such


def _parameter(data: Tensor, kind: gguf.GGMLQuantizationType) -> GGUFParameter:
    return GGUFParameter(data, quant_type=kind)  # pyright: ignore[reportCallIssue] - `__new__` has it
