"""Start and end images: checked, copied into the app's keeping, named by their content."""

import hashlib
import os
import stat
import warnings
from io import BytesIO
from pathlib import Path

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.errors import ErrorCategory, NotSavedError, Recovery, UserError
from wan22_desktop.core.places import Places
from wan22_desktop.generation.events import ImageRole, StoredImage

MAX_FILE_BYTES = 50 * 1000**2
MAX_PIXELS = 50 * 1000**2
MIN_SIDE_PX = 16
FORMATS = ("PNG", "JPEG", "WEBP")

_KINDS = "PNG, JPEG or WebP"


def import_image(source: Path, places: Places, role: ImageRole = ImageRole.START) -> StoredImage:
    """Check the image file and keep a copy of its bytes; raises UserError on the role's field.

    The file is read once: what is checked is what is kept.
    """
    content = _read(source, role)
    width, height = _decoded_size(content, source.name, role)
    digest = hashlib.sha256(content).hexdigest()
    kept = places.start_image(digest)
    if not kept.is_file() or kept.stat().st_size != len(content):
        try:
            durable_write(kept, content)
        except OSError as error:
            raise NotSavedError(f"The {role.label}", error) from error
    return StoredImage(digest, str(kept), source.name, width, height)


def require_stored_image(
    places: Places, image_sha256: str, role: ImageRole = ImageRole.START
) -> StoredImage:
    """The kept image with this hash; raises UserError on the role's field if it is gone."""
    kept = places.start_image(image_sha256)
    try:
        content = kept.read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != image_sha256:
        raise _refused(
            f"The {role.label} of this request is no longer stored here: choose it again.", role
        )
    width, height = _decoded_size(content, kept.name, role)
    return StoredImage(image_sha256, str(kept), kept.name, width, height)


def _read(source: Path, role: ImageRole) -> bytes:
    try:
        info = source.stat()
        if not stat.S_ISREG(info.st_mode):
            raise _refused(f"{source.name} is not a file: choose a {_KINDS} image.", role)
        if info.st_size > MAX_FILE_BYTES:
            raise _refused(
                f"{source.name} has {info.st_size / 1000**2:.0f} MB; "
                f"{MAX_FILE_BYTES // 1000**2} MB is the most for a {role.label}.",
                role,
            )
        with source.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise _refused(f"The {role.label} {source} does not exist.", role) from error
    except OSError as error:
        raise _refused(
            f"The {role.label} {source} cannot be read: {error.strerror or os.strerror(0)}.", role
        ) from error


def _decoded_size(content: bytes, name: str, role: ImageRole) -> tuple[int, int]:
    """Width and height after EXIF rotation, from a full decode of the picture."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # Pillow warns about sizes that our own limit refuses anyway.
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(content), formats=FORMATS) as image:
                width, height = image.size
                if width * height > MAX_PIXELS:
                    raise _refused(
                        f"{name} has {width} x {height} pixels; "
                        f"{MAX_PIXELS // 1000**2} million is the most.",
                        role,
                    )
                if min(width, height) < MIN_SIDE_PX:
                    raise _refused(
                        f"{name} has {width} x {height} pixels; each side needs {MIN_SIDE_PX}.",
                        role,
                    )
                image.load()
                return ImageOps.exif_transpose(image).size
    except UnidentifiedImageError as error:
        raise _refused(f"{name} is not a {_KINDS} image.", role) from error
    except Image.DecompressionBombError as error:
        raise _refused(f"{name} has too many pixels for a {role.label}.", role) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        # Pillow reports broken pictures with whichever of these its decoder meets first.
        raise _refused(
            f"{name} is damaged or cut off: it cannot be read to its end.", role
        ) from error


def _refused(message: str, role: ImageRole) -> UserError:
    return UserError(
        message,
        category=ErrorCategory.BAD_REQUEST,
        field=role.value,
        safe="Nothing was added to the queue.",
        recoveries=(Recovery.CHOOSE_IMAGE,),
    )
