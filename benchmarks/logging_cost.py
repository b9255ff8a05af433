"""What a line of the log costs its author, against a bare `logging.FileHandler`.

    python benchmarks/logging_cost.py [--lines 20000] [--rounds 7]

Both sides log the same text in turn, in this process. Then the disk hangs (a pipe that nobody
reads), and the log panel filters and finds in a full ring. Prints a table and a line of JSON.
"""

import argparse
import json
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from wan22_desktop.core.line_file import LineFile
from wan22_desktop.core.log_entry import LogEntry
from wan22_desktop.core.logs import (
    FILE_COUNT,
    MAX_FILE_BYTES,
    RING_ROWS,
    LogHandler,
    LogRing,
    LogWriter,
)
from wan22_desktop.core.redaction import redactor

JOB = "3f2a9c01b7de"
TYPED = ("d", "de", "dec", "deco", "decod", "decode")
FLOOD = 100_000


def logger_with(handler: logging.Handler) -> logging.Logger:
    log = logging.Logger("wan22.queue")  # noqa: LOG001 - one that no other handler hears
    log.addHandler(handler)
    return log


def seconds_of(log: logging.Logger, lines: int) -> float:
    """Of processor time of this thread: what the author is held up by."""
    home = Path.home()
    started = time.thread_time()
    for number in range(lines):
        log.info("job %s: %s of %s is written, %d", JOB, "step", home / "clip.mp4", number)
    return time.thread_time() - started


def bare_seconds(folder: Path, lines: int) -> float:
    handler = logging.FileHandler(folder / "bare.log", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    taken = seconds_of(logger_with(handler), lines)
    handler.close()
    return taken


def our_seconds(folder: Path, lines: int) -> float:
    file = LineFile(folder / "wan22.log", max_bytes=MAX_FILE_BYTES, generations=FILE_COUNT - 1)
    writer = LogWriter(file)
    ring = LogRing()
    taken = seconds_of(logger_with(LogHandler(redactor(), [ring.add, writer.add])), lines)
    if not writer.close():
        raise RuntimeError("the lines were not written in time")
    return taken


def hanging_ms(folder: Path, lines: int) -> dict[str, float]:
    """Wall time of single lines in ms while the file hangs, and of the end of logging in s."""
    pipe = folder / "hangs.log"
    os.mkfifo(pipe)
    writer = LogWriter(LineFile(pipe, max_bytes=1 << 40))
    log = logger_with(LogHandler(redactor(), [LogRing().add, writer.add]))
    taken: list[float] = []
    for number in range(lines):
        started = time.perf_counter()
        log.info("job %s: %d", JOB, number)
        taken.append(1000 * (time.perf_counter() - started))
    started = time.perf_counter()
    if writer.close():
        raise RuntimeError("the file did not hang")
    ended = time.perf_counter() - started
    taken.sort()
    return {
        "hanging_median_ms": statistics.median(taken),
        "hanging_p999_ms": taken[int(len(taken) * 0.999)],
        "hanging_worst_ms": taken[-1],
        "hanging_end_s": ended,
    }


def panel_ms() -> dict[str, float]:
    """What the window's thread spends on new records, on a typed letter and on finding.

    Processor time, painting included, with a full ring of which every tenth record is long.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from wan22_desktop.app.log_dock import MAX_AT_ONCE, LogPanel

    app = QApplication.instance() or QApplication([])
    ring = LogRing()
    panel = LogPanel(ring)
    panel.resize(1000, 400)
    panel.show()
    trace = "Traceback (most recent call last):\n" + '  File "a.py", line 1, in decode\n' * 20
    began = time.time()

    def timed(work: Callable[[], object]) -> float:
        started = time.thread_time()
        work()
        app.processEvents()
        return 1000 * (time.thread_time() - started)

    refreshes: list[float] = []
    for first in range(0, FLOOD, 2500):
        ring.add(
            *(
                LogEntry(
                    began + number / 1000,
                    logging.INFO,
                    "engine",
                    f"sampled step {number} of the clip, decoded by tiles",
                    details=trace if number % 10 == 0 else "",
                )
                for number in range(first, first + 2500)
            )
        )
        refreshes += [timed(panel.refresh) for _ in range(2500 // MAX_AT_ONCE + 1)]
    typed = [timed(lambda text=text: panel.bar.search.setText(text)) for text in TYPED * 5]
    found = [timed(panel.find_next) for _ in range(50)]
    kept = float(panel.model.count)
    panel.close()
    return {
        "flood_records": float(FLOOD),
        "rows_kept": kept,
        "refresh_median_ms": statistics.median(refreshes),
        "refresh_worst_ms": max(refreshes),
        "filter_median_ms": statistics.median(typed),
        "filter_worst_ms": max(typed),
        "find_next_worst_ms": max(found),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=9)
    arguments = parser.parse_args()
    lines, rounds = int(arguments.lines), int(arguments.rounds)
    result: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pairs = [
            (bare_seconds(folder, lines), our_seconds(folder, lines)) for _ in range(rounds + 1)
        ][1:]
        result["bare_us"] = 1e6 * statistics.median(bare for bare, _ in pairs) / lines
        result["ours_us"] = 1e6 * statistics.median(ours for _, ours in pairs) / lines
        result["ratio"] = statistics.median(ours / bare for bare, ours in pairs)
        if hasattr(os, "mkfifo"):
            result |= hanging_ms(folder, 20_000)
    result |= panel_ms()
    print(f"A line of the log, {rounds} rounds of {lines} in turn, processor time of its author")
    print(f"  bare FileHandler       {result['bare_us']:8.1f} us")
    print(f"  JSON, redacted, ring   {result['ours_us']:8.1f} us   ratio {result['ratio']:.2f}")
    if "hanging_worst_ms" in result:
        print("While the file hangs, wall time of one line")
        print(
            f"  median {result['hanging_median_ms']:.3f} ms, 99.9 % below "
            f"{result['hanging_p999_ms']:.3f} ms, worst {result['hanging_worst_ms']:.1f} ms; "
            f"logging ends after {result['hanging_end_s']:.2f} s"
        )
    kept = result["rows_kept"]
    print(f"The panel, {FLOOD:,} records through a ring of {RING_ROWS:,}, {kept:,.0f} kept:")
    print("processor time of the window's thread, painting included")
    print(
        f"  new records, a go      {result['refresh_median_ms']:8.1f} ms, "
        f"worst {result['refresh_worst_ms']:.1f} ms"
    )
    print(
        f"  a letter in the search {result['filter_median_ms']:8.1f} ms, "
        f"worst {result['filter_worst_ms']:.1f} ms"
    )
    print(f"  next match, worst      {result['find_next_worst_ms']:8.1f} ms")
    print(json.dumps({name: round(value, 4) for name, value in result.items()}))
    # The writer of the file that hangs is still in it.
    os._exit(0)


if __name__ == "__main__":
    main()
