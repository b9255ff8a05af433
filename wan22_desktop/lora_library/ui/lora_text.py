"""Everything the panel says about a LoRA, in words."""

import re
from datetime import datetime

from wan22_desktop.core import units
from wan22_desktop.core.texts import decimal, tr, trn
from wan22_desktop.lora_library.domain.costs import SelectionCost
from wan22_desktop.lora_library.domain.fit import Fit, FitReport
from wan22_desktop.lora_library.domain.importing import ImportOutcome, ImportProgress, ImportResult
from wan22_desktop.lora_library.domain.name_hints import hints_in
from wan22_desktop.lora_library.domain.records import (
    FileState,
    LoraCard,
    LoraEntry,
    LoraFamily,
    LoraFormat,
    LoraMode,
    TrainedExpert,
)
from wan22_desktop.lora_library.domain.search import CardExpert, LoraOrder, expert_of
from wan22_desktop.qtkit.theme import Tone

_MAX_VALUE_CHARACTERS = 600
DOT = " \N{MIDDLE DOT} "

FAMILIES = {
    LoraFamily.A14B: "Wan 2.2 A14B",
    LoraFamily.WAN_14B: tr("Wan 14B (2.1 or 2.2)"),
    LoraFamily.TI2V_5B: "Wan 2.2 5B",
    LoraFamily.WAN_2_1: "Wan 2.1",
    LoraFamily.DEMO: tr("Demo model"),
    LoraFamily.NOT_WAN: tr("Not for Wan"),
    LoraFamily.UNKNOWN: tr("Family not known"),
}
_SHORT_FAMILIES = {
    LoraFamily.A14B: "A14B",
    LoraFamily.WAN_14B: "14B",
    LoraFamily.TI2V_5B: "5B",
    LoraFamily.WAN_2_1: "Wan 2.1",
    LoraFamily.DEMO: tr("Demo"),
    LoraFamily.NOT_WAN: tr("not Wan"),
    LoraFamily.UNKNOWN: tr("family?"),
}
MODES = {
    LoraMode.TEXT_TO_VIDEO: tr("Text to video"),
    LoraMode.IMAGE_TO_VIDEO: tr("Image to video"),
    LoraMode.BOTH: tr("Text and image to video"),
    LoraMode.UNKNOWN: tr("Mode not known"),
}
_SHORT_MODES = {
    LoraMode.TEXT_TO_VIDEO: "T2V",
    LoraMode.IMAGE_TO_VIDEO: "I2V",
    LoraMode.BOTH: "T2V + I2V",
    LoraMode.UNKNOWN: "",
}
EXPERTS = {
    CardExpert.PAIR: tr("Pair: high and low noise"),
    CardExpert.HIGH_NOISE: tr("High noise"),
    CardExpert.LOW_NOISE: tr("Low noise"),
    CardExpert.BOTH: tr("Both experts in one file"),
    CardExpert.SINGLE: tr("One transformer"),
    CardExpert.UNKNOWN: tr("Expert not known"),
}
_SHORT_EXPERTS = {
    CardExpert.PAIR: tr("Pair"),
    CardExpert.HIGH_NOISE: tr("High"),
    CardExpert.LOW_NOISE: tr("Low"),
    CardExpert.BOTH: tr("Both"),
    CardExpert.SINGLE: "",
    CardExpert.UNKNOWN: "",
}
_FORMATS = {
    LoraFormat.DIFFUSERS: "diffusers",
    LoraFormat.PEFT: "PEFT",
    LoraFormat.KOHYA: "kohya",
    LoraFormat.MUSUBI: "musubi-tuner",
    LoraFormat.COMFYUI: "ComfyUI",
    LoraFormat.LIGHTX2V: "LightX2V",
    LoraFormat.UNKNOWN: tr("not known"),
}
ORDERS = {
    LoraOrder.NAME: tr("Name"),
    LoraOrder.NEWEST: tr("Newest"),
    LoraOrder.LAST_USED: tr("Last used"),
    LoraOrder.MOST_USED: tr("Most used"),
    LoraOrder.SIZE: tr("Size"),
}
_STATES = {
    FileState.PRESENT: tr("whole"),
    FileState.MISSING: tr("missing"),
    FileState.CHANGED: tr("changed by another program"),
}
_TRAINING = {
    "Base model": tr("Base model"),
    "Steps": tr("Steps"),
    "Epochs": tr("Epochs"),
    "Pictures and clips": tr("Pictures and clips"),
    "Learning rate": tr("Learning rate"),
    "Optimizer": tr("Optimizer"),
    "Timesteps": tr("Timesteps"),
    "Date": tr("Date"),
    "License": tr("License"),
    "How to use it": tr("How to use it"),
    "Comment": tr("Comment"),
    "Program": tr("Program"),
}
"""By the names under which `domain/file_notes.py` keeps them."""
_SUGGESTED_MODES = {
    LoraMode.TEXT_TO_VIDEO: tr("text to video"),
    LoraMode.IMAGE_TO_VIDEO: tr("image to video"),
    LoraMode.BOTH: tr("text and image to video"),
}
_SUGGESTED_EXPERTS = {
    TrainedExpert.HIGH_NOISE: tr("high noise"),
    TrainedExpert.LOW_NOISE: tr("low noise"),
    TrainedExpert.BOTH: tr("both experts in one file"),
    TrainedExpert.SINGLE: tr("one transformer"),
}
FITS = {Fit.FITS: tr("Fits"), Fit.MAY_FIT: tr("May not fit"), Fit.BLOCKED: tr("Cannot be used")}
FIT_TONES = {Fit.FITS: Tone.OK, Fit.MAY_FIT: Tone.WARNING, Fit.BLOCKED: Tone.ERROR}
OUTCOMES = {
    ImportOutcome.ADDED: tr("Added"),
    ImportOutcome.ALREADY_THERE: tr("Was there already"),
    ImportOutcome.RELINKED: tr("Found again"),
    ImportOutcome.NAME_EXISTS: tr("Name exists"),
    ImportOutcome.REFUSED: tr("Not taken"),
    ImportOutcome.WHOLE_MODEL: tr("A model, not a LoRA"),
    ImportOutcome.CANCELLED: tr("Cancelled"),
}


def visible(text: str) -> str:
    """`text` on one line with nothing in it that reorders or hides what stands beside it."""
    return "".join(c if c.isprintable() else " " for c in text).strip()


def expert_badge(card: LoraCard) -> str:
    return _SHORT_EXPERTS[expert_of(card)]


def kind_line(card: LoraCard) -> str:
    """`A14B · T2V`."""
    facts = card.lead.facts
    return DOT.join(
        part for part in (_SHORT_FAMILIES[facts.family], _SHORT_MODES[facts.mode]) if part
    )


def weight_line(card: LoraCard) -> str:
    """`rank 32 · 307.0 MB`."""
    rank = card.lead.facts.rank
    size = units.size(card.size_bytes)
    return size if rank is None else DOT.join((tr("rank {rank}", rank=rank), size))


def state_text(card: LoraCard) -> str:
    """What is wrong with its files; empty if nothing is."""
    words = {FileState.MISSING: tr("File missing"), FileState.CHANGED: tr("File changed")}
    return words.get(card.state, "")


def fit_text(report: FitReport) -> str:
    return FITS[report.fit]


def spoken(card: LoraCard, report: FitReport | None, *, is_used: bool) -> str:
    """The whole card in one sentence for a screen reader."""
    parts = [visible(card.name), FAMILIES[card.lead.facts.family], MODES[card.lead.facts.mode]]
    parts.append(EXPERTS[expert_of(card)])
    if state_text(card):
        parts.append(state_text(card))
    elif report is not None:
        parts.append(fit_text(report))
    if is_used:
        parts.append(tr("in use"))
    if card.lead.is_favourite:
        parts.append(tr("favourite"))
    return ", ".join(parts)


def tip(card: LoraCard, report: FitReport | None) -> str:
    """What hovering over a card tells; plain text of several lines."""
    lines = [visible(card.name), EXPERTS[expert_of(card)], what_line(card), weight_line(card)]
    if report is not None:
        lines.append(report.text)
    if state_text(card):
        lines.append(f"{state_text(card)}.")
    words = card.lead.details.trigger_words
    if words:
        named = ", ".join(visible(word) for word in words[:8])
        lines.append(tr("Trigger words: {words}", words=named))
    return "\n".join(lines)


def what_line(card: LoraCard) -> str:
    facts = card.lead.facts
    return DOT.join((FAMILIES[facts.family], MODES[facts.mode]))


def count_text(shown: int, total: int) -> str:
    """`12 of 5,000`, or only how many there are."""
    if shown == total:
        return trn("1 LoRA", "{count:,} LoRAs", total)
    return tr("{part:,} of {total:,}", part=shown, total=total)


def match_text(report: FitReport) -> str:
    """`640 of 640 tensors (100%)` have their place in the model."""
    match = report.match
    # Only all of them are 100 %.
    percent = 100 if match.matched == match.total else min(99, int(100 * match.share))
    return tr(
        "{matched:,} of {total:,} tensors ({percent}%)",
        matched=match.matched,
        total=match.total,
        percent=percent,
    )


def facts(card: LoraCard, report: FitReport | None, cost: str) -> tuple[tuple[str, str], ...]:
    """Label and value of what its files say, for people; `cost` is that on the chosen model."""
    known = card.lead.facts
    rows = [
        (tr("For"), what_line(card)),
        (tr("Expert"), EXPERTS[expert_of(card)]),
        (tr("Format"), _FORMATS[known.format]),
    ]
    if known.rank is not None:
        alpha = "" if known.alpha is None else tr(", alpha {alpha:g}", alpha=known.alpha)
        rows.append((tr("Rank"), f"{known.rank}{alpha}"))
    layers = _layers(known.num_layers, known.num_tensors)
    each = tr("{layers}, each", layers=layers) if card.is_pair else layers
    rows.append((tr("Changes"), each))
    if report is not None and report.match.total:
        rows.append((tr("Matches"), match_text(report)))
    rows.append((tr("Size"), units.size(card.size_bytes)))
    if cost:
        rows.append((tr("Needs"), cost))
    rows.append((tr("Used"), used_text(card.lead)))
    if card.lead.added_at:
        rows.append((tr("Added"), _day(card.lead.added_at)))
    return tuple(rows)


def used_text(entry: LoraEntry) -> str:
    if not entry.use_count:
        return tr("never")
    times = trn("once", "{count:,} times", entry.use_count)
    return (
        times
        if entry.last_used is None
        else tr("{times}, last on {day}", times=times, day=_day(entry.last_used))
    )


def half_title(card: LoraCard, entry: LoraEntry) -> str:
    if not card.is_pair:
        return visible(entry.file_name)
    expert = tr("High noise") if entry is card.lead else tr("Low noise")
    return f"{expert}: {visible(entry.file_name)}"


def file_line(entry: LoraEntry) -> str:
    """Hash, size and state of one file."""
    return DOT.join((entry.sha256[:16], units.size(entry.size_bytes), _STATES[entry.state]))


def training(card: LoraCard) -> tuple[tuple[str, str], ...]:
    """What the files say about how they were trained; one file's rows for a pair of equals."""
    rows: dict[tuple[str, str], None] = {}
    for entry in card.entries:
        rows |= dict.fromkeys(
            (_TRAINING.get(name, visible(name)), visible(text))
            for name, text in entry.facts.training
        )
    return tuple(rows)


def state_sentence(card: LoraCard) -> str:
    """What is wrong with its files and what to do; empty if nothing is."""
    match card.state:
        case FileState.PRESENT:
            return ""
        case FileState.MISSING:
            return tr(
                "A file of it is gone. Put it back or drop it here again: nothing else is lost."
            )
        case FileState.CHANGED:
            return tr("A file of it was changed by another program. Drop the original here again.")


def hints(card: LoraCard) -> str:
    """What only the names suggest where the files themselves say nothing; often empty."""
    suggested: dict[str, None] = {}
    for entry in card.entries:
        hint = hints_in(entry.file_name)
        if entry.facts.family is LoraFamily.UNKNOWN and hint.family is not LoraFamily.UNKNOWN:
            suggested[FAMILIES[hint.family]] = None
        if entry.facts.mode is LoraMode.UNKNOWN and hint.mode is not LoraMode.UNKNOWN:
            suggested[_SUGGESTED_MODES[hint.mode]] = None
        single = not card.is_pair and entry.facts.expert is TrainedExpert.UNKNOWN
        if single and hint.expert is not TrainedExpert.UNKNOWN:
            suggested[_SUGGESTED_EXPERTS[hint.expert]] = None
    if not suggested:
        return ""
    return tr(
        "The name suggests: {suggested}. The file itself does not say so.",
        suggested=", ".join(suggested),
    )


def breakable(text: str) -> str:
    """Long names may break after what joins their words."""
    text = shortened(visible(text), _MAX_VALUE_CHARACTERS)
    for joint in "/\\_@-":
        text = text.replace(joint, f"{joint}\N{ZERO WIDTH SPACE}")
    return text


def shortened(text: str, characters: int = 32) -> str:
    return text if len(text) <= characters else f"{text[: characters - 1]}\N{HORIZONTAL ELLIPSIS}"


def progress_text(progress: ImportProgress) -> str:
    """`3 of 12 · 1.2 of 4.5 GB`."""
    files = tr("{part:,} of {total:,}", part=progress.file_number, total=progress.num_files)
    return DOT.join((files, units.part_of(progress.done_bytes, progress.total_bytes)))


def results_text(results: tuple[ImportResult, ...]) -> str:
    """`10 LoRAs added, 2 were there already, 1 not taken`."""
    counts: dict[ImportOutcome, int] = {}
    for result in results:
        counts[result.outcome] = counts.get(result.outcome, 0) + 1
    parts = []
    for outcome, words in (
        (ImportOutcome.ADDED, tr("added")),
        (ImportOutcome.RELINKED, tr("found again")),
        (ImportOutcome.ALREADY_THERE, tr("there already")),
        (ImportOutcome.NAME_EXISTS, tr("with a name that exists")),
        (ImportOutcome.REFUSED, tr("not taken")),
        (ImportOutcome.WHOLE_MODEL, tr("no LoRA but a model")),
        (ImportOutcome.CANCELLED, tr("cancelled")),
    ):
        if outcome in counts:
            parts.append(f"{decimal(f'{counts[outcome]:,}')} {words}")
    return ", ".join(parts) if parts else tr("There was no LoRA file")


def _layers(num_layers: int, num_tensors: int) -> str:
    layers = trn("1 layer", "{count:,} layers", num_layers)
    return tr("{layers} ({number:,} tensors)", layers=layers, number=num_tensors)


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).astimezone().strftime(tr("%d %b %Y"))


def cost_text(cost: SelectionCost) -> str:
    """`about 307.0 MB of memory, 1 to 4 s to load`; empty where nothing is used."""
    if not cost.resident_bytes:
        return ""
    low, high = round(cost.load_seconds_low), round(cost.load_seconds_high)
    if high < 1:
        seconds = tr("less than a second")
    else:
        seconds = (
            units.duration(high)
            if low == high
            else tr("{least} to {most}", least=low, most=units.duration(high))
        )
    # Numbers stay with their units where the line breaks.
    size = units.size(cost.resident_bytes)
    if cost.is_measured:
        text = tr("{size} of memory, {duration} to load", size=size, duration=seconds)
    else:
        text = tr("about {size} of memory, {duration} to load", size=size, duration=seconds)
    return re.sub(r"(?<=\d) (?=\w)", "\N{NO-BREAK SPACE}", text)
