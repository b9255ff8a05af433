"""The transformers of one model, loaded when a step needs them, one at a time if memory is short.

Models are created on the thread that samples and on no other: libraries set torch's default dtype
and patch `nn.Module` for the whole process while they create one, which would change the numbers
of a step that is being computed. What runs beside the first expert is the slow half of loading
the second, reading its files: they then come from the system's file cache, which takes no memory
that anything else asks for.
"""

import gc
import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psutil
import torch
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel

from wan22_desktop.core.wan import Expert

_CHUNK_BYTES = 8 << 20
_SHARE_OF_FREE_MEMORY = 0.75
"""So much of it is filled with files at most; the rest is for what others begin to use."""

_log = logging.getLogger(__name__)


class Experts:
    """Gives each expert ready to compute, and lets go of the other where both do not fit."""

    def __init__(
        self,
        load: Callable[[Expert], WanTransformer3DModel],
        *,
        keep_both: bool,
        files: Mapping[Expert, Sequence[Path]] | None = None,
        before_release: Callable[[WanTransformer3DModel], None] = lambda _transformer: None,
    ) -> None:
        """`load` raises what `get` shall raise; `files` are those that it will read.

        `before_release` takes back whatever else refers to an expert that is let go of.
        """
        self._load = load
        self._keep_both = keep_both
        self._before_release = before_release
        self._files = files or {}
        self._held: dict[Expert, WanTransformer3DModel] = {}
        self._reader: FileReader | None = None
        self.loads: Counter[Expert] = Counter()
        """How often each was loaded."""

    @property
    def held(self) -> tuple[Expert, ...]:
        """Those in memory."""
        return tuple(self._held)

    @property
    def is_reading(self) -> bool:
        """Whether an expert is being read ahead, or was and is not yet loaded."""
        return self._reader is not None

    def get(self, expert: Expert) -> WanTransformer3DModel:
        """The expert, loaded first if need be; callers keep no reference while they ask."""
        if expert not in self._held:
            self.stop_reading()
            if self._held and not self._keep_both:
                self.release()
            self._held[expert] = self._load(expert)
            self.loads[expert] += 1
        return self._held[expert]

    def read_ahead(self, expert: Expert) -> None:
        """Begin to read what loading `expert` will need, unless that has begun; never fails."""
        files = self._files.get(expert)
        if files and expert not in self._held and self._reader is None:
            limit = int(psutil.virtual_memory().available * _SHARE_OF_FREE_MEMORY)
            self._reader = FileReader(files, limit)

    def stop_reading(self) -> None:
        """End the reading, wherever it is; returns when its thread has ended."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def release(self) -> None:
        """Let go of every expert, and of what the allocators keep for them."""
        for transformer in self._held.values():
            self._before_release(transformer)
        transformer = None  # the loop's last would outlive the collection
        self._held.clear()
        gc.collect()  # hooks and modules refer to each other
        if torch.cuda.is_available():
            torch.cuda.empty_cache()


class FileReader:
    """Reads files once on a thread of its own, so that the system has them at hand."""

    def __init__(self, paths: Sequence[Path], limit_bytes: int) -> None:
        """Begins at once; stops after `limit_bytes`."""
        self._paths = tuple(paths)
        self._limit_bytes = limit_bytes
        self._stop = threading.Event()
        self.bytes_read = 0
        self._thread = threading.Thread(target=self._run, name="read-ahead", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Until everything is read."""
        self._thread.join()

    def close(self) -> None:
        """Stop after the piece that is being read."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        buffer = memoryview(bytearray(_CHUNK_BYTES))
        try:
            for path in self._paths:
                with path.open("rb", buffering=0) as file:
                    while not self._stop.is_set() and self.bytes_read < self._limit_bytes:
                        count = file.readinto(buffer)
                        if not count:
                            break
                        self.bytes_read += count
        except OSError as error:  # loading will meet it again, and says so where it can be told
            _log.warning("reading ahead ended early: %s", error)
