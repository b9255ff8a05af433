"""First steps, preferences and the user guide: opened by the menus, filled by others."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from wan22_desktop.app.actions import Actions
from wan22_desktop.app.models_desk import ModelsDesk
from wan22_desktop.app.panel_focus import PanelFocus
from wan22_desktop.app.preferences import Preferences
from wan22_desktop.app.stage import Stage, View
from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.demo_prompts import DEMO_PROMPT
from wan22_desktop.generation.domain.forecast import Fit, Forecast
from wan22_desktop.generation.events import Refusal
from wan22_desktop.generation.ui.compose_panel import ComposePanel
from wan22_desktop.preferences.domain.first_steps import ModelOutlook, Verdict
from wan22_desktop.preferences.ui.first_steps import FirstSteps

if TYPE_CHECKING:  # imported when they are opened for the first time
    from wan22_desktop.app.help_dialog import HelpDialog
    from wan22_desktop.preferences.ui.settings_dialog import SettingsDialog

_VERDICTS = {
    Fit.FITS: Verdict.GOOD,
    Fit.TIGHT: Verdict.TIGHT,
    Fit.TOO_LARGE: Verdict.TOO_LARGE,
}
PAGES_OF_PANELS = {
    "prompt": "prompt",
    "picture": "player",
    "queue": "queue",
    "models": "models",
    "loras": "loras",
    "hardware": "hardware",
    "log": "log",
}
PAGES_OF_VIEWS = {
    View.LIVE: "queue",
    View.CLIP: "player",
    View.GALLERY: "gallery",
    View.COMPARE: "player",
    View.GRID: "sweeps",
    View.GUIDE: "index",
}
"""Where the user guide speaks of a panel."""


class GuideDesk(QObject):
    """Everything that explains the app or sets it up."""

    machine_wanted = Signal()
    demo_wanted = Signal(object, str)
    """A GenerationRequest to be queued, and a note for its clip, which is empty."""

    def __init__(
        self,
        steps: FirstSteps,
        stage: Stage,
        preferences: Preferences,
        models: ModelsDesk,
        actions: Actions,
        focus: PanelFocus,
        places: Places,
        compose: ComposePanel,
    ) -> None:
        super().__init__(stage)
        self._steps = steps
        self._stage = stage
        self._preferences = preferences
        self._models = models
        self._actions = actions
        self._focus = focus
        self._places = places
        self._compose = compose
        self._machine: tuple[HardwareProfile, dict[Variant, Forecast]] | None = None
        self.settings_dialog: SettingsDialog | None = None
        self.help_dialog: HelpDialog | None = None

    # --- first steps ---------------------------------------------------------------------------

    def begin(self) -> None:
        """At the start of the app: only until they have been gone through once."""
        if not self._preferences.settings.window.guide_done:
            self._prepare()
            self._stage.offer(View.GUIDE)

    @Slot()
    def open_guide(self) -> None:
        self._prepare()
        self._stage.show_view(View.GUIDE)
        self._steps.begin()

    def _prepare(self) -> None:
        self._show_storage()
        self.machine_wanted.emit()

    @Slot()
    def close_guide(self) -> None:
        self._stage.leave(View.GUIDE)
        settings = self._preferences.settings
        window = settings.window.model_copy(update={"guide_done": True})
        self._preferences.apply(settings.model_copy(update={"window": window}))

    @Slot(object, object)
    def show_machine(self, profile: HardwareProfile, forecasts: dict[Variant, Forecast]) -> None:
        """What was found, and what a usual clip of each model takes."""
        self._machine = profile, forecasts
        self.show_installed()

    @Slot()
    def show_installed(self) -> None:
        """Which models are here may be known later than what the machine is."""
        if self._machine is not None:
            profile, forecasts = self._machine
            outlooks = tuple(self._outlook(model, forecasts[model]) for model in forecasts)
            self._steps.show_machine(profile, outlooks)

    @Slot(str)
    def choose_output_folder(self, folder: str) -> None:
        self._preferences.choose_output_folder(folder)
        self._show_storage()

    @Slot()
    def try_demo(self) -> None:
        """Queue a clip with the demo model, and show how it comes into being."""
        self.close_guide()
        request = GenerationRequest.default(Variant.DEMO, prompt=DEMO_PROMPT)
        self._compose.show_request(request)
        self.demo_wanted.emit(request, "")

    def _outlook(self, model: Variant, forecast: Forecast) -> ModelOutlook:
        installed = model in self._models.installed
        fits = forecast.fit is not Fit.TOO_LARGE
        return ModelOutlook(
            model,
            _VERDICTS[forecast.fit],
            forecast.seconds if fits else None,
            None if installed else self._models.download_bytes(model),
            is_installed=installed,
        )

    def _show_storage(self) -> None:
        outputs = self._preferences.output_folder(self._places)
        self._steps.show_storage(self._places.home, outputs)

    # --- preferences ---------------------------------------------------------------------------

    @Slot()
    def open_preferences(self) -> None:
        dialog = self._settings()
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    @Slot()
    def open_shortcuts(self) -> None:
        """All keys, where they can be changed, too."""
        self.open_preferences()
        dialog = self._settings()
        dialog.pages.setCurrentRow(dialog.pages.count() - 1)
        dialog.shortcuts.table.setFocus()

    @Slot(object)
    def take_refusal(self, refusal: Refusal) -> None:
        """A setting that the queue cannot use is said where it is chosen, too."""
        dialog, error = self.settings_dialog, refusal.error
        if dialog is not None and dialog.isVisible() and error.field is not None:
            dialog.show_problem(error.field, error.message)

    def _settings(self) -> "SettingsDialog":
        if self.settings_dialog is None:
            from wan22_desktop.preferences.ui.settings_dialog import SettingsDialog

            dialog = SettingsDialog(self._preferences.settings, self._stage.window())
            dialog.changed.connect(self._preferences.apply)
            dialog.shortcuts_changed.connect(self._preferences.choose_shortcuts)
            dialog.guide_asked.connect(self.open_guide)
            dialog.guide_asked.connect(dialog.close)
            self._preferences.changed.connect(dialog.show_settings)
            self.settings_dialog = dialog
        self.settings_dialog.show_settings(self._preferences.settings)
        self.settings_dialog.show_shortcuts(self._actions.shortcuts())
        return self.settings_dialog

    # --- help ----------------------------------------------------------------------------------

    @Slot()
    def open_manual(self) -> None:
        self.open_help("index")

    @Slot()
    def open_context_help(self) -> None:
        """The page about the panel that has the keyboard."""
        stop = self._focus.current
        name = "index" if stop is None else PAGES_OF_PANELS.get(stop.name, "index")
        if name == "player":
            name = PAGES_OF_VIEWS[self._stage.view]
        self.open_help(name)

    @Slot(str, str)
    def open_help(self, page: str, section: str = "") -> None:
        """A page of the user guide, at one of its headings."""
        if self.help_dialog is None:
            from wan22_desktop.app.help_dialog import HelpDialog
            from wan22_desktop.app.user_guide import UserGuide

            guide = UserGuide(self._places.assets / "docs" / "guide")
            self.help_dialog = HelpDialog(guide, self._stage.window())
        self.help_dialog.open_at(page, section)
        self.help_dialog.show()
        self.help_dialog.raise_()
        self.help_dialog.activateWindow()
