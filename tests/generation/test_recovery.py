"""What the runner does about a failure: each step of an adviser, with real engines in trouble."""

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch

from fixtures.render_bench import (
    FIRST,
    NEXT_REASON,
    SECOND,
    AdviceByCause,
    Bench,
    PlansInTurn,
    running,
)
from fixtures.tiny_wan import HEIGHT, NUM_FRAMES, WIDTH, save_diffusers_folder
from fixtures.troubled_engine import TroubledEngine
from generation.conftest import SMALL
from wan22_desktop.core.failures import Failure, FailureCause, RecoveryResult
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine_protocol.messages import Stage
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.patience import PatienceLimits
from wan22_desktop.generation.events import EngineChanged, JobChanged, QueueEvent

STEPS = 4
LONG = SMALL.with_changes(num_inference_steps=STEPS)
WEIGHTS = "transformer/diffusion_pytorch_model.safetensors"
BIG = GenerationRequest.default(Variant.TI2V_5B, prompt="a lake", seed=1).with_changes(
    width=WIDTH, height=HEIGHT, num_frames=NUM_FRAMES, num_inference_steps=2
)


def done(bench: Bench, *jobs: Job) -> bool:
    return all(bench.queue.job(job.id).state is JobState.DONE for job in jobs)


def wait_until(fulfilled: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not fulfilled():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.02)


def order_of_ends(bench: Bench) -> list[str]:
    """The jobs by the time that they were done."""
    return [
        event.job.id
        for event in bench.events
        if isinstance(event, JobChanged) and event.job.state is JobState.DONE
    ]


# --- trying again ---------------------------------------------------------------------------------


def test_a_retry_waits_without_holding_up_the_others(bench: Bench, engine: TroubledEngine) -> None:
    bad, good = bench.queue.add(LONG), bench.queue.add(SMALL)
    engine.order("launch", "sampling", after=4)
    adviser = AdviceByCause(delay_s=1.5)
    plans = PlansInTurn()
    bench.runner(plans, engine, adviser=adviser).run(until_empty=True)

    assert order_of_ends(bench) == [good.id, bad.id], "the other one went on meanwhile"
    (failure,) = adviser.heard
    assert (failure.cause, failure.job_id) == (FailureCause.DRIVER, bad.id)
    assert (failure.model, failure.attempt) == ("demo", 1)
    assert adviser.outcomes == {1: True}
    ((_, said),) = [row for row in bench.history(bad) if row[0] is JobState.FAILED]
    assert said.startswith("The graphics driver stopped working while sampling (CUDA error: unspe")
    waited = [e.job for e in bench.events if isinstance(e, JobChanged) and e.job.waits]
    assert waited[0].waits == "Is tried again after 2 s"
    assert waited[0].message == f"{said} Advice: retry."
    assert bench.queue.job(bad.id).waits == ""
    assert bench.engines_started == 2
    assert sum(plans.steps_sampled) < STEPS + SMALL.num_inference_steps, "it went on at its step"


def test_a_failure_that_comes_again_is_left_to_the_user(
    bench: Bench, engine: TroubledEngine
) -> None:
    bad, good = bench.queue.add(LONG), bench.queue.add(SMALL)

    def mend_for_the_good_one(event: QueueEvent) -> None:
        if isinstance(event, JobChanged) and event.job.id == good.id:
            engine.countermand()

    engine.order("illegal", "sampling", always=True)
    bench.react = mend_for_the_good_one
    adviser = AdviceByCause(most=2)
    bench.runner(PlansInTurn(), engine, adviser=adviser).run(until_empty=True)

    assert [failure.attempt for failure in adviser.heard] == [1, 2, 3]
    assert adviser.outcomes == {1: False, 2: False}
    failed = bench.queue.job(bad.id)
    assert failed.state is JobState.FAILED
    assert failed.message.endswith("Advice: ask.")
    assert done(bench, good)

    bench.queue.retry(bad.id)
    engine.order("illegal", "sampling")
    bench.runner(PlansInTurn(), engine, adviser=adviser).run(until_empty=True)
    assert adviser.heard[-1].attempt == 1, "the user's retry begins with a clean record"
    assert done(bench, bad)


def test_stopping_does_not_wait_for_a_retry(bench: Bench, engine: TroubledEngine) -> None:
    bad = bench.queue.add(SMALL)
    engine.order("launch", "encoding")
    runner = bench.runner(PlansInTurn(), engine, adviser=AdviceByCause(delay_s=600.0))
    with running(runner):
        wait_until(lambda: bench.queue.job(bad.id).waits == "Is tried again after 10 min 00 s")
        began = time.monotonic()
    assert time.monotonic() - began < 5
    job = bench.queue.job(bad.id)
    assert (job.state, job.waits) == (JobState.QUEUED, ""), "the next start renders it"


def test_a_job_that_waits_can_be_cancelled(bench: Bench, engine: TroubledEngine) -> None:
    bad = bench.queue.add(SMALL)
    engine.order("launch", "encoding")
    adviser = AdviceByCause(delay_s=0.4)

    def cancel(event: QueueEvent) -> None:
        if isinstance(event, JobChanged) and event.job.waits:
            bench.queue.cancel(bad.id)

    bench.react = cancel
    bench.runner(PlansInTurn(), engine, adviser=adviser).run(until_empty=True)
    assert bench.queue.job(bad.id).state is JobState.CANCELLED


# --- engines that end -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trouble", "cause"), [("segv", FailureCause.CRASH), ("busy", FailureCause.HANG)]
)
def test_an_engine_that_ends_or_hangs_is_told_to_the_adviser(
    bench: Bench, engine: TroubledEngine, trouble: str, cause: FailureCause
) -> None:
    bad, good = bench.queue.add(LONG), bench.queue.add(SMALL)
    engine.order(trouble, "sampling", after=5)
    adviser = AdviceByCause()
    patience = PatienceLimits(unmeasured_s=60.0, least_s=1.0, steps=1.0)
    bench.runner(PlansInTurn(), engine, adviser=adviser, patience=patience).run(until_empty=True)
    assert [failure.cause for failure in adviser.heard] == [cause]
    assert adviser.outcomes == {1: True}
    assert done(bench, bad, good)
    assert bench.queue.job(bad.id).crashes == 1


def test_a_job_that_ends_the_engine_twice_stays_failed(
    bench: Bench, engine: TroubledEngine
) -> None:
    bad, good = bench.queue.add(LONG), bench.queue.add(SMALL)
    engine.order("kill", "sampling", always=True)
    adviser = AdviceByCause(most=99)

    def mend_for_the_good_one(event: QueueEvent) -> None:
        if isinstance(event, JobChanged) and event.job.id == good.id:
            engine.countermand()

    bench.react = mend_for_the_good_one
    bench.runner(PlansInTurn(), engine, adviser=adviser).run(until_empty=True)
    assert bench.queue.job(bad.id).state is JobState.FAILED
    assert "2 times" in bench.queue.job(bad.id).message
    assert adviser.outcomes == {1: False}
    assert done(bench, good)


def test_a_clip_that_is_written_is_not_blamed_for_a_dead_driver(
    bench: Bench, engine: TroubledEngine
) -> None:
    """The engine ends over the second job while the first one's clip is still being written."""
    written, bad = bench.queue.add(SMALL), bench.queue.add(SMALL)
    engine.order("hang", "writing")  # as a slow disk: the next job begins meanwhile
    ordered: list[str] = []

    def order_trouble(event: QueueEvent) -> None:
        if isinstance(event, JobChanged) and event.job.id == bad.id and not ordered:
            ordered.append(bad.id)
            # Else the driver could die before the first clip's file is opened.
            deadline = time.monotonic() + 60.0
            while not engine.has_obeyed("writing") and time.monotonic() < deadline:
                time.sleep(0.01)
            engine.order("assert", "sampling")

    bench.react = order_trouble
    adviser = AdviceByCause()
    bench.runner(PlansInTurn(), engine, adviser=adviser).run(until_empty=True)
    assert done(bench, written, bad)
    given_back = [said for state, said in bench.history(written) if state is JobState.QUEUED]
    assert given_back == ["The engine stopped unexpectedly (exit code 4)."]
    assert bench.queue.job(written.id).crashes == 0
    assert [failure.job_id for failure in adviser.heard] == [bad.id]


# --- memory ---------------------------------------------------------------------------------------


def test_the_next_plan_is_taken_on_advice(bench: Bench, engine: TroubledEngine) -> None:
    bad, good = bench.queue.add(LONG), bench.queue.add(SMALL)
    engine.order("cap", "decoding", always=True)  # each of the decoder's own ways out, too
    adviser = AdviceByCause()
    plans = PlansInTurn()

    def mend(event: QueueEvent) -> None:
        if isinstance(event, JobChanged) and event.job.state is JobState.FAILED:
            engine.countermand()

    bench.react = mend
    bench.runner(plans, engine, adviser=adviser).run(until_empty=True)
    assert [failure.cause for failure in adviser.heard] == [FailureCause.SHARED_MEMORY]
    assert plans.ran_out_in == [Stage.DECODING]
    assert plans.learned[0] == SECOND
    job = bench.queue.job(bad.id)
    assert job.message == f"Memory had run out, so this was rendered otherwise: {NEXT_REASON}"
    assert plans.steps_sampled[0] == 0, "what was sampled was only decoded"
    assert done(bench, bad, good)


# --- disks ----------------------------------------------------------------------------------------


def test_a_job_waits_for_its_disk_and_goes_on_by_itself(
    bench: Bench, engine: TroubledEngine, tmp_path: Path
) -> None:
    """The drive of one job's clip is gone; the other job's is there."""
    drive = tmp_path / "drive"
    drive.mkdir()
    bad = bench.queue.add(SMALL, clip_path=drive / "clip.mp4")
    good = bench.queue.add(SMALL)
    drive.rmdir()
    drive.write_bytes(b"")  # so that it is not made anew
    adviser = AdviceByCause()
    with running(bench.runner(PlansInTurn(), engine, adviser=adviser)):
        wait_until(lambda: done(bench, good))
        waiting = bench.queue.job(bad.id)
        assert waiting.state is JobState.QUEUED
        assert waiting.waits.startswith(f"Waits for the disk: The output folder {drive} cannot be")
        assert waiting.message.startswith("The clip could not be saved: Not a directory.")
        looked_at = len(bench.events)
        time.sleep(0.5)
        assert bench.queue.job(bad.id).state is JobState.QUEUED, bench.events[looked_at:]
        drive.unlink()
        wait_until(lambda: done(bench, bad))
    assert (drive / "clip.mp4").is_file()
    assert adviser.causes() == {FailureCause.DISK: 1}
    assert adviser.outcomes == {1: True}


def test_a_disk_with_room_that_refuses_the_clip_is_not_waited_for_without_end(
    bench: Bench, engine: TroubledEngine
) -> None:
    bad, good = bench.queue.add(SMALL), bench.queue.add(SMALL)
    engine.order("disk-limit", "decoding", always=True)

    def mend_for_the_good_one(event: QueueEvent) -> None:
        if isinstance(event, JobChanged) and event.job.state is JobState.FAILED:
            failures.append(event.job)
            if len(failures) == 2:
                engine.countermand()

    failures: list[Job] = []
    bench.react = mend_for_the_good_one
    bench.queue.move(good.id, 1)
    bench.queue.set_paused(paused=True)
    adviser = AdviceByCause(most=99)
    runner = bench.runner(PlansInTurn(), engine, adviser=adviser)
    runner.run(until_empty=True, only=bad.id)
    failed = bench.queue.job(bad.id)
    assert failed.state is JobState.FAILED
    assert failed.message.startswith("The clip could not be saved: File too large. The disk of")
    assert adviser.outcomes == {1: False}
    bench.queue.set_paused(paused=False)
    runner.run(until_empty=True)
    assert done(bench, good)


# --- models ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / Variant.TI2V_5B.value
    save_diffusers_folder(folder, Variant.TI2V_5B, dtype=torch.float32)
    return folder


@dataclass
class Shop:
    """An installed model that is cut off when a job is taken, and its repair."""

    bench: Bench
    whole: Path
    works: bool = True
    damaged: int = 0
    repaired: int = 0
    may_end: threading.Event | None = None

    @property
    def installed(self) -> Path:
        return self.bench.places.home / "models" / Variant.TI2V_5B.value

    def install(self) -> None:
        shutil.rmtree(self.installed, ignore_errors=True)
        shutil.copytree(self.whole, self.installed)

    def damage_once(self, event: QueueEvent) -> None:
        if self.damaged or not isinstance(event, JobChanged):
            return
        if event.job.state is JobState.LOADING and event.job.request.model is Variant.TI2V_5B:
            self.damaged += 1
            file = self.installed / WEIGHTS
            file.write_bytes(file.read_bytes()[:-1000])

    def repair(self, model: Variant) -> bool:
        assert model is Variant.TI2V_5B
        self.repaired += 1
        if self.may_end is not None:
            assert self.may_end.wait(60)
        if self.works:
            self.install()
        return self.works


@pytest.fixture
def shop(bench: Bench, whole_model: Path) -> Shop:
    shop = Shop(bench, whole_model)
    shop.install()
    bench.react = shop.damage_once
    return shop


def test_a_model_is_repaired_while_other_jobs_go_on(
    bench: Bench, engine: TroubledEngine, shop: Shop
) -> None:
    shop.may_end = threading.Event()
    bad, same, other = (bench.queue.add(request) for request in (BIG, BIG, SMALL))
    adviser = AdviceByCause()
    runner = bench.runner(PlansInTurn(), engine, adviser=adviser, repair_model=shop.repair)
    with running(runner):
        wait_until(lambda: done(bench, other))
        for job in (bad, same):
            assert bench.queue.job(job.id).waits == "Waits for Wan 2.2 TI2V 5B to be repaired"
        shop.may_end.set()
        wait_until(lambda: done(bench, bad, same))
    assert shop.repaired == 1
    assert adviser.causes() == {FailureCause.MODEL: 1}
    assert adviser.outcomes == {1: True}


def test_a_repair_that_does_not_succeed_is_told(
    bench: Bench, engine: TroubledEngine, shop: Shop
) -> None:
    shop.works = False
    bad, other = bench.queue.add(BIG), bench.queue.add(SMALL)
    adviser = AdviceByCause()
    runner = bench.runner(PlansInTurn(), engine, adviser=adviser, repair_model=shop.repair)
    runner.run(until_empty=True)
    waiting = bench.queue.job(bad.id)
    assert waiting.message.endswith("Advice: repair-model. The repair did not succeed.")
    assert waiting.waits.startswith("Waits for Wan 2.2 TI2V 5B to be repaired: ")
    assert done(bench, other)


def test_without_a_repair_the_user_is_asked(
    bench: Bench, engine: TroubledEngine, shop: Shop
) -> None:
    bad, other = bench.queue.add(BIG), bench.queue.add(SMALL)
    bench.runner(PlansInTurn(), engine, adviser=AdviceByCause()).run(until_empty=True)
    assert bench.queue.job(bad.id).state is JobState.FAILED
    assert done(bench, other)
    assert shop.repaired == 0


# --- advisers that stumble ------------------------------------------------------------------------


class Stumbling:
    """An adviser with a mistake of its own."""

    def attempt_recovery(self, failure: Failure) -> RecoveryResult:
        raise KeyError(failure.cause)

    def note_outcome(self, record: int, *, recovered: bool) -> None:
        raise KeyError(record, recovered)


def test_an_adviser_that_stumbles_costs_nothing(bench: Bench, engine: TroubledEngine) -> None:
    bad, good = bench.queue.add(LONG), bench.queue.add(SMALL)
    engine.order("vram", "sampling", after=2)
    bench.runner(PlansInTurn(), engine, adviser=Stumbling()).run(until_empty=True)
    assert done(bench, bad, good), "as without one: the next plan once"


def test_without_an_adviser_a_dead_driver_is_left_to_the_user(
    bench: Bench, engine: TroubledEngine
) -> None:
    bad, good = bench.queue.add(LONG), bench.queue.add(SMALL)
    engine.order("launch", "sampling", after=2)
    bench.runner(PlansInTurn(), engine).run(until_empty=True)
    assert bench.queue.job(bad.id).state is JobState.FAILED
    assert done(bench, good)
    assert bench.queue.job(good.id).crashes == 0
    assert bench.engines_started == 2


# --- what the app asks for by itself --------------------------------------------------------------


def test_the_rendered_job_goes_on_with_less_memory(bench: Bench, engine: TroubledEngine) -> None:
    job = bench.queue.add(LONG)
    asked: list[bool] = []

    def ask(event: QueueEvent) -> None:
        if getattr(event, "step", 0) == 1 and not asked:
            asked.append(True)
            runner.use_next_plan()

    bench.react = ask
    plans = PlansInTurn()
    runner = bench.runner(plans, engine)
    runner.run(until_empty=True)
    assert plans.ran_out_in == [Stage.SAMPLING]
    assert plans.learned == [SECOND]
    assert plans.steps_sampled[0] < STEPS, "from the same checkpoint"
    finished = bench.queue.job(job.id)
    assert finished.message == (
        f"Graphics memory was short, so this was rendered otherwise: {NEXT_REASON}"
    )
    paused = [said for state, said in bench.history(job) if state is JobState.QUEUED]
    assert paused[0].endswith(f"goes on from there. Less memory is used then: {NEXT_REASON}")
    assert bench.engines_started == 2


@pytest.mark.parametrize("case", ["another job", "no plan left"])
def test_a_wish_that_cannot_be_granted_changes_nothing(
    bench: Bench, engine: TroubledEngine, case: str
) -> None:
    job, other = bench.queue.add(LONG), bench.queue.add(SMALL)
    asked: list[str] = []

    def ask(event: QueueEvent) -> None:
        if getattr(event, "step", 0) == 1 and not asked:
            asked.append(case)
            runner.use_next_plan(other.id if case == "another job" else job.id)

    bench.react = ask
    plans = PlansInTurn(SECOND if case == "no plan left" else FIRST)
    runner = bench.runner(plans, engine)
    runner.run(until_empty=True)
    refused = EngineChanged("There is no plan that takes less memory") in bench.events
    assert refused is (case == "no plan left")
    assert plans.ran_out_in == ([Stage.SAMPLING] if refused else [])
    assert len(set(plans.learned)) == 1
    assert bench.engines_started == 1
    assert done(bench, job, other)
