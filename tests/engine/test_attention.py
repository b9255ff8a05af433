"""Attention backends: tried in processes of their own, remembered, applied, guarded."""

import sys
from functools import cache
from pathlib import Path

import pytest
import torch

from fixtures import strange_probe
from fixtures.sampling import Case, TinySampling, request_for
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.wan import Expert, Variant
from wan22_desktop.engine.speed.attention import (
    BrokenAttentionError,
    apply_attention,
    attention_guarded,
)
from wan22_desktop.engine_protocol.attention import (
    ALLOWED_BACKENDS,
    QUANTIZED_BACKENDS,
    AttentionReport,
    BackendOutcome,
    BackendResult,
    backends_to_probe,
)
from wan22_desktop.engine_protocol.plan import DeviceName, ExecutionPlan
from wan22_desktop.optimizer.attention_choice import (
    machine_key,
    probe_attention,
    remembered_attention,
)

STRANGE = (sys.executable, strange_probe.__file__)


@cache
def probed_here() -> AttentionReport:
    """The true probe on this machine's processor, with more backends than are usual there."""
    names = (*backends_to_probe("cpu"), "_native_cudnn", "_native_efficient", "sage", "sage_hub")
    return probe_attention("cpu", backends=names, tokens=256)


def report(**times: float) -> AttentionReport:
    results = tuple(
        BackendResult(
            name=name, outcome=BackendOutcome.WORKS, milliseconds=ms, relative_error=0.001
        )
        for name, ms in times.items()
    )
    return AttentionReport(device="cuda", tokens=8192, results=results)


def test_what_this_machine_can_do() -> None:
    results = {result.name: result for result in probed_here().results}
    for name in backends_to_probe("cpu"):
        result = results[name]
        assert result.outcome is BackendOutcome.WORKS, result
        assert result.relative_error is not None
        assert result.relative_error < 1e-5
        assert result.milliseconds is not None
    assert results["_native_math"].relative_error != results["native"].relative_error
    for name in ("_native_cudnn", "_native_efficient", "sage", "sage_hub"):
        assert results[name].outcome is BackendOutcome.REFUSED
        assert results[name].milliseconds is None
        assert results[name].reason
    assert set(probed_here().ranking()) == set(backends_to_probe("cpu"))


def test_a_backend_that_crashes_or_computes_nonsense_harms_no_other() -> None:
    names = ["overflows", "crashes", "forgets", "chatters"]
    answer = probe_attention("cpu", backends=names, tokens=64, command=STRANGE)
    assert [(result.name, result.outcome) for result in answer.results] == [
        ("overflows", BackendOutcome.WRONG),
        ("crashes", BackendOutcome.CRASHED),
        ("forgets", BackendOutcome.WRONG),
        ("chatters", BackendOutcome.WORKS),
    ]
    assert answer.ranking() == ("chatters",)


def test_a_backend_that_hangs_is_given_up() -> None:
    wrong = BackendResult(name="sage", outcome=BackendOutcome.WRONG)
    program = (
        f"""import time; print("ready"); print({wrong.to_json()!r}, flush=True); time.sleep(600)"""
    )
    answer = probe_attention(
        "cpu", backends=["sage", "native"], command=(sys.executable, "-c", program), limit_s=5
    )
    outcomes = [result.outcome for result in answer.results]
    assert outcomes == [BackendOutcome.WRONG, BackendOutcome.TIMED_OUT]
    assert answer.ranking() == ("native",)


def test_where_no_probe_runs_every_backend_is_unusable_and_tried_once() -> None:
    command = (sys.executable, "-c", "raise SystemExit(3)")
    answer = probe_attention("cpu", backends=["native", "flash"], command=command)
    assert {result.outcome for result in answer.results} == {BackendOutcome.CRASHED}
    assert "code 3" in answer.results[0].reason
    assert answer.ranking() == ("native",)


def test_the_default_stays_unless_another_is_noticeably_faster() -> None:
    assert report(_native_flash=9.8, native=10.0).ranking() == ("native", "_native_flash")
    assert report(native=10.0, _native_cudnn=5.0).ranking() == ("_native_cudnn", "native")


def test_quantized_attention_is_ranked_only_on_request() -> None:
    answer = report(native=10.0, _native_cudnn=5.0, sage=2.0)
    assert answer.ranking() == ("_native_cudnn", "native")
    assert answer.ranking(quantized=True) == ("sage", "_native_cudnn", "native")


def test_every_name_fits_a_plan() -> None:
    for name in ALLOWED_BACKENDS:
        assert ExecutionPlan(attention=name).attention == name
        assert not name.endswith("_hub")


class Probes:
    """Counts how often it is asked."""

    def __init__(self, answer: AttentionReport) -> None:
        self.answer = answer
        self.count = 0

    def __call__(self, _device: DeviceName) -> AttentionReport:
        self.count += 1
        return self.answer


def test_a_machine_is_probed_once(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "attention.json"
    probe = Probes(report(native=3.0))
    card = machine_key("a card", "580.1")
    for _ in range(2):
        assert remembered_attention(file, "cuda", card, probe=probe) == probe.answer
    assert probe.count == 1
    remembered_attention(file, "cuda", machine_key("a card", "581.0"), probe=probe)
    assert probe.count == 2
    remembered_attention(file, "cuda", card, probe=probe)
    assert probe.count == 2
    assert torch.__version__.split("+")[0] in card


@pytest.mark.parametrize("damage", [b"", b"{}", b'{"machines":{"a', b"\xff\xfe", b"[1]"])
def test_a_damaged_memory_is_probed_again_and_replaced(tmp_path: Path, damage: bytes) -> None:
    file = tmp_path / "attention.json"
    probe = Probes(report(native=3.0))
    file.write_bytes(damage)
    for _ in range(2):
        assert remembered_attention(file, "cuda", "card", probe=probe) == probe.answer
    assert probe.count == 1


def test_a_memory_that_cannot_be_written_costs_only_another_probe(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    probe = Probes(report(native=3.0))
    for _ in range(2):
        remembered_attention(tmp_path / "file" / "attention.json", "cuda", "card", probe=probe)
    assert probe.count == 2


def test_a_probe_in_which_nothing_works_is_repeated(tmp_path: Path) -> None:
    nothing = AttentionReport(
        device="cuda",
        tokens=1,
        results=(BackendResult(name="native", outcome=BackendOutcome.TIMED_OUT),),
    )
    probe = Probes(nothing)
    for _ in range(2):
        remembered_attention(tmp_path / "attention.json", "cuda", "card", probe=probe)
    assert probe.count == 2


def tiny() -> TinySampling:
    return TinySampling(Case(Variant.TI2V_5B), num_layers=2)


def test_backends_compute_the_same_clip() -> None:
    sampling = tiny()
    transformer = sampling.transformers[Expert.HIGH_NOISE]
    request = request_for(sampling.case)
    plain = sampling.sample(request)
    try:
        apply_attention(transformer, "_native_math")
        math = sampling.sample(request)
    finally:
        apply_attention(transformer, "native")
    assert not torch.equal(math, plain)
    assert torch.allclose(math, plain, rtol=0, atol=1e-4)
    assert torch.equal(sampling.sample(request), plain)


@pytest.mark.parametrize(
    "name", ["sage_hub", "flash_4_hub", "flex", "", "native; rm", *QUANTIZED_BACKENDS]
)
def test_a_backend_that_is_not_allowed_or_not_installed_is_refused(name: str) -> None:
    sampling = tiny()
    with pytest.raises(UserError) as refusal:
        apply_attention(sampling.transformers[Expert.HIGH_NOISE], name)
    assert refusal.value.category is ErrorCategory.ENGINE
    assert name in refusal.value.message


@pytest.mark.parametrize("value", [torch.nan, torch.inf, 0.0])
def test_nonsense_from_a_backend_is_told_from_a_broken_model(value: float) -> None:
    sampling = tiny()
    transformer = sampling.transformers[Expert.HIGH_NOISE]
    request = request_for(sampling.case)
    plain = sampling.sample(request)
    kept = {name: tensor.clone() for name, tensor in transformer.proj_out.state_dict().items()}
    for tensor in transformer.proj_out.parameters():
        tensor.fill_(value)

    def guarded(backend: str) -> None:
        sampling.sample(request, around=lambda _e, model, _s: attention_guarded(model, backend))

    with pytest.raises(BrokenAttentionError) as broken:
        guarded("sage")
    assert broken.value.backend == "sage"
    with pytest.raises(UserError) as refusal:  # the model is at fault: nothing else to try
        guarded("native")
    assert refusal.value.category is ErrorCategory.BAD_RESULT

    transformer.proj_out.load_state_dict(kept)
    guarded("sage")
    assert torch.equal(sampling.sample(request), plain)
