"""The same clip with some of its settings varied: every combination is a cell of a grid."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from math import prod

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.texts import decimal, tr, trn
from wan22_desktop.core.wan import Scheduler, Variant
from wan22_desktop.generation.domain.groups import MAX_JOBS
from wan22_desktop.generation.domain.request_rules import Problem, problems_of
from wan22_desktop.generation.domain.value_lists import (
    Typed,
    ValueList,
    numbers,
    one_of,
    words,
)

MAX_AXES = 3
"""Columns, rows and pages."""
MANY_CELLS = 100
"""More are asked about before they are queued."""
_MAX_SAMPLES = 64
"""Cells that are looked at to predict how long all take."""
_SPREAD = (0.8191725134, 0.6710436067, 0.5497004779)
"""Powers of the root of x**4 = x + 1: points at their multiples, modulo 1, fill a cube evenly (the
R3 sequence of Martin Roberts, 2018)."""
_MAX_LABEL_CHARACTERS = 200

SecondsOf = Callable[[GenerationRequest], float | None]
"""How long a request is going to take, None while nobody knows."""


class AxisKind(StrEnum):
    """What varies; where it is one field of the request, the value is that field's name."""

    SEED = "seed"
    STEPS = "num_inference_steps"
    GUIDANCE = "guidance_scale"
    GUIDANCE_2 = "guidance_scale_2"
    FLOW_SHIFT = "flow_shift"
    SCHEDULER = "scheduler"
    LORA = "lora"
    WORDS = "words"
    MODEL = "model"

    @property
    def words(self) -> str:
        return {
            AxisKind.SEED: tr("Seed"),
            AxisKind.STEPS: tr("Steps"),
            AxisKind.GUIDANCE: tr("Guidance"),
            AxisKind.GUIDANCE_2: tr("Low-noise guidance"),
            AxisKind.FLOW_SHIFT: tr("Flow shift"),
            AxisKind.SCHEDULER: tr("Scheduler"),
            AxisKind.LORA: tr("LoRA strength"),
            AxisKind.WORDS: tr("Words of the prompt"),
            AxisKind.MODEL: tr("Model"),
        }[self]


_WHOLE = (AxisKind.SEED, AxisKind.STEPS)


class LoraSide(StrEnum):
    """Which strength of a LoRA varies."""

    BOTH = "both"
    HIGH_NOISE = "high-noise"
    LOW_NOISE = "low-noise"

    @property
    def words(self) -> str:
        return {
            LoraSide.BOTH: tr("both experts"),
            LoraSide.HIGH_NOISE: tr("high noise"),
            LoraSide.LOW_NOISE: tr("low noise"),
        }[self]


@dataclass(frozen=True, slots=True)
class Axis:
    """`lora` is the SHA-256 of the LoRA whose strength varies. Of words, the first is the one in
    the prompt that the others stand in for."""

    kind: AxisKind
    values: ValueList
    lora: str = ""
    lora_side: LoraSide = LoraSide.BOTH
    name: str = ""
    """What it is called if not as its kind: the LoRA, or the word that is replaced."""

    @classmethod
    def parse(
        cls,
        kind: AxisKind,
        text: str,
        *,
        lora: LoraUse | None = None,
        lora_side: LoraSide = LoraSide.BOTH,
        scatter: int = 0,
    ) -> "Axis":
        """The axis with the values that `text` lists; raises UserError on the kind's field."""
        field = kind.value
        if kind is AxisKind.WORDS:
            found = words(text, field)
            return cls(kind, found, name=str(found.at(0)))
        if kind is AxisKind.SCHEDULER:
            return cls(kind, one_of(text, field, tuple(each.value for each in Scheduler)))
        if kind is AxisKind.MODEL:
            return cls(kind, one_of(text, field, tuple(each.value for each in Variant)))
        found = numbers(
            text,
            field,
            whole=kind in _WHOLE,
            scatter=scatter if kind is AxisKind.SEED else None,
        )
        if kind is not AxisKind.LORA:
            return cls(kind, found)
        if lora is None:
            raise UserError(tr("Choose the LoRA whose strength varies."), field=field)
        return cls(kind, found, lora.sha256, lora_side, lora.name)

    @property
    def title(self) -> str:
        if not self.name:
            return self.kind.words
        side = "" if self.lora_side is LoraSide.BOTH else f" ({self.lora_side.words})"
        return f"{self.kind.words}: {self.name}{side}"

    def label(self, index: int) -> str:
        """The value at `index` as people read it."""
        value = self.values.at(index)
        if self.kind is AxisKind.MODEL:
            return Variant(str(value)).facts.title
        return f"{value:g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True, slots=True)
class Cell:
    """One clip of a sweep; where it stands is counted from 0."""

    column: int
    row: int
    page: int
    request: GenerationRequest
    label: str

    @property
    def place(self) -> tuple[int, int, int]:
        return self.column, self.row, self.page


@dataclass(frozen=True, slots=True)
class CellProblem:
    cell: Cell
    problem: Problem


@dataclass(frozen=True, slots=True)
class Sweep:
    """`axes` are the columns, then the rows, then the pages of the grid."""

    base: GenerationRequest
    axes: tuple[Axis, ...]

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many columns, rows and pages."""
        counts = [axis.values.count for axis in self.axes]
        columns, rows, pages = (*counts, *(1,) * (MAX_AXES - len(counts)))
        return columns, rows, pages

    @property
    def count(self) -> int:
        return prod(self.shape)

    @property
    def title(self) -> str:
        times = " \N{MULTIPLICATION SIGN} "
        return tr("Sweep: {axes}", axes=times.join(axis.title for axis in self.axes))

    def cell(self, index: int) -> Cell:
        """The cell at `index` from 0: row after row, page after page."""
        columns, rows, _ = self.shape
        place = (index % columns, index // columns % rows, index // columns // rows)
        placed = tuple(zip(self.axes, place, strict=False))
        request = _varied(self.base, self.axes, [axis.values.at(at) for axis, at in placed])
        label = ", ".join(f"{axis.title} {axis.label(at)}" for axis, at in placed)
        return Cell(*place, request, label[:_MAX_LABEL_CHARACTERS])

    def cells(self) -> Iterator[Cell]:
        """All of them, in the order in which they are shown."""
        return (self.cell(index) for index in range(self.count))

    def seconds(self, seconds_of: SecondsOf) -> float | None:
        """About how long all cells take together; None while nobody knows."""
        count = self.count
        indexes: Sequence[int] = range(count)
        if count > _MAX_SAMPLES:
            indexes = [self._spread(number) for number in range(_MAX_SAMPLES)]
        known = [
            seconds
            for index in indexes
            if (seconds := seconds_of(self.cell(index).request)) is not None
        ]
        return sum(known) / len(indexes) * count if len(known) == len(indexes) else None

    def _spread(self, number: int) -> int:
        """The index of a cell, those of successive numbers spread evenly over all axes."""
        columns, rows, pages = self.shape
        column, row, page = (
            int((0.5 + number * share) % 1 * length)
            for share, length in zip(_SPREAD, (columns, rows, pages), strict=True)
        )
        return (page * rows + row) * columns + column

    def cut(self, most: int = MAX_JOBS) -> "Sweep":
        """The sweep with as many of its last axis's values as `most` cells allow.

        Where even one of them is too many, the axis before it is cut as well.
        """
        axes = list(self.axes)
        for number in reversed(range(len(axes))):
            others = prod(axis.values.count for axis in axes[:number])
            kept = max(1, most // others)
            axes[number] = replace(axes[number], values=axes[number].values.first(kept))
            if others * kept <= most:
                break
        return Sweep(self.base, tuple(axes))

    def cut_text(self, cut: "Sweep") -> str:
        """Which values `cut` has kept, as part of a sentence."""
        return tr(" and ").join(
            trn(
                "the first value of {axis}",
                "the first {number} values of {axis}",
                after.values.count,
                number=decimal(f"{after.values.count:,}"),
                axis=after.title,
            )
            for before, after in zip(self.axes, cut.axes, strict=True)
            if after.values.count < before.values.count
        )

    # --- judging ----------------------------------------------------------------------------------

    def check_axes(self) -> None:
        """Find what is wrong with an axis by itself, without going through the cells.

        Raises UserError with the axis's kind as its field.
        """
        if not self.axes:
            raise UserError(tr("Choose what varies."), field="axes")
        for number, axis in enumerate(self.axes):
            if any(_have_one_subject(axis, other) for other in self.axes[:number]):
                message = tr("{axis} varies twice: choose something else.", axis=axis.title)
                raise UserError(message, field=axis.kind.value)
            self._check_subject(axis)
            self._check_range(axis)
            _check_doubles(axis)

    def problems(self, most: int = 10) -> tuple[CellProblem, ...]:
        """One for each cell that cannot be rendered, at most `most` of them.

        Looks at no more cells than a group may have.
        """
        return problems_in(islice(self.cells(), MAX_JOBS), most)

    def _check_subject(self, axis: Axis) -> None:
        if axis.kind is AxisKind.WORDS and axis.name not in self.base.prompt:
            message = tr(
                "The prompt does not hold {word}: the first of the words is the one in the prompt "
                "that the others stand in for.",
                word=f"\N{LEFT DOUBLE QUOTATION MARK}{axis.name}\N{RIGHT DOUBLE QUOTATION MARK}",
            )
            raise UserError(message, field=axis.kind.value)
        if axis.kind is AxisKind.LORA and axis.lora not in {use.sha256 for use in self.base.loras}:
            message = tr("The LoRA {name} is not part of the request.", name=axis.name)
            raise UserError(message, field=axis.kind.value)

    def _check_range(self, axis: Axis) -> None:
        """Every number of a stretch is allowed if both its ends are."""
        before = {problem.field for problem in problems_of(self.base)}
        for value in axis.values.ends():
            request = _varied(self.base, (axis,), [value])
            for problem in problems_of(request):
                if problem.field not in before:
                    raise UserError(problem.message, field=axis.kind.value)


def problems_in(cells: Iterable[Cell], most: int) -> tuple[CellProblem, ...]:
    """One for each of the cells that cannot be rendered, at most `most` of them."""
    found = (
        CellProblem(cell, problems[0]) for cell in cells if (problems := problems_of(cell.request))
    )
    return tuple(islice(found, most))


def _varied(
    base: GenerationRequest, axes: Sequence[Axis], values: Sequence[Typed]
) -> GenerationRequest:
    """`base` with one value of each axis."""
    changes: dict[str, object] = {}
    loras = base.loras
    replaced: dict[str, str] = {}
    for axis, value in zip(axes, values, strict=True):
        if axis.kind is AxisKind.WORDS:
            replaced[axis.name] = str(value)
        elif axis.kind is AxisKind.LORA:
            loras = tuple(_with_strength(use, axis, float(value)) for use in loras)
        elif axis.kind is AxisKind.MODEL:
            changes["model"] = Variant(str(value))
        elif axis.kind is AxisKind.SCHEDULER:
            changes["scheduler"] = Scheduler(str(value))
        else:
            changes[axis.kind.value] = value
    if replaced:
        changes["prompt"] = _with_words(base.prompt, replaced)
    # Not validated once more: the values have their types, and there are thousands of cells.
    return base.model_copy(update={**changes, "loras": loras})


def _have_one_subject(one: Axis, other: Axis) -> bool:
    if one.kind is not other.kind:
        return False
    if one.kind is AxisKind.LORA:
        both = LoraSide.BOTH in (one.lora_side, other.lora_side)
        return one.lora == other.lora and (both or one.lora_side is other.lora_side)
    return one.kind is not AxisKind.WORDS or one.name == other.name


def _check_doubles(axis: Axis) -> None:
    if axis.values.count > MAX_JOBS:
        return  # too many to be queued anyway
    seen: set[Typed] = set()
    for index, value in enumerate(axis.values):
        if value in seen:
            message = tr("{value} is listed twice.", value=axis.label(index))
            raise UserError(message, field=axis.kind.value)
        seen.add(value)


def _with_strength(use: LoraUse, axis: Axis, strength: float) -> LoraUse:
    if use.sha256 != axis.lora:
        return use
    changes: dict[str, float] = {}
    if axis.lora_side is not LoraSide.LOW_NOISE:
        changes["strength"] = strength
    if axis.lora_side is not LoraSide.HIGH_NOISE:
        changes["strength_2"] = strength
    return use.model_copy(update=changes)


def _with_words(prompt: str, replaced: dict[str, str]) -> str:
    """All at once, the longest first: what one puts in is not searched by the next."""
    searched = "|".join(re.escape(word) for word in sorted(replaced, key=len, reverse=True))
    return re.sub(searched, lambda found: replaced[found[0]], prompt)
