"""Whether a network that was just loaded computes anything at all."""

import torch
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel

from wan22_desktop.core.errors import Recovery
from wan22_desktop.core.texts import tr
from wan22_desktop.engine.bad_result import is_usable, no_picture


@torch.no_grad()
def smoke_test(
    transformer: WanTransformer3DModel, device: torch.device, dtype: torch.dtype
) -> None:
    """Compute one token; raises UserError unless the result is finite and not all the same.

    Every weight takes part, so a file whose content was lost (NaN, zeros) is found out before
    the prompt's own sampling begins.
    """
    config = transformer.config
    random = torch.Generator().manual_seed(0)
    latents = torch.randn(1, config["in_channels"], *config["patch_size"], generator=random)
    text = torch.randn(1, 8, config["text_dim"], generator=random)
    (output,) = transformer(
        hidden_states=latents.to(device, dtype),
        timestep=torch.tensor([500], device=device),
        encoder_hidden_states=text.to(device, dtype),
        return_dict=False,
    )
    if not is_usable(output):
        raise no_picture(
            tr(
                "The model computed no picture right after loading: one of its files has lost its "
                "content."
            ),
            field="model",
            recoveries=(Recovery.REINSTALL_MODEL, Recovery.USE_DEMO_MODEL),
        )
