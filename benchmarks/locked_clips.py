"""Several clips on one clock: frames a second, seeks, memory, and whether the lock ever opens.

    python3 run.py bench locked_clips [--frames 81] [--seeks 50] [--size 1280x720] [--json FILE]

Numbered clips (every frame says its number in black and white blocks) are decoded by the real
service on its thread and painted by the real widget, offscreen, in a window of `--size`. "frames a
second" is the clock at full speed, every frame painted; "seek" is from the call until the frame has
been painted, with all frames held in memory and with the least that is ever held. After each seek
the numbers are read from the widget's pixels: `unequal` counts seeks after which two cells showed
different frames. `control` is the same count with a decoder that is one frame behind in every other
clip.

Ends with 1 if two cells ever differ, or if the control sees nothing.
"""

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "gallery"))

import av
from numbered_clips import (  # pyright: ignore[reportMissingImports] -- on the path since above
    BITS,
    number_in_image,
    picture,
)
from PySide6.QtCore import QMetaObject, QPoint, QRect, Qt, QThread
from PySide6.QtWidgets import QApplication

from fixtures.straggler import Straggler
from wan22_desktop.gallery.clip_decoder import ClipDecoder
from wan22_desktop.gallery.locked_service import SETS_BUDGET_BYTES, LockedService
from wan22_desktop.gallery.ui.locked_clips import LockedClip, LockedClips

GROUPS = ((2, 96, 96), (9, 96, 96), (2, 832, 480), (4, 832, 480))
FASTEST_FPS = 1000
"""Of the clips: so fast that the clock never waits for the time, only for the frames."""

PATIENCE_S = 30


class Rig:
    """The widget and its service, with some clips open."""

    def __init__(
        self,
        clips: list[Path],
        size: tuple[int, int],
        budget_bytes: int = SETS_BUDGET_BYTES,
        decoder: type[ClipDecoder] = ClipDecoder,
    ) -> None:
        self._service = LockedService(budget_bytes, decoder)
        self._thread = QThread()
        self._service.moveToThread(self._thread)
        self._thread.started.connect(self._service.start)
        self._thread.start()
        self.widget = widget = LockedClips()
        widget.clips_requested.connect(self._service.open)
        widget.frames_requested.connect(self._service.decode)
        self._service.opened.connect(widget.show_opened)
        self._service.frames_decoded.connect(widget.show_frames)
        widget.resize(*size)
        widget.show()
        widget.set_clips(tuple(LockedClip(str(clip), clip.stem) for clip in clips))
        wait_until(lambda: widget.clock.is_shown)

    def frames_per_s(self, count: int) -> float:
        """With everything that can be held in memory already there."""
        painted: list[int] = []
        clock = self.widget.clock
        clock.moved.connect(lambda number: (self.widget.repaint(), painted.append(number)))
        clock.set_speed(4.0)
        started = time.perf_counter()
        clock.set_playing(playing=True)
        wait_until(lambda: len(painted) >= count)
        wall_s = time.perf_counter() - started
        clock.set_playing(playing=False)
        return len(painted) / wall_s

    def seek_ms(self, number: int) -> float:
        started = time.perf_counter()
        self.widget.go_to(number)
        wait_until(lambda: self.widget.clock.is_shown)
        self.widget.repaint()
        return (time.perf_counter() - started) * 1000

    def is_equal(self, number: int) -> bool:
        """Whether every cell's pixels say this number."""
        grabbed = self.widget.grab().toImage()
        for cell in self.widget.cells:
            area = cell.view.image_area().toAlignedRect()
            corner = cell.view.mapTo(self.widget, QPoint(0, 0)) + area.topLeft()
            # The blocks are whole pixels wide: what is left of the width is black.
            width = cell.view.image.width() if cell.view.image else 0
            if not width:
                return False
            area.setWidth(round(area.width() * BITS * (width // BITS) / width))
            if number_in_image(grabbed.copy(QRect(corner, area.size()))) != number:
                return False
        return True

    def close(self) -> None:
        QMetaObject.invokeMethod(self._service, "stop", Qt.ConnectionType.BlockingQueuedConnection)
        self._thread.quit()
        self._thread.wait()
        self.widget.deleteLater()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=81, help="of each clip")
    parser.add_argument("--seeks", type=int, default=50)
    parser.add_argument("--size", default="1280x720", help="of the window")
    parser.add_argument("--json", type=Path, help="file for the figures")
    arguments = parser.parse_args()
    width, height = (int(part) for part in arguments.size.split("x"))
    app = QApplication.instance() or QApplication(sys.argv[:1])
    rows: list[dict[str, object]] = []
    print(
        f"{'clips':16s} {'frames/s':>9s} {'seek ms (p50, p95)':>20s} "
        f"{'least memory':>14s} {'unequal':>8s} {'control':>8s}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for group in GROUPS:
            row = measured(Path(folder), group, (width, height), arguments)
            rows.append(row)
            print(
                f"{row['clips']!s:16s} {row['frames_per_s']:9.1f} "
                f"{row['seek_p50_ms']:10.1f} {row['seek_p95_ms']:9.1f} "
                f"{row['lean_seek_p50_ms']:5.1f} {row['lean_seek_p95_ms']:8.1f} "
                f"{row['unequal']:8d} {row['control']:8d}"
            )
    text = json.dumps({"benchmark": "locked_clips", "seeks": arguments.seeks, "rows": rows})
    print(text)
    if arguments.json:
        arguments.json.write_text(text, encoding="utf-8")
    del app
    return int(any(row["unequal"] or not row["control"] for row in rows))


def measured(
    folder: Path,
    group: tuple[int, int, int],
    size: tuple[int, int],
    arguments: argparse.Namespace,
) -> dict[str, object]:
    """The figures of so many clips of a width and a height."""
    count, width, height = group
    clips = [clip_of(folder, n, width, height, arguments.frames) for n in range(count)]
    chance = random.Random(4)
    numbers = [chance.randrange(1, arguments.frames) for _ in range(arguments.seeks)]
    seeks: dict[str, tuple[list[float], int]] = {}
    frames_per_s = 0.0
    for name, budget, decoder in (
        ("roomy", SETS_BUDGET_BYTES, ClipDecoder),
        ("lean", 1, ClipDecoder),
        ("control", SETS_BUDGET_BYTES, Straggler),
    ):
        rig = Rig(clips, size, budget, decoder)
        if name == "roomy":
            wait_until(lambda rig=rig: rig.widget.held_sets == arguments.frames, may_fail=True)
            frames_per_s = rig.frames_per_s(3 * arguments.frames)
        spent: list[float] = []
        unequal = 0
        for number in numbers:
            spent.append(rig.seek_ms(number))
            unequal += not rig.is_equal(number)
        seeks[name] = (spent, unequal)
        rig.close()
    return {
        "clips": f"{count} x {width}x{height}",
        "frames_per_s": round(frames_per_s, 1),
        "seek_p50_ms": round(statistics.median(seeks["roomy"][0]), 2),
        "seek_p95_ms": round(p95(seeks["roomy"][0]), 2),
        "lean_seek_p50_ms": round(statistics.median(seeks["lean"][0]), 2),
        "lean_seek_p95_ms": round(p95(seeks["lean"][0]), 2),
        "unequal": seeks["roomy"][1] + seeks["lean"][1],
        "control": seeks["control"][1],
    }


def clip_of(folder: Path, number: int, width: int, height: int, frames: int) -> Path:
    path = folder / f"{width}x{height}-{number}.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FASTEST_FPS)
        stream.width, stream.height = width, height
        stream.pix_fmt = "yuv420p"
        for frame_number in range(frames):
            pixels = picture(frame_number, width, height)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, "rgb24")))
        container.mux(stream.encode(None))
    return path


def p95(values: list[float]) -> float:
    return sorted(values)[int(0.95 * (len(values) - 1))]


def wait_until(is_so: Callable[[], bool], *, may_fail: bool = False) -> None:
    """Let the window live until something is so; what may fail is waited for a tenth as long."""
    end = time.monotonic() + (PATIENCE_S / 10 if may_fail else PATIENCE_S)
    while not is_so():
        QApplication.processEvents()
        time.sleep(0.0002)
        if time.monotonic() > end:
            if may_fail:
                return
            raise TimeoutError
    QApplication.processEvents()


if __name__ == "__main__":
    sys.exit(main())
