"""The LoRAs on one transformer: attached, changed and taken off without loading anything again.

A LoRA is added to the output of a layer as a low-rank product, never merged into its weight: so it
is the same for every kind of quantization, its strength is one number, and taking it off leaves
the transformer as it was. peft wraps each layer for this. It is not used here because on layers of
torchao it refuses files with biases, it changes neither norms nor tables, and it holds each
layer's output three times at once, where this adds in place and in slices
(tests/engine/test_loras.py measures both). The arithmetic is peft's, operation by operation, and
gives the same bits (tests/engine/test_lora_pairs.py). Two cases differ within rounding: outputs
of more than `SLICE_BYTES`, where a kernel may add up another number of rows in another order, and
files whose own alpha / rank is no power of two, whose matrices diffusers scales beforehand.

Order of things: quantize or enable layerwise casting first, then apply LoRAs, then attach
offloading (it has to see the LoRAs' tensors). Blocks that are compiled are compiled once more
after the first change of strength, and anew when a LoRA comes or goes.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from wan22_desktop.core.lora_report import KeyMatchReport
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.wan import Expert
from wan22_desktop.engine.lora.fit import Layer, LoraUses, key_match
from wan22_desktop.engine.lora.format import LayerDelta, LoraFile, LoraWeights

SLICE_BYTES = 16 << 20
"""What is added to an output is computed in slices of rows of this size: less than 1 % of the
largest output of a 14B model at 720p with 81 frames (75,600 x 13,824 numbers)."""
_SLICE_ROWS = 128
"""Slices are multiples of it, for which matrix kernels round alike."""

_CHILD = "loras"
"""The name under which a block, or the transformer, holds the tensors of its layers' LoRAs."""


class LoraSet:
    """The LoRAs attached to one transformer, which samples as `expert`."""

    def __init__(self, transformer: WanTransformer3DModel, expert: Expert) -> None:
        self._transformer = transformer
        self._expert = expert
        self._applied: dict[str, _Applied] = {}
        self._layers: dict[str, _LoraLayer] = {}
        self._reports: dict[str, KeyMatchReport] = {}
        """By hash, of what is applied: looking at every key again takes longer than the change."""
        self._originals: dict[str, Tensor] = {}
        """Parameters that are no matrices as the model's files have them, where one is changed."""
        self.parts_attached = 0
        """Layers' shares of LoRAs ever attached; a change of strength adds none."""
        self.seconds_attaching: dict[str, float] = {}
        """By hash, what `apply` put on the transformer the last time that it was called."""

    def apply(self, uses: LoraUses) -> tuple[KeyMatchReport, ...]:
        """Make `uses`, in this order, the transformer's LoRAs; one report for each that is on.

        Only what differs from the last call is touched; `()` restores the transformer bit for
        bit. A strength of 0 on this expert leaves the LoRA off. Unless `only_rescales(uses)`,
        no offloading may be attached meanwhile. Raises UserError for field `loras` before
        anything is changed.
        """
        reports = tuple(
            self._report(use, file) for use, file in uses if use.strength_on(self._expert)
        )
        wanted = self._wanted(uses)
        self.seconds_attaching = {}
        try:
            self._remove(self._applied.keys() - wanted.keys())
            for sha256 in wanted.keys() - self._applied.keys():
                self._attach(sha256, wanted[sha256].weights)
            for layer in self._layers.values():
                layer.strengths = {
                    sha256: applied.strength
                    for sha256, applied in wanted.items()
                    if sha256 in layer.parts
                }
            if _strengths(wanted) != _strengths(self._applied):
                self._change_parameters(wanted)
        except BaseException:
            self._change_parameters({})
            self._remove({sha256 for layer in self._layers.values() for sha256 in layer.parts})
            self._applied = {}
            self._reports = {}
            raise
        self._applied = wanted
        self._reports = {report.sha256: report for report in reports}
        return reports

    def resident_bytes(self) -> dict[str, int]:
        """By hash, the memory of each LoRA's tensors."""
        sizes = dict.fromkeys(self._applied, 0)
        for layer in self._layers.values():
            for sha256, part in layer.parts.items():
                sizes[sha256] += sum(tensor.nbytes for tensor in part.parameters())
        return sizes

    def only_rescales(self, uses: LoraUses) -> bool:
        """Whether `apply(uses)` would change numbers only and no tensor: safe while offloaded."""
        wanted = self._wanted(uses)
        if wanted.keys() != self._applied.keys():
            return False
        return not self._originals or _strengths(wanted) == _strengths(self._applied)

    def _report(self, use: LoraUse, file: LoraFile) -> KeyMatchReport:
        known = self._reports.get(file.sha256)
        if known is None:
            return key_match(use, file, self._expert, self._transformer)
        strength = use.strength_on(self._expert)
        return known.model_copy(update={"name": use.name, "strength": strength})

    def _wanted(self, uses: LoraUses) -> "dict[str, _Applied]":
        """By hash, in the order of the request; the strengths of a file given twice add up."""
        wanted: dict[str, _Applied] = {}
        for use, file in uses:
            strength = use.strength_on(self._expert)
            if file.sha256 in wanted:
                strength += wanted[file.sha256].strength
            wanted[file.sha256] = _Applied(strength, file.weights_on(self._expert))
        return {sha256: applied for sha256, applied in wanted.items() if applied.strength}

    def _attach(self, sha256: str, weights: LoraWeights) -> None:
        started = time.perf_counter()
        for target, delta in weights.layers.items():
            base = self._transformer.get_submodule(target)
            assert isinstance(base, Layer)  # noqa: S101 - key_match has seen it
            part = _LoraPart(delta, base, _compute_dtype(base, self._transformer))
            if target not in self._layers:
                self._layers[target] = self._new_layer(target, base)
            self._layers[target].parts[sha256] = part
            self.parts_attached += 1
        self.seconds_attaching[sha256] = time.perf_counter() - started

    def _new_layer(self, target: str, base: Layer) -> "_LoraLayer":
        """Hooked to the layer, but held by its block: the layer's own casting must not see it."""
        owner = self._owner(target)
        if not hasattr(owner, _CHILD):
            owner.add_module(_CHILD, nn.ModuleDict())
        layer = _LoraLayer(base)
        _children(owner)[_child_name(target)] = layer
        return layer

    def _remove(self, hashes: Iterable[str]) -> None:
        for sha256 in hashes:
            for target, layer in list(self._layers.items()):
                if sha256 in layer.parts:
                    del layer.parts[sha256]
                if not layer.parts:
                    self._remove_layer(target)

    def _remove_layer(self, target: str) -> None:
        self._layers.pop(target).handle.remove()
        owner = self._owner(target)
        del _children(owner)[_child_name(target)]
        if not _children(owner):
            delattr(owner, _CHILD)

    def _change_parameters(self, wanted: "dict[str, _Applied]") -> None:
        """Set each parameter that is no matrix to its original plus what all LoRAs add."""
        deltas: dict[str, list[tuple[float, Tensor]]] = {}
        for applied in wanted.values():
            for name, delta in applied.weights.parameters.items():
                deltas.setdefault(name, []).append((applied.strength, delta))
        for name in self._originals.keys() | deltas.keys():
            parameter = self._transformer.get_parameter(name)
            if parameter.is_meta:
                raise ValueError(f"{name} is offloaded and cannot be changed")
            original = self._originals.setdefault(name, parameter.detach().clone())
            changed = original.float()
            for strength, delta in deltas.get(name, ()):
                changed = changed + strength * delta.to(changed).view_as(changed)
            with torch.no_grad():
                parameter.copy_(changed if name in deltas else original)
        self._originals = {name: self._originals[name] for name in deltas}

    def _owner(self, target: str) -> nn.Module:
        """The block that holds the layer, so that block-wise offloading moves its LoRAs too."""
        parts = target.split(".")
        if parts[0] == "blocks":
            return self._transformer.get_submodule(".".join(parts[:2]))
        return self._transformer


@dataclass(frozen=True, slots=True)
class _Applied:
    strength: float
    weights: LoraWeights


def _strengths(applied: dict[str, _Applied]) -> list[tuple[str, float]]:
    return [(sha256, one.strength) for sha256, one in applied.items()]


class _LoraLayer(nn.Module):
    """The LoRAs on one layer; adds to what the layer gives, in the order of the request."""

    def __init__(self, base: Layer) -> None:
        super().__init__()
        self.parts = nn.ModuleDict()
        self.strengths: dict[str, float] = {}
        self.handle: RemovableHandle = base.register_forward_hook(self._after)

    def _after(self, _base: nn.Module, args: tuple[Tensor, ...], output: Tensor) -> Tensor:
        for sha256, strength in self.strengths.items():
            output = self.parts[sha256](args[0], output, strength)
        return output


class _LoraPart(nn.Module):
    """One LoRA on one layer, in the precision in which the layer computes."""

    def __init__(self, delta: LayerDelta, base: Layer, dtype: torch.dtype) -> None:
        super().__init__()
        device = base.weight.device
        if device.type == "meta":  # weights that wait elsewhere for their turn
            device = torch.device("cpu")

        def parameter(tensor: Tensor | None) -> nn.Parameter | None:
            if tensor is None:
                return None
            return nn.Parameter(tensor.to(device, dtype, copy=True), requires_grad=False)

        down = delta.down
        if down is not None:
            sides = base.weight.shape[2:] if isinstance(base, nn.Conv3d) else ()
            down = down.reshape(down.shape[0], -1, *sides)
        self.down = parameter(down)
        self.up = parameter(delta.up)
        self.up_bias = parameter(delta.up_bias)
        self.bias = parameter(delta.bias)
        self.factor = delta.factor
        self.stride = base.stride if isinstance(base, nn.Conv3d) else None

    def forward(self, hidden_states: Tensor, output: Tensor, strength: float) -> Tensor:
        """`output` plus this LoRA's share of it, in place."""
        if self.down is not None:
            for given, part in _slices(hidden_states, output, is_conv=self.stride is not None):
                part.add_(self._product(given.to(self.down.dtype)).mul_(self.factor(strength)))
        if self.bias is not None:
            bias = self.bias if self.stride is None else self.bias.view(-1, 1, 1, 1)
            output.add_(bias, alpha=strength)
        return output

    def _product(self, given: Tensor) -> Tensor:
        assert self.down is not None  # noqa: S101 - `forward` has looked
        if self.stride is None:
            low = F.linear(given, self.down)
            return low if self.up is None else F.linear(low, self.up, self.up_bias)
        low = F.conv3d(given, self.down, stride=self.stride)
        if self.up is None:
            return low
        return F.conv3d(low, self.up[..., None, None, None], self.up_bias)


def _slices(
    hidden_states: Tensor, output: Tensor, *, is_conv: bool
) -> Iterable[tuple[Tensor, Tensor]]:
    """What goes into a layer and what came out of it, in pairs of views; small ones undivided.

    A compiler would unroll them, and fuses the sum by itself.
    """
    if is_conv or output.nbytes <= SLICE_BYTES or torch.compiler.is_compiling():
        return ((hidden_states, output),)
    width = output.shape[-1]
    in_slice = SLICE_BYTES // (width * output.element_size()) // _SLICE_ROWS * _SLICE_ROWS
    in_slice = max(in_slice, _SLICE_ROWS)
    given = hidden_states.flatten(0, -2).split(in_slice)
    return zip(given, output.view(-1, width).split(in_slice), strict=True)


def _compute_dtype(base: Layer, transformer: WanTransformer3DModel) -> torch.dtype:
    """What the layer multiplies in, whatever its weight is stored as."""
    dtype = base.weight.dtype
    if dtype.is_floating_point and dtype.itemsize > 1:
        return dtype
    # GGUF layers carry it; for layerwise casting diffusers' `dtype` looks into the hooks.
    compute_dtype = getattr(base, "compute_dtype", None)
    return compute_dtype if isinstance(compute_dtype, torch.dtype) else transformer.dtype


def _children(owner: nn.Module) -> nn.ModuleDict:
    child = owner.get_submodule(_CHILD)
    assert isinstance(child, nn.ModuleDict)  # noqa: S101 - only this module uses the name
    return child


def _child_name(target: str) -> str:
    return target.replace(".", "-")
