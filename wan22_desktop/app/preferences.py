"""The settings in use; changes are written at once, away from the window's thread."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication

from wan22_desktop.core.places import Places
from wan22_desktop.core.settings import (
    CloseAction,
    QueueOrder,
    QueueSettings,
    Settings,
    StepCacheLevel,
    Theme,
    file_content,
)
from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.theme import Theme as LookTheme
from wan22_desktop.qtkit.theme import apply_theme


class Preferences(QObject):
    """The one holder of the settings while the window is open.

    Parts that can take a change while the app runs listen to the signal of their section.
    """

    write_wanted = Signal(str, str, bytes)
    changed = Signal(object)  # Settings
    theme_changed = Signal(object)  # Theme
    speed_changed = Signal(object)  # StepCacheLevel
    health_changed = Signal(object)  # HealthSettings
    queue_changed = Signal(object)  # QueueSettings
    limit_changed = Signal(object)  # int | None
    watched_folders_changed = Signal(object)  # tuple[str, ...]
    shortcuts_changed = Signal(object)  # dict[str, str]
    history_kept_changed = Signal(bool)
    name_template_changed = Signal(str)

    def __init__(self, file: Path, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._settings = settings

    @property
    def settings(self) -> Settings:
        return self._settings

    @property
    def close_action(self) -> CloseAction:
        return self._settings.window.close_while_rendering

    def output_folder(self, places: Places) -> Path:
        """Where new clips go."""
        chosen = self._settings.files.output_folder
        return Path(chosen) if chosen else places.outputs

    @Slot(object)
    def apply(self, settings: Settings) -> None:
        """Take over a whole tree and tell everybody whose section is another one now."""
        before = self._settings
        if settings == before:
            return
        self._settings = settings
        self.write_wanted.emit(tr("The settings"), str(self._file), file_content(settings))
        if settings.appearance != before.appearance:
            self._show_appearance()
        for signal, old, new in (
            (self.theme_changed, before.appearance.theme, settings.appearance.theme),
            (self.speed_changed, before.rendering.step_cache, settings.rendering.step_cache),
            (self.health_changed, before.health, settings.health),
            (self.queue_changed, before.queue, settings.queue),
            (
                self.limit_changed,
                before.downloads.limit_bytes_per_second,
                settings.downloads.limit_bytes_per_second,
            ),
            (
                self.watched_folders_changed,
                before.loras.watched_folders,
                settings.loras.watched_folders,
            ),
            (self.shortcuts_changed, before.shortcuts, settings.shortcuts),
            (
                self.history_kept_changed,
                before.privacy.keep_prompt_history,
                settings.privacy.keep_prompt_history,
            ),
            (
                self.name_template_changed,
                before.files.name_template,
                settings.files.name_template,
            ),
        ):
            if old != new:
                signal.emit(new)
        self.changed.emit(settings)

    @Slot(object)
    def choose_theme(self, theme: Theme) -> None:
        self.apply(self._settings.with_theme(theme))

    @Slot(object)
    def choose_close_action(self, action: CloseAction) -> None:
        self.apply(self._settings.with_close_action(action))

    @Slot(object)
    def choose_speed(self, level: StepCacheLevel) -> None:
        """For renders that begin from now on; the one that runs keeps its plan."""
        self.apply(self._settings.with_step_cache(level))

    @Slot(object)
    def choose_limit(self, bytes_per_second: int | None) -> None:
        """Of all downloads together."""
        self.apply(self._settings.with_limit(bytes_per_second))

    @Slot(object)
    def choose_watched_folders(self, folders: tuple[str, ...]) -> None:
        """From where new LoRAs are taken into the library."""
        self.apply(self._settings.with_watched_folders(folders))

    @Slot(str)
    def choose_output_folder(self, folder: str) -> None:
        self.apply(self._settings.with_output_folder(folder or None))

    @Slot(object)
    def choose_shown_series(self, keys: tuple[str, ...]) -> None:
        """Of the hardware charts."""
        self.apply(self._settings.with_shown_series(keys))

    @Slot(object)
    def choose_queue_order(self, order: QueueOrder) -> None:
        """Which waiting job begins next."""
        self.choose_queue(self._settings.queue.model_copy(update={"order": order}))

    @Slot(object)
    def choose_queue(self, queue: QueueSettings) -> None:
        """When jobs begin, and in which order."""
        self.apply(self._settings.model_copy(update={"queue": queue}))

    @Slot(object)
    def choose_shortcuts(self, shortcuts: dict[str, str]) -> None:
        """The keys that are not the usual ones."""
        self.apply(self._settings.model_copy(update={"shortcuts": shortcuts}))

    def _show_appearance(self) -> None:
        app, looks = QApplication.instance(), self._settings.appearance
        if isinstance(app, QApplication):
            apply_theme(
                app,
                LookTheme(looks.theme.value),
                font_scale=looks.font_scale,
                high_contrast=looks.high_contrast,
            )
