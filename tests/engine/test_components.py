"""Networks loaded from every layout compute what the library's own load computes."""

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from diffusers.quantizers.gguf.utils import GGUFLinear
from diffusers.quantizers.quantization_config import GGUFQuantizationConfig
from torch import Tensor, nn
from transformers import T5Tokenizer, UMT5EncoderModel

from fixtures.distances import distance
from fixtures.single_files import (
    State,
    cast,
    comfy_text_encoder,
    head_128_transformer,
    random_k_blocks,
    save,
    scaled_fp8,
    tiny_sentencepiece,
    unscaled,
    upstream_text_encoder,
    upstream_transformer,
    upstream_vae,
    write_gguf,
)
from fixtures.tiny_wan import (
    DEMO_FOLDER,
    HEIGHT,
    NUM_FRAMES,
    TEXT_DIM,
    WIDTH,
    save_diffusers_folder,
    tiny_text_encoder,
    tiny_transformer,
    tiny_vae,
)
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.wan import Variant
from wan22_desktop.core.wan_layout import recognise
from wan22_desktop.engine.loading.components import (
    load_text_encoder,
    load_transformer,
    load_vae,
)
from wan22_desktop.engine.loading.tokenizer import SentencePieceTokenizer, load_tokenizer

T2V, I2V, TI2V = Variant.T2V_A14B, Variant.I2V_A14B, Variant.TI2V_5B
BF16, FP32 = torch.bfloat16, torch.float32


@torch.no_grad()
def velocity(transformer: Any) -> Tensor:  # noqa: ANN401 - as in tiny_wan
    """What a transformer computes for fixed noise and text."""
    torch.manual_seed(5)
    dtype = transformer.patch_embedding.weight.dtype
    latents = torch.randn(1, transformer.config["in_channels"], 3, 4, 4).to(dtype)
    text = torch.randn(1, 6, TEXT_DIM).to(dtype)
    return transformer(latents, torch.tensor([700]), text, return_dict=False)[0]


@torch.no_grad()
def decoded(vae: Any) -> Tensor:  # noqa: ANN401 - as in tiny_wan
    """What a VAE makes of fixed noise, through both of its halves."""
    torch.manual_seed(5)
    latents = torch.randn(1, vae.config["z_dim"], 2, 2, 2)
    video = vae.decode(latents, return_dict=False)[0]
    return vae.encode(video).latent_dist.mean + video.mean()


@torch.no_grad()
def encoded(encoder: Any) -> Tensor:  # noqa: ANN401 - as in tiny_wan
    """What a text encoder makes of fixed tokens."""
    tokens = torch.arange(3, 19).reshape(2, 8)
    return encoder(tokens, attention_mask=torch.ones_like(tokens)).last_hidden_state


def dtypes_of(module: nn.Module) -> dict[str, torch.dtype]:
    tensors = [*module.named_parameters(), *module.named_buffers()]
    return {name: tensor.dtype for name, tensor in tensors}


def saved(module: Any, folder: Path, dtype: torch.dtype) -> Path:  # noqa: ANN401 - as in tiny_wan
    """A component folder as diffusers and transformers write it."""
    module.to(dtype).save_pretrained(folder, safe_serialization=True)
    return folder


def library_transformer(folder: Path, dtype: torch.dtype) -> Any:  # noqa: ANN401 - as in tiny_wan
    return WanTransformer3DModel.from_pretrained(folder, torch_dtype=dtype).eval()


@pytest.mark.parametrize("variant", [T2V, I2V, TI2V])
@pytest.mark.parametrize("stored", [FP32, BF16])
@pytest.mark.parametrize("dtype", [FP32, BF16])
def test_folders_load_as_with_the_library(
    variant: Variant, stored: torch.dtype, dtype: torch.dtype, tmp_path: Path
) -> None:
    folder = saved(tiny_transformer(variant), tmp_path / "transformer", stored)
    ours = load_transformer(folder, variant, dtype)
    theirs = library_transformer(folder, dtype)
    assert dtypes_of(ours) == dtypes_of(theirs)
    assert ours.config["num_layers"] == theirs.config["num_layers"]
    assert torch.equal(velocity(ours), velocity(theirs))
    assert not ours.training
    assert not any(parameter.requires_grad for parameter in ours.parameters())


def test_the_demo_model_loads_as_with_the_library() -> None:
    for load, kind, compute in (
        (lambda path: load_vae(path, Variant.DEMO), AutoencoderKLWan, decoded),
        (lambda path: load_text_encoder(path, FP32), UMT5EncoderModel, encoded),
    ):
        name = "vae" if kind is AutoencoderKLWan else "text_encoder"
        theirs: Any = kind.from_pretrained(DEMO_FOLDER / name, dtype=FP32)
        assert torch.equal(compute(load(DEMO_FOLDER / name)), compute(theirs.eval()))
    ours = load_transformer(DEMO_FOLDER / "transformer", Variant.DEMO, BF16)
    assert dtypes_of(ours) == dtypes_of(library_transformer(DEMO_FOLDER / "transformer", BF16))


def test_weights_in_several_files_load_as_one(tmp_path: Path) -> None:
    transformer = tiny_transformer(T2V)
    transformer.save_pretrained(tmp_path, max_shard_size="40KB")
    assert len(list(tmp_path.glob("*.safetensors"))) > 2
    assert torch.equal(velocity(load_transformer(tmp_path, T2V, FP32)), velocity(transformer))


@pytest.mark.parametrize("variant", [T2V, I2V, TI2V])
@pytest.mark.parametrize("prefix", ["", "diffusion_model.", "model.diffusion_model."])
@pytest.mark.parametrize("stored", [FP32, BF16, torch.float16])
def test_single_files_load_as_folders(
    variant: Variant, prefix: str, stored: torch.dtype, tmp_path: Path
) -> None:
    state = cast(upstream_transformer(head_128_transformer(variant)), stored, prefix)
    path = save(tmp_path / "file.safetensors", state)
    folder = saved(head_128_transformer(variant), tmp_path / "folder", stored)
    theirs = library_transformer(folder, BF16)
    ours = load_transformer(path, variant, BF16)
    assert dtypes_of(ours) == dtypes_of(theirs)
    assert torch.equal(velocity(ours), velocity(theirs))


def test_plain_fp8_loads_as_its_rounded_numbers(tmp_path: Path) -> None:
    transformer = head_128_transformer(T2V)
    state = {
        name: tensor.to(torch.float8_e4m3fn if tensor.ndim == 2 else torch.float16)
        for name, tensor in upstream_transformer(transformer).items()
    }
    rounded = save(tmp_path / "rounded.safetensors", cast(state, FP32))
    ours = load_transformer(save(tmp_path / "fp8.safetensors", state), T2V, BF16)
    assert torch.equal(velocity(ours), velocity(load_transformer(rounded, T2V, BF16)))


SCALINGS: dict[str, Callable[[State], State]] = {
    "Comfy-Org": scaled_fp8,
    "Comfy-Org without input scales": lambda s: scaled_fp8(s, input_scale_name=None),
    "newer names": lambda s: scaled_fp8(
        s, scale_name="weight_scale", input_scale_name="input_scale", marker=False
    ),
    "LightX2V, one scale per row": lambda s: scaled_fp8(
        s, scale_name="weight_scale", input_scale_name=None, per_row=True, marker=False
    ),
}


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("dtype", [FP32, BF16])
def test_scaled_fp8_loads_as_numbers_times_scales(
    scaling: str, dtype: torch.dtype, tmp_path: Path
) -> None:
    original = head_128_transformer(T2V)
    state = SCALINGS[scaling](upstream_transformer(original))
    reference = save(tmp_path / "reference.safetensors", unscaled(state))
    ours = velocity(load_transformer(save(tmp_path / "a.safetensors", state), T2V, dtype)).float()
    assert torch.equal(ours, velocity(load_transformer(reference, T2V, dtype)).float())
    truth = velocity(original)
    assert distance(ours, truth) < 0.05
    # Without its scales the same file computes something else altogether.
    bare = {n: t for n, t in state.items() if "scale" not in n}
    garbage = load_transformer(save(tmp_path / "bare.safetensors", bare), T2V, dtype)
    assert distance(velocity(garbage), truth) > 0.5


def test_int8_with_a_scale_per_row_loads_as_numbers_times_scales(tmp_path: Path) -> None:
    original = head_128_transformer(T2V)
    state = upstream_transformer(original)
    for name in [name for name in state if name.startswith("blocks.") and state[name].ndim == 2]:
        scale = state[name].abs().amax(dim=1, keepdim=True) / 127
        state[name.removesuffix("weight") + "weight_scale"] = scale
        state[name] = (state[name] / scale).round().to(torch.int8)
    reference = save(tmp_path / "reference.safetensors", unscaled(state))
    ours = velocity(load_transformer(save(tmp_path / "a.safetensors", state), T2V, FP32))
    assert torch.equal(ours, velocity(load_transformer(reference, T2V, FP32)))
    truth = velocity(original)
    assert distance(ours, truth) < 0.02


@pytest.mark.parametrize("kind", ["Q8_0", "Q5_1", "Q5_0", "Q4_1", "Q4_0"])
@pytest.mark.parametrize("everything", [False, True])
def test_gguf_stays_packed_and_computes_as_with_the_library(
    kind: str, everything: bool, tmp_path: Path
) -> None:
    original = head_128_transformer(I2V)
    state = upstream_transformer(original)
    path = write_gguf(tmp_path / "a.gguf", state, kind, everything=everything)
    ours = load_transformer(path, I2V, BF16)
    packed: list[Any] = [m for m in ours.modules() if isinstance(m, GGUFLinear)]
    # Ten matrices in each of two blocks, and outside all but the two that are kept in fp32.
    assert len(packed) == (20 + 4 if everything else 20)
    assert {m.weight.quant_type.name for m in packed} == {kind}
    theirs = WanTransformer3DModel.from_single_file(
        str(path),
        config=str(saved(head_128_transformer(I2V), tmp_path / "folder", FP32)),
        quantization_config=GGUFQuantizationConfig(compute_dtype=BF16),
        torch_dtype=BF16,
    )
    assert dtypes_of(ours) == dtypes_of(theirs)
    assert torch.equal(velocity(ours), velocity(theirs))
    truth = velocity(original)
    error = distance(velocity(load_transformer(path, I2V, FP32)), truth)
    assert error < (0.01 if kind == "Q8_0" else 0.2)


@pytest.mark.parametrize("kind", ["Q4_K", "Q5_K", "Q6_K"])
def test_gguf_of_the_k_kinds_computes_with_its_numbers(kind: str, tmp_path: Path) -> None:
    """Most releases are of these; `gguf` itself says what the packed numbers mean."""
    noise = np.random.default_rng(0)
    meant: list[Tensor] = []

    def pack(values: Any, quantization: gguf.GGMLQuantizationType) -> Any:  # noqa: ANN401
        rows, columns = values.shape
        packed = random_k_blocks(kind, rows * columns // 256, noise).reshape(rows, -1)
        meant.append(torch.from_numpy(gguf.dequantize(packed, quantization)))
        return packed

    state = upstream_transformer(head_128_transformer(T2V))
    path = write_gguf(tmp_path / "a.gguf", state, kind, everything=False, pack=pack)
    names = [name for name in state if state[name].ndim == 2 and name.startswith("blocks.")]
    state |= dict(zip(names, meant, strict=True))
    reference = load_transformer(save(tmp_path / "a.safetensors", state), T2V, FP32)
    wanted, found = velocity(reference), velocity(load_transformer(path, T2V, FP32))
    assert recognise(path).gguf_type == kind
    assert distance(found, wanted) < 0.01
    assert distance(velocity(head_128_transformer(T2V)), wanted) > 0.1


def test_gguf_rows_that_are_no_whole_blocks_are_unpacked(tmp_path: Path) -> None:
    """ComfyUI-GGUF packs such tensors as rows of a block's length and keeps their true shape."""
    state = upstream_transformer(head_128_transformer(T2V))
    name = "patch_embedding.weight"  # 256 x 16 x 1 x 2 x 2
    kind = gguf.GGMLQuantizationType.Q8_0
    values = state[name].float().numpy().reshape(-1, 32)
    writer = gguf.GGUFWriter(tmp_path / "a.gguf", "wan")
    writer.add_array(f"comfy.gguf.orig_shape.{name}", list(state[name].shape))
    for own, tensor in state.items():
        if own == name:
            writer.add_tensor(own, gguf.quantize(values, kind), raw_dtype=kind)
        else:
            writer.add_tensor(own, tensor.numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    ours = load_transformer(tmp_path / "a.gguf", T2V, FP32)
    wanted = torch.from_numpy(gguf.dequantize(gguf.quantize(values, kind), kind))
    # The library unpacks in fp16.
    assert torch.allclose(ours.patch_embedding.weight.reshape(-1, 32), wanted, rtol=1e-3)


@pytest.mark.parametrize("variant", [T2V, TI2V])
@pytest.mark.parametrize("prefix", ["", "model."])
def test_vaes_load_from_single_files(variant: Variant, prefix: str, tmp_path: Path) -> None:
    vae = tiny_vae(variant)
    path = save(tmp_path / "vae.safetensors", cast(upstream_vae(vae), FP32, prefix))
    ours = load_vae(path, variant)
    assert {tensor.dtype for tensor in ours.parameters()} == {FP32}
    assert torch.equal(decoded(ours), decoded(vae))
    half = save(tmp_path / "half.safetensors", cast(upstream_vae(vae), BF16))
    folder = saved(vae, tmp_path / "vae", BF16)
    assert torch.equal(decoded(load_vae(half, variant)), decoded(load_vae(folder, variant)))


def test_a_vae_with_two_blocks_a_stage_loads_from_a_single_file(tmp_path: Path) -> None:
    """As the published one; its decoder's layers are numbered through."""
    torch.manual_seed(0)
    vae = AutoencoderKLWan(base_dim=8, z_dim=16).eval()
    path = save(tmp_path / "vae.safetensors", upstream_vae(vae))
    assert torch.equal(decoded(load_vae(path, I2V)), decoded(vae))


def test_text_encoders_load_from_every_layout(tmp_path: Path) -> None:
    encoder = tiny_text_encoder()
    folder = saved(tiny_text_encoder(), tmp_path / "text_encoder", BF16)
    theirs = UMT5EncoderModel.from_pretrained(folder, dtype=BF16).eval()
    files = [
        folder,
        save(tmp_path / "comfy.safetensors", cast(comfy_text_encoder(encoder), BF16)),
        save(tmp_path / "upstream.safetensors", cast(upstream_text_encoder(encoder), BF16)),
    ]
    for path in files:
        ours = load_text_encoder(path, BF16)
        assert ours.encoder.embed_tokens is ours.shared
        assert torch.equal(encoded(ours), encoded(theirs))


def test_scaled_text_encoders_load_as_numbers_times_scales(tmp_path: Path) -> None:
    state = scaled_fp8(comfy_text_encoder(tiny_text_encoder()))
    reference = save(tmp_path / "reference.safetensors", unscaled(state))
    ours = load_text_encoder(save(tmp_path / "fp8.safetensors", state), FP32)
    assert torch.equal(encoded(ours), encoded(load_text_encoder(reference, FP32)))


def test_tokenizers_come_out_of_text_encoders(tmp_path: Path) -> None:
    model = tiny_sentencepiece()
    state = comfy_text_encoder(tiny_text_encoder())
    state["spiece_model"] = torch.frombuffer(bytearray(model), dtype=torch.uint8)
    path = save(tmp_path / "umt5.safetensors", state)
    load_text_encoder(path, FP32)
    (tmp_path / "tokenizer").mkdir()
    (tmp_path / "tokenizer" / "spiece.model").write_bytes(model)
    pieces = SentencePieceTokenizer(model)._processor
    reference = T5Tokenizer(
        vocab=[(pieces.id_to_piece(i), pieces.get_score(i)) for i in range(len(pieces))],
        extra_ids=0,
    )
    arguments: dict[str, Any] = {
        "padding": "max_length",
        "max_length": 16,
        "truncation": True,
        "add_special_tokens": True,
        "return_attention_mask": True,
        "return_tensors": "pt",
    }
    texts = ["a red  circle moves left", "über slowly", "", "the camera " * 20, "猫 unknown Σ"]
    for tokenizer in (load_tokenizer(path), load_tokenizer(tmp_path / "tokenizer")):
        ours, theirs = tokenizer(texts, **arguments), reference(texts, **arguments)
        assert torch.equal(ours.input_ids, theirs.input_ids)
        assert torch.equal(ours.attention_mask, theirs.attention_mask)
        assert tokenizer(texts[0]).input_ids == reference(texts[0]).input_ids


def test_folders_with_a_tokenizer_json_get_the_librarys() -> None:
    ours = load_tokenizer(DEMO_FOLDER / "tokenizer")
    theirs = T5Tokenizer.from_pretrained(DEMO_FOLDER / "tokenizer", local_files_only=True)
    assert ours("a red circle").input_ids == theirs("a red circle").input_ids


def test_tokenizers_that_are_none_are_refused(tmp_path: Path) -> None:
    state = comfy_text_encoder(tiny_text_encoder())
    path = save(tmp_path / "umt5.safetensors", state)
    with pytest.raises(UserError, match="brings no tokenizer"):
        load_tokenizer(path)
    state["spiece_model"] = torch.zeros(9, dtype=torch.uint8)
    with pytest.raises(UserError, match="is damaged"):
        load_tokenizer(save(tmp_path / "zeros.safetensors", state))
    (tmp_path / "tokenizer").mkdir()
    with pytest.raises(UserError, match="cannot be read"):
        load_tokenizer(tmp_path / "tokenizer")
    (tmp_path / "tokenizer" / "tokenizer.json").write_text("{")
    with pytest.raises(UserError, match=r"tokenizer/tokenizer\.json is damaged"):
        load_tokenizer(tmp_path / "tokenizer")


def test_parts_of_another_variant_or_kind_are_refused(tmp_path: Path) -> None:
    folder = save_diffusers_folder(tmp_path / "model", TI2V, dtype=BF16)
    with pytest.raises(UserError, match=r"does not belong to Wan 2.2 T2V A14B but to Wan 2.2 TI2V"):
        load_transformer(folder / "transformer", T2V, BF16)
    with pytest.raises(UserError, match=r"does not belong to Wan 2.2 I2V A14B"):
        load_vae(folder / "vae", I2V)
    with pytest.raises(UserError, match="vae is no transformer but a VAE"):
        load_transformer(folder / "vae", TI2V, BF16)
    with pytest.raises(UserError, match="transformer is no text encoder but a transformer"):
        load_text_encoder(folder / "transformer", BF16)


def test_a_vae_with_other_tensors_is_refused_before_it_is_read(tmp_path: Path) -> None:
    folder = saved(tiny_vae(T2V), tmp_path / "vae", FP32)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"dim_mult": [1, 2, 2, 4]}))

    def never() -> None:
        raise AssertionError("a tensor was read")

    with pytest.raises(UserError, match="weights that do not fit a VAE"):
        load_vae(folder, T2V, check=never)


class StoppedError(Exception):
    """What a caller's check raises."""


def test_loads_can_be_stopped_between_tensors(tmp_path: Path) -> None:
    folder = saved(tiny_transformer(T2V), tmp_path / "transformer", FP32)
    calls = 0

    def stop_at_the_tenth() -> None:
        nonlocal calls
        calls += 1
        if calls == 10:
            raise StoppedError

    with pytest.raises(StoppedError):
        load_transformer(folder, T2V, FP32, check=stop_at_the_tenth)


def test_a_file_that_shrinks_while_it_is_read_is_an_error(tmp_path: Path) -> None:
    path = save(tmp_path / "a.safetensors", upstream_transformer(head_128_transformer(T2V)))
    size = path.stat().st_size
    with pytest.raises(UserError, match="was changed while it was read"):
        load_transformer(path, T2V, BF16, check=lambda: os.truncate(path, size // 2))


def test_experts_can_be_read_by_another_thread(tmp_path: Path) -> None:
    """While the first computes; both come out as if loaded alone."""
    high = saved(tiny_transformer(T2V), tmp_path / "transformer", BF16)
    low = saved(tiny_transformer(T2V, seed=7), tmp_path / "transformer_2", BF16)
    wanted = [velocity(load_transformer(path, T2V, BF16)) for path in (high, low)]
    loaded: list[Any] = []
    thread = threading.Thread(target=lambda: loaded.append(load_transformer(low, T2V, BF16)))
    first = load_transformer(high, T2V, BF16)
    thread.start()
    for _ in range(20):
        assert torch.equal(velocity(first), wanted[0])
    thread.join(timeout=60)
    assert torch.equal(velocity(loaded[0]), wanted[1])


def test_true_clip_shapes_go_through(tmp_path: Path) -> None:
    """A VAE from a single file decodes the frames that a request asks for."""
    path = save(tmp_path / "vae.safetensors", upstream_vae(tiny_vae(TI2V)))
    vae = load_vae(path, TI2V)
    latents = torch.zeros(1, 48, (NUM_FRAMES - 1) // 4 + 1, HEIGHT // 16, WIDTH // 16)
    with torch.no_grad():
        video = vae.decode(latents, return_dict=False)[0]
    assert video.shape == (1, 3, NUM_FRAMES, HEIGHT, WIDTH)
    assert recognise(path).config["latents_mean"][:2] == [-0.2289, -0.0052]
