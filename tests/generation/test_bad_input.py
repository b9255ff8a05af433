"""What is wrong with a job costs that job at most: it is explained, and the queue goes on.

Everything is real: queue, runner, engine processes and models. `-s` prints the table of what
became of each case.
"""

import hashlib
import math
import re
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
import torch
from safetensors.torch import load_file, save_file

from fixtures.render_bench import FIRST, NEXT_REASON, SECOND, Bench, PlansInTurn
from fixtures.sampling import picture
from fixtures.tiny_loras import comfyui, save_lora, tiny_lora
from fixtures.tiny_wan import HEIGHT, NUM_FRAMES, WIDTH, save_diffusers_folder, tiny_transformer
from fixtures.troubled_engine import TroubledEngine
from generation.conftest import SMALL
from wan22_desktop.composition.plans import MachinePlans
from wan22_desktop.core.model_parts import ModelParts
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.settings import Automation
from wan22_desktop.core.wan import Mode, Variant
from wan22_desktop.engine_protocol.messages import Ready, RenderFigures, Stage
from wan22_desktop.engine_protocol.plan import ExecutionPlan, Quantization
from wan22_desktop.engine_protocol.quantization import QuantizationOrder
from wan22_desktop.engine_protocol.tuning import EngineTuning
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.patience import PatienceLimits
from wan22_desktop.generation.domain.planning import PlannedRender
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.events import JobChanged, QueueEvent
from wan22_desktop.generation.render_runner import RenderRunner

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="limits are set as on Linux")


def small(prompt: str, **changes: object) -> GenerationRequest:
    """A clip of the demo model; the prompt is new to the text encoder."""
    return SMALL.with_changes(prompt=prompt, **changes)


# --- memory ---------------------------------------------------------------------------------------


def test_memory_that_runs_out_is_met_with_the_next_plan(
    bench: Bench, engine: TroubledEngine
) -> None:
    places = ("encoding", "sampling")  # the other stages follow below
    jobs = {bench.queue.add(small(f"a red circle while {place}")).id: place for place in places}
    good = bench.queue.add(SMALL)
    ordered: set[str] = set()

    def order_trouble(event: QueueEvent) -> None:
        if isinstance(event, JobChanged) and event.job.state is JobState.LOADING:
            place = jobs.get(event.job.id)
            if place is not None and place not in ordered:
                ordered.add(place)
                # The loaded transformer is tried once before it samples.
                forwards = 2 if place == "sampling" else 0
                engine.order("vram", place, after=forwards)

    bench.react = order_trouble
    plans = PlansInTurn()
    bench.runner(plans, engine).run(until_empty=True)

    assert plans.ran_out_in == [Stage.ENCODING_PROMPT, Stage.SAMPLING]
    assert plans.learned == [SECOND, SECOND, FIRST]
    assert bench.engines_started == 3, "a fresh one after each time"
    for job_id, words in zip(jobs, ("encoding the prompt", "sampling"), strict=True):
        job = bench.queue.job(job_id)
        (tried,) = [said for state, said in bench.history(job) if state is JobState.FAILED]
        assert tried.startswith(f"Memory ran out while {words} (96x96, 5 frames): the engine had ")
        assert tried.endswith("1.6 GB more were needed at once.")
        assert job.state is JobState.DONE
        assert NEXT_REASON in job.message
        report(f"out of memory while {words}", job, "second plan in a fresh engine")
    assert bench.queue.job(good.id).state is JobState.DONE


def test_where_the_user_is_asked_the_next_plan_waits_for_retry(
    bench: Bench, engine: TroubledEngine
) -> None:
    bad, good = bench.queue.add(small("a blue square")), bench.queue.add(SMALL)
    engine.order("vram", "decoding", always=True)
    said: list[Job] = []

    def mend_and_retry(event: QueueEvent) -> None:
        if isinstance(event, JobChanged):
            if event.job.id == bad.id and event.job.state is JobState.FAILED:
                engine.countermand()
                said.append(event.job)
            if event.job.id == good.id and event.job.state is JobState.DONE:
                bench.queue.retry(bad.id)

    bench.react = mend_and_retry
    plans = PlansInTurn()
    bench.runner(plans, engine, automation=Automation.TELL).run(until_empty=True)

    assert plans.ran_out_in == [Stage.DECODING]
    assert said[-1].message.startswith(
        "Memory ran out while decoding (96x96, 5 frames): the engine"
    )
    assert said[-1].message.endswith(f" Retry goes on otherwise: {NEXT_REASON}")
    assert plans.learned == [FIRST, SECOND]
    states = [state for state, _ in bench.history(bad)]
    assert JobState.RENDERING not in states[states.index(JobState.FAILED) :], "only decoded again"
    report("out of memory while decoding, app only tells", said[-1], "the next job; then Retry")
    assert bench.queue.job(bad.id).state is JobState.DONE


@linux_only
def test_memory_that_never_suffices_is_tried_twice(bench: Bench) -> None:
    """No hook: the system refuses, as the noise of this clip alone takes more than four GB."""
    huge = SMALL.with_changes(width=4096, height=4096, num_frames=1001)
    bad, good = bench.queue.add(huge), bench.queue.add(SMALL)

    def limit_memory(event: QueueEvent) -> None:
        if isinstance(event, Progress) and runner.engine_pid is not None:
            engine = psutil.Process(runner.engine_pid)
            limit = engine.memory_info().vms + (3 << 30)
            if event.job_id != bad.id:
                limit = psutil.RLIM_INFINITY
            engine.rlimit(psutil.RLIMIT_AS, (limit, psutil.RLIM_INFINITY))

    bench.react = limit_memory
    plans = PlansInTurn()
    runner = bench.runner(plans)
    runner.run(until_empty=True)

    failed = bench.queue.job(bad.id)
    assert failed.state is JobState.FAILED
    assert failed.message.startswith("Memory ran out while loading the model (4096x4096, 1001 fram")
    assert failed.message.endswith("4.2 GB more were needed at once.")
    assert plans.ran_out_in == [Stage.LOADING, Stage.LOADING]
    assert bench.engines_started == 2
    assert bench.queue.job(good.id).state is JobState.DONE
    report("out of memory while loading, with both plans", failed, "the next job")


# --- hangs ----------------------------------------------------------------------------------------


def test_a_kernel_that_hangs_is_ended_and_the_render_goes_on(
    bench: Bench, engine: TroubledEngine
) -> None:
    job, good = bench.queue.add(SMALL.with_changes(num_inference_steps=8)), bench.queue.add(SMALL)
    engine.order("hang", "sampling", after=9)
    patience = PatienceLimits(least_s=2.0, steps=1.0)
    bench.runner(PlansInTurn(), engine, patience=patience).run(until_empty=True)

    (reason,) = [said for state, said in bench.history(job) if state is JobState.QUEUED]
    assert reason.startswith("The engine made no progress for ")
    finished = bench.queue.job(job.id)
    assert (finished.state, finished.crashes) == (JobState.DONE, 1)
    steps = [e.step for e in bench.events if isinstance(e, Progress) and e.job_id == job.id]
    done = max(steps[: steps.index(0, steps.index(1))])
    assert 0 < done < 8
    assert min(step for step in steps[steps.index(0, steps.index(1)) :] if step) == done + 1
    assert bench.queue.job(good.id).state is JobState.DONE
    report("a kernel that hangs", finished, f"“{reason}”; went on after step {done}")


@contextmanager
def hanging_engine(
    bench: Bench, engine: TroubledEngine, patience: PatienceLimits
) -> Iterator[RenderRunner]:
    """A runner whose engine hangs by now, in the middle of a sampling."""
    engine.order("hang", "sampling", after=5)
    runner = bench.runner(PlansInTurn(), engine, patience=patience)
    thread = threading.Thread(target=runner.run)
    thread.start()
    try:
        while not engine.has_obeyed("sampling"):
            assert thread.is_alive()
            time.sleep(0.02)
        yield runner
    finally:
        runner.stop()
        thread.join()


def test_nothing_but_patience_ends_an_engine_that_hangs(
    bench: Bench, engine: TroubledEngine
) -> None:
    job = bench.queue.add(SMALL.with_changes(num_inference_steps=8))
    with hanging_engine(bench, engine, PatienceLimits(least_s=1.0, steps=1.0)):
        began = time.monotonic()
        while bench.queue.job(job.id).crashes == 0:
            time.sleep(0.02)
        ended_after_s = time.monotonic() - began
    endless = PatienceLimits(unmeasured_s=math.inf, least_s=math.inf)
    with hanging_engine(bench, engine, endless) as runner:
        hung = runner.engine_pid
        time.sleep(2 * ended_after_s)
        now = bench.queue.job(job.id)
        assert (now.state, now.crashes) == (JobState.RENDERING, 1)
        assert runner.engine_pid == hung
        assert hung is not None


# --- files and plans ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders of all three models, named as they are installed."""
    folder = tmp_path_factory.mktemp("models")
    for variant in (Variant.TI2V_5B, Variant.T2V_A14B, Variant.I2V_A14B):
        save_diffusers_folder(folder / variant.value, variant, dtype=torch.float32)
    return folder


WEIGHTS = "diffusion_pytorch_model.safetensors"


class PlansByPrompt:
    """This machine's plans, but for the prompts of `own`."""

    def __init__(self, places: Places, own: dict[str, PlannedRender]) -> None:
        self._usual = MachinePlans(places)
        self._own = own

    def tuning(self) -> EngineTuning:
        return self._usual.tuning()

    def plan(self, request: GenerationRequest, parts: ModelParts, ready: Ready) -> PlannedRender:
        own = self._own.get(request.prompt)
        return own or self._usual.plan(request, parts, ready)

    def after_out_of_memory(self, plan: ExecutionPlan, stage: Stage) -> PlannedRender | None:
        return self._usual.after_out_of_memory(plan, stage)

    def learn(self, plan: ExecutionPlan, figures: RenderFigures, notes: tuple[str, ...]) -> None:
        self._usual.learn(plan, figures, notes)


@dataclass(frozen=True)
class Case:
    """What is done to the installed models before the job is taken, and what is expected."""

    says: str
    damage: Callable[[Places], None] = lambda _places: None
    model: Variant = Variant.TI2V_5B
    state: JobState = JobState.FAILED
    changes: dict[str, object] = field(default_factory=dict)


def without(part: str) -> Callable[[Places], None]:
    return lambda places: shutil.rmtree(places.model_folder(Variant.TI2V_5B) / part)


def cut_off(places: Places) -> None:
    file = places.model_folder(Variant.TI2V_5B) / "transformer" / WEIGHTS
    file.write_bytes(file.read_bytes()[:-1000])


def from_other(donor: Variant, part: str, into: Variant) -> Callable[[Places], None]:
    def swap(places: Places) -> None:
        target = places.model_folder(into) / part
        shutil.rmtree(target)
        shutil.copytree(places.model_folder(donor) / part, target)

    return swap


def filled(part: str, values: dict[str, float]) -> Callable[[Places], None]:
    def fill(places: Places) -> None:
        file = places.model_folder(Variant.TI2V_5B) / part / WEIGHTS
        tensors = load_file(file)
        for name, value in values.items():
            tensors[name].fill_(value)
        save_file(tensors, file, {"format": "pt"})

    return fill


NAN = float("nan")
ALL_BLACK = {"decoder.conv_out.weight": 0.0, "decoder.conv_out.bias": -1.0}
FP8 = QuantizationOrder(quantization=Quantization.FP8_DYNAMIC)

CASES = {
    "a part missing": Case("vae", without("vae")),
    "a part damaged": Case(r"transformer/diffusion_pytorch_model\.safetensors", cut_off),
    "an expert of another model": Case(
        r"transformer.* belong.* Wan 2\.2 I2V",
        from_other(Variant.T2V_A14B, "transformer_2", Variant.I2V_A14B),
        model=Variant.I2V_A14B,
    ),
    "the VAE of another model": Case(
        "vae.* belong", from_other(Variant.T2V_A14B, "vae", Variant.TI2V_5B)
    ),
    "a LoRA for another base": Case("wide.* is made for .*; this model has width 32"),
    "a LoRA that is gone": Case("gone.* cannot be read: No such file"),
    "NaN in the transformer": Case(
        "no picture right after loading", filled("transformer", {"proj_out.bias": NAN})
    ),
    "NaN in the VAE": Case(
        "no picture while decoding", filled("vae", {"decoder.conv_out.bias": NAN})
    ),
    "black frames": Case("one colour", filled("vae", ALL_BLACK), state=JobState.DONE),
    "a quantization that is not for processors": Case("fp8-dynamic is not possible here: "),
    "the same with a fallback": Case(
        "fp8-dynamic is not possible here: .* int8", state=JobState.DONE
    ),
    "more than any plan can hold": Case(
        r"4096x4096 with 1001 frames needs at least .* GB of memory, where .* GB may be used\. "
        "What would fit: .* frames",
        model=Variant.T2V_A14B,
        changes={"width": 4096, "height": 4096, "num_frames": 1001},
    ),
    "nothing": Case("^$", state=JobState.DONE),
}


def own_plans() -> dict[str, PlannedRender]:
    plan = FIRST.model_copy(update={"quantization": Quantization.FP8_DYNAMIC})
    fallback = FP8.model_copy(update={"fallbacks": (Quantization.INT8,)})
    return {
        "a quantization that is not for processors": PlannedRender(plan, FP8),
        "the same with a fallback": PlannedRender(plan, fallback),
    }


def stored_lora(places: Places, *, name: str, width: int) -> LoraUse:
    """A LoRA in the library, for a transformer of so many numbers per token."""
    transformer = tiny_transformer(Variant.TI2V_5B)
    lora = tiny_lora(transformer, names=["blocks.0.attn1.to_q"])
    pair = lora.pairs["blocks.0.attn1.to_q"]
    pair.down, pair.up = torch.randn(2, width), torch.randn(width, 2)
    places.loras.mkdir(exist_ok=True)
    use = save_lora(places.loras / f"{name}.safetensors", comfyui(lora))
    (places.loras / f"{name}.safetensors").rename(places.lora(use.sha256))
    return use


def test_wrong_files_and_plans_cost_one_job_each(
    bench: Bench, models: Path, tmp_path: Path
) -> None:
    places = bench.places
    installed = places.home / "models"
    shutil.copytree(models, installed)
    loras = {
        "a LoRA for another base": stored_lora(places, name="wide", width=48),
        "a LoRA that is gone": stored_lora(places, name="gone", width=32),
    }
    start = tmp_path / "start.png"
    picture(1).save(start)
    sha256 = hashlib.sha256(start.read_bytes()).hexdigest()
    start.rename(places.start_image(sha256))

    names: dict[str, str] = {}
    for name, case in CASES.items():
        request = GenerationRequest.default(case.model, prompt=name, seed=3).with_changes(
            width=WIDTH,
            height=HEIGHT,
            num_frames=NUM_FRAMES,
            num_inference_steps=2,
            loras=(loras[name],) if name in loras else (),
        )
        if case.model is Variant.I2V_A14B:
            request = request.with_changes(mode=Mode.IMAGE_TO_VIDEO, image_sha256=sha256)
        names[bench.queue.add(request.with_changes(**case.changes)).id] = name

    def inflict(event: QueueEvent) -> None:
        """Just before the job is given to the engine; the models are whole but for this.

        Also once it has failed: the next job would wait for the repair of what it left behind.
        """
        if isinstance(event, JobChanged) and event.job.state in (JobState.LOADING, JobState.FAILED):
            shutil.rmtree(installed)
            shutil.copytree(models, installed)
            if event.job.state is JobState.LOADING:
                CASES[names[event.job.id]].damage(places)

    places.lora(loras["a LoRA that is gone"].sha256).unlink()
    bench.react = inflict
    bench.runner(PlansByPrompt(places, own_plans())).run(until_empty=True)

    for job_id, name in names.items():
        job, case = bench.queue.job(job_id), CASES[name]
        report(name, job, "the next job, in the same engine")
        assert (name, job.state) == (name, case.state), job.message
        assert re.search(case.says, job.message), f"{name}: {job.message}"
        assert str(places.home) not in job.message
    assert bench.engines_started == 1


def report(case: str, job: Job, then: str) -> None:
    """A row of the table in docs/MEASUREMENTS.md."""
    print(f"| {case} | {job.state.value} | {job.message} | {then} |")
