"""What a second render of the same request says about the first."""

from dataclasses import dataclass

from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.gallery.domain.settings_difference import SettingRow, setting_rows


@dataclass(frozen=True, slots=True)
class Verdict:
    """Two clips compared frame by frame.

    `psnr_db` is infinite for equal frames, and None with `ssim` where no frame could be compared,
    because the clips differ in size. `first_difference` counts from 0.
    """

    frames: int
    """How many could be compared: those that both clips have."""
    frames_equal: int
    same_length: bool
    first_difference: int | None
    psnr_db: float | None
    ssim: float | None
    reasons: tuple[str, ...]
    """What differs in how the clips were made, in sentences; none is known if it is empty."""

    @property
    def identical(self) -> bool:
        return self.same_length and self.frames > 0 and self.frames_equal == self.frames


def reasons_of(old: ClipMetadata | None, new: ClipMetadata | None) -> tuple[str, ...]:
    """What differs in how two clips were made, a sentence for each thing."""
    if old is None or new is None:
        which = tr("The first clip") if old is None else tr("The new clip")
        return (tr("{clip} does not say how it was made.", clip=which),)
    return tuple(_sentence(row) for row in setting_rows((old, new)) if row.differs)


def _sentence(row: SettingRow) -> str:
    before, after = row.values
    return tr("{name} was {before}, now {after}.", name=row.name, before=before, after=after)


def headline_of(verdict: Verdict) -> str:
    """The verdict in a sentence."""
    if verdict.identical:
        return trn(
            "Identical: the only frame is equal, pixel by pixel.",
            "Identical: all {count} frames are equal, pixel by pixel.",
            verdict.frames,
        )
    if verdict.psnr_db is None or verdict.ssim is None or verdict.first_difference is None:
        if verdict.frames:
            return tr(
                "Not identical: the clips have different lengths; the {count} frames that both "
                "have are equal.",
                count=verdict.frames,
            )
        return tr("Not identical: the pictures have different sizes.")
    return tr(
        "Not identical: {equal} of {frames} frames are equal, the first that differs is frame "
        "{first}. PSNR {psnr:.1f} dB, SSIM {ssim:.4f}.",
        equal=verdict.frames_equal,
        frames=verdict.frames,
        first=verdict.first_difference + 1,
        psnr=verdict.psnr_db,
        ssim=verdict.ssim,
    )


def explanation_of(verdict: Verdict) -> str:
    """Why, as far as the clips tell; lines of plain text."""
    if verdict.identical and not verdict.reasons:
        return tr("It was made with the same versions, device and plan.")
    if verdict.identical:
        return "\n".join((tr("Identical although this differs:"), *verdict.reasons))
    if not verdict.reasons:
        return tr(
            "Both clips name the same settings, versions, device and plan. Model files that were "
            "replaced, another driver or another graphics card of the same kind can cause this."
        )
    return "\n".join((tr("What differs in how they were made:"), *verdict.reasons))
