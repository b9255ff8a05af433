"""The system optimizer with its real parts: detection, doctor, health and trial renders."""

from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from wan22_desktop.composition.machine import vram_manager
from wan22_desktop.core.hardware import Gpu, HardwareProfile
from wan22_desktop.core.places import Places
from wan22_desktop.core.settings import load_settings
from wan22_desktop.doctor.config_validator import ConfigValidator
from wan22_desktop.engine_protocol.attention import AttentionReport
from wan22_desktop.engine_protocol.plan import DeviceName
from wan22_desktop.hardware.card_nodes import with_card_node
from wan22_desktop.hardware.domain.alert_rules import AlertWatch
from wan22_desktop.hardware.domain.alert_texts import measured
from wan22_desktop.hardware.domain.thresholds import Steadiness
from wan22_desktop.hardware.health_monitor import HealthMonitor
from wan22_desktop.optimizer.attention_choice import (
    PROBE_TOKENS,
    machine_key,
    remembered_attention,
)
from wan22_desktop.optimizer.hardware_optimizer import HardwareOptimizer
from wan22_desktop.optimizer.system_optimizer import (
    Benchmark,
    ConfigReport,
    HealthStatus,
    WAN22SystemOptimizer,
)
from wan22_desktop.optimizer.tuning_store import TuningStore


def system_optimizer(
    places: Places,
    benchmark: Benchmark,
    *,
    detect: Callable[[], HardwareProfile] | None = None,
    check_health: Callable[[], HealthStatus] | None = None,
) -> WAN22SystemOptimizer:
    """Of this machine; `detect` and `check_health` are replaced by who already watches it."""

    def profile() -> HardwareProfile:
        return with_card_node(vram_manager(places).profile())

    optimizer = HardwareOptimizer(
        detect or profile,
        str(places.models.absolute()),
        lambda gpu: _tried_attention(places, gpu),
    )
    return WAN22SystemOptimizer(
        optimizer,
        TuningStore(places.optimization_file),
        check_config=lambda *, repair: _checked(places, repair=repair),
        check_health=check_health or (lambda: _health(places)),
        benchmark=benchmark,
    )


def _checked(places: Places, *, repair: bool) -> ConfigReport:
    """The app's settings; where there are none yet, nothing is wrong with them."""
    file: Path = places.settings_file
    if not file.is_file():
        return ConfigReport()
    validator = ConfigValidator(places.backups, file)
    if repair:
        mended = validator.backup_and_repair_config(file)
        return ConfigReport(
            problems=tuple(finding.text for finding in mended.remaining),
            repaired=tuple(finding.text for finding in mended.repaired),
        )
    found = validator.validate_config_schema(file)
    return ConfigReport(problems=tuple(finding.text for finding in found.findings))


def _health(places: Places) -> HealthStatus:
    """One sample against the thresholds of the settings; for who has no monitor running."""
    settings = load_settings(places.settings_file).settings
    monitor = HealthMonitor(places.home)
    try:
        sample = monitor.sample()
    finally:
        monitor.close()
    at_once = Steadiness(hold_s=0.0, spill_hold_s=0.0, lost_hold_s=0.0)
    events = AlertWatch(at_once).take(sample, settings.health)
    return HealthStatus(tuple(measured(event) for event in events))


def _tried_attention(places: Places, gpu: Gpu) -> str | None:
    """The fastest backend if this card was tried; trying takes minutes and is the planner's."""

    def not_now(device: DeviceName) -> AttentionReport:
        return AttentionReport(device=device, tokens=PROBE_TOKENS[device], results=())

    try:
        torch = metadata.version("torch")
    except metadata.PackageNotFoundError:
        torch = ""
    file = places.cache / "attention.json"
    report = remembered_attention(file, "cuda", machine_key(gpu.name, torch), probe=not_now)
    return report.ranking()[0] if report.results else None
