"""What the menus and the buttons of messages do, where it takes more than one connection."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox

from wan22_desktop.app.about import about_text
from wan22_desktop.app.error_desk import ErrorDesk
from wan22_desktop.app.preferences import Preferences
from wan22_desktop.app.queue_watch import QueueWatch
from wan22_desktop.app.recoveries import changed_request
from wan22_desktop.app.window import MainWindow
from wan22_desktop.core.errors import Recovery
from wan22_desktop.core.places import Places
from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.ui.compose_panel import ComposePanel

_FILTER = f"{tr('Clips and images')} (*.mp4 *.png *.jpg *.jpeg *.webp);;{tr('All files')} (*)"


class Deeds(QObject):
    """Dialogs, folders and the meaning of recoveries."""

    paths_chosen = Signal(object)  # list[str]
    retry_asked = Signal(str)
    render_asked = Signal(object, str)
    """A GenerationRequest to be queued, and a note for its clip."""
    models_asked = Signal(object)
    """A Variant: lead to what can be done about it."""
    token_asked = Signal()
    request_wanted = Signal(object)
    """A GenerationRequest to be put into the form, once its images have been looked up."""
    edit_wanted = Signal(object)
    """A waiting Job to be edited in the form, once its images have been looked up."""

    def __init__(
        self,
        window: MainWindow,
        places: Places,
        preferences: Preferences,
        desk: ErrorDesk,
        watch: QueueWatch,
        compose: ComposePanel,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._places = places
        self._preferences = preferences
        self._desk = desk
        self._watch = watch
        self._compose = compose

    @property
    def output_folder(self) -> Path:
        return self._preferences.output_folder(self._places)

    @Slot()
    def ask_for_files(self) -> None:
        dialog = QFileDialog(
            self._window, tr("Open clip or image"), str(self.output_folder), _FILTER
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._take_files)
        dialog.open()

    @Slot(list)
    def _take_files(self, paths: list[str]) -> None:
        self.paths_chosen.emit(paths)

    @Slot()
    def ask_for_output_folder(self) -> None:
        dialog = QFileDialog(self._window, tr("Choose output folder"), str(self.output_folder))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._take_output_folder)
        dialog.open()

    @Slot(str)
    def _take_output_folder(self, folder: str) -> None:
        self._preferences.choose_output_folder(folder)
        self._desk.say(
            "output-folder",
            tr("New clips will go to {folder}.", folder=folder),
            tr("This holds from the next start of the app on."),
        )

    @Slot()
    def open_output_folder(self) -> None:
        self.open_folder(str(self.output_folder))

    @Slot()
    def open_log_folder(self) -> None:
        self.open_folder(str(self._places.logs))

    @Slot(object)
    def open_clip_folder(self, job: Job) -> None:
        if job.clip_path is not None:
            self.open_folder(str(Path(job.clip_path).parent))

    @Slot(object)
    def reuse(self, job: Job) -> None:
        """Put the settings of a job into the form."""
        self.bring_prompt()
        self.request_wanted.emit(job.request)

    @Slot(object)
    def edit(self, job: Job) -> None:
        """Change a waiting job in the form."""
        self.bring_prompt()
        self.edit_wanted.emit(job)

    @Slot()
    def bring_prompt(self) -> None:
        """What is about to happen in the form must not happen out of sight."""
        self._window.prompt_dock.show()
        self._window.prompt_dock.raise_()

    @Slot()
    def show_about(self) -> None:
        box = QMessageBox(self._window)
        box.setWindowTitle(tr("About WAN2.2 Desktop"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.setIconPixmap(self._window.windowIcon().pixmap(64, 64))
        box.setText(about_text())
        box.addButton(tr("Close"), QMessageBox.ButtonRole.AcceptRole)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    @Slot(object, str)
    def recover(self, recovery: Recovery, job_id: str) -> None:
        """Do what the button of a message says."""
        job = self._watch.job(job_id)
        match recovery:
            case Recovery.RETRY:
                self.retry_asked.emit(job_id)
            case Recovery.RENDER_WITHOUT_LORA if job is not None:
                self.render_asked.emit(*job.without_faulty_loras())
            case Recovery.INSTALL_MODEL | Recovery.REINSTALL_MODEL | Recovery.REPAIR_MODEL:
                request = self._compose.request() if job is None else job.request
                self.models_asked.emit(request.model)
            case Recovery.SIGN_IN:
                self.token_asked.emit()
            case Recovery.SHOW_LOG:
                self._window.log_dock.show()
            case Recovery.FREE_DISK_SPACE:
                self.open_output_folder()
            case Recovery.CHOOSE_OUTPUT_FOLDER:
                self.ask_for_output_folder()
            case Recovery.CHOOSE_IMAGE:
                self._window.prompt_dock.show()
                self._compose.form.image.choose()
            case _:
                self._window.prompt_dock.show()
                request = job.request if job is not None else self._compose.request()
                self.request_wanted.emit(changed_request(recovery, request))

    @Slot(str)
    def open_folder(self, folder: str) -> None:
        """Show a folder in the system's own program for that."""
        if not Path(folder).is_dir() or not QDesktopServices.openUrl(QUrl.fromLocalFile(folder)):
            self._desk.warn("folder", tr("The folder could not be opened."), folder)
