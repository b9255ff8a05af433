"""What the window wants of the engine's process from its start, and what became of it."""

import logging

from wan22_desktop.engine.numa import bind_to_node
from wan22_desktop.engine_protocol.tuning import EngineTuning

_log = logging.getLogger(__name__)


class TuningAtStart:
    """Applies a tuning in two steps, around the import of torch; nothing in it can fail a start.

    What cannot be done is left out of what `applied` says.
    """

    def __init__(self, wanted: EngineTuning) -> None:
        self._wanted = wanted
        self._processors: int | None = None

    def before_torch(self) -> None:
        """Bind this thread, and those that it starts, to the wanted cores and their memory."""
        if self._wanted.numa_node is not None:
            self._processors = bind_to_node(self._wanted.numa_node)

    def after_torch(self) -> EngineTuning:
        """Set what torch keeps for the whole process; what holds now, read back where it can be.

        Before anything is computed: torch then refuses to change its interop threads.
        """
        import torch

        wanted = self._wanted
        held: dict[str, object] = {}
        if wanted.numa_node is not None:
            held["numa_node"] = None if self._processors is None else wanted.numa_node
        if self._processors is not None:
            # On Windows torch counts all cores of the machine.
            torch.set_num_threads(min(torch.get_num_threads(), self._processors))
        if wanted.interop_threads is not None:
            try:
                torch.set_num_interop_threads(wanted.interop_threads)
            except RuntimeError as error:
                _log.warning("interop threads stay as they are: %s", error)
            held["interop_threads"] = torch.get_num_interop_threads()
        if wanted.allow_tf32 is not None:
            torch.backends.cuda.matmul.allow_tf32 = wanted.allow_tf32
            held["allow_tf32"] = torch.backends.cuda.matmul.allow_tf32
        if not torch.cuda.is_available():
            held |= {"allow_tf32": None, "pinned_budget_bytes": None}
        applied = wanted.model_copy(update=held)
        if applied != EngineTuning():
            _log.info("tuning: %s", applied.model_dump_json(exclude_none=True))
        return applied
