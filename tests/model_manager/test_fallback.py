"""What is suggested when a model cannot render, and that nothing is swapped silently."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from wan22_desktop.core.catalog import Catalog
from wan22_desktop.core.downloading import DownloadProgress, DownloadState
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.hardware import Gpu, HardwareProfile
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.wan import Mode, Size, Variant
from wan22_desktop.generation.domain.request_rules import problems_of
from wan22_desktop.model_manager.domain.fallback import (
    FallbackType,
    ModelSuggestion,
    QualityDifference,
    Trouble,
)
from wan22_desktop.model_manager.domain.recommendation import Machine
from wan22_desktop.model_manager.domain.replacement import (
    can_do,
    changes_between,
    kept_share,
    request_for,
    weight_count,
)
from wan22_desktop.model_manager.domain.status import DetailedModelStatus, ModelState
from wan22_desktop.model_manager.fallback import FallbackManager
from wan22_desktop.optimizer.domain.planning import ModelFiles, PlanReport, Situation
from wan22_desktop.optimizer.planner import Planner

CATALOG = Catalog.load()
T2V, I2V, TI2V, DEMO = Variant.T2V_A14B, Variant.I2V_A14B, Variant.TI2V_5B, Variant.DEMO
IMAGE = "a" * 64
BIG_MACHINE = Machine(vram_gb=24.0, ram_gb=128.0)

TEXT = GenerationRequest.default(T2V, prompt="a fox in the snow", seed=7)
PICTURE = GenerationRequest.default(I2V, prompt="a fox", seed=7).with_changes(image_sha256=IMAGE)


def statuses(*installed: str, **progress: DownloadProgress) -> list[DetailedModelStatus]:
    """Every package of the catalog, those named installed; the demo ships."""
    found: list[DetailedModelStatus] = []
    for package in CATALOG.packages:
        is_available = package.id in (*installed, "demo")
        own = progress.get(package.id.replace("-", "_"))
        found.append(
            DetailedModelStatus(
                package=package,
                state=ModelState.AVAILABLE if is_available else ModelState.MISSING,
                is_active=is_available,
                size_bytes=package.about_bytes,
                on_disk_bytes=package.about_bytes if is_available else 0,
                progress=own,
                is_recommended=package.id.endswith("-fp8") or package.id == "ti2v-5B-fp16",
                is_available=is_available,
            )
        )
    return found


def downloading(
    package: str,
    state: DownloadState = DownloadState.DOWNLOADING,
    *,
    seconds_left: float | None = 120.0,
    done: int = 0,
    rate: float = 0.0,
) -> DownloadProgress:
    return DownloadProgress(
        package=package,
        state=state,
        done_bytes=done,
        total_bytes=1000,
        bytes_per_second=rate,
        seconds_left=seconds_left,
    )


def planned_seconds(variant: Variant, request: GenerationRequest) -> float | None:
    """By the planner, for a GeForce 4080."""
    gpu = Gpu(name="card", total_vram_bytes=16 * 10**9, bf16_tflops=97.5, pcie_gb_s=24.0)
    hardware = HardwareProfile(os="windows", total_ram_bytes=128 * 10**9, gpu=gpu)
    assert request.model is variant
    situation = Situation(request=request, files=ModelFiles(), hardware=hardware)
    report = Planner().plan(situation)
    return report.estimate.seconds.likely if isinstance(report, PlanReport) else None


def unknown_seconds(_variant: Variant, _request: GenerationRequest) -> float | None:
    return None


class Queue:
    """Takes note of what is queued for a package."""

    def __init__(self) -> None:
        self.waiting: list[tuple[str, GenerationRequest]] = []

    def __call__(self, package: str, request: GenerationRequest) -> None:
        self.waiting.append((package, request))


def manager(
    known: list[DetailedModelStatus],
    *,
    seconds_for: Callable[[Variant, GenerationRequest], float | None] = unknown_seconds,
    machine: Machine | None = BIG_MACHINE,
    queue: Queue | None = None,
) -> FallbackManager:
    return FallbackManager(
        lambda: known,
        seconds_for=seconds_for,
        machine=lambda: machine,
        queue_when_installed=queue or Queue(),
    )


def variants(suggestions: tuple[ModelSuggestion, ...]) -> list[Variant]:
    return list(dict.fromkeys(suggestion.variant for suggestion in suggestions))


# --- which model can do the job ------------------------------------------------------------------


def test_only_models_that_can_do_the_job_are_suggested() -> None:
    everything = [package.id for package in CATALOG.packages]
    missing_all = manager(statuses(*everything))
    for_text = missing_all.suggest_alternative_model(TEXT, Trouble.DAMAGED)
    assert variants(for_text) == [T2V, TI2V, DEMO]
    for_picture = missing_all.suggest_alternative_model(PICTURE, Trouble.DAMAGED)
    assert variants(for_picture) == [I2V, TI2V, DEMO]


def test_a_picture_is_needed_to_animate_one() -> None:
    without = PICTURE.with_changes(image_sha256=None)
    assert manager(statuses()).suggest_alternative_model(without, Trouble.MISSING) == ()
    assert manager(statuses()).get_fallback_strategies(without, Trouble.MISSING)[0].kind is (
        FallbackType.DOWNLOAD_AND_RETRY
    )
    assert not any(can_do(variant, without) for variant in Variant)
    assert not can_do(I2V, TEXT)
    assert not can_do(T2V, PICTURE)


def test_the_demo_model_is_offered_last_and_labelled() -> None:
    found = manager(statuses()).suggest_alternative_model(TEXT, Trouble.MISSING)
    assert found[-1].is_demo
    assert found[-1].quality is QualityDifference.ANOTHER_SUBJECT
    assert "coloured shapes" in found[-1].reason
    assert found[-1].score < 0.1 < found[-2].score
    last = manager(statuses()).get_fallback_strategies(TEXT, Trouble.MISSING)[-1]
    assert last.kind is FallbackType.USE_DEMO
    assert "demo" in last.recommended_action


def test_scores_put_what_is_closest_first() -> None:
    known = statuses("t2v-A14B-fp8", "t2v-A14B-q8_0", "t2v-A14B-q4_k_m", "ti2v-5B-fp16")
    found = manager(known).suggest_alternative_model(TEXT, Trouble.DAMAGED)
    assert all(0.0 < suggestion.score <= 1.0 for suggestion in found)
    ready = [suggestion.package for suggestion in found if suggestion.is_available]
    assert ready == ["t2v-A14B-q8_0", "t2v-A14B-q4_k_m", "ti2v-5B-fp16", "demo"]


def test_a_damaged_alternative_is_none() -> None:
    known = [
        replace(status, state=ModelState.CORRUPTED) if status.package.variant is TI2V else status
        for status in statuses("ti2v-5B-fp16")
    ]
    found = manager(known).suggest_alternative_model(TEXT, Trouble.MISSING)
    assert TI2V not in variants(found)


# --- what it makes of the request ----------------------------------------------------------------


@pytest.mark.parametrize("variant", Variant)
@pytest.mark.parametrize("asked", Variant)
@pytest.mark.parametrize("size", [(832, 480), (480, 832), (640, 640), (4096, 16), (16, 4096)])
def test_every_changed_request_is_valid(
    asked: Variant, variant: Variant, size: tuple[int, int]
) -> None:
    for mode in asked.facts.modes:
        request = GenerationRequest.default(asked, prompt="a fox").with_changes(
            mode=mode,
            image_sha256=IMAGE if mode is Mode.IMAGE_TO_VIDEO else None,
            width=size[0],
            height=size[1],
            num_frames=257,
        )
        if variant is asked or not can_do(variant, request):
            continue
        assert problems_of(request_for(variant, request)) == ()


def test_words_picture_seed_and_length_are_kept() -> None:
    asked = PICTURE.with_changes(
        end_image_sha256="b" * 64,
        negative_prompt="blurry",
        loras=(LoraUse(sha256="c" * 64, name="Lightning"),),
        num_inference_steps=4,
        guidance_scale=1.0,
    )
    new = request_for(TI2V, asked)
    assert (new.prompt, new.negative_prompt, new.seed) == ("a fox", "blurry", 7)
    assert (new.mode, new.image_sha256) == (Mode.IMAGE_TO_VIDEO, IMAGE)
    assert new.size == Size(1280, 704)
    assert new.num_frames / new.fps == pytest.approx(asked.num_frames / asked.fps, rel=0.02)
    assert (new.num_inference_steps, new.guidance_scale) == (50, 5.0)
    assert new.loras == ()
    assert new.end_image_sha256 is None
    told = " ".join(changes_between(asked, new))
    for word in (
        "1280x704 instead of 832x480",
        "121 frames at 24",
        "steps 50 instead of 4",
        "guidance 5 instead of 1",
        "the end image is left out",
        "LoRAs are left out",
    ):
        assert word in told  # fmt: skip


def test_the_same_model_renders_the_request_as_it_is() -> None:
    assert request_for(T2V, TEXT) is TEXT
    assert changes_between(TEXT, TEXT) == ()
    assert kept_share(TEXT, TEXT) == 1.0


def test_an_upright_clip_stays_upright() -> None:
    assert request_for(TI2V, TEXT.with_changes(width=480, height=832)).size == Size(704, 1280)
    square = request_for(TI2V, TEXT.with_changes(width=640, height=640)).size
    assert square.width == square.height


def test_a_shorter_clip_is_told_and_counted() -> None:
    new = request_for(DEMO, TEXT)
    assert kept_share(TEXT, new) < 0.05
    assert any("5.1 s becomes 2.1 s" in change for change in changes_between(TEXT, new))


# --- quality and speed ---------------------------------------------------------------------------


def test_quality_says_what_is_known() -> None:
    known = statuses("t2v-A14B-fp16", "t2v-A14B-q4_k_m", "t2v-A14B-q8_0")
    known = [replace(s, is_active=s.package.id in ("t2v-A14B-fp16", "demo")) for s in known]
    found = manager(known).suggest_alternative_model(TEXT, Trouble.TOO_LARGE)
    by_id = {suggestion.package: suggestion for suggestion in found}
    assert by_id["t2v-A14B-q8_0"].quality is QualityDifference.SLIGHTLY_LOWER
    assert by_id["t2v-A14B-q4_k_m"].quality is QualityDifference.LOWER
    five = by_id["ti2v-5B-q8_0"]
    assert five.quality is QualityDifference.LOWER
    assert f"{weight_count(TI2V) / 1e9:.1f} against {weight_count(T2V) / 1e9:.1f}" in five.reason
    assert weight_count(TI2V) == pytest.approx(5.0e9, rel=0.01)
    assert weight_count(T2V) == pytest.approx(2 * 14.29e9, rel=0.01)


def test_speed_is_the_planners_or_not_told() -> None:
    known = statuses("ti2v-5B-fp16")
    found = manager(known, seconds_for=planned_seconds).suggest_alternative_model(
        TEXT, Trouble.MISSING
    )
    five = next(suggestion for suggestion in found if suggestion.package == "ti2v-5B-fp16")
    asked, own = planned_seconds(T2V, TEXT), planned_seconds(TI2V, five.request)
    assert asked is not None
    assert own is not None
    assert five.seconds == own
    assert five.speed_ratio == pytest.approx(asked / own)
    assert "times as fast" in five.reason
    silent = manager(known).suggest_alternative_model(TEXT, Trouble.MISSING)[0]
    assert (silent.seconds, silent.speed_ratio) == (None, None)
    assert "times as" not in silent.reason


# --- what fits -----------------------------------------------------------------------------------


def test_what_does_not_fit_the_machine_is_not_suggested() -> None:
    small = Machine(vram_gb=4.0, ram_gb=16.0)
    found = manager(statuses(), machine=small).suggest_alternative_model(TEXT, Trouble.TOO_LARGE)
    assert {suggestion.package for suggestion in found} == {
        "demo", *(p.id for p in CATALOG.packages if p.variant is TI2V and p.needs_ram_gb <= 16)
    }  # fmt: skip
    unknown = manager(statuses(), machine=None)
    assert T2V in variants(unknown.suggest_alternative_model(TEXT, Trouble.MISSING))


def test_a_model_that_is_too_large_gives_way_to_a_smaller_one() -> None:
    known = statuses("t2v-A14B-fp16")
    found = manager(known).suggest_alternative_model(TEXT, Trouble.TOO_LARGE)
    asked = CATALOG.package("t2v-A14B-fp16")
    assert asked is not None
    for suggestion in found:
        package = CATALOG.package(suggestion.package)
        assert package is not None
        assert package.about_bytes < asked.about_bytes
    kinds = [s.kind for s in manager(known).get_fallback_strategies(TEXT, Trouble.TOO_LARGE)]
    assert kinds == [FallbackType.DOWNLOAD_AND_RETRY, FallbackType.USE_DEMO]


# --- strategies ----------------------------------------------------------------------------------


def test_other_weights_of_the_same_model_come_first() -> None:
    known = [
        replace(status, is_active=status.package.id == "t2v-A14B-fp8")
        for status in statuses("t2v-A14B-q6_k", "ti2v-5B-fp16")
    ]
    strategy = manager(known).get_fallback_strategy(TEXT, Trouble.DAMAGED)
    assert strategy is not None
    assert (strategy.kind, strategy.package) == (FallbackType.ALTERNATIVE_MODEL, "t2v-A14B-q6_k")
    assert not strategy.can_queue_request


def test_a_model_on_its_way_is_waited_for() -> None:
    known = statuses("ti2v-5B-fp16", t2v_A14B_fp8=downloading("t2v-A14B-fp8"))
    strategies = manager(known).get_fallback_strategies(TEXT, Trouble.MISSING)
    assert [strategy.kind for strategy in strategies] == [
        FallbackType.QUEUE_AND_WAIT,
        FallbackType.ALTERNATIVE_MODEL,
        FallbackType.USE_DEMO,
    ]
    waiting = strategies[0]
    assert waiting.can_queue_request
    assert waiting.wait is not None
    assert waiting.wait.seconds == 120.0
    assert "2 min 00 s" in waiting.user_message
    other = strategies[1]
    assert other.suggestion is not None
    assert "Changed: 1280x704 instead of 832x480" in other.user_message


@pytest.mark.parametrize(
    ("trouble", "action"),
    [(Trouble.MISSING, "Install and render"), (Trouble.DAMAGED, "Repair and render")],
)
def test_a_model_that_is_not_on_its_way_can_be_fetched(trouble: Trouble, action: str) -> None:
    strategy = manager(statuses()).get_fallback_strategy(TEXT, trouble)
    assert strategy is not None
    assert strategy.kind is FallbackType.DOWNLOAD_AND_RETRY
    assert strategy.package == "t2v-A14B-fp8"  # the recommended one
    assert strategy.recommended_action == action
    assert strategy.can_queue_request


# --- waiting -------------------------------------------------------------------------------------


def test_the_wait_is_measured_or_not_told() -> None:
    known = statuses(
        "ti2v-5B-fp16",
        t2v_A14B_fp8=downloading("t2v-A14B-fp8", seconds_left=90.0, done=400, rate=10.0),
        i2v_A14B_fp8=downloading("i2v-A14B-fp8", DownloadState.QUEUED, seconds_left=None),
        t2v_A14B_q8_0=downloading("t2v-A14B-q8_0", DownloadState.PAUSED, seconds_left=None),
    )
    wait = manager(known).estimate_wait_time
    assert wait("t2v-A14B-fp8").seconds == 90.0
    # What the running one has left, and all of its own, by the speed of the running one.
    assert wait("i2v-A14B-fp8").seconds == pytest.approx((600 + 1000) / 10.0)
    assert wait("ti2v-5B-fp16").seconds == 0.0
    paused = wait("t2v-A14B-q8_0")
    assert (paused.seconds, paused.is_under_way) == (None, False)
    assert "paused" in paused.text
    missing = wait("t2v-A14B-q4_k_m")
    assert (missing.seconds, missing.is_under_way) == (None, False)
    assert "26.3 GB have to be fetched" in missing.text
    with pytest.raises(UserError, match="no package"):
        wait("t2v-A14B-q9")


def test_a_queued_download_without_a_speed_has_no_estimate() -> None:
    queued = downloading("i2v-A14B-fp8", DownloadState.QUEUED, seconds_left=None)
    wait = manager(statuses(i2v_A14B_fp8=queued)).estimate_wait_time("i2v-A14B-fp8")
    assert (wait.seconds, wait.is_under_way) == (None, True)


def test_a_request_waits_for_its_model() -> None:
    queue = Queue()
    known = statuses(t2v_A14B_fp8=downloading("t2v-A14B-fp8"))
    result = manager(known, queue=queue).queue_request_for_downloading_model("t2v-A14B-fp8", TEXT)
    assert queue.waiting == [("t2v-A14B-fp8", TEXT)]
    assert result.request is TEXT
    assert "rendered when Wan 2.2 T2V A14B, fp8 is there" in result.message
    assert "2 min 00 s" in result.message


def test_a_request_does_not_wait_for_another_model() -> None:
    queue = Queue()
    with pytest.raises(UserError, match="does not render"):
        manager(statuses(), queue=queue).queue_request_for_downloading_model("ti2v-5B-fp16", TEXT)
    assert queue.waiting == []


# --- never silent --------------------------------------------------------------------------------


def test_looking_for_alternatives_does_nothing() -> None:
    queue = Queue()
    fallback = manager(statuses("ti2v-5B-fp16"), queue=queue)
    fallback.suggest_alternative_model(TEXT, Trouble.MISSING)
    fallback.get_fallback_strategies(TEXT, Trouble.MISSING)
    fallback.estimate_wait_time("t2v-A14B-fp8")
    assert queue.waiting == []


@pytest.mark.parametrize("trouble", Trouble)
def test_what_is_accepted_is_told_in_the_clip(trouble: Trouble) -> None:
    fallback = manager(statuses("ti2v-5B-fp16", "t2v-A14B-fp8", "t2v-A14B-q4_k_m"))
    for suggestion in fallback.suggest_alternative_model(TEXT, trouble):
        accepted = fallback.accept(suggestion, TEXT, trouble)
        assert accepted.request == suggestion.request
        assert accepted.package == suggestion.package
        assert suggestion.title in accepted.note
        assert "the user has agreed" in accepted.note
        for change in suggestion.changes:
            assert change in accepted.note
        if suggestion.variant is not T2V:
            assert "was used instead of Wan 2.2 T2V A14B, which was" in accepted.note
