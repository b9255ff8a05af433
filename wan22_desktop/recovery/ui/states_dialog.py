"""The saved states of the app: save one, or go back to one."""

from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

from wan22_desktop.core import units
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.qtkit.report_dialog import ReportDialog
from wan22_desktop.qtkit.report_list import ReportRow
from wan22_desktop.qtkit.theme import Tone
from wan22_desktop.recovery.domain.saved_state import (
    MAX_NAME_CHARACTERS,
    SavedState,
    SaveReason,
    StateManifest,
)

_REASONS = {
    SaveReason.BY_HAND: tr("saved by you"),
    SaveReason.SHUTDOWN: tr("saved when the app was closed"),
    SaveReason.BEFORE_RESTORE: tr("saved before another one was restored"),
    SaveReason.BEFORE_UPGRADE: tr("saved before the app was upgraded"),
}
_ABOUT = tr(
    "A state holds the settings, the queue, the layout and what the libraries know. Clips, models "
    "and LoRA files stay where they are."
)


class StatesDialog(ReportDialog):
    """Asks with its signals; `show_states` is the answer to each deed."""

    save_asked = Signal(str)
    """A name for the state, which may be empty."""
    restore_asked = Signal(object)  # Path
    """The user has confirmed it: the app has to start anew for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Saved states"), tr("No state has been saved yet."), parent)
        self.save_button = self.add_button(tr("Save the present state\N{HORIZONTAL ELLIPSIS}"))
        self.restore_button = self.add_button(tr("Restore\N{HORIZONTAL ELLIPSIS}"))
        self.naming: QInputDialog | None = None
        self.question: QMessageBox | None = None
        self._states: dict[str, SavedState] = {}
        self.save_button.clicked.connect(self._ask_for_name)
        self.restore_button.clicked.connect(self._ask_whether_to_restore)
        self.list.selectionModel().selectionChanged.connect(self._show_buttons)
        self.show_rows((), _ABOUT)
        self._show_buttons()

    @property
    def chosen(self) -> SavedState | None:
        row = self.list.chosen
        return None if row is None else self._states.get(row.id)

    @Slot(object)
    def show_states(self, states: tuple[SavedState, ...]) -> None:
        """All there are, newest first."""
        self.show_idle()
        self._states = {str(state.path): state for state in states}
        self.show_rows(tuple(row_of(state) for state in states), _ABOUT)
        self._show_buttons()

    @Slot()
    def _show_buttons(self) -> None:
        chosen = self.chosen
        self.restore_button.setEnabled(chosen is not None and chosen.manifest is not None)

    @Slot()
    def _ask_for_name(self) -> None:
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("Save the present state"))
        dialog.setLabelText(tr("A name for it, if you like:"))
        dialog.setOkButtonText(tr("Save"))
        dialog.textValueSelected.connect(self._save)
        self.naming = dialog
        dialog.open()

    @Slot(str)
    def _save(self, name: str) -> None:
        self.naming = None
        self.show_doing(tr("Saving the state"))
        self.save_asked.emit(plain_line(name, MAX_NAME_CHARACTERS))

    @Slot()
    def _ask_whether_to_restore(self) -> None:
        chosen = self.chosen
        if chosen is None or chosen.manifest is None:
            return
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(tr("Restore a state"))
        box.setText(tr("Go back to {state}?", state=title_of(chosen.manifest)))
        box.setInformativeText(
            tr(
                "The app starts anew for it. Jobs that were added since leave the queue; the "
                "present state is saved first, so that you can go back to it."
            )
        )
        self._yes = box.addButton(tr("Restore and restart"), QMessageBox.ButtonRole.AcceptRole)
        cancel = box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.finished.connect(self._take_answer)
        self._wanted = chosen.path
        self.question = box
        box.open()

    @Slot()
    def _take_answer(self) -> None:
        box, self.question = self.question, None
        if box is not None and box.clickedButton() is self._yes:
            self.show_doing(tr("Preparing the restart"))
            self.restore_asked.emit(Path(self._wanted))


def title_of(manifest: StateManifest) -> str:
    """When it was saved, in the user's own time and language."""
    at = QDateTime.fromSecsSinceEpoch(round(manifest.saved_at.timestamp()))
    text = QLocale().toString(at, QLocale.FormatType.ShortFormat)
    name = plain_line(manifest.name, MAX_NAME_CHARACTERS)
    return f"{name}, {text}" if name else text


def row_of(state: SavedState) -> ReportRow:
    """A state, or a file that claims to be one."""
    manifest = state.manifest
    if manifest is None:
        return ReportRow(
            str(state.path), plain_line(state.name, 200), plain_line(state.problem, 400), Tone.ERROR
        )
    contents = manifest.contents
    parts = (
        _REASONS[manifest.reason],
        trn("{number} job", "{number} jobs", contents.jobs, number=f"{contents.jobs:,}"),
        trn("{number} LoRA", "{number} LoRAs", contents.loras, number=f"{contents.loras:,}"),
        tr("version {version}", version=plain_line(manifest.app_version, 40)),
        units.size(state.size_bytes),
    )
    return ReportRow(str(state.path), title_of(manifest), " \N{MIDDLE DOT} ".join(parts))
