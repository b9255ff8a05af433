"""What a file is, by its header: releases of Wan 2.2 are known, everything else is refused."""

import contextlib
import json
import os
import re
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers.loaders.single_file_utils import (
    convert_wan_transformer_to_diffusers,
    convert_wan_vae_to_diffusers,
)
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from transformers import UMT5Config, UMT5EncoderModel

from fixtures.single_files import (
    RELEASES,
    Release,
    State,
    cast,
    comfy_text_encoder,
    head_128_transformer,
    save,
    scaled_fp8,
    upstream_transformer,
    upstream_vae,
    write_gguf,
)
from fixtures.tiny_wan import DEMO_FOLDER, save_diffusers_folder, tiny_text_encoder, tiny_vae
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.gguf_header import read_gguf_header
from wan22_desktop.core.published_models import text_encoder_config, transformer_config, vae_config
from wan22_desktop.core.wan import Expert, Variant
from wan22_desktop.core.wan_architecture import Kind, transformer_shapes
from wan22_desktop.core.wan_layout import Layout, Storage, expert_hint_of, recognise

BIG = (Variant.T2V_A14B, Variant.I2V_A14B, Variant.TI2V_5B)


def t2v() -> State:
    return upstream_transformer(head_128_transformer(Variant.T2V_A14B))


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.name)
def test_published_layouts_are_recognised(release: Release, tmp_path: Path) -> None:
    part = recognise(release.write(tmp_path / release.name))
    assert part.kind is release.kind
    assert part.variants == release.variants
    assert part.layout is release.layout
    assert part.storage is release.storage
    assert part.gguf_type == release.gguf_type
    assert part.expert_hint is release.expert


@pytest.mark.parametrize("variant", BIG)
def test_components_of_diffusers_folders_are_recognised(variant: Variant, tmp_path: Path) -> None:
    folder = save_diffusers_folder(tmp_path / "model", variant, dtype=torch.bfloat16)
    transformer = recognise(folder / "transformer")
    assert (transformer.kind, transformer.variants) == (Kind.TRANSFORMER, (variant,))
    assert (transformer.layout, transformer.storage) == (Layout.DIFFUSERS, Storage.BF16)
    assert variant in recognise(folder / "vae").variants
    assert variant in recognise(folder / "text_encoder").variants


def test_the_demo_models_parts_are_told_from_the_big_ones() -> None:
    for name in ("transformer", "vae", "text_encoder"):
        assert recognise(DEMO_FOLDER / name).variants == (Variant.DEMO,)


def aged(path: Path, seconds: int = 60) -> Path:
    """As if each of its files had been written a while ago."""
    for file in (path, *path.rglob("*")):
        os.utime(file, ns=(0, time.time_ns() - seconds * 1_000_000_000))
    return path


def test_a_part_is_read_again_only_when_a_file_of_it_changes(tmp_path: Path) -> None:
    model = save_diffusers_folder(tmp_path / "model", Variant.TI2V_5B, dtype=torch.bfloat16)
    folder = aged(model / "transformer")
    part = recognise(folder)
    assert recognise(folder) is part
    assert recognise(folder, head_dim=64) is not part
    touched = [folder / "config.json", folder / "diffusion_pytorch_model.safetensors"]
    for number, file in enumerate(touched, 30):
        aged(file, number)
        again = recognise(folder)
        assert again is not part
        assert again == part
        part = again
    config = json.loads(touched[0].read_text())
    touched[0].write_text(json.dumps(config | {"auto_map": {}}))
    with pytest.raises(UserError, match="program code"):
        recognise(folder)
    touched[1].unlink()
    with pytest.raises(UserError, match="is missing"):
        recognise(folder)


def test_a_file_that_was_written_just_now_is_not_relied_on(tmp_path: Path) -> None:
    """It may be written again within the same tick of the file system's clock."""
    path = save(tmp_path / "dit.safetensors", t2v())
    recognise(path)
    before = path.stat()
    path.write_bytes(bytes(before.st_size))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(UserError, match="no safetensors file"):
        recognise(path)


def with_extra(*names: str) -> Callable[[], State]:
    return lambda: t2v() | {name: torch.zeros(2, 2) for name in names}


def only(*names: str) -> Callable[[], State]:
    return lambda: {name: torch.zeros(2, 2) for name in names}


def without(name: str) -> Callable[[], State]:
    return lambda: {own: tensor for own, tensor in t2v().items() if own != name}


def with_channels(count: int) -> State:
    return t2v() | {"patch_embedding.weight": torch.zeros(256, count, 1, 2, 2)}


def small_wan_2_1() -> State:
    torch.manual_seed(0)
    small = WanTransformer3DModel(
        num_attention_heads=12, ffn_dim=64, text_dim=32, freq_dim=32, num_layers=1
    )
    return cast(upstream_transformer(small), torch.float8_e4m3fn)


def unscaled_with_marker() -> State:
    state = scaled_fp8(t2v())
    return {name: tensor for name, tensor in state.items() if "scale_" not in name}


def with_scale_of_blocks() -> State:
    return scaled_fp8(t2v()) | {"blocks.0.self_attn.q.scale_weight": torch.ones(8, 8)}


def packed_as(**layer: object) -> Callable[[], State]:
    text = json.dumps(layer).encode()
    mark = torch.frombuffer(bytearray(text), dtype=torch.uint8)
    return lambda: scaled_fp8(t2v()) | {"blocks.0.ffn.0.comfy_quant": mark}


def int8_without_scale() -> State:
    return t2v() | {"blocks.0.ffn.0.weight": torch.zeros(512, 256, dtype=torch.int8)}


def t5_of_flux() -> State:
    name = "encoder.block.1.layer.0.SelfAttention.relative_attention_bias.weight"
    state = comfy_text_encoder(tiny_text_encoder())
    return {own: tensor for own, tensor in state.items() if own != name}


FOREIGN: dict[str, tuple[Callable[[], State], str]] = {
    "lora": (only("diffusion_model.blocks.0.self_attn.q.lora_A.weight"), "is a LoRA"),
    "kohya lora": (only("lora_unet_blocks_0_self_attn_q.lora_down.weight"), "is a LoRA"),
    "lokr": (only("diffusion_model.blocks.0.ffn.0.lokr_w1.weight"), "is a LoRA"),
    "lora of differences": (only("diffusion_model.blocks.0.ffn.0.diff_b"), "is a LoRA"),
    "vace": (with_extra("vace_patch_embedding.weight"), "is a Wan VACE model"),
    "animate": (with_extra("face_adapter.fuser_blocks.0.k_norm.weight"), "is a Wan Animate model"),
    "s2v": (with_extra("casual_audio_encoder.encoder.final_linear.weight"), "is a Wan S2V model"),
    "humo": (with_extra("audio_proj.audio_proj_glob_1.layer.bias"), "is driven by sound"),
    "camera": (with_extra("control_adapter.conv.weight"), "camera control"),
    "wan 2.1 i2v": (with_extra("img_emb.proj.0.weight"), "is a Wan 2.1 image-to-video model"),
    "wan 2.1 i2v by blocks": (
        with_extra("blocks.0.cross_attn.k_img.weight"),
        "is a Wan 2.1 image-to-video model",
    ),
    "wan 2.1 t2v 1.3b": (small_wan_2_1, "is Wan 2.1 T2V 1.3B"),
    "fun control": (lambda: with_channels(52), "takes 52 channels and gives 16"),
    "unknown tensor": (with_extra("blocks.0.novelty.weight"), "holds blocks.0.novelty.weight"),
    "missing tensor": (without("blocks.1.ffn.0.bias"), r"lacks blocks\.1\.ffn\.net\.0\.proj\.bias"),
    "wrong shape": (
        lambda: t2v() | {"blocks.1.norm3.bias": torch.zeros(3)},
        r"has blocks\.1\.norm2\.bias in shape \(3,\)",
    ),
    "all in one": (
        lambda: (
            cast(t2v(), torch.float16, "model.diffusion_model.")
            | {"vae.conv1.weight": torch.zeros(1)}
        ),
        "bundles several parts",
    ),
    "flux": (only("double_blocks.0.img_attn.qkv.weight"), "is a Flux or Hunyuan model"),
    "hunyuan": (only("txt_in.individual_token_refiner.blocks.0.norm1.weight"), "Hunyuan video"),
    "sdxl": (only("model.diffusion_model.input_blocks.0.0.weight"), "is a Stable Diffusion model"),
    "sd3": (only("model.diffusion_model.joint_blocks.0.x_block.attn.qkv.weight"), "Diffusion 3"),
    "ltx": (only("model.diffusion_model.patchify_proj.weight"), "is an LTX"),
    "qwen image": (only("transformer_blocks.0.img_mod.1.weight"), "is a Qwen Image"),
    "clip": (only("text_model.encoder.layers.0.layer_norm1.weight"), "is a CLIP text encoder"),
    "t5": (t5_of_flux, "is a T5 text encoder, but not UMT5"),
    "whole umt5": (
        lambda: (
            comfy_text_encoder(tiny_text_encoder())
            | {"decoder.block.0.layer.0.layer_norm.weight": torch.zeros(2)}
        ),
        "is a T5 with a decoder",
    ),
    "language model": (only("model.layers.0.self_attn.q_proj.weight"), "is a language model"),
    "vae of pictures": (only("decoder.mid.block_1.conv1.weight"), "is a VAE of another model"),
    "nothing known": (only("weight"), "holds no part of Wan 2.2"),
    "marker without scales": (unscaled_with_marker, "lacks the scales of its weights"),
    "scale per block": (with_scale_of_blocks, "has a scale that does not fit"),
    "int8 without scale": (int8_without_scale, "stores blocks.0.ffn.0.weight as I8"),
    "four bits": (packed_as(format="nvfp4"), "packs its weights as nvfp4"),
    "rotated": (packed_as(format="int8_tensorwise", convrot=True), "packs its weights as convrot"),
    "format that says nothing": (packed_as(bits=8), "does not say how its weights are packed"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_everything_else_is_refused_with_its_reason(name: str, tmp_path: Path) -> None:
    build, reason = FOREIGN[name]
    path = save(tmp_path / "file.safetensors", build())
    with pytest.raises(UserError, match=reason) as caught:
        recognise(path)
    assert caught.value.category is ErrorCategory.MODEL
    assert "file.safetensors" in caught.value.message


def test_t5_as_gguf_is_refused_with_a_way_out(tmp_path: Path) -> None:
    state = {
        "enc.blk.0.attn_q.weight": torch.zeros(32, 32),
        "token_embd.weight": torch.zeros(8, 32),
    }
    path = write_gguf(tmp_path / "umt5.gguf", state, "Q8_0", everything=True)
    with pytest.raises(UserError, match="use one in safetensors"):
        recognise(path)


ZIP, PICKLE = b"PK\x03\x04rest of an archive", b"\x80\x04\x95\x0a\x00\x00\x00\x00\x00\x00\x00."
DAMAGED: dict[str, tuple[str, bytes, str]] = {
    "pickle": ("a.ckpt", PICKLE, "can carry program code"),
    "torch archive": ("a.pth", ZIP, "can carry program code"),
    "renamed pickle": ("a.safetensors", PICKLE, "is a pickle, which can run any program"),
    "renamed archive": ("a.safetensors", ZIP, "is a ZIP archive"),
    "pickle named gguf": ("a.gguf", PICKLE, "is a pickle"),
    "empty": ("a.safetensors", b"", "is empty"),
    "page of a website": ("a.safetensors", b"<!DOCTYPE html><html>", "is a web page"),
    "gguf of version 1": ("a.gguf", b"GGUF" + struct.pack("<IQQ", 1, 0, 0), "version of GGUF"),
    "gguf without header": ("a.gguf", b"GGUF\x03\x00", "was cut off in its header"),
    "gguf that promises too much": (
        "a.gguf",
        b"GGUF" + struct.pack("<IQQ", 3, 2**40, 0),
        "has a damaged header",
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_and_dangerous_files_are_refused(name: str, tmp_path: Path) -> None:
    file_name, content, reason = DAMAGED[name]
    (tmp_path / file_name).write_bytes(content)
    with pytest.raises(UserError, match=reason):
        recognise(tmp_path / file_name)


def test_missing_files_and_folders_without_a_model_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"gone\.safetensors is missing"):
        recognise(tmp_path / "gone.safetensors")
    (tmp_path / "vae").mkdir()
    with pytest.raises(UserError, match=r"vae/diffusion_pytorch_model\.safetensors is missing"):
        recognise(tmp_path / "vae")


@pytest.mark.parametrize("ending", ["safetensors", "gguf"])
def test_any_cut_is_noticed(ending: str, tmp_path: Path) -> None:
    """The last tensor's last byte too, and every place in the header."""
    state = t2v()
    path = tmp_path / f"whole.{ending}"
    if ending == "gguf":
        write_gguf(path, state, "Q8_0", everything=False)
        data_end = max(e.offset + e.size_bytes for e in read_gguf_header(path).entries.values())
    else:
        save(path, state)
        data_end = path.stat().st_size
    recognise(path)
    content = path.read_bytes()
    for size in (*range(1, 2000, 37), len(content) // 2, data_end - 1):
        path.write_bytes(content[:size])
        with pytest.raises(UserError):
            recognise(path)


def test_a_shard_that_is_cut_off_is_named(tmp_path: Path) -> None:
    folder = save_diffusers_folder(tmp_path, Variant.TI2V_5B, dtype=torch.float32) / "transformer"
    weights = folder / "diffusion_pytorch_model.safetensors"
    shard = folder / "part-1.safetensors"
    names = recognise(folder).weights
    weights.rename(shard)
    index = {"weight_map": dict.fromkeys(names, shard.name)}
    (folder / f"{weights.name}.index.json").write_text(json.dumps(index))
    recognise(folder)
    shard.write_bytes(shard.read_bytes()[:-1])
    with pytest.raises(UserError, match=r"transformer/part-1\.safetensors should have"):
        recognise(folder)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"num_layers": 40}, "does not fit its config.json: num_layers"),
        ({"attention_head_dim": 5}, "shapes that do not fit"),
        ({"attention_head_dim": "many"}, "shapes that do not fit"),
        (
            {"_class_name": "WanVACETransformer3DModel"},
            "transformer/config.json is not that of a WanTransformer3DModel",
        ),
        ({"auto_map": {"AutoModel": "x.Y"}}, "transformer/config.json asks for program code"),
        ({"quantization_config": {"quant_method": "modelopt"}}, "are quantized in a way"),
    ],
)
def test_a_folders_configuration_has_to_agree(
    changes: dict[str, object], reason: str, tmp_path: Path
) -> None:
    folder = save_diffusers_folder(tmp_path, Variant.TI2V_5B, dtype=torch.bfloat16) / "transformer"
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | changes))
    with pytest.raises(UserError, match=re.escape(reason)) as caught:
        recognise(folder)
    assert " transformer/" in caught.value.message
    (folder / "config.json").write_bytes(b"{")
    with pytest.raises(UserError, match=r"transformer/config\.json is damaged"):
        recognise(folder)
    (folder / "config.json").unlink()
    with pytest.raises(UserError, match=r"transformer/config\.json is missing"):
        recognise(folder)


@pytest.mark.parametrize(
    ("name", "expert"),
    [
        ("Wan2.2-T2V-A14B-HighNoise-Q4_K_M.gguf", Expert.HIGH_NOISE),
        ("Wan2_2-I2V-A14B-LOW_fp8_e4m3fn_scaled_KJ.safetensors", Expert.LOW_NOISE),
        ("smoothMix_high.safetensors", Expert.HIGH_NOISE),
        ("slow_flow_highlight.safetensors", None),
        ("high_and_low_merged.safetensors", None),
        ("wan2.1_t2v_14B_fp16.safetensors", None),
    ],
)
def test_experts_are_told_by_names_only(name: str, expert: Expert | None) -> None:
    assert expert_hint_of(Path(name)) is expert


@pytest.mark.parametrize("variant", BIG)
def test_published_architectures_are_the_librarys(variant: Variant) -> None:
    """Parameter counts of the published models."""
    with torch.device("meta"):
        transformer: Any = WanTransformer3DModel.from_config(transformer_config(variant))
        vae: Any = AutoencoderKLWan.from_config(vae_config(variant))
        encoder = UMT5EncoderModel(UMT5Config(**text_encoder_config(variant)))
    shapes = {name: tuple(tensor.shape) for name, tensor in transformer.state_dict().items()}
    assert transformer_shapes(transformer_config(variant)) == shapes
    billions = 5.000 if variant is Variant.TI2V_5B else 14.288
    assert sum(p.numel() for p in transformer.parameters()) == pytest.approx(
        billions * 1e9, rel=1e-4
    )
    millions = 704.7 if variant is Variant.TI2V_5B else 126.9
    assert sum(p.numel() for p in vae.parameters()) == pytest.approx(millions * 1e6, rel=1e-3)
    embedding = encoder.shared.weight.numel()
    assert embedding == 256384 * 4096
    others = sum(p.numel() for n, p in encoder.named_parameters() if "embed_tokens" not in n)
    assert others == pytest.approx(5.681e9, rel=1e-3)


def test_names_are_those_of_diffusers_own_converter(tmp_path: Path) -> None:
    """The library can convert transformers and the VAE of Wan 2.1 with two blocks a stage."""
    state = t2v()
    path = save(tmp_path / "t2v.safetensors", state)
    assert set(recognise(path).weights) == set(convert_wan_transformer_to_diffusers(dict(state)))
    torch.manual_seed(0)
    vae = AutoencoderKLWan(base_dim=8, z_dim=16)
    state = upstream_vae(vae)
    path = save(tmp_path / "vae.safetensors", state)
    names = set(recognise(path).weights)
    assert names == set(convert_wan_vae_to_diffusers(dict(state))) == set(vae.state_dict())


def test_the_residual_vae_has_the_names_of_the_library(tmp_path: Path) -> None:
    vae = tiny_vae(Variant.TI2V_5B)
    path = save(tmp_path / "vae.safetensors", upstream_vae(vae))
    shapes = {name: weight.entry.shape for name, weight in recognise(path).weights.items()}
    assert shapes == {name: tuple(tensor.shape) for name, tensor in vae.state_dict().items()}


@pytest.fixture(scope="module")
def whole_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A scaled safetensors file and a GGUF file."""
    folder = tmp_path_factory.mktemp("whole")
    state = t2v()
    scaled = save(folder / "a.safetensors", scaled_fp8(state))
    packed = write_gguf(folder / "a.gguf", state, "Q4_0", everything=True)
    return {path.suffix: path.read_bytes() for path in (scaled, packed)}


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([".safetensors", ".gguf"]),
    st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_any_damage_to_a_header_is_survived(
    whole_files: dict[str, bytes], tmp_path: Path, ending: str, changes: list[tuple[int, int]]
) -> None:
    """Bytes of the header set to others: the file is still known, or refused in words."""
    content = bytearray(whole_files[ending])
    for position, value in changes:
        content[position] = value
    path = tmp_path / f"file{ending}"
    path.write_bytes(content)
    with contextlib.suppress(UserError):  # anything else would be a bug
        part = recognise(path)
        assert part.kind is Kind.TRANSFORMER
        size = path.stat().st_size
        assert all(w.entry.offset + w.entry.size_bytes <= size for w in part.weights.values())
