"""What the queue says about a job or a group, as plain text."""

from pathlib import Path

from wan22_desktop.core import units
from wan22_desktop.core.clip_work import ClipWork, WorkKind
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.core.wan import Expert
from wan22_desktop.generation.domain.groups import GroupKind
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.ui.queue_rows import GroupRow, QueueRow
from wan22_desktop.generation.ui.size_picker import size_text
from wan22_desktop.qtkit.theme import Tone

_LONGEST_SHOWN = 400
_DOT = " \N{MIDDLE DOT} "
_TITLES = {
    JobState.QUEUED: tr("Queued"),
    JobState.LOADING: tr("Loading the model"),
    JobState.RENDERING: tr("Rendering"),
    JobState.DECODING: tr("Decoding the frames"),
    JobState.PUBLISHING: tr("Saving the clip"),
    JobState.DONE: tr("Done"),
    JobState.FAILED: tr("Failed"),
    JobState.CANCELLED: tr("Cancelled"),
    JobState.INTERRUPTED: tr("Interrupted"),
}
_KINDS = {
    GroupKind.SWEEP: tr("Sweep"),
    GroupKind.DRAFTS: tr("Drafts"),
    GroupKind.BATCH: tr("Batch"),
    GroupKind.CONTINUATION: tr("Continuation"),
    GroupKind.REPRODUCTION: tr("Rendered again"),
    GroupKind.WORK: tr("Work on clips"),
}


def one_line(text: str) -> str:
    """Text without line breaks, short enough to be measured quickly."""
    return " ".join(text[:_LONGEST_SHOWN].split())


def title_line(row: QueueRow) -> str:
    """What it is: the work or the label that sets it apart, then the prompt; a group's title."""
    if isinstance(row, GroupRow):
        return plain_line(row.group.title, _LONGEST_SHOWN) or _KINDS[row.group.kind]
    parts = [work_text(row.work)] if row.work is not None else []
    if row.label:
        parts.append(plain_line(row.label, _LONGEST_SHOWN))
    return _DOT.join((*parts, one_line(row.request.prompt)))


def work_text(work: ClipWork) -> str:
    """What is done to finished clips, in a few words."""
    count = len(work.sources)
    if work.kind is WorkKind.UPSCALE:
        return tr("Upscale \N{MULTIPLICATION SIGN}{factor}", factor=work.factor)
    if work.kind is WorkKind.INTERPOLATE:
        return tr("\N{MULTIPLICATION SIGN}{factor} the frame rate", factor=work.factor)
    if work.kind is WorkKind.JOIN:
        return trn("Join {count} clip", "Join {count} clips", count)
    return trn("Grid of {count} clip", "Grid of {count} clips", count)


def settings_line(row: QueueRow) -> str:
    """Size, seed, frames, steps and model; what tells clips apart first, as the end is cut off."""
    if isinstance(row, GroupRow):
        jobs = trn("{count} job", "{count} jobs", len(row.jobs))
        return _DOT.join((_KINDS[row.group.kind], jobs, _models_text(row)))
    if row.work is not None:
        return _sources_text(row.work)
    request = row.request
    return _DOT.join(
        (
            size_text(request.size),
            tr("seed {seed}", seed=request.seed),
            trn("{count} frame", "{count} frames", request.num_frames),
            trn("{count} step", "{count} steps", request.num_inference_steps),
            request.model.facts.title,
            *((_loras_text(request),) if request.loras else ()),
        )
    )


def _models_text(row: GroupRow) -> str:
    return ", ".join(dict.fromkeys(job.request.model.facts.title for job in row.jobs))


def _sources_text(work: ClipWork) -> str:
    """Which clips it needs: names of files, or that they are still being made."""
    names = [
        plain_line(source.label or (Path(source.path).name if source.path else ""), 80)
        for source in work.sources
    ]
    known = ", ".join(name for name in names if name)
    if known:
        return tr("of {names}", names=known)
    return trn("of a clip of this queue", "of {count} clips of this queue", len(names))


def _loras_text(request: GenerationRequest) -> str:
    """How many; a pair of files, one for each expert, counts once."""
    on = [sum(1 for use in request.loras if use.strength_on(expert)) for expert in Expert]
    text = trn("{count} LoRA", "{count} LoRAs", max(on))
    return tr("without and with {loras}", loras=text) if request.compare_loras else text


def state_line(row: QueueRow, progress: Progress | None, seconds: float | None = None) -> str:
    """The state in words, with how far it is or why it ended.

    `seconds` is how long what is still to do is expected to take.
    """
    if isinstance(row, GroupRow):
        return _group_line(row, seconds)
    if row.state.is_active:
        return progress_line(row.state, progress)
    if row.state is JobState.DONE:
        return _done_line(row)
    if row.is_skipped and not row.state.is_ended:
        return tr("Skipped; keeps its place")
    if row.waits:
        return one_line(row.waits)
    title = _TITLES[row.state]
    if row.message:
        return tr("{state}: {reason}", state=title, reason=one_line(row.message))
    if row.state is JobState.QUEUED and seconds is not None:
        return title + _DOT + tr("about {time}", time=units.duration(seconds))
    return title


def _done_line(job: Job) -> str:
    parts = [_TITLES[JobState.DONE]]
    if job.seconds > 0:
        parts = [tr("Done in {time}", time=units.duration(job.seconds))]
    if job.clip_bytes > 0:
        parts.append(units.size(job.clip_bytes))
    if job.clip_path is not None:
        parts.append(Path(job.clip_path).name)
    return _DOT.join(parts)


def _group_line(row: GroupRow, seconds: float | None) -> str:
    """`4 of 9 done · 1 failed · about 3 min left`; what asks for the user comes first."""
    count = len(row.jobs)
    parts = [tr("{done} of {count} done", done=row.done, count=count)]
    if row.failed:
        parts.append(trn("{count} failed", "{count} failed", row.failed))
    if row.is_skipped:
        parts.append(tr("skipped"))
    elif row.active is None and row.waits:
        parts.append(one_line(row.waits))
    elif seconds is not None:
        parts.append(tr("about {time} left", time=units.duration(seconds)))
    return _DOT.join(parts)


def progress_line(state: JobState, progress: Progress | None) -> str:
    """`step 7 of 20 · 12 s left`, or the stage."""
    if progress is not None and progress.cancelling:
        return tr("Cancelling\N{HORIZONTAL ELLIPSIS}")
    if progress is None or state is not JobState.RENDERING or progress.steps == 0:
        return _TITLES[state] + "\N{HORIZONTAL ELLIPSIS}"
    text = tr("step {step} of {steps}", step=progress.step, steps=progress.steps)
    if progress.seconds_left is not None:
        text += _DOT + tr("{time} left", time=units.duration(progress.seconds_left))
    return text


def state_tone(row: QueueRow) -> Tone:
    if isinstance(row, GroupRow):
        if row.failed:
            return Tone.ERROR
        return Tone.OK if row.done == len(row.jobs) else Tone.MUTED
    if row.state is JobState.FAILED:
        return Tone.ERROR
    if row.state is JobState.INTERRUPTED:
        return Tone.WARNING
    return Tone.OK if row.state is JobState.DONE else Tone.MUTED


def spoken(row: QueueRow, state: str, start: int | None) -> str:
    """What a screen reader says of a row."""
    parts = [title_line(row), state]
    if isinstance(row, GroupRow):
        parts.insert(0, _KINDS[row.group.kind])
    if start is not None:
        parts.append(tr("begins as number {number}", number=start))
    return ", ".join(parts)


def tooltip(row: QueueRow, progress: Progress | None, start: int | None = None) -> str:
    """Everything about a row, on several lines."""
    lines = [title_line(row), settings_line(row), state_line(row, progress)]
    if isinstance(row, GroupRow):
        lines.append(tr("Enter shows it; the right and left arrow keys unfold and fold it."))
    else:
        lines[0] = row.request.prompt[:_LONGEST_SHOWN]
        if row.label or row.work is not None:
            lines.insert(0, title_line(row))
        if row.waits:
            lines[-1] = row.waits
        elif row.message and row.state is not JobState.DONE:
            lines[-1] = tr("{state}: {reason}", state=_TITLES[row.state], reason=row.message)
    if start is not None:
        lines.append(tr("Begins as number {number}.", number=start))
    return "\n".join(lines)


def pieces(*texts: str) -> str:
    """Short texts in one line."""
    return _DOT.join(text for text in texts if text)
