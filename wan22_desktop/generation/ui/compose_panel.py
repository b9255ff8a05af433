"""The panel where a clip is described and added to the queue."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QFrame, QMessageBox, QScrollArea, QVBoxLayout, QWidget

from wan22_desktop.core import units
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.core.wan import Mode, Variant
from wan22_desktop.generation.domain.adding import group_of, jobs_of
from wan22_desktop.generation.domain.groups import NewJob
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.missing_model import MissingModelAdvice
from wan22_desktop.generation.domain.request_rules import Problem
from wan22_desktop.generation.events import ImageRole, Refusal, StoredImage
from wan22_desktop.generation.ui.add_bar import AddBar
from wan22_desktop.generation.ui.edit_banner import EditBanner
from wan22_desktop.generation.ui.form_history import FormHistory
from wan22_desktop.generation.ui.form_snapshot import Snapshot
from wan22_desktop.generation.ui.image_files import image_paths_in
from wan22_desktop.generation.ui.request_form import RequestForm
from wan22_desktop.generation.ui.seed_field import draw_seed
from wan22_desktop.qtkit.theme import divider

ASK_FROM_CLIPS = 25
"""So many are added without a question; a matrix of more may be a slip."""


class ComposePanel(QWidget):
    """A request form with the button that adds it.

    What is wrong is said beside the field at fault. That a prompt or an image is still missing is
    said only once the user has tried to add the clip.
    """

    add_requested = Signal(object, str)
    """A GenerationRequest that `problems_of` finds nothing wrong with, and what its clip shall say
    about how it came to be; where one clip is added."""
    group_add_requested = Signal(object)
    """A NewGroup; where several are added at once."""
    image_chosen = Signal(object, str)
    """An ImageRole and the path of a file to be checked and kept; `show_image` is the answer."""
    images_chosen = Signal(object)
    """Paths, tuple[str, ...], of pictures and folders of them; `show_images` is the answer."""
    add_asked = Signal()
    """The clip is about to be added or refused: the panel should be in sight."""
    request_changed = Signal()
    """`request()` gives something else than before."""
    advice_wanted = Signal(object)
    """A GenerationRequest whose model is not installed; `show_advice` is the answer."""
    install_asked = Signal(object)
    """A Variant."""
    sweep_asked = Signal(object)
    """A GenerationRequest whose settings are to be varied."""
    drafts_asked = Signal(object)
    """A GenerationRequest of which many quick drafts are wanted."""
    edit_finished = Signal(str, object)
    """The id of a waiting job and the GenerationRequest that it shall have."""
    edit_cancelled = Signal()
    prompt_used = Signal(str, str)
    """Prompt and negative prompt of what was added, as they were written, choices and all."""

    def __init__(self, draw: Callable[[], int] = draw_seed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked = False
        self._refusals: dict[str, tuple[Problem, object]] = {}
        self._clip_seconds: float | None = None
        self._edited: str | None = None
        self._is_too_late = False
        self._before_edit: Snapshot | None = None
        self._took_all = False
        self._renewed: tuple[int, int] | None = None
        """The seed that was sent off last, and the one that took its place."""
        self.form = RequestForm(draw)
        self._scroll = _FormScroll()
        self._scroll.setWidget(self.form)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.add_action = self._make_action()
        self.banner = EditBanner()
        self.bar = AddBar(self.add_action)
        self.clips, self.add_button = self.bar.clips, self.bar.add_button
        self.history = FormHistory(self.form, self)
        self.undo_action, self.redo_action = self.history.undo_action, self.history.redo_action
        self._cancel_action = QAction(tr("Cancel editing"), self)
        self._cancel_action.setShortcut(QKeySequence(Qt.Key.Key_Escape))
        self._cancel_action.setEnabled(False)
        for action in (self.undo_action, self.redo_action, self._cancel_action):
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.addAction(action)
        self._lay_out()
        self.history.share_keys_with(self)
        self.setAcceptDrops(True)
        self._advised: tuple[Variant, Mode] | None = None
        self._replacement: tuple[Variant, str] | None = None
        """The model that was taken instead of a missing one, and what the clip says about it."""
        self._connect()
        self._show_problems()

    def _connect(self) -> None:
        self.form.changed.connect(self._take_change)
        self.form.image_chosen.connect(self.image_chosen)
        self.form.images_chosen.connect(self.images_chosen)
        self.form.suggestion_taken.connect(self._use_suggestion)
        self.form.missing_model.install_asked.connect(self.install_asked)
        self.form.missing_model.alternative_chosen.connect(self._use_alternative)
        self.add_action.triggered.connect(self.add)
        self.bar.sweep_asked.connect(self._ask_for_sweep)
        self.bar.drafts_asked.connect(self._ask_for_drafts)
        self.history.restored.connect(self._take_restored)
        self.banner.save_asked.connect(self.add)
        self.banner.cancel_asked.connect(self.cancel_edit)
        self._cancel_action.triggered.connect(self.cancel_edit)

    # --- places for what others build -----------------------------------------------------------

    def set_preset_picker(self, widget: QWidget) -> None:
        """At the top of the form."""
        self.form.set_preset_picker(widget)
        self.history.share_keys_with(widget)

    def set_estimate(self, widget: QWidget) -> None:
        """Above the button that adds the clip."""
        self.bar.set_estimate(widget)

    @Slot(object)
    def set_clip_seconds(self, seconds: float | None) -> None:
        """How long the clip in the form is expected to take; None if nobody knows."""
        self._clip_seconds = seconds

    # --- questions and orders -----------------------------------------------------------------

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
        """Fill in everything, for example the settings of a finished clip; one step to undo."""
        self.history.begin_step()
        self._forget_problems()
        self.form.show_request(request, images)
        self.history.begin_step()
        self._scroll.verticalScrollBar().setValue(0)

    @Slot(object)
    def apply_request(self, request: GenerationRequest) -> None:
        """Take over what a preset or a style has made of `request()`; one step to undo.

        The pictures stay, and another prompt is one that may hold choices.
        """
        self.history.begin_step()
        self._refusals.clear()
        now = self.form.snapshot()
        kept = request.prompt == now.request.prompt
        text = now.prompt_text if kept else request.prompt
        self.form.restore(replace(now, request=request, prompt_text=text))
        self.history.begin_step()

    @Slot(object, object)
    def show_image(self, role: ImageRole, image: StoredImage) -> None:
        """The chosen image is kept: use it."""
        self._refusals.pop(role, None)
        self.form.show_image(role, image)

    @Slot(object, object)
    def show_images(self, images: tuple[StoredImage, ...], problems: tuple[str, ...] = ()) -> None:
        """The chosen pictures are kept: one clip each. `problems` says which are left out."""
        self._refusals.pop(ImageRole.START, None)
        self.form.image.stop_waiting()
        self.form.show_pictures(images)
        text = "\n".join(problems)
        self.bar.general.show_problem(Problem("", text) if text else None)

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
            self.bar.general.show_problem(replace(problem, suggestion=None))

    @Slot(str)
    def choose_start_image(self, path: str) -> None:
        """The user wants this file: as if it had been dropped here."""
        self.form.mode.set_value(Mode.IMAGE_TO_VIDEO)
        self.form.image.take(path)

    # --- adding ---------------------------------------------------------------------------------

    @Slot()
    def add(self) -> None:
        """Add the clips, or lead the user to the first field that keeps them from being added.

        While a waiting job is edited, give it what the form holds instead.
        """
        self.add_asked.emit()
        self.form.finish_typing()
        self.bar.finish_typing()
        self._asked = True
        self._refusals.clear()
        self.bar.general.show_problem(None)
        problems = self.form.problems()
        self._show_problems()
        if problems:
            self.form.focus_field(problems[0].field)
            self._scroll.ensureWidgetVisible(self.form.field_widget(problems[0].field))
            return
        try:
            jobs = self._jobs()
        except UserError as error:
            self.show_problem(error.field, error.message, error.suggestion)
            return
        self._asked = False
        if self._edited is not None:
            self._save_edit(jobs[0])
        elif len(jobs) > ASK_FROM_CLIPS:
            self._ask_about(jobs)
        else:
            self._send(jobs)

    def _jobs(self) -> tuple[NewJob, ...]:
        """Raises UserError for prompts that cannot be drawn, and for too many clips."""
        form, request = self.form, self.form.request
        is_edited = self._edited is not None
        prompts = form.tools.prompts(form.seed.seeds(1 if is_edited else self.clips.value()))
        pictures = () if is_edited else form.pictures
        return jobs_of(request, prompts, pictures, self._note_for(request))

    def _send(self, jobs: tuple[NewJob, ...]) -> None:
        self.prompt_used.emit(self.form.prompt.value, self.form.negative.value)
        if len(jobs) == 1:
            self.add_requested.emit(jobs[0].request, jobs[0].note)
        else:
            pictures = len(self.form.pictures)
            self.group_add_requested.emit(group_of(self.form.request.prompt, jobs, pictures))
        if not self.form.seed.is_locked:
            self.history.settle()
            self.form.seed.renew()
            self.history.absorb()
            self._renewed = (jobs[0].request.seed, self.form.seed.value)

    @Slot(object)
    def take_refusal(self, refusal: Refusal) -> None:
        """What was sent off was not added: its seed stands here again, unless a later one does."""
        request = refusal.request
        if request is not None and self._renewed == (request.seed, self.form.seed.value):
            self.form.seed.set_value(request.seed)
            self.history.absorb()

    def _ask_about(self, jobs: tuple[NewJob, ...]) -> None:
        """So many may be a slip: say how many, and how long they take as far as that is known."""
        text = trn("{count} clip", "{count} clips", len(jobs))
        if self._clip_seconds is not None:
            time = units.duration(self._clip_seconds * len(jobs))
            text = tr("{clips}, about {time}", clips=text, time=time)
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("Add many clips"))
        box.setText(tr("{clips}. Add them all to the queue?", clips=text))
        add = box.addButton(tr("Add all"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        add.clicked.connect(lambda: self._send(jobs))
        box.open()

    @Slot()
    def _ask_for_sweep(self) -> None:
        self._ask_with(self.sweep_asked)

    @Slot()
    def _ask_for_drafts(self) -> None:
        self._ask_with(self.drafts_asked)

    def _ask_with(self, signal: SignalInstance) -> None:
        """Tell the request with a prompt that holds no choices any more."""
        form = self.form
        form.finish_typing()
        try:
            prompt, _ = form.tools.prompts((form.seed.value,))[0]
        except UserError as error:
            self.show_problem(error.field, error.message, error.suggestion)
            return
        signal.emit(form.request.with_changes(prompt=prompt))

    # --- editing a job in place -------------------------------------------------------------------

    @property
    def edited_job(self) -> str | None:
        """The id of the job that the form holds, if it holds one."""
        return self._edited

    @Slot(object, object)
    def edit_job(self, job: Job, images: tuple[StoredImage, ...] = ()) -> None:
        """Put a waiting job into the form; `edit_finished` or `edit_cancelled` is to follow."""
        if self._before_edit is None:
            self._before_edit = self.form.snapshot()
            self._took_all = self.form.tools.all_box.isChecked()
            self.history.begin_aside()
        self._edited = job.id
        self._forget_problems()
        self.form.show_request(job.request, images)
        self.history.absorb()
        self.banner.show_editing()
        self._show_whether_edited()
        self.take_job(job)
        self._scroll.verticalScrollBar().setValue(0)
        self.form.focus_field("prompt")

    @Slot(object)
    def take_job(self, job: Job) -> None:
        """A job of the queue has changed: the edited one may not be waiting any more."""
        if job.id == self._edited and job.state is not JobState.QUEUED:
            self.banner.show_too_late()
            self._is_too_late = True

    @Slot(str)
    def take_removed_job(self, job_id: str) -> None:
        """A job has left the queue."""
        if job_id == self._edited:
            self.banner.show_too_late()
            self._is_too_late = True

    @Slot()
    def cancel_edit(self) -> None:
        """Leave the job as it is and bring back what the form held before."""
        if self._edited is not None:
            self._end_edit()
            self.edit_cancelled.emit()

    def _save_edit(self, job: NewJob) -> None:
        job_id, too_late = self._edited, self._is_too_late
        self._end_edit()
        if too_late:
            self.edit_cancelled.emit()
            self.add_requested.emit(job.request, job.note)
        else:
            self.edit_finished.emit(job_id, job.request)

    def _end_edit(self) -> None:
        before, self._before_edit, self._edited = self._before_edit, None, None
        self._forget_problems()
        if before is not None:
            self.form.restore(before)
        self.history.end_aside()
        self._show_whether_edited()

    def _show_whether_edited(self) -> None:
        is_edited = self._edited is not None
        self._is_too_late = False
        # A job has one prompt.
        self.form.tools.all_box.setChecked(self._took_all and not is_edited)
        self.form.tools.all_box.setEnabled(not is_edited)
        self.banner.setVisible(is_edited)
        self._cancel_action.setEnabled(is_edited)
        self.bar.show_adding(shown=not is_edited)

    # --- problems -----------------------------------------------------------------------------

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
        self.apply_request(request)
        self._replacement = (request.model, note)

    @Slot()
    def _take_restored(self) -> None:
        """Undo has put something else in place: what was said of the former is over."""
        self._refusals.clear()
        self._replacement = None
        self._show_problems()

    def _forget_problems(self) -> None:
        self._asked = False
        self._replacement = None
        self._refusals.clear()
        self.bar.general.show_problem(None)

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

    # --- building -----------------------------------------------------------------------------

    def _make_action(self) -> QAction:
        action = QAction(tr("Add to q&ueue"), self)
        action.setShortcuts(
            [
                QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Return),
                QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Enter),
            ]
        )
        self.addAction(action)
        return action

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(divider())
        layout.addWidget(self.bar)

    # --- dropped images -------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if image_paths_in(event.mimeData()):
            event.acceptProposedAction()
            self.form.image.set_drop_hint(shown=True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if image_paths_in(event.mimeData()):
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.form.image.set_drop_hint(shown=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.form.image.set_drop_hint(shown=False)
        paths = image_paths_in(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.form.mode.set_value(Mode.IMAGE_TO_VIDEO)
            self.form.image.take_all(paths)


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
