"""A service on a thread of its own, started and ended in order."""

from typing import Protocol, cast

from PySide6.QtCore import QObject, Qt, QThread, Signal, SignalInstance


class Service(Protocol):
    """`start` and `stop` are slots that run on the service's thread."""

    def start(self) -> None: ...
    def stop(self) -> None: ...


class ServiceThread(QObject):
    """Owns the thread. The service's slots are reached by signals only, once this exists."""

    _stop_wanted = Signal()
    ended = Signal()

    def __init__(
        self,
        service: Service,
        stopped: SignalInstance,
        name: str,
        parent: QObject | None = None,
    ) -> None:
        """`stopped` is the service's signal that `stop` has done its work."""
        super().__init__(parent)
        self.thread_ = QThread()
        self.thread_.setObjectName(name)
        cast("QObject", service).moveToThread(self.thread_)
        self.thread_.started.connect(service.start)
        self._stop_wanted.connect(service.stop)
        # quit() may be called from any thread, and the window's may be busy.
        stopped.connect(self.thread_.quit, Qt.ConnectionType.DirectConnection)
        self.thread_.finished.connect(self.ended)
        self._service = service

    def start(self) -> None:
        self.thread_.start()

    def stop(self) -> None:
        """Ask the service to stop; `ended` follows. Does not wait."""
        self._stop_wanted.emit()

    @property
    def is_running(self) -> bool:
        return self.thread_.isRunning()

    def wait(self, timeout_ms: int) -> bool:
        """Wait for the end; only for when there is no window to be kept alive any more."""
        return self.thread_.wait(timeout_ms)
