"""Everything about one card, and what can be done with it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.domain.fit import FitReport
from wan22_desktop.lora_library.domain.records import LoraCard, LoraDetails
from wan22_desktop.lora_library.ui import lora_text
from wan22_desktop.lora_library.ui.card_picture import CardPicture
from wan22_desktop.lora_library.ui.deeds import PICTURE_DEEDS, Deed, deed_text, deeds_of
from wan22_desktop.lora_library.ui.details_editor import DetailsEditor
from wan22_desktop.lora_library.ui.fit_line import FitLine
from wan22_desktop.lora_library.ui.thumbnails import Thumbnails
from wan22_desktop.qtkit.flow_layout import FlowLayout
from wan22_desktop.qtkit.labels import plain_label, plain_tooltip
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone, mark_primary
from wan22_desktop.qtkit.word_chips import WordChips

NOTHING_CHOSEN = tr("Choose a LoRA to see what it is and what can be done with it.")
_MAX_TRAINING_ROWS = 40
_MAX_WORDS = 12
_BUTTONS = (Deed.USE, Deed.FAVOURITE, Deed.RENAME, Deed.DELETE)
_PAIR_BUTTONS = (Deed.PAIR, Deed.SWAP, Deed.SPLIT)


class DetailPage(QScrollArea):
    """Shows a card; asks for deeds."""

    deed_chosen = Signal(object, object)
    """A Deed, and a tuple with the id of the card."""
    edited = Signal(str, object)
    """The id of the card and its LoraDetails."""
    trigger_wanted = Signal(str)

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Details of the LoRA"))
        self.card: LoraCard | None = None
        self._report: FitReport | None = None
        self.nothing = plain_label(NOTHING_CHOSEN, Tone.MUTED, wraps=True)
        self.picture = CardPicture(thumbnails)
        self.title = _wrapped(plain_label(tone=Tone.HEADING))
        self.subtitle = _wrapped(plain_label(tone=Tone.MUTED))
        self.state = _wrapped(plain_label(tone=Tone.ERROR))
        self.fit = FitLine()
        self.words_title = plain_label(tr("Trigger words"), Tone.MUTED)
        self.words = WordChips(
            tr("Put “{}” into the prompt"),
            _MAX_WORDS,
        )
        self.buttons = {deed: QPushButton() for deed in (*_BUTTONS, *_PAIR_BUTTONS)}
        self.picture_button = QToolButton()
        self.hints = _wrapped(plain_label(tone=Tone.MUTED))
        self.editor = DetailsEditor()
        self._facts = _Facts()
        self._files = _Facts(is_wrapped=True)
        self._training = _Facts()
        self._training_title = plain_label(tr("Training, as the file says"), Tone.HEADING)
        self._content = QWidget()
        self._picture_menu = QMenu(self.picture_button)
        self._lay_out()
        self._connect()
        self.show_card(None)

    def show_card(
        self,
        card: LoraCard | None,
        report: FitReport | None = None,
        *,
        is_used: bool = False,
        cost: str = "",
    ) -> None:
        """`cost` is what it takes on the model that `report` is about."""
        before, self.card = self.card, card
        judged_before, self._report = self._report, report
        self.nothing.setVisible(card is None)
        self._content.setVisible(card is not None)
        if card is None:
            self.editor.show_details(None, LoraDetails())
            return
        if before is None or before.id != card.id:
            self.verticalScrollBar().setValue(0)
        self.picture.show_card(card)
        self.title.setText(lora_text.visible(card.name))
        self.subtitle.setText(lora_text.DOT.join(_subtitle(card)))
        self.state.setText(lora_text.state_sentence(card))
        self.state.setVisible(bool(self.state.text()))
        self.fit.show_report(report)
        self.hints.setText(lora_text.hints(card))
        self.hints.setVisible(bool(self.hints.text()))
        words = card.lead.details.trigger_words
        self.words.set_words(words)
        self.words_title.setVisible(bool(words))
        self._show_buttons(card, is_used=is_used)
        if before != card or judged_before != report:
            self._facts.show_rows(lora_text.facts(card, report, cost))
        if before != card:
            self._files.show_rows(
                tuple((lora_text.half_title(card, e), lora_text.file_line(e)) for e in card.entries)
            )
            training = lora_text.training(card)[:_MAX_TRAINING_ROWS]
            self._training.show_rows(training)
            self._training_title.setVisible(bool(training))
            self.editor.show_details(card.id, card.lead.details)

    def _show_buttons(self, card: LoraCard, *, is_used: bool) -> None:
        deeds = deeds_of((card,))
        for deed, button in self.buttons.items():
            button.setText(deed_text(deed, (card,), is_used=is_used))
            button.setVisible(deed in deeds)
        self._picture_menu.clear()
        for deed in PICTURE_DEEDS:
            if deed in deeds:
                entry = self._picture_menu.addAction(deed_text(deed, (card,), is_used=is_used))
                entry.setData(deed)

    @Slot()
    def _take_click(self) -> None:
        button = self.sender()
        for deed, known in self.buttons.items():
            if known is button:
                self._ask(deed)
                return

    @Slot(object)
    def _take_entry(self, entry: object) -> None:
        self._ask(entry.data())  # pyright: ignore[reportAttributeAccessIssue] - a QAction

    def _ask(self, deed: Deed) -> None:
        if self.card is not None:
            self.deed_chosen.emit(deed, (self.card.id,))

    def _connect(self) -> None:
        for button in self.buttons.values():
            button.clicked.connect(self._take_click)
        self._picture_menu.triggered.connect(self._take_entry)
        self.words.word_clicked.connect(self.trigger_wanted)
        self.editor.saved.connect(self.edited)

    def _lay_out(self) -> None:
        mark_primary(self.buttons[Deed.USE])
        self.picture_button.setText(tr("Picture"))
        self.picture_button.setAccessibleName(tr("Picture of this LoRA"))
        self.picture_button.setMenu(self._picture_menu)
        self.picture_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.picture_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        beside = QVBoxLayout()
        beside.setSpacing(SPACE_SMALL)
        for widget in (self.title, self.subtitle, self.state):
            beside.addWidget(widget)
        beside.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(beside, 1)
        row = _Flow(
            *(self.buttons[deed] for deed in _BUTTONS[:-1]),
            self.picture_button,
            self.buttons[Deed.DELETE],
        )
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(head)
        layout.addWidget(row)
        layout.addWidget(self.fit)
        layout.addWidget(self.hints)
        layout.addWidget(self.words_title)
        layout.addWidget(self.words)
        layout.addWidget(plain_label(tr("What it is"), Tone.HEADING))
        layout.addWidget(self._facts)
        layout.addWidget(_Flow(*(self.buttons[deed] for deed in _PAIR_BUTTONS)))
        layout.addWidget(plain_label(tr("What is said about it"), Tone.HEADING))
        layout.addWidget(self.editor)
        layout.addWidget(plain_label(tr("Files"), Tone.HEADING))
        layout.addWidget(self._files)
        layout.addWidget(self._training_title)
        layout.addWidget(self._training)
        page = QWidget()
        outer = QVBoxLayout(page)
        outer.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        outer.addWidget(self.nothing)
        outer.addWidget(self._content)
        outer.addStretch(1)
        self.setWidget(page)


class _Facts(QWidget):
    """Names and values in two columns; values break anywhere they can."""

    def __init__(self, *, is_wrapped: bool = False) -> None:
        """`is_wrapped` puts each value below its name."""
        super().__init__()
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(SPACE)
        self._form.setVerticalSpacing(SPACE_SMALL)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        policy = QFormLayout.RowWrapPolicy
        self._form.setRowWrapPolicy(policy.WrapAllRows if is_wrapped else policy.DontWrapRows)

    def show_rows(self, rows: tuple[tuple[str, str], ...]) -> None:
        while self._form.rowCount():
            self._form.removeRow(0)
        for name, value in rows:
            label = _wrapped(plain_label(lora_text.breakable(value)))
            label.setToolTip(plain_tooltip(value))
            label.setAccessibleName(f"{name}: {value}")
            self._form.addRow(plain_label(lora_text.shortened(name, 40), Tone.MUTED), label)
        self.setVisible(bool(rows))


class _Flow(QWidget):
    """Buttons in rows that break."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        flow = FlowLayout(self, SPACE_SMALL)
        for widget in widgets:
            flow.addWidget(widget)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)


def _wrapped(label: QLabel) -> QLabel:
    """A word as long as a path must not widen the dock."""
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def _subtitle(card: LoraCard) -> tuple[str, ...]:
    details = card.lead.details
    author = tr("by {author}", author=lora_text.visible(details.author)) if details.author else ""
    version = (
        tr("version {version}", version=lora_text.visible(details.version))
        if details.version
        else ""
    )
    parts = (lora_text.expert_badge(card), lora_text.kind_line(card), author, version)
    return tuple(part for part in parts if part)
