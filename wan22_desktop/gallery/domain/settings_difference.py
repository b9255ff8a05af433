"""What sets clips apart: their settings in rows, one value for each clip."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import JsonValue

from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.core.clip_work import WorkKind
from wan22_desktop.core.picture_fit import ImageFit
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.texts import decimal, tr
from wan22_desktop.core.wan import Mode

NONE = "\u2013"
"""A dash: the clip does not say, or has no such thing."""
_MAX_CHARACTERS = 2000
_CHOICES: dict[StrEnum, str] = {
    Mode.TEXT_TO_VIDEO: tr("text-to-video"),
    Mode.IMAGE_TO_VIDEO: tr("image-to-video"),
    ImageFit.CROP: tr("crop"),
    ImageFit.PAD: tr("pad"),
    ImageFit.STRETCH: tr("stretch"),
    WorkKind.UPSCALE: tr("upscale"),
    WorkKind.INTERPOLATE: tr("interpolate"),
    WorkKind.JOIN: tr("join"),
    WorkKind.GRID: tr("grid"),
}
"""What people read for settings that are one of a few; others are names of their own."""


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting; `values` has a text for each clip, `NONE` where a clip does not say."""

    name: str
    values: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1


def setting_rows(clips: Sequence[ClipMetadata | None]) -> tuple[SettingRow, ...]:
    """All settings of the clips; None stands for a clip that says nothing about itself."""
    rows = [
        _row(name, clips, lambda clip, read=read: _text(read(clip.request)))
        for name, read in _request_fields()
    ]
    rows += _lora_rows(clips)
    rows.append(_row(tr("App"), clips, lambda clip: clip.app_version))
    rows += _named_rows(clips, lambda clip: clip.versions)
    rows.append(_row(tr("Device"), clips, lambda clip: clip.device))
    rows.append(_row(tr("Precision"), clips, lambda clip: clip.precision))
    rows += _named_rows(clips, lambda clip: _flat(clip.arithmetic, tr("Plan")))
    rows.append(_row(tr("Done to it"), clips, lambda clip: _text(clip.work and clip.work.kind)))
    rows.append(_row(tr("Notes"), clips, lambda clip: "; ".join(clip.notes) or NONE))
    return tuple(row for row in rows if set(row.values) != {NONE})


def _request_fields() -> tuple[tuple[str, Callable[[GenerationRequest], object]], ...]:
    """Every field of a request but its LoRAs, which have rows of their own."""
    return (
        (tr("Model"), lambda request: request.model.facts.title),
        (tr("Mode"), lambda request: request.mode),
        (tr("Prompt"), lambda request: request.prompt),
        (tr("Negative prompt"), lambda request: request.negative_prompt),
        (tr("Start image"), lambda request: _short(request.image_sha256)),
        (tr("End image"), lambda request: _short(request.end_image_sha256)),
        (tr("Image fit"), lambda request: request.image_fit if _has_image(request) else None),
        (
            tr("Image focus"),
            lambda request: (
                tr("{x:g}, {y:g}", x=request.image_focus_x, y=request.image_focus_y)
                if _has_image(request)
                else None
            ),
        ),
        (tr("Size"), lambda request: request.size),
        (tr("Frames"), lambda request: request.num_frames),
        (tr("Frames per second"), lambda request: request.fps),
        (tr("Steps"), lambda request: request.num_inference_steps),
        (tr("Guidance"), lambda request: request.guidance_scale),
        (tr("Guidance, low noise"), lambda request: request.guidance_scale_2),
        (tr("Guided steps"), lambda request: request.guided_steps),
        (tr("Flow shift"), lambda request: request.flow_shift),
        (tr("Sampler"), lambda request: request.scheduler),
        (tr("Seed"), lambda request: request.seed),
        (
            tr("LoRAs compared"),
            lambda request: tr("side by side") if request.compare_loras else None,
        ),
    )


def _lora_rows(clips: Sequence[ClipMetadata | None]) -> list[SettingRow]:
    """A row for each LoRA file, known by its hash and called by its name."""
    names: dict[str, str] = {}
    for clip in clips:
        for use in clip.request.loras if clip else ():
            names.setdefault(use.sha256, plain_line(use.name, 80))
    return [
        _row(
            tr("LoRA {name} ({hash})", name=name, hash=_short(sha256)),
            clips,
            lambda clip, sha256=sha256: (
                "; ".join(_strengths(use) for use in clip.request.loras if use.sha256 == sha256)
                or tr("not used")
            ),
        )
        for sha256, name in names.items()
    ]


def _strengths(use: LoraUse) -> str:
    if use.strength == use.strength_2:
        strength = decimal(f"{use.strength:g}")
    else:
        strength = tr(
            "{high:g} high noise, {low:g} low noise", high=use.strength, low=use.strength_2
        )
    if not use.from_step:
        return strength
    return tr("{strength}, from step {step}", strength=strength, step=use.from_step + 1)


def _row(
    name: str, clips: Sequence[ClipMetadata | None], read: Callable[[ClipMetadata], str]
) -> SettingRow:
    shown = (NONE if clip is None else plain_line(read(clip), _MAX_CHARACTERS) for clip in clips)
    return SettingRow(plain_line(name, 120), tuple(text or NONE for text in shown))


def _named_rows(
    clips: Sequence[ClipMetadata | None], read: Callable[[ClipMetadata], dict[str, str]]
) -> list[SettingRow]:
    names = dict.fromkeys(name for clip in clips if clip for name in read(clip))
    return [_row(name, clips, lambda clip, name=name: read(clip).get(name, NONE)) for name in names]


def _flat(tree: dict[str, JsonValue], prefix: str) -> dict[str, str]:
    """Leaves of nested settings, each named by its way from the root."""
    flat: dict[str, str] = {}
    for key, value in tree.items():
        name = f"{prefix}: {key.replace('_', ' ')}"
        if isinstance(value, dict):
            flat |= _flat(value, name)
        else:
            flat[name] = _text(value)
    return flat


def _text(value: object) -> str:
    if value is None:
        return NONE
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, StrEnum):
        return _CHOICES.get(value, value.value)
    return decimal(f"{value:g}") if isinstance(value, float) else str(value)


def _short(sha256: str | None) -> str | None:
    """Enough of a hash to tell files apart."""
    return sha256[:8] if sha256 else None


def _has_image(request: GenerationRequest) -> bool:
    return request.image_sha256 is not None or request.end_image_sha256 is not None
