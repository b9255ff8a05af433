"""In words, why NVIDIA's driver tells nothing or not of every card, and what to do."""

from wan22_desktop.core.hardware import DriverProblem, HardwareProfile

_TEXTS = {
    DriverProblem.NO_DRIVER: (
        "NVIDIA's driver is not installed or not loaded. With an NVIDIA card in this computer, "
        "install the driver from nvidia.com and restart; without one, the processor renders."
    ),
    DriverProblem.VERSION_MISMATCH: (
        "NVIDIA's driver was updated and its two parts do not fit together until the computer is "
        "restarted."
    ),
    DriverProblem.NO_ANSWER: (
        "NVIDIA's driver does not answer. It may be busy with a reset: wait a minute, then restart "
        "the computer. If that does not help, install the driver again."
    ),
    DriverProblem.REFUSED: (
        "NVIDIA's driver is there and refuses to tell about the cards. Install the newest driver; "
        "in a container, give it access to the card."
    ),
}


def problem_text(profile: HardwareProfile) -> str | None:
    """Sentences for people; None where the driver tells everything."""
    problem = profile.driver_problem
    if problem is None:
        return None
    if problem is DriverProblem.CARD_UNREADABLE:
        count = profile.unreadable_gpus
        which = "A graphics card does" if count <= 1 else f"{count} graphics cards do"
        return (
            f"{which} not answer NVIDIA's driver. Restart the computer; if it stays so, check "
            "that the card sits firmly in its slot and has its power cables."
        )
    text = _TEXTS[problem]
    if profile.gpu is not None and problem is DriverProblem.NO_DRIVER:
        return f"NVIDIA's library cannot be loaded; {_others(profile)} told about the card."
    return text


def _others(profile: HardwareProfile) -> str:
    said = {source.value for gpu in profile.gpus for source in gpu.sources.values()}
    return " and ".join(sorted(said)) or "another source"
