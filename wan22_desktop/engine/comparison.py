"""A clip with and without its LoRAs, side by side: two samplings of one job."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.engine.lora.fit import LoraUses
from wan22_desktop.engine.video_file import Frames
from wan22_desktop.engine_protocol.messages import Render


@dataclass(frozen=True, slots=True)
class Sampling:
    """One of a job's samplings; a request of its own, so that its checkpoint is its own."""

    request: GenerationRequest
    loras: LoraUses
    checkpoint: Path
    steps_before: int = 0
    """Of the job's other samplings."""

    @property
    def breaks(self) -> frozenset[int]:
        """The steps at which LoRAs begin to count, besides the first."""
        steps = range(1, self.request.num_inference_steps)
        return frozenset(use.from_step for use, _ in self.loras if use.from_step in steps)

    def loras_at(self, step: int) -> LoraUses:
        """Those that count on a step, counted from 0."""
        return [(use, file) for use, file in self.loras if use.from_step <= step]


def samplings_of(job: Render, loras: LoraUses) -> tuple[Sampling, ...]:
    """The samplings of a job, in the order in which their frames stand, left to right."""
    request, checkpoint = job.request, Path(job.checkpoint_path)
    if not request.compare_loras:
        return (Sampling(request, loras, checkpoint),)
    with_loras = request.with_changes(compare_loras=False)
    plain = with_loras.with_changes(loras=())
    return (
        Sampling(plain, (), checkpoint.with_suffix(".plain.safetensors")),
        Sampling(with_loras, loras, checkpoint, steps_before=plain.total_steps),
    )


def side_by_side(clips: Sequence[Frames]) -> Frames:
    """Clips of the same length and height as one, left to right."""
    return clips[0] if len(clips) == 1 else np.concatenate(clips, axis=2)
