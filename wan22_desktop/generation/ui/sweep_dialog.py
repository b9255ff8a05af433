"""What varies in a sweep, in which values, and how many clips that makes."""

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from wan22_desktop.core.clip_work import MAX_SOURCES
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.texts import decimal, tr, trn
from wan22_desktop.core.wan import Scheduler, Variant
from wan22_desktop.generation.domain.groups import MAX_JOBS, NewGroup
from wan22_desktop.generation.domain.sweep import (
    MANY_CELLS,
    Axis,
    AxisKind,
    LoraSide,
    SecondsOf,
    Sweep,
)
from wan22_desktop.generation.domain.sweep_grid import as_group
from wan22_desktop.generation.domain.value_lists import MAX_TEXT_CHARACTERS
from wan22_desktop.generation.ui.errand import Errand
from wan22_desktop.generation.ui.group_dialog import GroupDialog, about, wrapping_label
from wan22_desktop.qtkit.theme import SPACE, Tone

_NAME_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Subject:
    """Something of a request that can vary."""

    kind: AxisKind
    lora: LoraUse | None = None
    lora_side: LoraSide = LoraSide.BOTH

    @property
    def title(self) -> str:
        if self.lora is None:
            return self.kind.words
        side = "" if self.lora_side is LoraSide.BOTH else f", {self.lora_side.words}"
        return f"{self.kind.words}: {self.lora.name[:_NAME_CHARACTERS]}{side}"


class AxisEditor(QWidget):
    """One thing that varies and the list of its values."""

    changed = Signal()

    def __init__(
        self,
        name: str,
        subjects: tuple[Subject, ...],
        usual: Callable[[Subject | None], tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        """`usual` gives the values to begin with, and an example of what can be typed."""
        super().__init__(parent)
        self._subjects = subjects
        self._usual = usual
        self._scatter = secrets.randbits(32)
        self.subject = QComboBox()
        self.subject.setAccessibleName(tr("What varies in the {places}", places=name))
        self.subject.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.subject.setMinimumContentsLength(16)
        self.subject.addItem(tr("Nothing"))
        self.subject.addItems([subject.title for subject in subjects])
        self.values = QLineEdit()
        self.values.setAccessibleName(tr("Values of the {places}", places=name))
        self.values.setMaxLength(MAX_TEXT_CHARACTERS)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.subject, 2)
        layout.addWidget(self.values, 3)
        self.setFocusProxy(self.subject)
        self.subject.currentIndexChanged.connect(self._offer_values)
        self.values.textChanged.connect(self.changed)
        self._offer_values()

    @property
    def chosen(self) -> Subject | None:
        index = self.subject.currentIndex()
        return self._subjects[index - 1] if index > 0 else None

    def axis(self) -> Axis | None:
        """What is chosen; None for nothing. Raises UserError for what is no list of values."""
        chosen = self.chosen
        if chosen is None:
            return None
        return Axis.parse(
            chosen.kind,
            self.values.text(),
            lora=chosen.lora,
            lora_side=chosen.lora_side,
            scatter=self._scatter,
        )

    def choose(self, kind: AxisKind) -> None:
        """The first subject of a kind."""
        kinds = [subject.kind for subject in self._subjects]
        self.subject.setCurrentIndex(kinds.index(kind) + 1)

    @Slot()
    def _offer_values(self) -> None:
        text, example = self._usual(self.chosen)
        self.values.blockSignals(True)  # noqa: FBT003 -- Qt's own signature
        self.values.setText(text)
        self.values.blockSignals(False)  # noqa: FBT003 -- Qt's own signature
        self.values.setPlaceholderText(example)
        self.values.setEnabled(self.chosen is not None)
        self.changed.emit()


class SweepDialog(GroupDialog):
    """Up to three things vary: columns and rows of a grid, and its pages."""

    def __init__(
        self,
        base: GenerationRequest,
        seconds_of: SecondsOf,
        installed: Collection[Variant] = (),
        parent: QWidget | None = None,
    ) -> None:
        """`seconds_of` predicts how long one clip takes; it is asked on this thread."""
        super().__init__(tr("Sweep"), tr("Add to queue"), parent)
        self._base = base
        self._seconds_of = seconds_of
        self._making = Errand(self)
        self._making.done.connect(self.deliver)
        self._making.failed.connect(self.show_error)
        self._installed = tuple(model for model in Variant if model in installed)
        subjects = _subjects(base, self._installed)
        self.body.addWidget(
            wrapping_label(
                Tone.MUTED,
                tr(
                    "The clip is rendered once for every combination of these values, into a grid "
                    "that plays as one. Lists: 1-5 or 1, 2, 8 or 0.5:1.0:0.25 (from, to, step); "
                    "for seeds also random 4."
                ),
            )
        )
        self._editors: dict[str, AxisEditor] = {}
        form = self.form()
        for place, text, name in (
            ("columns", tr("&Columns"), tr("columns")),
            ("rows", tr("&Rows"), tr("rows")),
            ("pages", tr("&Pages"), tr("pages")),
        ):
            editor = AxisEditor(name, subjects, self._usual_values)
            editor.changed.connect(self.judge)
            self._editors[place] = editor
            self.add_field(form, text, editor, place)
        self.grid_clip = QCheckBox(tr("Also make &one clip of all cells"))
        self.grid_clip.setToolTip(
            tr("Side by side with their labels, for up to {most} cells", most=MAX_SOURCES)
        )
        self.grid_clip.toggled.connect(self.judge)
        self.add_field(form, "", self.grid_clip, "grid")
        self.body.addStretch(1)
        self.resize(640, 300)
        self.columns.choose(AxisKind.SEED)
        self.columns.setFocus()

    @property
    def columns(self) -> AxisEditor:
        return self._editors["columns"]

    @property
    def rows(self) -> AxisEditor:
        return self._editors["rows"]

    @property
    def pages(self) -> AxisEditor:
        return self._editors["pages"]

    def sweep(self) -> Sweep:
        """What is filled in; raises UserError on the place whose list is wrong."""
        axes: list[Axis] = []
        for place, editor in self._editors.items():
            try:
                axis = editor.axis()
                if axis is None:
                    continue
                axes.append(axis)
                # With those before it: so it is known which of them is at fault.
                Sweep(self._base, tuple(axes)).check_axes()
            except UserError as error:
                raise UserError(error.message, field=place) from error
        if not axes:
            raise UserError(tr("Choose what varies in the columns."), field="columns")
        return Sweep(self._base, tuple(axes))

    def described(self) -> str:
        sweep = self.sweep()
        columns, rows, pages = sweep.shape
        shape = decimal(f"{columns:,} \N{MULTIPLICATION SIGN} {rows:,}")
        if pages > 1:
            shape += decimal(f" \N{MULTIPLICATION SIGN} {pages:,}")
        text = trn(
            "{shape} is {number} clip",
            "{shape} is {number} clips",
            sweep.count,
            shape=shape,
            number=decimal(f"{sweep.count:,}"),
        )
        if time := about(sweep.seconds(self._seconds_of)):
            text = f"{text}, {time}"
        if self.grid_clip.isChecked() and sweep.count > MAX_SOURCES:
            message = tr("One clip shows at most {most} cells.", most=MAX_SOURCES)
            raise UserError(message, field="grid")
        if sweep.count > MAX_JOBS:
            most = tr("A sweep holds at most {most}.", most=decimal(f"{MAX_JOBS:,}"))
            text = f"{text}. {most}"
        return text

    def new_group(self) -> NewGroup:
        return as_group(self.sweep(), grid_clip=self.grid_clip.isChecked())

    @Slot()
    def take(self) -> None:
        """Queue it; many cells are asked about first, and too many are offered to be fewer."""
        if not self.accept_button.isEnabled():
            return
        sweep = self.sweep()
        if sweep.count <= MANY_CELLS:
            super().take()
            return
        count = trn(
            "Render {number} clip?",
            "Render {number} clips?",
            sweep.count,
            number=decimal(f"{sweep.count:,}"),
        )
        time = about(sweep.seconds(self._seconds_of))
        more = [tr("This takes {time}.", time=time)] if time else []
        kept = sweep
        accept_text = tr("Add to queue")
        if sweep.count > MAX_JOBS:
            kept = sweep.cut()
            more.append(
                tr(
                    "A sweep holds at most {most}: with {values} it is {number}.",
                    most=decimal(f"{MAX_JOBS:,}"),
                    values=sweep.cut_text(kept),
                    number=decimal(f"{kept.count:,}"),
                )
            )
            accept_text = tr("Add these {number}", number=decimal(f"{kept.count:,}"))
        box = self.ask(count, " ".join(more), accept_text)
        box.accepted.connect(partial(self._take_all, kept))

    def _take_all(self, sweep: Sweep) -> None:
        """Thousands of jobs are made beside this thread."""
        self.accept_button.setEnabled(False)
        self._making.run(partial(as_group, sweep, grid_clip=self.grid_clip.isChecked()))

    def _usual_values(self, chosen: Subject | None) -> tuple[str, str]:
        return _usual_values(chosen, self._base, self._installed)


def _subjects(base: GenerationRequest, installed: tuple[Variant, ...]) -> tuple[Subject, ...]:
    """What of this request can vary."""
    two_experts = base.model.facts.has_two_experts
    found = [Subject(AxisKind.SEED), Subject(AxisKind.STEPS), Subject(AxisKind.GUIDANCE)]
    if two_experts:
        found.append(Subject(AxisKind.GUIDANCE_2))
    found += [Subject(AxisKind.FLOW_SHIFT), Subject(AxisKind.SCHEDULER), Subject(AxisKind.WORDS)]
    sides = tuple(LoraSide) if two_experts else (LoraSide.BOTH,)
    found += [Subject(AxisKind.LORA, lora, side) for lora in base.loras for side in sides]
    if len(installed) > 1:
        found.append(Subject(AxisKind.MODEL))
    return tuple(found)


def _usual_values(
    chosen: Subject | None, base: GenerationRequest, installed: tuple[Variant, ...]
) -> tuple[str, str]:
    """Values around those of the request, and an example of what can be typed."""
    if chosen is None:
        return "", ""
    kind = chosen.kind
    steps = base.num_inference_steps
    guidance = base.guidance_scale
    guidance_2 = guidance if base.guidance_scale_2 is None else base.guidance_scale_2
    first_word = next((word for word in base.prompt.split() if len(word) > 2), "")
    return {
        AxisKind.SEED: ("random 3", "1-4"),
        AxisKind.STEPS: (_listed(max(1, steps // 2), steps, min(200, steps * 2)), "10, 20, 40"),
        AxisKind.GUIDANCE: (_around(guidance, 1.0, 30.0), "1:5:1"),
        AxisKind.GUIDANCE_2: (_around(guidance_2, 1.0, 30.0), "1:5:1"),
        AxisKind.FLOW_SHIFT: (_around(base.flow_shift, 2.0, 100.0), "3, 5, 8"),
        AxisKind.SCHEDULER: (", ".join(each.value for each in Scheduler), ""),
        AxisKind.LORA: ("0.5, 0.75, 1", "0:1:0.25"),
        AxisKind.WORDS: (f"{first_word}, " if first_word else "", tr("red, blue, green")),
        AxisKind.MODEL: (", ".join(each.value for each in installed), ""),
    }[kind]


def _around(value: float, step: float, most: float) -> str:
    return _listed(max(0.1, value - step), value, min(most, value + step))


def _listed(*values: float) -> str:
    return ", ".join(f"{value:g}" for value in dict.fromkeys(values))
