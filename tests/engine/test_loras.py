"""LoRAs on a transformer against the same LoRAs merged into the weights of a copy."""

import copy
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from diffusers.pipelines.wan.pipeline_wan import WanPipeline
from torch._dynamo.testing import CompileCounter
from torch.profiler import ProfilerActivity, profile

from fixtures import tiny_loras
from fixtures.tiny_loras import (
    TinyLora,
    output_of,
    reference_output,
    save_lora,
    tiny_lora,
    with_differences,
)
from fixtures.tiny_wan import tiny_transformer
from fixtures.weight_kinds import as_fp8, as_fp8_storage, as_gguf, as_int8, as_int8_dynamic
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.lora_keys import IgnoredReason
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.wan import Expert, Variant
from wan22_desktop.engine.lora.files import LoraFiles
from wan22_desktop.engine.lora.fit import check_loras
from wan22_desktop.engine.lora.format import LayerDelta, LoraFile, LoraWeights
from wan22_desktop.engine.lora.lora_set import SLICE_BYTES, LoraSet
from wan22_desktop.engine.memory.chunked_forward import use_chunked_forward

FP32 = 1e-5
"""Outputs are of the order of 1 and LoRAs change them by as much."""

Uses = list[tuple[LoraUse, LoraFile]]


class Rig:
    """A tiny transformer, its LoRA set, and a folder to write files to."""

    def __init__(self, folder: Path, variant: Variant = Variant.T2V_A14B) -> None:
        self.folder = folder
        self.transformer: WanTransformer3DModel = tiny_transformer(variant, num_layers=2)
        self.plain = copy.deepcopy(self.transformer)
        self.files = LoraFiles()
        self.high = LoraSet(self.transformer, Expert.HIGH_NOISE)

    def use(
        self,
        tensors: dict[str, torch.Tensor],
        strength: float = 1.0,
        strength_2: float = 1.0,
        **options: Any,  # noqa: ANN401
    ) -> tuple[LoraUse, LoraFile]:
        path = self.folder / "a.safetensors"
        use = save_lora(path, tensors, strength=strength, strength_2=strength_2, **options)
        return use, self.files.read(use, path)

    def expected(self, *loras: tuple[TinyLora, float]) -> torch.Tensor:
        return reference_output(self.plain, *loras)


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def at(strength: float, uses: Uses) -> Uses:
    return [(use.model_copy(update={"strength": strength}), file) for use, file in uses]


def assert_near(found: torch.Tensor, wanted: torch.Tensor, bound: float = FP32) -> None:
    assert (found - wanted).abs().max().item() <= bound


def block_layers(transformer: WanTransformer3DModel) -> list[str]:
    return [name for name in tiny_loras.linear_names(transformer) if name.startswith("blocks.")]


def loaded_by_diffusers(
    transformer: WanTransformer3DModel,
    tensors: dict[str, torch.Tensor],
    metadata: dict[str, Any] | None = None,
) -> WanTransformer3DModel:
    """A copy with the LoRA loaded by the bare library."""
    copied = copy.deepcopy(transformer)
    converted = WanPipeline.lora_state_dict(dict(tensors))
    WanPipeline.load_lora_into_transformer(converted, copied, adapter_name="a", metadata=metadata)
    return copied


@pytest.mark.parametrize("form", tiny_loras.FORMATS)
@pytest.mark.parametrize("variant", [Variant.I2V_A14B, Variant.TI2V_5B])
def test_every_format_equals_merged_weights(tmp_path: Path, form: str, variant: Variant) -> None:
    rig = Rig(tmp_path, variant)
    alpha = None if form in tiny_loras.WITHOUT_ALPHA else 3.0
    lora = tiny_lora(rig.plain, alpha=alpha)
    if form == "distilled":
        lora = with_differences(lora, rig.plain)
    tensors = tiny_loras.FORMATS[form](lora)

    (report,) = rig.high.apply([rig.use(tensors, 0.7)])

    assert_near(output_of(rig.transformer), rig.expected((lora, 0.7)))
    assert (output_of(rig.transformer) - output_of(rig.plain)).abs().max() > 0.1
    assert (report.matched, report.ignored) == (len(tensors), ())


@pytest.mark.parametrize("use_rslora", [False, True])
def test_alphas_in_the_settings_of_peft_count(rig: Rig, use_rslora: bool) -> None:
    lora = tiny_lora(rig.plain)
    metadata = tiny_loras.peft_settings(lora, use_rslora=use_rslora)
    rig.high.apply([rig.use(tiny_loras.diffusers(lora), metadata=metadata)])
    if use_rslora:
        for pair in lora.pairs.values():
            pair.alpha *= pair.down.shape[0] ** 0.5
    assert_near(output_of(rig.transformer), rig.expected((lora, 1.0)))


@pytest.mark.parametrize("form", ["diffusers", "comfyui", "lightning", "musubi"])
def test_the_bare_library_agrees_where_it_can_read_the_file(rig: Rig, form: str) -> None:
    lora = tiny_lora(rig.plain, names=block_layers(rig.plain), alpha=None)
    tensors = tiny_loras.FORMATS[form](lora)
    bare = loaded_by_diffusers(rig.plain, tensors)
    rig.high.apply([rig.use(tensors)])
    assert_near(output_of(rig.transformer), output_of(bare))


def test_keys_without_prefix_work_though_the_bare_library_loads_nothing(rig: Rig) -> None:
    lora = tiny_lora(rig.plain, names=block_layers(rig.plain))
    tensors = tiny_loras.unprefixed(lora)
    bare = loaded_by_diffusers(rig.plain, tensors)
    assert torch.equal(output_of(bare), output_of(rig.plain))

    rig.high.apply([rig.use(tensors)])
    assert_near(output_of(rig.transformer), rig.expected((lora, 1.0)))


def test_several_at_once_in_the_order_of_the_request(rig: Rig) -> None:
    first, second = tiny_lora(rig.plain, seed=1), tiny_lora(rig.plain, seed=2)
    a = rig.use(tiny_loras.comfyui(first), 0.5)
    b = rig.use(tiny_loras.musubi(second), -1.2)
    rig.high.apply([a, b])
    both = output_of(rig.transformer)
    assert_near(both, rig.expected((first, 0.5), (second, -1.2)))

    # Whatever was attached before: the same request gives the same bits.
    rig.high.apply([b])
    rig.high.apply([a, b])
    assert torch.equal(output_of(rig.transformer), both)


def test_each_expert_has_its_strength(rig: Rig) -> None:
    lora = tiny_lora(rig.plain)
    uses = [rig.use(tiny_loras.comfyui(lora), 0.5, 0.25)]
    low_noise = copy.deepcopy(rig.plain)
    low = LoraSet(low_noise, Expert.LOW_NOISE)
    reports = (*rig.high.apply(uses), *low.apply(uses))
    assert_near(output_of(rig.transformer), rig.expected((lora, 0.5)))
    assert_near(output_of(low_noise), rig.expected((lora, 0.25)))
    assert [(report.expert, report.strength) for report in reports] == [
        (Expert.HIGH_NOISE, 0.5),
        (Expert.LOW_NOISE, 0.25),
    ]
    assert rig.files.reads == 1


def test_strength_zero_leaves_the_expert_alone(rig: Rig) -> None:
    uses = [rig.use(tiny_loras.comfyui(tiny_lora(rig.plain)), 0.0, 1.0)]
    assert rig.high.apply(uses) == ()
    assert rig.high.parts_attached == 0
    assert torch.equal(output_of(rig.transformer), output_of(rig.plain))


def test_a_file_for_both_experts_gives_each_its_part(rig: Rig) -> None:
    first, second = tiny_lora(rig.plain, seed=1, alpha=None), tiny_lora(rig.plain, alpha=None)
    tensors = tiny_loras.diffusers(first) | {
        key.replace("transformer.", "transformer_2."): tensor
        for key, tensor in tiny_loras.diffusers(second).items()
    }
    uses = [rig.use(tensors)]
    low_noise = copy.deepcopy(rig.plain)
    (report,) = rig.high.apply(uses)
    LoraSet(low_noise, Expert.LOW_NOISE).apply(uses)
    assert_near(output_of(rig.transformer), rig.expected((first, 1.0)))
    assert_near(output_of(low_noise), rig.expected((second, 1.0)))
    assert report.matched == report.for_other_expert == len(tensors) // 2


def test_a_file_that_names_the_first_expert_leaves_the_second_alone(rig: Rig) -> None:
    lora = tiny_lora(rig.plain, alpha=None)
    uses = [
        rig.use(
            {
                f"diffusion_model.transformer_1.{key.removeprefix('diffusion_model.')}": tensor
                for key, tensor in tiny_loras.comfyui(lora).items()
            }
        )
    ]
    low_noise = copy.deepcopy(rig.plain)
    (report,) = rig.high.apply(uses)
    LoraSet(low_noise, Expert.LOW_NOISE).apply(uses)
    assert_near(output_of(rig.transformer), rig.expected((lora, 1.0)))
    assert torch.equal(output_of(low_noise), output_of(rig.plain))
    assert report.matched > 0


def test_a_difference_of_the_wrong_dimensions_is_a_misfit(rig: Rig) -> None:
    tensors = {"diffusion_model.blocks.0.self_attn.q.diff": torch.ones(32)}
    with pytest.raises(UserError, match="does not fit"):
        rig.high.apply([rig.use(tensors)])


def test_a_change_of_strength_attaches_and_reads_nothing(rig: Rig) -> None:
    lora = tiny_lora(rig.plain)
    uses = [rig.use(tiny_loras.comfyui(lora), 1.0)]
    rig.high.apply(uses)
    attached = rig.high.parts_attached
    tensors = {name: id(p) for name, p in rig.transformer.named_parameters()}
    assert rig.high.only_rescales(at(0.3, uses))
    rig.high.apply(at(0.3, uses))
    assert {name: id(p) for name, p in rig.transformer.named_parameters()} == tensors
    assert (rig.high.parts_attached, rig.files.reads) == (attached, 1)
    assert_near(output_of(rig.transformer), rig.expected((lora, 0.3)))

    fresh = copy.deepcopy(rig.plain)
    reports = LoraSet(fresh, Expert.HIGH_NOISE).apply(at(0.3, uses))
    assert torch.equal(output_of(rig.transformer), output_of(fresh))
    assert rig.high.apply(at(0.3, uses)) == reports, "the report is that of a first time"


def test_a_change_of_strength_moves_norms_and_tables_too(rig: Rig) -> None:
    lora = with_differences(tiny_lora(rig.plain), rig.plain)
    uses = [rig.use(tiny_loras.distilled(lora), 1.0)]
    rig.high.apply(uses)
    assert rig.high.only_rescales(uses)
    assert not rig.high.only_rescales(at(0.3, uses)), "parameters would change under the offload"
    rig.high.apply(at(0.3, uses))
    assert_near(output_of(rig.transformer), rig.expected((lora, 0.3)))


def test_adding_one_attaches_only_that_one(rig: Rig) -> None:
    first = rig.use(tiny_loras.comfyui(tiny_lora(rig.plain, seed=1)))
    names = ["blocks.0.attn1.to_q", "blocks.1.ffn.net.2"]
    second = rig.use(tiny_loras.comfyui(tiny_lora(rig.plain, names=names)))
    rig.high.apply([first])
    attached = rig.high.parts_attached
    assert not rig.high.only_rescales([first, second])
    rig.high.apply([first, second])
    assert rig.high.parts_attached == attached + len(names)


def test_removal_restores_every_bit_and_name(rig: Rig) -> None:
    modules = [name for name, _ in rig.transformer.named_modules()]
    lora = with_differences(tiny_lora(rig.plain), rig.plain)
    rig.high.apply([rig.use(tiny_loras.distilled(lora))])
    assert not torch.equal(output_of(rig.transformer), output_of(rig.plain))
    rig.high.apply([])
    assert [name for name, _ in rig.transformer.named_modules()] == modules
    wanted = rig.plain.state_dict()
    assert all(torch.equal(t, wanted[name]) for name, t in rig.transformer.state_dict().items())
    assert torch.equal(output_of(rig.transformer), output_of(rig.plain))


def test_a_failure_half_way_leaves_nothing_behind(rig: Rig) -> None:
    use, file = rig.use(tiny_loras.comfyui(tiny_lora(rig.plain)))
    deltas = dict(file.high_noise.layers)
    last = list(deltas)[-1]
    layer = rig.plain.get_submodule(last)
    assert isinstance(layer, torch.nn.Linear)
    deltas[last] = LayerDelta(bias=torch.empty(layer.out_features, device="meta"))
    weights = LoraWeights(deltas, num_keys=1)
    broken = LoraFile(file.sha256, 1, (), weights, weights)
    with pytest.raises(NotImplementedError):  # a tensor without data cannot be copied
        rig.high.apply([(use, broken)])
    assert rig.high.parts_attached > 0
    assert torch.equal(output_of(rig.transformer), output_of(rig.plain))
    assert not any("loras" in name for name, _ in rig.transformer.named_modules())


@pytest.mark.parametrize(
    "names", [["blocks.1.attn1.to_k"], ["proj_out"], ["condition_embedder.time_proj"]]
)
def test_a_partial_file_changes_what_it_holds(rig: Rig, names: list[str]) -> None:
    lora = tiny_lora(rig.plain, names=names)
    (report,) = rig.high.apply([rig.use(tiny_loras.musubi(lora))])
    assert_near(output_of(rig.transformer), rig.expected((lora, 1.0)))
    assert report.layers == rig.high.parts_attached == 1


def test_a_file_of_one_bias_only(rig: Rig) -> None:
    bias = torch.linspace(-1, 1, 32)
    lora = TinyLora({}, {"blocks.0.attn1.to_v.bias": bias})
    rig.high.apply([rig.use({"blocks.0.self_attn.v.diff_b": bias})])
    assert_near(output_of(rig.transformer), rig.expected((lora, 1.0)))


def test_a_bias_of_the_pair_is_scaled_with_it(rig: Rig) -> None:
    lora = tiny_lora(rig.plain, names=["blocks.0.ffn.net.2"], alpha=0.5)
    tensors = tiny_loras.comfyui(lora)
    bias = torch.linspace(-1, 1, 32)
    tensors["diffusion_model.blocks.0.ffn.2.lora_B.bias"] = bias
    rig.high.apply([rig.use(tensors)])
    lora.parameters["blocks.0.ffn.net.2.bias"] = 0.5 / 2 * bias
    assert_near(output_of(rig.transformer), rig.expected((lora, 1.0)))


def test_what_is_left_out_is_told(rig: Rig) -> None:
    tensors = tiny_loras.comfyui(tiny_lora(rig.plain))
    matched = len(tensors)
    for half in ("lora_A", "lora_B"):
        tensors[f"diffusion_model.blocks.0.cross_attn.k_img.{half}.weight"] = torch.ones(2, 2)
    tensors["lora_te1_text_model_encoder.lora_down.weight"] = torch.ones(2, 2)
    tensors["diffusion_model.blocks.0.self_attn.norm_q.alpha"] = torch.tensor(1.0)
    (report,) = rig.high.apply([rig.use(tensors)])
    assert report.matched == matched
    assert {ignored.reason: ignored.count for ignored in report.ignored} == {
        IgnoredReason.IMAGE_ATTENTION: 2,
        IgnoredReason.TEXT_ENCODER: 1,
        IgnoredReason.ALPHA_ALONE: 1,
    }
    assert type(report).from_json(report.to_json()) == report


def test_all_is_checked_before_a_render_without_a_model(rig: Rig) -> None:
    uses = [rig.use(tiny_loras.comfyui(tiny_lora(rig.plain)), 1.0, 0.5)]
    with torch.device("meta"):
        shapes: Any = WanTransformer3DModel.from_config(rig.plain.config)
    reports = check_loras(uses, tuple(Expert), shapes)
    assert [report.strength for report in reports] == [1.0, 0.5]

    second = {
        f"transformer_2.{key}": t for key, t in tiny_loras.unprefixed(tiny_lora(rig.plain)).items()
    }
    uses = [rig.use(second)]
    assert check_loras(uses, tuple(Expert), shapes)[0].matched == 0
    with pytest.raises(UserError, match="changes nothing on the high-noise transformer"):
        check_loras(uses, [Expert.HIGH_NOISE], shapes)


def test_weights_that_wait_elsewhere_are_not_changed_in_vain(rig: Rig) -> None:
    lora = with_differences(tiny_lora(rig.plain), rig.plain)
    uses = [rig.use(tiny_loras.distilled(lora))]
    with torch.device("meta"):
        shapes: Any = WanTransformer3DModel.from_config(rig.plain.config)
    with pytest.raises(ValueError, match="offloaded"):
        LoraSet(shapes, Expert.HIGH_NOISE).apply(uses)


@pytest.mark.parametrize("offload_type", ["block_level", "leaf_level"])
def test_offload_attached_afterwards_moves_the_loras_too(rig: Rig, offload_type: str) -> None:
    rig.high.apply([rig.use(tiny_loras.comfyui(tiny_lora(rig.plain)))])
    resident = output_of(rig.transformer)
    rig.transformer.enable_group_offload(
        onload_device=torch.device("cpu"),
        offload_device=torch.device("cpu"),
        offload_type=offload_type,
        num_blocks_per_group=1,
    )
    assert torch.equal(output_of(rig.transformer), resident)


def quantized(transformer: WanTransformer3DModel, kind: str) -> WanTransformer3DModel:
    """A copy whose blocks' linear layers are quantized, by the libraries alone."""
    copied = copy.deepcopy(transformer)
    _QUANTIZE[kind](copied)
    return copied


_QUANTIZE: dict[str, Callable[[Any], None]] = {
    "int8": as_int8,
    "int8-dynamic": as_int8_dynamic,
    "fp8": as_fp8,
    "fp8-storage": partial(as_fp8_storage, compute_dtype=torch.float32),
    "gguf": partial(as_gguf, compute_dtype=torch.float32),
}


def with_stored_weights(
    plain: WanTransformer3DModel, quantized: WanTransformer3DModel, kind: str
) -> WanTransformer3DModel:
    """A plain copy whose weights are exactly what the quantized layers hold."""
    from diffusers.quantizers.gguf.utils import dequantize_gguf_tensor

    read: Callable[[Any], torch.Tensor] = {
        "int8": lambda weight: weight.dequantize(),
        "fp8": lambda weight: weight.dequantize(),
        "gguf": dequantize_gguf_tensor,
        "fp8-storage": lambda weight: weight.float(),
    }[kind]
    copied = copy.deepcopy(plain)
    names = [name for name, _ in copied.named_parameters() if kind == "fp8-storage"]
    with torch.no_grad():
        for name in names or [f"{layer}.weight" for layer in block_layers(copied)]:
            owner, _, parameter = name.rpartition(".")
            stored = getattr(quantized.get_submodule(owner), parameter)
            copied.get_parameter(name).copy_(read(stored))
    return copied


@pytest.mark.parametrize("kind", ["int8", "fp8", "fp8-storage", "gguf"])
def test_loras_on_quantized_layers_equal_merging_into_what_these_hold(rig: Rig, kind: str) -> None:
    base = quantized(rig.plain, kind)
    before = output_of(base)
    lora = with_differences(tiny_lora(rig.plain), rig.plain)
    reference = reference_output(with_stored_weights(rig.plain, base, kind), (lora, 0.7))

    loras = LoraSet(base, Expert.HIGH_NOISE)
    loras.apply([rig.use(tiny_loras.distilled(lora), 0.7)])
    assert_near(output_of(base), reference)
    loras.apply([])
    assert torch.equal(output_of(base), before)


def test_loras_on_layers_that_quantize_their_input(rig: Rig) -> None:
    base = quantized(rig.plain, "int8-dynamic")
    name = "blocks.1.attn1.to_q"
    layer = base.get_submodule(name)
    rows = torch.randn(2, 5, 32)
    before, whole = layer(rows), output_of(base)
    lora = tiny_lora(rig.plain, names=[name])
    loras = LoraSet(base, Expert.HIGH_NOISE)
    loras.apply([rig.use(tiny_loras.comfyui(lora), 0.7)])
    assert_near(layer(rows), before + 0.7 * rows @ lora.pairs[name].delta.t())
    loras.apply([])
    assert torch.equal(output_of(base), whole)


def test_loras_take_the_precision_in_which_each_layer_computes(rig: Rig) -> None:
    transformer: Any = copy.deepcopy(rig.plain)
    transformer.to(torch.bfloat16)
    transformer.condition_embedder.time_embedder.float()
    transformer.enable_layerwise_casting(torch.float8_e4m3fn, torch.bfloat16)
    loras = LoraSet(transformer, Expert.HIGH_NOISE)
    loras.apply([rig.use(tiny_loras.comfyui(tiny_lora(rig.plain)))])
    output_of(transformer, torch.bfloat16)
    found = {
        name: parameter.dtype
        for name, parameter in transformer.named_parameters()
        if "loras." in name
    }
    assert {dtype for name, dtype in found.items() if "time_embedder" in name} == {torch.float32}
    assert {d for name, d in found.items() if "time_embedder" not in name} == {torch.bfloat16}


def peak_bytes(module: torch.nn.Module, rows: torch.Tensor) -> int:
    """The most that one forward allocates at once."""
    with torch.no_grad():
        module(rows)
        with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as recorded:
            module(rows)
    profiler: Any = recorded.profiler
    now = peak = 0
    for event in profiler.kineto_results.events():
        if event.name() == "[memory]":
            now += event.nbytes()
            peak = max(peak, now)
    return peak


def test_loras_need_no_room_for_another_output_of_the_layer(rig: Rig) -> None:
    name = "blocks.0.ffn.net.0.proj"
    rows = torch.randn(1, 1 << 19, 32)
    output_bytes = rows.shape[1] * 64 * 4
    assert output_bytes == 8 * SLICE_BYTES
    uses = [rig.use(tiny_loras.comfyui(tiny_lora(rig.plain, seed=seed))) for seed in (1, 2)]
    rig.high.apply(uses)
    assert peak_bytes(rig.transformer.get_submodule(name), rows) < 1.2 * output_bytes

    lora = tiny_lora(rig.plain, names=block_layers(rig.plain), alpha=None)
    tensors = tiny_loras.diffusers(lora)
    bare = loaded_by_diffusers(rig.plain, tensors).get_submodule(name)
    assert peak_bytes(bare, rows) > 2.5 * output_bytes

    rig.high.apply([rig.use(tensors)])
    with torch.no_grad():
        assert torch.equal(rig.transformer.get_submodule(name)(rows), bare(rows)), "slice by slice"


def test_loras_work_in_slices_of_tokens(rig: Rig) -> None:
    lora = with_differences(tiny_lora(rig.plain), rig.plain)
    use_chunked_forward(rig.transformer, 5)
    rig.high.apply([rig.use(tiny_loras.distilled(lora))])
    assert_near(output_of(rig.transformer), rig.expected((lora, 1.0)))


def test_loras_work_in_compiled_layers(rig: Rig) -> None:
    lora = tiny_lora(rig.plain)
    uses = [rig.use(tiny_loras.comfyui(lora))]
    rig.high.apply(uses)
    feed_forward, rows = rig.transformer.get_submodule("blocks.0.ffn"), torch.randn(1, 12, 32)
    counter = CompileCounter()
    compiled = torch.compile(feed_forward, backend=counter, fullgraph=True)
    counts: list[int] = []
    for strength in (1.0, 0.7, 0.3):
        rig.high.apply(at(strength, uses))
        assert torch.equal(compiled(rows), feed_forward(rows))
        counts.append(counter.frame_count)
    assert counts[1] == counts[2], "strengths are compiled in"
    torch.compiler.reset()
