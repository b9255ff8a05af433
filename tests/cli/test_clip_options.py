"""Options of a clip become the fields of its request."""

import pytest

from wan22_desktop.cli.requests import ClipOptions, parse_focus
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.picture_fit import ImageFit
from wan22_desktop.generation.domain.request_rules import request_from


def test_pictures_are_cropped_around_their_middle_unless_said_otherwise() -> None:
    request = request_from(ClipOptions("x").fields())
    assert (request.image_fit, request.image_focus_x, request.image_focus_y) == (
        ImageFit.CROP,
        0.5,
        0.5,
    )
    assert request.guided_steps is None


def test_fit_focus_and_guided_steps_reach_the_request() -> None:
    options = ClipOptions("x", fit=ImageFit.PAD, focus="0.25, 1", guided_steps=0)
    request = request_from(options.fields())
    assert (request.image_fit, request.image_focus_x, request.image_focus_y) == (
        ImageFit.PAD,
        0.25,
        1.0,
    )
    assert request.guided_steps == 0


@pytest.mark.parametrize("text", ["", "0.5", "0.5;0.5", "a,b", "1.1,0", "0,-0.1", "nan,0", "0,1,2"])
def test_what_is_no_focus_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="is not a focus") as caught:
        parse_focus(text)
    assert caught.value.field == "focus"


def test_more_guided_steps_than_steps_are_refused() -> None:
    with pytest.raises(UserError, match="nearest: 20"):
        request_from(ClipOptions("x", guided_steps=21).fields())
