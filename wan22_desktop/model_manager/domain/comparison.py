"""How a package compares with the one that was asked for: in order, in words, in seconds."""

from wan22_desktop.core.catalog import CatalogPackage
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.core.units import duration
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.domain.fallback import QualityDifference
from wan22_desktop.model_manager.domain.replacement import kept_share, weight_count

_CLOSENESS = {
    "q8_0": 0.98, "fp8": 0.97, "q6_k": 0.95, "q5_k_m": 0.92, "q4_k_m": 0.88, "unknown": 0.85
}  # fmt: skip
"""Of the same model with smaller weights: puts suggestions in order, and is no measurement. What
is not listed has all its bits."""
_OTHER_MODEL = 0.6
_DEMO = 0.05
_NOT_READY = 0.85
_SLIGHTLY = 0.95


def score_of(
    asked: GenerationRequest, new: GenerationRequest, package: CatalogPackage, *, is_ready: bool
) -> float:
    """0 to 1: how close the clip comes, how much of it is left, and whether it can begin at once.

    It puts suggestions in order, and is no measurement.
    """
    if new.model is Variant.DEMO:
        return _DEMO
    likeness = _OTHER_MODEL
    if new.model is asked.model:
        likeness = _CLOSENESS.get(package.precision, 1.0)
    return likeness * kept_share(asked, new) * (1.0 if is_ready else _NOT_READY)


def quality_of(
    asked: Variant, package: CatalogPackage, failed: CatalogPackage | None
) -> tuple[QualityDifference, str]:
    """What to expect of a package's clips, against those of the one that failed."""
    if package.variant is Variant.DEMO:
        words = tr(
            "The demo model knows only coloured shapes: it shows how the app works, not the scene "
            "of the prompt."
        )
        return QualityDifference.ANOTHER_SUBJECT, words
    if package.variant is not asked:
        own, others = (weight_count(v) / 1e9 for v in (package.variant, asked))
        if own < others:
            return QualityDifference.LOWER, tr(
                "Another, smaller model ({own:.1f} against {others:.1f} billion weights): the clip "
                "will look different, with less detail.",
                own=own,
                others=others,
            )
        return QualityDifference.SIMILAR, tr(
            "Another, larger model ({own:.1f} against {others:.1f} billion weights): the clip will "
            "look different.",
            own=own,
            others=others,
        )
    closeness = _CLOSENESS.get(package.precision, 1.0)
    before = 1.0 if failed is None else _CLOSENESS.get(failed.precision, 1.0)
    weights = tr(
        "The same model with other weights ({precision})", precision=package.precision.upper()
    )
    if closeness >= before:
        return QualityDifference.SIMILAR, tr("{weights}: at least as good.", weights=weights)
    if closeness >= _SLIGHTLY:
        return QualityDifference.SLIGHTLY_LOWER, tr(
            "{weights}: hardly any difference to see.", weights=weights
        )
    return QualityDifference.LOWER, tr("{weights}: some fine detail is lost.", weights=weights)


def speed_in_words(seconds: float | None, asked: float | None, ratio: float | None) -> str:
    """The planner's figures, as far as there are any."""
    if seconds is None:
        return ""
    if asked is None or ratio is None:
        return tr("It takes about {duration}.", duration=duration(seconds))
    times = (
        tr("{ratio:.1f} times as fast", ratio=ratio)
        if ratio >= 1
        else tr("{ratio:.1f} times as slow", ratio=1 / ratio)
    )
    return tr(
        "About {duration} instead of {others}: {times}.",
        duration=duration(seconds),
        others=duration(asked),
        times=times,
    )
