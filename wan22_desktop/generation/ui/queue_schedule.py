"""When the queue may begin jobs: hours of the day, and only while nobody uses the computer."""

from PySide6.QtCore import QSignalBlocker, Qt, QTime, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QSpinBox,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.settings import QueueSettings
from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE, Tone

_CLOCK = "HH:mm"
_USUAL_HOURS = ("22:00", "07:00")
_USUAL_MINUTES = 10
_MOST_MINUTES = 240


def schedule_text(settings: QueueSettings) -> str:
    """In a few words, for a button."""
    hours = settings.only_between
    idle = settings.idle_minutes is not None
    if hours is None:
        return tr("When idle") if idle else tr("Any time")
    between = tr("{begin}\N{EN DASH}{end}", begin=hours[0], end=hours[1])
    return tr("{hours}, when idle", hours=between) if idle else between


def schedule_sentence(settings: QueueSettings) -> str:
    """The same in full, for a tooltip."""
    parts: list[str] = []
    if settings.only_between is not None:
        begin, end = settings.only_between
        parts.append(tr("Jobs begin only between {begin} and {end}.", begin=begin, end=end))
    if settings.idle_minutes is not None:
        minutes = settings.idle_minutes
        parts.append(
            tr("Jobs begin only while the computer is not used for {minutes} min.", minutes=minutes)
        )
    return " ".join(parts) or tr("Jobs begin at any time.")


class SchedulePopup(QFrame):
    """Two conditions; every change holds at once."""

    chosen = Signal(object)
    """`QueueSettings`, with all that is not shown here as it was."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(tr("When jobs may begin"))
        self._settings = QueueSettings()
        self.by_hours = QCheckBox(tr("Only &between"))
        self.by_hours.setAccessibleName(tr("Begin jobs only between two times of day"))
        self.begin = _time_edit(_USUAL_HOURS[0], tr("From this time of day"))
        self.end = _time_edit(_USUAL_HOURS[1], tr("Until this time of day"))
        self.by_idle = QCheckBox(tr("Only &while the computer is not used for"))
        self.by_idle.setAccessibleName(tr("Begin jobs only while nobody uses the computer"))
        self.minutes = QSpinBox()
        self.minutes.setRange(1, _MOST_MINUTES)
        self.minutes.setValue(_USUAL_MINUTES)
        self.minutes.setSuffix(tr(" min"))
        self.minutes.setKeyboardTracking(False)
        self.minutes.setAccessibleName(tr("Minutes without use"))
        self.note = plain_label(tone=Tone.MUTED, wraps=True)
        self._lay_out()
        for change in (self.by_hours.toggled, self.by_idle.toggled, self.minutes.valueChanged):
            change.connect(self._take)
        for edit in (self.begin, self.end):
            edit.timeChanged.connect(self._take)
        self.show_settings(self._settings)

    def show_settings(self, settings: QueueSettings) -> None:
        """Show what holds; asks for nothing."""
        self._settings = settings
        parts = (self.by_hours, self.begin, self.end, self.by_idle, self.minutes)
        blockers = [QSignalBlocker(part) for part in parts]
        self.by_hours.setChecked(settings.only_between is not None)
        if settings.only_between is not None:
            for edit, text in zip((self.begin, self.end), settings.only_between, strict=True):
                edit.setTime(QTime.fromString(text, _CLOCK))
        self.by_idle.setChecked(settings.idle_minutes is not None)
        if settings.idle_minutes is not None:
            self.minutes.setValue(settings.idle_minutes)
        for blocker in blockers:
            blocker.unblock()
        self._show_note()

    @Slot()
    def _take(self) -> None:
        hours = None
        if self.by_hours.isChecked():
            hours = self.begin.time().toString(_CLOCK), self.end.time().toString(_CLOCK)
        self._show_note()
        if hours is not None and hours[0] == hours[1]:
            return  # the note says what is wrong
        changed = self._settings.model_copy(
            update={
                "only_between": hours,
                "idle_minutes": self.minutes.value() if self.by_idle.isChecked() else None,
            }
        )
        if changed != self._settings:
            self._settings = changed
            self.chosen.emit(changed)

    def _show_note(self) -> None:
        by_hours = self.by_hours.isChecked()
        self.begin.setEnabled(by_hours)
        self.end.setEnabled(by_hours)
        self.minutes.setEnabled(self.by_idle.isChecked())
        if by_hours and self.begin.time() == self.end.time():
            note = tr("Choose two different times; until then nothing changes.")
        elif by_hours and self.end.time() < self.begin.time():
            note = tr("The second time is on the next day. A job that runs goes on.")
        else:
            note = tr("A job that runs goes on in any case.")
        self.note.setText(note)
        # A popup does not grow by itself with a text that takes more lines.
        self.adjustSize()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_LARGE, SPACE_LARGE, SPACE_LARGE, SPACE_LARGE)
        layout.setSpacing(SPACE)
        layout.addWidget(self.by_hours)
        layout.addLayout(_set_in(self.begin, plain_label(tr("and")), self.end))
        layout.addWidget(self.by_idle)
        layout.addLayout(_set_in(self.minutes))
        layout.addWidget(self.note)


def _time_edit(text: str, name: str) -> QTimeEdit:
    edit = QTimeEdit(QTime.fromString(text, _CLOCK))
    edit.setDisplayFormat(_CLOCK)
    edit.setKeyboardTracking(False)
    edit.setAccessibleName(name)
    return edit


def _set_in(*widgets: QWidget) -> QHBoxLayout:
    """In a row below a check box, under its text."""
    row = QHBoxLayout()
    row.setContentsMargins(2 * SPACE_LARGE, 0, 0, 0)
    row.setSpacing(SPACE)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
