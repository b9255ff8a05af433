"""The form gives back whatever request it is given, right or wrong, field by field."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QPushButton
from queue_jobs import SHA, start_image

from wan22_desktop.core.picture_fit import ImageFit
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.wan import Mode, Scheduler, Variant
from wan22_desktop.generation.ui.compose_panel import ComposePanel

OTHER_SHA = "cd" * 32
_NOT_EDITED = {"schema_version"}
"""What no editor is for: it says how a request is written down."""

SHAS = st.sampled_from([SHA, OTHER_SHA]) | st.text("0123456789abcdef", min_size=64, max_size=64)
REALS = st.floats(allow_nan=False, allow_infinity=False)
WHOLES = st.integers(-(2**70), 2**70) | st.integers(-5, 300)
TEXTS = st.text(max_size=60) | st.sampled_from(
    ["a\r\nb", "a\u2029b", "{red|blue} __x__", "\0", " "]
)
LORAS = st.lists(
    st.builds(
        LoraUse,
        sha256=SHAS,
        name=st.text(max_size=10),
        strength=REALS,
        strength_2=REALS,
        from_step=WHOLES,
    ),
    max_size=4,
).map(tuple)

FIELDS: dict[str, st.SearchStrategy[object]] = {
    "model": st.sampled_from(Variant),
    "mode": st.sampled_from(Mode),
    "prompt": TEXTS,
    "negative_prompt": TEXTS,
    "image_sha256": st.none() | SHAS,
    "end_image_sha256": st.none() | SHAS,
    "image_fit": st.sampled_from(ImageFit),
    "image_focus_x": REALS,
    "image_focus_y": REALS,
    "width": WHOLES,
    "height": WHOLES,
    "num_frames": WHOLES,
    "fps": WHOLES,
    "num_inference_steps": WHOLES,
    "guidance_scale": REALS,
    "guidance_scale_2": st.none() | REALS,
    "guided_steps": st.none() | WHOLES,
    "flow_shift": REALS,
    "scheduler": st.sampled_from(Scheduler),
    "seed": WHOLES,
    "loras": LORAS,
    "compare_loras": st.booleans(),
}
REQUESTS = st.fixed_dictionaries(FIELDS).map(
    lambda fields: GenerationRequest(**fields)  # type: ignore[arg-type]
)


def test_every_field_of_a_request_is_drawn_here_and_edited_there(panel: ComposePanel) -> None:
    fields = set(GenerationRequest.model_fields) - _NOT_EDITED
    assert set(FIELDS) == fields, "a new field: draw it here"
    assert set(panel.form._read()) == fields, "a new field: the form must hold it"


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(request=REQUESTS, other=REQUESTS)
def test_any_well_typed_request_comes_back_unchanged(
    panel: ComposePanel, request: GenerationRequest, other: GenerationRequest
) -> None:
    panel.show_request(request)
    assert panel.request() == request
    panel.form.finish_typing()
    assert panel.request() == request
    panel.show_request(other)
    assert panel.request() == other
    if other != request:
        panel.undo_action.trigger()
        assert panel.request() == request


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(request=REQUESTS)
def test_a_change_touches_only_its_own_field(
    panel: ComposePanel, request: GenerationRequest
) -> None:
    panel.show_request(request)
    panel.form.prompt.text.setPlainText("something else")
    assert panel.request() == request.with_changes(prompt="something else")


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_each_field_alone_makes_a_step_that_can_be_undone(panel: ComposePanel, field: str) -> None:
    """What a request is told apart by, the history tells apart too."""
    values: dict[str, object] = {
        "model": Variant.T2V_A14B,
        "mode": Mode.IMAGE_TO_VIDEO,
        "image_fit": ImageFit.PAD,
        "scheduler": Scheduler.EULER,
        "loras": (LoraUse(sha256=SHA, name="film grain", from_step=2),),
        "compare_loras": True,
        "prompt": "other",
        "negative_prompt": "other",
        "image_sha256": SHA,
        "end_image_sha256": SHA,
    }
    before = panel.request()
    value = values.get(field, 3)
    if GenerationRequest.model_fields[field].annotation in (float, float | None):
        value = 3.5
    panel.apply_request(before.with_changes(**{field: value}))
    assert getattr(panel.request(), field) == value
    panel.undo_action.trigger()
    assert panel.request() == before
    panel.redo_action.trigger()
    assert panel.request() == before.with_changes(**{field: value})


def test_missing_pictures_and_unknown_loras_stay(panel: ComposePanel, tmp_path: Path) -> None:
    request = GenerationRequest.default(Variant.I2V_A14B, prompt="x").with_changes(
        image_sha256=SHA,
        end_image_sha256=OTHER_SHA,
        loras=(LoraUse(sha256=OTHER_SHA, name="never seen", strength=0.3, from_step=4),),
        compare_loras=True,
    )
    panel.show_request(request, (start_image(tmp_path, sha256=OTHER_SHA),))
    assert panel.request() == request
    assert panel.form.image.image is None
    assert panel.form.end_image.image is not None
    assert "no picture at hand" in panel.form.image.size_label.text()


def test_the_step_at_which_a_lora_begins_outlives_its_editor(panel: ComposePanel) -> None:
    """The editor of LoRAs knows nothing of first steps."""
    editor = QPushButton("LoRAs")
    panel.form.set_loras_editor(editor, editor)
    late = LoraUse(sha256=SHA, name="film grain", from_step=3)
    panel.show_request(GenerationRequest.default(prompt="x").with_changes(loras=(late,)))
    begins = panel.form.loras.begins
    assert begins.isVisible()
    assert begins.text() == "Begins later: film grain from step 4"
    panel.form.loras.take((LoraUse(sha256=SHA, name="film grain", strength=0.5),), "")
    assert panel.request().loras == (late.model_copy(update={"strength": 0.5}),)
    panel.form.loras.take((), "")
    assert not begins.isVisible()


def test_what_does_not_apply_is_shown_so_that_it_can_be_removed(panel: ComposePanel) -> None:
    text_with_image = GenerationRequest.default(prompt="x").with_changes(
        image_sha256=SHA, end_image_sha256=OTHER_SHA
    )
    panel.show_request(text_with_image)
    assert panel.form.field_widget("image").isVisible()
    assert panel.form.field_widget("end_image").isVisible()
    panel.form.image.clear_button.click()
    panel.form.end_image.clear_button.click()
    assert panel.request() == GenerationRequest.default(prompt="x")
    assert not panel.form.field_widget("image").isVisible()
