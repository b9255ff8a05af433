"""A LoRA file's tensors sorted by what they change, from their names and shapes alone.

The engine sorts the same keys by the same table (`core.lora_keys`) when it has the numbers; what
it refuses for its names or shapes is refused here in advance
(`tests/lora_library/test_compatibility.py` holds the two against each other).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from math import prod

from wan22_desktop.core.lora_keys import (
    IgnoredReason,
    KeyKind,
    LoraKey,
    UnsupportedKeyError,
    family_of,
    is_elementwise,
    parse_key,
)
from wan22_desktop.core.published_models import transformer_config
from wan22_desktop.core.tensor_table import TensorEntry
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.core.wan_architecture import transformer_shapes
from wan22_desktop.lora_library.domain.records import KeyMatch

Shape = tuple[int, ...]
Targets = Mapping[str, Mapping[KeyKind, Shape]]
"""Shapes by what they change, in diffusers' names, and what they are to it."""

_FLOATS = {"F64", "F32", "BF16", "F16", "F8_E4M3", "F8_E5M2"}
_NUMBERS = {*_FLOATS, "I32", "I64"}
_MAX_KEY_CHARACTERS = 512


@dataclass(frozen=True, slots=True)
class LoraLayout:
    """What a file changes, and why it cannot be used if so."""

    first: Targets
    """On the high-noise expert, or on the only transformer."""
    second: Targets
    """On the low-noise expert, where the file tells the two apart."""
    ignored: Mapping[IgnoredReason, int] = field(default_factory=Counter)
    obstacle: str = ""
    """Why no Wan 2.2 model can use it, as the end of a sentence."""
    num_unsupported: int = 0
    """Tensors that belong to nothing that Wan 2.2 has."""
    other_family: str | None = None
    """For which other models it was made."""
    names_first: bool = False
    """Whether keys name the first of two transformers."""

    @property
    def num_layers(self) -> int:
        """Of one transformer."""
        return len(self.first.keys() | self.second.keys())

    @property
    def num_values(self) -> int:
        """Numbers that are added to a model."""
        return sum(
            prod(shape)
            for targets in (self.first, self.second)
            for found in targets.values()
            for kind, shape in found.items()
            if kind is not KeyKind.ALPHA
        )


def layout_of(entries: Mapping[str, TensorEntry]) -> LoraLayout:
    """Sort the tensors of one file."""
    sorter = _Sorter()
    for key, entry in entries.items():
        sorter.take(key, entry)
    return sorter.layout(entries)


def match_of(layout: LoraLayout, variant: Variant) -> KeyMatch:
    """How many of the tensors that have to be applied the model has a place for.

    Not counted: what may be left out, and what is for a second transformer that it does not have.
    """
    parts = [layout.first, layout.second] if variant.facts.has_two_experts else [layout.first]
    counts = [counts_on(targets, shapes_of(variant)) for targets in parts]
    return KeyMatch(
        sum(matched for matched, _ in counts),
        sum(total for _, total in counts) + layout.num_unsupported,
    )


def counts_on(targets: Targets, shapes: Mapping[str, Shape]) -> tuple[int, int]:
    """How many of the tensors a transformer with these tensors has a place for, and of how many."""
    matched = sum(len(found) for target, found in targets.items() if fits(target, found, shapes))
    return matched, sum(map(len, targets.values()))


@cache
def shapes_of(variant: Variant) -> Mapping[str, Shape]:
    """All tensors of the variant's transformer."""
    return transformer_shapes(transformer_config(variant))


def fits(target: str, found: Mapping[KeyKind, Shape], shapes: Mapping[str, Shape]) -> bool:
    """Whether a transformer with these tensors has the target, in the size that `found` needs."""
    if is_elementwise(target):
        names = (
            {KeyKind.WEIGHT_DELTA: target}
            if target.endswith("scale_shift_table")
            else {
                KeyKind.WEIGHT_DELTA: f"{target}.weight",
                KeyKind.BIAS_DELTA: f"{target}.bias",
            }
        )
        return all(
            kind in names and _squeezed(shapes.get(names[kind])) == _squeezed(shape)
            for kind, shape in found.items()
        )
    weight = shapes.get(f"{target}.weight")
    if weight is None:
        return False
    outputs, inputs = weight[0], prod(weight[1:])
    whole, down, up = (found.get(kind) for kind in (KeyKind.WEIGHT_DELTA, KeyKind.DOWN, KeyKind.UP))
    return (
        (whole is None or (whole[:1] == (outputs,) and prod(whole[1:]) == inputs))
        and (down is None or prod(down[1:]) == inputs)
        and (up is None or (up[0] == outputs and prod(up[2:]) == 1))
        and all(
            found.get(kind, (outputs,)) == (outputs,)
            for kind in (KeyKind.BIAS_DELTA, KeyKind.UP_BIAS)
        )
    )


def _squeezed(shape: Shape | None) -> Shape | None:
    return None if shape is None else tuple(side for side in shape if side != 1)


class _Sorter:
    """Takes one tensor after the other; the first thing wrong is the obstacle."""

    def __init__(self) -> None:
        self._targets: tuple[dict[str, dict[KeyKind, Shape]], ...] = ({}, {})
        self._ignored: Counter[IgnoredReason] = Counter()
        self._unsupported: Counter[str] = Counter()
        self._obstacle = ""
        self._names_first = False

    def take(self, key: str, entry: TensorEntry) -> None:
        if len(key) > _MAX_KEY_CHARACTERS or not key.isprintable():
            self._object(tr("has unreadable names in it"))
        try:
            parsed = parse_key(key)
        except UnsupportedKeyError as reason:
            self._unsupported[str(reason).removeprefix(tr("it "))] += 1
            return
        if isinstance(parsed, IgnoredReason):
            self._ignored[parsed] += 1
        else:
            self._add(parsed, entry)

    def layout(self, entries: Mapping[str, TensorEntry]) -> LoraLayout:
        self._drop_lone_alphas()
        first, second = self._targets
        family = family_of(entries) if self._unsupported and not first and not second else None
        for targets in self._targets:
            for target, found in targets.items():
                self._check(target, found)
        if not first and not second:
            self._object(tr("holds nothing that belongs to Wan's transformer"))
        obstacle = self._obstacle
        if self._unsupported:
            obstacle = self._unsupported.most_common(1)[0][0]
        if family:
            obstacle = tr("is made for {family}, not for Wan 2.2", family=family)
        return LoraLayout(
            first=first,
            second=second,
            ignored=self._ignored,
            obstacle=obstacle,
            num_unsupported=self._unsupported.total(),
            other_family=family,
            names_first=self._names_first,
        )

    def _add(self, parsed: LoraKey, entry: TensorEntry) -> None:
        if entry.dtype not in (_NUMBERS if parsed.kind is KeyKind.ALPHA else _FLOATS):
            self._object(tr("holds {dtype} numbers, which LoRAs do not have", dtype=entry.dtype))
        self._names_first = self._names_first or parsed.high_noise_only
        found = self._targets[parsed.low_noise_only].setdefault(parsed.target, {})
        if parsed.kind in found:
            self._object(tr("changes {target} twice", target=parsed.target))
        found[parsed.kind] = entry.shape

    def _drop_lone_alphas(self) -> None:
        for targets in self._targets:
            for target, found in list(targets.items()):
                if KeyKind.ALPHA in found and not found.keys() & {KeyKind.DOWN, KeyKind.UP}:
                    self._ignored[IgnoredReason.ALPHA_ALONE] += 1
                    del found[KeyKind.ALPHA]
                    if not found:
                        del targets[target]

    def _check(self, target: str, found: Mapping[KeyKind, Shape]) -> None:
        if is_elementwise(target):
            if not found.keys() <= {KeyKind.WEIGHT_DELTA, KeyKind.BIAS_DELTA}:
                self._object(tr("puts matrices on {target}, which has none", target=target))
            if target.endswith("scale_shift_table") and KeyKind.BIAS_DELTA in found:
                self._object(tr("puts a bias on {target}, which has none", target=target))
            return
        down, up = found.get(KeyKind.DOWN), found.get(KeyKind.UP)
        if KeyKind.UP_BIAS in found and up is None:
            self._object(
                tr("is incomplete: {target} has a bias and not its matrices", target=target)
            )
        if (down is None) != (up is None):
            self._object(tr("is incomplete: {target} has one matrix of two", target=target))
        if down is not None and KeyKind.WEIGHT_DELTA in found:
            self._object(tr("changes {target} twice", target=target))
        if down and up and (min(len(down), len(up)) < 2 or not 0 < up[1] == down[0]):
            self._object(
                tr("is damaged: the matrices of {target} do not fit each other", target=target)
            )
        if prod(found.get(KeyKind.ALPHA, ())) != 1:
            self._object(tr("is damaged: alpha of {target} is no number", target=target))

    def _object(self, what: str) -> None:
        self._obstacle = self._obstacle or what
