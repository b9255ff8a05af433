"""What could be changed about a prompt, to be taken or left one by one."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QTextCharFormat
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.enhancement import (
    Change,
    ChangeKind,
    Enhancement,
    Piece,
    PieceKind,
)
from wan22_desktop.qtkit.labels import plain_label, plain_tooltip
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE, Tone, colors_of, mark_primary

_LIST_LINES = 6
_TEXT_LINES = 7


class EnhanceDialog(QDialog):
    """Does not wait; the text follows the ticks, so what is seen is what Apply puts in."""

    applied = Signal(str)
    another_wanted = Signal(int)
    """Other words, drawn with this seed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Enhance the prompt"))
        self._seed = 0
        self._enhancement = Enhancement("")
        self.told = plain_label(tone=Tone.MUTED, wraps=True)
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("The prompt with the changes"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Changes"))
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self.list.setMinimumHeight(_LIST_LINES * self.fontMetrics().lineSpacing())
        self.text.setMinimumHeight(_TEXT_LINES * self.fontMetrics().lineSpacing())
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.another_button = QPushButton(tr("Other words"))
        self.another_button.setAutoDefault(False)
        self.buttons.addButton(self.another_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.apply_button = self.buttons.addButton(
            tr("Apply"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        mark_primary(self.apply_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_LARGE, SPACE_LARGE, SPACE_LARGE, SPACE_LARGE)
        layout.setSpacing(SPACE)
        layout.addWidget(self.told)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.buttons)
        self.list.itemChanged.connect(self._show_text)
        self.another_button.clicked.connect(self._ask_another)
        self.buttons.accepted.connect(self._apply)
        self.buttons.rejected.connect(self.reject)
        self.resize(480, 460)

    @Slot(object)
    def show_enhancement(self, enhancement: Enhancement) -> None:
        """The proposals, all of them ticked."""
        self._enhancement = enhancement
        with QSignalBlocker(self.list):
            self.list.clear()
            for change in enhancement.changes:
                self.list.addItem(_item(enhancement, change))
        count = self.list.count()
        self.list.setVisible(count > 0)
        self.another_button.setEnabled(count > 0)
        self.told.setText(
            tr(
                "Underlined words are added, struck out ones are taken out. Untick what you do not "
                "want."
            )
            if count
            else tr("Nothing to change: the prompt says what the model needs to know.")
        )
        self._show_text()

    def chosen(self) -> tuple[int, ...]:
        """The numbers of the ticked changes."""
        return tuple(
            row
            for row in range(self.list.count())
            if self.list.item(row).checkState() is Qt.CheckState.Checked
        )

    @Slot()
    def _show_text(self) -> None:
        chosen = self.chosen()
        self.text.clear()
        cursor = self.text.textCursor()
        before = PieceKind.KEPT
        for piece in self._enhancement.pieces(chosen):
            if (before, piece.kind) == (PieceKind.REMOVED, PieceKind.ADDED):
                cursor.insertText(" ", QTextCharFormat())  # old and new words, not one of both
            cursor.insertText(piece.text, self._format(piece))
            before = piece.kind
        self.apply_button.setEnabled(bool(chosen))

    def _format(self, piece: Piece) -> QTextCharFormat:
        """Lines through and under the words: colours alone do not reach everybody."""
        colors = colors_of(self.text)
        form = QTextCharFormat()
        form.setForeground(QColor(colors.text))
        if piece.kind is PieceKind.ADDED:
            form.setFontUnderline(True)
            form.setFontWeight(QFont.Weight.DemiBold)
            form.setForeground(colors.tone(Tone.OK))
        elif piece.kind is PieceKind.REMOVED:
            form.setFontStrikeOut(True)
            form.setForeground(colors.tone(Tone.ERROR))
        return form

    @Slot()
    def _ask_another(self) -> None:
        self._seed += 1
        self.another_wanted.emit(self._seed)

    @Slot()
    def _apply(self) -> None:
        self.applied.emit(self._enhancement.with_changes(self.chosen()))
        self.accept()


def _item(enhancement: Enhancement, change: Change) -> QListWidgetItem:
    gone = enhancement.before[change.start : change.end].strip(" ,;")
    new = change.text.strip(" ,;")
    words = {
        ChangeKind.ADDED: tr("Add: {new}", new=new),
        ChangeKind.REMOVED: tr("Take out: {gone}", gone=gone),
        ChangeKind.REPLACED: tr("Write {new} instead of {gone}", new=new, gone=gone),
    }[change.kind]
    item = QListWidgetItem(f"{words}\n{change.reason}")
    item.setToolTip(plain_tooltip(f"{words}\n{change.reason}"))
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked)
    return item
