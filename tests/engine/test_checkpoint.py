"""Checkpoints: a sampling that goes on from any of them ends as if it had never stopped."""

import json
import logging
from functools import cache
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from fixtures.sampling import Case, TinySampling, request_for
from wan22_desktop.core.wan import Expert, Scheduler, Variant
from wan22_desktop.engine.sampling.checkpoint import (
    Checkpoint,
    read_checkpoint,
    sampling_key,
    write_checkpoint,
)
from wan22_desktop.engine.sampling.denoising import Step
from wan22_desktop.engine.sampling.experts import Experts
from wan22_desktop.engine_protocol.plan import ExecutionPlan, Offload, Precision

KEY = "5" * 64
LABEL = "wan22_desktop"
STEPS = 12

tiny = cache(TinySampling)


def some_checkpoint() -> Checkpoint:
    random = torch.Generator().manual_seed(0)
    latents, output = torch.randn(2, 1, 2, 1, 2, 2, generator=random)
    state: dict[str, int | Tensor] = {
        "_step_index": 3,
        "lower_order_nums": 2,
        "model_outputs.1": output.bfloat16(),
        "timestep_list.1": torch.tensor(937),
    }
    return Checkpoint(3, latents, state)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "job.latents"


@pytest.mark.parametrize("scheduler", Scheduler)
@pytest.mark.parametrize(
    ("case", "dtype"),
    [
        (Case(Variant.T2V_A14B), torch.float32),
        (Case(Variant.T2V_A14B), torch.bfloat16),
        (Case(Variant.I2V_A14B, image=True, end_image=True), torch.float32),
        (Case(Variant.TI2V_5B, image=True), torch.float32),
    ],
    ids=str,
)
def test_going_on_after_any_step_gives_the_same_bits(
    case: Case, dtype: torch.dtype, scheduler: Scheduler, tmp_path: Path
) -> None:
    """Every file is read by a sampling that shares no object with the one that wrote it."""
    sampling = tiny(case, dtype)
    request = request_for(case, scheduler=scheduler, num_inference_steps=STEPS)

    def keep(step: Step) -> None:
        assert write_checkpoint(tmp_path / f"{step.checkpoint.step}", step.checkpoint, KEY)

    uninterrupted = sampling.sample(request, keep)
    conditions = sampling.conditions(request)
    for done in range(1, STEPS + 1):
        seen: list[Step] = []
        checkpoint = read_checkpoint(tmp_path / f"{done}", KEY)
        assert checkpoint is not None
        latents = sampling.sample(request, seen.append, conditions=conditions, resume=checkpoint)
        assert [step.checkpoint.step for step in seen] == list(range(done + 1, STEPS + 1))
        assert torch.equal(latents, uninterrupted), f"after step {done}"


def test_without_its_scheduler_state_a_sampling_would_go_wrong() -> None:
    """What the test above would see if a checkpoint were only latents."""
    sampling = tiny(Case(Variant.T2V_A14B))
    request = request_for(sampling.case, num_inference_steps=STEPS)
    seen: list[Step] = []
    uninterrupted = sampling.sample(request, seen.append)
    half_way = seen[5].checkpoint
    index = half_way.scheduler["_step_index"]
    bare = Checkpoint(half_way.step, half_way.latents, {"_step_index": index})
    assert torch.equal(sampling.sample(request, resume=half_way), uninterrupted)
    assert not torch.equal(sampling.sample(request, resume=bare), uninterrupted)


def test_going_on_at_low_noise_never_loads_the_high_noise_expert(path: Path) -> None:
    sampling = tiny(Case(Variant.T2V_A14B))
    request = request_for(sampling.case)

    def keep(step: Step) -> None:
        if step.expert is Expert.HIGH_NOISE:
            write_checkpoint(path, step.checkpoint, KEY)

    sampling.sample(request, keep)
    experts = Experts(sampling.transformers.__getitem__, keep_both=True)
    sampling.sample(request, experts=experts, resume=read_checkpoint(path, KEY))
    assert experts.loads == {Expert.LOW_NOISE: 1}


def test_a_finished_sampling_is_a_checkpoint_that_computes_nothing(path: Path) -> None:
    """With a start image: its first frame is in place before the latents are kept."""
    sampling = tiny(Case(Variant.TI2V_5B, image=True))
    request = request_for(sampling.case)
    seen: list[Step] = []
    latents = sampling.sample(request, seen.append)
    write_checkpoint(path, seen[-1].checkpoint, KEY)
    assert load_file(path).keys() == {"latents"}
    experts = sampling.experts()
    again = sampling.sample(request, experts=experts, resume=read_checkpoint(path, KEY))
    assert torch.equal(again, latents)
    assert experts.loads == {}


def test_what_was_written_is_read(path: Path) -> None:
    written = some_checkpoint()
    assert write_checkpoint(path, written, KEY)
    read = read_checkpoint(path, KEY)
    assert read is not None
    assert read.step == written.step
    assert torch.equal(read.latents, written.latents)
    assert read.scheduler.keys() == written.scheduler.keys()
    for name, value in written.scheduler.items():
        found = read.scheduler[name]
        if isinstance(value, Tensor):
            assert isinstance(found, Tensor)
            assert found.dtype == value.dtype
            assert torch.equal(found, value)
        else:
            assert found == value


def test_the_same_checkpoint_is_the_same_file(tmp_path: Path) -> None:
    for name in "ab":
        write_checkpoint(tmp_path / name, some_checkpoint(), KEY)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_every_changed_byte_is_noticed(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write_checkpoint(path, some_checkpoint(), KEY)
    content = path.read_bytes()
    for position in range(len(content)):
        damaged = bytearray(content)
        damaged[position] ^= 0x15
        path.write_bytes(damaged)
        caplog.clear()
        assert read_checkpoint(path, KEY) is None, f"byte {position}"
        assert len(caplog.records) == 1
    path.write_bytes(content)
    assert read_checkpoint(path, KEY) is not None


def test_a_cut_off_file_is_noticed(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write_checkpoint(path, some_checkpoint(), KEY)
    content = path.read_bytes()
    for length in range(0, len(content), 3):
        path.write_bytes(content[:length])
        caplog.clear()
        assert read_checkpoint(path, KEY) is None
        assert len(caplog.records) == 1


def labelled(path: Path, label: object) -> None:
    text = label if isinstance(label, str) else json.dumps(label)
    save_file({"latents": torch.zeros(1, 4, 2, 3, 3)}, path, {LABEL: text})


@pytest.mark.parametrize(
    "label",
    [
        "",
        "[" * 100_000,
        [],
        {"key": KEY},
        {"key": KEY, "step": "3", "scheduler": {}, "sha256": KEY},
        {"key": KEY, "step": 3, "scheduler": {}, "sha256": KEY},
    ],
    ids=["empty", "deep", "list", "incomplete", "mistyped", "other content"],
)
def test_other_files_are_left_alone(
    path: Path, label: object, caplog: pytest.LogCaptureFixture
) -> None:
    labelled(path, label)
    assert read_checkpoint(path, KEY) is None
    assert path.name in caplog.text


@pytest.mark.parametrize(
    "header",
    [{}, {"__metadata__": {}}, {"__metadata__": []}, {"__metadata__": {LABEL: 3}}],
    ids=str,
)
def test_a_file_without_a_label_is_left_alone(
    path: Path, header: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    text = json.dumps(header).encode().ljust(64)
    path.write_bytes(len(text).to_bytes(8, "little") + text)
    assert read_checkpoint(path, KEY) is None
    assert path.name in caplog.text


def test_a_checkpoint_of_another_sampling_is_left_alone(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_checkpoint(path, some_checkpoint(), KEY)
    assert read_checkpoint(path, "6" * 64) is None
    assert "another sampling" in caplog.text


def test_no_checkpoint_is_no_news(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert read_checkpoint(path, KEY) is None
    assert caplog.text == ""


def test_a_folder_in_its_place_is_left_alone(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path.mkdir()
    assert read_checkpoint(path, KEY) is None
    assert not write_checkpoint(path, some_checkpoint(), KEY)
    assert len(caplog.records) == 2
    assert list(path.parent.iterdir()) == [path]


def test_a_disk_that_takes_nothing_is_only_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    path = tmp_path / "file" / "job.latents"
    assert not write_checkpoint(path, some_checkpoint(), KEY)
    assert "is not kept" in caplog.text


def test_the_key_names_what_decides_the_bits_and_nothing_else() -> None:
    request = request_for(Case(Variant.T2V_A14B))
    versions = {"torch": "2", "diffusers": "0.42"}
    plan = ExecutionPlan()
    key = sampling_key(request, plan, "model", versions)
    same = [
        sampling_key(request, plan, "model", dict(reversed(versions.items()))),
        sampling_key(request, ExecutionPlan(offload=Offload.STREAMING), "model", versions),
        sampling_key(request, ExecutionPlan(keep_both_experts=True), "model", versions),
    ]
    others = [
        sampling_key(request.with_changes(seed=12), plan, "model", versions),
        sampling_key(request, ExecutionPlan(precision=Precision.BF16), "model", versions),
        sampling_key(request, ExecutionPlan(guided_share=0.5), "model", versions),
        sampling_key(request, plan, "another model", versions),
        sampling_key(request, plan, "model", {**versions, "torch": "3"}),
    ]
    assert set(same) == {key}
    assert len({key, *others}) == 1 + len(others)
