"""Clips of the gallery in words."""

from datetime import UTC, datetime

from wan22_desktop.core import units
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.core.wan import Variant
from wan22_desktop.gallery.domain.clip_record import ClipRecord, Origin
from wan22_desktop.gallery.domain.search import ClipOrder

MAX_TITLE_CHARACTERS = 200

ORDERS = {
    ClipOrder.NEWEST: tr("Newest first"),
    ClipOrder.OLDEST: tr("Oldest first"),
    ClipOrder.RATING: tr("Best first"),
    ClipOrder.NAME: tr("By name"),
    ClipOrder.SIZE: tr("Largest first"),
}
ORIGINS = {Origin.MADE: tr("Made here"), Origin.IMPORTED: tr("Imported")}
_WORKS = {
    "upscale": tr("Upscaled"),
    "interpolate": tr("Smoothed"),
    "join": tr("Joined"),
    "grid": tr("Grid"),
}
_GROUPS = {"drafts": tr("Draft"), "sweep": tr("Sweep")}


def title(clip: ClipRecord) -> str:
    return plain_line(clip.title, MAX_TITLE_CHARACTERS) or tr("Clip without a name")


def badge(clip: ClipRecord) -> str:
    """What sets the clip apart from a plain render; empty for one."""
    if clip.is_missing:
        return tr("Missing")
    return _WORKS.get(clip.work) or _GROUPS.get(clip.group_kind, "")


def length(clip: ClipRecord) -> str:
    return tr("{seconds:.1f} s", seconds=clip.seconds) if clip.num_frames else ""


def stars(rating: int) -> str:
    """For screen readers and menus."""
    return trn("{count} star", "{count} stars", rating) if rating else tr("Not rated")


def when(clip: ClipRecord) -> str:
    return f"{datetime.fromtimestamp(clip.created_at, UTC).astimezone():%Y-%m-%d %H:%M}"


def spoken(clip: ClipRecord) -> str:
    """What a screen reader says of a tile."""
    parts = (title(clip), badge(clip), stars(clip.rating), length(clip), when(clip))
    return ", ".join(part for part in parts if part)


def tip(clip: ClipRecord, problem: str) -> str:
    """`problem` says why there is no picture, if there is none."""
    lines = [title(clip), clip.file_name]
    if clip.is_missing:
        lines.append(
            tr("Its file is not where it was: {path}. Add it from where it is now.", path=clip.path)
        )
    elif problem:
        lines.append(problem)
    return "\n".join(lines)


def facts(clip: ClipRecord) -> tuple[tuple[str, str], ...]:
    """What the details list, each with its name."""
    request = clip.request
    lines = [
        (tr("Made"), when(clip)),
        (tr("Model"), _model(clip)),
        (
            tr("Size"),
            tr(
                "{width} x {height}, {frames} frames at {fps:g}",
                width=clip.width,
                height=clip.height,
                frames=clip.num_frames,
                fps=round(clip.fps, 2),
            ),
        ),
    ]
    if request is not None:
        lines += [
            (tr("Seed"), str(request.seed)),
            (
                tr("Steps"),
                tr(
                    "{steps}, guidance {guidance:g}",
                    steps=request.num_inference_steps,
                    guidance=request.guidance_scale,
                ),
            ),
        ]
    if clip.render_seconds:
        lines.append((tr("Rendered in"), units.duration(clip.render_seconds)))
    lines += [
        (tr("LoRAs"), ", ".join(plain_line(lora.name, 80) for lora in clip.loras)),
        (tr("Tags"), ", ".join(clip.tags)),
        (tr("Albums"), ", ".join(clip.albums)),
        (tr("File"), units.size(clip.size_bytes)),
    ]
    return tuple((name, value) for name, value in lines if value)


def count(shown: int, total: int) -> str:
    if shown == total:
        return trn("{count:,} clip", "{count:,} clips", total)
    return tr("{shown:,} of {total:,} clips", shown=shown, total=total)


def _model(clip: ClipRecord) -> str:
    """What it is called; a clip of a newer version may name one that is not known here."""
    if clip.model in tuple(Variant):
        return Variant(clip.model).facts.title
    return clip.model or tr("unknown")
