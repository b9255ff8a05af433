"""`queue add --wait-for-model` as people and scripts use it: a real process each time."""

from pathlib import Path

import pytest
import torch
from test_cli import Wan22

from fixtures.tiny_wan import HEIGHT, NUM_FRAMES, WIDTH, save_diffusers_folder
from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Variant

CLIP = (
    *("--prompt", "a fox", "--model", "ti2v-5B", "--size", f"{WIDTH}x{HEIGHT}"),
    *("--frames", str(NUM_FRAMES), "--steps", "2", "--seed", "7"),
)
REASON = "Waits for Wan 2.2 TI2V 5B to be installed"


@pytest.fixture
def wan22(places: Places) -> Wan22:
    return Wan22(places.home)


def jobs(wan22: Wan22) -> list[dict[str, object]]:
    listed = wan22.json("queue", "list")
    assert isinstance(listed, list)
    return listed


def test_a_job_waits_until_its_model_is_there(wan22: Wan22, places: Places) -> None:
    refused = wan22("queue", "add", *CLIP, code=2).stderr
    assert "is not installed" in refused
    assert jobs(wan22) == []
    wan22("queue", "add", *CLIP, "--wait-for-model")
    assert REASON in wan22("queue", "list").stdout
    assert f"1 waiting: {REASON}" in wan22("queue", "run").stderr
    (job,) = jobs(wan22)
    assert (job["state"], job["waits"]) == ("queued", REASON)

    folder = places.model_folder(Variant.TI2V_5B)
    save_diffusers_folder(folder, Variant.TI2V_5B, dtype=torch.float32)
    assert "waiting" not in wan22("queue", "run").stderr
    (job,) = jobs(wan22)
    assert (job["state"], job["waits"]) == ("done", "")
    assert Path(str(job["clip"])).is_file()
