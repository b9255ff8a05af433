"""What the catalog offers: every package is a whole model, of the size and needs that it says.

The listings are those of the published repositories at the end of 2026, shortened where many files
differ only by a number; what the app must leave alone is in them too.
"""

import json
import os
import shutil
from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import cache
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from pydantic import ValidationError
from safetensors.torch import load_file, save_file

from fixtures.single_files import (
    State,
    cast,
    comfy_text_encoder,
    head_128_transformer,
    random_k_blocks,
    save,
    scaled_fp8,
    tiny_sentencepiece,
    upstream_transformer,
    upstream_vae,
    write_gguf,
)
from fixtures.tiny_wan import DEMO_FOLDER, save_diffusers_folder, tiny_text_encoder, tiny_vae
from wan22_desktop.core.catalog import Catalog, CatalogPackage, Layout, PackageKind
from wan22_desktop.core.catalog_texts import SHOWN
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.hardware import Gpu, HardwareProfile
from wan22_desktop.core.manifest import Manifest, ManifestFile
from wan22_desktop.core.model_parts import ModelParts, find_parts
from wan22_desktop.core.published_models import transformer_config
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Expert, Variant
from wan22_desktop.core.wan_architecture import transformer_shapes
from wan22_desktop.core.wan_layout import Storage, expert_hint_of, recognise
from wan22_desktop.engine_protocol.plan import Quantization
from wan22_desktop.optimizer.domain.planning import ModelFiles, PlanReport, Situation
from wan22_desktop.optimizer.planner import Planner

CATALOG = Catalog.load()
MODELS = [p for p in CATALOG.packages if p.kind is PackageKind.MODEL]
PUBLISHED = [p for p in MODELS if p.variant is not Variant.DEMO]
LORAS = [p for p in CATALOG.packages if p.kind is PackageKind.LORA]
BIG = (Variant.T2V_A14B, Variant.I2V_A14B, Variant.TI2V_5B)
GB = 10**9

COMFY_2_2 = "Comfy-Org/Wan_2.2_ComfyUI_Repackaged"
COMFY_2_1 = "Comfy-Org/Wan_2.1_ComfyUI_repackaged"
DIFFUSERS = {
    Variant.T2V_A14B: "Wan-AI/Wan2.2-T2V-A14B-Diffusers",
    Variant.I2V_A14B: "Wan-AI/Wan2.2-I2V-A14B-Diffusers",
    Variant.TI2V_5B: "Wan-AI/Wan2.2-TI2V-5B-Diffusers",
}
GGUF = {
    Variant.T2V_A14B: "QuantStack/Wan2.2-T2V-A14B-GGUF",
    Variant.I2V_A14B: "QuantStack/Wan2.2-I2V-A14B-GGUF",
    Variant.TI2V_5B: "QuantStack/Wan2.2-TI2V-5B-GGUF",
}
GGUF_KINDS = {"Q8_0": "Q8_0", "Q6_K": "Q6_K", "Q5_K_M": "Q5_K", "Q4_K_M": "Q4_K"}
"""In file names, and of most of the tensors in such a file."""

LEFT_ALONE = (".gitattributes", "README.md")


def by_id(package: CatalogPackage) -> str:
    return package.id


# --- what the repositories hold ------------------------------------------------------------------


def tensors_of(variant: Variant) -> State:
    return upstream_transformer(head_128_transformer(variant))


def write_quantized(path: Path, variant: Variant, kind: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not kind.endswith("_K"):
        return write_gguf(path, tensors_of(variant), kind, everything=False)
    noise = np.random.default_rng(0)

    def pack(values: Any, _quantization: object) -> Any:  # noqa: ANN401
        rows, columns = values.shape
        return random_k_blocks(kind, rows * columns // 256, noise).reshape(rows, -1)

    return write_gguf(path, tensors_of(variant), kind, everything=False, pack=pack)


def write_text_encoder(path: Path, *, scaled: bool) -> Path:
    state = comfy_text_encoder(tiny_text_encoder())
    state = scaled_fp8(state) if scaled else cast(state, torch.float16)
    state["spiece_model"] = torch.frombuffer(bytearray(tiny_sentencepiece()), dtype=torch.uint8)
    return save(path, state)


def split(file: Path, count: int) -> None:
    """The weights as several files with an index, named as published."""
    state = load_file(file)
    names = sorted(state)
    bounds = [round(len(names) * number / count) for number in range(count + 1)]
    weight_map: dict[str, str] = {}
    for number, (start, end) in enumerate(pairwise(bounds), start=1):
        shard = f"{file.stem}-{number:05}-of-{count:05}.safetensors"
        save_file({name: state[name] for name in names[start:end]}, file.with_name(shard))
        weight_map |= dict.fromkeys(names[start:end], shard)
    index = {"metadata": {}, "weight_map": weight_map}
    file.with_name(f"{file.name}.index.json").write_text(json.dumps(index), "utf-8")
    file.unlink()


def diffusers_repository(folder: Path, variant: Variant) -> None:
    save_diffusers_folder(folder, variant, dtype=torch.float32)
    experts = ("transformer", "transformer_2")[: len(variant.facts.experts)]
    for name in experts:
        shards = 12 if variant.facts.has_two_experts else 5
        split(folder / name / "diffusion_pytorch_model.safetensors", shards)
    split(folder / "text_encoder" / "model.safetensors", 3)
    (folder / "tokenizer" / "spiece.model").write_bytes(tiny_sentencepiece())
    (folder / "tokenizer" / "special_tokens_map.json").write_text("{}", "utf-8")
    for name in LEFT_ALONE:
        (folder / name).write_text("about the model", "utf-8")


def gguf_repository(folder: Path, variant: Variant) -> None:
    base = GGUF[variant].partition("/")[2].removesuffix("-GGUF")
    for name, kind in GGUF_KINDS.items():
        if not variant.facts.has_two_experts:
            write_quantized(folder / f"{base}-{name}.gguf", variant, kind)
            continue
        first = folder / "HighNoise" / f"{base}-HighNoise-{name}.gguf"
        second = folder / "LowNoise" / f"{base}-LowNoise-{name}.gguf"
        write_quantized(first, variant, kind)
        second.parent.mkdir(exist_ok=True)
        os.link(first, second)
        for one in (first, second):
            os.link(one, one.with_name(one.name.replace(name, f"{name[:2]}_K_S")))
    vae = "Wan2.2_VAE" if variant is Variant.TI2V_5B else "Wan2.1_VAE"
    save(folder / "VAE" / f"{vae}.safetensors", upstream_vae(tiny_vae(variant)))
    (folder / "README.md").write_text("about the model", "utf-8")


def comfy_2_2_repository(folder: Path) -> None:
    files = folder / "split_files"
    for short, variant in (("t2v", Variant.T2V_A14B), ("i2v", Variant.I2V_A14B)):
        state = tensors_of(variant)
        for expert in ("high", "low"):
            name = f"wan2.2_{short}_{expert}_noise_14B"
            save(files / "diffusion_models" / f"{name}_fp16.safetensors", cast(state, torch.half))
            save(files / "diffusion_models" / f"{name}_fp8_scaled.safetensors", scaled_fp8(state))
            other = name.replace(short, "fun_control")
            save(files / "diffusion_models" / f"{other}_fp8_scaled.safetensors", scaled_fp8(state))
            version = "v1.1" if short == "t2v" else "v1"
            lora = f"wan2.2_{short}_lightx2v_4steps_lora_{version}_{expert}_noise.safetensors"
            down = torch.zeros(2, 4)
            save(files / "loras" / lora, {"diffusion_model.blocks.0.ffn.0.lora_down.weight": down})
    state = cast(tensors_of(Variant.TI2V_5B), torch.half)
    save(files / "diffusion_models" / "wan2.2_ti2v_5B_fp16.safetensors", state)
    save(files / "vae" / "wan2.2_vae.safetensors", upstream_vae(tiny_vae(Variant.TI2V_5B)))
    save(files / "vae" / "wan_2.1_vae.safetensors", upstream_vae(tiny_vae(Variant.T2V_A14B)))
    encoders = files / "text_encoders"
    write_text_encoder(encoders / "umt5_xxl_fp8_e4m3fn_scaled.safetensors", scaled=True)


def comfy_2_1_repository(folder: Path) -> None:
    files = folder / "split_files"
    write_text_encoder(files / "text_encoders" / "umt5_xxl_fp16.safetensors", scaled=False)
    encoders = files / "text_encoders"
    write_text_encoder(encoders / "umt5_xxl_fp8_e4m3fn_scaled.safetensors", scaled=True)
    save(files / "vae" / "wan_2.1_vae.safetensors", upstream_vae(tiny_vae(Variant.T2V_A14B)))


def demo_repository(folder: Path) -> None:
    shutil.copytree(DEMO_FOLDER, folder)


WRITERS: dict[str, Callable[[Path], None]] = {
    **{name: lambda path, v=v: diffusers_repository(path, v) for v, name in DIFFUSERS.items()},
    **{name: lambda path, v=v: gguf_repository(path, v) for v, name in GGUF.items()},
    COMFY_2_2: comfy_2_2_repository,
    COMFY_2_1: comfy_2_1_repository,
    "wan22-desktop/demo-model": demo_repository,
}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a repository, with tiny weights under the true names; not to be changed."""
    hub = tmp_path_factory.mktemp("hub")

    @cache
    def folder(name: str) -> Path:
        WRITERS[name](hub / name)
        return hub / name

    return folder


def install(
    package: CatalogPackage, repository: Callable[[str], Path], target: Path, *, without: int = -1
) -> list[str]:
    """Fill `target` with what the package's patterns select; the paths in it."""
    paths: list[str] = []
    for number, source in enumerate(package.sources):
        root = repository(source.repository)
        for file in sorted(path for path in root.rglob("*") if path.is_file()):
            name = file.relative_to(root).as_posix()
            if number == without or not source.selects(name):
                continue
            paths.append(source.path_in_package(name))
            (target / paths[-1]).parent.mkdir(parents=True, exist_ok=True)
            os.link(file, target / paths[-1])
    return paths


# --- packages are whole --------------------------------------------------------------------------


@pytest.mark.parametrize("package", MODELS, ids=by_id)
def test_a_package_is_a_whole_model(
    package: CatalogPackage, repository: Callable[[str], Path], tmp_path: Path
) -> None:
    paths = install(package, repository, tmp_path)
    parts = find_parts(package.variant, tmp_path)
    assert all(path.is_relative_to(tmp_path) for path in parts.paths)
    assert Path(parts.tokenizer) == tmp_path / "tokenizer"
    # The manifest's rules hold, and nothing but these types of files is fetched.
    Manifest(package=package.id, files=tuple(map(entry, paths)))
    endings = {Path(path).suffix for path in paths}
    assert endings <= {".safetensors", ".gguf", ".json", ".model"}
    check_precision(package, parts)


def check_precision(package: CatalogPackage, parts: ModelParts) -> None:
    """The experts are told apart by their names and stored as the package says."""
    experts = [Path(parts.transformer), Path(parts.transformer_2 or parts.transformer)]
    storages = {recognise(path).storage for path in experts}
    if package.layout is Layout.GGUF:
        kind = GGUF_KINDS[package.precision.upper()]
        assert {recognise(path).gguf_type for path in experts} == {kind}
        assert storages == {Storage.GGUF}
    else:
        assert {storage.value.removesuffix("-scaled") for storage in storages} == {
            package.precision
        }
    if package.variant.facts.has_two_experts and package.layout is not Layout.DIFFUSERS:
        assert [expert_hint_of(path) for path in experts] == list(Expert)


def entry(path: str) -> ManifestFile:
    return ManifestFile(
        path=path,
        size_bytes=1,
        sha256="0" * 64,
        repository="someone/model",
        commit="0" * 40,
        source_path=path,
    )


@pytest.mark.parametrize("package", CATALOG.packages, ids=by_id)
def test_every_pattern_finds_something(
    package: CatalogPackage, repository: Callable[[str], Path]
) -> None:
    for source in package.sources:
        root = repository(source.repository)
        names = [p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()]
        for pattern in source.include:
            assert any(fnmatchcase(name, pattern) for name in names), pattern


@pytest.mark.parametrize("package", PUBLISHED, ids=by_id)
def test_no_source_can_be_left_out(
    package: CatalogPackage, repository: Callable[[str], Path], tmp_path: Path
) -> None:
    """The test above goes red where something is missing."""
    for number, source in enumerate(package.sources):
        folder = tmp_path / str(number)
        folder.mkdir()
        install(package, repository, folder, without=number)
        if source.into == "tokenizer":
            # ComfyUI's text encoders bring one along, but it is not the published folder.
            assert find_parts(package.variant, folder).tokenizer.endswith(".safetensors")
            continue
        with pytest.raises(UserError):
            find_parts(package.variant, folder)


@pytest.mark.parametrize("package", PUBLISHED, ids=by_id)
def test_everything_of_a_diffusers_repository_is_fetched_but_its_notes(
    package: CatalogPackage, repository: Callable[[str], Path], tmp_path: Path
) -> None:
    if package.layout is not Layout.DIFFUSERS:
        assert package.source_of("vae") is not None
        assert package.source_of("tokenizer") is not None
        return
    paths = set(install(package, repository, tmp_path))
    root = repository(package.sources[0].repository)
    every = {p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()}
    assert paths == every - set(LEFT_ALONE)


@pytest.mark.parametrize("package", LORAS, ids=by_id)
def test_a_pair_of_loras_is_one_file_for_each_expert(
    package: CatalogPackage, repository: Callable[[str], Path], tmp_path: Path
) -> None:
    paths = install(package, repository, tmp_path)
    assert [expert_hint_of(Path(path)) for path in paths] == list(Expert)


def test_the_demo_package_is_what_ships(repository: Callable[[str], Path], tmp_path: Path) -> None:
    package = CATALOG.package("demo")
    assert package is not None
    assert package.bundled
    paths = install(package, repository, tmp_path)
    shipped = {p.relative_to(DEMO_FOLDER).as_posix() for p in DEMO_FOLDER.rglob("*") if p.is_file()}
    assert shipped - set(paths) == {"README.md"}
    size_bytes = sum((DEMO_FOLDER / path).stat().st_size for path in paths)
    assert package.about_bytes == pytest.approx(size_bytes, rel=0.01)


# --- sizes and needs -----------------------------------------------------------------------------

# Bytes for each number of the blocks' matrices. Of the K types block bytes by block length (256);
# the `_M` mixes keep a share of the matrices in Q6_K: 0.38 as the sizes of QuantStack's files show.
_Q6_K = 210 / 256
_M_SHARE = 0.38
BYTES_PER_NUMBER = {
    "fp32": 4.0,
    "fp16": 2.0,
    "fp8": 1.0,
    "q8_0": 34 / 32,
    "q6_k": _Q6_K,
    "q5_k_m": 176 / 256 * (1 - _M_SHARE) + _Q6_K * _M_SHARE,
    "q4_k_m": 144 / 256 * (1 - _M_SHARE) + _Q6_K * _M_SHARE,
}
UMT5_NUMBERS = 5_681 * 10**6
UMT5_EMBEDDING = 256_384 * 4096
VAE_NUMBERS = {Variant.TI2V_5B: 704.7e6, Variant.T2V_A14B: 126.9e6, Variant.I2V_A14B: 126.9e6}


def transformer_file_bytes(variant: Variant, precision: str) -> float:
    shapes = transformer_shapes(transformer_config(variant))
    matrices = sum(
        prod(shape)
        for name, shape in shapes.items()
        if len(shape) == 2 and name.startswith("blocks.")
    )
    rest = sum(prod(shape) for shape in shapes.values()) - matrices
    return matrices * BYTES_PER_NUMBER[precision] + rest * max(2.0, BYTES_PER_NUMBER[precision])


def computed_bytes(package: CatalogPackage) -> float:
    experts = len(package.variant.facts.experts)
    transformers = experts * transformer_file_bytes(package.variant, package.precision)
    is_published = package.layout is Layout.DIFFUSERS
    vae = VAE_NUMBERS[package.variant] * (4 if is_published else 2)
    small = not is_published and package.precision != "fp16"
    # The embedding of the fp8 file is kept in 16 bits.
    encoder = UMT5_NUMBERS + UMT5_EMBEDDING if small else UMT5_NUMBERS * 2
    return transformers + vae + encoder


@pytest.mark.parametrize("package", PUBLISHED, ids=by_id)
def test_sizes_are_those_of_the_architecture(package: CatalogPackage) -> None:
    assert package.about_bytes == pytest.approx(computed_bytes(package), rel=0.02)


def plan_fits(package: CatalogPackage, *, vram_gb: float, ram_gb: float) -> bool:
    is_gguf = package.layout is Layout.GGUF
    file_bytes = round(transformer_file_bytes(package.variant, package.precision))
    situation = Situation(
        request=GenerationRequest.default(package.variant, prompt="a fox"),
        files=ModelFiles(
            delivered=Quantization.GGUF if is_gguf else Quantization.NONE,
            transformer_bytes=file_bytes,
        ),
        hardware=HardwareProfile(
            os="windows",
            total_ram_bytes=round(ram_gb * GB),
            gpu=Gpu(name="card", total_vram_bytes=round(vram_gb * GB)),
        ),
    )
    return isinstance(Planner().plan(situation), PlanReport)


@pytest.mark.parametrize("package", PUBLISHED, ids=by_id)
def test_needs_are_where_the_planner_begins_to_find_plans(package: CatalogPackage) -> None:
    vram, ram, plenty_vram, plenty_ram = package.needs_vram_gb, package.needs_ram_gb, 24.0, 512.0
    assert plan_fits(package, vram_gb=vram, ram_gb=plenty_ram)
    assert not plan_fits(package, vram_gb=0.85 * vram, ram_gb=plenty_ram)
    assert plan_fits(package, vram_gb=plenty_vram, ram_gb=ram)
    assert not plan_fits(package, vram_gb=plenty_vram, ram_gb=0.9 * ram)


# --- the file ------------------------------------------------------------------------------------


def test_each_model_is_offered_in_several_precisions() -> None:
    for variant in BIG:
        offered = {p.precision for p in PUBLISHED if p.variant is variant}
        assert offered >= {"fp32", "fp16", "q8_0", "q6_k", "q5_k_m", "q4_k_m"}
    assert {p.variant for p in LORAS} == {Variant.T2V_A14B, Variant.I2V_A14B}
    assert {p.licence for p in CATALOG.packages} == {"Apache-2.0"}


def test_a_damaged_catalog_is_told(tmp_path: Path) -> None:
    (tmp_path / "catalog.json").write_text('{"packages": [', "utf-8")
    with pytest.raises(UserError, match=r"catalog\.json cannot be read"):
        Catalog.load(tmp_path / "catalog.json")


def test_ids_that_differ_only_by_case_are_refused() -> None:
    package = PUBLISHED[0]
    twice = package.model_copy(update={"id": package.id.upper()})
    with pytest.raises(ValidationError, match="same id"):
        Catalog(packages=(package, twice))


def test_translators_find_every_text_of_the_catalog() -> None:
    packages = Catalog.load().packages
    assert {package.summary for package in packages} <= SHOWN.keys()
    # All other titles are names of models and of files.
    titles = {package.title for package in packages}
    assert {title for title in titles if not title.startswith("Wan 2.2 ")} <= SHOWN.keys()
