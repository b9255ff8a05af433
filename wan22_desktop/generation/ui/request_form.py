"""The form that holds one generation request."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Mode, Size, Variant
from wan22_desktop.generation.domain.request_rules import Problem, problems_of
from wan22_desktop.generation.events import StartImage
from wan22_desktop.generation.ui.frames_picker import FramesPicker
from wan22_desktop.generation.ui.mode_switch import ModeSwitch
from wan22_desktop.generation.ui.problem_line import Field
from wan22_desktop.generation.ui.prompt_editor import PromptEditor
from wan22_desktop.generation.ui.sampling_fields import SamplingFields
from wan22_desktop.generation.ui.section import Section
from wan22_desktop.generation.ui.seed_field import SeedField, draw_seed
from wan22_desktop.generation.ui.size_picker import SizePicker
from wan22_desktop.generation.ui.start_image_well import StartImageWell
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE

NO_MODEL = Problem("model", "No model is installed: install one, then come back.")


class RequestForm(QWidget):
    """Editors for every field of a request; knows which editor belongs to which field."""

    changed = Signal()
    image_chosen = Signal(str)
    suggestion_taken = Signal(str, object)

    def __init__(self, draw: Callable[[], int] = draw_seed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._installed: tuple[Variant, ...] = ()
        self._filling = False
        self.model = QComboBox()
        self.model.setAccessibleName("Model")
        self.model.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.model.setMinimumContentsLength(8)
        self.mode = ModeSwitch()
        self.prompt = PromptEditor(
            "&Prompt", 6, "Describe the clip: what is seen, how it moves, how it is filmed."
        )
        self.negative = PromptEditor(
            "Negative prompt", 3, "What the clip should not show.", has_head=False
        )
        self.image = StartImageWell()
        self.clip_size = SizePicker()
        self.frames = FramesPicker()
        self.seed = SeedField(draw)
        self.sampling = SamplingFields()
        self._setters = self._make_setters()
        self._fields = self._make_fields()
        self._negative_section = Section(
            "&Negative prompt", self._fields["negative_prompt"], self.negative.counter
        )
        self._advanced_section = Section("Advan&ced", self.sampling)
        self._lay_out()
        self._variant = Variant.DEMO
        self._fill(GenerationRequest.default(seed=self.seed.value), None)
        self._connect()
        self._show_installed()

    # --- what it holds -------------------------------------------------------------------------

    @property
    def variant(self) -> Variant | None:
        """The chosen model; None while none is installed."""
        # Qt keeps the enum as the plain text that it is, too.
        chosen = self.model.currentData()
        return None if chosen is None else Variant(chosen)

    @property
    def request(self) -> GenerationRequest | None:
        """The request as the form holds it, right or wrong; None without a model."""
        if self.variant is None:
            return None
        mode = self.mode.value
        size = self.clip_size.value
        return GenerationRequest(
            model=self.variant,
            mode=mode,
            prompt=self.prompt.value,
            negative_prompt=self.negative.value,
            image_sha256=self.image.image_sha256 if mode is Mode.IMAGE_TO_VIDEO else None,
            width=size.width,
            height=size.height,
            num_frames=self.frames.value,
            fps=self.sampling.fps.value(),
            num_inference_steps=self.sampling.steps.value(),
            guidance_scale=self.sampling.guidance.value(),
            flow_shift=self.sampling.flow_shift.value(),
            seed=self.seed.value,
        )

    def problems(self) -> tuple[Problem, ...]:
        """Everything that keeps the request from being added."""
        request = self.request
        if request is None:
            return (NO_MODEL,)
        return (*self._missing_model(request.model), *problems_of(request))

    def set_models(self, models: tuple[Variant, ...]) -> None:
        """Offer these models; a chosen one that is gone stays visible and is marked."""
        chosen = self.variant if self._installed else None
        self._installed = models
        self._show_installed(chosen)

    def show_request(self, request: GenerationRequest, image: StartImage | None) -> None:
        """Put every field of the request into the form, also values that cannot be rendered."""
        self._filling = True
        self._fill(request, image)
        self._filling = False
        self.changed.emit()

    def show_image(self, image: StartImage) -> None:
        """A start image is ready to be used."""
        self.image.show_image(image)
        self.mode.set_value(Mode.IMAGE_TO_VIDEO)

    def put(self, field: str, value: object) -> None:
        """Set one field, by its name in the request, to a suggested value or its text."""
        self._setters[field](str(value))

    def finish_typing(self) -> None:
        """Take over what stands in editors that have not been left yet."""
        self.clip_size.finish_typing()
        self.frames.finish_typing()
        self.sampling.finish_typing()
        self.seed.finish_typing()

    # --- where problems are shown --------------------------------------------------------------

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

    def _make_setters(self) -> dict[str, Callable[[str], object]]:
        size, sampling = self.clip_size, self.sampling
        return {
            "model": lambda text: self._choose_model(Variant(text)),
            "mode": lambda text: self.mode.set_value(Mode(text)),
            "prompt": self.prompt.set_value,
            "negative_prompt": self.negative.set_value,
            "width": lambda text: size.set_value(Size(int(text), size.value.height)),
            "height": lambda text: size.set_value(Size(size.value.width, int(text))),
            "num_frames": lambda text: self.frames.set_value(int(text)),
            "fps": lambda text: sampling.fps.setValue(int(text)),
            "num_inference_steps": lambda text: sampling.steps.setValue(int(text)),
            "guidance_scale": lambda text: sampling.guidance.setValue(float(text)),
            "flow_shift": lambda text: sampling.flow_shift.setValue(float(text)),
            "seed": lambda text: self.seed.set_value(int(text)),
        }

    def _make_fields(self) -> dict[str, Field]:
        fields: dict[str, Field] = dict(self.sampling.fields)
        for editor, names in (
            (self.model, ("model",)),
            (self.mode, ("mode",)),
            (self.prompt, ("prompt",)),
            (self.negative, ("negative_prompt",)),
            (self.image, ("image",)),
            (self.clip_size, ("width", "height")),
            (self.frames, ("num_frames",)),
            (self.seed, ("seed",)),
        ):
            field = Field(editor, *names)
            fields |= dict.fromkeys(names, field)
        return fields

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_LARGE, SPACE_LARGE, SPACE_LARGE, SPACE_LARGE)
        layout.setSpacing(SPACE)
        top = _form(("&Model", self._fields["model"]), ("From", self._fields["mode"]))
        bottom = _form(
            ("Si&ze", self._fields["width"]),
            ("F&rames", self._fields["num_frames"]),
            ("See&d", self._fields["seed"]),
        )
        layout.addLayout(top)
        layout.addWidget(self._fields["prompt"], 1)
        layout.addWidget(self._negative_section)
        layout.addWidget(self._fields["image"])
        layout.addLayout(bottom)
        layout.addWidget(self._advanced_section)
        # Half of the room to spare makes the prompt larger, half stays free.
        layout.addStretch(1)
        labels = [
            label
            for form in (top, bottom, self.sampling.form)
            for field in self._fields.values()
            if (label := form.labelForField(field)) is not None
        ]
        widest = max(label.sizeHint().width() for label in labels)
        for label in labels:
            label.setMinimumWidth(widest)

    def _connect(self) -> None:
        self.model.currentIndexChanged.connect(self._take_model)
        self.mode.changed.connect(self._take_mode)
        for editor in (self.prompt, self.negative, self.frames, self.seed):
            editor.changed.connect(self._note)
        self.image.changed.connect(self._take_image)
        self.image.chosen.connect(self.image_chosen)
        self.clip_size.changed.connect(self._take_size)
        self.sampling.changed.connect(self._take_sampling)
        for field in {id(field): field for field in self._fields.values()}.values():
            for line in field.lines.values():
                line.suggestion_taken.connect(self.suggestion_taken)
        for box in (*self.findChildren(QAbstractSpinBox), *self.findChildren(QComboBox)):
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            box.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the wheel scroll the form instead of changing what the pointer passes over."""
        passing = isinstance(watched, QWidget) and not watched.hasFocus()
        if passing and event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    # --- keeping the editors in step -------------------------------------------------------------

    def _fill(self, request: GenerationRequest, image: StartImage | None) -> None:
        self._choose_model(request.model)
        self._use_variant(request.model)
        self.prompt.set_value(request.prompt)
        self.negative.set_value(request.negative_prompt)
        self._negative_section.set_open(open_=bool(request.negative_prompt))
        if request.image_sha256 is None:
            self.image.clear()
        elif image is not None and image.sha256 == request.image_sha256:
            self.image.show_image(image)
        else:
            self.image.show_hash(request.image_sha256)
        self.mode.set_value(request.mode)
        self._take_mode()
        self.clip_size.set_value(request.size)
        self.frames.set_value(request.num_frames)
        for field in ("fps", "num_inference_steps", "guidance_scale", "flow_shift", "seed"):
            self.put(field, repr(getattr(request, field)))
        self._take_image()
        self._take_size()
        self._take_sampling()

    def _show_installed(self, chosen: Variant | None = None) -> None:
        offered = list(self._installed)
        if chosen is not None and chosen not in offered:
            offered.append(chosen)
        self.model.blockSignals(True)  # noqa: FBT003 -- Qt's own signature
        self.model.clear()
        for variant in offered:
            missing = "" if variant in self._installed else " (not installed)"
            self.model.addItem(f"{variant.facts.title}{missing}", variant)
        self.model.blockSignals(False)  # noqa: FBT003
        self.model.setEnabled(bool(offered))
        self.model.setPlaceholderText("No model is installed")
        # A box with a placeholder selects nothing by itself.
        self.model.setCurrentIndex(offered.index(chosen) if chosen else min(0, len(offered) - 1))
        self._take_model()

    def _choose_model(self, variant: Variant) -> None:
        row = self.model.findData(variant)
        if row < 0:
            self._show_installed(variant)
        else:
            self.model.setCurrentIndex(row)

    @Slot()
    def _take_model(self) -> None:
        variant = self.variant
        if variant is not None and variant is not self._variant:
            before = self._variant
            self._use_variant(variant)
            if not self._filling:
                self._follow_defaults(before, variant)
        self._note()

    def _use_variant(self, variant: Variant) -> None:
        self._variant = variant
        self.mode.set_modes(variant.facts.modes)
        self.clip_size.set_variant(variant)

    def _follow_defaults(self, before: Variant, now: Variant) -> None:
        """What stood at the old model's default goes to the new one's; the rest is the user's."""
        old, new = before.facts, now.facts
        if self.clip_size.value in old.sizes:
            self.clip_size.set_value(new.size)
        if self.negative.value == old.negative_prompt:
            self.negative.set_value(new.negative_prompt)
        current = self.request
        for field in ("num_frames", "fps", "num_inference_steps", "guidance_scale", "flow_shift"):
            if getattr(current, field) == getattr(old, field):
                self.put(field, getattr(new, field))

    def _missing_model(self, model: Variant) -> tuple[Problem, ...]:
        if model in self._installed:
            return ()
        nearest = self._installed[0].value if self._installed else None
        return (Problem("model", f"{model.facts.title} is not installed.", nearest),)

    @Slot()
    def _take_mode(self) -> None:
        self._fields["image"].setVisible(self.mode.value is Mode.IMAGE_TO_VIDEO)
        self._offer_image_size()
        self._note()

    @Slot()
    def _take_image(self) -> None:
        self._offer_image_size()
        self._note()

    @Slot()
    def _take_size(self) -> None:
        self.image.set_target(self.clip_size.value)
        self._note()

    @Slot()
    def _take_sampling(self) -> None:
        self.frames.set_fps(self.sampling.fps.value())
        self._note()

    @Slot()
    def _note(self) -> None:
        if not self._filling:
            self.changed.emit()

    def _offer_image_size(self) -> None:
        image = self.image.image
        used = image is not None and self.mode.value is Mode.IMAGE_TO_VIDEO
        self.clip_size.set_image_size(Size(image.width, image.height) if image and used else None)


def _form(*rows: tuple[str, Field]) -> QFormLayout:
    form = QFormLayout()
    form.setSpacing(SPACE)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    for title, field in rows:
        label = QLabel(title)
        label.setBuddy(field.focus_target)
        form.addRow(label, field)
    return form
