"""Every variant, mode, precision and plan: the latents of the bare diffusers pipeline.

`benchmarks/equality.py` prints the whole table.
"""

import gc
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from tqdm import tqdm

from fixtures.bare_models import TinyModels, one_weight_off, with_stale_block
from fixtures.distances import distance
from fixtures.equality import CASES, Matrix, Way, plan_of, request_of
from fixtures.sampling import Case
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine.sampling.schedulers import experts_by_step, make_scheduler
from wan22_desktop.engine_protocol.plan import Quantization

tqdm.monitor_interval = 0  # no progress bar here is worth a thread that outlives its test

WAYS = (Way.RESIDENT, Way.STREAMING, Way.SEQUENTIAL, Way.CHUNKED, Way.MODEL)
"""What is combined out of these is in the table, and in `test_offload.py`."""

T2V = Case(Variant.T2V_A14B)
TI2V_IMAGE = Case(Variant.TI2V_5B, image=True)
END_IMAGE = Case(Variant.I2V_A14B, image=True, end_image=True)

ON_CPU = [kind for kind in Quantization if kind is not Quantization.FP8_DYNAMIC]
TWO_CASES = (T2V, TI2V_IMAGE)
ROWS = [
    (case, kind)
    for case, kind in product(CASES, ON_CPU)
    # An end image is one more condition and no other arithmetic.
    if not (case.end_image and kind is not Quantization.NONE)
    # Single files are read with heads as wide as those of the published models.
    and not (case.variant is Variant.DEMO and kind is Quantization.GGUF)
    # The benchmark has these kinds' other rows.
    and (kind not in (Quantization.INT8_DYNAMIC, Quantization.FP8_STORAGE) or case in TWO_CASES)
]


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    matrix = Matrix(tmp_path_factory.mktemp("matrix"))
    matrix.cell(TI2V_IMAGE, Quantization.INT8, Way.RESIDENT)  # imports what is imported late
    # Letting go of a model collects garbage; it need not look at a million imported objects.
    gc.collect()
    gc.freeze()
    yield matrix
    gc.unfreeze()


@pytest.fixture(scope="module")
def stale(tmp_path_factory: pytest.TempPathFactory) -> TinyModels:
    """Models whose last expert computes its last block with the first one's weights."""
    return TinyModels(tmp_path_factory.mktemp("stale"), with_stale_block)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_expert_samples(case: Case) -> None:
    request, facts = request_of(case), case.variant.facts
    steps = request.num_inference_steps
    scheduler = make_scheduler(request.scheduler, request.flow_shift, steps, "cpu")
    assert set(experts_by_step(scheduler, facts.boundary_ratio)) == set(facts.experts)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("case", "quantization"), ROWS, ids=str)
def test_a_cell(matrix: Matrix, case: Case, quantization: Quantization, way: Way) -> None:
    cell = matrix.cell(case, quantization, way)
    assert not cell.refusal
    assert cell.error == 0.0


@pytest.mark.parametrize(
    ("case", "quantization"),
    [(T2V, Quantization.NONE), *((TI2V_IMAGE, kind) for kind in ON_CPU)],
    ids=str,
)
def test_an_odd_number_of_rows_only_rounds(
    matrix: Matrix, case: Case, quantization: Quantization
) -> None:
    cell = matrix.cell(case, quantization, Way.ODD_CHUNKS)
    assert 0 < cell.bound < 0.03
    assert cell.is_right


def test_what_is_not_on_the_processor_says_why(matrix: Matrix) -> None:
    cell = matrix.cell(TI2V_IMAGE, Quantization.FP8_DYNAMIC, Way.RESIDENT)
    assert "processors do not multiply 8-bit floats" in cell.refusal
    assert not cell.is_right


@pytest.mark.parametrize("quantization", [Quantization.NONE, Quantization.FP8, Quantization.GGUF])
def test_a_stale_block_is_no_rounding(
    matrix: Matrix, stale: TinyModels, quantization: Quantization
) -> None:
    cell = matrix.cell(TI2V_IMAGE, quantization, Way.ODD_CHUNKS, stale)
    assert not cell.is_right
    assert cell.error > 0.03


@pytest.mark.parametrize("way", [Way.STREAMING, Way.CHUNKED, Way.MODEL])
def test_a_stale_block_of_the_second_expert_is_seen(
    matrix: Matrix, stale: TinyModels, way: Way
) -> None:
    cell = matrix.cell(T2V, Quantization.NONE, way, stale)
    assert not cell.is_right


def test_a_single_weight_is_seen(matrix: Matrix, tmp_path: Path) -> None:
    changed = TinyModels(tmp_path, one_weight_off)
    cell = matrix.cell(T2V, Quantization.NONE, Way.RESIDENT, changed)
    assert not cell.is_right
    assert 0 < cell.error < 0.01


def test_quantizations_are_not_each_other(matrix: Matrix) -> None:
    """Equality of cells would mean little if nothing had been quantized."""
    references = [matrix.reference(T2V, kind) for kind in ON_CPU]
    for i, first in enumerate(references):
        for second in references[i + 1 :]:
            assert distance(first, second) > 1e-3


def test_plans_differ() -> None:
    plans = {plan_of(Quantization.NONE, way).to_json() for way in Way}
    assert len(plans) == len(Way)
