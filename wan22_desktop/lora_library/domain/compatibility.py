"""Whether a LoRA goes with a model, from what is known of both before anything is loaded.

What is blocked here is what the engine would refuse (`engine/lora/fit.py`), in advance and in
words; what it would apply although it was made for something else gets a warning.
"""

from collections.abc import Iterator

from wan22_desktop.core.wan import Expert, Mode, Variant
from wan22_desktop.lora_library.domain.fit import Fit, FitReport
from wan22_desktop.lora_library.domain.records import (
    FileState,
    KeyMatch,
    LoraCard,
    LoraFacts,
    LoraFamily,
    LoraMode,
    TrainedExpert,
)

_MADE_FOR = {
    LoraFamily.A14B: "Wan 2.2 A14B",
    LoraFamily.WAN_14B: "Wan 2.2 A14B or Wan 2.1 14B",
    LoraFamily.TI2V_5B: "Wan 2.2 TI2V 5B",
    LoraFamily.WAN_2_1: "Wan 2.1",
    LoraFamily.DEMO: "the demo model",
}
_MODES = {LoraMode.TEXT_TO_VIDEO: Mode.TEXT_TO_VIDEO, LoraMode.IMAGE_TO_VIDEO: Mode.IMAGE_TO_VIDEO}


def fit_of(card: LoraCard, variant: Variant) -> FitReport:
    """The verdict on the card and the model."""
    facts = [entry.facts for entry in card.entries]
    match = KeyMatch(
        sum(_match(one, variant).matched for one in facts), sum(one.num_tensors for one in facts)
    )
    obstacle = next((text for one in facts if (text := _obstacle(one, variant))), None)
    if obstacle is not None:
        return FitReport(Fit.BLOCKED, f"This LoRA {obstacle}.", match)
    doubts = " ".join(_doubts(card, variant))
    if doubts:
        return FitReport(Fit.MAY_FIT, doubts, match)
    return FitReport(Fit.FITS, f"Fits {variant.facts.title}: {_counted(match)}.", match)


def needs_swap(card: LoraCard) -> bool:
    """Whether the halves of a pair say of themselves that they are the wrong way round."""
    if card.low_noise is None:
        return False
    halves = (card.lead.facts.expert, card.low_noise.facts.expert)
    return halves == (TrainedExpert.LOW_NOISE, TrainedExpert.HIGH_NOISE)


def _match(facts: LoraFacts, variant: Variant) -> KeyMatch:
    return facts.matches.get(variant, KeyMatch(0, 0))


def _obstacle(facts: LoraFacts, variant: Variant) -> str | None:
    """Why the engine would refuse the file, as the end of a sentence."""
    if facts.obstacle:
        return f"cannot be used: it {facts.obstacle}"
    match = _match(facts, variant)
    if match.total and match.matched == match.total:
        return None
    title = variant.facts.title
    made_for = _MADE_FOR.get(facts.family)
    if facts.family is LoraFamily.WAN_2_1 and not _match(facts, Variant.T2V_A14B).matched:
        made_for = "Wan 2.1 1.3B"
    if made_for is not None and not match.matched:
        return f"is made for {made_for} and cannot work on {title}"
    if match.total == 0:
        return f"changes nothing on {title}"
    return (
        f"does not fit {title}: "
        f"{match.total - match.matched:,} of its {match.total:,} tensors have no place there"
    )


def _doubts(card: LoraCard, variant: Variant) -> Iterator[str]:
    """One sentence each."""
    facts = card.lead.facts
    title = variant.facts.title
    if card.state is FileState.CHANGED:
        yield "Its file was changed by another program."
    families = {entry.facts.family for entry in card.entries}
    if LoraFamily.WAN_2_1 in families:
        yield f"It was made for Wan 2.1; on {title} its effect may be weaker or different."
    modes = {_MODES[e.facts.mode] for e in card.entries if e.facts.mode in _MODES}
    for mode in sorted(modes - set(variant.facts.modes)):
        yield f"It was trained for {mode.value}; {title} makes {_other(mode)}."
    if card.is_pair:
        yield from _doubts_of_pair(card, variant)
    elif variant.facts.has_two_experts:
        yield from _doubts_of_single(facts)
    ignored = sum(e.facts.num_tensors - _match(e.facts, variant).total for e in card.entries)
    if ignored > 0:
        total = sum(e.facts.num_tensors for e in card.entries)
        yield f"{ignored:,} of its {total:,} tensors are left out: {title} has nothing for them."


def _doubts_of_pair(card: LoraCard, variant: Variant) -> Iterator[str]:
    if not variant.facts.has_two_experts:
        yield f"{variant.facts.title} has one transformer: only the high-noise file is used."
    if needs_swap(card):
        yield "The two files are the wrong way round: swap them."
    elif card.low_noise is not None and (
        card.lead.facts.expert is card.low_noise.facts.expert
        and card.lead.facts.expert in (TrainedExpert.HIGH_NOISE, TrainedExpert.LOW_NOISE)
    ):
        yield f"Both files were trained for the {card.lead.facts.expert.value} expert."


def _doubts_of_single(facts: LoraFacts) -> Iterator[str]:
    for trained, other in (
        (TrainedExpert.HIGH_NOISE, Expert.LOW_NOISE),
        (TrainedExpert.LOW_NOISE, Expert.HIGH_NOISE),
    ):
        if facts.expert is trained:
            yield (
                f"It was trained for the {trained.value} expert: "
                f"the {other.value} expert stays without it unless you pair it."
            )


def _other(mode: Mode) -> str:
    made = {Mode.TEXT_TO_VIDEO: "video from images", Mode.IMAGE_TO_VIDEO: "video from text"}
    return made[mode]


def _counted(match: KeyMatch) -> str:
    if match.matched == match.total:
        return f"all {match.total:,} tensors match"
    return f"{match.matched:,} of {match.total:,} tensors match"
