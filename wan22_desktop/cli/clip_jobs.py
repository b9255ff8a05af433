"""What is done with finished clips: continued, reproduced, enlarged, smoothed, joined."""

import math
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from wan22_desktop.cli.exit_codes import ExitCode
from wan22_desktop.cli.group_access import RunOption, added_group, print_group, run_if_asked
from wan22_desktop.cli.output import ProgressReport, print_json
from wan22_desktop.cli.owner import OwnerGoneError
from wan22_desktop.cli.queue_access import open_queue
from wan22_desktop.cli.requests import JsonOption, SeedOption
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.instance import Message
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import MAX_SEED, Mode, Variant
from wan22_desktop.generation.domain.clip_jobs import Finish, FinishedClip, join_notes
from wan22_desktop.generation.domain.clip_jobs import grid as grid_group
from wan22_desktop.generation.domain.clip_jobs import join as join_group
from wan22_desktop.generation.domain.continuation import (
    Segment,
    dropped_loras,
    models_that_continue,
)
from wan22_desktop.generation.domain.continuation import as_group as continuation_group
from wan22_desktop.generation.domain.groups import NewGroup
from wan22_desktop.generation.domain.reproduction_request import as_group as reproduction_group
from wan22_desktop.generation.events import ImageRole
from wan22_desktop.generation.publishing import sha256_of
from wan22_desktop.generation.start_images import import_image

ClipArgument = Annotated[Path, typer.Argument(help="A finished clip.")]
ClipsArgument = Annotated[list[Path], typer.Argument(help="Finished clips.")]
FactorOption = Annotated[int, typer.Option("--factor", help="2 to 4.")]
UpscalerOption = Annotated[
    str, typer.Option("--upscaler", help="A file in models/upscalers; Lanczos if left out.")
]
SmootherOption = Annotated[
    int, typer.Option("--interpolate", help="Then so many times the frame rate.")
]
ColoursOption = Annotated[
    bool, typer.Option("--colour-match/--no-colour-match", help="Fit colours at the seams.")
]
ColumnsOption = Annotated[int | None, typer.Option("--columns", help="About square if left out.")]
FromOption = Annotated[
    int, typer.Option("--from", help="The frame to go on from: -1 is the last, down to -5.")
]
ModelOption = Annotated[
    Variant | None, typer.Option("--model", help="The clip's own if it can, else the first.")
]
FramesOption = Annotated[
    int | None, typer.Option("--frames", help="Of the new part: 4n + 1; the clip's if left out.")
]
EndImageOption = Annotated[
    Path | None, typer.Option("--end-image", help="Image to end with (I2V A14B).")
]
PromptOption = Annotated[
    str | None, typer.Option("--prompt", help="What happens next; the clip's if left out.")
]


def continue_clip(
    clip: ClipArgument,
    prompt: PromptOption = None,
    end_frame: FromOption = -1,
    model: ModelOption = None,
    frames: FramesOption = None,
    end_image: EndImageOption = None,
    seed: SeedOption = None,
    run: RunOption = False,  # noqa: FBT002 - a flag of the command line
    as_json: JsonOption = False,  # noqa: FBT002 - a flag of the command line
) -> int:
    """Queue a new part that begins where a clip ends, and both joined."""
    # Not before it is needed: it brings the decoder along.
    from wan22_desktop.composition.clip_files import ClipTail, continued_clip

    places = Places.find()
    source = continued_clip(clip)
    model = _model_for(source.request, model, places)
    segment = Segment(
        model,
        source.request.prompt if prompt is None else prompt,
        secrets.randbelow(MAX_SEED + 1) if seed is None else seed,
        source.request.num_frames if frames is None else frames,
        None
        if end_image is None
        else import_image(end_image.absolute(), places, ImageRole.END).sha256,
    )
    tail = ClipTail(clip, source.sha256, places)
    frame = next((each for each in tail.read() if each.number == end_frame), None)
    if frame is None:
        message = tr("The clip has no such frame to go on from.")
        raise UserError(message, field="from", safe=_nothing_added())
    group = continuation_group(source, end_frame, segment, tail.keep(frame))
    dropped = dropped_loras(source.request, model)
    if dropped:
        _note(
            tr("Left out, for they were made for another model: {names}.", names=", ".join(dropped))
        )
    if not frame.is_lossless:
        _note(tr("From the video file: what was rendered is not kept any more."))
    return _queued(group, places, run=run, as_json=as_json)


def reproduce(
    clip: ClipArgument,
    as_json: JsonOption = False,  # noqa: FBT002 - a flag of the command line
) -> int:
    """Render a clip again and say whether it is the same; exit code 3 if it is not."""
    from wan22_desktop.composition.clip_files import metadata_or_refusal, stock_of
    from wan22_desktop.gallery.domain.reproduction import explanation_of, headline_of
    from wan22_desktop.gallery.reproduction import compare_renders

    places = Places.find()
    metadata = metadata_or_refusal(clip)
    group = reproduction_group(metadata, str(clip.absolute()), sha256_of(clip), stock_of(places))
    with open_queue(places) as access:
        added_group(access, group)
    job = _finished(places, group.jobs[0].id, as_json=as_json)
    if job["state"] == "cancelled":
        return ExitCode.CANCELLED
    if job["state"] != "done":
        raise UserError(str(job["message"]), category=ErrorCategory.ENGINE)
    verdict = compare_renders(clip, Path(str(job["clip"])))
    psnr = verdict.psnr_db
    if as_json:
        print_json(
            {
                "identical": verdict.identical,
                "clip": job["clip"],
                "frames": verdict.frames,
                "frames_equal": verdict.frames_equal,
                "psnr_db": None if psnr is None or math.isinf(psnr) else psnr,
                "ssim": verdict.ssim,
                "reasons": list(verdict.reasons),
            }
        )
    else:
        console = Console(highlight=False, soft_wrap=True)
        console.print(str(job["clip"]), markup=False)
        console.print(headline_of(verdict), markup=False)
        console.print(explanation_of(verdict), markup=False)
    return ExitCode.DONE if verdict.identical else ExitCode.FAILED


def upscale(
    clips: ClipsArgument,
    factor: FactorOption = 2,
    upscaler: UpscalerOption = "",
    interpolate: SmootherOption = 1,
    run: RunOption = False,  # noqa: FBT002 - a flag of the command line
    as_json: JsonOption = False,  # noqa: FBT002 - a flag of the command line
) -> int:
    """Queue the enlarging of clips."""
    from wan22_desktop.composition.upscalers import installed_upscalers

    places = Places.find()
    names = [known.file_name for known in installed_upscalers(places)]
    if upscaler and upscaler not in names:
        message = tr(
            "{name} is not in models/upscalers; there are: {known}.",
            name=repr(upscaler[:80]),
            known=", ".join(names) or tr("none"),
        )
        raise UserError(message, field="upscaler", safe=_nothing_added())
    finish = Finish(upscale=factor, upscaler=upscaler, interpolate=interpolate)
    return _queued(finish.as_group(_looked_at(clips)), places, run=run, as_json=as_json)


def interpolate(
    clips: ClipsArgument,
    factor: FactorOption = 2,
    run: RunOption = False,  # noqa: FBT002 - a flag of the command line
    as_json: JsonOption = False,  # noqa: FBT002 - a flag of the command line
) -> int:
    """Queue the smoothing of clips: frames between frames, from the motion of the picture."""
    group = Finish(interpolate=factor).as_group(_looked_at(clips))
    return _queued(group, Places.find(), run=run, as_json=as_json)


def join(
    clips: ClipsArgument,
    colour_match: ColoursOption = True,  # noqa: FBT002 - a flag of the command line
    run: RunOption = False,  # noqa: FBT002 - a flag of the command line
    as_json: JsonOption = False,  # noqa: FBT002 - a flag of the command line
) -> int:
    """Queue one clip of several, one after the other."""
    found = _looked_at(clips)
    group = join_group(found, colour_match=colour_match)
    for note in join_notes(found):
        _note(note)
    return _queued(group, Places.find(), run=run, as_json=as_json)


def grid(
    clips: ClipsArgument,
    columns: ColumnsOption = None,
    run: RunOption = False,  # noqa: FBT002 - a flag of the command line
    as_json: JsonOption = False,  # noqa: FBT002 - a flag of the command line
) -> int:
    """Queue one clip that shows several side by side, each with its name."""
    wanted = max(1, round(math.sqrt(len(clips)))) if columns is None else columns
    group = grid_group(_looked_at(clips), wanted)
    return _queued(group, Places.find(), run=run, as_json=as_json)


def _model_for(request: GenerationRequest, wanted: Variant | None, places: Places) -> Variant:
    """The model that makes the new part; raises UserError where none can."""
    able = models_that_continue(places.installed_models(), request.size)
    title = "" if wanted is None else wanted.facts.title
    if wanted is None:
        fitting = [model for model, lack in able.items() if not lack]
        if request.model in fitting:
            return request.model
        if fitting:
            return fitting[0]
        message = "; ".join(able.values()) or tr("No installed model begins with a picture.")
    elif wanted in able and not able[wanted]:
        return wanted
    elif Mode.IMAGE_TO_VIDEO not in wanted.facts.modes:
        message = tr("{model} is no model that begins with a picture.", model=title)
    else:
        message = able.get(wanted) or tr("{model} is not installed.", model=title)
    raise UserError(message, field="model", safe=_nothing_added())


def _looked_at(clips: list[Path]) -> tuple[FinishedClip, ...]:
    # Not before it is needed: it brings the decoder along.
    from wan22_desktop.composition.clip_files import finished_clip

    return tuple(finished_clip(clip) for clip in clips)


def _queued(group: NewGroup, places: Places, *, run: bool, as_json: bool) -> int:
    with open_queue(places) as access:
        added_group(access, group)
    print_group(group, as_json=as_json)
    return run_if_asked(run, as_json=as_json)


def _finished(places: Places, job_id: str, *, as_json: bool) -> Message:
    """The job when it has ended, whoever owns the queue meanwhile."""
    job: Message | None = None
    while job is None:
        with (
            open_queue(places) as access,
            ProgressReport(as_json=as_json) as report,
            suppress(OwnerGoneError),
        ):
            job = access.finish(job_id, report.show)
    return job


def _nothing_added() -> str:
    return tr("Nothing was added to the queue.")


def _note(text: str) -> None:
    """For people, beside what the command prints."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(
        tr("Note: {told}", told=text), markup=False
    )
