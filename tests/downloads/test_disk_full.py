"""The disk is full at every step of a download, really: `--fill-points 120` tries them all."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from downloads import full_disk
from downloads.desk import Desk
from fakes.hub_server import HubServer, SyntheticFile
from wan22_desktop.core.downloading import DownloadOrder

TESTS = Path(__file__).parents[1]
FILES = {
    "model_index.json": b'{"_class_name": "X"}' * 300,
    "text.txt": b"",
    "vae/a.safetensors": SyntheticFile(250_000, 1),
    "b.safetensors": SyntheticFile(150_000, 2),
}
LAST_PAGE, LAST_NAME = 115, 15
"""With more than these free, everything fits."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with HubServer() as hub:
        yield Desk(hub, tmp_path)


def spread(count: int, last: int) -> list[str]:
    """`count` numbers from 0 to `last`, both with them, evenly and each once."""
    return [str(n) for n in sorted({round(i * last / max(count - 1, 1)) for i in range(count)})]


def in_a_namespace(*command: str) -> list[str]:
    return ["unshare", "--user", "--map-root-user", "--mount", *command]


def may_mount() -> bool:
    """Whether this machine lets us mount in a namespace of our own."""
    try:
        tried = subprocess.run(
            in_a_namespace("mount", "-t", "tmpfs", "none", "/mnt"), capture_output=True, check=False
        )
    except OSError:
        return False
    return tried.returncode == 0


@pytest.mark.skipif(not may_mount(), reason="no mounts in a namespace on this machine")
def test_a_full_disk_corrupts_nothing_and_is_waited_for(
    desk: Desk, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    points = int(str(request.config.getoption("--fill-points")))
    mount = tmp_path / "disk"
    mount.mkdir()
    order = desk.order(files=FILES)
    folder = mount / "models" / "model" / "incoming" / order.manifest.version
    order = order.model_copy(update={"folder": str(folder)})
    (tmp_path / "order.json").write_text(order.to_json())
    names = max(3, points // 8)
    environment = os.environ | {"PYTHONPATH": f"{TESTS}:{os.environ.get('PYTHONPATH', '')}"}
    done = subprocess.run(
        in_a_namespace(
            sys.executable, str(Path(full_disk.__file__)), str(mount), str(tmp_path / "order.json"),
            "--endpoint", desk.hub.endpoint,
            "--pages", *spread(points - names, LAST_PAGE), "--names", *spread(names, LAST_NAME),
        ),
        capture_output=True, text=True, env=environment, timeout=30 + 5 * points, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    *trials, read_only = [json.loads(line) for line in done.stdout.splitlines()]
    print(done.stdout)
    assert [trial for trial in trials if "broken" in trial] == []
    assert len(trials) >= min(points, LAST_PAGE)
    # The disk was full where it was meant to be: some orders were refused, most had to wait.
    full = [trial for trial in trials if "waited" in trial or "refused" in trial]
    assert len(full) >= 0.7 * len(trials)
    assert any("refused" in trial for trial in trials)
    assert not {"waited", "refused"} & trials[-1].keys()
    assert "Read-only file system" in read_only["failed"]


def test_the_oracle_sees_a_wrong_file(desk: Desk, tmp_path: Path) -> None:
    order: DownloadOrder = desk.order(files=FILES)
    folder = Path(order.folder)
    (folder / "vae").mkdir(parents=True)
    right = desk.right_bytes(order, "vae/a.safetensors")
    (folder / "vae" / "a.safetensors").write_bytes(right)
    full_disk.check_nothing_is_corrupt(tmp_path, order)
    (folder / "vae" / "a.safetensors").write_bytes(right[:-1] + b"\0")
    with pytest.raises(full_disk.FailedTrialError, match="passes for whole"):
        full_disk.check_nothing_is_corrupt(tmp_path, order)
    with pytest.raises(full_disk.FailedTrialError, match="in the folder"):
        full_disk.check_nothing_is_left(tmp_path, order, is_whole=False)
