"""One chosen LoRA: its strengths, whether it fits, its trigger words."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import LORA_STRENGTHS, Variant
from wan22_desktop.lora_library.domain.fit import Fit, FitReport
from wan22_desktop.lora_library.domain.records import TrainedExpert
from wan22_desktop.lora_library.domain.selection import ChosenLora, missing_text
from wan22_desktop.lora_library.ui import lora_text
from wan22_desktop.lora_library.ui.fit_line import FitLine
from wan22_desktop.qtkit.elided_button import ElidedButton
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.slider_box import SliderBox
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone, divider
from wan22_desktop.qtkit.word_chips import WordChips

STEP = 0.05
_MAX_WORDS = 8
_ON_BOTH = tr("Its file does not say for which expert it was trained: it goes on both.")


class SelectionRow(QWidget):
    """Tells what is wanted; its owner knows its place in the order."""

    strengths_changed = Signal(object, object)  # float | None, twice
    """On the high-noise and the low-noise expert; None for one that stays as it is."""
    moved = Signal(int)
    """By -1 or 1."""
    removed = Signal()
    shown_wanted = Signal()
    trigger_wanted = Signal(str)
    linked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_blocked = False
        """Whether no clip can be made with it."""
        self.name = ElidedButton()
        self.up_button = GlyphButton(Glyph.UP, tr("Earlier"))
        self.down_button = GlyphButton(Glyph.DOWN, tr("Later"))
        self.remove_button = GlyphButton(Glyph.CLOSE, tr("Remove"))
        self.high = SliderBox(*LORA_STRENGTHS, STEP, tr("Strength"))
        self.low = SliderBox(*LORA_STRENGTHS, STEP, tr("Low-noise strength"))
        self.high_title = plain_label()
        self.low_title = plain_label(tr("Low noise"))
        self.link_button = GlyphButton(Glyph.LINK, tr("Both strengths alike"))
        self.link_button.setCheckable(True)
        self.fit = FitLine(only_trouble=True)
        self.note = plain_label(tone=Tone.MUTED, wraps=True)
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.words = WordChips(
            tr("Put “{}” into the prompt"),
            _MAX_WORDS,
        )
        self._lay_out()
        self._connect()

    def show_lora(
        self, chosen: ChosenLora, report: FitReport | None, variant: Variant, *, is_linked: bool
    ) -> None:
        name = lora_text.visible(chosen.name)
        tip = name if chosen.card is None else lora_text.tip(chosen.card, report)
        self.name.set_text(name, tr("{name}: show it in the library", name=name), tip)
        self.name.setEnabled(chosen.card is not None)
        two = variant.facts.has_two_experts
        for widget in (self.low_title, self.low, self.link_button):
            widget.setVisible(two)
        self.high_title.setText(tr("High noise") if two else tr("Strength"))
        self.high.set_name(
            tr("{name}: high-noise strength", name=name)
            if two
            else tr("{name}: strength", name=name)
        )
        self.low.set_name(tr("{name}: low-noise strength", name=name))
        for button, words in (
            (self.up_button, tr("earlier")),
            (self.down_button, tr("later")),
            (self.remove_button, tr("remove")),
            (self.link_button, tr("both strengths alike")),
        ):
            button.setAccessibleName(f"{name}: {words}")
        strength, strength_2 = chosen.strengths
        self.high.set_value(strength)
        self.low.set_value(strength_2)
        self.link_button.blockSignals(True)  # noqa: FBT003 -- Qt's own signature
        self.link_button.setChecked(is_linked)
        self.link_button.blockSignals(False)  # noqa: FBT003 -- Qt's own signature
        missing = missing_text(chosen)
        blocked = report is not None and report.fit is Fit.BLOCKED
        self.is_blocked = bool(missing) or blocked
        if missing:
            self.fit.show_verdict(Fit.BLOCKED, lora_text.visible(missing))
        else:
            self.fit.show_report(report)
        entry = chosen.entry
        unknown = two and entry is not None and entry.facts.expert is TrainedExpert.UNKNOWN
        self.note.setText(_ON_BOTH if unknown else "")
        self.note.setVisible(unknown)
        details = None if chosen.card is None else chosen.card.lead.details
        self.words.set_words(() if details is None else details.trigger_words)

    def show_place(self, *, is_first: bool, is_last: bool) -> None:
        for button, off in ((self.up_button, is_first), (self.down_button, is_last)):
            button.setEnabled(not off)
            button.setVisible(not (is_first and is_last))

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where the Tab key stops, in its order."""
        return (
            self.name,
            self.up_button,
            self.down_button,
            self.remove_button,
            self.high.slider,
            self.high.box,
            self.low.slider,
            self.low.box,
            self.link_button,
            *self.words.all_buttons,
        )

    def finish_typing(self) -> None:
        self.high.finish_typing()
        self.low.finish_typing()

    # --- inside --------------------------------------------------------------------------------

    @Slot(float)
    def _take_high(self, value: float) -> None:
        if not self.link_button.isChecked():
            self.strengths_changed.emit(value, None)
            return
        self.low.set_value(value)
        self.strengths_changed.emit(value, value)

    @Slot(float)
    def _take_low(self, value: float) -> None:
        if not self.link_button.isChecked():
            self.strengths_changed.emit(None, value)
            return
        self.high.set_value(value)
        self.strengths_changed.emit(value, value)

    @Slot()
    def _move_up(self) -> None:
        self.moved.emit(-1)

    @Slot()
    def _move_down(self) -> None:
        self.moved.emit(1)

    def _connect(self) -> None:
        self.high.changed.connect(self._take_high)
        self.low.changed.connect(self._take_low)
        self.up_button.clicked.connect(self._move_up)
        self.down_button.clicked.connect(self._move_down)
        self.remove_button.clicked.connect(self.removed)
        self.name.clicked.connect(self.shown_wanted)
        self.link_button.toggled.connect(self.linked)
        self.words.word_clicked.connect(self.trigger_wanted)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self.name, 1)
        for button in (self.up_button, self.down_button, self.remove_button):
            head.addWidget(button)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(SPACE_SMALL)
        grid.addWidget(self.high_title, 0, 0)
        grid.addWidget(self.high, 0, 1)
        grid.addWidget(self.low_title, 1, 0)
        grid.addWidget(self.low, 1, 1)
        grid.addWidget(self.link_button, 0, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, SPACE_SMALL)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(divider())
        layout.addLayout(head)
        layout.addLayout(grid)
        layout.addWidget(self.fit)
        layout.addWidget(self.note)
        layout.addWidget(self.words)
