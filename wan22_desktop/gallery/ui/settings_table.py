"""The settings of clips beside each other, those that differ first of all."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.texts import tr, trn
from wan22_desktop.gallery.domain.settings_difference import SettingRow
from wan22_desktop.qtkit.labels import plain_label, plain_tooltip
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone

AnyIndex = QModelIndex | QPersistentModelIndex


class _Rows(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[SettingRow, ...] = ()
        self.titles: tuple[str, ...] = ()

    def set_all(self, rows: tuple[SettingRow, ...], titles: tuple[str, ...]) -> None:
        self.beginResetModel()
        self.rows, self.titles = rows, titles
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 -- an immutable value
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 -- as above
        return 0 if parent.isValid() else len(self.titles) + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return tr("Setting") if section == 0 else self.titles[section - 1]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        text = row.name if index.column() == 0 else row.values[index.column() - 1]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tooltip(text)
            case Qt.ItemDataRole.FontRole if index.column() == 0 and row.differs:
                font = QFont()
                font.setWeight(QFont.Weight.DemiBold)
                return font
        return None


class SettingsTable(QWidget):
    """Shows the rows that differ; the others with a tick."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[SettingRow, ...] = ()
        self._titles: tuple[str, ...] = ()
        self._name_width = 0
        self.summary = plain_label(tone=Tone.MUTED)
        self.show_equal = QCheckBox(tr("Show equal settings"))
        self.show_equal.setToolTip(plain_tooltip(tr("List what is the same in all clips, too")))
        self.show_equal.toggled.connect(self._fill)
        self.model = _Rows()
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(tr("Settings of the clips"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + SPACE)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.table.setMinimumHeight(60)
        top = QHBoxLayout()
        top.setContentsMargins(SPACE, 0, SPACE, 0)
        top.addWidget(self.summary, 1)
        top.addWidget(self.show_equal)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)

    def show_rows(self, rows: tuple[SettingRow, ...], titles: tuple[str, ...]) -> None:
        """`titles` name the clips."""
        self._rows, self._titles = rows, titles
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_names()

    def _fit_names(self) -> None:
        """The names may take a good third; the values are what people look for."""
        wanted = self._name_width + 4 * SPACE
        self.table.setColumnWidth(0, min(wanted, round(0.35 * self.width())))

    @Slot()
    def _fill(self) -> None:
        differing = tuple(row for row in self._rows if row.differs)
        equal = tuple(row for row in self._rows if not row.differs)
        shown = differing + equal if self.show_equal.isChecked() else differing
        self.model.set_all(shown, self._titles)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        metrics = self.table.fontMetrics()
        self._name_width = max((metrics.horizontalAdvance(row.name) for row in shown), default=80)
        self._fit_names()
        if not self._rows:
            self.summary.setText(tr("The clips do not say how they were made."))
        elif not differing:
            self.summary.setText(tr("All settings are equal."))
        else:
            self.summary.setText(
                trn("{count} setting differs", "{count} settings differ", len(differing))
            )
