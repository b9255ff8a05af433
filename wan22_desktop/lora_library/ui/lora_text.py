"""Everything the panel says about a LoRA, in words."""

import re
from datetime import datetime

from wan22_desktop.core import units
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
    LoraFamily.WAN_14B: "Wan 14B (2.1 or 2.2)",
    LoraFamily.TI2V_5B: "Wan 2.2 5B",
    LoraFamily.WAN_2_1: "Wan 2.1",
    LoraFamily.DEMO: "Demo model",
    LoraFamily.NOT_WAN: "Not for Wan",
    LoraFamily.UNKNOWN: "Family not known",
}
_SHORT_FAMILIES = {
    LoraFamily.A14B: "A14B",
    LoraFamily.WAN_14B: "14B",
    LoraFamily.TI2V_5B: "5B",
    LoraFamily.WAN_2_1: "Wan 2.1",
    LoraFamily.DEMO: "Demo",
    LoraFamily.NOT_WAN: "not Wan",
    LoraFamily.UNKNOWN: "family?",
}
MODES = {
    LoraMode.TEXT_TO_VIDEO: "Text to video",
    LoraMode.IMAGE_TO_VIDEO: "Image to video",
    LoraMode.BOTH: "Text and image to video",
    LoraMode.UNKNOWN: "Mode not known",
}
_SHORT_MODES = {
    LoraMode.TEXT_TO_VIDEO: "T2V",
    LoraMode.IMAGE_TO_VIDEO: "I2V",
    LoraMode.BOTH: "T2V + I2V",
    LoraMode.UNKNOWN: "",
}
EXPERTS = {
    CardExpert.PAIR: "Pair: high and low noise",
    CardExpert.HIGH_NOISE: "High noise",
    CardExpert.LOW_NOISE: "Low noise",
    CardExpert.BOTH: "Both experts in one file",
    CardExpert.SINGLE: "One transformer",
    CardExpert.UNKNOWN: "Expert not known",
}
_SHORT_EXPERTS = {
    CardExpert.PAIR: "Pair",
    CardExpert.HIGH_NOISE: "High",
    CardExpert.LOW_NOISE: "Low",
    CardExpert.BOTH: "Both",
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
    LoraFormat.UNKNOWN: "not known",
}
ORDERS = {
    LoraOrder.NAME: "Name",
    LoraOrder.NEWEST: "Newest",
    LoraOrder.LAST_USED: "Last used",
    LoraOrder.MOST_USED: "Most used",
    LoraOrder.SIZE: "Size",
}
_STATES = {
    FileState.PRESENT: "whole",
    FileState.MISSING: "missing",
    FileState.CHANGED: "changed by another program",
}
FITS = {Fit.FITS: "Fits", Fit.MAY_FIT: "May not fit", Fit.BLOCKED: "Cannot be used"}
FIT_TONES = {Fit.FITS: Tone.OK, Fit.MAY_FIT: Tone.WARNING, Fit.BLOCKED: Tone.ERROR}
OUTCOMES = {
    ImportOutcome.ADDED: "Added",
    ImportOutcome.ALREADY_THERE: "Was there already",
    ImportOutcome.RELINKED: "Found again",
    ImportOutcome.NAME_EXISTS: "Name exists",
    ImportOutcome.REFUSED: "Not taken",
    ImportOutcome.WHOLE_MODEL: "A model, not a LoRA",
    ImportOutcome.CANCELLED: "Cancelled",
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
    return size if rank is None else f"rank {rank}{DOT}{size}"


def state_text(card: LoraCard) -> str:
    """What is wrong with its files; empty if nothing is."""
    words = {FileState.MISSING: "File missing", FileState.CHANGED: "File changed"}
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
        parts.append("in use")
    if card.lead.is_favourite:
        parts.append("favourite")
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
        lines.append("Trigger words: " + ", ".join(visible(word) for word in words[:8]))
    return "\n".join(lines)


def what_line(card: LoraCard) -> str:
    facts = card.lead.facts
    return DOT.join((FAMILIES[facts.family], MODES[facts.mode]))


def count_text(shown: int, total: int) -> str:
    """`12 of 5,000`, or only how many there are."""
    if shown == total:
        return "1 LoRA" if total == 1 else f"{total:,} LoRAs"
    return f"{shown:,} of {total:,}"


def match_text(report: FitReport) -> str:
    """`640 of 640 tensors (100%)` have their place in the model."""
    match = report.match
    # Only all of them are 100 %.
    percent = 100 if match.matched == match.total else min(99, int(100 * match.share))
    return f"{match.matched:,} of {match.total:,} tensors ({percent}%)"


def facts(card: LoraCard, report: FitReport | None, cost: str) -> tuple[tuple[str, str], ...]:
    """Label and value of what its files say, for people; `cost` is that on the chosen model."""
    known = card.lead.facts
    rows = [
        ("For", what_line(card)),
        ("Expert", EXPERTS[expert_of(card)]),
        ("Format", _FORMATS[known.format]),
    ]
    if known.rank is not None:
        alpha = "" if known.alpha is None else f", alpha {known.alpha:g}"
        rows.append(("Rank", f"{known.rank}{alpha}"))
    each = ", each" if card.is_pair else ""
    rows.append(("Changes", _layers(known.num_layers, known.num_tensors) + each))
    if report is not None and report.match.total:
        rows.append(("Matches", match_text(report)))
    rows.append(("Size", units.size(card.size_bytes)))
    if cost:
        rows.append(("Needs", cost))
    rows.append(("Used", used_text(card.lead)))
    if card.lead.added_at:
        rows.append(("Added", _day(card.lead.added_at)))
    return tuple(rows)


def used_text(entry: LoraEntry) -> str:
    if not entry.use_count:
        return "never"
    times = "once" if entry.use_count == 1 else f"{entry.use_count:,} times"
    return times if entry.last_used is None else f"{times}, last on {_day(entry.last_used)}"


def half_title(card: LoraCard, entry: LoraEntry) -> str:
    if not card.is_pair:
        return visible(entry.file_name)
    expert = "High noise" if entry is card.lead else "Low noise"
    return f"{expert}: {visible(entry.file_name)}"


def file_line(entry: LoraEntry) -> str:
    """Hash, size and state of one file."""
    return DOT.join((entry.sha256[:16], units.size(entry.size_bytes), _STATES[entry.state]))


def training(card: LoraCard) -> tuple[tuple[str, str], ...]:
    """What the files say about how they were trained; one file's rows for a pair of equals."""
    rows: dict[tuple[str, str], None] = {}
    for entry in card.entries:
        rows |= dict.fromkeys((visible(name), visible(text)) for name, text in entry.facts.training)
    return tuple(rows)


def state_sentence(card: LoraCard) -> str:
    """What is wrong with its files and what to do; empty if nothing is."""
    match card.state:
        case FileState.PRESENT:
            return ""
        case FileState.MISSING:
            return "A file of it is gone. Put it back or drop it here again: nothing else is lost."
        case FileState.CHANGED:
            return "A file of it was changed by another program. Drop the original here again."


def hints(card: LoraCard) -> str:
    """What only the names suggest where the files themselves say nothing; often empty."""
    suggested: dict[str, None] = {}
    for entry in card.entries:
        hint = hints_in(entry.file_name)
        if entry.facts.family is LoraFamily.UNKNOWN and hint.family is not LoraFamily.UNKNOWN:
            suggested[FAMILIES[hint.family]] = None
        if entry.facts.mode is LoraMode.UNKNOWN and hint.mode is not LoraMode.UNKNOWN:
            suggested[MODES[hint.mode].lower()] = None
        single = not card.is_pair and entry.facts.expert is TrainedExpert.UNKNOWN
        if single and hint.expert is not TrainedExpert.UNKNOWN:
            suggested[EXPERTS[CardExpert(hint.expert.value)].lower()] = None
    if not suggested:
        return ""
    return f"The name suggests: {', '.join(suggested)}. The file itself does not say so."


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
    files = f"{progress.file_number:,} of {progress.num_files:,}"
    return DOT.join((files, units.part_of(progress.done_bytes, progress.total_bytes)))


def results_text(results: tuple[ImportResult, ...]) -> str:
    """`10 LoRAs added, 2 were there already, 1 not taken`."""
    counts: dict[ImportOutcome, int] = {}
    for result in results:
        counts[result.outcome] = counts.get(result.outcome, 0) + 1
    parts = []
    for outcome, words in (
        (ImportOutcome.ADDED, "added"),
        (ImportOutcome.RELINKED, "found again"),
        (ImportOutcome.ALREADY_THERE, "there already"),
        (ImportOutcome.NAME_EXISTS, "with a name that exists"),
        (ImportOutcome.REFUSED, "not taken"),
        (ImportOutcome.WHOLE_MODEL, "no LoRA but a model"),
        (ImportOutcome.CANCELLED, "cancelled"),
    ):
        if outcome in counts:
            parts.append(f"{counts[outcome]:,} {words}")
    return ", ".join(parts) if parts else "There was no LoRA file"


def _layers(num_layers: int, num_tensors: int) -> str:
    layers = "1 layer" if num_layers == 1 else f"{num_layers:,} layers"
    return f"{layers} ({num_tensors:,} tensors)"


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).astimezone().strftime("%d %b %Y")


def cost_text(cost: SelectionCost) -> str:
    """`about 307.0 MB of memory, 1 to 4 s to load`; empty where nothing is used."""
    if not cost.resident_bytes:
        return ""
    low, high = round(cost.load_seconds_low), round(cost.load_seconds_high)
    if high < 1:
        seconds = "less than a second"
    else:
        seconds = units.duration(high) if low == high else f"{low} to {units.duration(high)}"
    about = "" if cost.is_measured else "about "
    # Numbers stay with their units where the line breaks.
    text = f"{about}{units.size(cost.resident_bytes)} of memory, {seconds} to load"
    return re.sub(r"(?<=\d) (?=\w)", "\N{NO-BREAK SPACE}", text)
