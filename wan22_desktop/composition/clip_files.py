"""Finished clips as what further work needs to know of them, and their last frames."""

import tempfile
from io import BytesIO
from pathlib import Path

from wan22_desktop.core.clip_metadata import ClipMetadata, read_clip_metadata
from wan22_desktop.core.clip_tails import TAIL_FRAMES, tail_frame
from wan22_desktop.core.errors import ErrorCategory, NotSavedError, UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.gallery.clip_decoder import ClipDecoder
from wan22_desktop.generation.domain.clip_jobs import FinishedClip
from wan22_desktop.generation.domain.continuation import ContinuedClip
from wan22_desktop.generation.domain.reproduction_request import Stock
from wan22_desktop.generation.domain.tail_frames import TailFrame
from wan22_desktop.generation.publishing import sha256_of
from wan22_desktop.generation.start_images import import_image

_TITLE_CHARACTERS = 120


def finished_clip(path: Path) -> FinishedClip:
    """What a clip is and was made with; raises UserError for what is none.

    One from elsewhere gets a request that says what can be seen: its size, length and frame rate.
    """
    with ClipDecoder(path) as decoder:
        facts = decoder.facts
    metadata, sha256, size_bytes = _looked_at(path)
    request = (
        GenerationRequest.default(prompt=plain_line(path.stem, _TITLE_CHARACTERS)).with_changes(
            width=facts.width,
            height=facts.height,
            num_frames=facts.num_frames,
            fps=max(1, round(facts.fps)),
        )
        if metadata is None
        else metadata.request
    )
    return FinishedClip(
        path=str(path.absolute()),
        sha256=sha256,
        title=plain_line(path.stem, _TITLE_CHARACTERS),
        width=facts.width,
        height=facts.height,
        num_frames=facts.num_frames,
        fps=facts.fps,
        size_bytes=size_bytes,
        request=request,
    )


def continued_clip(path: Path) -> ContinuedClip:
    """The clip that is to go on, in the size that it has now; raises UserError for what is none.

    A clip that was enlarged or joined goes on as it is, not as the first of its parts was made.
    """
    clip = finished_clip(path)
    request = clip.request
    if not request.compare_loras:
        request = request.with_changes(
            width=clip.width, height=clip.height, fps=max(1, round(clip.fps))
        )
    return ContinuedClip(clip.path, sha256_of(path), clip.num_frames, request)


class ClipTail:
    """The last frames of a clip: as they were decoded where those are kept, else from its file."""

    def __init__(self, path: Path, clip_sha256: str, places: Places) -> None:
        self._path = path
        self._clip_sha256 = clip_sha256
        self._places = places

    def read(self) -> tuple[TailFrame, ...]:
        """The last frame, then those before it; raises UserError for what is no clip."""
        with ClipDecoder(self._path) as decoder:
            count = min(TAIL_FRAMES, decoder.facts.num_frames)
            return tuple(self._frame(decoder, number) for number in range(1, count + 1))

    def keep(self, frame: TailFrame) -> str:
        """Keep the picture as a start image and give its SHA-256; raises UserError."""
        try:
            with tempfile.TemporaryDirectory(dir=self._places.cache) as folder:
                picture = Path(folder) / "frame.png"
                picture.write_bytes(frame.png)
                return import_image(picture, self._places).sha256
        except OSError as error:
            raise NotSavedError(tr("The picture"), error) from error

    def _frame(self, decoder: ClipDecoder, number: int) -> TailFrame:
        kept = tail_frame(self._places, self._clip_sha256, number)
        if kept is not None:
            try:
                return TailFrame(-number, kept.read_bytes(), is_lossless=True)
            except OSError:
                pass  # the cache may be emptied at any time; the file has it, too
        return TailFrame(
            -number, _png(decoder, decoder.facts.num_frames - number), is_lossless=False
        )


def stock_of(places: Places) -> Stock:
    """What this home has of what a render needs."""
    installed = places.installed_models()
    return Stock(
        has_model=lambda model: model in installed,
        has_image=lambda sha256: places.start_image(sha256).is_file(),
        has_lora=lambda sha256: places.lora(sha256).is_file(),
    )


def metadata_or_refusal(path: Path) -> ClipMetadata:
    """What a clip says about itself; raises UserError if that is nothing."""
    metadata, _, _ = _looked_at(path)
    if metadata is None:
        raise UserError(
            tr("{name} holds no settings of this app.", name=plain_line(path.name, 255)),
            field="clip",
        )
    return metadata


def _looked_at(path: Path) -> tuple[ClipMetadata | None, str, int]:
    """What it says about itself, its SHA-256, its bytes."""
    try:
        return read_clip_metadata(path), sha256_of(path), path.stat().st_size
    except OSError as error:
        name = plain_line(path.name, 255)
        raise UserError(
            tr("{name} cannot be read: {reason}.", name=name, reason=error.strerror),
            category=ErrorCategory.DISK,
            field="clip",
        ) from error


def _png(decoder: ClipDecoder, number: int) -> bytes:
    # Not before it is needed: the command line starts without it.
    from PIL import Image

    frame = decoder.frame(number)
    image = Image.frombuffer(
        "RGB", (frame.width, frame.height), frame.rgb, "raw", "RGB", frame.stride, 1
    )
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
