"""What is chosen on which machine, and that it is remembered there."""

from pathlib import Path

import pytest

from wan22_desktop.core.errors import NotSavedError
from wan22_desktop.core.hardware import Gpu, HardwareProfile
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine_protocol.plan import Quantization
from wan22_desktop.engine_protocol.quality import QualityMetrics
from wan22_desktop.engine_protocol.quantization import (
    DEFAULT_LIMIT_S,
    EXTENDED_LIMIT_S,
)
from wan22_desktop.optimizer.domain.quantization import QualityGrade, best_quantization
from wan22_desktop.optimizer.quantization_controller import (
    MAX_FILE_BYTES,
    MAX_REMEMBERED,
    QuantizationController,
)

LIBRARIES = ("torchao", "gguf")


def machine(
    vram_gib: float | None, ram_gib: float | None, *, capability: tuple[int, int] = (8, 9)
) -> HardwareProfile:
    """A little less than the label says, as drivers and firmware leave it."""
    gpu = None
    if vram_gib is not None:
        total = int((vram_gib - 0.01) * 2**30)
        gpu = Gpu(name="GeForce", total_vram_bytes=total, compute_capability=capability)
    ram = None if ram_gib is None else int((ram_gib - 0.3) * 2**30)
    return HardwareProfile(os="windows", total_ram_bytes=ram, gpu=gpu)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "quantization.json"


@pytest.fixture
def controller(file: Path) -> QuantizationController:
    return QuantizationController(file)


NONE, INT8 = Quantization.NONE, Quantization.INT8


@pytest.mark.parametrize(
    ("variant", "vram_gib", "ram_gib", "expected"),
    [
        (Variant.T2V_A14B, 8, 32, INT8),
        (Variant.T2V_A14B, 8, 128, INT8),
        (Variant.T2V_A14B, 12, 64, INT8),
        (Variant.T2V_A14B, 12, 96, NONE),
        (Variant.I2V_A14B, 16, 128, NONE),
        (Variant.I2V_A14B, 16, 64, INT8),
        (Variant.I2V_A14B, 24, 128, NONE),
        (Variant.T2V_A14B, 32, 128, NONE),
        (Variant.T2V_A14B, 32, 64, INT8),
        (Variant.TI2V_5B, 8, 32, NONE),
        (Variant.TI2V_5B, 16, 128, NONE),
        (Variant.TI2V_5B, 8, 16, INT8),
        (Variant.T2V_A14B, None, 128, NONE),
        (Variant.T2V_A14B, None, 48, INT8),
        (Variant.TI2V_5B, None, 32, NONE),
        (Variant.DEMO, None, 4, NONE),
        (Variant.DEMO, 8, None, NONE),
    ],
)
def test_memory_decides(
    controller: QuantizationController,
    variant: Variant,
    vram_gib: float | None,
    ram_gib: float | None,
    expected: Quantization,
) -> None:
    choice = controller.determine_optimal_quantization(variant, machine(vram_gib, ram_gib))
    assert choice.quantization is expected
    assert choice.reason.endswith(".")


def test_the_reason_has_the_figures(controller: QuantizationController) -> None:
    """Two experts of 28.6 GB, one of them once more, and 8 GB for all else; then half of it."""
    choice = controller.determine_optimal_quantization(Variant.T2V_A14B, machine(16, 64))
    assert choice.reason == (
        "In bf16 it takes 93.9 GB of memory, with all else; this machine has 68.4 GB. "
        "With 8 bits it takes 51.8 GB."
    )


def test_the_card_is_named_where_it_is_what_is_short(controller: QuantizationController) -> None:
    choice = controller.determine_optimal_quantization(Variant.T2V_A14B, machine(8, 128))
    assert "Of the card's 8.6 GB weights in bf16 would take 1.9 GB" in choice.reason


@pytest.mark.parametrize(
    ("ram_gib", "words"),
    [(32, "one part of it after the other"), (16, "a GGUF file with 4 bits"), (None, "unknown")],
)
def test_little_memory_is_explained(
    controller: QuantizationController, ram_gib: float | None, words: str
) -> None:
    choice = controller.determine_optimal_quantization(Variant.T2V_A14B, machine(16, ram_gib))
    assert choice.quantization is INT8
    assert words in choice.reason


def test_gguf_stays_what_it_is(controller: QuantizationController) -> None:
    small = machine(8, 16)
    controller.choose(Variant.T2V_A14B, small, INT8)
    choice = controller.determine_optimal_quantization(Variant.T2V_A14B, small, is_gguf=True)
    assert choice.quantization is Quantization.GGUF
    controller.choose(Variant.T2V_A14B, small, Quantization.GGUF)
    choice = controller.determine_optimal_quantization(Variant.T2V_A14B, small)
    assert choice.quantization is INT8


def test_without_torchao_weights_are_stored_as_floats() -> None:
    choice = best_quantization(Variant.T2V_A14B, machine(8, 32), libraries=())
    assert choice.quantization is Quantization.FP8_STORAGE


# --- orders -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quantization", "hardware", "fallbacks"),
    [
        (Quantization.FP8_DYNAMIC, machine(16, 128), (INT8, Quantization.FP8_STORAGE, NONE)),
        (INT8, machine(16, 128), (Quantization.FP8_STORAGE, NONE)),
        (INT8, machine(16, None), (Quantization.FP8_STORAGE, NONE)),
        (INT8, machine(8, 32), (Quantization.FP8_STORAGE,)),
        (Quantization.FP8_STORAGE, machine(8, 32), (INT8,)),
        (NONE, machine(16, 128), ()),
        (Quantization.GGUF, machine(16, 128), ()),
    ],
)
def test_fallbacks_are_possible_and_fit(
    controller: QuantizationController,
    quantization: Quantization,
    hardware: HardwareProfile,
    fallbacks: tuple[Quantization, ...],
) -> None:
    order = controller.order(Variant.T2V_A14B, hardware, quantization)
    assert order.quantization is quantization
    assert order.fallbacks == fallbacks
    assert order.limit_s == DEFAULT_LIMIT_S == 300


def test_fallbacks_need_their_libraries(file: Path) -> None:
    order = QuantizationController(file, libraries=()).order(
        Variant.T2V_A14B, machine(8, 32), Quantization.FP8
    )
    assert order.fallbacks == (Quantization.FP8_STORAGE,)


def test_patient_people_get_twice_the_time(controller: QuantizationController) -> None:
    order = controller.order(Variant.T2V_A14B, machine(8, 32), INT8, patient=True)
    assert order.limit_s == EXTENDED_LIMIT_S == 600


# --- memory -----------------------------------------------------------------------------------


def test_a_choice_is_remembered_for_this_model_on_this_machine(
    controller: QuantizationController, file: Path
) -> None:
    here = machine(16, 128)
    controller.choose(Variant.T2V_A14B, here, Quantization.INT8_DYNAMIC)
    again = QuantizationController(file)
    for one in (controller, again):
        choice = one.determine_optimal_quantization(Variant.T2V_A14B, here)
        assert choice.quantization is Quantization.INT8_DYNAMIC
        assert choice.reason == "You chose this."
        for variant, hardware in (
            (Variant.I2V_A14B, here),
            (Variant.T2V_A14B, machine(24, 128)),
            (Variant.T2V_A14B, machine(16, 192)),
        ):
            assert one.determine_optimal_quantization(variant, hardware).quantization is NONE


def test_what_changes_by_the_minute_does_not_matter(controller: QuantizationController) -> None:
    here = machine(16, 128)
    controller.choose(Variant.T2V_A14B, here, INT8)
    later = here.model_copy(update={"free_ram_bytes": 5, "free_disk_bytes": 7})
    choice = controller.determine_optimal_quantization(Variant.T2V_A14B, later)
    assert choice.quantization is INT8


def test_forgetting_decides_anew(controller: QuantizationController, file: Path) -> None:
    here = machine(16, 128)
    controller.choose(Variant.T2V_A14B, here, INT8)
    controller.forget(Variant.T2V_A14B, here)
    controller.forget(Variant.TI2V_5B, here)
    for one in (controller, QuantizationController(file)):
        assert one.determine_optimal_quantization(Variant.T2V_A14B, here).quantization is NONE


def test_a_fallback_is_where_the_next_start_begins(controller: QuantizationController) -> None:
    here = machine(8, 32)
    reason = "The quantization int8 is not possible here: it took more than 300 s."
    controller.take_fallback(Variant.T2V_A14B, here, Quantization.FP8_STORAGE, reason)
    choice = controller.determine_optimal_quantization(Variant.T2V_A14B, here)
    assert choice.quantization is Quantization.FP8_STORAGE
    assert choice.reason == reason


def test_a_remembered_choice_that_is_not_possible_any_more_is_left_alone(file: Path) -> None:
    here = machine(8, 32)
    QuantizationController(file).choose(Variant.T2V_A14B, here, Quantization.INT8_DYNAMIC)
    without = QuantizationController(file, libraries=())
    choice = without.determine_optimal_quantization(Variant.T2V_A14B, here)
    assert choice.quantization is Quantization.FP8_STORAGE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no json",
        b"[]",
        b'{"choices": {"x": {"quantization": "int3", "reason": ""}}}',
        b'{"choices": {}, "more": 1}',
        b"\xff\xfe",
        b'{"choices": {}}' + b" " * MAX_FILE_BYTES + b"x",
    ],
    ids=["empty", "text", "list", "unknown", "extra", "binary", "huge"],
)
def test_bad_content_is_ignored_and_replaced(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    here = machine(16, 128)
    controller = QuantizationController(file)
    assert controller.determine_optimal_quantization(Variant.T2V_A14B, here).quantization is NONE
    controller.choose(Variant.T2V_A14B, here, INT8)
    again = QuantizationController(file)
    assert again.determine_optimal_quantization(Variant.T2V_A14B, here).quantization is INT8


def test_the_file_stays_small(controller: QuantizationController, file: Path) -> None:
    """Whatever the reasons hold: a control character takes six bytes."""
    first, last = machine(16, 16), machine(16, 15 + 2 * MAX_REMEMBERED)
    for ram_gib in range(16, 16 + 2 * MAX_REMEMBERED):
        hardware = machine(16, ram_gib)
        controller.take_fallback(Variant.T2V_A14B, hardware, NONE, "\x01" * 5000)
    assert file.stat().st_size < MAX_FILE_BYTES
    again = QuantizationController(file)
    assert "\x01" in again.determine_optimal_quantization(Variant.T2V_A14B, last).reason
    assert "\x01" not in again.determine_optimal_quantization(Variant.T2V_A14B, first).reason


def test_a_choice_that_cannot_be_kept_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"in the way")
    controller = QuantizationController(tmp_path / "file" / "quantization.json")
    with pytest.raises(NotSavedError):
        controller.choose(Variant.T2V_A14B, machine(16, 128), INT8)
    choice = controller.determine_optimal_quantization(Variant.T2V_A14B, machine(16, 128))
    assert choice.quantization is NONE


# --- quality ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("psnr_db", "ssim", "grade"),
    [
        (52.9, 0.9988, QualityGrade.SAME),
        (40.0, 0.5, QualityGrade.SAME),
        (39.9, 0.9951, QualityGrade.ALIKE),
        (30.0, 0.9, QualityGrade.ALIKE),
        (30.0, 0.89, QualityGrade.DIFFERENT),
        (29.9, 0.9, QualityGrade.DIFFERENT),
        (8.0, -0.1, QualityGrade.DIFFERENT),
    ],
)
def test_figures_become_a_grade(
    controller: QuantizationController, psnr_db: float, ssim: float, grade: QualityGrade
) -> None:
    verdict = controller.validate_quantization_quality(
        QualityMetrics(
            num_frames=17,
            psnr_db=psnr_db,
            least_psnr_db=psnr_db,
            ssim=ssim,
            least_ssim=ssim,
            temporal_difference=0.4,
        )
    )
    assert verdict.grade is grade
    assert f"PSNR {psnr_db:.1f} dB, SSIM {ssim:.3f}, motion differs by 0.4" in verdict.text
