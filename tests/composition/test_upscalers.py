"""Files of weights in `models/upscalers`."""

import pickle
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from wan22_desktop.composition.upscalers import (
    add_upscaler,
    installed_upscalers,
    upscalers_folder,
)
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.places import Places
from wan22_desktop.generation.domain.upscalers import Upscaler


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    file = tmp_path / "sharp x2.safetensors"
    save_file({"conv.weight": torch.zeros(3, 3)}, file)
    return file


def test_a_file_of_weights_is_copied_and_listed(places: Places, weights: Path) -> None:
    assert installed_upscalers(places) == ()
    added = add_upscaler(weights, places)
    assert added == Upscaler("sharp x2.safetensors", weights.stat().st_size)
    assert added.title == "sharp x2"
    assert installed_upscalers(places) == (added,)
    copy = upscalers_folder(places) / added.file_name
    assert copy.read_bytes() == weights.read_bytes()
    assert [file.name for file in copy.parent.iterdir()] == [added.file_name]
    assert add_upscaler(copy, places) == added


def test_another_file_of_the_same_name_does_not_replace_it(places: Places, weights: Path) -> None:
    add_upscaler(weights, places)
    kept = (upscalers_folder(places) / weights.name).read_bytes()
    save_file({"conv.weight": torch.ones(3, 3)}, weights)
    with pytest.raises(UserError, match="already"):
        add_upscaler(weights, places)
    assert (upscalers_folder(places) / weights.name).read_bytes() == kept


@pytest.mark.parametrize("ending", [".pth", ".ckpt", ".PT"])
def test_pickles_are_refused_by_their_names_and_never_opened(
    places: Places, tmp_path: Path, ending: str
) -> None:
    with pytest.raises(UserError, match="is a pickle") as caught:
        add_upscaler(tmp_path / f"model{ending}", places)
    assert caught.value.field == "upscaler"


def test_what_is_no_safetensors_file_is_refused_with_the_reason(
    places: Places, weights: Path, tmp_path: Path
) -> None:
    disguised = tmp_path / "pickle.safetensors"
    disguised.write_bytes(pickle.dumps({"a": 1}))
    cut = tmp_path / "cut.safetensors"
    cut.write_bytes(weights.read_bytes()[:-4])
    text = tmp_path / "notes.txt"
    text.write_text("hello")
    for file, told in (
        (disguised, "pickle"),
        (cut, "damaged"),
        (text, "no safetensors"),
        (tmp_path / "gone.safetensors", "cannot be read"),
    ):
        with pytest.raises(UserError, match=told):
            add_upscaler(file, places)
    assert installed_upscalers(places) == ()
    assert not upscalers_folder(places).exists()


def test_only_files_that_a_job_can_name_are_listed(places: Places) -> None:
    folder = upscalers_folder(places)
    (folder / "a folder.safetensors").mkdir(parents=True)
    (folder / ".hidden.safetensors").write_bytes(b"")
    (folder / "model.pth").write_bytes(b"")
    assert installed_upscalers(places) == ()
