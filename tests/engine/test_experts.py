"""Experts in memory: when they are loaded, that they are let go of, and files read ahead."""

import logging
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel

from fixtures.sampling import Case, TinySampling, request_for
from fixtures.tiny_wan import tiny_transformer
from wan22_desktop.core.wan import Expert, Variant
from wan22_desktop.engine.sampling.denoising import Step
from wan22_desktop.engine.sampling.experts import Experts, FileReader

T2V = Case(Variant.T2V_A14B)
BOTH = (Expert.HIGH_NOISE, Expert.LOW_NOISE)
MIB = 1 << 20


class Shelf:
    """Creates experts as asked, and knows which of those it created are still in memory."""

    def __init__(self) -> None:
        self._created: list[tuple[Expert, weakref.ref[WanTransformer3DModel]]] = []
        self.alive_at_load: list[list[Expert]] = []

    def load(self, expert: Expert) -> WanTransformer3DModel:
        self.alive_at_load.append(self.alive())
        seed = BOTH.index(expert)
        transformer: WanTransformer3DModel = tiny_transformer(T2V.variant, seed=seed, num_layers=1)
        self._created.append((expert, weakref.ref(transformer)))
        return transformer

    def alive(self) -> list[Expert]:
        return [expert for expert, created in self._created if created() is not None]


@pytest.mark.parametrize(
    ("keep_both", "loads"),
    [(True, dict.fromkeys(BOTH, 1)), (False, dict.fromkeys(BOTH, 2))],
)
def test_two_jobs_load_each_expert_as_often_as_memory_makes_it_necessary(
    keep_both: bool, loads: dict[Expert, int]
) -> None:
    shelf = Shelf()
    experts = Experts(shelf.load, keep_both=keep_both)
    sampling = TinySampling(T2V)
    for _job in range(2):
        latents = sampling.sample(request_for(T2V), experts=experts)
        assert latents.equal(sampling.sample(request_for(T2V)))
    assert experts.loads == loads
    assert experts.held == (BOTH if keep_both else BOTH[1:])


def test_the_first_expert_is_gone_before_the_second_is_loaded() -> None:
    """Also while a sampling is under way, and with the reference cycles of hooks."""
    shelf = Shelf()
    experts = Experts(shelf.load, keep_both=False)
    seen: list[Step] = []
    TinySampling(T2V).sample(request_for(T2V), seen.append, experts=experts)
    assert {step.expert for step in seen} == set(BOTH)
    assert shelf.alive_at_load == [[], []]
    assert shelf.alive() == [Expert.LOW_NOISE]
    experts.release()
    assert shelf.alive() == []


def test_what_else_refers_to_an_expert_is_taken_back_before_it_goes() -> None:
    shelf = Shelf()
    elsewhere: list[WanTransformer3DModel] = []

    def load(expert: Expert) -> WanTransformer3DModel:
        elsewhere.append(shelf.load(expert))
        return elsewhere[-1]

    experts = Experts(load, keep_both=False, before_release=elsewhere.remove)
    for expert in BOTH:
        experts.get(expert)
    assert shelf.alive_at_load == [[], []]
    assert len(elsewhere) == 1


def test_both_stay_where_there_is_room() -> None:
    shelf = Shelf()
    experts = Experts(shelf.load, keep_both=True)
    first = experts.get(Expert.HIGH_NOISE)
    assert experts.get(Expert.LOW_NOISE) is not first
    assert experts.get(Expert.HIGH_NOISE) is first
    assert shelf.alive() == list(BOTH)


def test_an_expert_that_cannot_be_loaded_is_asked_for_again() -> None:
    failures = iter([MemoryError("no room")])

    def load(expert: Expert) -> WanTransformer3DModel:
        for failure in failures:
            raise failure
        return Shelf().load(expert)

    experts = Experts(load, keep_both=False)
    with pytest.raises(MemoryError):
        experts.get(Expert.HIGH_NOISE)
    assert experts.held == ()
    experts.get(Expert.HIGH_NOISE)
    assert experts.loads == {Expert.HIGH_NOISE: 1}


@pytest.fixture
def weights(tmp_path: Path) -> Iterator[tuple[Path, ...]]:
    """Two files of which one ends within a piece."""
    files = (tmp_path / "1.safetensors", tmp_path / "2.safetensors")
    files[0].write_bytes(bytes(9 * MIB))
    files[1].write_bytes(bytes(8 * MIB))
    yield files
    assert not readers()


def readers() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "read-ahead"]


def test_files_are_read_to_their_end(weights: tuple[Path, ...]) -> None:
    reader = FileReader(weights, limit_bytes=1 << 40)
    reader.wait()
    assert reader.bytes_read == 17 * MIB
    reader.close()


def test_no_more_is_read_than_memory_has_room_for(weights: tuple[Path, ...]) -> None:
    reader = FileReader(weights, limit_bytes=8 * MIB)
    reader.wait()
    assert reader.bytes_read == 8 * MIB


def test_reading_stops_at_once(tmp_path: Path) -> None:
    huge = tmp_path / "sparse.safetensors"
    with huge.open("wb") as file:
        file.truncate(1 << 40)
    reader = FileReader([huge], limit_bytes=1 << 50)
    reader.close()
    assert reader.bytes_read < 1 << 40
    assert not readers()


def test_a_file_that_is_missing_is_left_to_the_loader(
    tmp_path: Path, weights: tuple[Path, ...], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        reader = FileReader([tmp_path / "gone", *weights], limit_bytes=1 << 40)
        reader.wait()
    assert "reading ahead" in caplog.text
    assert reader.bytes_read == 0


def test_the_second_expert_is_read_while_the_first_samples(weights: tuple[Path, ...]) -> None:
    sampling = TinySampling(T2V)
    experts = Experts(
        sampling.transformers.__getitem__, keep_both=False, files={Expert.LOW_NOISE: weights}
    )
    under_way: dict[Expert, set[bool]] = {expert: set() for expert in BOTH}

    def note(step: Step) -> None:
        under_way[step.expert].add(experts.is_reading)

    sampling.sample(request_for(T2V), note, experts=experts)
    assert under_way == {Expert.HIGH_NOISE: {True}, Expert.LOW_NOISE: {False}}


def test_a_cancelled_sampling_reads_no_further(tmp_path: Path) -> None:
    huge = tmp_path / "sparse.safetensors"
    with huge.open("wb") as file:
        file.truncate(1 << 40)
    sampling = TinySampling(T2V)
    experts = Experts(
        sampling.transformers.__getitem__, keep_both=True, files={Expert.LOW_NOISE: [huge]}
    )

    def cancel(_step: Step) -> None:
        assert readers()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sampling.sample(request_for(T2V), cancel, experts=experts)
    assert not readers()


def test_an_expert_in_memory_is_not_read(weights: tuple[Path, ...]) -> None:
    experts = Experts(
        TinySampling(T2V).transformers.__getitem__,
        keep_both=True,
        files={Expert.LOW_NOISE: weights},
    )
    experts.get(Expert.LOW_NOISE)
    experts.read_ahead(Expert.LOW_NOISE)
    assert not experts.is_reading
