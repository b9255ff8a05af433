"""Models of other programs: found, put together, used, and never changed."""

import hashlib
import json
import os
import shutil
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from transformers import UMT5Config, UMT5EncoderModel

from fixtures.single_files import (
    cast,
    comfy_text_encoder,
    head_128_transformer,
    save,
    scaled_fp8,
    tiny_sentencepiece,
    upstream_transformer,
    upstream_vae,
    write_gguf,
)
from fixtures.tiny_wan import (
    DEMO_FOLDER,
    save_diffusers_folder,
    tiny_text_encoder,
    tiny_vae,
)
from wan22_desktop.core.catalog import Catalog
from wan22_desktop.core.errors import Recovery, UserError
from wan22_desktop.core.installed import InstalledModels
from wan22_desktop.core.model_parts import find_parts
from wan22_desktop.core.model_store import ModelStore
from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Expert, Variant
from wan22_desktop.core.wan_layout import recognise
from wan22_desktop.model_manager.adoption.extra_model_paths import extra_model_paths
from wan22_desktop.model_manager.adoption.links import AdoptionStoppedError
from wan22_desktop.model_manager.adoption.model_adoption import ModelAdoption
from wan22_desktop.model_manager.adoption.network_paths import is_remote_mount
from wan22_desktop.model_manager.adoption.places import Place, usual_places
from wan22_desktop.model_manager.adoption.scan import Scan
from wan22_desktop.model_manager.domain.adoption import Candidate, Findings
from wan22_desktop.model_manager.domain.status import FileState
from wan22_desktop.model_manager.health.monitor import ModelHealthMonitor

T2V, I2V, TI2V = Variant.T2V_A14B, Variant.I2V_A14B, Variant.TI2V_5B
CATALOG = Catalog.load()


def put_expert(folder: Path, variant: Variant, expert: str, *, scaled: bool = True) -> Path:
    state = upstream_transformer(head_128_transformer(variant, seed=len(expert)))
    short = variant.value.partition("-")[0]
    if scaled:
        name = f"wan2.2_{short}_{expert}_noise_14B_fp8_scaled.safetensors"
        return save(folder / name, scaled_fp8(state))
    name = f"wan2.2_{short}_{expert}_noise_14B_fp16.safetensors"
    return save(folder / name, cast(state, torch.half))


def put_vae(folder: Path, variant: Variant = T2V) -> Path:
    name = "wan2.2_vae.safetensors" if variant is TI2V else "wan_2.1_vae.safetensors"
    return save(folder / name, upstream_vae(tiny_vae(variant)))


def put_encoder(folder: Path, *, tokenizer: bool = True) -> Path:
    state = scaled_fp8(comfy_text_encoder(tiny_text_encoder()))
    if tokenizer:
        state["spiece_model"] = torch.frombuffer(bytearray(tiny_sentencepiece()), dtype=torch.uint8)
    return save(folder / "umt5_xxl_fp8_e4m3fn_scaled.safetensors", state)


def put_comfyui(root: Path, variant: Variant = T2V) -> Path:
    """A ComfyUI with everything of one model; `root`."""
    for expert in ("high", "low"):
        put_expert(root / "models" / "diffusion_models", variant, expert)
    put_vae(root / "models" / "vae")
    put_encoder(root / "models" / "text_encoders")
    return root


def put_hub_cache(cache: Path, variant: Variant, published: Path) -> Path:
    """A repository as huggingface_hub keeps it: links in a snapshot, files among blobs."""
    repository = cache / f"models--Wan-AI--Wan2.2-{variant.value}-Diffusers"
    snapshot, blobs = repository / "snapshots" / ("a" * 40), repository / "blobs"
    blobs.mkdir(parents=True)
    for file in sorted(path for path in published.rglob("*") if path.is_file()):
        blob = blobs / hashlib.sha256(file.read_bytes()).hexdigest()
        if not blob.exists():
            shutil.copyfile(file, blob)
        link = snapshot / file.relative_to(published)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(os.path.relpath(blob, link.parent))
    return snapshot


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """TI2V 5B in the layout of diffusers; not to be changed."""
    folder = tmp_path_factory.mktemp("published")
    return save_diffusers_folder(folder, TI2V, dtype=torch.bfloat16)


@pytest.fixture(scope="module")
def comfyui(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ComfyUI with T2V A14B as fp8; not to be changed."""
    return put_comfyui(tmp_path_factory.mktemp("programs") / "ComfyUI")


@pytest.fixture
def user(tmp_path: Path) -> Path:
    """The home of a made-up user."""
    home = tmp_path / "user"
    home.mkdir()
    return home


@pytest.fixture
def adoption(places: Places, user: Path) -> ModelAdoption:
    return adoption_of(places, user)


def adoption_of(places: Places, user: Path) -> ModelAdoption:
    return ModelAdoption(
        places, CATALOG, usual=lambda: usual_places({}, user, windows=False), is_remote=is_local
    )


def is_local(_path: Path) -> bool:
    """Wherever the tests run."""
    return False


def copy_of(program: Path, to: Path) -> Path:
    shutil.copytree(program, to)
    return to


def only(findings: Findings) -> Candidate:
    assert len(findings.candidates) == 1, findings
    return findings.candidates[0]


def reasons(findings: Findings) -> str:
    return "\n".join(entry.reason for entry in findings.unusable)


State = dict[str, tuple[object, ...]]


def state_of(folder: Path) -> State:
    """Everything of a tree that an adoption must leave alone: content, inode, times, links."""
    state: State = {}
    for path in sorted(folder.rglob("*")):
        found = path.lstat()
        content = "" if path.is_dir() else hashlib.sha256(path.read_bytes()).hexdigest()
        link = str(path.readlink()) if path.is_symlink() else ""
        facts = (found.st_ino, found.st_mode, found.st_size, found.st_mtime_ns, content, link)
        state[path.relative_to(folder).as_posix()] = facts
    return state


# --- what is found -------------------------------------------------------------------------------


def test_a_model_of_comfyui_is_found_whole(
    adoption: ModelAdoption, user: Path, comfyui: Path
) -> None:
    root = copy_of(comfyui, user / "ComfyUI")
    candidate = only(adoption.find())
    assert candidate.is_complete
    assert (candidate.variant, candidate.program) == (T2V, "ComfyUI")
    assert candidate.precision == "fp8-scaled"
    assert candidate.parts["transformer"].expert is Expert.HIGH_NOISE
    assert candidate.parts["transformer_2"].expert is Expert.LOW_NOISE
    assert candidate.parts["vae"].path == root / "models" / "vae" / "wan_2.1_vae.safetensors"
    assert candidate.parts["tokenizer"] is candidate.parts["text_encoder"]
    assert candidate.size_bytes == sum(p.stat().st_size for p in root.rglob("*") if p.is_file())


def test_experts_of_one_precision_belong_together(adoption: ModelAdoption, user: Path) -> None:
    models = put_comfyui(user / "ComfyUI") / "models"
    put_expert(models / "diffusion_models", T2V, "high", scaled=False)
    put_expert(models / "diffusion_models", T2V, "low", scaled=False)
    state = upstream_transformer(head_128_transformer(I2V))
    for name in ("HighNoise", "LowNoise"):
        (models / "unet" / name).mkdir(parents=True)
        path = models / "unet" / name / f"Wan2.2-I2V-A14B-{name}-Q8_0.gguf"
        write_gguf(path, state, "Q8_0", everything=False)
    found = adoption.find().candidates
    assert [(c.variant, c.precision, c.is_complete) for c in found] == [
        (I2V, "q8_0", True),
        (T2V, "fp16", True),
        (T2V, "fp8-scaled", True),
    ]
    for candidate in found:
        both = [candidate.parts[role].precision for role in ("transformer", "transformer_2")]
        assert both == [candidate.precision] * 2


def test_pairs_of_fine_tunes_are_not_mixed_up(adoption: ModelAdoption, user: Path) -> None:
    models = put_comfyui(user / "ComfyUI") / "models" / "diffusion_models"
    for expert in ("high", "low"):
        name = f"wan2.2_t2v_{expert}_noise_14B_fp8_scaled.safetensors"
        shutil.copyfile(models / name, models / f"Remix_t2v_14b_{expert}_v2.safetensors")
    pairs = [
        {candidate.parts[role].path.name[:5] for role in ("transformer", "transformer_2")}
        for candidate in adoption.find().candidates
    ]
    assert sorted(pairs, key=sorted) == [{"Remix"}, {"wan2."}]


def test_experts_of_different_precisions_are_no_pair(adoption: ModelAdoption, user: Path) -> None:
    models = put_comfyui(user / "ComfyUI") / "models" / "diffusion_models"
    low = put_expert(models, T2V, "low", scaled=False)
    low.replace(models / "wan2.2_t2v_low_noise_14B_fp8_scaled.safetensors")
    found = adoption.find().candidates
    assert [(c.precision, [part.part for part in c.missing]) for c in found] == [
        ("fp16", ["transformer"]),
        ("fp8-scaled", ["transformer_2"]),
    ]


def test_what_is_missing_is_named_with_what_would_supply_it(
    adoption: ModelAdoption, user: Path, places: Places
) -> None:
    put_expert(user / "ComfyUI" / "models" / "unet", I2V, "high")
    candidate = only(adoption.find())
    missing = {part.part: part for part in candidate.missing}
    assert list(missing) == ["transformer_2", "vae", "text_encoder", "tokenizer"]
    assert missing["transformer_2"].package == "i2v-A14B-fp8"
    expert = missing["transformer_2"].source
    assert expert is not None
    assert expert.include == (
        "split_files/diffusion_models/wan2.2_i2v_low_noise_14B_fp8_scaled.safetensors",
    )
    tokenizer = missing["tokenizer"].source
    assert tokenizer is not None
    assert tokenizer.selects("tokenizer/tokenizer.json")
    with pytest.raises(UserError, match=r"lacks its low-noise expert and its VAE") as caught:
        adoption.adopt(candidate)
    assert "i2v-A14B-fp8" in caught.value.message
    assert caught.value.recoveries == (Recovery.INSTALL_MODEL,)
    assert not places.models.exists()


def test_a_model_in_the_hub_cache_is_found_through_its_links(
    adoption: ModelAdoption, user: Path, published: Path
) -> None:
    snapshot = put_hub_cache(user / ".cache" / "huggingface" / "hub", TI2V, published)
    candidate = only(adoption.find())
    assert candidate.is_complete
    assert (candidate.variant, candidate.whole_folder) == (TI2V, snapshot)
    assert candidate.program == "Hugging Face cache"


def test_parts_come_from_several_programs_and_from_installed_models(
    adoption: ModelAdoption, user: Path, places: Places, published: Path
) -> None:
    """The encoder of WanGP has no tokenizer; an installed model has both tokenizer and VAE."""
    name = "Wan2.2-TI2V-5B-Q8_0.gguf"
    ckpts = user / "Wan2GP" / "ckpts"
    ckpts.mkdir(parents=True)
    state = upstream_transformer(head_128_transformer(TI2V))
    write_gguf(ckpts / name, state, "Q8_0", everything=False)
    put_encoder(user / "ComfyUI" / "models" / "clip", tokenizer=False)
    shutil.copytree(published, places.models / "ti2v-5B")
    candidate = only(adoption.find())
    assert candidate.is_complete
    assert candidate.program == "WanGP"
    assert candidate.parts["text_encoder"].program == "ComfyUI"
    assert candidate.borrowed == {"vae", "tokenizer"}
    record = adoption.adopt(candidate)
    shutil.rmtree(places.models / "ti2v-5B")
    shutil.rmtree(user)  # both programs are gone: what was linked stays
    ModelStore(places.models).set_active(TI2V, record.package)
    parts = InstalledModels(places).parts(TI2V)
    assert Path(parts.transformer).name == name
    assert all(path.is_relative_to(places.models / record.package) for path in parts.paths)


def test_a_tokenizer_of_another_text_encoder_is_not_taken(
    adoption: ModelAdoption, user: Path
) -> None:
    models = put_comfyui(user / "ComfyUI") / "models"
    put_encoder(models / "text_encoders", tokenizer=False)
    other = models / "text_encoders" / "t5-v1_1-xxl"
    other.mkdir()
    tree = {"model": {"type": "Unigram", "vocab": [["a", 0.0]] * 100}}
    (other / "tokenizer.json").write_text(json.dumps(tree), "utf-8")
    assert [part.part for part in only(adoption.find()).missing] == ["tokenizer"]
    shutil.copytree(DEMO_FOLDER / "tokenizer", models / "text_encoders" / "umt5-xxl")
    assert only(adoption.find()).is_complete


def test_a_text_encoder_of_another_width_is_not_taken(adoption: ModelAdoption, user: Path) -> None:
    models = put_comfyui(user / "ComfyUI") / "models"
    config = UMT5Config(vocab_size=192, d_model=64, d_kv=8, d_ff=64, num_layers=2, num_heads=4)
    wide = comfy_text_encoder(UMT5EncoderModel(config))
    save(models / "text_encoders" / "a_wide_one.safetensors", cast(wide, torch.bfloat16))
    encoder = only(adoption.find()).parts["text_encoder"]
    assert encoder.path.name == "umt5_xxl_fp8_e4m3fn_scaled.safetensors"


# --- what cannot be used -------------------------------------------------------------------------


def test_everything_that_cannot_be_used_is_told_with_its_reason(
    adoption: ModelAdoption, user: Path
) -> None:
    models = user / "ComfyUI" / "models"
    folder = models / "diffusion_models"
    state = upstream_transformer(head_128_transformer(T2V))
    save(folder / "wan2.1_t2v_14B_fp16.safetensors", cast(state, torch.half))
    save(folder / "my_t2v.safetensors", cast(state, torch.half))
    img = {"img_emb.proj.0.weight": torch.zeros(4)}
    save(folder / "wan2.1_i2v.safetensors", cast(state, torch.half) | img)
    flux = {"double_blocks.0.img_attn.qkv.weight": torch.zeros(4, 4)}
    save(folder / "flux.safetensors", flux)
    (folder / "Wan2_2.pth").write_bytes(b"\x80\x02}q\x00.")
    (folder / "cut.safetensors").write_bytes(b"\x10\0\0\0\0\0\0\0{")
    put_vae(models / "vae", TI2V)
    os.mkfifo(folder / "pipe.safetensors")
    findings = adoption.find()
    assert not findings.candidates
    told = reasons(findings)
    for reason in (
        "wan2.1_t2v_14B_fp16.safetensors is of Wan 2.1 by its name",
        "It cannot be told which expert of Wan 2.2 T2V A14B my_t2v.safetensors is",
        "is a Wan 2.1 image-to-video model",
        "is a Flux or Hunyuan model",
        "Wan2_2.pth is not used: it can carry program code",
        "cut.safetensors is not used",
        "wan2.2_vae.safetensors is a VAE for Wan 2.2 TI2V 5B, but nothing that was found needs it",
        "pipe.safetensors is no plain file",
    ):
        assert reason in told


def test_a_pickle_with_another_name_is_refused(adoption: ModelAdoption, user: Path) -> None:
    folder = user / "ComfyUI" / "models" / "vae"
    folder.mkdir(parents=True)
    (folder / "vae.safetensors").write_bytes(b"\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\xff")
    assert "is a pickle, which can run any program" in reasons(adoption.find())


def test_a_diffusers_folder_of_another_family_is_told(
    adoption: ModelAdoption, user: Path, published: Path
) -> None:
    folder = user / "ComfyUI" / "models" / "diffusers"
    broken = copy_of(published, folder / "broken")
    (broken / "vae" / "diffusion_pytorch_model.safetensors").unlink()
    other = copy_of(published, folder / "other")
    index = json.loads((other / "model_index.json").read_text("utf-8"))
    index["_class_name"] = "StableDiffusionXLPipeline"
    (other / "model_index.json").write_text(json.dumps(index), "utf-8")
    findings = adoption.find()
    assert not findings.candidates
    assert "diffusion_pytorch_model.safetensors is missing" in reasons(findings)
    assert "asks for a pipeline that is not Wan's" in reasons(findings)


def test_links_out_of_a_folder_are_not_followed(
    adoption: ModelAdoption, user: Path, tmp_path: Path
) -> None:
    outside = put_comfyui(tmp_path / "outside") / "models"
    models = user / "ComfyUI" / "models"
    for name in ("diffusion_models", "vae", "text_encoders"):
        (models / name).mkdir(parents=True)
        for file in (outside / name).iterdir():
            (models / name / file.name).symlink_to(file)
    (models / "vae" / "more").symlink_to(outside / "vae", target_is_directory=True)
    findings = adoption.find()
    assert not findings.candidates
    assert reasons(findings).count("links are not followed") == 4


def test_a_link_in_the_hub_cache_must_stay_in_it(
    adoption: ModelAdoption, user: Path, published: Path, tmp_path: Path
) -> None:
    snapshot = put_hub_cache(user / ".cache" / "huggingface" / "hub", TI2V, published)
    weights = snapshot / "vae" / "diffusion_pytorch_model.safetensors"
    outside = tmp_path / "outside.safetensors"
    shutil.copyfile(weights, outside)
    weights.unlink()
    weights.symlink_to(outside)
    findings = adoption.find()
    assert not findings.candidates
    assert "links are not followed" in reasons(findings)


def test_a_models_folder_that_is_itself_a_link_is_the_users_choice(
    adoption: ModelAdoption, user: Path, comfyui: Path, tmp_path: Path
) -> None:
    elsewhere = copy_of(comfyui, tmp_path / "big disk") / "models"
    (user / "ComfyUI").mkdir()
    (user / "ComfyUI" / "models").symlink_to(elsewhere, target_is_directory=True)
    assert only(adoption.find()).is_complete


def test_folders_on_other_computers_are_refused(places: Places, user: Path, comfyui: Path) -> None:
    copy_of(comfyui, user / "ComfyUI")
    usual = lambda: usual_places({}, user, windows=False)  # noqa: E731
    remote = ModelAdoption(
        places, CATALOG, usual=usual, is_remote=lambda path: path.is_relative_to(user)
    )
    findings = remote.find()
    assert not findings.candidates
    assert "lies on another computer or a network drive" in reasons(findings)
    candidate = only(adoption_of(places, user).find())
    with pytest.raises(UserError, match="lies on another computer"):
        remote.adopt(candidate)


def test_depth_and_number_of_entries_are_bounded(user: Path, comfyui: Path) -> None:
    root = copy_of(comfyui, user / "ComfyUI")
    deep = user / "a" / "b" / "c" / "d" / "e"
    put_vae(deep)
    scan = Scan(threading.Event(), is_remote=is_local)
    scan.look_into(Place("deep", user / "a", user / "a", depth=3))
    assert not scan.scanned.parts
    few = Scan(threading.Event(), is_remote=is_local, max_entries=1)
    few.look_into(Place("few", root, root))
    assert few.scanned.was_cut_short
    assert not few.scanned.parts
    all_of_it = Scan(threading.Event(), is_remote=is_local)
    all_of_it.look_into(Place("all", root, root))
    assert len(all_of_it.scanned.parts) == 4


def test_a_search_can_be_stopped(adoption: ModelAdoption, user: Path, comfyui: Path) -> None:
    copy_of(comfyui, user / "ComfyUI")
    stop = threading.Event()
    stop.set()
    findings = adoption.find(stop=stop)
    assert findings.was_cut_short
    assert not findings.candidates


# --- what the user names -------------------------------------------------------------------------


def test_a_dropped_file_brings_its_model_along(
    adoption: ModelAdoption, tmp_path: Path, user: Path, comfyui: Path
) -> None:
    copy_of(comfyui, user / "ComfyUI")
    downloads = tmp_path / "somewhere"
    dropped = put_expert(downloads, I2V, "low")
    put_expert(downloads, I2V, "high")
    findings = adoption.find([dropped])
    candidate = only(findings)
    assert (candidate.variant, candidate.is_complete) == (I2V, True)
    assert candidate.parts["transformer"].path.parent == downloads
    assert candidate.parts["vae"].program == "ComfyUI"


@pytest.mark.parametrize("below", [".", "models", "models/diffusion_models"])
def test_a_dropped_folder_is_looked_through(
    adoption: ModelAdoption, comfyui: Path, below: str
) -> None:
    findings = adoption.find([comfyui / below])
    assert only(findings).variant is T2V
    assert only(findings).is_complete is (below != "models/diffusion_models")


def test_a_dropped_snapshot_of_the_hub_cache_may_have_links(
    adoption: ModelAdoption, tmp_path: Path, published: Path
) -> None:
    snapshot = put_hub_cache(tmp_path / "other drive", TI2V, published)
    assert only(adoption.find([snapshot])).is_complete
    assert only(adoption.find([snapshot.parent.parent])).is_complete


def test_what_is_dropped_and_cannot_be_used_is_told(
    adoption: ModelAdoption, places: Places, tmp_path: Path, comfyui: Path
) -> None:
    lora = save(tmp_path / "lora.safetensors", {"a.lora_A.weight": torch.zeros(2, 2)})
    assert "is a LoRA" in reasons(adoption.find([lora]))
    assert "There is no file or folder" in reasons(adoption.find([tmp_path / "nothing"]))
    own = copy_of(comfyui, places.models / "t2v-A14B")
    assert "this app's own folder" in reasons(adoption.find([own]))


# --- adoption ------------------------------------------------------------------------------------


def test_nothing_of_the_user_is_changed(
    adoption: ModelAdoption, user: Path, places: Places, comfyui: Path, published: Path
) -> None:
    copy_of(comfyui, user / "ComfyUI")
    put_hub_cache(user / ".cache" / "huggingface" / "hub", TI2V, published)
    before = state_of(user)
    candidates = adoption.find().candidates
    assert {candidate.variant for candidate in candidates} == {T2V, TI2V}
    stop = threading.Event()
    stop.set()
    for candidate in candidates:
        with pytest.raises(AdoptionStoppedError):
            adoption.adopt(candidate, stop=stop)
        assert state_of(user) == before
        adoption.adopt(candidate)
    assert state_of(user) == before
    shutil.rmtree(places.models)  # as removing the packages would
    assert state_of(user) == before
    (user / "ComfyUI" / "models" / "vae" / "wan_2.1_vae.safetensors").touch()
    assert state_of(user) != before  # the comparison would have seen it


def test_an_adopted_model_is_a_version_of_links_with_digests(
    adoption: ModelAdoption, user: Path, places: Places, comfyui: Path
) -> None:
    root = copy_of(comfyui, user / "ComfyUI")
    candidate = only(adoption.find())
    read: list[int] = []
    record = adoption.adopt(candidate, on_bytes=read.append)
    assert sum(read) == candidate.size_bytes
    assert record.package == "t2v-A14B-adopted"
    assert record.adopted is None
    assert record.current is not None
    store = ModelStore(places.models)
    assert store.record(record.package) == record
    assert store.active().packages == {T2V: record.package}
    manifest = store.manifest(record.package, record.current)
    assert manifest is not None
    folder = store.version_folder(record.package, record.current)
    originals = {path.stat().st_ino for path in root.rglob("*.safetensors")}
    for file in manifest.files:
        assert file.is_local
        assert file.sha256 == hashlib.sha256((folder / file.path).read_bytes()).hexdigest()
        assert (folder / file.path).stat().st_ino in originals
    assert store.pieces(record.package, record.current).keys() == {f.path for f in manifest.files}
    assert find_parts(T2V, folder) == InstalledModels(places).parts(T2V)
    left = {path.name for path in store.package_folder(record.package).iterdir()}
    version = record.current
    assert left == {
        version, "package.json", f"{version}.manifest.json", f"{version}.pieces.json"
    }  # fmt: skip


def test_damage_of_a_linked_file_is_found_and_left_alone(
    adoption: ModelAdoption, user: Path, places: Places, comfyui: Path
) -> None:
    copy_of(comfyui, user / "ComfyUI")
    candidate = only(adoption.find())
    record = adoption.adopt(candidate)
    monitor = ModelHealthMonitor(places, renders=lambda _: (), scan_command=lambda: None)
    assert monitor.check_model_integrity(record.package).score == 1.0
    high = candidate.parts["transformer"].path
    times = high.stat()
    with high.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        last = file.read(1)
        file.seek(-1, os.SEEK_END)
        file.write(bytes([last[0] ^ 1]))
    os.utime(high, ns=(times.st_atime_ns, times.st_mtime_ns))
    before = state_of(user)
    result = monitor.check_model_integrity(record.package)
    damaged = [file.path for file in result.files if file.state is FileState.DAMAGED]
    assert damaged == [f"high_noise/{high.name}"]
    assert result.quarantined == ()
    assert state_of(user) == before


def test_a_whole_folder_stays_one(
    adoption: ModelAdoption, user: Path, places: Places, published: Path
) -> None:
    put_hub_cache(user / ".cache" / "huggingface" / "hub", TI2V, published)
    record = adoption.adopt(only(adoption.find()))
    parts = InstalledModels(places).parts(TI2V)
    folder = places.models / record.package / str(record.current)
    assert parts == find_parts(TI2V, folder)
    assert not any(path.is_symlink() for path in folder.rglob("*"))
    assert recognise(Path(parts.transformer)).variants == (TI2V,)


def test_adopting_twice_gives_the_same_package(
    adoption: ModelAdoption, user: Path, comfyui: Path
) -> None:
    copy_of(comfyui, user / "ComfyUI")
    candidate = only(adoption.find())
    first = adoption.adopt(candidate)
    assert adoption.adopt(candidate) == first
    copy_of(comfyui, user / "Documents" / "ComfyUI")
    other = next(c for c in adoption.find().candidates if "Documents" in str(c.parts["vae"].path))
    assert adoption.adopt(other).package == "t2v-A14B-adopted-2"


def test_what_a_cut_off_adoption_has_left_is_taken_away(
    adoption: ModelAdoption, user: Path, places: Places, comfyui: Path
) -> None:
    copy_of(comfyui, user / "ComfyUI")
    candidate = only(adoption.find())
    first = adoption.adopt(candidate)
    folder = places.models / first.package
    (folder / "package.json").unlink()  # as if it had ended before the record was written
    leftover = folder / "incoming" / "adopting" / "vae" / "wan_2.1_vae.safetensors"
    leftover.parent.mkdir(parents=True)
    os.link(candidate.parts["vae"].path, leftover)
    before = state_of(user)
    again = adoption.adopt(candidate)
    assert (again.package, again.current) == (first.package, first.current)
    assert not (folder / "incoming").exists()
    assert {path.stat().st_nlink for path in user.rglob("*.safetensors")} == {2}
    assert state_of(user) == before


def test_files_of_the_user_in_such_a_folder_are_left_alone(
    adoption: ModelAdoption, user: Path, places: Places, comfyui: Path
) -> None:
    copy_of(comfyui, user / "ComfyUI")
    own = put_vae(places.models / "t2v-A14B-adopted" / "my things")
    assert adoption.adopt(only(adoption.find())).package == "t2v-A14B-adopted-2"
    assert own.exists()


def test_a_model_that_works_stays_active(
    adoption: ModelAdoption, user: Path, places: Places, comfyui: Path
) -> None:
    own = places.models / "t2v-A14B"
    copy_of(comfyui, own)
    copy_of(comfyui, user / "ComfyUI")
    adoption.adopt(only(adoption.find()))
    assert ModelStore(places.models).active().packages == {}
    assert Path(InstalledModels(places).parts(T2V).vae).is_relative_to(own)


def test_a_model_that_does_not_work_gives_way(
    adoption: ModelAdoption, user: Path, places: Places, comfyui: Path
) -> None:
    put_expert(places.models / "t2v-A14B", T2V, "high")
    copy_of(comfyui, user / "ComfyUI")
    record = adoption.adopt(only(adoption.find()))
    assert ModelStore(places.models).active().packages == {T2V: record.package}


def other_disk() -> Path | None:
    """A folder on another file system than that of temporary files, if there is one."""
    shared = Path("/dev/shm")  # noqa: S108 - only this holds another file system everywhere
    return shared if shared.is_dir() and os.access(shared, os.W_OK) else None


@pytest.mark.skipif(other_disk() is None, reason="needs a second file system")
def test_a_model_on_another_disk_is_used_where_it_lies(
    places: Places, comfyui: Path, request: pytest.FixtureRequest
) -> None:
    disk = other_disk()
    assert disk is not None
    home = disk / f"wan22-adoption-{os.getpid()}"
    request.addfinalizer(lambda: shutil.rmtree(home, ignore_errors=True))
    root = copy_of(comfyui, home / "ComfyUI")
    if root.stat().st_dev == places.home.stat().st_dev:
        pytest.skip("temporary files lie on that file system too")
    before = state_of(home)
    record = adoption_of(places, home).adopt(only(adoption_of(places, home).find()))
    assert record.current is None
    assert record.adopted is not None
    assert record.adopted["vae"] == str(root / "models" / "vae" / "wan_2.1_vae.safetensors")
    assert record.adopted["tokenizer"] == record.adopted["text_encoder"]
    parts = InstalledModels(places).parts(T2V)
    assert all(path.is_relative_to(root) for path in parts.paths)
    assert adoption_of(places, home).adopt(only(adoption_of(places, home).find())) == record
    assert state_of(home) == before
    shutil.rmtree(root)
    with pytest.raises(UserError, match=r"was used where it lay, but .* is gone"):
        InstalledModels(places).parts(T2V)


def test_a_file_that_has_changed_since_is_not_adopted(
    adoption: ModelAdoption, user: Path, places: Places, comfyui: Path
) -> None:
    root = copy_of(comfyui, user / "ComfyUI")
    candidate = only(adoption.find())
    vae = root / "models" / "vae" / "wan_2.1_vae.safetensors"
    shutil.copyfile(put_vae(user, TI2V), vae)
    with pytest.raises(UserError, match="has changed since it was found"):
        adoption.adopt(candidate)
    vae.unlink()
    with pytest.raises(UserError, match="is missing"):
        adoption.adopt(candidate)
    assert list(ModelStore(places.models).packages()) == []


@pytest.mark.parametrize("is_replaced", [True, False], ids=["replaced", "written to"])
def test_a_file_that_changes_while_it_is_read_is_not_adopted(
    adoption: ModelAdoption, user: Path, places: Places, comfyui: Path, *, is_replaced: bool
) -> None:
    copy_of(comfyui, user / "ComfyUI")
    candidate = only(adoption.find())
    high = candidate.parts["transformer"].path

    def change(_count: int) -> None:
        if is_replaced:
            shutil.copyfile(candidate.parts["vae"].path, user / "new")
            (user / "new").replace(high)
        else:
            with high.open("r+b") as file:
                file.seek(-1, os.SEEK_END)
                file.write(b"x")
            os.utime(high, ns=(1, 1))  # the clock of the disk may not have moved since

    with pytest.raises(UserError, match="was written to in the meantime"):
        adoption.adopt(candidate, on_bytes=change)
    assert not (places.models / "t2v-A14B-adopted").exists()


# --- where is looked -----------------------------------------------------------------------------


def folders_of(found: tuple[Place, ...], root: Path) -> set[str]:
    return {f"{p.program}: {p.folder.relative_to(root).as_posix()}" for p in found}


def make(root: Path, *folders: str) -> None:
    for folder in folders:
        (root / folder).mkdir(parents=True, exist_ok=True)


def test_usual_places_on_linux(tmp_path: Path) -> None:
    make(
        tmp_path,
        "ComfyUI/models/unet",
        "ComfyUI/models/checkpoints",
        "Documents/ComfyUI_windows_portable/ComfyUI/models/vae",
        "Wan2GP/ckpts",
        "pinokio/api/wan.git/app/ckpts",
        "lib/Models/DiffusionModels",
        "lib/Packages/ComfyUI/models/clip",
        ".config/StabilityMatrix",
        ".cache/huggingface/hub/models--Wan-AI--Wan2.2/snapshots/abc",
        ".cache/huggingface/hub/models--meta--llama/snapshots/abc",
        "cache/hub/models--QuantStack--Wan2.2/snapshots/def",
    )
    library = {"LibraryPath": str(tmp_path / "lib")}
    settings = tmp_path / ".config" / "StabilityMatrix" / "library.json"
    settings.write_text(json.dumps(library), "utf-8")
    expected = {
        "ComfyUI: ComfyUI/models/unet",
        "ComfyUI: Documents/ComfyUI_windows_portable/ComfyUI/models/vae",
        "WanGP: Wan2GP/ckpts",
        "WanGP: pinokio/api/wan.git/app/ckpts",
        "Stability Matrix: lib/Models/DiffusionModels",
        "ComfyUI: lib/Packages/ComfyUI/models/clip",
        "Hugging Face cache: .cache/huggingface/hub/models--Wan-AI--Wan2.2/snapshots/abc",
    }
    assert folders_of(usual_places({}, tmp_path, windows=False), tmp_path) == expected
    moved = usual_places({"HF_HOME": str(tmp_path / "cache")}, tmp_path, windows=False)
    other = "Hugging Face cache: cache/hub/models--QuantStack--Wan2.2/snapshots/def"
    assert {name for name in folders_of(moved, tmp_path) if "cache" in name} == {other}


def test_usual_places_on_windows(tmp_path: Path) -> None:
    make(
        tmp_path,
        "C/users/me/Documents/ComfyUI/models/diffusion_models",
        "C/users/me/AppData/Local/Comfy-Desktop/ComfyUI-Shared/models/vae",
        "C/users/me/AppData/Roaming/ComfyUI",
        "D/AI/comfy/models/text_encoders",
        "D/ComfyUI_windows_portable/ComfyUI/models/unet",
        "D/StabilityMatrix/Data",
        "E/matrix models/VAE",
        "E/more/gguf",
    )
    home, drive = tmp_path / "C" / "users" / "me", tmp_path / "D"
    roaming = home / "AppData" / "Roaming" / "ComfyUI"
    (roaming / "config.json").write_text(json.dumps({"basePath": str(drive / "AI" / "comfy")}))
    paths = f"comfyui:\n  base_path: {tmp_path / 'E'}\n  diffusion_models: |\n    more/gguf\n"
    (roaming / "extra_models_config.yaml").write_text(paths)
    override = {"ModelDirectoryOverride": str(tmp_path / "E" / "matrix models")}
    settings = drive / "StabilityMatrix" / "Data" / "settings.json"
    settings.write_text(json.dumps(override), "utf-8-sig" if sys.platform == "win32" else "utf-8")
    found = usual_places({}, home, windows=True, drives=[drive])
    assert folders_of(found, tmp_path) == {
        "ComfyUI: C/users/me/Documents/ComfyUI/models/diffusion_models",
        "ComfyUI: C/users/me/AppData/Local/Comfy-Desktop/ComfyUI-Shared/models/vae",
        "ComfyUI: D/AI/comfy/models/text_encoders",
        "ComfyUI: D/ComfyUI_windows_portable/ComfyUI/models/unet",
        "Stability Matrix: E/matrix models/VAE",
        "ComfyUI: E/more/gguf",
    }


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b'{"LibraryPath": 5}', b'{"LibraryPath": "a\\u0000b"}', b"\xff"]
)
def test_damaged_settings_of_other_programs_name_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".config" / "StabilityMatrix").mkdir(parents=True)
    (tmp_path / ".config" / "StabilityMatrix" / "library.json").write_bytes(content)
    (tmp_path / ".config" / "ComfyUI").mkdir()
    (tmp_path / ".config" / "ComfyUI" / "extra_models_config.yaml").write_bytes(content)
    assert usual_places({}, tmp_path, windows=False) == ()


YAML = """
# ComfyUI's example, and what people make of it
a1111:
    base_path: ~/webui   # where it is
    vae: models/VAE
    loras: |
         models/Lora
         models/LyCORIS
comfyui:
    is_default: true
    base_path: "%DRIVE%/comfy"
    diffusion_models: |
        models/diffusion_models
        models/unet

    vae: 'models/vae/'
bare:
    clip: text
"""


def read_yaml(tmp_path: Path, text: str) -> Callable[[str], list[str]]:
    file = tmp_path / "extra_model_paths.yaml"
    file.write_text(text, "utf-8")
    environment = {"DRIVE": "/mnt/d"}

    def paths(kind: str) -> list[str]:
        found = extra_model_paths(file, (kind,), environment, Path("/home/me"))
        return [path.as_posix() for path in found]

    return paths


def test_extra_model_paths_are_read(tmp_path: Path) -> None:
    paths = read_yaml(tmp_path, YAML)
    assert paths("vae") == ["/home/me/webui/models/VAE", "/mnt/d/comfy/models/vae"]
    assert paths("diffusion_models") == [
        "/mnt/d/comfy/models/diffusion_models",
        "/mnt/d/comfy/models/unet",
    ]
    assert paths("clip") == [(tmp_path / "text").as_posix()]
    assert paths("unet") == []


@pytest.mark.parametrize(
    "text",
    [
        "a: &x [*x]\nb: !!python/object/apply:os.system ['true']\n",
        "a:\n  vae: !!python/name:os.system\n" * 5,
        "\t\tvae: x\n\0\n: : :\n- - -\n",
        "vae: top\n" + "x" * 400_000,
    ],
)
def test_hostile_yaml_names_at_most_paths(tmp_path: Path, text: str) -> None:
    for path in read_yaml(tmp_path, text)("vae"):
        assert not Path(path).exists()


def test_network_file_systems_are_told_from_the_list_of_mounts() -> None:
    mounts = (
        "/dev/sda1 / ext4 rw 0 0\n"
        "nas:/models /mnt/nas nfs4 rw 0 0\n"
        "//nas/share /mnt/my\\040share cifs rw 0 0\n"
        "/dev/sdb1 /mnt/nas/local ext4 rw 0 0\n"
        "me@host:/ /home/me/remote fuse.sshfs rw 0 0\n"
        "broken\n"
    )
    assert is_remote_mount("/mnt/nas/ComfyUI", mounts)
    assert is_remote_mount("/mnt/my share/a", mounts)
    assert is_remote_mount("/home/me/remote", mounts)
    assert not is_remote_mount("/mnt/nas/local/a", mounts)
    assert not is_remote_mount("/mnt/nasty", mounts)
    assert not is_remote_mount("/home/me", mounts)
