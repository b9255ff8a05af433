"""The panel where a clip is described and added to the queue."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Mode, Variant
from wan22_desktop.generation.domain.missing_model import MissingModelAdvice
from wan22_desktop.generation.domain.request_rules import Problem
from wan22_desktop.generation.events import ImageRole, StoredImage
from wan22_desktop.generation.ui.image_well import image_path_in
from wan22_desktop.generation.ui.problem_line import ProblemLine
from wan22_desktop.generation.ui.request_form import RequestForm
from wan22_desktop.generation.ui.seed_field import draw_seed
from wan22_desktop.qtkit.spin_boxes import SnappingSpinBox
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE, divider, mark_primary

MAX_CLIPS_AT_ONCE = 20


class ComposePanel(QWidget):
    """A request form with the button that adds it.

    What is wrong is said beside the field at fault. That a prompt or an image is still missing is
    said only once the user has tried to add the clip.
    """

    add_requested = Signal(object, str)
    """A GenerationRequest that `problems_of` finds nothing wrong with, and what its clip shall say
    about how it came to be; once per clip."""
    image_chosen = Signal(object, str)
    """An ImageRole and the path of a file to be checked and kept; `show_image` is the answer."""
    add_asked = Signal()
    """The clip is about to be added or refused: the panel should be in sight."""
    request_changed = Signal()
    """`request()` gives something else than before."""
    advice_wanted = Signal(object)
    """A GenerationRequest whose model is not installed; `show_advice` is the answer."""
    install_asked = Signal(object)
    """A Variant."""

    def __init__(self, draw: Callable[[], int] = draw_seed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked = False
        self._refusals: dict[str, tuple[Problem, object]] = {}
        self.form = RequestForm(draw)
        self._scroll = _FormScroll()
        self._scroll.setWidget(self.form)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._general = ProblemLine("")
        self.clips = SnappingSpinBox(lambda count: min(max(count, 1), MAX_CLIPS_AT_ONCE))
        self.clips.setPrefix("\N{MULTIPLICATION SIGN} ")
        self.clips.setValue(1)
        self.clips.setAccessibleName("Number of clips")
        self.clips.setToolTip("How many clips to add, each with its own seed")
        self.add_action = self._make_action()
        self.add_button = self._make_button()
        self._lay_out()
        self.setAcceptDrops(True)
        self.form.changed.connect(self._take_change)
        self.form.image_chosen.connect(self.image_chosen)
        self.form.suggestion_taken.connect(self._use_suggestion)
        self.form.missing_model.install_asked.connect(self.install_asked)
        self.form.missing_model.alternative_chosen.connect(self._use_alternative)
        self.add_action.triggered.connect(self.add)
        self._advised: tuple[Variant, Mode] | None = None
        self._replacement: tuple[Variant, str] | None = None
        """The model that was taken instead of a missing one, and what the clip says about it."""
        self._show_problems()

    # --- questions and orders ------------------------------------------------------------------

    def request(self) -> GenerationRequest:
        """What the form holds, right or wrong."""
        return self.form.request

    @Slot(object)
    def set_models(self, models: tuple[Variant, ...]) -> None:
        """What is installed now."""
        self.form.set_models(models)

    @Slot(object)
    def show_advice(self, advice: MissingModelAdvice) -> None:
        """What can be done about a model that is not installed."""
        self.form.missing_model.show_advice(advice)

    @Slot(object, object)
    def show_request(
        self, request: GenerationRequest, images: tuple[StoredImage, ...] = ()
    ) -> None:
        """Fill in everything, for example the settings of a finished clip."""
        self._asked = False
        self._replacement = None
        self._refusals.clear()
        self._general.show_problem(None)
        self.form.show_request(request, images)
        self._scroll.verticalScrollBar().setValue(0)

    @Slot(object, object)
    def show_image(self, role: ImageRole, image: StoredImage) -> None:
        """The chosen image is kept: use it."""
        self._refusals.pop(role, None)
        self.form.show_image(role, image)

    @Slot(str, str, object)
    def show_problem(self, field: str | None, message: str, suggestion: object = None) -> None:
        """A refusal from elsewhere, at its field if the form has it, else above the button."""
        problem = Problem(field or "", message, suggestion)
        if field in tuple(ImageRole):
            self.form.well(ImageRole(field)).stop_waiting()
            self.form.mode.set_value(Mode.IMAGE_TO_VIDEO)
        if field and self.form.has_field(field):
            self._refusals[field] = (problem, self._value_of(field))
            self._show_problems()
            self._scroll.ensureWidgetVisible(self.form.field_widget(field))
        else:
            self._general.show_problem(replace(problem, suggestion=None))

    @Slot()
    def add(self) -> None:
        """Add the clips, or lead the user to the first field that keeps them from being added."""
        self.add_asked.emit()
        self.form.finish_typing()
        self.clips.finish_typing()
        self._asked = True
        self._refusals.clear()
        self._general.show_problem(None)
        problems = self.form.problems()
        self._show_problems()
        request = self.form.request
        if problems:
            self.form.focus_field(problems[0].field)
            self._scroll.ensureWidgetVisible(self.form.field_widget(problems[0].field))
            return
        self._asked = False
        for seed in self.form.seed.seeds(self.clips.value()):
            self.add_requested.emit(request.with_changes(seed=seed), self._note_for(request))
        if not self.form.seed.is_locked:
            self.form.seed.renew()

    @Slot(str)
    def choose_start_image(self, path: str) -> None:
        """The user wants this file: as if it had been dropped here."""
        self.form.mode.set_value(Mode.IMAGE_TO_VIDEO)
        self.form.image.take(path)

    # --- problems ------------------------------------------------------------------------------

    @Slot()
    def _take_change(self) -> None:
        self._show_problems()
        self._ask_for_advice()
        self.request_changed.emit()

    def _ask_for_advice(self) -> None:
        """Once for each model and mode: what else can do the job depends on both."""
        missing = self.form.missing
        wanted = None if missing is None else (missing, self.form.mode.value)
        if wanted != self._advised:
            self._advised = wanted
            if wanted is not None:
                self.advice_wanted.emit(self.form.request)

    def _note_for(self, request: GenerationRequest) -> str:
        """Nothing once the user has chosen yet another model."""
        if self._replacement is None or self._replacement[0] is not request.model:
            return ""
        return self._replacement[1]

    @Slot(object, str)
    def _use_alternative(self, request: GenerationRequest, note: str) -> None:
        """Keep what the user has written meanwhile; the pictures are in the form already."""
        now = self.form.request
        request = request.with_changes(prompt=now.prompt, seed=now.seed)
        if request.mode is Mode.IMAGE_TO_VIDEO:
            request = request.with_changes(image_sha256=now.image_sha256)
        images = tuple(
            image for well in (self.form.image, self.form.end_image) if (image := well.image)
        )
        self.show_request(request, images)
        self._replacement = (request.model, note)

    def _show_problems(self) -> None:
        own = [problem for problem in self.form.problems() if self._asked or not _is_gap(problem)]
        self._refusals = {
            field: (problem, value)
            for field, (problem, value) in self._refusals.items()
            if self._value_of(field) == value
        }
        self.form.show_problems((*own, *(problem for problem, _ in self._refusals.values())))

    def _value_of(self, field: str) -> object:
        request = self.form.request
        name = ImageRole(field).request_field if field in tuple(ImageRole) else field
        return getattr(request, name, None)

    @Slot(str, object)
    def _use_suggestion(self, field: str, value: object) -> None:
        self._refusals.pop(field, None)
        self.form.put(field, value)
        self._show_problems()
        self.form.focus_field(field)

    # --- building ------------------------------------------------------------------------------

    def _make_action(self) -> QAction:
        action = QAction("Add to q&ueue", self)
        action.setShortcuts(
            [
                QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Return),
                QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Enter),
            ]
        )
        self.addAction(action)
        return action

    def _make_button(self) -> QPushButton:
        button = QPushButton("Add to q&ueue")
        button.setAccessibleName("Add to queue")
        shortcut = self.add_action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(f"Add to queue ({shortcut})")
        button.setAccessibleDescription(f"Shortcut: {shortcut}")
        mark_primary(button)
        button.clicked.connect(self.add_action.trigger)
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.add_button, 1)
        row.addWidget(self.clips)
        bar = QVBoxLayout()
        bar.setContentsMargins(SPACE_LARGE, SPACE, SPACE_LARGE, SPACE_LARGE)
        bar.setSpacing(SPACE)
        bar.addWidget(self._general)
        bar.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(divider())
        layout.addLayout(bar)

    # --- dropped images --------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if image_path_in(event.mimeData()) is not None:
            event.acceptProposedAction()
            self.form.image.set_drop_hint(shown=True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if image_path_in(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.form.image.set_drop_hint(shown=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.form.image.set_drop_hint(shown=False)
        path = image_path_in(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.choose_start_image(path)


class _FormScroll(QScrollArea):
    """Scrolls up and down only: it is never narrower than the form, which would be cut off."""

    def minimumSizeHint(self) -> QSize:
        form, bar = self.widget(), self.verticalScrollBar()
        least = super().minimumSizeHint()
        if form is None:
            return least
        width = form.minimumSizeHint().width() + bar.sizeHint().width()
        return QSize(width, least.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


def _is_gap(problem: Problem) -> bool:
    """Whether something has merely not been filled in yet."""
    return problem.field in ("prompt", "image") and problem.suggestion is None
