"""Clips of the gallery for panels: records without files."""

from dataclasses import replace

from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.gallery.domain.clip_record import ClipLora, ClipRecord


def record(number: int, prompt: str = "a red circle", **facts: object) -> ClipRecord:
    """Made on the day `number` of 2026's January, so that higher ones are newer."""
    made = ClipRecord(
        id=f"{number:012x}",
        path=f"/clips/clip {number}.mp4",
        sha256=f"{number:064x}",
        size_bytes=1_000_000 + number,
        added_at=float(number),
        created_at=1767225600.0 + 86400 * number,
        prompt=prompt,
        model="demo",
        request_json=GenerationRequest.default(prompt=prompt, seed=number).to_json(),
        width=96,
        height=96,
        num_frames=17,
        fps=8.0,
    )
    return replace(made, **facts)


def few() -> tuple[ClipRecord, ...]:
    return (
        record(1, "a red circle", rating=5, tags=("keep",), albums=("Best",)),
        record(2, "a blue square", group_kind="drafts"),
        record(3, "a green star", loras=(ClipLora("a" * 64, "Glow"),)),
        record(4, "<b>bold</b> & \u202eneon", label="Nameless"),
    )


def many(count: int) -> tuple[ClipRecord, ...]:
    return tuple(
        record(number, f"shape {number} on ground {number % 7}") for number in range(count)
    )
