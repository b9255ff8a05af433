"""What helps to write a prompt, in one row under it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.texts import decimal, tr, trn
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain import wildcards as drawing
from wan22_desktop.generation.domain.enhancement import Enhancement
from wan22_desktop.generation.domain.groups import MAX_JOBS
from wan22_desktop.generation.domain.negative_prompts import recommended_negative_prompt
from wan22_desktop.generation.domain.prompt_history import FoundPrompts, PromptEntry
from wan22_desktop.generation.domain.styles import Style, styled, styled_negative
from wan22_desktop.generation.domain.wildcard_syntax import has_choices, refused
from wan22_desktop.generation.domain.wildcards import Wildcards
from wan22_desktop.generation.style_files import LoadedStyles
from wan22_desktop.generation.ui.history_popup import HistoryPopup
from wan22_desktop.generation.ui.prompt_editor import PromptEditor
from wan22_desktop.generation.ui.styles_picker import StylesPicker
from wan22_desktop.generation.ui.wildcards_popup import WildcardsPopup
from wan22_desktop.qtkit.flow_layout import FlowLayout
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone, set_tone

if TYPE_CHECKING:  # most windows are closed without it
    from wan22_desktop.generation.ui.enhance_dialog import EnhanceDialog

_COUNT_AFTER_MS = 150


class PromptTools(QWidget):
    """History, styles, enhancement and wildcards for a prompt and its negative prompt.

    Whatever they put into the texts is put in as typed words are: Ctrl+Z takes it out again. The
    `..._wanted` signals are for `PromptService`; the setters of the same names are its answers.
    """

    history_wanted = Signal(str)
    favourite_wanted = Signal(str, bool)
    forget_wanted = Signal(str)
    clear_history_wanted = Signal(bool)
    styles_wanted = Signal()
    save_style_wanted = Signal(object)  # Style
    remove_style_wanted = Signal(str)
    wildcards_wanted = Signal()
    wildcards_folder_wanted = Signal()
    enhancement_wanted = Signal(str, object, int)
    """The prompt, the Variant and a seed: another one proposes other words."""
    clips_changed = Signal()
    """`clips` is another number than before."""

    def __init__(
        self, prompt: PromptEditor, negative: PromptEditor, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._prompt = prompt
        self._negative = negative
        self._model = Variant.DEMO
        self._wildcards = Wildcards()
        self._clips: int | None = 1
        self.history = HistoryPopup(self)
        self.styles = StylesPicker(self)
        self.wildcards = WildcardsPopup(self)
        self.enhance_dialog: EnhanceDialog | None = None
        self.history_button = _button(tr("History"), tr("Prompts used before"))
        self.styles_button = _button(tr("Styles"), tr("Put the prompt into a style"))
        self.enhance_button = _button(tr("Enhance"), tr("Propose words for what is missing"))
        self.wildcards_button = _button(
            tr("Wildcards"), tr("Words drawn anew for every clip, such as __colour__")
        )
        self.all_box = QCheckBox(tr("All combinations"))
        self.all_box.setAccessibleName(tr("All combinations"))
        self.all_box.setToolTip(tr("One clip for every combination, instead of one drawn by seed"))
        self.told = plain_label(tone=Tone.MUTED, wraps=True)
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(_COUNT_AFTER_MS)
        self._lay_out()
        self._connect()
        self._count()

    # --- questions -----------------------------------------------------------------------------

    @property
    def takes_all(self) -> bool:
        """Whether every combination becomes a clip."""
        return self.all_box.isChecked() and has_choices(self._prompt.value)

    @property
    def clips(self) -> int | None:
        """How many clips one seed gives now; None while the prompt cannot be drawn."""
        return self._clips

    def prompts(self, seeds: Sequence[int]) -> tuple[tuple[str, int], ...]:
        """The prompt and the seed of each clip that these seeds give.

        Raises UserError on the field `prompt` for what cannot be drawn, and for too many.
        """
        text = self._prompt.value
        if not self.takes_all:
            return tuple((drawing.drawn(text, self._wildcards, seed), seed) for seed in seeds)
        limit = MAX_JOBS // max(1, len(seeds))
        found = drawing.combinations(text, self._wildcards, limit)
        if found.total > limit:
            raise refused(
                tr(
                    "All combinations are {clips} clips, {most} at once are the most: take out "
                    "some choices, or untick “All combinations”.",
                    clips=_number(found.total * len(seeds)),
                    most=MAX_JOBS,
                )
            )
        return tuple((prompt, seed) for seed in seeds for prompt in found.texts)

    # --- answers -------------------------------------------------------------------------------

    def set_model(self, model: Variant) -> None:
        """Which model the prompt is for."""
        self._model = model

    def set_history_kept(self, *, is_kept: bool) -> None:
        """Whether used prompts are kept: a setting."""
        self.history.set_kept(is_kept=is_kept)

    @Slot(bool)
    def keep_history(self, keeps: bool) -> None:  # noqa: FBT001 -- Qt's signal
        """As `set_history_kept`, for a signal."""
        self.set_history_kept(is_kept=keeps)

    @Slot(object)
    def show_found(self, found: FoundPrompts) -> None:
        self.history.show_found(found)

    @Slot(object)
    def set_styles(self, styles: LoadedStyles) -> None:
        self.styles.set_styles(styles)

    @Slot(object)
    def set_wildcards(self, wildcards: Wildcards) -> None:
        self._wildcards = wildcards
        self.wildcards.set_wildcards(wildcards)
        self._count()

    @Slot(object)
    def show_enhancement(self, enhancement: Enhancement) -> None:
        """What is proposed, to be looked at; one for another text is ignored."""
        if enhancement.before != self._prompt.value:
            return
        if self.enhance_dialog is None:
            from wan22_desktop.generation.ui.enhance_dialog import EnhanceDialog

            self.enhance_dialog = EnhanceDialog(self)
            self.enhance_dialog.applied.connect(self._prompt.replace_text)
            self.enhance_dialog.another_wanted.connect(self._ask_enhancement)
            self.enhance_dialog.finished.connect(self._forget_dialog)
            self.enhance_dialog.open()
        self.enhance_dialog.show_enhancement(enhancement)

    # --- inside --------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.history_button.clicked.connect(self._open_history)
        self.styles_button.clicked.connect(self._open_styles)
        self.wildcards_button.clicked.connect(self._open_wildcards)
        self.enhance_button.clicked.connect(self._enhance)
        self.history.search_wanted.connect(self.history_wanted)
        self.history.favourite_wanted.connect(self.favourite_wanted)
        self.history.remove_wanted.connect(self.forget_wanted)
        self.history.clear_wanted.connect(self.clear_history_wanted)
        self.history.picked.connect(self._use_entry)
        self.styles.picked.connect(self._use_style)
        self.styles.save_wanted.connect(self.save_style_wanted)
        self.styles.remove_wanted.connect(self.remove_style_wanted)
        self.wildcards.picked.connect(self._insert_wildcard)
        self.wildcards.folder_wanted.connect(self.wildcards_folder_wanted)
        self.wildcards.reload_wanted.connect(self.wildcards_wanted)
        self._prompt.changed.connect(self._counting.start)
        self._counting.timeout.connect(self._count)
        self.all_box.toggled.connect(self._count)

    @Slot()
    def _open_history(self) -> None:
        self.history.open_under(self.history_button)

    @Slot()
    def _open_styles(self) -> None:
        self.styles_wanted.emit()
        self.styles.open_under(self.styles_button)

    @Slot()
    def _open_wildcards(self) -> None:
        self.wildcards_wanted.emit()
        self.wildcards.open_under(self.wildcards_button)

    @Slot()
    def _enhance(self) -> None:
        self._ask_enhancement(0)

    @Slot(int)
    def _ask_enhancement(self, seed: int) -> None:
        self.enhancement_wanted.emit(self._prompt.value, self._model, seed)

    @Slot()
    def _forget_dialog(self) -> None:
        self.enhance_dialog = None

    @Slot(object)
    def _use_entry(self, entry: PromptEntry) -> None:
        self._prompt.replace_text(entry.text)
        self._negative.replace_text(entry.negative_prompt)
        self._prompt.text.setFocus()

    @Slot(object)
    def _use_style(self, style: Style) -> None:
        self._prompt.replace_text(styled(self._prompt.value, style))
        self._negative.replace_text(styled_negative(self._negative.value, style))
        self._prompt.text.setFocus()

    @Slot(str)
    def _insert_wildcard(self, name: str) -> None:
        self._prompt.insert_text(f"__{name}__")
        self._prompt.text.setFocus()

    @Slot()
    def _count(self) -> None:
        """Say how many clips there are; they are counted, never made."""
        self._counting.stop()
        text, before = self._prompt.value, self._clips
        self.all_box.setVisible(has_choices(text))
        self._clips = 1
        told, tone = "", Tone.MUTED
        if has_choices(text):
            try:
                total = drawing.count(text, self._wildcards)
            except UserError as error:
                self._clips, told, tone = None, error.message, Tone.ERROR
            else:
                number = _number(total)
                if self.takes_all:
                    told = trn("1 clip", "{number} clips", total, number=number)
                elif total > 1:
                    told = tr("Each clip draws 1 of {number}", number=number)
                self._clips = total if self.takes_all else 1
        self.told.setText(told)
        set_tone(self.told, tone)
        self.told.setVisible(bool(told))
        if self._clips != before:
            self.clips_changed.emit()

    def _lay_out(self) -> None:
        row = QWidget()
        flow = FlowLayout(row, SPACE_SMALL)
        for button in (
            self.history_button,
            self.styles_button,
            self.enhance_button,
            self.wildcards_button,
        ):
            flow.addWidget(button)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        row.setSizePolicy(policy)
        below = QHBoxLayout()
        below.setSpacing(SPACE)
        below.addWidget(self.all_box, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.told, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(row)
        layout.addLayout(below)


class NegativeDefault(QWidget):
    """Puts the words that the model's makers recommend into the negative prompt."""

    def __init__(self, negative: PromptEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._negative = negative
        self._recommended = ""
        self.button = _button(
            tr("Use the model's default"), tr("The negative prompt that its makers recommend")
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button)
        layout.addStretch(1)
        self.button.clicked.connect(self._use)
        negative.changed.connect(self._show)
        self._show()

    def set_model(self, model: Variant) -> None:
        """Hidden for a model without such words."""
        self._recommended = recommended_negative_prompt(model)
        self._show()

    @Slot()
    def _use(self) -> None:
        self._negative.replace_text(self._recommended)

    @Slot()
    def _show(self) -> None:
        self.button.setVisible(bool(self._recommended))
        self.button.setEnabled(self._negative.value.strip() != self._recommended)


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setAccessibleName(text)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def _number(count: int) -> str:
    """With separators; counting ends somewhere."""
    if count >= drawing.MAX_COUNT:
        return tr("more than a trillion")
    return decimal(f"{count:,}")
