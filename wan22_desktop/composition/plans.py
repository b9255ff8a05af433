"""Plans for renders on this machine: the planner, what the machine has, and its own records."""

import logging
import sys
from collections import deque
from pathlib import Path

from wan22_desktop.composition.machine import vram_manager
from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.model_parts import ModelParts, find_parts
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.settings import load_settings
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.core.wan_layout import Storage, recognise
from wan22_desktop.engine_protocol.attention import DEFAULT_BACKEND
from wan22_desktop.engine_protocol.messages import Ready, RenderFigures, Stage
from wan22_desktop.engine_protocol.plan import ExecutionPlan, Quantization
from wan22_desktop.engine_protocol.tuning import EngineTuning
from wan22_desktop.generation.domain.planning import PlannedRender
from wan22_desktop.hardware.vram_manager import VRAMManager
from wan22_desktop.optimizer.attention_choice import (
    known_attention,
    machine_key,
    remembered_attention,
)
from wan22_desktop.optimizer.domain.planning import (
    ModelFiles,
    NothingFits,
    PlanReport,
    Preferences,
    Situation,
)
from wan22_desktop.optimizer.planner import Planner
from wan22_desktop.optimizer.quantization_controller import QuantizationController
from wan22_desktop.optimizer.records import Measured, Records, device_of
from wan22_desktop.optimizer.step_cache_dial import step_cache_for
from wan22_desktop.optimizer.tuning_store import TuningStore

_log = logging.getLogger("wan22.plans")

_DELIVERED = {
    Storage.GGUF: Quantization.GGUF,
}
"""Files that keep their linear layers small in memory; others are widened when they are read."""


_REMEMBERED = 8
"""More than a runner ever has in flight."""


class MachinePlans:
    """The `PlanSource` of this machine; used by the thread that renders."""

    def __init__(self, places: Places, *, vram: VRAMManager | None = None) -> None:
        self._places = places
        self._vram = vram or vram_manager(places)
        self._foresight = Foresight(places)
        self._ready: Ready | None = None
        self._hardware = HardwareProfile(os="windows" if sys.platform == "win32" else "linux")
        self._reports: deque[PlanReport] = deque(maxlen=_REMEMBERED)
        """Of the plans that were handed out last, for those that follow them."""

    def tuning(self) -> EngineTuning:
        """What the next engine is started with."""
        return self._foresight.tuning.tuning.engine

    def plan(self, request: GenerationRequest, parts: ModelParts, ready: Ready) -> PlannedRender:
        """The plan to begin with; raises UserError that says what would fit if nothing does."""
        hardware, torch_version = self._hardware_of(ready), ready.versions.get("torch", "")
        situation = Situation(
            request=request,
            files=files_of(parts, request, self._places),
            hardware=hardware,
            preferences=self._foresight.preferences(request, hardware, torch_version),
        )
        report = planner_for(situation, self._places).plan(situation)
        if isinstance(report, NothingFits):
            raise nothing_fits(report)
        return self._handed_out(report)

    def after_out_of_memory(self, plan: ExecutionPlan, stage: Stage) -> PlannedRender | None:
        """What to try after `plan` ran out of memory in `stage`; None if nothing is left."""
        report = self._report_of(plan)
        if report is None:
            return None
        following = planner_for(report.situation, self._places).next_plan(report, stage)
        return None if following is None else self._handed_out(following, following.reason)

    def learn(self, plan: ExecutionPlan, figures: RenderFigures, notes: tuple[str, ...]) -> None:
        """Take note of what a render really took; what cannot be kept is only logged."""
        report = self._report_of(plan)
        if report is None or figures.steps_sampled == 0:
            return
        request = report.situation.request
        per_step = report.estimate.forwards / request.total_steps
        measured = Measured(
            seconds_per_forward=figures.seconds_per_step / per_step or None,
            denoise_peak_bytes=figures.peak_device_bytes.get(Stage.SAMPLING),
            decode_seconds=figures.seconds_decoding / request.samplings or None,
            decode_peak_bytes=figures.peak_device_bytes.get(Stage.DECODING),
        )
        try:
            _records(self._places).add(report, measured)
            if figures.quantization is not plan.quantization:
                self._foresight.quantization.remember(
                    request.model,
                    report.situation.hardware,
                    figures.quantization,
                    " ".join(notes),
                )
        except (OSError, UserError) as error:
            _log.warning("what this render took is not kept: %s", error)

    def _hardware_of(self, ready: Ready) -> HardwareProfile:
        """As it was when the engine had started: later it holds some of the memory itself."""
        if ready is not self._ready:
            self._hardware = self._vram.profile(ready.gpu)
            if "cuda" not in ready.devices:
                # A card that torch cannot use is none.
                self._hardware = self._hardware.model_copy(update={"gpu": None})
            self._ready = ready
        return self._hardware

    def _report_of(self, plan: ExecutionPlan) -> PlanReport | None:
        return next((report for report in self._reports if report.plan == plan), None)

    def _handed_out(self, report: PlanReport, reason: str = "") -> PlannedRender:
        self._reports.append(report)
        order = self._foresight.quantization.order(report.situation, report.plan)
        return PlannedRender(report.plan, order, reason)


class Foresight:
    """What the planner says, with all that the user has chosen and this machine has shown."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self.quantization = QuantizationController(places.quantization_file)
        self.tuning = TuningStore(places.optimization_file)

    def of(
        self, request: GenerationRequest, hardware: HardwareProfile, torch_version: str
    ) -> PlanReport | NothingFits:
        """For a model that need not be installed; starts no probe, so it answers at once."""
        situation = Situation(
            request=request,
            files=installed_files(request, self._places),
            hardware=hardware,
            preferences=self.preferences(request, hardware, torch_version, probes=False),
        )
        return planner_for(situation, self._places).plan(situation)

    def preferences(
        self,
        request: GenerationRequest,
        hardware: HardwareProfile,
        torch_version: str,
        *,
        probes: bool = True,
    ) -> Preferences:
        """What was chosen, and found out about attention and quantization, for this request.

        With `probes`, ways to compute attention are tried in a child process if they never were,
        which takes a minute.
        """
        attention = None
        if hardware.gpu is not None and request.model is not Variant.DEMO:
            file = self._places.cache / "attention.json"
            key = machine_key(hardware.gpu.name, torch_version)
            look = remembered_attention if probes else known_attention
            report = look(file, "cuda", key)
            attention = next(iter(report.ranking()), None) if report is not None else None
        # Read for each render: the window may change it while it renders.
        rendering = load_settings(self._places.settings_file).settings.rendering
        choice = step_cache_for(rendering.step_cache, request.num_inference_steps)
        return Preferences(
            quantizations=self.quantization.determine_optimal_quantization(request.model, hardware),
            attention=attention,
            step_cache=None if choice is None else choice.cache,
            torch_threads=self.tuning.tuning.torch_threads,
        )


def planner_for(situation: Situation, places: Places) -> Planner:
    """A planner that has learned from what this machine took so far."""
    attention = situation.preferences.attention or DEFAULT_BACKEND
    return Planner(_records(places).calibration(device_of(situation), attention))


def _records(places: Places) -> Records:
    return Records(places.cache / "renders.jsonl")


def installed_files(request: GenerationRequest, places: Places) -> ModelFiles:
    """As `files_of`; what the formulas say of a model that is not installed or not whole."""
    try:
        parts = find_parts(request.model, places.model_folder(request.model))
        return files_of(parts, request, places)
    except (UserError, OSError):
        return ModelFiles()


def files_of(parts: ModelParts, request: GenerationRequest, places: Places) -> ModelFiles:
    """What the planner has to know of the files of a render."""
    transformer = recognise(Path(parts.transformer))
    loras = [places.lora(lora.sha256) for lora in request.loras]
    return ModelFiles(
        delivered=_DELIVERED.get(transformer.storage, Quantization.NONE),
        transformer_bytes=sum(file.stat().st_size for file in transformer.files),
        lora_bytes=tuple(lora.stat().st_size for lora in loras if lora.is_file()),
    )


def nothing_fits(report: NothingFits) -> UserError:
    """What would fit instead, as an error about the request."""
    fitting = "; ".join(suggestion.change for suggestion in report.suggestions)
    return UserError(
        f"{report.reason} "
        + (tr("What would fit: {changes}.", changes=fitting) if fitting else ""),
        category=ErrorCategory.OUT_OF_MEMORY,
        field="num_frames",
        safe=tr("Nothing was rendered."),
        recoveries=(Recovery.LOWER_RESOLUTION, Recovery.FEWER_FRAMES, Recovery.EDIT_REQUEST),
    )
