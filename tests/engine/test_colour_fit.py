"""Colours of latents, learned from the VAE's own work."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch

from fixtures.tiny_wan import DEMO_FOLDER
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine.decoding.colour_fit import (
    ColourFit,
    fit_to_stills,
    learn_clip,
    read_fit,
    write_fit,
)
from wan22_desktop.engine.decoding.decoder import decode
from wan22_desktop.engine.loading.components import load_vae
from wan22_desktop.engine_protocol.plan import DecodePlan


@pytest.fixture(scope="module")
def stills() -> ColourFit:
    return fit_to_stills(load_vae(DEMO_FOLDER / "vae", Variant.DEMO))


def moving_square() -> tuple[torch.Tensor, np.ndarray]:
    """Latents [1, 16, 3, 8, 8] of a white square that moves over blue, and their frames."""
    vae = load_vae(DEMO_FOLDER / "vae", Variant.DEMO)
    frames = torch.zeros(1, 3, 9, 64, 64)
    frames[:, 2] = 0.6
    for index in range(9):
        frames[:, :, index, 20:44, 4 * index : 4 * index + 24] = 1.0
    mean, std = (
        torch.tensor(vae.config[key]).view(1, -1, 1, 1, 1)
        for key in ("latents_mean", "latents_std")
    )
    with torch.no_grad():
        posterior = vae.encode(frames * 2 - 1, return_dict=False)[0]
    latents = (posterior.mode() - mean) / std
    return latents, decode(vae, latents, DecodePlan())


def error_of(fit: ColourFit, latents: torch.Tensor, frames: np.ndarray) -> float:
    """Mean difference of the preview from the frames, shrunk to its size, in 8-bit levels."""
    preview = fit.solved().frames(latents).float()
    shown = torch.from_numpy(frames[[0, 2, 6]]).float().permute(0, 3, 1, 2)
    small = torch.nn.functional.avg_pool2d(shown, 8).permute(0, 2, 3, 1)
    return (preview - small).abs().mean().item()


def test_a_decoded_clip_makes_previews_of_its_kind_better(stills: ColourFit) -> None:
    latents, frames = moving_square()
    before = error_of(stills, latents, frames)
    after = error_of(stills.with_clip(latents, frames), latents, frames)
    grey = float(np.abs(frames.astype(float) - frames.mean()).mean())
    assert before < grey, "stills alone show more than the mean colour"
    assert after < before


def test_fits_lie_as_far_apart_as_their_previews(stills: ColourFit) -> None:
    latents, frames = moving_square()
    fit = stills.with_clip(latents, frames)
    bluer = ColourFit(fit.gram, fit.moments + 0.3 * fit.gram[:, -1:] * torch.eye(3)[2])
    assert fit.levels_from(fit) == 0
    assert bluer.levels_from(fit) == pytest.approx(127.5 * 0.3 / 3**0.5, rel=1e-3)


def test_a_clip_is_written_down_only_while_previews_change(
    tmp_path: Path, stills: ColourFit
) -> None:
    latents, frames = moving_square()
    file = tmp_path / "vae.safetensors"
    write_fit(file, stills)
    written = [file.stat().st_ino]
    for _ in range(20):
        known = read_fit(file)
        assert known is not None
        learn_clip(file, known, latents, frames)
        written.append(file.stat().st_ino)
    changes = [before != after for before, after in pairwise(written)]
    assert changes[0]
    assert changes == sorted(changes, reverse=True)
    assert not changes[-1], "it shows the same again and again"


def test_the_fit_survives_on_the_disk(tmp_path: Path, stills: ColourFit) -> None:
    file = tmp_path / "vae.safetensors"
    assert read_fit(file) is None
    write_fit(file, stills)
    kept = read_fit(file)
    assert kept is not None
    assert torch.equal(kept.solved().weight, stills.solved().weight)
    file.write_bytes(file.read_bytes()[:-8])
    assert read_fit(file) is None


def test_numbers_that_are_none_are_not_believed(tmp_path: Path, stills: ColourFit) -> None:
    file = tmp_path / "vae.safetensors"
    write_fit(file, ColourFit(stills.gram * float("nan"), stills.moments))
    assert read_fit(file) is None


def test_a_place_that_refuses_the_file_is_no_error(tmp_path: Path, stills: ColourFit) -> None:
    (tmp_path / "file").write_bytes(b"")
    write_fit(tmp_path / "file" / "fit.safetensors", stills)
