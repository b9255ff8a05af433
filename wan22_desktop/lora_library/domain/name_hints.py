"""What the name of a file suggests; never more than a hint, for anyone can call a file anything."""

import re
import unicodedata
from dataclasses import dataclass

from wan22_desktop.lora_library.domain.records import LoraFamily, LoraMode, TrainedExpert

_WAN_2_2 = re.compile(r"wan[-_. ]?2[-_.]?2|(?<![\dv])2[._]2(?!\d)|(?<![a-z])w22(?!\d)|a14b")
_WAN_2_1 = re.compile(r"wan[-_. ]?2[-_.]?1|(?<![\dv])2[._]1(?!\d)|(?<![a-z])w21(?!\d)|1[._]3b")
_BARE_22 = re.compile(r"(?<![a-z0-9])22(?![0-9])")
_SIZES = {LoraFamily.A14B: re.compile(r"(?<!\d)14b"), LoraFamily.TI2V_5B: re.compile(r"(?<!\d)5b")}
_MODES = {
    LoraMode.BOTH: re.compile(r"(?<![a-z])ti2v(?![a-z])"),
    LoraMode.TEXT_TO_VIDEO: re.compile(r"(?<![a-z])t2v(?![a-z])"),
    LoraMode.IMAGE_TO_VIDEO: re.compile(r"(?<![a-z])i2v(?![a-z])"),
}

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
"""Also those that are told apart by their case only: `OrbitHIGH`, `HighNoise`."""
_EXPERTS = {
    "highnoise": TrainedExpert.HIGH_NOISE,
    "lownoise": TrainedExpert.LOW_NOISE,
    "high": TrainedExpert.HIGH_NOISE,
    "low": TrainedExpert.LOW_NOISE,
    "hn": TrainedExpert.HIGH_NOISE,
    "ln": TrainedExpert.LOW_NOISE,
    "h": TrainedExpert.HIGH_NOISE,
    "l": TrainedExpert.LOW_NOISE,
}
_TECHNICAL = {
    *("a", "b", "bf", "dim", "e", "ep", "epoch", "epochs", "fp", "i", "k", "lora", "model", "r"),
    *("rank", "s", "step", "steps", "t", "v", "version", "w", "wan"),
}
"""What may follow `high` or `low` where they stand for an expert: `low_poly` is something else."""
_COMMON = _TECHNICAL | {"adapter", "diffusion", "noise", "pytorch", "weights"}
"""Words that many LoRAs have in their names."""
_PROGRESS = re.compile(
    r"(?<![a-z0-9])((e|ep|epoch|epochs|s|step|steps)[-_]?\d+|\d{6,})(?![a-z0-9])"
)
"""How far training was; the two halves of a LoRA are often best at different steps."""


@dataclass(frozen=True, slots=True)
class NameHints:
    """What a name suggests; UNKNOWN where it says nothing or several things."""

    family: LoraFamily = LoraFamily.UNKNOWN
    mode: LoraMode = LoraMode.UNKNOWN
    expert: TrainedExpert = TrainedExpert.UNKNOWN


@dataclass(frozen=True, slots=True)
class HalfName:
    """The name of a file that seems to be one half of a pair."""

    expert: TrainedExpert
    name: str
    """Without the words for the expert, for people."""
    stem: str
    """The same for comparing."""
    stem_of_any_step: str
    """Also without the training step."""

    @property
    def is_telling(self) -> bool:
        """Whether any word is left that not many other LoRAs are called too."""
        words = {word[0].lower() for word in _WORD.finditer(self.stem_of_any_step)}
        return any(not word.isdigit() and word not in _COMMON for word in words) or any(
            character.isalpha() and not character.isascii() for character in self.stem
        )


def hints_in(file_name: str) -> NameHints:
    """What the name suggests, with or without its suffix."""
    name = _without_suffix(file_name)
    half = half_name(name)
    return NameHints(
        family=_family(name.lower(), half),
        mode=_mode(name.lower()),
        expert=half.expert if half else TrainedExpert.UNKNOWN,
    )


def half_name(name: str) -> HalfName | None:
    """Which expert the name says the file is for; None unless it says exactly one.

    `high noise` counts anywhere. `high`, `HN` and `h` count at the end only, before versions and
    the like, and only where the name speaks of a Wan model: `high_kick` is not about noise.
    """
    words = list(_WORD.finditer(name))
    found = _noise_words(name, words) or _last_words(name, words)
    experts = {_EXPERTS[words[index][0].lower()] for index, _ in found}
    if len(experts) != 1:
        return None
    rest = name
    for first, last in reversed(found):
        rest = rest[: words[first].start()] + "\0" + rest[words[last].end() :]
    return HalfName(
        experts.pop(),
        re.sub(r"[-_. ]*\0[-_. ]*", _joint, rest).strip("-_. "),
        _stem(rest),
        _stem(_PROGRESS.sub(" ", rest.lower())),
    )


def _joint(gap: re.Match[str]) -> str:
    """What stays between the words around the one that was taken out."""
    return gap[0].replace("\0", "")[:1]


def _noise_words(name: str, words: list[re.Match[str]]) -> list[tuple[int, int]]:
    """Where the name says in full which noise: first and last word of each place."""
    found: list[tuple[int, int]] = []
    for index, word in enumerate(words):
        lower = word[0].lower()
        after = words[index + 1] if index + 1 < len(words) else None
        if lower in ("highnoise", "lownoise"):
            found.append((index, index))
        elif (
            lower in ("high", "low")
            and after is not None
            and after[0].lower() == "noise"
            and name[word.end() : after.start()] in ("", *"-_. ")
        ):
            found.append((index, index + 1))
    return found


def _last_words(name: str, words: list[re.Match[str]]) -> list[tuple[int, int]]:
    """Where the name ends with a short word for an expert."""
    lower = name.lower()
    if _WAN_2_1.search(lower) or not (
        _WAN_2_2.search(lower)
        or _BARE_22.search(lower)
        or _SIZES[LoraFamily.A14B].search(lower)
        or _mode(lower) is not LoraMode.UNKNOWN
    ):
        return []
    found: list[tuple[int, int]] = []
    for index in reversed(range(len(words))):
        word = words[index][0].lower()
        if word in _EXPERTS and (len(word) > 1 or _stands_alone(name, words[index])):
            found.insert(0, (index, index))
        elif not word.isdigit() and word not in _TECHNICAL:
            break
    return found


def _stands_alone(name: str, word: re.Match[str]) -> bool:
    before, after = name[: word.start()][-1:], name[word.end() :][:1]
    return not before.isalnum() and not after.isalnum()


def _stem(name: str) -> str:
    """Alike for names that differ in their case or in what stands between their words."""
    return re.sub(r"[-_. \0]+", "_", unicodedata.normalize("NFC", name.casefold())).strip("_")


def _without_suffix(file_name: str) -> str:
    return re.sub(r"\.(safetensors|sft)$", "", file_name, flags=re.IGNORECASE)


def _family(lower: str, half: HalfName | None) -> LoraFamily:
    if _WAN_2_1.search(lower):
        return LoraFamily.UNKNOWN if _WAN_2_2.search(lower) else LoraFamily.WAN_2_1
    sizes = [family for family, pattern in _SIZES.items() if pattern.search(lower)]
    if not _WAN_2_2.search(lower):
        return LoraFamily.WAN_14B if sizes == [LoraFamily.A14B] else LoraFamily.UNKNOWN
    if _mode(lower) is LoraMode.BOTH and not sizes:
        return LoraFamily.TI2V_5B
    if half is not None and not sizes:
        return LoraFamily.A14B
    return sizes[0] if len(sizes) == 1 else LoraFamily.UNKNOWN


def _mode(lower: str) -> LoraMode:
    modes = [mode for mode, pattern in _MODES.items() if pattern.search(lower)]
    return modes[0] if len(modes) == 1 else LoraMode.UNKNOWN
