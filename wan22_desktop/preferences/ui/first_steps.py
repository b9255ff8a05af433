"""The first-run guide: a page in the middle of the window that nobody has to go through."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.preferences.domain.first_steps import (
    TITLES,
    ModelOutlook,
    Step,
    Verdict,
    machine_lines,
    suggested,
)
from wan22_desktop.qtkit.labels import plain_label, wrapping_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE, SPACE_SMALL, Tone, mark_primary

_STEPS_WIDTH_PX = 170
_TONES = {
    Verdict.GOOD: Tone.OK,
    Verdict.TIGHT: Tone.WARNING,
    Verdict.TOO_LARGE: Tone.ERROR,
}


class FirstSteps(QWidget):
    """Asks with its signals; what it shows comes from whoever knows."""

    output_folder_chosen = Signal(str)
    adopt_asked = Signal()
    install_asked = Signal(object)  # Variant
    demo_asked = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("First steps"))
        self.steps = QListWidget()
        self.steps.setAccessibleName(tr("Steps"))
        self.steps.setFixedWidth(_STEPS_WIDTH_PX)
        self.steps.setSpacing(SPACE_SMALL)
        self.steps.addItems([f"{at}. {TITLES[step]}" for at, step in enumerate(Step, start=1)])
        self.pages = QStackedWidget()
        self.machine_text = wrapping_label(tr("Looking at this computer\N{HORIZONTAL ELLIPSIS}"))
        self.outlook_box = QVBoxLayout()
        self.outlook_box.setSpacing(SPACE)
        self.outlooks: tuple[ModelOutlook, ...] = ()
        self.home_text = wrapping_label("")
        self.folder_text = wrapping_label("")
        self.folder_button = QPushButton(tr("Choose a folder for clips\N{HORIZONTAL ELLIPSIS}"))
        self.adopt_button = QPushButton(tr("Look for models\N{HORIZONTAL ELLIPSIS}"))
        self.install_text = wrapping_label("")
        self.install_box = QVBoxLayout()
        self.install_box.setSpacing(SPACE)
        self.demo_button = QPushButton(tr("Render a clip with the demo model"))
        mark_primary(self.demo_button)
        self.back_button = QPushButton(tr("Back"))
        self.next_button = QPushButton(tr("Next"))
        self.close_button = QPushButton(tr("Close"))
        self._fill_pages()
        self._lay_out()
        self.steps.currentRowChanged.connect(self._show_step)
        self.back_button.clicked.connect(self._go_back)
        self.next_button.clicked.connect(self._go_on)
        self.close_button.clicked.connect(self.closed)
        self.folder_button.clicked.connect(self._choose_folder)
        self.adopt_button.clicked.connect(self.adopt_asked)
        self.demo_button.clicked.connect(self.demo_asked)
        self.steps.setCurrentRow(0)

    @property
    def step(self) -> Step:
        return tuple(Step)[max(0, self.steps.currentRow())]

    def begin(self) -> None:
        """From the first step on, with the keyboard in it."""
        self.steps.setCurrentRow(0)
        self.next_button.setFocus()

    def show_storage(self, home: Path, outputs: Path) -> None:
        """Where the app keeps its things, and where clips go."""
        self.home_text.setText(
            tr(
                "Models, LoRAs, the queue and settings lie in {folder}. To have them elsewhere, "
                "set WAN22_HOME, or put an empty file portable.txt beside the program.",
                folder=home,
            )
        )
        self.folder_text.setText(tr("New clips are written to {folder}.", folder=outputs))

    def show_machine(
        self, profile: HardwareProfile | None, outlooks: tuple[ModelOutlook, ...]
    ) -> None:
        """What was found, and how well each model goes with it."""
        lines = machine_lines(profile) if profile is not None else ()
        self.machine_text.setText("\n".join(lines) or tr("The computer could not be looked at."))
        self.outlooks = outlooks
        _clear(self.outlook_box)
        for outlook in outlooks:
            self.outlook_box.addWidget(_outlook_line(outlook))
        best = suggested(outlooks)
        _clear(self.install_box)
        self.install_text.setText(
            tr("Nothing larger than the demo model fits this computer.")
            if best is None
            else tr(
                "Downloads can be paused, go on after a crash, and every file is verified. "
                "{model} is what suits this computer best.",
                model=best.model.facts.title,
            )
        )
        for outlook in outlooks:
            if outlook.verdict is not Verdict.TOO_LARGE and not outlook.is_installed:
                # What takes hours is nobody's main button.
                is_best = outlook is best and outlook.verdict is Verdict.GOOD
                self.install_box.addWidget(self._install_button(outlook, best=is_best))

    def _install_button(self, outlook: ModelOutlook, *, best: bool) -> QPushButton:
        title = outlook.model.facts.title
        button = QPushButton(tr("Install {model}\N{HORIZONTAL ELLIPSIS}", model=title))
        button.setAccessibleDescription(outlook.sentence)
        button.setToolTip(outlook.sentence)
        button.setProperty("variant", outlook.model.value)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if best:
            mark_primary(button)
        button.clicked.connect(self._install)
        return button

    @Slot()
    def _install(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.install_asked.emit(Variant(button.property("variant")))

    @Slot(int)
    def _show_step(self, row: int) -> None:
        self.pages.setCurrentIndex(row)
        last = row == len(Step) - 1
        self.back_button.setEnabled(row > 0)
        self.next_button.setText(tr("Done") if last else tr("Next"))

    @Slot()
    def _go_back(self) -> None:
        self.steps.setCurrentRow(max(0, self.steps.currentRow() - 1))

    @Slot()
    def _go_on(self) -> None:
        if self.step is tuple(Step)[-1]:
            self.closed.emit()
        else:
            self.steps.setCurrentRow(self.steps.currentRow() + 1)

    @Slot()
    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, tr("Folder for clips"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.output_folder_chosen.emit)
        dialog.open()

    # --- building ------------------------------------------------------------------------------

    def _fill_pages(self) -> None:
        self._add_page(Step.MACHINE, self.machine_text, self.outlook_box)
        self._add_page(Step.STORAGE, self.home_text, self.folder_text, _row(self.folder_button))
        self._add_page(
            Step.ADOPT,
            wrapping_label(
                tr(
                    "Models that ComfyUI, WanGP, Stability Matrix or other programs have fetched "
                    "can be used as they lie there. Their files are never changed."
                )
            ),
            _row(self.adopt_button),
        )
        self._add_page(Step.INSTALL, self.install_text, self.install_box)
        self._add_page(
            Step.TRY,
            wrapping_label(
                tr(
                    "A small demo model is part of the app. It knows circles, squares and "
                    "triangles that move, and renders a clip in seconds on any computer."
                )
            ),
            _row(self.demo_button),
            wrapping_label(tr("These steps are found again in the Help menu.")),
        )

    def _add_page(self, step: Step, *parts: QWidget | QVBoxLayout | QHBoxLayout) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE_LARGE, 0, SPACE_LARGE, 0)
        column.setSpacing(SPACE_LARGE)
        column.addWidget(plain_label(TITLES[step], Tone.HEADING))
        for part in parts:
            if isinstance(part, QWidget):
                column.addWidget(part)
            else:
                column.addLayout(part)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pages.addWidget(scroll)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE)
        top.addWidget(self.steps)
        top.addWidget(self.pages, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addWidget(self.close_button)
        buttons.addStretch(1)
        buttons.addWidget(self.back_button)
        buttons.addWidget(self.next_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_LARGE, SPACE_LARGE, SPACE_LARGE, SPACE_LARGE)
        layout.setSpacing(SPACE_LARGE)
        layout.addWidget(plain_label(tr("Welcome to WAN2.2 Desktop"), Tone.HEADING))
        layout.addLayout(top, 1)
        layout.addLayout(buttons)


def _outlook_line(outlook: ModelOutlook) -> QWidget:
    line = QWidget()
    column = QVBoxLayout(line)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(plain_label(outlook.model.facts.title, Tone.HEADING))
    column.addWidget(wrapping_label(outlook.sentence, _TONES[outlook.verdict]))
    return line


def _row(button: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    return row


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.deleteLater()
