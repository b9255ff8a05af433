"""What a file is that is no part of Wan 2.2, told by tensor names that only such files have.

The names of Wan's relatives are those of the published releases (for Wan's own see
`scripts/convert_wan_to_diffusers.py` in huggingface/diffusers, for others its
`loaders/single_file_utils.py`).
"""

import re
from collections.abc import Collection

from wan22_desktop.core.texts import tr

# From special to general: the first that fits is told.
_SIGNS = (
    (
        r"(^|.*[._])(lora_(A|B|up|down)|lora_unet|lokr|loha|hada)[._].*|.*\.diff(_b)?",
        tr("is a LoRA, which goes on top of a model"),
    ),
    (
        r"(vae|text_encoders|cond_stage_model|first_stage_model)\..*",
        tr("bundles several parts of a model"),
    ),
    (r"vace_(blocks|patch_embedding)\..*", tr("is a Wan VACE model")),
    (r"(face_adapter|motion_encoder|pose_patch_embedding)\..*", tr("is a Wan Animate model")),
    (
        r"(casual_audio_encoder|audio_injector|cond_encoder)\..*",
        tr("is a Wan S2V model (speech to video)"),
    ),
    (r"(audio_proj|vocal_projector)\..*", tr("is a Wan model that is driven by sound")),
    (r"control_adapter\..*", tr("is a Wan Fun model with camera control")),
    (r"ref_conv\..*", tr("is a Wan Fun model with control video")),
    (
        r"(.*\.)?(img_emb|k_img|v_img|add_k_proj|add_v_proj|norm_added_k|image_embedder)\..*",
        tr("is a Wan 2.1 image-to-video model"),
    ),
    (r"double_blocks\.\d+\.img_attn\.qkv\..*", tr("is a Flux or Hunyuan model")),
    (r"txt_in\.individual_token_refiner\..*", tr("is a Hunyuan video model")),
    (
        r"transformer_blocks\.\d+\.(img_mod|attn\.add_q_proj)\..*",
        tr("is a Qwen Image, Flux or SD3 model"),
    ),
    (r"joint_blocks\..*", tr("is a Stable Diffusion 3 model")),
    (r"(patchify_proj|adaln_single)\..*", tr("is an LTX or PixArt model")),
    (r"(input_blocks|down_blocks)\.\d+\..*|conv_in\.weight", tr("is a Stable Diffusion model")),
    (r"text_model\..*", tr("is a CLIP text encoder")),
    (
        r"enc\.blk\.\d+\..*|token_embd\.weight",
        tr("is a text encoder as GGUF: use one in safetensors"),
    ),
    (r"decoder\.block\.\d+\..*", tr("is a T5 with a decoder: use only the encoder")),
    (r"encoder\.block\.0\.layer\.0\.SelfAttention\..*", tr("is a T5 text encoder, but not UMT5")),
    (r"(layers|model\.layers)\.\d+\.self_attn\.q_proj\..*", tr("is a language model")),
    (r"(encoder|decoder)\.(down|up|mid)(_blocks?)?\..*", tr("is a VAE of another model")),
)
_PATTERNS = tuple((re.compile(pattern), reason) for pattern, reason in _SIGNS)


def foreign_reason(names: Collection[str]) -> str | None:
    """What the file is, as the end of a sentence, or None where no name is a sign of anything."""
    for pattern, reason in _PATTERNS:
        if any(pattern.fullmatch(name) for name in names):
            return reason
    return None
