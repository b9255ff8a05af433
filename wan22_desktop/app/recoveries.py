"""What each recovery means: the text of its button, and the request it leads to."""

from wan22_desktop.core.errors import Recovery
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import FRAME_STEP, Mode, Variant, nearest_num_frames, nearest_side

LABELS: dict[Recovery, str] = {
    Recovery.RETRY: tr("Try again"),
    Recovery.EDIT_REQUEST: tr("Change the settings"),
    Recovery.RENDER_WITHOUT_LORA: tr("Render without the LoRA"),
    Recovery.CHOOSE_IMAGE: tr("Choose an image…"),
    Recovery.CHOOSE_OUTPUT_FOLDER: tr("Choose another folder…"),
    Recovery.FREE_DISK_SPACE: tr("Open the clips' folder"),
    Recovery.USE_DEMO_MODEL: tr("Use the demo model"),
    Recovery.LOWER_RESOLUTION: tr("Use a smaller picture"),
    Recovery.FEWER_FRAMES: tr("Use fewer frames"),
    Recovery.INSTALL_MODEL: tr("Show the models"),
    Recovery.REINSTALL_MODEL: tr("Show the models"),
    Recovery.REPAIR_MODEL: tr("Show the models"),
    Recovery.SIGN_IN: tr("Enter a token…"),
    Recovery.SHOW_LOG: tr("Show the log"),
}
"""A recovery without a label has no button: the form itself offers the nearest valid value, and
nobody but the user can mend a network."""
_FOR_JOBS = {Recovery.RETRY, Recovery.RENDER_WITHOUT_LORA}
"""They need a job that failed."""


def buttons_for(recoveries: tuple[Recovery, ...], *, has_job: bool) -> tuple[tuple[str, str], ...]:
    """Label and id of a button for each recovery that can be carried out."""
    return tuple(
        (LABELS[recovery], recovery.value)
        for recovery in recoveries
        if recovery in LABELS and (has_job or recovery not in _FOR_JOBS)
    )


def changed_request(recovery: Recovery, request: GenerationRequest) -> GenerationRequest:
    """The request to put into the form for this recovery, valid wherever `request` was."""
    match recovery:
        case Recovery.LOWER_RESOLUTION:
            step = request.model.facts.size_step_px
            return request.with_changes(
                width=_smaller_side(request.width, step), height=_smaller_side(request.height, step)
            )
        case Recovery.FEWER_FRAMES:
            fewer = nearest_num_frames(request.num_frames // 2)
            return request.with_changes(num_frames=max(FRAME_STEP + 1, fewer))
        case Recovery.USE_DEMO_MODEL:
            demo = GenerationRequest.default(Variant.DEMO, prompt=request.prompt, seed=request.seed)
            if request.mode is Mode.IMAGE_TO_VIDEO:
                demo = demo.with_changes(mode=request.mode, image_sha256=request.image_sha256)
            return demo
        case _:
            return request


def _smaller_side(pixels: int, step_px: int) -> int:
    """About seven tenths, which halves the area."""
    return nearest_side(pixels * 7 // 10, step_px)
