"""The LoRA library with the rest of the app around it."""

import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fixtures.lora_files import write_lora
from wan22_desktop.composition.clip_pictures import save_frame
from wan22_desktop.composition.loras import Loras
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.core.database import SharedDatabase
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.manifest import Manifest, ManifestFile
from wan22_desktop.core.model_store import ModelStore, PackageRecord
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine.video_file import write_clip

PACKAGE = "t2v-A14B-lightning"


@pytest.fixture
def loras(places: Places) -> Iterator[Loras]:
    database = SharedDatabase(lambda: open_database(places))
    library = Loras(Places(places.home, places.home), database)  # without the LoRA that ships
    yield library
    library.close()


def installed(places: Places, files: dict[str, Path]) -> None:
    """As the model manager leaves a package of LoRAs."""
    store = ModelStore(places.models)
    manifest = Manifest(
        package=PACKAGE,
        files=tuple(
            ManifestFile(
                path=name,
                size_bytes=file.stat().st_size,
                sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
                repository="someone/loras",
                commit="0" * 40,
                source_path=name,
            )
            for name, file in files.items()
        ),
    )
    store.write_manifest(manifest)
    store.write_record(PackageRecord(package=PACKAGE, current=manifest.version))
    places.loras.mkdir(exist_ok=True)
    for file in manifest.files:
        kept = places.lora(str(file.sha256))
        shutil.copy(files[file.path], kept)
        os.utime(kept, (0, 0))  # nobody writes to it any more


def middle_of(picture: Path) -> tuple[int, int, int]:
    with Image.open(picture) as image:
        red, green, blue = np.asarray(image.convert("RGB"))[48, 48]
    return int(red), int(green), int(blue)


def test_loras_of_the_catalog_become_one_card_with_its_title(
    places: Places, loras: Loras, tmp_path: Path
) -> None:
    files = {
        f"wan2.2_t2v_lightx2v_4steps_lora_v1.1_{half}_noise.safetensors": write_lora(
            tmp_path / f"{half}.safetensors", Variant.T2V_A14B, seed=seed
        )
        for seed, half in enumerate(("high", "low"))
    }
    installed(places, files)
    loras.start()
    deadline = time.monotonic() + 20
    while not any(card.is_pair for card in loras.manager.cards()):
        assert time.monotonic() < deadline, loras.manager.cards()
        time.sleep(0.05)
    (card,) = loras.manager.cards()
    assert card.name == "Lightning for Wan 2.2 T2V A14B"
    halves = [
        f"{half} noise" in entry.name
        for half, entry in zip(("high", "low"), card.entries, strict=True)
    ]
    assert halves == [True, True]


def test_a_frame_of_a_clip_becomes_the_picture(
    places: Places, loras: Loras, tmp_path: Path
) -> None:
    (result,) = loras.manager.upload_lora_files([write_lora(tmp_path / "ink.safetensors")])
    card_id = str(result.card_id)
    frames = np.zeros((5, 96, 96, 3), np.uint8)
    frames[3, :, :, 0] = 255
    clip = tmp_path / "clip.mp4"
    request = GenerationRequest.default(prompt="x")
    record = ClipMetadata(
        request=request, app_version="", versions={}, device="", precision="", created_at=""
    )
    write_clip(clip, frames, 8, record)
    loras.take_picture_from(card_id, clip, 3)
    picture = loras.manager.thumbnail_file(loras.manager.card(card_id))
    assert picture is not None
    red, green, _ = middle_of(picture)
    assert red > 200
    assert green < 50
    assert list(places.cache.iterdir()) == []


def test_the_middle_frame_is_taken_where_none_is_named(tmp_path: Path) -> None:
    frames = np.zeros((5, 96, 96, 3), np.uint8)
    frames[2, :, :, 2] = 255
    request = GenerationRequest.default(prompt="x")
    record = ClipMetadata(
        request=request, app_version="", versions={}, device="", precision="", created_at=""
    )
    write_clip(tmp_path / "clip.mp4", frames, 8, record)
    save_frame(tmp_path / "clip.mp4", tmp_path / "frame.png")
    assert middle_of(tmp_path / "frame.png")[2] > 200


def test_what_cannot_fit_is_refused_and_what_is_unknown_is_left_to_the_engine(
    loras: Loras, tmp_path: Path
) -> None:
    (result,) = loras.manager.upload_lora_files(
        [write_lora(tmp_path / "big.safetensors", Variant.TI2V_5B)]
    )
    card = loras.manager.card(str(result.card_id))
    request = GenerationRequest.default(prompt="x").with_changes(loras=card.uses(1.0, 1.0))
    with pytest.raises(UserError, match="5B") as refused:
        loras.require_fit(request)
    assert refused.value.field == "loras"
    loras.require_fit(request.with_changes(model=Variant.TI2V_5B))
    stranger = card.uses(1.0, 1.0)[0].model_copy(update={"sha256": "0" * 64})
    loras.require_fit(request.with_changes(loras=(stranger,)))
