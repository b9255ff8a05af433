"""Start images: what is a picture is kept by content, everything else is refused in words."""

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.places import Places
from wan22_desktop.generation.start_images import (
    MAX_PICTURES,
    import_image,
    import_images,
    require_stored_image,
)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "picture.png"
    Image.effect_noise((120, 80), 60).convert("RGB").save(file)
    return file


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_pictures_are_kept_by_content(picture: Path, places: Places, kind: str) -> None:
    file = picture.with_name("any name will do")
    with Image.open(picture) as image:
        image.save(file, kind)
    start = import_image(file, places)
    assert (start.width, start.height) == (120, 80)
    assert Path(start.path).read_bytes() == file.read_bytes()
    assert import_image(file, places) == start
    assert len(list(places.inputs.iterdir())) == 1


def test_a_rotated_photo_reports_its_upright_size(picture: Path, places: Places) -> None:
    with Image.open(picture) as image:
        exif = image.getexif()
        exif[0x0112] = 6
        image.save(picture.with_suffix(".jpg"), exif=exif)
    start = import_image(picture.with_suffix(".jpg"), places)
    assert (start.width, start.height) == (80, 120)


def png_claiming(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not a PNG"),
        (b"plain text", "not a PNG"),
        (b"GIF89a" + b"\0" * 100, "not a PNG"),
        (png_claiming(60000, 60000), "pixels"),
        (png_claiming(2, 2), "each side"),
        (png_claiming(400, 400), "damaged or cut off"),
    ],
)
def test_what_is_no_picture_is_refused(
    tmp_path: Path, places: Places, content: bytes, says: str
) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(content)
    with pytest.raises(UserError, match=says) as caught:
        import_image(file, places)
    assert caught.value.field == "image"
    assert list(places.inputs.iterdir()) == []


def test_a_picture_cut_off_anywhere_is_refused(picture: Path, places: Places) -> None:
    content = picture.read_bytes()
    for length in range(0, len(content) - 12, 997):
        picture.write_bytes(content[:length])
        with pytest.raises(UserError):
            import_image(picture, places)


def test_missing_folder_and_huge_files_are_refused(tmp_path: Path, places: Places) -> None:
    with pytest.raises(UserError, match="does not exist"):
        import_image(tmp_path / "none.png", places)
    with pytest.raises(UserError, match="not a file"):
        import_image(tmp_path, places)
    huge = tmp_path / "huge.png"
    with huge.open("wb") as file:
        file.truncate(60 * 1000**2)
    with pytest.raises(UserError, match="60 MB"):
        import_image(huge, places)


def test_a_kept_image_that_was_changed_is_not_used(picture: Path, places: Places) -> None:
    start = import_image(picture, places)
    assert require_stored_image(places, start.sha256).width == 120
    Path(start.path).write_bytes(b"changed")
    with pytest.raises(UserError, match="choose it again"):
        require_stored_image(places, start.sha256)
    assert import_image(picture, places) == start


# --- several pictures --------------------------------------------------------------------------


def save_picture(file: Path, color: tuple[int, int, int]) -> Path:
    Image.new("RGB", (32, 32), color).save(file)
    return file


def test_a_folder_gives_its_pictures_in_the_order_of_their_numbers(
    tmp_path: Path, places: Places
) -> None:
    folder = tmp_path / "holiday.2023"
    (folder / "deeper").mkdir(parents=True)
    for number in (10, 2, 1):
        save_picture(folder / f"IMG_{number}.PNG", (number, 0, 0))
    save_picture(folder / "deeper" / "not taken.png", (99, 0, 0))
    save_picture(folder / ".hidden.png", (98, 0, 0))
    (folder / "notes.txt").write_text("no picture")
    single = save_picture(tmp_path / "single.png", (50, 0, 0))
    found = import_images((folder, single), places)
    assert [image.name for image in found.images] == [
        "IMG_1.PNG",
        "IMG_2.PNG",
        "IMG_10.PNG",
        "single.png",
    ]
    assert found.problems == ()
    assert len(list(places.inputs.iterdir())) == 4


def test_bad_pictures_are_named_and_the_others_kept(tmp_path: Path, places: Places) -> None:
    good = save_picture(tmp_path / "1 good.png", (1, 0, 0))
    twice = save_picture(tmp_path / "2 twice.png", (1, 0, 0))
    (tmp_path / "3 damaged.png").write_bytes(good.read_bytes()[:-30])
    with (tmp_path / "4 huge.png").open("wb") as file:
        file.truncate(60 * 1000**2)
    (tmp_path / "5 text.png").write_text("plain text")
    also_good = save_picture(tmp_path / "6 good.png", (6, 0, 0))
    files = [*sorted(tmp_path.glob("*.png")), tmp_path / "7 gone.png"]
    found = import_images(files, places)
    assert [image.name for image in found.images] == [good.name, also_good.name]
    said = " ".join(found.problems)
    for name in (twice.name, "3 damaged.png", "4 huge.png", "5 text.png", "7 gone.png"):
        assert name in said
    assert len(found.problems) == 5


def test_an_empty_or_missing_folder_says_so(tmp_path: Path, places: Places) -> None:
    (tmp_path / "empty").mkdir()
    found = import_images((tmp_path / "empty", tmp_path / "none"), places)
    assert found.images == ()
    assert [problem.split(":")[0] for problem in found.problems] == [
        "There is no PNG, JPEG or WebP picture in empty.",
        f"The start image {tmp_path / 'none'} does not exist.",
    ]


def test_far_too_many_are_bounded_and_problems_are_counted(tmp_path: Path, places: Places) -> None:
    for number in range(MAX_PICTURES + 20):
        (tmp_path / f"{number}.png").write_bytes(b"")
    found = import_images((tmp_path,), places)
    assert found.images == ()
    assert len(found.problems) == 9
    assert found.problems[0].startswith("These are 520 pictures, 500 can be taken")
    assert found.problems[-1] == "493 more were left out."
