"""The verdict on a clip that was rendered again; plain Python, also for the command line."""

from collections.abc import Callable
from pathlib import Path

from wan22_desktop.core.clip_metadata import ClipMetadata, read_clip_metadata
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.gallery.clip_similarity import ClipComparison
from wan22_desktop.gallery.domain.reproduction import Verdict, reasons_of


def compare_renders(
    old_path: Path, new_path: Path, check_cancelled: Callable[[], None] = lambda: None
) -> Verdict:
    """Whether two clips have the same frames, how far they differ, and why as far as they tell.

    Raises UserError for a clip that cannot be read, and what `check_cancelled` raises, which is
    asked between frames.
    """
    with ClipComparison(old_path, new_path) as comparison:
        while comparison.same_size and not comparison.is_complete:
            check_cancelled()
            comparison.next_frame()
        return verdict_of(comparison, metadata_of(old_path), metadata_of(new_path))


def verdict_of(
    comparison: ClipComparison, old: ClipMetadata | None, new: ClipMetadata | None
) -> Verdict:
    """What a comparison that is complete comes to."""
    from wan22_desktop.gallery.domain.similarity import over_a_clip

    frames = comparison.frames
    whole = over_a_clip(frames) if frames else None
    return Verdict(
        frames=len(frames),
        frames_equal=sum(frame.is_identical for frame in frames),
        same_length=comparison.same_length,
        first_difference=next((n for n, f in enumerate(frames) if not f.is_identical), None),
        psnr_db=whole.psnr_db if whole else None,
        ssim=whole.ssim if whole else None,
        reasons=reasons_of(old, new),
    )


def metadata_of(path: Path) -> ClipMetadata | None:
    """What a clip says about itself; raises UserError where it cannot be read."""
    try:
        return read_clip_metadata(path)
    except OSError as error:
        raise UserError(
            tr("{name} cannot be read: {reason}.", name=path.name, reason=error.strerror),
            category=ErrorCategory.DISK,
        ) from error
