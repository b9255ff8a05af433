"""What is chosen on which machine, and that it is remembered there."""

from pathlib import Path

import pytest

from fixtures.machines import machine, situation
from wan22_desktop.core.errors import NotSavedError
from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine_protocol.plan import ExecutionPlan, Quantization
from wan22_desktop.engine_protocol.quality import QualityMetrics
from wan22_desktop.optimizer.domain.planning import (
    PlanReport,
    Preferences,
    Situation,
)
from wan22_desktop.optimizer.domain.quantization import QualityGrade
from wan22_desktop.optimizer.planner import Planner
from wan22_desktop.optimizer.quantization_controller import (
    MAX_FILE_BYTES,
    MAX_REMEMBERED,
    QuantizationController,
)

LIBRARIES = ("torchao", "gguf")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "quantization.json"


@pytest.fixture
def controller(file: Path) -> QuantizationController:
    return QuantizationController(file)


NONE, INT8, FP8_STORAGE = Quantization.NONE, Quantization.INT8, Quantization.FP8_STORAGE


def usual(variant: Variant) -> GenerationRequest:
    return GenerationRequest.default(variant, prompt="a fox")


@pytest.mark.parametrize(
    ("variant", "vram_gb", "ram_gb", "expected"),
    [
        (Variant.T2V_A14B, 8, 32, INT8),
        (Variant.T2V_A14B, 12, 64, INT8),
        (Variant.T2V_A14B, 12, 96, NONE),
        (Variant.I2V_A14B, 16, 128, NONE),
        (Variant.I2V_A14B, 16, 64, INT8),
        (Variant.I2V_A14B, 24, 128, NONE),
        (Variant.T2V_A14B, 32, 128, NONE),
        (Variant.T2V_A14B, 32, 64, INT8),
        (Variant.TI2V_5B, 8, 32, NONE),
        (Variant.TI2V_5B, 16, 128, NONE),
        (Variant.T2V_A14B, None, 128, NONE),
        (Variant.T2V_A14B, None, 48, NONE),
        (Variant.T2V_A14B, None, 32, INT8),
        (Variant.TI2V_5B, None, 48, NONE),
        (Variant.DEMO, None, 8, NONE),
        (Variant.DEMO, 8, None, NONE),
    ],
)
def test_the_planner_takes_the_first_for_which_memory_has_room(
    controller: QuantizationController,
    variant: Variant,
    vram_gb: float | None,
    ram_gb: float | None,
    expected: Quantization,
) -> None:
    hardware = machine(vram_gb, ram_gb)
    kinds = controller.determine_optimal_quantization(variant, hardware)
    assert kinds == (NONE, INT8)
    preferences = Preferences(quantizations=kinds)
    plan = plan_for(situation(usual(variant), hardware, preferences=preferences))
    assert plan.quantization is expected


def plan_for(planned: Situation) -> ExecutionPlan:
    report = Planner().plan(planned)
    assert isinstance(report, PlanReport), report.reason
    return report.plan


def test_without_torchao_weights_are_stored_as_floats(file: Path) -> None:
    without = QuantizationController(file, libraries=())
    kinds = without.determine_optimal_quantization(Variant.T2V_A14B, machine(8, 32))
    assert kinds == (NONE, FP8_STORAGE)


# --- orders -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quantization", "hardware", "fallbacks"),
    [
        (Quantization.FP8_DYNAMIC, machine(16, 128), (INT8, FP8_STORAGE, NONE)),
        (INT8, machine(16, 128), (FP8_STORAGE, NONE)),
        (INT8, machine(16, None), (FP8_STORAGE, NONE)),
        (INT8, machine(8, 32), (FP8_STORAGE,)),
        (FP8_STORAGE, machine(8, 32), (INT8,)),
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
    planned = situation(usual(Variant.T2V_A14B), hardware)
    plan = plan_for(planned).model_copy(update={"quantization": quantization})
    order = controller.order(planned, plan)
    assert order.quantization is quantization
    assert order.fallbacks == fallbacks


def test_what_is_the_last_resort_gets_twice_the_time(file: Path) -> None:
    planned = situation(usual(Variant.T2V_A14B), machine(8, 32))
    plan = plan_for(planned)
    order = QuantizationController(file).order(planned, plan)
    assert (order.fallbacks, order.limit_s) == ((FP8_STORAGE,), 300)
    plan = plan.model_copy(update={"quantization": FP8_STORAGE})
    order = QuantizationController(file, libraries=()).order(planned, plan)
    assert (order.fallbacks, order.limit_s) == ((), 600)


# --- memory -----------------------------------------------------------------------------------


def test_a_choice_is_remembered_for_this_model_on_this_machine(
    controller: QuantizationController, file: Path
) -> None:
    here = machine(16, 128)
    controller.remember(Variant.T2V_A14B, here, Quantization.INT8_DYNAMIC, "You chose this.")
    again = QuantizationController(file)
    for one in (controller, again):
        kinds = one.determine_optimal_quantization(Variant.T2V_A14B, here)
        assert kinds == (Quantization.INT8_DYNAMIC,)
        for variant, hardware in (
            (Variant.I2V_A14B, here),
            (Variant.T2V_A14B, machine(24, 128)),
            (Variant.T2V_A14B, machine(16, 192)),
        ):
            assert one.determine_optimal_quantization(variant, hardware) == (NONE, INT8)


def test_what_changes_by_the_minute_does_not_matter(controller: QuantizationController) -> None:
    here = machine(16, 128)
    controller.remember(Variant.T2V_A14B, here, INT8, "You chose this.")
    later = here.model_copy(update={"free_ram_bytes": 5, "free_disk_bytes": 7})
    assert controller.determine_optimal_quantization(Variant.T2V_A14B, later) == (INT8,)


def test_forgetting_decides_anew(controller: QuantizationController, file: Path) -> None:
    here = machine(16, 128)
    controller.remember(Variant.T2V_A14B, here, INT8, "You chose this.")
    controller.forget(Variant.T2V_A14B, here)
    controller.forget(Variant.TI2V_5B, here)
    for one in (controller, QuantizationController(file)):
        assert one.determine_optimal_quantization(Variant.T2V_A14B, here) == (NONE, INT8)


def test_a_fallback_is_where_the_next_start_begins(
    controller: QuantizationController, file: Path
) -> None:
    here = machine(8, 32)
    reason = "The quantization int8 is not possible here: it took more than 300 s."
    controller.remember(Variant.T2V_A14B, here, Quantization.FP8_STORAGE, reason)
    kinds = controller.determine_optimal_quantization(Variant.T2V_A14B, here)
    assert kinds == (FP8_STORAGE,)
    assert reason in file.read_text()


def test_a_remembered_choice_that_is_not_possible_any_more_is_left_alone(file: Path) -> None:
    here = machine(8, 32)
    QuantizationController(file).remember(
        Variant.T2V_A14B, here, Quantization.INT8_DYNAMIC, "You chose this."
    )
    without = QuantizationController(file, libraries=())
    kinds = without.determine_optimal_quantization(Variant.T2V_A14B, here)
    assert kinds == (NONE, FP8_STORAGE)


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
    assert controller.determine_optimal_quantization(Variant.T2V_A14B, here) == (NONE, INT8)
    controller.remember(Variant.T2V_A14B, here, INT8, "You chose this.")
    again = QuantizationController(file)
    assert again.determine_optimal_quantization(Variant.T2V_A14B, here) == (INT8,)


def test_the_file_stays_small(controller: QuantizationController, file: Path) -> None:
    """Whatever the reasons hold: a control character takes six bytes."""
    first, last = machine(16, 16), machine(16, 15 + 2 * MAX_REMEMBERED)
    for ram_gb in range(16, 16 + 2 * MAX_REMEMBERED):
        hardware = machine(16, ram_gb)
        controller.remember(Variant.T2V_A14B, hardware, NONE, "\x01" * 5000)
    assert file.stat().st_size < MAX_FILE_BYTES
    again = QuantizationController(file)
    assert again.determine_optimal_quantization(Variant.T2V_A14B, last) == (NONE,)
    assert again.determine_optimal_quantization(Variant.T2V_A14B, first) == (NONE, INT8)


def test_a_choice_that_cannot_be_kept_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"in the way")
    controller = QuantizationController(tmp_path / "file" / "quantization.json")
    with pytest.raises(NotSavedError):
        controller.remember(Variant.T2V_A14B, machine(16, 128), INT8, "You chose this.")
    kinds = controller.determine_optimal_quantization(Variant.T2V_A14B, machine(16, 128))
    assert kinds == (NONE, INT8)


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
