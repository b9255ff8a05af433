"""The one normal form of a LoRA, whatever program wrote it.

A LoRA changes a weight W to W + strength * alpha / rank * up @ down; some files also hold whole
differences of weights, biases, norms and modulation tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any, cast

import torch
from torch import Tensor

from wan22_desktop.core.errors import Recovery, UserError
from wan22_desktop.core.lora_keys import (
    IgnoredReason,
    KeyKind,
    LoraKey,
    UnsupportedKeyError,
    family_of,
    is_elementwise,
    parse_key,
)
from wan22_desktop.core.lora_report import MAX_EXAMPLES, IgnoredKeys
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.core.wan import Expert

MAX_ALPHA = 1e6

_FLOATS = {
    torch.float64,
    torch.float32,
    torch.bfloat16,
    torch.float16,
    torch.float8_e4m3fn,
    torch.float8_e5m2,
}
_NUMBERS = {*_FLOATS, torch.int32, torch.int64}


@dataclass(frozen=True, slots=True)
class LayerDelta:
    """What one LoRA adds to one linear or convolution layer at strength 1."""

    down: Tensor | None = None
    """Rank x input, with the kernel's sides after it for a convolution."""
    up: Tensor | None = None
    """Output x rank; None means that `down` is the whole difference, output x input."""
    alpha: float = 1.0
    divisor: float = 1.0
    """The rank, or its root; kept beside `alpha` so that factors round as peft's do."""
    up_bias: Tensor | None = None
    """Added to the product of the matrices before that is scaled."""
    bias: Tensor | None = None
    """Added to the output as it is."""

    def factor(self, strength: float) -> float:
        """Of the product of the matrices, in the order in which peft computes it."""
        return strength * self.alpha / self.divisor


@dataclass(frozen=True, slots=True)
class LoraWeights:
    """One LoRA for one transformer; names are those of diffusers."""

    layers: dict[str, LayerDelta] = field(default_factory=dict)
    parameters: dict[str, Tensor] = field(default_factory=dict)
    """Differences of parameters that are no matrices."""
    num_keys: int = 0
    """So many tensors of the file went into this."""


@dataclass(frozen=True, slots=True)
class LoraFile:
    """A LoRA file that was read, checked and hashed."""

    sha256: str
    size_bytes: int
    ignored: tuple[IgnoredKeys, ...]
    high_noise: LoraWeights
    """For the high-noise expert, or the only transformer."""
    low_noise: LoraWeights
    """For the low-noise expert; the same object unless the file tells the two apart."""

    def weights_on(self, expert: Expert) -> LoraWeights:
        return self.high_noise if expert is Expert.HIGH_NOISE else self.low_noise


def lora_error(use: LoraUse, what: str) -> UserError:
    """An error about one LoRA of the request; `what` ends a sentence that begins with its name."""
    return UserError(
        tr(
            'The LoRA "{name}" {problem}. Nothing was rendered without it.',
            name=_short(use.name),
            problem=what,
        ),
        field="loras",
        recoveries=(Recovery.RENDER_WITHOUT_LORA, Recovery.EDIT_REQUEST),
        loras=(use.sha256,),
    )


def suspicion(error: UserError, uses: Sequence[LoraUse], expert: Expert) -> UserError:
    """`error`, that nothing usable was computed, when `uses` were on the expert.

    Their numbers were finite in the files. Which of several is too strong cannot be told.
    """
    named = ", ".join(
        tr('"{name}" at {strength:g}', name=_short(use.name), strength=use.strength_on(expert))
        for use in uses
    )
    suspected = trn(
        "The LoRA {names} is on and may be the reason: render without, or with less strength.",
        "The LoRAs {names} are on and may be the reason: render without, or with less strength.",
        len(uses),
        names=named,
    )
    return UserError(
        f"{error.message} {suspected}",
        category=error.category,
        field="loras",
        recoveries=(Recovery.RENDER_WITHOUT_LORA, Recovery.EDIT_REQUEST),
        loras=tuple(use.sha256 for use in uses),
    )


def normalized(
    use: LoraUse, tensors: dict[str, Tensor], settings: dict[str, Any], size_bytes: int
) -> LoraFile:
    """Sort the tensors of one file; raises UserError for field `loras`.

    `settings` are peft's, as diffusers stores them with a file ({} if it does not).
    """
    return _Normalizer(use, tensors, settings).file(size_bytes)


class _Normalizer:
    """Sorts the tensors of one file by what they change."""

    def __init__(self, use: LoraUse, tensors: dict[str, Tensor], settings: dict[str, Any]) -> None:
        self._use = use
        self._settings = settings
        self._ignored: dict[IgnoredReason, list[str]] = {}
        self._sorted: dict[bool, dict[str, dict[KeyKind, Tensor]]] = {}
        """Per transformer (whether it is the second) and target."""
        self._alpha_keys: dict[tuple[bool, str], str] = {}
        self._names_first = False
        """Whether the file says of tensors that they are for the first transformer alone."""
        if not tensors:
            raise self._error(tr("is empty"))
        self._sort(tensors)

    def file(self, size_bytes: int) -> LoraFile:
        weights = {second: self._weights(second) for second, found in self._sorted.items() if found}
        if not weights:
            raise self._error(tr("holds nothing that belongs to Wan's transformer"))
        first = weights.get(False, LoraWeights())
        return LoraFile(
            sha256=self._use.sha256,
            size_bytes=size_bytes,
            ignored=tuple(
                IgnoredKeys(reason=reason, count=len(keys), examples=tuple(keys[:MAX_EXAMPLES]))
                for reason, keys in self._ignored.items()
            ),
            high_noise=first,
            low_noise=weights.get(True, LoraWeights() if self._names_first else first),
        )

    def _sort(self, tensors: dict[str, Tensor]) -> None:
        refused: dict[str, list[str]] = {}
        for key in sorted(tensors):
            try:
                parsed = parse_key(key)
            except UnsupportedKeyError as reason:
                refused.setdefault(str(reason), []).append(key)
                continue
            if isinstance(parsed, IgnoredReason):
                self._ignored.setdefault(parsed, []).append(key)
            else:
                self._names_first = self._names_first or parsed.high_noise_only
                self._take(key, parsed, tensors[key])
        self._drop_lone_alphas()
        if refused and not self._sorted and (family := family_of(tensors)):
            raise self._error(tr("is made for {family}, not for Wan 2.2", family=family))
        if refused:
            reason, keys = max(refused.items(), key=lambda item: len(item[1]))
            count = sum(map(len, refused.values()))
            raise self._error(
                tr(
                    "cannot be applied: {reason} ({count} of {total} tensors, the first is {key})",
                    reason=reason,
                    count=count,
                    total=len(tensors),
                    key=_short(keys[0]),
                )
            )

    def _take(self, key: str, parsed: LoraKey, tensor: Tensor) -> None:
        if tensor.dtype not in (_NUMBERS if parsed.kind is KeyKind.ALPHA else _FLOATS):
            kind = str(tensor.dtype).removeprefix("torch.")
            raise self._error(
                tr(
                    "holds {kind} numbers, which LoRAs do not have, in {key}",
                    kind=kind,
                    key=_short(key),
                )
            )
        if not torch.isfinite(tensor.float()).all():
            raise self._error(
                tr("is a bad LoRA: {key} holds numbers that are not finite", key=_short(key))
            )
        targets = self._sorted.setdefault(parsed.low_noise_only, {})
        tensors = targets.setdefault(parsed.target, {})
        if parsed.kind in tensors:
            raise self._error(tr("changes {layer} twice", layer=parsed.target))
        tensors[parsed.kind] = tensor
        if parsed.kind is KeyKind.ALPHA:
            self._alpha_keys[parsed.low_noise_only, parsed.target] = key

    def _drop_lone_alphas(self) -> None:
        for (second, target), key in self._alpha_keys.items():
            found = self._sorted[second][target]
            if KeyKind.DOWN not in found and KeyKind.UP not in found:
                self._ignored.setdefault(IgnoredReason.ALPHA_ALONE, []).append(key)
                del found[KeyKind.ALPHA]
                if not found:
                    del self._sorted[second][target]

    def _weights(self, second: bool) -> LoraWeights:  # noqa: FBT001 - which of two
        layers: dict[str, LayerDelta] = {}
        parameters: dict[str, Tensor] = {}
        targets = self._sorted[second]
        for target, tensors in targets.items():
            if is_elementwise(target):
                parameters |= self._parameters(target, tensors)
            else:
                layers[target] = self._layer(target, tensors, second=second)
        return LoraWeights(layers, parameters, sum(map(len, targets.values())))

    def _parameters(self, target: str, tensors: dict[KeyKind, Tensor]) -> dict[str, Tensor]:
        if not set(tensors) <= {KeyKind.WEIGHT_DELTA, KeyKind.BIAS_DELTA}:
            raise self._error(
                tr("cannot be applied: {layer} has no matrix that it could change", layer=target)
            )
        if target.endswith("scale_shift_table"):
            if KeyKind.BIAS_DELTA in tensors:
                raise self._error(tr("cannot be applied: {layer} has no bias", layer=target))
            return _nonzero({target: tensors[KeyKind.WEIGHT_DELTA]})
        names = {KeyKind.WEIGHT_DELTA: "weight", KeyKind.BIAS_DELTA: "bias"}
        return _nonzero({f"{target}.{names[kind]}": delta for kind, delta in tensors.items()})

    def _layer(self, target: str, tensors: dict[KeyKind, Tensor], *, second: bool) -> LayerDelta:
        down, up = tensors.get(KeyKind.DOWN), tensors.get(KeyKind.UP)
        whole = tensors.get(KeyKind.WEIGHT_DELTA)
        up_bias = tensors.get(KeyKind.UP_BIAS)
        if up_bias is not None and up is None:
            raise self._error(
                tr("is incomplete: {layer} has a bias and not its matrices", layer=target)
            )
        if (down is None) != (up is None):
            raise self._error(tr("is incomplete: {layer} has one matrix of two", layer=target))
        if whole is not None and down is not None:
            raise self._error(tr("changes {layer} twice", layer=target))
        alpha = divisor = 1.0
        if down is not None and up is not None:
            if min(down.ndim, up.ndim) < 2 or not 0 < up.shape[1] == down.shape[0]:
                raise self._error(
                    tr("is damaged: the matrices of {layer} do not fit each other", layer=target)
                )
            alpha, divisor = self._alpha(target, tensors, rank=down.shape[0], second=second)
            up = up.flatten(1)
        return LayerDelta(
            down=down if whole is None else whole,
            up=up,
            alpha=alpha,
            divisor=divisor,
            up_bias=up_bias,
            bias=tensors.get(KeyKind.BIAS_DELTA),
        )

    def _alpha(
        self, target: str, tensors: dict[KeyKind, Tensor], *, rank: int, second: bool
    ) -> tuple[float, float]:
        """Alpha and what divides it: the rank, or its root if peft's settings say so.

        Alpha is the rank where the file names none.
        """
        alpha = tensors.get(KeyKind.ALPHA)
        if alpha is not None:
            if alpha.numel() != 1:
                raise self._error(tr("is damaged: alpha of {layer} is no number", layer=target))
            return float(alpha), rank
        settings = self._settings
        prefix = "transformer_2." if second else "transformer."
        if f"{prefix}lora_alpha" not in settings:
            prefix = ""
        value = settings.get(f"{prefix}lora_alpha")
        pattern: object = settings.get(f"{prefix}alpha_pattern")
        if isinstance(pattern, dict):
            for name, special in cast("dict[str, object]", pattern).items():
                if f".{target}".endswith(f".{name.removeprefix('^').removesuffix('$')}"):
                    value = special
        if value is None:
            return rank, rank
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not abs(value) <= MAX_ALPHA
        ):
            raise self._error(
                tr("has damaged settings: alpha of {layer} is no number", layer=target)
            )
        return value, sqrt(rank) if settings.get(f"{prefix}use_rslora") is True else rank

    def _error(self, what: str) -> UserError:
        return lora_error(self._use, what)


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}..."


def _nonzero(deltas: dict[str, Tensor]) -> dict[str, Tensor]:
    """Some trainers write differences that are zero everywhere, which change nothing."""
    return {name: delta for name, delta in deltas.items() if delta.float().any()}
