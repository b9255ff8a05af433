"""From which frame a clip goes on, and what happens next in it."""

from collections.abc import Collection

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QPlainTextEdit,
    QToolButton,
    QWidget,
)

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.texts import decimal, tr
from wan22_desktop.core.units import duration
from wan22_desktop.core.wan import FRAME_STEP, Variant, nearest_num_frames
from wan22_desktop.generation.domain.continuation import (
    END_FRAMES,
    ContinuedClip,
    Segment,
    as_group,
    continued,
    dropped_loras,
    models_that_continue,
)
from wan22_desktop.generation.domain.groups import NewGroup
from wan22_desktop.generation.domain.request_rules import problems_of
from wan22_desktop.generation.domain.sweep import SecondsOf
from wan22_desktop.generation.domain.tail_frames import TailFrame, TailFrames
from wan22_desktop.generation.ui.errand import Errand
from wan22_desktop.generation.ui.group_dialog import GroupDialog, about, wrapping_label
from wan22_desktop.generation.ui.seed_field import SeedField
from wan22_desktop.qtkit.pictures import read_bytes
from wan22_desktop.qtkit.spin_boxes import SnappingSpinBox
from wan22_desktop.qtkit.theme import SPACE, Tone

_PICTURE = QSize(96, 72)
_NO_IMAGE = "0" * 64
"""Stands for the picture while the form is judged: which it is changes nothing about that."""


class ContinueDialog(GroupDialog):
    """The new part begins with a frame of the old one, and both are joined."""

    def __init__(
        self,
        clip: ContinuedClip,
        tail: TailFrames,
        installed: Collection[Variant],
        seconds_of: SecondsOf,
        parent: QWidget | None = None,
    ) -> None:
        """`tail` is asked for pictures beside this thread."""
        super().__init__(tr("Continue a clip"), tr("Add to queue"), parent)
        self._clip = clip
        self._tail = tail
        self._seconds_of = seconds_of
        self._frames: dict[int, TailFrame] = {}
        self._models = models_that_continue(installed, clip.request.size)
        self._reading, self._keeping = Errand(self), Errand(self)
        self._reading.done.connect(self._show_frames)
        self._reading.failed.connect(self.show_error)
        self._keeping.done.connect(self._deliver_kept)
        self._keeping.failed.connect(self.show_error)
        self.body.addWidget(
            wrapping_label(
                Tone.MUTED,
                tr(
                    "A new part begins with the frame that you choose, and both are joined, the "
                    "colours fitted. For more parts, continue the joined clip: each begins with "
                    "the last frame of the one before."
                ),
            )
        )
        form = self.form()
        self.pictures = QButtonGroup(self)
        row = QWidget()
        pictures = QHBoxLayout(row)
        pictures.setContentsMargins(0, 0, 0, 0)
        pictures.setSpacing(SPACE)
        for number in reversed(END_FRAMES):
            pictures.addWidget(self._picture(number))
        pictures.addStretch(1)
        row.setFocusProxy(self.pictures.button(-END_FRAMES[0]))
        self.add_field(form, tr("Go on &from"), row, "end_frame", "image", "clip")
        self.origin = wrapping_label(Tone.MUTED)
        form.addRow("", self.origin)
        self.prompt = QPlainTextEdit(clip.request.prompt)
        self.prompt.setAccessibleName(tr("Prompt of the new part"))
        self.prompt.setTabChangesFocus(True)
        self.prompt.setFixedHeight(4 * self.fontMetrics().lineSpacing() + 2 * SPACE)
        self.add_field(form, tr("&Prompt"), self.prompt, "prompt")
        self.model = QComboBox()
        self.model.setAccessibleName(tr("Model"))
        for model in self._models:
            self.model.addItem(model.facts.title, model.value)
        self.add_field(form, tr("&Model"), self.model, "model", "mode", "width", "height", "loras")
        self.frames = SnappingSpinBox(nearest_num_frames, FRAME_STEP)
        self.frames.setAccessibleName(tr("Frames of the new part"))
        self.frames.setValue(nearest_num_frames(clip.request.num_frames))
        self.add_field(form, tr("F&rames"), self.frames, "num_frames")
        self.seed = SeedField()
        self.add_field(form, tr("See&d"), self.seed, "seed")
        self.body.addStretch(1)
        self._choose_usual_model()
        self.pictures.idToggled.connect(self.judge)
        self.prompt.textChanged.connect(self.judge)
        self.model.currentIndexChanged.connect(self.judge)
        self.frames.valueChanged.connect(self.judge)
        self.seed.changed.connect(self.judge)
        self.resize(660, 480)
        self.prompt.setFocus()
        self.prompt.selectAll()
        self.judge()
        self._reading.run(tail.read)

    @property
    def end_frame(self) -> int:
        """The chosen frame, counted from the end; -1 is the last one."""
        return -self.pictures.checkedId()

    def segment(self) -> Segment:
        """What is filled in; raises UserError where no model can go on."""
        if not self._models:
            message = tr(
                "No installed model begins with a picture: install Wan 2.2 TI2V 5B or I2V A14B."
            )
            raise UserError(message, field="model")
        model = Variant(self.model.currentData())
        if self._models[model]:
            raise UserError(self._models[model], field="model")
        return Segment(model, self.prompt.toPlainText(), self.seed.value, self.frames.value())

    def described(self) -> str:
        segment = self.segment()
        request = continued(self._clip.request, segment, _NO_IMAGE)
        for problem in problems_of(request):
            raise problem.as_error()
        total = self._clip.num_frames + self.end_frame + segment.num_frames
        text = tr(
            "{frames} frames together, {seconds}",
            frames=decimal(f"{total:,}"),
            seconds=duration(total / max(1, request.fps)),
        )
        if time := about(self._seconds_of(request)):
            text = tr("{result}. Rendering takes {time}.", result=text, time=time)
        dropped = dropped_loras(self._clip.request, segment.model)
        if dropped:
            lost = tr(
                "The LoRAs of the clip were made for another model and are left out: {names}.",
                names=", ".join(dropped),
            )
            text = f"{text}\n{lost}"
        return text

    @Slot()
    def take(self) -> None:
        """Keep the frame as a start image; what is to be queued follows from it."""
        self.frames.finish_typing()
        frame = self._frames.get(self.end_frame)
        if frame is None or not self.accept_button.isEnabled():
            return
        self.accept_button.setEnabled(False)
        self._keeping.run(lambda: self._tail.keep(frame))

    def new_group_from(self, image_sha256: str) -> NewGroup:
        """What is to be queued, with the frame in the app's keeping; raises UserError."""
        return as_group(self._clip, self.end_frame, self.segment(), image_sha256)

    @Slot()
    def judge(self) -> None:
        super().judge()
        frame = self._frames.get(self.end_frame)
        if frame is None:
            self.origin.setText(tr("Reading the last frames\N{HORIZONTAL ELLIPSIS}"))
            self.accept_button.setEnabled(False)
        elif frame.is_lossless:
            self.origin.setText(tr("As it was rendered, without the losses of the video file."))
        else:
            self.origin.setText(tr("From the video file: what was rendered is not kept any more."))

    @Slot(object)
    def _show_frames(self, frames: tuple[TailFrame, ...]) -> None:
        self._frames = {frame.number: frame for frame in frames}
        for frame in frames:
            button = self.pictures.button(-frame.number)
            picture = read_bytes(frame.png, _PICTURE * 2)
            if button is not None and not picture.isNull():
                button.setIcon(QIcon(QPixmap.fromImage(picture)))
                button.setEnabled(True)
        self.judge()

    @Slot(object)
    def _deliver_kept(self, image_sha256: str) -> None:
        try:
            self.deliver(self.new_group_from(image_sha256))
        except UserError as error:
            self.show_error(error)

    def _picture(self, number: int) -> QToolButton:
        """The button for a frame; what it shows arrives later."""
        button = QToolButton()
        button.setCheckable(True)
        button.setProperty("picture", True)  # noqa: FBT003 -- Qt's own signature
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(_PICTURE)
        # Room for the picture from the start: nothing moves when it arrives.
        room = QPixmap(_PICTURE)
        room.fill(Qt.GlobalColor.transparent)
        button.setIcon(QIcon(room))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setText(tr("Last") if number == -1 else f"{number}".replace("-", "\N{MINUS SIGN}"))
        button.setAccessibleName(
            tr("Last frame") if number == -1 else tr("Frame {n} from the end", n=-number)
        )
        button.setEnabled(False)
        button.setChecked(number == -1)
        # Ids below zero are Qt's own.
        self.pictures.addButton(button, -number)
        return button

    def _choose_usual_model(self) -> None:
        """The clip's own if it can, else the first that can."""
        able = [model for model, lack in self._models.items() if not lack]
        if able:
            own = self._clip.request.model
            self.model.setCurrentIndex(list(self._models).index(own if own in able else able[0]))
