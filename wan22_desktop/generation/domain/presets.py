"""Presets: settings under a name, for each model; the user's words and pictures stay as they are.

A preset changes only the fields that it names for the request's model. LoRAs that render in few
steps are named by their role, because which file plays it is only known on the user's machine.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.texts import tr
from wan22_desktop.core.values import Value
from wan22_desktop.core.wan import (
    LORA_STRENGTHS,
    MAX_FPS,
    MAX_FRAMES,
    MAX_GUIDANCE,
    MAX_LORAS,
    MAX_SIDE_PX,
    MAX_STEPS,
    Expert,
    Scheduler,
    Variant,
)

FORMAT_VERSION = 1
MAX_NAME_CHARACTERS = 60

_FEW_STEPS = re.compile(
    r"lightning|lightx2v|causvid|distill|(?<![a-z0-9])[2-8][-_ ]?steps?(?![a-z0-9])", re.IGNORECASE
)
"""In names of LoRAs that were trained to render in few steps."""
_MODES = {Variant.T2V_A14B: "t2v", Variant.I2V_A14B: "i2v"}

Guidance = Annotated[float, Field(ge=0.0, le=MAX_GUIDANCE)]
Steps = Annotated[int, Field(ge=1, le=MAX_STEPS)]


class Role(StrEnum):
    """What a LoRA is for in a preset."""

    LIGHTNING = "lightning"
    """Makes the model render in four steps without guidance."""


class LoraRole(Value):
    """A LoRA that a preset needs on one expert."""

    role: Role
    expert: Expert
    strength: Annotated[float, Field(ge=LORA_STRENGTHS[0], le=LORA_STRENGTHS[1])] = 1.0
    from_step: Annotated[int, Field(ge=0, lt=MAX_STEPS)] = 0
    package: Annotated[str, Field(min_length=1, max_length=64)]
    """Of the catalog: where to get it."""
    title: Annotated[str, Field(min_length=1, max_length=120)]
    """The package's."""


class PresetValues(Value):
    """What a preset says for one model; a field that is not named stays as it is in the form.

    `guidance_scale_2` and `guided_steps` can be named as null, which means what it means in a
    request.
    """

    num_inference_steps: Steps | None = None
    guidance_scale: Guidance | None = None
    guidance_scale_2: Guidance | None = None
    guided_steps: Annotated[int, Field(ge=0, le=MAX_STEPS)] | None = None
    flow_shift: Annotated[float, Field(ge=0.1, le=100.0)] | None = None
    scheduler: Scheduler | None = None
    width: Annotated[int, Field(ge=1, le=MAX_SIDE_PX)] | None = None
    height: Annotated[int, Field(ge=1, le=MAX_SIDE_PX)] | None = None
    num_frames: Annotated[int, Field(ge=1, le=MAX_FRAMES)] | None = None
    fps: Annotated[int, Field(ge=1, le=MAX_FPS)] | None = None
    few_step_loras: Annotated[tuple[LoraRole, ...], Field(max_length=MAX_LORAS)] | None = None
    """Those that the form shall have; others that render in few steps are taken off, all else
    stays. Empty means without any."""
    loras: Annotated[tuple[LoraUse, ...], Field(max_length=2 * MAX_LORAS)] | None = None
    """Exactly these, with their strengths: what the user had when the preset was saved."""

    def changes(self) -> dict[str, object]:
        """The plain fields that are named, as the request has them."""
        named = self.model_fields_set - {"few_step_loras", "loras"}
        nullable = {"guidance_scale_2", "guided_steps"}
        values = {field: getattr(self, field) for field in named}
        return {f: value for f, value in values.items() if value is not None or f in nullable}


class Preset(Value):
    """Settings under a name."""

    format_version: Literal[1] = FORMAT_VERSION
    name: Annotated[str, Field(min_length=1, max_length=MAX_NAME_CHARACTERS, pattern=r"\S")]
    description: Annotated[str, Field(max_length=300)] = ""
    models: Annotated[dict[Variant, PresetValues], Field(min_length=1)]
    built_in: Annotated[bool, Field(exclude=True)] = False
    """Told by where it lies, never by its file."""

    @field_validator("name", "description")
    @classmethod
    def _one_plain_line(cls, text: str, info: ValidationInfo) -> str:
        """Presets come from strangers, and their names stand in messages."""
        plain = plain_line(text, len(text))
        if info.field_name == "name" and not plain:
            raise ValueError(tr("a preset needs a name"))
        return plain

    @property
    def key(self) -> str:
        """Names that differ only in upper and lower case are one."""
        return self.name.casefold()


@dataclass(frozen=True, slots=True)
class KnownLora:
    """A file of the LoRA library, as far as presets care."""

    sha256: str
    name: str
    models: frozenset[Variant]
    """Those that it fits."""
    expert: Expert | None = None
    """That it was trained for; None where that is not known."""
    file_name: str = ""

    @property
    def renders_in_few_steps(self) -> bool:
        return is_few_step_name(self.name) or is_few_step_name(self.file_name)

    def fits(self, model: Variant) -> bool:
        """Whether tensors and name allow it: only the name tells text from image LoRAs."""
        names = f"{self.name} {self.file_name}".lower()
        other = {mode for variant, mode in _MODES.items() if variant is not model}
        own = _MODES.get(model, "")
        return model in self.models and (
            bool(own and own in names) or not any(mode in names for mode in other)
        )


class MissingLoraError(UserError):
    """A preset needs LoRAs that the library does not have."""

    def __init__(self, preset: Preset, role: LoraRole) -> None:
        super().__init__(
            tr(
                "“{preset}” needs LoRAs that are not in the library: {title}. Install them among "
                "the models, or add the files to the LoRA library.",
                preset=preset.name,
                title=role.title,
            ),
            category=ErrorCategory.MODEL,
            field="loras",
            safe=tr("The form is unchanged."),
            recoveries=(Recovery.INSTALL_MODEL,),
        )
        self.package = role.package
        """Of the catalog."""
        self.title = role.title


class LoraFinder:
    """Finds files for roles by what the library knows and what they are called."""

    def __init__(self, known: Iterable[KnownLora] = ()) -> None:
        self._known = tuple(known)

    def __call__(self, role: LoraRole, model: Variant) -> KnownLora | None:
        """The best file for a role, or None."""
        fitting = [
            lora
            for lora in self._known
            if lora.renders_in_few_steps and lora.fits(model) and _expert_of(lora) is role.expert
        ]
        mode = _MODES.get(model, "")
        # The name of the right mode beats a name that says nothing; then the latest by its name.
        fitting.sort(key=lambda lora: (mode in f"{lora.name} {lora.file_name}".lower(), lora.name))
        return fitting[-1] if fitting else None

    def renders_in_few_steps(self, use: LoraUse) -> bool:
        """Whether a preset may put this LoRA in and take it off."""
        return is_few_step_name(use.name) or any(
            lora.sha256 == use.sha256 and lora.renders_in_few_steps for lora in self._known
        )


def is_few_step_name(name: str) -> bool:
    """Whether a LoRA of this name renders in few steps."""
    return _FEW_STEPS.search(name) is not None


def applied(preset: Preset, request: GenerationRequest, find: LoraFinder) -> GenerationRequest:
    """The request with what the preset says for its model; unchanged where it says nothing.

    Raises MissingLoraError for a role that no file plays.
    """
    values = preset.models.get(request.model)
    if values is None:
        return request
    changes = values.changes()
    if values.loras is not None:
        changes["loras"] = values.loras
    elif values.few_step_loras is not None:
        kept = tuple(use for use in request.loras if not find.renders_in_few_steps(use))
        played = _played(preset, values.few_step_loras, request.model, find)
        ours = {use.sha256 for use in played}
        changes["loras"] = (*(use for use in kept if use.sha256 not in ours), *played)
    if request.compare_loras and changes.get("loras") == ():
        changes["compare_loras"] = False  # there is nothing left to compare with
    return request.with_changes(**changes)


def matching(
    presets: Iterable[Preset], request: GenerationRequest, find: LoraFinder
) -> Preset | None:
    """The first preset that would change nothing; None means that the form stands at its own."""
    for preset in presets:
        if request.model not in preset.models:
            continue
        try:
            if _in_order(applied(preset, request, find)) == _in_order(request):
                return preset
        except MissingLoraError:
            continue
    return None


def obstacle(preset: Preset, model: Variant, find: LoraFinder) -> MissingLoraError | None:
    """Why the preset cannot be used for the model now; None if it can."""
    values = preset.models.get(model)
    try:
        _played(preset, (values and values.few_step_loras) or (), model, find)
    except MissingLoraError as error:
        return error
    return None


class PresetPart(StrEnum):
    """What of a form a new preset takes; steps, guidance, shift and scheduler it always takes."""

    SIZE_AND_LENGTH = "size-and-length"
    LORAS = "loras"


def preset_of(
    request: GenerationRequest, name: str, description: str, parts: Iterable[PresetPart]
) -> Preset:
    """The form as a preset for its model; raises pydantic.ValidationError for a bad name."""
    fields = ["num_inference_steps", "guidance_scale", "guided_steps", "flow_shift", "scheduler"]
    if request.model.facts.has_two_experts:
        fields.append("guidance_scale_2")
    parts = set(parts)
    if PresetPart.SIZE_AND_LENGTH in parts:
        fields += ["width", "height", "num_frames", "fps"]
    if PresetPart.LORAS in parts:
        fields.append("loras")
    values = PresetValues(**{field: getattr(request, field) for field in fields})
    return Preset(name=name, description=description, models={request.model: values})


def _played(
    preset: Preset, roles: Iterable[LoraRole], model: Variant, find: LoraFinder
) -> tuple[LoraUse, ...]:
    uses = []
    for role in roles:
        lora = find(role, model)
        if lora is None:
            raise MissingLoraError(preset, role)
        is_high = role.expert is Expert.HIGH_NOISE
        uses.append(
            LoraUse(
                sha256=lora.sha256,
                name=lora.name,
                strength=role.strength if is_high else 0.0,
                strength_2=0.0 if is_high else role.strength,
                from_step=role.from_step,
            )
        )
    return tuple(uses)


def _in_order(request: GenerationRequest) -> GenerationRequest:
    """LoRAs add up: which of them comes first is no difference."""
    uses = tuple(sorted(request.loras, key=lambda use: use.sha256))
    return request.model_copy(update={"loras": uses})


def _expert_of(lora: KnownLora) -> Expert | None:
    if lora.expert is not None:
        return lora.expert
    names = f"{lora.file_name or lora.name}".lower()
    is_high, is_low = "high" in names, "low" in names
    if is_high is is_low:
        return None
    return Expert.HIGH_NOISE if is_high else Expert.LOW_NOISE
