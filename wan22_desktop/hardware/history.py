"""Samples of the last weeks, in the app's database on this computer and nowhere else."""

import logging
import math
import sqlite3

from wan22_desktop.core.database import Database
from wan22_desktop.core.errors import UserError
from wan22_desktop.hardware import metric_blocks
from wan22_desktop.hardware.domain.metrics import SystemMetrics
from wan22_desktop.hardware.metric_ring import RingWindow

CREATE_METRICS = """
CREATE TABLE metrics (
  id INTEGER PRIMARY KEY,
  begun_unix_s REAL NOT NULL,
  ended_unix_s REAL NOT NULL,
  num_samples INTEGER NOT NULL,
  block BLOB NOT NULL
) STRICT;
CREATE INDEX metrics_by_time ON metrics (begun_unix_s)
"""
"""An upgrade script for `Database`; a released one is never edited."""

BLOCK_S = 60.0
"""So much is lost at most when the app is killed."""
KEPT_BLOCKS = 30 * 24 * 60
"""Thirty days of monitoring. Counted, not dated: a clock that is wrong once must not delete all."""
KEPT_BYTES = 32_000_000
"""Two weeks without a break at one sample a second; what is older goes first."""
MOST_READ_SAMPLES = 200_000
"""More than two days at one a second, and far more than a screen has columns."""

_SWEEP_BLOCKS = 60
"""The size is looked at once an hour."""

_log = logging.getLogger("wan22.hardware")


class MetricHistory:
    """Writes a block a minute; `database` has gone through `CREATE_METRICS`.

    What cannot be written is lost and logged: measuring goes on. `add` and `flush` belong to one
    thread.
    """

    def __init__(
        self,
        database: Database,
        *,
        kept_blocks: int = KEPT_BLOCKS,
        kept_bytes: int = KEPT_BYTES,
        most_read_samples: int = MOST_READ_SAMPLES,
    ) -> None:
        self._database = database
        self._kept_blocks = kept_blocks
        self._kept_bytes = kept_bytes
        self._most_read_samples = most_read_samples
        self._waiting: list[SystemMetrics] = []
        self._until_sweep = 0
        self._is_failing = False

    def add(self, sample: SystemMetrics) -> None:
        """Keep a sample; it is on the disk within `BLOCK_S`, or after `flush`."""
        if self._waiting and not self._follows(sample):
            self.flush()
        self._waiting.append(sample)

    def _follows(self, sample: SystemMetrics) -> bool:
        """Whether it goes into the block that is being filled."""
        first, last = self._waiting[0], self._waiting[-1]
        return (
            sample.at_s - first.at_s < BLOCK_S
            and len(self._waiting) < metric_blocks.MOST_SAMPLES
            # The clock was set, or the computer has slept.
            and 0 <= sample.unix_s - last.unix_s < metric_blocks.LONGEST_GAP_S
        )

    def flush(self) -> None:
        """Write what is waiting."""
        samples, self._waiting = self._waiting, []
        if not samples:
            return
        try:
            with self._database.transaction() as connection:
                connection.execute(
                    "INSERT INTO metrics (begun_unix_s, ended_unix_s, num_samples, block)"
                    " VALUES (?, ?, ?, ?)",
                    (
                        samples[0].unix_s,
                        samples[-1].unix_s,
                        len(samples),
                        metric_blocks.encode(samples),
                    ),
                )
                self._forget_old(connection)
        except UserError as error:
            if not self._is_failing:
                _log.warning(
                    "the history of the machine cannot be kept: %s", error.__cause__ or error
                )
            self._is_failing = True
        else:
            self._is_failing = False

    def _forget_old(self, connection: sqlite3.Connection) -> None:
        connection.execute(
            "DELETE FROM metrics WHERE id <= (SELECT max(id) FROM metrics) - ?",
            (self._kept_blocks,),
        )
        self._until_sweep -= 1
        if self._until_sweep > 0:
            return
        self._until_sweep = _SWEEP_BLOCKS
        connection.execute(
            "DELETE FROM metrics WHERE id <= (SELECT max(id) FROM (SELECT id,"
            " sum(length(block)) OVER (ORDER BY id DESC) AS bytes FROM metrics) WHERE bytes > ?)",
            (self._kept_bytes,),
        )

    def read(self, from_unix_s: float, to_unix_s: float) -> RingWindow:
        """What was measured from one moment to another, both included, and is on the disk.

        In the order of wall time, also where the clock was set back; `at_s` is wall time too.
        Blocks that are damaged are left out and logged. Of more than `MOST_READ_SAMPLES` samples
        every second, third and so on is given. Raises UserError if the database cannot be read.
        """
        rows = self._database.read(
            "SELECT id, begun_unix_s, num_samples, block FROM metrics"
            " WHERE begun_unix_s <= ? AND ended_unix_s >= ? ORDER BY begun_unix_s, id",
            (to_unix_s, from_unix_s),
        )
        each = max(1, math.ceil(sum(row["num_samples"] for row in rows) / self._most_read_samples))
        windows: list[RingWindow] = []
        for row in rows:
            try:
                window = metric_blocks.decode(row["block"], row["begun_unix_s"])
            except ValueError as error:
                _log.warning("minute %d of the history is left out: %s", row["id"], error)
                continue
            inside = (window.unix_s >= from_unix_s) & (window.unix_s <= to_unix_s)
            windows.append(window.picked(inside.nonzero()[0][::each]))
        return metric_blocks.joined(windows)
