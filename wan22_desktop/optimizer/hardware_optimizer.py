"""Settings that suit a machine, from its facts."""

from collections.abc import Callable

from wan22_desktop.core.hardware import Gpu, HardwareProfile
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.core.units import size
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine_protocol.plan import Tiling
from wan22_desktop.optimizer.domain import tuning_rules
from wan22_desktop.optimizer.domain.optimal_settings import (
    Basis,
    CarriedBy,
    OptimalSettings,
    Setting,
)
from wan22_desktop.optimizer.domain.planning import (
    ModelFiles,
    NothingFits,
    PlanReport,
    Preferences,
    Situation,
)
from wan22_desktop.optimizer.planner import Planner

SHOWN_CLIP = GenerationRequest.default(Variant.TI2V_5B)
"""Its decode needs more memory than that of any other model's default clip."""


class HardwareOptimizer:
    """Decides from facts; asks `detect` for them and `fastest_attention` for what was tried.

    `models_folder` is where weights are read from, as the system writes it. `fastest_attention`
    gives the name of the backend that won on a card, None before any was tried there.
    """

    def __init__(
        self,
        detect: Callable[[], HardwareProfile],
        models_folder: str,
        fastest_attention: Callable[[Gpu], str | None] = lambda _gpu: None,
    ) -> None:
        self._detect = detect
        self._models_folder = models_folder
        self._fastest_attention = fastest_attention

    def detect_hardware_profile(self) -> HardwareProfile:
        """The machine; takes some seconds where drivers or disks do not answer."""
        return self._detect()

    def generate_optimal_settings(self, profile: HardwareProfile) -> OptimalSettings:
        """Every setting with its reason; the same profile gives the same settings."""
        return OptimalSettings(
            settings=(
                *self.apply_gpu_optimizations(profile),
                *self.apply_cpu_optimizations(profile),
            )
        )

    def apply_gpu_optimizations(self, profile: HardwareProfile) -> tuple[Setting, ...]:
        """The half that follows from the card, or from its absence."""
        tried = None if profile.gpu is None else self._fastest_attention(profile.gpu)
        report = _planned(profile, tried)
        return (
            _vae_tiles(report),
            _attention(report, tried),
            tuning_rules.allow_tf32(profile),
            tuning_rules.pinned_budget(profile),
            tuning_rules.numa_node(profile),
        )

    def apply_cpu_optimizations(self, profile: HardwareProfile) -> tuple[Setting, ...]:
        """The half that follows from cores, memory and disks."""
        return (
            tuning_rules.torch_threads(profile),
            tuning_rules.interop_threads(profile),
            tuning_rules.loading_threads(profile, self._models_folder),
            tuning_rules.preprocessing_workers(profile),
        )


def _planned(profile: HardwareProfile, attention: str | None) -> PlanReport | NothingFits:
    """What the planner does with `SHOWN_CLIP` on the machine when nothing else runs there."""
    gpu = profile.gpu
    idle = profile.model_copy(
        update={
            "gpu": None if gpu is None else gpu.model_copy(update={"free_vram_bytes": None}),
            "free_ram_bytes": None,
            "free_disk_bytes": None,
        }
    )
    return Planner().plan(
        Situation(
            request=SHOWN_CLIP,
            files=ModelFiles(),
            hardware=idle,
            preferences=Preferences(attention=attention),
        )
    )


def _attention(report: PlanReport | NothingFits, tried: str | None) -> Setting:
    plan = report.closest if isinstance(report, NothingFits) else report.plan
    if tried is not None:
        reason = tr("The fastest backend here that computes exactly, of all that were tried.")
    elif plan.device == "cuda":
        reason = tr(
            "Backends are tried on this card before its first render; until then the system's."
        )
    else:
        reason = tr("The processor renders, where torch's own choice is used.")
    return Setting(
        name="attention",
        value=plan.attention,
        reason=reason,
        effect=tr("The fastest that was tried.") if tried is not None else tr("None yet."),
        basis=Basis.ESTIMATED if tried is None else Basis.MEASURED,
        carried_by=CarriedBy.PLANNER,
        facts=("gpu", "os"),
    )


def _vae_tiles(report: PlanReport | NothingFits) -> Setting:
    clip = tr(
        "{width}x{height}, {count} frames",
        width=SHOWN_CLIP.width,
        height=SHOWN_CLIP.height,
        count=SHOWN_CLIP.num_frames,
    )
    if isinstance(report, NothingFits):
        return Setting(
            name="vae_tiles",
            value=None,
            reason=tr(
                "A default clip of the 5B model ({clip}) does not fit this machine.", clip=clip
            ),
            effect=tr("None."),
            carried_by=CarriedBy.PLANNER,
            facts=("gpu.total_vram_bytes", "total_ram_bytes"),
        )
    decode, estimate = report.plan.decode, report.estimate
    peak = estimate.peak_vram_bytes.decode or estimate.ram_bytes
    limit = report.vram_budget_bytes or report.ram_budget_bytes
    where = tr("graphics memory") if decode.device == "cuda" else tr("memory")
    return Setting(
        name="vae_tiles",
        value=_words(decode.tiling),
        reason=tr(
            "The planner cuts each clip as far as {where} asks for it; this is for a default "
            "clip of the 5B model ({clip}), whose decode is the largest.",
            where=where,
            clip=clip,
        ),
        effect=tr("Decoding it takes {peak}.", peak=size(peak))
        if limit is None
        else tr("Decoding it takes {peak} of {limit}.", peak=size(peak), limit=size(limit)),
        carried_by=CarriedBy.PLANNER,
        facts=("gpu.total_vram_bytes", "total_ram_bytes"),
    )


def _words(tiling: Tiling | None) -> str:
    return tr("whole frames") if tiling is None else f"{tiling.tile_width}x{tiling.tile_height}"
