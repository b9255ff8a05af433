"""Cells of a sweep are what single renders give, and drafts save the finals their texts."""

import pytest

from fixtures.group_renders import batch, render
from generation.conftest import SMALL
from wan22_desktop.core.places import Places
from wan22_desktop.generation.domain.drafts import DraftPlan, finals
from wan22_desktop.generation.domain.drafts import as_group as drafts_group
from wan22_desktop.generation.domain.sweep import Axis, AxisKind, Sweep
from wan22_desktop.generation.domain.sweep_grid import as_group, grid_of

pytestmark = pytest.mark.slow
"""Each starts two engines."""


def test_cells_are_single_renders_bit_for_bit(places: Places) -> None:
    sweep = Sweep(
        SMALL, (Axis.parse(AxisKind.STEPS, "2,3"), Axis.parse(AxisKind.WORDS, "red, blue"))
    )
    swept = render(places, as_group(sweep))
    grid = grid_of(swept.group, swept.jobs)
    by_job = {clip.job.id: clip.pixels for clip in swept.clips}
    cells = list(sweep.cells())
    # Alone: in an engine of their own, and in another order.
    single = render(places, batch(*(cell.request for cell in reversed(cells))))
    for cell, alone in zip(reversed(cells), single.clips, strict=True):
        job = grid.job(*cell.place)
        assert job is not None
        assert by_job[job.id] == alone.pixels
    # The hashes tell renders apart.
    assert len({clip.latents for clip in swept.clips}) == 4
    assert len({clip.frames for clip in swept.clips}) == 4


def test_finals_encode_no_text_and_are_the_clips_that_were_asked_for(places: Places) -> None:
    drafts = render(places, drafts_group(SMALL, DraftPlan(1), (1, 2, 3, 4)))
    assert drafts.clips[0].texts_encoded > 0
    chosen = finals(drafts.group, drafts.jobs, {drafts.jobs[2].id})
    full = render(places, chosen)
    assert [clip.job.request for clip in full.clips] == [SMALL.with_changes(seed=3)]
    assert [clip.texts_encoded for clip in full.clips] == [0]
    assert full.clips[0].latents != drafts.clips[2].latents
