"""Which files make up a model, and what is said where one is missing."""

import shutil
from pathlib import Path

import pytest
import torch

from fixtures.single_files import (
    State,
    cast,
    comfy_text_encoder,
    head_128_transformer,
    save,
    tiny_sentencepiece,
    upstream_transformer,
    upstream_vae,
)
from fixtures.tiny_wan import (
    DEMO_FOLDER,
    save_diffusers_folder,
    tiny_text_encoder,
    tiny_transformer,
    tiny_vae,
)
from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.model_folder import check_model_folder
from wan22_desktop.core.model_parts import (
    ModelParts,
    find_parts,
)
from wan22_desktop.core.wan import Variant
from wan22_desktop.core.weight_files import is_model_folder

T2V, I2V, TI2V = Variant.T2V_A14B, Variant.I2V_A14B, Variant.TI2V_5B
HIGH, LOW = (
    "wan2.2_t2v_high_noise_14B_fp16.safetensors",
    "wan2.2_t2v_low_noise_14B_fp16.safetensors",
)


def expert(variant: Variant, *, seed: int = 0) -> State:
    return cast(upstream_transformer(head_128_transformer(variant, seed=seed)), torch.float16)


def put_experts(folder: Path) -> Path:
    save(folder / HIGH, expert(T2V))
    save(folder / LOW, expert(T2V, seed=1))
    return folder


def put_shared(folder: Path, *, tokenizer: bool = True) -> Path:
    save(folder / "wan_2.1_vae.safetensors", upstream_vae(tiny_vae(T2V)))
    state = comfy_text_encoder(tiny_text_encoder())
    if tokenizer:
        state["spiece_model"] = torch.frombuffer(bytearray(tiny_sentencepiece()), dtype=torch.uint8)
    save(folder / "umt5_xxl_fp16.safetensors", state)
    return folder


@pytest.fixture(scope="module")
def diffusers_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole T2V A14B as it is published; not to be changed."""
    folder = tmp_path_factory.mktemp("published")
    return save_diffusers_folder(folder, T2V, dtype=torch.bfloat16)


def test_a_diffusers_folder_is_one_model(diffusers_folder: Path) -> None:
    assert find_parts(T2V, diffusers_folder) == ModelParts(
        variant=T2V,
        transformer=str(diffusers_folder / "transformer"),
        transformer_2=str(diffusers_folder / "transformer_2"),
        vae=str(diffusers_folder / "vae"),
        text_encoder=str(diffusers_folder / "text_encoder"),
        tokenizer=str(diffusers_folder / "tokenizer"),
    )
    assert check_model_folder(diffusers_folder).boundary_ratio == T2V.facts.boundary_ratio


def test_models_with_one_transformer(tmp_path: Path) -> None:
    parts = find_parts(Variant.DEMO, DEMO_FOLDER)
    assert parts.transformer_2 is None
    assert parts.vae == str(DEMO_FOLDER / "vae")
    folder = save_diffusers_folder(tmp_path / "5b", TI2V, dtype=torch.bfloat16)
    assert find_parts(TI2V, folder).transformer_2 is None


def test_a_folder_of_single_files_is_told_apart_by_headers(tmp_path: Path) -> None:
    folder = put_shared(put_experts(tmp_path / "model"))
    parts = find_parts(T2V, folder)
    assert parts.transformer == str(folder / HIGH)
    assert parts.transformer_2 == str(folder / LOW)
    assert parts.vae == str(folder / "wan_2.1_vae.safetensors")
    assert parts.text_encoder == parts.tokenizer == str(folder / "umt5_xxl_fp16.safetensors")


def test_names_do_not_decide_what_a_file_is(tmp_path: Path) -> None:
    folder = put_shared(put_experts(tmp_path / "model"))
    (folder / "umt5_xxl_fp16.safetensors").rename(folder / "a_vae.safetensors")
    (folder / "wan_2.1_vae.safetensors").rename(folder / "text_encoder.safetensors")
    parts = find_parts(T2V, folder)
    assert parts.vae == str(folder / "text_encoder.safetensors")
    assert parts.text_encoder == str(folder / "a_vae.safetensors")


def test_files_in_folders_of_their_own_are_found(tmp_path: Path) -> None:
    """As QuantStack's releases have them."""
    folder = put_shared(tmp_path / "model")
    save(folder / "HighNoise" / HIGH, expert(T2V))
    save(folder / "LowNoise" / LOW, expert(T2V))
    assert find_parts(T2V, folder).transformer_2 == str(folder / "LowNoise" / LOW)


def test_shared_parts_are_borrowed_from_other_models(
    tmp_path: Path, diffusers_folder: Path
) -> None:
    folder = put_experts(tmp_path / "model")
    parts = find_parts(T2V, folder, [DEMO_FOLDER, diffusers_folder])
    assert parts.transformer == str(folder / HIGH)
    assert parts.vae == str(diffusers_folder / "vae")
    assert parts.text_encoder == str(diffusers_folder / "text_encoder")
    assert parts.tokenizer == str(diffusers_folder / "tokenizer")


def test_own_parts_come_before_borrowed_ones(tmp_path: Path, diffusers_folder: Path) -> None:
    folder = put_shared(put_experts(tmp_path / "model"))
    parts = find_parts(T2V, folder, [diffusers_folder])
    assert Path(parts.vae).parent == Path(parts.tokenizer).parent == folder


def test_a_tokenizer_alone_is_borrowed(tmp_path: Path, diffusers_folder: Path) -> None:
    folder = put_shared(put_experts(tmp_path / "model"), tokenizer=False)
    with pytest.raises(UserError, match="lacks its tokenizer"):
        find_parts(T2V, folder, [DEMO_FOLDER])
    parts = find_parts(T2V, folder, [DEMO_FOLDER, diffusers_folder])
    assert parts.text_encoder == str(folder / "umt5_xxl_fp16.safetensors")
    assert parts.tokenizer == str(diffusers_folder / "tokenizer")


def test_a_part_that_does_not_fit_is_not_borrowed(tmp_path: Path) -> None:
    """The VAE of the 5B has 48 channels; the demo model's text encoder is for its own words."""
    folder = put_experts(tmp_path / "model")
    lender = save_diffusers_folder(tmp_path / "5b", TI2V, dtype=torch.bfloat16)
    with pytest.raises(UserError, match="lacks its VAE, and no other installed model") as caught:
        find_parts(T2V, folder, [lender, DEMO_FOLDER])
    assert caught.value.category is ErrorCategory.MODEL
    assert Recovery.REINSTALL_MODEL in caught.value.recoveries


def test_a_missing_expert_is_named(tmp_path: Path) -> None:
    folder = put_shared(put_experts(tmp_path / "model"))
    (folder / LOW).unlink()
    with pytest.raises(UserError, match="lacks its low-noise expert: put a file with “low”"):
        find_parts(T2V, folder)


def test_why_a_file_is_not_used_is_told(tmp_path: Path) -> None:
    folder = put_shared(put_experts(tmp_path / "model"))
    (folder / LOW).write_bytes((folder / LOW).read_bytes()[:-1])
    (folder / "Wan2.1_VAE.pth").write_bytes(b"PK\x03\x04")
    with pytest.raises(UserError, match="lacks its low-noise expert") as caught:
        find_parts(T2V, folder)
    assert f"{LOW} is not used: it should have" in caught.value.message
    assert "Wan2.1_VAE.pth is not used: it can carry program code" in caught.value.message


def test_experts_without_a_name_and_twice_are_refused(tmp_path: Path) -> None:
    folder = put_shared(put_experts(tmp_path / "model"))
    shutil.copy(folder / HIGH, folder / "another_high.safetensors")
    with pytest.raises(UserError, match="has its high-noise expert twice, another_high"):
        find_parts(T2V, folder)
    (folder / "another_high.safetensors").rename(folder / "wan_2.1_t2v_14B.safetensors")
    with pytest.raises(UserError, match=r"which expert wan_2.1_t2v_14B.safetensors is"):
        find_parts(T2V, folder)


def test_models_in_the_wrong_folder_are_refused(tmp_path: Path, diffusers_folder: Path) -> None:
    with pytest.raises(UserError, match=r"does not belong to Wan 2.2 I2V A14B but to Wan 2.2 T2V"):
        find_parts(I2V, put_shared(put_experts(tmp_path / "model")))
    with pytest.raises(UserError, match=r"transformer does not belong to Wan 2.2 I2V A14B"):
        find_parts(I2V, diffusers_folder)
    with pytest.raises(UserError, match=r"does not hold Wan 2.2 TI2V 5B: that has one transformer"):
        find_parts(TI2V, diffusers_folder)


def test_an_empty_folder_lacks_its_transformer(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"Wan 2.2 TI2V 5B lacks its transformer"):
        find_parts(TI2V, tmp_path)
    with pytest.raises(UserError, match="lacks its high-noise expert"):
        find_parts(T2V, tmp_path / "missing")


def test_what_counts_as_a_model_folder(tmp_path: Path) -> None:
    assert is_model_folder(DEMO_FOLDER)
    assert not is_model_folder(tmp_path)
    assert not is_model_folder(tmp_path / "missing")
    (tmp_path / "notes.txt").touch()
    assert not is_model_folder(tmp_path)
    (tmp_path / "HighNoise").mkdir()
    (tmp_path / "HighNoise" / "a.gguf").touch()
    assert is_model_folder(tmp_path)


def test_tiny_files_need_their_head_dim(tmp_path: Path, diffusers_folder: Path) -> None:
    folder = tmp_path / "model"
    save(folder / HIGH, upstream_transformer(tiny_transformer(T2V)))
    save(folder / LOW, upstream_transformer(tiny_transformer(T2V, seed=7)))
    with pytest.raises(UserError, match="in shapes that do not fit"):
        find_parts(T2V, folder, [diffusers_folder])
    assert find_parts(T2V, folder, [diffusers_folder], head_dim=16).transformer == str(
        folder / HIGH
    )
