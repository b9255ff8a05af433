"""Whether a LoRA was made for this transformer, and which of its keys are used."""

from collections.abc import Sequence
from math import prod

from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from torch import nn

from wan22_desktop.core.lora_report import KeyMatchReport
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Expert
from wan22_desktop.engine.lora.format import LayerDelta, LoraFile, LoraWeights, lora_error

Layer = nn.Linear | nn.Conv3d
LoraUses = Sequence[tuple[LoraUse, LoraFile]]

_WIDTHS = {
    5120: tr("Wan 14B (Wan 2.2 A14B or Wan 2.1 14B)"),
    3072: "Wan 2.2 TI2V 5B",
    1536: "Wan 2.1 1.3B",
}
"""The hidden size of the published models (config.json of their transformers)."""


def check_loras(
    uses: LoraUses, experts: Sequence[Expert], transformer: WanTransformer3DModel
) -> tuple[KeyMatchReport, ...]:
    """Before a render: one report per LoRA and expert on which it is on, in that order.

    Names and shapes decide, so any expert's transformer does, also one on the meta device.
    Raises UserError for field `loras` if a LoRA does not fit or would change nothing.
    """
    reports: list[KeyMatchReport] = []
    for use, file in uses:
        on = [expert for expert in experts if use.strength_on(expert)]
        found = [key_match(use, file, expert, transformer) for expert in on]
        if found and not any(report.matched for report in found):
            named = tr(" or ").join(on)
            raise lora_error(use, tr("changes nothing on the {experts} transformer", experts=named))
        reports += found
    return tuple(reports)


def key_match(
    use: LoraUse, file: LoraFile, expert: Expert, transformer: WanTransformer3DModel
) -> KeyMatchReport:
    """How the file meets one transformer; raises UserError for field `loras` if it does not fit."""
    weights = file.weights_on(expert)
    _check_fit(use, weights, transformer)
    others = [w for w in (file.high_noise, file.low_noise) if w is not weights]
    return KeyMatchReport(
        sha256=use.sha256,
        name=use.name,
        expert=expert,
        strength=use.strength_on(expert),
        matched=weights.num_keys,
        for_other_expert=sum(other.num_keys for other in others),
        layers=len(weights.layers) + len(weights.parameters),
        ignored=file.ignored,
    )


def _check_fit(use: LoraUse, weights: LoraWeights, transformer: WanTransformer3DModel) -> None:
    modules = dict(transformer.named_modules())
    parameters = dict(transformer.named_parameters())
    misfits = [
        target for target, delta in weights.layers.items() if not _fits(delta, modules.get(target))
    ] + [
        name
        for name, delta in weights.parameters.items()
        if name not in parameters or parameters[name].squeeze().shape != delta.squeeze().shape
    ]
    if not misfits:
        return
    here, there = transformer.patch_embedding.out_channels, _width(weights)
    if there is not None and there != here:
        made_for = _WIDTHS.get(there) or tr("a model of width {width}", width=there)
        raise lora_error(
            use,
            tr(
                "is made for {made_for}; this model has width {width}",
                made_for=made_for,
                width=here,
            ),
        )
    raise lora_error(
        use,
        tr(
            "does not fit this model: {layer} has another size or is not there "
            "({count} of {total} layers)",
            layer=misfits[0],
            count=len(misfits),
            total=len(weights.layers) + len(weights.parameters),
        ),
    )


def _fits(delta: LayerDelta, layer: nn.Module | None) -> bool:
    match layer:
        case nn.Linear():
            inputs, outputs = layer.in_features, layer.out_features
        case nn.Conv3d():
            inputs, outputs = layer.in_channels * prod(layer.kernel_size), layer.out_channels
        case _:
            return False
    rows = outputs if delta.up is None else delta.up.shape[0]
    return (
        rows == outputs
        and all(bias is None or bias.shape == (outputs,) for bias in (delta.bias, delta.up_bias))
        and (
            delta.down is None
            or (
                delta.down.ndim > 1
                and delta.down.flatten(1).shape[1] == inputs
                and (delta.up is not None or delta.down.shape[0] == outputs)
            )
        )
    )


def _width(weights: LoraWeights) -> int | None:
    """The hidden size of the model that the LoRA was made for, if an attention layer tells."""
    for target, delta in weights.layers.items():
        if ".attn" in target and delta.down is not None and delta.down.ndim > 1:
            return delta.down.shape[1]
    return None
