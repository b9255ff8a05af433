"""How a picture becomes the first frame."""

import io

import numpy as np
import pytest
from PIL import Image

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.wan import Size
from wan22_desktop.engine.start_image import decode_image, fitted

RED, GREEN, WHITE = (255, 0, 0), (0, 255, 0), (255, 255, 255)


def file_of(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def test_transparent_parts_become_white() -> None:
    for mode in ("RGBA", "LA"):
        clear = Image.new(mode, (4, 4), 0)
        assert decode_image(file_of(clear)).getpixel((0, 0)) == WHITE
    half = Image.new("RGBA", (4, 4), (255, 0, 0, 128))
    assert decode_image(file_of(half)).getpixel((0, 0)) == (255, 127, 127)


def test_palette_grey_and_deep_pictures_become_rgb() -> None:
    for image in (
        Image.new("RGB", (4, 4), RED).quantize(4),
        Image.new("L", (4, 4), 9),
        Image.new("CMYK", (4, 4)),
    ):
        kind = "JPEG" if image.mode == "CMYK" else "PNG"
        assert decode_image(file_of(image, kind)).mode == "RGB"


def test_turned_upright() -> None:
    lying = Image.new("RGB", (40, 20), RED)
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned by 90 degrees
    assert decode_image(file_of(lying, "JPEG", exif=exif)).size == (20, 40)


def test_cropped_around_the_centre() -> None:
    wide = np.zeros((10, 30, 3), np.uint8)
    wide[:, :10] = RED
    wide[:, 10:20] = GREEN
    wide[:, 20:] = RED
    assert set(fitted(Image.fromarray(wide), Size(10, 10)).get_flattened_data()) == {GREEN}
    assert fitted(Image.fromarray(wide), Size(96, 64)).size == (96, 64)


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "PPM"])
def test_other_formats_are_refused(kind: str) -> None:
    with pytest.raises(UserError):
        decode_image(file_of(Image.new("RGB", (4, 4)), kind))


def test_huge_picture_is_refused() -> None:
    with pytest.raises(UserError, match="megapixels"):
        decode_image(file_of(Image.new("1", (8000, 7000))))


def test_every_truncation_is_an_error_of_the_user() -> None:
    rng = np.random.default_rng(0)
    noise = Image.fromarray(rng.integers(0, 255, (16, 16, 3)).astype(np.uint8))
    for kind in ("PNG", "JPEG", "WEBP"):
        content = file_of(noise, kind)
        for length in range(0, len(content) - 20, 7):
            with pytest.raises(UserError):
                decode_image(content[:length])
