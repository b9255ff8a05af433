"""The benchmark of what quantizations cost in quality, for one clip and one of them."""

import json
import subprocess
import sys
from pathlib import Path

import av

from wan22_desktop.core.clip_metadata import read_clip_metadata
from wan22_desktop.core.places import PROGRAM_FOLDER

SCRIPT = PROGRAM_FOLDER / "benchmarks" / "quantization.py"


def test_a_quantized_clip_is_judged_beside_its_twin(tmp_path: Path) -> None:
    words = ["--count", "1", "--only", "int8", "--clips", str(tmp_path)]
    ended = subprocess.run(
        [sys.executable, str(SCRIPT), *words],
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    twin, int8 = json.loads(ended.stdout.splitlines()[-1])
    assert (twin["precision"], twin["clips_same"], twin["psnr_db"]) == ("fp32", 1, 99.0)
    assert int8["precision"] == "int8"
    assert int8["clips_same"] + int8["clips_alike"] + int8["clips_different"] == 1
    assert 30 < int8["psnr_db"] < 99, "the same seed, but not the same bits"

    (clip,) = tmp_path.iterdir()
    metadata = read_clip_metadata(clip)
    assert metadata is not None
    request = metadata.request
    assert metadata.notes == ("fp32 on the left, int8 on the right",)
    with av.open(str(clip), format="mp4") as container:
        stream = container.streams.video[0]
        assert stream.codec_context.width == 2 * request.width + 4
        assert stream.frames == request.num_frames
