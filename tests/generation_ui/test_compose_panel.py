"""What the compose panel asks for, and what it gives back unchanged."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from queue_jobs import SHA, drag_enter_event, file_mime, start_image

from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.wan import MAX_SEED, Mode, Scheduler, Size, Variant
from wan22_desktop.generation.domain.groups import GroupKind, NewGroup
from wan22_desktop.generation.domain.missing_model import MissingModelAdvice
from wan22_desktop.generation.events import ImageRole
from wan22_desktop.generation.ui.compose_panel import ComposePanel

CTRL = Qt.KeyboardModifier.ControlModifier


def _type(panel: ComposePanel, text: str) -> None:
    panel.form.prompt.text.setFocus()
    QTest.keyClicks(panel.form.prompt.text, text)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_ctrl_enter_in_the_prompt_adds_the_clip(
    qtbot: QtBot, panel: ComposePanel, key: Qt.Key
) -> None:
    _type(panel, "a red circle")
    with qtbot.waitSignal(panel.add_requested) as added:
        QTest.keyClick(panel.form.prompt.text, key, CTRL)
    assert added.args == [GenerationRequest.default(prompt="a red circle", seed=1001), ""]
    assert panel.form.prompt.value == "a red circle"


def test_enter_alone_starts_a_new_line(qtbot: QtBot, panel: ComposePanel) -> None:
    with qtbot.assertNotEmitted(panel.add_requested):
        _type(panel, "one")
        QTest.keyClick(panel.form.prompt.text, Qt.Key.Key_Return)
        QTest.keyClicks(panel.form.prompt.text, "two")
    assert panel.form.prompt.value == "one\ntwo"


def test_the_button_adds_and_names_its_shortcut(qtbot: QtBot, panel: ComposePanel) -> None:
    _type(panel, "a circle")
    with qtbot.waitSignal(panel.add_requested):
        qtbot.mouseClick(panel.add_button, Qt.MouseButton.LeftButton)
    assert "Ctrl+Return" in panel.add_button.toolTip()


def test_an_unlocked_seed_is_new_after_every_clip(qtbot: QtBot, panel: ComposePanel) -> None:
    _type(panel, "a circle")
    seeds = []
    for _ in range(3):
        with qtbot.waitSignal(panel.add_requested) as added:
            panel.add()
        assert added.args is not None
        seeds.append(added.args[0].seed)
    assert seeds == [1001, 1002, 1003]


def test_a_locked_seed_stays(qtbot: QtBot, panel: ComposePanel) -> None:
    _type(panel, "a circle")
    qtbot.mouseClick(panel.form.seed.lock_button, Qt.MouseButton.LeftButton)
    for _ in range(2):
        with qtbot.waitSignal(panel.add_requested) as added:
            panel.add()
        assert added.args is not None
        assert added.args[0].seed == 1001


@pytest.mark.parametrize(
    ("locked", "expected"),
    [(False, [1001, 1002, 1003]), (True, [MAX_SEED, 0, 1])],
)
def test_several_clips_have_different_seeds(
    qtbot: QtBot, panel: ComposePanel, locked: bool, expected: list[int]
) -> None:
    _type(panel, "a circle")
    if locked:
        panel.form.seed.set_value(MAX_SEED)
        panel.form.seed.lock_button.setChecked(True)
    panel.clips.setValue(3)
    with (
        qtbot.assertNotEmitted(panel.add_requested),
        qtbot.waitSignal(panel.group_add_requested) as added,
    ):
        panel.add()
    assert added.args is not None
    group: NewGroup = added.args[0]
    assert (group.kind, group.title) == (GroupKind.BATCH, "a circle")
    assert [job.request.seed for job in group.jobs] == expected
    assert [job.label for job in group.jobs] == [f"seed {seed}" for seed in expected]
    assert len({job.request.with_changes(seed=0).to_json() for job in group.jobs}) == 1


def test_typing_that_was_not_confirmed_counts(qtbot: QtBot, panel: ComposePanel) -> None:
    _type(panel, "a circle")
    panel.form.frames.box.selectAll()
    QTest.keyClicks(panel.form.frames.box, "30")
    with qtbot.waitSignal(panel.add_requested) as added:
        panel.add_action.trigger()
    assert added.args is not None
    assert added.args[0].num_frames == 29


def test_every_model_is_offered_and_the_missing_ones_are_marked(panel: ComposePanel) -> None:
    panel.set_models((Variant.DEMO,))
    model = panel.form.model
    assert [model.itemText(row) for row in range(model.count())] == [
        "Demo (moving shapes)",
        "Wan 2.2 T2V A14B (not installed)",
        "Wan 2.2 I2V A14B (not installed)",
        "Wan 2.2 TI2V 5B (not installed)",
    ]


def test_a_clip_of_a_missing_model_can_be_queued_and_says_so(
    qtbot: QtBot, panel: ComposePanel
) -> None:
    panel.set_models((Variant.DEMO,))
    line = panel.form.missing_model
    assert not line.isVisible()
    with qtbot.waitSignal(panel.advice_wanted, timeout=1000) as wanted:
        panel.form.model.setCurrentIndex(3)
    assert wanted.args is not None
    assert wanted.args[0].model is Variant.TI2V_5B
    assert line.isVisible()
    assert line.label.text().startswith("Wan 2.2 TI2V 5B is not installed.")
    panel.form.prompt.set_value("a fox")
    with qtbot.assertNotEmitted(panel.advice_wanted), qtbot.waitSignal(panel.add_requested):
        panel.add()  # the same question is not asked twice
    with qtbot.waitSignal(panel.install_asked, timeout=1000) as asked:
        qtbot.mouseClick(line.install_button, Qt.MouseButton.LeftButton)
    assert asked.args == [Variant.TI2V_5B]
    panel.set_models((Variant.DEMO, Variant.TI2V_5B))
    assert not line.isVisible()
    assert panel.request().model is Variant.TI2V_5B


def test_another_model_that_can_do_it_is_one_click_away(qtbot: QtBot, panel: ComposePanel) -> None:
    panel.set_models((Variant.TI2V_5B,))
    panel.form.model.set_value(Variant.T2V_A14B)
    panel.form.prompt.set_value("a fox")
    instead = GenerationRequest.default(Variant.TI2V_5B, prompt="older words")
    stale = MissingModelAdvice(Variant.I2V_A14B, "Of another choice.", alternative=instead)
    panel.show_advice(stale)
    line = panel.form.missing_model
    assert not line.alternative_button.isVisible()
    text = "18.1 GB would have to be fetched."
    note = "TI2V 5B was used instead."
    panel.show_advice(
        MissingModelAdvice(Variant.T2V_A14B, text, alternative=instead, alternative_note=note)
    )
    assert line.label.text().startswith(text)
    assert line.alternative_button.text() == "Use Wan 2.2 TI2V 5B"
    qtbot.mouseClick(line.alternative_button, Qt.MouseButton.LeftButton)
    assert panel.request().model is Variant.TI2V_5B
    assert panel.request().prompt == "a fox"
    assert not line.isVisible()
    with qtbot.waitSignal(panel.add_requested) as added:
        panel.add()
    assert added.args is not None
    assert added.args[1] == note  # the clip says so
    panel.form.model.set_value(Variant.DEMO)
    with qtbot.waitSignal(panel.add_requested) as other:
        panel.add()
    assert other.args is not None
    assert other.args[1] == ""  # another choice of the user's own


def test_another_model_brings_its_defaults_but_keeps_choices(panel: ComposePanel) -> None:
    panel.form.sampling.steps.setValue(7)
    panel.form.model.setCurrentIndex(1)
    request = panel.request()
    assert request is not None
    facts = Variant.TI2V_5B.facts
    assert request.model is Variant.TI2V_5B
    assert (request.size, request.num_frames, request.fps) == (facts.size, 121, 24)
    assert request.num_inference_steps == 7


def test_the_mode_follows_a_model_with_only_one(panel: ComposePanel) -> None:
    panel.set_models((Variant.DEMO, Variant.T2V_A14B, Variant.I2V_A14B))
    form = panel.form
    text, image = form.mode.button(Mode.TEXT_TO_VIDEO), form.mode.button(Mode.IMAGE_TO_VIDEO)
    form.model.setCurrentIndex(2)
    assert form.mode.value is Mode.IMAGE_TO_VIDEO
    assert (text.isEnabled(), image.isEnabled()) == (False, True)
    form.model.setCurrentIndex(1)
    assert form.mode.value is Mode.TEXT_TO_VIDEO
    assert (text.isEnabled(), image.isEnabled()) == (True, False)
    form.model.setCurrentIndex(0)
    assert form.mode.value is Mode.TEXT_TO_VIDEO
    assert (text.isEnabled(), image.isEnabled()) == (True, True)


@pytest.mark.parametrize("variant", Variant)
def test_the_only_installed_model_starts_with_its_defaults(
    show: Callable[[QWidget], None], variant: Variant
) -> None:
    panel = ComposePanel()
    show(panel)
    panel.set_models((variant,))
    default = GenerationRequest.default(variant, seed=panel.form.seed.value)
    assert panel.request() == default
    sizes = panel.form.clip_size.combo
    offered = [sizes.itemData(row) for row in range(sizes.count())]
    assert offered == [*variant.facts.sizes, None]


def test_the_second_guidance_belongs_to_two_experts(panel: ComposePanel) -> None:
    panel.set_models((Variant.DEMO, Variant.T2V_A14B, Variant.I2V_A14B))
    panel.form._advanced_section.set_open(open_=True)
    box = panel.form.sampling.guidance_2
    seen = []
    for row in (0, 1, 2, 0, 1):
        panel.form.model.setCurrentIndex(row)
        request = panel.request()
        assert request is not None
        seen.append((box.isVisible(), request.guidance_scale_2))
    assert seen == [(False, None), (True, 3.0), (True, 3.5), (False, None), (True, 3.0)]
    box.setValue(6.0)
    for row in (0, 1):
        panel.form.model.setCurrentIndex(row)
    request = panel.request()
    assert request is not None
    assert request.guidance_scale_2 == 6.0, "what the user chose stays"


def test_no_second_guidance_is_named_and_can_be_replaced(panel: ComposePanel) -> None:
    panel.show_request(ODDS[2])
    box = panel.form.sampling.guidance_2
    assert box.text() == "Same as guidance"
    box.stepUp()
    assert box.optional == 0.0
    box.selectAll()
    QTest.keyClicks(box, "2.5")
    panel.form.finish_typing()
    request = panel.request()
    assert request is not None
    assert request.guidance_scale_2 == 2.5


def test_the_scheduler_is_chosen_by_name(panel: ComposePanel) -> None:
    combo = panel.form.sampling.scheduler
    assert [combo.itemText(row) for row in range(combo.count())] == ["UniPC", "Euler", "DPM++"]
    panel.form._advanced_section.set_open(open_=True)
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)
    request = panel.request()
    assert request is not None
    assert request.scheduler is Scheduler.EULER


# --- LoRAs ---------------------------------------------------------------------------------------


def test_loras_stay_with_the_request_until_the_editor_says_otherwise(panel: ComposePanel) -> None:
    heard: list[object] = []
    panel.form.loras.shown.connect(heard.append)
    panel.show_request(GenerationRequest.default(prompt="x").with_changes(loras=TWO_LORAS))
    assert heard == [TWO_LORAS]
    panel.form.model.setCurrentIndex(1)
    assert panel.request().loras == TWO_LORAS, "another model does not lose them silently"
    panel.form.loras.take(TWO_LORAS[:1], "")
    assert panel.request().loras == TWO_LORAS[:1]


def test_the_editor_of_loras_stands_in_the_form(qtbot: QtBot, panel: ComposePanel) -> None:
    assert not panel.form.loras.isVisible()
    button = QPushButton("Choose")
    panel.form.set_loras_editor(button, button)
    assert panel.form.loras.isVisible()
    assert button.isVisible()
    panel.form.focus_field("loras")
    qtbot.waitUntil(button.hasFocus)


def test_loras_that_cannot_work_keep_the_clip_from_being_added(
    qtbot: QtBot, panel: ComposePanel
) -> None:
    editor = QPushButton("Choose")
    panel.form.set_loras_editor(editor, editor)
    panel.show_request(GenerationRequest.default(prompt="x"))
    panel.form.loras.take(TWO_LORAS, "film grain is made for another model.")
    line = panel.form.field_widget("loras").lines["loras"]
    assert line.isVisible()
    added: list[object] = []
    panel.add_requested.connect(lambda request, _note: added.append(request))
    qtbot.mouseClick(panel.add_button, Qt.MouseButton.LeftButton)
    assert not added
    panel.form.loras.take((), "")
    assert not line.isVisible()
    qtbot.mouseClick(panel.add_button, Qt.MouseButton.LeftButton)
    assert len(added) == 1


def test_a_lora_that_is_gone_is_told_where_it_can_be_removed(panel: ComposePanel) -> None:
    editor = QPushButton("Choose")
    panel.form.set_loras_editor(editor, editor)
    panel.show_request(GenerationRequest.default(prompt="x").with_changes(loras=TWO_LORAS[:1]))
    panel.show_problem("loras", "The LoRA is not in the library any more.", None)
    line = panel.form.field_widget("loras").lines["loras"]
    assert line.isVisible()
    panel.form.loras.take((), "")
    assert line.problem is None


# --- restoring -----------------------------------------------------------------------------------

ODD = GenerationRequest(
    model=Variant.TI2V_5B,
    mode=Mode.IMAGE_TO_VIDEO,
    prompt="a <b>bold</b>\n\ttale & more \N{SMILING FACE WITH OPEN MOUTH}",
    negative_prompt="blurry",
    image_sha256=SHA,
    width=100,
    height=99_999,
    num_frames=16,
    fps=0,
    num_inference_steps=5000,
    guidance_scale=1 / 3,
    flow_shift=0.1 + 0.2,
    seed=-7,
)


OTHER_SHA = "cd" * 32
TWO_LORAS = (
    LoraUse(sha256=SHA, name="film <b>grain</b>", strength=0.1 + 0.2),
    LoraUse(sha256=OTHER_SHA, name="slow motion", strength=0.0, strength_2=-1.0),
)
ODD_WITH_TWO_EXPERTS = ODD.with_changes(
    model=Variant.I2V_A14B,
    end_image_sha256=OTHER_SHA,
    guidance_scale_2=2 / 3,
    scheduler=Scheduler.DPMPP,
    loras=TWO_LORAS,
    compare_loras=True,
)
ODDS = (ODD, ODD_WITH_TWO_EXPERTS, ODD_WITH_TWO_EXPERTS.with_changes(guidance_scale_2=None))


@pytest.mark.parametrize("odd", ODDS)
def test_any_request_comes_back_unchanged(
    panel: ComposePanel, tmp_path: Path, odd: GenerationRequest
) -> None:
    images = (start_image(tmp_path), start_image(tmp_path, sha256=OTHER_SHA))
    panel.show_request(odd, images)
    assert panel.request() == odd
    panel.show_request(odd)
    assert panel.request() == odd
    default = GenerationRequest.default(prompt="x", seed=5)
    panel.show_request(default)
    assert panel.request() == default


@pytest.mark.parametrize("odd", ODDS)
def test_leaving_restored_fields_changes_nothing(
    panel: ComposePanel, odd: GenerationRequest
) -> None:
    panel.show_request(odd)
    panel.form.prompt.text.setFocus()
    for _ in range(40):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    panel.form.finish_typing()
    assert panel.request() == odd


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    model=st.sampled_from(Variant),
    width=st.integers(1, 5000),
    height=st.integers(1, 5000),
    frames=st.integers(-3, 2000),
    fps=st.integers(-1, 300),
    steps=st.integers(0, 999),
    guidance=st.just(0.0) | st.floats(0.001, 40),
    guidance_2=st.none() | st.just(0.0) | st.floats(0.001, 40),
    scheduler=st.sampled_from(Scheduler),
    shift=st.floats(0.001, 120),
    seed=st.integers(0, 2**40),
)
def test_all_numbers_come_back_bit_by_bit(
    panel: ComposePanel,
    model: Variant,
    width: int,
    height: int,
    frames: int,
    fps: int,
    steps: int,
    guidance: float,
    guidance_2: float | None,
    scheduler: Scheduler,
    shift: float,
    seed: int,
) -> None:
    request = GenerationRequest.default(model, prompt="x").with_changes(
        width=width,
        height=height,
        num_frames=frames,
        fps=fps,
        num_inference_steps=steps,
        guidance_scale=guidance,
        guidance_scale_2=guidance_2 if model.facts.has_two_experts else None,
        scheduler=scheduler,
        flow_shift=shift,
        seed=seed,
    )
    panel.show_request(request)
    assert panel.request() == request


def test_a_model_that_is_gone_stays_chosen_and_is_marked(panel: ComposePanel) -> None:
    panel.set_models((Variant.DEMO,))
    panel.show_request(GenerationRequest.default(Variant.TI2V_5B, prompt="x"))
    assert panel.form.model.currentText() == "Wan 2.2 TI2V 5B (not installed)"
    assert panel.form.missing_model.isVisible()
    panel.set_models(())
    assert panel.request().model is Variant.TI2V_5B


def test_a_change_is_told_once_restored_or_typed(qtbot: QtBot, panel: ComposePanel) -> None:
    told: list[GenerationRequest | None] = []
    panel.request_changed.connect(lambda: told.append(panel.request()))
    panel.show_request(ODD)
    assert told == [ODD]
    _type(panel, "z")
    assert len(told) == 2
    assert qtbot is not None


# --- start image ---------------------------------------------------------------------------------


def test_the_well_belongs_to_image_mode(panel: ComposePanel) -> None:
    well = panel.form.field_widget("image")
    assert not well.isVisible()
    QTest.mouseClick(panel.form.mode.button(Mode.IMAGE_TO_VIDEO), Qt.MouseButton.LeftButton)
    assert well.isVisible()
    QTest.keyClick(panel.form.mode.button(Mode.IMAGE_TO_VIDEO), Qt.Key.Key_Left)
    assert panel.form.mode.value is Mode.TEXT_TO_VIDEO
    assert not well.isVisible()


def test_choosing_a_file_asks_for_its_import(qtbot: QtBot, panel: ComposePanel) -> None:
    panel.form.mode.set_value(Mode.IMAGE_TO_VIDEO)
    qtbot.mouseClick(panel.form.image.choose_button, Qt.MouseButton.LeftButton)
    dialog = panel.findChild(QFileDialog)
    assert dialog is not None
    with qtbot.waitSignal(panel.image_chosen) as chosen:
        dialog.filesSelected.emit(["/pictures/photo.png"])
    assert chosen.args == [ImageRole.START, "/pictures/photo.png"]
    assert panel.form.image.name_label.full_text == "photo.png"
    dialog.close()


def test_the_imported_image_is_in_the_request(panel: ComposePanel, tmp_path: Path) -> None:
    panel.show_image(ImageRole.START, start_image(tmp_path))
    request = panel.request()
    assert request is not None
    assert (request.mode, request.image_sha256) == (Mode.IMAGE_TO_VIDEO, SHA)
    panel.form.mode.set_value(Mode.TEXT_TO_VIDEO)
    request = panel.request()
    assert request is not None
    assert request.image_sha256 is None
    panel.form.mode.set_value(Mode.IMAGE_TO_VIDEO)
    QTest.mouseClick(panel.form.image.clear_button, Qt.MouseButton.LeftButton)
    request = panel.request()
    assert request is not None
    assert request.image_sha256 is None


def test_a_refused_image_leaves_the_old_one(panel: ComposePanel, tmp_path: Path) -> None:
    panel.show_image(ImageRole.START, start_image(tmp_path))
    panel.form.image.take("/pictures/broken.png")
    panel.show_problem("image", "broken.png is damaged.", None)
    assert panel.form.image.name_label.full_text == "holiday.png"
    line = panel.form.field_widget("image").lines["image"]
    assert line.label.text() == "broken.png is damaged."
    panel.show_image(ImageRole.START, start_image(tmp_path, sha256="cd" * 32))
    assert line.problem is None


def test_the_end_image_belongs_to_models_that_take_one(
    qtbot: QtBot, panel: ComposePanel, tmp_path: Path
) -> None:
    panel.set_models((Variant.TI2V_5B, Variant.I2V_A14B))
    panel.form.model.set_value(Variant.TI2V_5B)
    panel.form.mode.set_value(Mode.IMAGE_TO_VIDEO)
    well = panel.form.end_image
    assert panel.form.image.isVisible()
    assert not well.isVisible()
    panel.form.model.set_value(Variant.I2V_A14B)
    assert well.isVisible()
    assert well.name_label.full_text == "No end image"
    with qtbot.waitSignal(panel.image_chosen) as chosen:
        assert _drop(well, "/pictures/last.png")
    assert chosen.args == [ImageRole.END, "/pictures/last.png"]
    panel.show_image(ImageRole.START, start_image(tmp_path))
    panel.show_image(ImageRole.END, start_image(tmp_path, sha256=OTHER_SHA))
    request = panel.request()
    assert request is not None
    assert (request.image_sha256, request.end_image_sha256) == (SHA, OTHER_SHA)
    panel.form.model.set_value(Variant.TI2V_5B)
    request = panel.request()
    assert request is not None
    assert (request.image_sha256, request.end_image_sha256) == (SHA, None)
    panel.form.model.set_value(Variant.I2V_A14B)
    qtbot.mouseClick(well.clear_button, Qt.MouseButton.LeftButton)
    request = panel.request()
    assert request is not None
    assert (request.image_sha256, request.end_image_sha256) == (SHA, None)


def test_an_end_image_is_chosen_with_its_own_button(qtbot: QtBot, panel: ComposePanel) -> None:
    panel.set_models((Variant.I2V_A14B,))
    panel.form.model.set_value(Variant.I2V_A14B)
    qtbot.mouseClick(panel.form.end_image.choose_button, Qt.MouseButton.LeftButton)
    dialog = panel.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.windowTitle() == "Choose an end image"
    with qtbot.waitSignal(panel.image_chosen) as chosen:
        dialog.fileSelected.emit("/pictures/last.png")
    dialog.close()
    assert chosen.args == [ImageRole.END, "/pictures/last.png"]
    panel.show_problem("end_image", "last.png is damaged.", None)
    assert panel.form.end_image.name_label.full_text == "No end image"
    line = panel.form.field_widget("end_image").lines["end_image"]
    assert line.label.text() == "last.png is damaged."


def _drop(panel: QWidget, *paths: str) -> bool:
    """Whether the panel takes files dropped in its middle."""
    mime = file_mime(*paths)
    where = panel.rect().center()
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    action = Qt.DropAction.CopyAction
    enter = drag_enter_event(where, mime)
    QApplication.sendEvent(panel, enter)
    if enter.isAccepted():
        drop = QDropEvent(QPointF(where), action, mime, buttons, keys)
        QApplication.sendEvent(panel, drop)
    return enter.isAccepted()


def test_an_image_can_be_dropped_anywhere_on_the_panel(qtbot: QtBot, panel: ComposePanel) -> None:
    with qtbot.waitSignal(panel.image_chosen) as chosen:
        assert _drop(panel, "/pictures/a photo.JPG")
    assert chosen.args == [ImageRole.START, "/pictures/a photo.JPG"]
    assert panel.form.mode.value is Mode.IMAGE_TO_VIDEO


@pytest.mark.parametrize("paths", [("/clips/a.mp4",), ("/a.png", "/b.mp4"), ()])
def test_other_drops_are_left_to_the_window(panel: ComposePanel, paths: tuple[str, ...]) -> None:
    assert not _drop(panel, *paths)


def test_a_dropped_file_does_not_become_text(panel: ComposePanel) -> None:
    assert not panel.form.prompt.text.canInsertFromMimeData(file_mime("/pictures/a.png"))


def test_the_image_offers_its_own_shape(panel: ComposePanel, tmp_path: Path) -> None:
    panel.show_image(ImageRole.START, start_image(tmp_path, 200, 100))
    combo = panel.form.clip_size.combo
    row = next(r for r in range(combo.count()) if "like the image" in combo.itemText(r))
    combo.setCurrentIndex(row)
    combo.activated.emit(row)
    assert panel.form.clip_size.value == Size(128, 64)


def test_the_form_is_never_cut_off_at_the_side(panel: ComposePanel) -> None:
    panel.resize(panel.minimumSizeHint().width(), 300)
    QApplication.processEvents()
    viewport = panel.form.parentWidget()
    assert viewport is not None
    assert panel.form.height() > viewport.height(), "the scroll bar takes its room, too"
    assert panel.form.minimumSizeHint().width() <= viewport.width()


def test_the_placeholder_names_what_the_model_knows(panel: ComposePanel) -> None:
    demo = panel.form.prompt.text.placeholderText()
    assert "circles, squares and triangles" in demo
    panel.form.model.set_value(Variant.TI2V_5B)
    assert "circle" not in panel.form.prompt.text.placeholderText()
    panel.form.model.set_value(Variant.DEMO)
    assert panel.form.prompt.text.placeholderText() == demo


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("", 0, "ink style"),
        ("a cat", 5, "a cat, ink style"),
        ("a cat, ", 7, "a cat, ink style"),
        ("a cat  runs", 6, "a cat, ink style, runs"),
        ("a cat", 0, "ink style, a cat"),
        ("\N{CAT FACE}\N{CAT FACE} runs", 5, "\N{CAT FACE}\N{CAT FACE}, ink style, runs"),
    ],
)
def test_trigger_words_go_into_the_prompt_and_can_be_undone(
    panel: ComposePanel, text: str, at: int, expected: str
) -> None:
    editor = panel.form.prompt
    editor.set_value(text)
    cursor = editor.text.textCursor()
    cursor.setPosition(at)
    editor.text.setTextCursor(cursor)
    editor.add_words("ink style")
    assert editor.value == expected
    editor.add_words("ink style")
    assert editor.value == expected, "what is there already is not written twice"
    assert editor.text.textCursor().selectedText() == "ink style"
    editor.text.undo()
    assert editor.value == text
