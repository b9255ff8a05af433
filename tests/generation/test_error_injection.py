"""A share of `benchmarks/error_injection.py`: one failure of some causes, with the real advice."""

import random

import pytest

from fixtures.error_injection import Injection, Injector, draw
from fixtures.render_bench import Bench
from fixtures.troubled_engine import TroubledEngine
from wan22_desktop.composition.recovery import error_recovery
from wan22_desktop.core.failures import FailureCause

SHARE = (
    Injection(FailureCause.RAM, "ram", "loading", 7),
    Injection(FailureCause.COMMIT, "commit-in-python", "sampling", 2),
    Injection(FailureCause.DISK, "disk-full", "writing"),
    Injection(FailureCause.MODEL, "nan", "transformer"),
    Injection(FailureCause.LORA, "cut", "file"),
    Injection(FailureCause.INPUT, "other", "file"),
    Injection(FailureCause.BUG, "key", "encoding"),
)


@pytest.fixture
def injector(bench: Bench, engine: TroubledEngine) -> Injector:
    return Injector(bench, engine, error_recovery(bench.places))


def test_failures_are_told_apart_and_mended_and_the_queue_goes_on(injector: Injector) -> None:
    for injection in SHARE:
        outcome = injector.inject(injection)
        assert outcome.is_right, outcome
        assert outcome.went_on, outcome
        possible = injection.cause not in (FailureCause.LORA, FailureCause.INPUT)
        assert outcome.recovered is possible, outcome


def test_without_trouble_nothing_is_told(injector: Injector) -> None:
    """The measure itself: an order for a place that is never passed makes no failure."""
    outcome = injector.inject(Injection(FailureCause.BUG, "zero", "nowhere"))
    assert (outcome.told, outcome.is_right) == (None, False)
    assert outcome.recovered
    assert outcome.went_on


def test_every_draw_is_of_its_cause() -> None:
    chance = random.Random(3)
    for cause in FailureCause:
        drawn = {draw(cause, chance) for _ in range(40)}
        assert {injection.cause for injection in drawn} == {cause}
        assert len(drawn) > 1
