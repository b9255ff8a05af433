"""What the governor orders, takes back, and leaves to the user."""

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
    ramp,
    short,
)
from wan22_desktop.core.settings import Automation, HealthSettings
from wan22_desktop.hardware.domain.alerts import Alert, AlertKind, GovernorAction, Order
from wan22_desktop.hardware.domain.metrics import Activity
from wan22_desktop.hardware.governor import MAX_MEMORY_PAUSES, Governor

IDLE = Machine(activity=Activity())
SECOND_JOB = Machine(activity=replace(RENDERING, job_id="job-2"))
HEAT = AlertKind.GPU_TEMPERATURE


@pytest.fixture
def trial() -> Trial:
    return Trial(Governor(HealthSettings()))


def settings(**automation: Automation) -> HealthSettings:
    return HealthSettings().model_copy(update=automation)


def heat(*degrees: float, samples: int = 5) -> list[Machine]:
    return curve("temperature_c", [value for value in degrees for _ in range(samples)])


def details(said: list[Alert | Order]) -> list[str]:
    return [item.detail for item in said if isinstance(item, Alert)]


def test_heat_cools_down_between_jobs_and_is_undone_when_cool(trial: Trial) -> None:
    trial.run(curve("temperature_c", [*ramp(70, 83, 14), *ramp(83, 70, 14)]))
    assert lines(trial.said) == [
        "  12 warning gpu-temperature act cool-down",
        "  12 order cool-down",
        "  23 over gpu-temperature",
        "  23 undo cool-down",
    ]


def test_more_heat_pauses_at_the_step_and_one_undo_takes_both_back(trial: Trial) -> None:
    trial.run(curve("temperature_c", [*ramp(70, 90, 21), *ramp(90, 70, 21)]))
    assert lines(trial.said) == [
        "  12 warning gpu-temperature act cool-down",
        "  12 order cool-down",
        "  17 critical gpu-temperature act pause-at-step",
        "  17 order pause-at-step",
        "  37 over gpu-temperature",
        "  37 undo pause-at-step",
    ]


@pytest.mark.parametrize("field", ["ram_percent", "commit_percent"])
def test_memory_is_warned_of_then_paused_for(trial: Trial, field: str) -> None:
    kind = field.removesuffix("_percent")
    trial.run(curve(field, [*ramp(80, 99, 20), *ramp(99, 70, 30)]))
    assert lines(trial.said) == [
        f"   7 warning {kind}",
        f"  17 critical {kind} act pause-at-step",
        "  17 order pause-at-step",
        f"  40 over {kind}",
        "  40 undo pause-at-step",
    ]


def test_a_full_disk_stops_the_queue_and_the_user_starts_it(trial: Trial) -> None:
    trial.run(curve("disk_percent", [*ramp(89, 97, 17), *[80.0] * 10]))
    assert lines(trial.said) == [
        "   4 warning disk",
        "  14 critical disk act stop-queue",
        "  14 order stop-queue",
        "  19 over disk",
    ]
    over = trial.said[-1][1]
    assert isinstance(over, Alert)
    assert over.text == "The disk of the app's folder has room again: 200.0 GB are free."
    assert over.detail == "Start the queue when you are ready."


def test_a_stopped_queue_is_not_started_by_anything_else_that_ends(trial: Trial) -> None:
    both = Machine(temperature_c=82.0, disk_percent=96.0)
    said = trial.run([*[both] * 5, *[Machine(disk_percent=96.0)] * 5, *[Machine()] * 5])
    assert short(said) == [
        "warning gpu-temperature act cool-down",
        "order cool-down",
        "critical disk act stop-queue",
        "order stop-queue",
        "over gpu-temperature",
        "over disk",
    ]
    trial.governor.note_user_resumed()
    assert short(trial.run(heat(82.0, 60.0)))[-1] == "undo cool-down"


def test_a_spill_takes_the_next_plan_once_per_job() -> None:
    trial = Trial(Governor(settings(next_plan=Automation.ACT)))
    spilled = [600.0 * MIB] * 10 + [0.0] * 10
    trial.run(curve("spill_bytes", spilled * 2))
    trial.run(curve("spill_bytes", spilled, SECOND_JOB))
    trial.run(curve("spill_bytes", spilled))
    assert lines(trial.said) == [
        "   5 warning shared-memory act next-plan",
        "   5 order next-plan",
        "  15 over shared-memory",
        "  25 warning shared-memory",
        "  35 over shared-memory",
        "  45 warning shared-memory act next-plan",
        "  45 order next-plan",
        "  55 over shared-memory",
        "  65 warning shared-memory",
        "  75 over shared-memory",
    ]


def test_a_spill_without_a_job_is_nobodys_concern(trial: Trial) -> None:
    assert trial.run(curve("spill_bytes", [4000 * MIB] * 60, IDLE)) == []


def test_a_question_is_answered_once_and_only_while_it_matters(trial: Trial) -> None:
    governor = trial.governor
    assert short(trial.run(curve("spill_bytes", [600 * MIB] * 10))) == [
        "warning shared-memory ask next-plan"
    ]
    assert governor.accept(HEAT) is None
    assert governor.accept(AlertKind.SHARED_MEMORY) == Order(
        GovernorAction.NEXT_PLAN, "629.1 MB of graphics memory lie in the computer's memory."
    )
    assert governor.accept(AlertKind.SHARED_MEMORY) is None
    assert details(trial.run(curve("spill_bytes", [0] * 9 + [600 * MIB] * 9)))[-1].endswith(
        "This clip is rendered with the next plan already."
    )
    trial.run(curve("spill_bytes", [600 * MIB] * 10, SECOND_JOB))
    trial.run(curve("spill_bytes", [0] * 10, SECOND_JOB))
    assert governor.accept(AlertKind.SHARED_MEMORY) is None, "it is over"


def test_each_level_of_automation_of_a_pause() -> None:
    said: dict[Automation, list[str]] = {}
    for automation in Automation:
        trial = Trial(Governor(settings(cool_down=automation, pause_at_step=automation)))
        said[automation] = short(trial.run(heat(82.0, 87.0, 60.0)))
    assert said == {
        Automation.TELL: [
            "warning gpu-temperature tell cool-down",
            "critical gpu-temperature tell pause-at-step",
            "over gpu-temperature",
        ],
        Automation.ASK: [
            "warning gpu-temperature ask cool-down",
            "critical gpu-temperature ask pause-at-step",
            "over gpu-temperature",
        ],
        Automation.ACT: [
            "warning gpu-temperature act cool-down",
            "order cool-down",
            "critical gpu-temperature act pause-at-step",
            "order pause-at-step",
            "over gpu-temperature",
            "undo pause-at-step",
        ],
    }


def test_what_was_accepted_is_undone_too() -> None:
    trial = Trial(Governor(settings(cool_down=Automation.ASK, pause_at_step=Automation.ASK)))
    trial.run(heat(82.0))
    order = trial.governor.accept(HEAT)
    assert order is not None
    assert order.action is GovernorAction.COOL_DOWN
    trial.run(heat(87.0))
    order = trial.governor.accept(HEAT)
    assert order is not None
    assert order.action is GovernorAction.PAUSE_AT_STEP
    assert short(trial.run(heat(60.0))) == ["over gpu-temperature", "undo pause-at-step"]


def test_what_is_only_told_cannot_be_accepted() -> None:
    trial = Trial(Governor(settings(cool_down=Automation.TELL)))
    trial.run(heat(82.0))
    assert trial.governor.accept(HEAT) is None


@pytest.mark.parametrize("pause", [Automation.TELL, Automation.ASK])
def test_sudden_heat_cools_down_at_least(pause: Automation) -> None:
    trial = Trial(Governor(settings(pause_at_step=pause)))
    assert short(trial.run(heat(60.0, 90.0, 82.0, 90.0, 60.0))) == [
        f"critical gpu-temperature {pause} pause-at-step",
        "order cool-down",
        "over gpu-temperature",
        "undo cool-down",
    ]


def test_a_queue_that_the_user_resumed_is_left_alone_until_it_is_worse(trial: Trial) -> None:
    trial.run(heat(82.0))
    trial.governor.note_user_resumed()
    assert trial.run(curve("temperature_c", noise(81.0, 3.0, 600))) == []
    assert short(trial.run(heat(87.0))) == [
        "critical gpu-temperature act pause-at-step",
        "order pause-at-step",
    ]
    trial.governor.note_user_resumed()
    assert trial.run(heat(78.0, 90.0, 78.0, 90.0)) == []
    assert short(trial.run(heat(60.0))) == ["over gpu-temperature"]
    assert short(trial.run(heat(82.0))) == [
        "warning gpu-temperature act cool-down",
        "order cool-down",
    ]


def test_a_queue_that_the_user_paused_is_not_started(trial: Trial) -> None:
    trial.governor.note_user_paused()
    said = trial.run(heat(82.0, 60.0))
    assert short(said) == ["warning gpu-temperature act cool-down", "over gpu-temperature"]
    assert details(said)[0].endswith("The queue is paused already.")
    assert details(said)[1] == "The queue stays paused."
    paused = trial.run(heat(87.0, 60.0))
    assert short(paused) == [
        "critical gpu-temperature act pause-at-step",
        "order pause-at-step",
        "over gpu-temperature",
    ]
    assert "until you start the queue" in details(paused)[0], "its clip was still rendered"


def test_a_pause_by_hand_during_a_cool_down_stays(trial: Trial) -> None:
    trial.run(heat(82.0))
    trial.governor.note_user_paused()
    assert short(trial.run(heat(60.0))) == ["over gpu-temperature"]
    trial.governor.note_user_resumed()
    assert short(trial.run(heat(82.0, 60.0)))[-1] == "undo cool-down"


def test_nothing_goes_on_while_something_else_holds_it(trial: Trial) -> None:
    both = Machine(temperature_c=82.0, ram_percent=97.0)
    said = trial.run([*[both] * 5, *heat(82.0), *heat(60.0)])
    assert short(said) == [
        "warning gpu-temperature act cool-down",
        "order cool-down",
        "critical ram act pause-at-step",
        "order pause-at-step",
        "over ram",
        "over gpu-temperature",
        "undo cool-down",
    ]
    assert details(said)[2:] == ["The queue stays paused.", "The queue goes on."]


def test_the_same_order_is_not_given_twice_at_a_time(trial: Trial) -> None:
    both = Machine(temperature_c=90.0, ram_percent=97.0, commit_percent=97.0)
    said = trial.run([*[both] * 5, *[Machine()] * 5])
    assert short(said) == [
        "critical gpu-temperature act pause-at-step",
        "order pause-at-step",
        "critical ram act pause-at-step",
        "critical commit act pause-at-step",
        "over gpu-temperature",
        "over ram",
        "over commit",
        "undo pause-at-step",
    ]


def test_a_clip_that_always_fills_the_memory_is_not_paused_for_ever(trial: Trial) -> None:
    cycle = curve("ram_percent", [97.0] * 5 + [40.0] * 5)
    for _ in range(MAX_MEMORY_PAUSES - 1):
        assert short(trial.run(cycle))[-1] == "undo pause-at-step"
    last = trial.run(cycle)
    assert short(last) == ["critical ram act pause-at-step", "order pause-at-step", "over ram"]
    assert "until you start the queue" in details(last)[0]
    assert details(last)[1] == "Start the queue when you are ready."
    trial.governor.note_user_resumed()
    other = trial.run(curve("ram_percent", [97.0] * 5 + [40.0] * 5, SECOND_JOB))
    assert short(other)[-1] == "undo pause-at-step"


def test_settings_may_change_while_an_event_is_on(trial: Trial) -> None:
    trial.run(heat(82.0))
    trial.governor.set_settings(HealthSettings(gpu_warn_c=70.0, gpu_act_c=81.0))
    assert short(trial.run(heat(82.0))) == [
        "critical gpu-temperature act pause-at-step",
        "order pause-at-step",
    ]
    trial.governor.set_settings(HealthSettings(gpu_warn_c=90.0, gpu_act_c=95.0))
    assert short(trial.run(heat(82.0))) == ["over gpu-temperature", "undo pause-at-step"]
    trial.governor.set_settings(settings(cool_down=Automation.TELL))
    assert short(trial.run(heat(82.0))) == ["warning gpu-temperature tell cool-down"]


def test_what_it_says_that_it_did_fits_what_is_rendered(trial: Trial) -> None:
    busy = details(trial.run(heat(82.0, 87.0)))
    idle = details(Trial(Governor(HealthSettings())).run(curve("ram_percent", [97.0] * 5, IDLE)))
    assert busy[0].endswith(
        "The next clip waits until it is below 77 °C. The one that is rendered goes on."
    )
    assert busy[1].endswith("Rendering pauses at the next step until it is below 77 °C.")
    assert idle[0].endswith("The next clip waits until it is below 82 %.")


def test_a_lost_card_keeps_the_pause_until_it_is_known_to_be_cool(trial: Trial) -> None:
    trial.run([*heat(90.0), *[Machine(answers=False)] * 100, *heat(60.0, samples=10)])
    assert lines(trial.said) == [
        "   2 critical gpu-temperature act pause-at-step",
        "   2 order pause-at-step",
        "  10 critical gpu-lost",
        " 107 over gpu-temperature",
        " 107 undo pause-at-step",
        " 110 over gpu-lost",
    ]


def test_hours_of_everything_keep_orders_and_undos_in_pairs() -> None:
    """No order while it is in force, no undo without one, and nothing held at the end."""
    trial = Trial(Governor(HealthSettings()))
    degrees, memory = noise(80.0, 15.0, 500, seed=2), noise(85.0, 14.0, 500, seed=3)
    for value, percent in zip(degrees, memory, strict=True):
        trial.run([Machine(temperature_c=value, ram_percent=percent, activity=Activity())] * 40)
    trial.run([Machine()] * 10)
    held: set[GovernorAction] = set()
    undos = 0
    for _, item in trial.said:
        if not isinstance(item, Order):
            continue
        if item.undo:
            assert held
            held, undos = set(), undos + 1
        else:
            assert item.action not in held
            held.add(item.action)
    assert not held
    assert undos > 25, "the curve tries nothing"


def test_a_cool_down_that_the_user_ended_does_not_come_back_with_more_heat() -> None:
    trial = Trial(Governor(settings(pause_at_step=Automation.TELL)))
    trial.run(heat(82.0))
    trial.governor.note_user_resumed()
    assert short(trial.run(heat(87.0, 60.0))) == [
        "critical gpu-temperature tell pause-at-step",
        "over gpu-temperature",
    ]


def test_a_queue_that_waits_for_the_user_waits_through_other_events_too(trial: Trial) -> None:
    cycle = [97.0] * 5 + [40.0] * 5
    for _ in range(MAX_MEMORY_PAUSES):
        trial.run(curve("ram_percent", cycle))
    said = trial.run(
        [*curve("ram_percent", cycle, IDLE), *curve("temperature_c", [82.0] * 5, IDLE)]
    )
    assert short(said) == [
        "critical ram act pause-at-step",
        "over ram",
        "warning gpu-temperature act cool-down",
    ]


def test_a_paused_queue_is_not_stopped_or_cooled_once_more(trial: Trial) -> None:
    trial.run(curve("ram_percent", [97.0] * 5))
    hot = trial.run([Machine(ram_percent=97.0, temperature_c=82.0)] * 5)
    assert short(hot) == ["warning gpu-temperature act cool-down"]
    assert details(hot)[0].endswith("The queue is paused already.")
    paused = Trial(Governor(HealthSettings()))
    paused.governor.note_user_paused()
    assert short(paused.run(curve("disk_percent", [96.0] * 5))) == ["critical disk act stop-queue"]
