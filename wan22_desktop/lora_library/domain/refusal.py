"""Whether what a request applies can be rendered, judged by what the library knows."""

from collections.abc import Iterable

from wan22_desktop.core.errors import Recovery, UserError
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.lora_library.domain.fit import Fit
from wan22_desktop.lora_library.domain.records import FileState, LoraCard
from wan22_desktop.lora_library.domain.selection import Judge, LoRAUIState, missing_text


def warnings_of(
    uses: tuple[LoraUse, ...], cards: Iterable[LoraCard], variant: Variant, judge: Judge
) -> tuple[str, ...]:
    """What may not come out as hoped, each with the LoRA's name.

    Raises UserError on `loras` if one of them cannot be rendered with this model. Whether files
    are there is not asked: `missing` may have changed since the library last looked.
    """
    state = LoRAUIState(judge)
    state.set_cards(cards)
    state.set_uses(uses)
    blocked: list[str] = []
    warnings: list[str] = []
    for chosen in state.chosen:
        report = state.fit_of(chosen, variant)
        if chosen.state is FileState.CHANGED:
            blocked.append(missing_text(chosen))
        elif report is not None and report.fit is Fit.BLOCKED:
            blocked.append(f"{chosen.name}: {report.text}")
        elif report is not None and report.fit is Fit.MAY_FIT:
            warnings.append(f"{chosen.name}: {report.text}")
    if blocked:
        raise UserError(
            " ".join(blocked),
            field="loras",
            safe=tr("Nothing was added to the queue."),
            recoveries=(Recovery.EDIT_REQUEST,),
        )
    return tuple(warnings)
