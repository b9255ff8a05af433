"""The pictures that an image-to-video clip begins and ends with."""

import hashlib
import io
from pathlib import Path

from PIL import Image, ImageOps

from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.picture_fit import ImageFit, placement
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Size

MAX_FILE_BYTES = 256 * 1024 * 1024
MAX_PIXELS = 50_000_000
_FORMATS = ("PNG", "JPEG", "WEBP")


def load_picture(
    path: Path, sha256: str | None, request: GenerationRequest, field: str
) -> Image.Image:
    """The picture with these bytes as a frame of the clip; raises UserError for its field.

    `field` is `image_sha256` or `end_image_sha256`.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        reason = error.strerror or error
        raise _bad_image(tr("cannot be read: {reason}", reason=reason), field) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise _bad_image(tr("is no longer the one that was chosen"), field)
    focus = (request.image_focus_x, request.image_focus_y)
    return fitted(decode_image(content, field), request.size, request.image_fit, focus)


def decode_image(content: bytes, field: str = "image_sha256") -> Image.Image:
    """The picture in a PNG, JPEG or WebP file, turned upright, as RGB; raises UserError.

    Transparent parts become white, as on the page that most such pictures come from.
    """
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                most = MAX_PIXELS // 1_000_000
                raise _bad_image(tr("has more than {most} megapixels", most=most), field)
            upright = ImageOps.exif_transpose(opened)
            if upright.has_transparency_data:
                layer = upright.convert("RGBA")
                paper = Image.new("RGBA", layer.size, "white")
                return Image.alpha_composite(paper, layer).convert("RGB")
            return upright.convert("RGB")
    # Pillow's readers raise these and more kinds for one damaged byte.
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise _bad_image(tr("is damaged or no PNG, JPEG or WebP picture"), field) from error


def fitted(
    image: Image.Image,
    size: Size,
    fit: ImageFit = ImageFit.CROP,
    focus: tuple[float, float] = (0.5, 0.5),
) -> Image.Image:
    """The frame that `placement` makes of `image`, filtered by Lanczos; what stays empty is black.

    `focus` is the horizontal and the vertical one, 0 to 1.
    """
    place = placement(Size(image.width, image.height), size, fit, *focus)
    source, target = place.source, place.target
    # Rounding must not put the box's far side beyond the picture.
    right = min(source.left + source.width, image.width)
    bottom = min(source.top + source.height, image.height)
    scaled = image.resize(
        (round(target.width), round(target.height)),
        Image.Resampling.LANCZOS,
        box=(source.left, source.top, right, bottom),
    )
    if scaled.size == (size.width, size.height):
        return scaled
    frame = Image.new(image.mode, (size.width, size.height))
    frame.paste(scaled, (round(target.left), round(target.top)))
    return frame


def _bad_image(reason: str, field: str) -> UserError:
    picture = tr("end image") if field.startswith("end") else tr("start image")
    return UserError(
        tr("The {picture} {problem}.", picture=picture, problem=reason),
        category=ErrorCategory.BAD_REQUEST,
        field=field,
        recoveries=(Recovery.CHOOSE_IMAGE,),
    )
