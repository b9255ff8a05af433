"""What a LoRA file may be, and what is said of one that cannot be used."""

import functools
import json
import pickle
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import save

from fixtures import tiny_loras
from fixtures.tiny_loras import save_lora, tiny_lora, use_of
from fixtures.tiny_wan import tiny_transformer
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.lora_keys import IgnoredReason, UnsupportedKeyError, parse_key
from wan22_desktop.core.wan import Expert, Variant
from wan22_desktop.engine.lora.files import LoraFiles
from wan22_desktop.engine.lora.fit import key_match

Tensors = dict[str, torch.Tensor]

Q = "diffusion_model.blocks.0.self_attn.q"


@pytest.fixture(scope="module")
def transformer() -> Any:  # noqa: ANN401
    return tiny_transformer(Variant.T2V_A14B, num_layers=1)


@pytest.fixture
def good(transformer: Any) -> Tensors:  # noqa: ANN401
    names = [name for name in tiny_loras.linear_names(transformer) if name != "proj_out"]
    return tiny_loras.comfyui(tiny_lora(transformer, names=names))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "style.safetensors"


def refusal(path: Path, transformer: Any) -> UserError:  # noqa: ANN401
    """The error that the file at `path` gives by itself or on the transformer."""
    use = use_of(path)
    with pytest.raises(UserError) as caught:
        key_match(use, LoraFiles().read(use, path), Expert.HIGH_NOISE, transformer)
    assert caught.value.field == "loras"
    assert caught.value.category is ErrorCategory.BAD_REQUEST
    assert '"style"' in caught.value.message
    return caught.value


def of_width(width: int) -> Tensors:
    return {
        f"{Q}.lora_A.weight": torch.ones(2, width),
        f"{Q}.lora_B.weight": torch.ones(width, 2),
    }


CANNOT_BE_APPLIED: dict[str, tuple[Tensors, str]] = {
    "LoKr": ({f"{Q}.lokr_w1": torch.ones(2, 2)}, "made with LoKr"),
    "LoHa": ({f"{Q}.hada_w1_a": torch.ones(2, 2)}, "made with LoHa"),
    "OFT": ({f"{Q}.oft_blocks": torch.ones(2, 2)}, "made with OFT"),
    "DoRA": ({f"{Q}.dora_scale": torch.ones(32)}, "made with DoRA"),
    "DoRA of peft": (
        {"transformer.blocks.0.attn1.to_q.lora_magnitude_vector": torch.ones(32)},
        "made with DoRA",
    ),
    "LoCon": ({f"{Q}.lora_mid.weight": torch.ones(2, 2)}, "third matrix"),
    "unknown tensor": ({f"{Q}.magic": torch.ones(2)}, "something unknown"),
    "bias of the first matrix": ({f"{Q}.lora_A.bias": torch.ones(2)}, "something unknown"),
    "VACE": (
        {"vace_blocks.0.self_attn.q.lora_A.weight": torch.ones(2, 2)},
        "layers that Wan 2.2 does not have",
    ),
    "one more block": (
        {
            "blocks.7.self_attn.q.lora_A.weight": torch.ones(2, 32),
            "blocks.7.self_attn.q.lora_B.weight": torch.ones(32, 2),
        },
        "blocks.7.attn1.to_q has another size or is not there",
    ),
    "down without up": ({"head.head.lora_A.weight": torch.ones(2, 32)}, "one matrix of two"),
    "ranks that differ": (
        {
            "proj_out.lora_A.weight": torch.ones(2, 32),
            "proj_out.lora_B.weight": torch.ones(64, 3),
        },
        "do not fit each other",
    ),
    "rank 0": (
        {
            "proj_out.lora_A.weight": torch.ones(0, 32),
            "proj_out.lora_B.weight": torch.ones(64, 0),
        },
        "do not fit each other",
    ),
    "the same layer twice": (
        {"transformer.blocks.0.attn1.to_q.lora_A.weight": torch.ones(2, 32)},
        "twice",
    ),
    "pair and whole difference": ({f"{Q}.diff": torch.ones(32, 32)}, "twice"),
    "pair on a norm": (
        {"blocks.0.self_attn.norm_q.lora_A.weight": torch.ones(2, 32)},
        "no matrix",
    ),
    "bias of another size": ({f"{Q}.diff_b": torch.ones(31)}, "another size"),
    "norm of another size": (
        {"blocks.0.self_attn.norm_q.diff": torch.ones(31)},
        "attn1.norm_q.weight has another size",
    ),
    "alpha of two numbers": ({f"{Q}.alpha": torch.ones(2)}, "alpha"),
    "not a number": ({f"{Q}.diff_b": torch.full((32,), torch.nan)}, "is a bad LoRA"),
    "infinite": ({f"{Q}.diff_b": torch.full((32,), torch.inf)}, "is a bad LoRA"),
    "whole numbers": ({f"{Q}.diff_b": torch.ones(32, dtype=torch.int8)}, "holds int8 numbers"),
    "unreadable name": ({"a\u202eb": torch.ones(1)}, "unreadable names"),
}
"""Added to a LoRA that is fine, each makes all of it unusable, and the message says why."""


@pytest.mark.parametrize("case", CANNOT_BE_APPLIED)
def test_what_cannot_be_applied_is_refused_not_dropped(
    case: str,
    path: Path,
    transformer: Any,  # noqa: ANN401
    good: Tensors,
) -> None:
    use = save_lora(path, good)
    key_match(use, LoraFiles().read(use, path), Expert.HIGH_NOISE, transformer)

    extra, words = CANNOT_BE_APPLIED[case]
    save_lora(path, good | extra)
    assert words in refusal(path, transformer).message


OTHER_MODELS: dict[str, tuple[Tensors, str]] = {
    "5B": (of_width(3072), "made for Wan 2.2 TI2V 5B; this model has width 32"),
    "14B": (of_width(5120), "made for Wan 14B (Wan 2.2 A14B or Wan 2.1 14B)"),
    "1.3B": (of_width(1536), "made for Wan 2.1 1.3B"),
    "other width": (of_width(64), "a model of width 64"),
    "FLUX": (
        {"double_blocks.0.img_attn.qkv.lora_A.weight": torch.ones(2, 2)},
        "made for FLUX or HunyuanVideo",
    ),
    "SDXL": (
        {"lora_unet_input_blocks_4_1_proj_in.lora_down.weight": torch.ones(2, 2)},
        "made for Stable Diffusion",
    ),
    "text encoder only": ({"lora_te1_a.lora_down.weight": torch.ones(2, 2)}, "holds nothing"),
    "nothing": ({}, "is empty"),
}


@pytest.mark.parametrize("case", OTHER_MODELS)
def test_a_lora_for_another_model_names_it(case: str, path: Path, transformer: Any) -> None:  # noqa: ANN401
    tensors, words = OTHER_MODELS[case]
    save_lora(path, tensors)
    assert words in refusal(path, transformer).message


def test_a_lora_for_the_other_mode_is_refused(path: Path, transformer: Any) -> None:  # noqa: ANN401
    """The same width, but I2V's first layer takes more channels than T2V's."""
    save_lora(path, {"diffusion_model.patch_embedding.diff": torch.ones(32, 36, 1, 2, 2)})
    assert "patch_embedding has another size" in refusal(path, transformer).message


def _cut(data: bytes) -> bytes:
    return data[:-1]


def _longer(data: bytes) -> bytes:
    return data + b"\0"


def _broken_header(data: bytes) -> bytes:
    return data[:8] + b"[" + data[9:]


def _pickled(_data: bytes) -> bytes:
    return pickle.dumps({"state_dict": {}})


def _zipped(_data: bytes) -> bytes:
    return b"PK\x03\x04" + bytes(64)


def _half_bytes(_data: bytes) -> bytes:
    """A whole file of a type that torch cannot compute with."""
    entry = {"dtype": "F4", "shape": [32], "data_offsets": [0, 16]}
    header = json.dumps({"blocks.0.self_attn.q.diff_b": entry}).encode()
    return struct.pack("<Q", len(header)) + header + bytes(16)


def _too_many(_data: bytes) -> bytes:
    entry = {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}
    header = json.dumps({f"blocks.{i}": entry for i in range(20_001)}).encode()
    return struct.pack("<Q", len(header)) + header


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (_cut, "should have"),
        (_longer, "should have"),
        (_broken_header, "damaged header"),
        (_pickled, "is a pickle, which can run any program"),
        (_zipped, "is a ZIP archive"),
        (lambda _data: b"hello", "no safetensors file"),
        (lambda _data: b"", "no safetensors file"),
        (_half_bytes, "holds F4 numbers"),
        (_too_many, "at most 20000"),
    ],
)
def test_a_file_that_is_no_whole_safetensors_is_refused(
    damage: Callable[[bytes], bytes],
    words: str,
    path: Path,
    transformer: Any,  # noqa: ANN401
    good: Tensors,
) -> None:
    path.write_bytes(damage(save(good)))
    assert words in refusal(path, transformer).message


def test_a_pickle_is_told_by_its_bytes_not_its_name(tmp_path: Path, good: Tensors) -> None:
    as_pickle = tmp_path / "style.pt"
    use = save_lora(as_pickle, good)
    assert LoraFiles().read(use, as_pickle).high_noise.layers


def test_a_file_of_more_than_4_gib_is_not_read(path: Path) -> None:
    use = save_lora(path, of_width(32))
    with path.open("r+b") as file:
        file.truncate((4 << 30) + 1)
    with pytest.raises(UserError, match=r"4\.0 GiB"):
        LoraFiles().read(use, path)


def test_another_file_under_the_same_name_is_refused(path: Path, good: Tensors) -> None:
    use = save_lora(path, good)
    save_lora(path, of_width(32))
    with pytest.raises(UserError, match="its content has changed"):
        LoraFiles().read(use, path)


def test_a_missing_file_is_named(path: Path, good: Tensors) -> None:
    use = save_lora(path, good)
    path.unlink()
    with pytest.raises(UserError, match="cannot be read: No such file"):
        LoraFiles().read(use, path)


@pytest.mark.parametrize(
    "settings",
    ["[]", "{", '{"transformer.lora_alpha": "8"}', '{"transformer.lora_alpha": NaN}'],
)
def test_settings_that_are_damaged_are_refused(
    settings: str,
    path: Path,
    transformer: Any,  # noqa: ANN401
) -> None:
    lora = tiny_lora(transformer)
    save_lora(path, tiny_loras.diffusers(lora), metadata={"lora_adapter_metadata": settings})
    assert "damaged settings" in refusal(path, transformer).message


def test_8_bit_files_are_read(path: Path, good: Tensors) -> None:
    eight = {key: t.to(torch.float8_e4m3fn) if t.ndim else t for key, t in good.items()}
    use = save_lora(path, eight)
    assert LoraFiles().read(use, path).high_noise.num_keys == len(good)


def test_files_are_kept_by_hash_up_to_a_bound(tmp_path: Path) -> None:
    paths = [tmp_path / f"{i}.safetensors" for i in range(3)]
    uses = [save_lora(path, of_width(32 + i)) for i, path in enumerate(paths)]
    size = paths[0].stat().st_size
    files = LoraFiles(max_bytes=2 * size + size // 2)
    for i in (0, 1, 0):
        files.read(uses[i], paths[i])
    assert files.reads == 2
    files.read(uses[2], paths[2])  # drops 1, used longest ago
    files.read(uses[0], paths[0])
    assert files.reads == 3
    files.read(uses[1], paths[1])
    assert files.reads == 4


def _one_of(words: str) -> st.SearchStrategy[str]:
    return st.sampled_from(words.split())


_KEYS = st.tuples(
    st.lists(_one_of("transformer. transformer_2. diffusion_model. lora_unet_ x. lora_te1_")),
    st.sampled_from(["", "blocks.0.", "blocks_7_", "double_blocks.1."]),
    _one_of("self_attn.q attn2_to_out_0 cross_attn.k_img norm3 ffn.0 modulation head.head head q"),
    _one_of(".lora_A.weight .lora_up.x.weight .lora_B.bias .alpha .diff .diff_b .diff_m .lokr_w1"),
).map(lambda parts: "".join((*parts[0], *parts[1:])))


@given(_KEYS | st.text(max_size=80))
def test_every_key_is_placed_ignored_or_refused(key: str) -> None:
    try:
        parsed = parse_key(key)
    except UnsupportedKeyError:
        return
    if not isinstance(parsed, IgnoredReason):
        assert _is_in_the_transformer(parsed.target)
        assert parsed.low_noise_only == ("transformer_2." in key)


def _is_in_the_transformer(target: str) -> bool:
    """Whether a transformer with blocks 0 to 7 has the module or parameter."""
    return any(
        name == target or name.startswith(f"{target}.")
        for name, _ in _eight_blocks().named_parameters()
    )


@functools.cache
def _eight_blocks() -> Any:  # noqa: ANN401
    return tiny_transformer(Variant.T2V_A14B, num_layers=8)
