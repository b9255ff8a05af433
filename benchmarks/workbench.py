"""How the whole window does with hundreds of jobs and thousands of clips while it renders.

    python3 run.py bench workbench [--jobs 500] [--clips 10000] [--files 300] [--rounds 3]
                                   [--adds 20] [--watch 10] [--with-stall] [--json FILE]

A home is made with so many waiting jobs (a third of them in groups) and so many clips, and the real
window is opened on it with its services and engine. All times are given as they passed, and less
the time for which the window's thread was ready and waited for a processor that others used
("own"): the targets are for those, because a machine that is busy is part of the measurement.
What the thread waits for another one of its process, which holds Python's lock and has no
processor either, is counted as its own. "computed" is the longest time for which the thread had a
processor; where nobody else uses the machine, the two are nearly the same.

Filled, in new processes and while nothing else is at work, the median of the rounds: from the
window's first paint to the paint in which the queue has all of its rows, and to the moment when the
gallery, which is behind another view then, has all of its clips.

Everything else happens while the engine renders one of the jobs after the other, and as many more
processes as there are processors compute at the engine's priority: an engine for real models uses
all of them. `progress_events` proves that it did render.

Shown: from the click on the gallery's segment to the paint with its tiles.
Added: from Ctrl+Enter in the prompt to the paint with the new row, at the end of the list.
Searched: from each key to the paint with its answer, the pause for more keys included.
Moved: from the drop of a fifth of the waiting jobs, with the events of a drag, to the paint with
the queue's own answer.

Stalls: the longest time between two ticks of a timer of 5 ms, less the 5 ms, in each scene: wheel
and scroll bar of queue and gallery, film strips under the mouse while others are decoded, dragging,
a sweep of 500 cells that is queued, a grid that fills, and a render that is only watched.

`--with-stall` puts one sleep of 100 ms into one scene, to show that it would be seen.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, astuple, dataclass, replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from lora_panel import Painted, turn_wheel, wait_for
from pulse import Pulse, pause, waited_ms
from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QObject,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    Slot,
)
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from gallery import make_home, search  # pyright: ignore[reportAttributeAccessIssue] -- not the folder of tests
from wan22_desktop.app.collector import Collector
from wan22_desktop.app.parts import Parts
from wan22_desktop.app.stage import View
from wan22_desktop.app.start import Opening
from wan22_desktop.app.window import MainWindow
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.places import PROGRAM_FOLDER, Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.gallery.ui.gallery_panel import GalleryPanel
from wan22_desktop.generation.domain.groups import GroupKind, NewGroup, NewJob
from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.generation.domain.sweep import Axis, AxisKind, Sweep
from wan22_desktop.generation.domain.sweep_grid import as_group
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.store import JobStore
from wan22_desktop.generation.ui.queue_panel import QueuePanel
from wan22_desktop.generation.ui.queue_rows import GroupRow
from wan22_desktop.generation.ui.sweep_dialog import SweepDialog
from wan22_desktop.qtkit.record_model import RECORD_ROLE
from wan22_desktop.qtkit.theme import Theme, apply_theme

FILLED_TARGET_MS = 500.0
ADDED_TARGET_MS = 200.0
SEARCH_TARGET_MS = 50.0
STALL_TARGET_MS = 50.0
INJECTED_MS = 100
PATIENCE_S = 120.0
ENGINE_NICENESS = 5
"""As `engine.process.yield_to_the_window` sets it."""

_BURNER = f"""
import os
if hasattr(os, "nice"):
    os.nice({ENGINE_NICENESS})
parent = os.getppid()
while os.getppid() == parent:
    for _ in range(1_000_000):
        pass
"""


@dataclass(frozen=True, slots=True)
class Span:
    """Milliseconds as they passed, those that are the window's own, and those it computed."""

    wall: float
    own: float
    computed: float = 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: how often something was measured, and what is the worst of it."""

    name: str
    count: int
    median: float
    longest: float
    longest_own: float
    computed: float
    target: float

    @property
    def is_met(self) -> bool:
        return self.longest_own <= self.target


class Stopwatch:
    """Runs from where it is made."""

    def __init__(self) -> None:
        self.start, self._waited = time.perf_counter(), waited_ms()
        self._computed = time.thread_time()

    def until(self, moment: float) -> Span:
        """`moment` is that of `time.perf_counter`, a short while ago."""
        wall = 1000 * (moment - self.start)
        computed = 1000 * (time.thread_time() - self._computed)
        return Span(wall, max(0.0, wall - (waited_ms() - self._waited)), computed)


# --- the home -----------------------------------------------------------------------------------


def add_jobs(places: Places, count: int) -> None:
    """Two thirds of them alone; the rest are a batch and a sweep."""
    base = GenerationRequest.default(
        Variant.DEMO, prompt="a red circle moving right on a blue background"
    )
    grouped = count // 6
    seeds = Axis.parse(AxisKind.SEED, f"1-{grouped}")
    with closing(open_database(places)) as database:
        queue = RenderQueue(JobStore(database), places, listener=lambda _event: None)
        alone = count - 2 * grouped
        for seed in range(alone // 2):
            queue.add(base.with_changes(seed=seed))
        queue.add_group(as_group(Sweep(base, (seeds,))))
        batch = tuple(NewJob(base.with_changes(seed=1000 + seed)) for seed in range(grouped))
        queue.add_group(NewGroup(GroupKind.BATCH, "a red circle", batch))
        for seed in range(alone // 2, alone):
            queue.add(base.with_changes(seed=seed))


# --- the window ---------------------------------------------------------------------------------


class Bench(QObject):
    """The window as `open_window` makes it, and what is noted on the way."""

    def __init__(self, places: Places) -> None:
        super().__init__()
        self.watch = Stopwatch()
        self.filled: dict[str, Span] = {}
        self.queue_painted: Painted | None = None
        self.progress_events = 0
        self.reordered = 0
        self._rows_made = 0.0
        self.has_ended = False
        self.window = MainWindow()
        self.opening = Opening(self.window, places, [])
        self.window.first_painted.connect(self._note_first_paint)
        self.window.first_painted.connect(self.opening.begin)
        self.collector = Collector()
        self.opening.completed.connect(self.collector.begin)
        self.opening.completed.connect(self._note_completed)
        # One look between any two steps of the opening, which has a timer like this one.
        self._looks = QTimer(self)
        self._looks.setInterval(0)
        self._looks.timeout.connect(self._look)
        self._looks.start()
        self.opening.ended.connect(self._note_end)
        self.window.show()
        wait_for(lambda: self.opening.is_complete, PATIENCE_S)

    @property
    def parts(self) -> Parts:
        wiring = self.opening.wiring
        assert wiring is not None  # noqa: S101 - the window is complete
        return wiring.parts

    @Slot()
    def _note_first_paint(self) -> None:
        self.watch = Stopwatch()

    @Slot()
    def _look(self) -> None:
        """Listen before the services are started: they may answer at once."""
        if self.opening.wiring is None:
            return
        self._looks.stop()
        parts = self.parts
        self.queue_painted = Painted(parts.queue.view.viewport())
        parts.queue.model.modelReset.connect(self._note_rows)
        # After the panels' own connections: they have taken what they are told by then.
        parts.library.clips_listed.connect(self._note_clips)
        parts.generation.progressed.connect(self._note_progress)
        parts.generation.jobs_reordered.connect(self._note_order)

    @Slot()
    def _note_completed(self) -> None:
        self.filled["complete"] = self.watch.until(time.perf_counter())

    @Slot()
    def _note_rows(self) -> None:
        if self.parts.queue.model.records:
            self._rows_made = time.perf_counter()

    @Slot()
    def _note_clips(self) -> None:
        self.filled["gallery filled"] = self.watch.until(time.perf_counter())

    @Slot()
    def _note_progress(self) -> None:
        self.progress_events += 1

    @Slot()
    def _note_end(self) -> None:
        self.has_ended = True

    @Slot()
    def _note_order(self) -> None:
        self.reordered += 1

    def is_sampling(self) -> bool:
        jobs = self.parts.queue.model.records
        return any(job.state is JobState.RENDERING for job in jobs)

    def wait_until_filled(self, jobs: int) -> None:
        """Until the queue is painted with its rows, and the gallery has its clips."""
        painted = self.queue_painted
        assert painted is not None  # noqa: S101 - noted when the window was complete
        wait_for(lambda: painted.last > self._rows_made > 0, PATIENCE_S)
        if len(self.parts.queue.model.records) < jobs:
            raise RuntimeError("there are jobs missing")
        self.filled["queue filled"] = self.watch.until(painted.last)
        wait_for(lambda: "gallery filled" in self.filled, PATIENCE_S)

    def close(self) -> None:
        wiring = self.opening.wiring
        if wiring is not None:
            wiring.leave()
        wait_for(lambda: self.has_ended, PATIENCE_S)
        self.collector.end()
        # `Opening.close` leaves the process at once where a thread takes long to return.
        if wiring is not None:
            wiring.wait(int(1000 * PATIENCE_S))
        self.opening.close()


def fill(home: Path, jobs: int, rounds: int) -> list[Row]:
    """Medians over new processes."""
    runs: list[dict[str, list[float]]] = []
    for _ in range(rounds):
        command = [sys.executable, __file__, "--fill-once", str(home), "--jobs", str(jobs)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
        runs.append(json.loads(done.stdout.splitlines()[-1]))
    rows = []
    for name in runs[0]:
        walls, owns, computed = zip(*(run[name] for run in runs), strict=True)
        rows.append(
            Row(
                name,
                rounds,
                statistics.median(walls),
                max(walls),
                statistics.median(owns),
                statistics.median(computed),
                FILLED_TARGET_MS,
            )
        )
    return rows


# --- what the user does -------------------------------------------------------------------------


def show_gallery(parts: Parts) -> Span:
    """From the click to the paint with the tiles."""
    painted = Painted(parts.gallery.view.viewport())
    watch = Stopwatch()
    QTest.mouseClick(parts.stage.button(View.GALLERY), Qt.MouseButton.LeftButton)
    clicked = time.perf_counter()
    wait_for(lambda: painted.last > clicked and parts.gallery.rows.rowCount() > 0)
    return watch.until(painted.last)


def add(bench: Bench, times: int) -> list[Span]:
    """With the end of the list in sight, where new jobs come."""
    parts, view = bench.parts, bench.parts.queue.view
    parts.compose.form.put("prompt", "a blue square moving left")
    bench.window.activateWindow()
    wait_for(bench.window.isActiveWindow)
    view.scrollToBottom()
    parts.compose.form.focus_field("prompt")
    pause(300)
    editor = QApplication.focusWidget()
    if editor is None:
        raise RuntimeError("the prompt does not have the keyboard")
    spans = []
    for _ in range(times):
        before = len(parts.queue.model.records)
        watch = Stopwatch()
        QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        wait_for(lambda limit=before: len(parts.queue.model.records) > limit)
        wait_for(lambda: is_last_in_sight(parts))
        view.viewport().repaint()
        spans.append(watch.until(time.perf_counter()))
        pause(50)
    return spans


def is_last_in_sight(parts: Parts) -> bool:
    """Whether a paint shows the row at the end of the list."""
    model, view = parts.queue.model, parts.queue.view
    room = view.visualRect(model.index_of(model.records[-1].id))
    return not room.isEmpty() and view.viewport().rect().contains(room.center())


def scroll(panel: QueuePanel | GalleryPanel, *, stall_ms: int = 0) -> None:
    """The wheel from where it is, then the scroll bar from top to bottom."""
    bar = panel.view.verticalScrollBar()
    for _ in range(60):
        turn_wheel(panel, -3)  # pyright: ignore[reportArgumentType] - it has a view, too
        pause(10)
    for step in range(100):
        bar.setSliderPosition(bar.maximum() * step // 99)
        pause(5)
        if step == 50:
            time.sleep(stall_ms / 1000)


def hover(parts: Parts) -> None:
    """Along the tiles, from the top at once, so that strips are decoded meanwhile."""
    view = parts.gallery.view.viewport()
    for y in range(80, view.height(), 160):
        for x in range(10, view.width(), 4):
            QTest.mouseMove(view, QPoint(x, y))
            pause(1)


def drag(bench: Bench, count: int) -> Span:
    """The last jobs of the list to its top: selected, dragged over the list, dropped."""
    view, model = bench.parts.queue.view, bench.parts.queue.model
    last = model.rowCount() - 1
    moved = model.records[-1].id
    chosen = QItemSelection(model.index(last - count + 1, 0), model.index(last, 0))
    view.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    view.scrollToTop()
    pause(100)
    waiting = (
        model.index(row, 0)
        for row in range(last)
        if model.index(row, 0).flags() & Qt.ItemFlag.ItemIsDragEnabled
    )
    target = view.visualRect(next(waiting))
    mime = model.mimeData(view.selectedIndexes())
    move, button = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton
    no_key = Qt.KeyboardModifier.NoModifier
    where = QPoint(target.center().x(), view.viewport().height() - 5)
    entered = QDragEnterEvent(where, move, mime, button, no_key)
    QApplication.sendEvent(view.viewport(), entered)
    while where.y() > target.top() + 2:
        where.setY(max(target.top() + 2, where.y() - 12))
        moves = QDragMoveEvent(where, move, mime, button, no_key)
        QApplication.sendEvent(view.viewport(), moves)
        pause(10)
    before = bench.reordered
    watch = Stopwatch()
    drop = QDropEvent(QPointF(where), move, mime, button, no_key)
    QApplication.sendEvent(view.viewport(), drop)
    wait_for(lambda: bench.reordered > before)
    view.viewport().repaint()
    span = watch.until(time.perf_counter())
    if model.records[-1].id == moved:
        raise RuntimeError("the drop moved nothing")
    view.clearSelection()
    pause(300)
    return span


def queue_sweep(parts: Parts, cells: int) -> None:
    """By its dialog, and its question answered."""
    before = len(parts.queue.model.records)
    parts.clip_desk.ask_for_sweep(parts.compose.request())
    dialog = parts.clip_desk.group_dialog
    if not isinstance(dialog, SweepDialog):
        raise TypeError(dialog)
    dialog.columns.values.setText(f"1-{cells // 20}")
    dialog.rows.choose(AxisKind.STEPS)
    dialog.rows.values.setText("1-20")
    pause(300)
    dialog.accept_button.click()
    pause(300)
    box = dialog.question
    if box is not None:
        for button in box.buttons():
            if box.buttonRole(button) is QMessageBox.ButtonRole.AcceptRole:
                button.click()
    wait_for(lambda: len(parts.queue.model.records) >= before + cells, PATIENCE_S)
    pause(1000)


def open_grid(parts: Parts) -> None:
    """Of the sweep in the queue."""
    groups = (
        parts.queue.model.index(row, 0).data(RECORD_ROLE)
        for row in range(len(parts.queue.model.records))
    )
    group = next(row.group for row in groups if isinstance(row, GroupRow))
    parts.queue.group_opened.emit(group)
    pause(2000)


# --- the measurement ----------------------------------------------------------------------------


@contextmanager
def burners(count: int) -> Iterator[None]:
    """So many processes that compute, as an engine does that uses all processors."""
    below = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
    command = [sys.executable, "-c", _BURNER]
    running = [subprocess.Popen(command, creationflags=below) for _ in range(count)]
    try:
        yield
    finally:
        for burner in running:
            burner.kill()
            burner.wait()


class Scenes:
    """The stalls in what is done, one row of the table each."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    @contextmanager
    def scene(self, name: str) -> Iterator[None]:
        pause(50)
        pulse = Pulse()
        try:
            yield
        finally:
            pulse.stop()
        late = sorted(pulse.late_ms)
        self.rows.append(
            Row(
                name,
                len(late),
                late[len(late) // 2],
                late[-1],
                max(pulse.own_ms),
                max(pulse.computed_ms),
                STALL_TARGET_MS,
            )
        )


def row_of(name: str, spans: list[Span], target: float) -> Row:
    walls = [span.wall for span in spans]
    own = max(span.own for span in spans)
    computed = max(span.computed for span in spans)
    return Row(name, len(spans), statistics.median(walls), max(walls), own, computed, target)


def work(bench: Bench, arguments: argparse.Namespace) -> list[Row]:
    """Everything that is done while the engine renders."""
    parts = bench.parts
    scenes = Scenes()
    stall_ms = INJECTED_MS if arguments.with_stall else 0
    with scenes.scene("rendering, watched"):
        pause(1000 * arguments.watch)
    with scenes.scene("adding"):
        added = add(bench, arguments.adds)
    with scenes.scene("queue scrolled"):
        parts.queue.view.scrollToTop()
        scroll(parts.queue, stall_ms=stall_ms)
    with scenes.scene("queue reordered"):
        moved = drag(bench, arguments.jobs // 5)
    with scenes.scene("gallery shown"):
        shown = show_gallery(parts)
        hover(parts)
    with scenes.scene("gallery scrolled"):
        scroll(parts.gallery)
    with scenes.scene("gallery hovered"):
        hover(parts)
    with scenes.scene("gallery searched"):
        searched = [Span(late, own, own) for late, own in search(parts.gallery)]
    with scenes.scene("grid opened"):
        open_grid(parts)
    with scenes.scene("sweep queued"):
        queue_sweep(parts, arguments.cells)
    return [
        row_of("gallery shown", [shown], FILLED_TARGET_MS),
        row_of("added, Ctrl+Enter to paint", added, ADDED_TARGET_MS),
        row_of("searched, key to paint", searched, SEARCH_TARGET_MS),
        row_of("moved, drop to paint", [moved], ADDED_TARGET_MS),
        *(replace(row, name=f"stall: {row.name}") for row in scenes.rows),
    ]


def measure(arguments: argparse.Namespace, home: Path) -> dict[str, object]:
    places = Places(home, PROGRAM_FOLDER)
    make_home(places, arguments.clips, arguments.files)
    add_jobs(places, arguments.jobs)
    rows = fill(home, arguments.jobs, arguments.rounds)
    bench = Bench(places)
    bench.wait_until_filled(arguments.jobs)
    # Only once it samples: it has imported all that it needs by then.
    wait_for(bench.is_sampling, 3 * PATIENCE_S)
    with burners(os.cpu_count() or 1):
        before = bench.progress_events
        rows += work(bench, arguments)
        rendered = bench.progress_events - before
    bench.close()
    print_table(rows)
    return {
        "jobs": arguments.jobs,
        "clips": arguments.clips,
        "rows": [asdict(row) for row in rows],
        "progress_events": rendered,
        "stall_injected_ms": INJECTED_MS if arguments.with_stall else 0,
        "load_average": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "processors": os.cpu_count(),
        "missed": [row.name for row in rows if not row.is_met],
        "passed": rendered > 0 and all(row.is_met for row in rows),
    }


def print_table(rows: list[Row]) -> None:
    print(
        f"{'milliseconds':32}{'count':>7}{'median':>9}{'longest':>9}{'own':>9}{'computed':>9}{'target':>8}"
    )
    for row in rows:
        print(
            f"{row.name:32}{row.count:>7}{row.median:>9.1f}{row.longest:>9.1f}"
            f"{row.longest_own:>9.1f}{row.computed:>9.1f}{row.target:>8.0f}"
            f"{'' if row.is_met else '  missed'}"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=500)
    parser.add_argument("--clips", type=int, default=10_000)
    parser.add_argument("--files", type=int, default=300, help="that the clips share")
    parser.add_argument("--cells", type=int, default=2000, help="of the sweep that is queued")
    parser.add_argument("--adds", type=int, default=20)
    parser.add_argument("--watch", type=int, default=10, help="seconds of mere rendering")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--with-stall", action="store_true")
    parser.add_argument("--fill-once", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    Collector.hold_off()
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    apply_theme(app, Theme.LIGHT)
    if arguments.fill_once:
        bench = Bench(Places(arguments.fill_once, PROGRAM_FOLDER))
        bench.wait_until_filled(arguments.jobs)
        print(json.dumps({name: astuple(span) for name, span in bench.filled.items()}))
        sys.stdout.flush()
        bench.close()
        return 0
    with tempfile.TemporaryDirectory(prefix="wan22-workbench-") as name:
        result = measure(arguments, Path(name))
    print(json.dumps(result))
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0 if result["passed"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
