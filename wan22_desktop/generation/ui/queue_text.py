"""What the queue says about a job, as plain text."""

from pathlib import Path

from wan22_desktop.core import units
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Expert
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.ui.size_picker import size_text
from wan22_desktop.qtkit.theme import Tone

_LONGEST_SHOWN = 400
_TITLES = {
    JobState.QUEUED: "Queued",
    JobState.LOADING: "Loading the model",
    JobState.RENDERING: "Rendering",
    JobState.DECODING: "Decoding the frames",
    JobState.PUBLISHING: "Saving the clip",
    JobState.DONE: "Done",
    JobState.FAILED: "Failed",
    JobState.CANCELLED: "Cancelled",
    JobState.INTERRUPTED: "Interrupted",
}


def one_line(text: str) -> str:
    """Text without line breaks, short enough to be measured quickly."""
    return " ".join(text[:_LONGEST_SHOWN].split())


def settings_line(job: Job) -> str:
    """Size, seed, frames, steps and model; what tells clips apart first, as the end is cut off."""
    request = job.request
    return " \N{MIDDLE DOT} ".join(
        (
            size_text(request.size),
            f"seed {request.seed}",
            f"{request.num_frames} frames",
            f"{request.num_inference_steps} steps",
            request.model.facts.title,
            *((_loras_text(request),) if request.loras else ()),
        )
    )


def _loras_text(request: GenerationRequest) -> str:
    """How many; a pair of files, one for each expert, counts once."""
    on = [sum(1 for use in request.loras if use.strength_on(expert)) for expert in Expert]
    count = max(on)
    text = "1 LoRA" if count == 1 else f"{count} LoRAs"
    return f"without and with {text}" if request.compare_loras else text


def state_line(job: Job, progress: Progress | None) -> str:
    """The state in words, with how far it is or why it ended."""
    if job.state.is_active:
        return progress_line(job.state, progress)
    title = _TITLES[job.state]
    if job.state is JobState.DONE:
        parts = [title]
        if job.seconds > 0:
            parts.append(f"in {units.duration(job.seconds)}")
        if job.clip_bytes > 0:
            parts.append(f"\N{MIDDLE DOT} {units.size(job.clip_bytes)}")
        if job.clip_path is not None:
            parts.append(f"\N{MIDDLE DOT} {Path(job.clip_path).name}")
        return " ".join(parts)
    if job.waits:
        return one_line(job.waits)
    return f"{title}: {one_line(job.message)}" if job.message else title


def progress_line(state: JobState, progress: Progress | None) -> str:
    """`step 7 of 20 · 12 s left`, or the stage."""
    if progress is not None and progress.cancelling:
        return "Cancelling\N{HORIZONTAL ELLIPSIS}"
    if progress is None or state is not JobState.RENDERING or progress.steps == 0:
        return f"{_TITLES[state]}\N{HORIZONTAL ELLIPSIS}"
    text = f"step {progress.step} of {progress.steps}"
    if progress.seconds_left is not None:
        text += f" \N{MIDDLE DOT} {units.duration(progress.seconds_left)} left"
    return text


def state_tone(state: JobState) -> Tone:
    if state is JobState.FAILED:
        return Tone.ERROR
    if state is JobState.INTERRUPTED:
        return Tone.WARNING
    return Tone.OK if state is JobState.DONE else Tone.MUTED


def tooltip(job: Job, progress: Progress | None) -> str:
    """Everything about a job, on several lines."""
    lines = [job.request.prompt[:_LONGEST_SHOWN], settings_line(job), state_line(job, progress)]
    if job.waits:
        lines[-1] = job.waits
    elif job.message and job.state is not JobState.DONE:
        lines[-1] = f"{_TITLES[job.state]}: {job.message}"
    return "\n".join(lines)
