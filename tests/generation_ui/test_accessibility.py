"""Everything can be reached with the keyboard, has a name, fits, and shows text as text."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from queue_jobs import SHA, job

from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.wan import Mode, Size, Variant
from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.generation.events import StoredImage
from wan22_desktop.generation.ui.compose_panel import ComposePanel
from wan22_desktop.generation.ui.live_preview import LivePreview
from wan22_desktop.generation.ui.queue_panel import QueuePanel
from wan22_desktop.qtkit.theme import Theme, apply_theme

INTERACTIVE = (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
)


def _interactive(widget: QWidget) -> list[QWidget]:
    """Without the inner parts of Qt's own widgets."""
    found = [child for child in widget.findChildren(QWidget) if isinstance(child, INTERACTIVE)]
    compound = (QAbstractSpinBox, QComboBox, QLineEdit)
    return [
        child
        for child in found
        if not any(isinstance(parent, compound) for parent in _parents(child, widget))
        and not child.objectName().startswith("qt_")
    ]


def _parents(child: QWidget, top: QWidget) -> list[QWidget]:
    parents = []
    parent = child.parentWidget()
    while parent is not None and parent is not top:
        parents.append(parent)
        parent = parent.parentWidget()
    return parents


def _open_everything(panel: ComposePanel) -> None:
    panel.show_request(
        GenerationRequest.default(prompt="x", seed=2**32).with_changes(
            mode=Mode.IMAGE_TO_VIDEO,
            image_sha256=SHA,
            negative_prompt="y",
            width=100,
            height=5000,
            num_frames=16,
            fps=0,
            num_inference_steps=999,
            guidance_scale=31.0,
            flow_shift=0.0,
        )
    )
    panel.show_problem(None, "The output folder cannot be written.", None)


def _open_both_experts(panel: ComposePanel) -> None:
    """All that only a model with two experts and an end image shows."""
    panel.set_models((Variant.I2V_A14B,))
    panel.show_request(
        GenerationRequest.default(Variant.I2V_A14B, prompt="x").with_changes(
            image_sha256=SHA,
            end_image_sha256=SHA,
            guidance_scale_2=None,
            num_inference_steps=999,
            loras=(
                LoraUse(sha256=SHA, name="a" * 100),
                LoraUse(sha256="cd" * 32, name="film grain", strength=99.0),
            ),
        )
    )
    panel.show_problem("end_image", "The end image of this request is no longer stored.", None)


def _open_many_pictures(panel: ComposePanel) -> None:
    """Several start images, and a form that has something to say of them."""
    images = tuple(
        StoredImage(f"{n:064x}", "/gone", "a long name of a picture " * 9, 900 + n, 30)
        for n in range(12)
    )
    panel.show_images(images, ("IMG_42.png is damaged or cut off: it cannot be read to its end.",))
    panel.form.put("image_focus_x", 0.25)
    panel.form.prompt.set_value("a {red|blue} circle")


def _open_edit(panel: ComposePanel) -> None:
    """A job that does not wait any more is being edited."""
    panel.edit_job(job(1))
    panel.take_removed_job(job(1).id)


def _open_nothing(panel: ComposePanel) -> None:
    panel.form.prompt.set_value("x")


FILLS = [_open_nothing, _open_everything, _open_both_experts, _open_many_pictures, _open_edit]
ROLES = {
    QAccessible.Role.Button,
    QAccessible.Role.ButtonMenu,
    QAccessible.Role.CheckBox,
    QAccessible.Role.ComboBox,
    QAccessible.Role.EditableText,
    QAccessible.Role.List,
    QAccessible.Role.PushButton,
    QAccessible.Role.RadioButton,
    QAccessible.Role.SpinBox,
}


@pytest.mark.parametrize("fill", FILLS)
def test_assistive_technology_gets_a_name_and_a_role_for_all_of_the_form(
    panel: ComposePanel, fill: Callable[[ComposePanel], None]
) -> None:
    fill(panel)
    panel.form._advanced_section.set_open(open_=True)
    shown = [child for child in _interactive(panel) if child.isVisible()]
    assert len(shown) > 15
    for child in shown:
        interface = QAccessible.queryAccessibleInterface(child)
        assert interface.text(QAccessible.Text.Name).strip(), child
        assert interface.role() in ROLES, (child, interface.role())


@pytest.mark.parametrize("fill", FILLS)
def test_every_control_of_the_form_has_a_name(
    panel: ComposePanel, fill: Callable[[ComposePanel], None]
) -> None:
    fill(panel)
    nameless = [
        child
        for child in _interactive(panel)
        if not child.accessibleName() and not (isinstance(child, QAbstractButton) and child.text())
    ]
    assert nameless == []


def test_every_control_of_the_queue_has_a_name(queue: QueuePanel) -> None:
    assert all(child.accessibleName() for child in _interactive(queue))


def _tab_names(first: QWidget, step: Qt.Key, count: int) -> list[str]:
    first.setFocus()
    names = []
    for _ in range(count):
        focused = QApplication.focusWidget()
        assert focused is not None
        names.append(focused.accessibleName())
        QTest.keyClick(focused, step)
    return names


TOOLS = ["History", "Styles", "Enhance", "Wildcards"]
TEXT_ORDER = [
    "Model",
    "Text to video",
    "Prompt",
    *TOOLS,
    "Negative prompt",
    "Size",
    "Swap width and height",
    "Frames",
    "Seed",
    "Keep this seed",
    "New random seed",
    "Advanced",
    "Add to queue",
    "More ways to add",
    "Number of clips",
]


def test_tab_goes_through_the_form_from_top_to_bottom(panel: ComposePanel) -> None:
    names = _tab_names(panel.form.model, Qt.Key.Key_Tab, len(TEXT_ORDER) + 1)
    assert names == [*TEXT_ORDER, "Model"]
    names = _tab_names(panel.form.model, Qt.Key.Key_Backtab, len(TEXT_ORDER))
    assert names == ["Model", *reversed(TEXT_ORDER[1:])]


def test_tab_goes_through_opened_parts_too(panel: ComposePanel) -> None:
    panel.form.mode.set_value(Mode.IMAGE_TO_VIDEO)
    panel.form.clip_size.set_value(Size(112, 96))
    QTest.keyClick(panel.form._advanced_section.header, Qt.Key.Key_Space)
    QTest.keyClick(panel.form._negative_section.header, Qt.Key.Key_Space)
    order = [
        "Model",
        "Image to video",
        "Prompt",
        *TOOLS,
        "Negative prompt",
        "Negative prompt",
        "Choose a start image, or several",
        "Size",
        "Swap width and height",
        "Width in pixels",
        "Height in pixels",
        "Frames",
        "Seed",
        "Keep this seed",
        "New random seed",
        "Advanced",
        "Frame rate",
        "Steps",
        "Scheduler",
        "Guidance",
        "Guided steps",
        "Flow shift",
        "Add to queue",
        "More ways to add",
        "Number of clips",
    ]
    assert _tab_names(panel.form.model, Qt.Key.Key_Tab, len(order)) == order


def test_tab_goes_through_all_of_a_model_with_two_experts(panel: ComposePanel) -> None:
    _open_both_experts(panel)
    order = [
        "Model",
        "Image to video",
        "Prompt",
        *TOOLS,
        "Negative prompt",
        "Choose a start image, or several",
        "Remove the start image",
        "Choose an end image",
        "Remove the end image",
        "How pictures fit the clip",
        "Size",
        "Swap width and height",
        "Frames",
        "Seed",
        "Keep this seed",
        "New random seed",
        "Advanced",
        "Frame rate",
        "Steps",
        "Use 200",
        "Scheduler",
        "Guidance",
        "Low-noise guidance",
        "Guided steps",
        "Flow shift",
        "Add to queue",
        "More ways to add",
        "Number of clips",
    ]
    assert _tab_names(panel.form.model, Qt.Key.Key_Tab, len(order)) == order


def test_mnemonics_are_unique_and_lead_to_their_field(panel: ComposePanel) -> None:
    texts = [label.text() for label in panel.findChildren(QLabel) if label.buddy() is not None]
    texts += [b.text() for b in panel.findChildren(QAbstractButton) if "&" in b.text()]
    letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
    assert len(letters) == len(set(letters))
    assert len(letters) >= 12
    QTest.keyClick(panel, Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
    assert QApplication.focusWidget() is panel.form.seed.edit


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
@pytest.mark.parametrize("fill", FILLS)
def test_nothing_is_cut_off_at_340_pixels(
    panel: ComposePanel,
    qapp: QApplication,
    theme: Theme,
    fill: Callable[[ComposePanel], None],
) -> None:
    apply_theme(qapp, theme)
    fill(panel)
    panel.resize(340, 600)
    qapp.processEvents()
    assert panel.width() == 340
    scroll = panel.findChild(QScrollArea)
    assert scroll is not None
    assert panel.form.width() <= scroll.viewport().width()
    for child in panel.form.findChildren(QWidget):
        if child.isVisible():
            right = child.mapTo(panel.form, child.rect().topRight()).x()
            assert right <= panel.form.width(), child
    for child in [*panel.form.findChildren(QLabel), *panel.form.findChildren(QAbstractButton)]:
        if child.isVisible() and child.text():
            assert child.width() >= child.minimumSizeHint().width(), child.text()
            needed = child.heightForWidth(child.width()) if child.hasHeightForWidth() else 0
            assert child.height() >= max(needed, child.minimumSizeHint().height()), child.text()


def test_labels_never_take_text_for_html(panel: ComposePanel, queue: QueuePanel) -> None:
    preview = LivePreview()
    _open_everything(panel)
    queue.set_jobs((job(1, JobState.FAILED, message="<img src='http://x/'>"),))
    for top in (panel, queue, preview):
        for label in top.findChildren(QLabel):
            if label.buddy() is None:
                assert label.textFormat() is Qt.TextFormat.PlainText, label.text()
    preview.deleteLater()


def test_a_prompt_with_markup_stays_text(panel: ComposePanel) -> None:
    text = "<img src='http://x/y.png'><b>bold</b> &amp;"
    panel.show_request(GenerationRequest.default(Variant.DEMO, prompt=text))
    assert panel.form.prompt.text.toPlainText() == text
    request = panel.request()
    assert request is not None
    assert request.prompt == text


def test_the_wheel_scrolls_and_changes_nothing_in_passing(panel: ComposePanel) -> None:
    box = panel.form.frames.box
    where = QPointF(box.rect().center())

    def turn() -> bool:
        event = QWheelEvent(
            where,
            QPointF(box.mapToGlobal(box.rect().center())),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(box, event)
        return event.isAccepted()

    panel.form.model.setFocus()
    turn()
    assert box.value() == 17
    box.setFocus()
    assert turn()
    assert box.value() == 21
