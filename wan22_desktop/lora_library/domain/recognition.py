"""What a LoRA file is, from the names and shapes of its tensors and its metadata.

Names and shapes prove some things; what they leave open is UNKNOWN unless the trainer has written
it into the metadata. The file's name is no evidence here (see `name_hints`).
"""

from collections.abc import Mapping

from wan22_desktop.core.foreign_models import foreign_reason
from wan22_desktop.core.lora_keys import KeyKind
from wan22_desktop.core.tensor_table import TensorTable
from wan22_desktop.core.wan import Variant
from wan22_desktop.lora_library.domain.layout import LoraLayout, layout_of, match_of
from wan22_desktop.lora_library.domain.records import (
    KeyMatch,
    LoraFacts,
    LoraFamily,
    LoraFormat,
    LoraMode,
    TrainedExpert,
)


class NotALoraError(ValueError):
    """The file holds no LoRA; the text is the end of a sentence about it."""

    def __init__(self, reason: str, *, is_whole_model: bool) -> None:
        super().__init__(reason)
        self.is_whole_model = is_whole_model


def facts_of(table: TensorTable) -> LoraFacts:
    """What the file is; raises NotALoraError for a model, a part of one or anything else."""
    _check_is_lora(table)
    layout = layout_of(table.entries)
    matches = {variant: match_of(layout, variant) for variant in Variant}
    family = _family(layout, matches)
    return LoraFacts(
        family=family,
        mode=LoraMode.UNKNOWN,
        format=LoraFormat.UNKNOWN,
        expert=TrainedExpert.UNKNOWN,
        rank=_rank(layout),
        num_tensors=len(table.entries),
        num_layers=layout.num_layers,
        tensor_bytes=sum(entry.size_bytes for entry in table.entries.values()),
        matches=matches,
        obstacle=layout.obstacle,
    )


_LORA_SIGNS = (
    ".lora",
    "lora_unet",
    "lora_te",
    ".hada_",
    ".lokr_",
    ".oft_",
    ".dora_scale",
    ".diff",
    ".diff_b",
    ".diff_m",
)


def _check_is_lora(table: TensorTable) -> None:
    if any(sign in key for key in table.entries for sign in _LORA_SIGNS):
        return
    reason = foreign_reason(table.entries)
    whole = reason is not None or any(k.endswith((".weight", ".bias")) for k in table.entries)
    raise NotALoraError(
        reason or ("is a model, or a part of one" if whole else "holds no LoRA"),
        is_whole_model=whole,
    )


def _family(layout: LoraLayout, matches: Mapping[Variant, KeyMatch]) -> LoraFamily:
    def meets(variant: Variant) -> bool:
        match = matches[variant]
        return 0 < match.matched == match.total - layout.num_unsupported

    if layout.other_family:
        return LoraFamily.NOT_WAN
    if meets(Variant.DEMO):
        return LoraFamily.DEMO
    if meets(Variant.TI2V_5B):
        return LoraFamily.TI2V_5B
    if meets(Variant.T2V_A14B) or meets(Variant.I2V_A14B):
        return LoraFamily.A14B if layout.second else LoraFamily.WAN_14B
    return LoraFamily.UNKNOWN


def _rank(layout: LoraLayout) -> int | None:
    return max(
        (
            found[KeyKind.DOWN][0]
            for targets in (layout.first, layout.second)
            for found in targets.values()
            if found.get(KeyKind.DOWN)
        ),
        default=None,
    )
