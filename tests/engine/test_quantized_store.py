"""Quantized networks on the disk: the same bits come back, and nothing else ever does."""

import logging
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from accelerate import init_empty_weights
from torch import nn

from fixtures.tiny_wan import tiny_text_encoder, tiny_transformer
from fixtures.weight_kinds import as_bf16, forward
from wan22_desktop.core.safetensors_header import damage_of
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine.cancel import RenderCancelled
from wan22_desktop.engine.loading.quantization import quantize
from wan22_desktop.engine.loading.quantized_store import QuantizedStore
from wan22_desktop.engine_protocol.plan import Quantization

CPU = torch.device("cpu")
BF16 = torch.bfloat16
KEPT = [
    Quantization.NONE,
    Quantization.INT8,
    Quantization.INT8_DYNAMIC,
    Quantization.FP8,
    Quantization.FP8_STORAGE,
]


def quantized(quantization: Quantization = Quantization.INT8) -> Any:  # noqa: ANN401
    transformer = tiny_transformer(Variant.TI2V_5B, num_layers=1)
    as_bf16(transformer)
    quantize(transformer, quantization, BF16, device=CPU)
    return transformer


def skeleton() -> Any:  # noqa: ANN401
    """The same network without data."""
    with init_empty_weights():
        return tiny_transformer(Variant.TI2V_5B, num_layers=1)


@pytest.fixture
def store(tmp_path: Path) -> QuantizedStore:
    return QuantizedStore(tmp_path / "quantized")


def key_of(store: QuantizedStore, quantization: Quantization = Quantization.INT8) -> str:
    return store.key("source", quantization, BF16, CPU)


def load(store: QuantizedStore, quantization: Quantization = Quantization.INT8) -> Any:  # noqa: ANN401
    return store.load(key_of(store, quantization), skeleton, quantization, BF16, CPU)


@pytest.fixture
def kept(store: QuantizedStore) -> Path:
    """The file of an int8 transformer."""
    path = store.keep(key_of(store), quantized())
    assert path is not None
    return path


@pytest.mark.parametrize("quantization", KEPT)
def test_what_comes_back_is_equal_bit_for_bit(
    store: QuantizedStore, quantization: Quantization
) -> None:
    model = quantized(quantization)
    assert load(store, quantization) is None
    path = store.keep(key_of(store, quantization), model)
    assert path is not None
    assert damage_of(path) is None
    loaded = load(store, quantization)
    assert torch.equal(forward(loaded), forward(model))
    assert not loaded.training
    for (name, tensor), (expected_name, expected) in zip(
        loaded.state_dict().items(), model.state_dict().items(), strict=True
    ):
        assert name == expected_name
        assert type(tensor) is type(expected)
        assert tensor.dtype is expected.dtype
        assert repr(tensor) == repr(expected)


def test_the_file_is_as_small_as_the_network(store: QuantizedStore, kept: Path) -> None:
    whole = store.keep(key_of(store, Quantization.NONE), quantized(Quantization.NONE))
    assert whole is not None
    linear_weights = 8 * 32 * 32 + 2 * 32 * 64
    per_row = 4 + 1  # scale and zero point
    saved = whole.stat().st_size - kept.stat().st_size
    header = 5000
    assert abs(saved - linear_weights + (8 * 32 + 64 + 32) * per_row) < header


def test_a_text_encoder_keeps_its_tied_embedding(store: QuantizedStore) -> None:
    encoder = tiny_text_encoder().to(BF16)
    quantize(encoder, Quantization.INT8, BF16, device=CPU)
    key = key_of(store)
    store.keep(key, encoder)

    def empty() -> Any:  # noqa: ANN401
        with init_empty_weights():
            return tiny_text_encoder()

    loaded = store.load(key, empty, Quantization.INT8, BF16, CPU)
    assert loaded is not None
    assert loaded.shared.weight is loaded.encoder.embed_tokens.weight
    tokens = torch.arange(1, 40)[None]
    with torch.no_grad():
        expected = encoder(tokens).last_hidden_state
        assert torch.equal(loaded(tokens).last_hidden_state, expected)


def test_a_key_names_everything_that_decides_the_bits(store: QuantizedStore) -> None:
    keys = {
        store.key("source", Quantization.INT8, BF16, CPU),
        store.key("another", Quantization.INT8, BF16, CPU),
        store.key("source", Quantization.FP8, BF16, CPU),
        store.key("source", Quantization.INT8, torch.float32, CPU),
        store.key("source", Quantization.INT8, BF16, torch.device("cuda")),
    }
    assert len(keys) == 5
    assert store.key("source", Quantization.INT8, BF16, CPU) in keys


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0" * 8)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1000] ^= 0x10
    path.write_bytes(content)


def clear_a_page(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-4096:] = bytes(4096)
    path.write_bytes(content)


def spoil_the_label(path: Path) -> None:
    content = path.read_bytes()
    assert content.count(b"checksums") == 1
    path.write_bytes(content.replace(b"checksums", b"checkxxxx"))


def rename_a_tensor(path: Path) -> None:
    """Both in the header and in the label, so that only the network itself tells."""
    content = path.read_bytes()
    assert content.count(b"blocks.0.attn1.to_q.weight.qdata") == 2
    path.write_bytes(content.replace(b"blocks.0.attn1.to_q.weight", b"blocks.0.attn1.to_x.weight"))


@pytest.mark.parametrize(
    "damage",
    [cut_off, longer, empty, flip_a_bit, clear_a_page, spoil_the_label, rename_a_tensor],
)
def test_damaged_files_are_ignored(
    store: QuantizedStore,
    kept: Path,
    damage: Callable[[Path], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert load(store) is not None
    damage(kept)
    with caplog.at_level(logging.WARNING):
        assert load(store) is None
    assert kept.name in caplog.text
    store.keep(key_of(store), quantized())
    assert load(store) is not None


@pytest.mark.parametrize("damage", [flip_a_bit, clear_a_page])
def test_damage_that_only_the_checksums_see(kept: Path, damage: Callable[[Path], None]) -> None:
    damage(kept)
    assert damage_of(kept) is None


def test_the_file_of_another_network_is_ignored(store: QuantizedStore, kept: Path) -> None:
    key = store.key("another source", Quantization.INT8, BF16, CPU)
    kept.rename(kept.with_name(f"{key}.safetensors"))
    assert store.load(key, skeleton, Quantization.INT8, BF16, CPU) is None


def test_a_network_of_another_shape_is_ignored(store: QuantizedStore) -> None:
    key = key_of(store)
    other = tiny_transformer(Variant.T2V_A14B, num_layers=1)
    as_bf16(other)
    quantize(other, Quantization.INT8, BF16, device=CPU)
    assert store.keep(key, other) is not None
    assert load(store) is None


def test_what_cannot_be_written_is_only_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_bytes(b"in the way")
    store = QuantizedStore(tmp_path / "file")
    with caplog.at_level(logging.WARNING):
        assert store.keep(key_of(store), quantized()) is None
    assert "not kept" in caplog.text
    assert load(store) is None


def test_a_cancelled_write_leaves_nothing_behind(store: QuantizedStore, tmp_path: Path) -> None:
    pieces = 0

    def check() -> None:
        nonlocal pieces
        pieces += 1
        if pieces == 20:
            raise RenderCancelled

    with pytest.raises(RenderCancelled):
        store.keep(key_of(store), quantized(), check)
    assert not list((tmp_path / "quantized").iterdir())


def test_writing_needs_no_second_copy_of_the_network(store: QuantizedStore) -> None:
    """Of 32 MB, which are written tensor by tensor."""

    class Big(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layers = nn.ModuleList(nn.Linear(1024, 1024, bias=False) for _ in range(8))

    model = Big().requires_grad_(requires_grad=False)
    tracemalloc.start()
    path = store.keep("0" * 64, model)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert path is not None
    assert path.stat().st_size > 32e6
    assert peak < 2e6
