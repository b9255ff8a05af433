"""Regional compilation: one block for all, below every hook, and never a reason to fail."""

import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import torch
from torch._dynamo.utils import counters

from fixtures.sampling import Case, TinySampling, request_for
from wan22_desktop.core.wan import Expert, Variant
from wan22_desktop.engine.cancel import CancelToken, RenderCancelled, stopping_before
from wan22_desktop.engine.memory.chunked_forward import use_chunked_forward
from wan22_desktop.engine.memory.offload import Placement
from wan22_desktop.engine.speed.compile_blocks import compile_blocks, probe_compiler
from wan22_desktop.engine.speed.step_cache import disable_step_cache, enable_step_cache
from wan22_desktop.engine_protocol.plan import ExecutionPlan, Offload, StepCache, StepCacheKind

CASE = Case(Variant.T2V_A14B)
FIRST_BLOCK = StepCache(kind=StepCacheKind.FIRST_BLOCK, strength=1.0)


def works(_device: str) -> None:
    """Instead of the probe: these tests translate the blocks and generate no machine code."""


def sampling(*, backend: str | None = None) -> TinySampling:
    """Two experts of three blocks, compiled where a backend is named."""
    made = TinySampling(CASE, num_layers=3)
    if backend is not None:
        for transformer in made.transformers.values():
            assert compile_blocks(transformer, backend=backend, problem_of=works) is None
    return made


@pytest.fixture(autouse=True)
def nothing_translated() -> None:
    torch.compiler.reset()
    counters.clear()


@pytest.mark.slow
def test_the_compiler_of_this_machine_is_tried_in_a_process() -> None:
    there = any(map(shutil.which, ("g++", "clang++", "cl")))
    assert (probe_compiler("cpu") is None) == there


@pytest.mark.parametrize(
    ("program", "limit_s", "reason"),
    [
        ("import os; os.abort()", 60, "does not work"),
        ("raise RuntimeError('no triton')", 60, "no triton"),
        ("import time; time.sleep(60)", 1, "no answer within 1 s"),
    ],
)
def test_why_nothing_can_be_compiled(program: str, limit_s: float, reason: str) -> None:
    answer = probe_compiler("cpu", command=(sys.executable, "-c", program), limit_s=limit_s)
    assert answer is not None
    assert reason in answer


def test_a_compiler_that_cannot_be_started(tmp_path: Path) -> None:
    answer = probe_compiler("cpu", command=(str(tmp_path / "missing"),))
    assert answer is not None
    assert "could not be tried" in answer


def test_without_a_compiler_blocks_stay_as_they_are() -> None:
    made = sampling()
    request = request_for(CASE)
    plain = made.sample(request)
    transformer = made.transformers[Expert.HIGH_NOISE]
    assert compile_blocks(transformer, problem_of=lambda _device: "no compiler") == "no compiler"
    assert torch.equal(made.sample(request), plain)
    assert counters["stats"]["unique_graphs"] == 0


def test_one_translation_serves_all_blocks_of_both_experts() -> None:
    request = request_for(CASE)
    compiled = sampling(backend="eager").sample(request)
    assert counters["stats"]["unique_graphs"] == 1
    assert not counters["graph_break"]
    assert torch.equal(compiled, sampling().sample(request))


def test_compiled_blocks_under_a_step_cache_and_a_cancel_check() -> None:
    request = request_for(CASE, num_inference_steps=24)

    def cached(made: TinySampling) -> torch.Tensor:
        for transformer in made.transformers.values():
            assert enable_step_cache(transformer, FIRST_BLOCK, num_steps=12)
        try:
            return made.sample(request)
        finally:
            for transformer in made.transformers.values():
                disable_step_cache(transformer)

    compiled = sampling(backend="eager")
    blocks = compiled.transformers[Expert.HIGH_NOISE].blocks
    token = CancelToken()
    with stopping_before(blocks, token):
        assert torch.equal(cached(compiled), cached(sampling()))
        token.set()
        with pytest.raises(RenderCancelled):
            compiled.sample(request)
    assert counters["stats"]["unique_graphs"] == 1


def number_within(forward: Callable[..., torch.Tensor], *inputs: torch.Tensor) -> torch.Tensor:
    """A forward that reads a number out of a tensor does not fit into one graph."""
    output = forward(*inputs)
    return output if output.abs().max().item() >= 0 else -output


def test_blocks_that_cannot_be_translated_are_computed_as_they_are() -> None:
    made = sampling()
    request = request_for(CASE)
    plain = made.sample(request)
    for transformer in made.transformers.values():
        for block in transformer.blocks:
            block.ffn.forward = partial(number_within, block.ffn.forward)
        assert compile_blocks(transformer, backend="eager", problem_of=works) is None
    assert torch.equal(made.sample(request), plain)


def test_blocks_whose_weights_are_streamed_are_not_compiled() -> None:
    transformer = sampling().transformers[Expert.HIGH_NOISE]
    placement = Placement(ExecutionPlan(offload=Offload.STREAMING))
    placement.add(transformer)
    assert "fetched" in (compile_blocks(transformer, problem_of=works) or "")
    placement.remove(transformer)
    assert compile_blocks(transformer, problem_of=works) is None


def test_slices_and_hooks_are_not_compiled() -> None:
    made = sampling()
    transformer = made.transformers[Expert.HIGH_NOISE]
    use_chunked_forward(transformer, 16)
    assert "slices" in (compile_blocks(transformer, problem_of=works) or "")
    use_chunked_forward(transformer, None)
    enable_step_cache(transformer, FIRST_BLOCK, num_steps=12)
    assert "wraps" in (compile_blocks(transformer, problem_of=works) or "")
    disable_step_cache(transformer)
    assert compile_blocks(transformer, problem_of=works) is None
