"""What prompts and settings are made with, as a Qt service: history, wildcards, styles, presets."""

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from wan22_desktop.core.database import SharedDatabase
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.enhancement import PromptEnhancer
from wan22_desktop.generation.domain.presets import Preset
from wan22_desktop.generation.domain.prompt_history import FoundPrompts
from wan22_desktop.generation.domain.styles import Style
from wan22_desktop.generation.preset_files import PresetFiles, built_in_presets, write_preset
from wan22_desktop.generation.prompt_enhancers import prompt_enhancers
from wan22_desktop.generation.prompt_store import PromptStore
from wan22_desktop.generation.style_files import StyleStore, built_in_styles
from wan22_desktop.generation.wildcard_files import make_wildcards_folder, read_wildcards

log = logging.getLogger("wan22.generation")


class PromptService(QObject):
    """Answers what `PromptTools` and `PresetPicker` ask for, away from the window's thread.

    The last enhancer is asked: the rules that ship, or the one that somebody has installed.
    """

    history_found = Signal(object)  # FoundPrompts
    wildcards_read = Signal(object)  # Wildcards
    wildcards_folder_ready = Signal(str)
    """The folder is there and can be shown."""
    styles_read = Signal(object)  # LoadedStyles
    presets_read = Signal(object)  # LoadedPresets
    preset_saved = Signal(object)  # Preset
    """Also a renamed and an imported one; `presets_read` has told the new list before."""
    enhanced = Signal(object)  # Enhancement
    refused = Signal(object)  # UserError
    stopped = Signal()

    def __init__(
        self,
        places: Places,
        database: SharedDatabase,
        *,
        keeps_history: bool = True,
        load_enhancers: Callable[[], tuple[PromptEnhancer, ...]] = prompt_enhancers,
    ) -> None:
        super().__init__()
        self._places = places
        self._database = database
        self._keeps_history = keeps_history
        self._load_enhancers = load_enhancers
        self._history: PromptStore | None = None
        self._query = ""

    @Slot()
    def start(self) -> None:
        """Tell what there is."""
        self._styles = StyleStore(self._places.styles_file, built_in_styles())
        self._presets = PresetFiles(self._places.presets, built_in_presets())
        self._enhancers = self._load_enhancers()
        try:
            self._history = PromptStore(self._database.acquire())
        except UserError as error:
            # The queue needs the same file, and says what can be done about it.
            log.warning("the history of prompts cannot be opened: %s", error.message)
        self.read_presets()
        self.read_styles()
        self.read_wildcards()

    @Slot()
    def stop(self) -> None:
        if self._history is not None:
            self._history = None
            self._database.release()
        self.stopped.emit()

    # --- history -------------------------------------------------------------------------------

    @Slot(bool)
    def keep_history(self, keeps: bool) -> None:  # noqa: FBT001 -- Qt's signal
        """The setting has changed; what is kept already stays until it is cleared."""
        self._keeps_history = keeps

    @Slot(str, str)
    def note_prompt(self, text: str, negative_prompt: str) -> None:
        """A clip with these texts has been added: as they were written, choices and all."""
        if self._keeps_history:
            self._change_history(lambda history: history.note(text, negative_prompt))

    @Slot(str)
    def search_history(self, query: str) -> None:
        self._query = query
        found = FoundPrompts(query, (), 0)
        try:
            if self._history is not None:
                found = self._history.search(query)
        except UserError as error:
            self.refused.emit(error)
        self.history_found.emit(found)

    @Slot(str, bool)
    def set_favourite(self, entry_id: str, is_favourite: bool) -> None:  # noqa: FBT001 -- Qt's signal
        self._change_history(lambda h: h.set_favourite(entry_id, is_favourite=is_favourite))
        self.search_history(self._query)

    @Slot(str)
    def forget_prompt(self, entry_id: str) -> None:
        self._change_history(lambda history: history.remove(entry_id))
        self.search_history(self._query)

    @Slot(bool)
    def clear_history(self, favourites_too: bool) -> None:  # noqa: FBT001 -- Qt's signal
        self._change_history(lambda history: history.clear(favourites_too=favourites_too))
        self.search_history(self._query)

    def _change_history(self, change: Callable[[PromptStore], object]) -> None:
        history = self._history
        if history is not None:
            self._try(lambda: change(history))

    # --- words ---------------------------------------------------------------------------------

    @Slot()
    def read_wildcards(self) -> None:
        self.wildcards_read.emit(read_wildcards(self._places.wildcards))

    @Slot()
    def open_wildcards_folder(self) -> None:
        """Make it if it is missing."""
        if self._try(lambda: make_wildcards_folder(self._places.wildcards)):
            self.wildcards_folder_ready.emit(str(self._places.wildcards))

    @Slot()
    def read_styles(self) -> None:
        self.styles_read.emit(self._styles.load())

    @Slot(object)
    def save_style(self, style: Style) -> None:
        self._try(lambda: self._styles.save(style))
        self.read_styles()

    @Slot(str)
    def remove_style(self, name: str) -> None:
        self._try(lambda: self._styles.remove(name))
        self.read_styles()

    @Slot(str, object, int)
    def enhance(self, prompt: str, model: Variant, seed: int) -> None:
        enhancer = self._enhancers[-1]
        try:
            enhancement = enhancer.enhance(prompt, model, seed)
        except UserError as error:
            self.refused.emit(error)
            return
        self.enhanced.emit(enhancement)

    # --- presets -------------------------------------------------------------------------------

    @Slot()
    def read_presets(self) -> None:
        self.presets_read.emit(self._presets.load())

    @Slot(object, bool)
    def save_preset(self, preset: Preset, replace: bool) -> None:  # noqa: FBT001 -- Qt's signal
        if self._try(lambda: self._presets.save(preset, replace=replace)):
            self._tell_saved(preset)

    @Slot(object, str)
    def rename_preset(self, preset: Preset, name: str) -> None:
        try:
            renamed = self._presets.rename(preset, name)
        except UserError as error:
            self.refused.emit(error)
            return
        self._tell_saved(renamed)

    @Slot(object)
    def delete_preset(self, preset: Preset) -> None:
        self._try(lambda: self._presets.delete(preset))
        self.read_presets()

    @Slot(str)
    def import_preset(self, file: str) -> None:
        try:
            preset = self._presets.import_file(Path(file))
        except UserError as error:
            self.refused.emit(error)
            return
        self._tell_saved(preset)

    @Slot(object, str)
    def export_preset(self, preset: Preset, file: str) -> None:
        self._try(lambda: write_preset(preset, Path(file)))

    def _tell_saved(self, preset: Preset) -> None:
        self.read_presets()
        self.preset_saved.emit(preset)

    def _try(self, deed: Callable[[], object]) -> bool:
        """Whether it was done; a refusal is told."""
        try:
            deed()
        except UserError as error:
            log.info("%s", error.message)
            self.refused.emit(error)
            return False
        return True
