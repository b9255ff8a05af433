"""A frame of a clip as a picture file."""

from pathlib import Path

from PIL import Image

from wan22_desktop.gallery.clip_decoder import ClipDecoder


def save_frame(clip: Path, target: Path, number: int | None = None) -> None:
    """Write frame `number`, or the middle one, as PNG.

    Raises UserError for what is no clip, OSError where `target` cannot be written.
    """
    with ClipDecoder(clip) as decoder:
        last = decoder.facts.num_frames - 1
        frame = decoder.frame(last // 2 if number is None else min(number, last))
    size = (frame.width, frame.height)
    image = Image.frombuffer("RGB", size, frame.rgb, "raw", "RGB", frame.stride, 1)
    target.parent.mkdir(parents=True, exist_ok=True)
    image.save(target, format="PNG")
