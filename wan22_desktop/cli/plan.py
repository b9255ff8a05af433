"""`wan22 plan`: how a clip would be rendered on a machine, and what that costs."""

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from wan22_desktop.cli.lora_options import LorasOption, LoraWish, applied_loras
from wan22_desktop.cli.loras_access import open_loras
from wan22_desktop.cli.output import print_json
from wan22_desktop.cli.requests import (
    FramesOption,
    JsonOption,
    ModelOption,
    SizeOption,
    StepsOption,
    parse_size,
)
from wan22_desktop.composition.machine import vram_manager
from wan22_desktop.composition.plans import installed_files, planner_for
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.hardware import Gpu, HardwareProfile, Source
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.units import duration, size
from wan22_desktop.core.wan import MAX_FRAMES, MAX_STEPS, Mode, Variant, nearest_num_frames
from wan22_desktop.hardware.known_cards import find_card
from wan22_desktop.optimizer.domain.compute import Seconds
from wan22_desktop.optimizer.domain.planning import (
    Estimate,
    LadderStep,
    NothingFits,
    PlanReport,
    Situation,
    Suggestion,
)

_GB = 1_000_000_000
_MOST_GB = 4096

ModeOption = Annotated[Mode | None, typer.Option("--mode", help="What the clip is made from.")]
VramOption = Annotated[
    float | None, typer.Option("--vram", help="Graphics memory in GB instead of this machine's.")
]
RamOption = Annotated[
    float | None, typer.Option("--ram", help="Memory in GB instead of this machine's.")
]
GpuOption = Annotated[
    str | None, typer.Option("--gpu", help='Another graphics card, such as "RTX 4080".')
]


def plan(
    model: ModelOption = Variant.DEMO,
    size: SizeOption = None,
    frames: FramesOption = None,
    steps: StepsOption = None,
    mode: ModeOption = None,
    vram: VramOption = None,
    ram: RamOption = None,
    gpu: GpuOption = None,
    lora: LorasOption = None,
    as_json: JsonOption = False,  # noqa: FBT002 - a flag of the command line
) -> int:
    """Print how a clip would be rendered and what it would take, without rendering it."""
    request = _request(model, size, frames, steps, mode)
    places = Places.find()
    if wishes := [LoraWish.read(text) for text in lora or ()]:
        with open_loras(places) as access:
            applied = applied_loras(access, wishes, model, as_json=as_json)
        uses = tuple(LoraUse.model_validate(use) for use in applied.uses)
        request = request.with_changes(loras=uses)
    hardware = _hardware(vram_manager(places).profile(), vram=vram, ram=ram, gpu=gpu)
    situation = Situation(
        request=request, files=installed_files(request, places), hardware=hardware
    )
    report = planner_for(situation, places).plan(situation)
    if as_json:
        print_json(_as_json(report))
    else:
        _print(report)
    return 0 if isinstance(report, PlanReport) else 2


def _request(
    model: Variant, size: str | None, frames: int | None, steps: int | None, mode: Mode | None
) -> GenerationRequest:
    facts = model.facts
    if mode is not None and mode not in facts.modes:
        raise UserError(f"{facts.title} makes no clip from that.", field="mode")
    if frames is not None and (frames != nearest_num_frames(frames)):
        nearest = str(nearest_num_frames(frames))
        raise UserError(
            f"{frames} frames cannot be made: counts are 4n + 1 from 5 to {MAX_FRAMES}; "
            f"nearest: {nearest}.",
            field="frames",
            suggestion=nearest,
        )
    if steps is not None and not 1 <= steps <= MAX_STEPS:
        raise UserError(f"Steps are from 1 to {MAX_STEPS}.", field="steps")
    changes: dict[str, object] = {"mode": mode or facts.modes[0]}
    if size is not None:
        changes["width"], changes["height"] = parse_size(size, model)
    if frames is not None:
        changes["num_frames"] = frames
    if steps is not None:
        changes["num_inference_steps"] = steps
    return GenerationRequest.default(model).with_changes(**changes)


def _hardware(
    profile: HardwareProfile, *, vram: float | None, ram: float | None, gpu: str | None
) -> HardwareProfile:
    """This machine with what was said instead; nothing is in use on a machine that is imagined."""
    card = profile.gpu
    if gpu is not None:
        known = find_card(gpu, vram_bytes=None if vram is None else _bytes(vram, "vram"))
        if known is None:
            raise UserError(f"No graphics card is known as {gpu!r}.", field="gpu")
        card = known.as_gpu()
    if vram is not None:
        card = card or Gpu(name="Graphics card", total_vram_bytes=0)
        card = card.model_copy(
            update={
                "total_vram_bytes": _bytes(vram, "vram"),
                "free_vram_bytes": None,
                "sources": {**card.sources, "total_vram_bytes": Source.MANUAL},
            }
        )
    changes: dict[str, object] = {"gpu": card}
    if card != profile.gpu:
        # Of the machine that is imagined it is the only one.
        changes |= {"gpus": (card,), "unreadable_gpus": 0, "driver_problem": None}
    if ram is not None:
        changes |= {"total_ram_bytes": _bytes(ram, "ram"), "free_ram_bytes": None}
    return profile.model_copy(update=changes)


def _bytes(gigabytes: float, field: str) -> int:
    if not 0 < gigabytes <= _MOST_GB:
        raise UserError(f"--{field} is in GB, from above 0 to {_MOST_GB}.", field=field)
    return round(gigabytes * _GB)


def _as_json(report: PlanReport | NothingFits) -> dict[str, object]:
    situation = report.situation
    fits = isinstance(report, PlanReport)
    request = situation.request
    return {
        "fits": fits,
        "request": {
            "model": request.model.value,
            "mode": request.mode.value,
            "width": request.width,
            "height": request.height,
            "num_frames": request.num_frames,
            "num_inference_steps": request.num_inference_steps,
            "loras": [lora.model_dump(mode="json") for lora in request.loras],
        },
        "hardware": situation.hardware.model_dump(mode="json"),
        "plan": {
            **_estimate_json(report.estimate),
            "vram_budget_gb": _gb(report.vram_budget_bytes),
            "ram_budget_gb": _gb(report.ram_budget_bytes),
            "reason": report.reason,
            "warnings": list(report.warnings) if isinstance(report, PlanReport) else [],
            "execution": (
                report.plan if isinstance(report, PlanReport) else report.closest
            ).model_dump(mode="json"),
            "ladder": [_step_json(step) for step in report.ladder]
            if isinstance(report, PlanReport)
            else [],
        },
        "suggestions": [_suggestion_json(suggestion) for suggestion in report.suggestions],
    }


def _estimate_json(estimate: Estimate) -> dict[str, object]:
    peaks = estimate.peak_vram_bytes
    return {
        "peak_vram_gb": _gb(peaks.highest),
        "peak_vram_gb_by_stage": {
            "encode": _gb(peaks.encode),
            "denoise": _gb(peaks.denoise),
            "decode": _gb(peaks.decode),
        },
        "ram_gb": _gb(estimate.ram_bytes),
        "disk_gb": _gb(estimate.disk_bytes),
        "seconds": round(estimate.seconds.likely, 1),
        "seconds_low": round(estimate.seconds.low, 1),
        "seconds_high": round(estimate.seconds.high, 1),
        "seconds_per_forward": round(estimate.seconds_per_forward, 3),
    }


def _step_json(step: LadderStep) -> dict[str, object]:
    return {
        "stage": step.stage,
        "change": step.change,
        **_estimate_json(step.estimate),
        "execution": step.plan.model_dump(mode="json"),
    }


def _suggestion_json(suggestion: Suggestion) -> dict[str, object]:
    request = suggestion.request
    return {
        "change": suggestion.change,
        "model": request.model.value,
        "width": request.width,
        "height": request.height,
        "num_frames": request.num_frames,
        "peak_vram_gb": _gb(suggestion.peak_vram_bytes),
        "ram_gb": _gb(suggestion.ram_bytes),
        "seconds": round(suggestion.seconds.likely, 1),
    }


def _gb(count: int | None) -> float | None:
    return None if count is None else round(count / _GB, 3)


def _print(report: PlanReport | NothingFits) -> None:
    console = Console(highlight=False)
    if isinstance(report, NothingFits):
        console.print(f"Nothing fits. {escape(report.reason)}")
    else:
        console.print(_table(report))
        console.print(escape(report.reason))
        for warning in report.warnings:
            console.print(f"Note: {escape(warning)}")
    if isinstance(report, PlanReport) and report.ladder:
        ladder = Table("if it runs out of memory", "while it", "peak", "time", box=None)
        for step in report.ladder:
            peak = {
                "encode": step.estimate.peak_vram_bytes.encode,
                "denoise": step.estimate.peak_vram_bytes.denoise,
                "decode": step.estimate.peak_vram_bytes.decode,
            }[step.stage]
            if report.plan.device == "cpu":
                peak = step.estimate.ram_bytes
            time = duration(step.estimate.seconds.likely)
            ladder.add_row(step.change, f"{step.stage}s", size(peak), time)
        console.print(ladder)
    if report.suggestions:
        head = "would fit" if isinstance(report, NothingFits) else "smaller"
        table = Table(head, "graphics memory", "memory", "time", box=None)
        for each in report.suggestions:
            table.add_row(
                escape(each.change),
                size(each.peak_vram_bytes),
                size(each.ram_bytes),
                _time(each.seconds),
            )
        console.print(table)


def _table(report: PlanReport) -> Table:
    plan, estimate = report.plan, report.estimate
    peaks = estimate.peak_vram_bytes
    table = Table(show_header=False, box=None)
    device = report.situation.hardware.gpu
    name = device.name if plan.device == "cuda" and device is not None else "processor"
    table.add_row("renders on", escape(name))
    table.add_row(
        "plan",
        ", ".join(
            part
            for part in (
                plan.precision.value,
                "" if plan.quantization.value == "none" else plan.quantization.value,
                plan.offload.value,
                f"slices of {plan.chunk_tokens} tokens" if plan.chunk_tokens else "",
                plan.attention,
            )
            if part
        ),
    )
    if peaks.highest:
        table.add_row(
            "graphics memory",
            f"{size(peaks.highest)} (encode {size(peaks.encode)}, "
            f"denoise {size(peaks.denoise)}, decode {size(peaks.decode)})",
        )
    table.add_row("memory", size(estimate.ram_bytes))
    table.add_row("disk", size(estimate.disk_bytes))
    table.add_row("time", _time(estimate.seconds))
    return table


def _time(seconds: Seconds) -> str:
    return f"{duration(seconds.likely)} ({duration(seconds.low)} to {duration(seconds.high)})"
