"""A process that downloads is killed at random moments, again and again.

With `--kills 50` the file has 1 GiB, with fewer it is smaller in proportion.
"""

import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import pytest

from fakes.hub_contents import file_digest
from fakes.hub_server import HubServer, SyntheticFile
from wan22_desktop.core.downloading import DownloadOrder
from wan22_desktop.core.manifest import Manifest, ManifestFile

MIB = 1 << 20
REPO = "someone/model"
PATH = "transformer/model.safetensors"
TESTS = Path(__file__).parents[1]

KILL_COSTS_BYTES = 18 * MIB
"""At most, of what has to be sent again: 16 MiB since the last checkpoint, and buffers."""
LATEST_S = {"start": 0.01, "proving": 0.5, "whole": 0.002}
"""A kill follows the child's word by up to this long; what is there is read at first."""
LINK_BYTES_PER_S = 125e6
"""A gigabit: at the speed of memory megabytes lie in the system's buffers when a process dies."""
PATIENCE_S = 60.0


class Child:
    """A process that downloads; `said` are the words that it has said."""

    def __init__(self, home: "Home") -> None:
        words = [str(home.orders), home.hub.endpoint, str(home.order_file)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kills.downloading_child", *words],
            cwd=TESTS,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.said: set[str] = set()
        self._reader = threading.Thread(target=self._read, name="child's words")
        self._reader.start()

    def wait_until(self, fits: Callable[[], bool]) -> None:
        """Returns when `fits` or when the process has ended."""
        deadline = time.monotonic() + PATIENCE_S
        while not fits() and self.process.poll() is None:
            assert time.monotonic() < deadline, f"it said {self.said} and then nothing"
            time.sleep(0.001)

    def kill(self) -> None:
        self.process.kill()
        self.end()

    def end(self) -> int:
        """The exit code, when it has ended."""
        code = self.process.wait(PATIENCE_S)
        self._reader.join()
        cast("IO[str]", self.process.stdout).close()
        return code

    def _read(self) -> None:
        for line in cast("IO[str]", self.process.stdout):
            self.said.add(line.strip())


@dataclass
class Home:
    """Where a model of one file is downloaded to, and from where."""

    hub: HubServer
    folder: Path
    size_bytes: int

    def __post_init__(self) -> None:
        commit = self.hub.add_repo(REPO, {PATH: SyntheticFile(self.size_bytes, seed=5)})
        content = self.hub.content(REPO, PATH)
        self.sha256 = content.sha256
        file = ManifestFile(
            path=PATH,
            size_bytes=content.size_bytes,
            sha256=content.sha256,
            repository=REPO,
            commit=commit,
            source_path=PATH,
        )
        order = DownloadOrder(
            package="model",
            title="The model",
            manifest=Manifest(package="model", files=(file,)),
            folder=str(self.folder / "home" / "incoming"),
        )
        self.orders = self.folder / "home" / "downloads"
        self.target = Path(order.folder) / PATH
        self.order_file = self.folder / "order.json"
        self.order_file.write_text(order.to_json(), encoding="utf-8")

    @property
    def orphans(self) -> dict[str, int]:
        """Files of the home that are not the model, with their sizes."""
        return {
            path.name: path.stat().st_size
            for path in (self.folder / "home").rglob("*")
            if path.is_file() and path != self.target
        }

    def sent_again(self) -> int:
        return self.hub.bytes_sent - self.size_bytes

    def finish(self) -> None:
        """Let a last process end by itself, and hold what it leaves against what is right."""
        last = Child(self)
        assert last.end() == 0
        assert "done" in last.said
        assert file_digest(self.target, "sha256") == self.sha256
        assert self.orphans == {}


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer() as hub:
        yield hub


@pytest.mark.slow
def test_killed_downloads_go_on(
    hub: HubServer, tmp_path: Path, kills: int, kill_seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    hub.bytes_per_second = LINK_BYTES_PER_S
    home = Home(hub, tmp_path, size_bytes=kills * (1 << 30) // 50)
    moments = random.Random(kill_seed)
    hit: Counter[str] = Counter()
    for number in range(kills):
        child = Child(home)
        late = number >= kills * 0.8
        moment = moments.choice(["proving", "whole"] if late else ["start", *["content"] * 5])
        if moment == "content":
            enough = hub.bytes_sent + moments.uniform(0, 1.2 * home.size_bytes / kills)
            child.wait_until(lambda enough=enough: hub.bytes_sent >= enough)
        else:
            word = "whole" if moment == "whole" else "open"
            child.wait_until(lambda word=word, child=child: word in child.said)
            time.sleep(moments.uniform(0, LATEST_S[moment]))
        child.kill()
        hit["done" if "done" in child.said else moment] += 1
    home.finish()
    with capsys.disabled():
        print(
            f"\ndownload: {kills} kills over {home.size_bytes / MIB:.0f} MiB, sent again "
            f"{home.sent_again() / MIB:.1f} MiB = {home.sent_again() / kills / MIB:.1f} a kill, "
            f"orphans 0; moments {dict(sorted(hit.items()))}"
        )
    assert hit["content"] >= kills / 3
    assert home.sent_again() <= (kills - hit["done"]) * KILL_COSTS_BYTES


@pytest.mark.slow
@pytest.mark.parametrize("keeps_journal", [True, False])
def test_the_journal_is_what_limits_the_cost(
    hub: HubServer, tmp_path: Path, *, keeps_journal: bool
) -> None:
    hub.bytes_per_second = LINK_BYTES_PER_S
    home = Home(hub, tmp_path, size_bytes=96 * MIB)
    kills = 3
    for _ in range(kills):
        child = Child(home)
        enough = hub.bytes_sent + 26 * MIB
        child.wait_until(lambda enough=enough: hub.bytes_sent >= enough)
        child.kill()
        if not keeps_journal:
            home.target.with_name(f"{home.target.name}.journal").unlink()
    hub.bytes_per_second = None
    home.finish()
    assert (home.sent_again() <= kills * KILL_COSTS_BYTES) is keeps_journal
