"""In words, why NVIDIA's driver tells nothing or not of every card, and what to do."""

from wan22_desktop.core.hardware import DriverProblem, HardwareProfile
from wan22_desktop.core.texts import tr, trn

_TEXTS = {
    DriverProblem.NO_DRIVER: tr(
        "NVIDIA's driver is not installed or not loaded. With an NVIDIA card in this computer, "
        "install the driver from nvidia.com and restart; without one, the processor renders."
    ),
    DriverProblem.VERSION_MISMATCH: tr(
        "NVIDIA's driver was updated and its two parts do not fit together until the computer "
        "is restarted."
    ),
    DriverProblem.NO_ANSWER: tr(
        "NVIDIA's driver does not answer. It may be busy with a reset: wait a minute, then "
        "restart the computer. If that does not help, install the driver again."
    ),
    DriverProblem.REFUSED: tr(
        "NVIDIA's driver is there and refuses to tell about the cards. Install the newest "
        "driver; in a container, give it access to the card."
    ),
}


def problem_text(profile: HardwareProfile) -> str | None:
    """Sentences for people; None where the driver tells everything."""
    problem = profile.driver_problem
    if problem is None:
        return None
    if problem is DriverProblem.CARD_UNREADABLE:
        count = profile.unreadable_gpus
        return trn(
            "A graphics card does not answer NVIDIA's driver. Restart the computer; if it stays "
            "so, check that the card sits firmly in its slot and has its power cables.",
            "{count} graphics cards do not answer NVIDIA's driver. Restart the computer; if it "
            "stays so, check that the card sits firmly in its slot and has its power cables.",
            max(count, 1),
        )
    text = _TEXTS[problem]
    if profile.gpu is not None and problem is DriverProblem.NO_DRIVER:
        return tr(
            "NVIDIA's library cannot be loaded; {sources} told about the card.",
            sources=_others(profile),
        )
    return text


def _others(profile: HardwareProfile) -> str:
    said = {source.value for gpu in profile.gpus for source in gpu.sources.values()}
    return tr(" and ").join(sorted(said)) or tr("another source")
