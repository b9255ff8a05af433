"""Which waiting job begins next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from generation.conftest import SMALL
from wan22_desktop.core.clip_work import ClipSource, ClipWork, WorkKind
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.settings import QueueOrder
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.domain.order import OVERTAKES_WITHIN, Needs, moved, start_order

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
A, B, C = (Needs(Variant.DEMO, loras) for loras in ((), ("a" * 64,), ("b" * 64,)))
BIG = Needs(Variant.T2V_A14B)


def job(name: str, needs: Needs = A, after: timedelta = timedelta()) -> Job:
    request = SMALL.with_changes(
        model=needs.model, loras=tuple(LoraUse(sha256=sha, name="x") for sha in needs.loras)
    )
    return Job(name, request, 0, created_at=(NOON + after).isoformat())


def work(name: str, *sources: str) -> Job:
    clips = tuple(ClipSource(job_id=source) for source in sources)
    return replace(job(name), work=ClipWork(kind=WorkKind.GRID, sources=clips))


def names(
    jobs: list[Job], loaded: Needs | None = None, order: QueueOrder = QueueOrder.FEWEST_RELOADS
) -> str:
    return "".join(job.id for job in start_order(jobs, order, loaded))


def test_as_listed_is_as_listed() -> None:
    jobs = [job("1", A), job("2", BIG), job("3", A)]
    assert names(jobs, BIG, QueueOrder.AS_LISTED) == "123"


def test_what_is_loaded_comes_first_then_its_model_then_the_list() -> None:
    jobs = [job("1", BIG), job("2", A), job("3", B), job("4", BIG), job("5", C), job("6", B)]
    assert names(jobs) == "142365"
    assert names(jobs, B) == "362514"
    assert names(jobs, BIG) == "142365"


def test_a_job_is_not_overtaken_for_ever() -> None:
    """However many that fit better are added later, only those of the first hour go before it."""
    late = OVERTAKES_WITHIN + timedelta(seconds=1)
    jobs = [job("1", BIG), job("2", A), job("3", A, late), job("4", A, late)]
    assert names(jobs, A) == "2134"


def test_work_begins_after_what_it_needs_and_at_its_turn() -> None:
    for order in QueueOrder:
        jobs = [work("w", "2"), job("1"), job("2"), work("v", "w"), job("3")]
        assert names(jobs, None, order) == "12wv3"
        assert names([job("1"), work("w", "gone"), job("2")], None, order) == "1w2"
    jobs = [job("1", BIG), job("2", A), work("w", "1"), job("3", BIG)]
    assert names(jobs, A) == "21w3"


def test_work_that_needs_itself_is_still_listed() -> None:
    assert names([work("w", "v"), work("v", "w"), job("1")]) == "1wv"


@given(
    st.lists(st.tuples(st.sampled_from([A, B, C, BIG]), st.integers(0, 200)), max_size=14),
    st.sampled_from([None, A, BIG]),
)
def test_every_job_is_in_it_once_and_reloads_are_no_more(
    drawn: list[tuple[Needs, int]], loaded: Needs | None
) -> None:
    jobs = [job(chr(97 + n), needs, timedelta(minutes=m)) for n, (needs, m) in enumerate(drawn)]
    ordered = start_order(jobs, QueueOrder.FEWEST_RELOADS, loaded)
    assert sorted(j.id for j in ordered) == [j.id for j in jobs]
    for needs in (A, B, C, BIG):
        same = [j.id for j in ordered if Needs.of(j) == needs]
        assert same == sorted(same), "among equals the list decides"
    if max((minutes for _needs, minutes in drawn), default=0) <= 60:
        listed_reloads = reloads(tuple(jobs), loaded)
        assert reloads(ordered, loaded) <= listed_reloads


def reloads(jobs: tuple[Job, ...], loaded: Needs | None) -> int:
    """How often what is in memory changes."""
    needs = [*([loaded] if loaded else []), *map(Needs.of, jobs)]
    return sum(before != after for before, after in pairwise(needs))


@given(st.lists(st.integers(0, 9), unique=True), st.sets(st.integers(0, 9)), st.integers(-2, 12))
def test_moved_jobs_keep_their_order(ids: list[int], lifted: set[int], row: int) -> None:
    listed = [str(number) for number in ids]
    chosen = [name for name in listed if int(name) in lifted]
    after = moved(listed, chosen, row)
    rest = [name for name in listed if name not in chosen]
    assert [name for name in after if name not in chosen] == rest
    start = sorted((0, row, len(rest)))[1]
    assert list(after[start : start + len(chosen)]) == chosen
