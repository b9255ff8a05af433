"""What people can do about each cause, in the order in which it helps most often."""

from typing import NamedTuple

from wan22_desktop.core.errors import Recovery
from wan22_desktop.core.failures import FailureCause
from wan22_desktop.core.texts import tr


class GuidedStep(NamedTuple):
    """A sentence, and the button that does it if the app can."""

    text: str
    recovery: Recovery | None = None


_SMALLER = (
    GuidedStep(
        tr("Use a smaller picture: it needs about half the memory."), Recovery.LOWER_RESOLUTION
    ),
    GuidedStep(tr("Use fewer frames."), Recovery.FEWER_FRAMES),
)
_LOG = GuidedStep(tr("The log says what happened before it."), Recovery.SHOW_LOG)
_AGAIN = GuidedStep(tr("Try again."), Recovery.RETRY)

_STEPS: dict[FailureCause, tuple[GuidedStep, ...]] = {
    FailureCause.VRAM: (
        GuidedStep(tr("Close other programs that use the graphics card.")),
        GuidedStep(
            tr("Try again: a plan that needs less graphics memory is used."), Recovery.RETRY
        ),
        *_SMALLER,
    ),
    FailureCause.SHARED_MEMORY: (
        GuidedStep(tr("Close other programs that use the graphics card.")),
        GuidedStep(
            tr(
                "In the graphics driver's settings, forbid falling back to the computer's memory: "
                "it makes a render many times slower."
            )
        ),
        GuidedStep(
            tr("Try again: a plan that needs less graphics memory is used."), Recovery.RETRY
        ),
        *_SMALLER,
    ),
    FailureCause.RAM: (
        GuidedStep(tr("Close programs that need much memory.")),
        GuidedStep(tr("Try again: a plan that needs less memory is used."), Recovery.RETRY),
        *_SMALLER,
    ),
    FailureCause.COMMIT: (
        GuidedStep(
            tr(
                "Let the system manage the size of its page file, or make it larger: memory was "
                "left, but no more could be promised."
            )
        ),
        GuidedStep(tr("Close programs that need much memory.")),
        _AGAIN,
        *_SMALLER,
    ),
    FailureCause.DISK: (
        GuidedStep(tr("Make room on the disk."), Recovery.FREE_DISK_SPACE),
        GuidedStep(tr("Or keep clips on another disk."), Recovery.CHOOSE_OUTPUT_FOLDER),
        _AGAIN,
    ),
    FailureCause.DRIVER: (
        _AGAIN,
        GuidedStep(tr("Restart the computer if it happens again.")),
        GuidedStep(tr("Install the newest driver of the graphics card.")),
        GuidedStep(tr("Take back any overclocking of the card.")),
        _LOG,
    ),
    FailureCause.MODEL: (
        GuidedStep(tr("Have the model's files checked and repaired."), Recovery.REPAIR_MODEL),
        GuidedStep(tr("Install the model anew if that does not help."), Recovery.REINSTALL_MODEL),
        GuidedStep(tr("Meanwhile, use the demo model."), Recovery.USE_DEMO_MODEL),
    ),
    FailureCause.LORA: (
        GuidedStep(tr("Render without the LoRA."), Recovery.RENDER_WITHOUT_LORA),
        GuidedStep(tr("Choose another LoRA."), Recovery.EDIT_REQUEST),
    ),
    FailureCause.INPUT: (
        GuidedStep(tr("Change the settings of the clip."), Recovery.EDIT_REQUEST),
        GuidedStep(tr("Choose another image, if there is one."), Recovery.CHOOSE_IMAGE),
    ),
    FailureCause.CRASH: (
        _AGAIN,
        GuidedStep(tr("Restart the computer if it happens again.")),
        *_SMALLER,
        _LOG,
    ),
    FailureCause.HANG: (
        _AGAIN,
        GuidedStep(tr("See whether another program keeps the graphics card or the disk busy.")),
        *_SMALLER,
        _LOG,
    ),
    FailureCause.BUG: (_AGAIN, _LOG),
}


def guided_steps(cause: FailureCause) -> tuple[GuidedStep, ...]:
    """The steps for people when nothing is done by itself any more."""
    return _STEPS[cause]
