"""Step caches: what they skip, what they leave alone, and the ratios that MagCache measures."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from fixtures.distances import distance
from fixtures.sampling import Case, TinySampling, request_for
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Expert, Mode, Scheduler, Variant
from wan22_desktop.engine.memory.chunked_forward import use_chunked_forward
from wan22_desktop.engine.sampling.denoising import Step
from wan22_desktop.engine.sampling.schedulers import experts_by_step, make_scheduler
from wan22_desktop.engine.speed.cached_sampling import CachedSampling
from wan22_desktop.engine.speed.mag_calibration import (
    CalibrationKey,
    MagCalibration,
    load_calibration,
    resampled,
    save_calibration,
)
from wan22_desktop.engine.speed.magnitude_meter import MagnitudeMeter
from wan22_desktop.engine.speed.step_cache import (
    FIRST_BLOCK_THRESHOLD,
    MAG_MAX_SKIPS,
    MAG_THRESHOLD,
    MIN_STEPS,
    TAYLOR_MAX_INTERVAL,
    cache_config,
    disable_step_cache,
    enable_step_cache,
)
from wan22_desktop.engine_protocol.plan import StepCache, StepCacheKind

CASE = Case(Variant.T2V_A14B)
LAYERS = 3
STEPS = 24
KEY = CalibrationKey(
    model_fingerprint="f", mode=Mode.TEXT_TO_VIDEO, scheduler=Scheduler.UNIPC, flow_shift=12.0
)
STRENGTHS = (0.1, 0.25, 0.5, 0.75, 1.0)


@cache
def tiny() -> TinySampling:
    """Two experts of three blocks; no test changes them for good."""
    return TinySampling(CASE, num_layers=LAYERS)


@cache
def plain_latents() -> Tensor:
    return tiny().sample(wanted())


def wanted(**changes: object) -> GenerationRequest:
    return request_for(CASE, num_inference_steps=STEPS, **changes)


def experts_of(request: GenerationRequest) -> list[Expert]:
    scheduler = make_scheduler(
        request.scheduler, request.flow_shift, request.num_inference_steps, "cpu"
    )
    return experts_by_step(scheduler, CASE.variant.facts.boundary_ratio)


def cached(
    folder: Path,
    kind: StepCacheKind,
    *,
    request: GenerationRequest | None = None,
    first_step: int = 0,
    strength: float = 1.0,
) -> CachedSampling:
    return CachedSampling(
        StepCache(kind=kind, strength=strength),
        experts_of(request or wanted()),
        first_step=first_step,
        calibrations=folder,
        key=KEY,
    )


@pytest.fixture
def calibrated(tmp_path: Path) -> Path:
    """A folder in which MagCache's ratios were kept."""
    tiny().sample(wanted(), around=cached(tmp_path, StepCacheKind.MAG_CACHE).on)
    return tmp_path


@contextmanager
def blocks_counted() -> Iterator[dict[Expert, list[int]]]:
    """Computed forwards of each block, by expert: a skipped block never reaches its attention."""
    counts = {expert: [0] * LAYERS for expert in tiny().transformers}
    hooks = []
    for expert, transformer in tiny().transformers.items():
        for index, block in enumerate(transformer.blocks):

            def count(*_call: object, of: list[int] = counts[expert], index: int = index) -> None:
                of[index] += 1

            hooks.append(block.attn1.register_forward_hook(count))
    try:
        yield counts
    finally:
        for hook in hooks:
            hook.remove()


@pytest.mark.parametrize("kind", StepCacheKind)
def test_a_cache_skips_blocks_of_both_experts_and_stays_near(
    kind: StepCacheKind, calibrated: Path
) -> None:
    with blocks_counted() as counts:
        latents = tiny().sample(wanted(), around=cached(calibrated, kind).on)
    steps = {expert: experts_of(wanted()).count(expert) for expert in Expert}
    assert min(steps.values()) >= MIN_STEPS
    for expert, (first, *others) in counts.items():
        forwards = 2 * steps[expert]  # with guidance
        # The first-block cache computes the first block always: it looks at what that one adds.
        assert (first == forwards) == (kind is StepCacheKind.FIRST_BLOCK)
        assert others == [others[0]] * (LAYERS - 1)
        assert 2 <= others[0] <= 0.8 * forwards
    assert 0 < distance(latents, plain_latents()) < 0.1


@pytest.mark.parametrize("kind", StepCacheKind)
def test_without_the_cache_the_bits_are_as_if_there_never_was_one(
    kind: StepCacheKind, calibrated: Path
) -> None:
    plain = plain_latents()
    tiny().sample(wanted(), around=cached(calibrated, kind).on)
    with blocks_counted() as counts:
        assert torch.equal(tiny().sample(wanted()), plain)
    assert sum(map(sum, counts.values())) == 2 * STEPS * LAYERS


@pytest.mark.parametrize("kind", StepCacheKind)
def test_a_stopped_render_leaves_nothing_to_the_next(kind: StepCacheKind, calibrated: Path) -> None:
    whole = tiny().sample(wanted(), around=cached(calibrated, kind).on)

    def stop(step: Step) -> None:
        if step.checkpoint.step == STEPS - 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tiny().sample(wanted(seed=5), stop, around=cached(calibrated, kind).on)
    assert torch.equal(tiny().sample(wanted(), around=cached(calibrated, kind).on), whole)


def test_a_cache_that_is_not_reset_would_change_the_next_render() -> None:
    """Why `CachedSampling` resets: the same two renders through one cache differ."""
    transformer = tiny().transformers[Expert.HIGH_NOISE]
    enable_step_cache(
        transformer, StepCache(kind=StepCacheKind.TAYLOR_SEER, strength=1.0), num_steps=STEPS
    )
    try:
        one, two = (_forwards(transformer, 7) for _ in range(2))
    finally:
        disable_step_cache(transformer)
    assert not torch.equal(one, two)


def _forwards(transformer: Any, count: int) -> Tensor:  # noqa: ANN401 - as the fixtures have it
    """The last output of `count` forwards over falling timesteps."""
    inputs = torch.randn(1, 16, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    output = inputs
    for index in range(count):
        with transformer.cache_context("cond"), torch.no_grad():
            (output,) = transformer(
                hidden_states=inputs * (1 - index / count),
                timestep=torch.tensor([900.0 - 10 * index]),
                encoder_hidden_states=tiny().prompt_embeds,
                return_dict=False,
            )
    return output


@pytest.mark.parametrize("kind", StepCacheKind)
def test_few_steps_are_all_computed(kind: StepCacheKind, calibrated: Path) -> None:
    request = wanted().with_changes(num_inference_steps=MIN_STEPS - 1)
    around = cached(calibrated, kind, request=request).on
    assert torch.equal(tiny().sample(request, around=around), tiny().sample(request))


def test_the_first_render_with_mag_cache_measures_and_changes_no_bit(tmp_path: Path) -> None:
    first = cached(tmp_path, StepCacheKind.MAG_CACHE)
    assert first.measures
    assert torch.equal(tiny().sample(wanted(), around=first.on), plain_latents())
    kept = load_calibration(tmp_path, KEY)
    assert kept is not None
    steps = experts_of(wanted())
    assert {e: len(r) for e, r in kept.ratios.items()} == {e: steps.count(e) for e in Expert}
    assert not cached(tmp_path, StepCacheKind.MAG_CACHE).measures


def test_the_ratios_are_those_of_diffusers(capsys: pytest.CaptureFixture[str]) -> None:
    """Its own calibration prints them after the last step."""
    from diffusers.hooks.mag_cache import MagCacheConfig

    transformer = tiny().transformers[Expert.HIGH_NOISE]
    meter = MagnitudeMeter(transformer)
    _forwards(transformer, 6)
    meter.detach()
    transformer.enable_cache(MagCacheConfig(calibrate=True, num_inference_steps=6))
    try:
        _forwards(transformer, 6)
    finally:
        disable_step_cache(transformer)
    printed = capsys.readouterr().out.splitlines()[-2]
    theirs = [float(ratio) for ratio in printed.strip("[]").split(",")]
    assert list(meter.ratios()) == pytest.approx(theirs, rel=1e-5)
    assert len(set(theirs)) == 6


def test_a_resumed_render_measures_nothing_that_it_keeps(tmp_path: Path) -> None:
    checkpoints = []
    tiny().sample(wanted(), lambda step: checkpoints.append(step.checkpoint))
    around = cached(tmp_path, StepCacheKind.MAG_CACHE, first_step=3).on
    resumed = tiny().sample(wanted(), around=around, resume=checkpoints[2])
    assert torch.equal(resumed, plain_latents())
    assert load_calibration(tmp_path, KEY) is None


@pytest.mark.parametrize("kind", StepCacheKind)
def test_a_resumed_render_goes_on_with_the_ratios_of_its_own_steps(
    kind: StepCacheKind, calibrated: Path
) -> None:
    checkpoints = []
    tiny().sample(wanted(), lambda step: checkpoints.append(step.checkpoint))
    with blocks_counted() as counts:
        latents = tiny().sample(
            wanted(),
            around=cached(calibrated, kind, first_step=3).on,
            resume=checkpoints[2],
        )
    left = 2 * (STEPS - 3)
    assert sum(of[-1] for of in counts.values()) < left
    assert 0 < distance(latents, plain_latents()) < 0.1


def test_chunked_blocks_are_cached_like_whole_ones(calibrated: Path) -> None:
    results = []
    for chunk_tokens in (None, 5):
        for transformer in tiny().transformers.values():
            use_chunked_forward(transformer, chunk_tokens)
        try:
            for kind in StepCacheKind:
                results.append(tiny().sample(wanted(), around=cached(calibrated, kind).on))  # noqa: PERF401 - read as two runs
        finally:
            for transformer in tiny().transformers.values():
                use_chunked_forward(transformer, None)
    for whole, chunked in zip(results[:3], results[3:], strict=True):
        assert torch.allclose(whole, chunked, rtol=0, atol=1e-4)


def test_damaged_calibrations_are_measured_again(calibrated: Path) -> None:
    (path,) = calibrated.iterdir()
    kept = path.read_bytes()
    for damaged in (b"", kept[:-2], kept.replace(b'"f"', b'"g"'), b"\xff\xfe{}"):
        path.write_bytes(damaged)
        assert load_calibration(calibrated, KEY) is None
    path.write_bytes(kept)
    assert load_calibration(calibrated, KEY) is not None


def test_a_calibration_is_kept_for_its_own_key(tmp_path: Path) -> None:
    calibration = MagCalibration(key=KEY, ratios={Expert.HIGH_NOISE: (1.0, 0.5, 0.25)})
    save_calibration(tmp_path, calibration)
    assert load_calibration(tmp_path, KEY) == calibration
    for change in (
        {"model_fingerprint": "other"},
        {"scheduler": Scheduler.EULER},
        {"flow_shift": 5.0},
        {"mode": Mode.IMAGE_TO_VIDEO},
    ):
        assert load_calibration(tmp_path, KEY.model_copy(update=change)) is None


def test_ratios_for_other_step_counts_reach_the_same_magnitude() -> None:
    measured = (1.0, 0.99, 0.97, 0.94, 0.9, 0.85)
    assert resampled(measured, 6) == pytest.approx(measured)
    for num_steps in (2, 3, 11, 40):
        ratios = resampled(measured, num_steps)
        assert len(ratios) == num_steps
        assert ratios[0] == 1
        assert torch.tensor(ratios).prod() == pytest.approx(torch.tensor(measured).prod().item())
    # Twice as many steps: two of them change what one did.
    assert resampled(measured, 11)[1] ** 2 == pytest.approx(0.99)
    assert resampled(measured, 1) == (1.0,)


def test_more_strength_never_skips_less() -> None:
    configs: dict[StepCacheKind, list[Any]] = {
        kind: [
            cache_config(
                StepCache(kind=kind, strength=strength), num_steps=20, mag_ratios=[1.0] * 20
            )
            for strength in STRENGTHS
        ]
        for kind in StepCacheKind
    }
    columns = [
        [c.threshold for c in configs[StepCacheKind.FIRST_BLOCK]],
        [c.threshold for c in configs[StepCacheKind.MAG_CACHE]],
        [c.max_skip_steps for c in configs[StepCacheKind.MAG_CACHE]],
        [c.cache_interval for c in configs[StepCacheKind.TAYLOR_SEER]],
    ]
    ends = [FIRST_BLOCK_THRESHOLD, MAG_THRESHOLD, MAG_MAX_SKIPS, TAYLOR_MAX_INTERVAL]
    for column, end in zip(columns, ends, strict=True):
        assert column == sorted(column)
        assert column[0] < column[-1] == end


def test_mag_cache_wants_one_ratio_per_step() -> None:
    cache_of = StepCache(kind=StepCacheKind.MAG_CACHE, strength=0.5)
    for ratios in (None, [1.0] * 19):
        with pytest.raises(ValueError, match="ratio"):
            cache_config(cache_of, num_steps=20, mag_ratios=ratios)
