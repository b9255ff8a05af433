"""Jobs and pictures for the panels' tests."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication

from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.groups import GroupKind, JobGroup
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.events import StoredImage

SHA = "ab" * 32


def job_id(number: int) -> str:
    return f"{number:012x}"


def job(
    number: int,
    state: JobState = JobState.QUEUED,
    *,
    prompt: str = "",
    message: str = "",
    seconds: float = 0.0,
    thumbnail: bytes = b"",
    model: Variant = Variant.DEMO,
    group: str = "",
    label: str = "",
    is_skipped: bool = False,
) -> Job:
    """A job whose id and position are its number."""
    return Job(
        id=job_id(number),
        request=GenerationRequest.default(model, prompt=prompt or f"clip {number}", seed=number),
        position=number,
        state=state,
        message=message,
        seconds=seconds,
        thumbnail=thumbnail,
        clip_path=f"/clips/{number}.mp4" if state is JobState.DONE else None,
        group_id=group,
        label=label,
        is_skipped=is_skipped,
    )


GROUP = "0123456789ab"


def sweep(
    numbers: Iterable[int], state: JobState = JobState.QUEUED, group: str = GROUP
) -> tuple[Job, ...]:
    """Jobs of one group; their seeds are their labels."""
    return tuple(job(number, state, group=group, label=f"seed {number}") for number in numbers)


def group_of(title: str = "Seeds of a boat", group: str = GROUP) -> JobGroup:
    return JobGroup(group, GroupKind.SWEEP, title)


def queued(numbers: Iterable[int]) -> tuple[Job, ...]:
    return tuple(job(number) for number in numbers)


def jpeg(width: int, height: int, color: str) -> bytes:
    content = BytesIO()
    Image.new("RGB", (width, height), color).save(content, "JPEG", quality=95)
    return content.getvalue()


def strip(colors: Iterable[str], side: int = 16) -> bytes:
    """Frames of one colour each, side by side."""
    colors = list(colors)
    picture = Image.new("RGB", (side * len(colors), side))
    for place, color in enumerate(colors):
        picture.paste(Image.new("RGB", (side, side), color), (place * side, 0))
    content = BytesIO()
    picture.save(content, "JPEG", quality=95, subsampling=0)
    return content.getvalue()


def start_image(folder: Path, width: int = 64, height: int = 32, sha256: str = SHA) -> StoredImage:
    path = folder / f"{sha256}.image"
    Image.new("RGB", (width, height), "red").save(path, "PNG")
    return StoredImage(sha256, str(path), "holiday.png", width, height)


def file_mime(*paths: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return mime


def drag_enter_event(where: QPoint, mime: QMimeData) -> QDragEnterEvent:
    """Files that come in from outside, not accepted yet."""
    event = QDragEnterEvent(
        where,
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    return event


def drop_on(view: QAbstractItemView, mime: QMimeData, where: QPoint) -> None:
    """What Qt sends to a list when its own rows are dropped on it."""
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    move = Qt.DropAction.MoveAction
    for event in (
        QDragEnterEvent(where, move, mime, buttons, keys),
        QDragMoveEvent(where, move, mime, buttons, keys),
        QDropEvent(QPointF(where), move, mime, buttons, keys),
    ):
        QApplication.sendEvent(view.viewport(), event)
