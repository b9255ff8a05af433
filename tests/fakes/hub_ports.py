"""The ports of the hub: connections, each served by a thread, that all end when it closes."""

import socket
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Literal, cast

from fakes.hub_replies import HungUpError, LoggedRequest, Wire

if TYPE_CHECKING:
    from fakes.hub_server import HubServer

Role = Literal["hub", "cdn", "elsewhere"]

_ACCEPT_POLL_S = 0.02
_SEND_BUFFER_BYTES = 512 * 1024
"""Small, so that what counts as sent has really left for the client."""


class _Handler(BaseHTTPRequestHandler):
    """One connection: requests one after another, each answered by the hub."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        port = cast("_Listener", self.server).port
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = LoggedRequest(port.role, port.number, self.command, self.path, headers)
        hub = port.hub
        reply = hub.answer(request)
        wire = Wire(self.connection, hub.closing, hub.count, lambda: hub.bytes_per_second)
        self.close_connection = reply.closes or headers.get("connection") == "close"
        try:
            wire.send(reply)
        except (HungUpError, OSError):
            self.close_connection = True

    do_HEAD = do_GET  # noqa: N815 - http.server's name

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except OSError:  # the client has gone while it was listened to
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Nothing is printed: the hub keeps a record."""


class _Listener(ThreadingHTTPServer):
    """Accepts connections on a port until it is closed."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, port: "Port", number: int) -> None:
        self.port = port
        super().__init__(("127.0.0.1", number), _Handler)
        self.thread = threading.Thread(
            target=self.serve_forever,
            args=(_ACCEPT_POLL_S,),
            name=f"hub port {port.role}",
            daemon=True,
        )
        self.thread.start()

    def server_bind(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
        super().server_bind()

    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        connection = cast("socket.socket", request)
        thread = threading.Thread(
            target=self._serve,
            args=(connection, client_address),
            name="hub connection",
            daemon=True,
        )
        self.port.opened(connection, thread)
        thread.start()

    def _serve(self, connection: socket.socket, client_address: object) -> None:
        try:
            self.process_request_thread(connection, client_address)
        finally:
            self.port.ended(connection)


class Port:
    """A port of the hub; it can refuse connections for a while."""

    def __init__(self, hub: "HubServer", role: Role, number: int) -> None:
        self.hub = hub
        self.role: Role = role
        self._lock = threading.RLock()
        self._open: dict[socket.socket, threading.Thread] = {}
        self._reopener: threading.Thread | None = None
        self._reopens = threading.Event()
        self._listener: _Listener | None = _Listener(self, number)
        self.number = int(self._listener.server_address[1])

    def opened(self, connection: socket.socket, thread: threading.Thread) -> None:
        with self._lock:
            self._open[connection] = thread

    def ended(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.pop(connection, None)

    def refuse(self, seconds: float) -> None:
        if self._shut():
            self._reopens.clear()
            self._reopener = threading.Thread(
                target=self._reopen, args=(seconds,), name="hub port opens again", daemon=True
            )
            self._reopener.start()

    def open_again(self) -> None:
        """Now, if it was closed for a while."""
        self._reopens.set()
        if self._reopener is not None:
            self._reopener.join()

    def close(self) -> None:
        self.open_again()
        self._shut()
        with self._lock:
            connections = dict(self._open)
        for connection, thread in connections.items():
            with suppress(OSError):  # it has ended by itself
                connection.shutdown(socket.SHUT_RDWR)
            thread.join()

    def _shut(self) -> bool:
        with self._lock:
            listener, self._listener = self._listener, None
        if listener is None:
            return False
        listener.shutdown()
        listener.thread.join()
        listener.server_close()
        return True

    def _reopen(self, seconds: float) -> None:
        self._reopens.wait(seconds)
        if not self.hub.closing.is_set():
            with self._lock:
                self._listener = _Listener(self, self.number)
