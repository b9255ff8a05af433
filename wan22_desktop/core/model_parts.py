"""Which files make up a model."""

from wan22_desktop.core.values import Value
from wan22_desktop.core.wan import Variant


class ModelParts(Value):
    """Where the parts of one model lie, as absolute paths.

    A part is a component folder in the layout of diffusers, or a single file (safetensors in
    ComfyUI's or the original layout, or GGUF). Models may share parts.
    """

    variant: Variant
    transformer: str
    """The only transformer, or the high-noise expert."""
    transformer_2: str | None = None
    """The low-noise expert."""
    vae: str
    text_encoder: str
    tokenizer: str
