"""What became of each file of an import, and answers where a name exists already."""

from dataclasses import dataclass, replace
from pathlib import PureWindowsPath

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QInputDialog,
    QListView,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.texts import decimal, tr
from wan22_desktop.lora_library.domain.importing import ImportOutcome, ImportResult, OnConflict
from wan22_desktop.lora_library.ui import lora_text
from wan22_desktop.lora_library.ui.results_delegate import ResultsDelegate
from wan22_desktop.qtkit.flow_layout import FlowLayout
from wan22_desktop.qtkit.labels import plain_label, plain_tooltip
from wan22_desktop.qtkit.record_model import RecordListModel
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE, Tone


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One file; `answer` is what was decided and has not come back yet."""

    result: ImportResult
    answer: str = ""

    @property
    def id(self) -> str:
        return self.result.source

    @property
    def needs_answer(self) -> bool:
        return self.result.outcome is ImportOutcome.NAME_EXISTS and not self.answer

    @property
    def file_name(self) -> str:
        # Takes both kinds of separators.
        return lora_text.visible(PureWindowsPath(self.result.source).name or self.result.source)


class ResultRows(RecordListModel[ResultRow]):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def text_of(self, record: ResultRow, role: int) -> object:
        said = record.answer or record.result.text
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return record.file_name
            case Qt.ItemDataRole.AccessibleTextRole:
                outcome = lora_text.OUTCOMES[record.result.outcome]
                return f"{record.file_name}, {outcome}: {said}"
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tooltip(f"{record.result.source}\n{said}")
        return None


class ResultsDialog(QDialog):
    """Does not wait; `answered` tells each decision at once."""

    answered = Signal(object)  # dict[str, OnConflict | str]
    """By the path of the file: what to do, or another name for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Imported files"))
        self._results: dict[str, ResultRow] = {}
        self.rows = ResultRows(self)
        self.summary = plain_label(wraps=True)
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.filters: dict[str, QPushButton] = {}
        self._filter_group = QButtonGroup(self)
        self.list = QListView()
        self.list.setModel(self.rows)
        self.list.setItemDelegate(ResultsDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(tr("Files"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.reason = plain_label(wraps=True)
        self.reason.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.keep_button = QPushButton(tr("Keep both"))
        self.replace_button = QPushButton(tr("Replace"))
        self.rename_button = QPushButton(tr("Rename…"))
        self.same_for_all = QCheckBox(tr("Do the same for all whose name exists"))
        self._answers = QWidget()
        self.naming: QInputDialog | None = None
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._lay_out()
        self._connect()
        self._show()
        self.resize(560, 460)

    # --- content -------------------------------------------------------------------------------

    def show_results(self, results: tuple[ImportResult, ...], *, is_new: bool) -> None:
        """Of a new import, or of files that were answered about, which keep their places."""
        if is_new:
            self._results = {}
        self._results |= {result.source: ResultRow(result) for result in results}
        self._show()

    @property
    def results(self) -> tuple[ImportResult, ...]:
        return tuple(row.result for row in self._results.values())

    @property
    def num_open(self) -> int:
        """How many files wait for an answer."""
        return sum(row.needs_answer for row in self._results.values())

    @property
    def awaited(self) -> frozenset[str]:
        """Files whose answer was given and has not come back."""
        return frozenset(source for source, row in self._results.items() if row.answer)

    def _show(self) -> None:
        self.summary.setText(f"{lora_text.results_text(self.results)}.")
        groups = {
            "all": tuple(self._results.values()),
            "bad": tuple(r for r in self._results.values() if not r.result.is_in_library),
            "good": tuple(r for r in self._results.values() if r.result.is_in_library),
        }
        for name, title in (
            ("all", tr("All")),
            ("bad", tr("Not taken")),
            ("good", tr("In the library")),
        ):
            self.filters[name].setText(f"{title} ({decimal(f'{len(groups[name]):,}')})")
        chosen = next(name for name, button in self.filters.items() if button.isChecked())
        before = self.list.currentIndex().row()
        self.rows.set_all(groups[chosen])
        open_row = next((n for n, row in enumerate(groups[chosen]) if row.needs_answer), None)
        row = open_row if open_row is not None else min(max(before, 0), self.rows.rowCount() - 1)
        self.list.setCurrentIndex(self.rows.index(row, 0))
        self._show_current()

    @Slot()
    def _show_current(self) -> None:
        row = self.rows.record_at(self.list.currentIndex())
        self.reason.setText("" if row is None else row.answer or row.result.text)
        self._answers.setVisible(row is not None and row.needs_answer)
        self.same_for_all.setVisible(self.num_open > 1)

    # --- answers -------------------------------------------------------------------------------

    @Slot()
    def _keep_both(self) -> None:
        self._answer(OnConflict.KEEP_BOTH, tr("The new one is taken in under a name of its own."))

    @Slot()
    def _replace(self) -> None:
        self._answer(OnConflict.REPLACE, tr("The new one takes the place of the old one."))

    @Slot()
    def _rename(self) -> None:
        row = self.rows.record_at(self.list.currentIndex())
        if row is None:
            return
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("Rename"))
        dialog.setLabelText(tr("Name in the library:"))
        dialog.setTextValue(row.file_name.removesuffix(".safetensors"))
        dialog.textValueSelected.connect(self._take_name)
        self.naming = dialog
        dialog.open()

    @Slot(str)
    def _take_name(self, name: str) -> None:
        row = self.rows.record_at(self.list.currentIndex())
        self.naming = None
        if row is not None and row.needs_answer and name.strip():
            self._tell({row.id: name.strip()}, tr("It is taken in as {name}.", name=name.strip()))

    def _answer(self, answer: OnConflict, said: str) -> None:
        row = self.rows.record_at(self.list.currentIndex())
        if row is None or not row.needs_answer:
            return
        if self.same_for_all.isChecked():
            open_ = [r.id for r in self._results.values() if r.needs_answer]
        else:
            open_ = [row.id]
        self._tell(dict.fromkeys(open_, answer), said)

    def _tell(self, answers: dict[str, OnConflict] | dict[str, str], said: str) -> None:
        for source in answers:
            self._results[source] = replace(self._results[source], answer=said)
        self._show()
        self.answered.emit(dict(answers))

    # --- building ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        filters.setSpacing(SPACE)
        for name in ("all", "bad", "good"):
            button = QPushButton()
            button.setCheckable(True)
            button.setProperty("segment", True)  # noqa: FBT003 -- Qt's own signature
            self._filter_group.addButton(button)
            self.filters[name] = button
            filters.addWidget(button)
        filters.addStretch(1)
        self.filters["all"].setChecked(True)
        flow = FlowLayout(self._answers, SPACE)
        for widget in (
            self.keep_button,
            self.replace_button,
            self.rename_button,
            self.same_for_all,
        ):
            flow.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_LARGE, SPACE_LARGE, SPACE_LARGE, SPACE_LARGE)
        layout.setSpacing(SPACE)
        layout.addWidget(self.summary)
        layout.addLayout(filters)
        layout.addWidget(self.list, 1)
        layout.addWidget(plain_label(tr("About the chosen file"), Tone.MUTED))
        layout.addWidget(self.reason)
        layout.addWidget(self._answers)
        layout.addWidget(self.buttons)

    def _connect(self) -> None:
        self._filter_group.buttonClicked.connect(self._show)
        self.list.selectionModel().currentChanged.connect(self._show_current)
        self.keep_button.clicked.connect(self._keep_both)
        self.replace_button.clicked.connect(self._replace)
        self.rename_button.clicked.connect(self._rename)
        self.buttons.rejected.connect(self.hide)
