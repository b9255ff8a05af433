"""Work on several threads whose results come in the order in which they were asked for."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


@contextmanager
def in_order(
    work: Callable[[Item], Result], items: Iterable[Item], threads: int, *, name: str
) -> Iterator[Iterator[Result]]:
    """`work` of each item, at most `threads + 1` ahead of who takes them.

    With one thread it is done on the caller's, when it is asked for. What `work` raises is raised
    where its result is taken. No thread is left at the end of the `with`.
    """
    if threads <= 1:
        yield map(work, items)
        return
    with ThreadPoolExecutor(threads, thread_name_prefix=name) as pool:
        waiting: deque[Future[Result]] = deque()

        def results() -> Iterator[Result]:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) > threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

        try:
            yield results()
        finally:
            for future in waiting:
                future.cancel()
