"""The form that holds one generation request."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.request_rules import Problem, problems_of
from wan22_desktop.generation.events import StoredImage
from wan22_desktop.generation.ui.form_snapshot import Snapshot
from wan22_desktop.generation.ui.missing_model_line import MissingModelLine
from wan22_desktop.generation.ui.problem_line import Field
from wan22_desktop.generation.ui.prompt_tools import NegativeDefault, PromptTools
from wan22_desktop.generation.ui.request_editors import RequestEditors
from wan22_desktop.generation.ui.section import Section
from wan22_desktop.generation.ui.seed_field import draw_seed
from wan22_desktop.generation.ui.tab_order import tab_before
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE, SPACE_SMALL


class RequestForm(RequestEditors):
    """Lays the editors out and shows each problem at its field."""

    suggestion_taken = Signal(str, object)
    """The name of a field and the value that was suggested for it."""

    def __init__(self, draw: Callable[[], int] = draw_seed, parent: QWidget | None = None) -> None:
        super().__init__(draw, parent)
        self._preset_place = QVBoxLayout()
        self.tools = PromptTools(self.prompt, self.negative)
        self.negative_default = NegativeDefault(self.negative)
        self.missing_model = MissingModelLine()
        self._fields = self._make_fields()
        self._negative_section = Section(
            tr("&Negative prompt"), self._negative_content(), self.negative.counter
        )
        self._advanced_section = Section(tr("Advan&ced"), self.sampling)
        self._lay_out()
        self._show_what_applies()
        self.changed.connect(self._show_what_applies)
        for field in {id(field): field for field in self._fields.values()}.values():
            for line in field.lines.values():
                line.suggestion_taken.connect(self.suggestion_taken)
        for box in (*self.findChildren(QAbstractSpinBox), *self.findChildren(QComboBox)):
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            box.installEventFilter(self)

    def set_loras_editor(self, editor: QWidget, first_stop: QWidget) -> None:
        """What LoRAs are chosen with, and where Tab enters it; `loras` is how it is connected."""
        self.loras.set_editor(editor)
        QWidget.setTabOrder(self.seed.dice_button, first_stop)
        self._show_what_applies()

    def set_models(self, models: tuple[Variant, ...]) -> None:
        """What is installed now."""
        self.model.set_models(models)

    def set_preset_picker(self, widget: QWidget) -> None:
        """At the top."""
        self._preset_place.addWidget(widget)
        tab_before(self.model, widget)

    def show_request(
        self,
        request: GenerationRequest,
        images: tuple[StoredImage, ...] = (),
        prompt_text: str | None = None,
    ) -> None:
        super().show_request(request, images, prompt_text)
        self._negative_section.set_open(open_=bool(request.negative_prompt))

    def snapshot(self) -> Snapshot:
        """All that stands here, for `restore`."""
        return Snapshot(self.request, self.images, self.pictures, self.prompt.value)

    def restore(self, snapshot: Snapshot) -> None:
        """Put everything back as it was."""
        super().show_request(snapshot.request, snapshot.images, snapshot.prompt_text)
        named = {image.sha256 for image in snapshot.pictures}
        if snapshot.pictures and snapshot.request.image_sha256 in named:
            self.batch.set_value(snapshot.pictures)
            self.batch.mark(snapshot.request.image_sha256)

    @property
    def missing(self) -> Variant | None:
        """The chosen model, if it is not installed."""
        return None if self.model.value in self.model.installed else self.model.value

    # --- problems ------------------------------------------------------------------------------

    def problems(self) -> tuple[Problem, ...]:
        """Everything that keeps the request from being added."""
        problems = problems_of(self.request)
        if self.loras.problem:
            return (*problems, Problem("loras", self.loras.problem))
        return problems

    def has_field(self, field: str) -> bool:
        return field in self._fields

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Each at its field, the first of several; fields without one are cleared."""
        first: dict[str, Problem] = {}
        for problem in problems:
            first.setdefault(problem.field, problem)
        for name, field in self._fields.items():
            field.lines[name].show_problem(first.get(name))
            if name in first:
                self._open_section_of(name)

    def field_widget(self, field: str) -> Field:
        return self._fields[field]

    def focus_field(self, field: str) -> None:
        self._open_section_of(field)
        editors = {"width": self.clip_size.width_box, "height": self.clip_size.height_box}
        editor = editors.get(field, self._fields[field].editor)
        editor.setFocus()

    def _open_section_of(self, field: str) -> None:
        if field == "negative_prompt":
            self._negative_section.set_open(open_=True)
        elif field in self.sampling.fields:
            self._advanced_section.set_open(open_=True)

    # --- building ------------------------------------------------------------------------------

    @Slot()
    def _show_what_applies(self) -> None:
        """Only what the model and the mode have a use for."""
        self.missing_model.show_missing(self.missing)
        self.tools.set_model(self.model.value)
        self.negative_default.set_model(self.model.value)
        self._fields["image"].setVisible(self.shows_image)
        self._fields["end_image"].setVisible(self.shows_end_image)
        self.batch.setVisible(bool(self.pictures))
        has_picture = self.request.image_sha256 or self.request.end_image_sha256
        self._middle.setRowVisible(self._fields["image_fit"], bool(has_picture))
        self.sampling.show_second_guidance(
            shown=self.model.value.facts.has_two_experts
            or self.request.guidance_scale_2 is not None
        )
        self._fields["loras"].setVisible(self.loras.has_editor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the wheel scroll the form instead of changing what the pointer passes over."""
        passing = isinstance(watched, QWidget) and not watched.hasFocus()
        if passing and event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _make_fields(self) -> dict[str, Field]:
        fields: dict[str, Field] = dict(self.sampling.fields)
        for editor, names in (
            (self.model, ("model",)),
            (self.mode, ("mode",)),
            (self.prompt, ("prompt",)),
            (self.negative, ("negative_prompt",)),
            (self.image, ("image",)),
            (self.end_image, ("end_image",)),
            (self.image_fit, ("image_fit", "image_focus_x", "image_focus_y")),
            (self.clip_size, ("width", "height")),
            (self.frames, ("num_frames",)),
            (self.seed, ("seed",)),
            (self.loras, ("loras",)),
        ):
            field = Field(editor, *names)
            fields |= dict.fromkeys(names, field)
        return fields

    def _negative_content(self) -> QWidget:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(self._fields["negative_prompt"])
        layout.addWidget(self.negative_default)
        return content

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_LARGE, SPACE_LARGE, SPACE_LARGE, SPACE_LARGE)
        layout.setSpacing(SPACE)
        top = _form((tr("&Model"), self._fields["model"]), (tr("From"), self._fields["mode"]))
        self._middle = _form((tr("&Fit"), self._fields["image_fit"]))
        bottom = _form(
            (tr("Si&ze"), self._fields["width"]),
            (tr("F&rames"), self._fields["num_frames"]),
            (tr("See&d"), self._fields["seed"]),
        )
        layout.addLayout(self._preset_place)
        layout.addLayout(top)
        layout.addWidget(self.missing_model)
        layout.addWidget(self._fields["prompt"], 1)
        layout.addWidget(self.tools)
        layout.addWidget(self._negative_section)
        layout.addWidget(self._fields["image"])
        layout.addWidget(self.batch)
        layout.addWidget(self._fields["end_image"])
        layout.addLayout(self._middle)
        layout.addLayout(bottom)
        layout.addWidget(self._fields["loras"])
        layout.addWidget(self._advanced_section)
        # Half of the room to spare makes the prompt larger, half stays free.
        layout.addStretch(1)
        labels = [
            label
            for form in (top, self._middle, bottom, self.sampling.form)
            for field in self._fields.values()
            if (label := form.labelForField(field)) is not None
        ]
        widest = max(label.sizeHint().width() for label in labels)
        for label in labels:
            label.setMinimumWidth(widest)


def _form(*rows: tuple[str, Field]) -> QFormLayout:
    form = QFormLayout()
    form.setSpacing(SPACE)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    for title, field in rows:
        label = QLabel(title)
        label.setBuddy(field.focus_target)
        form.addRow(label, field)
    return form
