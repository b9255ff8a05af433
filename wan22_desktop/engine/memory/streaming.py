"""A network on a device that has no room for it: parts of it come and go while it computes."""

from collections.abc import Callable, Sequence
from functools import partial

import torch
from torch import Tensor, nn

from wan22_desktop.engine.memory.weights import Weights


class Streamer:
    """Keeps a network computable whose parts are fetched from the host when they are needed.

    A part is fetched when the first of its layers is called, so a part that a step cache skips
    costs nothing. With `read_ahead` the next part is copied while one computes; then two are on
    the device, else one. Everything outside the parts stays there from `enter` to `leave`.

    With read-ahead the host waits for the part before the last one that it launched, so it is
    never more than one part ahead of the device: that bounds memory and the time to cancel.

    Weights may be changed and layers added only before a streamer is made or after `detach`.
    """

    def __init__(
        self,
        network: nn.Module,
        parts: Sequence[nn.Module],
        device: torch.device,
        *,
        read_ahead: bool,
        host_buffer: Callable[[int], Tensor | None],
    ) -> None:
        """`host_buffer` may give page-locked memory for so many bytes of waiting weights.

        `parts` are in the order in which they compute.
        """
        self._device = device
        self._read_ahead = read_ahead
        self._parts = []
        self._hooks = []
        inside: set[nn.Module] = set()
        for index, part in enumerate(parts):
            # What a part holds itself is small, and used before any of its layers is called.
            layers = [module for module in part.modules() if module is not part]
            inside.update(layers)
            weights = Weights(layers)
            buffer = host_buffer(weights.size_bytes)
            if buffer is not None:
                weights.gather(buffer)
            self._parts.append(weights)
            before = partial(self._before, index)
            leaves = [layer for layer in layers if not any(layer.children())]
            self._hooks += [leaf.register_forward_pre_hook(before) for leaf in leaves]
            if read_ahead:
                self._hooks.append(part.register_forward_hook(partial(self._after, index)))
        self._rest = Weights(module for module in network.modules() if module not in inside)
        self._copying = torch.cuda.Stream(device) if device.type == "cuda" else None
        self._free: list[Tensor] = []
        self._fetched: dict[int, Tensor] = {}
        """The buffers of parts that are on the device or on their way."""
        self._copied: dict[int, torch.cuda.Event] = {}
        self._done: dict[int, torch.cuda.Event] = {}
        self._running: int | None = None
        self.fetch_count = 0
        """Parts fetched so far."""

    @property
    def fetched_parts(self) -> tuple[int, ...]:
        """Indices of the parts that are on the device or on their way, oldest first."""
        return tuple(self._fetched)

    def enter(self) -> None:
        """Take the memory on the device, all that will be needed, and put there what stays."""
        self._rest.fetch(self._device)
        size_bytes = max((part.size_bytes for part in self._parts), default=0)
        count = 2 if self._read_ahead else 1
        self._free = [
            torch.empty(size_bytes, dtype=torch.uint8, device=self._device) for _ in range(count)
        ]
        if self._copying is not None:
            # The memory may have been somebody's until now whose kernels still run.
            self._copying.wait_stream(torch.cuda.current_stream(self._device))

    def leave(self) -> None:
        """Give all memory on the device back."""
        self._drop_all()
        self._free = []
        self._rest.release()

    def detach(self) -> None:
        """Leave for good: the network is an ordinary one again, on the host."""
        self.leave()
        for hook in self._hooks:
            hook.remove()

    def _before(self, index: int, _module: nn.Module, _arguments: object) -> None:
        """A layer of a part is called."""
        if self._running == index:
            return
        if index not in self._fetched:
            # The first forward; the first after one that was cut short; or no read-ahead.
            self._drop_all()
            self._start(index)
        if index in self._copied:
            torch.cuda.current_stream(self._device).wait_event(self._copied.pop(index))
        self._running = index

    def _after(self, index: int, _module: nn.Module, _arguments: object, _output: object) -> None:
        """A part has been called, which a step cache may have made nothing of."""
        if self._running != index:
            return
        self._running = None
        if self._copying is not None:
            self._done[index] = torch.cuda.Event(blocking=True)
            self._done[index].record(torch.cuda.current_stream(self._device))
        following = (index + 1) % len(self._parts)
        if following in self._fetched:
            return
        for other in [other for other in self._fetched if other != index]:
            if other in self._done:
                self._done.pop(other).synchronize()
            self._drop(other)
        self._start(following)

    def _start(self, index: int) -> None:
        """Begin to copy a part into the free buffer."""
        buffer = self._free.pop()
        self._fetched[index] = buffer
        self.fetch_count += 1
        if self._copying is None:
            self._parts[index].fetch(self._device, buffer)
            return
        with torch.cuda.stream(self._copying):
            self._parts[index].fetch(self._device, buffer)
            self._copied[index] = torch.cuda.Event()
            self._copied[index].record(self._copying)

    def _drop(self, index: int) -> None:
        """Free the buffer of a part that nothing on the device uses any more."""
        self._parts[index].release()
        self._copied.pop(index, None)
        self._done.pop(index, None)
        self._free.append(self._fetched.pop(index))

    def _drop_all(self) -> None:
        if self._copying is not None:
            self._copying.synchronize()
            torch.cuda.current_stream(self._device).synchronize()
        for index in list(self._fetched):
            self._drop(index)
        self._running = None
