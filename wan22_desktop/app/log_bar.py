"""What the log is looked through with: level, part, job, search."""

import logging

from PySide6.QtCore import QEvent, QSize, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from wan22_desktop.app.log_model import LogFilter
from wan22_desktop.core.log_entry import COMPONENTS
from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton, glyph_icon
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL

_LEVELS = (
    (tr("Everything"), logging.DEBUG),
    (tr("Information"), logging.INFO),
    (tr("Warnings"), logging.WARNING),
    (tr("Errors"), logging.ERROR),
)
_INFORMATION = 1
_TWO_ROWS_BELOW_CHARACTERS = 110
_SEARCH_CHARACTERS = 16
_COMBO_CHARACTERS = 8


class LogBar(QWidget):
    """Tells `changed` whenever the chosen filter is another; narrow, it takes two rows."""

    changed = Signal()
    next_pressed = Signal()
    previous_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job = ""
        self.level = _choice(tr("Level"))
        for label, level in _LEVELS:
            self.level.addItem(label, level)
        self.component = _choice(tr("Part of the app"))
        self.component.addItem(tr("All parts"), "")
        for component in COMPONENTS:
            self.component.addItem(component.capitalize(), component)
        self.job_button = QPushButton(glyph_icon(Glyph.CLOSE, self.palette()), "")
        self.job_button.setToolTip(tr("Show all jobs again"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search the log"))
        self.search.setAccessibleName(tr("Search the log"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(self.fontMetrics().averageCharWidth() * _SEARCH_CHARACTERS)
        self.only_matches = GlyphButton(Glyph.FILTER, tr("Show only what the search finds"))
        self.only_matches.setCheckable(True)
        self.previous_button = GlyphButton(Glyph.UP, tr("Previous match (Shift+F3)"))
        self.next_button = GlyphButton(Glyph.DOWN, tr("Next match (F3)"))
        self.pause = GlyphButton(Glyph.PAUSE, tr("Pause"))
        self.pause.setCheckable(True)
        self.copy_button = QPushButton(tr("Copy"))
        self.copy_button.setToolTip(tr("Copy the selected rows, or all that are shown"))
        self._lay_out()
        self._take(LogFilter())
        self.level.currentIndexChanged.connect(self.changed)
        self.component.currentIndexChanged.connect(self.changed)
        self.search.textChanged.connect(self._search_changed)
        self.only_matches.toggled.connect(self.changed)
        self.job_button.clicked.connect(self._leave_job)
        self.search.returnPressed.connect(self.next_pressed)
        self.next_button.clicked.connect(self.next_pressed)
        self.previous_button.clicked.connect(self.previous_pressed)
        self.pause.toggled.connect(self._name_pause)

    def chosen(self) -> LogFilter:
        """What is to be shown."""
        return LogFilter(
            self.level.currentData(),
            self.component.currentData(),
            self._job,
            self.search.text(),
            self.only_matches.isChecked(),
        )

    def choose(self, chosen: LogFilter) -> None:
        """Take a filter over, telling `changed` once."""
        self.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self._take(chosen)
        self.blockSignals(False)  # noqa: FBT003 - the same
        self.changed.emit()

    def set_narrow(self, width_px: int) -> None:
        """Take one row or two, as there is room."""
        limit = self.fontMetrics().averageCharWidth() * _TWO_ROWS_BELOW_CHARACTERS
        direction = QBoxLayout.Direction
        wanted = direction.TopToBottom if width_px < limit else direction.LeftToRight
        if self._rows.direction() != wanted:
            self._rows.setDirection(wanted)

    def minimumSizeHint(self) -> QSize:
        """Of two rows: a dock can always be made that narrow."""
        margins = self._rows.contentsMargins()
        widest = max(row.minimumSize().width() for row in (self._search_row, self._choice_row))
        height = self._rows.minimumSize().height()
        return QSize(widest + margins.left() + margins.right(), height)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.job_button.setIcon(glyph_icon(Glyph.CLOSE, self.palette()))

    def _take(self, chosen: LogFilter) -> None:
        self._job = chosen.job
        self.level.setCurrentIndex(self.level.findData(chosen.level))
        self.component.setCurrentIndex(max(0, self.component.findData(chosen.component)))
        self.search.setText(chosen.needle)
        self.only_matches.setChecked(chosen.hides_others)
        self._search_changed(chosen.needle)
        self.job_button.setVisible(bool(self._job))
        self.job_button.setText(tr("Job {job}", job=self._job))
        self.job_button.setAccessibleName(tr("Only job {job}: show all jobs again", job=self._job))

    @Slot(str)
    def _search_changed(self, needle: str) -> None:
        for button in (self.only_matches, self.previous_button, self.next_button):
            button.setEnabled(bool(needle))
        self.changed.emit()

    @Slot()
    def _leave_job(self) -> None:
        self._job = ""
        self.job_button.hide()
        self.changed.emit()

    @Slot(bool)
    def _name_pause(self, is_paused: bool) -> None:  # noqa: FBT001 - a slot gets what Qt sends
        if is_paused:
            self.pause.set_meaning(Glyph.PLAY, tr("Go on"))
        else:
            self.pause.set_meaning(Glyph.PAUSE, tr("Pause"))

    def _lay_out(self) -> None:
        self._choice_row = choices = QHBoxLayout()
        choices.setSpacing(SPACE)
        # In the order in which Tab goes through them.
        for widget in (self.level, self.component, self.job_button):
            choices.addWidget(widget)
        choices.addStretch(1)
        self._search_row = search = QHBoxLayout()
        search.setSpacing(SPACE_SMALL)
        search.addWidget(self.search, 1)
        for button in (self.only_matches, self.previous_button, self.next_button, self.pause):
            search.addWidget(button)
        search.addWidget(self.copy_button)
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(SPACE, SPACE_SMALL, SPACE, 0)
        self._rows.setSpacing(SPACE_SMALL)
        self._rows.addLayout(choices)
        self._rows.addLayout(search, 1)


def _choice(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(_COMBO_CHARACTERS)
    return box
