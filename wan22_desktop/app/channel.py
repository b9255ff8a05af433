"""What other `wan22` processes of this user ask of the one that has the window."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from wan22_desktop.app.drops import MAX_FILES
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.instance import LORA_VERBS, MODEL_VERBS, Message
from wan22_desktop.core.outside_files import is_network_path
from wan22_desktop.core.places import Places
from wan22_desktop.core.texts import tr
from wan22_desktop.gallery.library_commands import CLIP_VERBS
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.queue_commands import QueueCommands
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.recovery.state_commands import STATE_VERBS, StateCommands

if TYPE_CHECKING:
    from wan22_desktop.gallery.library_commands import ClipCommands
    from wan22_desktop.lora_library.lora_commands import LoraCommands
    from wan22_desktop.model_manager.model_commands import ModelCommands


class Channel(QObject):
    """`answer` runs on the command server's thread; the signals arrive on the window's."""

    raise_asked = Signal()
    paths_asked = Signal(object)  # list[str]

    def __init__(
        self,
        places: Places,
        queue: Callable[[], RenderQueue | None],
        models: "Callable[[], ModelCommands | None]",
        loras: "Callable[[], LoraCommands | None]",
        states: "Callable[[], StateCommands | None]",
        clips: "Callable[[], ClipCommands | None]",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._places = places
        self._queue = queue
        self._capabilities = {
            MODEL_VERBS: (tr("models"), models),
            LORA_VERBS: (tr("LoRA library"), loras),
            STATE_VERBS: (tr("saved states"), states),
            CLIP_VERBS: (tr("gallery"), clips),
        }
        self._commands: QueueCommands | None = None
        self._progress: Progress | None = None

    @Slot(object)
    def note_progress(self, progress: Progress) -> None:
        """What commands answer about the job that is being rendered."""
        self._progress = progress

    def answer(self, message: Message) -> Message:
        """The reply to a message; raises UserError for what is refused."""
        match message.get("verb"):
            case "raise":
                self.raise_asked.emit()
                return {}
            case "open":
                self.paths_asked.emit(_paths_in(message))
                return {}
        for verbs, (what, commands_of) in self._capabilities.items():
            if str(message.get("verb")).startswith(verbs):
                commands = commands_of()
                if commands is None:
                    raise _still_opening(what)
                return commands.answer(message)
        queue = self._queue()
        if queue is None:
            raise _still_opening(tr("queue"))
        if self._commands is None:
            self._commands = QueueCommands(queue, self._places)
        self._commands.progress = self._progress
        return self._commands.answer(message)


def _still_opening(what: str) -> UserError:
    return UserError(
        tr("The window is still opening its {part}: try again in a moment.", part=what),
        category=ErrorCategory.BUSY,
        safe=tr("Nothing was changed."),
    )


def _paths_in(message: Message) -> list[str]:
    paths = message.get("paths")
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        raise UserError(tr("The command 'open' needs a list of paths."), field="paths")
    return [path for path in paths if path and not is_network_path(path)][:MAX_FILES]
