"""What is known about the job that is being rendered; not stored."""

from dataclasses import dataclass, replace

from wan22_desktop.generation.domain.job import JobState


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: `step` of `steps` sampled, seconds to the finished clip if known."""

    job_id: str
    state: JobState
    step: int = 0
    steps: int = 0
    seconds_left: float | None = None
    cancelling: bool = False

    @property
    def fraction(self) -> float:
        """From 0 to 1; sampling counts for nine tenths."""
        if self.state in (JobState.DECODING, JobState.PUBLISHING):
            return 0.95
        return 0.9 * self.step / self.steps if self.steps else 0.0

    def in_state(self, state: JobState) -> "Progress":
        return replace(self, state=state)

    def at_step(self, step: int, steps: int, seconds_left: float | None) -> "Progress":
        return replace(self, step=step, steps=steps, seconds_left=seconds_left)

    def being_cancelled(self) -> "Progress":
        return replace(self, cancelling=True)


@dataclass(frozen=True, slots=True)
class Preview:
    """A rough picture of the clip as it stands: `frame_count` frames side by side in one JPEG."""

    job_id: str
    step: int
    frame_count: int
    jpeg: bytes
