"""The weights of a module in two places: they wait on the host and visit the device.

Replacing the entries of `_parameters` and `_buffers` works for every kind of weight (plain,
quantized wrappers, GGUF, adapters) and never copies anything back: the host's tensors stay.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import torch
from torch import Tensor, nn

_ALIGNMENT = 256
"""Bytes between the starts of tensors in one buffer: what kernels like, and all views need."""


class Weights:
    """Parameters and buffers held directly by some modules, not by their children."""

    def __init__(self, modules: Iterable[nn.Module]) -> None:
        self._slots: list[tuple[Any, str, Any]] = [
            (entries, name, tensor)
            for module in modules
            for entries in (module._parameters, module._buffers)  # noqa: SLF001 - see above
            for name, tensor in entries.items()
            if tensor is not None
        ]

    @property
    def size_bytes(self) -> int:
        """What a buffer for them needs."""
        return sum(_padded(_span_bytes(leaf)) for leaf in self._leaves())

    def gather(self, buffer: Tensor) -> None:
        """Move the host's tensors into `buffer`, uint8 on the host."""
        places = _Places(buffer)
        for _, _, tensor in self._slots:
            for owner, attribute, leaf in _leaves_of(tensor):
                place = places.take(leaf)
                place.copy_(leaf)
                if owner is None:
                    tensor.data = place
                else:
                    setattr(owner, attribute, place)

    def fetch(
        self,
        device: torch.device,
        buffer: Tensor | None = None,
        *,
        dtype: torch.dtype | None = None,
    ) -> None:
        """Give the modules copies on `device`, inside `buffer` if one is given.

        Floating-point weights become `dtype` if one is given, without a buffer.
        Copies from page-locked memory are only started: whoever computes with them has to be
        behind them on the same stream, or wait for it.
        """
        places = _Places(buffer) if buffer is not None else None
        for entries, name, tensor in self._slots:
            copies = []
            for _, _, leaf in _leaves_of(tensor):
                copy = _empty_like(leaf, device, dtype) if places is None else places.take(leaf)
                copies.append(copy.copy_(leaf, non_blocking=True))
            entries[name] = _rebuilt(tensor, iter(copies))

    def release(self) -> None:
        """Give the modules the host's tensors back; the copies go when nobody uses them."""
        for entries, name, tensor in self._slots:
            entries[name] = tensor

    def _leaves(self) -> Iterator[Tensor]:
        for _, _, tensor in self._slots:
            for _, _, leaf in _leaves_of(tensor):
                yield leaf


class _Places:
    """Hands out parts of a buffer, one after another."""

    def __init__(self, buffer: Tensor) -> None:
        self._buffer = buffer
        self._used_bytes = 0

    def take(self, like: Tensor) -> Tensor:
        size_bytes = _span_bytes(like)
        part = self._buffer[self._used_bytes : self._used_bytes + size_bytes]
        self._used_bytes += _padded(size_bytes)
        return part.view(like.dtype).as_strided(like.shape, like.stride())


def _padded(size_bytes: int) -> int:
    return -(-size_bytes // _ALIGNMENT) * _ALIGNMENT


def _span_bytes(tensor: Tensor) -> int:
    """From the first to the last element."""
    if tensor.numel() == 0:
        return 0
    last = sum((size - 1) * step for size, step in zip(tensor.shape, tensor.stride(), strict=True))
    return (last + 1) * tensor.element_size()


def _empty_like(tensor: Tensor, device: torch.device, dtype: torch.dtype | None) -> Tensor:
    kind = dtype if dtype is not None and tensor.is_floating_point() else tensor.dtype
    return torch.empty_strided(tensor.shape, tensor.stride(), dtype=kind, device=device)


def _leaves_of(tensor: Tensor) -> Iterator[tuple[Any, str, Tensor]]:
    """The plain tensors that make up `tensor`, each with its owner and its name there.

    A plain tensor has no owner.
    """
    flatten = getattr(tensor, "__tensor_flatten__", None)
    if flatten is None:
        # A subclass that is no wrapper, such as GGUF's parameter, is one tensor.
        yield None, "", tensor.detach().as_subclass(Tensor)
        return
    for attribute in flatten()[0]:
        for owner, name, leaf in _leaves_of(getattr(tensor, attribute)):
            yield (tensor, attribute, leaf) if owner is None else (owner, name, leaf)


def _rebuilt(like: Any, leaves: Iterator[Tensor]) -> Any:  # noqa: ANN401 - any kind of tensor
    """A tensor of the kind of `like` made of other plain tensors."""
    flatten = getattr(like, "__tensor_flatten__", None)
    if flatten is not None:
        names, context = flatten()
        inner = {name: _rebuilt(getattr(like, name), leaves) for name in names}
        tensor = type(like).__tensor_unflatten__(inner, context, like.size(), like.stride())
    elif hasattr(like, "quant_type"):
        tensor = type(like)(next(leaves), quant_type=like.quant_type)
    else:
        tensor = next(leaves)
    if isinstance(like, nn.Parameter) and not isinstance(tensor, nn.Parameter):
        return nn.Parameter(tensor, requires_grad=False)
    return tensor
