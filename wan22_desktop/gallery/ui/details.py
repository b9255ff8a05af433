"""What is known of the selected clip, beside or below the tiles."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core import units
from wan22_desktop.core.plain_text import plain_text
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.gallery.domain.clip_record import MAX_NOTE_CHARACTERS, ClipRecord
from wan22_desktop.gallery.ui import gallery_text
from wan22_desktop.gallery.ui.gallery_deeds import Deed
from wan22_desktop.gallery.ui.rating_stars import RatingStars
from wan22_desktop.qtkit.elided_label import ElidedLabel
from wan22_desktop.qtkit.flow_layout import FlowLayout
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone

_MAX_PROMPT_CHARACTERS = 20_000
_MAX_FACTS = 12
_TEXT_LINES = 4


class Details(QScrollArea):
    """Shows one clip, or how many are selected."""

    deed_chosen = Signal(object, object)
    """A Deed, and the clip in a tuple."""
    rating_chosen = Signal(object, int)
    note_written = Signal(str, str)
    """The id of the clip, and the note."""
    settings_copied = Signal(object)
    """The ClipRecord whose settings people want as text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clips: tuple[ClipRecord, ...] = ()
        self.title = plain_label(tone=Tone.HEADING, wraps=True)
        self.stars = RatingStars()
        self.prompt = _text_box(tr("Prompt"))
        self.prompt.setReadOnly(True)
        self.note = _text_box(tr("Note"))
        self.note.setPlaceholderText(tr("Your own words about it"))
        self.file = ElidedLabel(Qt.TextElideMode.ElideLeft)
        self.copy_prompt = QPushButton(tr("Copy the prompt"))
        self.copy_settings = QPushButton(tr("Copy the settings"))
        self.show_folder = QPushButton(tr("Show in its folder"))
        self.reuse = QPushButton(tr("Use its settings"))
        self._facts = tuple(
            (plain_label(tone=Tone.MUTED), _value_label()) for _ in range(_MAX_FACTS)
        )
        self._body = QWidget()
        self._lay_out()
        self.setWidget(self._body)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Details of the clip"))
        self.stars.rating_chosen.connect(self._rate)
        for button, deed in (
            (self.copy_prompt, Deed.COPY_PROMPT),
            (self.show_folder, Deed.SHOW_IN_FOLDER),
            (self.reuse, Deed.REUSE),
        ):
            button.clicked.connect(lambda _checked=False, deed=deed: self._do(deed))
        self.copy_settings.clicked.connect(self._copy_settings)
        self.note.installEventFilter(self)
        self._show()

    def show_clips(self, clips: tuple[ClipRecord, ...]) -> None:
        """The selected ones; a note that is being written is kept first."""
        if clips == self._clips:
            return
        is_same = [clip.id for clip in clips] == [clip.id for clip in self._clips]
        if not is_same:
            self._keep_note()
        self._clips = clips
        self._show(is_same=is_same)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.note and event.type() == QEvent.Type.FocusOut:
            self._keep_note()
        return super().eventFilter(watched, event)

    # --- inside ---------------------------------------------------------------------------------

    def _show(self, *, is_same: bool = False) -> None:
        clips = self._clips
        clip = clips[0] if len(clips) == 1 else None
        self.title.setText(_heading(clips))
        self.stars.setVisible(bool(clips))
        self.stars.setValue(clips[0].rating if len({c.rating for c in clips}) == 1 else 0)
        self.prompt.setPlainText(plain_text(clip.prompt, _MAX_PROMPT_CHARACTERS) if clip else "")
        self.prompt.setVisible(clip is not None and bool(clip.prompt))
        if not (is_same and self.note.hasFocus()):
            self.note.setPlainText(clip.note if clip else "")
        self.note.setVisible(clip is not None)
        self.file.setVisible(clip is not None)
        self.file.set_text(clip.path if clip else "")
        self._show_facts(gallery_text.facts(clip) if clip else ())
        has_request = clip is not None and bool(clip.request_json)
        self.copy_prompt.setVisible(clip is not None and bool(clip.prompt))
        self.copy_settings.setVisible(has_request)
        self.reuse.setVisible(has_request)
        self.show_folder.setVisible(clip is not None)

    def _show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        for number, (name, value) in enumerate(self._facts):
            is_used = number < len(facts)
            name.setVisible(is_used)
            value.setVisible(is_used)
            if is_used:
                name.setText(facts[number][0])
                value.setText(facts[number][1])

    @Slot(int)
    def _rate(self, rating: int) -> None:
        self.rating_chosen.emit(self._clips, rating)

    def _do(self, deed: Deed) -> None:
        if self._clips:
            self.deed_chosen.emit(deed, self._clips)

    @Slot()
    def _copy_settings(self) -> None:
        if self._clips:
            self.settings_copied.emit(self._clips[0])

    def _keep_note(self) -> None:
        if len(self._clips) == 1:
            written = self.note.toPlainText()[:MAX_NOTE_CHARACTERS]
            if written != self._clips[0].note:
                self.note_written.emit(self._clips[0].id, written)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(SPACE_SMALL)
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        for row, (name, value) in enumerate(self._facts):
            grid.addWidget(name, row, 0, top)
            grid.addWidget(value, row, 1, top)
        self._buttons = QWidget()
        flow = FlowLayout(self._buttons, SPACE_SMALL)
        for button in (self.reuse, self.copy_prompt, self.copy_settings, self.show_folder):
            flow.addWidget(button)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self._buttons.setSizePolicy(policy)
        stars = QHBoxLayout()
        stars.addWidget(self.stars)
        stars.addStretch(1)
        layout = QVBoxLayout(self._body)
        layout.setContentsMargins(SPACE, SPACE_SMALL, SPACE, SPACE_SMALL)
        layout.setSpacing(SPACE)
        layout.addWidget(self.title)
        layout.addLayout(stars)
        layout.addWidget(self.prompt)
        layout.addLayout(grid)
        layout.addWidget(self.file)
        layout.addWidget(self.note)
        layout.addWidget(self._buttons)
        layout.addStretch(1)


def _heading(clips: tuple[ClipRecord, ...]) -> str:
    if not clips:
        return tr("No clip is selected")
    if len(clips) == 1:
        # The prompt stands below in full.
        return gallery_text.title(clips[0]) if clips[0].label else clips[0].file_name
    total = sum(clip.size_bytes for clip in clips)
    return trn(
        "{count:,} clip, {size}", "{count:,} clips, {size}", len(clips), size=units.size(total)
    )


def _text_box(name: str) -> QPlainTextEdit:
    box = QPlainTextEdit()
    box.setAccessibleName(name)
    box.setTabChangesFocus(True)
    box.setFixedHeight(_TEXT_LINES * box.fontMetrics().lineSpacing() + 2 * SPACE)
    return box


def _value_label() -> QLabel:
    label = plain_label(wraps=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
