"""Renders leave a record of what they were done with, also where nobody can keep it."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from generation.conftest import SMALL
from wan22_desktop.composition.plans import MachinePlans
from wan22_desktop.composition.schema import open_database
from wan22_desktop.composition.usage import UsageRecorder
from wan22_desktop.core.database import Database
from wan22_desktop.core.errors import ErrorCategory
from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.generation.events import ModelInUse, QueueEvent, RenderEnded, RenderOutcome
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.render_runner import RenderRunner
from wan22_desktop.generation.store import JobStore
from wan22_desktop.model_manager.usage.store import UsageStore


@pytest.fixture
def database(places: Places) -> Iterator[Database]:
    with closing(open_database(places)) as database:
        yield database


def test_a_render_is_recorded_as_it_was(database: Database, places: Places) -> None:
    queue = RenderQueue(JobStore(database), places)
    job = queue.add(SMALL)
    recorder = UsageRecorder(UsageStore(database).add)
    runner = RenderRunner(queue, places, planner=MachinePlans(places), listener=recorder.hear)
    runner.run(until_empty=True)
    (render,) = UsageStore(database).renders()
    assert (render.package, render.variant) == ("demo", Variant.DEMO)
    assert (render.ok, render.category) == (True, None)
    assert (render.width, render.height, render.frames) == (96, 96, SMALL.num_frames)
    assert (render.steps, render.steps_sampled) == (SMALL.num_inference_steps,) * 2
    assert render.is_typical
    assert 0 < render.seconds_per_step * render.steps < render.seconds
    assert render.seconds >= queue.job(job.id).seconds > 0
    assert queue.job(job.id).state is JobState.DONE


@pytest.mark.parametrize(
    ("outcome", "ok"),
    [
        (RenderOutcome.DONE, True),
        (RenderOutcome.FAILED, False),
        (RenderOutcome.STOPPED, None),
    ],
)
def test_each_outcome_is_told_apart(
    database: Database, outcome: RenderOutcome, ok: bool | None
) -> None:
    category = ErrorCategory.OUT_OF_MEMORY if ok is False else None
    end = RenderEnded(
        "0" * 12, SMALL, ModelInUse(Variant.DEMO, "mine", "0" * 12), outcome, 2.5, category
    )
    UsageRecorder(UsageStore(database).add).hear(end)
    (render,) = UsageStore(database).renders()
    assert (render.package, render.ok, render.category) == ("mine", ok, category)
    assert (render.seconds, render.seconds_per_step, render.is_typical) == (2.5, 0.0, False)


def test_a_record_that_cannot_be_kept_costs_no_render(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    database.read("PRAGMA query_only = ON")
    recorder = UsageRecorder(UsageStore(database).add)
    events: list[QueueEvent] = [
        RenderEnded("0" * 12, SMALL, ModelInUse(Variant.DEMO, "demo"), RenderOutcome.DONE, 1.0)
    ]
    for event in events:
        recorder.hear(event)
    assert "not recorded" in caplog.text
