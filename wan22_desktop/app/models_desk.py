"""What news about models means for the rest of the window."""

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QInputDialog, QLineEdit, QWidget

from wan22_desktop.app.error_desk import ErrorDesk
from wan22_desktop.core import units
from wan22_desktop.core.catalog import PackageKind
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.domain.status import DetailedModelStatus
from wan22_desktop.model_manager.events import InstallEnded, ModelNote, ModelRefused

NO_MODEL_KEY = "no-model"
"""Of the message that nothing is installed."""


class ModelsDesk(QObject):
    """Follows the statuses; says what can render now, and what went wrong."""

    installed_changed = Signal(object)  # tuple[Variant, ...]
    refusal_shown = Signal(str)
    """The package whose wish was not granted."""
    package_wanted = Signal(str)
    """Bring this package into sight."""
    install_told = Signal(str, str)
    """Title and text for people who look elsewhere."""
    token_entered = Signal(str)

    def __init__(self, desk: ErrorDesk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._statuses: dict[str, DetailedModelStatus] = {}
        self._installed: tuple[Variant, ...] | None = None
        self.token_dialog: QInputDialog | None = None

    @Slot(object)
    def take_models(self, models: tuple[DetailedModelStatus, ...]) -> None:
        self._statuses = {status.package.id: status for status in models}
        self._tell_installed()

    @Slot(object)
    def take_model(self, status: DetailedModelStatus) -> None:
        self._statuses[status.package.id] = status
        self._tell_installed()

    @Slot(object)
    def take_install(self, event: InstallEnded) -> None:
        title = event.status.package.title
        text = tr("{model} is installed and has been checked.", model=title)
        detail = tr("It took {time}.", time=units.duration(event.seconds))
        self._desk.say(f"installed-{event.status.package.id}", text, detail)
        self.install_told.emit(tr("A model is ready"), text)

    @Slot(object)
    def take_refusal(self, refused: ModelRefused) -> None:
        self._desk.show_error(refused.error)
        if refused.package is not None:
            self.refusal_shown.emit(refused.package)

    @Slot(object)
    def take_note(self, note: ModelNote) -> None:
        self._desk.say(f"model-note-{note.package or ''}", note.text)

    @Slot(str)
    def take_report(self, path: str) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(path)):
            self._desk.say(
                "model-report", tr("The report of how models are used is written."), path
            )

    @property
    def installed(self) -> tuple[Variant, ...]:
        """What can render now, as far as it is known."""
        return self._installed or ()

    def download_bytes(self, variant: Variant) -> int | None:
        """About what would be fetched to install a model; None where nothing is known."""
        packages = self._packages_of(variant)
        return packages[0].package.about_bytes if packages else None

    @Slot(object)
    def show_model(self, variant: Variant) -> None:
        """Lead to what would be installed for a model, or to what is the matter with it."""
        if packages := self._packages_of(variant):
            self.package_wanted.emit(packages[0].package.id)

    def _packages_of(self, variant: Variant) -> list[DetailedModelStatus]:
        """What a model can be installed as: what is in use or recommended comes first."""
        packages = [
            status
            for status in self._statuses.values()
            if status.package.variant is variant and status.package.kind is PackageKind.MODEL
        ]
        packages.sort(key=lambda status: (not status.is_active, not status.is_recommended))
        return packages

    @Slot()
    def ask_for_token(self) -> None:
        """The hub's token; it goes to the operating system's own store."""
        if self.token_dialog is not None:
            self.token_dialog.raise_()
            return
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(tr("Access token of the hub"))
        dialog.setLabelText(
            tr("The token is kept in your system's store of passwords and sent to the hub alone.")
        )
        dialog.setTextEchoMode(QLineEdit.EchoMode.Password)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self._take_token)
        dialog.finished.connect(self._forget_dialog)
        self.token_dialog = dialog
        dialog.open()

    @Slot(str)
    def _take_token(self, text: str) -> None:
        if text.strip():
            self.token_entered.emit(text.strip())

    @Slot()
    def _forget_dialog(self) -> None:
        self.token_dialog = None

    def _tell_installed(self) -> None:
        """Tell of models that came or went, not of every step of a download."""
        ready = {
            status.package.variant
            for status in self._statuses.values()
            if status.package.kind is PackageKind.MODEL and status.is_active and status.is_available
        }
        installed = tuple(variant for variant in Variant if variant in ready)
        if installed != self._installed:
            self._installed = installed
            if installed:
                self._desk.withdraw(NO_MODEL_KEY)
            self.installed_changed.emit(installed)
