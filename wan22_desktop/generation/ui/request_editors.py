"""The editors of a request, and how they keep in step with each other."""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from wan22_desktop.core.picture_fit import ImageFit
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Mode, Scheduler, Size, Variant
from wan22_desktop.generation.domain.wildcard_syntax import escaped
from wan22_desktop.generation.events import ImageRole, StoredImage
from wan22_desktop.generation.ui.frames_picker import FramesPicker
from wan22_desktop.generation.ui.image_fit_row import ImageFitRow
from wan22_desktop.generation.ui.image_well import ImageWell
from wan22_desktop.generation.ui.loras_slot import LorasSlot
from wan22_desktop.generation.ui.mode_switch import ModeSwitch
from wan22_desktop.generation.ui.model_picker import ModelPicker
from wan22_desktop.generation.ui.picture_batch import PictureBatch
from wan22_desktop.generation.ui.prompt_editor import PromptEditor
from wan22_desktop.generation.ui.sampling_fields import SamplingFields
from wan22_desktop.generation.ui.seed_field import SeedField, draw_seed
from wan22_desktop.generation.ui.size_picker import SizePicker

_DEFAULTED = (
    "num_frames",
    "fps",
    "num_inference_steps",
    "guidance_scale",
    "guidance_scale_2",
    "flow_shift",
)
"""Fields with a default of the model's own, apart from size and negative prompt."""

_LARGEST_WHOLE = 2**31 - 1
"""That a spin box can be given."""
_ANY_CLIP = tr("Describe the clip: what is seen, how it moves, how it is filmed.")
_MOVING_SHAPE = tr(
    "For example: a red circle moving right on a blue background\n"
    "The demo model knows circles, squares and triangles in eight colours that move left, right, "
    "up or down."
)


def placeholder_for(variant: Variant) -> str:
    """What a prompt for this model is like."""
    return _MOVING_SHAPE if variant is Variant.DEMO else _ANY_CLIP


class RequestEditors(QWidget):
    """One editor for every field of a request; `RequestForm` gives each its place.

    A request that is put in comes out as it was, whatever an editor makes of a value that it cannot
    show: what the user has not touched stays what it was.
    """

    changed = Signal()
    image_chosen = Signal(object, str)
    """An ImageRole, and the path of a file that the user wants for it."""
    images_chosen = Signal(object)
    """Paths, tuple[str, ...], of several pictures or folders of them: one clip each."""

    def __init__(self, draw: Callable[[], int] = draw_seed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self._variant = Variant.DEMO
        self._filled: dict[str, object] = {}
        self._echo: dict[str, object] = {}
        """What the editors made of `_filled`."""
        self.model = ModelPicker()
        self.mode = ModeSwitch()
        self.prompt = PromptEditor(tr("&Prompt"), 6, placeholder_for(self._variant))
        self.negative = PromptEditor(
            tr("Negative prompt"), 3, tr("What the clip should not show."), has_head=False
        )
        self.image = ImageWell(ImageRole.START)
        self.end_image = ImageWell(ImageRole.END)
        self.batch = PictureBatch()
        self.image_fit = ImageFitRow()
        self.clip_size = SizePicker()
        self.frames = FramesPicker()
        self.seed = SeedField(draw)
        self.loras = LorasSlot()
        self.sampling = SamplingFields()
        self._setters = self._make_setters()
        self._fill(GenerationRequest.default(seed=self.seed.value))
        self.model.changed.connect(self._take_model)
        self.mode.changed.connect(self._take_image)
        for editor in (self.prompt, self.negative, self.frames, self.seed, self.loras, self.batch):
            editor.changed.connect(self._note)
        for well in (self.image, self.end_image):
            well.picture.focus_moved.connect(self.image_fit.set_focus)
        self.image.changed.connect(self._take_image)
        self.end_image.changed.connect(self._take_size)
        self.image.chosen.connect(self._choose_start)
        self.image.many_chosen.connect(self.images_chosen)
        self.end_image.chosen.connect(self._choose_end)
        self.batch.selected.connect(self._show_selected)
        self.image_fit.changed.connect(self._take_size)
        self.image_fit.size_wanted.connect(self.clip_size.set_value)
        self.clip_size.changed.connect(self._take_size)
        self.sampling.changed.connect(self._take_sampling)

    @property
    def request(self) -> GenerationRequest:
        """The request as the form holds it, right or wrong."""
        held = self._read()
        untouched = {
            name: self._filled[name] for name, value in held.items() if value == self._echo[name]
        }
        return GenerationRequest.model_validate(held | untouched)

    @property
    def images(self) -> tuple[StoredImage, ...]:
        """The pictures at hand, of start and end."""
        return tuple(i for well in (self.image, self.end_image) if (i := well.image) is not None)

    @property
    def pictures(self) -> tuple[StoredImage, ...]:
        """Start images that make a clip each; none unless there are several."""
        return self.batch.value if self.takes_image else ()

    def _read(self) -> dict[str, object]:
        """What the editors hold, by the fields of a request."""
        size, sampling = self.clip_size.value, self.sampling
        focus_x, focus_y = self.image_fit.focus
        two_experts = self._variant.facts.has_two_experts
        return {
            "model": self.model.value,
            "mode": self.mode.value,
            "prompt": self.prompt.value,
            "negative_prompt": self.negative.value,
            "image_sha256": self._applied(
                "image_sha256", self.image.image_sha256, applies=self.takes_image
            ),
            "end_image_sha256": self._applied(
                "end_image_sha256", self.end_image.image_sha256, applies=self.takes_end_image
            ),
            "image_fit": self.image_fit.fit,
            "image_focus_x": focus_x,
            "image_focus_y": focus_y,
            "width": size.width,
            "height": size.height,
            "num_frames": self.frames.value,
            "fps": sampling.fps.value(),
            "num_inference_steps": sampling.steps.value(),
            "guidance_scale": sampling.guidance.value(),
            "guidance_scale_2": self._applied(
                "guidance_scale_2", sampling.guidance_2.optional, applies=two_experts
            ),
            "guided_steps": sampling.guided_steps.optional,
            "flow_shift": sampling.flow_shift.value(),
            "scheduler": sampling.scheduler_value,
            "seed": self.seed.value,
            "loras": self.loras.value,
            "compare_loras": self.loras.compares,
        }

    def _applied(self, field: str, value: object, *, applies: bool) -> object:
        """None for what model and mode have no use for, unless just this was put in with them."""
        as_filled = (self.model.value, self.mode.value) == (
            self._filled.get("model"),
            self._filled.get("mode"),
        )
        return value if applies or (as_filled and value == self._filled.get(field)) else None

    @property
    def takes_image(self) -> bool:
        return self.mode.value is Mode.IMAGE_TO_VIDEO

    @property
    def takes_end_image(self) -> bool:
        return self.takes_image and self._variant.facts.takes_end_image

    @property
    def shows_image(self) -> bool:
        """Whether there is a use for a start image, or one that has to go."""
        return self.takes_image or self.request.image_sha256 is not None

    @property
    def shows_end_image(self) -> bool:
        return self.takes_end_image or self.request.end_image_sha256 is not None

    def show_request(
        self,
        request: GenerationRequest,
        images: tuple[StoredImage, ...] = (),
        prompt_text: str | None = None,
    ) -> None:
        """Put every field of the request into the form, also values that cannot be rendered.

        `images` are pictures at hand; those that the request names are shown. Several start images
        make way for the request's own. The prompt is meant word for word, and shown so that nothing
        in it is a choice; `prompt_text` is what shall be shown instead.
        """
        self._filling = True
        self.model.set_value(request.model)
        self._fill(request, images, prompt_text)
        self._filling = False
        self.changed.emit()

    def show_pictures(self, images: tuple[StoredImage, ...]) -> None:
        """These are start images, each of a clip of its own; the first is shown."""
        if images:
            self._filling = True
            self.batch.set_value(())
            self.image.show_image(images[0])
            self.batch.set_value(images)
            self.batch.mark(images[0].sha256)
            self.mode.set_value(Mode.IMAGE_TO_VIDEO)
            self._filling = False
            self.changed.emit()

    def show_image(self, role: ImageRole, image: StoredImage) -> None:
        """An image is ready to be used."""
        self.well(role).show_image(image)
        self.mode.set_value(Mode.IMAGE_TO_VIDEO)

    def well(self, role: ImageRole) -> ImageWell:
        return self.image if role is ImageRole.START else self.end_image

    def put(self, field: str, value: object) -> None:
        """Set one field, by its name in the request, to a suggested value or its text."""
        self._setters[field](str(value))

    def finish_typing(self) -> None:
        """Take over what stands in editors that have not been left yet."""
        self.clip_size.finish_typing()
        self.frames.finish_typing()
        self.sampling.finish_typing()
        self.seed.finish_typing()
        self.loras.finish_asked.emit()

    # --- keeping in step -----------------------------------------------------------------------

    def _fill(
        self,
        request: GenerationRequest,
        images: tuple[StoredImage, ...] = (),
        prompt_text: str | None = None,
    ) -> None:
        self._use_variant(request.model)
        self._filled = {name: getattr(request, name) for name in GenerationRequest.model_fields}
        self.prompt.set_value(escaped(request.prompt) if prompt_text is None else prompt_text)
        self.negative.set_value(request.negative_prompt)
        self.batch.set_value(())
        self.image.show_hash(request.image_sha256, images)
        self.end_image.show_hash(request.end_image_sha256, images)
        self.mode.set_value(request.mode)
        self.clip_size.set_value(request.size)
        for field in (*_DEFAULTED, "guided_steps", "scheduler", "seed", "image_fit"):
            self.put(field, getattr(request, field))
        self.image_fit.set_focus(request.image_focus_x, request.image_focus_y)
        self.loras.set_value(request.loras, compares=request.compare_loras)
        self._echo = self._read()
        self._take_image()
        self._take_sampling()

    def _use_variant(self, variant: Variant) -> None:
        self._variant = variant
        self.prompt.text.setPlaceholderText(placeholder_for(variant))
        self.mode.set_modes(variant.facts.modes)
        self.clip_size.set_variant(variant)
        self.sampling.show_second_guidance(shown=variant.facts.has_two_experts)

    @Slot()
    def _take_model(self) -> None:
        variant = self.model.value
        if variant is not self._variant:
            before = self._variant
            self._use_variant(variant)
            if not self._filling:
                self._follow_defaults(before, variant)
        self._note()

    def _follow_defaults(self, before: Variant, now: Variant) -> None:
        """What stood at the old model's default goes to the new one's; the rest is the user's."""
        old, new = before.facts, now.facts
        if self.clip_size.value in old.sizes:
            self.clip_size.set_value(new.size)
        if self.negative.value == old.negative_prompt:
            self.negative.set_value(new.negative_prompt)
        for field in _DEFAULTED:
            if self._held(field) == getattr(old, field):
                self.put(field, getattr(new, field))
        if self.mode.value not in new.modes:
            self.mode.set_value(new.modes[0])

    def _held(self, field: str) -> object:
        """What the editor of a field holds, also while the model has no use for it."""
        if field == "guidance_scale_2":
            return self.sampling.guidance_2.optional
        return getattr(self.request, field)

    @Slot(str)
    def _choose_start(self, path: str) -> None:
        self.image_chosen.emit(ImageRole.START, path)

    @Slot(str)
    def _choose_end(self, path: str) -> None:
        self.image_chosen.emit(ImageRole.END, path)

    @Slot(object)
    def _show_selected(self, image: StoredImage | None) -> None:
        """One of several start images."""
        if image is None:
            self.image.clear()
        else:
            self.image.show_image(image)

    @Slot()
    def _take_image(self) -> None:
        image = self.image.image
        used = image is not None and self.takes_image
        self.clip_size.set_image_size(Size(image.width, image.height) if image and used else None)
        if image not in self.batch.value:  # another picture takes the place of all of them
            self.batch.set_value(())
        self._take_size()

    @Slot()
    def _take_size(self) -> None:
        """Show what becomes of the pictures in a clip of this size."""
        clip, fit, focus = self.clip_size.value, self.image_fit.fit, self.image_fit.focus
        for well in (self.image, self.end_image):
            well.set_target(clip, fit, focus)
        start = self.image.image if self.takes_image else None
        end = self.end_image.image if self.takes_end_image else None
        self.image_fit.describe(
            clip,
            self._variant,
            None if start is None else Size(start.width, start.height),
            None if end is None else Size(end.width, end.height),
        )
        self._note()

    @Slot()
    def _take_sampling(self) -> None:
        self.frames.set_fps(self.sampling.fps.value())
        self._note()

    @Slot()
    def _note(self) -> None:
        if not self._filling:
            self.changed.emit()

    def _make_setters(self) -> dict[str, Callable[[str], object]]:
        size, sampling = self.clip_size, self.sampling
        return {
            "model": lambda text: self.model.set_value(Variant(text)),
            "mode": lambda text: self.mode.set_value(Mode(text)),
            "prompt": self.prompt.set_value,
            "negative_prompt": self.negative.set_value,
            "width": lambda text: size.set_value(Size(_whole(text), size.value.height)),
            "height": lambda text: size.set_value(Size(size.value.width, _whole(text))),
            "image_fit": lambda text: self.image_fit.set_fit(ImageFit(text)),
            "image_focus_x": lambda text: self.image_fit.set_focus(
                float(text), self.image_fit.focus[1]
            ),
            "image_focus_y": lambda text: self.image_fit.set_focus(
                self.image_fit.focus[0], float(text)
            ),
            "num_frames": lambda text: self.frames.set_value(_whole(text)),
            "fps": lambda text: sampling.fps.setValue(_whole(text)),
            "num_inference_steps": lambda text: sampling.steps.setValue(_whole(text)),
            "guided_steps": lambda text: sampling.guided_steps.set_optional(
                None if text == str(None) else _whole(text)
            ),
            "guidance_scale": lambda text: sampling.guidance.setValue(float(text)),
            "guidance_scale_2": lambda text: sampling.guidance_2.set_optional(
                None if text == str(None) else float(text)
            ),
            "scheduler": lambda text: sampling.set_scheduler(Scheduler(text)),
            "flow_shift": lambda text: sampling.flow_shift.setValue(float(text)),
            "seed": lambda text: self.seed.set_value(int(text)),
        }


def _whole(text: str) -> int:
    """The number, or the nearest that a spin box can be given; `request` knows the true one."""
    return min(max(int(text), -_LARGEST_WHOLE), _LARGEST_WHOLE)
