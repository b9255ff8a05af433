"""The packages as rows, under the model that they render."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Qt

from wan22_desktop.core.catalog import PackageKind
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.domain.status import DetailedModelStatus, ModelAction
from wan22_desktop.model_manager.ui import model_text
from wan22_desktop.qtkit.labels import plain_tooltip
from wan22_desktop.qtkit.record_model import AnyIndex, RecordListModel


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A package, or the heading of a group, which has no status."""

    id: str
    heading: str = ""
    status: DetailedModelStatus | None = None
    pending: ModelAction | None = None
    """What was asked for and has not been answered yet."""


class ModelRows(RecordListModel[ModelRow]):
    """Rows in groups; headings cannot be selected."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def show_models(self, models: tuple[DetailedModelStatus, ...]) -> None:
        """Replace everything; groups come in the order of the model family, LoRAs last."""
        rows: list[ModelRow] = []
        order = list(Variant)
        for status in sorted(
            models,
            key=lambda status: (
                status.package.kind is PackageKind.LORA,
                order.index(status.package.variant),
            ),
        ):
            heading = model_text.heading(status.package)
            if not rows or _heading_of(rows[-1]) != heading:
                rows.append(ModelRow(f"# {heading}", heading=heading))
            rows.append(ModelRow(status.package.id, status=status))
        self.set_all(rows)

    def show_model(self, status: DetailedModelStatus) -> None:
        """The answer to whatever was asked for."""
        self.change(ModelRow(status.package.id, status=status))

    def note_asked(self, package: str, action: ModelAction) -> None:
        """Show at once what was asked for, until the answer comes."""
        row = self.find(package)
        if row is not None:
            self.change(replace(row, pending=action))

    def forget_asked(self, package: str) -> None:
        """The wish was refused."""
        row = self.find(package)
        if row is not None:
            self.change(replace(row, pending=None))

    def status_of(self, package: str) -> DetailedModelStatus | None:
        row = self.find(package)
        return None if row is None else row.status

    @property
    def statuses(self) -> tuple[DetailedModelStatus, ...]:
        return tuple(row.status for row in self.records if row.status is not None)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        row = self.record_at(index)
        if row is None or row.status is None:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return super().flags(index) | Qt.ItemFlag.ItemNeverHasChildren

    def text_of(self, record: ModelRow, role: int) -> object:
        status = record.status
        if status is None:
            named = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return record.heading if named else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return status.package.title
            case Qt.ItemDataRole.ToolTipRole:
                lines = (status.package.title, model_text.kind_line(status), line_of(record))
                return plain_tooltip("\n".join(lines))
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{status.package.title}, {line_of(record)}"
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return f"{model_text.kind_line(status)}, {model_text.size_text(status)}"
        return None


def line_of(row: ModelRow) -> str:
    """The row's last line: what was just asked for, else how the package stands."""
    if row.status is None:
        return ""
    if row.pending is not None:
        return model_text.begun_text(row.pending)
    return model_text.state_line(row.status)


def _heading_of(row: ModelRow) -> str:
    return row.heading if row.status is None else model_text.heading(row.status.package)
