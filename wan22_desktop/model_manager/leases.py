"""Who reads models just now: the engine's memory, and jobs that render."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from wan22_desktop.core.wan import Variant


class Leases:
    """Counts jobs by model and by LoRA; safe on any thread. `changed` is called after each turn."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._lock = threading.Lock()
        self._jobs: Counter[str] = Counter()
        self._loaded: frozenset[Variant] = frozenset()

    def note_loaded(self, variants: Iterable[Variant]) -> None:
        """What the engine has in memory now."""
        loaded = frozenset(variants)
        with self._lock:
            same = loaded == self._loaded
            self._loaded = loaded
        if not same:
            self._changed()

    @contextmanager
    def in_use(self, variant: Variant, lora_sha256s: Iterable[str] = ()) -> Iterator[None]:
        """While a job renders with the model and these LoRAs."""
        held = (variant.value, *lora_sha256s)
        with self._lock:
            self._jobs.update(held)
        self._changed()
        try:
            yield
        finally:
            with self._lock:
                self._jobs.subtract(held)
            self._changed()

    def is_loaded(self, variant: Variant) -> bool:
        with self._lock:
            return variant in self._loaded

    def is_in_use(self, name: str) -> bool:
        """Of a model's id or a LoRA's hash."""
        with self._lock:
            return self._jobs[name] > 0
