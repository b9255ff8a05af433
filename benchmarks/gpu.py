"""The engine on a graphics card: the planner's figures and streaming against measured ones.

Run `python3 run.py bench gpu`. Networks have their full size and random weights, so no model need
be installed; each cell has a process of its own. Printed are predicted and measured peaks and
seconds for the plan of each card size (a cap on the allocator plays the smaller card), the app's
forwards beside those of bare diffusers, VAE decodes, attention backends, and what a pause and a
kill give back. Every other cell calibrates the planner, as renders do; the errors after that are
those of the rest. Without a card it prints the plans and measures nothing.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from gpu_cells import Bare, Cell, Failure, Figures, Kind, State
from pydantic import ValidationError

from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest, Mode
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine.process import prepare_environment
from wan22_desktop.engine_protocol.attention import DEFAULT_BACKEND, AttentionReport
from wan22_desktop.engine_protocol.plan import (
    DecodePlan,
    DeviceName,
    Offload,
    Precision,
    Quantization,
)
from wan22_desktop.hardware.known_cards import find_card
from wan22_desktop.hardware.vram_manager import VRAMManager
from wan22_desktop.optimizer.attention_choice import probe_attention
from wan22_desktop.optimizer.domain.compute import Calibration
from wan22_desktop.optimizer.domain.estimates import CONTEXT_BYTES, Estimator
from wan22_desktop.optimizer.domain.ladder import CHUNK_TOKENS
from wan22_desktop.optimizer.domain.planning import ModelFiles, PlanReport, Preferences, Situation
from wan22_desktop.optimizer.planner import Planner
from wan22_desktop.optimizer.records import Measured, Records, device_of

GB = 1e9
STAND_IN = "RTX 4090"
"""Whose figures are planned with where there is no card."""
CLIPS = {
    Variant.T2V_A14B: ((832, 480, 81), (832, 480, 33), (1280, 720, 81)),
    Variant.I2V_A14B: ((832, 480, 81),),
    Variant.TI2V_5B: ((1280, 704, 121), (832, 480, 81)),
}
"""The first of each belongs to the quick set."""
TINY_CLIP = (64, 64, 9)
RAM_RESERVE_BYTES = 3_000_000_000
"""The child itself, and what the system needs."""
CELL_LIMIT_S = 900.0
KILL_LIMIT_S = 10.0

MEMORY_TARGET, TIME_TARGET = 0.10, 0.15
STREAMING_TARGET = CHUNKED_TARGET = 1.05
RETURN_TARGET_BYTES = 200_000_000


@dataclass
class Row:
    """A cell with its prediction and what came of it."""

    cell: Cell
    report: PlanReport
    figures: Figures | None = None
    note: str = "not measured"
    calibrates: bool = False
    predicted: tuple[int, float] | None = None
    """Bytes of tensors and seconds, by the plain formulas."""
    calibrated: tuple[int, float] | None = None
    """The same after the calibrating cells; None for those themselves."""

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "cell": self.cell.name,
            "plan": plan_words(self.cell),
            "note": self.note,
            "calibrates": self.calibrates,
        }
        for name, figures in (("predicted", self.predicted), ("calibrated", self.calibrated)):
            if figures is not None:
                found |= {f"{name}_peak_bytes": figures[0], f"{name}_seconds": figures[1]}
        if self.figures is not None:
            found |= {
                "measured_peak_bytes": self.figures.peak_bytes,
                "measured_seconds": self.figures.seconds,
            }
        return found

    def errors(self, figures: tuple[int, float] | None) -> tuple[float, float] | None:
        """Of memory and time, as shares of what was measured."""
        if figures is None or self.figures is None:
            return None
        return (
            figures[0] / self.figures.peak_bytes - 1,
            figures[1] / self.figures.seconds - 1,
        )


@dataclass
class Bench:
    """What is asked for, and where it is measured."""

    hardware: HardwareProfile
    device: DeviceName | None
    """None measures nothing."""
    tiny: bool
    full: bool
    attention: str = DEFAULT_BACKEND
    rows: list[Row] = field(default_factory=list)

    def plan(
        self, variant: Variant, clip: tuple[int, int, int], budget_gb: float | None
    ) -> PlanReport | None:
        """The planner's choice for a card of so many GB with nothing else on it."""
        gpu = self.hardware.gpu
        if gpu is None:
            raise ValueError("a plan needs a card")
        if budget_gb is not None:
            size = round(budget_gb * GB)
            free = min(size, gpu.free_vram_bytes or size)
            gpu = gpu.model_copy(update={"total_vram_bytes": size, "free_vram_bytes": free})
        width, height, num_frames = clip
        request = GenerationRequest.default(variant).with_changes(
            width=width, height=height, num_frames=num_frames
        )
        if request.mode is Mode.IMAGE_TO_VIDEO:
            request = request.with_changes(image_sha256="0" * 64)
        situation = Situation(
            request=request,
            files=ModelFiles(),
            hardware=self.hardware.model_copy(update={"gpu": gpu}),
            preferences=Preferences(attention=self.attention),
        )
        report = Planner().plan(situation)
        return report if isinstance(report, PlanReport) else None

    def add(self, name: str, kind: Kind, report: PlanReport, bare: Bare | None = None) -> None:
        """Put a cell on the list, its plan moved to the processor if that is what measures."""
        request, plan = report.situation.request, report.plan
        width, height, num_frames = TINY_CLIP if self.tiny else _clip_of(request)
        if self.device == "cpu":
            plan = plan.model_copy(
                update={
                    "device": "cpu",
                    "text_encoder_device": "cpu",
                    "pinned_bytes": min(plan.pinned_bytes, 1 << 20),
                    "attention": DEFAULT_BACKEND,
                    "decode": plan.decode.model_copy(update={"device": "cpu"}),
                }
            )
        cell = Cell(
            name=name,
            kind=kind,
            variant=request.model,
            width=width,
            height=height,
            num_frames=num_frames,
            plan=plan,
            bare=bare,
            repeats=5 if self.full else 2,
            tiny=self.tiny,
        )
        self.rows.append(Row(cell, report))


def with_plan(report: PlanReport, **changes: object) -> PlanReport:
    return report.model_copy(update={"plan": report.plan.model_copy(update=changes)})


def _clip_of(request: GenerationRequest) -> tuple[int, int, int]:
    return request.width, request.height, request.num_frames


def plan_words(cell: Cell) -> str:
    """The plan as far as it matters to the cell, in a few words."""
    plan = cell.plan
    if cell.kind == "decode":
        tiling = plan.decode.tiling
        tiles = f"{tiling.tile_width}x{tiling.tile_height}" if tiling else "untiled"
        return f"{tiles} {plan.decode.precision.value}"
    if cell.kind == "copy":
        return "page-locked"
    if cell.bare is not None:
        return f"diffusers, {cell.bare}"
    words = [plan.quantization.value if plan.quantization.value != "none" else "bf16"]
    words += [plan.offload.value]
    words += [f"+{plan.resident_blocks}"] if plan.resident_blocks else []
    words += [f"chunks {plan.chunk_tokens}" if plan.chunk_tokens else "eager"]
    return " ".join((*words, *([plan.attention] if plan.attention != DEFAULT_BACKEND else [])))


# --- which cells ---------------------------------------------------------------------------------


def planned_cells(bench: Bench, variants: Sequence[Variant], budgets: Sequence[float]) -> None:
    """What the planner chooses; cards with the same plan share a cell, capped as the smallest."""
    for variant in variants:
        for clip in CLIPS[variant] if bench.full else CLIPS[variant][:1]:
            words = f"{variant.value} {clip[0]}x{clip[1]}x{clip[2]}"
            alike: dict[str, tuple[PlanReport, list[float]]] = {}
            for budget in sorted(budgets):
                report = bench.plan(variant, clip, budget)
                if report is None:
                    print(f"{words}, {budget:g} GB: no plan fits")
                    continue
                plan = with_plan(report, memory_cap_bytes=None, decode=DecodePlan()).plan
                alike.setdefault(plan.to_json(), (report, []))[1].append(budget)
            for report, cards in alike.values():
                bench.add(f"{words} {'/'.join(f'{b:g}' for b in cards)} GB", "forward", report)


def compared_cells(bench: Bench, variants: Sequence[Variant]) -> None:
    """The app's forwards and diffusers' on the whole card, each cell differing in one thing."""
    for variant in variants:
        clip = (832, 480, 81)
        report = bench.plan(variant, clip, None)
        if report is None:
            print(f"{variant.value}: no plan fits, so nothing is compared")
            continue
        resident = with_plan(
            report,
            offload=Offload.RESIDENT,
            quantization=Quantization.NONE,
            attention=DEFAULT_BACKEND,
            chunk_tokens=None,
            resident_blocks=0,
            memory_cap_bytes=None,
        )
        waiting_bytes = Estimator(report.situation, Calibration()).expert_bytes(resident.plan)
        streaming = with_plan(resident, offload=Offload.STREAMING, pinned_bytes=waiting_bytes)
        words = f"{variant.value} 480p81"
        bench.add(f"{words} resident", "forward", resident)
        bench.add(f"{words} streaming", "forward", streaming)
        chunked = with_plan(resident, chunk_tokens=CHUNK_TOKENS)
        bench.add(f"{words} chunked", "forward", chunked)
        if bench.attention != DEFAULT_BACKEND:
            faster = with_plan(resident, attention=bench.attention)
            bench.add(f"{words} attention", "forward", faster)
        if bench.full:
            small = with_plan(streaming, quantization=Quantization.INT8)
            bench.add(f"{words} streaming int8", "forward", small)
        bench.add(f"{words} bare resident", "forward", resident, "resident")
        bench.add(f"{words} bare group", "forward", resident, "group")


def decode_cells(bench: Bench, variants: Sequence[Variant], budgets: Sequence[float]) -> None:
    for variant in variants:
        for clip in CLIPS[variant] if bench.full else CLIPS[variant][:1]:
            # The smallest card's tiles are the ones that differ most from whole frames.
            for budget in sorted(budgets):
                report = bench.plan(variant, clip, budget)
                if report is not None:
                    break
            else:
                continue
            words = f"{variant.value} {clip[0]}x{clip[1]}x{clip[2]} decode"
            tiling = report.plan.decode.tiling
            kinds = {(tiling, Precision.BF16), (tiling, Precision.FP32), (None, Precision.BF16)}
            if bench.full:
                kinds.add((None, Precision.FP32))
            for tiles, precision in sorted(kinds, key=str):
                plan = DecodePlan(device="cuda", precision=precision, tiling=tiles)
                bench.add(words, "decode", with_plan(report, decode=plan, memory_cap_bytes=None))


# --- measuring -----------------------------------------------------------------------------------


class Child:
    """A process that measures; ended when it is left."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("gpu_measuring.py")
        self.process = subprocess.Popen(
            [sys.executable, str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def tell(self, line: str) -> None:
        """Raises OSError if it has ended."""
        if self.process.stdin is None:
            raise OSError("the child has no stdin")
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def answer(self, kinds: Sequence[type[Any]]) -> Any:  # noqa: ANN401 - one of `kinds`
        """The next line that is one of `kinds`; a Failure if the process ends before."""
        for line in self.process.stdout or ():
            for kind in kinds:
                try:
                    return kind.from_json(line)
                except ValidationError:  # libraries print lines of their own
                    continue
        return Failure(reason=f"its process ended with code {self.process.wait()}")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class Children:
    """One per cell on a card, so that memory is clean; one for all elsewhere."""

    def __init__(self, *, anew: bool) -> None:
        self._anew = anew
        self._child: Child | None = None

    def child(self) -> Child:
        """The one that measures next."""
        if self._child is None or not self._child.alive:
            self._child = Child()
        return self._child

    def measure(self, cell: Cell) -> Figures | Failure:
        child = self.child()
        with ending_late(child, CELL_LIMIT_S):
            try:
                child.tell(cell.to_json())
                return child.answer((Figures, Failure))
            except OSError as error:
                return Failure(reason=str(error))
            finally:
                if self._anew:
                    self.end()

    def end(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child = None


@contextmanager
def ending_late(child: Child, limit_s: float) -> Iterator[None]:
    """Kill a child that takes longer than `limit_s` inside the block."""
    timer = threading.Timer(limit_s, child.process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def measure(bench: Bench, children: Children) -> None:
    """Fill in the figures, printing each as it comes."""
    for row in bench.rows:
        row.predicted = predicted(row, Calibration())
        if bench.device is not None:
            shortage = ram_shortage(row)
            found = Failure(reason=shortage) if shortage else children.measure(row.cell)
            if isinstance(found, Figures):
                row.figures, row.note = found, ""
            else:
                row.note = found.reason
        print(line_of(row), flush=True)


def ram_shortage(row: Row) -> str | None:
    """Why a cell cannot be built in the host's memory."""
    cell = row.cell
    if cell.bare == "resident" or (cell.bare is None and cell.plan.offload is Offload.RESIDENT):
        return None  # filled on the card
    if cell.tiny or cell.kind != "forward":
        return None
    full = row.report.plan.model_copy(update={"quantization": Quantization.NONE})
    needed = Estimator(row.report.situation, Calibration()).expert_bytes(full)
    # Group offload pins a second copy before it lets go of the first.
    needed = needed * (2 if cell.bare == "group" else 1) + RAM_RESERVE_BYTES
    free = psutil.virtual_memory().available
    if needed <= free:
        return None
    return f"needs {needed / GB:.0f} GB of memory, {free / GB:.0f} GB are free"


def priced(report: PlanReport) -> PlanReport:
    """The report as the cell is: one network and nothing beside it on the card."""
    if report.plan.offload is Offload.RESIDENT:
        return with_plan(report, offload=Offload.MODEL)
    return report


def predicted(row: Row, calibration: Calibration) -> tuple[int, float] | None:
    """Bytes of tensors, without context and fragmentation, and seconds."""
    if row.cell.bare is not None:
        return None
    report = priced(row.report)
    plan, estimator = report.plan, Estimator(report.situation, calibration)
    if row.cell.kind == "forward":
        return estimator.denoise_bytes(plan), estimator.forward_seconds(plan)
    # Not with the transformers that RESIDENT keeps beside it.
    plan = plan.model_copy(update={"offload": Offload.MODEL})
    work = estimator.decode_cost(plan.decode).peak_bytes * calibration.vae_memory
    return estimator.decode_weight_bytes(plan) + round(work), estimator.decode_seconds(plan)


def calibrate(bench: Bench, pcie_gb_s: float | None) -> None:
    """Let every other cell that was measured teach the planner, and predict the rest again."""
    with tempfile.TemporaryDirectory() as folder:
        records = Records(Path(folder) / "records.jsonl")
        for kind in ("forward", "decode"):
            rows = [r for r in bench.rows if r.cell.kind == kind and r.predicted and r.figures]
            for row in rows[::2]:
                row.calibrates = True
                _remember(records, row, pcie_gb_s)
        for row in bench.rows:
            if row.predicted is not None and row.figures is not None and not row.calibrates:
                device = device_of(row.report.situation)
                known = records.calibration(device, row.report.plan.attention)
                row.calibrated = predicted(row, known)


def _remember(records: Records, row: Row, pcie_gb_s: float | None) -> None:
    report, figures = row.report, row.figures
    if figures is None:
        return
    if row.cell.kind == "forward":
        measured = Measured(
            seconds_per_forward=figures.seconds,
            denoise_peak_bytes=figures.peak_bytes,
            pcie_gb_s=pcie_gb_s,
        )
    else:
        measured = Measured(decode_seconds=figures.seconds, decode_peak_bytes=figures.peak_bytes)
        report = with_plan(report, offload=Offload.MODEL)
    records.add(priced(report), measured)


# --- memory that comes back ----------------------------------------------------------------------


def memory_return(
    cell: Cell, children: Children, free_bytes: Callable[[], int]
) -> dict[str, int] | str:
    """Bytes missing on the device after a pause and after kill -9, or why it was not measured."""
    before = free_bytes()
    child = children.child()
    with ending_late(child, CELL_LIMIT_S):
        try:
            child.tell(cell.model_copy(update={"kind": "hold"}).to_json())
            if not _reaches(child, "computing"):
                return "the process that computes did not start"
            used = before - free_bytes()
            child.tell("pause")
            if not _reaches(child, "paused"):
                return "the process that computes did not pause"
            paused = before - free_bytes()
            child.tell("go on")
            if not _reaches(child, "computing"):
                return "the process that computes did not go on"
        except OSError as error:
            return str(error)
        finally:
            child.kill()
    started = time.monotonic()
    while before - free_bytes() > RETURN_TARGET_BYTES:
        if time.monotonic() - started > KILL_LIMIT_S:
            break
        time.sleep(0.05)
    return {
        "computing": used,
        "after_pause": paused,
        "after_kill": before - free_bytes(),
        "milliseconds_after_kill": round((time.monotonic() - started) * 1000),
    }


def _reaches(child: Child, state: str) -> bool:
    found = child.answer((State,))
    return isinstance(found, State) and found.state == state


def free_memory_of(device: DeviceName) -> Callable[[], int]:
    """Free bytes of the card, or of the host for a run without one."""
    if device == "cpu":
        return lambda: psutil.virtual_memory().available
    import torch

    return lambda: torch.cuda.mem_get_info()[0]


# --- printing ------------------------------------------------------------------------------------

HEAD = (
    f"{'cell':34} {'plan':36} {'GB predicted':>12} {'measured':>9} {'s predicted':>12} "
    f"{'measured':>9}"
)


def line_of(row: Row) -> str:
    told = row.predicted
    peak, seconds = (f"{told[0] / GB:.2f}", f"{told[1]:.2f}") if told else ("-", "-")
    words = f"{row.cell.name:34} {plan_words(row.cell):36} {peak:>12} "
    if row.figures is None:
        return f"{words}{'-':>9} {seconds:>12} {'-':>9}  {row.note}"
    found = row.figures
    return f"{words}{found.peak_bytes / GB:9.2f} {seconds:>12} {found.seconds:9.3f}"


def print_errors(bench: Bench) -> None:
    print("\nerrors of the planner          by formula: memory  time   calibrated: memory  time")
    for row in bench.rows:
        plain, better = row.errors(row.predicted), row.errors(row.calibrated)
        if plain is None:
            continue
        after = f"{better[0]:8.1%} {better[1]:6.1%}" if better else "  (calibrates)"
        name = f"{row.cell.name}, {plan_words(row.cell)}"
        print(f"{name:66} {plain[0]:8.1%} {plain[1]:8.1%}   {after}")


def seconds_of(bench: Bench, ending: str) -> dict[Variant, float]:
    """Of the compared cells whose name ends so, by model."""
    return {
        row.cell.variant: row.figures.seconds
        for row in bench.rows
        if row.figures is not None and row.cell.name.endswith(f"480p81 {ending}")
    }


def summary(bench: Bench, returned: dict[str, int] | str) -> dict[str, Any]:
    """What the targets are about; None where it was not measured."""
    calibrated = [e for row in bench.rows if (e := row.errors(row.calibrated)) is not None]
    resident = seconds_of(bench, "resident")

    def ratio(name: str) -> float | None:
        ratios = [s / resident[v] for v, s in seconds_of(bench, name).items() if v in resident]
        return round(max(ratios), 4) if ratios else None

    return {
        "memory_error": max((abs(e[0]) for e in calibrated), default=None),
        "time_error": max((abs(e[1]) for e in calibrated), default=None),
        "streaming_to_resident": ratio("streaming"),
        "chunked_to_eager": ratio("chunked"),
        "bare_resident_to_resident": ratio("bare resident"),
        "bare_group_to_resident": ratio("bare group"),
        "memory_return": returned,
    }


def missed(figures: dict[str, Any]) -> list[str]:
    """Targets that were measured and not met."""
    limits = {
        "memory_error": MEMORY_TARGET,
        "time_error": TIME_TARGET,
        "streaming_to_resident": STREAMING_TARGET,
        "chunked_to_eager": CHUNKED_TARGET,
    }
    found = [
        f"{name} {figures[name]:.3f} > {limit}"
        for name, limit in limits.items()
        if figures[name] is not None and figures[name] > limit
    ]
    returned = figures["memory_return"]
    if isinstance(returned, dict):
        if returned["after_kill"] > RETURN_TARGET_BYTES:
            found.append("memory after a kill")
        # The process lives on, and with it the driver's own share.
        if returned["after_pause"] > RETURN_TARGET_BYTES + CONTEXT_BYTES:
            found.append("memory after a pause")
    return found


# --- main ----------------------------------------------------------------------------------------


def attention_rows(device: DeviceName, *, tiny: bool) -> AttentionReport:
    report = (
        probe_attention(device, tokens=128, backends=(DEFAULT_BACKEND,))
        if tiny
        else probe_attention(device)
    )
    print("attention backends:")
    for result in report.results:
        took = f"{result.milliseconds:.2f} ms" if result.milliseconds else result.reason
        print(f"  {result.name:30} {result.outcome.value:10} {took}")
    return report


def bench_of(options: argparse.Namespace) -> Bench:
    """On this machine's card, or for a card that is planned with."""
    hardware = VRAMManager(Places.find().home).profile()
    device: DeviceName | None = None
    if options.device == "cpu":
        device = "cpu"
    elif hardware.gpu is not None:
        import torch

        device = "cuda" if torch.cuda.is_available() else None
    if device != "cuda":
        card = find_card(STAND_IN)
        if card is None:
            raise ValueError(f"{STAND_IN} is not in resources/gpus.json")
        ram = max(hardware.total_ram_bytes or 0, 96 * 10**9)
        hardware = hardware.model_copy(
            update={
                "gpu": card.as_gpu(),
                "total_ram_bytes": ram,
                "free_ram_bytes": None,
                "free_disk_bytes": None,
            }
        )
        print(f"plans for an {STAND_IN} with {ram / GB:.0f} GB of memory")
    elif hardware.gpu is not None:
        gpu = hardware.gpu
        print(f"{gpu.name}, {gpu.total_vram_bytes / GB:.0f} GB")
    return Bench(hardware, device, tiny=options.tiny, full=options.cells == "full")


def options_of() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    models = [variant.value for variant in CLIPS]
    parser.add_argument("--models", nargs="+", choices=models, default=None)
    parser.add_argument("--cells", choices=("quick", "full"), default="quick")
    parser.add_argument("--budget-gb", nargs="+", type=float, default=[8, 12, 16, 24])
    parser.add_argument("--json", type=Path, help="file for all figures")
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda")
    parser.add_argument("--tiny", action="store_true", help="small networks: is all of it run?")
    options = parser.parse_args()
    if options.device == "cpu" and not options.tiny:
        parser.error("--device cpu needs --tiny: full-size networks take hours there")
    return options


def main() -> int:
    """0 if every target that could be measured is met."""
    options = options_of()
    prepare_environment()  # the children inherit it
    bench = bench_of(options)
    default = CLIPS if bench.full else (Variant.T2V_A14B, Variant.TI2V_5B)
    variants = [Variant(name) for name in options.models or default]
    attention: AttentionReport | None = None
    if bench.device is not None:
        attention = attention_rows(bench.device, tiny=bench.tiny)
        bench.attention = attention.ranking()[0]
    card = bench.hardware.gpu
    budgets = [b for b in options.budget_gb if card is not None and b * GB <= card.total_vram_bytes]
    planned_cells(bench, variants, budgets)
    compared_cells(bench, variants if bench.full else variants[:1])
    decode_cells(bench, variants, budgets)

    children = Children(anew=bench.device == "cuda")
    pcie_gb_s: float | None = None
    returned: dict[str, int] | str = "not measured"
    try:
        if bench.device is not None and bench.rows:
            copy = bench.rows[0].cell.model_copy(update={"kind": "copy", "name": "copy"})
            found = children.measure(copy)
            pcie_gb_s = found.gb_s if isinstance(found, Figures) else None
            print(f"from the host to the device: {pcie_gb_s or 0:.1f} GB/s")
        print(HEAD)
        measure(bench, children)
        streamed = [
            row.cell
            for row in bench.rows
            if row.figures is not None and row.cell.plan.offload is Offload.STREAMING
        ]
        if bench.device is not None and streamed:
            returned = memory_return(streamed[-1], children, free_memory_of(bench.device))
    finally:
        children.end()
    calibrate(bench, pcie_gb_s)
    print_errors(bench)
    print(f"\nbytes missing on the device: {returned}")
    figures = summary(bench, returned)
    failures = missed(figures) if bench.device == "cuda" else []
    result = {
        "device": bench.device or "none: not measured",
        "pcie_gb_s": pcie_gb_s,
        "attention": attention.model_dump(mode="json") if attention else None,
        "rows": [row.as_json() for row in bench.rows],
        "summary": figures,
        "missed": failures,
    }
    if options.json is not None:
        options.json.write_text(json.dumps(result, indent=1), encoding="utf-8")
    print(json.dumps(figures))
    for failure in failures:
        print(f"target missed: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
