"""What the dialogs have in common that put several jobs into the queue at once."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QMessageBox,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.groups import NewGroup
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE, SPACE_SMALL, Tone, mark_primary


class GroupDialog(QDialog):
    """A form that is judged as it is filled in, with what it comes to above the buttons.

    Does not wait: `group_chosen` tells what is to be queued. Subclasses lay out `body`, call
    `judge` whenever something changes, and answer `described` and `new_group`.
    """

    group_chosen = Signal(object)  # NewGroup

    def __init__(self, title: str, accept_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.question: QMessageBox | None = None
        """What is asked before many jobs are queued, while it is on the screen."""
        self._problems: dict[str, QLabel] = {}
        self.problem = wrapping_label(Tone.ERROR)
        self.summary = wrapping_label()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.accept_button = self.buttons.addButton(
            accept_text, QDialogButtonBox.ButtonRole.AcceptRole
        )
        mark_primary(self.accept_button)
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_LARGE, SPACE_LARGE, SPACE_LARGE, SPACE_LARGE)
        layout.setSpacing(SPACE)
        layout.addLayout(self.body, 1)
        layout.addWidget(self.problem)
        layout.addWidget(self.summary)
        layout.addWidget(self.buttons)
        self.buttons.accepted.connect(self.take)
        self.buttons.rejected.connect(self.reject)

    # --- for subclasses --------------------------------------------------------------------------

    def described(self) -> str:
        """What the form comes to, for people; raises UserError, on a field if one is at fault."""
        raise NotImplementedError

    def new_group(self) -> NewGroup:
        """What is to be queued; raises UserError."""
        raise NotImplementedError

    def form(self) -> QFormLayout:
        """A new form at the end of the body."""
        form = _form()
        self.body.addLayout(form)
        return form

    def page_with_form(self) -> tuple[QWidget, QFormLayout]:
        """A page for a tab widget, and the form on it."""
        page, form = QWidget(), _form()
        form.setContentsMargins(0, SPACE_SMALL, 0, 0)
        page.setLayout(form)
        return page, form

    def add_field(self, form: QFormLayout, text: str, editor: QWidget, *fields: str) -> None:
        """A row whose problems, those of `fields`, are shown right beneath the editor."""
        line = wrapping_label(Tone.ERROR)
        line.hide()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_SMALL)
        column.addWidget(editor)
        column.addWidget(line)
        label = QLabel(text)
        label.setBuddy(editor.focusProxy() or editor)
        form.addRow(label, holder)
        self._problems.update(dict.fromkeys(fields, line))

    def problem_at(self, field: str) -> str:
        """What is said to be wrong with a field; empty if nothing is."""
        line = self._problems[field]
        return line.text() if not line.isHidden() else ""

    @Slot()
    def judge(self) -> None:
        """Show what the form comes to, or what is wrong with it and where."""
        try:
            text = self.described()
        except UserError as error:
            self.show_error(error)
        else:
            self._show(None, "")
            self.summary.setText(text)
            self.summary.show()
            self.accept_button.setEnabled(True)

    def show_error(self, error: UserError) -> None:
        """Until something is changed this cannot be queued."""
        self._show(error.field, error.message)
        self.summary.hide()
        self.accept_button.setEnabled(False)

    @Slot()
    def take(self) -> None:
        """Queue it, if nothing is wrong with it."""
        if not self.accept_button.isEnabled():
            return
        try:
            group = self.new_group()
        except UserError as error:
            self.show_error(error)
            return
        self.deliver(group)

    def deliver(self, group: NewGroup) -> None:
        """It is decided."""
        self.group_chosen.emit(group)
        self.accept()

    def ask(self, text: str, more: str, accept_text: str) -> QMessageBox:
        """A question over the dialog, answered by `accepted`; "no" is the safe answer."""
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(self.windowTitle())
        box.setText(text)
        box.setInformativeText(more)
        box.addButton(accept_text, QMessageBox.ButtonRole.AcceptRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)
        self.question = box
        box.open()
        return box

    def _show(self, field: str | None, message: str) -> None:
        at_fault = self._problems.get(field or "", self.problem)
        for line in {*self._problems.values(), self.problem}:
            line.setText(message if line is at_fault else "")
            line.setVisible(bool(message) and line is at_fault)


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    form.setHorizontalSpacing(SPACE_LARGE)
    form.setVerticalSpacing(SPACE)
    return form


def wrapping_label(tone: Tone = Tone.PLAIN, text: str = "") -> QLabel:
    """A label of several lines that never makes its dialog wider."""
    label = plain_label(text, tone, wraps=True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def about(seconds: float | None) -> str:
    """A predicted time as part of a sentence; empty while nobody knows."""
    from wan22_desktop.core.units import duration

    return "" if seconds is None else tr("about {time}", time=duration(seconds))
