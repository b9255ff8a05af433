"""The settings in use; changes are written at once, away from the window's thread."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication

from wan22_desktop.core.settings import CloseAction, Settings, StepCacheLevel, Theme, file_content
from wan22_desktop.qtkit.theme import Theme as LookTheme
from wan22_desktop.qtkit.theme import apply_theme


class Preferences(QObject):
    """The one holder of the settings while the window is open."""

    write_wanted = Signal(str, str, bytes)
    theme_changed = Signal(object)  # Theme
    watched_folders_changed = Signal(object)  # tuple[str, ...]

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

    @Slot(object)
    def choose_theme(self, theme: Theme) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, LookTheme(theme.value))
        self._change(self._settings.with_theme(theme))
        self.theme_changed.emit(theme)

    @Slot(object)
    def choose_close_action(self, action: CloseAction) -> None:
        self._change(self._settings.with_close_action(action))

    @Slot(object)
    def choose_speed(self, level: StepCacheLevel) -> None:
        """For renders that begin from now on; the one that runs keeps its plan."""
        self._change(self._settings.with_step_cache(level))

    @Slot(object)
    def choose_limit(self, bytes_per_second: int | None) -> None:
        """Of all downloads together."""
        self._change(self._settings.with_limit(bytes_per_second))

    @Slot(object)
    def choose_watched_folders(self, folders: tuple[str, ...]) -> None:
        """From where new LoRAs are taken into the library."""
        self._change(self._settings.with_watched_folders(folders))
        self.watched_folders_changed.emit(folders)

    @Slot(str)
    def choose_output_folder(self, folder: str) -> None:
        self._change(self._settings.with_output_folder(folder or None))

    @Slot(object)
    def choose_shown_series(self, keys: tuple[str, ...]) -> None:
        """Of the hardware charts."""
        self._change(self._settings.with_shown_series(keys))

    def _change(self, settings: Settings) -> None:
        self._settings = settings
        self.write_wanted.emit("The settings", str(self._file), file_content(settings))
