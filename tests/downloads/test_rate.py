"""The bandwidth limit, and how long to wait before another try."""

import threading
import time
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wan22_desktop.downloads.domain.backoff import Backoff, Patience
from wan22_desktop.downloads.domain.control import TransferControl, TransferStopped
from wan22_desktop.downloads.domain.rate import TokenBucket

MB = 1_000_000
BUFFER_BYTES = 1 << 20


class Readers:
    """Threads that read as fast as the bucket lets them."""

    def __init__(self, bucket: TokenBucket, threads: int) -> None:
        self.read_bytes = 0
        self._bucket = bucket
        self._lock = threading.Lock()
        self._control = TransferControl()
        self._threads = [threading.Thread(target=self._read) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._control.stop()
        for thread in self._threads:
            thread.join()

    def rate(self, seconds: float) -> float:
        """Bytes per second over a while, from now on."""
        began_s, before = time.monotonic(), self.read_bytes
        time.sleep(seconds)
        return (self.read_bytes - before) / (time.monotonic() - began_s)

    def _read(self) -> None:
        try:
            while True:
                count_bytes = self._bucket.chunk(BUFFER_BYTES)
                with self._lock:
                    self.read_bytes += count_bytes
                self._bucket.pay(count_bytes, self._control)
                if self._bucket.limit is None:
                    self._control.wait(0.001)  # or they would never let go of the interpreter
        except TransferStopped:
            pass


@pytest.mark.parametrize("threads", [1, 3])
def test_readers_together_keep_the_limit_from_the_start(threads: int) -> None:
    limit = 4 * MB
    readers = Readers(TokenBucket(limit), threads)
    rate = readers.rate(2.0)
    readers.stop()
    assert 0.9 * limit < rate < 1.1 * limit


def test_without_a_limit_nobody_waits() -> None:
    """Shows as well that the limit is what slows readers down."""
    readers = Readers(TokenBucket(None), 1)
    rate = readers.rate(0.3)
    readers.stop()
    assert rate > 40 * MB


def test_a_changed_limit_holds_within_a_second() -> None:
    bucket = TokenBucket(200 * MB)
    readers = Readers(bucket, 3)
    try:
        time.sleep(0.2)
        for limit in (1 * MB, 8 * MB, 64 * 1024):
            bucket.limit = limit
            time.sleep(0.5)
            assert 0.8 * limit < readers.rate(0.8) < 1.2 * limit
        bucket.limit = None
        time.sleep(0.3)
        assert readers.rate(0.2) > 40 * MB
    finally:
        readers.stop()


def test_idle_time_is_not_saved_up() -> None:
    bucket, control = TokenBucket(1 * MB), TransferControl()
    time.sleep(1.0)
    began_s = time.monotonic()
    for _ in range(24):
        bucket.pay(bucket.chunk(BUFFER_BYTES), control)
    assert time.monotonic() - began_s > 0.5


def test_who_waits_is_stopped_at_once() -> None:
    bucket, control = TokenBucket(16 * 1024), TransferControl()
    timer = threading.Timer(0.1, control.stop)
    timer.start()
    began_s = time.monotonic()
    with pytest.raises(TransferStopped):
        bucket.pay(BUFFER_BYTES, control)
    assert time.monotonic() - began_s < 0.4
    timer.join()


@given(st.integers(1, 10**10), st.integers(1, BUFFER_BYTES))
def test_a_chunk_is_never_empty_and_never_too_much(limit: int, most_bytes: int) -> None:
    chunk = TokenBucket(limit).chunk(most_bytes)
    assert 1 <= chunk <= most_bytes
    assert chunk <= max(1, limit // 10)


# --- back-off -----------------------------------------------------------------------------------


def test_delays_double_up_to_a_bound_and_begin_again_with_progress() -> None:
    backoff = Backoff(Patience(), clock=lambda: 0.0, draw=lambda: 1.0)
    assert [backoff.next_delay_s() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    backoff.progressed()
    assert backoff.next_delay_s() == 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_delays_are_drawn_from_nothing_to_the_bound(draws: list[float]) -> None:
    given_draws = iter(draws)
    backoff = Backoff(Patience(), clock=lambda: 0.0, draw=lambda: next(given_draws))
    for tries, draw in enumerate(draws):
        assert backoff.next_delay_s() == draw * min(2.0**tries, 60.0)


def test_what_the_server_asks_for_is_respected_up_to_five_minutes() -> None:
    backoff = Backoff(Patience(), clock=lambda: 0.0, draw=lambda: 0.0)
    assert backoff.next_delay_s(20.0) == 20.0
    assert backoff.next_delay_s(86_400.0) == 300.0


def test_patience_is_time_without_progress() -> None:
    now = count(0, 59)
    backoff = Backoff(Patience(), clock=lambda: float(next(now)), draw=lambda: 0.0)
    for _ in range(50):
        assert backoff.next_delay_s() is not None
        backoff.progressed()
    waits = [backoff.next_delay_s() for _ in range(11)]
    assert waits[:10] == [0.0] * 10
    assert waits[10] is None


def test_a_night_asleep_is_no_reason_to_give_up() -> None:
    now = iter([0.0, *[30_000.0] * 10])
    backoff = Backoff(Patience(), clock=lambda: next(now), draw=lambda: 0.0)
    assert [backoff.next_delay_s() is None for _ in range(4)] == [False, False, False, True]
