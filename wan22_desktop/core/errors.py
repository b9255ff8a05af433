"""Errors as data: what failed, whether the work is safe, what can be done about it."""

from enum import StrEnum

from wan22_desktop.core.texts import tr


class ErrorCategory(StrEnum):
    """What kind of thing went wrong; decides the exit code and what is tried next."""

    BAD_REQUEST = "bad-request"
    MODEL = "model"
    OUT_OF_MEMORY = "out-of-memory"
    DISK = "disk"
    ENGINE = "engine"
    BAD_RESULT = "bad-result"
    NETWORK = "network"
    BUSY = "busy"
    BUG = "bug"


class Recovery(StrEnum):
    """Something the user can do; `app/recoveries.py` turns each into a button."""

    RETRY = "retry"
    EDIT_REQUEST = "edit-request"
    RENDER_WITHOUT_LORA = "render-without-lora"
    USE_NEAREST = "use-nearest"
    CHOOSE_IMAGE = "choose-image"
    CHOOSE_OUTPUT_FOLDER = "choose-output-folder"
    FREE_DISK_SPACE = "free-disk-space"
    REINSTALL_MODEL = "reinstall-model"
    INSTALL_MODEL = "install-model"
    REPAIR_MODEL = "repair-model"
    CHECK_NETWORK = "check-network"
    SIGN_IN = "sign-in"
    USE_DEMO_MODEL = "use-demo-model"
    LOWER_RESOLUTION = "lower-resolution"
    FEWER_FRAMES = "fewer-frames"
    SHOW_LOG = "show-log"


class UserError(Exception):
    """An error whose text is meant for the user.

    `message` says what failed and, where it can, what to do; `safe` says what became of the work;
    `field` names the request field at fault; `suggestion` is the nearest valid value of it. `loras`
    are the SHA-256 of the LoRA files at fault, or that may be.
    """

    def __init__(
        self,
        message: str,
        *,
        category: ErrorCategory = ErrorCategory.BAD_REQUEST,
        field: str | None = None,
        suggestion: str | None = None,
        safe: str = "",
        recoveries: tuple[Recovery, ...] = (),
        loras: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.category = category
        self.field = field
        self.suggestion = suggestion
        self.safe = safe
        self.recoveries = recoveries
        self.loras = loras


class NotSavedError(UserError):
    """A file or database row could not be written; nothing that was there before is touched."""

    def __init__(self, what: str, cause: OSError | Exception) -> None:
        reason = getattr(cause, "strerror", None) or str(cause)
        full = getattr(cause, "errno", None) == 28 or "disk is full" in reason
        super().__init__(
            tr("{what} could not be saved: {reason}.", what=what, reason=reason),
            category=ErrorCategory.DISK,
            safe=tr("What was saved before is unchanged."),
            recoveries=(Recovery.FREE_DISK_SPACE if full else Recovery.CHOOSE_OUTPUT_FOLDER,),
        )
