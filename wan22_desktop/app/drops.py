"""Files dropped on the window or opened by name: what they are is decided by their content."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QUrl, Signal, Slot

from wan22_desktop.core.clip_metadata import UnreadableMetadata, look_for_metadata
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.outside_files import is_network_path, refusal_of
from wan22_desktop.core.places import Places
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.settings import MAX_LORA_FILE_BYTES
from wan22_desktop.core.texts import tr
from wan22_desktop.core.weight_files import CODE_OR_PICKLE, WEIGHT_ENDINGS
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.events import StoredImage
from wan22_desktop.generation.start_images import require_stored_image

MAX_FILES = 1000
WHAT_FITS = tr(
    "Drop a PNG, JPEG or WebP picture to start a clip from, an MP4 clip to look at, LoRAs, or a "
    "folder or file with a model's weights (safetensors, GGUF)."
)
CODE = tr("Such files can carry program code, so they are never opened. Look for safetensors.")

_HEAD_BYTES = 16
_MODEL_SIGNS = ("model_index.json", "config.json")
_MAX_LOOKED_AT = 2000
_MAX_DEPTH = 3


@dataclass(frozen=True, slots=True)
class DroppedImage:
    """A picture to start a clip from."""

    path: str


@dataclass(frozen=True, slots=True)
class DroppedClip:
    """A clip to look at; `request` is how it was made, if it says so.

    `images` are those that the request names, where they are still stored.
    """

    path: str
    request: GenerationRequest | None = None
    images: tuple[StoredImage, ...] = ()
    other_version: str | None = None
    """Of the app, if that has written a request which this one cannot read."""


@dataclass(frozen=True, slots=True)
class DroppedModel:
    """A folder or a file of weights: whoever manages models looks into it."""

    path: str


@dataclass(frozen=True, slots=True)
class DroppedLora:
    """A file of weights, or a folder with some, that the LoRA library looks into first."""

    path: str


@dataclass(frozen=True, slots=True)
class NotUsable:
    """Something else, with the reason."""

    name: str
    reason: str


Dropped = DroppedImage | DroppedClip | DroppedModel | DroppedLora | NotUsable


def has_files(mime: QMimeData) -> bool:
    """Whether something is dragged that could be a file of this computer."""
    return mime.hasUrls()


def local_paths(urls: list[QUrl]) -> tuple[str, ...]:
    """The paths of files on this computer: no addresses, and no network shares.

    Windows would log in to a share by itself as soon as its path is looked at.
    """
    paths = (url.toLocalFile() for url in urls if url.isLocalFile() and not url.host())
    return tuple(path for path in paths if path and not is_network_path(path))


def understand(path: Path, places: Places) -> Dropped:
    """Look into one file. Reads a few bytes, and of clips what they say about themselves."""
    try:
        reason = refusal_of(path)
        if reason is not None:
            return NotUsable(path.name, reason)
        if path.is_dir():
            holds_model = _holds_model(path, _MAX_DEPTH, iter(range(_MAX_LOOKED_AT)))
            return DroppedModel(str(path)) if holds_model else DroppedLora(str(path))
        if path.suffix.lower() in WEIGHT_ENDINGS:
            return DroppedModel(str(path)) if _is_model(path) else DroppedLora(str(path))
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
        if _is_image(head):
            return DroppedImage(str(path))
        if head[4:8] == b"ftyp":
            return _clip(path, places)
        if path.suffix.lower() in CODE_OR_PICKLE:
            return NotUsable(path.name, CODE)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", error)
        return NotUsable(path.name, tr("It cannot be read: {reason}.", reason=reason))
    return NotUsable(path.name, WHAT_FITS)


def _holds_model(folder: Path, depth: int, budget: Iterator[int]) -> bool:
    """Whether a folder is a model's, or holds one, by names and sizes; LoRAs come without either.

    Links are not followed, and not more than `budget` files are looked at.
    """
    with os.scandir(folder) as entries:
        for entry in entries:
            if next(budget, None) is None:
                return False
            if entry.is_dir(follow_symlinks=False):
                if depth and _holds_model(Path(entry.path), depth - 1, budget):
                    return True
            elif entry.name in _MODEL_SIGNS or _is_model(Path(entry.path)):
                return True
    return False


def _is_model(file: Path) -> bool:
    """By name and size alone: what is greater than any LoRA needs no look inside."""
    ending = file.suffix.lower()
    return ending == ".gguf" or (
        ending in WEIGHT_ENDINGS and file.lstat().st_size > MAX_LORA_FILE_BYTES
    )


def _is_image(head: bytes) -> bool:
    return head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or (head[:4], head[8:12]) == (
        b"RIFF",
        b"WEBP",
    )


def _clip(path: Path, places: Places) -> DroppedClip:
    metadata = look_for_metadata(path)
    if metadata is None:
        return DroppedClip(str(path))
    if isinstance(metadata, UnreadableMetadata):
        return DroppedClip(str(path), other_version=metadata.app_version)
    return DroppedClip(str(path), metadata.request, _stored_images(metadata.request, places))


def _stored_images(request: GenerationRequest, places: Places) -> tuple[StoredImage, ...]:
    """Without those that are gone: the form says then that they are not at hand."""
    found: list[StoredImage] = []
    for sha256 in (request.image_sha256, request.end_image_sha256):
        if sha256 is not None:
            with contextlib.suppress(UserError):
                found.append(require_stored_image(places, sha256))
    return tuple(found)


class DropReader(QObject):
    """Looks into dropped files on a thread that may wait for slow disks."""

    understood = Signal(object)  # tuple[Dropped, ...]
    request_ready = Signal(object, object)  # GenerationRequest, tuple[StoredImage, ...]
    job_ready = Signal(object, object)  # Job, tuple[StoredImage, ...]
    stopped = Signal()

    def __init__(self, places: Places) -> None:
        super().__init__()
        self._places = places

    @Slot()
    def start(self) -> None:
        """Nothing to prepare."""

    @Slot()
    def stop(self) -> None:
        self.stopped.emit()

    @Slot(object)
    def read(self, paths: tuple[str, ...]) -> None:
        found = tuple(understand(Path(path), self._places) for path in paths[:MAX_FILES])
        self.understood.emit(found)

    @Slot(object)
    def find_images(self, request: GenerationRequest) -> None:
        """Look up the stored images of a request that is to be used again."""
        self.request_ready.emit(request, _stored_images(request, self._places))

    @Slot(object)
    def find_images_of(self, job: Job) -> None:
        """The same for a waiting job that is to be edited."""
        self.job_ready.emit(job, _stored_images(job.request, self._places))


class DropDesk(QObject):
    """Takes what was dropped or opened and sends each file where it belongs."""

    read_wanted = Signal(object)  # tuple[str, ...]
    start_image_chosen = Signal(str)
    clip_opened = Signal(str)
    models_dropped = Signal(object)  # list[str]
    loras_dropped = Signal(object)  # list[str]
    request_restored = Signal(object, object)  # GenerationRequest, tuple[StoredImage, ...]
    said = Signal(str, str)
    """A message and its detail."""

    @Slot(object)
    def take_urls(self, urls: list[QUrl]) -> None:
        paths = local_paths(urls)
        if len(paths) < len(urls):
            self.said.emit(tr("Only files on this computer can be dropped here."), WHAT_FITS)
        self.take_paths(list(paths))

    @Slot(object)
    def take_paths(self, paths: list[str]) -> None:
        if len(paths) > MAX_FILES:
            self.said.emit(
                tr("{count} files are too many at once.", count=len(paths)),
                tr("The first {count} were looked at.", count=MAX_FILES),
            )
        if paths:
            self.read_wanted.emit(tuple(paths[:MAX_FILES]))

    @Slot(object)
    def sort(self, found: tuple[Dropped, ...]) -> None:
        """All weights, the first picture and the first clip are used; the rest is accounted for."""
        images = [item for item in found if isinstance(item, DroppedImage)]
        clips = [item for item in found if isinstance(item, DroppedClip)]
        models = [item.path for item in found if isinstance(item, DroppedModel)]
        loras = [item.path for item in found if isinstance(item, DroppedLora)]
        refused = [item for item in found if isinstance(item, NotUsable)]
        if loras:
            self.loras_dropped.emit(loras)
        if models:
            self.models_dropped.emit(models)
        if clips:
            self._use_clip(clips[0], restore=not images)
        if images:
            self.start_image_chosen.emit(images[0].path)
        unused = len(images[1:]) + len(clips[1:])
        if unused:
            self.said.emit(
                tr("One picture and one clip can be used at a time."),
                tr("The other files ({count}) were not opened.", count=unused),
            )
        if refused:
            first = refused[0]
            others = len(refused) - 1
            text = (
                tr("{name} and {count} more cannot be used here.", name=first.name, count=others)
                if others
                else tr("{name} cannot be used here.", name=first.name)
            )
            self.said.emit(text, first.reason)

    def _use_clip(self, clip: DroppedClip, *, restore: bool) -> None:
        self.clip_opened.emit(clip.path)
        name = Path(clip.path).name
        if clip.other_version is not None:
            self.said.emit(
                tr("The settings of {name} are of another version of the app.", name=name),
                tr(
                    "Version {version} has made it, and this one cannot read them. It is shown, "
                    "and nothing of the file is changed: update the app and drop it again.",
                    version=plain_line(clip.other_version, 40) or "?",
                ),
            )
        elif clip.request is None:
            self.said.emit(
                tr("{name} has no settings inside.", name=name),
                tr("It is shown, and was not made by this app."),
            )
        elif restore:
            self.request_restored.emit(clip.request, clip.images)
            self.said.emit(tr("The settings of {name} are in the form.", name=name), "")
