"""The shape of a clip in pixels and in latents."""

from wan22_desktop.core.errors import Recovery, UserError
from wan22_desktop.core.published_models import vae_config
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import FRAME_STEP


def check_shape(request: GenerationRequest) -> None:
    """Refuse what the pipelines would silently round; raises UserError."""
    step = request.model.facts.size_step_px
    for field, message in (
        (
            "width",
            tr("This model makes clips whose width is a multiple of {step} pixels.", step=step),
        ),
        (
            "height",
            tr("This model makes clips whose height is a multiple of {step} pixels.", step=step),
        ),
    ):
        if getattr(request, field) % step or getattr(request, field) < step:
            raise UserError(
                message,
                field=field,
                recoveries=(Recovery.EDIT_REQUEST,),
            )
    if request.num_frames % FRAME_STEP != 1:
        raise UserError(
            tr(
                "The number of frames has to be one more than a multiple of {step}.",
                step=FRAME_STEP,
            ),
            field="num_frames",
            recoveries=(Recovery.EDIT_REQUEST,),
        )


def latents_shape(request: GenerationRequest) -> tuple[int, int, int, int, int]:
    """Batch, channels, latent frames, rows, columns."""
    vae = vae_config(request.model)
    scale_px = int(vae["scale_factor_spatial"])
    return (
        1,
        int(vae["z_dim"]),
        (request.num_frames - 1) // int(vae["scale_factor_temporal"]) + 1,
        request.height // scale_px,
        request.width // scale_px,
    )
