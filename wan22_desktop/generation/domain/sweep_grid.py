"""A sweep as jobs of the queue, and the grid that its finished clips make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, sqrt
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from wan22_desktop.core.clip_work import MAX_SOURCES, ClipSource, ClipWork, WorkKind
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.texts import decimal, tr
from wan22_desktop.core.values import Value
from wan22_desktop.generation.domain.groups import (
    MAX_JOBS,
    GroupKind,
    JobGroup,
    NewGroup,
    NewJob,
)
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.domain.sweep import AxisKind, Cell, Sweep, problems_in

_COSTLY = (AxisKind.MODEL, AxisKind.LORA, AxisKind.WORDS)
"""What has to be loaded or encoded anew when it changes, dearest first."""

_Index = Annotated[int, Field(ge=0, lt=MAX_JOBS)]
_Name = Annotated[str, Field(max_length=400)]


class SpecAxis(Value):
    title: _Name
    values: Annotated[tuple[_Name, ...], Field(min_length=1, max_length=MAX_JOBS)]


class SpecCell(Value):
    job: Annotated[str, Field(max_length=40)]
    at: tuple[_Index, _Index, _Index]
    """Column, row, page."""


class SweepSpec(Value):
    """What the group of a sweep keeps in its `spec`."""

    version: Literal[1] = 1
    axes: Annotated[tuple[SpecAxis, ...], Field(min_length=1, max_length=3)]
    cells: Annotated[tuple[SpecCell, ...], Field(max_length=MAX_JOBS)]
    grid_job: str = ""
    """The job that makes one clip of all cells; empty without one."""


@dataclass(frozen=True, slots=True)
class SweepGrid:
    """Titles and clips in columns, rows and pages; a cell whose job is forgotten has none."""

    column_title: str
    columns: tuple[str, ...]
    row_title: str = ""
    rows: tuple[str, ...] = ("",)
    page_title: str = ""
    pages: tuple[str, ...] = ("",)
    jobs: Mapping[tuple[int, int, int], Job] = field(default_factory=dict)
    """By column, row and page."""
    grid_job: Job | None = None

    def job(self, column: int, row: int = 0, page: int = 0) -> Job | None:
        return self.jobs.get((column, row, page))

    @property
    def folded_rows(self) -> tuple[str, ...]:
        """The titles of the rows of all pages, one page beneath the other."""
        if len(self.pages) == 1:
            return self.rows
        return tuple(
            ", ".join(filter(None, (page, row))) for page in self.pages for row in self.rows
        )

    @property
    def folded_jobs(self) -> tuple[Job | None, ...]:
        """The cells of `folded_rows`, row by row."""
        return tuple(
            self.job(column, row, page)
            for page in range(len(self.pages))
            for row in range(len(self.rows))
            for column in range(len(self.columns))
        )


def as_group(sweep: Sweep, *, grid_clip: bool = False) -> NewGroup:
    """The jobs of all cells, in the order in which least has to be loaded anew.

    With `grid_clip` a last job puts all clips into one. Raises UserError with what is wrong.
    """
    sweep.check_axes()
    require_fit(sweep)
    if grid_clip and sweep.count > MAX_SOURCES:
        message = tr(
            "One clip can show {most} cells; this sweep has {count}. Its grid can be played "
            "without such a clip.",
            most=MAX_SOURCES,
            count=sweep.count,
        )
        raise UserError(message, field="grid")
    cells = tuple(sweep.cells())
    if bad := problems_in(cells, 1):
        message = f"{bad[0].cell.label}: {bad[0].problem.message}"
        raise UserError(message, field="cells", safe=tr("Nothing was added to the queue."))
    jobs = {cell.place: NewJob(cell.request, label=cell.label) for cell in cells}
    added = [jobs[cell.place] for cell in sorted(cells, key=lambda cell: _cost_key(sweep, cell))]
    grid = None
    if grid_clip:
        sources = tuple(ClipSource(job_id=jobs[cell.place].id, label=cell.label) for cell in cells)
        work = ClipWork(kind=WorkKind.GRID, sources=sources, columns=sweep.shape[0])
        grid = NewJob(cells[0].request, label=tr("All in one clip"), work=work)
        added.append(grid)
    spec = SweepSpec(
        axes=tuple(
            SpecAxis(
                title=axis.title[:400],
                values=tuple(axis.label(index)[:400] for index in range(axis.values.count)),
            )
            for axis in sweep.axes
        ),
        cells=tuple(SpecCell(job=jobs[cell.place].id, at=cell.place) for cell in cells),
        grid_job="" if grid is None else grid.id,
    )
    return NewGroup(GroupKind.SWEEP, sweep.title, tuple(added), spec=spec.model_dump(mode="json"))


def require_fit(sweep: Sweep, most: int = MAX_JOBS) -> None:
    """Raises UserError, with the number that fits, for more cells than one group takes."""
    if sweep.count <= most:
        return
    cut = sweep.cut(most)
    raise UserError(
        tr(
            "A sweep of {cells} clips is too large: {most} is the most. With {values} it is "
            "{number}.",
            cells=decimal(f"{sweep.count:,}"),
            most=decimal(f"{most:,}"),
            values=sweep.cut_text(cut),
            number=decimal(f"{cut.count:,}"),
        ),
        field="axes",
        suggestion=str(cut.count),
        safe=tr("Nothing was added to the queue."),
    )


def grid_of(group: JobGroup, jobs: Sequence[Job]) -> SweepGrid:
    """The grid of a group of `jobs`, from what was stored with it.

    What a newer version has written, or a damaged file, gives all clips in a square instead.
    """
    own = {job.id: job for job in jobs if job.group_id == group.id}
    try:
        spec = SweepSpec.from_json(group.spec)
    except (ValidationError, RecursionError):
        return _square([job for job in own.values() if job.work is None])
    axes = [(axis.title, axis.values) for axis in spec.axes]
    axes += [("", ("",))] * (3 - len(axes))
    counts = tuple(len(values) for _, values in axes)
    placed = {
        cell.at: own[cell.job]
        for cell in spec.cells
        if cell.job in own and all(at < count for at, count in zip(cell.at, counts, strict=True))
    }
    (column_title, columns), (row_title, rows), (page_title, pages) = axes
    return SweepGrid(
        column_title,
        columns,
        row_title,
        rows,
        page_title,
        pages,
        jobs=placed,
        grid_job=own.get(spec.grid_job),
    )


def _square(jobs: Sequence[Job]) -> SweepGrid:
    columns = max(1, ceil(sqrt(len(jobs))))
    rows = max(1, ceil(len(jobs) / columns))
    return SweepGrid(
        "",
        ("",) * columns,
        rows=("",) * rows,
        jobs={(number % columns, number // columns, 0): job for number, job in enumerate(jobs)},
    )


def _cost_key(sweep: Sweep, cell: Cell) -> tuple[int, ...]:
    """Sorts cells so that the dearest change happens least; the rest stays in reading order."""
    placed = tuple(zip(sweep.axes, cell.place, strict=False))
    return tuple(at for kind in _COSTLY for axis, at in placed if axis.kind is kind)
