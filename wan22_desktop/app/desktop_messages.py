"""What is said to a desktop's notification service, and what comes back."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DesktopMessage:
    """One message; texts are plain. A later one with the same key takes its place."""

    key: str
    title: str
    text: str
    button: str = ""
    """What the message's button says; nothing means that it has none."""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class MessageShown:
    """The service has taken it."""

    message: DesktopMessage


@dataclass(frozen=True, slots=True)
class MessageRefused:
    """There is no service, or it did not answer: the message has not been seen."""

    message: DesktopMessage


@dataclass(frozen=True, slots=True)
class MessageClicked:
    """The user chose the button (`on_button`) or the message itself."""

    key: str
    on_button: bool


MessageEvent = MessageShown | MessageRefused | MessageClicked
