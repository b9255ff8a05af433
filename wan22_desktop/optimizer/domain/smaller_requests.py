"""Requests like one that is too much, but with fewer frames or pixels."""

from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Size, nearest_num_frames, nearest_side


def fewer_frames(request: GenerationRequest) -> list[GenerationRequest]:
    """Three quarters, half, a quarter ... of the frames, down to five."""
    found: list[GenerationRequest] = []
    for share in (0.75, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05):
        frames = nearest_num_frames(round(request.num_frames * share))
        if frames < request.num_frames and all(r.num_frames != frames for r in found):
            found.append(request.with_changes(num_frames=frames))
    return found


def lower_resolutions(request: GenerationRequest) -> list[GenerationRequest]:
    """The model's own smaller sizes in the same orientation, then ever smaller ones."""
    facts = request.model.facts
    upright = request.height > request.width
    area = request.width * request.height
    own = [s for s in facts.sizes if (s.height > s.width) == upright and s.width * s.height < area]
    scaled = [
        Size(
            nearest_side(round(request.width * share), facts.size_step_px),
            nearest_side(round(request.height * share), facts.size_step_px),
        )
        for share in (0.8, 0.65, 0.5, 0.35, 0.25)
    ]
    return [request.with_changes(width=s.width, height=s.height) for s in (*own, *scaled)]
