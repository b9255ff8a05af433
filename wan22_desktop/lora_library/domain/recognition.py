"""What a LoRA file is, from the names and shapes of its tensors and its metadata.

Names and shapes prove some things. What they leave open is UNKNOWN unless the trainer has written
it into the metadata; where the two contradict each other, the tensors are right. The file's own
name is no evidence here (see `name_hints`).
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from wan22_desktop.core.foreign_models import foreign_reason
from wan22_desktop.core.lora_keys import IgnoredReason, KeyKind
from wan22_desktop.core.published_models import transformer_config
from wan22_desktop.core.tensor_table import TensorTable
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.core.wan_architecture import transformer_shapes
from wan22_desktop.lora_library.domain.file_notes import FileNotes, notes_in, settings_problem
from wan22_desktop.lora_library.domain.key_styles import format_of
from wan22_desktop.lora_library.domain.layout import (
    LoraLayout,
    Shape,
    counts_on,
    layout_of,
    match_of,
)
from wan22_desktop.lora_library.domain.records import (
    KeyMatch,
    LoraFacts,
    LoraFamily,
    LoraMode,
    TrainedExpert,
)

_SIGNS = (".lora", "lora_unet", "lora_te", "lora_transformer", ".diff", ".hada_", ".lokr_", ".oft_")
"""One of them stands in every key of a LoRA, whatever its method, and in none of a model."""
_WAN_2_1_SMALL: dict[str, Any] = {
    "num_attention_heads": 12,
    "attention_head_dim": 128,
    "ffn_dim": 8960,
    "num_layers": 30,
}
"""What Wan 2.1 T2V 1.3B has otherwise than T2V A14B (`config.json` of
Wan-AI/Wan2.1-T2V-1.3B-Diffusers)."""


class NotALoraError(ValueError):
    """The file holds no LoRA; the text is the end of a sentence about it."""

    def __init__(self, reason: str, *, is_whole_model: bool) -> None:
        super().__init__(reason)
        self.is_whole_model = is_whole_model
        """Or a part of a model."""


def facts_of(table: TensorTable) -> LoraFacts:
    """What the file is; raises NotALoraError for a model, a part of one or anything else."""
    _check_is_lora(table.entries)
    layout = layout_of(table.entries)
    notes = notes_in(table.metadata)
    matches = {variant: match_of(layout, variant) for variant in Variant}
    family = _family(layout, matches, notes)
    return LoraFacts(
        family=family,
        mode=_mode(layout, family, matches, notes),
        format=format_of(table.entries, is_from_musubi=notes.is_from_musubi),
        expert=_expert(layout, family, notes),
        rank=_rank(layout),
        alpha=notes.alpha,
        num_tensors=len(table.entries),
        num_layers=layout.num_layers,
        tensor_bytes=sum(entry.size_bytes for entry in table.entries.values()),
        num_values=layout.num_values,
        trigger_words=notes.trigger_words,
        title=notes.title,
        author=notes.author,
        description=notes.description,
        tags=notes.tags,
        training=notes.training,
        matches=matches,
        obstacle=layout.obstacle or settings_problem(table.metadata),
    )


def _check_is_lora(names: Iterable[str]) -> None:
    names = tuple(names)
    if any(sign in name for name in names for sign in _SIGNS):
        return
    reason = foreign_reason(names)
    if reason is None and any(name.endswith((".weight", ".bias")) for name in names):
        reason = tr("is a model, or a part of one")
    raise NotALoraError(reason or tr("holds no LoRA"), is_whole_model=reason is not None)


def _family(
    layout: LoraLayout, matches: Mapping[Variant, KeyMatch], notes: FileNotes
) -> LoraFamily:
    """By sizes; between models of the same sizes, by what only one of them has or by the notes."""
    if layout.other_family:
        return LoraFamily.NOT_WAN
    proved = _family_by_sizes(layout, matches)
    if proved is LoraFamily.UNKNOWN and not layout.first and not layout.second:
        return notes.family  # nothing whose size could tell
    if proved is not LoraFamily.WAN_14B:
        return proved
    if layout.second or layout.names_first:
        return LoraFamily.A14B
    if IgnoredReason.IMAGE_ATTENTION in layout.ignored:
        return LoraFamily.WAN_2_1
    is_told = notes.family in (LoraFamily.A14B, LoraFamily.WAN_2_1)
    return notes.family if is_told else LoraFamily.WAN_14B


def _family_by_sizes(layout: LoraLayout, matches: Mapping[Variant, KeyMatch]) -> LoraFamily:
    def is_whole(match: KeyMatch) -> bool:
        return 0 < match.matched == match.total - layout.num_unsupported

    if is_whole(matches[Variant.T2V_A14B]) or is_whole(matches[Variant.I2V_A14B]):
        return LoraFamily.WAN_14B
    if is_whole(matches[Variant.TI2V_5B]):
        return LoraFamily.TI2V_5B
    if is_whole(matches[Variant.DEMO]):
        return LoraFamily.DEMO
    matched, total = counts_on(layout.first, _small_shapes())
    return LoraFamily.WAN_2_1 if 0 < matched == total else LoraFamily.UNKNOWN


@cache
def _small_shapes() -> Mapping[str, Shape]:
    return transformer_shapes(transformer_config(Variant.T2V_A14B) | _WAN_2_1_SMALL)


def _mode(
    layout: LoraLayout,
    family: LoraFamily,
    matches: Mapping[Variant, KeyMatch],
    notes: FileNotes,
) -> LoraMode:
    """Only image-to-video models have image attention, or a first layer for more channels."""
    if family in (LoraFamily.TI2V_5B, LoraFamily.DEMO):
        return LoraMode.BOTH
    if family not in (LoraFamily.A14B, LoraFamily.WAN_14B, LoraFamily.WAN_2_1):
        return LoraMode.UNKNOWN
    if IgnoredReason.IMAGE_ATTENTION in layout.ignored:
        return LoraMode.IMAGE_TO_VIDEO
    text, image = (matches[v].matched for v in (Variant.T2V_A14B, Variant.I2V_A14B))
    if text != image:
        return LoraMode.TEXT_TO_VIDEO if text > image else LoraMode.IMAGE_TO_VIDEO
    return notes.mode


def _expert(layout: LoraLayout, family: LoraFamily, notes: FileNotes) -> TrainedExpert:
    if family in (LoraFamily.TI2V_5B, LoraFamily.DEMO, LoraFamily.WAN_2_1):
        return TrainedExpert.SINGLE
    if family not in (LoraFamily.A14B, LoraFamily.WAN_14B):
        return TrainedExpert.UNKNOWN
    if layout.second:
        return TrainedExpert.BOTH if layout.first else TrainedExpert.LOW_NOISE
    if layout.names_first:
        return TrainedExpert.HIGH_NOISE
    return notes.expert


def _rank(layout: LoraLayout) -> int | None:
    downs = (
        found[KeyKind.DOWN]
        for targets in (layout.first, layout.second)
        for found in targets.values()
        if KeyKind.DOWN in found
    )
    return max((down[0] for down in downs if down), default=None)
