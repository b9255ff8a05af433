"""`wan22 sweep` and `wan22 drafts`: many clips of one idea, queued all or none."""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from wan22_desktop.cli.group_access import (
    RunOption,
    added_group,
    group_with_jobs,
    print_group,
    run_if_asked,
)
from wan22_desktop.cli.lora_options import applied_loras
from wan22_desktop.cli.loras_access import LorasAccess
from wan22_desktop.cli.queue_access import QueueAccess, open_queue
from wan22_desktop.cli.requests import ClipOptions, JsonOption, takes_clip_options
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.texts import tr
from wan22_desktop.core.units import duration
from wan22_desktop.core.wan import MAX_SEED
from wan22_desktop.generation.domain.drafts import DRAFT_STEPS, DraftPlan, finals
from wan22_desktop.generation.domain.drafts import as_group as drafts_group
from wan22_desktop.generation.domain.request_rules import request_from
from wan22_desktop.generation.domain.sweep import MANY_CELLS, Axis, AxisKind, LoraSide, Sweep
from wan22_desktop.generation.domain.sweep_grid import as_group, require_fit
from wan22_desktop.generation.events import ImageRole
from wan22_desktop.generation.start_images import import_image

AXIS_HELP = (
    "WHAT=VALUES: seed, steps, guidance, guidance-2, shift, scheduler, model, words, or lora, "
    "lora-high, lora-low with [:NAME]; values such as 1-5, 1,2,8, 0.5:1:0.25, 'random 4', or, of "
    "words, 'red,blue', the first being the one in the prompt."
)
ColumnsOption = Annotated[str, typer.Option("--columns", metavar="WHAT=VALUES", help=AXIS_HELP)]
RowsOption = Annotated[
    str | None, typer.Option("--rows", metavar="WHAT=VALUES", help="As --columns.")
]
PagesOption = Annotated[
    str | None, typer.Option("--pages", metavar="WHAT=VALUES", help="As --columns.")
]
GridOption = Annotated[bool, typer.Option("--grid", help="Also make one clip of all cells.")]
YesOption = Annotated[bool, typer.Option("--yes", help=f"Also more than {MANY_CELLS} clips.")]
CountOption = Annotated[int, typer.Option("--count", help="How many drafts.")]
DraftStepsOption = Annotated[int, typer.Option("--draft-steps", help="Steps of a draft.")]
HalfSizeOption = Annotated[
    bool, typer.Option("--half-size", help="Half width and height: other scenes, but quick.")
]
DraftFramesOption = Annotated[
    int | None, typer.Option("--draft-frames", help="As many if left out.")
]

_KINDS = {
    "seed": AxisKind.SEED,
    "steps": AxisKind.STEPS,
    "guidance": AxisKind.GUIDANCE,
    "guidance-2": AxisKind.GUIDANCE_2,
    "shift": AxisKind.FLOW_SHIFT,
    "scheduler": AxisKind.SCHEDULER,
    "model": AxisKind.MODEL,
    "words": AxisKind.WORDS,
    "lora": AxisKind.LORA,
    "lora-high": AxisKind.LORA,
    "lora-low": AxisKind.LORA,
}
_SIDES = {"lora-high": LoraSide.HIGH_NOISE, "lora-low": LoraSide.LOW_NOISE}


@takes_clip_options
def sweep(
    options: ClipOptions,
    *,
    columns: ColumnsOption,
    rows: RowsOption = None,
    pages: PagesOption = None,
    grid: GridOption = False,
    yes: YesOption = False,
    run: RunOption = False,
    as_json: JsonOption = False,
) -> int:
    """Queue the clip once for every combination of some values."""
    places = Places.find()
    with open_queue(places) as access:
        base = requested(access, options, places, as_json=as_json)
        axes = [
            _axis(option, text, base)
            for option, text in (("columns", columns), ("rows", rows), ("pages", pages))
            if text is not None
        ]
        swept = Sweep(base, tuple(axes))
        swept.check_axes()
        require_fit(swept)
        if swept.count > MANY_CELLS and not yes:
            raise UserError(_many(swept, places), field="yes", safe=_nothing_added())
        group = added_group(access, as_group(swept, grid_clip=grid))
    print_group(group, as_json=as_json)
    return run_if_asked(run, as_json=as_json)


drafts_app = typer.Typer(
    help="Quick clips to choose from; the chosen ones are rendered in full.", no_args_is_help=True
)


@drafts_app.command("add")
@takes_clip_options
def drafts_add(
    options: ClipOptions,
    *,
    count: CountOption = 8,
    draft_steps: DraftStepsOption = DRAFT_STEPS,
    draft_frames: DraftFramesOption = None,
    half_size: HalfSizeOption = False,
    run: RunOption = False,
    as_json: JsonOption = False,
) -> int:
    """Queue drafts of a clip with different seeds; says how the finished clips will differ."""
    places = Places.find()
    plan = DraftPlan(draft_steps, draft_frames, half_size)
    with open_queue(places) as access:
        final = requested(access, options, places, as_json=as_json)
        seeds = {final.seed: None}
        while len(seeds) < min(count, MAX_SEED):
            seeds[secrets.randbelow(MAX_SEED + 1)] = None
        group = added_group(access, drafts_group(final, plan, tuple(seeds)[:count]))
    print_group(group, as_json=as_json)
    if not as_json:
        Console(stderr=True, highlight=False).print(plan.differences(final), markup=False)
    return run_if_asked(run, as_json=as_json)


@drafts_app.command("finish")
def drafts_finish(
    group_id: Annotated[str, typer.Argument(help="The id of the group that `add` has printed.")],
    star: Annotated[list[str], typer.Option("--star", help="The id of a good draft's job.")],
    run: RunOption = False,  # noqa: FBT002 - a flag of the command line
    as_json: JsonOption = False,  # noqa: FBT002 - a flag of the command line
) -> int:
    """Queue the good drafts in full, and no others."""
    with open_queue(Places.find()) as access:
        group, jobs = group_with_jobs(access, group_id)
        known = {job.id for job in jobs}
        unknown = [job_id for job_id in star if job_id not in known]
        if unknown:
            message = tr("{id} is no draft of this group.", id=unknown[0][:40])
            raise UserError(message, field="star", safe=_nothing_added())
        added = added_group(access, finals(group, jobs, set(star)))
    print_group(added, as_json=as_json)
    return run_if_asked(run, as_json=as_json)


def requested(
    access: QueueAccess, options: ClipOptions, places: Places, *, as_json: bool
) -> GenerationRequest:
    """What the options ask for, pictures kept and LoRAs in the library; raises UserError."""
    if options.out is not None:
        message = tr("Several clips cannot have one name: leave --out out.")
        raise UserError(message, field="out", safe=_nothing_added())
    fields = options.fields()
    loras = applied_loras(
        LorasAccess(access.ask), options.wanted_loras, options.model, as_json=as_json
    )
    fields["loras"] = loras.uses
    files: Mapping[ImageRole, Path | None] = {
        ImageRole.START: options.image,
        ImageRole.END: options.end_image,
    }
    for role, file in files.items():
        if file is not None:
            fields[role.request_field] = import_image(file.absolute(), places, role).sha256
    return request_from(fields)


def _axis(option: str, text: str, base: GenerationRequest) -> Axis:
    what, equals, values = text.partition("=")
    name, _, lora_name = what.strip().partition(":")
    kind = _KINDS.get(name)
    if not equals or kind is None:
        message = tr(
            "{given} is no WHAT=VALUES; WHAT is one of {known}.",
            given=repr(text[:80]),
            known=", ".join(_KINDS),
        )
        raise UserError(message, field=option, safe=_nothing_added())
    try:
        return Axis.parse(
            kind,
            values,
            lora=_lora(base.loras, lora_name) if kind is AxisKind.LORA else None,
            lora_side=_SIDES.get(name, LoraSide.BOTH),
            scatter=secrets.randbits(32),
        )
    except UserError as error:
        raise UserError(error.message, field=option, safe=_nothing_added()) from error


def _lora(loras: tuple[LoraUse, ...], name: str) -> LoraUse:
    found = [use for use in loras if name.casefold() in use.name.casefold()]
    if len(found) == 1:
        return found[0]
    known = ", ".join(use.name for use in loras) or tr("none: give it with --lora")
    raise UserError(tr("Name the LoRA as in lora:NAME=0:1:0.5; there are: {known}.", known=known))


def _many(swept: Sweep, places: Places) -> str:
    """How many and how long, for who has not said yes."""
    # Not before it is needed: it asks what this machine can do.
    from wan22_desktop.composition.preflight import Preflight

    preflight = Preflight(places)
    seconds = swept.seconds(lambda request: preflight.of(request).seconds)
    count = f"{swept.count:,}"
    if seconds is None:
        return tr("These are {count} clips: say --yes if that is what you want.", count=count)
    return tr(
        "These are {count} clips and take about {time}: say --yes if that is what you want.",
        count=count,
        time=duration(seconds),
    )


def _nothing_added() -> str:
    return tr("Nothing was added to the queue.")
