"""Downloads what it is told to until it is done or killed.

    python -m kills.downloading_child ORDERS ENDPOINT ORDER.json     (in tests/)

Says `open` when it begins, `whole` when all of the content has arrived, and `done` at the end.
"""

import sys
import threading
from contextlib import closing
from pathlib import Path

from wan22_desktop.core.downloading import DownloadEvent, DownloadFinished, DownloadOrder
from wan22_desktop.downloads.domain.backoff import Patience
from wan22_desktop.downloads.downloader import ModelDownloader


def main(orders: str, endpoint: str, order_file: str) -> None:
    order = DownloadOrder.from_json(Path(order_file).read_bytes())
    finished = threading.Event()

    def hear(event: DownloadEvent) -> None:
        if isinstance(event, DownloadFinished):
            finished.set()
        elif event.done_bytes == event.total_bytes:
            print("whole", flush=True)

    downloader = ModelDownloader(
        Path(orders),
        endpoint=endpoint,
        token=lambda: None,
        listener=hear,
        reserve_bytes=0,
        patience=Patience(first_delay_s=0.01, without_progress_s=30.0),
    )
    with closing(downloader):
        downloader.open()
        print("open", flush=True)
        downloader.download(order)
        finished.wait()
        downloader.forget(order.package)
    print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
