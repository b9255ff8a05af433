"""How long the window ever stops answering while it renders a clip, or fetches a model.

    python benchmarks/ui_stalls.py [--assets FOLDER] [--clips 2] [--with-stall] [--json FILE]
    python benchmarks/ui_stalls.py --download-mib 2048

Opens the real window with its real services and engine, renders with the demo model and plays the
result, while a precise timer on the window's thread ticks every 5 ms. The longest time between
two ticks, less the 5 ms, is the longest stall. On Linux the kernel tells how long that thread was
ready and waited for a processor that others used (other programs, on a shared machine); the target
is for what remains, the window's own doing. `--with-stall` puts one sleep of 200 ms on that thread,
to show that the measurement would see it.

With `--download-mib` nothing is rendered: the window's process fetches a file of that size from a
hub on loopback at full speed and then compares all of it with its digest, on the threads that the
window has for that.
"""

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from download import NAME, check, hub_process, installed, manifest_of, ours
from pulse import Pulse
from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from fakes.hub_contents import SyntheticFile
from wan22_desktop.app.collector import Collector
from wan22_desktop.app.start import Opening
from wan22_desktop.app.window import MainWindow
from wan22_desktop.core.places import PROGRAM_FOLDER, Places
from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.qtkit.theme import Theme, apply_theme

TARGET_MS = 50.0
LIMIT_S = 400.0
INJECTED_MS = 200
PLAY_S = 2.0


class DownloadStory(QObject):
    """A model arrives and is checked while the window is open."""

    def __init__(self, opening: Opening, size_mib: int) -> None:
        super().__init__()
        self._opening = opening
        self._size_mib = size_mib
        self._pulse: Pulse | None = None
        self._work = threading.Thread(target=self._fetch_and_check, name="story")
        self.done = False
        self.late_ms: list[float] = [float("inf")]
        self.own_ms: list[float] = [float("inf")]
        self._watch = QTimer(self)
        self._watch.setInterval(100)
        self._watch.timeout.connect(self._look)
        self._watch.start()

    @Slot()
    def _look(self) -> None:
        if not self._opening.is_complete or self._opening.wiring is None:
            return
        if self._pulse is None:
            self._pulse = Pulse()
            self._work.start()
        elif not self._work.is_alive():
            self._watch.stop()
            self._pulse.stop()
            self.late_ms, self.own_ms = sorted(self._pulse.late_ms), sorted(self._pulse.own_ms)
            self._opening.wiring.leave()

    def _fetch_and_check(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            file = folder / "served" / NAME
            file.parent.mkdir()
            SyntheticFile(self._size_mib << 20, seed=1).write(file)
            with hub_process(file.parent) as (endpoint, commit):
                manifest = manifest_of(file, commit)
                fetched = ours(folder, endpoint, manifest)
            check_s = check(file, installed(file, folder / "home"))
            print(f"fetched in {fetched.seconds:.2f} s, checked in {check_s:.2f} s")
            self.done = True


class Story(QObject):
    """What the user does: adds clips, watches them being rendered, plays the last one."""

    def __init__(self, opening: Opening, clips: int, *, with_stall: bool) -> None:
        super().__init__()
        self._opening = opening
        self._clips = clips
        self._with_stall = with_stall
        self._pulse: Pulse | None = None
        self._deadline = time.monotonic() + LIMIT_S
        self._play_until = 0.0
        self.done = False
        self.late_ms: list[float] = [float("inf")]
        self.own_ms: list[float] = [float("inf")]
        self._watch = QTimer(self)
        self._watch.setInterval(100)
        self._watch.timeout.connect(self._look)
        self._watch.start()

    @Slot()
    def _look(self) -> None:
        wiring = self._opening.wiring
        if time.monotonic() > self._deadline:
            self._end()
        elif wiring is None or not self._opening.is_complete:
            return
        elif self._pulse is None:
            self._pulse = Pulse()
            for number in range(self._clips):
                wiring.parts.compose.form.put("prompt", f"a red circle, number {number}")
                wiring.parts.compose.add_button.click()
        elif not self._play_until:
            states = [job.state for job in wiring.parts.queue.model.records]
            if self._with_stall and JobState.RENDERING in states:
                self._with_stall = False
                time.sleep(INJECTED_MS / 1000)
            if len(states) == self._clips and all(state.is_ended for state in states):
                self.done = all(state is JobState.DONE for state in states)
                self._play_until = time.monotonic() + PLAY_S
        elif time.monotonic() > self._play_until:
            self.done = self.done and wiring.parts.player.view.image is not None
            self._end()

    def _end(self) -> None:
        self._watch.stop()
        if self._pulse is not None:
            self._pulse.stop()
            self.late_ms = sorted(self._pulse.late_ms)
            self.own_ms = sorted(self._pulse.own_ms)
        if self._opening.wiring is not None:
            self._opening.wiring.leave()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assets", type=Path, default=PROGRAM_FOLDER)
    parser.add_argument("--clips", type=int, default=2)
    parser.add_argument("--download-mib", type=int, default=0)
    parser.add_argument("--with-stall", action="store_true")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    apply_theme(app, Theme.LIGHT)
    with tempfile.TemporaryDirectory(prefix="wan22-stalls-") as home:
        window = MainWindow()
        opening = Opening(window, Places(Path(home), arguments.assets), [])
        window.first_painted.connect(opening.begin)
        collector = Collector()
        opening.completed.connect(collector.begin)
        opening.ended.connect(app.exit)
        story: Story | DownloadStory = (
            DownloadStory(opening, arguments.download_mib)
            if arguments.download_mib
            else Story(opening, arguments.clips, with_stall=arguments.with_stall)
        )
        window.show()
        app.exec()
        collector.end()
        opening.close()
    late, own = story.late_ms, story.own_ms
    result = {
        "clips": 0 if arguments.download_mib else arguments.clips,
        "download_mib": arguments.download_mib,
        "all_done": story.done,
        "ticks": len(late),
        "median_ms": round(late[len(late) // 2], 2),
        "p99_ms": round(late[int(0.99 * (len(late) - 1))], 2),
        "longest_ms": round(late[-1], 2),
        "longest_own_ms": round(own[-1], 2),
        "target_own_ms": TARGET_MS,
        "load_average": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "processors": os.cpu_count(),
        "stall_injected_ms": INJECTED_MS if arguments.with_stall else 0,
        "passed": story.done and own[-1] <= TARGET_MS,
    }
    for key, value in result.items():
        print(f"{key:20}{value}")
    print(json.dumps(result))
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0 if result["passed"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
