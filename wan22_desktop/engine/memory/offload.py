"""Which networks are on the device, and what of them."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import torch
from torch import Tensor, nn

from wan22_desktop.engine.memory.streaming import Streamer
from wan22_desktop.engine.memory.weights import Weights
from wan22_desktop.engine_protocol.plan import ExecutionPlan, Offload

_log = logging.getLogger(__name__)


class _Placed(Protocol):
    """A network that can be brought to the device and taken off it."""

    def enter(self) -> None: ...
    def leave(self) -> None: ...
    def detach(self) -> None: ...


class Placement:
    """Brings networks to the device when they are called, as the plan's `offload` says.

    With RESIDENT what is added stays on the device. Else one network is there at a time: calling
    it, or `encode` and `decode` of a VAE, takes the one before it off. Host memory keeps all
    weights, so that taking off copies nothing. Pipelines find their device by asking the networks.

    Before weights are replaced or layers are added to a network, such as those of a LoRA, it has
    to be removed, and to be added again after. Changing an adapter's strength is free.
    """

    def __init__(self, plan: ExecutionPlan, pinned_budget_bytes: int | None = None) -> None:
        """Of page-locked memory, the least that plan and budget allow is taken."""
        self._device = torch.device(plan.device)
        self._offload = plan.offload
        self._resident_blocks = plan.resident_blocks
        self._pinned_left_bytes = (
            plan.pinned_bytes
            if pinned_budget_bytes is None
            else min(plan.pinned_bytes, pinned_budget_bytes)
        )
        self._placed: dict[nn.Module, _Placed] = {}
        self._hooks: dict[nn.Module, torch.utils.hooks.RemovableHandle] = {}
        self._pinned_bytes: dict[nn.Module, int] = {}
        self._current: nn.Module | None = None

    @property
    def current(self) -> nn.Module | None:
        """The network that is on the device; None with RESIDENT."""
        return self._current

    def add(self, network: nn.Module) -> None:
        """Take charge of a network on the host; raises what the device's allocator raises."""
        network.__dict__["_hf_hook"] = _PipelineHook(self)
        if self._offload is Offload.RESIDENT:
            network.to(self._device)
            return
        self._pinned_bytes[network] = 0
        self._placed[network] = self._make(network)
        self._hooks[network] = network.register_forward_pre_hook(self._before_forward)

    def remove(self, network: nn.Module) -> None:
        """Leave a network alone from now on; with RESIDENT it stays where it is."""
        del network.__dict__["_hf_hook"]
        if network not in self._placed:
            return
        if self._current is network:
            self._current = None
        self._hooks.pop(network).remove()
        self._placed.pop(network).detach()
        self._pinned_left_bytes += self._pinned_bytes.pop(network)

    def bring(self, network: nn.Module) -> None:
        """Put a network on the device that was added, and take the one before it off."""
        if network is self._current or network not in self._placed:
            return
        self.clear()
        self._current = network
        self._placed[network].enter()

    def clear(self) -> None:
        """Take the network that is on the device off it; nothing with RESIDENT."""
        current, self._current = self._current, None
        if current is not None:
            self._placed[current].leave()

    @contextmanager
    def using(self, network: nn.Module) -> Iterator[None]:
        """Have a network on the device inside the block, and none after it."""
        self.bring(network)
        try:
            yield
        finally:
            self.clear()

    @property
    def device(self) -> torch.device:
        return self._device

    def _before_forward(self, network: nn.Module, _arguments: object) -> None:
        self.bring(network)

    def _make(self, network: nn.Module) -> _Placed:
        blocks = _blocks_of(network)
        if not blocks or self._offload is Offload.MODEL:
            return _Whole(network, self._device)
        count = len(blocks)
        resident = min(self._resident_blocks, count)
        streamed = self._offload is Offload.STREAMING
        if streamed:
            # Evenly spread, so that the copies have time; the first, which caches always compute.
            parts = [b for i, b in enumerate(blocks) if i * resident % count >= resident]
        else:
            parts = [part for block in blocks for part in _parts_of(block)]
        return Streamer(
            network,
            parts,
            self._device,
            read_ahead=streamed,
            host_buffer=lambda size_bytes: self._pinned(network, size_bytes),
        )

    def _pinned(self, network: nn.Module, size_bytes: int) -> Tensor | None:
        """Page-locked memory while the budget and the system have any."""
        if size_bytes > self._pinned_left_bytes:
            return None
        try:
            buffer = torch.empty(
                size_bytes, dtype=torch.uint8, pin_memory=self._device.type == "cuda"
            )
        except RuntimeError as error:  # the system's own limit; Windows has one near half the RAM
            _log.warning("page-locked memory ended early: %s", error)
            self._pinned_left_bytes = 0
            return None
        self._pinned_left_bytes -= size_bytes
        self._pinned_bytes[network] += size_bytes
        return buffer


class _Whole:
    """A network that is on the device as a whole or not at all."""

    def __init__(self, network: nn.Module, device: torch.device) -> None:
        self._weights = Weights(network.modules())
        self._device = device

    def enter(self) -> None:
        self._weights.fetch(self._device)

    def leave(self) -> None:
        self._weights.release()

    detach = leave


class _PipelineHook:
    """What diffusers looks for on a network: where it computes, and whom to tell before it does.

    The library's name for it is `_hf_hook`, and accelerate's own hooks have these two members.
    """

    def __init__(self, placement: Placement) -> None:
        self._placement = placement
        self.execution_device = placement.device

    def pre_forward(self, network: nn.Module) -> None:
        self._placement.bring(network)


def _blocks_of(network: nn.Module) -> list[nn.Module]:
    """The repeated blocks of a transformer or text encoder; none for a VAE."""
    for name in ("blocks", "encoder.block"):
        try:
            blocks = network.get_submodule(name)
        except AttributeError:
            continue
        if isinstance(blocks, nn.ModuleList):
            return list(blocks)
    return []


def _parts_of(block: nn.Module) -> list[nn.Module]:
    """The attentions and the feed-forward of a block; single layers such as norms are no part."""
    children = [
        part
        for child in block.children()
        for part in (child if isinstance(child, nn.ModuleList) else (child,))
    ]
    return [part for part in children if any(part.children())]
