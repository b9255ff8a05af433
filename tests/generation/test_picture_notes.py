"""What becomes of a picture of another shape is said in words that fit its pixels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wan22_desktop.core.picture_fit import ImageFit, placement
from wan22_desktop.core.wan import Size, Variant, size_for_aspect
from wan22_desktop.generation.domain.picture_notes import shape_notes

CLIP = Size(832, 480)
SIDES = st.integers(16, 6000)


@pytest.mark.parametrize(
    ("fit", "image", "says"),
    [
        (ImageFit.CROP, Size(1664, 480), "50 % of the start image is cut off at the sides."),
        (ImageFit.CROP, Size(832, 960), "50 % of the start image is cut off above and below."),
        (ImageFit.PAD, Size(832, 960), "50 % of the first frame is black."),
        (ImageFit.STRETCH, Size(1664, 480), "The start image is squeezed by 50 %."),
        (ImageFit.STRETCH, Size(416, 480), "The start image is widened by 100 %."),
    ],
)
def test_each_fit_has_its_words(fit: ImageFit, image: Size, says: str) -> None:
    assert shape_notes(CLIP, fit, image) == (says,)
    (end,) = shape_notes(CLIP, fit, None, image)
    assert end == says.replace("start image", "end image").replace("first frame", "last frame")


@given(SIDES, SIDES, st.sampled_from(ImageFit))
def test_a_note_is_there_where_pixels_are_lost(width: int, height: int, fit: ImageFit) -> None:
    image = Size(width, height)
    notes = shape_notes(CLIP, fit, image)
    place = placement(image, CLIP, ImageFit.CROP)
    kept = place.source.width * place.source.height / (width * height)
    assert bool(notes) == (1 / kept - 1 > 0.01)


@given(SIDES, SIDES, st.sampled_from(Variant), st.sampled_from(ImageFit))
def test_nothing_is_said_of_pictures_with_the_clips_own_shape(
    width: int, height: int, variant: Variant, fit: ImageFit
) -> None:
    clip = size_for_aspect(Size(width, height), variant)
    assert shape_notes(clip, fit, clip, Size(clip.width * 2, clip.height * 2)) == ()


def test_two_shapes_are_told_first() -> None:
    notes = shape_notes(CLIP, ImageFit.CROP, Size(832, 480), Size(480, 480))
    assert notes[0] == "Start and end image differ in shape."
    assert len(notes) == 2
    assert shape_notes(CLIP, ImageFit.CROP, None, None) == ()
    assert shape_notes(Size(0, -5), ImageFit.CROP, Size(5, 5)) == ()
