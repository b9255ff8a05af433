"""Curves of values give exactly the messages that people need, each once."""

from dataclasses import replace

import pytest

from fixtures.health_curves import (
    MIB,
    RENDERING,
    Machine,
    Trial,
    curve,
    lines,
    noise,
    quiet,
    ramp,
    short,
)
from wan22_desktop.core.settings import Automation, HealthSettings
from wan22_desktop.hardware.domain.alerts import Alert, AlertKind, AlertLevel
from wan22_desktop.hardware.domain.metrics import Activity
from wan22_desktop.hardware.domain.thresholds import Steadiness
from wan22_desktop.hardware.governor import Governor

TELL = HealthSettings(
    cool_down=Automation.TELL,
    pause_at_step=Automation.TELL,
    next_plan=Automation.TELL,
    stop_queue=Automation.TELL,
)
NOTHING_STEADIES = Steadiness(
    temperature_c=0.0,
    memory_percent=0.0,
    disk_percent=0.0,
    spill_share=0.0,
    hold_s=0.0,
    spill_hold_s=0.0,
    lost_hold_s=0.0,
)


@pytest.fixture
def trial() -> Trial:
    return Trial(Governor(TELL))


def test_a_ramp_up_and_down_is_one_event_of_three_messages(trial: Trial) -> None:
    up, down = ramp(60, 90, 31), ramp(90, 60, 31)
    trial.run(curve("temperature_c", [*up, *down]))
    assert lines(trial.said) == [
        "  22 warning gpu-temperature tell cool-down",
        "  27 critical gpu-temperature tell pause-at-step",
        "  47 over gpu-temperature",
    ]


@pytest.mark.parametrize(
    ("field", "kind", "warning", "critical", "clear"),
    [
        ("temperature_c", "gpu-temperature tell cool-down", 80, 85, 76.9),
        ("ram_percent", "ram", 85, 95, 81.9),
        ("commit_percent", "commit", 85, 95, 81.9),
        ("disk_percent", "disk", 90, 95, 88.9),
    ],
)
def test_every_threshold_is_where_the_settings_put_it(
    field: str, kind: str, warning: float, critical: float, clear: float
) -> None:
    trial = Trial(Governor(TELL))
    name = kind.split(" ", maxsplit=1)[0]
    action = "stop-queue" if name == "disk" else "pause-at-step"
    assert trial.run(curve(field, [warning - 0.1] * 60)) == []
    assert short(trial.run(curve(field, [warning] * 60))) == [f"warning {kind}"]
    assert trial.run(curve(field, [critical - 0.1] * 60)) == []
    assert short(trial.run(curve(field, [critical] * 60))) == [f"critical {name} tell {action}"]
    assert trial.run(curve(field, [clear + 0.1] * 60)) == []
    assert short(trial.run(curve(field, [clear] * 60))) == [f"over {name}"]


def test_what_jumps_beyond_both_thresholds_is_one_message(trial: Trial) -> None:
    trial.run([*quiet(5), *curve("ram_percent", [99.0] * 10), *quiet(5)])
    assert lines(trial.said) == ["   7 critical ram tell pause-at-step", "  17 over ram"]


@pytest.mark.parametrize(
    "field", ["temperature_c", "ram_percent", "commit_percent", "disk_percent"]
)
def test_spikes_are_no_events_and_dips_end_none(trial: Trial, field: str) -> None:
    spikes = ([99.0] + [50.0] * 9) * 20
    assert trial.run(curve(field, spikes)) == []
    begun = trial.run(curve(field, [99.0] * 5))
    assert len(begun) == 1
    dips = ([50.0] + [99.0] * 9) * 20
    assert trial.run(curve(field, dips)) == []


def test_noise_around_a_threshold_is_told_once_and_only_because_of_the_hysteresis() -> None:
    noisy = curve("temperature_c", noise(80.0, 1.5, 3600))
    steady, nervous = Trial(Governor(TELL)), Trial(Governor(TELL, NOTHING_STEADIES))
    only_held = Trial(Governor(TELL, replace(Steadiness(), temperature_c=0.0)))
    for trial in (steady, nervous, only_held):
        trial.run(noisy)
    assert short(item for _, item in steady.said) == ["warning gpu-temperature tell cool-down"]
    assert len(nervous.said) > 1000
    assert len(only_held.said) > 100, "holding alone does not do it"


def test_a_plateau_is_told_once(trial: Trial) -> None:
    hours = 6 * 3600
    trial.run(curve("temperature_c", [82.0] * hours))
    assert lines(trial.said) == ["   2 warning gpu-temperature tell cool-down"]


def test_days_of_quiet_with_full_vram_say_nothing() -> None:
    trial = Trial(Governor(HealthSettings()), interval_s=60.0)
    assert trial.run(quiet(7 * 24 * 60)) == []


@pytest.mark.parametrize("value", [None, float("nan")])
def test_unknown_values_neither_begin_nor_end_an_event(trial: Trial, value: float | None) -> None:
    assert trial.run(curve("temperature_c", [value] * 60)) == []
    trial.run(curve("temperature_c", [82.0] * 5))
    assert len(trial.said) == 1
    assert trial.run(curve("temperature_c", [value] * 600)) == []
    assert trial.run(curve("temperature_c", [82.0] * 5)) == []
    assert short(trial.run(curve("temperature_c", [60.0] * 5))) == ["over gpu-temperature"]


def test_a_value_that_comes_and_goes_is_still_heard(trial: Trial) -> None:
    trial.run(curve("temperature_c", [90.0, None] * 5))
    assert lines(trial.said) == ["   2 critical gpu-temperature tell pause-at-step"]


def test_two_spikes_with_an_hour_of_silence_between_are_no_event(trial: Trial) -> None:
    hour = [None] * 3600
    assert trial.run(curve("temperature_c", [90.0, *hour, 90.0, *hour, 90.0])) == []


def test_a_card_that_falls_silent_at_90_degrees_is_lost_and_not_cool(trial: Trial) -> None:
    trial.run(curve("temperature_c", [90.0] * 5))
    trial.run([Machine(answers=False)] * 60)
    trial.run([Machine(has_gpu=False)] * 60)
    trial.run(curve("temperature_c", [60.0] * 10))
    assert lines(trial.said) == [
        "   2 critical gpu-temperature tell pause-at-step",
        "  10 critical gpu-lost",
        " 127 over gpu-temperature",
        " 130 over gpu-lost",
    ]


def test_a_card_that_never_answered_is_not_lost(trial: Trial) -> None:
    assert trial.run([Machine(has_gpu=False)] * 100 + [Machine(answers=False)] * 100) == []


def test_a_card_that_is_late_now_and_then_is_not_lost(trial: Trial) -> None:
    late = [Machine()] * 3 + [Machine(answers=False)] * 4
    assert trial.run(late * 50) == []


def test_a_spill_has_to_last_and_belongs_to_its_job(trial: Trial) -> None:
    spilled, idle = 600 * MIB, Machine(activity=Activity())
    second = Machine(activity=replace(RENDERING, job_id="job-2"))
    trial.run(curve("spill_bytes", [512 * MIB] * 60))
    trial.run(curve("spill_bytes", ([spilled] * 4 + [0] * 4) * 10))
    assert trial.said == []
    trial.run(curve("spill_bytes", [spilled] * 60))
    trial.run(curve("spill_bytes", [spilled] * 60, second))
    trial.run(curve("spill_bytes", [500 * MIB] * 60, second))
    trial.run(curve("spill_bytes", [384 * MIB] * 60, second))
    trial.run(curve("spill_bytes", [spilled] * 60, idle))
    assert lines(trial.said) == [
        " 145 warning shared-memory tell next-plan",
        " 200 over shared-memory",
        " 206 warning shared-memory tell next-plan",
        " 325 over shared-memory",
    ]


def test_a_threshold_of_zero_can_still_be_over() -> None:
    trial = Trial(Governor(TELL.model_copy(update={"spill_bytes": 0})))
    said = trial.run(curve("spill_bytes", [0] * 9 + [1] * 9 + [0] * 9))
    assert short(said) == ["warning shared-memory tell next-plan", "over shared-memory"]


def test_thresholds_that_are_crossed_over_act_at_the_lower() -> None:
    crossed = TELL.model_copy(update={"gpu_warn_c": 90.0, "gpu_act_c": 70.0})
    trial = Trial(Governor(crossed))
    trial.run(curve("temperature_c", [72.0] * 9 + [68.0] * 9 + [66.0] * 9))
    assert lines(trial.said) == [
        "   2 critical gpu-temperature tell pause-at-step",
        "  20 over gpu-temperature",
    ]


def test_a_very_low_threshold_can_be_fallen_below() -> None:
    low = TELL.model_copy(update={"ram_warn_percent": 2.0})
    trial = Trial(Governor(low))
    machine = Machine(commit_percent=None)
    said = trial.run(curve("ram_percent", [2.0] * 9 + [0.9] * 9, machine))
    assert short(said) == ["warning ram", "over ram"]


@pytest.mark.parametrize("interval_s", [0.5, 1.0, 5.0, 60.0])
def test_every_interval_needs_a_second_look(interval_s: float) -> None:
    trial = Trial(Governor(TELL), interval_s)
    trial.run(curve("ram_percent", [40.0, 97.0, 40.0]))
    assert trial.said == []
    trial.run(curve("ram_percent", [97.0] * 10))
    assert short(item for _, item in trial.said) == ["critical ram tell pause-at-step"]


def test_the_wall_clock_may_jump() -> None:
    governor = Governor(TELL)
    said: list[object] = []
    for second, wall in enumerate([1e9, 2e9, 5.0, -3.0, 1e9, 1e9, 1e9]):
        said += governor.take(Machine(temperature_c=82.0).sample(float(second), wall))
    assert len(said) == 1


def test_several_things_at_once_are_told_separately(trial: Trial) -> None:
    hot = Machine(temperature_c=86.0, ram_percent=96.0, commit_percent=86.0, disk_percent=91.0)
    trial.run([hot] * 10)
    assert lines(trial.said) == [
        "   2 critical gpu-temperature tell pause-at-step",
        "   2 critical ram tell pause-at-step",
        "   2 warning commit",
        "   2 warning disk",
    ]


def _first(machine: Machine) -> Alert:
    said = Trial(Governor(TELL)).run([Machine(), *[machine] * 10])
    assert isinstance(said[0], Alert)
    return said[0]


def test_texts_say_what_is_measured_and_what_it_means() -> None:
    said = {
        alert.kind: (alert.text, alert.detail)
        for alert in map(
            _first,
            [
                Machine(temperature_c=81.6),
                Machine(spill_bytes=1_300_000_000),
                Machine(ram_percent=95.5),
                Machine(commit_percent=96.0),
                Machine(disk_percent=97.0),
                Machine(answers=False),
            ],
        )
    }
    assert said == {
        AlertKind.GPU_TEMPERATURE: (
            "The graphics card is at 81 °C.",
            (
                "Hot cards slow themselves down and age; dust or a covered fan is often why. "
                "A break before the next clip lets it cool."
            ),
        ),
        AlertKind.SHARED_MEMORY: (
            "1.3 GB of graphics memory lie in the computer's memory.",
            (
                "The card's own memory is full, and the computer's is about ten times slower. "
                "A plan that takes less memory can be faster here."
            ),
        ),
        AlertKind.RAM: (
            "The computer's memory is 95 % full.",
            (
                "61.1 of 64.0 GB are in use. When it is full, the system slows down or ends "
                "programs. Pausing at the next step keeps the clip and frees the machine."
            ),
        ),
        AlertKind.COMMIT: (
            "The computer's memory limit is 96 % full.",
            (
                "76.8 of 80.0 GB are promised to programs. At the limit they fail although memory "
                "seems free; a larger page file helps. "
                "Pausing at the next step keeps the clip and frees the machine."
            ),
        ),
        AlertKind.DISK: (
            "The disk of the app's folder is 97 % full: 30.0 GB are free.",
            (
                "On a full disk neither clips nor what is sampled of them can be saved. "
                "Stopping the queue leaves the rest of the disk free."
            ),
        ),
        AlertKind.GPU_LOST: (
            "The graphics card does not answer any more.",
            (
                "Its driver was reset or changed, or the card has lost its power. What is rendered "
                "may fail; the queue is kept. If the card stays away, restart the computer."
            ),
        ),
    }


def test_the_level_of_what_is_over_is_the_worst_it_was(trial: Trial) -> None:
    said = trial.run(curve("temperature_c", [90.0] * 5 + [60.0] * 5))
    assert isinstance(said[-1], Alert)
    assert (said[-1].level, said[-1].text) == (
        AlertLevel.CRITICAL,
        "The graphics card has cooled to 60 °C.",
    )
