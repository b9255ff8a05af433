"""How many drafts, how much less each is, and what that does to the finished clips."""

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QSpinBox, QWidget

from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.core.wan import FRAME_STEP, nearest_num_frames
from wan22_desktop.generation.domain.drafts import (
    DRAFT_STEPS,
    MAX_DRAFTS,
    MIN_DRAFTS,
    DraftPlan,
    as_group,
)
from wan22_desktop.generation.domain.groups import NewGroup
from wan22_desktop.generation.domain.sweep import SecondsOf
from wan22_desktop.generation.ui.group_dialog import GroupDialog, about, wrapping_label
from wan22_desktop.generation.ui.seed_field import draw_seed
from wan22_desktop.qtkit.spin_boxes import SnappingSpinBox
from wan22_desktop.qtkit.theme import Tone

_USUAL_DRAFTS = 8


class DraftsDialog(GroupDialog):
    """Quick clips to choose from; what is chosen is rendered in full later."""

    def __init__(
        self,
        final: GenerationRequest,
        seconds_of: SecondsOf,
        draw: Callable[[], int] = draw_seed,
        parent: QWidget | None = None,
    ) -> None:
        """`final` is what a chosen draft becomes; `draw` gives the drafts' seeds."""
        super().__init__(tr("Drafts"), tr("Add to queue"), parent)
        self._final = final
        self._seconds_of = seconds_of
        self._draw = draw
        self.body.addWidget(
            wrapping_label(
                Tone.MUTED,
                tr(
                    "Many quick clips with different seeds: star the good ones, and only those "
                    "are rendered in full."
                ),
            )
        )
        form = self.form()
        self.count = QSpinBox()
        self.count.setRange(MIN_DRAFTS, MAX_DRAFTS)
        self.count.setValue(_USUAL_DRAFTS)
        self.count.setAccessibleName(tr("Number of drafts"))
        self.add_field(form, tr("&Drafts"), self.count, "drafts")
        self.steps = QSpinBox()
        self.steps.setRange(1, max(1, final.num_inference_steps))
        self.steps.setValue(DRAFT_STEPS)
        self.steps.setAccessibleName(tr("Steps of a draft"))
        self.add_field(form, tr("&Steps"), self.steps, "num_inference_steps")
        self.frames = SnappingSpinBox(self._valid_frames, FRAME_STEP)
        self.frames.setValue(final.num_frames)
        self.frames.setAccessibleName(tr("Frames of a draft"))
        self.add_field(form, tr("&Frames"), self.frames, "num_frames")
        self.half_size = QCheckBox(tr("&Half width and height"))
        self.add_field(form, "", self.half_size, "width", "height")
        self.honest = wrapping_label(Tone.MUTED)
        self.body.addWidget(self.honest)
        self.body.addStretch(1)
        for box in (self.count, self.steps, self.frames):
            box.valueChanged.connect(self.judge)
        self.half_size.toggled.connect(self.judge)
        self.resize(460, 330)
        self.count.setFocus()
        self.judge()

    @property
    def plan(self) -> DraftPlan:
        return DraftPlan(
            num_inference_steps=self.steps.value(),
            num_frames=self.frames.value(),
            is_half_size=self.half_size.isChecked(),
        )

    def described(self) -> str:
        draft = self.plan.draft_of(self._final)
        self.honest.setText(self.plan.differences(self._final))
        count = self.count.value()
        text = trn(
            "{count} draft of {size} with {frames} frames",
            "{count} drafts of {size} with {frames} frames",
            count,
            size=draft.size,
            frames=draft.num_frames,
        )
        one, full = self._seconds_of(draft), self._seconds_of(self._final)
        if one is not None:
            text = f"{text}, {about(one * count)}"
        if full is None:
            return f"{text}."
        return tr("{drafts}. One clip in full takes {time}.", drafts=text, time=about(full))

    def new_group(self) -> NewGroup:
        seeds = {self._final.seed: None}
        while len(seeds) < self.count.value():
            seeds[self._draw()] = None
        return as_group(self._final, self.plan, tuple(seeds))

    @Slot()
    def take(self) -> None:
        self.frames.finish_typing()
        super().take()

    def _valid_frames(self, count: int) -> int:
        return min(nearest_num_frames(count), self._final.num_frames)
