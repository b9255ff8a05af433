"""How a picture becomes the first frame."""

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.picture_fit import ImageFit
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Size
from wan22_desktop.engine.start_image import decode_image, fitted, load_picture

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)
WHITE, BLACK = (255, 255, 255), (0, 0, 0)


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


def test_the_default_is_bit_for_bit_what_pillow_fits() -> None:
    rng = np.random.default_rng(7)
    for _ in range(60):
        height, width = (int(side) for side in rng.integers(16, 400, 2))
        wide, high = (16 * int(side) for side in rng.integers(1, 20, 2))
        picture = Image.fromarray(rng.integers(0, 255, (height, width, 3)).astype(np.uint8))
        usual = ImageOps.fit(picture, (wide, high), Image.Resampling.LANCZOS)
        assert fitted(picture, Size(wide, high)).tobytes() == usual.tobytes(), picture.size


def stripes() -> Image.Image:
    """Red, green and blue from left to right, 30 x 10."""
    wide = np.zeros((10, 30, 3), np.uint8)
    wide[:, :10], wide[:, 10:20], wide[:, 20:] = RED, GREEN, BLUE
    return Image.fromarray(wide)


@pytest.mark.parametrize(("focus", "kept"), [(0.0, RED), (0.5, GREEN), (1.0, BLUE)])
def test_the_focus_says_what_a_crop_keeps(focus: float, kept: tuple[int, int, int]) -> None:
    frame = fitted(stripes(), Size(10, 10), focus=(focus, 0.5))
    assert set(frame.get_flattened_data()) == {kept}
    turned = stripes().transpose(Image.Transpose.ROTATE_270)
    frame = fitted(turned, Size(10, 10), focus=(0.5, focus))
    assert set(frame.get_flattened_data()) == {kept}


def test_padding_shows_all_of_it_on_black() -> None:
    frame = np.asarray(fitted(stripes(), Size(30, 30), ImageFit.PAD))
    assert (frame[:10] == BLACK).all()
    assert (frame[20:] == BLACK).all()
    assert (frame[10:20] == np.asarray(stripes())).all()
    frame = np.asarray(fitted(stripes(), Size(60, 10), ImageFit.PAD))
    assert (frame[:, :15] == BLACK).all()
    assert (frame[:, 45:] == BLACK).all()


def test_stretching_leaves_nothing_out() -> None:
    frame = fitted(stripes(), Size(48, 48), ImageFit.STRETCH)
    assert [frame.getpixel((x, 24)) for x in (0, 24, 47)] == [RED, GREEN, BLUE]


@pytest.mark.parametrize("fit", ImageFit)
@pytest.mark.parametrize("size", [(16, 5000), (5000, 16), (17, 16)])
def test_any_shape_makes_a_whole_frame(fit: ImageFit, size: tuple[int, int]) -> None:
    for focus in ((0.0, 1.0), (1 / 3, 0.7)):
        frame = fitted(Image.new("RGB", size, RED), Size(832, 480), fit, focus)
        assert frame.size == (832, 480)
        assert (fit is ImageFit.PAD) == (BLACK in set(frame.get_flattened_data()))


def test_a_request_says_how_its_picture_is_fitted(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    stripes().save(path, "PNG")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    request = GenerationRequest.default().with_changes(width=16, height=16, image_focus_x=1.0)
    loaded = load_picture(path, sha256, request, "image_sha256")
    assert loaded.getpixel((8, 8)) == BLUE
    padded = load_picture(
        path, sha256, request.with_changes(image_fit=ImageFit.PAD), "image_sha256"
    )
    assert padded.getpixel((8, 0)) == BLACK


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
