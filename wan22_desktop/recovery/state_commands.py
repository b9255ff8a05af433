"""Saved states as other processes of the user ask for them, and as they are printed."""

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.instance import Message
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr
from wan22_desktop.recovery.domain.saved_state import SavedState
from wan22_desktop.recovery.system_state import SystemState

STATE_VERBS = "state."
SAVE_VERB = "state.save"


class StateCommands:
    """Answers the verbs that begin with `STATE_VERBS` for the process that owns the home."""

    def __init__(self, states: SystemState) -> None:
        self._states = states

    def answer(self, message: Message) -> Message:
        """The reply to a message; raises UserError for what is refused."""
        arguments = message.get("arguments")
        name = arguments.get("name", "") if isinstance(arguments, dict) else ""
        if message.get("verb") != SAVE_VERB or not isinstance(name, str):
            raise UserError(tr("That is no command for saved states."))
        return saved_message(self._states, name)


def saved_message(states: SystemState, name: str) -> Message:
    """Save a state by hand; what `state_message` says of it. Raises UserError."""
    path = states.save_system_state(name=name)
    state = next(state for state in states.list_states() if state.path == path)
    return state_message(state)


def state_message(state: SavedState) -> Message:
    """A state as JSON; texts from the file are fit to be shown."""
    message: Message = {
        "name": plain_line(state.name, 200),
        "path": str(state.path),
        "size_bytes": state.size_bytes,
        "problem": state.problem,
    }
    if (manifest := state.manifest) is not None:
        message |= {
            "saved_at": manifest.saved_at.isoformat(timespec="seconds"),
            "reason": manifest.reason.value,
            "title": plain_line(manifest.name, 60),
            "app_version": plain_line(manifest.app_version, 40),
            "jobs": manifest.contents.jobs,
            "loras": manifest.contents.loras,
            "renders": manifest.contents.renders,
            "files": sorted(manifest.members),
        }
    return message
