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
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.failures import FailureCause
from wan22_desktop.core.model_folder import model_error
from wan22_desktop.core.model_parts import find_parts
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.tensor_table import DamagedFileError
from wan22_desktop.core.wan import Mode, Variant
from wan22_desktop.engine.failures import failure_of, is_device_lost
from wan22_desktop.engine.lora.format import lora_error
from wan22_desktop.engine_protocol.messages import Failed, Stage

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="limits are set as on Linux")

Damage = Callable[[Path], None]

LORA = LoraUse(sha256="a" * 64, name="glow")


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
    assert (failed.category, failed.cause) == (ErrorCategory.MODEL, FailureCause.MODEL)
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
    failed = engine.refusal(job)
    assert (failed.category, failed.cause) == (ErrorCategory.BAD_RESULT, FailureCause.MODEL)
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
        assert failed.cause is FailureCause.INPUT
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
        assert failed.stage is None, "not that of the job before"
        assert failed.category is ErrorCategory.DISK
        assert failed.recoveries == (Recovery.CHOOSE_OUTPUT_FOLDER,)


@linux_only
def test_disk_that_fills_up_while_writing(engine: EngineClient, jobs: Jobs) -> None:
    job = jobs.job(jobs.quick_request(width=96, height=96, num_frames=17))
    with engine.limited_to(resource_kind=psutil.RLIMIT_FSIZE, limit=6000):
        failed = engine.refusal(job)
    assert (failed.category, failed.cause) == (ErrorCategory.DISK, FailureCause.DISK)
    assert failed.message.startswith(
        "The clip could not be saved: File too large. The disk of the "
    )
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
    assert failed.cause is FailureCause.COMMIT, "the computer has more, the process may not"
    assert re.search(r"the limit of its process left [\d.]+ GB", failed.message)
    engine.render(jobs.job())


CARD = "CUDA out of memory. Tried to allocate {}. GPU 0 has a total capacity of 15.99 GiB of which "
CARD += "3.20 GiB is free. Including non-PyTorch memory, this process has 12.50 GiB memory in use. "
CARD += "12.00 GiB allowed; Of the allocated memory 11.20 GiB is allocated by PyTorch."
"""As torch's allocator for cards says it, with a cap."""


class WindowsError(OSError):
    """One with a number of Windows."""

    def __init__(self, winerror: int, text: str) -> None:
        super().__init__(errno.EINVAL, text)
        self.winerror = winerror


def cuda(text: str) -> torch.AcceleratorError:
    return torch.AcceleratorError(f"CUDA error: {text}\nCUDA kernel errors might be reported late.")


@pytest.mark.parametrize(
    ("error", "category", "cause"),
    [
        (torch.OutOfMemoryError("CUDA out of memory."), "out-of-memory", "vram"),
        (torch.OutOfMemoryError(CARD.format("4.00 GiB")), "out-of-memory", "vram"),
        (torch.OutOfMemoryError(CARD.format("2.00 GiB")), "out-of-memory", "shared-memory"),
        (cuda("out of memory"), "out-of-memory", "vram"),
        (RuntimeError("CUBLAS_STATUS_ALLOC_FAILED when calling cublas"), "out-of-memory", "vram"),
        (RuntimeError("CUDA error: CUBLAS_STATUS_NOT_INITIALIZED"), "out-of-memory", "vram"),
        (RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"), "out-of-memory", "vram"),
        # So much at once that no computer has it, and so little that this one has it.
        (MemoryError("Unable to allocate 128. TiB for an array"), "out-of-memory", "ram"),
        (MemoryError("Unable to allocate 1.00 MiB for an array"), "out-of-memory", "commit"),
        (MemoryError(), "out-of-memory", "commit"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "out-of-memory", "commit"),
        (WindowsError(1455, "The paging file is too small"), "out-of-memory", "commit"),
        (cuda("an illegal memory access was encountered"), "engine", "driver"),
        (cuda("device-side assert triggered"), "engine", "driver"),
        (cuda("unspecified launch failure"), "engine", "driver"),
        (RuntimeError("CUDA driver error: driver shutting down"), "engine", "driver"),
        (RuntimeError("cuDNN error: CUDNN_STATUS_EXECUTION_FAILED"), "engine", "driver"),
        (OSError(errno.ENOSPC, "No space left on device"), "disk", "disk"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "disk", "disk"),
        (OSError(errno.EROFS, "Read-only file system"), "disk", "disk"),
        (SafetensorError("I/O error: No space left (os error 28)"), "disk", "disk"),
        (SafetensorError("Error while deserializing header"), "model", "model"),
        (DamagedFileError("is cut off"), "model", "model"),
        (model_error("vae is damaged."), "model", "model"),
        (
            UserError("The numbers are none.", category=ErrorCategory.BAD_RESULT),
            "bad-result",
            "model",
        ),
        (lora_error(LORA, "is damaged"), "bad-request", "lora"),
        (UserError("Too wide.", field="width"), "bad-request", "input"),
        (ZeroDivisionError(), "bug", "bug"),
        (KeyError("attn"), "bug", "bug"),
        (OSError(errno.ECHILD, "No child processes"), "bug", "bug"),
    ],
)
def test_what_libraries_raise_is_classified(
    jobs: Jobs, error: Exception, category: str, cause: str
) -> None:
    failed = failure_of(error, jobs.job(), Stage.SAMPLING)
    assert (failed.category.value, failed.cause.value) == (category, cause), failed.message
    assert is_device_lost(error) is (failed.cause is FailureCause.DRIVER)


def raised_from(error: UserError, cause: BaseException) -> UserError:
    error.__cause__ = cause
    return error


def test_what_was_explained_too_early_is_classified_by_what_is_behind_it(jobs: Jobs) -> None:
    """Reading a file, memory ran out: neither the model nor the LoRA is damaged."""
    no_memory = OSError(errno.ENOMEM, "Cannot allocate memory")
    for told in (model_error("vae could not be read."), lora_error(LORA, "cannot be read")):
        assert failure_of(told, jobs.job()).cause is not FailureCause.COMMIT
        failed = failure_of(raised_from(told, no_memory), jobs.job())
        assert (failed.category, failed.cause) == (
            ErrorCategory.OUT_OF_MEMORY,
            FailureCause.COMMIT,
        )


def test_a_missing_package_is_not_the_models_fault(jobs: Jobs) -> None:
    told = raised_from(model_error("GGUF files need the package gguf."), ImportError("gguf"))
    assert failure_of(told, jobs.job()).cause is FailureCause.INPUT


def test_an_error_of_a_file_names_whose_it_is(jobs: Jobs, tmp_path: Path) -> None:
    """A disk that fails while a model is read costs no clip."""
    lora, picture = tmp_path / "lora.safetensors", tmp_path / "start.image"
    job = jobs.job(jobs.quick_request(loras=(LORA,))).model_copy(
        update={"lora_paths": (str(lora),), "image_path": str(picture)}
    )

    def failed(file: str | Path) -> Failed:
        return failure_of(OSError(errno.EIO, "Input/output error", str(file)), job, Stage.SAMPLING)

    of_model = failed(Path(job.parts.vae) / "config.json")
    assert (of_model.category, of_model.cause) == (ErrorCategory.MODEL, FailureCause.MODEL)
    assert (
        of_model.message
        == "The model's file vae/config.json could not be read: Input/output error."
    )
    of_lora = failed(lora)
    assert (of_lora.cause, of_lora.loras) == (FailureCause.LORA, (LORA.sha256,))
    of_picture = failed(picture)
    assert (of_picture.cause, of_picture.field) == (FailureCause.INPUT, "image_sha256")
    for file, words in (
        (
            job.clip_path,
            "The clip could not be saved: Input/output error. The disk of the output f",
        ),
        (
            job.checkpoint_path,
            "What was sampled could not be saved: Input/output error. The disk of",
        ),
    ):
        told = failed(file)
        assert told.cause is FailureCause.DISK
        assert told.message.startswith(words)
        assert re.search(r"has [\d.]+ \w+ of [\d.]+ \w+ free\.$", told.message)
        assert str(tmp_path) not in told.message
