"""What can be wrong with a job's files and machine, and that the engine outlives it."""

import errno
import hashlib
import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
import torch
from engine_client import EngineClient, Jobs
from PIL import Image
from safetensors.torch import load_file, save_file

from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.model_parts import find_parts
from wan22_desktop.core.wan import Mode, Variant
from wan22_desktop.engine.failures import failure_of, is_device_lost
from wan22_desktop.engine_protocol.messages import Stage

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="limits are set as on Linux")

Damage = Callable[[Path], None]


def edited(name: str, **changes: object) -> Damage:
    def damage(model: Path) -> None:
        content = json.loads((model / name).read_text())
        (model / name).write_text(json.dumps(content | changes))

    return damage


def replaced(name: str, content: bytes) -> Damage:
    def damage(model: Path) -> None:
        (model / name).write_bytes(content)

    return damage


def cut_off(name: str) -> Damage:
    def damage(model: Path) -> None:
        (model / name).write_bytes((model / name).read_bytes()[:-9])

    return damage


def index_that_leaves_its_folder(model: Path) -> None:
    (model / DIT).unlink()
    (model / f"{DIT}.index.json").write_text('{"weight_map": {"a": "../../x.safetensors"}}')


DIT = "transformer/diffusion_pytorch_model.safetensors"
PICKLE = b"\x80\x04cos\nsystem\n."
DAMAGES: dict[str, tuple[str, Damage]] = {
    "missing weights": (
        "vae/diffusion_pytorch_model.safetensors",
        lambda model: (model / "vae/diffusion_pytorch_model.safetensors").unlink(),
    ),
    "cut-off weights": (DIT, cut_off(DIT)),
    "pickle under another name": (DIT, replaced(DIT, PICKLE)),
    "weights of zeros": (DIT, replaced(DIT, bytes(10_000))),
    "garbage config": ("vae/config.json", replaced("vae/config.json", b"{")),
    "cut-off tokenizer": ("tokenizer/tokenizer.json", cut_off("tokenizer/tokenizer.json")),
    "pickle": ("vae/weights.bin", replaced("vae/weights.bin", PICKLE)),
    "program code": ("transformer/model.py", replaced("transformer/model.py", b"import os")),
    "list-valued class": (
        "model_index.json",
        edited("model_index.json", _class_name=["pipeline", "Custom"]),
    ),
    "foreign class": ("model_index.json", edited("model_index.json", vae=["my_vae", "MyVae"])),
    "second expert": (
        "model_index.json",
        edited("model_index.json", transformer_2=["diffusers", "WanTransformer3DModel"]),
    ),
    "code by name": (
        "text_encoder/config.json",
        edited("text_encoder/config.json", auto_map={"AutoModel": "x.Y"}),
    ),
    "config of another class": (
        "transformer/config.json",
        edited("transformer/config.json", _class_name="WanVACETransformer3DModel"),
    ),
    "config that needs more weights": (
        "transformer/",
        edited("transformer/config.json", num_layers=40),
    ),
    "index that leaves its folder": (
        DIT + ".index.json",
        index_that_leaves_its_folder,
    ),
}


ABOUT_THE_FOLDER = (
    "pickle",
    "program code",
    "list-valued class",
    "foreign class",
    "second expert",
)
"""Refused before the engine is asked: it is given parts, not folders."""


@pytest.mark.parametrize("damage", ABOUT_THE_FOLDER)
def test_a_folder_that_brings_more_than_parts_is_refused_by_name(
    tmp_path: Path, demo_model: Path, damage: str
) -> None:
    name, inflict = DAMAGES[damage]
    model = shutil.copytree(demo_model, tmp_path / "model", copy_function=shutil.copyfile)
    inflict(model)
    with pytest.raises(UserError, match=re.escape(name)) as caught:
        find_parts(Variant.DEMO, model)
    assert caught.value.category is ErrorCategory.MODEL


@pytest.mark.parametrize("damage", [name for name in DAMAGES if name not in ABOUT_THE_FOLDER])
def test_damaged_model_is_refused_by_name(
    engine: EngineClient, jobs: Jobs, tmp_path: Path, demo_model: Path, damage: str
) -> None:
    name, inflict = DAMAGES[damage]
    model = shutil.copytree(demo_model, tmp_path / "model", copy_function=shutil.copyfile)
    inflict(model)
    failed = engine.refusal(jobs.job(model_folder=model))
    assert failed.category is ErrorCategory.MODEL
    assert f" {name}" in failed.message
    assert str(tmp_path) not in failed.message
    assert failed.recoveries == (Recovery.REINSTALL_MODEL,)  # it is the demo model itself


def test_good_job_after_bad_models(engine: EngineClient, jobs: Jobs) -> None:
    engine.render(jobs.job())


def test_weights_in_several_files(
    engine: EngineClient, jobs: Jobs, tmp_path: Path, demo_model: Path
) -> None:
    """As the big models have them: an index and two halves."""
    model = shutil.copytree(demo_model, tmp_path / "model", copy_function=shutil.copyfile)
    tensors = load_file(model / DIT)
    (model / DIT).unlink()
    files = {key: f"{'ab'[index % 2]}.safetensors" for index, key in enumerate(sorted(tensors))}
    for file in set(files.values()):
        half = {key: tensors[key] for key in tensors if files[key] == file}
        save_file(half, model / "transformer" / file, {"format": "pt"})
    size = sum(tensor.nbytes for tensor in tensors.values())
    index = {"metadata": {"total_size": size}, "weight_map": files}
    (model / f"{DIT}.index.json").write_text(json.dumps(index))

    whole = engine.render(jobs.job())
    split = engine.render(jobs.job(model_folder=model))
    assert abs(split.size_bytes - whole.size_bytes) < 10  # the same clip but for its date
    (model / "transformer" / "b.safetensors").unlink()
    assert "transformer/b.safetensors" in engine.refusal(jobs.job(model_folder=model)).message


def test_numbers_that_are_none(
    engine: EngineClient, jobs: Jobs, tmp_path: Path, demo_model: Path
) -> None:
    """Weights of the right shape whose content was lost."""
    model = shutil.copytree(demo_model, tmp_path / "model", copy_function=shutil.copyfile)
    tensors = load_file(model / DIT)
    tensors["proj_out.bias"].fill_(float("nan"))
    save_file(tensors, model / DIT, {"format": "pt"})
    job = jobs.job(model_folder=model)
    assert engine.refusal(job).category is ErrorCategory.BAD_RESULT
    assert not Path(job.checkpoint_path).exists()  # or the next attempt would fail the same way
    engine.render(jobs.job())


@pytest.mark.parametrize(("field", "value"), [("width", 72), ("height", 8), ("num_frames", 6)])
def test_shapes_that_the_pipeline_would_round(
    engine: EngineClient, jobs: Jobs, field: str, value: int
) -> None:
    failed = engine.refusal(jobs.job(jobs.quick_request(**{field: value})))
    assert (failed.category, failed.field) == (ErrorCategory.BAD_REQUEST, field)


def test_start_image_that_is_cut_off_changed_or_gone(
    engine: EngineClient, jobs: Jobs, tmp_path: Path
) -> None:
    whole = tmp_path / "whole.png"
    Image.radial_gradient("L").save(whole)
    image = tmp_path / "start.image"

    def refused(sha256: str) -> None:
        request = jobs.quick_request(mode=Mode.IMAGE_TO_VIDEO, image_sha256=sha256)
        failed = engine.refusal(jobs.job(request, image_path=image))
        assert (failed.category, failed.field) == (ErrorCategory.BAD_REQUEST, "image_sha256")
        assert failed.recoveries == (Recovery.CHOOSE_IMAGE,)

    refused("0" * 64)
    for content in (whole.read_bytes()[:5000], b"", b"ffconcat version 1.0\nfile whole.png\n"):
        image.write_bytes(content)
        refused(hashlib.sha256(content).hexdigest())
    image.write_bytes(whole.read_bytes())
    refused("0" * 64)


def test_clip_without_a_place_is_refused_before_sampling(
    engine: EngineClient, jobs: Jobs, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    for clip_path in (tmp_path / "gone" / "clip.mp4", tmp_path / "file" / "clip.mp4"):
        job = jobs.job(clip_path=clip_path)
        engine.send(job)
        events, failed = engine.outcome(job.job_id)
        assert events == [failed]
        assert failed.type == "failed"
        assert failed.category is ErrorCategory.DISK
        assert failed.recoveries == (Recovery.CHOOSE_OUTPUT_FOLDER,)


@linux_only
def test_disk_that_fills_up_while_writing(engine: EngineClient, jobs: Jobs) -> None:
    job = jobs.job(jobs.quick_request(width=96, height=96, num_frames=17))
    with engine.limited_to(resource_kind=psutil.RLIMIT_FSIZE, limit=6000):
        failed = engine.refusal(job)
    assert failed.category is ErrorCategory.DISK
    left = [file.name for file in jobs.folder.iterdir()]
    assert left == ["cache"]  # no half clip, no half checkpoint
    engine.render(job)


@linux_only
def test_too_little_memory(engine: EngineClient, jobs: Jobs) -> None:
    huge = jobs.quick_request(width=4096, height=4096, num_frames=1001)
    # The engine itself takes less than two gigabytes, the noise of this clip more than four.
    with engine.limited_to(resource_kind=psutil.RLIMIT_AS, limit=5 << 30):
        failed = engine.refusal(jobs.job(huge))
    assert failed.category is ErrorCategory.OUT_OF_MEMORY
    assert Recovery.LOWER_RESOLUTION in failed.recoveries
    assert failed.stage is Stage.LOADING
    assert failed.message.startswith("Memory ran out while loading the model (4096x4096, 1001 fra")
    assert failed.message.endswith("4.2 GB more were needed at once.")  # 16x251x512x512 floats
    engine.render(jobs.job())


@pytest.mark.parametrize(
    ("error", "category"),
    [
        (torch.OutOfMemoryError("CUDA out of memory."), ErrorCategory.OUT_OF_MEMORY),
        # Page-locked memory that the system refuses: the card is well.
        (RuntimeError("CUDA error: out of memory"), ErrorCategory.OUT_OF_MEMORY),
        (RuntimeError("CUBLAS_STATUS_ALLOC_FAILED"), ErrorCategory.OUT_OF_MEMORY),
        (MemoryError(), ErrorCategory.OUT_OF_MEMORY),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), ErrorCategory.OUT_OF_MEMORY),
        (RuntimeError("CUDA error: an illegal memory access"), ErrorCategory.ENGINE),
        (OSError(errno.ENOSPC, "No space left on device"), ErrorCategory.DISK),
        (ZeroDivisionError(), ErrorCategory.BUG),
    ],
)
def test_what_libraries_raise_is_classified(
    jobs: Jobs, error: Exception, category: ErrorCategory
) -> None:
    assert failure_of(error, jobs.job(), Stage.SAMPLING).category is category
    assert is_device_lost(error) is (category is ErrorCategory.ENGINE)
