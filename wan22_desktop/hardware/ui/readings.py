"""The current values in words: what each tile says, how serious it is, and why one is missing."""

from dataclasses import dataclass

from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.settings import HealthSettings
from wan22_desktop.core.texts import decimal, tr
from wan22_desktop.hardware.domain.metrics import Phase, SystemMetrics
from wan22_desktop.hardware.ui.chart_kinds import DASH
from wan22_desktop.qtkit.theme import Tone

GIB = 1 << 30

_NO_CARD = tr("There is no graphics card that can be read.")
_NOT_TOLD = tr("The driver of the graphics card does not tell it.")
_NOT_YET = tr("Nothing has been measured yet.")
_SYSTEM_SILENT = tr("The system does not tell it.")


@dataclass(frozen=True, slots=True)
class Reading:
    """One value as a tile shows it."""

    name: str
    text: str
    """A dash where the value is not known."""
    short: str = ""
    """Where `text` does not fit."""
    fraction: float | None = None
    """From 0 to 1, for a bar; None where there is no whole."""
    tone: Tone = Tone.PLAIN
    tip: str = ""
    """What is measured, or why it is not known."""


def readings_of(
    sample: SystemMetrics | None, profile: HardwareProfile | None, health: HealthSettings
) -> tuple[Reading, ...]:
    """All tiles, always in the same order; on a machine without a card those of the machine."""
    is_measured = sample is not None and (sample.gpu is not None or bool(sample.gpus))
    has_none = profile is not None and not profile.gpus and not is_measured
    gpu = () if has_none else _gpu_readings(sample, health)
    return (*gpu, *_system_readings(sample, profile, health))


def gib(size_bytes: float) -> str:
    """`14.2` or `128`: more than three digits help nobody."""
    value = size_bytes / GIB
    return f"{value:.0f}" if value >= 99.95 or value == round(value) else decimal(f"{value:.1f}")


def _gpu_readings(sample: SystemMetrics | None, health: HealthSettings) -> tuple[Reading, ...]:
    gpu = None if sample is None else sample.gpu
    why = _NOT_YET if sample is None else _NO_CARD if gpu is None else _NOT_TOLD
    load = None if gpu is None else gpu.load_percent
    heat = None if gpu is None else gpu.temperature_c
    power = None if gpu is None else gpu.power_w
    limit = None if gpu is None else gpu.power_limit_w
    shared = None if gpu is None else gpu.shared_bytes
    no_spill = (
        why if gpu is None else tr("Only Windows moves graphics memory into RAM and tells it.")
    )
    return (
        _percent(tr("GPU load"), load, why, tr("How busy the graphics card is.")),
        _value(
            tr("GPU temp."),
            None if heat is None else f"{heat:.0f} °C",
            why,
            tr(
                "Warning from {warn} °C, action from {act} °C.",
                warn=f"{health.gpu_warn_c:.0f}",
                act=f"{health.gpu_act_c:.0f}",
            ),
            tone=_tone(heat, health.gpu_warn_c, health.gpu_act_c),
        ),
        _value(
            tr("GPU power"),
            None if power is None else f"{power:.0f} W",
            why,
            "" if limit is None else tr("Of at most {limit} W.", limit=f"{limit:.0f}"),
            fraction=None if power is None or not limit else power / limit,
        ),
        _part(
            "VRAM",
            None if gpu is None else gpu.used_vram_bytes,
            None if gpu is None else gpu.total_vram_bytes,
            why,
            tr("Of all programs. Full VRAM is no alarm: what was used is kept for the next step."),
        ),
        _value(
            tr("Shared GPU"),
            None if shared is None else f"{gib(shared)} GiB",
            no_spill,
            tr(
                "Graphics memory that was moved into RAM, which is ten times slower. "
                "Warning from {gib} GiB.",
                gib=gib(health.spill_bytes),
            ),
            tone=_tone(shared, health.spill_bytes + 1, None),
        ),
    )


def _system_readings(
    sample: SystemMetrics | None, profile: HardwareProfile | None, health: HealthSettings
) -> tuple[Reading, ...]:
    why = _NOT_YET if sample is None else _SYSTEM_SILENT
    if sample is None:
        sample = SystemMetrics(0.0, 0.0)
    no_limit = why
    if profile is not None and profile.os == "linux" and why is _SYSTEM_SILENT:
        no_limit = tr("Linux sets no limit for it.")
    memory_tip = _limits_tip(health.ram_warn_percent, health.ram_act_percent)
    disk_tip = _limits_tip(health.disk_warn_percent, health.disk_act_percent)
    used_disk = None
    if sample.total_disk_bytes is not None and sample.free_disk_bytes is not None:
        used_disk = sample.total_disk_bytes - sample.free_disk_bytes
    engine = sample.engine_ram_bytes
    speed = sample.activity.seconds_per_step
    idle = sample.activity.phase is Phase.IDLE
    return (
        _percent("CPU", sample.cpu_percent, why, tr("All cores together.")),
        _part(
            "RAM",
            sample.used_ram_bytes,
            sample.total_ram_bytes,
            why,
            memory_tip,
            tone=_tone(sample.ram_percent, health.ram_warn_percent, health.ram_act_percent),
        ),
        _part(
            tr("Commit"),
            sample.used_commit_bytes,
            sample.commit_limit_bytes,
            no_limit,
            tr(
                "What all programs have reserved, in RAM and page file. {limits}", limits=memory_tip
            ),
            tone=_tone(sample.commit_percent, health.ram_warn_percent, health.ram_act_percent),
        ),
        _part(
            tr("Disk"),
            used_disk,
            sample.total_disk_bytes,
            why,
            tr("The disk with the app's files. {limits}", limits=disk_tip),
            tone=_tone(sample.disk_percent, health.disk_warn_percent, health.disk_act_percent),
        ),
        _value(
            tr("Engine RAM"),
            None if engine is None else f"{gib(engine)} GiB",
            why if why is _NOT_YET else tr("The engine is not running."),
            tr("Resident memory of the engine."),
        ),
        _value(
            tr("Step time"),
            None if speed is None else decimal(f"{speed:.1f} s"),
            why
            if why is _NOT_YET
            else tr("Nothing is rendered.")
            if idle
            else tr("No step is done yet."),
            tr("How long one step of the job takes."),
        ),
    )


def _percent(name: str, value: float | None, why: str, tip: str) -> Reading:
    if value is None:
        return Reading(name, DASH, tip=why)
    return Reading(name, f"{value:.0f} %", fraction=value / 100, tip=tip)


def _value(
    name: str,
    text: str | None,
    why: str,
    tip: str,
    *,
    fraction: float | None = None,
    tone: Tone = Tone.PLAIN,
) -> Reading:
    if text is None:
        return Reading(name, DASH, tip=why)
    return Reading(name, text, fraction=fraction, tone=tone, tip=tip)


def _part(
    name: str,
    used: int | None,
    total: int | None,
    why: str,
    tip: str,
    *,
    tone: Tone = Tone.PLAIN,
) -> Reading:
    """A part of a whole, both in GiB."""
    if used is None:
        return Reading(name, DASH, tip=why)
    short = f"{gib(used)} GiB"
    if not total:
        return Reading(name, short, tip=tip)
    text = f"{gib(used)} / {gib(total)} GiB"
    return Reading(name, text, short, used / total, tone, f"{100 * used / total:.0f} %. {tip}")


def _limits_tip(warn_percent: float, act_percent: float) -> str:
    return tr(
        "Warning from {warn} %, action from {act} %.",
        warn=f"{warn_percent:.0f}",
        act=f"{act_percent:.0f}",
    )


def _tone(value: float | None, warn: float, act: float | None) -> Tone:
    if value is None or value < warn:
        return Tone.PLAIN
    return Tone.ERROR if act is not None and value >= act else Tone.WARNING
