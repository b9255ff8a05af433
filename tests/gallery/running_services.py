"""Services on their real threads."""

from collections.abc import Iterator
from typing import Any, TypeVar

from PySide6.QtCore import QMetaObject, QObject, Qt, QThread

S = TypeVar("S", bound=QObject)


def running(service: S) -> Iterator[S]:
    """The service while it runs; its slots are to be called through signals."""
    starting: Any = service
    thread = QThread()
    service.moveToThread(thread)
    thread.started.connect(starting.start)
    thread.start()
    yield service
    QMetaObject.invokeMethod(service, "stop", Qt.ConnectionType.BlockingQueuedConnection)
    thread.quit()
    assert thread.wait(5000)
