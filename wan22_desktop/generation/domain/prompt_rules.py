"""Rules for prompts in Wan's own style, without a model: what is missing, doubled, contradictory.

Wan 2.2 was trained on descriptions that name subject, motion, setting, camera, light and style, in
about this order (its makers' prompt guide calls them subject, motion, scene, camera language, light
and stylisation). Words are recognised in English; a prompt in another script is left alone.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.demo_prompts import demo_enhancement
from wan22_desktop.generation.domain.enhancement import Change, Enhancement, in_order
from wan22_desktop.generation.domain.wildcard_syntax import has_choices


class Aspect(StrEnum):
    """What a description of a clip consists of; also the order of additions."""

    SUBJECT = "subject"
    MOTION = "motion"
    SETTING = "setting"
    CAMERA = "camera"
    LIGHT = "light"
    STYLE = "style"


@dataclass(frozen=True, slots=True)
class _Aspect:
    missing: str
    """Why something is added, for people."""
    words: re.Pattern[str]
    """Any of these says that it is there."""
    phrases: tuple[str, ...]
    """Fit for any subject."""


def _any(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words.split())})\b".replace("_", r"[\s-]"), re.IGNORECASE)


_ASPECTS = {
    Aspect.MOTION: _Aspect(
        tr("The prompt does not say what moves."),
        _any(
            r"mov(?:es?|ing|ements?) motion walk(?:s|ing)? run(?:s|ning)? "
            r"fl(?:y|ies|ying|ows?|owing) "
            r"danc(?:es?|ing) jump(?:s|ing)? turn(?:s|ing)? spin(?:s|ning)? rotat\w+ "
            r"swim(?:s|ming)? "
            r"driv(?:es?|ing) rid(?:es?|ing) fall(?:s|ing)? rain(?:s|ing) ris(?:es?|ing) "
            r"sway(?:s|ing)? wav(?:es|ing) smil(?:es|ing) talk(?:s|ing)? eat(?:s|ing)? "
            r"sing(?:s|ing)? "
            r"play(?:s|ing)? fight(?:s|ing)? climb(?:s|ing)? drift(?:s|ing)? glid(?:es?|ing) "
            r"slid(?:es?|ing) roll(?:s|ing)? burn(?:s|ing)? explod\w+ bloom(?:s|ing)? "
            r"open(?:s|ing) "
            r"look(?:s|ing) blink(?:s|ing)? breath\w+ chas(?:es?|ing) leap(?:s|ing)? "
            r"surf(?:s|ing)? skat(?:es?|ing) splash\w* swirl\w* float(?:s|ing)? pour(?:s|ing)? "
            r"grow(?:s|ing)? gallop\w* sprint\w* time_?lapse action gesture\w* nod\w*"
        ),
        (
            "moving naturally and steadily",
            "with slow, smooth movement",
            "in lively, continuous motion",
            "turning slowly, with small natural movements",
        ),
    ),
    Aspect.SETTING: _Aspect(
        tr("The prompt does not say where it happens."),
        _any(
            r"background forest woods beach street city town village room kitchen house studio sky "
            r"sea ocean lake river mountain\w* desert field meadow garden park road space indoors? "
            r"outdoors? interior landscape cafe restaurant bar station train market stage stadium "
            r"underwater snow office bridge roof\w* island jungle cave castle temple church "
            r"library "
            r"school night_club hall alley harbou?r shore coast valley canyon window table"
        ),
        (
            "against a simple, softly blurred background",
            "in a wide open landscape",
            "in a quiet city street",
            "in a tidy, lived-in room",
        ),
    ),
    Aspect.CAMERA: _Aspect(
        tr("The prompt does not say how the camera sees it."),
        _any(
            r"camera shot close_?ups? wide_angle angle pan(?:s|ning)? tilt(?:s|ing)? zoom\w* dolly "
            r"tracking handheld steadicam drone aerial pov bird\S*_eye view lens macro framing "
            r"push_in pull_back orbit\w*"
        ),
        (
            "medium shot, eye level, the camera slowly pushes in",
            "wide shot, the camera pans slowly to the right",
            "close-up, fixed camera, shallow depth of field",
            "tracking shot, the camera follows smoothly",
        ),
    ),
    Aspect.LIGHT: _Aspect(
        tr("The prompt does not say how it is lit."),
        _any(
            r"light\w* lit sun\w* daylight moon\w* shadow\w* golden_hour blue_hour dusk dawn night "
            r"morning evening noon neon backlit backlight silhouette glow\w* overcast candle\w* "
            r"lamp\w* firelight contrast dark bright fog\w* mist\w*"
        ),
        (
            "soft daylight",
            "warm golden hour light",
            "soft side light with gentle shadows",
            "overcast, even light",
        ),
    ),
    Aspect.STYLE: _Aspect(
        tr("The prompt does not say what it looks like."),
        _any(
            r"style cinematic realistic photo\w* film anime cartoon animation 3d 2d cgi render\w* "
            r"painting watercolou?r oil sketch documentary noir vintage retro pixel claymation "
            r"stop_motion black_and_white sepia grain footage illustration comic cyberpunk "
            r"aesthetic "
            r"minimalist surreal"
        ),
        (
            "cinematic, realistic style",
            "natural documentary style",
            "cinematic, with subtle film grain",
        ),
    ),
}
_SUBJECT = tr("The prompt only says how it looks: add who or what is to be seen.")
_SUBJECT_PHRASES = ("a lone traveller", "a small boat", "a curious fox", "an old red car")

_OPPOSITES = (
    (
        _any("static_camera fixed_camera locked_camera"),
        _any(
            r"camera_\w+ing camera_pans "
            r"camera_\w+_\w+ing camera_slowly_\w+ tracking_shot handheld pan(?:s|ning)? "
            r"dolly_in zoom\w*"
        ),
    ),
    (_any("daylight sunny noon"), _any("night moonlight midnight")),
    (_any("black_and_white monochrome"), _any(r"vivid_colou?rs? colou?rful bright_colou?rs?")),
    (_any("slow_motion"), _any(r"time_?lapse fast_motion hyperlapse")),
    (_any(r"close_?up macro_shot"), _any("wide_shot aerial_shot")),
    (_any("realistic photorealistic"), _any("anime cartoon pixel_art watercolou?r claymation")),
    (_any(r"low_angle(?:_shot)?"), _any(r"high_angle(?:_shot)? bird\S*_eye_view")),
)
_WORD = re.compile(r"[^\W\d_]+")
_PHRASE = re.compile(r"[^,.;]+")


class RuleEnhancer:
    """Knows the prompt styles of the models; nothing leaves this computer."""

    title = tr("Rules")

    def enhance(self, prompt: str, model: Variant, seed: int) -> Enhancement:
        """What could be added or taken out; nothing for an empty prompt of another script."""
        if model is Variant.DEMO:
            return demo_enhancement(prompt, seed)
        if prompt.strip() and not re.search(r"[A-Za-z]{2}", prompt):
            return Enhancement(prompt)
        removals = () if has_choices(prompt) else (*_doubled(prompt), *_contradictions(prompt))
        return in_order(prompt, (*removals, *_additions(prompt, seed)))


def missing_aspects(prompt: str) -> tuple[Aspect, ...]:
    """What the prompt says nothing about, in the order in which it would be added."""
    missing = [aspect for aspect, rule in _ASPECTS.items() if not rule.words.search(prompt)]
    return ((Aspect.SUBJECT, *missing)) if not _has_subject(prompt) else tuple(missing)


def _has_subject(prompt: str) -> bool:
    """Whether a word is left that no other aspect explains."""
    rest = prompt
    for rule in _ASPECTS.values():
        rest = rule.words.sub(" ", rest)
    return any(word.lower() not in _SMALL_WORDS for word in _WORD.findall(rest))


_SMALL_WORDS = frozenset(
    """
    a an the of in on at with and or to from by for its slow slowly fast soft softly smooth
    smoothly warm cold very high low quality wide depth shallow natural
    """.split()  # noqa: SIM905 -- read as a text
)


def _additions(prompt: str, seed: int) -> list[Change]:
    """At the end of what is written, in the way in which it is written."""
    end = len(prompt.rstrip(" \n\t,"))
    additions = []
    is_first = not prompt.strip()
    is_sentence = prompt.rstrip()[-1:] in (".", "!", "?")
    for aspect in missing_aspects(prompt):
        if aspect is Aspect.SUBJECT:
            phrase = _picked(_SUBJECT_PHRASES, aspect, seed)
            additions.append(Change(0, 0, phrase if is_first else f"{phrase}, ", _SUBJECT))
            is_first = False
            continue
        rule = _ASPECTS[aspect]
        phrase, reason = _picked(rule.phrases, aspect, seed), rule.missing
        if is_first:
            text = phrase
        elif is_sentence:
            text = f" {phrase[0].upper()}{phrase[1:]}."
        else:
            text = f", {phrase}"
        additions.append(Change(end, end, text, reason))
        is_first = False
    return additions


def _picked(phrases: tuple[str, ...], aspect: Aspect, seed: int) -> str:
    """Each seed after another gives another phrase, until all have been."""
    start = blake2b(aspect.value.encode(), digest_size=2).digest()
    return phrases[(int.from_bytes(start, "big") + seed) % len(phrases)]


def _doubled(prompt: str) -> list[Change]:
    """Phrases between commas that have been said before, and words that stand twice."""
    changes = []
    seen: set[str] = set()
    for phrase in _PHRASE.finditer(prompt):
        said = " ".join(phrase[0].casefold().split())
        if said and said in seen:
            changes.append(_without(prompt, phrase, tr("“{words}” is said twice.", words=said)))
        seen.add(said)
    for word in re.finditer(r"\b([^\W\d_]+)(\s+\1)\b", prompt, re.IGNORECASE):
        reason = tr("“{words}” is said twice.", words=word[1])
        changes.append(Change(word.start(2), word.end(2), "", reason))
    return changes


def _contradictions(prompt: str) -> list[Change]:
    """Of two phrases that exclude each other the later one goes, if it is a phrase of its own."""
    changes = []
    phrases = list(_PHRASE.finditer(prompt))
    for one, other in _OPPOSITES:
        first = _first(one, phrases), _first(other, phrases)
        if first[0] is None or first[1] is None or first[0] is first[1]:
            continue
        kept, gone = sorted((first[0], first[1]), key=lambda phrase: phrase.start())
        reason = tr("“{gone}” contradicts “{kept}”.", gone=gone[0].strip(), kept=kept[0].strip())
        if len(gone[0].split()) <= _LONGEST_PHRASE_WORDS:
            changes.append(_without(prompt, gone, reason))
    return changes


_LONGEST_PHRASE_WORDS = 6
"""Longer ones say more than what contradicts."""


def _first(words: re.Pattern[str], phrases: list[re.Match[str]]) -> re.Match[str] | None:
    return next((phrase for phrase in phrases if words.search(phrase[0])), None)


def _without(prompt: str, phrase: re.Match[str], reason: str) -> Change:
    """Take the phrase out with the comma before it, or the one after the first."""
    start, end = phrase.start(), phrase.end()
    if start > 0 and prompt[start - 1] in ",;":
        start -= 1
    elif end < len(prompt) and prompt[end] in ",;":
        end += 1
    return Change(start, end, "", reason)
