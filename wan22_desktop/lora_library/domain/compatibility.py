"""Whether a LoRA goes with a model, from what is known of both before anything is loaded.

What is blocked here is what the engine would refuse (`engine/lora/fit.py`), in advance and in
words; what it would apply although it was made for something else gets a warning.
"""

from collections.abc import Iterator

from wan22_desktop.core.texts import tr
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
    LoraFamily.WAN_14B: tr("Wan 2.2 A14B or Wan 2.1 14B"),
    LoraFamily.TI2V_5B: "Wan 2.2 TI2V 5B",
    LoraFamily.WAN_2_1: "Wan 2.1",
    LoraFamily.DEMO: tr("the demo model"),
}
_EXPERTS = {"high-noise": tr("high-noise"), "low-noise": tr("low-noise")}
_TRAINED_FOR = {
    Mode.TEXT_TO_VIDEO: tr("text-to-video"),
    Mode.IMAGE_TO_VIDEO: tr("image-to-video"),
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
        return FitReport(Fit.BLOCKED, tr("This LoRA {obstacle}.", obstacle=obstacle), match)
    doubts = " ".join(_doubts(card, variant))
    if doubts:
        return FitReport(Fit.MAY_FIT, doubts, match)
    return FitReport(
        Fit.FITS,
        tr("Fits {title}: {counted}.", title=variant.facts.title, counted=_counted(match)),
        match,
    )


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
        return tr("cannot be used: it {obstacle}", obstacle=facts.obstacle)
    match = _match(facts, variant)
    if match.total and match.matched == match.total:
        return None
    title = variant.facts.title
    made_for = _MADE_FOR.get(facts.family)
    if facts.family is LoraFamily.WAN_2_1 and not _match(facts, Variant.T2V_A14B).matched:
        made_for = "Wan 2.1 1.3B"
    if made_for is not None and not match.matched:
        return tr(
            "is made for {made_for} and cannot work on {title}", made_for=made_for, title=title
        )
    if match.total == 0:
        return tr("changes nothing on {title}", title=title)
    return tr(
        "does not fit {title}: {homeless:,} of its {total:,} tensors have no place there",
        title=title,
        homeless=match.total - match.matched,
        total=match.total,
    )


def _doubts(card: LoraCard, variant: Variant) -> Iterator[str]:
    """One sentence each."""
    facts = card.lead.facts
    title = variant.facts.title
    if card.state is FileState.CHANGED:
        yield tr("Its file was changed by another program.")
    families = {entry.facts.family for entry in card.entries}
    if LoraFamily.WAN_2_1 in families:
        yield tr(
            "It was made for Wan 2.1; on {title} its effect may be weaker or different.",
            title=title,
        )
    modes = {_MODES[e.facts.mode] for e in card.entries if e.facts.mode in _MODES}
    for mode in sorted(modes - set(variant.facts.modes)):
        yield tr(
            "It was trained for {mode}; {title} makes {other}.",
            mode=_TRAINED_FOR[mode],
            title=title,
            other=_other(mode),
        )
    if card.is_pair:
        yield from _doubts_of_pair(card, variant)
    elif variant.facts.has_two_experts:
        yield from _doubts_of_single(facts)
    ignored = sum(e.facts.num_tensors - _match(e.facts, variant).total for e in card.entries)
    if ignored > 0:
        total = sum(e.facts.num_tensors for e in card.entries)
        yield tr(
            "{ignored:,} of its {total:,} tensors are left out: {title} has nothing for them.",
            ignored=ignored,
            total=total,
            title=title,
        )


def _doubts_of_pair(card: LoraCard, variant: Variant) -> Iterator[str]:
    if not variant.facts.has_two_experts:
        yield tr(
            "{title} has one transformer: only the high-noise file is used.",
            title=variant.facts.title,
        )
    if needs_swap(card):
        yield tr("The two files are the wrong way round: swap them.")
    elif card.low_noise is not None and (
        card.lead.facts.expert is card.low_noise.facts.expert
        and card.lead.facts.expert in (TrainedExpert.HIGH_NOISE, TrainedExpert.LOW_NOISE)
    ):
        yield tr(
            "Both files were trained for the {expert} expert.",
            expert=_EXPERTS[card.lead.facts.expert.value],
        )


def _doubts_of_single(facts: LoraFacts) -> Iterator[str]:
    for trained, other in (
        (TrainedExpert.HIGH_NOISE, Expert.LOW_NOISE),
        (TrainedExpert.LOW_NOISE, Expert.HIGH_NOISE),
    ):
        if facts.expert is trained:
            yield (
                tr(
                    "It was trained for the {trained} expert: the {other} expert stays without it "
                    "unless you pair it.",
                    trained=_EXPERTS[trained.value],
                    other=_EXPERTS[other.value],
                )
            )


def _other(mode: Mode) -> str:
    made = {Mode.TEXT_TO_VIDEO: tr("video from images"), Mode.IMAGE_TO_VIDEO: tr("video from text")}
    return made[mode]


def _counted(match: KeyMatch) -> str:
    if match.matched == match.total:
        return tr("all {total:,} tensors match", total=match.total)
    return tr("{matched:,} of {total:,} tensors match", matched=match.matched, total=match.total)
