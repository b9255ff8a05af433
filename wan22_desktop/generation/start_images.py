"""Start and end images: checked, copied into the app's keeping, named by their content."""

import hashlib
import os
import re
import stat
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.errors import ErrorCategory, NotSavedError, Recovery, UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.generation.events import ImageRole, StoredImage

MAX_FILE_BYTES = 50 * 1000**2
MAX_PIXELS = 50 * 1000**2
MIN_SIDE_PX = 16
FORMATS = ("PNG", "JPEG", "WEBP")
SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")
"""Of the files that are taken from a folder; what they hold decides."""
MAX_PICTURES = 500
"""That are taken at once."""
MAX_FOLDER_ENTRIES = 20_000
"""Of one folder that are looked at."""
_MOST_PROBLEMS = 8
_NAME_CHARACTERS = 120

_KINDS = tr("PNG, JPEG or WebP")


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
            raise NotSavedError(tr("The {role}", role=role.label), error) from error
    return StoredImage(digest, str(kept), source.name, width, height)


@dataclass(frozen=True, slots=True)
class ImportedImages:
    """Pictures that are kept, in the order of their names, and sentences on those left out."""

    images: tuple[StoredImage, ...]
    problems: tuple[str, ...]


def import_images(paths: Iterable[Path], places: Places) -> ImportedImages:
    """Keep several start images: the files, and those that lie right in the folders, by name.

    What is damaged, too large, gone or there twice is named and left out; the others are kept.
    """
    problems: list[str] = []
    files = [file for path in paths for file in _pictures_at(path, problems)]
    if len(files) > MAX_PICTURES:
        problems.append(
            tr(
                "These are {count} pictures, {most} can be taken at once: the others are left out.",
                count=len(files),
                most=MAX_PICTURES,
            )
        )
    kept: dict[str, StoredImage] = {}
    for file in files[:MAX_PICTURES]:
        try:
            image = import_image(file, places)
        except NotSavedError as error:
            problems.append(error.message)
            break  # the next ones would not fit either
        except UserError as error:
            problems.append(error.message)
            continue
        first = kept.setdefault(image.sha256, image)
        if first is not image:
            names = (plain_line(name, _NAME_CHARACTERS) for name in (image.name, first.name))
            second_name, first_name = names
            problems.append(
                tr("{name} is the same picture as {first}.", name=second_name, first=first_name)
            )
    return ImportedImages(tuple(kept.values()), _shortened(problems))


def _pictures_at(path: Path, problems: list[str]) -> list[Path]:
    """The file itself, or the pictures in the folder in the order in which people count them."""
    name = plain_line(path.name, _NAME_CHARACTERS)
    try:
        if not path.is_dir():
            return [path]
        with os.scandir(path) as entries:
            found = [
                Path(entry.path)
                for entry in islice(entries, MAX_FOLDER_ENTRIES)
                if entry.name.lower().endswith(SUFFIXES) and not entry.name.startswith(".")
            ]
    except OSError as error:
        reason = error.strerror or type(error).__name__
        problems.append(tr("The folder {name} cannot be read: {reason}.", name=name, reason=reason))
        return []
    if not found:
        problems.append(tr("There is no {kinds} picture in {name}.", kinds=_KINDS, name=name))
    return sorted(found, key=lambda file: _counted(file.name))


def _counted(name: str) -> list[tuple[int, str]]:
    """Sorts `2.png` before `10.png`."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name.casefold())
    return [(int(part), "") if part[0].isdecimal() else (0, part) for part in parts]


def _shortened(problems: list[str]) -> tuple[str, ...]:
    if len(problems) <= _MOST_PROBLEMS:
        return tuple(problems)
    more = len(problems) - _MOST_PROBLEMS
    rest = trn("{count} more was left out.", "{count} more were left out.", more)
    return (*problems[:_MOST_PROBLEMS], rest)


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
            tr(
                "The {role} of this request is no longer stored here: choose it again.",
                role=role.label,
            ),
            role,
        )
    width, height = _decoded_size(content, kept.name, role)
    return StoredImage(image_sha256, str(kept), kept.name, width, height)


def _read(source: Path, role: ImageRole) -> bytes:
    try:
        info = source.stat()
        if not stat.S_ISREG(info.st_mode):
            raise _refused(
                tr("{name} is not a file: choose a {kinds} image.", name=source.name, kinds=_KINDS),
                role,
            )
        if info.st_size > MAX_FILE_BYTES:
            raise _refused(
                tr(
                    "{name} has {size:.0f} MB; {most} MB is the most for a {role}.",
                    name=source.name,
                    size=info.st_size / 1000**2,
                    most=MAX_FILE_BYTES // 1000**2,
                    role=role.label,
                ),
                role,
            )
        with source.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError as error:
        message = tr("The {role} {file} does not exist.", role=role.label, file=source)
        raise _refused(message, role) from error
    except OSError as error:
        raise _refused(
            tr(
                "The {role} {file} cannot be read: {reason}.",
                role=role.label,
                file=source,
                reason=error.strerror or os.strerror(0),
            ),
            role,
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
                        tr(
                            "{name} has {width} x {height} pixels; {most} million is the most.",
                            name=name,
                            width=width,
                            height=height,
                            most=MAX_PIXELS // 1000**2,
                        ),
                        role,
                    )
                if min(width, height) < MIN_SIDE_PX:
                    raise _refused(
                        tr(
                            "{name} has {width} x {height} pixels; each side needs {least}.",
                            name=name,
                            width=width,
                            height=height,
                            least=MIN_SIDE_PX,
                        ),
                        role,
                    )
                image.load()
                return ImageOps.exif_transpose(image).size
    except UnidentifiedImageError as error:
        message = tr("{name} is not a {kinds} image.", name=name, kinds=_KINDS)
        raise _refused(message, role) from error
    except Image.DecompressionBombError as error:
        message = tr("{name} has too many pixels for a {role}.", name=name, role=role.label)
        raise _refused(message, role) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        # Pillow reports broken pictures with whichever of these its decoder meets first.
        raise _refused(
            tr("{name} is damaged or cut off: it cannot be read to its end.", name=name), role
        ) from error


def _refused(message: str, role: ImageRole) -> UserError:
    return UserError(
        message,
        category=ErrorCategory.BAD_REQUEST,
        field=role.value,
        safe=tr("Nothing was added to the queue."),
        recoveries=(Recovery.CHOOSE_IMAGE,),
    )
