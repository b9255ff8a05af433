"""The parts of the window, made one after the other; nothing is connected here."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon

from wan22_desktop.app.actions import Actions
from wan22_desktop.app.activity import ActivityWatch
from wan22_desktop.app.channel import Channel
from wan22_desktop.app.clip_desk import ClipDesk
from wan22_desktop.app.clip_errands import ClipErrands
from wan22_desktop.app.closing import CloseQuestion
from wan22_desktop.app.deeds import Deeds
from wan22_desktop.app.drops import DropDesk, DropReader
from wan22_desktop.app.error_desk import ErrorDesk
from wan22_desktop.app.file_keeper import FileKeeper
from wan22_desktop.app.gallery_feed import GalleryFeed
from wan22_desktop.app.group_desk import GroupDesk
from wan22_desktop.app.guide_desk import GuideDesk
from wan22_desktop.app.health_desk import HealthDesk
from wan22_desktop.app.layout_keeper import LayoutKeeper
from wan22_desktop.app.log_dock import LogPanel
from wan22_desktop.app.loras_desk import LorasDesk
from wan22_desktop.app.models_desk import ModelsDesk
from wan22_desktop.app.panel_focus import PanelFocus, Stop
from wan22_desktop.app.preferences import Preferences
from wan22_desktop.app.preflight_service import PreflightService
from wan22_desktop.app.presets_desk import PresetsDesk
from wan22_desktop.app.queue_watch import QueueWatch
from wan22_desktop.app.stage import Stage
from wan22_desktop.app.tray import Tray
from wan22_desktop.app.upkeep_desk import UpkeepDesk
from wan22_desktop.app.upkeep_service import UpkeepService
from wan22_desktop.app.window import MainWindow
from wan22_desktop.composition.plans import MachinePlans
from wan22_desktop.composition.recovery import error_recovery, system_state
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.database import DamagedDatabaseError, Database, SharedDatabase
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.logs import LogRing
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.settings import CloseAction, Settings
from wan22_desktop.core.texts import tr
from wan22_desktop.core.user_idle import find_idle_probe
from wan22_desktop.core.wan import Variant
from wan22_desktop.gallery.export_service import ExportService
from wan22_desktop.gallery.library_service import LibraryService
from wan22_desktop.gallery.locked_service import LockedService
from wan22_desktop.gallery.service import ClipService
from wan22_desktop.gallery.similarity_service import SimilarityService
from wan22_desktop.gallery.ui.compare_view import CompareView
from wan22_desktop.gallery.ui.gallery_panel import GalleryPanel
from wan22_desktop.gallery.ui.grid_page import GridPage
from wan22_desktop.gallery.ui.player import Player
from wan22_desktop.gallery.ui.verdict_line import VerdictLine
from wan22_desktop.generation.prompt_service import PromptService
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.service import GenerationService
from wan22_desktop.generation.ui.compose_panel import ComposePanel
from wan22_desktop.generation.ui.estimate_line import EstimateLine
from wan22_desktop.generation.ui.live_preview import LivePreview
from wan22_desktop.generation.ui.preset_picker import PresetPicker
from wan22_desktop.generation.ui.queue_panel import QueuePanel
from wan22_desktop.hardware.service import HealthService
from wan22_desktop.hardware.ui.hardware_panel import HardwarePanel
from wan22_desktop.lora_library.events import LoraEvent
from wan22_desktop.lora_library.service import LoraService
from wan22_desktop.lora_library.ui.loras_panel import LorasPanel
from wan22_desktop.lora_library.ui.selection_editor import LoraSelectionEditor
from wan22_desktop.model_manager.events import ModelEvent
from wan22_desktop.model_manager.service import ModelService
from wan22_desktop.model_manager.ui.model_dialogs import ModelDialogs
from wan22_desktop.model_manager.ui.models_panel import ModelsPanel
from wan22_desktop.preferences.ui.first_steps import FirstSteps
from wan22_desktop.qtkit.notification_bar import NotificationBar
from wan22_desktop.recovery.domain.saved_state import SaveReason
from wan22_desktop.recovery.state_commands import StateCommands

if TYPE_CHECKING:
    from wan22_desktop.composition.health import Health
    from wan22_desktop.composition.loras import Loras
    from wan22_desktop.composition.models import Models
    from wan22_desktop.gallery.library_commands import ClipCommands
    from wan22_desktop.lora_library.lora_commands import LoraCommands
    from wan22_desktop.model_manager.model_commands import ModelCommands


class Parts(QObject):
    """Panels, services and helpers; complete once `build` has run to its end."""

    database_rescued = Signal(str)
    """What was saved of a damaged database and what is lost; told on a service's thread."""
    watched_folders_asked = Signal(object)  # tuple[str, ...]
    """Another process wants them to be watched; told on whatever thread heard it."""

    def __init__(
        self,
        window: MainWindow,
        places: Places,
        settings: Settings,
        ring: LogRing,
        careful: str = "",
    ) -> None:
        """`careful` says why the app starts carefully, if it does: see `UncleanStarts`."""
        super().__init__(window)
        self.careful = careful
        self.window = window
        self.places = places
        self._settings = settings
        self._ring = ring
        # Whoever ends in good order takes it away.
        self._after_unclean_end = places.instance_file.exists()

    def build(self) -> Iterator[None]:
        """Make everything, a piece at a time so that the window stays alive in between."""
        self.preferences = Preferences(self.places.settings_file, self._settings, self)
        self.desk = ErrorDesk(self)
        self.watch = QueueWatch(self)
        self.notifications = NotificationBar()
        self.compose = ComposePanel()
        yield
        self.presets = PresetPicker()
        self.estimate = EstimateLine()
        self.compose.set_preset_picker(self.presets)
        self.compose.set_estimate(self.estimate)
        self.presets_desk = PresetsDesk(self.desk, self.compose, self.presets, self.estimate, self)
        yield
        self.queue = QueuePanel()
        yield
        self.models = ModelsPanel()
        yield
        self.loras = LorasPanel()
        yield
        self.lora_editor = LoraSelectionEditor()
        self.compose.form.set_loras_editor(self.lora_editor, self.lora_editor.first_stop)
        yield
        self.live = LivePreview()
        self.player = Player(self.places.cache)
        yield
        self.gallery = GalleryPanel()
        yield
        self.compare = CompareView()
        yield
        self.grid = GridPage()
        self.verdict = VerdictLine()
        self.verdict.hide()
        self.steps = FirstSteps()
        self.stage = Stage(
            self.live, self.player, self.gallery, self.compare, self.grid, self.steps
        )
        yield
        self.log = LogPanel(self._ring, self.places.logs / "engine.log")
        yield
        self.hardware = HardwarePanel(self._settings.health)
        self.activity = ActivityWatch(self)
        self.health_desk = HealthDesk(self.desk, self)
        self.upkeep_desk = UpkeepDesk(self.desk, self.watch, self.window)
        yield
        self._build_services()
        yield
        self._build_tray()
        yield
        self._build_menus()

    def _build_services(self) -> None:
        """They are moved to their threads by whoever starts them."""
        self.database = SharedDatabase(self._open_database)
        self.generation = GenerationService(
            self.places,
            MachinePlans(self.places),
            self.database,
            outputs=self.output_folder(),
            on_out_of_memory=self._settings.rendering.on_out_of_memory,
            check_loras=self._check_loras,
            adviser=error_recovery(self.places),
            repair_model=self._repair_model,
            pause_because=self.careful,
            queue_settings=self._settings.queue,
            name_template=self._settings.files.name_template,
            idle_seconds=find_idle_probe(),
            keep_prompts=self._keeps_prompts,
        )
        self.health = HealthService(self._make_health, self._settings.health)
        self.upkeep = UpkeepService(self.places, self.database)
        self.model_service = ModelService(self.places.models, self._make_models)
        self.lora_service = LoraService(self._make_loras)
        self.prompts = PromptService(
            self.places,
            self.database,
            keeps_history=self._settings.privacy.keep_prompt_history,
        )
        self.preflight = PreflightService(self.places)
        self.library = LibraryService(
            self.database, self.places.outputs, self.places.cache / "thumbnails"
        )
        self.compared_clips = LockedService()
        self.grid_clips = LockedService()
        self.similarity = SimilarityService()
        self.exports = ExportService()
        self.clip_errands = ClipErrands(self.places)
        self.clips = ClipService()
        self.drops = DropReader(self.places)
        self.keeper = FileKeeper()
        self.drop_desk = DropDesk(self)
        self.models_desk = ModelsDesk(self.desk, self.window)
        self.gallery_feed = GalleryFeed(self)
        self.group_desk = GroupDesk(self.desk, self.stage, self.grid)
        self.clip_desk = ClipDesk(
            self.desk, self.stage, self.compare, self.models_desk, self.places, self.output_folder
        )
        self.model_dialogs = ModelDialogs(self.window)
        self.loras_desk = LorasDesk(self.desk, self.compose, self.player, self.watch, self)
        self.channel = Channel(
            self.places,
            self._queue_of_service,
            self._commands_of_models,
            self._commands_of_loras,
            self._commands_of_states,
            self._commands_of_clips,
            self,
        )

    def _build_tray(self) -> None:
        icon = QIcon(str(self.places.assets / "resources" / "icon.svg"))
        self.window.setWindowIcon(icon)
        self.tray = Tray(icon, self)
        self.question = CloseQuestion(
            self.window,
            is_rendering=self.is_rendering,
            tray_available=self._tray_available,
            action=self._close_action,
        )

    def _build_menus(self) -> None:
        self.deeds = Deeds(
            self.window, self.places, self.preferences, self.desk, self.watch, self.compose
        )
        self.focus = PanelFocus(
            self.window,
            (
                Stop("prompt", tr("&Prompt"), "Ctrl+1", self.compose, self.focus_compose),
                Stop("picture", tr("Pict&ure"), "Ctrl+2", self.stage, self.stage.focus),
                Stop("queue", tr("&Queue"), "Ctrl+3", self.queue, self.queue.view.setFocus),
                Stop("models", tr("&Models"), "Ctrl+4", self.models, self.models.view.setFocus),
                Stop("loras", tr("LoR&As"), "Ctrl+5", self.loras, self.focus_loras),
                Stop("hardware", tr("&Hardware"), "Ctrl+6", self.hardware, self.focus_hardware),
            ),
        )
        undo_redo = (self.compose.undo_action, self.compose.redo_action)
        self.actions = Actions(self.window, self.compose.add_action, undo_redo, self.focus)
        self.actions.use_shortcuts(self._settings.shortcuts)
        self.guide = GuideDesk(
            self.steps,
            self.stage,
            self.preferences,
            self.models_desk,
            self.actions,
            self.focus,
            self.places,
            self.compose,
        )
        self.layout_keeper = LayoutKeeper(self.window, self.places.window_state_file)

    def focus_hardware(self) -> None:
        self.hardware.charts.bar.ranges.setFocus()

    def focus_compose(self) -> None:
        self.compose.form.focus_field("prompt")

    def focus_loras(self) -> None:
        (self.loras.view if self.loras.view.isVisible() else self.loras.add_button).setFocus()

    def output_folder(self) -> Path:
        """Where new clips go, as the settings say now."""
        return self.preferences.output_folder(self.places)

    def is_rendering(self) -> bool:
        return self.watch.rendering is not None

    def _tray_available(self) -> bool:
        return self.tray.is_available

    def _close_action(self) -> CloseAction:
        return self.preferences.close_action

    def _make_models(self, listener: Callable[[ModelEvent], None]) -> "Models":
        """Called on the service's own thread, which imports what it takes."""
        from wan22_desktop.composition.models import Models

        return Models(
            self.places,
            self.database,
            listener=listener,
            queue=self._queue_of_service,
            after_unclean_end=self._after_unclean_end and not self.careful,
        )

    def _make_loras(self, listener: Callable[[LoraEvent], None]) -> "Loras":
        """Called on the service's own thread, as `_make_models` is."""
        from wan22_desktop.composition.loras import Loras

        return Loras(
            self.places,
            self.database,
            listener=listener,
            save_watched=self.watched_folders_asked.emit,
            watches=not self.careful,
        )

    def _make_health(self) -> "Health":
        """Called on the service's own thread, as `_make_models` is."""
        from wan22_desktop.composition.health import Health

        return Health(
            self.places,
            self.database,
            self._settings.health,
            engine_pid=self._pid_of_engine,
        )

    def _pid_of_engine(self) -> int | None:
        return self.generation.engine_pid

    def _open_database(self) -> Database:
        """On the thread of whichever service is first. What is damaged is rescued, and told."""
        system_state(self.places).save_if_due(SaveReason.BEFORE_UPGRADE)
        try:
            return self._sound_database()
        except DamagedDatabaseError:
            from wan22_desktop.composition.doctor import Doctor

            done = Doctor(self.places).rescue_database(owns_home=True)
            self.database_rescued.emit(" ".join(done))
            return open_database(self.places)

    def _sound_database(self) -> Database:
        database = open_database(self.places)
        if self._after_unclean_end:
            try:
                database.require_sound()
            except UserError:
                database.close()
                raise
        return database

    def _repair_model(self, model: Variant) -> bool:
        """For a job that has met a damaged model; on a thread of the runner's."""
        work = self.model_service.work
        return work is not None and work.repair_model(model)

    def _check_loras(self, request: GenerationRequest) -> None:
        """Before a request is queued; until the library is open, the engine alone judges."""
        work = self.lora_service.work
        if work is not None:
            work.require_fit(request)

    def _commands_of_loras(self) -> "LoraCommands | None":
        work = self.lora_service.work
        return None if work is None else work.commands

    def _keeps_prompts(self) -> bool:
        return self.preferences.settings.privacy.keep_prompts_in_clips

    def _commands_of_clips(self) -> "ClipCommands | None":
        return self.library.commands

    def _commands_of_models(self) -> "ModelCommands | None":
        work = self.model_service.work
        return None if work is None else work.commands

    def _commands_of_states(self) -> StateCommands | None:
        """Once the queue is open, the database is."""
        if self.generation.queue is None:
            return None
        return StateCommands(system_state(self.places, self._copy_database))

    def _copy_database(self, target: Path) -> None:
        with self.database.held() as database:
            database.copy_to(target)

    def _queue_of_service(self) -> RenderQueue | None:
        return self.generation.queue
