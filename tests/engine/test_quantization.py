"""Quantizing tiny networks of the true classes: exactness, progress, cancel, time limit."""

import gc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from engine_client import Jobs
from torch import Tensor, nn
from torch._inductor import config

from fixtures.distances import distance
from fixtures.tiny_wan import tiny_text_encoder, tiny_transformer
from fixtures.weight_kinds import as_bf16, forward, transformer_of
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.values import Value
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine.cancel import CancelToken, RenderCancelled
from wan22_desktop.engine.loading.quantization import (
    apply_quantization_with_timeout,
    quantizable_layers,
    quantize,
    supported_quantizations,
)
from wan22_desktop.engine.renderer import Renderer
from wan22_desktop.engine_protocol.messages import Noted
from wan22_desktop.engine_protocol.plan import DeviceName, ExecutionPlan, Quantization
from wan22_desktop.engine_protocol.quantization import unsupported_because

CPU = torch.device("cpu")
LINEAR_LAYERS = 3 * (4 + 4 + 2)
"""Self-attention, cross-attention and feed-forward of each of the three blocks."""

BOUNDS = {
    Quantization.INT8: 0.007,
    Quantization.INT8_DYNAMIC: 0.009,
    Quantization.FP8: 0.027,
    Quantization.FP8_STORAGE: 0.020,
}
"""Largest relative error of a forward.

That of the libraries alone on other tiny random networks; plain 8-bit floats, whose grid is coarse
near zero, vary most (1.1 % there, 1.5 % here, bit for bit the library's: see below).
"""
ENCODER_BOUNDS = {
    Quantization.INT8: 0.014,
    Quantization.INT8_DYNAMIC: 0.018,
    Quantization.FP8: 0.054,
}
"""Twice as much: attention without a scale amplifies what comes in."""


def network(dtype: torch.dtype = torch.bfloat16) -> Any:  # noqa: ANN401
    transformer = tiny_transformer(Variant.T2V_A14B)
    if dtype is torch.bfloat16:
        as_bf16(transformer)
    return transformer


@torch.no_grad()
def encode(encoder: Any) -> Tensor:  # noqa: ANN401
    return encoder(torch.arange(1, 40)[None]).last_hidden_state.float()


def bytes_of_weights(model: nn.Module) -> int:
    """What the linear layers of the blocks hold."""
    total = 0
    for layer in quantizable_layers(model).values():
        weight: Any = layer.weight
        total += getattr(weight, "qdata", weight).nbytes
    return total


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=["fp32", "bf16"])
@pytest.mark.parametrize("quantization", BOUNDS)
def test_error_of_a_forward_is_small_but_real(
    quantization: Quantization, dtype: torch.dtype
) -> None:
    transformer = network(dtype)
    quantize(transformer, quantization, dtype, device=CPU)
    assert 0 < distance(forward(transformer), forward(network(dtype))) <= BOUNDS[quantization]


@pytest.mark.parametrize("quantization", BOUNDS)
def test_weights_take_one_byte_each(quantization: Quantization) -> None:
    transformer = network()
    parameters = sum(layer.weight.numel() for layer in quantizable_layers(transformer).values())
    assert bytes_of_weights(transformer) == 2 * parameters
    quantize(transformer, quantization, torch.bfloat16, device=CPU)
    assert bytes_of_weights(transformer) == parameters


@pytest.mark.parametrize("quantization", ENCODER_BOUNDS)
def test_text_encoder_is_quantized_but_its_embedding_is_not(quantization: Quantization) -> None:
    encoder = tiny_text_encoder().to(torch.bfloat16)
    expected = encode(encoder)
    embedding = encoder.shared.weight
    quantize(encoder, quantization, torch.bfloat16, device=CPU)
    assert len(quantizable_layers(encoder)) == 2 * (4 + 3)
    assert encoder.encoder.embed_tokens.weight is embedding
    assert embedding.dtype is torch.bfloat16
    assert 0 < distance(encode(encoder), expected) <= ENCODER_BOUNDS[quantization]


@pytest.mark.parametrize("quantization", BOUNDS)
def test_only_the_linear_layers_of_the_blocks_change(quantization: Quantization) -> None:
    transformer = network()
    layers = quantizable_layers(transformer)
    assert len(layers) == LINEAR_LAYERS
    assert all(name.startswith("blocks.") for name in layers)
    before = {
        name: parameter
        for name, parameter in transformer.named_parameters()
        if name.rpartition(".")[0] not in layers
    }
    values = {name: parameter.clone() for name, parameter in before.items()}
    assert {parameter.dtype for parameter in values.values()} == {torch.float32, torch.bfloat16}
    quantize(transformer, quantization, torch.bfloat16, device=CPU)
    for name, parameter in before.items():
        assert transformer.get_parameter(name) is parameter
        assert torch.equal(parameter, values[name])
        assert parameter.dtype is values[name].dtype


def test_none_changes_nothing_and_gguf_keeps_what_the_file_holds() -> None:
    transformer = network()
    quantize(transformer, Quantization.NONE, torch.bfloat16, device=CPU)
    assert torch.equal(forward(transformer), forward(network()))
    delivered = transformer_of("gguf")
    expected = forward(delivered)
    quantize(delivered, Quantization.GGUF, torch.bfloat16, device=CPU)
    assert torch.equal(forward(delivered), expected)


def test_fp8_storage_equals_the_library_bit_for_bit() -> None:
    transformer = network()
    quantize(transformer, Quantization.FP8_STORAGE, torch.bfloat16, device=CPU)
    assert torch.equal(forward(transformer), forward(transformer_of("fp8-storage")))


def test_an_fp32_model_is_quantized_in_the_plans_precision() -> None:
    transformer = network(torch.float32)
    quantize(transformer, Quantization.INT8, torch.bfloat16, device=CPU)
    assert {layer.weight.dtype for layer in quantizable_layers(transformer).values()} == {
        torch.bfloat16
    }


def test_global_settings_of_torch_stay() -> None:
    before = torch.get_float32_matmul_precision(), config.save_config_portable()
    for quantization in BOUNDS:
        quantize(network(), quantization, torch.bfloat16, device=CPU)
    assert before == (torch.get_float32_matmul_precision(), config.save_config_portable())


def test_cancel_stops_before_the_next_layer() -> None:
    token = CancelToken()

    def cancel_at_the_eighth() -> None:
        if token.looks == 7:
            token.set()
        token.raise_if_set()

    with pytest.raises(RenderCancelled):
        quantize(
            network(),
            Quantization.INT8,
            torch.bfloat16,
            device=CPU,
            check=cancel_at_the_eighth,
        )
    assert token.looks == 8


@pytest.mark.parametrize(
    ("make", "quantization", "dtype", "reason"),
    [
        (network, Quantization.FP8_DYNAMIC, torch.bfloat16, "do not multiply 8-bit floats"),
        (network, Quantization.GGUF, torch.bfloat16, "is no GGUF file"),
        (lambda: transformer_of("gguf"), Quantization.INT8, torch.bfloat16, "quantized already"),
        (tiny_text_encoder, Quantization.FP8_STORAGE, torch.float32, "text encoder"),
    ],
)
def test_what_is_not_possible_is_refused_with_the_reason(
    make: Callable[[], nn.Module], quantization: Quantization, dtype: torch.dtype, reason: str
) -> None:
    model = make()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    with pytest.raises(UserError, match=reason) as caught:
        quantize(model, quantization, dtype, device=CPU)
    assert quantization.value in caught.value.message
    assert caught.value.field == "quantization"
    assert caught.value.suggestion == "none"
    after = model.state_dict()
    assert all(torch.equal(after[name], value) for name, value in before.items())


def test_weights_beyond_8_bit_floats_are_refused_instead_of_cut_off() -> None:
    transformer = network()
    transformer.blocks[1].ffn.net[2].weight[3, 4] = 1000.0
    with pytest.raises(UserError, match="beyond the range"):
        quantize(transformer, Quantization.FP8_STORAGE, torch.bfloat16, device=CPU)


def test_what_that_refusal_guards_against() -> None:
    transformer = network()
    transformer.blocks[1].ffn.net[2].weight[3, 4] = 1000.0
    transformer.enable_layerwise_casting(torch.float8_e4m3fn, torch.bfloat16)
    assert transformer.blocks[1].ffn.net[2].weight[3, 4].float() == 448.0


def test_unknown_networks_have_no_rule() -> None:
    with pytest.raises(TypeError, match="no rule"):
        quantizable_layers(nn.Linear(2, 2))


def test_what_this_processor_can() -> None:
    reasons = supported_quantizations(CPU)
    assert set(reasons) == set(Quantization)
    assert {quantization for quantization, reason in reasons.items() if reason is not None} == {
        Quantization.FP8_DYNAMIC
    }


@pytest.mark.parametrize(
    ("quantization", "device", "capability", "libraries", "reason"),
    [
        (Quantization.NONE, "cpu", None, (), None),
        (Quantization.INT8, "cuda", (8, 6), (), "torchao is not installed"),
        (Quantization.INT8, "cuda", (8, 6), ("torchao",), None),
        (Quantization.FP8, "cuda", (7, 5), ("torchao",), None),
        (Quantization.FP8_STORAGE, "cuda", (7, 5), (), None),
        (Quantization.GGUF, "cpu", None, ("torchao",), "gguf is not installed"),
        (Quantization.GGUF, "cpu", None, ("gguf",), None),
        (Quantization.INT8_DYNAMIC, "cuda", (7, 0), ("torchao",), "Turing"),
        (Quantization.INT8_DYNAMIC, "cuda", (7, 5), ("torchao",), None),
        (Quantization.INT8_DYNAMIC, "cpu", None, ("torchao",), None),
        (Quantization.FP8_DYNAMIC, "cuda", (8, 6), ("torchao",), "Ada"),
        (Quantization.FP8_DYNAMIC, "cuda", None, ("torchao",), "Ada"),
        (Quantization.FP8_DYNAMIC, "cuda", (8, 9), ("torchao",), None),
        (Quantization.FP8_DYNAMIC, "cuda", (12, 0), ("torchao",), None),
    ],
)
def test_rules_of_machines(
    quantization: Quantization,
    device: DeviceName,
    capability: tuple[int, int] | None,
    libraries: tuple[str, ...],
    reason: str | None,
) -> None:
    found = unsupported_because(
        quantization, device=device, compute_capability=capability, libraries=libraries
    )
    if reason is None:
        assert found is None
    else:
        assert found is not None
        assert reason in found


# --- within a time limit --------------------------------------------------------------------------


class Clock:
    """Seconds that pass only between two layers."""

    def __init__(self, seconds_per_layer: float) -> None:
        self.now = 100.0
        self._seconds_per_layer = seconds_per_layer

    def __call__(self) -> float:
        return self.now

    def check(self) -> None:
        self.now += self._seconds_per_layer


def test_a_network_is_quantized_within_its_time() -> None:
    clock = Clock(seconds_per_layer=10.0)
    model = apply_quantization_with_timeout(
        network,
        Quantization.INT8,
        torch.bfloat16,
        device=CPU,
        limit_s=10.0 * LINEAR_LAYERS,
        check=clock.check,
        clock=clock,
    )
    expected = network()
    quantize(expected, Quantization.INT8, torch.bfloat16, device=CPU)
    assert torch.equal(forward(model), forward(expected))
    assert clock.now == 100 + 10 * LINEAR_LAYERS


def test_what_takes_too_long_is_given_up() -> None:
    clock = Clock(seconds_per_layer=40.0)
    with pytest.raises(UserError) as caught:
        apply_quantization_with_timeout(
            network,
            Quantization.INT8,
            torch.bfloat16,
            device=CPU,
            limit_s=300.0,
            check=clock.check,
            clock=clock,
        )
    assert caught.value.message == (
        "The quantization int8 is not possible here: it took more than 300 s."
    )
    assert caught.value.field == "quantization"
    assert caught.value.category is ErrorCategory.MODEL
    assert clock.now == 100 + 8 * 40


def raising(error: Exception) -> Callable[[], None]:
    def check() -> None:
        raise error

    return check


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory"),
        MemoryError(),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"),
    ],
    ids=["card", "python", "processor"],
)
def test_what_does_not_fit_into_memory_is_no_bug(error: Exception) -> None:
    with pytest.raises(UserError, match="int8 is not possible here: the memory does not suffice"):
        apply_quantization_with_timeout(
            network,
            Quantization.INT8,
            torch.bfloat16,
            device=CPU,
            limit_s=300.0,
            check=raising(error),
        )


@pytest.mark.parametrize("error", [RuntimeError("a bug"), RenderCancelled()])
def test_bugs_and_cancels_go_through(error: Exception) -> None:
    with pytest.raises(type(error)) as caught:
        apply_quantization_with_timeout(
            network,
            Quantization.INT8,
            torch.bfloat16,
            device=CPU,
            limit_s=300.0,
            check=raising(error),
        )
    assert caught.value is error


def test_nothing_is_read_for_what_the_machine_cannot() -> None:
    def never() -> nn.Module:
        raise AssertionError("the model was read")

    with pytest.raises(UserError, match="fp8-dynamic is not possible here: processors"):
        apply_quantization_with_timeout(
            never, Quantization.FP8_DYNAMIC, torch.bfloat16, device=CPU, limit_s=300.0
        )


# --- what else is tried ---------------------------------------------------------------------------


def transformers_in_memory() -> int:
    return sum(type(thing) is WanTransformer3DModel for thing in gc.get_objects())


def test_a_render_takes_the_first_fallback_that_works(jobs: Jobs) -> None:
    heard: list[str] = []
    left_over: list[int] = []

    def hear(event: Value) -> None:
        if isinstance(event, Noted):
            heard.append(event.message)
            left_over.append(transformers_in_memory() - before)

    renderer, token = Renderer(hear), CancelToken()
    job = jobs.job(plan=ExecutionPlan(torch_threads=1, quantization=Quantization.INT8))
    impatient = {
        "quantization_limit_s": 1e-9,
        "quantization_fallbacks": (Quantization.FP8_STORAGE, Quantization.NONE),
    }
    gc.collect()  # what other tests have left must not go meanwhile
    before = transformers_in_memory()
    clip = renderer.render(job.model_copy(update=impatient), token)
    usual = renderer.render(jobs.job(plan=ExecutionPlan(torch_threads=1)), token)

    assert clip.figures.quantization is Quantization.NONE
    assert np.array_equal(clip.frames, usual.frames)
    assert clip.metadata is not None
    first, second = clip.metadata.notes
    assert first.startswith("The quantization int8 is not possible here: it took more than")
    assert first.endswith("fp8-storage was used instead.")
    assert second.startswith("The quantization fp8-storage is not possible here")
    assert second.endswith("No quantization was used instead.")
    assert heard == [first, first, second]
    assert left_over == [0, 0, 0], "what was spoilt is gone before the model is read again"
