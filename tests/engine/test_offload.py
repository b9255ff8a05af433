"""Where weights wait changes no number, and no more of them visit the device than planned."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from diffusers.hooks.first_block_cache import FirstBlockCacheConfig
from torch import Tensor, nn

from fixtures.tiny_wan import tiny_text_encoder, tiny_transformer, tiny_vae
from fixtures.weight_kinds import (
    CACHED_STEPS,
    WEIGHT_KINDS,
    forward,
    steps_with_cache,
    tiny_inputs,
    transformer_of,
    with_lora,
)
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine.cancel import CancelToken, RenderCancelled, stopping_before
from wan22_desktop.engine.memory.chunked_forward import use_chunked_forward
from wan22_desktop.engine.memory.offload import Placement
from wan22_desktop.engine.memory.streaming import Streamer
from wan22_desktop.engine.memory.weights import Weights
from wan22_desktop.engine_protocol.plan import ExecutionPlan, Offload

LAYERS = 5
OFFLOADED = [Offload.MODEL, Offload.STREAMING, Offload.SEQUENTIAL]


def placed(network: nn.Module, offload: Offload, **plan: Any) -> Placement:  # noqa: ANN401
    placement = Placement(ExecutionPlan(offload=offload, **plan))
    placement.add(network)
    return placement


def streamer_of(placement: Placement, network: nn.Module) -> Streamer:
    streamer = placement._placed[network]
    assert isinstance(streamer, Streamer)
    return streamer


def storages(tensors: object) -> set[int]:
    """Where the plain tensors inside tensors lie."""
    found: set[int] = set()
    for tensor in tensors if isinstance(tensors, list) else [tensors]:
        assert isinstance(tensor, Tensor)
        flatten = getattr(tensor, "__tensor_flatten__", None)
        if flatten is None:
            found.add(tensor.untyped_storage().data_ptr())
        else:
            found |= storages([getattr(tensor, name) for name in flatten()[0]])
    return found


def tensors_of(network: nn.Module) -> list[Tensor]:
    return [*network.parameters(), *network.buffers()]


def each_layer(network: nn.Module, look: Callable[[nn.Module], None]) -> None:
    """Look at every layer with weights when it is about to compute."""
    for layer in network.modules():
        if not any(layer.children()) and tensors_of(layer):
            layer.register_forward_pre_hook(lambda module, _: look(module))


@pytest.mark.parametrize(
    ("offload", "chunk_tokens"),
    [
        (Offload.MODEL, None),
        (Offload.STREAMING, None),
        (Offload.STREAMING, 16),
        (Offload.SEQUENTIAL, 16),
    ],
)
@pytest.mark.parametrize("kind", WEIGHT_KINDS)
def test_every_kind_of_weights_gives_the_same_numbers(
    kind: str, offload: Offload, chunk_tokens: int | None
) -> None:
    transformer = transformer_of(kind, num_layers=LAYERS)
    inputs = tiny_inputs(transformer)
    wanted = forward(transformer, inputs)
    use_chunked_forward(transformer, chunk_tokens)
    on_host: list[str] = []
    placement = placed(transformer, offload, resident_blocks=2, pinned_bytes=1 << 20)
    waiting = storages(tensors_of(transformer))
    each_layer(
        transformer,
        lambda layer: on_host.extend(
            name for name, p in layer.named_parameters() if storages(p) & waiting
        ),
    )
    for _ in range(2):
        assert torch.equal(forward(transformer, inputs), wanted)
    assert not on_host, "a layer computed with the weights that should wait"
    placement.remove(transformer)
    assert storages(tensors_of(transformer)) == waiting
    forward(transformer, inputs)
    assert on_host, "the check above finds such layers"
    use_chunked_forward(transformer, None)
    assert torch.equal(forward(transformer, inputs), wanted)


@pytest.mark.parametrize("variant", [Variant.I2V_A14B, Variant.TI2V_5B])
@pytest.mark.parametrize("offload", OFFLOADED)
def test_other_variants(variant: Variant, offload: Offload) -> None:
    transformer = transformer_of("bf16", variant)
    inputs = tiny_inputs(transformer, per_token_timestep=variant is Variant.TI2V_5B)
    wanted = forward(transformer, inputs)
    placed(transformer, offload)
    assert torch.equal(forward(transformer, inputs), wanted)


@pytest.mark.parametrize("resident", [0, 1, 2, 4, 5, 9])
def test_two_streamed_blocks_and_the_resident_ones_are_on_the_device(resident: int) -> None:
    transformer = tiny_transformer(Variant.T2V_A14B, num_layers=LAYERS)
    inputs = tiny_inputs(transformer)
    wanted = forward(transformer, inputs)
    waiting = storages(tensors_of(transformer))
    placement = placed(transformer, Offload.STREAMING, resident_blocks=resident)
    present: list[int] = []

    def count(_layer: nn.Module) -> None:
        here = [not storages(tensors_of(block.ffn)) & waiting for block in transformer.blocks]
        present.append(sum(here))

    each_layer(transformer, count)
    assert torch.equal(forward(transformer, inputs), wanted)
    kept = min(resident, LAYERS)
    assert max(present) == min(kept + 2, LAYERS)
    if resident:
        assert not storages(tensors_of(transformer.blocks[0].ffn)) & waiting, "caches compute it"
    placement.clear()
    assert storages(tensors_of(transformer)) == waiting


def test_one_part_at_a_time_is_on_the_device_in_sequence() -> None:
    transformer = tiny_transformer(Variant.T2V_A14B, num_layers=LAYERS)
    waiting = storages(tensors_of(transformer))
    placed(transformer, Offload.SEQUENTIAL)
    present: list[int] = []
    parts = [part for b in transformer.blocks for part in (b.attn1, b.attn2, b.ffn)]

    def count(_layer: nn.Module) -> None:
        present.append(sum(not storages(tensors_of(part)) & waiting for part in parts))

    each_layer(transformer, count)
    forward(transformer, tiny_inputs(transformer))
    assert max(present) == 1


def test_slices_fetch_each_part_once() -> None:
    transformer = tiny_transformer(Variant.T2V_A14B, num_layers=LAYERS)
    use_chunked_forward(transformer, 16)
    placement = placed(transformer, Offload.SEQUENTIAL)
    forward(transformer, tiny_inputs(transformer))
    assert streamer_of(placement, transformer).fetch_count == 3 * LAYERS


def test_page_locked_weights_lie_side_by_side_and_within_the_budget() -> None:
    transformer = tiny_transformer(Variant.T2V_A14B, num_layers=LAYERS)
    inputs = tiny_inputs(transformer)
    wanted = forward(transformer, inputs)
    block = transformer.blocks[0]
    one_block = Weights(m for m in block.modules() if m is not block).size_bytes
    placement = placed(transformer, Offload.STREAMING, pinned_bytes=3 * one_block + 100)
    gathered = [
        len(storages([*b.ffn.parameters(), *b.attn1.parameters()])) == 1 for b in transformer.blocks
    ]
    assert gathered == [True, True, True, False, False]
    assert placement._pinned_left_bytes == 100
    assert torch.equal(forward(transformer, inputs), wanted)
    placement.remove(transformer)
    assert placement._pinned_left_bytes == 3 * one_block + 100


@pytest.mark.parametrize("offload", [Offload.STREAMING, Offload.SEQUENTIAL])
@pytest.mark.parametrize("kind", ["bf16", "fp8-storage", "gguf", "int8+lora"])
def test_everything_at_once(kind: str, offload: Offload) -> None:
    """Quantized or adapted, streamed, in slices, with a step cache."""
    cache = FirstBlockCacheConfig(threshold=0.05)
    wanted = steps_with_cache(transformer_of(kind, num_layers=LAYERS), cache)
    transformer = transformer_of(kind, num_layers=LAYERS)
    use_chunked_forward(transformer, 16)
    placement = placed(transformer, offload, resident_blocks=1, pinned_bytes=1 << 16)
    got = steps_with_cache(transformer, cache)
    assert all(torch.equal(*pair) for pair in zip(got, wanted, strict=True))
    parts = LAYERS - 1 if offload is Offload.STREAMING else 3 * LAYERS
    assert streamer_of(placement, transformer).fetch_count < CACHED_STEPS * parts, (
        "the cache skipped some"
    )


def test_a_block_that_a_step_cache_skips_is_not_fetched() -> None:
    transformer = tiny_transformer(Variant.T2V_A14B, num_layers=LAYERS)
    inputs = tiny_inputs(transformer)
    placement = placed(transformer, Offload.STREAMING)
    streamer = streamer_of(placement, transformer)
    transformer.enable_cache(FirstBlockCacheConfig(threshold=0.5))
    with transformer.cache_context("cond"):
        first = forward(transformer, inputs)
        assert streamer.fetch_count == LAYERS + 1, "all, and the first again, ahead"
        again = forward(transformer, inputs)
        assert streamer.fetch_count == LAYERS + 2, "the second block, ahead"
    torch.testing.assert_close(again, first)
    transformer.disable_cache()
    torch.testing.assert_close(forward(transformer, inputs), first)


@pytest.mark.parametrize("offload", OFFLOADED)
def test_networks_take_turns(offload: Offload) -> None:
    transformer, vae = tiny_transformer(Variant.T2V_A14B), tiny_vae(Variant.T2V_A14B)
    encoder = tiny_text_encoder()
    ids = torch.arange(12).unsqueeze(0)
    latents = torch.randn(1, 16, 2, 4, 4)
    with torch.no_grad():
        wanted = encoder(ids).last_hidden_state, vae.decode(latents).sample
    placement = Placement(ExecutionPlan(offload=offload))
    networks = (transformer, encoder, vae)
    waiting = {n: storages(tensors_of(n)) for n in networks}
    for network in networks:
        placement.add(network)

    def on_device() -> list[nn.Module]:
        return [n for n in networks if storages(tensors_of(n)) != waiting[n]]

    with torch.no_grad():
        assert torch.equal(encoder(ids).last_hidden_state, wanted[0])
        assert on_device() == [encoder]
        forward(transformer, tiny_inputs(transformer))
        assert on_device() == [transformer]
        assert torch.equal(vae.decode(latents).sample, wanted[1])
        assert on_device() == [vae]
    with placement.using(transformer):
        assert on_device() == [transformer]
    assert on_device() == []


def test_resident_networks_stay() -> None:
    transformer = tiny_transformer(Variant.T2V_A14B)
    before = storages(tensors_of(transformer))
    placement = placed(transformer, Offload.RESIDENT)
    with placement.using(transformer):
        forward(transformer, tiny_inputs(transformer))
    placement.remove(transformer)
    assert storages(tensors_of(transformer)) == before


def test_pipelines_find_their_device() -> None:
    from diffusers.pipelines.wan.pipeline_wan import WanPipeline

    transformer = tiny_transformer(Variant.T2V_A14B)
    placement = placed(transformer, Offload.STREAMING)
    # No such device is needed to see that the question reaches the placement.
    hook: Any = transformer._hf_hook
    hook.execution_device = torch.device("meta")
    make_pipeline: Any = WanPipeline
    others = dict.fromkeys(("tokenizer", "text_encoder", "vae", "scheduler"))
    pipeline = make_pipeline(**others, transformer=transformer)
    assert pipeline._execution_device == torch.device("meta")
    placement.remove(transformer)
    assert pipeline._execution_device == torch.device("cpu")


@pytest.mark.parametrize("offload", OFFLOADED)
@pytest.mark.parametrize("stop_at", [0, 1, 2, 4])
def test_after_a_cancel_the_next_forward_is_right(offload: Offload, stop_at: int) -> None:
    transformer = tiny_transformer(Variant.T2V_A14B, num_layers=LAYERS)
    inputs = tiny_inputs(transformer)
    wanted = forward(transformer, inputs)
    placed(transformer, offload, resident_blocks=1)
    token = CancelToken()
    stop = transformer.blocks[stop_at].attn2.register_forward_pre_hook(lambda *_: token.set())
    forward(transformer, inputs)
    with (
        stopping_before([b.ffn for b in transformer.blocks], token),
        pytest.raises(RenderCancelled),
    ):
        forward(transformer, inputs)
    stop.remove()
    assert torch.equal(forward(transformer, inputs), wanted)


def test_adapters_change_between_renders() -> None:
    transformer = tiny_transformer(Variant.T2V_A14B, num_layers=LAYERS)
    inputs = tiny_inputs(transformer)
    plain = forward(transformer, inputs)
    placement = placed(transformer, Offload.STREAMING, pinned_bytes=1 << 20)
    placement.remove(transformer)
    with_lora(transformer)
    wanted = forward(transformer, inputs)
    transformer.set_adapters(["default"], [0.5])
    half = forward(transformer, inputs)
    transformer.set_adapters(["default"], [1.0])
    assert not torch.equal(wanted, plain)
    placement.add(transformer)
    assert torch.equal(forward(transformer, inputs), wanted)
    transformer.set_adapters(["default"], [0.5])
    assert torch.equal(forward(transformer, inputs), half), "strength needs no removal"
    placement.remove(transformer)
    transformer.delete_adapters(["default"])
    placement.add(transformer)
    assert torch.equal(forward(transformer, inputs), plain)
