"""Every combination of some values: cells, refusals, order, and the grid from what is stored."""

import json
import time
from itertools import pairwise

import pytest

from generation.conftest import SMALL
from wan22_desktop.core.clip_work import WorkKind
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.groups import MAX_JOBS, JobGroup, NewGroup
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.domain.sweep import Axis, AxisKind, LoraSide, Sweep
from wan22_desktop.generation.domain.sweep_grid import as_group, grid_of

LORA = LoraUse(sha256="ab" * 32, name="film grain")
WITH_LORA = SMALL.with_changes(loras=(LORA,))


def axis(kind: AxisKind, text: str) -> Axis:
    return Axis.parse(kind, text, lora=LORA)


def stored(group: NewGroup) -> tuple[JobGroup, list[Job]]:
    """As the queue keeps it."""
    jobs = [
        Job(new.id, new.request, row, group_id=group.id, label=new.label, work=new.work)
        for row, new in enumerate(group.jobs)
    ]
    return JobGroup(group.id, group.kind, group.title, json.dumps(dict(group.spec))), jobs


def test_cells_are_single_requests_in_rows_and_columns() -> None:
    sweep = Sweep(SMALL, (axis(AxisKind.STEPS, "2,3"), axis(AxisKind.SEED, "1-3")))
    assert sweep.shape == (2, 3, 1)
    cells = list(sweep.cells())
    assert len(cells) == sweep.count == 6
    for cell in cells:
        steps, seed = (2, 3)[cell.column], (1, 2, 3)[cell.row]
        assert cell.request == SMALL.with_changes(num_inference_steps=steps, seed=seed)
        assert (
            cell.request.to_json()
            == SMALL.with_changes(num_inference_steps=steps, seed=seed).to_json()
        )
        assert cell.label == f"Steps {steps}, Seed {seed}"


@pytest.mark.parametrize(
    ("kind", "text", "changes"),
    [
        (AxisKind.GUIDANCE, "1,2.5", {"guidance_scale": 2.5}),
        (AxisKind.FLOW_SHIFT, "3,8", {"flow_shift": 8.0}),
        (AxisKind.SCHEDULER, "unipc,euler", {"scheduler": "euler"}),
        (AxisKind.WORDS, "red, blue", {"prompt": "a blue circle moving right"}),
        (AxisKind.SEED, "4,5", {"seed": 5}),
    ],
)
def test_each_kind_changes_its_own_field_only(
    kind: AxisKind, text: str, changes: dict[str, object]
) -> None:
    sweep = Sweep(SMALL, (axis(kind, text),))
    sweep.check_axes()
    expected = GenerationRequest.model_validate_json(
        json.dumps({**SMALL.model_dump(mode="json"), **changes})
    )
    assert sweep.cell(1).request == expected


@pytest.mark.parametrize(
    ("side", "strengths"),
    [
        (LoraSide.BOTH, (0.5, 0.5)),
        (LoraSide.HIGH_NOISE, (0.5, 1.0)),
        (LoraSide.LOW_NOISE, (1.0, 0.5)),
    ],
)
def test_the_strength_of_a_lora_on_either_expert(
    side: LoraSide, strengths: tuple[float, float]
) -> None:
    found = Axis.parse(AxisKind.LORA, "0.5:1:0.5", lora=LORA, lora_side=side)
    use = Sweep(WITH_LORA, (found,)).cell(0).request.loras[0]
    assert (use.strength, use.strength_2) == strengths


def test_words_of_two_axes_do_not_replace_each_other() -> None:
    base = SMALL.with_changes(prompt="a red circle on blue")
    sweep = Sweep(base, (axis(AxisKind.WORDS, "red, blue"), axis(AxisKind.WORDS, "blue, green")))
    sweep.check_axes()
    assert [cell.request.prompt for cell in sweep.cells()] == [
        "a red circle on blue",
        "a blue circle on blue",
        "a red circle on green",
        "a blue circle on green",
    ]


@pytest.mark.parametrize(
    ("axes", "field"),
    [
        ((), "axes"),
        ((axis(AxisKind.STEPS, "1-900"),), "num_inference_steps"),
        ((axis(AxisKind.GUIDANCE, "1,99"),), "guidance_scale"),
        ((axis(AxisKind.GUIDANCE_2, "1,2"),), "guidance_scale_2"),
        ((axis(AxisKind.LORA, "0:9:1"),), "lora"),
        ((axis(AxisKind.WORDS, "purple, red"),), "words"),
        ((axis(AxisKind.SEED, "1,2,1"),), "seed"),
        ((axis(AxisKind.MODEL, "demo, i2v-A14B"),), "model"),
        ((axis(AxisKind.SEED, "1,2"), axis(AxisKind.SEED, "3,4")), "seed"),
    ],
)
def test_what_is_wrong_is_said_of_its_axis(axes: tuple[Axis, ...], field: str) -> None:
    with pytest.raises(UserError) as caught:
        Sweep(WITH_LORA, axes).check_axes()
    assert caught.value.field == field


def test_a_lora_that_is_not_in_the_request_cannot_vary() -> None:
    with pytest.raises(UserError, match="not part of the request"):
        Sweep(SMALL, (axis(AxisKind.LORA, "0,1"),)).check_axes()
    with pytest.raises(UserError, match="Choose the LoRA"):
        Axis.parse(AxisKind.LORA, "0,1")


def test_bad_cells_are_named() -> None:
    base = GenerationRequest.default(Variant.T2V_A14B, prompt="a fox").with_changes(
        loras=(LORA,), compare_loras=True
    )
    high, low = (
        Axis.parse(AxisKind.LORA, "0,1", lora=LORA, lora_side=side)
        for side in (LoraSide.HIGH_NOISE, LoraSide.LOW_NOISE)
    )
    sweep = Sweep(base, (high, low))
    sweep.check_axes()
    bad = sweep.problems()
    assert [(found.cell.place, found.problem.field) for found in bad] == [((0, 0, 0), "loras")]
    assert len(Sweep(base, (high,)).problems()) == 0
    with pytest.raises(
        UserError, match=r"film grain \(high noise\) 0, .*There is no LoRA"
    ) as caught:
        as_group(sweep)
    assert caught.value.field == "cells"


def test_too_many_cells_are_counted_and_the_number_that_fits_is_said() -> None:
    began = time.process_time()
    sweep = Sweep(SMALL, (axis(AxisKind.STEPS, "1-100"), axis(AxisKind.SEED, "1-100000000")))
    assert sweep.count == 10_000_000_000
    assert sweep.seconds(lambda request: float(request.num_inference_steps)) == pytest.approx(
        50.5 * sweep.count, rel=0.02
    )
    with pytest.raises(UserError, match="10,000,000,000 clips") as caught:
        as_group(sweep)
    assert caught.value.suggestion == str(MAX_JOBS)
    assert "first 20 values of Seed" in caught.value.message
    assert sweep.cut().shape == (100, 20, 1)
    assert as_group(sweep.cut()).spec
    assert time.process_time() - began < 3


def test_a_cut_of_columns_that_are_too_many_themselves() -> None:
    sweep = Sweep(SMALL, (axis(AxisKind.SEED, "1-5000"), axis(AxisKind.STEPS, "1-9")))
    assert sweep.cut().shape == (2000, 1, 1)


def test_time_is_the_sum_of_the_cells_or_unknown() -> None:
    sweep = Sweep(SMALL, (axis(AxisKind.STEPS, "1,2,5"),))
    assert sweep.seconds(lambda request: float(request.num_inference_steps)) == 8
    assert sweep.seconds(lambda _request: None) is None


def test_what_is_dear_to_load_changes_least() -> None:
    sweep = Sweep(
        WITH_LORA,
        (
            axis(AxisKind.LORA, "0.5,1"),
            axis(AxisKind.WORDS, "red, blue"),
            axis(AxisKind.SEED, "1-3"),
        ),
    )
    jobs = as_group(sweep).jobs
    keys = [(job.request.loras[0].strength, job.request.prompt) for job in jobs]
    changes = sum(one != other for one, other in pairwise(keys))
    assert changes == 3  # four combinations, each at a stretch
    assert [job.request.seed for job in jobs[:3]] == [1, 2, 3]


def test_models_are_loaded_once_each() -> None:
    sweep = Sweep(
        SMALL.with_changes(width=96, height=96),
        (axis(AxisKind.SEED, "1-3"), axis(AxisKind.MODEL, "demo, ti2v-5B")),
    )
    models = [job.request.model for job in as_group(sweep).jobs]
    assert models == [Variant.DEMO] * 3 + [Variant.TI2V_5B] * 3


def test_the_grid_comes_back_from_what_is_stored() -> None:
    sweep = Sweep(
        SMALL,
        (
            axis(AxisKind.WORDS, "red, blue"),
            axis(AxisKind.SEED, "1-3"),
            axis(AxisKind.STEPS, "2,3"),
        ),
    )
    group, jobs = stored(as_group(sweep, grid_clip=True))
    grid = grid_of(group, jobs)
    assert (grid.column_title, grid.row_title, grid.page_title) == (
        "Words of the prompt: red",
        "Seed",
        "Steps",
    )
    assert (grid.columns, grid.rows, grid.pages) == (("red", "blue"), ("1", "2", "3"), ("2", "3"))
    for cell in sweep.cells():
        found = grid.job(*cell.place)
        assert found is not None
        assert found.request == cell.request
    assert grid.folded_rows == ("2, 1", "2, 2", "2, 3", "3, 1", "3, 2", "3, 3")
    assert [job.request for job in grid.folded_jobs if job is not None] == [
        cell.request for cell in sweep.cells()
    ]
    assert grid.grid_job is not None
    assert grid.grid_job.work is not None
    assert grid.grid_job.work.kind is WorkKind.GRID
    assert grid.grid_job.work.columns == 2
    assert grid.grid_job.work.waits_for == tuple(
        job.id for cell in sweep.cells() if (job := grid.job(*cell.place)) is not None
    )


def test_a_forgotten_job_leaves_an_empty_cell() -> None:
    sweep = Sweep(SMALL, (axis(AxisKind.SEED, "1-3"),))
    group, jobs = stored(as_group(sweep))
    grid = grid_of(group, jobs[1:])
    assert grid.job(0) is None
    assert grid.job(1) == jobs[1]
    assert grid_of(group, []).jobs == {}


@pytest.mark.parametrize(
    "spec",
    ["", "{}", "[" * 9000, '{"version":2,"axes":[]}', '{"version":1,"axes":[],"cells":[]}'],
)
def test_a_damaged_or_newer_spec_shows_all_clips_in_a_square(spec: str) -> None:
    sweep = Sweep(SMALL, (axis(AxisKind.SEED, "1-5"),))
    group, jobs = stored(as_group(sweep))
    grid = grid_of(JobGroup(group.id, group.kind, group.title, spec), jobs)
    assert (len(grid.columns), len(grid.rows)) == (3, 2)
    assert [grid.job(at % 3, at // 3) for at in range(5)] == jobs


def test_cells_outside_the_axes_are_left_out() -> None:
    group, jobs = stored(as_group(Sweep(SMALL, (axis(AxisKind.SEED, "1-3"),))))
    spec = json.loads(group.spec)
    spec["cells"][0]["at"] = [3, 0, 0]
    grid = grid_of(JobGroup(group.id, group.kind, group.title, json.dumps(spec)), jobs)
    assert set(grid.jobs) == {(1, 0, 0), (2, 0, 0)}


def test_a_clip_of_all_cells_has_a_limit() -> None:
    with pytest.raises(UserError, match="64") as caught:
        as_group(Sweep(SMALL, (axis(AxisKind.SEED, "1-65"),)), grid_clip=True)
    assert caught.value.field == "grid"
