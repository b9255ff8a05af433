"""Stopping a render between two small pieces of work."""

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the thread that reads commands runs before torch is there
    import torch
    from torch import nn


class RenderCancelled(Exception):  # noqa: N818 - nothing went wrong, the user changed their mind
    """Raised inside a render that was cancelled; caught only by the main loop."""


class RenderSuspended(Exception):  # noqa: N818 - see above
    """Raised once what was done for a render is kept and the rest can wait."""

    def __init__(self, step: int) -> None:
        super().__init__(f"after step {step}")
        self.step = step


class CancelToken:
    """Set by the thread that reads commands, looked at by the one that renders."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._suspending = threading.Event()
        self.looks = 0
        """How often the render has looked at it: between all small pieces of work."""

    def set(self) -> None:
        self._event.set()

    def suspend(self) -> None:
        """Stop where stopping loses nothing."""
        self._suspending.set()

    @property
    def is_suspending(self) -> bool:
        return self._suspending.is_set()

    def raise_if_set(self) -> None:
        self.looks += 1
        if self._event.is_set():
            raise RenderCancelled


@contextmanager
def stopping_before(modules: "Iterable[nn.Module]", token: CancelToken) -> Iterator[None]:
    """Look at the token before each forward of `modules`.

    A step of a big model takes a minute, one of its blocks a second or two. The hooks see the
    tensors but change nothing, so results stay bit-identical.

    A graphics card computes long after its work was handed over. Before a module's work is, the
    hook waits until that of the module before the last one is done: then at most one module is
    still to be computed after a cancel, and the card is never without work.
    """
    handed_over: deque[torch.cuda.Event] = deque()

    def check(_module: "nn.Module", arguments: tuple[object, ...]) -> None:
        if any(getattr(argument, "is_cuda", False) for argument in arguments):
            handed_over.append(_mark())
            if len(handed_over) > 1:
                handed_over.popleft().synchronize()
        token.raise_if_set()

    with ExitStack() as hooks:
        for module in modules:
            hooks.callback(module.register_forward_pre_hook(check).remove)
        yield


def _mark() -> "torch.cuda.Event":
    """An event after all work that the card has been given so far."""
    import torch

    event = torch.cuda.Event(blocking=True)  # sleeps while it waits: other threads have work
    event.record()
    return event
