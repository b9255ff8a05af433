"""A real render leaves its figures in the performance records, and its prompt in no log."""

import logging
from contextlib import closing

from generation.conftest import SMALL
from wan22_desktop.composition.performance import PerformanceRecorder, render_record, versions
from wan22_desktop.composition.plans import MachinePlans
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.errors import ErrorCategory
from wan22_desktop.core.log_reading import read_entries
from wan22_desktop.core.logs import start_logging, stop_logging
from wan22_desktop.core.performance_log import PerformanceLog, Work, plan_digest
from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine_protocol.plan import ExecutionPlan
from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.generation.events import ModelInUse, RenderEnded, RenderOutcome
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.render_runner import RenderRunner
from wan22_desktop.generation.store import JobStore

PROMPT = "a canarywish that nobody else may read"


def test_a_render_is_recorded_and_its_prompt_is_not(places: Places) -> None:
    log = PerformanceLog(places.logs)
    root = logging.getLogger()
    level = root.level
    ring = start_logging(places.logs, "debug")
    try:
        with closing(open_database(places)) as database:
            queue = RenderQueue(JobStore(database), places)
            job = queue.add(SMALL.with_changes(prompt=PROMPT, negative_prompt=f"not {PROMPT}"))
            RenderRunner(
                queue,
                places,
                planner=MachinePlans(places),
                listener=PerformanceRecorder(log).hear,
            ).run(until_empty=True)
            assert queue.job(job.id).state is JobState.DONE
            logging.getLogger("wan22.queue").debug("%r", queue.job(job.id).state)
        (record,) = log.recent(10)
        entries = ring.after(0)[1]
    finally:
        stop_logging()
        root.setLevel(level)
    assert (record.work, record.outcome, record.job) == (Work.RENDER, "done", job.id)
    assert (record.width, record.height, record.frames) == (96, 96, SMALL.num_frames)
    assert record.steps == record.steps_done == SMALL.num_inference_steps
    # Two processes look at two clocks: the runner begins when it hears that the engine has.
    assert 0 < sum(record.stage_seconds.values()) <= record.seconds + 0.5
    assert record.seconds_per_step is not None
    assert record.peak_resident_bytes is not None
    assert record.peak_resident_bytes > 100 << 20
    assert "torch" in record.versions

    engine = read_entries((places.logs / "engine.log").read_text("utf-8"))
    own = [entry for entry in engine if entry.process]
    assert own
    assert {entry.component for entry in own} == {"engine"}
    written = [file for file in places.logs.iterdir() if file.is_file()]
    assert {file.name for file in written} >= {"wan22.log", "engine.log", "performance.jsonl"}
    for text in [
        *(file.read_text("utf-8") for file in written),
        *(entry.as_text() for entry in entries),
    ]:
        assert "canarywish" not in text


def test_a_render_that_failed_says_why_and_has_no_figures() -> None:
    plan = ExecutionPlan()
    end = RenderEnded(
        "0123456789ab",
        SMALL,
        ModelInUse(Variant.DEMO, "demo"),
        RenderOutcome.FAILED,
        2.5,
        ErrorCategory.OUT_OF_MEMORY,
        plan=plan,
    )
    record = render_record(end)
    assert (record.outcome, record.category, record.seconds) == ("failed", "out-of-memory", 2.5)
    assert record.plan == plan_digest(plan)
    assert record.stage_seconds == {}
    assert record.seconds_per_step is None
    assert record.versions == versions()
