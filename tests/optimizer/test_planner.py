"""The planner's choices: the specification's table, budgets, ladders and what would fit."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from fixtures.machines import (
    A14B_480P,
    A14B_720P,
    GB,
    I2V_720P,
    TI2V_720P,
    machine,
    request,
    situation,
)
from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine_protocol.messages import Stage
from wan22_desktop.engine_protocol.plan import (
    ExecutionPlan,
    Offload,
    Precision,
    Quantization,
    StepCache,
    StepCacheKind,
)
from wan22_desktop.optimizer.domain.compute import Calibration
from wan22_desktop.optimizer.domain.estimates import Estimator
from wan22_desktop.optimizer.domain.limits import limits_of
from wan22_desktop.optimizer.domain.planning import (
    ModelFiles,
    NothingFits,
    PlanReport,
    Preferences,
    Situation,
)
from wan22_desktop.optimizer.planner import Planner


def planned(wanted: GenerationRequest, hardware: HardwareProfile) -> PlanReport:
    report = Planner().plan(situation(wanted, hardware))
    assert isinstance(report, PlanReport), report.reason
    return report


# Peaks in GB as in the specification's table: denoise, decode (None where it gives none).
@pytest.mark.parametrize(
    ("wanted", "vram_gb", "ram_gb", "chunked", "quantization", "offload", "peaks_gb"),
    [
        (A14B_480P, 8, 32, True, "int8", "streaming", (4.2, None)),
        (A14B_480P, 12, 96, False, "none", "streaming", (6.7, None)),
        (A14B_480P, 16, 128, False, "none", "streaming", (6.7, 5.4)),
        (A14B_480P, 32, 128, False, "none", "streaming", (6.7, 5.4)),
        (A14B_720P, 8, 32, True, "int8", "streaming", (6.3, None)),
        (A14B_720P, 12, 96, True, "none", "streaming", (6.9, None)),
        (A14B_720P, 13.2, 128, True, "none", "streaming", (6.9, None)),
        (A14B_720P, 16, 128, False, "none", "streaming", (11.9, None)),
        (A14B_720P, 24, 128, False, "none", "streaming", (11.9, None)),
        (TI2V_720P, 8, 32, True, "none", "streaming", (2.7, 5.1)),
        (TI2V_720P, 12, 64, False, "none", "streaming", (4.0, None)),
        (TI2V_720P, 16, 128, False, "none", "streaming", (4.0, 8.2)),
        (TI2V_720P, 24, 128, False, "none", "model", (13.8, 13.2)),
        (TI2V_720P, 32, 128, False, "none", "model", (13.8, 13.2)),
    ],
)
def test_tiers_are_those_of_the_specification(
    wanted: GenerationRequest,
    vram_gb: float,
    ram_gb: float,
    chunked: bool,
    quantization: str,
    offload: str,
    peaks_gb: tuple[float, float | None],
) -> None:
    report = planned(wanted, machine(vram_gb, ram_gb))
    plan, peaks = report.plan, report.estimate.peak_vram_bytes
    assert (plan.chunk_tokens is not None) == chunked
    assert (plan.quantization, plan.offload) == (Quantization(quantization), Offload(offload))
    assert plan.precision is Precision.BF16
    assert plan.attention == "_native_cudnn"
    denoise_gb, decode_gb = peaks_gb
    assert peaks.denoise / GB == pytest.approx(denoise_gb, rel=0.09)
    if decode_gb is not None:
        assert peaks.decode / GB == pytest.approx(decode_gb, rel=0.05)
    assert peaks.highest <= (report.vram_budget_bytes or 0)


def test_720p_fits_12_gb_in_slices() -> None:
    report = planned(A14B_720P, machine(12))
    assert report.plan.chunk_tokens is not None
    assert report.plan.offload is Offload.STREAMING
    assert report.estimate.peak_vram_bytes.highest < 11 * GB
    assert "slices" in report.reason
    assert "GB" in report.reason


def test_seconds_are_those_of_the_specification() -> None:
    fast = A14B_480P.with_changes(
        num_inference_steps=4, guidance_scale=1.0, guidance_scale_2=1.0, flow_shift=5.0
    )
    hardware = machine(16)
    assert planned(fast, hardware).estimate.forwards == 4
    assert planned(A14B_480P, hardware).estimate.forwards == 80
    for wanted, seconds in ((A14B_480P, 22.7), (A14B_720P, 83.7), (TI2V_720P, 7.2)):
        found = planned(wanted, hardware).estimate.seconds_per_forward
        assert found == pytest.approx(seconds, rel=0.02)
    default = Preferences(attention="native")
    slow = Planner().plan(situation(A14B_480P, hardware, preferences=default))
    assert slow.estimate.seconds_per_forward == pytest.approx(33.3, rel=0.02)


def test_a_comparison_takes_twice_the_work_and_no_other_plan() -> None:
    plain = planned(A14B_480P, machine(16))
    both = planned(A14B_480P.with_changes(compare_loras=True), machine(16))
    assert both.plan == plain.plan
    assert both.estimate.peak_vram_bytes == plain.estimate.peak_vram_bytes
    assert both.estimate.forwards == 2 * plain.estimate.forwards
    assert both.estimate.flops == 2 * plain.estimate.flops
    longer = both.estimate.seconds.likely / plain.estimate.seconds.likely
    assert 1.8 < longer < 2, "loading counts once"


def test_the_demo_model_stays_on_the_processor() -> None:
    wanted = GenerationRequest.default()
    for hardware in (machine(24), machine(None)):
        assert planned(wanted, hardware).plan == ExecutionPlan(torch_threads=1)


def test_without_a_card_the_processor_renders() -> None:
    roomy = planned(TI2V_720P, machine(None, 256))
    assert (roomy.plan.device, roomy.plan.precision) == ("cpu", Precision.FP32)
    tight = planned(TI2V_720P, machine(None, 28))
    assert (tight.plan.device, tight.plan.precision) == ("cpu", Precision.BF16)
    assert tight.estimate.peak_vram_bytes.highest == 0
    assert {step.stage for step in tight.ladder} == {"denoise", "decode"}
    assert all(step.plan.device == "cpu" for step in tight.ladder)
    assert any("hours" in warning for warning in tight.warnings)


def test_small_clips_stay_on_the_card() -> None:
    preview = planned(request(Variant.TI2V_5B, 320, 192, 17), machine(16))
    assert preview.plan.offload is Offload.MODEL


def test_files_and_preferences_are_kept_to() -> None:
    files = ModelFiles(delivered=Quantization.GGUF, transformer_bytes=9_700_000_000)
    gguf = Planner().plan(situation(A14B_480P, machine(12, 64), files=files))
    assert isinstance(gguf, PlanReport)
    assert gguf.plan.quantization is Quantization.GGUF
    assert "9.7 GB" in gguf.reason
    wishes = Preferences(
        quantizations=(Quantization.INT8_DYNAMIC,), offload=Offload.SEQUENTIAL, exact_decode=True
    )
    wished = Planner().plan(situation(A14B_480P, machine(16), preferences=wishes))
    assert isinstance(wished, PlanReport)
    assert wished.plan.quantization is Quantization.INT8_DYNAMIC
    assert wished.plan.offload is Offload.SEQUENTIAL
    assert wished.plan.decode.precision is Precision.FP32


def test_the_8_bit_kind_is_the_one_that_works_here() -> None:
    wishes = Preferences(quantizations=(Quantization.NONE, Quantization.FP8_STORAGE))
    small = Planner().plan(situation(A14B_480P, machine(8, 32), preferences=wishes))
    assert small.estimate.ram_bytes < 20 * GB
    assert isinstance(small, PlanReport)
    assert small.plan.quantization is Quantization.FP8_STORAGE
    large = Planner().plan(situation(A14B_480P, machine(16), preferences=wishes))
    assert isinstance(large, PlanReport)
    assert large.plan.quantization is Quantization.NONE
    assert Quantization.FP8_STORAGE in {step.plan.quantization for step in large.ladder}


def test_8_bits_have_their_true_reason() -> None:
    small = planned(A14B_480P, machine(16, 64))
    assert "8 bits, because 64.0 GB of memory do not hold both bf16 experts." in small.reason
    wishes = Preferences(quantizations=(Quantization.INT8,))
    wished = Planner().plan(situation(A14B_480P, machine(16), preferences=wishes))
    assert "8 bits, because that was chosen for this machine" in wished.reason
    report: PlanReport | None = planned(A14B_480P, machine(16))
    while report is not None and report.plan.quantization is Quantization.NONE:
        assert "8 bits" not in report.reason
        report = Planner().next_plan(report, Stage.SAMPLING)
    assert report is not None
    assert "8 bits, because the card has no room for larger weights" in report.reason


def test_a_choice_of_full_precision_is_no_rung_of_the_ladder() -> None:
    wishes = Preferences(quantizations=(Quantization.NONE,))
    report = Planner().plan(situation(A14B_720P, machine(16), preferences=wishes))
    assert isinstance(report, PlanReport)
    assert {step.plan.quantization for step in report.ladder} == {Quantization.NONE}


def test_start_images_are_encoded_in_tiles_where_they_must() -> None:
    small, large = planned(I2V_720P, machine(8, 64)), planned(I2V_720P, machine(24))
    assert small.plan.encode_tiling is not None
    assert large.plan.encode_tiling is None
    assert large.estimate.peak_vram_bytes.encode / GB == pytest.approx(16.1, rel=0.05)


def test_the_ladder_has_the_order_of_the_specification() -> None:
    cache = StepCache(kind=StepCacheKind.FIRST_BLOCK, strength=0.5)
    report = Planner().plan(
        situation(A14B_720P, machine(24), preferences=Preferences(step_cache=cache))
    )
    assert isinstance(report, PlanReport)
    changes = [step.change for step in report.ladder if step.stage == "denoise"]
    assert changes[:3] == [
        "Compute in slices of 8192 tokens",
        "Use 8-bit weights",
        "Drop the step cache",
    ]
    for stage in ("denoise", "decode", "encode"):
        steps = [step for step in report.ladder if step.stage == stage]
        peaks = [getattr(step.estimate.peak_vram_bytes, stage) for step in steps]
        assert peaks == sorted(peaks, reverse=True)
        assert len(set(peaks)) == len(peaks)
    assert report.suggestions
    assert report.suggestions[0].request.num_frames < 81


@pytest.mark.parametrize("stage", [Stage.ENCODING_PROMPT, Stage.SAMPLING, Stage.DECODING])
def test_after_running_out_of_memory_the_next_plan_needs_less(stage: Stage) -> None:
    planner = Planner()
    report: PlanReport | None = planned(I2V_720P, machine(24))
    taken = 0
    while report is not None:
        after = planner.next_plan(report, stage)
        if after is not None:
            peaks = after.estimate.peak_vram_bytes
            assert peaks.of(stage) < report.estimate.peak_vram_bytes.of(stage)
            if stage is Stage.DECODING:
                assert after.plan.arithmetic() == report.plan.arithmetic()
        report, taken = after, taken + 1
    assert 2 <= taken <= 16


def test_where_nothing_fits_it_says_what_would() -> None:
    nothing = Planner().plan(situation(request(Variant.T2V_A14B, 1280, 720, 401), machine(6, 64)))
    assert isinstance(nothing, NothingFits)
    assert "graphics memory to sample" in nothing.reason
    frames, resolution, other = nothing.suggestions
    assert frames.request.num_frames < 401
    assert resolution.request.width < 1280
    assert other.request.model is Variant.TI2V_5B
    for suggestion in nothing.suggestions:
        again = Planner().plan(situation(suggestion.request, machine(6, 64)))
        assert isinstance(again, PlanReport)
        assert again.estimate.peak_vram_bytes.highest == suggestion.peak_vram_bytes


def test_reports_survive_json() -> None:
    report = planned(I2V_720P, machine(12, 64))
    assert PlanReport.from_json(report.to_json()) == report
    nothing = Planner().plan(situation(A14B_720P, machine(2)))
    assert isinstance(nothing, NothingFits)
    assert NothingFits.from_json(nothing.to_json()) == nothing


VARIANTS = st.sampled_from([Variant.T2V_A14B, Variant.I2V_A14B, Variant.TI2V_5B])
CARDS = st.floats(3, 48)


@st.composite
def clips(draw: st.DrawFn) -> GenerationRequest:
    model = draw(VARIANTS)
    facts = model.facts
    side = st.integers(4, 24).map(lambda count: count * 2 * facts.size_step_px)
    return request(
        model,
        draw(side),
        draw(side),
        4 * draw(st.integers(1, 40)) + 1,
        mode=draw(st.sampled_from(facts.modes)),
    )


def estimate(wanted: Situation, plan: ExecutionPlan) -> int:
    return Estimator(wanted, Calibration()).of(plan).peak_vram_bytes.highest


@hypothesis_settings(max_examples=25, deadline=None)
@given(clips(), CARDS, st.floats(16, 256), st.booleans())
def test_what_fits_keeps_to_its_budget(
    wanted: GenerationRequest, vram_gb: float, ram_gb: float, windows: bool
) -> None:
    asked = situation(wanted, machine(vram_gb, ram_gb, windows=windows))
    report = Planner().plan(asked)
    limits = limits_of(asked)
    if isinstance(report, PlanReport):
        assert report.estimate.peak_vram_bytes.highest <= (limits.vram_bytes or 0)
        assert report.estimate.ram_bytes <= (limits.ram_bytes or 0)
        assert estimate(asked, report.plan) == report.estimate.peak_vram_bytes.highest
        assert (report.plan.memory_cap_bytes or 0) < (limits.vram_bytes or 0)
    else:
        assert not limits.hold(report.estimate)


@hypothesis_settings(max_examples=25, deadline=None)
@given(clips(), CARDS, st.floats(1.0, 2.5))
def test_more_memory_never_gives_a_worse_plan(
    wanted: GenerationRequest, vram_gb: float, more: float
) -> None:
    small = Planner().plan(situation(wanted, machine(vram_gb)))
    large = Planner().plan(situation(wanted, machine(vram_gb * more)))
    if isinstance(small, NothingFits):
        return
    assert isinstance(large, PlanReport)
    assert large.plan.quantization is Quantization.NONE or (
        small.plan.quantization is not Quantization.NONE
    )
    assert large.plan.chunk_tokens is None or small.plan.chunk_tokens is not None
    assert large.plan.decode.device == "cuda" or small.plan.decode.device == "cpu"
    assert large.estimate.flops <= small.estimate.flops


@hypothesis_settings(max_examples=25, deadline=None)
@given(clips(), CARDS, st.integers(1, 20))
def test_more_frames_never_need_less(wanted: GenerationRequest, vram_gb: float, more: int) -> None:
    longer = wanted.with_changes(num_frames=wanted.num_frames + 4 * more)
    asked, asked_longer = (situation(w, machine(vram_gb)) for w in (wanted, longer))
    report = Planner().plan(asked_longer)
    if isinstance(report, PlanReport):
        assert isinstance(Planner().plan(asked), PlanReport)
        mine = Estimator(asked, Calibration()).of(report.plan)
        peaks, theirs = mine.peak_vram_bytes, report.estimate.peak_vram_bytes
        assert peaks.denoise <= theirs.denoise
        assert peaks.encode <= theirs.encode
        assert peaks.decode <= theirs.decode
        assert mine.ram_bytes <= report.estimate.ram_bytes
        assert mine.seconds.likely <= report.estimate.seconds.likely
